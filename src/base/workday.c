/* workday: the kind of one day, counting days in a span, then moving by working days, then the yearly check. */
#include "base/workday.h"

#include "base/date.h"

enum { FIRST_YEAR = 1, LAST_YEAR = 9999 };

/* The days that the law fixes on the solar calendar; all that is known of a year without a notice. */
static const struct {
    int month, day;
} fixed_days[] = {{1, 1}, {5, 1}, {10, 1}, {10, 2}, {10, 3}};
enum { FIXED_COUNT = sizeof fixed_days / sizeof *fixed_days };

static bool covered(const struct zc_calendar *calendar, int year)
{
    return calendar->count && year >= calendar->first_year && year <= calendar->last_year;
}

/* Index of the first listed day on or after `date`. */
static size_t lower_bound(const struct zc_calendar *calendar, int date)
{
    size_t low = 0, high = calendar->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->days[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum zc_day_kind listed(const struct zc_calendar *calendar, int date)
{
    size_t at = lower_bound(calendar, date);
    return at < calendar->count && calendar->days[at].date == date ? calendar->days[at].kind : ZC_DAY_PLAIN;
}

static bool is_weekday(int date)
{
    return zc_date_weekday(date) <= 5;
}

/* Dates beyond the years 1 to 9999 mean "open"; they are cut so that sums stay finite. */
static int clamp(int date)
{
    int first = 0, last = 0;
    zc_date_make(&first, FIRST_YEAR, 1, 1);
    zc_date_make(&last, LAST_YEAR, 12, 31);
    return date < first ? first : date > last ? last : date;
}

bool zc_workday_is(const struct zc_calendar *calendar, int date)
{
    date = clamp(date);
    enum zc_day_kind kind = listed(calendar, date);
    if (kind != ZC_DAY_PLAIN)
        return kind == ZC_DAY_MAKEUP;
    if (!is_weekday(date))
        return false;
    int year, month, day;
    zc_date_split(date, &year, &month, &day);
    if (!covered(calendar, year))
        for (size_t i = 0; i < FIXED_COUNT; i++)
            if (fixed_days[i].month == month && fixed_days[i].day == day)
                return false;
    return true;
}

/* Monday to Friday in [from, to]. */
static int weekdays_in(int from, int to)
{
    int days = to - from + 1, count = days / 7 * 5;
    for (int date = from, rest = days % 7; rest > 0; rest--, date++)
        count += is_weekday(date);
    return count;
}

int zc_workdays_in(const struct zc_calendar *calendar, int from, int to)
{
    from = clamp(from);
    to = clamp(to);
    if (to < from)
        return 0;
    int count = weekdays_in(from, to);
    for (size_t i = lower_bound(calendar, from); i < calendar->count && calendar->days[i].date <= to; i++) {
        const struct zc_calendar_day *day = &calendar->days[i];
        if (day->kind == ZC_DAY_OFF && is_weekday(day->date))
            count--;
        else if (day->kind == ZC_DAY_MAKEUP && !is_weekday(day->date))
            count++;
    }
    int first_year, last_year, month, day;
    zc_date_split(from, &first_year, &month, &day);
    zc_date_split(to, &last_year, &month, &day);
    for (int year = first_year; year <= last_year; year++) {
        if (covered(calendar, year)) {
            year = calendar->last_year;
            continue;
        }
        for (size_t i = 0; i < FIXED_COUNT; i++) {
            int date = 0;
            zc_date_make(&date, year, fixed_days[i].month, fixed_days[i].day);
            if (date >= from && date <= to && is_weekday(date) && listed(calendar, date) == ZC_DAY_PLAIN)
                count--;
        }
    }
    return count;
}

int zc_workday_between(const struct zc_calendar *calendar, int from, int to)
{
    if (to < from)
        return -zc_workday_between(calendar, to, from);
    return from == to ? 0 : zc_workdays_in(calendar, from + 1, to);
}

static bool reaches_beyond(const struct zc_calendar *calendar, int from, int to)
{
    int first_year, last_year, month, day;
    zc_date_split(from, &first_year, &month, &day);
    zc_date_split(to, &last_year, &month, &day);
    return !covered(calendar, first_year) || !covered(calendar, last_year);
}

int zc_workday_add(const struct zc_calendar *calendar, int date, int n, bool *provisional)
{
    int step = n < 0 ? -1 : 1, start = clamp(date);
    int64_t left = n < 0 ? -(int64_t)n : n;
    date = start;
    while (left > 0 && clamp(date + step) == date + step) {
        date += step;
        if (zc_workday_is(calendar, date))
            left--;
    }
    if (provisional) {
        *provisional = false;
        if (date > start)
            *provisional = reaches_beyond(calendar, start + 1, date);
        else if (date < start)
            *provisional = reaches_beyond(calendar, date, start - 1);
    }
    return date;
}

int zc_workday_roll(const struct zc_calendar *calendar, int date)
{
    date = clamp(date);
    while (!zc_workday_is(calendar, date) && clamp(date + 1) != date)
        date++;
    return date;
}

int zc_workday_roll_back(const struct zc_calendar *calendar, int date)
{
    date = clamp(date);
    while (!zc_workday_is(calendar, date) && clamp(date - 1) != date)
        date--;
    return date;
}

int zc_calendar_statutory(const struct zc_calendar *calendar, int year)
{
    int from, to;
    if (year < FIRST_YEAR || year > LAST_YEAR || !zc_date_make(&from, year, 1, 1) || !zc_date_make(&to, year, 12, 31))
        return 0;
    return weekdays_in(from, to) - zc_workdays_in(calendar, from, to);
}
