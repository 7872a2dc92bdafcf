/*
 * numeral_read: the text as code points, and one number read at one place of it, in digits or Chinese numerals. Inner part of
 * numeral.h, which says what a number is; only numeral.c includes this. Reads never pass the end of the text.
 */
#ifndef ZC_PAPER_NUMERAL_READ_H
#define ZC_PAPER_NUMERAL_READ_H

#include "paper/numeral.h"

struct zc_letter {
    uint32_t c; /* full-width ASCII folded; 0 behind the end */
    uint32_t raw;
    size_t at;
};
struct zc_scan {
    const char *text;
    size_t size;
    struct zc_letter *letters; /* count + 1; the last is the end */
    size_t count;
    struct zc_arena *arena;
    struct zc_numeral *items;
    size_t found, capacity;
};

/* A number being read: letters [from, to), value and scale. */
struct zc_reading {
    size_t from, to;
    int64_t value;
    int scale;
    int64_t over;
    bool huge, chinese, percent, permille, about, loose;
    bool grouped;
    int digits; /* of the whole part */
    bool plain; /* nothing but digits */
};

uint32_t zc_scan_at(const struct zc_scan *scan, size_t i);                 /* 0 behind the end */
uint32_t zc_scan_before(const struct zc_scan *scan, size_t i);             /* 0 at the start */
bool zc_scan_has(const struct zc_scan *scan, size_t i, const char *word);  /* does `word` begin at i? */
bool zc_scan_ends(const struct zc_scan *scan, size_t i, const char *word); /* does it end right before i? */
bool zc_scan_one_of(uint32_t c, const char *set);
bool zc_scan_is_digit(uint32_t c);
bool zc_scan_is_latin(uint32_t c);
bool zc_scan_is_blank(uint32_t c);
bool zc_scan_is_chinese(uint32_t c); /* a Chinese numeral */
void zc_reading_digits(const struct zc_scan *scan, size_t i, struct zc_reading *out);
bool zc_reading_chinese(const struct zc_scan *scan, size_t i, struct zc_reading *out);        /* false: no number */
bool zc_reading_fraction_words(const struct zc_scan *scan, size_t i, struct zc_reading *out); /* 百分之五 */

#endif
