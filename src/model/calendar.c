/* calendar: one row of the file, then the file, then the yearly check. */
#include "model/calendar.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20, MOST_ROWS = 20000, MOST_NAME = 200, FIRST_YEAR = 1949, LAST_YEAR = 2199, COLUMNS = 4 };

static int year_of(int date)
{
    int year, month, day;
    zc_date_split(date, &year, &month, &day);
    return year;
}

struct cell {
    const char *bytes;
    size_t size;
};

static bool is(struct cell cell, const char *text)
{
    return cell.size == strlen(text) && memcmp(cell.bytes, text, cell.size) == 0;
}

/* Cuts a line at its commas; names hold none, so there is no quoting. */
static size_t cut(struct cell cells[COLUMNS], const char *line, size_t size)
{
    size_t count = 0;
    const char *end = line + size;
    for (;;) {
        const char *comma = memchr(line, ',', (size_t)(end - line));
        if (count == COLUMNS)
            return COLUMNS + 1;
        cells[count++] = (struct cell){line, (size_t)((comma ? comma : end) - line)};
        if (!comma)
            return count;
        line = comma + 1;
    }
}

static int read_row(struct zc_calendar_day *day, struct zc_arena *arena, const char *line, size_t size, struct zc_error *err)
{
    struct cell cells[COLUMNS];
    char text[ZC_DATE_TEXT];
    if (cut(cells, line, size) != COLUMNS)
        return zc_fail(err, ZC_EINPUT, "应有 %d 列(date,kind,name,statutory)", "%d columns wanted (date,kind,name,statutory)",
                       COLUMNS);
    if (cells[0].size >= sizeof text)
        return zc_fail(err, ZC_EINPUT, "日期应为 YYYY-MM-DD", "the date must be YYYY-MM-DD");
    memcpy(text, cells[0].bytes, cells[0].size);
    text[cells[0].size] = '\0';
    if (!zc_date_parse(&day->date, text) || year_of(day->date) < FIRST_YEAR || year_of(day->date) > LAST_YEAR)
        return zc_fail(err, ZC_EINPUT, "没有日期“%s”", "no such date: \"%s\"", text);
    if (is(cells[1], "off"))
        day->kind = ZC_DAY_OFF;
    else if (is(cells[1], "makeup"))
        day->kind = ZC_DAY_MAKEUP;
    else
        return zc_fail(err, ZC_EINPUT, "%s 的类别应为 off 或 makeup", "the kind of %s must be off or makeup", text);
    if (!cells[2].size || cells[2].size > MOST_NAME || !zc_utf8_valid(cells[2].bytes, cells[2].size) ||
        memchr(cells[2].bytes, 0, cells[2].size))
        return zc_fail(err, ZC_EINPUT, "%s 的节日名称无效", "the name of %s is not valid", text);
    day->name = zc_arena_copy(arena, cells[2].bytes, cells[2].size);
    day->statutory = is(cells[3], "1");
    if (!day->statutory && !is(cells[3], "0"))
        return zc_fail(err, ZC_EINPUT, "%s 的法定标记应为 0 或 1", "the statutory mark of %s must be 0 or 1", text);
    if (day->kind == ZC_DAY_MAKEUP && (day->statutory || zc_date_weekday(day->date) <= 5))
        return zc_fail(err, ZC_EINPUT, "%s 不能是调休上班日", "%s cannot be a make-up workday", text);
    return ZC_OK;
}

