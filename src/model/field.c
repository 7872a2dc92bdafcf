/* field: values of one field from text, into the journal's JSON, and for people. */
#include "base/buf.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/text.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_TEXT = 2000, LONGEST_LIST = 65536 };

bool zc_value_same(const struct zc_value *a, const struct zc_value *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == ZC_V_EMPTY || (a->kind == ZC_V_INT ? a->number == b->number : strcmp(a->text, b->text) == 0);
}

static int refuse(struct zc_error *err, const struct zc_field *field, const char *text, const char *zh, const char *en)
{
    return zc_fail(err, ZC_EINPUT, "“%s”:写的是“%.120s”,%s%.0s%.0s", "%.0s\"%.120s\" came%.0s for field \"%s\": %s",
                   zc_pick(field->title, ZC_ZH), text, zh, zc_pick(field->title, ZC_EN), en);
}

static bool whole_number(int64_t *out, const char *text)
{
    char *end;
    if (!*text || strlen(text) > 20 || (*text == '+' || *text == ' '))
        return false;
    *out = strtoll(text, &end, 10);
    return *end == 0;
}

static int parse_one(struct zc_value *out, const struct zc_field *field, const char *text, struct zc_arena *arena, struct zc_error *err)
{
    int64_t number = 0;
    int date;
    switch (field->type) {
    case ZC_TEXT: {
        size_t most = field->max ? (size_t)field->max : LONGEST_TEXT;
        if (!zc_utf8_valid(text, strlen(text)))
            return refuse(err, field, "…", "不是 UTF-8", "not UTF-8");
        if (zc_utf8_length(text) > most)
            return zc_fail(err, ZC_EINPUT, "“%s”有 %zu 字,最多 %zu 字%.0s", "field%.0s holds %zu characters, at most %zu are allowed: \"%s\"",
                           zc_pick(field->title, ZC_ZH), zc_utf8_length(text), most, zc_pick(field->title, ZC_EN));
        *out = zc_text(zc_text_nfc(arena, text));
        return ZC_OK;
    }
    case ZC_CODE: {
        if (field->codelist && !zc_codelist_find(field->codelist, text)) {
            for (size_t i = 0; i < field->codelist->count; i++) /* people write the title */
                if ((field->codelist->codes[i].title.zh && strcmp(field->codelist->codes[i].title.zh, text) == 0) ||
                    (field->codelist->codes[i].title.en && strcmp(field->codelist->codes[i].title.en, text) == 0)) {
                    *out = zc_text(field->codelist->codes[i].code);
                    return ZC_OK;
                }
            struct zc_buf codes = {0};
            for (size_t i = 0; i < field->codelist->count && i < 12; i++)
                zc_buf_printf(&codes, "%s%s", i ? ", " : "", field->codelist->codes[i].code);
            int rc = zc_fail(err, ZC_EINPUT, "“%s”:代码“%.60s”不在“%s”中(可用:%s)%.0s", "%.0scode \"%.60s\"%.0s is unknown; expected one of %s: field \"%s\"",
                             zc_pick(field->title, ZC_ZH), text, zc_pick(field->codelist->title, ZC_ZH), zc_buf_text(&codes),
                             zc_pick(field->title, ZC_EN));
            zc_buf_free(&codes);
            return rc;
        }
        *out = zc_text(zc_arena_str(arena, text));
        return ZC_OK;
    }
    case ZC_INT:
        if (!whole_number(&number, text))
            return refuse(err, field, text, "应为整数", "expected a whole number");
        break;
    case ZC_BOOL:
        if (strcmp(text, "true") == 0 || strcmp(text, "是") == 0 || strcmp(text, "1") == 0)
            number = 1;
        else if (strcmp(text, "false") != 0 && strcmp(text, "否") != 0 && strcmp(text, "0") != 0)
            return refuse(err, field, text, "应为 是 或 否", "expected true or false");
        break;
    case ZC_DATE:
        if (!zc_date_parse(&date, text))
            return refuse(err, field, text, "应为日期,如 2017-06-30", "expected a date such as 2017-06-30");
        number = date;
        break;
    case ZC_INSTANT:
        if (!zc_instant_parse(&number, text))
            return refuse(err, field, text, "应为时刻,如 2017-07-07T16:20:41+08:00", "expected an instant such as 2017-07-07T16:20:41+08:00");
        break;
    case ZC_DECIMAL:
    case ZC_MONEY:
        if (!zc_decimal_parse(&number, text, field->scale))
            return refuse(err, field, text, "应为数,小数位数不能更多", "expected a number with no more decimals than declared");
        break;
    case ZC_REF:
        if (!whole_number(&number, text) || number <= 0)
            return refuse(err, field, text, "应为记录编号", "expected a record id");
        break;
    }
    if (field->type != ZC_REF && (number < field->least || number > field->most)) {
        char least[32], most[32];
        zc_decimal_format(least, field->least, field->scale);
        zc_decimal_format(most, field->most, field->scale);
        return zc_fail(err, ZC_EINPUT, "“%s”:写的是 %.40s,应在 %s 至 %s 之间%.0s", "%.0s%.40s came, expected %s to %s: field \"%s\"",
                       zc_pick(field->title, ZC_ZH), text, field->least == INT64_MIN ? "-∞" : least, field->most == INT64_MAX ? "∞" : most,
                       zc_pick(field->title, ZC_EN));
    }
    *out = zc_int(number);
    return ZC_OK;
}

