/*
 * people: accounts and the one-time links by which their owners set a password. A link is written to a file of its own in
 * keys/invites/ of the city's folder, mode 0600: it is handed over by whoever runs the machine and never shown on a screen.
 */
#ifndef ZC_RECORD_PEOPLE_H
#define ZC_RECORD_PEOPLE_H

#include "record/write.h"

/* A new real city: its three administrators (system, security, audit: three posts, three persons, three accounts), each with a
 * link that lives 24 hours. */
int zc_people_found(struct zc_db *db, const char *folder, struct zc_error *err);

/* An account for the person of that name (made when there is none, refused when there are two) who from today holds the post of
 * that title, with a link that lives 72 hours. *path: the link's file, in the arena. */
int zc_people_add(const char **path, struct zc_arena *arena, struct zc_tx *tx, const char *login, const char *person, const char *post, struct zc_error *err);
/* Another link for an account that is not closed. */
int zc_people_invite(const char **path, struct zc_arena *arena, struct zc_tx *tx, const char *login, int hours, struct zc_error *err);
/* Takes the account out of use and ends its sessions. */
int zc_people_suspend(struct zc_tx *tx, const char *login, struct zc_error *err);
/* Sets the password and ends the sessions opened under the old one, but for the one of that digest (NULL: all). An invited
 * account becomes active. */
int zc_people_password(struct zc_tx *tx, const struct zc_record *account, const char *hash, const char *but, struct zc_error *err);
/* The account of a login name; ZC_ENOTFOUND when there is none. */
int zc_people_find(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const char *login, struct zc_error *err);

#endif
