/* job_order: 1 texts; 2 the file; 3 from the record. */
#include "record/job_order.h"

#include "base/buf.h"
#include "base/json.h"
#include "record/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 1024 * 1024 };

/* 1 */

void zc_job_texts(struct zc_job_text out[ZC_JOB_TEXTS], struct zc_job_order *order)
{
    memcpy(out, (struct zc_job_text[ZC_JOB_TEXTS]){{"kind", &order->kind}, {"title", &order->title}, {"file_name", &order->file_name},
                                                   {"digest", &order->digest}, {"upload", &order->upload}, {"read_as", &order->read_as},
                                                   {"why", &order->why}, {"create_missing", &order->create_missing},
                                                   {"leave_out", &order->leave_out}, {"given", &order->given}, {"filter", &order->filter},
                                                   {"unit", &order->unit}, {"language", &order->language}},
           ZC_JOB_TEXTS * sizeof *out);
}

/* 2 */

static const char *folder_of(struct zc_arena *arena, const struct zc_city *city) { return zc_arena_printf(arena, "%s/waiting", city->folder); }

const char *zc_job_file_path(struct zc_arena *arena, const struct zc_city *city, const char *token, int64_t account)
{
    return zc_arena_printf(arena, "%s/%s-%lld.job", folder_of(arena, city), token, (long long)account);
}

static void put_text(struct zc_buf *out, const char *name, const char *text)
{
    if (!text)
        return;
    zc_buf_printf(out, ",\"%s\":", name);
    zc_buf_json_str(out, text);
}

static void put_number(struct zc_buf *out, const char *name, int64_t number) { zc_buf_printf(out, ",\"%s\":\"%lld\"", name, (long long)number); }

static void put_file(struct zc_buf *out, const struct zc_job_file *file)
{
    struct zc_job_text texts[ZC_JOB_TEXTS];
    struct zc_job_order order = file->order;
    zc_job_texts(texts, &order);
    zc_buf_str(out, "{\"token\":");
    zc_buf_json_str(out, file->token);
    for (size_t i = 0; i < ZC_JOB_TEXTS; i++)
        put_text(out, texts[i].name, *texts[i].text);
    put_text(out, "question", file->question);
    put_number(out, "account", order.account);
    put_number(out, "post", order.post);
    put_number(out, "trial", order.trial);
    put_number(out, "stand", order.stand);
    put_number(out, "valid_from", order.valid_from);
    put_number(out, "asked_at", file->asked_at);
    put_number(out, "slot", file->slot);
    zc_buf_str(out, "}\n");
}

static bool write_synced(int file, const struct zc_buf *bytes) { return write(file, bytes->bytes, bytes->size) == (ssize_t)bytes->size && fsync(file) == 0; }

int zc_job_file_write(const struct zc_job_file *file, const struct zc_city *city, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_buf bytes = {0};
    put_file(&bytes, file);
    const char *folder = folder_of(&arena, city), *path = zc_job_file_path(&arena, city, file->token, file->order.account);
    const char *part = zc_arena_printf(&arena, "%s.part", path);
    bool good = bytes.size < FILE_MOST && (mkdir(folder, 0700) == 0 || errno == EEXIST);
    int out = good ? open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1, parent = good ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    good = out >= 0 && parent >= 0 && write_synced(out, &bytes);
    good = good && rename(part, path) == 0 && fsync(parent) == 0;
    int problem = errno;
    if (out >= 0)
        close(out);
    if (parent >= 0)
        close(parent);
    if (!good)
        unlink(part);
    zc_buf_free(&bytes);
    zc_arena_free(&arena);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "后台任务没有记下:%s", "the job could not be noted: %s", strerror(problem));
}

static int64_t number_of(const struct zc_json *json, const char *name)
{
    const char *text = zc_json_text(json, name);
    return text ? strtoll(text, NULL, 10) : 0;
}

bool zc_job_file_read(struct zc_job_file *out, struct zc_arena *arena, const char *path)
{
    struct zc_job_text texts[ZC_JOB_TEXTS];
    struct zc_json *json;
    char *bytes = zc_arena_alloc(arena, FILE_MOST);
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, FILE_MOST, file) : 0;
    if (file)
        fclose(file);
    *out = (struct zc_job_file){0};
    if (!size || zc_json_parse(&json, arena, bytes, size, NULL))
        return false;
    zc_job_texts(texts, &out->order);
    for (size_t i = 0; i < ZC_JOB_TEXTS; i++)
        *texts[i].text = zc_json_text(json, texts[i].name);
    const char *token = zc_json_text(json, "token");
    out->question = zc_json_text(json, "question");
    out->order.account = number_of(json, "account");
    out->order.post = number_of(json, "post");
    out->order.trial = number_of(json, "trial") != 0;
    out->order.stand = (int)number_of(json, "stand");
    out->order.valid_from = (int)number_of(json, "valid_from");
    out->asked_at = number_of(json, "asked_at");
    out->slot = (int)number_of(json, "slot");
    snprintf(out->token, sizeof out->token, "%s", token ? token : "");
    return token && strlen(token) == ZC_TOKEN_128 - 1 && out->order.kind && out->order.title;
}

/* 3 */

void zc_job_order_read(struct zc_job_order *out, struct zc_arena *arena, const struct zc_record *record)
{
    struct zc_job_text texts[ZC_JOB_TEXTS];
    *out = (struct zc_job_order){0};
    zc_job_texts(texts, out);
    for (size_t i = 0; i < ZC_JOB_TEXTS; i++) {
        const char *text = zc_record_text(record, texts[i].name);
        *texts[i].text = *text ? zc_arena_str(arena, text) : NULL;
    }
    struct zc_value stand = zc_record_value(record, "stand_on"), from = zc_record_value(record, "holds_from");
    out->account = zc_record_value(record, "account").number;
    out->post = zc_record_value(record, "asked_by").number;
    out->trial = zc_record_value(record, "trial").number != 0;
    out->stand = stand.kind ? (int)stand.number : ZC_TODAY;
    out->valid_from = from.kind ? (int)from.number : ZC_TODAY;
}
