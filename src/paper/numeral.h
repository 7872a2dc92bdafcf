/*
 * numeral: finds every number in Chinese or English prose and says what it is, where it stands and what it is worth.
 *
 * Read: ASCII and full-width digits with grouping and decimals, 百 千 万 亿 behind digits, %, ‰, Chinese numerals (〇 零 一 … 九 两 廿
 * 十 百 千 万 亿 and the formal 壹 …), 百分之…, …分之…, 3/4, ranges (3—5), sums (10+5). English number words are not read.
 * A single Chinese numeral counts only before a measure word (unit.h): 三个 is a number, 统一 and 百姓 are none.
 *
 * Values are exact: value × 10^-scale / over. A value beyond int64 has `huge` set and value 0. Texts point into the input or into
 * constants; the array lives in the arena. Refuses only a text beyond ZC_NUMERAL_TEXT_MAX bytes; broken UTF-8 is skipped.
 */
#ifndef ZC_PAPER_NUMERAL_H
#define ZC_PAPER_NUMERAL_H

#include "base/arena.h"
#include "base/error.h"
#include "paper/unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZC_NUMERAL_TEXT_MAX = 4 * 1024 * 1024 };

enum zc_numeral_kind {
    ZC_NUMERAL_FIGURE,
    ZC_NUMERAL_DATE,     /* 2017年, 6月30日, 一季度, 2017-06-30, 90年代 */
    ZC_NUMERAL_TIME,     /* 8:30, 14时 */
    ZC_NUMERAL_DOCUMENT, /* 〔2017〕1号, GB/T 9704-2012 */
    ZC_NUMERAL_ARTICLE,  /* 第五条, 5.2.3 */
    ZC_NUMERAL_ORDINAL,  /* 第三次, 1号线, 十八届 */
    ZC_NUMERAL_INDEX,    /* the number of a list item: 一、 （二） 3. 一是 */
    ZC_NUMERAL_NAME      /* part of a Latin name: 5G, PM2.5 */
};

enum zc_numeral_part { ZC_PART_ALONE, ZC_PART_FIRST, ZC_PART_LATER }; /* place in a range or a sum */

struct zc_numeral {
    size_t offset, size; /* bytes of the number with multiplier and % but without the measure word */
    size_t whole;        /* bytes from offset to the end of the measure word */
    int64_t value;
    int scale;
    int64_t over;               /* 1, or the denominator of a fraction */
    const struct zc_unit *unit; /* NULL when no known unit follows */
    enum zc_numeral_kind kind;
    enum zc_numeral_part part;
    bool range, sum; /* what the part belongs to */
    bool chinese;    /* written in Chinese numerals */
    bool about;      /* 余, 多, 来, 近, 约, 数十: no exact value is meant */
    bool loose;      /* 几十, 三五个, 上百: an idiom for several; value is a guess */
    bool torn;       /* "1 3": two single numbers with one blank between, perhaps a lost plus sign */
    bool huge;
};

struct zc_numerals {
    struct zc_numeral *items; /* in order of offset, never overlapping */
    size_t count;
};

int zc_numeral_find(struct zc_numerals *out, struct zc_arena *arena, const char *text, size_t size, struct zc_error *err);

/* The value in `unit` (NULL: as it stands), exactly. False when units do not convert, for fractions and for huge values. */
bool zc_numeral_in(int64_t *out, int *scale, const struct zc_numeral *numeral, const struct zc_unit *unit);
/* Is value × 10^-scale / over the same number as other × 10^-other_scale? */
bool zc_numeral_same(int64_t value, int scale, int64_t over, int64_t other, int other_scale);

/* The day named by a run such as 2017年6月30日 is not assembled here: each part is a numeral of kind DATE. */
const char *zc_numeral_kind_name(enum zc_numeral_kind kind); /* figure date time document article ordinal index name */

/* 144 → 一百四十四; -3.5 → 负三点五. out holds at least 160 bytes. */
void zc_numeral_words(char out[160], int64_t value, int scale);

#endif
