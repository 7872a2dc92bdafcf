/*
 * What a write would do: it is made, the figures of all editions in force are counted again, and nothing of it stays
 * (docs/decisions/0032). 1 figures; 2 of a rule value also the clocks; 3 the trial.
 */
#include "http/api.h"
#include "query/due.h"
#include "query/replay.h"
#include "record/write.h"

#include <string.h>

/* 1 */

/* Whether the figure drifted before the trial just as it does now. */
static bool drifted_alike(const struct zc_drift *before, const struct zc_replayed *item)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct zc_replayed *was = &before->items[i];
        if (was->binding.id == item->binding.id)
            return was->now == item->now && (was->now == ZC_REPLAY_BROKEN || strcmp(was->figure_now.digest, item->figure_now.digest) == 0);
    }
    return false;
}

static const char *value_before(const struct zc_api *api, const struct zc_drift *before, const struct zc_replayed *item)
{
    for (size_t i = 0; i < before->count; i++)
        if (before->items[i].binding.id == item->binding.id && before->items[i].now == ZC_REPLAY_DRIFTED)
            return zc_figure_text(&before->items[i].figure_now, true, api->arena);
    return zc_figure_text(&item->figure_then, true, api->arena);
}

static void put_drift(struct zc_api *api, const struct zc_drift *before, const struct zc_replayed *item, bool first)
{
    const struct zc_entity *editions = zc_model_entity(api->model, "core.edition");
    int64_t id = zc_record_value(&item->binding, "edition").number;
    struct zc_record edition;
    zc_buf_printf(api->out, "%s{\"edition\":\"%lld\",\"edition_title\":", first ? "\n" : ",\n", (long long)id);
    bool found = editions && !zc_rows_get(&edition, api->arena, api->db, editions, id, zc_times_now(api->db), api->reader, NULL);
    zc_buf_json_str(api->out, found ? zc_record_text(&edition, "title") : NULL);
    zc_buf_printf(api->out, ",\"number\":%lld,\"place\":%lld,\"metric\":", found ? (long long)zc_record_value(&edition, "number").number : 0LL,
                  (long long)zc_record_value(&item->binding, "place").number);
    zc_buf_json_str(api->out, item->metric);
    zc_buf_str(api->out, ",\"title\":");
    zc_api_pair(api->out, item->title);
    zc_buf_str(api->out, ",\"printed\":");
    zc_buf_json_str(api->out, item->shown);
    zc_buf_str(api->out, ",\"before\":");
    zc_buf_json_str(api->out, value_before(api, before, item));
    zc_buf_str(api->out, ",\"after\":");
    zc_buf_json_str(api->out, item->now == ZC_REPLAY_DRIFTED ? zc_figure_text(&item->figure_now, true, api->arena) : NULL);
    zc_buf_printf(api->out, ",\"records\":%zu}", item->change_count);
}

int zc_api_drift_before(struct zc_drift *out, struct zc_api *api)
{
    return zc_replay_drifts(out, api->arena, api->db, &api->err);
}

int zc_api_drift_put(struct zc_api *api, const struct zc_drift *before, bool wrote)
{
    struct zc_drift after = {0};
    bool first = true;
    int rc = wrote ? zc_replay_drifts(&after, api->arena, api->db, &api->err) : ZC_OK;
    zc_buf_str(api->out, "\"drift\":[");
    for (size_t i = 0; i < after.count && !rc; i++)
        if (!drifted_alike(before, &after.items[i])) {
            put_drift(api, before, &after.items[i], first);
            first = false;
        }
    zc_buf_char(api->out, ']');
    return rc;
}

/* 2 */

enum { CLOCKS_SHOWN = 50 };

struct clocks {
    bool asked; /* a rule value is written */
    int day;    /* on which the clocks are read: today, or the day from which a later value is in force */
    struct zc_map before;
};

static const char *clock_key(struct zc_arena *arena, const struct zc_due *due)
{
    return zc_arena_printf(arena, "%lld %s", (long long)due->record.id, due->clock->name);
}

static int read_clocks(struct zc_due_list *out, struct zc_api *api, const struct clocks *clocks)
{
    return zc_due_all(out, api->arena, api->db, api->reader, zc_times_at(api->db, clocks->day, ZC_INSTANT_MAX), ZC_DATE_MAX, &api->err);
}

