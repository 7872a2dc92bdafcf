/* numeral: what stands around a number, classes (date, document …), links of ranges and sums, the walk over the text. */
#include "paper/numeral_read.h"
#include "base/text.h"

#include <string.h>

static uint32_t fold(uint32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }

/* ---- around a number ---- */

/* The letters with which a measure word begins behind `to`; sets 余, 多 and returns the unit or NULL. */
static const struct zc_unit *unit_behind(const struct zc_scan *scan, struct zc_reading *reading, size_t *unit_from,
                                         size_t *unit_to)
{
    size_t i = reading->to;
    if (zc_scan_is_blank(zc_scan_at(scan, i)))
        i++;
    if (zc_scan_one_of(zc_scan_at(scan, i), "余多来") && i == reading->to) {
        reading->about = true;
        i++;
    }
    if (i >= scan->count)
        return NULL;
    const struct zc_unit *unit = zc_unit_at(scan->text + scan->letters[i].at, scan->size - scan->letters[i].at);
    if (!unit)
        return NULL;
    *unit_from = i;
    *unit_to = i + zc_utf8_length(unit->name);
    return unit;
}

static bool starts_line(const struct zc_scan *scan, size_t i)
{
    while (i > 0 && (zc_scan_is_blank(zc_scan_before(scan, i)) || zc_scan_one_of(zc_scan_before(scan, i), "#>-*")))
        i--;
    return i == 0 || zc_scan_before(scan, i) == '\n' || zc_scan_before(scan, i) == '\r';
}

static bool starts_clause(const struct zc_scan *scan, size_t i)
{
    return starts_line(scan, i) || zc_scan_one_of(zc_scan_before(scan, i), "。；：，、！？;:,“”\"*");
}

static bool is_month_name(const struct zc_scan *scan, size_t i)
{
    static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December",
                                        "Jan",     "Feb",      "Mar",       "Apr",     "Jun",      "Jul",
                                        "Aug",     "Sept",     "Sep",       "Oct",     "Nov",      "Dec"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (zc_scan_has(scan, i, names[k]) && !zc_scan_is_latin(zc_scan_at(scan, i + strlen(names[k]))))
            return true;
    return false;
}

/* The start of the Latin word that ends right before letter i, blanks skipped. */
static size_t word_before(const struct zc_scan *scan, size_t i)
{
    while (i > 0 && (zc_scan_is_blank(zc_scan_before(scan, i)) || zc_scan_before(scan, i) == ',' ||
                     zc_scan_before(scan, i) == '.'))
        i--;
    while (i > 0 && zc_scan_is_latin(zc_scan_before(scan, i)))
        i--;
    return i;
}

static bool is_year(const struct zc_reading *reading)
{
    return !reading->scale && !reading->grouped && reading->digits == 4 && reading->value >= 1900 &&
           reading->value <= 2099;
}

/* ---- classes ---- */

/* GB/T 9704-2012, GB 11643, ISO 8601: the capital letters of a standard stand before the number. */
static bool follows_standard(const struct zc_scan *scan, size_t i)
{
    size_t k = i;
    while (k > 0 && (zc_scan_is_blank(zc_scan_before(scan, k)) || zc_scan_is_digit(zc_scan_before(scan, k)) ||
                     zc_scan_one_of(zc_scan_before(scan, k), ".-–—")))
        k--;
    if (zc_scan_ends(scan, k, "/T") || zc_scan_ends(scan, k, "/Z"))
        k -= 2;
    static const char *const bodies[] = {"GB", "ISO", "IEC", "DB", "GM", "HJ", "CJJ", "RFC", "IEEE", "DA"};
    for (size_t n = 0; n < sizeof bodies / sizeof *bodies; n++)
        if (zc_scan_ends(scan, k, bodies[n]) && !zc_scan_is_latin(zc_scan_before(scan, k - strlen(bodies[n]))))
            return true;
    return false;
}

static bool in_range(const struct zc_reading *reading, int64_t least, int64_t most)
{
    return !reading->scale && !reading->huge && reading->over == 1 && !reading->percent && reading->value >= least &&
           reading->value <= most;
}

