/*
 * decimal: scaled integers. Money is fen (scale 2 of yuan); a decimal field declares its scale. No floating point.
 */
#ifndef ZC_BASE_DECIMAL_H
#define ZC_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* Reads "-12,345.60" (a comma before every three digits of the whole part or none; full-width digits are the caller's to
 * fold) with at most `scale` decimals other than trailing zeros; false when malformed, too precise or beyond int64. */
bool zc_decimal_parse(int64_t *out, const char *text, int scale);
/* Writes the shortest exact text: 28814300 at scale 4 → "2881.43", 70000 → "7". out: 32 bytes. */
void zc_decimal_format(char out[32], int64_t value, int scale);
/* As above with thousands separated by commas. */
void zc_decimal_format_grouped(char out[48], int64_t value, int scale);
/* Yuan with both places: 1250 fen → "12.50". Grouped: with thousands separated by commas. */
void zc_money_format(char out[32], int64_t fen);
void zc_money_format_grouped(char out[48], int64_t fen);
/* value × 10^(to-from), half away from zero when digits are lost; false on overflow. */
bool zc_decimal_rescale(int64_t *out, int64_t value, int from, int to);

#endif
