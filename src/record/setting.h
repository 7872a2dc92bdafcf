/* setting: what the program keeps about a city beside its records, by name. No part of the journal: all of it can be made anew. */
#ifndef ZC_RECORD_SETTING_H
#define ZC_RECORD_SETTING_H

#include "store/store.h"

/* "" when there is none. */
int zc_setting_get(char *value, size_t size, struct zc_store *store, const char *name, struct zc_error *err);
int zc_setting_put(struct zc_store *store, const char *name, const char *value, struct zc_error *err);

#endif
