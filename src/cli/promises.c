/* promises: the truth checks, each as passes of applicable with the list of failing records. */
#include "cli/verbs.h"
#include "base/buf.h"
#include "model/lights.h"
#include "query/compute.h"
#include "query/promise.h"

#include <string.h>

static void print_json(FILE *out, const struct zc_check_result *results, size_t count)
{
    struct zc_buf text = {0};
    zc_buf_char(&text, '[');
    for (size_t i = 0; i < count; i++) {
        const struct zc_check_result *result = &results[i];
        zc_buf_printf(&text, "%s{\"id\":\"%s\",\"promise\":", i ? ",\n " : "", result->check->id);
        zc_buf_json_str(&text, result->check->promise_title.zh);
        zc_buf_printf(&text, ",\"applicable\":%zu,\"passed\":%zu,\"failing\":[", result->applicable, result->passed);
        for (size_t f = 0; f < result->failing_count; f++) {
            const struct zc_failing *failing = &result->failing[f];
            zc_buf_printf(&text, "%s{\"entity\":", f ? "," : "");
            zc_buf_json_str(&text, failing->entity ? failing->entity->full_name : NULL);
            zc_buf_printf(&text, ",\"id\":\"%lld\",\"name\":", (long long)failing->id);
            zc_buf_json_str(&text, failing->name);
            zc_buf_str(&text, ",\"message\":");
            zc_buf_json_str(&text, failing->message.zh);
            zc_buf_char(&text, '}');
        }
        zc_buf_str(&text, "],\"needs\":[");
        for (size_t n = 0; n < result->need_count; n++) {
            zc_buf_str(&text, n ? "," : "");
            zc_buf_json_str(&text, result->needs[n].zh);
        }
        zc_buf_str(&text, "],\"notes\":[");
        for (size_t n = 0; n < result->note_count; n++) {
            zc_buf_str(&text, n ? "," : "");
            zc_buf_json_str(&text, result->notes[n].zh);
        }
        zc_buf_str(&text, "]}");
    }
    zc_buf_str(&text, "]\n");
    fwrite(text.bytes, 1, text.size, out);
    zc_buf_free(&text);
}

/* What lamps cannot see yet, because no record of it is there. */
static int say_lacks(struct zc_args *args, struct zc_db *db, struct zc_times times, struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    int rc = ZC_OK;
    for (size_t e = 0; e < model->entity_count && !rc; e++) {
        const struct zc_entity *entity = model->entities[e], **lacks;
        size_t count = 0;
        if (!entity->lights)
            continue;
        rc = zc_compute_lacks(&lacks, &count, &args->arena, db, times, entity, entity->lights->field, err);
        if (!rc && count)
            zc_say(args, "%s（%s）", "%s (%s)", zc_pick(entity->lights->field->title, args->lang), zc_pick(entity->title, args->lang));
        for (size_t i = 0; i < count && !rc; i++)
            zc_say(args, "      ○ 还没有记录：%s", "      ○ no record yet: %s", zc_pick(lacks[i]->title, args->lang));
    }
    return rc;
}

int zc_verb_promises(struct zc_args *args)
{
    enum { SHOWN = 10 };
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_times times;
    struct zc_check_result *results;
    size_t count = 0;
    if (zc_args_words(args, 1, 1, "城市文件夹", "the city folder", &err) || zc_session_read(&session, &times, args, &err))
        return zc_args_fail(args, &err);
    int rc = zc_promises_run(&results, &count, &args->arena, &session.db, times, &err);
    const char *promise = "";
    if (!rc && zc_args_is(args, "format", "json")) {
        print_json(args->out, results, count);
        count = 0;
    }
    for (size_t i = 0; i < count && !rc; i++) {
        const struct zc_check_result *result = &results[i];
        if (strcmp(promise, result->check->promise) != 0)
            zc_say(args, "%s", "%s", zc_pick(result->check->promise_title, args->lang));
        promise = result->check->promise;
        if (!result->applicable)
            zc_say(args, "  ○ %s %s:没有适用的记录", "  ○ %s %s: no record applies yet", result->check->id, zc_pick(result->check->title, args->lang));
        else
            zc_say(args, "  %s %s %s:%zu / %zu", "  %s %s %s: %zu / %zu", result->passed == result->applicable ? "✓" : "■", result->check->id,
                   zc_pick(result->check->title, args->lang), result->passed, result->applicable);
        for (size_t f = 0; f < result->failing_count && f < SHOWN; f++)
            zc_say(args, "      %s %lld %s — %s", "      %s %lld %s — %s", result->failing[f].entity ? result->failing[f].entity->full_name : "",
                   (long long)result->failing[f].id, result->failing[f].name, zc_pick(result->failing[f].message, args->lang));
        if (result->failing_count > SHOWN)
            zc_say(args, "      还有 %zu 条", "      and %zu more", result->failing_count - SHOWN);
        for (size_t n = 0; n < result->note_count; n++)
            zc_say(args, "      ● %s", "      ● %s", zc_pick(result->notes[n], args->lang));
        for (size_t n = 0; n < result->need_count; n++)
            zc_say(args, "      ○ 尚未启用:%s", "      ○ not yet switched on: %s", zc_pick(result->needs[n], args->lang));
    }
    if (!rc && !zc_args_is(args, "format", "json"))
        rc = say_lacks(args, &session.db, times, &err);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
