/* clock: 1 the due date; 2 the due instant of a clock of minutes; 3 the alarm; 4 state. */
#include "model/clock.h"

#include "base/date.h"

enum { MOST_PAUSES = 16 };

/* 1 */

/* The last day of a pause as known on the day of reading. */
static int pause_end(const struct zc_clock_pause *pause, int known)
{
    return pause->to == ZC_DATE_MAX ? known : pause->to;
}

static const struct zc_clock_pause *pause_at(const struct zc_clock_case *clock, int date, int known)
{
    for (size_t i = 0; i < clock->pause_count; i++)
        if (clock->pauses[i].from <= date && date <= pause_end(&clock->pauses[i], known))
            return &clock->pauses[i];
    return NULL;
}

static int last_day(void)
{
    int last = 0;
    zc_date_make(&last, 9999, 12, 31);
    return last;
}

/* The nth counted day after the origin: working days when `calendar` is given, else all days; pauses are stepped over. */
static int count_on(const struct zc_clock_case *clock, const struct zc_calendar *calendar, int n, int known)
{
    int date = clock->origin, last = last_day();
    while (n > 0 && date < last) {
        date++;
        const struct zc_clock_pause *pause = pause_at(clock, date, known);
        if (pause)
            date = pause_end(pause, known) < last ? pause_end(pause, known) : last;
        else if (!calendar || zc_workday_is(calendar, date))
            n--;
    }
    return date;
}

static bool covered(const struct zc_calendar *calendar, int date)
{
    int year, month, day;
    zc_date_split(date, &year, &month, &day);
    return calendar->count && year >= calendar->first_year && year <= calendar->last_year;
}

/* So many months after a day: the same day of that month, its last one where there is none (最高法解释 2012 第 165 条 keeps the last day last). */
static int after_months(const struct zc_clock_case *clock, int date, int months)
{
    int year, month, day, end = zc_date_add_months(date, months);
    if (!clock->month_end || !months)
        return end;
    zc_date_split(date, &year, &month, &day);
    if (day != zc_days_in_month(year, month))
        return end;
    zc_date_split(end, &year, &month, &day);
    return end + zc_days_in_month(year, month) - day;
}

/* A term whose first day counts: the day before the same day, the last of the month where there is none (justice.md A4.3). */
static int inclusive_end(const struct zc_clock_case *clock, int months, int days)
{
    int year, month, first, day, end = zc_date_add_months(clock->origin, months);
    zc_date_split(clock->origin, &year, &month, &first);
    zc_date_split(end, &year, &month, &day);
    return (day == first ? end - 1 : end) + days;
}

static int far(int64_t day) { return day > last_day() ? last_day() : (int)day; }

/* The last day with so many months and days (or working days) added by extensions, before it rolls. Months are counted from the origin, then days. */
static int unrolled(bool *provisional, const struct zc_clock_case *clock, const struct zc_calendar *calendar, int months, int more, int known)
{
    int length = clock->length > 0 ? clock->length : 0, end;
    *provisional = false;
    if (clock->kind == ZC_CLOCK_WORKDAYS) {
        end = count_on(clock, calendar, length + more, known);
        if (end > clock->origin)
            *provisional = !covered(calendar, clock->origin + 1) || !covered(calendar, end);
        return end;
    }
    /* A fixed date and months are spans of calendar days, so that one rule of pausing serves all three. */
    if (clock->kind == ZC_CLOCK_MONTHS)
        months += length;
    else if (clock->kind == ZC_CLOCK_DAYS)
        more += length;
    if (clock->inclusive)
        end = inclusive_end(clock, months, more);
    else
        end = far((int64_t)after_months(clock, clock->kind == ZC_CLOCK_UNTIL_DATE ? clock->until : clock->origin, months) + more);
    if (clock->pause_count && end > clock->origin)
        end = count_on(clock, NULL, end - clock->origin, known);
    return end - clock->credit;
}

static int due(struct zc_clock_result *out, const struct zc_clock_case *clock, const struct zc_calendar *calendar, int known)
{
    int months = 0, more = 0;
    for (out->extended = 0;; out->extended++) {
        const struct zc_clock_more *next = &clock->more[out->extended];
        int plain = unrolled(&out->provisional, clock, calendar, months, more, known), end = plain;
        if ((clock->roll || clock->duty) && !clock->custody) {
            out->provisional |= !covered(calendar, end);
            end = zc_workday_roll(calendar, end);
            out->provisional |= !covered(calendar, end);
        }
        out->cut = clock->capped && end > clock->cap_day;
        end = out->cut ? clock->cap_day : end;
        out->unrolled = plain < end ? plain : end;
        if (out->extended == clock->more_count || next->day > end)
            return end;
        months += next->months;
        more += next->length;
    }
}

/* 2 */

/* The pauses as known at the instant of reading: an open one lasts until then. */
static size_t closed(struct zc_interval out[MOST_PAUSES], const struct zc_clock_case *clock, int64_t known)
{
    size_t count = 0;
    for (size_t i = 0; i < clock->interval_count && i < MOST_PAUSES; i++)
        if (clock->intervals[i].from <= known)
            out[count++] = (struct zc_interval){clock->intervals[i].from, clock->intervals[i].to < known ? clock->intervals[i].to : known};
    return count;
}

static bool paused_at(const struct zc_clock_case *clock, int64_t at)
{
    for (size_t i = 0; i < clock->interval_count; i++)
        if (clock->intervals[i].from <= at && at < clock->intervals[i].to)
            return true;
    return false;
}

