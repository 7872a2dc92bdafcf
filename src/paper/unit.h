/*
 * unit: the measure words and units that stand behind numbers in Chinese (and a few English) texts.
 *
 * A unit has a base and a power of ten to it: 万元 is 10^4 元, 平方公里 is 10^6 平方米. Two units of one base convert exactly;
 * nothing else converts. Measure words that only count (项 个 家 户 …) are one kind: prose uses them for each other.
 * The table is constant; nothing is allocated; nothing can fail.
 */
#ifndef ZC_PAPER_UNIT_H
#define ZC_PAPER_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zc_unit_kind { ZC_UNIT_COUNT, ZC_UNIT_MEASURE, ZC_UNIT_CALENDAR }; /* CALENDAR: 年 月 日 */

struct zc_unit {
    const char *name; /* as written */
    const char *base; /* the unit it is a power of ten of; itself when it is the base */
    int power;
    enum zc_unit_kind kind;
};

/* The longest unit with which `text` begins; NULL when none does. */
const struct zc_unit *zc_unit_at(const char *text, size_t size);
/* The unit of exactly this name, spelt in Chinese or English ("10k CNY", "km2", "%"); NULL when unknown. */
const struct zc_unit *zc_unit_find(const char *name);
/* value × 10^-scale of `from` as a scaled number of `to`, exactly; false when they do not convert or it passes int64.
 * The smallest scale that keeps every digit is chosen. */
bool zc_unit_convert(int64_t *out, int *out_scale, int64_t value, int scale, const struct zc_unit *from,
                     const struct zc_unit *to);

#endif
