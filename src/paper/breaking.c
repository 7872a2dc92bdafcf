/* breaking: 1 kinds of letters; 2 lines; 3 places; 4 titles. */
#include "paper/breaking.h"
#include "base/arena.h"

#include <unicode/ubrk.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static bool among(uint32_t code, const uint32_t *set, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (set[i] == code)
            return true;
    return false;
}
#define AMONG(code, set) among(code, (const uint32_t *)(set), sizeof(set) / sizeof(uint32_t) - 1)

bool zc_break_never_first(uint32_t code)
{
    static const uint32_t set[] = U"，。、；：？！）》」』】〕〉”’％‰℃…—·～,.!?;:)]}%";
    return AMONG(code, set);
}

bool zc_break_never_last(uint32_t code)
{
    static const uint32_t set[] = U"（《「『【〔〈“‘￥$([{№";
    return AMONG(code, set);
}

/* Marks whose ink fills half of their cell, so that the other half can be given up. */
static bool shrinks(uint32_t code)
{
    static const uint32_t set[] = U"，。、；：！）》」』】〕〉（《「『【〔〈“”‘’";
    return AMONG(code, set);
}

bool zc_break_is_word(uint32_t code)
{
    static const uint32_t between[] = U".,:/-_%+'&@#~=°‰";
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') || (code >= 0xc0 && code < 0x2000) || AMONG(code, between);
}

static bool may_break(const struct zc_letter *letters, size_t count, size_t end)
{
    if (end >= count)
        return true;
    uint32_t left = letters[end - 1].code, right = letters[end].code;
    if (left == ' ')
        return !zc_break_never_first(right);
    if (right == ' ')
        return true;
    if ((left == 0x2014 && right == 0x2014) || (left == 0x2026 && right == 0x2026))
        return false;
    if (zc_break_never_first(right) || zc_break_never_last(left))
        return false;
    return !(zc_break_is_word(left) && zc_break_is_word(right));
}

/* 2 */

size_t zc_break_line(const struct zc_letter *letters, size_t count, size_t from, double width)
{
    double natural = 0, slack = 0, fits = 0;
    size_t best = from, most = from;
    const double hair = 1e-6;
    for (size_t i = from; i < count; i++) {
        natural += letters[i].width;
        if (shrinks(letters[i].code))
            slack += letters[i].width / 2;
        if (letters[i].code != ' ')
            fits = natural; /* blanks at the end need no room */
        bool whole = fits <= width + hair;
        if (whole)
            most = i + 1;
        if (!may_break(letters, count, i + 1)) {
            if (fits > width + slack + hair && best > from)
                break;
            if (fits > width + slack + hair && !zc_break_never_first(letters[i].code) && most > from && most < i)
                break; /* one word fills more than the line */
            continue;
        }
        if (whole)
            best = i + 1;
        else if (fits <= width + slack + hair && zc_break_never_first(letters[i].code))
            return i + 1;
        else
            break;
    }
    if (best > from)
        return best;
    return most > from ? most : from + 1;
}

/* 3 */

double zc_break_place(double *x, const struct zc_letter *letters, size_t from, size_t to, double width, bool justify)
{
    size_t end = to, gaps = 0;
    double natural = 0, slack = 0;
    while (end > from + 1 && letters[end - 1].code == ' ')
        end--;
    for (size_t i = from; i < end; i++) {
        natural += letters[i].width;
        slack += shrinks(letters[i].code) ? letters[i].width / 2 : 0;
        gaps += i + 1 < end && !(zc_break_is_word(letters[i].code) && zc_break_is_word(letters[i + 1].code));
    }
    double over = natural - width, last = end > from && shrinks(letters[end - 1].code) ? letters[end - 1].width / 2 : 0, at = 0;
    if (over > 0 && slack < over)
        over = slack;
    /* The mark at the end gives first: its empty half looks out of the block. */
    double of_last = over > 0 ? fmin(over, last) : 0, share = over > 0 && slack > last ? (over - of_last) / (slack - last) : 0;
    double stretch = justify && over < 0 && gaps && -over < width / 8 ? -over / (double)gaps : 0;
    for (size_t i = from; i < to; i++) {
        double less = i >= end || !shrinks(letters[i].code) ? 0 : i + 1 == end ? of_last : share * letters[i].width / 2;
        /* the empty half of an opening mark lies in front of its ink */
        x[i - from] = zc_break_never_last(letters[i].code) ? at - less : at;
        if (i >= end)
            continue;
        at += letters[i].width - less;
        if (i + 1 < end && !(zc_break_is_word(letters[i].code) && zc_break_is_word(letters[i + 1].code)))
            at += stretch;
    }
    return at;
}

/* 4 */

enum { LONGEST_TITLE = 400 };

/* Terms of offices that a dictionary takes apart. */
static const uint32_t *const terms[] = {U"领导小组", U"专项小组", U"委员会", U"办公室", U"人民政府", U"会议纪要", U"督办通知", U"工作方案", U"实施方案", U"实施意见",
                                        U"指导意见", U"管理办法", U"工作要点", U"工作报告", U"情况报告", U"深化改革", U"综合改革", U"责任分解", U"竣工验收"};

static void keep_terms(bool *marks, const uint32_t *letters, size_t count)
{
    for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
        size_t size = 0;
        while (terms[t][size])
            size++;
        for (size_t i = 0; i + size <= count; i++)
            if (memcmp(letters + i, terms[t], size * sizeof *letters) == 0)
                for (size_t k = 1; k < size; k++)
                    marks[i + k] = false;
    }
}

