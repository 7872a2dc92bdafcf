/* clock: the pauses, counting through them, the due date, then state and warning. */
#include "model/clock.h"

#include "base/date.h"

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

static int due(const struct zc_clock_case *clock, const struct zc_calendar *calendar, int known, bool *provisional)
{
    int length = clock->length > 0 ? clock->length : 0, end;
    *provisional = false;
    if (clock->kind == ZC_CLOCK_WORKDAYS) {
        end = count_on(clock, calendar, length, known);
        if (end > clock->origin)
            *provisional = !covered(calendar, clock->origin + 1) || !covered(calendar, end);
        return end;
    }
    /* A fixed date and months are spans of calendar days, so that one rule of pausing serves all three. */
    if (clock->kind == ZC_CLOCK_UNTIL_DATE)
        end = clock->until;
    else if (clock->kind == ZC_CLOCK_MONTHS)
        end = zc_date_add_months(clock->origin, length);
    else
        end = clock->origin <= last_day() - length ? clock->origin + length : last_day();
    if (clock->pause_count && end > clock->origin)
        end = count_on(clock, NULL, end - clock->origin, known);
    if (clock->roll && !clock->custody) {
        *provisional = !covered(calendar, end);
        end = zc_workday_roll(calendar, end);
        *provisional |= !covered(calendar, end);
    }
    return end;
}

static int alarm(const struct zc_clock_case *clock, const struct zc_calendar *calendar, int due_legal)
{
    int first = clock->custody ? due_legal - 1 : due_legal;
    for (size_t i = 0; i < clock->warn_count; i++) {
        int day = zc_workday_add(calendar, due_legal, -clock->warn_workdays[i], NULL);
        if (day < first)
            first = day;
    }
    return first;
}

void zc_clock_compute(struct zc_clock_result *out, const struct zc_clock_case *clock, const struct zc_calendar *calendar, int on)
{
    /* Nothing after the stop moves the due date any more. */
    bool stopped = clock->stopped && clock->stopped_on <= on;
    int known = stopped ? clock->stopped_on : on;
    out->due_legal = due(clock, calendar, known, &out->provisional);
    if (clock->notified && clock->notified_due > out->due_legal)
        out->due_legal = clock->notified_due;
    out->due_alarm = alarm(clock, calendar, out->due_legal);
    out->workdays_left = zc_workday_between(calendar, known, out->due_legal);
    bool opening = known < clock->first_day;
    if (stopped)
        out->state = opening || known <= out->due_legal ? ZC_CLOCK_STOPPED_IN_TIME : ZC_CLOCK_STOPPED_LATE;
    else if (on > out->due_legal)
        out->state = opening ? ZC_CLOCK_OPENING : ZC_CLOCK_OVER;
    else
        out->state = pause_at(clock, on, known) ? ZC_CLOCK_PAUSED : ZC_CLOCK_RUNNING;
}
