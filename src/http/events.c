/* events: 1 streams and their register; 2 sending; 3 what changed for one reader; 4 the teller; 5 opening. */
#include "http/events.h"
#include "base/json.h"
#include "base/log.h"
#include "http/watch.h"
#include "query/journal.h"
#include "query/session.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEXT = 256, MOST_ENTRIES = 400, LOOK_MS = 500, BEAT_S = 20, ALIVE_S = 5, LONGEST_S = 1800, SLOW_S = 60, END_S = 2 };

/* 1 */

struct told { /* what one event says, and what has piled up until it is sent */
    bool inbox, desk, jobs, record, ledger, all, due;
};
struct zc_stream {
    struct zc_events *events;
    struct zc_stream *next;
    struct MHD_Connection *connection;
    struct zc_watched *watched;
    int socket;
    char session[65], address[64];
    int64_t account, record, position, waiting;
    const struct zc_entity *entity;
    struct told pending;
    bool beat, over, suspended, ledger; /* ledger: told of whatever the reader sees */
    int64_t opened, beaten, checked; /* seconds */
    char text[TEXT]; /* on its way */
    size_t size, sent;
    int holders; /* the response and, while it looks, the teller */
};
struct zc_events {
    const struct zc_city *city;
    pthread_mutex_t lock; /* guards all streams; never held while the database is asked */
    pthread_cond_t wake;
    pthread_t teller;
    struct zc_stream *first;
    int64_t position;
    bool poked, stopping, started;
};

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* Under the lock. */
static void let_go(struct zc_stream *stream)
{
    struct zc_stream **at = &stream->events->first;
    if (--stream->holders)
        return;
    while (*at && *at != stream)
        at = &(*at)->next;
    if (*at)
        *at = stream->next;
    free(stream);
}

static void wake_up(struct zc_stream *stream)
{
    if (!stream->suspended || !(stream->over || stream->beat || stream->pending.due))
        return;
    stream->suspended = false;
    MHD_resume_connection(stream->connection);
}

/* A sleeping connection is not watched by its loop: whether the client has hung up is asked here, and then it is woken to notice. */
static bool hung_up(struct zc_stream *stream)
{
    struct pollfd one = {.fd = stream->socket, .events = POLLRDHUP};
    if (!stream->suspended || stream->socket < 0 || poll(&one, 1, 0) <= 0 || !(one.revents & (POLLRDHUP | POLLHUP | POLLERR)))
        return false;
    stream->over = true;
    wake_up(stream);
    return true;
}

/* 2 */

static const char *truth(bool is) { return is ? "true" : "false"; }

static void render(struct zc_stream *stream)
{
    const struct told *told = &stream->pending;
    stream->sent = 0;
    if (told->due) {
        stream->size = (size_t)snprintf(stream->text, TEXT, "id: %lld\nevent: change\ndata: {\"inbox\":%s,\"waiting\":%lld,\"desk\":%s,\"jobs\":%s,\"record\":%s,\"ledger\":%s,\"all\":%s}\n\n",
                                        (long long)stream->position, truth(told->inbox), (long long)stream->waiting, truth(told->desk), truth(told->jobs),
                                        truth(told->record), truth(told->ledger), truth(told->all));
        stream->pending = (struct told){0};
    } else {
        stream->size = (size_t)snprintf(stream->text, TEXT, ":\n\n");
    }
    stream->beat = false;
    stream->beaten = seconds_now();
}

/* libmicrohttpd asks for the next bytes; with none the connection sleeps until the teller wakes it. */
static ssize_t next_bytes(void *data, uint64_t at, char *out, size_t room)
{
    struct zc_stream *stream = data;
    ssize_t given = 0;
    (void)at;
    pthread_mutex_lock(&stream->events->lock);
    if (stream->sent == stream->size && !stream->over && (stream->pending.due || stream->beat))
        render(stream);
    if (stream->sent < stream->size) {
        size_t size = stream->size - stream->sent < room ? stream->size - stream->sent : room;
        memcpy(out, stream->text + stream->sent, size);
        stream->sent += size;
        given = (ssize_t)size;
        zc_watch_within(stream->watched, SLOW_S);
    } else if (stream->over) {
        given = MHD_CONTENT_READER_END_OF_STREAM;
        zc_watch_within(stream->watched, SLOW_S);
    } else {
        zc_watch_work(stream->watched); /* nothing is under way: no deadline */
        stream->suspended = true;
        MHD_suspend_connection(stream->connection);
    }
    pthread_mutex_unlock(&stream->events->lock);
    return given;
}

static void close_stream(void *data)
{
    struct zc_stream *stream = data;
    struct zc_events *events = stream->events;
    pthread_mutex_lock(&events->lock);
    stream->over = true;
    stream->suspended = false;
    let_go(stream);
    if (events->stopping)
        pthread_cond_signal(&events->wake);
    pthread_mutex_unlock(&events->lock);
}

struct MHD_Response *zc_stream_response(struct zc_stream *stream, struct MHD_Connection *connection, struct zc_watched *watched)
{
    stream->connection = connection;
    stream->watched = watched;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    stream->socket = info ? info->connect_fd : -1;
    struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, TEXT, next_bytes, stream, close_stream);
    if (!response)
        close_stream(stream);
    return response;
}

