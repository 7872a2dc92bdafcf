/* remind: 1 what is new on a desk; 2 sending; 3 one pass; 4 the thread. */
#include "http/remind.h"
#include "base/log.h"
#include "http/reader.h"
#include "http/send.h"
#include "record/outbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 40 };

/* 1 */

/* The same matter is told again when its day is past, and when it waits anew. */
static const char *mark_of(struct zc_arena *arena, const struct zc_desk_item *item)
{
    long long id = (long long)item->record.id;
    switch (item->kind) {
    case ZC_DESK_CLOCK: return zc_arena_printf(arena, "clock %s %lld %s %s %d", item->record.entity->full_name, id, item->clock->name, item->over ? "over" : "warns", item->due);
    case ZC_DESK_ASSIGNMENT: return zc_arena_printf(arena, "assignment %lld %s", id, item->over ? "over" : "waits");
    case ZC_DESK_INBOX: return zc_arena_printf(arena, "inbox %lld %lld", id, (long long)zc_record_value(&item->record, "raised_at").number);
    default: return NULL;
    }
}

static void put_line(struct zc_buf *out, struct zc_arena *arena, struct zc_db *db, const struct zc_desk_item *item)
{
    char due[ZC_DATE_TEXT] = "";
    if (item->due)
        zc_date_format(due, item->due);
    const char *what = item->kind == ZC_DESK_CLOCK ? zc_pick(item->clock->title, ZC_ZH) : item->kind == ZC_DESK_INBOX ? zc_record_text(&item->record, "reason") : "交办";
    zc_buf_printf(out, "%s%s%s%s：%s\n", item->over ? "【已逾期】" : "", what, *due ? " " : "", due, zc_record_name(arena, db, &item->record, ZC_ZH));
}

/* Who the person is as a reader, by his account; NULL without one in use. */
static const struct zc_reader *reader_of(struct zc_arena *arena, struct zc_db *db, int64_t person)
{
    const struct zc_entity *accounts = zc_model_entity(db->city->model, "core.account");
    struct zc_identity *identity = zc_arena_alloc(arena, sizeof *identity);
    struct zc_rows rows = {0};
    struct zc_rows_query query = {.entity = accounts, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "person = :person and state = 'active'"};
    query.params[ZC_P_PERSON] = zc_int(person);
    if (!accounts || zc_rows_list(&rows, arena, db, &query, NULL) || !rows.count || zc_reader_of(identity, arena, db, rows.items[0].id, 0, NULL))
        return NULL;
    return &identity->reader;
}

static int collect_for(struct zc_remind_report *report, struct zc_arena *arena, struct zc_db *db, struct zc_outbox *outbox, const struct zc_record *target, struct zc_error *err)
{
    const struct zc_reader *reader = reader_of(arena, db, zc_record_value(target, "person").number);
    struct zc_desk desk = {0};
    struct zc_buf body = {0};
    size_t lines = 0, overdue = 0;
    int rc = reader ? zc_desk_of(&desk, arena, db, reader, err) : ZC_OK;
    if (!rc && desk.count)
        rc = zc_outbox_begin(outbox, err);
    if (rc || !desk.count)
        return rc;
    if (db->city->sample)
        zc_buf_str(&body, "（示例城市）\n");
    for (size_t i = 0; i < desk.count && !rc; i++) {
        const char *mark = mark_of(arena, &desk.items[i]);
        bool fresh = false;
        if (mark && !(rc = zc_outbox_note(&fresh, outbox, target->id, mark, err)) && fresh) {
            overdue += desk.items[i].over;
            if (lines++ < MOST_LINES)
                put_line(&body, arena, db, &desk.items[i]);
        }
    }
    if (lines > MOST_LINES)
        zc_buf_printf(&body, "……另有 %zu 件，请登录查看。\n", lines - MOST_LINES);
    if (!rc && lines)
        rc = zc_outbox_add(outbox, target->id,
                         zc_arena_printf(arena, overdue ? "%s%s：%zu 件待办，其中 %zu 件已逾期" : "%s%s：%zu 件待办", db->city->sample ? "【示例】" : "", zc_pick(db->city->name, ZC_ZH), lines, overdue),
                         zc_buf_text(&body), err);
    if (!rc)
        rc = zc_outbox_commit(outbox, err);
    else
        zc_outbox_rollback(outbox);
    if (!rc) {
        report->lines += lines;
        report->made += lines > 0;
    }
    zc_buf_free(&body);
    return rc;
}

/* 2 */

static int send_one(const struct zc_send_conf *conf, struct zc_arena *arena, struct zc_db *db, const struct zc_letter *letter, struct zc_error *err)
{
    const struct zc_entity *reminders = zc_model_entity(db->city->model, "core.reminder");
    struct zc_record target;
    int rc = zc_rows_get(&target, arena, db, reminders, letter->target, zc_times_now(db), &ZC_READER_CITY, err);
    if (rc || strcmp(zc_record_text(&target, "state"), "active") != 0)
        return zc_fail(err, ZC_EDENIED, "提醒方式已停用", "the reminder was stopped");
    const char *kind = zc_record_text(&target, "kind"), *address = zc_record_text(&target, "address");
    if (strcmp(kind, "email") == 0)
        return zc_send_mail(conf, arena, address, letter->subject, letter->body, zc_arena_printf(arena, "%lld.%lld@%s.zhucheng", (long long)letter->made, (long long)letter->id, db->city->id),
                            letter->made * 1000000, err);
    return zc_send_robot(conf, arena, kind, address, zc_record_text(&target, "secret"), zc_arena_printf(arena, "%s\n%s", letter->subject, letter->body), zc_instant_now(), err);
}

