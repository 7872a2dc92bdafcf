/*
 * Writing and publishing reviews: 1 the templates that modules ship; 2 a text that is being written, with every placeholder counted
 * and every naked figure named; 3 publishing a draft; 4 the figures of an edition counted again.
 *
 * Who may publish is what core.draft and core.edition declare: the records are written with the rights of who asks.
 */
#include "http/api.h"
#include "paper/review.h"
#include "query/replay.h"

#include <string.h>

/* 1 */

void zc_api_templates(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_review_source *sources;
    size_t count;
    zc_api_open(&api, response, request);
    int rc = zc_review_sources(&sources, &count, api.arena, api.city, &api.err);
    zc_buf_str(api.out, "{\"templates\":[");
    for (size_t i = 0; i < count && !rc; i++) {
        char *text;
        rc = zc_review_template(&text, api.arena, api.city, sources[i].report, sources[i].lang, &api.err);
        if (rc)
            break;
        zc_buf_str(api.out, i ? ",\n{\"report\":" : "\n{\"report\":");
        zc_buf_json_str(api.out, sources[i].report);
        zc_buf_str(api.out, ",\"module\":");
        zc_buf_json_str(api.out, sources[i].module);
        zc_buf_printf(api.out, ",\"language\":\"%s\",\"text\":", sources[i].lang == ZC_EN ? "en" : "zh");
        zc_buf_json_str(api.out, text);
        zc_buf_char(api.out, '}');
    }
    if (rc)
        zc_api_fail(&api, rc);
    else
        zc_buf_str(api.out, "]}\n");
}

/* 2 */

enum { LARGEST_TEXT = 1 << 20, LONGEST_NAME = 80 };

static void put_figure(struct zc_api *api, const struct zc_review *review, size_t index)
{
    const struct zc_segment *segment = review->text.figures[index];
    const struct zc_figure *figure = &review->figures[index];
    const struct zc_error *wrong = &review->wrong[index];
    const struct zc_metric *metric = zc_model_metric(api->model, segment->metric);
    const char *shown = NULL;
    zc_buf_printf(api->out, "%s{\"line\":%d,\"column\":%d,\"metric\":", index ? ",\n" : "\n", segment->line, segment->column);
    zc_buf_json_str(api->out, segment->metric);
    zc_buf_str(api->out, ",\"title\":");
    zc_api_pair(api->out, metric ? metric->title : (struct zc_pair){segment->metric, segment->metric});
    zc_buf_str(api->out, ",\"unit\":");
    zc_api_pair(api->out, metric ? metric->unit : (struct zc_pair){NULL, NULL});
    if (wrong->code) {
        zc_buf_str(api->out, ",\"wrong\":");
        zc_api_pair(api->out, (struct zc_pair){wrong->zh, wrong->en});
        zc_buf_char(api->out, '}');
        return;
    }
    zc_review_shown(&shown, review, index, &api->err);
    zc_buf_str(api->out, ",\"shown\":");
    zc_buf_json_str(api->out, shown);
    zc_buf_printf(api->out, ",\"basis\":\"%s\",\"rows\":%zu,\"period\":\"%s\",\"asof\":", zc_basis_word(figure->basis), figure->row_count,
                  figure->period.name);
    zc_api_date(api->out, figure->times.asof);
    zc_buf_str(api->out, ",\"known\":");
    zc_api_instant(api->out, figure->times.known);
    zc_buf_char(api->out, '}');
}

static void put_naked(struct zc_api *api, const struct zc_naked *naked, bool first)
{
    zc_buf_printf(api->out, "%s{\"line\":%d,\"column\":%d,\"letters\":%zu,\"text\":", first ? "\n" : ",\n", naked->line, naked->column, naked->letters);
    zc_buf_json_str(api->out, naked->text);
    zc_buf_str(api->out, ",\"reason\":");
    zc_api_pair(api->out, naked->reason);
    zc_buf_str(api->out, ",\"likely\":");
    zc_buf_json_str(api->out, naked->likely);
    if (naked->likely) {
        zc_buf_str(api->out, ",\"likely_title\":");
        zc_api_pair(api->out, naked->likely_title);
    }
    zc_buf_printf(api->out, ",\"likely_equal\":%s}", naked->likely_equal ? "true" : "false");
}

