/*
 * readers_text: 1 what every reader shares; 2 text, lines, marks, titles; 3 numbers and percentages; 4 codes and domains;
 * 5 document numbers; 6 keys and lists; 7 the table of readers.
 */
#include "paper/reading.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

const char *zc_reading_raw(const struct zc_reading *reading)
{
    const struct zc_cell *cell = reading->cell;
    if (!cell || cell->kind == ZC_CELL_EMPTY || !cell->text)
        return "";
    if (cell->kind == ZC_CELL_DATE) {
        char text[ZC_DATE_TEXT];
        zc_date_format(text, cell->date);
        return zc_arena_str(reading->arena, text);
    }
    /* a number under a format of zeros alone, "000", is written with that many digits */
    size_t zeros = cell->kind == ZC_CELL_NUMBER && cell->format ? strspn(cell->format, "0") : 0;
    if (zeros > 1 && !cell->format[zeros] && cell->number >= 0 && cell->number < 1e15 && cell->number == floor(cell->number))
        return zc_arena_printf(reading->arena, "%0*lld", (int)zeros, (long long)cell->number);
    return cell->text;
}

const char *zc_reading_squeezed(const struct zc_reading *reading)
{
    static const char *const nothing[] = {"—", "——", "-", "--", "/", "无"};
    const char *text = zc_text_squeeze(reading->arena, zc_reading_raw(reading));
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (strcmp(text, nothing[i]) == 0)
            return "";
    return zc_words_have(&reading->field->empties, text) ? "" : text;
}

static char *format_text(struct zc_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = zc_arena_alloc(arena, (size_t)(size < 0 ? 0 : size) + 1);
    if (size > 0)
        vsnprintf(text, (size_t)size + 1, format, arguments);
    return text;
}

void zc_reading_say(struct zc_reading *reading, enum zc_severity severity, const char *code, const char *read_as, const char *zh,
                    const char *en, ...)
{
    va_list arguments;
    struct zc_reason reason = {.severity = severity, .code = code, .read_as = read_as};
    va_start(arguments, en);
    reason.zh = format_text(reading->arena, zh, arguments);
    va_end(arguments);
    va_start(arguments, en);
    reason.en = format_text(reading->arena, en, arguments);
    va_end(arguments);
    *(struct zc_reason *)zc_arena_push(reading->arena, &reading->reasons, &reading->count, &reading->capacity, sizeof reason) = reason;
}

static void comments(struct zc_reading *reading)
{
    const struct zc_layout_field *field = reading->field;
    const char *comment = reading->cell && reading->cell->comment ? zc_text_squeeze(reading->arena, reading->cell->comment) : NULL;
    for (size_t i = 0; comment && i < field->comment_count; i++) {
        bool all = field->comments[i].count > 0;
        for (size_t j = 0; j < field->comments[i].count && all; j++)
            all = strstr(comment, field->comments[i].words[j]) != NULL;
        if (all)
            zc_reading_say(reading, ZC_SEV_CONFIRM, field->comments[i].code, reading->value, "批注写道:“%s”,请核对%s", "a comment says \"%s\": check %s",
                           reading->cell->comment, reading->label);
    }
}

void zc_reading_run(struct zc_reading *reading)
{
    const struct zc_layout_field *field = reading->field;
    reading->value = "";
    if (reading->cell && reading->cell->kind == ZC_CELL_ERROR) {
        zc_reading_say(reading, ZC_SEV_ERROR, "formula_error", NULL, "%s公式出错(%s),请改填数值", "the formula in %s failed (%s): enter the value",
                       reading->label, reading->cell->text ? reading->cell->text : "");
        return;
    }
    field->reader(reading);
    if (reading->cell && reading->cell->struck)
        zc_reading_say(reading, ZC_SEV_CONFIRM, "struck_text", *reading->value ? reading->value : NULL, "单元格里有划去的文字“%s”,未读入,请核对",
                       "struck-out text \"%s\" was not read: check it", reading->cell->struck_text ? reading->cell->struck_text : "");
    comments(reading);
    if (!*reading->value && !reading->count && field->missing)
        zc_reading_say(reading, field->missing_severity, field->missing, NULL, "未填%s", "%s is missing", reading->label);
}

