/*
 * args: the words of a command line after the verb: positions and options. An option the verb does not know, or one that lacks
 * its value, is a usage error that names the option and shows the verb's line.
 */
#ifndef ZC_CLI_ARGS_H
#define ZC_CLI_ARGS_H

#include "base/arena.h"
#include "base/error.h"
#include "query/city.h"

#include <stdbool.h>
#include <stdio.h>

struct zc_args {
    const char *verb;
    const char **words;      /* positions */
    size_t word_count;
    struct {
        const char *name, *value; /* value "" for a flag */
    } options[32];
    size_t option_count;
    enum zc_lang lang;
    FILE *out, *err;
    struct zc_arena arena;
    int64_t operator_;       /* account on whose behalf a forwarded verb runs; 0 = the operating-system user */
};

/* `known`: names separated by blanks; a name with "=" behind it takes a value, one of those that follow if any do
 * ("period= dry-run format=table|json"). --lang is always known. */
int zc_args_parse(struct zc_args *args, int argc, char **argv, const char *known, struct zc_error *err);
const char *zc_args_option(const struct zc_args *args, const char *name); /* "" for a flag that is given, NULL when absent */
bool zc_args_is(const struct zc_args *args, const char *name, const char *value); /* the option is given and has this value */
/* Refuses another number of positions; the message says which are needed. */
int zc_args_words(const struct zc_args *args, size_t least, size_t most, const char *zh, const char *en, struct zc_error *err);
void zc_args_free(struct zc_args *args);

/* Prints the message and gives the exit status: 2 for wrong usage, else 1. */
int zc_args_fail(struct zc_args *args, const struct zc_error *err);
void zc_say(struct zc_args *args, const char *zh, const char *en, ...) __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

/* A city opened for a verb. Writing takes the folder's lock. Of a city on a server several processes share it: a verb then runs in its own process and
 * has the write lock of the database until it closes. Of a city in a file, when the server holds it, the whole command line is handed to the
 * server and this process ends with its exit status (so a verb opens its city before it does anything else); without a server
 * that answers: ZC_EBUSY. */
struct zc_session {
    struct zc_city *city;
    struct zc_db db;
    int lock;
    bool borrowed;           /* the server's city and connection: closing leaves them open */
};
/* Tables that lag behind the declarations are brought to them first; what would lose something is refused (ZC_ECHECK). */
int zc_session_open(struct zc_session *out, const char *folder, enum zc_store_mode mode, struct zc_error *err);
/* For serving: as for writing, but others may write in between. */
int zc_session_serve(struct zc_session *out, const char *folder, struct zc_error *err);
/* For what stops the whole city: as for writing, and no other process has the folder's lock, also of a city on a server. */
int zc_session_alone(struct zc_session *out, const char *folder, struct zc_error *err);
/* For reading, with the tables left as they are. */
int zc_session_look(struct zc_session *out, const char *folder, struct zc_error *err);
/* The city of the first word for reading, all from one snapshot, and the times of zc_args_times. */
int zc_session_read(struct zc_session *out, struct zc_times *times, struct zc_args *args, struct zc_error *err);
void zc_session_close(struct zc_session *session);

/* While set, sessions of this thread on this city use what is open already. `input`: the standard input of the verb. */
struct zc_host {
    const struct zc_city *city;
    struct zc_db *db;
    int input;
    int problems;            /* the caller's standard error: whether it is a terminal */
    int line;                /* to the caller: closed on the other side when he wants no more of it */
};
void zc_session_host(const struct zc_host *host); /* NULL ends it */
int zc_session_input(void);                       /* the descriptor a verb reads from: the caller's, also when forwarded */
const struct zc_host *zc_session_hosting(void); /* NULL when this verb runs in its own process */
bool zc_session_hosted(void);                     /* this verb was forwarded and runs on the writer's thread: it must not wait for a person */

/* --asof DATE and --known INSTANT, by default today and the newest known time. */
int zc_args_times(struct zc_times *out, struct zc_args *args, struct zc_db *db, struct zc_error *err);
/* --period, by default the half-year of the as-of day. */
int zc_args_period(struct zc_period *out, struct zc_args *args, const struct zc_times *times, struct zc_error *err);

/* The face under which a verb writes: cli and the operating-system user. */
const char *zc_args_face(struct zc_args *args);

/* Runs a verb in this process: the sample loader and the server's socket use it. Exit status of the verb. */
int zc_run_verb(int argc, char **argv, FILE *out, FILE *err);

#endif
