/*
 * fuzz readers: any text in any cell, read by any reader. The first byte chooses the reader, the second the kind of cell and the
 * options. What is read must be valid UTF-8 when the cell was, a date must be a date, and every reason must say something.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "paper/check.h"
#include "paper/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fill(struct zc_register *reg)
{
    zc_register_add(reg, ZC_REGISTER_UNIT, "002", "中共贵阳市委组织部", "市委组织部", NULL);
    zc_register_add(reg, ZC_REGISTER_UNIT, "027", "贵阳市财政局", "市财政局", "财政局");
    struct zc_register_entry *old = zc_register_add(reg, ZC_REGISTER_UNIT, "068", "贵阳市旅游局", "市旅游局", NULL);
    old->successor = "027";
    old->until = INT32_MIN;
    zc_register_add(reg, ZC_REGISTER_AREA, "520103", "云岩区", "云岩", NULL);
    zc_register_add_group(reg, "各区(市、县)", "520103;520102");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"text", "lines", "mark",  "title", "serial", "integer", "code", "domain", "percent", "document", "key",
                                        "keys", "list",  "unit",  "units", "area",   "areas",   "post", "date",   "due",     "period"};
    static const char *const parts[] = {NULL, "kind", "to", "last"};
    static const char *words[] = {"改革", "部长"}, *marks[] = {"▲"};
    static struct zc_layout_code codes[] = {{"01", words, 1}};
    if (size < 2)
        return 0;
    struct zc_arena arena = {0};
    struct zc_register reg;
    zc_register_init(&reg, &arena);
    fill(&reg);
    const char *text = zc_arena_copy(&arena, data + 2, size - 2);
    struct zc_cell cell = {.kind = (enum zc_cell_kind)(data[1] % 6), .text = text, .format = data[1] & 64 ? "000" : "", .number = strtod(text, NULL)};
    cell.percent = (data[1] & 128) != 0;
    if (!(cell.number > -1e18 && cell.number < 1e18))
        cell.number = 0;
    struct zc_layout_field field = {.codes = codes, .code_count = 1, .words = {words, 2}, .marks = {marks, 1}, .plus = true,
                                    .least = INT64_MIN, .most = INT64_MAX, .part = parts[data[1] >> 4 & 3], .missing = "missing"};
    field.reader = zc_reading_find(names[data[0] % (sizeof names / sizeof *names)]);
    struct zc_reading reading = {.arena = &arena, .cell = &cell, .field = &field, .label = "列", .reg = &reg, .year = data[0] & 128 ? 0 : 2017};
    zc_reading_run(&reading);
    zc_assert(reading.value != NULL);
    if (zc_utf8_valid(text, strlen(text)))
        zc_assert(zc_utf8_valid(reading.value, strlen(reading.value)));
    for (size_t i = 0; i < reading.count; i++)
        zc_assert(*reading.reasons[i].code && *reading.reasons[i].zh && *reading.reasons[i].en);
    struct zc_when when = zc_when_parse(zc_text_squeeze(&arena, text), 2017);
    zc_assert(when.kind == ZC_WHEN_NONE || when.kind == ZC_WHEN_IMPOSSIBLE || when.from <= when.to);
    zc_assert(when.length <= strlen(zc_text_squeeze(&arena, text)));
    zc_check_is_marking(text);
    zc_check_garbled(text);
    zc_reading_bracket(&arena, text);
    zc_arena_free(&arena);
    return 0;
}
