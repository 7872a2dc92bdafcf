/* What the workplace page asks beyond records: 1 one search over all that the reader may see; 2 the text of an edition; 3 what is due, by clock;
 * 4 working days and days off. */
#include "http/api.h"
#include "paper/edition.h"
#include "query/due.h"

#include <string.h>

/* 1 */

enum { FOUND_ROWS = 6, WORDS_MOST = 800 };

static int put_found(struct zc_api *api, const struct zc_rows_query *query, bool *first)
{
    struct zc_rows rows;
    int rc = zc_rows_list(&rows, api->arena, api->db, query, &api->err);
    if (!rc)
        rc = zc_api_note_read(api, query->entity, rows.items, rows.count);
    for (size_t i = 0; !rc && i < rows.count; i++) {
        zc_buf_printf(api->out, "%s\n{\"entity\":\"%s\",\"id\":\"%lld\",\"name\":", *first ? "" : ",", query->entity->full_name, (long long)rows.items[i].id);
        zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, &rows.items[i], api->request->lang));
        zc_buf_char(api->out, '}');
        *first = false;
    }
    return rc;
}

void zc_api_search(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    bool first = true;
    zc_api_open(&api, response, request);
    struct zc_rows_query query = {.reader = api.reader, .search = zc_request_query(request, "q"), .limit = FOUND_ROWS};
    if (!zc_api_times(&api, &query.times))
        return;
    if (!query.search || !*query.search || strlen(query.search) > WORDS_MOST) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EINPUT, "请用 q= 给出要查的词", "give the words to be found as q="));
        return;
    }
    zc_buf_str(api.out, "{\"found\":[");
    for (size_t i = api.model->entity_count; i-- > 0;) { /* the city's own systems before the vocabulary they share */
        query.entity = api.model->entities[i];
        bool searched = false;
        for (size_t f = 0; f < query.entity->field_count; f++)
            searched |= query.entity->fields[f].search && zc_rows_class_visible(&query.entity->fields[f], api.reader, query.entity);
        if (!searched || !zc_api_may_meet(api.reader, query.entity) || !zc_api_scope(api.identity, query.entity->full_name, ZC_API_READ))
            continue;
        int rc = put_found(&api, &query, &first);
        if (rc) {
            zc_api_fail(&api, rc);
            return;
        }
    }
    zc_buf_str(api.out, "]}\n");
}

/* 2 */

void zc_api_edition_text(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record record;
    int64_t id;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = zc_api_entity(&api, "core.edition", ZC_API_READ);
    if (!entity)
        return;
    if (!zc_api_id(&id, request->params[0]) || zc_rows_get(&record, api.arena, api.db, entity, id, zc_times_now(api.db), api.reader, NULL)) {
        zc_api_missing(&api);
        return;
    }
    response->type = "text/html; charset=utf-8";
    if (!zc_edition_text(api.out, api.arena, api.city, zc_record_text(&record, "html_digest"))) {
        response->type = "application/json; charset=utf-8";
        zc_api_fail(&api, zc_fail(&api.err, ZC_ECONFLICT, "正文文件不在,或与记下的摘要不符,所以不给出",
                                  "the file of the text is missing or does not have the digest on record, so it is not given out"));
    }
}

/* 3 */

enum { DUE_WORKDAYS = 15 };