/* 2 */

static const char *without_marks(const struct zc_layout_field *field, const char *text, bool *marked)
{
    *marked = false;
    for (size_t i = 0; i < field->marks.count; i++) {
        size_t length = strlen(field->marks.items[i]);
        if (length && strncmp(text, field->marks.items[i], length) == 0) {
            *marked = true;
            text += length;
            i = (size_t)-1; /* several marks may stand in a row */
        }
    }
    return text;
}

/* Numbering in front and full stops behind do not make an empty phrase a measure. */
static void check_placeholder(struct zc_reading *reading, const char *squeezed)
{
    static const char *const ends[] = {"。", ";", ".", "、", ","};
    char *text = zc_arena_str(reading->arena, squeezed);
    text += strspn(text, "0123456789.()");
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
            size_t length = strlen(ends[i]), size = strlen(text);
            if (size >= length && strcmp(text + size - length, ends[i]) == 0) {
                text[size - length] = 0;
                again = true;
            }
        }
    }
    if (zc_words_have(&reading->field->placeholders, text))
        zc_reading_say(reading, ZC_SEV_ERROR, "placeholder_text", NULL, "%s“%s”无法检验,请写明做什么、谁做、何时做、怎样算完成",
                       "%s says only \"%s\": say what is done, by whom, until when and how one can tell", reading->label, text);
}

/* "1 3" was "1+3": it must not become 13. */
static void check_plus(struct zc_reading *reading)
{
    const char *text = zc_text_nfkc(reading->arena, zc_reading_raw(reading));
    for (const char *at = text; *at; at++) {
        size_t digits = strspn(at, "0123456789");
        if (!digits)
            continue;
        size_t blanks = strspn(at + digits, " "), more = blanks ? strspn(at + digits + blanks, "0123456789") : 0;
        if (more) {
            zc_reading_say(reading, ZC_SEV_ERROR, "lost_plus_sign", NULL, "“%.*s”疑似丢失加号(应为“%.*s+%.*s”),请确认原文,系统不会读成一个数",
                           "\"%.*s\" seems to have lost a plus sign (\"%.*s+%.*s\"): check the source; it is never read as one number",
                           (int)(digits + blanks + more), at, (int)digits, at, (int)more, at + digits + blanks);
            return;
        }
        at += digits - 1;
    }
}

void zc_read_text(struct zc_reading *reading)
{
    const struct zc_layout_field *field = reading->field;
    const char *text = zc_reading_squeezed(reading);
    bool marked;
    if (field->lines) {
        zc_read_lines(reading);
        return;
    }
    if (field->only.count && !zc_words_have(&field->only, text))
        return;
    text = without_marks(field, text, &marked);
    if (field->after) {
        const char *at = strstr(text, field->after);
        text = at ? at + strlen(field->after) : "";
        if (field->part && strcmp(field->part, "digits") == 0)
            text = zc_arena_copy(reading->arena, text, strspn(text, "0123456789"));
    }
    reading->value = text;
    check_placeholder(reading, text);
    if (field->plus)
        check_plus(reading);
}

