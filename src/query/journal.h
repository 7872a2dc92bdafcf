/* journal: reading entries of the chains, for traces, histories and people who check. */
#ifndef ZC_QUERY_JOURNAL_H
#define ZC_QUERY_JOURNAL_H

#include "query/rows.h"

struct zc_journal_entry {
    int64_t chain, seq, at, wall, tx;
    const char *prev, *kind, *actor, *links, *payload, *digest;
};
struct zc_journal {
    struct zc_journal_entry *items;
    size_t count;
};
/* The entries that wrote one record, oldest first. Rights are the caller's to check on the record. */
int zc_journal_of(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t record, struct zc_error *err);
/* Entries of one chain after `after_seq`, at most `limit`. */
int zc_journal_page(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t chain, int64_t after_seq, size_t limit,
                    struct zc_error *err);
/* Entries of one chain by day, kind and post, newest first. So many places of the chain are looked through at once; *next: from where to go on (as
 * `before`), 0 when nothing older can be meant. */
enum { ZC_JOURNAL_WINDOW = 5000 };
struct zc_journal_search {
    int64_t chain, before; /* 0 = from the head */
    int from, to;          /* days in Shanghai, both included; 0 = open */
    const char *kind;      /* NULL = all */
    int64_t post;          /* acted as, or represented; 0 = all */
};
int zc_journal_find(struct zc_journal *out, int64_t *next, struct zc_arena *arena, struct zc_db *db, const struct zc_journal_search *search, struct zc_error *err);
/* The entries of one kind in one chain, oldest first. */
int zc_journal_of_kind(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t chain, const char *kind, struct zc_error *err);
/* The number of the newest transaction, 0 when there is none. */
int zc_journal_position(int64_t *out, struct zc_db *db, struct zc_error *err);
/* Entries of the transactions after `tx` up to `last`, in order, at most `limit`. */
int zc_journal_since(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t tx, int64_t last, size_t limit, struct zc_error *err);
/*
 * Visits the entries of one transaction that wrote records, by chain and place, one at a time however many there are. The texts
 * and the arena live until the visitor returns; what it returns, if not 0, ends the walk and is the answer.
 */
typedef int zc_journal_visit(void *user, struct zc_arena *arena, const struct zc_journal_entry *entry, struct zc_error *err);
int zc_journal_walk(struct zc_db *db, int64_t tx, zc_journal_visit *visit, void *user, struct zc_error *err);
/* The chains with their heads (seq and digest; other members empty). */
int zc_journal_heads(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err);
/* When the city's first record was written; INT64_MAX when none is. */
int zc_journal_first(int64_t *at, struct zc_db *db, struct zc_error *err);
/* The entries of a transaction in one chain stand side by side: seq from `first` to before `after`. Equal when there are none. */
int zc_journal_span(int64_t *first, int64_t *after, struct zc_db *db, int64_t chain, int64_t tx, struct zc_error *err);

#endif
