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
