/*
 * code: the code lists as the city has them. The declarations bring lists into the model; records of core.code_entry say what the
 * city calls a code, which it added and which it ended. The model is brought to the records when a city is opened, before other
 * threads read it; what changes while a server runs is seen by its labels after a restart, by its checks at once.
 */
#ifndef ZC_QUERY_CODE_H
#define ZC_QUERY_CODE_H

#include "query/city.h"

/* Titles of the city's own and codes that it added, as of today. */
int zc_code_extend(struct zc_city *city, struct zc_db *db, struct zc_error *err);
/* Whether a code may be written on that day: false when the city ended or withdrew it. A code without a record may. */
int zc_code_in_force(bool *out, struct zc_db *db, const struct zc_codelist *list, const char *code, int day, struct zc_error *err);

#endif