/* Readable text: lines stay lines, each without blanks at its ends; characters that show nothing are dropped. */
void zc_read_lines(struct zc_reading *reading)
{
    const char *at = zc_reading_raw(reading);
    if (!*zc_reading_squeezed(reading))
        return;
    struct zc_buf out = {0};
    while (*at) {
        size_t length = strcspn(at, "\r\n");
        const char *line = zc_text_trim(reading->arena, zc_arena_copy(reading->arena, at, length));
        if (*line) {
            if (out.size)
                zc_buf_char(&out, '\n');
            zc_buf_str(&out, line);
        }
        at += length;
        at += strspn(at, "\r\n");
    }
    reading->value = zc_arena_copy(reading->arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
    check_placeholder(reading, zc_reading_squeezed(reading));
}

void zc_read_mark(struct zc_reading *reading)
{
    bool marked;
    without_marks(reading->field, zc_reading_squeezed(reading), &marked);
    reading->value = marked ? "true" : "";
}

/* The name of a document stands without 《》 when they enclose all of it. */
void zc_read_title(struct zc_reading *reading)
{
    const char *text = zc_reading_squeezed(reading), *open = "《", *close = "》";
    size_t size = strlen(text), mark = strlen(open);
    if (size > 2 * mark && strncmp(text, open, mark) == 0 && strstr(text, close) == text + size - strlen(close))
        text = zc_arena_copy(reading->arena, text + mark, size - 2 * mark);
    reading->value = text;
    if (reading->field->plus)
        check_plus(reading);
}

/* 3 */

/* 一 … 九十九; 0 when it is no such number. */
static int chinese_number(const char *text, size_t *used)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
    const char *at = text, *ten = "十";
    int number = 0, last = 0;
    for (bool again = true; again && *at;) {
        again = false;
        for (int i = 0; i < 9; i++)
            if (!last && strncmp(at, digits[i], strlen(digits[i])) == 0) {
                last = i + 1;
                at += strlen(digits[i]);
                again = true;
            }
        if (number < 10 && strncmp(at, ten, strlen(ten)) == 0) {
            number = (last ? last : 1) * 10;
            last = 0;
            at += strlen(ten);
            again = true;
        }
    }
    *used = (size_t)(at - text);
    return number + last;
}

static void put_integer(struct zc_reading *reading, int64_t number)
{
    const struct zc_layout_field *field = reading->field;
    if (number < field->least || number > field->most) {
        zc_reading_say(reading, ZC_SEV_ERROR, field->out_of_range ? field->out_of_range : "number_out_of_range", NULL, "%s%lld超出%lld至%lld",
                       "%s %lld lies outside %lld to %lld", reading->label, (long long)number, (long long)field->least, (long long)field->most);
        return;
    }
    reading->value = zc_arena_printf(reading->arena, "%lld", (long long)number);
}

static void not_a_number(struct zc_reading *reading, const char *code, const char *text)
{
    zc_reading_say(reading, ZC_SEV_ERROR, reading->field->unreadable ? reading->field->unreadable : code, NULL, "%s“%s”不是数字,请填数",
                   "%s \"%s\" is not a number: enter one", reading->label, text);
}

void zc_read_integer(struct zc_reading *reading)
{
    const struct zc_cell *cell = reading->cell;
    const char *text = zc_reading_squeezed(reading);
    int64_t number;
    if (!*text)
        return;
    if (cell->kind == ZC_CELL_NUMBER && cell->number == floor(cell->number) && fabs(cell->number) < 1e15) {
        put_integer(reading, (int64_t)cell->number);
    } else if (cell->kind == ZC_CELL_TEXT && zc_decimal_parse(&number, text, 0)) {
        put_integer(reading, number);
        if (reading->field->as_text_is_said && *reading->value)
            zc_reading_say(reading, ZC_SEV_WARNING, "number_as_text", reading->value, "%s“%s”以文本存储,已按数字%s读取",
                           "%s \"%s\" is stored as text and was read as %s", reading->label, text, reading->value);
    } else {
        not_a_number(reading, "number_unreadable", text);
    }
}

/* 12, "１２", " 7 ", 第1次, 第二十五次: the number alone. */
void zc_read_serial(struct zc_reading *reading)
{
    const char *text = zc_reading_squeezed(reading), *at = text, *nth = "第";
    if (!*text)
        return;
    if (reading->field->after) {
        at = strstr(text, reading->field->after);
        if (!at)
            return;
        at += strlen(reading->field->after);
    }
    if (strncmp(at, nth, strlen(nth)) == 0)
        at += strlen(nth);
    size_t used = strspn(at, "0123456789");
    int64_t number = 0;
    if (used && used < 10)
        number = strtoll(at, NULL, 10);
    else if (!used)
        number = chinese_number(at, &used);
    const char *rest = at + used;
    bool plain = !*rest || (*rest == '.' && (!rest[1] || rest[1] == '0')) || at != text;
    if (!used || !number || !plain)
        not_a_number(reading, "serial_unreadable", text);
    else
        put_integer(reading, number);
}

