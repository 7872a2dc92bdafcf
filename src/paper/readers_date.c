/*
 * readers_date: 1 a date or a period in words; 2 the last working day of a period; 3 due dates (reading rule 11); 4 dates that
 * carry weekday, half of the day or time; 5 periods from … to.
 */
#include "paper/reading.h"

#include "base/date.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static bool eat(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

/* At most `most` digits and none behind them; -1 otherwise. */
static int number(const char **at, size_t most)
{
    size_t digits = strspn(*at, "0123456789");
    if (!digits || digits > most)
        return -1;
    int value = (int)strtol(*at, NULL, 10);
    *at += digits;
    return value;
}

static struct zc_when day_of(int year, int month, int day)
{
    struct zc_when when = {.kind = ZC_WHEN_DAY, .year = year, .month = month, .day = day};
    if (!zc_date_make(&when.from, year, month, day))
        when.kind = ZC_WHEN_IMPOSSIBLE;
    when.to = when.from;
    return when;
}

static struct zc_when span_of(enum zc_when_kind kind, int year, int from_month, int from_day, int to_month, int to_day)
{
    struct zc_when when = {.kind = kind, .year = year, .month = from_month};
    if (from_month < 1 || to_month > 12 || !zc_date_make(&when.from, year, from_month, from_day) ||
        !zc_date_make(&when.to, year, to_month, to_day ? to_day : zc_days_in_month(year, to_month)))
        when.kind = ZC_WHEN_IMPOSSIBLE;
    return when;
}

/* Behind a month: a day, a ten-day period or its end; otherwise the whole month. */
static struct zc_when in_month(const char **at, int year, int month)
{
    const char *here = *at;
    int day = number(&here, 2);
    if (month < 1 || month > 12)
        return day_of(year, month, day < 0 ? 1 : day);
    if (day >= 0 && (eat(&here, "日") || eat(&here, "号"))) {
        *at = here;
        return day_of(year, month, day);
    }
    if (eat(at, "上旬"))
        return span_of(ZC_WHEN_PERIOD, year, month, 1, month, 10);
    if (eat(at, "中旬"))
        return span_of(ZC_WHEN_PERIOD, year, month, 11, month, 20);
    if (eat(at, "下旬"))
        return span_of(ZC_WHEN_PERIOD, year, month, 21, month, 0);
    if (!eat(at, "底") && !eat(at, "末"))
        eat(at, "份");
    return span_of(ZC_WHEN_MONTH, year, month, 1, month, 0);
}

/* Halves and quarters; NONE when it is neither. */
static struct zc_when part_of_year(const char **at, int year)
{
    static const char *const quarters[] = {"一季度", "二季度", "三季度", "四季度", "1季度", "2季度", "3季度", "4季度"};
    const char *here = *at;
    if (eat(at, "上半年"))
        return span_of(ZC_WHEN_PERIOD, year, 1, 1, 6, 30);
    if (eat(at, "下半年"))
        return span_of(ZC_WHEN_PERIOD, year, 7, 1, 12, 31);
    eat(&here, "第");
    for (int i = 0; i < 8; i++)
        if (eat(&here, quarters[i])) {
            if (!eat(&here, "末"))
                eat(&here, "底");
            *at = here;
            return span_of(ZC_WHEN_PERIOD, year, i % 4 * 3 + 1, 1, i % 4 * 3 + 3, 0);
        }
    return (struct zc_when){.kind = ZC_WHEN_NONE};
}

/* 2017-06-30, 2017/6/30, 2017.6.30, and the month alone: 2017.6. */
static struct zc_when with_separator(const char **at, int year)
{
    char mark[2] = {**at, 0};
    const char *here = *at + 1;
    int month = number(&here, 2);
    if (month < 0)
        return (struct zc_when){.kind = ZC_WHEN_NONE};
    const char *after_month = here;
    if (eat(&here, mark)) {
        int day = number(&here, 2);
        if (day >= 0) {
            *at = here;
            return day_of(year, month, day);
        }
    }
    *at = after_month;
    return span_of(ZC_WHEN_MONTH, year, month, 1, month, 0);
}