/* 3 */

/* Whether the written record is there for this reader: his rights of now, in the query. */
static bool sees(struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, const struct zc_entity *entity, int64_t id)
{
    struct zc_record record;
    return !zc_rows_get(&record, arena, db, entity, id, zc_times_now(db), reader, NULL);
}

static int64_t waiting(struct zc_db *db, const struct zc_reader *reader)
{
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, "core.inbox"), .times = zc_times_now(db), .reader = reader, .filter = "post = :post and state != 'done'"};
    int64_t count = 0;
    return !query.entity || zc_rows_count_to(&count, db, &query, 1000, NULL) ? 0 : count;
}

static void look(struct told *told, struct zc_arena *arena, struct zc_db *db, const struct zc_stream *stream, const struct zc_reader *reader, const struct zc_journal *entries)
{
    if (entries->count > MOST_ENTRIES) {
        told->all = told->due = true;
        return;
    }
    for (size_t i = 0; i < entries->count; i++) {
        struct zc_json *payload;
        const char *payload_text = entries->items[i].payload, *name, *id_text;
        if (strcmp(entries->items[i].kind, "record") != 0 || zc_json_parse(&payload, arena, payload_text, strlen(payload_text), NULL) ||
            !(name = zc_json_text(payload, "entity")) || !(id_text = zc_json_text(payload, "id")))
            continue;
        const struct zc_entity *entity = zc_model_entity(db->city->model, name);
        int64_t id = strtoll(id_text, NULL, 10);
        bool open = entity && entity == stream->entity && id == stream->record, inbox = strcmp(name, "core.inbox") == 0, job = strcmp(name, "core.job") == 0;
        bool desk = entity && (entity->desk || strcmp(name, "core.assignment") == 0 || strcmp(name, "core.handover") == 0);
        bool any = entity && stream->ledger && !told->ledger;
        if (!any && !(open && !told->record) && !(inbox && !told->inbox) && !(job && !told->jobs) && !(desk && !told->desk))
            continue;
        if (!sees(arena, db, reader, entity, id))
            continue;
        told->record |= open;
        told->ledger |= any;
        told->inbox |= inbox;
        told->jobs |= job;
        told->desk |= desk || inbox;
        told->due = true;
    }
}

/* 4 */

static int64_t newest(struct zc_db *db)
{
    int64_t position = 0;
    zc_journal_position(&position, db, NULL);
    return position;
}

/* One stream at one position. The lock is not held; the stream is. */
static void tell(struct zc_stream *stream, struct zc_db *db, int64_t position, bool changed)
{
    struct zc_arena arena = {0};
    struct zc_session_row row;
    struct zc_identity identity;
    struct zc_journal entries = {0};
    struct told told = {0};
    struct zc_events *events = stream->events;
    int64_t count = 0;
    bool lives = zc_session_find(&row, &arena, db, stream->session) && !row.token && !zc_reader_of(&identity, &arena, db, row.account, row.post, NULL) &&
                 zc_session_lives(&row, zc_reader_administers(&identity.reader));
    if (lives && changed && zc_journal_since(&entries, &arena, db, stream->position, position, MOST_ENTRIES + 1, NULL))
        told.all = told.due = true; /* not known: everything is asked for again */
    else if (lives && changed)
        look(&told, &arena, db, stream, &identity.reader, &entries);
    if (lives && told.due)
        count = waiting(db, &identity.reader);
    pthread_mutex_lock(&events->lock);
    stream->checked = seconds_now();
    stream->over |= !lives;
    if (lives && changed)
        stream->position = position;
    if (told.due) {
        struct told *pending = &stream->pending;
        pending->inbox |= told.inbox;
        pending->desk |= told.desk;
        pending->jobs |= told.jobs;
        pending->record |= told.record;
        pending->ledger |= told.ledger;
        pending->all |= told.all;
        pending->due = true;
        stream->waiting = count;
    }
    wake_up(stream);
    let_go(stream);
    pthread_mutex_unlock(&events->lock);
    zc_arena_free(&arena);
}

/* Every stream once: those that lag are told, the others beaten for or checked. */
static void round_of(struct zc_events *events, struct zc_db *db)
{
    struct zc_stream *held[ZC_STREAMS];
    size_t count = 0;
    int64_t now = seconds_now(), position = newest(db);
    pthread_mutex_lock(&events->lock);
    events->position = position;
    for (struct zc_stream *at = events->first; at && count < ZC_STREAMS; at = at->next) {
        if (at->over || hung_up(at))
            continue;
        at->over = now - at->opened > LONGEST_S;
        at->beat |= now - at->beaten >= BEAT_S;
        if (at->over || (at->position >= position && now - at->checked < ALIVE_S)) {
            wake_up(at);
            continue;
        }
        at->holders++;
        held[count++] = at;
    }
    pthread_mutex_unlock(&events->lock);
    for (size_t i = 0; i < count; i++)
        tell(held[i], db, position, held[i]->position < position);
}