/* 0.6 shown as 60 %, 60%, ６０％ and 60 are all 60; the last only with a person's word. */
void zc_read_percent(struct zc_reading *reading)
{
    const struct zc_cell *cell = reading->cell;
    const char *text = zc_reading_squeezed(reading);
    int64_t tenths; /* of a percent, so that 62.5 % is seen and refused rather than rounded */
    bool sign = true;
    if (!*text)
        return;
    if (cell->kind == ZC_CELL_NUMBER) {
        sign = cell->percent || cell->number == 0;
        bool fraction = cell->percent || (cell->number > 0 && cell->number <= 1);
        double tenth = cell->number * (fraction ? 1000 : 10);
        if (fabs(tenth) > 1e9) {
            not_a_number(reading, "percent_unreadable", text);
            return;
        }
        tenths = llround(tenth);
    } else {
        size_t size = strlen(text);
        sign = text[size - 1] == '%';
        if (!zc_decimal_parse(&tenths, zc_arena_copy(reading->arena, text, size - sign), 1)) {
            zc_reading_say(reading, ZC_SEV_ERROR, "percent_unreadable", NULL, "%s“%s”不是数字,请填0至100%%之间的数",
                           "%s \"%s\" is not a number: enter one from 0 to 100%%", reading->label, text);
            return;
        }
    }
    if (tenths < 0 || tenths > 1000) {
        zc_reading_say(reading, ZC_SEV_ERROR, "percent_out_of_range", NULL, "%s%lld%%超出0至100%%", "%s %lld%% lies outside 0 to 100%%",
                       reading->label, (long long)(tenths / 10));
        return;
    }
    reading->value = zc_arena_printf(reading->arena, "%lld", (long long)((tenths + 5) / 10));
    if (!sign)
        zc_reading_say(reading, ZC_SEV_CONFIRM, "percent_scale", reading->value, "%s“%s”没有百分号,按%s%%读取,请确认",
                       "%s \"%s\" has no percent sign and was read as %s%%: confirm", reading->label, text, reading->value);
}

/* 4 */

static const struct zc_layout_code *code_of(const struct zc_layout_field *field, const char *text)
{
    for (size_t i = 0; i < field->code_count; i++) {
        if (strcasecmp(field->codes[i].code, text) == 0)
            return &field->codes[i];
        for (size_t j = 0; j < field->codes[i].count; j++)
            if (strcmp(field->codes[i].words[j], text) == 0)
                return &field->codes[i];
    }
    return NULL;
}

static void unknown_code(struct zc_reading *reading, const char *text)
{
    const struct zc_layout_field *field = reading->field;
    const char *nearest = NULL;
    int best = (int)zc_utf8_length(text) / 2 + 1;
    for (size_t i = 0; i < field->code_count; i++)
        for (size_t j = 0; j < field->codes[i].count; j++) {
            int distance = zc_text_distance(text, field->codes[i].words[j], best);
            if (distance < best || (distance == best && !nearest)) {
                best = distance;
                nearest = field->codes[i].words[j];
                reading->guess = field->codes[i].code;
            }
        }
    if (nearest)
        zc_reading_say(reading, ZC_SEV_ERROR, field->unknown ? field->unknown : "unknown_code", NULL, "%s“%s”不在代码表,最接近的是“%s”",
                       "%s \"%s\" is not in the list; the nearest is \"%s\"", reading->label, text, nearest);
    else
        zc_reading_say(reading, ZC_SEV_ERROR, field->unknown ? field->unknown : "unknown_code", NULL, "%s“%s”不在代码表",
                       "%s \"%s\" is not in the list", reading->label, text);
}

