/* figure: unit, rounding, form. */
#include "paper/figure.h"
#include "base/decimal.h"
#include "paper/numeral.h"

#include <string.h>

static const char *const names[] = {"grouped", "plain", "percent", "words"};

bool zc_figure_form_parse(enum zc_figure_form *out, const char *name)
{
    for (int i = 0; i < 4; i++)
        if (strcmp(names[i], name) == 0) {
            *out = (enum zc_figure_form)i;
            return true;
        }
    return false;
}

const char *zc_figure_form_name(enum zc_figure_form form) { return names[form]; }

/* The shortest text gets the zeros that fixed decimals ask for: 5 → 5.00. */
static const char *pad(struct zc_arena *arena, const char *text, int decimals)
{
    if (decimals <= 0)
        return zc_arena_str(arena, text);
    const char *point = strchr(text, '.');
    int have = point ? (int)strlen(point + 1) : 0;
    return zc_arena_printf(arena, "%s%s%.*s", text, point ? "" : ".", decimals > have ? decimals - have : 0, "000000000");
}

int zc_figure_show(const char **out, struct zc_arena *arena, int64_t value, int scale, const char *unit,
                   const struct zc_figure_style *style, struct zc_error *err)
{
    *out = "";
    if (style->unit && strcmp(style->unit, unit ? unit : "") != 0) {
        const struct zc_unit *from = zc_unit_find(unit), *to = zc_unit_find(style->unit);
        if (!from || !to || !zc_unit_convert(&value, &scale, value, scale, from, to))
            return zc_fail(err, ZC_EINPUT, "单位“%s”不能换算为“%s”", "the unit \"%s\" does not convert to \"%s\"",
                           unit ? unit : "", style->unit);
    }
    if (style->decimals >= 0) {
        if (!zc_decimal_rescale(&value, value, scale, style->decimals))
            return zc_fail(err, ZC_ELIMIT, "数值过大，无法显示为 %d 位小数", "the value is too large for %d decimals",
                           style->decimals);
        scale = style->decimals;
    }
    char text[160];
    if (style->form == ZC_FORM_WORDS) {
        zc_numeral_words(text, value, scale);
        *out = zc_arena_str(arena, text);
        return ZC_OK;
    }
    if (style->form == ZC_FORM_GROUPED)
        zc_decimal_format_grouped(text, value, scale);
    else
        zc_decimal_format(text, value, scale);
    *out = pad(arena, text, style->decimals);
    if (style->form == ZC_FORM_PERCENT)
        *out = zc_arena_printf(arena, "%s%%", *out);
    return ZC_OK;
}