static bool is_dash(uint32_t c)
{
    return c == '-' || c == 0x2013 || c == 0x2014 || c == '~' || c == 0xFF5E || c == 0x301C || c == 0x2212;
}

/* Numbers that the last digits of a day or a time belong to; NULL when none precedes directly. */
static struct zc_numeral *neighbour(const struct zc_scan *scan, size_t i)
{
    if (!scan->found)
        return NULL;
    struct zc_numeral *last = &scan->items[scan->found - 1];
    return last->offset + last->size == scan->letters[i].at ? last : NULL;
}

static bool is_document(const struct zc_scan *scan, const struct zc_reading *reading)
{
    size_t from = reading->from, to = reading->to;
    if (zc_scan_one_of(zc_scan_before(scan, from), "〔[(【") && zc_scan_one_of(zc_scan_at(scan, to), "〕])】") &&
        is_year(reading)) {
        size_t k = to + 1;
        if (zc_scan_at(scan, k) == 0x7B2C) /* 第 */
            k++;
        size_t digits = k;
        while (zc_scan_is_digit(zc_scan_at(scan, k)) || zc_scan_is_chinese(zc_scan_at(scan, k)))
            k++;
        return k > digits && zc_scan_at(scan, k) == 0x53F7; /* 号 */
    }
    return false;
}

/* 2017-06-30, 2017/6/30, 2017.6.30: sets `to` behind the last part. */
static bool is_plain_date(const struct zc_scan *scan, const struct zc_reading *reading, size_t *to)
{
    size_t i = reading->from;
    int digits = 0;
    for (; zc_scan_is_digit(zc_scan_at(scan, i)); i++)
        digits++;
    if (digits != 4 || reading->percent || !zc_scan_one_of(zc_scan_at(scan, i), "-/."))
        return false;
    uint32_t separator = zc_scan_at(scan, i);
    int parts = 1;
    for (; parts < 3 && zc_scan_at(scan, i) == separator; parts++) {
        size_t k = i + 1, number = 0, length = 0;
        for (; zc_scan_is_digit(zc_scan_at(scan, k)) && length < 3; k++, length++)
            number = number * 10 + (zc_scan_at(scan, k) - '0');
        if (length < 1 || length > 2 || number < 1 || number > (parts == 1 ? 12u : 31u))
            break;
        i = k;
    }
    *to = i;
    return !zc_scan_is_digit(zc_scan_at(scan, i)) &&
           (parts == 3 || (parts == 2 && separator == '-' && i - reading->from == 7));
}

