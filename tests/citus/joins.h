/*
 * joins: which tables that lie by area a statement joins, and on what: the relations of every SELECT, what binds them, and what its
 * subqueries take from outside. Findings of the rules join, inner and outer.
 */
#ifndef ZC_TESTS_CITUS_JOINS_H
#define ZC_TESTS_CITUS_JOINS_H

#include "look.h"

void joins_of_query(struct look *look, size_t from, size_t to);
/* Of what changes the table `name`; `next` is behind the name or, of an INSERT, behind its columns. */
void joins_of_change(struct look *look, const char *name, size_t next, size_t to, bool inserts);

#endif
