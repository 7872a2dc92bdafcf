/* fuzz calendar: the file of days off, and the counting rules over whatever it accepts. */
#include <stdint.h>

#include "base/date.h"
#include "model/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_calendar calendar;
    struct zc_error err = {0};
    if (zc_calendar_parse(&calendar, &arena, "fuzz", (const char *)data, size, &err) == ZC_OK) {
        int from = calendar.days[0].date;
        int sum = 0;
        for (int date = from; date < from + 800; date++)
            sum += zc_workday_is(&calendar, date);
        zc_assert(sum == zc_workdays_in(&calendar, from, from + 799));
    }
    zc_arena_free(&arena);
    return 0;
}