static enum zc_numeral_kind classify(const struct zc_scan *scan, struct zc_reading *reading,
                                     const struct zc_unit **unit, size_t unit_to)
{
    size_t from = reading->from, to = reading->to;
    uint32_t next = zc_scan_at(scan, to);
    if (is_document(scan, reading))
        return ZC_NUMERAL_DOCUMENT;
    if (next == 0x53F7 && zc_scan_one_of(zc_scan_before(scan, from), "〕])】第")) /* 号 */
        return ZC_NUMERAL_DOCUMENT;
    if (!reading->chinese && follows_standard(scan, from))
        return ZC_NUMERAL_DOCUMENT;
    if (zc_scan_ends(scan, from, "No.") || zc_scan_ends(scan, from, "No. "))
        return ZC_NUMERAL_DOCUMENT;
    if (zc_scan_before(scan, from) == 0x7B2C) /* 第 */
        return zc_scan_one_of(next, "条款项章节编目") ? ZC_NUMERAL_ARTICLE : ZC_NUMERAL_ORDINAL;
    if (zc_scan_ends(scan, from, "Article ") || zc_scan_ends(scan, from, "article ") ||
        zc_scan_ends(scan, from, "Section ") || zc_scan_ends(scan, from, "Chapter ") ||
        zc_scan_ends(scan, from, "clause ") || zc_scan_ends(scan, from, "section "))
        return ZC_NUMERAL_ARTICLE;
    if (zc_scan_is_latin(zc_scan_before(scan, from)) || zc_scan_before(scan, from) == '_')
        return ZC_NUMERAL_NAME;
    if (!*unit && zc_scan_is_latin(next) && !reading->chinese) {
        if ((next == 's' || next == 'n' || next == 'r' || next == 't') && zc_scan_is_latin(zc_scan_at(scan, to + 1)) &&
            !zc_scan_is_latin(zc_scan_at(scan, to + 2)))
            return ZC_NUMERAL_ORDINAL; /* 1st 2nd 3rd 4th */
        return is_year(reading) ? ZC_NUMERAL_DATE : ZC_NUMERAL_NAME;
    }
    if (*unit && strcmp((*unit)->name, "年") == 0 && (is_year(reading) || (reading->chinese && reading->digits == 4)))
        return ZC_NUMERAL_DATE;
    if (is_year(reading) && ((zc_scan_before(scan, from) == '(' && next == ')') || zc_scan_has(scan, to, "学年") ||
                             zc_scan_has(scan, to, "财年")))
        return ZC_NUMERAL_DATE;
    if (zc_scan_has(scan, to, "年代") || zc_scan_has(scan, to, "世纪") ||
        (zc_scan_has(scan, to, "季度") && in_range(reading, 1, 4)))
        return ZC_NUMERAL_DATE;
    if (*unit && strcmp((*unit)->name, "年度") == 0 && is_year(reading))
        return ZC_NUMERAL_DATE;
    if (*unit && strcmp((*unit)->base, "月") == 0 && in_range(reading, 1, 12) && !reading->about)
        return ZC_NUMERAL_DATE;
    bool within =
        zc_scan_has(scan, unit_to, "内") || zc_scan_has(scan, unit_to, "以内") || zc_scan_has(scan, unit_to, "之内");
    if (((*unit && strcmp((*unit)->name, "日") == 0) || next == 0x53F7) && in_range(reading, 1, 31) && !within &&
        (zc_scan_before(scan, from) == 0x6708 || next == 0x65E5 || zc_scan_ends(scan, from, "月份")))
        return ZC_NUMERAL_DATE;
    if (next == 0x53F7 || next == 0x5C4A) /* 3号线, 十八届 */
        return ZC_NUMERAL_ORDINAL;
    if (next == 0x65F6 && in_range(reading, 0, 24) && !zc_scan_one_of(zc_scan_at(scan, to + 1), "期代间") &&
        !zc_scan_one_of(zc_scan_before(scan, from), "小"))
        return ZC_NUMERAL_TIME; /* 14时 */
    if (next == 0x70B9 && in_range(reading, 0, 24) &&
        (zc_scan_one_of(zc_scan_at(scan, to + 1), "整半钟") ||
         (zc_scan_is_digit(zc_scan_at(scan, to + 1)) &&
          (zc_scan_has(scan, to + 2, "分") || zc_scan_has(scan, to + 3, "分")))))
        return ZC_NUMERAL_TIME; /* 8点半, 8点30分 */
    if (next == 0x5206 && zc_scan_one_of(zc_scan_before(scan, from), "时点") && in_range(reading, 0, 59))
        return ZC_NUMERAL_TIME; /* 8时30分 */
    if (!reading->chinese && is_year(reading) && !*unit) {
        size_t word = word_before(scan, from);
        static const char *const leads[] = {"in ",   "of ",  "since ",   "by ",    "until ", "during ",
                                            "from ", "to ",  "In ",      "Since ", "By ",    "early ",
                                            "late ", "and ", "between ", "year "};
        for (size_t k = 0; k < sizeof leads / sizeof *leads; k++)
            if (zc_scan_has(scan, word, leads[k]))
                return ZC_NUMERAL_DATE;
        if (is_month_name(scan, word) && from - word < 20)
            return ZC_NUMERAL_DATE;
        size_t day = word; /* June 30, 2017 */
        while (day > 0 && word - day < 2 && zc_scan_is_digit(zc_scan_before(scan, day)))
            day--;
        if (day < word && is_month_name(scan, word_before(scan, day)))
            return ZC_NUMERAL_DATE;
    }
    if (!reading->chinese && in_range(reading, 1, 31) && reading->plain) {
        size_t word = word_before(scan, from);
        if ((zc_scan_is_blank(next) && is_month_name(scan, to + 1)) ||
            (word < from && is_month_name(scan, word) && !*unit && from - word < 12))
            return ZC_NUMERAL_DATE;
    }
    /* The numbers of list items. */
    bool short_number = in_range(reading, 1, 99) && reading->plain;
    if (short_number && starts_line(scan, from) &&
        (next == 0x3001 || (next == '.' && !zc_scan_is_digit(zc_scan_at(scan, to + 1))) ||
         (next == ')' && !reading->chinese)))
        return ZC_NUMERAL_INDEX;
    if (short_number && zc_scan_before(scan, from) == '(' && next == ')' && starts_clause(scan, from - 1))
        return ZC_NUMERAL_INDEX;
    if (reading->chinese && in_range(reading, 1, 10) && starts_clause(scan, from) && zc_scan_one_of(next, "是则要"))
        return ZC_NUMERAL_INDEX;
    return ZC_NUMERAL_FIGURE;
}