static int clocks_before(struct clocks *out, struct zc_api *api)
{
    struct zc_due_list list;
    const struct zc_json *body = NULL;
    *out = (struct clocks){.asked = strcmp(api->request->params[0], "core.rule_value") == 0};
    if (!out->asked || !(body = zc_api_body(api)))
        return ZC_OK;
    const char *from = zc_json_text(zc_json_get(body, "fields"), "from_on"), *begins = zc_json_text(body, "valid_from"), *end = zc_json_text(body, "from");
    int day, today = zc_db_today(api->db);
    out->day = today;
    const char *const days[] = {from, begins, end};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (days[i] && zc_date_parse(&day, days[i]) && day > out->day)
            out->day = day;
    zc_map_init(&out->before, api->arena);
    int rc = read_clocks(&list, api, out);
    for (size_t i = 0; i < list.count && !rc; i++)
        zc_map_put(&out->before, clock_key(api->arena, &list.items[i]), &list.items[i]);
    return rc;
}

/* As a lamp: running, warned, over and so on. */
static const char *lamp(const struct zc_due *due, int day)
{
    static const char *const words[] = {"running", "paused", "stopped_in_time", "stopped_late", "over", "opening"};
    return due->result.state == ZC_CLOCK_RUNNING && day >= due->result.due_alarm ? "warned" : words[due->result.state];
}

static void put_clock(struct zc_api *api, const struct zc_due *was, const struct zc_due *is, int day, bool first)
{
    const struct zc_due *one = is ? is : was;
    zc_buf_printf(api->out, "%s{\"entity\":\"%s\",\"id\":\"%lld\",\"name\":", first ? "\n" : ",\n", one->record.entity->full_name, (long long)one->record.id);
    zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, &one->record, api->request->lang));
    zc_buf_str(api->out, ",\"clock\":");
    zc_api_pair(api->out, one->clock->title);
    zc_buf_str(api->out, ",\"due_before\":");
    zc_api_date(api->out, was ? was->result.due_legal : ZC_DATE_MAX);
    zc_buf_str(api->out, ",\"due_after\":");
    zc_api_date(api->out, is ? is->result.due_legal : ZC_DATE_MAX);
    zc_buf_str(api->out, ",\"lamp_before\":");
    zc_buf_json_str(api->out, was ? lamp(was, day) : NULL);
    zc_buf_str(api->out, ",\"lamp_after\":");
    zc_buf_json_str(api->out, is ? lamp(is, day) : NULL);
    zc_buf_char(api->out, '}');
}

static int put_clocks(struct zc_api *api, const struct clocks *clocks)
{
    struct zc_due_list list = {0};
    char day[ZC_DATE_TEXT];
    size_t dues = 0, lamps = 0, shown = 0, met = 0;
    int rc = read_clocks(&list, api, clocks);
    if (rc)
        return rc;
    zc_date_format(day, clocks->day);
    zc_buf_printf(api->out, ",\"clocks\":{\"day\":\"%s\",\"items\":[", day);
    for (size_t i = 0; i < list.count; i++) {
        const struct zc_due *is = &list.items[i], *was = zc_map_get(&clocks->before, clock_key(api->arena, is));
        met += was != NULL;
        bool due = !was || was->result.due_legal != is->result.due_legal, lit = !was || strcmp(lamp(was, clocks->day), lamp(is, clocks->day)) != 0;
        dues += due;
        lamps += lit;
        if ((due || lit) && shown < CLOCKS_SHOWN)
            put_clock(api, was, is, clocks->day, !shown++);
    }
    /* Those that no value says a length for any more. */
    zc_buf_printf(api->out, "],\"due\":%zu,\"lamps\":%zu,\"gone\":%zu}", dues, lamps, clocks->before.count - met);
    return ZC_OK;
}

/* 3 */

void zc_api_try(struct zc_api *api, void (*write)(struct zc_api *api))
{
    struct zc_drift before;
    struct clocks clocks;
    size_t headers = api->response->header_count;
    int rc = zc_api_drift_before(&before, api);
    if (!rc)
        rc = clocks_before(&clocks, api);
    if (!rc && api->response->status >= 400) /* the body is none */
        return;
    if (!rc) {
        zc_tx_try(api->request->tx);
        write(api);
        if (api->response->status >= 400) /* refused with the words of the write */
            return;
        api->response->status = 200;
        api->response->header_count = headers;
        api->out->size = 0;
        zc_buf_printf(api->out, "{\"changed\":%s,", api->wrote ? "true" : "false");
        rc = zc_api_drift_put(api, &before, api->wrote);
        if (!rc && clocks.asked && api->wrote)
            rc = put_clocks(api, &clocks);
    }
    if (rc) {
        api->out->size = 0;
        zc_api_fail(api, rc);
        return;
    }
    api->response->preview = true;
    zc_buf_str(api->out, "}\n");
}
