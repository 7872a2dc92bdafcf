#include "query/journal.h"

#include <stdlib.h>
#include <string.h>

static void read_entry(struct zc_journal_entry *entry, struct zc_arena *arena, struct zc_stmt *stmt)
{
    entry->chain = zc_stmt_int(stmt, 0);
    entry->seq = zc_stmt_int(stmt, 1);
    entry->at = zc_stmt_int(stmt, 2);
    entry->wall = zc_stmt_int(stmt, 3);
    entry->tx = zc_stmt_int(stmt, 4);
    const char **texts[] = {&entry->prev, &entry->kind, &entry->actor, &entry->links, &entry->payload, &entry->digest};
    for (int i = 0; i < 6; i++) {
        size_t size;
        const char *text = zc_stmt_text(stmt, 5 + i, &size);
        *texts[i] = zc_arena_copy(arena, text ? text : "", size);
    }
}

/* Adds the rows of the statement and is done with it. */
static int collect_more(struct zc_journal *out, size_t *capacity, struct zc_arena *arena, struct zc_stmt *stmt, struct zc_error *err)
{
    int rc;
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        read_entry(zc_arena_push(arena, &out->items, &out->count, capacity, sizeof *out->items), arena, stmt);
    zc_stmt_done(stmt);
    return rc;
}

static int collect(struct zc_journal *out, struct zc_arena *arena, struct zc_stmt *stmt, struct zc_error *err)
{
    size_t capacity = 0;
    *out = (struct zc_journal){0};
    return collect_more(out, &capacity, arena, stmt, err);
}

#define COLUMNS "j.chain, j.seq, j.at, j.wall, j.tx, j.prev, j.kind, j.actor, j.links, j.payload, j.digest"

int zc_journal_of(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t record, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             "SELECT " COLUMNS " FROM journal_record AS r JOIN journal AS j ON j.chain = r.chain AND j.seq = r.seq "
                             "WHERE r.record = ?1 ORDER BY j.at",
                             err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, record);
    return collect(out, arena, stmt, err);
}

int zc_journal_of_kind(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t chain, const char *kind, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = (struct zc_journal){0};
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT " COLUMNS " FROM journal AS j WHERE j.chain = ?1 AND j.kind = ?2 ORDER BY j.seq", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    zc_stmt_bind_text(stmt, 2, kind, strlen(kind));
    return collect(out, arena, stmt, err);
}

int zc_journal_page(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t chain, int64_t after_seq, size_t limit,
                    struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             "SELECT " COLUMNS " FROM journal AS j WHERE j.chain = ?1 AND j.seq > ?2 ORDER BY j.seq LIMIT ?3", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    zc_stmt_bind_int(stmt, 2, after_seq);
    zc_stmt_bind_int(stmt, 3, (int64_t)limit);
    return collect(out, arena, stmt, err);
}

/* The first place of the chain that was written at or after an instant; one past the head when none was. Times in a chain only grow, so the
 * place is found by halving. */
static int place_at(int64_t *out, struct zc_db *db, int64_t chain, int64_t at, int64_t head, struct zc_error *err)
{
    int64_t low = 1, high = head + 1;
    int rc = ZC_OK;
    while (low < high && !rc) {
        struct zc_stmt *stmt;
        int64_t middle = low + (high - low) / 2;
        if ((rc = zc_stmt_prepare(&stmt, db->store, "SELECT at FROM journal WHERE chain = ?1 AND seq = ?2", err)))
            break;
        zc_stmt_bind_int(stmt, 1, chain);
        zc_stmt_bind_int(stmt, 2, middle);
        int found = zc_stmt_step(stmt, err);
        if (found > 0 && zc_stmt_int(stmt, 0) < at)
            low = middle + 1;
        else
            high = middle;
        rc = found < 0 ? found : ZC_OK;
        zc_stmt_done(stmt);
    }
    *out = low;
    return rc;
}

