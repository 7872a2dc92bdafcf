/* hours: the text, the spans of a day, then counting forward, backward and between. */
#include "base/hours.h"

#include "base/date.h"

#include <string.h>

enum { DAY_MINUTES = 24 * 60, MOST_DAYS = 60 * 366 };

static bool two_digits(int *out, const char *at)
{
    bool digits = at[0] >= '0' && at[0] <= '9' && at[1] >= '0' && at[1] <= '9';
    *out = digits ? (at[0] - '0') * 10 + at[1] - '0' : 0;
    return digits;
}

/* HH:MM, 24:00 included. */
static bool minute(int *out, const char *at)
{
    int hour, rest;
    if (!two_digits(&hour, at) || at[2] != ':' || !two_digits(&rest, at + 3))
        return false;
    *out = hour * 60 + rest;
    return rest < 60 && *out <= DAY_MINUTES;
}

static bool add_span(int *from, int *to, int *count, const char *at)
{
    int first, last;
    if (strlen(at) < 11 || at[5] != '-' || !minute(&first, at) || !minute(&last, at + 6) || first >= last)
        return false;
    if (*count == ZC_HOURS_SPANS || (*count && first < to[*count - 1]))
        return false;
    from[*count] = first;
    to[(*count)++] = last;
    return true;
}

bool zc_hours_parse(struct zc_hours *out, const char *text)
{
    static const char *const words[] = {"workdays", "offdays", "daily"};
    *out = (struct zc_hours){0};
    const char *at = text + strspn(text, " ");
    while (*at) {
        size_t length = strcspn(at, " ;"), kind = 0;
        while (kind < 3 && (strlen(words[kind]) != length || strncmp(at, words[kind], length) != 0))
            kind++;
        if (kind == 3 || (kind != 1 && out->working.count) || (kind != 0 && out->off.count))
            return false;
        at += length;
        at += strspn(at, " ");
        if (!*at || *at == ';')
            return false;
        for (; *at && *at != ';'; at += strspn(at, " ")) {
            if (kind != 1 && !add_span(out->working.from, out->working.to, &out->working.count, at))
                return false;
            if (kind != 0 && !add_span(out->off.from, out->off.to, &out->off.count, at))
                return false;
            at += 11;
            if (*at && *at != ' ' && *at != ';')
                return false;
        }
        if (*at)
            at += 1 + strspn(at + 1, " ");
    }
    return out->working.count || out->off.count;
}

static const struct zc_hours *hours_of(const struct zc_timetable *timetable, int date)
{
    const struct zc_hours *hours = NULL;
    for (size_t i = 0; i < timetable->count && timetable->since[i].from <= date; i++)
        hours = &timetable->since[i].hours;
    return hours;
}

/* The spans of one day as instants; how many. */
static int spans_of(struct zc_interval *out, const struct zc_timetable *timetable, int date)
{
    int64_t midnight = zc_date_instant(date);
    if (!timetable) {
        out[0] = (struct zc_interval){midnight, zc_date_instant(date + 1)};
        return 1;
    }
    const struct zc_hours *hours = hours_of(timetable, date);
    if (!hours)
        return 0;
    bool same = memcmp(&hours->working, &hours->off, sizeof hours->working) == 0, working = same || zc_workday_is(timetable->calendar, date);
    const int *from = working ? hours->working.from : hours->off.from, *to = working ? hours->working.to : hours->off.to;
    int count = working ? hours->working.count : hours->off.count;
    for (int i = 0; i < count; i++)
        out[i] = (struct zc_interval){midnight + from[i] * ZC_MINUTE_US, midnight + to[i] * ZC_MINUTE_US};
    return count;
}

static bool uncertain(const struct zc_timetable *timetable, int date)
{
    const struct zc_hours *hours = timetable ? hours_of(timetable, date) : NULL;
    int year, month, day;
    zc_date_split(date, &year, &month, &day);
    return hours && memcmp(&hours->working, &hours->off, sizeof hours->working) != 0 &&
           (!timetable->calendar->count || year < timetable->calendar->first_year || year > timetable->calendar->last_year);
}

/* Past the pauses that cover the instant. */
static int64_t resumed(int64_t at, const struct zc_interval *pauses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pauses[i].from <= at && at < pauses[i].to) {
            at = pauses[i].to;
            i = (size_t)-1; /* another may cover the instant at which this one ends */
        }
    return at;
}

/* Where the next pause begins after `at`, no later than `end`. */
static int64_t until_pause(int64_t at, int64_t end, const struct zc_interval *pauses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pauses[i].from > at && pauses[i].from < end && pauses[i].to > pauses[i].from)
            end = pauses[i].from;
    return end;
}

/* Counts on from `start` until `length` is worked or `end` is reached; the instant, and in *length what is left of it. */
static int64_t count_on(int64_t *length, const struct zc_timetable *timetable, int64_t start, int64_t end, const struct zc_interval *pauses, size_t count,
                        int most_days)
{
    struct zc_interval spans[ZC_HOURS_SPANS];
    int first = zc_instant_date(start);
    for (int date = first; date - first < most_days && zc_date_instant(date) < end; date++) {
        int there = spans_of(spans, timetable, date);
        for (int i = 0; i < there; i++) {
            int64_t at = spans[i].from > start ? spans[i].from : start, last = spans[i].to < end ? spans[i].to : end;
            while ((at = resumed(at, pauses, count)) < last) {
                int64_t stop = until_pause(at, last, pauses, count);
                if (stop - at >= *length) {
                    at += *length;
                    *length = 0;
                    return at;
                }
                *length -= stop - at;
                at = stop;
            }
        }
    }
    return end;
}

int64_t zc_hours_after(bool *provisional, const struct zc_timetable *timetable, int64_t start, int64_t length, const struct zc_interval *pauses, size_t count)
{
    int64_t end = length > 0 ? count_on(&length, timetable, start, INT64_MAX, pauses, count, timetable ? MOST_DAYS : INT32_MAX) : start;
    if (provisional)
        *provisional = end != INT64_MAX && (uncertain(timetable, zc_instant_date(start)) || uncertain(timetable, zc_instant_date(end)));
    return end;
}

int64_t zc_hours_before(const struct zc_timetable *timetable, int64_t end, int64_t length)
{
    struct zc_interval spans[ZC_HOURS_SPANS];
    int last = zc_instant_date(end);
    if (length <= 0)
        return end;
    if (!timetable)
        return end - length;
    for (int date = last; last - date < MOST_DAYS; date--)
        for (int i = spans_of(spans, timetable, date) - 1; i >= 0; i--) {
            int64_t stop = spans[i].to < end ? spans[i].to : end;
            if (stop <= spans[i].from)
                continue;
            if (stop - spans[i].from >= length)
                return stop - length;
            length -= stop - spans[i].from;
        }
    return INT64_MIN;
}

int64_t zc_hours_between(const struct zc_timetable *timetable, int64_t from, int64_t to, const struct zc_interval *pauses, size_t count)
{
    int64_t left = INT64_MAX;
    if (to < from)
        return -zc_hours_between(timetable, to, from, pauses, count);
    count_on(&left, timetable, from, to, pauses, count, INT32_MAX);
    return INT64_MAX - left;
}
