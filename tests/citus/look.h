/*
 * look: one text that was sent while it is looked at: its tokens, the tables that it names and how they are told, and where a finding goes. Places are
 * those of tokens; a place behind the last is an end that equals nothing.
 */
#ifndef ZC_TESTS_CITUS_LOOK_H
#define ZC_TESTS_CITUS_LOOK_H

#include "refusals.h"
#include "tokens.h"

struct look {
    struct looked *into;
    struct zc_arena arena;
    struct tokens tokens;
    size_t from, to;     /* of the statement that is looked at */
    struct zc_map named; /* the queries of a WITH, as joins.c knows them */
};

const struct token *at(const struct look *look, size_t place);
bool is(const struct look *look, size_t place, const char *text);
bool is_one(const struct look *look, size_t place, const char *const *words); /* up to a NULL */

const struct table *table_of(const struct look *look, const char *name); /* NULL: no table of the plan */
bool of_entity(const char *table);
const char *label_of(struct look *look, const char *table); /* how it is told in a finding */
void found(struct look *look, const char *rule, const char *shape);

/* The name of a table with a schema before it or without; *next is behind it. */
const char *name_at(const struct look *look, size_t *next, size_t place);
bool begins_query(const struct look *look, size_t place); /* maybe behind brackets */
const char *constant_at(const struct look *look, size_t place); /* $1, 5, 'text', CAST($1 AS bigint); else NULL */
size_t find_from(const struct look *look, size_t from, size_t to); /* the FROM of a SELECT; `to` without one */

#endif
