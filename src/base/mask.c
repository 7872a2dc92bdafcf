/* mask: numbers by their ends, then names, then addresses. */
#include "base/mask.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static char *take(struct zc_arena *arena, struct zc_buf *buf)
{
    char *text = zc_arena_copy(arena, zc_buf_text(buf), buf->size);
    zc_buf_free(buf);
    return text;
}

static void stars(struct zc_buf *buf, size_t count)
{
    for (size_t i = 0; i < count; i++)
        zc_buf_char(buf, '*');
}

/* Keeps `head` and `tail` characters of a number in ASCII; at least as many must be hidden, or all are. */
static char *ends(struct zc_arena *arena, const char *text, size_t head, size_t tail)
{
    struct zc_buf buf = {0};
    text = zc_text_squeeze(arena, text);
    size_t size = strlen(text), length = zc_utf8_length(text);
    if (size != length || size < head + tail + 4) {
        stars(&buf, length);
    } else {
        zc_buf_add(&buf, text, head);
        stars(&buf, size - head - tail);
        zc_buf_add(&buf, text + size - tail, tail);
    }
    return take(arena, &buf);
}

char *zc_mask_citizen_id(struct zc_arena *arena, const char *text)
{
    return ends(arena, text, 4, 2);
}

char *zc_mask_phone(struct zc_arena *arena, const char *text)
{
    return ends(arena, text, 3, 4);
}

char *zc_mask_card(struct zc_arena *arena, const char *text)
{
    return ends(arena, text, 0, 4);
}

/* ---- names ---- */

static const char *const compound_surnames[] = {
    "欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "尉迟", "夏侯", "慕容", "东方", "令狐", "公孙", "轩辕", "宇文", "长孙", "端木",
    "南宫", "西门", "闻人", "呼延", "澹台", "独孤", "百里", "东郭", "赫连", "钟离", "申屠", "太史", "公羊", "万俟",
};

/* Bytes of the surname: two characters when they are a compound one and a given name follows. */
static size_t surname_size(const char *name)
{
    const char *at = name, *end = name + strlen(name);
    for (size_t i = 0; i < sizeof compound_surnames / sizeof *compound_surnames; i++) {
        size_t size = strlen(compound_surnames[i]);
        if (strncmp(name, compound_surnames[i], size) == 0 && name[size])
            return size;
    }
    zc_utf8_next(&at, end);
    return (size_t)(at - name);
}

char *zc_mask_name(struct zc_arena *arena, const char *text)
{
    static const char dot[] = "·", minority_dot[] = "•";
    struct zc_buf buf = {0};
    text = zc_text_squeeze(arena, text);
    const char *at = strstr(text, dot), *other = strstr(text, minority_dot);
    if (!at || (other && other < at))
        at = other ? other : at;
    if (at && at > text) {
        zc_buf_add(&buf, text, (size_t)(at - text));
        zc_buf_str(&buf, "·*");
        return take(arena, &buf);
    }
    size_t size = strlen(text), surname = surname_size(text), given = zc_utf8_length(text + surname);
    if (given == 0) {
        stars(&buf, size > 0);
        return take(arena, &buf);
    }
    zc_buf_add(&buf, text, surname);
    zc_buf_char(&buf, '*');
    if (given > 1) {
        const char *last = text + surname, *end = text + size;
        for (const char *ahead = last; ahead < end;) {
            last = ahead;
            zc_utf8_next(&ahead, end);
        }
        zc_buf_str(&buf, last);
    }
    return take(arena, &buf);
}

char *zc_mask_minor(struct zc_arena *arena, int birth_year)
{
    return zc_arena_printf(arena, "某(%d年生)", birth_year);
}

/* ---- addresses ---- */

/* Bytes in front of the first road, lane, house or number: what follows is never shown. */
static size_t before_the_road(const char *text)
{
    static const char *const marks[] = {"路", "街", "巷", "弄", "号", "栋", "幢", "室", "小区"};
    size_t reach = strcspn(text, "0123456789");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (const char *at = text; (at = strstr(at, marks[i])) != NULL; at += strlen(marks[i])) {
            if (i == 1 && strncmp(at, "街道", strlen("街道")) == 0)
                continue;
            if ((size_t)(at - text) < reach)
                reach = (size_t)(at - text);
            break;
        }
    return reach;
}

/* End of the first (or else the last) of the suffixes inside `reach`; NULL when there is none. */
static const char *end_of(const char *text, size_t reach, const char *const *suffixes, size_t count, bool first)
{
    const char *end = NULL;
    for (size_t i = 0; i < count; i++)
        for (const char *at = text; (at = strstr(at, suffixes[i])) != NULL;) {
            at += strlen(suffixes[i]);
            if ((size_t)(at - text) > reach)
                break;
            if (!end || (first ? at < end : at > end))
                end = at;
        }
    return end;
}

char *zc_mask_address(struct zc_arena *arena, const char *text)
{
    /* The township is the last level shown; without one the county or city; without that nothing. */
    static const char *const townships[] = {"社区服务中心", "街道", "镇", "乡"}, *const counties[] = {"区", "县", "市"};
    struct zc_buf buf = {0};
    text = zc_text_squeeze(arena, text);
    size_t reach = before_the_road(text);
    const char *end = end_of(text, reach, townships, sizeof townships / sizeof *townships, true);
    if (!end)
        end = end_of(text, reach, counties, sizeof counties / sizeof *counties, false);
    if (end)
        zc_buf_add(&buf, text, (size_t)(end - text));
    if (end ? *end : *text)
        stars(&buf, 3);
    return take(arena, &buf);
}
