/* One's deadlines as a calendar. Its address is a token of its own, made with the scope calendar:read and ended like any other. */
#include "base/digest.h"
#include "http/api.h"
#include "http/ical.h"
#include "http/reader.h"
#include "query/desk.h"
#include "query/session.h"

#include <string.h>

/* Who the address belongs to; false: it is unknown, over, ended, or a token for something else. */
static bool open_feed(struct zc_identity *out, struct zc_api *api, const char *token)
{
    char digest[ZC_DIGEST_HEX];
    struct zc_session_row row;
    zc_sm3_hex(digest, token, strlen(token));
    if (!zc_session_find(&row, api->arena, api->db, digest) || !row.token || zc_reader_of(out, api->arena, api->db, row.account, row.post, NULL))
        return false;
    out->token = true;
    out->scopes = row.scopes;
    return zc_session_lives(&row, zc_reader_administers(&out->reader)) && strcmp(row.scopes, "calendar:read") == 0;
}

static const char *title_of(struct zc_api *api, const struct zc_desk_item *item)
{
    enum zc_lang lang = api->request->lang;
    const char *what = item->kind == ZC_DESK_CLOCK ? zc_pick(item->clock->title, lang) : item->kind == ZC_DESK_INBOX ? zc_record_text(&item->record, "reason") : lang == ZC_EN ? "assignment" : "交办";
    const char *over = !item->over ? "" : lang == ZC_EN ? "[over] " : "【已逾期】", *sample = !api->db->city->sample ? "" : lang == ZC_EN ? "[sample] " : "【示例】";
    return zc_arena_printf(api->arena, "%s%s%s：%s", sample, over, what, zc_record_name(api->arena, api->db, &item->record, lang));
}

void zc_api_calendar_feed(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_identity identity;
    struct zc_desk desk;
    zc_api_open(&api, response, request);
    char *token = zc_arena_str(api.arena, request->params[0]);
    size_t size = strlen(token);
    if (size > 4 && strcmp(token + size - 4, ".ics") == 0)
        token[size - 4] = 0;
    if (!open_feed(&identity, &api, token)) {
        zc_api_missing(&api);
        return;
    }
    int rc = zc_desk_of(&desk, api.arena, api.db, &identity.reader, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    response->type = "text/calendar; charset=utf-8";
    zc_response_header(response, "Cache-Control", "private, no-store");
    zc_ical_begin(api.out, zc_arena_printf(api.arena, "%s · %s", zc_pick(api.db->city->name, request->lang), request->lang == ZC_EN ? "deadlines" : "我的时限"));
    for (size_t i = 0; i < desk.count; i++) {
        const struct zc_desk_item *item = &desk.items[i];
        if (!item->due || (item->kind != ZC_DESK_CLOCK && item->kind != ZC_DESK_ASSIGNMENT && item->kind != ZC_DESK_INBOX))
            continue;
        struct zc_ical_event event = {
            .uid = zc_arena_printf(api.arena, "%s-%lld-%s@%s.zhucheng", item->record.entity->full_name, (long long)item->record.id, item->clock ? item->clock->name : "due", api.db->city->id),
            .day = item->due, .summary = title_of(&api, item), .over = item->over};
        zc_ical_event(api.out, &event, zc_db_now(api.db));
    }
    zc_ical_end(api.out);
}