/* 3 */

static int64_t alarm(const struct zc_clock_case *clock, const struct zc_calendar *calendar, const struct zc_clock_result *result)
{
    bool timed = clock->kind == ZC_CLOCK_MINUTES;
    bool by_minutes = timed || (clock->warn_minute_count && !clock->custody);
    int64_t first = by_minutes ? result->due_at : zc_date_instant(clock->custody ? result->due_legal - 1 : clock->duty ? result->unrolled : result->due_legal);
    for (size_t i = 0; i < clock->warn_count; i++) {
        int64_t day = zc_date_instant(zc_workday_add(calendar, result->due_legal, -clock->warn_workdays[i], NULL));
        if (day < first)
            first = day;
    }
    for (size_t i = 0; i < clock->warn_minute_count; i++) {
        int64_t instant = zc_hours_before(clock->timetable, timed ? result->due_at : zc_date_instant(result->due_legal + 1), clock->warn_minutes[i] * ZC_MINUTE_US);
        if (instant < first && instant != INT64_MIN)
            first = instant;
    }
    return first;
}

/* 4 */

static void compute_minutes(struct zc_clock_result *out, const struct zc_clock_case *clock, int64_t at)
{
    struct zc_interval pauses[MOST_PAUSES];
    bool stopped = clock->stopped && clock->stopped_at <= at;
    int64_t known = stopped ? clock->stopped_at : at, length = clock->length > 0 ? clock->length * ZC_MINUTE_US : 0;
    size_t count = closed(pauses, clock, known);
    for (out->extended = 0;; out->extended++) {
        const struct zc_clock_more *next = &clock->more[out->extended];
        out->due_at = zc_hours_after(&out->provisional, clock->timetable, clock->origin_at, length, pauses, count);
        out->never = out->due_at == INT64_MAX;
        out->cut = clock->capped && out->due_at > clock->cap_at;
        out->due_at = out->cut ? clock->cap_at : out->due_at;
        if (out->never || out->extended == clock->more_count || next->at > out->due_at)
            break;
        length += next->length * ZC_MINUTE_US;
    }
    if (out->never)
        return;
    if (clock->notified && clock->notified_due_at > out->due_at)
        out->due_at = clock->notified_due_at;
    out->due_legal = zc_instant_date(out->due_at);
    /* Until the due instant what a pause covers is not left to work; beyond it no pause excuses. */
    out->minutes_left = known <= out->due_at ? zc_hours_between(clock->timetable, known, out->due_at, pauses, count) / ZC_MINUTE_US
                                             : -(zc_hours_between(clock->timetable, out->due_at, known, NULL, 0) / ZC_MINUTE_US);
    bool opening = zc_instant_date(known) < clock->first_day;
    if (stopped)
        out->state = opening || known <= out->due_at ? ZC_CLOCK_STOPPED_IN_TIME : ZC_CLOCK_STOPPED_LATE;
    else if (at > out->due_at)
        out->state = opening ? ZC_CLOCK_OPENING : ZC_CLOCK_OVER;
    else
        out->state = paused_at(clock, at) ? ZC_CLOCK_PAUSED : ZC_CLOCK_RUNNING;
}

static void compute_days(struct zc_clock_result *out, const struct zc_clock_case *clock, const struct zc_calendar *calendar, int on)
{
    /* Nothing after the stop moves the due date any more. */
    bool stopped = clock->stopped && clock->stopped_on <= on;
    int known = stopped ? clock->stopped_on : on;
    out->due_legal = due(out, clock, calendar, known);
    if (clock->notified && clock->notified_due > out->due_legal)
        out->due_legal = clock->notified_due;
    out->due_at = zc_date_instant(out->due_legal + 1) - 1;
    bool opening = known < clock->first_day;
    if (stopped)
        out->state = opening || known <= out->due_legal ? ZC_CLOCK_STOPPED_IN_TIME : ZC_CLOCK_STOPPED_LATE;
    else if (on > out->due_legal)
        out->state = opening ? ZC_CLOCK_OPENING : ZC_CLOCK_OVER;
    else
        out->state = pause_at(clock, on, known) ? ZC_CLOCK_PAUSED : ZC_CLOCK_RUNNING;
}

void zc_clock_compute_at(struct zc_clock_result *out, const struct zc_clock_case *clock, const struct zc_calendar *calendar, int64_t at)
{
    int on = zc_instant_date(at);
    *out = (struct zc_clock_result){0};
    if (clock->kind == ZC_CLOCK_MINUTES)
        compute_minutes(out, clock, at);
    else
        compute_days(out, clock, calendar, on);
    if (out->never)
        return;
    out->alarm_at = alarm(clock, calendar, out);
    out->due_alarm = zc_instant_date(out->alarm_at);
    out->warns = at >= out->alarm_at && (out->state == ZC_CLOCK_RUNNING || out->state == ZC_CLOCK_OVER || out->state == ZC_CLOCK_OPENING);
    int known = clock->stopped && clock->stopped_on <= on ? clock->stopped_on : on;
    out->workdays_left = zc_workday_between(calendar, known, out->due_legal);
}

void zc_clock_compute(struct zc_clock_result *out, const struct zc_clock_case *clock, const struct zc_calendar *calendar, int on)
{
    zc_clock_compute_at(out, clock, calendar, zc_date_instant(on + 1) - 1);
}
