/*
 * reader: who is behind a request. A session token (cookie or bearer) leads to an account, its person, the post chosen and the
 * roles of all posts held today. Looked up once a second at the most: a suspended account is out within one second, and at once where
 * record/rights_mark.h tells the processes of a city.
 */
#ifndef ZC_HTTP_READER_H
#define ZC_HTTP_READER_H

#include "query/city.h"

struct zc_identity {
    struct zc_reader reader;
    char session[65];        /* SM3 of the token */
    const char *post_title, *person_name, *unit_name; /* for the page's head */
    struct zc_reader acting; /* whose rights count in writing: the chosen post's roles alone, none when it is held read-only */
    bool touch;              /* its use was last noted a minute ago or more */
    bool token;              /* an API token: no cookie, no CSRF question */
    bool device;             /* signed in by a link for days, as one post only */
    const char *scopes;      /* of a token */
};
struct zc_readers; /* the cache, shared by threads */
struct zc_readers *zc_readers_new(const struct zc_city *city);
void zc_readers_free(struct zc_readers *readers);
/* Copies the identity into the arena; ZC_EDENIED when the token is unknown or over (query/session.h), ZC_EAWAY or ZC_EBUSY when the store cannot tell. `bearer`:
 * it came as one, and then it has to be an API token; a cookie has to be a session. */
int zc_readers_find(struct zc_identity **out, struct zc_readers *readers, struct zc_arena *arena, struct zc_db *db, const char *token, bool bearer, struct zc_error *err);
void zc_readers_forget(struct zc_readers *readers); /* after a change of rights or a sign-out */

/* Builds the reader of an account acting as `post` (0 = its first holding), from the records of today: a post held, or one that
 * it represents while the condition holds. ZC_EDENIED when the post is neither, so a session bound to a post ends with it. */
int zc_reader_of(struct zc_identity *out, struct zc_arena *arena, struct zc_db *db, int64_t account, int64_t post, struct zc_error *err);
/* Holds one of the three posts of administration: its sessions are shorter. */
bool zc_reader_administers(const struct zc_reader *reader);

#endif