/* ---- the walk ---- */

static struct zc_numeral *emit(struct zc_scan *scan, const struct zc_reading *reading, enum zc_numeral_kind kind,
                               const struct zc_unit *unit, size_t unit_to)
{
    struct zc_numeral *item = zc_arena_push(scan->arena, &scan->items, &scan->found, &scan->capacity, sizeof *item);
    size_t start = scan->letters[reading->from].at, end = scan->letters[reading->to].at;
    *item = (struct zc_numeral){.offset = start,
                                .size = end - start,
                                .value = reading->huge ? 0 : reading->value,
                                .scale = reading->scale,
                                .over = reading->over,
                                .kind = kind,
                                .unit = unit,
                                .chinese = reading->chinese,
                                .about = reading->about,
                                .loose = reading->loose,
                                .huge = reading->huge};
    item->whole = (unit ? scan->letters[unit_to].at : end) - start;
    if (reading->percent || reading->permille)
        item->unit = zc_unit_find(reading->percent ? "%" : "‰");
    if (zc_scan_one_of(zc_scan_before(scan, reading->from), "约近逾超") || zc_scan_ends(scan, reading->from, "超过") ||
        zc_scan_ends(scan, reading->from, "about ") || zc_scan_ends(scan, reading->from, "nearly ") ||
        zc_scan_ends(scan, reading->from, "over "))
        item->about = true;
    return item;
}

/* Idioms of the shape 一X X, 每一X, 这一X: a Chinese 一 that does not count. */
static bool is_article_one(const struct zc_scan *scan, const struct zc_reading *reading, size_t unit_from, size_t unit_to)
{
    if (!reading->chinese || reading->value != 1 || reading->to != reading->from + 1)
        return false;
    if (zc_scan_one_of(zc_scan_before(scan, reading->from), "统唯单同之逐合归划专不万每这那另某哪任何有无如其"))
        return true;
    if (unit_to == unit_from + 1 && zc_scan_at(scan, unit_from) == zc_scan_at(scan, unit_to))
        return true; /* 一个个 */
    if (zc_scan_before(scan, reading->from) == zc_scan_at(scan, unit_from) && unit_to == unit_from + 1 &&
        reading->from > 1 && zc_scan_before(scan, reading->from - 1) == 0x4E00)
        return true; /* the second half of 一项一项 */
    return zc_scan_at(scan, unit_to) == 0x4E00 && zc_scan_at(scan, unit_to + 1) == zc_scan_at(scan, unit_from) &&
           unit_to == unit_from + 1;
}

/* Links a number to the one before it when only a dash, 至 or a plus stands between them. */
static void link(struct zc_scan *scan, size_t from)
{
    struct zc_numeral *item = &scan->items[scan->found - 1];
    if (scan->found < 2)
        return;
    struct zc_numeral *last = item - 1;
    size_t end = last->offset + last->size, gap = item->offset - end;
    if (gap > 4 && !(last->unit && item->offset - last->offset - last->whole <= 4))
        return;
    if (gap > 4)
        end = last->offset + last->whole;
    uint32_t c = zc_scan_before(scan, from);
    size_t width = item->offset - end;
    bool dash = is_dash(c) || c == 0x81F3 || c == 0x5230; /* 至 到 */
    if (!width || (!dash && c != '+' && !zc_scan_is_blank(c)))
        return;
    if (scan->letters[from - 1].at != end)
        return;
    if (zc_scan_is_blank(c)) {
        item->torn = last->torn = !last->unit && last->value < 100 && item->value < 100 && !last->scale &&
                                  !item->scale && last->kind == ZC_NUMERAL_FIGURE && item->kind == ZC_NUMERAL_FIGURE;
        return;
    }
    item->part = ZC_PART_LATER;
    if (last->part == ZC_PART_ALONE)
        last->part = ZC_PART_FIRST;
    item->range = last->range = dash;
    item->sum = last->sum = !dash;
    if (!last->unit)
        last->unit = item->unit;
    if (dash && item->kind != ZC_NUMERAL_FIGURE && last->kind == ZC_NUMERAL_FIGURE)
        last->kind = item->kind; /* 2016—2017年 */
}

