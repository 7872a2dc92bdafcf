/*
 * client_key: keeping the answer to a request that carried an Idempotency-Key, in the same transaction as what it wrote: either
 * both are there or neither. Kept 30 days by the machine's clock; each writing removes a few that are older.
 */
#ifndef ZC_RECORD_CLIENT_KEY_H
#define ZC_RECORD_CLIENT_KEY_H

#include "record/write.h"

int zc_client_key_keep(struct zc_tx *tx, int64_t account, const char *key, const char *digest, int status, const char *reply, struct zc_error *err);

#endif