static int put_bound(struct zc_api *api, struct zc_review *review, bool preview)
{
    zc_buf_str(api->out, "{\"title\":");
    zc_buf_json_str(api->out, review->text.title);
    zc_buf_printf(api->out, ",\"period\":\"%s\",\"asof\":", review->period.name);
    zc_api_date(api->out, review->times.asof);
    zc_buf_str(api->out, ",\"known\":");
    zc_api_instant(api->out, review->times.known);
    zc_buf_str(api->out, ",\"figures\":[");
    for (size_t i = 0; i < review->text.figure_count; i++)
        put_figure(api, review, i);
    zc_buf_str(api->out, "],\"naked\":[");
    for (size_t i = 0; i < review->naked_count; i++)
        put_naked(api, &review->naked[i], i == 0);
    zc_buf_str(api->out, "],\"wordings\":[");
    for (size_t i = 0; i < review->wording_count; i++) {
        zc_buf_str(api->out, i ? ",{\"phrase\":" : "{\"phrase\":");
        zc_buf_json_str(api->out, review->wordings[i].phrase);
        zc_buf_printf(api->out, ",\"kind\":\"%s\",\"reason\":", review->wordings[i].kind);
        zc_api_pair(api->out, review->wordings[i].reason);
        zc_buf_char(api->out, '}');
    }
    zc_buf_str(api->out, "],\"html\":");
    struct zc_buf html = {0};
    int rc = preview && !review->wrong_count ? zc_review_html(&html, review, &api->err) : ZC_OK;
    zc_buf_json_str(api->out, html.size ? zc_buf_text(&html) : NULL);
    zc_buf_free(&html);
    zc_buf_str(api->out, ",\"unparsed\":null}\n");
    return rc;
}

void zc_api_bind(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_period period;
    struct zc_times times;
    struct zc_review review;
    zc_api_open(&api, response, request);
    if (!zc_api_scope(api.identity, "metrics", ZC_API_READ)) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "令牌的范围不含 metrics:read", "the token's scopes do not hold metrics:read"));
        return;
    }
    const struct zc_json *body = zc_api_body(&api), *preview;
    if (!body || !zc_api_members(&api, body, "report text language period asof known preview") ||
        !zc_api_period(&api, &period, &times, zc_json_text(body, "period"), zc_json_text(body, "asof"), zc_json_text(body, "known")))
        return;
    const char *text = zc_json_text(body, "text"), *language = zc_json_text(body, "language"), *report = zc_json_text(body, "report");
    preview = zc_json_get(body, "preview");
    if (!text || strlen(text) > LARGEST_TEXT) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EINPUT, "text 应为正文,至多 1 MiB", "text takes the text, at most 1 MiB"));
        return;
    }
    int rc = zc_review_try(&review, api.arena, api.db, report ? report : "review", text, language && strcmp(language, "en") == 0 ? ZC_EN : ZC_ZH, &period, times,
                           &api.err);
    if (!rc) {
        rc = put_bound(&api, &review, preview && preview->kind == ZC_JSON_BOOL && preview->boolean);
    } else if (rc == ZC_EINPUT || rc == ZC_ELIMIT) { /* a text that is being written may be broken for a while: that is an answer */
        zc_buf_str(api.out, "{\"title\":\"\",\"figures\":[],\"naked\":[],\"wordings\":[],\"html\":null,\"unparsed\":");
        zc_api_pair(api.out, (struct zc_pair){api.err.zh, api.err.en});
        zc_buf_str(api.out, "}\n");
        return;
    }
    if (rc)
        zc_api_fail(&api, rc);
}

/* 3 */

static int freeze(struct zc_api *api, struct zc_published *published, const struct zc_record *draft, const char *reason)
{
    struct zc_period period;
    struct zc_review review;
    const char *text = zc_record_text(draft, "text");
    struct zc_value asof = zc_record_value(draft, "asof_on"), known = zc_record_value(draft, "known_at");
    if (!zc_period_parse(&period, zc_record_text(draft, "period")))
        return zc_fail(&api->err, ZC_EINPUT, "草稿的期间应为 2017、2017H1、2017Q2 或 2017-06", "the draft's period is to be 2017, 2017H1, 2017Q2 or 2017-06");
    if (!*text)
        return zc_fail(&api->err, ZC_ECHECK, "草稿没有正文", "the draft has no text");
    int64_t instant = known.kind == ZC_V_INT ? known.number : zc_db_watermark(api->db);
    struct zc_times times = zc_times_at(api->db, asof.kind == ZC_V_INT ? (int)asof.number : ZC_DATE_MAX, instant);
    if (asof.kind != ZC_V_INT && times.asof > period.to)
        times = zc_times_at(api->db, period.to, instant);
    int rc = zc_review_bind(&review, api->arena, api->db, zc_record_text(draft, "report"), text, strcmp(zc_record_text(draft, "language"), "en") == 0 ? ZC_EN : ZC_ZH,
                            &period, times, &api->err);
    review.reason = reason;
    return rc ? rc : zc_review_publish(published, api->request->tx, &review, &api->err);
}