static int head_of(int64_t *out, struct zc_db *db, int64_t chain, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = 0;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT seq FROM head WHERE chain = ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    if ((rc = zc_stmt_step(stmt, err)) > 0)
        *out = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

int zc_journal_find(struct zc_journal *out, int64_t *next, struct zc_arena *arena, struct zc_db *db, const struct zc_journal_search *search, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int64_t head, first = 1, after;
    *out = (struct zc_journal){0};
    *next = 0;
    int rc = head_of(&head, db, search->chain, err);
    after = head + 1;
    if (!rc && search->from)
        rc = place_at(&first, db, search->chain, zc_date_instant(search->from), head, err);
    if (!rc && search->to)
        rc = place_at(&after, db, search->chain, zc_date_instant(search->to + 1), head, err);
    if (search->before && search->before < after)
        after = search->before;
    if (rc || first >= after)
        return rc;
    int64_t low = after - first > ZC_JOURNAL_WINDOW ? after - ZC_JOURNAL_WINDOW : first;
    const char *kind = search->kind ? search->kind : "", *acted = search->post ? zc_arena_printf(arena, "%%/%lld/%%", (long long)search->post) : "";
    rc = zc_stmt_prepare(&stmt, db->store,
                         "SELECT " COLUMNS " FROM journal AS j WHERE j.chain = ?1 AND j.seq >= ?2 AND j.seq < ?3 AND (?4 = '' OR j.kind = ?4) "
                         "AND (?5 = '' OR j.actor LIKE ?5) ORDER BY j.seq DESC",
                         err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, search->chain);
    zc_stmt_bind_int(stmt, 2, low);
    zc_stmt_bind_int(stmt, 3, after);
    zc_stmt_bind_text(stmt, 4, kind, strlen(kind));
    zc_stmt_bind_text(stmt, 5, acted, strlen(acted));
    *next = low > first ? low : 0;
    return collect(out, arena, stmt, err);
}

/* Here and below: a list of places, and not a join with the heads, which SQLite would begin with the whole journal. */
int zc_journal_position(int64_t *out, struct zc_db *db, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = 0;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT coalesce(max(j.tx), 0) FROM journal AS j WHERE (j.chain, j.seq) IN (SELECT h.chain, h.seq FROM head AS h)", err);
    if (rc)
        return rc;
    rc = zc_stmt_step(stmt, err);
    if (rc > 0)
        *out = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

int zc_journal_heads(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT chain, seq, at, at, 0, '', '', '', '', '', digest FROM head ORDER BY chain", err);
    return rc ? rc : collect(out, arena, stmt, err);
}

/* The known time of an entry that wrote a record: of this place, or with seq 0 of the earliest in all chains. 1: there is one. */
static int first_at(struct zc_db *db, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             db->first.seq ? "SELECT chain, seq, at FROM journal WHERE chain = ?1 AND seq = ?2 AND kind = 'record' AND at = ?3"
                                           : "SELECT j.chain, j.seq, j.at FROM journal AS j WHERE (j.chain, j.seq) IN (SELECT h.chain, "
                                             "(SELECT f.seq FROM journal AS f WHERE f.chain = h.chain AND f.kind = 'record' ORDER BY f.seq LIMIT 1) FROM head AS h) "
                                             "ORDER BY j.at LIMIT 1",
                             err);
    if (rc)
        return rc;
    if (db->first.seq) {
        zc_stmt_bind_int(stmt, 1, db->first.chain);
        zc_stmt_bind_int(stmt, 2, db->first.seq);
        zc_stmt_bind_int(stmt, 3, db->first.at);
    }
    if ((rc = zc_stmt_step(stmt, err)) > 0) {
        db->first.chain = zc_stmt_int(stmt, 0);
        db->first.seq = zc_stmt_int(stmt, 1);
        db->first.at = zc_stmt_int(stmt, 2);
    }
    zc_stmt_done(stmt);
    return rc;
}

int zc_journal_first(int64_t *at, struct zc_db *db, struct zc_error *err)
{
    int rc = first_at(db, err);
    if (!rc && db->first.seq) { /* what was found has been taken back since, with the transaction that wrote it */
        db->first.seq = 0;
        rc = first_at(db, err);
    }
    *at = rc > 0 ? db->first.at : INT64_MAX;
    return rc < 0 ? rc : ZC_OK;
}

/* The first seq of a chain whose transaction is not before `tx`; transactions ascend along a chain. */
static int first_not_before(int64_t *seq, struct zc_db *db, int64_t chain, int64_t last, int64_t tx, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int64_t low = 1, high = last + 1;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT tx FROM journal WHERE chain = ?1 AND seq = ?2", err);
    if (rc)
        return rc;
    while (low < high && rc >= 0) {
        int64_t middle = low + (high - low) / 2;
        zc_stmt_rewind(stmt);
        zc_stmt_bind_int(stmt, 1, chain);
        zc_stmt_bind_int(stmt, 2, middle);
        if ((rc = zc_stmt_step(stmt, err)) == 0)
            rc = zc_fail(err, ZC_EINTERNAL, "流水缺条:链 %lld 第 %lld 条", "the journal lacks an entry: chain %lld, %lld", (long long)chain, (long long)middle);
        if (rc > 0 && zc_stmt_int(stmt, 0) < tx)
            low = middle + 1;
        else
            high = middle;
    }
    zc_stmt_done(stmt);
    *seq = low;
    return rc < 0 ? rc : ZC_OK;
}

int zc_journal_span(int64_t *first, int64_t *after, struct zc_db *db, int64_t chain, int64_t tx, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int64_t last = 0;
    *first = *after = 1;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT max(seq) FROM journal WHERE chain = ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    if ((rc = zc_stmt_step(stmt, err)) > 0)
        last = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    if (rc >= 0)
        rc = first_not_before(first, db, chain, last, tx, err);
    return rc ? rc : first_not_before(after, db, chain, last, tx + 1, err);
}

static int by_transaction(const void *left, const void *right)
{
    const struct zc_journal_entry *a = left, *b = right;
    if (a->tx != b->tx)
        return a->tx < b->tx ? -1 : 1;
    if (a->chain != b->chain)
        return a->chain < b->chain ? -1 : 1;
    return (a->seq > b->seq) - (a->seq < b->seq);
}

/* The chains whose newest transaction is after `tx`: those that a later one wrote. */
static int chains_after(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t tx, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             "SELECT " COLUMNS " FROM journal AS j WHERE (j.chain, j.seq) IN (SELECT h.chain, h.seq FROM head AS h) AND j.tx > ?1 ORDER BY j.chain", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, tx);
    return collect(out, arena, stmt, err);
}