/* The bracket at the end of a text: its start, or NULL. Squeezing has made full-width brackets narrow. */
static const char *last_bracket(const char *text, size_t size)
{
    if (!size || text[size - 1] != ')')
        return NULL;
    for (size_t i = size - 1; i > 0; i--)
        if (text[i - 1] == '(')
            return text + i - 1;
    return NULL;
}

int zc_reading_bracket(struct zc_arena *arena, const char *raw)
{
    const char *text = zc_text_squeeze(arena, raw), *open = last_bracket(text, strlen(text)), *item = "项";
    if (!open)
        return -1;
    size_t digits = strspn(open + 1, "0123456789");
    if (!digits || digits > 6 || strncmp(open + 1 + digits, item, strlen(item)) != 0)
        return -1;
    return (int)strtol(open + 1, NULL, 10);
}

void zc_read_code(struct zc_reading *reading)
{
    const char *text = zc_reading_squeezed(reading);
    if (!*text)
        return;
    const struct zc_layout_code *code = code_of(reading->field, text);
    const char *open = last_bracket(text, strlen(text));
    if (!code && open && open > text) { /* 平台系统上线(SYS): name and code must agree */
        code = code_of(reading->field, zc_arena_copy(reading->arena, text, (size_t)(open - text)));
        const char *inside = zc_arena_copy(reading->arena, open + 1, strlen(open) - 2);
        if (code && strcasecmp(code->code, inside) != 0)
            code = NULL;
    }
    if (code)
        reading->value = code->code;
    else if (!reading->field->ignore_unknown)
        unknown_code(reading, text);
}

/* 一、经济体制改革(32项), 依法治市(续): the name without its number in front and the brackets behind. */
void zc_read_domain(struct zc_reading *reading)
{
    const char *text = zc_reading_squeezed(reading), *comma = "、";
    size_t used, size;
    if (!*text)
        return;
    if (chinese_number(text, &used) && strncmp(text + used, comma, strlen(comma)) == 0)
        text += used + strlen(comma);
    size = strlen(text);
    const struct zc_layout_code *code = code_of(reading->field, text);
    for (const char *open; !code && (open = last_bracket(text, size)) && open > text;) {
        size = (size_t)(open - text);
        text = zc_arena_copy(reading->arena, text, size);
        code = code_of(reading->field, text);
    }
    for (size_t i = 0; i < reading->field->words.count && !code; i++) /* an ending that people leave out */
        code = code_of(reading->field, zc_arena_printf(reading->arena, "%s%s", text, reading->field->words.items[i]));
    if (code)
        reading->value = code->code;
    else
        unknown_code(reading, text);
}

/* 5 */

/* 筑改发〔2017〕1号: full-width forms are narrow already; [2017] is read as 〔2017〕. */
void zc_read_document(struct zc_reading *reading)
{
    const char *text = zc_reading_squeezed(reading), *open = "〔", *close = "〕", *number = "号";
    const char *square = strchr(text, '['), *from;
    if (!*text)
        return;
    if (square && strspn(square + 1, "0123456789") == 4 && square[5] == ']') {
        const char *written = text;
        text = zc_arena_printf(reading->arena, "%.*s%s%.4s%s%s", (int)(square - text), text, open, square + 1, close, square + 6);
        zc_reading_say(reading, ZC_SEV_CONFIRM, "docno_brackets", text, "“%s”用了半角方括号,按“%s”读取,请确认",
                       "\"%s\" uses square brackets and was read as \"%s\": confirm", written, text);
    }
    if ((from = strstr(text, open))) {
        const char *year = from + strlen(open), *end = strstr(year, close);
        const char *serial = end ? end + strlen(close) : "";
        size_t year_digits = strspn(year, "0123456789"), digits = strspn(serial, "0123456789");
        bool good = end && year + year_digits == end && year_digits == 4 && digits && *serial != '0' && strncmp(serial + digits, number, strlen(number)) == 0;
        if (!good)
            zc_reading_say(reading, ZC_SEV_WARNING, reading->field->malformed ? reading->field->malformed : "document_number_malformed", text,
                           "文号“%s”不合规范:年份须写全四位,序号不加前导零", "document number \"%s\" is malformed: four digits for the year, no leading zero in the serial",
                           text);
    }
    reading->value = text;
}