static bool mask_at(const struct zc_scan *scan, size_t i, size_t *to)
{
    static const char *const masks[] = {"十分之",   "十分",     "一度",     "百分点",   "万一",   "一一",
                                        "百分制",   "千方百计", "千家万户", "千千万万", "千万别", "万众一心",
                                        "一律",     "一些",     "一点点",   "一起",     "一道",   "一段时间",
                                        "一目了然", "一对一",   "一步步",   "百年大计"};
    for (size_t k = 0; k < sizeof masks / sizeof *masks; k++)
        if (zc_scan_has(scan, i, masks[k])) {
            *to = i + zc_utf8_length(masks[k]);
            return k > 0; /* 十分之一 is a fraction after all */
        }
    return false;
}

/* Takes the Chinese run at i; returns the letter behind it. */
static size_t walk_chinese(struct zc_scan *scan, size_t i)
{
    struct zc_reading reading;
    size_t masked, unit_from = 0, unit_to = 0;
    if (zc_reading_fraction_words(scan, i, &reading)) {
        emit(scan, &reading, ZC_NUMERAL_FIGURE, NULL, 0);
        link(scan, i);
        return reading.to;
    }
    if (mask_at(scan, i, &masked))
        return masked;
    size_t run = i;
    while (zc_scan_is_chinese(zc_scan_at(scan, run)))
        run++;
    if (!zc_reading_chinese(scan, i, &reading))
        return run;
    const struct zc_unit *unit = unit_behind(scan, &reading, &unit_from, &unit_to);
    if (unit && is_article_one(scan, &reading, unit_from, unit_to))
        return reading.to;
    enum zc_numeral_kind kind = classify(scan, &reading, &unit, unit ? unit_to : reading.to);
    bool single = reading.to == i + 1;
    /* 三农, 两会, 百姓: one letter and no measure word is no number; 四五 without one is none either. */
    if (kind == ZC_NUMERAL_FIGURE && !unit && (single || reading.loose))
        return reading.to;
    if (kind == ZC_NUMERAL_ORDINAL && single && !unit && zc_scan_before(scan, i) != 0x7B2C &&
        zc_scan_at(scan, i + 1) != 0x53F7 && zc_scan_at(scan, i + 1) != 0x5C4A)
        return reading.to;
    emit(scan, &reading, kind, unit, unit_to);
    link(scan, i);
    return unit ? unit_to : reading.to;
}