static void *loop(void *data)
{
    struct zc_events *events = data;
    struct zc_db db = {0};
    bool open = false;
    pthread_mutex_lock(&events->lock);
    while (!events->stopping) {
        struct timespec next;
        clock_gettime(CLOCK_MONOTONIC, &next);
        next.tv_nsec += (long)LOOK_MS * 1000000;
        next.tv_sec += next.tv_nsec / 1000000000;
        next.tv_nsec %= 1000000000;
        if (!events->first) /* nobody listens: nothing is asked */
            pthread_cond_wait(&events->wake, &events->lock);
        else if (!events->poked)
            pthread_cond_timedwait(&events->wake, &events->lock, &next);
        events->poked = false;
        bool wanted = events->first && !events->stopping;
        pthread_mutex_unlock(&events->lock);
        if (wanted && !open)
            open = !zc_db_open(&db, events->city, ZC_STORE_READ, NULL);
        if (wanted && open)
            round_of(events, &db);
        pthread_mutex_lock(&events->lock);
    }
    pthread_mutex_unlock(&events->lock);
    if (open)
        zc_db_close(&db);
    return NULL;
}

int zc_events_start(struct zc_events **out, const struct zc_city *city, struct zc_error *err)
{
    struct zc_events *events = zc_malloc(sizeof *events);
    pthread_condattr_t monotonic;
    *events = (struct zc_events){.city = city};
    pthread_mutex_init(&events->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&events->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *out = events;
    if (pthread_create(&events->teller, NULL, loop, events) != 0)
        return zc_fail(err, ZC_EIO, "无法启动通知线程", "cannot start the thread that tells changes");
    events->started = true;
    return ZC_OK;
}

void zc_events_finish(struct zc_events *events)
{
    if (!events)
        return;
    pthread_mutex_lock(&events->lock);
    events->stopping = true;
    pthread_cond_signal(&events->wake);
    pthread_mutex_unlock(&events->lock);
    if (events->started)
        pthread_join(events->teller, NULL);
    events->started = false;
    pthread_mutex_lock(&events->lock);
    for (struct zc_stream *at = events->first; at; at = at->next) {
        at->over = true;
        wake_up(at);
    }
    struct timespec until; /* the loops send the end of each; who does not read is not waited for */
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += END_S;
    while (events->first && pthread_cond_timedwait(&events->wake, &events->lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&events->lock);
}

void zc_events_free(struct zc_events *events)
{
    if (!events)
        return;
    zc_assert(!events->first);
    pthread_cond_destroy(&events->wake);
    pthread_mutex_destroy(&events->lock);
    free(events);
}

void zc_events_poke(struct zc_events *events)
{
    if (!events)
        return;
    pthread_mutex_lock(&events->lock);
    if (events->first) {
        events->poked = true;
        pthread_cond_signal(&events->wake);
    }
    pthread_mutex_unlock(&events->lock);
}

size_t zc_events_streams(struct zc_events *events)
{
    size_t count = 0;
    pthread_mutex_lock(&events->lock);
    for (const struct zc_stream *at = events->first; at; at = at->next)
        count += !at->over;
    pthread_mutex_unlock(&events->lock);
    return count;
}

/* 5 */

int zc_stream_open(struct zc_stream **out, struct zc_events *events, struct zc_db *db, const struct zc_identity *identity, const char *address,
                   const struct zc_entity *entity, int64_t record, bool ledger, int64_t after, struct zc_error *err)
{
    int all = 0, of_account = 0, of_address = 0, rc = ZC_OK;
    int64_t position = newest(db), now = seconds_now();
    struct zc_stream *stream = zc_malloc(sizeof *stream);
    *stream = (struct zc_stream){.events = events, .account = identity->reader.account, .entity = entity, .record = record, .ledger = ledger, .holders = 1,
                                 .position = after >= 0 && after < position ? after : position, .opened = now, .beaten = now, .checked = now};
    stream->waiting = waiting(db, &identity->reader);
    stream->pending.due = true; /* the first event says where it stands */
    memcpy(stream->session, identity->session, sizeof stream->session);
    snprintf(stream->address, sizeof stream->address, "%s", address ? address : "");
    pthread_mutex_lock(&events->lock);
    for (struct zc_stream *at = events->first; at; at = at->next) {
        if (at->over || hung_up(at))
            continue;
        all++;
        of_account += at->account == stream->account;
        of_address += *stream->address && strcmp(at->address, stream->address) == 0;
    }
    if (events->stopping)
        rc = zc_fail(err, ZC_EBUSY, "正在停止", "stopping");
    else if (all >= ZC_STREAMS || of_account >= ZC_STREAMS_ACCOUNT || of_address >= ZC_STREAMS_ADDRESS)
        rc = zc_fail(err, ZC_ELIMIT, "同时打开的画面太多,这一个不会自动更新", "too many pages are open at once; this one does not update by itself");
    if (!rc) {
        stream->next = events->first;
        events->first = stream;
        pthread_cond_signal(&events->wake);
    }
    pthread_mutex_unlock(&events->lock);
    if (rc) {
        free(stream);
        stream = NULL;
    }
    *out = stream;
    return rc;
}
