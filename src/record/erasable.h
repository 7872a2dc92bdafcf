/*
 * erasable: sealing values of fields marked `erasable` before they are stored or journalled, and destroying a record's key, which
 * erases them in every place at once. Keys have a backup of their own; the erasure is complete when that backup has aged out.
 */
#ifndef ZC_RECORD_ERASABLE_H
#define ZC_RECORD_ERASABLE_H

#include "query/subject_key.h"

/* base64 of the envelope of `plain`, in the arena. Makes the record's key when it has none. */
int zc_erasable_seal(const char **out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, const char *field, const char *plain,
                     struct zc_error *err);
/* Makes keys/root.key and keys/subjects.db of a new city. */
int zc_keys_found(const char *folder, struct zc_error *err);
/* Destroys the record's key. The caller journals the `erase` entry with its ground. */
int zc_subject_key_destroy(struct zc_db *db, int64_t id, struct zc_error *err);

#endif