static int send_due(struct zc_remind_report *report, const struct zc_send_conf *conf, struct zc_db *db, struct zc_outbox *outbox, struct zc_error *err)
{
    for (;;) {
        struct zc_arena arena = {0};
        struct zc_error problem = {0};
        struct zc_letter letter;
        bool there;
        int rc = zc_outbox_claim(&letter, &there, &arena, outbox, err);
        if (rc || !there) {
            zc_arena_free(&arena);
            return rc;
        }
        int sent = send_one(conf, &arena, db, &letter, &problem);
        bool gives_up;
        rc = zc_outbox_settle(&gives_up, outbox, &letter, !sent, sent == ZC_EDENIED, problem.zh, err);
        report->sent += !sent;
        report->failed += sent && gives_up;
        report->put_off += sent && !gives_up;
        if (sent)
            zc_log("error", "reminder %lld: %s", (long long)letter.id, problem.en);
        zc_arena_free(&arena);
        if (rc)
            return rc;
    }
}

/* 3 */

int zc_remind_pass(struct zc_remind_report *out, struct zc_db *db, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_send_conf conf;
    struct zc_outbox *outbox = NULL;
    struct zc_rows targets = {0};
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, "core.reminder"), .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "state = 'active'"};
    *out = (struct zc_remind_report){0};
    int rc = zc_send_conf_read(&conf, &arena, db->city->folder, err);
    if (!rc && query.entity)
        rc = zc_rows_list(&targets, &arena, db, &query, err);
    if (!rc)
        rc = zc_outbox_open(&outbox, db->city->folder, err);
    out->targets = targets.count;
    for (size_t i = 0; i < targets.count && !rc; i++) {
        struct zc_arena own = {0};
        rc = collect_for(out, &own, db, outbox, &targets.items[i], err);
        zc_arena_free(&own);
    }
    if (!rc)
        rc = send_due(out, &conf, db, outbox, err);
    if (outbox)
        zc_outbox_close(outbox);
    zc_arena_free(&arena);
    return rc;
}

/* 4 */

struct zc_reminder {
    const struct zc_city *city;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    int64_t minutes;
};

static void pass(struct zc_reminder *reminder)
{
    struct zc_db db;
    struct zc_error err = {0};
    struct zc_remind_report report;
    int rc = zc_db_open(&db, reminder->city, ZC_STORE_READ, &err);
    if (!rc) {
        rc = zc_remind_pass(&report, &db, &err);
        zc_db_close(&db);
    }
    if (rc)
        zc_log("error", "reminders: %s", err.en);
}

static void *loop(void *user)
{
    struct zc_reminder *reminder = user;
    pthread_mutex_lock(&reminder->lock);
    while (!reminder->stopping) {
        struct timespec until;
        pthread_mutex_unlock(&reminder->lock);
        pass(reminder);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += reminder->minutes * 60;
        pthread_mutex_lock(&reminder->lock);
        while (!reminder->stopping && pthread_cond_timedwait(&reminder->wake, &reminder->lock, &until) == 0)
            continue;
    }
    pthread_mutex_unlock(&reminder->lock);
    return NULL;
}

int zc_remind_start(struct zc_reminder **out, const struct zc_city *city, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_send_conf conf;
    int64_t minutes = 5;
    *out = NULL;
    int rc = zc_send_conf_read(&conf, &arena, city->folder, err);
    zc_arena_free(&arena);
    if (rc == ZC_ENOTFOUND) {
        *err = (struct zc_error){0};
        return ZC_OK;
    }
    if (rc || (rc = zc_city_number(&minutes, city, "remind_minutes", 1, 1440, err)))
        return rc;
    struct zc_reminder *reminder = calloc(1, sizeof *reminder);
    if (!reminder)
        return zc_fail(err, ZC_ELIMIT, "内存不足", "out of memory");
    *reminder = (struct zc_reminder){.city = city, .minutes = minutes};
    pthread_mutex_init(&reminder->lock, NULL);
    pthread_cond_init(&reminder->wake, NULL);
    if (pthread_create(&reminder->thread, NULL, loop, reminder) != 0) {
        free(reminder);
        return zc_fail(err, ZC_EIO, "无法启动提醒线程", "cannot start the thread of reminders");
    }
    *out = reminder;
    return ZC_OK;
}

void zc_remind_stop(struct zc_reminder *reminder)
{
    if (!reminder)
        return;
    pthread_mutex_lock(&reminder->lock);
    reminder->stopping = true;
    pthread_cond_signal(&reminder->wake);
    pthread_mutex_unlock(&reminder->lock);
    pthread_join(reminder->thread, NULL);
    pthread_mutex_destroy(&reminder->lock);
    pthread_cond_destroy(&reminder->wake);
    free(reminder);
}
