/*
 * figure: how a figure's value is shown. The value is exact, value × 10^-scale; rounding happens here and for display only, half
 * away from zero. Texts live in the arena. Fails on an unknown form, on units that do not convert, on overflow.
 */
#ifndef ZC_PAPER_FIGURE_H
#define ZC_PAPER_FIGURE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum zc_figure_form {
    ZC_FORM_GROUPED, /* 11,593.52; the default */
    ZC_FORM_PLAIN,   /* 11593.52 */
    ZC_FORM_PERCENT, /* 31.4%: the value already is a percentage */
    ZC_FORM_WORDS    /* 一百四十四 */
};
struct zc_figure_style {
    enum zc_figure_form form;
    int decimals;     /* 0 to 9; -1 = as many as the value has */
    const char *unit; /* the unit to show in, e.g. 亿元; NULL = the figure's own */
};

bool zc_figure_form_parse(enum zc_figure_form *out, const char *name); /* grouped plain percent words */
const char *zc_figure_form_name(enum zc_figure_form form);
/* `unit`: the figure's own, Chinese name. A style's unit must be of the same base (unit.h). */
int zc_figure_show(const char **out, struct zc_arena *arena, int64_t value, int scale, const char *unit,
                   const struct zc_figure_style *style, struct zc_error *err);

#endif
