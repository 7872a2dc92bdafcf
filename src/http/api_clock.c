/* api_clock: what a due list, a desk and a record's page say alike of a clock. */
#include "http/api.h"

void zc_api_clock(struct zc_api *api, const struct zc_clock *clock, const struct zc_clock_result *result)
{
    struct zc_buf *out = api->out;
    bool timed = result && clock->kind == ZC_CLOCK_MINUTES;
    zc_buf_str(out, ",\"basis\":");
    zc_buf_json_str(out, clock->basis);
    zc_buf_str(out, ",\"status\":");
    zc_buf_json_str(out, clock->status);
    zc_buf_str(out, ",\"due_at\":");
    zc_api_instant(out, timed ? result->due_at : ZC_INSTANT_MAX);
    zc_buf_str(out, ",\"alarm_at\":");
    zc_api_instant(out, result ? result->alarm_at : ZC_INSTANT_MAX);
    zc_buf_str(out, ",\"minutes_left\":");
    if (timed)
        zc_buf_int(out, result->minutes_left);
    else
        zc_buf_str(out, "null");
}

void zc_api_clock_stages(struct zc_api *api, const struct zc_clock *clock, const struct zc_due *due)
{
    struct zc_buf *out = api->out;
    zc_buf_printf(out, ",\"extended\":%zu,\"extensions\":%zu,\"cut\":%s,\"whole\":", due ? due->result.extended : 0, clock->extended_count,
                  due && due->result.cut ? "true" : "false");
    if (!due || !due->whole_there) {
        zc_buf_str(out, "null");
        return;
    }
    zc_buf_str(out, "{\"clock\":");
    zc_api_pair(out, clock->within->title);
    zc_buf_str(out, ",\"due\":");
    zc_api_date(out, due->whole.due_legal);
    zc_buf_str(out, ",\"due_at\":");
    zc_api_instant(out, clock->within->kind == ZC_CLOCK_MINUTES ? due->whole.due_at : ZC_INSTANT_MAX);
    zc_buf_printf(out, ",\"workdays_left\":%d}", due->whole.workdays_left);
}
