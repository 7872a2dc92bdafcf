/*
 * text: UTF-8 by hand; the plain characters that need no ICU; normalisation; squeeze, fold and trim; GB18030; search tokens;
 * sort keys; similarity by trigrams; edit distance.
 *
 * Nearly all text here is ASCII, unified Chinese characters and Chinese punctuation. For those NFKC works on each character
 * alone (it narrows full-width forms and changes nothing else), so a scan and a copy replace three conversions through
 * UTF-16. Any other character sends the whole text to ICU. ICU's shared objects (normaliser, collator) are only read after
 * they were made, which ICU promises to be safe between threads.
 */
#include "base/text.h"

#include "base/error.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { REPLACEMENT = 0xFFFD, WIDE_SPACE = 0x3000, WIDE_FIRST = 0xFF01, WIDE_LAST = 0xFF5E, WIDE_SHIFT = 0xFEE0 };

/* ICU counts in int32; one text may be 256 MiB, far above what any request or cell may bring. */
enum { LARGEST_TEXT = 1 << 28 };

/* ---- UTF-8 ---- */

/* Length of the well-formed sequence at `at`, 0 when broken (RFC 3629: no surrogates, no overlong forms). */
static int sequence(const unsigned char *at, const unsigned char *end)
{
    unsigned char first = *at;
    size_t left = (size_t)(end - at);
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    int size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (left < (size_t)size)
        return 0;
    unsigned char low = 0x80, high = 0xBF;
    if (first == 0xE0)
        low = 0xA0;
    else if (first == 0xED)
        high = 0x9F;
    else if (first == 0xF0)
        low = 0x90;
    else if (first == 0xF4)
        high = 0x8F;
    if (at[1] < low || at[1] > high)
        return 0;
    for (int i = 2; i < size; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    return size;
}

bool zc_utf8_valid(const char *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *)bytes;
    for (const unsigned char *end = at + size; at < end;) {
        int step = sequence(at, end);
        if (!step)
            return false;
        at += step;
    }
    return true;
}

uint32_t zc_utf8_next(const char **at, const char *end)
{
    const unsigned char *from = (const unsigned char *)*at;
    if (*at >= end)
        return 0;
    if (*from < 0x80) {
        ++*at;
        return *from;
    }
    int size = sequence(from, (const unsigned char *)end);
    if (!size) {
        ++*at;
        return REPLACEMENT;
    }
    *at += size;
    if (size == 2)
        return (from[0] & 0x1Fu) << 6 | (from[1] & 0x3Fu);
    if (size == 3)
        return (from[0] & 0x0Fu) << 12 | (from[1] & 0x3Fu) << 6 | (from[2] & 0x3Fu);
    return (from[0] & 0x07u) << 18 | (from[1] & 0x3Fu) << 12 | (from[2] & 0x3Fu) << 6 | (from[3] & 0x3Fu);
}

size_t zc_utf8_length(const char *text)
{
    size_t count = 0;
    for (const char *end = text + strlen(text); text < end; count++)
        zc_utf8_next(&text, end);
    return count;
}

/* Writes one code point; returns the place behind it. */
static char *put(char *to, uint32_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xC0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *to++ = (char)(0xE0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    } else {
        *to++ = (char)(0xF0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3F));
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    }
    return to;
}

/* ---- characters ---- */

static bool is_unified(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
}

bool zc_is_han(uint32_t c)
{
    return is_unified(c) || (c >= 0x20000 && c <= 0x323AF) || (c >= 0xF900 && c <= 0xFAD9) || c == 0x3005 || c == 0x3007 ||
           (c >= 0x3021 && c <= 0x3029) || (c >= 0x3038 && c <= 0x303B) || (c >= 0x2E80 && c <= 0x2FD5);
}

/* Neither NFC nor NFKC changes it or joins it with a neighbour of the same class: ASCII, unified characters, the quotation
 * marks and dashes of Chinese prose, 、。〈〉《》「」『』【】〔〕〖〗. */
static bool is_inert(uint32_t c)
{
    return c < 0x80 || is_unified(c) || (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x301B) || c == 0x201C ||
           c == 0x201D || c == 0x2018 || c == 0x2019 || c == 0x2014 || c == 0xB7;
}

/* What NFKC makes of it when it needs no neighbour; 0 when only ICU can tell. */
static uint32_t narrow(uint32_t c)
{
    if (is_inert(c))
        return c;
    if (c >= WIDE_FIRST && c <= WIDE_LAST)
        return c - WIDE_SHIFT;
    return c == WIDE_SPACE ? ' ' : 0;
}

static bool is_white(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= 0x09 && c <= 0x0D);
    if (is_unified(c))
        return false;
    return u_isUWhiteSpace((UChar32)c) || c == 0x200B || c == 0xFEFF;
}