static size_t walk_digits(struct zc_scan *scan, size_t i)
{
    struct zc_reading reading;
    zc_reading_digits(scan, i, &reading);
    size_t unit_from = 0, unit_to = 0, date_to;
    /* 5.2.3, 192.168.1.1: more than one point is no decimal. */
    size_t dots = 0, end = i;
    for (; zc_scan_is_digit(zc_scan_at(scan, end)) ||
           (zc_scan_at(scan, end) == '.' && zc_scan_is_digit(zc_scan_at(scan, end + 1)));
         end++)
        dots += zc_scan_at(scan, end) == '.';
    if (is_plain_date(scan, &reading, &date_to)) {
        reading.to = date_to;
        reading.scale = 0;
        emit(scan, &reading, ZC_NUMERAL_DATE, NULL, 0);
        return date_to;
    }
    if (dots > 1) {
        reading.to = end;
        reading.scale = 0;
        emit(scan, &reading, ZC_NUMERAL_ARTICLE, NULL, 0);
        return end;
    }
    /* 8:30 and 8:30:15 */
    if (reading.plain && reading.value < 24 && zc_scan_at(scan, reading.to) == ':' &&
        zc_scan_is_digit(zc_scan_at(scan, reading.to + 1)) && zc_scan_is_digit(zc_scan_at(scan, reading.to + 2)) &&
        !zc_scan_is_digit(zc_scan_at(scan, reading.to + 3)) && zc_scan_at(scan, reading.to + 1) < '6') {
        reading.to += 3;
        if (zc_scan_at(scan, reading.to) == ':' && zc_scan_is_digit(zc_scan_at(scan, reading.to + 1)) &&
            zc_scan_is_digit(zc_scan_at(scan, reading.to + 2)))
            reading.to += 3;
        emit(scan, &reading, ZC_NUMERAL_TIME, NULL, 0);
        return reading.to;
    }
    /* 3/4 */
    if (reading.plain && zc_scan_at(scan, reading.to) == '/' && zc_scan_is_digit(zc_scan_at(scan, reading.to + 1))) {
        struct zc_reading under;
        zc_reading_digits(scan, reading.to + 1, &under);
        if (under.plain && !under.huge && under.value > 0 && !reading.huge) {
            reading.over = under.value;
            reading.to = under.to;
            reading.plain = false;
        }
    }
    if (!reading.percent && !reading.permille && zc_scan_has(scan, reading.to, " per cent")) {
        reading.percent = true;
        reading.to += 9;
    } else if (!reading.percent && !reading.permille && zc_scan_has(scan, reading.to, " percent")) {
        reading.percent = true;
        reading.to += 8;
    }
    if (i > 0 &&
        (zc_scan_before(scan, i) == '-' || zc_scan_before(scan, i) == 0x2212 || zc_scan_before(scan, i) == 0x8D1F)) {
        uint32_t sign_before = zc_scan_before(scan, i - 1);
        if (!zc_scan_is_digit(sign_before) && !zc_scan_is_latin(sign_before) && !is_dash(sign_before) &&
            !zc_scan_is_chinese(sign_before) && sign_before != '%' && !starts_line(scan, i - 1)) {
            reading.value = -reading.value;
            reading.from = i - 1;
        }
    }
    const struct zc_unit *unit = unit_behind(scan, &reading, &unit_from, &unit_to);
    enum zc_numeral_kind kind = classify(scan, &reading, &unit, unit ? unit_to : reading.to);
    struct zc_numeral *last = neighbour(scan, reading.from);
    if (last && last->kind == ZC_NUMERAL_NAME)
        kind = ZC_NUMERAL_NAME;
    emit(scan, &reading, kind, unit, unit_to);
    link(scan, reading.from);
    return unit ? unit_to : reading.to; /* 千米 and 个百分点 hold numerals of their own */
}

int zc_numeral_find(struct zc_numerals *out, struct zc_arena *arena, const char *text, size_t size, struct zc_error *err)
{
    *out = (struct zc_numerals){0};
    if (size > ZC_NUMERAL_TEXT_MAX)
        return zc_fail(err, ZC_ELIMIT, "文本长 %zu 字节，超过上限 %d", "the text has %zu bytes, more than %d", size,
                       (int)ZC_NUMERAL_TEXT_MAX);
    struct zc_scan scan = {.text = text, .size = size, .arena = arena};
    scan.letters = zc_arena_array(arena, size + 1, sizeof *scan.letters);
    const char *end = text + size;
    for (const char *p = text; p < end;) {
        struct zc_letter *letter = &scan.letters[scan.count++];
        letter->at = (size_t)(p - text);
        letter->raw = zc_utf8_next(&p, end);
        letter->c = fold(letter->raw);
    }
    scan.letters[scan.count].at = size;
    for (size_t i = 0; i < scan.count;) {
        uint32_t c = scan.letters[i].c;
        if (zc_scan_is_digit(c))
            i = walk_digits(&scan, i);
        else if (zc_scan_is_chinese(c) && c != 0x25CB)
            i = walk_chinese(&scan, i);
        else
            i++;
    }
    out->items = scan.items;
    out->count = scan.found;
    return ZC_OK;
}