static struct zc_when parse(const char **at, int year)
{
    const char *here = *at;
    size_t digits = strspn(here, "0123456789");
    struct zc_when when = {.kind = ZC_WHEN_NONE};
    if (digits == 8) {
        int whole = number(&here, 8);
        *at = here;
        return day_of(whole / 10000, whole / 100 % 100, whole % 100);
    }
    if (digits == 4) {
        int written = number(&here, 4);
        if (written < 1900 || written > 2199)
            return when;
        if (*here == '-' || *here == '/' || *here == '.') {
            when = with_separator(&here, written);
        } else if (eat(&here, "年")) {
            const char *month_at = here;
            int month = number(&month_at, 2);
            if (month >= 0 && eat(&month_at, "月")) {
                here = month_at;
                when = in_month(&here, written, month);
            } else if ((when = part_of_year(&here, written)).kind == ZC_WHEN_NONE) {
                if (!eat(&here, "底") && !eat(&here, "末") && !eat(&here, "内"))
                    eat(&here, "全年");
                when = span_of(ZC_WHEN_PERIOD, written, 1, 1, 12, 31);
            }
        }
        if (when.kind)
            *at = here;
        return when;
    }
    if (!year)
        return when;
    if (digits && digits <= 2) {
        int month = number(&here, 2);
        if (eat(&here, "月")) {
            when = in_month(&here, year, month);
            *at = here;
        }
        return when;
    }
    if ((when = part_of_year(at, year)).kind)
        return when;
    if (eat(at, "全年"))
        return span_of(ZC_WHEN_PERIOD, year, 1, 1, 12, 31);
    if (eat(at, "年底") || eat(at, "年末") || eat(at, "年内"))
        return span_of(ZC_WHEN_LOOSE, year, 1, 1, 12, 31);
    return when;
}

struct zc_when zc_when_parse(const char *text, int year)
{
    const char *at = text;
    struct zc_when when = parse(&at, year);
    when.length = when.kind ? (size_t)(at - text) : 0;
    return when;
}

/* 2 */

/* A period ends for our purposes on its last working day; without a calendar on its last day. */
static int last_workday(const struct zc_reading *reading, const struct zc_when *when)
{
    if (!reading->calendar)
        return when->to;
    int day = zc_workday_roll_back(reading->calendar, when->to);
    return day < when->from ? when->to : day; /* a period without any working day */
}

static void put_date(struct zc_reading *reading, int date)
{
    char text[ZC_DATE_TEXT];
    zc_date_format(text, date);
    reading->value = zc_arena_str(reading->arena, text);
}

static void say_impossible(struct zc_reading *reading, const struct zc_when *when, const char *text)
{
    if (when->month >= 1 && when->month <= 12 && when->day)
        zc_reading_say(reading, ZC_SEV_ERROR, "date_impossible", NULL, "“%s”不存在(%d年%d月只有%d天),请填正确日期",
                       "\"%s\" does not exist (%d, month %d has %d days): enter the right day", text, when->year, when->month,
                       zc_days_in_month(when->year, when->month));
    else
        zc_reading_say(reading, ZC_SEV_ERROR, "date_impossible", NULL, "“%s”不存在(没有%d月),请填正确日期", "\"%s\" does not exist (there is no month %d)",
                       text, when->month);
}

/* A bare number that could be the serial of a day between 1954 and 2173. True when it was one. */
static bool serial_day(struct zc_reading *reading)
{
    double serial = reading->cell->number;
    if (serial < 20000 || serial >= 100000)
        return false;
    put_date(reading, (int)floor(serial) - 25569); /* 25569 is 1970-01-01 in the 1900 system of workbooks */
    zc_reading_say(reading, ZC_SEV_WARNING, "date_serial_number", reading->value, "%s是数字%.0f,按Excel日期序号为%s,请确认",
                   "%s is the number %.0f, as a serial of Excel %s: confirm", reading->label, floor(serial), reading->value);
    zc_reason_keep(reading->reasons, reading->count);
    return true;
}