/* ";a;b;" with each part checked; one part alone may come without the semicolons. */
static int parse_list(struct zc_value *out, const struct zc_field *field, const char *text, struct zc_arena *arena, struct zc_error *err)
{
    struct zc_buf list = {0};
    int rc = ZC_OK;
    if (strlen(text) > LONGEST_LIST)
        return zc_fail(err, ZC_ELIMIT, "“%s”列表太长%.0s", "%.0sthe list is too long: field \"%s\"", zc_pick(field->title, ZC_ZH), zc_pick(field->title, ZC_EN));
    for (const char *at = text; *at && !rc;) {
        size_t length = strcspn(at, ";");
        if (length) {
            char *part = zc_text_trim(arena, zc_arena_copy(arena, at, length));
            struct zc_value value;
            if (*part && !(rc = parse_one(&value, field, part, arena, err))) {
                zc_buf_str(&list, list.size ? "" : ";");
                if (value.kind == ZC_V_INT)
                    zc_buf_int(&list, value.number);
                else
                    zc_buf_str(&list, value.text);
                zc_buf_char(&list, ';');
            }
        }
        at += length + (at[length] == ';');
    }
    *out = rc ? ZC_EMPTY : zc_text(zc_arena_copy(arena, zc_buf_text(&list), list.size));
    zc_buf_free(&list);
    return rc;
}

int zc_field_parse(struct zc_value *out, const struct zc_field *field, const char *text, struct zc_arena *arena, struct zc_error *err)
{
    *out = ZC_EMPTY;
    if (!text || !*text)
        return ZC_OK;
    return field->list ? parse_list(out, field, text, arena, err) : parse_one(out, field, text, arena, err);
}

static void json_list(struct zc_buf *out, const char *list)
{
    bool first = true;
    zc_buf_char(out, '[');
    for (const char *at = list; *at == ';' && at[1];) {
        size_t length = strcspn(at + 1, ";");
        if (!first)
            zc_buf_char(out, ',');
        zc_buf_json(out, at + 1, length);
        first = false;
        at += length + 1;
    }
    zc_buf_char(out, ']');
}

void zc_field_json(struct zc_buf *out, const struct zc_field *field, const struct zc_value *value)
{
    char text[64];
    if (value->kind == ZC_V_EMPTY) {
        zc_buf_str(out, "null");
    } else if (field->list) {
        json_list(out, value->text);
    } else if (value->kind == ZC_V_TEXT) {
        zc_buf_json_str(out, value->text);
    } else if (field->type == ZC_BOOL) {
        zc_buf_str(out, value->number ? "true" : "false");
    } else {
        zc_buf_char(out, '"');
        switch (field->type) {
        case ZC_DATE:
            zc_date_format(text, (int)value->number);
            zc_buf_str(out, text);
            break;
        case ZC_INSTANT:
            zc_instant_format(text, value->number);
            zc_buf_str(out, text);
            break;
        case ZC_DECIMAL:
            zc_decimal_format(text, value->number, field->scale);
            zc_buf_str(out, text);
            break;
        case ZC_MONEY:
            zc_money_format(text, value->number);
            zc_buf_str(out, text);
            break;
        default: zc_buf_int(out, value->number);
        }
        zc_buf_char(out, '"');
    }
}

static const char *code_title(const struct zc_field *field, const char *code, enum zc_lang lang)
{
    const struct zc_code *found = field->codelist ? zc_codelist_find(field->codelist, code) : NULL;
    return found ? zc_pick(found->title, lang) : code;
}

const char *zc_field_show(const struct zc_field *field, const struct zc_value *value, enum zc_lang lang, struct zc_arena *arena)
{
    char text[64];
    if (value->kind == ZC_V_EMPTY)
        return "";
    if (field->list) {
        struct zc_buf out = {0};
        for (const char *at = value->text; *at == ';' && at[1];) {
            size_t length = strcspn(at + 1, ";");
            const char *part = zc_arena_copy(arena, at + 1, length);
            zc_buf_str(&out, out.size ? (lang == ZC_EN ? ", " : "、") : "");
            zc_buf_str(&out, field->type == ZC_CODE ? code_title(field, part, lang) : part);
            at += length + 1;
        }
        const char *shown = zc_arena_copy(arena, zc_buf_text(&out), out.size);
        zc_buf_free(&out);
        return shown;
    }
    if (value->kind == ZC_V_TEXT)
        return field->type == ZC_CODE ? code_title(field, value->text, lang) : value->text;
    switch (field->type) {
    case ZC_BOOL: return lang == ZC_EN ? (value->number ? "yes" : "no") : (value->number ? "是" : "否");
    case ZC_DATE: zc_date_format(text, (int)value->number); break;
    case ZC_INSTANT: {
        zc_instant_format(text, value->number + INT64_C(8) * 3600 * 1000000); /* Shanghai */
        text[10] = ' ';
        text[19] = 0;
        break;
    }
    case ZC_DECIMAL: zc_decimal_format_grouped(text, value->number, field->scale); break;
    case ZC_MONEY: zc_money_format_grouped(text, value->number); break;
    default: return zc_arena_printf(arena, "%lld", (long long)value->number);
    }
    return zc_arena_str(arena, text);
}