/* Where a word ends: marks[i] says that a line may end in front of letter i. */
static void word_ends(bool *marks, const uint32_t *letters, size_t count)
{
    UChar units[2 * LONGEST_TITLE];
    size_t at[2 * LONGEST_TITLE + 1], size = 0;
    for (size_t i = 0; i < count; i++) {
        at[size] = i;
        if (letters[i] > 0xffff) {
            units[size++] = (UChar)(0xd7c0 + (letters[i] >> 10));
            at[size] = i;
            units[size++] = (UChar)(0xdc00 + (letters[i] & 0x3ff));
        } else {
            units[size++] = (UChar)letters[i];
        }
    }
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, "zh", units, (int32_t)size, &status);
    for (size_t i = 0; i <= count; i++)
        marks[i] = U_FAILURE(status);
    for (int32_t place = U_FAILURE(status) ? UBRK_DONE : ubrk_first(words); place != UBRK_DONE; place = ubrk_next(words))
        if ((size_t)place < size)
            marks[at[place]] = true;
    if (words)
        ubrk_close(words);
    keep_terms(marks, letters, count);
    marks[count] = true;
}

static double weight(const uint32_t *letters, size_t from, size_t to)
{
    double sum = 0;
    for (size_t i = from; i < to; i++)
        sum += zc_break_is_word(letters[i]) || letters[i] == ' ' ? 0.5 : 1;
    return sum;
}

struct title {
    const uint32_t *letters;
    size_t count, most, lines;
    bool ends[LONGEST_TITLE + 1];
    int depth[LONGEST_TITLE + 1]; /* brackets open in front of a letter */
    size_t tried[ZC_TITLE_LINES], best[ZC_TITLE_LINES];
    double cost;
    long steps;
};

static double judge(const struct title *title)
{
    double lengths[ZC_TITLE_LINES], cost = 0, longest = 0;
    size_t from = 0;
    for (size_t i = 0; i < title->lines; from = title->tried[i++]) {
        size_t end = title->tried[i];
        lengths[i] = weight(title->letters, from, end);
        longest = fmax(longest, lengths[i]);
        if (end >= title->count)
            continue;
        static const uint32_t weak[] = U"的和与及或、之等了是在";
        cost += title->depth[end] * 8;                            /* inside a name in brackets */
        cost += AMONG(title->letters[end], weak) ? 30 : 0;        /* a line that begins with the mark of what stands before it */
        cost -= title->letters[end - 1] == U'的' ? 6 : 0;
        cost += title->letters[end - 1] == U'和' || title->letters[end - 1] == U'与' || title->letters[end - 1] == U'、' ? 4 : 0;
    }
    for (size_t i = 0; i < title->lines; i++)
        cost += (longest - lengths[i]) * 0.8 + (lengths[i] < 4 ? 12 : 0);
    /* A trapezoid rises or falls line by line, a rhombus rises and then falls; equal lines make a box, a waist makes an hourglass. */
    bool fell = false;
    for (size_t i = 1; i < title->lines; i++) {
        if (fabs(lengths[i] - lengths[i - 1]) < 0.75)
            cost += 5;
        if (lengths[i] < lengths[i - 1])
            fell = true;
        else if (fell)
            cost += 25;
    }
    return cost;
}

static void divide(struct title *title, size_t line, size_t from)
{
    if (title->steps++ > 200000)
        return;
    if (line + 1 == title->lines) {
        if (weight(title->letters, from, title->count) > (double)title->most)
            return;
        title->tried[line] = title->count;
        double cost = judge(title);
        if (cost < title->cost) {
            title->cost = cost;
            memcpy(title->best, title->tried, sizeof title->best);
        }
        return;
    }
    for (size_t end = from + 2; end + 1 < title->count && weight(title->letters, from, end) <= (double)title->most; end++) {
        if (!title->ends[end] || zc_break_never_first(title->letters[end]) || zc_break_never_last(title->letters[end - 1]) ||
            (zc_break_is_word(title->letters[end - 1]) && zc_break_is_word(title->letters[end])))
            continue;
        title->tried[line] = end;
        divide(title, line + 1, end);
    }
}

size_t zc_break_title(size_t ends[ZC_TITLE_LINES], const uint32_t *letters, size_t count, size_t most)
{
    if (count > LONGEST_TITLE)
        count = LONGEST_TITLE;
    struct title *title = zc_malloc(sizeof *title);
    *title = (struct title){.letters = letters, .count = count, .most = most, .cost = 1e9};
    int open = 0;
    for (size_t i = 0; i < count; i++) {
        static const uint32_t opening[] = U"（《“‘〔〈", closing[] = U"）》”’〕〉";
        open -= AMONG(letters[i], closing) && open;
        title->depth[i] = open;
        open += AMONG(letters[i], opening);
    }
    size_t least = (size_t)ceil(weight(letters, 0, count) / (double)most), lines = 0;
    if (count)
        word_ends(title->ends, letters, count);
    for (size_t n = least ? least : 1; n <= ZC_TITLE_LINES && n <= least + 1 && !lines; n++) {
        title->lines = n;
        title->steps = 0;
        divide(title, 0, 0);
        lines = title->cost < 1e9 ? n : 0;
    }
    if (lines) {
        memcpy(ends, title->best, lines * sizeof *ends);
    } else { /* no division keeps its words: full lines */
        for (size_t from = 0; from < count && lines < ZC_TITLE_LINES; lines++) {
            size_t end = from;
            while (end < count && weight(letters, from, end + 1) <= (double)most)
                end++;
            ends[lines] = lines + 1 == ZC_TITLE_LINES ? count : end;
            from = ends[lines];
        }
    }
    free(title);
    return lines;
}