/* What may stand behind a date without changing it. */
static const char *skip_suffix(const char *at)
{
    static const char *const suffixes[] = {"之前", "以前", "前", "完成", "底", "末", "以内"};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
            again = eat(&at, suffixes[i]) || again;
    }
    return at;
}

/* 3 */

static bool another_date(const char *rest, int year)
{
    for (const char *at = rest; *at;) {
        if (zc_when_parse(at, year).kind)
            return true;
        size_t digits = strspn(at, "0123456789"); /* not from the middle of a number */
        at += digits ? digits : 1;
        while (((unsigned char)*at & 0xC0) == 0x80)
            at++;
    }
    return false;
}

static void due_words(struct zc_reading *reading, const char *text, bool *parsed)
{
    const struct zc_layout_field *field = reading->field;
    struct zc_when when = zc_when_parse(text, reading->year);
    const char *rest = when.kind ? skip_suffix(text + when.length) : text;
    if (when.kind && when.kind != ZC_WHEN_IMPOSSIBLE && *rest && another_date(rest, reading->year)) {
        zc_reading_say(reading, ZC_SEV_ERROR, field->two ? field->two : "multiple_due_dates", NULL,
                       "一个单元格写了两个时限(%s),请拆成两个具体事项,任务时限取最后一个",
                       "one cell holds two due dates (%s): make them two items; the task is due at the last", text);
        return;
    }
    switch (when.kind) {
    case ZC_WHEN_NONE:
        zc_reading_say(reading, ZC_SEV_ERROR, field->unreadable ? field->unreadable : "due_unreadable", NULL, "%s“%s”不是可以识别的日期,请填如2017-06-30",
                       "%s \"%s\" is not a date that can be read: enter one such as 2017-06-30", reading->label, text);
        return;
    case ZC_WHEN_IMPOSSIBLE:
        say_impossible(reading, &when, text);
        return;
    case ZC_WHEN_DAY:
        put_date(reading, when.from);
        if (!*rest)
            return;
        break;
    case ZC_WHEN_LOOSE:
        *parsed = true;
        put_date(reading, last_workday(reading, &when));
        zc_reading_say(reading, ZC_SEV_WARNING, "due_placeholder", reading->value, "“%s”未写年份和月份,暂按%s(当年最后一个工作日)读取,须由人确认",
                       "\"%s\" names neither year nor month and was read as %s, the last working day of the year: confirm", text, reading->value);
        zc_reason_keep(reading->reasons, reading->count);
        return;
    case ZC_WHEN_PERIOD:
    case ZC_WHEN_MONTH:
        put_date(reading, last_workday(reading, &when));
        break;
    }
    *parsed = true;
    zc_reading_say(reading, ZC_SEV_CONFIRM, "due_parsed", reading->value, "“%s”按规则读作%s(该期最后一个工作日),请确认",
                   "\"%s\" was read by rule as %s, the last working day of that period: confirm", text, reading->value);
}

/* Rule 11: a written day stays as it is, even a day off; a named period ends on its last working day. */
void zc_read_due(struct zc_reading *reading)
{
    const char *text = zc_reading_squeezed(reading);
    bool parsed = false;
    if (!*text)
        return;
    if (reading->cell->kind == ZC_CELL_DATE)
        put_date(reading, reading->cell->date);
    else if (reading->cell->kind != ZC_CELL_NUMBER || !serial_day(reading))
        due_words(reading, text, &parsed);
    if (*reading->value && reading->field->part && strcmp(reading->field->part, "kind") == 0)
        reading->value = parsed ? "parsed" : "exact";
}

/* 4 */

/* (星期四), 上午, 16:00 behind a day. */
static const char *skip_time(const char *at)
{
    static const char *const words[] = {"上午", "下午", "晚上", "晚", "中午", "起"};
    for (bool again = true; again;) {
        again = false;
        const char *close = *at == '(' ? strchr(at, ')') : NULL;
        if (close) {
            at = close + 1;
            again = true;
        }
        if (eat(&at, "星期") || eat(&at, "周")) {
            const char *end = at + strlen(at);
            zc_utf8_next(&at, end);
            again = true;
        }
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            again = eat(&at, words[i]) || again;
        size_t clock = strspn(at, "0123456789:");
        if (clock && strchr(at, ':') && strchr(at, ':') < at + clock) {
            at += clock;
            again = true;
        }
    }
    return at;
}

