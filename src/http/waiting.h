/*
 * waiting: uploads that are not taken over yet. Each lies in waiting/ of the city's folder under a random name that holds its
 * owner's account, synced, for a day at the most; it is in no backup, and nobody but its owner reaches it. A file that bears a
 * secrecy marking is removed at once.
 */
#ifndef ZC_HTTP_WAITING_H
#define ZC_HTTP_WAITING_H

#include "base/digest.h"
#include "query/city.h"

/* Where an upload or what was made of it (".xlsx") lies; NULL when `name` cannot be one or nothing lies there. */
const char *zc_waiting_path(struct zc_arena *arena, const struct zc_city *city, const char *name, int64_t account, const char *ending);
/* Where it would lie; `name` is one that was given out. */
const char *zc_waiting_place(struct zc_arena *arena, const struct zc_city *city, const char *name, int64_t account, const char *ending);
/* Copies an upload there; *name lies in the arena, digest is its SM3. */
int zc_waiting_keep(const char **name, char digest[ZC_DIGEST_HEX], struct zc_arena *arena, const struct zc_city *city, int64_t account, const char *from,
                    struct zc_error *err);
/* Removes it and what was made of it. */
void zc_waiting_remove(struct zc_arena *arena, const struct zc_city *city, const char *name, int64_t account);
enum { ZC_WAITING_S = 24 * 3600 };
/* Removes what has waited too long. */
void zc_waiting_tidy(struct zc_arena *arena, const struct zc_city *city);
int zc_waiting_digest(char digest[ZC_DIGEST_HEX], const char *path, struct zc_error *err);

#endif
