/*
 * ballot_file: the file of an open box of secret ballots, boxes/<id>.box in the city's folder (docs/decisions/0068). All its rows are there from
 * the making on, keyed by digest or by chance and written in the order of these keys: a code only turns from unused to used, a ballot
 * fills one of the empty ones of its class that chance takes, in as many bytes. So neither rows nor pages are in the order of casting. It
 * has no log, its date always says the beginning of time, and nothing joins a ballot to a code.
 */
#ifndef ZC_RECORD_BALLOT_FILE_H
#define ZC_RECORD_BALLOT_FILE_H

#include "base/digest.h"
#include "query/city.h"

enum { ZC_BALLOT_OPTIONS = 50, ZC_BALLOT_CODES = 20000, ZC_BALLOT_CODE = 48 };

struct zc_ballot_class {
    int64_t id;             /* of core.ballot_class */
    const char *name;
    size_t count;
    char (*codes)[ZC_BALLOT_CODE]; /* 17-XXXX-XXXX-XXXX-XXXX: the box, then 80 bits */
};
struct zc_ballot_sheet {
    struct zc_ballot_class *classes;
    size_t class_count, codes;
};
struct zc_ballot_paper {
    const char *title, *question;
    const char **options;
    size_t option_count, most; /* how many may be marked; none is a blank ballot */
};
struct zc_ballot_line {
    int64_t class_;
    const char *marks; /* one 0 or 1 for each option */
};
/* The parts of ;a;b; and at most one more than ZC_BALLOT_OPTIONS, by which the caller sees that there are too many. */
size_t zc_ballot_options(const char ***out, struct zc_arena *arena, const char *list);
/* The box of a code, and the digest by which the file knows it. Small letters, blanks and missing dashes do no harm. false: no code. */
bool zc_ballot_code_read(int64_t *box, char hash[ZC_DIGEST_HEX], const struct zc_city *city, const char *code);

/* Makes the file, in place of one of an opening that was refused, and fills the codes of the sheet: this is the only time they are seen. */
int zc_ballot_file_make(struct zc_arena *arena, const struct zc_city *city, int64_t box, const struct zc_ballot_paper *paper, struct zc_ballot_sheet *sheet,
                        struct zc_error *err);
bool zc_ballot_file_there(const struct zc_city *city, int64_t box);
/* Overwrites and removes it, as far as the disk does what it is told. */
void zc_ballot_file_destroy(struct zc_arena *arena, const struct zc_city *city, int64_t box);

/* One transaction on a file; it lives in the arena until it is closed. ZC_ENOTFOUND where there is no file: what was in it is lost. */
struct zc_ballot_file;
int zc_ballot_file_open(struct zc_ballot_file **out, struct zc_arena *arena, const struct zc_city *city, int64_t box, bool writing, struct zc_error *err);
int zc_ballot_file_commit(struct zc_ballot_file *file, struct zc_error *err); /* durable when it returns ZC_OK */
void zc_ballot_file_close(struct zc_ballot_file *file); /* nothing stays of what was not committed; NULL is allowed */

int zc_ballot_file_paper(struct zc_ballot_paper *out, struct zc_ballot_file *file, struct zc_error *err);
enum zc_ballot_code_state { ZC_BALLOT_CODE_GOOD, ZC_BALLOT_CODE_NONE, ZC_BALLOT_CODE_USED, ZC_BALLOT_CODE_LATE /* the box takes no more */ };
int zc_ballot_file_code(enum zc_ballot_code_state *out, struct zc_ballot_file *file, const char *hash, struct zc_error *err);
/* Of a good code: uses it and fills a ballot of its class. */
int zc_ballot_file_cast(struct zc_ballot_file *file, const char *hash, const char *marks, struct zc_error *err);
int zc_ballot_file_shut(struct zc_ballot_file *file, struct zc_error *err); /* from now on every code is late */
/* What was cast, in the order of chance in which it lies there. */
int zc_ballot_file_read(struct zc_ballot_line **out, size_t *count, struct zc_ballot_file *file, size_t options, struct zc_error *err);

#endif
