/*
 * forward: verbs that write while the server holds the city. The client hands its command line, its three standard streams
 * and its working folder over a socket in the city's folder (run.sock, mode 0600, same user only); the server runs the verb on
 * the writer's thread with the connection it has open, and answers with the exit status.
 */
#ifndef ZC_CLI_FORWARD_H
#define ZC_CLI_FORWARD_H

#include "base/error.h"
#include "http/server.h"

#include <stdbool.h>

/* Remembers the command line of this process, so that opening a city that is served can hand it over. */
void zc_forward_remember(int argc, char **argv);
/* Hands the remembered verb to the server of `folder`. true: it ran there, with this exit status. */
bool zc_forward_run(int *status, const char *folder);

struct zc_forward; /* the server's side: one thread that takes one verb at a time */
int zc_forward_listen(struct zc_forward **out, struct zc_server *server, struct zc_error *err);
void zc_forward_stop(struct zc_forward *forward);

#endif
