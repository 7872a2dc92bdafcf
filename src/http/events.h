/*
 * events: tells signed-in readers that something of theirs changed, over a line that stays open (server-sent events). A stream holds no
 * thread: its connection is suspended and resumed by one teller thread, which follows the journal's position (the number of the last
 * transaction) and asks for each stream, with that reader's compiled rights of now, which of the written records he may see.
 *
 * An event says only what to ask for again, never content:
 *
 *     id: 4711                                  journal position: Last-Event-ID goes on from there
 *     event: change
 *     data: {"inbox":true,"waiting":3,"desk":false,"jobs":false,"record":false,"ledger":false,"all":false}
 *
 * What piles up before a slow client reads becomes one event: a stream's memory is fixed. `all` means that too much happened since, or while
 * it was away, to be told apart. A comment is sent every 20 s. A stream ends with its session (within 5 s), after half an hour (the client
 * comes again), with the server, and when its client does not read for a minute.
 */
#ifndef ZC_HTTP_EVENTS_H
#define ZC_HTTP_EVENTS_H

#include "http/reader.h"

#include <microhttpd.h>

enum { ZC_STREAMS = 256, ZC_STREAMS_ACCOUNT = 8, ZC_STREAMS_ADDRESS = 24 }; /* at once: of all, of one account, of one address */

struct zc_events;
struct zc_stream;
struct zc_watched;

int zc_events_start(struct zc_events **out, const struct zc_city *city, struct zc_error *err);
/* Ends all streams and takes no more; every connection is resumed, so the daemon can stop. Then free. */
void zc_events_finish(struct zc_events *events);
void zc_events_free(struct zc_events *events);
void zc_events_poke(struct zc_events *events); /* something was written: look now and not at the next half second */

size_t zc_events_streams(struct zc_events *events); /* open ones */

/* A stream for who is signed in. `record` 0: none is open. `ledger`: told of any record written that he sees, as a wall asks. `after`: the position the client has seen, -1 for none. ZC_ELIMIT: too many. */
int zc_stream_open(struct zc_stream **out, struct zc_events *events, struct zc_db *db, const struct zc_identity *identity, const char *address,
                   const struct zc_entity *entity, int64_t record, bool ledger, int64_t after, struct zc_error *err);
/* The response that owns the stream from now on; NULL: it is gone already. */
struct MHD_Response *zc_stream_response(struct zc_stream *stream, struct MHD_Connection *connection, struct zc_watched *watched);

#endif
