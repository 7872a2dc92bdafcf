/* notice: 1 the two files; 2 the calendar of each notice; 3 asking. */
#include "model/notice.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 18, COLUMNS = 4, YEAR_DIGITS = 4 };

/* 1 */

struct before {
    int known_to;
    struct zc_calendar_day day;
};
struct reader {
    struct zc_arena *arena;
    struct zc_notices notices;
    size_t notice_capacity;
    struct before *befores;
    size_t before_count, before_capacity;
};

static int read_text(struct zc_buf *out, const char *path, struct zc_error *err)
{
    char chunk[8192];
    size_t got;
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "无法打开日历 %s:%s", "cannot open the calendar %s: %s", path, strerror(errno));
    while (out->size <= MOST_BYTES && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
        zc_buf_add(out, chunk, got);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return zc_fail(err, ZC_EIO, "无法读取日历 %s", "cannot read the calendar %s", path);
    return out->size > MOST_BYTES ? zc_fail(err, ZC_ELIMIT, "日历 %s 超过 %d 字节", "the calendar %s has more than %d bytes", path, MOST_BYTES) : ZC_OK;
}

static int notice_row(struct reader *reader, char *cells[COLUMNS], struct zc_error *err)
{
    struct zc_notice notice = {.number = zc_arena_str(reader->arena, cells[2]), .status = zc_arena_str(reader->arena, cells[3])};
    const struct zc_notice *last = reader->notices.count ? &reader->notices.items[reader->notices.count - 1] : NULL;
    if (!zc_date_parse(&notice.known_from, cells[0]))
        return zc_fail(err, ZC_EINPUT, "没有日期“%s”", "no such date: \"%s\"", cells[0]);
    notice.year = strlen(cells[1]) == YEAR_DIGITS && strspn(cells[1], "0123456789") == YEAR_DIGITS ? (int)strtol(cells[1], NULL, 10) : 0;
    if (!notice.year || (last && notice.year != last->year && notice.year != last->year + 1))
        return zc_fail(err, ZC_EINPUT, "年份“%s”应接着上一行", "the year \"%s\" does not follow the row before", cells[1]);
    if (last && notice.known_from <= last->known_from)
        return zc_fail(err, ZC_EINPUT, "通知日期应逐行递增", "the dates of notices must ascend from row to row");
    if (strcmp(cells[3], "law") != 0 && strcmp(cells[3], "to_confirm") != 0 && strcmp(cells[3], "assumption") != 0)
        return zc_fail(err, ZC_EINPUT, "性质“%s”应为 law、to_confirm 或 assumption", "the status \"%s\" must be law, to_confirm or assumption", cells[3]);
    *(struct zc_notice *)zc_arena_push(reader->arena, &reader->notices.items, &reader->notices.count, &reader->notice_capacity, sizeof notice) = notice;
    return ZC_OK;
}

static int before_row(struct reader *reader, char *cells[COLUMNS], struct zc_error *err)
{
    static const char *const kinds[] = {"plain", "off", "makeup"};
    struct before before = {.day = {.name = zc_arena_str(reader->arena, cells[3])}};
    bool known = false, of_notice = false;
    for (int i = 0; i < 2; i++)
        if (!zc_date_parse(i ? &before.day.date : &before.known_to, cells[i]))
            return zc_fail(err, ZC_EINPUT, "没有日期“%s”", "no such date: \"%s\"", cells[i]);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(cells[2], kinds[i]) == 0) {
            before.day.kind = (enum zc_day_kind)i; /* in the order of the enumeration */
            known = true;
        }
    for (size_t i = 0; i < reader->notices.count; i++)
        of_notice |= reader->notices.items[i].known_from == before.known_to;
    if (!known)
        return zc_fail(err, ZC_EINPUT, "%s 的类别应为 plain、off 或 makeup", "the kind of %s must be plain, off or makeup", cells[1]);
    if (!of_notice)
        return zc_fail(err, ZC_EINPUT, "没有 %s 的通知", "there is no notice of %s", cells[0]);
    *(struct before *)zc_arena_push(reader->arena, &reader->befores, &reader->before_count, &reader->before_capacity, sizeof before) = before;
    return ZC_OK;
}