int zc_calendar_parse(struct zc_calendar *out, struct zc_arena *arena, const char *name, const char *bytes, size_t size,
                      struct zc_error *err)
{
    static const char head[] = "date,kind,name,statutory";
    struct zc_calendar_day *days = NULL;
    size_t count = 0, capacity = 0, row = 0;
    char prefix[300];
    for (const char *at = bytes, *end = bytes + size; at < end;) {
        const char *feed = memchr(at, '\n', (size_t)(end - at)), *stop = feed ? feed : end;
        size_t length = (size_t)(stop - at);
        if (length && at[length - 1] == '\r')
            length--;
        row++;
        snprintf(prefix, sizeof prefix, "%.200s:%zu", name, row);
        if (row == 1) {
            if (!is((struct cell){at, length}, head)) {
                zc_fail(err, ZC_EINPUT, "首行应为 %s", "the first line must be %s", head);
                return err ? zc_fail_within(err, prefix) : ZC_EINPUT;
            }
        } else if (length) {
            struct zc_calendar_day day = {0};
            int code = count == MOST_ROWS
                           ? zc_fail(err, ZC_ELIMIT, "最多 %d 行", "at most %d rows", MOST_ROWS)
                           : read_row(&day, arena, at, length, err);
            if (code == ZC_OK && count && day.date <= days[count - 1].date)
                code = zc_fail(err, ZC_EINPUT, "日期应逐行递增", "dates must ascend from row to row");
            if (code != ZC_OK)
                return err ? zc_fail_within(err, prefix) : code;
            *(struct zc_calendar_day *)zc_arena_push(arena, &days, &count, &capacity, sizeof *days) = day;
        }
        at = feed ? feed + 1 : end;
    }
    if (!count)
        return zc_fail(err, ZC_EINPUT, "%s:没有任何日期", "%s: holds no day", name);
    *out = (struct zc_calendar){days, count, year_of(days[0].date), year_of(days[count - 1].date)};
    return zc_calendar_check(out, err);
}

int zc_calendar_read(struct zc_calendar *out, struct zc_arena *arena, const char *path, struct zc_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "无法打开日历 %s:%s", "cannot open the calendar %s: %s", path, strerror(errno));
    struct zc_buf buf = {0};
    char chunk[8192];
    size_t got;
    int code;
    while (buf.size <= MOST_BYTES && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
        zc_buf_add(&buf, chunk, got);
    if (ferror(file))
        code = zc_fail(err, ZC_EIO, "无法读取日历 %s", "cannot read the calendar %s", path);
    else if (buf.size > MOST_BYTES)
        code = zc_fail(err, ZC_ELIMIT, "日历 %s 超过 %d 字节", "the calendar %s has more than %d bytes", path, MOST_BYTES);
    else
        code = zc_calendar_parse(out, arena, path, zc_buf_text(&buf), buf.size, err);
    fclose(file);
    zc_buf_free(&buf);
    return code;
}

/*
 * core.md 9, with what holds before its table begins. Ten days until the decree of December 2007, eleven from 2008, thirteen
 * from 2025. A day off that is worked in the neighbouring year moves one day between two years; 3 September 2015 was given
 * once, and the spring festival of 2020 was prolonged by two days.
 */
int zc_calendar_expected(int year)
{
    static const struct {
        int year, days;
    } exceptions[] = {{2005, 9}, {2006, 9}, {2007, 12}, {2011, 10}, {2012, 12}, {2015, 12}, {2020, 13}};
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (exceptions[i].year == year)
            return exceptions[i].days;
    return year <= 2007 ? 10 : year <= 2024 ? 11 : 13;
}

int zc_calendar_check(const struct zc_calendar *calendar, struct zc_error *err)
{
    for (int year = calendar->first_year; calendar->count && year <= calendar->last_year; year++) {
        int found = zc_calendar_statutory(calendar, year), expected = zc_calendar_expected(year);
        if (found != expected)
            return zc_fail(err, ZC_ECHECK, "%d 年日历有误:平日减工作日应为法定假日 %d 天,实为 %d 天",
                           "the calendar of %d is wrong: weekdays less working days must be %d statutory days, but are %d",
                           year, expected, found);
    }
    return ZC_OK;
}

struct zc_calendar zc_calendar_only(const struct zc_calendar *all, int year)
{
    struct zc_calendar only = {0};
    for (size_t i = 0; i < all->count; i++) {
        if (year_of(all->days[i].date) != year)
            continue;
        if (!only.count)
            only = (struct zc_calendar){&all->days[i], 0, year, year};
        only.count++;
    }
    return only;
}