static void publish(struct zc_api *api)
{
    const struct zc_entity *drafts = zc_api_entity(api, "core.draft", ZC_API_WRITE);
    const struct zc_json *body = drafts && zc_api_entity(api, "core.edition", ZC_API_WRITE) ? zc_api_body(api) : NULL;
    struct zc_record draft;
    struct zc_published published = {0};
    int64_t id, slice = 0;
    if (!body || !zc_api_members(api, body, "slice reason"))
        return;
    if (!zc_api_id(&id, api->request->params[0]) || zc_rows_get(&draft, api->arena, api->db, drafts, id, zc_times_now(api->db), api->reader, NULL)) {
        zc_api_missing(api);
        return;
    }
    int rc = ZC_OK;
    if (!zc_api_id(&slice, zc_json_text(body, "slice")))
        rc = zc_fail(&api->err, ZC_EINPUT, "slice 应为您看到的切片号", "slice takes the number of the slice you saw");
    else if (draft.slice != slice)
        rc = zc_fail(&api->err, ZC_ECONFLICT, "草稿在您之后又改过:您看的是 v%lld,现在是 v%d;请看过再印发", "the draft was changed after you read it: you saw v%lld, now it is v%d; read it before publishing",
                     (long long)slice, draft.slice);
    else if (strcmp(zc_record_text(&draft, "state"), "writing") != 0)
        rc = zc_fail(&api->err, ZC_ECHECK, "草稿不在起草中,不能印发", "the draft is not being written, so it cannot be published");
    if (!rc)
        rc = freeze(api, &published, &draft, zc_json_text(body, "reason"));
    if (!rc) {
        struct zc_patch patch = zc_patch_new(api->arena, drafts, id);
        const struct zc_field *edition = zc_entity_field(drafts, "edition");
        bool changed;
        patch.values[edition->column] = zc_int(published.edition);
        patch.set[edition->column] = true;
        rc = zc_record_change(&id, &changed, api->request->tx, &patch, &api->err);
    }
    if (!rc)
        rc = zc_record_transition(api->request->tx, drafts, id, "publish", NULL, &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    api->wrote = true;
    api->response->status = 201;
    zc_response_header(api->response, "Location", zc_arena_printf(api->arena, "/api/v1/core.edition/%lld", (long long)published.edition));
    zc_buf_printf(api->out, "{\"edition\":\"%lld\",\"number\":%lld}\n", (long long)published.edition, (long long)published.number);
}

void zc_api_publish(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, publish);
}

/* The text of the trial may stay among the stored files: it is named by its digest, and no record names it. */
void zc_api_drift_publish(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_try(&api, publish);
}

/* 4 */

static int put_change(struct zc_api *api, const struct zc_row_change *change, bool first)
{
    struct zc_record record;
    if (!zc_api_may_meet(api->reader, change->entity) ||
        zc_rows_get(&record, api->arena, api->db, change->entity, change->id, zc_times_now(api->db), api->reader, NULL))
        return 0; /* it changed the figure, but not for these eyes */
    zc_buf_printf(api->out, "%s{\"entity\":\"%s\",\"id\":\"%lld\",\"slice_then\":%d,\"slice_now\":%d,\"name\":", first ? "" : ",", change->entity->full_name,
                  (long long)change->id, change->slice_then, change->slice_now);
    zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, &record, api->request->lang));
    zc_buf_char(api->out, '}');
    return 1;
}

void zc_api_replay(struct zc_response *response, struct zc_request *request)
{
    static const char *const words[] = {"same", "drifted", "broken"};
    struct zc_api api;
    struct zc_record record;
    struct zc_replay_list list = {0};
    int64_t id;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = zc_api_entity(&api, "core.edition", ZC_API_READ);
    if (!entity)
        return;
    if (!zc_api_id(&id, request->params[0]) || zc_rows_get(&record, api.arena, api.db, entity, id, zc_times_now(api.db), api.reader, NULL)) {
        zc_api_missing(&api);
        return;
    }
    int rc = zc_replay_edition(&list, api.arena, api.db, id, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"figures\":%zu,\"same_then\":%zu,\"same_now\":%zu,\"items\":[", list.count, list.same_then, list.same_now);
    for (size_t i = 0; i < list.count; i++) {
        const struct zc_replayed *item = &list.items[i];
        zc_buf_printf(api.out, "%s{\"anchor\":", i ? ",\n" : "\n");
        zc_buf_json_str(api.out, zc_record_text(&item->binding, "anchor"));
        zc_buf_str(api.out, ",\"metric\":");
        zc_buf_json_str(api.out, item->metric);
        zc_buf_printf(api.out, ",\"then\":\"%s\",\"now\":\"%s\",\"shown\":", words[item->then], words[item->now]);
        zc_buf_json_str(api.out, item->shown);
        zc_buf_str(api.out, ",\"value_now\":");
        zc_buf_json_str(api.out, item->now == ZC_REPLAY_BROKEN ? NULL : zc_figure_text(&item->figure_now, true, api.arena));
        zc_buf_printf(api.out, ",\"changed\":%zu,\"records\":[", item->change_count);
        int shown = 0;
        for (size_t c = 0; c < item->change_count && shown < 50; c++)
            shown += put_change(&api, &item->changes[c], shown == 0);
        zc_buf_str(api.out, "]}");
    }
    zc_buf_str(api.out, "]}\n");
}