static void put_day_or_year(struct zc_reading *reading, int date)
{
    int year, month, day;
    put_date(reading, date);
    if (reading->field->part && strcmp(reading->field->part, "year") == 0) {
        zc_date_split(date, &year, &month, &day);
        reading->value = zc_arena_printf(reading->arena, "%d", year);
    }
}

void zc_read_date(struct zc_reading *reading)
{
    const struct zc_layout_field *field = reading->field;
    const char *text = zc_reading_squeezed(reading);
    if (!*text)
        return;
    if (reading->cell->kind == ZC_CELL_DATE) {
        put_day_or_year(reading, reading->cell->date);
        return;
    }
    if (reading->cell->kind == ZC_CELL_NUMBER && serial_day(reading))
        return;
    struct zc_when when = zc_when_parse(text, 0);
    const char *rest = when.kind ? skip_time(text + when.length) : text;
    if (field->within) { /* 2017年9月30日终止: the day of that word, in a cell that may say anything else */
        if (when.kind == ZC_WHEN_DAY && strncmp(rest, field->within, strlen(field->within)) == 0)
            put_day_or_year(reading, when.from);
        return;
    }
    if (when.kind == ZC_WHEN_IMPOSSIBLE) {
        say_impossible(reading, &when, text);
    } else if (when.kind == ZC_WHEN_DAY && !*rest) {
        put_day_or_year(reading, when.from);
    } else if (when.kind == ZC_WHEN_MONTH && !*rest) {
        int date = last_workday(reading, &when);
        put_day_or_year(reading, date);
        zc_reading_say(reading, ZC_SEV_CONFIRM, field->month_code ? field->month_code : "date_month_only", reading->value,
                       "“%s”只写到月,按%s(当月最后一个工作日)读取,请确认", "\"%s\" names only the month and was read as %s, its last working day: confirm",
                       text, reading->value);
    } else {
        zc_reading_say(reading, ZC_SEV_ERROR, field->unreadable ? field->unreadable : "date_unreadable", NULL, "%s“%s”不是可以识别的日期,请填如2017-06-30",
                       "%s \"%s\" is not a date that can be read: enter one such as 2017-06-30", reading->label, text);
    }
}

/* 5 */

/* 2014.10-2017.12, 2016年1月—2018年12月, or one end alone. `part`: from (the first day) or to (the last). */
void zc_read_period(struct zc_reading *reading)
{
    static const char *const marks[] = {"-", "—", "–", "~", "～", "至", "到", "起"};
    const char *text = zc_reading_squeezed(reading);
    bool to = reading->field->part && strcmp(reading->field->part, "to") == 0;
    if (!*text)
        return;
    if (reading->cell->kind == ZC_CELL_DATE) {
        put_date(reading, reading->cell->date);
        return;
    }
    struct zc_when first = zc_when_parse(text, 0), last = first;
    const char *rest = text + first.length;
    for (bool again = first.kind != ZC_WHEN_NONE; again;) {
        again = false;
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            again = eat(&rest, marks[i]) || again;
    }
    if (first.kind && *rest) {
        last = zc_when_parse(rest, 0);
        rest += last.length;
    }
    const struct zc_when *bad = first.kind == ZC_WHEN_IMPOSSIBLE ? &first : last.kind == ZC_WHEN_IMPOSSIBLE ? &last : NULL;
    if (bad)
        say_impossible(reading, bad, text);
    else if (!first.kind || !last.kind || *rest || last.to < first.from)
        zc_reading_say(reading, ZC_SEV_ERROR, reading->field->unreadable ? reading->field->unreadable : "period_unreadable", NULL,
                       "%s“%s”不是可以识别的期限,请填如2014.10-2017.12", "%s \"%s\" is not a period that can be read: enter one such as 2014.10-2017.12",
                       reading->label, text);
    else
        put_date(reading, to ? last.to : first.from);
}