static bool is_bracket(uint32_t c)
{
    if (c < 0x80)
        return memchr("()[]{}<>\"'", (int)c, 10) != NULL;
    if (is_unified(c))
        return false;
    return (U_GET_GC_MASK((UChar32)c) & (U_GC_PS_MASK | U_GC_PE_MASK | U_GC_PI_MASK | U_GC_PF_MASK)) != 0;
}

static uint32_t lower(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return is_unified(c) ? c : (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
}

/* ---- UTF-16 for ICU ---- */

struct wide {
    UChar *units;
    int32_t size;
};

static struct wide widen(const char *text, size_t size)
{
    struct wide wide = {0};
    UErrorCode status = U_ZERO_ERROR;
    zc_assert(size <= LARGEST_TEXT);
    wide.units = zc_malloc(zc_mul_size(size + 1, sizeof *wide.units));
    u_strFromUTF8WithSub(wide.units, (int32_t)size + 1, &wide.size, text, (int32_t)size, REPLACEMENT, NULL, &status);
    zc_assert(U_SUCCESS(status));
    return wide;
}

static char *narrow_down(struct zc_arena *arena, const UChar *units, int32_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    size_t room = zc_mul_size((size_t)size, 3) + 1;
    zc_assert(room <= INT32_MAX);
    char *text = zc_arena_alloc(arena, room);
    int32_t written;
    u_strToUTF8WithSub(text, (int32_t)room, &written, units, size, REPLACEMENT, NULL, &status);
    zc_assert(U_SUCCESS(status));
    return text;
}

static char *normalise(struct zc_arena *arena, const char *text, size_t size, bool compatible)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = compatible ? unorm2_getNFKCInstance(&status) : unorm2_getNFCInstance(&status);
    zc_assert(U_SUCCESS(status));
    struct wide from = widen(text, size);
    /* NFKC makes at most 18 units of one (U+FDFA), but nearly always none: ask again only when the first room was small. */
    int32_t room = from.size + 64;
    UChar *to = zc_malloc(zc_mul_size((size_t)room, sizeof *to));
    int32_t written = unorm2_normalize(form, from.units, from.size, to, room, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        status = U_ZERO_ERROR;
        room = written + 1;
        to = zc_realloc(to, zc_mul_size((size_t)room, sizeof *to));
        written = unorm2_normalize(form, from.units, from.size, to, room, &status);
    }
    zc_assert(U_SUCCESS(status));
    char *result = narrow_down(arena, to, written);
    free(to);
    free(from.units);
    return result;
}

char *zc_text_nfc(struct zc_arena *arena, const char *text)
{
    size_t size = strlen(text);
    const char *end = text + size;
    for (const char *at = text; at < end;) {
        uint32_t c = zc_utf8_next(&at, end);
        if (!is_inert(c) && !(c >= WIDE_FIRST && c <= WIDE_LAST) && c != WIDE_SPACE)
            return normalise(arena, text, size, false);
    }
    return zc_arena_copy(arena, text, size);
}

char *zc_text_nfkc(struct zc_arena *arena, const char *text)
{
    size_t size = strlen(text);
    const char *at = text, *end = text + size;
    char *result = zc_arena_alloc(arena, size + 1), *to = result;
    while (at < end) {
        const char *from = at;
        uint32_t c = zc_utf8_next(&at, end), narrowed = narrow(c);
        if (!narrowed)
            return normalise(arena, text, size, true);
        if (narrowed != c) {
            *to++ = (char)narrowed;
            continue;
        }
        do
            *to++ = *from++;
        while (from < at);
    }
    return result;
}

/* ---- squeeze, fold, trim ---- */

/* Copies normalised text without white space, for `fold` also without brackets and in lower case. Folding a character of
 * two bytes may need three, hence the room. */
static char *drop(struct zc_arena *arena, const char *text, bool fold)
{
    size_t size = strlen(text);
    const char *end = text + size;
    char *result = zc_arena_alloc(arena, fold ? zc_mul_size(size, 2) + 4 : size + 1), *to = result;
    while (text < end) {
        const char *from = text;
        uint32_t c = zc_utf8_next(&text, end);
        if (is_white(c) || (fold && is_bracket(c)))
            continue;
        uint32_t small = fold ? lower(c) : c;
        if (small != c) {
            to = put(to, small);
        } else {
            memcpy(to, from, (size_t)(text - from));
            to += text - from;
        }
    }
    *to = '\0';
    return result;
}

char *zc_text_squeeze(struct zc_arena *arena, const char *text)
{
    /* A dropped character may have kept a base and its accent apart, hence the second normalisation; it costs a scan. */
    return zc_text_nfkc(arena, drop(arena, zc_text_nfkc(arena, text), false));
}

