/*
 * watch: cuts clients that are slower than the limits allow. libmicrohttpd only ends silent connections; a client that sends
 * one byte now and then would hold its place for ever. Here a request has to arrive whole within its time, from the end of the
 * answer before (or the connection's start): 30 s, and for a body 1 s more for every 16 KiB; an answer has to be taken
 * within 5 minutes. Time that the server itself takes does not count.
 */
#ifndef ZC_HTTP_WATCH_H
#define ZC_HTTP_WATCH_H

#include "base/error.h"

#include <stddef.h>

struct zc_watch;
struct zc_watched;
int zc_watch_start(struct zc_watch **out, int seconds, struct zc_error *err);
void zc_watch_stop(struct zc_watch *watch); /* after the last connection is gone */

struct zc_watched *zc_watch_add(struct zc_watch *watch, int socket);
void zc_watch_remove(struct zc_watched *watched);             /* before the socket is closed */
void zc_watch_expect(struct zc_watched *watched, size_t body); /* the head is there: a body of this size may follow */
void zc_watch_within(struct zc_watched *watched, int seconds); /* so long for what is being sent */
void zc_watch_work(struct zc_watched *watched);                /* the request is whole: the server works */
void zc_watch_answer(struct zc_watched *watched);              /* the answer goes out */
void zc_watch_rest(struct zc_watched *watched);                /* the answer is taken: the next request may come */

#endif