int zc_journal_since(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t tx, int64_t last, size_t limit, struct zc_error *err)
{
    struct zc_journal chains;
    size_t capacity = 0;
    *out = (struct zc_journal){0};
    int rc = chains_after(&chains, arena, db, tx, err);
    for (size_t i = 0; i < chains.count && !rc; i++) {
        struct zc_stmt *stmt;
        int64_t first;
        if ((rc = first_not_before(&first, db, chains.items[i].chain, chains.items[i].seq, tx + 1, err)) ||
            (rc = zc_stmt_prepare(&stmt, db->store,
                                  "SELECT " COLUMNS " FROM journal AS j WHERE j.chain = ?1 AND j.seq >= ?2 AND j.tx <= ?3 ORDER BY j.seq LIMIT ?4", err)))
            break;
        zc_stmt_bind_int(stmt, 1, chains.items[i].chain);
        zc_stmt_bind_int(stmt, 2, first);
        zc_stmt_bind_int(stmt, 3, last);
        zc_stmt_bind_int(stmt, 4, limit < INT32_MAX ? (int64_t)limit : INT32_MAX);
        rc = collect_more(out, &capacity, arena, stmt, err);
    }
    if (!rc && out->count) {
        qsort(out->items, out->count, sizeof *out->items, by_transaction);
        out->count = out->count < limit ? out->count : limit;
    }
    return rc;
}

int zc_journal_walk(struct zc_db *db, int64_t tx, zc_journal_visit *visit, void *user, struct zc_error *err)
{
    struct zc_arena arena = {0}, one = {0};
    struct zc_journal chains;
    int rc = chains_after(&chains, &arena, db, tx - 1, err);
    for (size_t i = 0; i < chains.count && !rc; i++) {
        struct zc_stmt *stmt;
        int64_t first, after;
        if ((rc = zc_journal_span(&first, &after, db, chains.items[i].chain, tx, err)) ||
            (rc = zc_stmt_prepare(&stmt, db->store,
                                  "SELECT " COLUMNS " FROM journal AS j WHERE j.chain = ?1 AND j.seq >= ?2 AND j.seq < ?3 AND j.kind = 'record' ORDER BY j.seq",
                                  err)))
            break;
        zc_stmt_bind_int(stmt, 1, chains.items[i].chain);
        zc_stmt_bind_int(stmt, 2, first);
        zc_stmt_bind_int(stmt, 3, after);
        int more = 0;
        while (!rc && (more = zc_stmt_step(stmt, err)) > 0) {
            struct zc_journal_entry entry;
            read_entry(&entry, &one, stmt);
            rc = visit(user, &one, &entry, err);
            zc_arena_clear(&one);
        }
        zc_stmt_done(stmt);
        rc = more < 0 ? more : rc;
    }
    zc_arena_free(&one);
    zc_arena_free(&arena);
    return rc;
}
