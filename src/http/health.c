/* health: 1 trying to write; 2 its thread; 3 the four answers; 4 starting and stopping. */
#include "http/health.h"
#include "base/log.h"
#include "record/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE_S = 3, PATIENT_S = 20, STUCK_S = 30, TRIED = 64 * 1024 };

struct zc_health {
    const struct zc_city *city;
    struct zc_writer *writer;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    enum zc_phase phase;
    bool started, stopping, asked, trying;
    int64_t tried_at;      /* nanoseconds of the monotonic clock: when the latest try began */
    uint64_t failed;       /* works that the writer had lost by then */
    bool bad;              /* the latest try failed */
    struct zc_error why;
};

static int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* 1 */

static int try_file(const char *folder, struct zc_error *err)
{
    static const char block[TRIED];
    char path[4200];
    snprintf(path, sizeof path, "%s/.trial", folder);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return zc_fail(err, ZC_EIO, "文件夹写不进:%s", "the folder cannot be written: %s", strerror(errno));
    errno = ENOSPC; /* what a short write means */
    bool good = write(file, block, TRIED) == TRIED && fsync(file) == 0;
    int problem = errno;
    close(file);
    unlink(path);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "磁盘写不进:%s", "the disk cannot be written: %s", strerror(problem));
}

static int nothing(void *user, struct zc_tx *tx, struct zc_error *err)
{
    (void)user, (void)tx, (void)err;
    return ZC_OK;
}

static int try_store(struct zc_writer *writer, struct zc_error *err)
{
    const struct zc_actor actor = {.face = "web", .reader = &ZC_READER_CITY};
    int rc = zc_writer_run(writer, &actor, nothing, NULL, err);
    return rc == ZC_EBUSY ? ZC_OK : rc; /* a long import is being written, and that is a sign of health */
}

/* 2 */

static void *loop(void *data)
{
    struct zc_health *health = data;
    struct zc_writer_look stand;
    pthread_mutex_lock(&health->lock);
    for (;;) {
        while (!health->asked && !health->stopping)
            pthread_cond_wait(&health->wake, &health->lock);
        if (health->stopping)
            break;
        zc_writer_stand(&stand, health->writer);
        bool doubt = health->bad || stand.failed != health->failed;
        health->tried_at = clock_now();
        health->failed = stand.failed;
        health->asked = false;
        health->trying = true;
        pthread_mutex_unlock(&health->lock);
        struct zc_error why = {0};
        int rc = try_file(health->city->folder, &why);
        if (!rc && doubt)
            rc = try_store(health->writer, &why);
        pthread_mutex_lock(&health->lock);
        if (doubt) { /* the try itself may be among them */
            zc_writer_stand(&stand, health->writer);
            health->failed = stand.failed;
        }
        if (health->bad != (rc != ZC_OK))
            zc_log(rc ? "error" : "info", "%s", rc ? why.en : "the store can be written again");
        health->bad = rc != ZC_OK;
        health->why = why;
        health->trying = false;
    }
    pthread_mutex_unlock(&health->lock);
    return NULL;
}

/* 3 */

static void judge_writes(struct zc_health_answer *out, struct zc_health *health, const struct zc_writer_look *stand)
{
    int64_t since;
    pthread_mutex_lock(&health->lock);
    since = (clock_now() - health->tried_at) / 1000000000;
    out->good = !health->bad;
    out->why = health->why;
    if (health->trying && since >= PATIENT_S) {
        out->good = false;
        zc_fail(&out->why, ZC_EIO, "磁盘 %lld 秒没有回音", "the disk has not answered for %lld s", (long long)since);
    } else if (!health->trying && !health->stopping && (since >= PAUSE_S || stand->failed != health->failed)) {
        health->asked = true;
        pthread_cond_signal(&health->wake);
    }
    pthread_mutex_unlock(&health->lock);
}

bool zc_health_look(struct zc_health_answer out[ZC_HEALTH_QUESTIONS], struct zc_health *health, struct zc_db *db)
{
    static const char *const names[ZC_HEALTH_QUESTIONS] = {"serving", "store_readable", "store_writable", "writer"};
    struct zc_writer_look stand;
    char value[64];
    bool all = true;
    for (size_t i = 0; i < ZC_HEALTH_QUESTIONS; i++)
        out[i] = (struct zc_health_answer){.name = names[i], .good = true};
    enum zc_phase phase = __atomic_load_n(&health->phase, __ATOMIC_RELAXED);
    if (phase != ZC_SERVING) {
        out[ZC_HEALTH_SERVES].good = false;
        if (phase == ZC_STARTING)
            zc_fail(&out[ZC_HEALTH_SERVES].why, ZC_EBUSY, "正在启动", "starting");
        else
            zc_fail(&out[ZC_HEALTH_SERVES].why, ZC_EBUSY, "正在停止", "stopping");
    }
    if (!db)
        out[ZC_HEALTH_READS].good = zc_fail(&out[ZC_HEALTH_READS].why, ZC_EIO, "打不开数据库", "the store cannot be opened") == ZC_OK;
    else
        out[ZC_HEALTH_READS].good = zc_setting_get(value, sizeof value, db->store, "format", &out[ZC_HEALTH_READS].why) == ZC_OK;
    zc_writer_stand(&stand, health->writer);
    judge_writes(&out[ZC_HEALTH_WRITES], health, &stand);
    if (db && zc_store_stands_by(db->store)) /* seen without a write */
        out[ZC_HEALTH_WRITES].good = zc_fail(&out[ZC_HEALTH_WRITES].why, ZC_EAWAY, "目前只能读,不能写:没有主库应答,读的是备库",
                                             "only reading just now: no primary answers, and a standby is read") == ZC_OK;
    if (stand.busy_ns / 1000000000 >= STUCK_S && !stand.alone)
        out[ZC_HEALTH_GOES_ON].good = zc_fail(&out[ZC_HEALTH_GOES_ON].why, ZC_EBUSY, "一批写入已 %lld 秒没有完成", "a batch of writes has not ended for %lld s",
                                              (long long)(stand.busy_ns / 1000000000)) == ZC_OK;
    for (size_t i = 0; i < ZC_HEALTH_QUESTIONS; i++)
        all &= out[i].good;
    return all;
}

void zc_health_phase(struct zc_health *health, enum zc_phase phase) { __atomic_store_n(&health->phase, phase, __ATOMIC_RELAXED); }

/* 4 */

int zc_health_start(struct zc_health **out, const struct zc_city *city, struct zc_writer *writer, struct zc_error *err)
{
    struct zc_health *health = zc_malloc(sizeof *health);
    *health = (struct zc_health){.city = city, .writer = writer, .asked = true};
    pthread_mutex_init(&health->lock, NULL);
    pthread_cond_init(&health->wake, NULL);
    *out = health;
    if (pthread_create(&health->thread, NULL, loop, health) != 0)
        return zc_fail(err, ZC_EIO, "无法启动自查线程", "cannot start the thread that looks after the store");
    health->started = true;
    return ZC_OK;
}

void zc_health_finish(struct zc_health *health)
{
    if (!health)
        return;
    pthread_mutex_lock(&health->lock);
    health->stopping = true;
    pthread_cond_signal(&health->wake);
    pthread_mutex_unlock(&health->lock);
    if (health->started)
        pthread_join(health->thread, NULL);
    health->started = false;
}

void zc_health_free(struct zc_health *health)
{
    if (!health)
        return;
    zc_health_finish(health);
    pthread_cond_destroy(&health->wake);
    pthread_mutex_destroy(&health->lock);
    free(health);
}