static int read_rows(struct reader *reader, const char *path, const char *head, int (*row)(struct reader *reader, char *cells[COLUMNS], struct zc_error *err),
                     struct zc_error *err)
{
    struct zc_buf text = {0};
    size_t number = 0;
    int rc = read_text(&text, path, err);
    if (!rc && (!zc_utf8_valid(text.bytes, text.size) || memchr(text.bytes, 0, text.size)))
        rc = zc_fail(err, ZC_EINPUT, "%s 不是 UTF-8", "%s is not UTF-8", path);
    for (char *at = text.bytes, *next; !rc && at && *zc_buf_text(&text) && at < text.bytes + text.size; at = next) {
        char *cells[COLUMNS] = {at}, prefix[300];
        size_t length = strcspn(at, "\n"), count = 1;
        next = at + length + (at + length < text.bytes + text.size);
        at[length] = 0;
        if (length && at[length - 1] == '\r')
            at[length - 1] = 0;
        snprintf(prefix, sizeof prefix, "%.200s:%zu", path, ++number);
        if (number == 1) {
            rc = strcmp(at, head) == 0 ? ZC_OK : zc_fail(err, ZC_EINPUT, "首行应为 %s", "the first line must be %s", head);
        } else if (*at) {
            for (char *comma = strchr(at, ','); comma && count <= COLUMNS; comma = strchr(comma + 1, ',')) {
                if (count < COLUMNS)
                    cells[count] = comma + 1;
                *comma = 0;
                count++;
            }
            rc = count == COLUMNS ? row(reader, cells, err) : zc_fail(err, ZC_EINPUT, "应有 %d 列(%s)", "%d columns wanted (%s)", COLUMNS, head);
        }
        if (rc && err)
            rc = zc_fail_within(err, prefix);
    }
    zc_buf_free(&text);
    return rc;
}

/* 2 */

static int notice_year(const struct zc_calendar_day *day)
{
    int year, month, number;
    zc_date_split(day->date, &year, &month, &number);
    return year + (month == 12 && strcmp(day->name, "元旦") == 0);
}

static const struct before *before_of(const struct reader *reader, int date, int known_from)
{
    const struct before *found = NULL; /* the earliest notice after that day which changed it */
    for (size_t i = 0; i < reader->before_count; i++) {
        const struct before *one = &reader->befores[i];
        if (one->day.date == date && one->known_to > known_from && (!found || one->known_to < found->known_to))
            found = one;
    }
    return found;
}

static void make_calendar(struct reader *reader, struct zc_notice *notice, const struct zc_calendar *all)
{
    struct zc_calendar_day *days = zc_arena_array(reader->arena, all->count + reader->before_count + 1, sizeof *days);
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct before *before = before_of(reader, all->days[i].date, notice->known_from);
        if (notice_year(&all->days[i]) > notice->year || (before && before->day.kind == ZC_DAY_PLAIN))
            continue;
        days[count] = before ? before->day : all->days[i];
        days[count++].name = zc_arena_str(reader->arena, before ? before->day.name : all->days[i].name);
    }
    notice->calendar = (struct zc_calendar){days, count, all->first_year, notice->year};
}

int zc_notices_read(struct zc_notices *out, struct zc_arena *arena, const struct zc_calendar *all, const char *folder, struct zc_error *err)
{
    struct reader reader = {.arena = arena};
    int rc = read_rows(&reader, zc_arena_printf(arena, "%s/notices.csv", folder), "known_from,year,number,status", notice_row, err);
    if (!rc)
        rc = read_rows(&reader, zc_arena_printf(arena, "%s/calendar-before.csv", folder), "known_to,date,kind,name", before_row, err);
    if (!rc && (!reader.notices.count || reader.notices.items[0].year != all->first_year || reader.notices.items[reader.notices.count - 1].year != all->last_year))
        rc = zc_fail(err, ZC_ECHECK, "%s/notices.csv 应有 %d 至 %d 年每年的通知", "%s/notices.csv must name the notices of all years from %d to %d", folder, all->first_year,
                     all->last_year);
    for (size_t i = 0; i < reader.notices.count && !rc; i++)
        make_calendar(&reader, &reader.notices.items[i], all);
    if (!rc)
        *out = reader.notices;
    return rc;
}

/* 3 */

const struct zc_notice *zc_notice_known(const struct zc_notices *notices, int day)
{
    size_t count = notices->count;
    while (count && notices->items[count - 1].known_from > day)
        count--;
    return count ? &notices->items[count - 1] : NULL;
}

const struct zc_calendar *zc_calendar_known(const struct zc_notices *notices, int day)
{
    static const struct zc_calendar none;
    const struct zc_notice *notice = zc_notice_known(notices, day);
    return notice ? &notice->calendar : &none;
}
