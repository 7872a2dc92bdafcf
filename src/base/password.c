/* password: 1 words; 2 code points; 3 pieces; 4 faults. */
#include "base/password.h"
#include "base/secret.h"
#include "base/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

const struct zc_password_profile zc_password_mlps3 = {"mlps3", true, 180}, zc_password_nist = {"nist", false, 0};

/* 1 */

static void add_one(struct zc_words *words, struct zc_arena *arena, const char *text, size_t size)
{
    if (size < 2)
        return;
    char *word = zc_text_nfkc(arena, zc_arena_copy(arena, text, size));
    for (char *at = word; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at += 32;
    *(const char **)zc_arena_push(arena, &words->items, &words->count, &words->capacity, sizeof *words->items) = word;
}

void zc_words_add(struct zc_words *words, struct zc_arena *arena, const char *text)
{
    static const char between[] = " \t._-@";
    if (!text)
        return;
    add_one(words, arena, text, strlen(text));
    char *parts = zc_arena_str(arena, text);
    for (char *dot; (dot = strstr(parts, "·"));) /* in names of persons */
        memset(dot, ' ', strlen("·"));
    text = parts;
    if (!text[strcspn(text, between)])
        return;
    for (const char *at = text; *at;) {
        size_t size = strcspn(at, between);
        add_one(words, arena, at, size);
        at += size;
        at += strspn(at, between);
    }
}

int zc_words_read(struct zc_words *words, struct zc_arena *arena, const char *path, struct zc_error *err)
{
    char line[256];
    FILE *file = fopen(path, "r");
    if (!file)
        return zc_fail(err, ZC_EIO, "读不到常用口令表 %s:%s", "cannot read the list of common passwords %s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, file))
        for (char *at = line + strspn(line, " \t\r\n"); *at && *at != '#';) { /* several words may share a line */
            size_t size = strcspn(at, " \t\r\n");
            add_one(words, arena, at, size);
            at += size;
            at += strspn(at, " \t\r\n");
        }
    fclose(file);
    return ZC_OK;
}

/* 2 */

enum { MOST = ZC_PASSWORD_LONGEST };
struct points {
    uint32_t items[MOST];
    int count; /* of all; only the first MOST are kept */
};

static struct points read_points(const char *text)
{
    struct points points = {.count = 0};
    const char *end = text + strlen(text);
    while (text < end) {
        uint32_t point = zc_utf8_next(&text, end);
        if (points.count < MOST)
            points.items[points.count] = point;
        points.count++;
    }
    return points;
}

static uint32_t lower(uint32_t point) { return point >= 'A' && point <= 'Z' ? point + 32 : point; }

/* 3 */

static bool stands_for(uint32_t written, uint32_t meant)
{
    static const char *const pairs[] = {"0o", "1l", "1i", "3e", "4a", "5s", "6g", "7t", "8b", "9g", "@a", "$s", "!i", "+t"};
    if (written == meant)
        return true;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (written == (uint32_t)pairs[i][0] && meant == (uint32_t)pairs[i][1])
            return true;
    return false;
}

/* The number of code points of `word` that stand at `at`: all of them, or 0. */
static int word_at(const struct points *text, int at, const char *word)
{
    const char *end = word + strlen(word);
    int length = 0;
    while (word < end) {
        uint32_t point = zc_utf8_next(&word, end);
        if (at + length >= text->count || !stands_for(text->items[at + length], point))
            return 0;
        length++;
    }
    return length;
}

/* The longest run from `at` along `row` in either direction, 0 when shorter than three. */
static int run_along(const struct points *text, int at, const struct points *row)
{
    int best = 0;
    for (int start = 0; start < row->count; start++)
        for (int step = -1; step <= 1 && row->items[start] == text->items[at]; step += 2) {
            int length = 0;
            for (int place = start; place >= 0 && place < row->count && at + length < text->count; place += step) {
                if (text->items[at + length] != row->items[place])
                    break;
                length++;
            }
            best = length > best ? length : best;
        }
    return best >= 3 ? best : 0;
}

static int digits_at(const struct points *text, int at, int most)
{
    int count = 0;
    while (count < most && at + count < text->count && text->items[at + count] >= '0' && text->items[at + count] <= '9')
        count++;
    return count;
}

static int number_at(const struct points *text, int at, int digits)
{
    int number = 0;
    for (int i = 0; i < digits; i++)
        number = number * 10 + (int)(text->items[at + i] - '0');
    return number;
}

/* 1949, 2017, 201706, 20170630. */
static int year_at(const struct points *text, int at)
{
    int digits = digits_at(text, at, 8), year = digits >= 4 ? number_at(text, at, 4) : 0;
    if (year < 1900 || year > 2099)
        return 0;
    int month = digits >= 6 ? number_at(text, at + 4, 2) : 0, day = digits >= 8 ? number_at(text, at + 6, 2) : 0;
    if (month < 1 || month > 12)
        return 4;
    return day >= 1 && day <= 31 ? 8 : 6;
}

static int repeated_at(const struct points *text, int at)
{
    int length = 1;
    while (at + length < text->count && text->items[at + length] == text->items[at])
        length++;
    return length >= 2 ? length : 0;
}

/* What stood just before, once more; of three code points or longer. */
static int again_at(const struct points *text, int at)
{
    for (int length = at; length >= 3; length--)
        if (at + length <= text->count && memcmp(text->items + at, text->items + at - length, (size_t)length * sizeof *text->items) == 0)
            return length;
    return 0;
}

static void reach(int *fewest, int at, int length)
{
    if (length > 0 && fewest[at] + 1 < fewest[at + length])
        fewest[at + length] = fewest[at] + 1;
}

int zc_password_pieces(const char *password, const struct zc_words *words, int most)
{
    static const char *const rows[] = {"`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "!@#$%^&*()_+", "qazwsxedcrfvtgbyhnujmikolp",
                                       "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "a1b2c3d4e5f6g7h8i9", "0147258369", "abcdefghijklmnopqrstuvwxyz", "0123456789",
                                       "零一二三四五六七八九十", "甲乙丙丁戊己庚辛壬癸"};
    struct points text = read_points(password), order[sizeof rows / sizeof *rows];
    int fewest[MOST + 1];
    if (text.count > MOST)
        text.count = MOST;
    for (int i = 0; i < text.count; i++)
        text.items[i] = lower(text.items[i]);
    for (int i = 1; i <= text.count; i++)
        fewest[i] = i;
    fewest[0] = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        order[i] = read_points(rows[i]);
    for (int at = 0; at < text.count; at++) {
        reach(fewest, at, 1);
        reach(fewest, at, year_at(&text, at));
        reach(fewest, at, repeated_at(&text, at));
        reach(fewest, at, again_at(&text, at));
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            for (int length = run_along(&text, at, &order[i]); length >= 3; length--) /* a shorter part may leave room for a word */
                reach(fewest, at, length);
        for (size_t i = 0; i < words->count; i++)
            reach(fewest, at, word_at(&text, at, words->items[i]));
    }
    int count = fewest[text.count];
    zc_wipe(&text, sizeof text);
    return count < most ? count : most;
}

/* 4 */

static bool broken(const char *password)
{
    if (!zc_utf8_valid(password, strlen(password)))
        return true;
    for (const char *at = password; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            return true;
    return false;
}

static int classes_of(const struct points *text)
{
    bool small = false, capital = false, digit = false, other = false;
    for (int i = 0; i < text->count && i < MOST; i++) {
        uint32_t point = text->items[i];
        if (point >= 'a' && point <= 'z')
            small = true;
        else if (point >= 'A' && point <= 'Z')
            capital = true;
        else if (point >= '0' && point <= '9')
            digit = true;
        else
            other = true;
    }
    return small + capital + digit + other;
}

unsigned zc_password_faults(const char *password, const struct zc_password_profile *profile, const struct zc_words *words)
{
    struct zc_arena arena = {0};
    if (broken(password))
        return ZC_PASSWORD_BROKEN;
    char *normal = zc_text_nfkc(&arena, password);
    struct points text = read_points(normal);
    unsigned faults = 0;
    if (text.count < ZC_PASSWORD_LEAST)
        faults |= ZC_PASSWORD_SHORT;
    if (text.count > ZC_PASSWORD_LONGEST)
        faults |= ZC_PASSWORD_LONG;
    if (profile->classes && text.count < ZC_PASSWORD_WAIVED && classes_of(&text) < 3)
        faults |= ZC_PASSWORD_PLAIN;
    if (zc_password_pieces(normal, words, ZC_PASSWORD_PIECES) < ZC_PASSWORD_PIECES)
        faults |= ZC_PASSWORD_COMMON;
    zc_wipe(normal, strlen(normal));
    zc_wipe(&text, sizeof text);
    zc_arena_free(&arena);
    return faults;
}
