/*
 * subject_key: the key of one record's erasable values (core.md 8.6). keys/root.key (32 bytes in hex, 0600) derives the key that
 * wraps; keys/subjects.db holds one random, wrapped key a record. The database alone decrypts nothing; destroying the wrapped key
 * and its backups erases the values everywhere, the journal's ciphertext included.
 */
#ifndef ZC_QUERY_SUBJECT_KEY_H
#define ZC_QUERY_SUBJECT_KEY_H

#include "query/city.h"

#define ZC_ERASED "已依法删除"

/* A key of the city for one purpose, derived from keys/root.key; `label` names the purpose. */
int zc_city_key(unsigned char key[32], const struct zc_city *city, const char *label, struct zc_error *err);
/* The key that wraps subject keys. */
int zc_wrapping_key(unsigned char key[32], const struct zc_city *city, struct zc_error *err);
/* Opens keys/subjects.db on this connection when it is not open yet. */
int zc_subject_keys_open(struct zc_db *db, enum zc_store_mode mode, struct zc_error *err);
/* ZC_ENOTFOUND when the record has none: never made, or destroyed. */
int zc_subject_key(unsigned char key[32], struct zc_db *db, int64_t id, struct zc_error *err);

/* A stored erasable value (base64 of an envelope) in clear; ZC_ERASED when its key is gone. In the arena. */
const char *zc_erasable_open(struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, const char *field, const char *stored);

#endif
