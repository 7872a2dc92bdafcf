/* numeral_read: letters, digits, Chinese numerals and fractions in words; at the end comparing and writing out in words. */
#include "paper/numeral_read.h"
#include "base/text.h"

#include <string.h>

/* ---- letters ---- */

uint32_t zc_scan_at(const struct zc_scan *scan, size_t i) { return i < scan->count ? scan->letters[i].c : 0; }

uint32_t zc_scan_before(const struct zc_scan *scan, size_t i)
{
    return i > 0 && i <= scan->count ? scan->letters[i - 1].c : 0;
}

bool zc_scan_is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

bool zc_scan_is_latin(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool zc_scan_is_blank(uint32_t c)
{
    return c == ' ' || c == 0xA0 || c == 0x2009 || c == 0x202F || c == 0x3000 || c == '\t';
}

bool zc_scan_one_of(uint32_t c, const char *set)
{
    const char *end = set + strlen(set);
    for (uint32_t each; c && set < end && (each = zc_utf8_next(&set, end)) != 0;)
        if (each == c)
            return true;
    return false;
}

bool zc_scan_has(const struct zc_scan *scan, size_t i, const char *word)
{
    const char *end = word + strlen(word);
    while (word < end)
        if (zc_scan_at(scan, i++) != zc_utf8_next(&word, end))
            return false;
    return true;
}

/* Does `word` end right before letter i? */
bool zc_scan_ends(const struct zc_scan *scan, size_t i, const char *word)
{
    size_t length = zc_utf8_length(word);
    return i >= length && zc_scan_has(scan, i - length, word);
}

/* ---- digits ---- */

static void push_digit(struct zc_reading *reading, uint32_t digit)
{
    if (__builtin_mul_overflow(reading->value, (int64_t)10, &reading->value) ||
        __builtin_add_overflow(reading->value, (int64_t)digit, &reading->value)) {
        reading->huge = true;
        reading->value = 0;
    }
}

static void multiply(struct zc_reading *reading, int power)
{
    while (power > 0 && reading->scale > 0) {
        power--;
        reading->scale--;
    }
    for (; power > 0; power--)
        push_digit(reading, 0);
}

/* 10 for 十, 100 for 百 …; 0 for others. Powers of ten. */
static int power_of(uint32_t c)
{
    switch (c) {
    case 0x5341:
    case 0x62FE: return 1; /* 十 拾 */
    case 0x767E:
    case 0x4F70: return 2; /* 百 佰 */
    case 0x5343:
    case 0x4EDF: return 3; /* 千 仟 */
    case 0x4E07:
    case 0x842C: return 4; /* 万 萬 */
    case 0x4EBF:
    case 0x5104: return 8; /* 亿 億 */
    default: return 0;
    }
}

static int digit_of(uint32_t c)
{
    switch (c) {
    case 0x3007:
    case 0x96F6:
    case 0x25CB: return 0; /* 〇 零 ○ */
    case 0x4E00:
    case 0x58F9: return 1;
    case 0x4E8C:
    case 0x8D30:
    case 0x4E24: return 2; /* 二 贰 两 */
    case 0x4E09:
    case 0x53C1: return 3;
    case 0x56DB:
    case 0x8086: return 4;
    case 0x4E94:
    case 0x4F0D: return 5;
    case 0x516D:
    case 0x9646: return 6;
    case 0x4E03:
    case 0x67D2: return 7;
    case 0x516B:
    case 0x634C: return 8;
    case 0x4E5D:
    case 0x7396: return 9;
    default: return -1;
    }
}

bool zc_scan_is_chinese(uint32_t c) { return digit_of(c) >= 0 || power_of(c) > 0 || c == 0x5EFF; /* 廿 */ }

/* Is the 千 (or 百, 万) at i the head of a unit of its own, as in 5千米, 3千克? */
static bool heads_unit(const struct zc_scan *scan, size_t i)
{
    return zc_scan_at(scan, i) == 0x5343 && zc_scan_one_of(zc_scan_at(scan, i + 1), "米克瓦伏帕赫字卡");
}

static void read_multipliers(const struct zc_scan *scan, struct zc_reading *reading)
{
    if (zc_scan_one_of(zc_scan_at(scan, reading->to), "余多来") && power_of(zc_scan_at(scan, reading->to + 1)) > 1) {
        reading->about = true;
        reading->to++;
    }
    size_t most = reading->to + 3;
    while (reading->to < most && power_of(zc_scan_at(scan, reading->to)) > 1 && !heads_unit(scan, reading->to)) {
        multiply(reading, power_of(zc_scan_at(scan, reading->to)));
        reading->to++;
        reading->plain = false;
    }
    static const struct {
        const char *word;
        int power;
    } english[] = {{" million", 6}, {" billion", 9}, {" thousand", 3}};
    for (size_t i = 0; i < 3; i++)
        if (zc_scan_has(scan, reading->to, english[i].word) &&
            !zc_scan_is_latin(zc_scan_at(scan, reading->to + strlen(english[i].word)))) {
            multiply(reading, english[i].power);
            reading->to += strlen(english[i].word);
            reading->plain = false;
        }
}

static void read_percent(const struct zc_scan *scan, struct zc_reading *reading)
{
    size_t to = reading->to;
    if (zc_scan_is_blank(zc_scan_at(scan, to)))
        to++;
    if (zc_scan_at(scan, to) == '%') {
        reading->percent = true;
        reading->to = to + 1;
    } else if (zc_scan_at(scan, to) == 0x2030) {
        reading->permille = true;
        reading->to = to + 1;
    }
    reading->plain = reading->plain && !reading->percent && !reading->permille;
}

/* A blank groups only as in "10 000": one to three digits, then groups of exactly three. Same for the comma. */
static bool groups_at(const struct zc_scan *scan, size_t i, uint32_t separator)
{
    if (zc_scan_at(scan, i) != separator ||
        (i < scan->count && scan->letters[i].raw == 0xFF0C && scan->letters[i - 1].raw < 0xFF10))
        return false;
    return zc_scan_is_digit(zc_scan_at(scan, i + 1)) && zc_scan_is_digit(zc_scan_at(scan, i + 2)) &&
           zc_scan_is_digit(zc_scan_at(scan, i + 3)) && !zc_scan_is_digit(zc_scan_at(scan, i + 4));
}

void zc_reading_digits(const struct zc_scan *scan, size_t i, struct zc_reading *out)
{
    *out = (struct zc_reading){.from = i, .over = 1, .plain = true};
    size_t start = i;
    for (; zc_scan_is_digit(zc_scan_at(scan, i)); i++, out->digits++)
        push_digit(out, zc_scan_at(scan, i) - '0');
    uint32_t separator = zc_scan_at(scan, i);
    if ((separator == ',' || zc_scan_is_blank(separator)) && i - start <= 3)
        while (groups_at(scan, i, separator)) {
            out->grouped = true;
            for (int k = 1; k <= 3; k++, out->digits++)
                push_digit(out, zc_scan_at(scan, i + (size_t)k) - '0');
            i += 4;
        }
    if (zc_scan_at(scan, i) == '.' && zc_scan_is_digit(zc_scan_at(scan, i + 1))) {
        for (i++; zc_scan_is_digit(zc_scan_at(scan, i)); i++) {
            if (out->scale >= 12)
                out->huge = true;
            push_digit(out, zc_scan_at(scan, i) - '0');
            out->scale++;
        }
        out->plain = false;
    }
    out->to = i;
    read_percent(scan, out);
    if (!out->percent && !out->permille)
        read_multipliers(scan, out);
}

/* ---- Chinese numerals ---- */

/* 一千二百万三千 in unit form: sections of up to 9999 closed by 万 and 亿. False when the run is no such number. */
static bool read_unit_form(const struct zc_scan *scan, size_t from, size_t to, int64_t *value)
{
    int64_t total = 0, section = 0;
    int digit = -1, last_power = 5;
    int closed = 100;
    bool zero = false;
    for (size_t i = from; i < to; i++) {
        uint32_t c = zc_scan_at(scan, i);
        int power = power_of(c);
        if (c == 0x5EFF) { /* 廿 */
            if (digit >= 0 || last_power <= 1)
                return false;
            section += 20;
            last_power = 1;
        } else if (!power) {
            int next = digit_of(c);
            if (next == 0) {
                if (digit >= 0)
                    return false;
                zero = true;
                continue;
            }
            if (digit >= 0)
                return false;
            digit = next;
        } else if (power < 4) {
            if (power >= last_power || (digit < 0 && i > from && power != 1))
                return false;
            static const int64_t tens[] = {1, 10, 100, 1000};
            section += (digit < 0 ? 1 : digit) * tens[power];
            last_power = power;
            digit = -1;
        } else {
            section += digit < 0 ? 0 : digit;
            int64_t factor = power == 4 ? 10000 : 100000000;
            bool onto = power > closed; /* 万亿: the 亿 multiplies what is there */
            if (power == closed || (i == from) || (section == 0 && !onto))
                return false;
            if (onto ? __builtin_mul_overflow(total + section, factor, &total)
                     : (__builtin_mul_overflow(section, factor, &section) ||
                        __builtin_add_overflow(total, section, &total)))
                return false;
            closed = power;
            section = 0;
            digit = -1;
            last_power = 5;
            zero = false;
        }
    }
    if (digit >= 0) {
        /* 两万五 is 25 000 and 一百五 is 150: a bare last digit stands one power lower, unless 零 says otherwise. */
        bool bare = !zero && last_power != 1 && (last_power < 5 || closed != 100);
        int64_t step = last_power < 5 ? (last_power == 3 ? 100 : 10) : closed == 4 ? 1000 : closed == 8 ? 10000000 : 1;
        section += bare ? digit * step : digit;
    }
    return !__builtin_add_overflow(total, section, value);
}

/* Reads the run of Chinese numerals at i. False when the run is no number (万 alone, 一一 …). */
bool zc_reading_chinese(const struct zc_scan *scan, size_t i, struct zc_reading *out)
{
    *out = (struct zc_reading){.from = i, .over = 1, .chinese = true, .plain = true};
    size_t to = i, digits = 0, powers = 0, zeros = 0;
    for (; zc_scan_is_chinese(zc_scan_at(scan, to)); to++) {
        if (digit_of(zc_scan_at(scan, to)) >= 0)
            digits++;
        else
            powers++;
        zeros += digit_of(zc_scan_at(scan, to)) == 0;
    }
    out->to = to;
    if (to - i > 40)
        return false;
    bool several = zc_scan_one_of(zc_scan_before(scan, i), "几数上近逾超过约破好");
    if (!powers) {
        for (size_t k = i; k < to; k++)
            push_digit(out, (uint32_t)digit_of(zc_scan_at(scan, k)));
        out->digits = (int)digits;
        if (digits == 2 && !zeros)
            out->loose = true; /* 三五个, 七八家 */
        if (digits > 1 && zc_scan_at(scan, i) == 0x4E24 && digits != 2)
            return false;
    } else {
        if (power_of(zc_scan_at(scan, i)) >= 4 && !several)
            return false;
        if (power_of(zc_scan_at(scan, i)) >= 2) {
            /* 百万, 上亿: a power with nothing before it counts once. */
            out->value = 1;
            size_t k = i;
            for (; k < to && power_of(zc_scan_at(scan, k)) > 0; k++)
                multiply(out, power_of(zc_scan_at(scan, k)));
            if (k < to)
                return false;
            out->loose = several && zc_scan_one_of(zc_scan_before(scan, i), "几数上好");
        } else if (!read_unit_form(scan, i, to, &out->value)) {
            /* 七八百, 三四十: two neighbouring digits before one power. */
            if (digit_of(zc_scan_at(scan, i)) < 1 || digit_of(zc_scan_at(scan, i + 1)) < 1)
                return false;
            out->loose = true;
        } else if (zc_scan_at(scan, i) == 0x5341 && to == i + 1 && zc_scan_one_of(zc_scan_before(scan, i), "几数好")) {
            out->loose = true;
        }
    }
    /* 三点五 */
    if (zc_scan_at(scan, out->to) == 0x70B9 && digit_of(zc_scan_at(scan, out->to + 1)) >= 0 &&
        power_of(zc_scan_at(scan, out->to + 2)) != 1 && !out->loose) {
        size_t k = out->to + 1;
        for (; digit_of(zc_scan_at(scan, k)) >= 0 && out->scale < 12; k++) {
            push_digit(out, (uint32_t)digit_of(zc_scan_at(scan, k)));
            out->scale++;
        }
        out->to = k;
        out->digits += 2;
        read_multipliers(scan, out);
    }
    if (zc_scan_one_of(zc_scan_at(scan, out->to), "几")) {
        out->loose = true;
        out->to++;
        while (power_of(zc_scan_at(scan, out->to)) > 1)
            out->to++;
    } else {
        read_multipliers(scan, out); /* 十余万 */
    }
    return true;
}

/* 百分之三十一, 千分之五, 三分之二: the whole starts with the run of numerals at i. */
bool zc_reading_fraction_words(const struct zc_scan *scan, size_t i, struct zc_reading *out)
{
    size_t to = i;
    while (zc_scan_is_chinese(zc_scan_at(scan, to)))
        to++;
    if (!zc_scan_has(scan, to, "分之") || to - i > 20)
        return false;
    struct zc_reading under = {.from = i, .over = 1};
    int64_t denominator = 0;
    if (to == i + 1 && power_of(zc_scan_at(scan, i)) >= 2) {
        under.value = 1;
        multiply(&under, power_of(zc_scan_at(scan, i)));
        denominator = under.value;
    } else if (!read_unit_form(scan, i, to, &denominator)) {
        return false;
    }
    struct zc_reading top;
    size_t next = to + 2;
    if (zc_scan_is_digit(zc_scan_at(scan, next)))
        zc_reading_digits(scan, next, &top);
    else if (zc_scan_has(scan, next, "百") && !zc_scan_is_chinese(zc_scan_at(scan, next + 1)))
        top = (struct zc_reading){.from = next, .to = next + 1, .value = 100, .over = 1, .chinese = true};
    else if (!zc_scan_is_chinese(zc_scan_at(scan, next)) || !zc_reading_chinese(scan, next, &top))
        return false;
    if (denominator <= 0)
        return false;
    *out = top;
    out->from = i;
    out->chinese = true;
    out->plain = false;
    out->percent = denominator == 100;
    out->permille = denominator == 1000;
    out->over = denominator == 100 || denominator == 1000 ? 1 : denominator;
    return true;
}

/* ---- comparing and writing ---- */

bool zc_numeral_same(int64_t value, int scale, int64_t over, int64_t other, int other_scale)
{
    if (over <= 0 || scale < 0 || other_scale < 0 || scale > 18 || other_scale > 18)
        return false;
    /* value / 10^scale / over = other / 10^other_scale  ⇔  value · 10^other_scale = other · 10^scale · over */
    __int128 left = value, right = other;
    for (; scale > other_scale; scale--)
        right *= 10;
    for (; other_scale > scale; other_scale--)
        left *= 10;
    return !__builtin_mul_overflow(right, (__int128)over, &right) && left == right;
}

bool zc_numeral_in(int64_t *out, int *scale, const struct zc_numeral *numeral, const struct zc_unit *unit)
{
    if (numeral->huge || numeral->over != 1)
        return false;
    if (!unit || !numeral->unit || (unit->kind == ZC_UNIT_COUNT && numeral->unit->kind == ZC_UNIT_COUNT)) {
        *out = numeral->value;
        *scale = numeral->scale;
        return true;
    }
    return zc_unit_convert(out, scale, numeral->value, numeral->scale, numeral->unit, unit);
}

const char *zc_numeral_kind_name(enum zc_numeral_kind kind)
{
    static const char *const names[] = {"figure", "date", "time", "document", "article", "ordinal", "index", "name"};
    return names[kind];
}

void zc_numeral_words(char out[160], int64_t value, int scale)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    static const char *const powers[] = {"", "十", "百", "千"};
    static const char *const sections[] = {"", "万", "亿", "万亿", "亿亿"};
    size_t used = 0;
#define PUT(word)                                                                                                      \
    do {                                                                                                               \
        size_t n_ = strlen(word);                                                                                      \
        if (used + n_ < 160) {                                                                                         \
            memcpy(out + used, word, n_);                                                                              \
            used += n_;                                                                                                \
        }                                                                                                              \
    } while (0)
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0)
        PUT("负");
    uint64_t unit = 1;
    for (int i = 0; i < scale && i < 19; i++)
        unit *= 10;
    uint64_t whole = left / unit, fraction = left % unit;
    int parts[5] = {0}, count = 0;
    for (uint64_t rest = whole; rest || !count; rest /= 10000)
        parts[count++] = (int)(rest % 10000);
    bool begun = false, zero = false;
    for (int i = count - 1; i >= 0; i--) {
        int part = parts[i];
        static const int tens[] = {1, 10, 100, 1000};
        for (int k = 3; k >= 0; k--) {
            int digit = part / tens[k] % 10;
            if (!digit) {
                zero = begun;
                continue;
            }
            if (zero)
                PUT("零");
            /* 十二, but 一百一十二 */
            if (!(digit == 1 && k == 1 && !begun))
                PUT(digits[digit]);
            PUT(powers[k]);
            begun = true;
            zero = false;
        }
        if (part) {
            PUT(sections[i]);
            zero = false;
        }
    }
    if (!begun)
        PUT("零");
    if (fraction) {
        PUT("点");
        for (unit /= 10; unit && fraction; unit /= 10) {
            PUT(digits[fraction / unit % 10]);
            fraction %= unit;
        }
    }
    out[used < 160 ? used : 159] = 0;
#undef PUT
}
