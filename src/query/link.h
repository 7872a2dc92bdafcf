/*
 * link: one-time links for posts. Who may hand one to whom is declared (`links` of module.yaml): a link signs in as somebody else,
 * so it never leads to rights beyond the roles that its declaration names. What is kept of a link is its SM3.
 */
#ifndef ZC_QUERY_LINK_H
#define ZC_QUERY_LINK_H

#include "query/rows.h"

/* A holder of a post today, as a link meets him. */
struct zc_link_line {
    struct zc_record post;
    int64_t person, account;       /* 0: nobody holds the post, nobody has made him an account */
    const char *state;             /* of the account; NULL without one */
    const struct zc_link_rule *rule;
    int64_t made, expires;         /* seconds; of the link that waits, 0 = none */
};
/* All posts whose links an actor with these roles may hand out, by unit and title; a post of several holders stands once for each. */
int zc_link_lines(struct zc_link_line **out, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *acting, struct zc_error *err);
/* Whether any declaration names one of the roles. */
bool zc_link_issuer(const struct zc_model *model, const struct zc_reader *acting);

/* The declaration by which a person who holds the post may be given a link today, whoever gives it (`by` NULL) or given by who acts
 * so. ZC_EDENIED with the reason: not held, or the person may act with roles that no declaration covers. */
int zc_link_rule_of(const struct zc_link_rule **out, struct zc_arena *arena, struct zc_db *db, int64_t person, int64_t post,
                    const struct zc_reader *by, struct zc_error *err);

struct zc_link {
    int64_t account, post, person, made, expires; /* seconds */
    const struct zc_link_rule *rule;
};
/* What a link opens, left unused. ZC_EDENIED when it is unknown, used, over, or no longer covered. */
int zc_link_find(struct zc_link *out, struct zc_arena *arena, struct zc_db *db, const char *token, struct zc_error *err);

/* Values of the rule pack core.sign_in, in force today. */
int zc_link_hours(struct zc_db *db);
int zc_link_device_days(struct zc_db *db);

#endif
