/* shipped: bringing the edition of rules and codes that the declarations ship into the city's records (query/shipped says what that is). */
#ifndef ZC_RECORD_SHIPPED_H
#define ZC_RECORD_SHIPPED_H

#include "query/city.h"

/* The chain and home area of what the program itself brings: no area has this number, so that no serial of a real one is spent. */
enum { ZC_AREA_PROGRAM = 1 };

/* In one transaction with an entry of kind `rule`; nothing when this program and these declarations were here before. */
int zc_shipped_settle(struct zc_db *db, struct zc_error *err);
/* Whether they were not. */
int zc_shipped_behind(bool *behind, struct zc_db *db, struct zc_error *err);

#endif