char *zc_text_fold(struct zc_arena *arena, const char *text)
{
    return zc_text_nfkc(arena, drop(arena, zc_text_nfkc(arena, text), true));
}

char *zc_text_trim(struct zc_arena *arena, const char *text)
{
    const char *end = text + strlen(text), *at = text;
    while (at < end && is_white(zc_utf8_next(&at, end)))
        text = at;
    while (end > text) { /* the character before the end; in bytes that are no UTF-8 it is not white */
        const char *from = end - 1;
        while (from > text && end - from < 4 && (*from & 0xC0) == 0x80)
            from--;
        at = from;
        if (!is_white(zc_utf8_next(&at, end)) || at != end)
            break;
        end = from;
    }
    return zc_arena_copy(arena, text, (size_t)(end - text));
}

/* ---- GB18030 ---- */

char *zc_text_from_gb18030(struct zc_arena *arena, const void *bytes, size_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    if (size > LARGEST_TEXT || (size && memchr(bytes, 0, size)))
        return NULL;
    UConverter *converter = ucnv_open("gb18030", &status);
    zc_assert(U_SUCCESS(status));
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    /* One unit a byte is enough: no byte makes two units by itself, and four bytes make at most two. */
    UChar *units = zc_malloc(zc_mul_size(size + 1, sizeof *units));
    char *result = NULL;
    int32_t written = ucnv_toUChars(converter, units, (int32_t)size + 1, bytes, (int32_t)size, &status);
    if (U_SUCCESS(status)) {
        int32_t skip = written > 0 && units[0] == 0xFEFF;
        result = narrow_down(arena, units + skip, written - skip);
    }
    free(units);
    ucnv_close(converter);
    return result;
}

/* ---- search tokens ---- */

enum token_class { TOKEN_NONE, TOKEN_HAN, TOKEN_WORD };

/* Japanese and Korean letters are written without blanks too and are cut like Chinese ones. */
static enum token_class classify(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? TOKEN_WORD : TOKEN_NONE;
    if (zc_is_han(c) || (c >= 0x3041 && c <= 0x30FF && c != 0x30FB) || (c >= 0xAC00 && c <= 0xD7A3))
        return TOKEN_HAN;
    if (u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK))
        return TOKEN_WORD;
    return TOKEN_NONE;
}

static char *add_token(char *to, const char *start, const char *bytes, size_t size)
{
    if (to > start)
        *to++ = ' ';
    memcpy(to, bytes, size);
    return to + size;
}

/* One run of Chinese characters as pairs; `at` stands behind its first character, which begins at `first`. */
static char *add_bigrams(char *to, const char *start, const char *first, const char **at, const char *end)
{
    const char *previous = first, *ahead = *at;
    bool alone = true;
    while (ahead < end && classify(zc_utf8_next(&ahead, end)) == TOKEN_HAN) {
        to = add_token(to, start, previous, (size_t)(ahead - previous));
        previous = *at;
        *at = ahead;
        alone = false;
    }
    return alone ? add_token(to, start, first, (size_t)(*at - first)) : to;
}

char *zc_text_tokens(struct zc_arena *arena, const char *text)
{
    text = zc_text_nfkc(arena, text);
    size_t size = strlen(text);
    const char *at = text, *end = text + size;
    /* A character of 3 bytes becomes a pair of 6 and a blank; folding and the blank at most triple a short one. */
    char *result = zc_arena_alloc(arena, zc_mul_size(size, 3) + 8), *to = result;
    while (at < end) {
        const char *first = at;
        uint32_t c = zc_utf8_next(&at, end);
        enum token_class class = classify(c);
        if (class == TOKEN_HAN) {
            to = add_bigrams(to, result, first, &at, end);
        } else if (class == TOKEN_WORD) {
            to = put(add_token(to, result, "", 0), lower(c));
            for (const char *ahead = at; ahead < end; at = ahead) {
                c = zc_utf8_next(&ahead, end);
                if (classify(c) != TOKEN_WORD)
                    break;
                to = put(to, lower(c));
            }
        }
    }
    *to = '\0';
    return result;
}

/* ---- sort keys ---- */

static pthread_once_t collator_once = PTHREAD_ONCE_INIT;
static UCollator *collator;

static void open_collator(void)
{
    UErrorCode status = U_ZERO_ERROR;
    collator = ucol_open("zh", &status);
    zc_assert(U_SUCCESS(status));
}