void zc_api_due(struct zc_response *response, struct zc_request *request)
{
    static const char *const states[] = {"running", "paused", "stopped_in_time", "stopped_late", "over", "opening"};
    struct zc_api api;
    struct zc_due_list list = {0};
    int until;
    size_t limit, count = 0;
    zc_api_open(&api, response, request);
    if (!zc_api_limit(&api, &limit))
        return;
    int today = zc_db_today(api.db), rc = ZC_OK;
    const char *given = zc_request_query(request, "until");
    until = zc_workday_add(zc_db_calendar(api.db), today, DUE_WORKDAYS, NULL);
    if (given && !zc_date_parse(&until, given))
        rc = zc_fail(&api.err, ZC_EINPUT, "until 应为日期,如 2017-06-30", "until takes a date such as 2017-06-30");
    if (!rc)
        rc = zc_due_all(&list, api.arena, api.db, api.reader, zc_times_now(api.db), until, &api.err);
    zc_buf_str(api.out, "{\"until\":");
    zc_api_date(api.out, until);
    zc_buf_printf(api.out, ",\"count\":%zu,\"due\":[", list.count);
    for (size_t i = 0; !rc && i < list.count && count < limit; i++) {
        const struct zc_due *due = &list.items[i];
        const struct zc_entity *entity = due->record.entity;
        if (!zc_api_scope(api.identity, entity->full_name, ZC_API_READ))
            continue;
        if ((rc = zc_api_note_read(&api, entity, &due->record, 1)))
            break;
        zc_buf_printf(api.out, "%s\n{\"entity\":\"%s\",\"id\":\"%lld\",\"name\":", count++ ? "," : "", entity->full_name, (long long)due->record.id);
        zc_buf_json_str(api.out, zc_record_name(api.arena, api.db, &due->record, request->lang));
        zc_buf_str(api.out, ",\"clock\":");
        zc_api_pair(api.out, due->clock->title);
        zc_buf_str(api.out, ",\"due\":");
        zc_api_date(api.out, due->result.due_legal);
        zc_buf_str(api.out, ",\"alarm\":");
        zc_api_date(api.out, due->result.due_alarm);
        zc_api_clock(&api, due->clock, &due->result);
        zc_api_clock_stages(&api, due->clock, due);
        zc_buf_str(api.out, ",\"calendar\":");
        zc_api_date(api.out, due->notice ? due->notice->known_from : ZC_DATE_MAX);
        zc_buf_printf(api.out, ",\"state\":\"%s\",\"workdays_left\":%d,\"provisional\":%s,\"kept\":%s,\"record\":", states[due->result.state],
                      due->result.workdays_left, due->result.provisional ? "true" : "false", due->kept ? "true" : "false");
        zc_api_record(&api, &due->record, zc_times_now(api.db), true);
        zc_buf_char(api.out, '}');
    }
    if (rc)
        zc_api_fail(&api, rc);
    else
        zc_buf_str(api.out, "]}\n");
}

/* 4 */

enum { CALENDAR_MOST = 20 * 366 };

void zc_api_calendar(struct zc_response *response, struct zc_request *request)
{
    static const char *const kinds[] = {"plain", "off", "makeup"};
    struct zc_api api;
    struct zc_times times;
    zc_api_open(&api, response, request);
    if (!zc_api_times(&api, &times))
        return;
    const struct zc_calendar *calendar = zc_calendar_known(&api.city->notices, zc_times_known_day(api.db, times));
    const char *from_text = zc_request_query(request, "from"), *to_text = zc_request_query(request, "to");
    int year, month, day, from, to, rc = ZC_OK;
    zc_date_split(zc_db_today(api.db), &year, &month, &day);
    zc_date_make(&from, year, 1, 1);
    zc_date_make(&to, year, 12, 31);
    if ((from_text && !zc_date_parse(&from, from_text)) || (to_text && !zc_date_parse(&to, to_text)))
        rc = zc_fail(&api.err, ZC_EINPUT, "from 和 to 应为日期,如 2017-06-30", "from and to take dates such as 2017-06-30");
    else if (to < from || to - from > CALENDAR_MOST)
        rc = zc_fail(&api.err, ZC_EINPUT, "to 应在 from 之后,至多二十年", "to lies after from, by twenty years at the most");
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"first_year\":%d,\"last_year\":%d,\"days\":[", calendar->first_year, calendar->last_year);
    bool first = true;
    size_t at = 0;
    for (int date = from; date <= to; date++) { /* a weekday at work and a weekend at rest go without saying */
        while (at < calendar->count && calendar->days[at].date < date)
            at++;
        const struct zc_calendar_day *listed = at < calendar->count && calendar->days[at].date == date ? &calendar->days[at] : NULL;
        bool weekend = zc_date_weekday(date) >= 6, works = zc_workday_is(calendar, date);
        if (!listed && works != weekend)
            continue;
        zc_buf_str(api.out, first ? "\n{\"date\":" : ",\n{\"date\":");
        zc_api_date(api.out, date);
        zc_buf_printf(api.out, ",\"kind\":\"%s\",\"statutory\":%s,\"name\":", listed ? kinds[listed->kind] : "off", !listed || listed->statutory ? "true" : "false");
        zc_buf_json_str(api.out, listed ? listed->name : NULL);
        zc_buf_char(api.out, '}');
        first = false;
    }
    zc_buf_str(api.out, "]}\n");
}
