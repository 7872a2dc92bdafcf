/* decimal: reading, then the two ways of writing, then the change of scale. */
#include "base/decimal.h"

#include "base/error.h"

#include <stddef.h>
#include <string.h>

enum { MOST_SCALE = 18 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Adds one digit behind a value that is kept negative, because the most negative int64 has no positive twin. */
static bool push_digit(int64_t *negative, char digit)
{
    return !__builtin_mul_overflow(*negative, 10, negative) && !__builtin_sub_overflow(*negative, digit - '0', negative);
}

/* The whole part: digits, either without commas or with a comma before every three. */
static bool read_whole(const char **at, int64_t *negative)
{
    const char *text = *at;
    size_t run = 0;
    bool grouped = false;
    for (;; text++) {
        if (is_digit(*text)) {
            run++;
            if (!push_digit(negative, *text))
                return false;
        } else if (*text == ',') {
            if (run == 0 || run > 3 || (grouped && run != 3))
                return false;
            grouped = true;
            run = 0;
        } else {
            break;
        }
    }
    *at = text;
    return run > 0 && (!grouped || run == 3);
}

bool zc_decimal_parse(int64_t *out, const char *text, int scale)
{
    if (!text || scale < 0 || scale > MOST_SCALE)
        return false;
    bool minus = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    int64_t value = 0;
    if (!read_whole(&text, &value))
        return false;
    int decimals = 0;
    if (*text == '.') {
        text++;
        if (!is_digit(*text))
            return false;
        for (; is_digit(*text); text++) {
            if (decimals == scale) {
                if (*text != '0')
                    return false;
                continue;
            }
            if (!push_digit(&value, *text))
                return false;
            decimals++;
        }
    }
    if (*text)
        return false;
    for (; decimals < scale; decimals++)
        if (!push_digit(&value, '0'))
            return false;
    if (!minus && __builtin_sub_overflow((int64_t)0, value, &value))
        return false;
    *out = value;
    return true;
}

/* Writes from the right end of a small buffer, with at least `places` decimals; `every` = 3 puts commas between thousands, 0 none. */
static void format(char *out, size_t out_size, int64_t value, int scale, int places, int every)
{
    char text[64];
    size_t at = sizeof text;
    zc_assert(scale >= 0 && scale <= MOST_SCALE);
    uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    text[--at] = '\0';
    while (scale > places && rest % 10 == 0) {
        rest /= 10;
        scale--;
    }
    for (int i = 0; i < scale; i++, rest /= 10)
        text[--at] = (char)('0' + rest % 10);
    if (scale > 0)
        text[--at] = '.';
    int written = 0;
    do {
        if (every && written && written % every == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
        written++;
    } while (rest);
    if (value < 0)
        text[--at] = '-';
    zc_assert(sizeof text - at <= out_size);
    memcpy(out, text + at, sizeof text - at);
}

void zc_decimal_format(char out[32], int64_t value, int scale)
{
    format(out, 32, value, scale, 0, 0);
}

void zc_decimal_format_grouped(char out[48], int64_t value, int scale)
{
    format(out, 48, value, scale, 0, 3);
}

void zc_money_format(char out[32], int64_t fen)
{
    format(out, 32, fen, 2, 2, 0);
}

void zc_money_format_grouped(char out[48], int64_t fen)
{
    format(out, 48, fen, 2, 2, 3);
}

bool zc_decimal_rescale(int64_t *out, int64_t value, int from, int to)
{
    for (; from < to; from++)
        if (__builtin_mul_overflow(value, 10, &value))
            return false;
    if (from > to) {
        /* All lost digits decide together: rounding digit by digit would turn 0.445 into 0.5. */
        int lost = from - to;
        if (lost > MOST_SCALE) {
            *out = 0;
            return true;
        }
        int64_t unit = 1;
        for (int i = 0; i < lost; i++)
            unit *= 10;
        int64_t remainder = value % unit, half = unit / 2;
        value /= unit;
        if (remainder >= half)
            value++;
        else if (remainder <= -half)
            value--;
    }
    *out = value;
    return true;
}