char *zc_text_sort_key(struct zc_arena *arena, const char *text)
{
    static const char digits[] = "0123456789abcdef";
    pthread_once(&collator_once, open_collator);
    struct wide wide = widen(text, strlen(text));
    uint8_t small[512], *key = small;
    int32_t size = ucol_getSortKey(collator, wide.units, wide.size, small, sizeof small);
    if (size > (int32_t)sizeof small) {
        key = zc_malloc((size_t)size);
        size = ucol_getSortKey(collator, wide.units, wide.size, key, size);
    }
    size = size > 0 ? size - 1 : 0; /* ICU ends the key with a zero byte */
    char *hex = zc_arena_alloc(arena, zc_mul_size((size_t)size, 2) + 1);
    for (int32_t i = 0; i < size; i++) {
        hex[2 * i] = digits[key[i] >> 4];
        hex[2 * i + 1] = digits[key[i] & 15];
    }
    if (key != small)
        free(key);
    free(wide.units);
    return hex;
}

/* ---- similarity ---- */

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The set of trigrams as packed numbers, ascending. A text of one or two characters is its own single gram. */
static size_t trigram_set(uint64_t **out, struct zc_arena *arena, const char *text)
{
    const uint64_t mask = (UINT64_C(1) << 63) - 1;
    text = zc_text_squeeze(arena, text);
    size_t length = zc_utf8_length(text), count = 0, kept = 0;
    uint64_t *grams = zc_arena_array(arena, length + 1, sizeof *grams), window = 0;
    const char *end = text + strlen(text);
    for (size_t i = 0; i < length; i++) {
        window = (window << 21 | zc_utf8_next(&text, end)) & mask;
        if (i >= 2 || i + 1 == length)
            grams[count++] = window;
    }
    qsort(grams, count, sizeof *grams, by_value);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || grams[i] != grams[i - 1])
            grams[kept++] = grams[i];
    *out = grams;
    return kept;
}

void zc_text_trigrams(int *shared, int *all, const char *a, const char *b)
{
    struct zc_arena arena = {0};
    uint64_t *left, *right;
    size_t left_count = trigram_set(&left, &arena, a), right_count = trigram_set(&right, &arena, b), common = 0;
    for (size_t i = 0, j = 0; i < left_count && j < right_count;) {
        common += left[i] == right[j];
        uint64_t x = left[i], y = right[j];
        i += x <= y;
        j += y <= x;
    }
    *shared = (int)common;
    *all = (int)(left_count + right_count - common);
    zc_arena_free(&arena);
}

enum { SHORT_WORD = 64 };

static bool is_short_ascii(const char *text)
{
    size_t size = 0;
    while (size <= SHORT_WORD && text[size] && (unsigned char)text[size] < 0x80)
        size++;
    return size <= SHORT_WORD && !text[size];
}

/* The folded characters of a text, in `room` when they are a short name of a declaration, as most are. */
static uint32_t *code_points(size_t *count, struct zc_arena *arena, uint32_t room[SHORT_WORD], const char *text)
{
    *count = 0;
    if (is_short_ascii(text)) { /* normal as it is */
        for (; *text; text++)
            if (!is_white((unsigned char)*text) && !is_bracket((unsigned char)*text))
                room[(*count)++] = lower((unsigned char)*text);
        return room;
    }
    text = zc_text_fold(arena, text);
    const char *end = text + strlen(text);
    uint32_t *points = zc_arena_array(arena, strlen(text) + 1, sizeof *points);
    for (; text < end; ++*count)
        points[*count] = zc_utf8_next(&text, end);
    return points;
}

int zc_text_distance(const char *a, const char *b, int most)
{
    struct zc_arena arena = {0};
    size_t rows, columns, limit = most < 0 ? 0 : (size_t)most;
    uint32_t rooms[2][SHORT_WORD], *left = code_points(&rows, &arena, rooms[0], a), *right = code_points(&columns, &arena, rooms[1], b);
    size_t beyond = limit + 1, result = beyond, gap = rows > columns ? rows - columns : columns - rows;
    if (gap <= limit) {
        /* Wagner and Fischer's table, only the band of width 2·limit+1 around the diagonal (Ukkonen). */
        size_t short_line[SHORT_WORD + 1], *line = columns <= SHORT_WORD ? short_line : zc_arena_array(&arena, columns + 1, sizeof *line);
        for (size_t j = 0; j <= columns; j++)
            line[j] = j < beyond ? j : beyond;
        for (size_t i = 1; i <= rows; i++) {
            size_t first = i > limit ? i - limit : 1, last = columns < limit || i > columns - limit ? columns : i + limit;
            size_t diagonal = line[first - 1];
            line[first - 1] = first == 1 && i < beyond ? i : beyond;
            for (size_t j = first; j <= last; j++) {
                size_t up = j == i + limit ? beyond : line[j], best = diagonal + (left[i - 1] != right[j - 1]);
                if (up + 1 < best)
                    best = up + 1;
                if (line[j - 1] + 1 < best)
                    best = line[j - 1] + 1;
                diagonal = line[j];
                line[j] = best < beyond ? best : beyond;
            }
        }
        result = line[columns];
    }
    zc_arena_free(&arena);
    return (int)result;
}