/* 6 */

void zc_read_key(struct zc_reading *reading) { reading->value = zc_reading_squeezed(reading); }

static void add_item(struct zc_buf *out, const char *item)
{
    if (out->size)
        zc_buf_char(out, ';');
    zc_buf_str(out, item);
}

/* The parts of a cell between separators: 、 , ; and line breaks. Each is squeezed and none is empty. */
static void each_part(struct zc_reading *reading, void (*part)(struct zc_reading *, struct zc_buf *, const char *))
{
    const char *comma = "、";
    if (!*zc_reading_squeezed(reading))
        return;
    struct zc_buf out = {0};
    for (const char *at = zc_text_nfkc(reading->arena, zc_reading_raw(reading)); *at;) {
        size_t length = strcspn(at, ",;\r\n");
        const char *inner = strstr(at, comma);
        if (inner && (size_t)(inner - at) < length)
            length = (size_t)(inner - at);
        const char *item = zc_text_squeeze(reading->arena, zc_arena_copy(reading->arena, at, length));
        if (*item)
            part(reading, &out, item);
        at += length;
        at += strncmp(at, comma, strlen(comma)) == 0 ? strlen(comma) : *at != 0;
    }
    reading->value = zc_arena_copy(reading->arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
}

static void plain_part(struct zc_reading *reading, struct zc_buf *out, const char *item)
{
    (void)reading;
    add_item(out, item);
}

/* 01-020 in a ledger of 2017 is 2017-01-020. */
static void key_part(struct zc_reading *reading, struct zc_buf *out, const char *item)
{
    size_t group = strspn(item, "0123456789"), serial = item[group] == '-' ? strspn(item + group + 1, "0123456789") : 0;
    if (reading->year && group && group <= 2 && serial && serial <= 3 && !item[group + 1 + serial])
        add_item(out, zc_arena_printf(reading->arena, "%d-%02ld-%03ld", reading->year, strtol(item, NULL, 10), strtol(item + group + 1, NULL, 10)));
    else
        add_item(out, item);
}

/* `part`: only the first or the last of them. */
void zc_read_list(struct zc_reading *reading)
{
    const char *part = reading->field->part;
    each_part(reading, plain_part);
    const char *first = strchr(reading->value, ';'), *last = strrchr(reading->value, ';');
    if (part && first)
        reading->value = strcmp(part, "last") == 0 ? last + 1 : zc_arena_copy(reading->arena, reading->value, (size_t)(first - reading->value));
}
void zc_read_keys(struct zc_reading *reading) { each_part(reading, key_part); }

/* 7 */

zc_reading_fn zc_reading_find(const char *name)
{
    static const struct {
        const char *name;
        zc_reading_fn reader;
    } readers[] = {{"text", zc_read_text},         {"lines", zc_read_lines},     {"mark", zc_read_mark},     {"title", zc_read_title},
                   {"serial", zc_read_serial},     {"integer", zc_read_integer}, {"code", zc_read_code},     {"domain", zc_read_domain},
                   {"percent", zc_read_percent},   {"document", zc_read_document}, {"key", zc_read_key},     {"keys", zc_read_keys},
                   {"list", zc_read_list},         {"unit", zc_read_unit},       {"units", zc_read_units},   {"area", zc_read_area},
                   {"areas", zc_read_areas},       {"post", zc_read_post},       {"date", zc_read_date},     {"due", zc_read_due},
                   {"period", zc_read_period}};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (strcmp(readers[i].name, name) == 0)
            return readers[i].reader;
    return NULL;
}
