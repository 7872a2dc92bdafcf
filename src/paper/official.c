/* official: 1 building; 2 finishing: numbers of heads, the sample's word; 3 digest; 4 clauses that nobody compared yet. */
#include "paper/official.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { MOST_BLOCKS = 20000, MOST_TEXT = 1 << 20 };

/* 1 */

struct zc_official *zc_official_new(struct zc_arena *arena)
{
    struct zc_official *paper = zc_arena_alloc(arena, sizeof *paper);
    paper->arena = arena;
    return paper;
}

struct zc_official_block *zc_official_add(struct zc_official *paper, enum zc_official_kind kind, int level, struct zc_error *err)
{
    if (paper->block_count >= MOST_BLOCKS) {
        zc_fail(err, ZC_ELIMIT, "一份公文至多 %d 段", "a paper holds at most %d paragraphs", (int)MOST_BLOCKS);
        return NULL;
    }
    struct zc_official_block *block = zc_arena_push(paper->arena, &paper->blocks, &paper->block_count, &paper->block_capacity, sizeof *paper->blocks);
    *block = (struct zc_official_block){.kind = kind, .level = level};
    return block;
}

int zc_official_span(struct zc_official *paper, struct zc_official_spans *spans, struct zc_official_span span, struct zc_error *err)
{
    size_t size = strlen(span.text);
    if (!size)
        return ZC_OK;
    if (size > MOST_TEXT - paper->text_bytes)
        return zc_fail(err, ZC_ELIMIT, "一份公文至多 %d 字节", "a paper holds at most %d bytes of text", (int)MOST_TEXT);
    paper->text_bytes += size;
    *(struct zc_official_span *)zc_arena_push(paper->arena, &spans->items, &spans->count, &spans->capacity, sizeof *spans->items) = span;
    return ZC_OK;
}

const char *zc_official_plain(struct zc_arena *arena, const struct zc_official_spans *spans)
{
    size_t size = 0, at = 0;
    for (size_t i = 0; i < spans->count; i++)
        size += strlen(spans->items[i].text);
    char *text = zc_arena_alloc(arena, size + 1);
    for (size_t i = 0; i < spans->count; i++) {
        size_t length = strlen(spans->items[i].text);
        memcpy(text + at, spans->items[i].text, length);
        at += length;
    }
    return text;
}

size_t zc_official_annex(const struct zc_official *paper, size_t from)
{
    while (from < paper->block_count && paper->blocks[from].kind != ZC_OFFICIAL_ANNEX)
        from++;
    return from;
}

/* Letters of 12 pt, as official_table sets them; what is no square counts six tenths. */
static double wish(const struct zc_official_spans *cell)
{
    double letters = 0;
    for (size_t i = 0; i < cell->count; i++)
        for (const char *at = cell->items[i].text, *end = at + strlen(at); at < end;)
            letters += zc_utf8_next(&at, end) < 0x2000 ? 0.6 : 1;
    return letters;
}

/* What the longest cell of a column wants, at most so many letters, in points with its padding. */
static double column_wish(const struct zc_official_block *table, size_t column, double most)
{
    double longest = 1;
    for (size_t r = 0; r < table->rows && longest < most; r++) {
        double letters = wish(&table->cells[r * table->columns + column]);
        longest = letters > most ? most : letters > longest ? letters : longest;
    }
    return longest * 12 + 8;
}

bool zc_official_is_wide(const struct zc_official_block *table)
{
    double sum = 0;
    for (size_t c = 0; c < table->columns; c++)
        sum += column_wish(table, c, 5);
    return table->kind == ZC_OFFICIAL_TABLE && sum > 156 * 72 / 25.4;
}

void zc_official_columns(double *out, const struct zc_official_block *table, double width)
{
    double least = 0, more = 0;
    for (size_t c = 0; c < table->columns; c++) {
        out[c] = column_wish(table, c, 6.5);
        least += out[c];
        more += column_wish(table, c, 40) - out[c];
    }
    for (size_t c = 0; c < table->columns; c++)
        out[c] = least >= width || more <= 0 ? out[c] * width / least : out[c] + (width - least) * (column_wish(table, c, 40) - out[c]) / more;
}

/* 2 */

static const char *han_number(struct zc_arena *arena, int number)
{
    static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    if (number < 1 || number > 99)
        return zc_arena_printf(arena, "%d", number);
    return zc_arena_printf(arena, "%s%s%s", number >= 20 ? digits[number / 10] : "", number >= 10 ? "十" : "", digits[number % 10]);
}

static bool begins_with_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Whether somebody wrote the number himself: 一、 (一) （一） 1. (1) */
static bool bears_number(const char *text)
{
    static const char *const open[] = {"(", "（"}, *const close[] = {"、", ".", "．", ")", "）"};
    static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    size_t count = 0;
    if (begins_with_any(text, open, 2))
        text += *text == '(' ? 1 : strlen("（");
    while (count < 4 && begins_with_any(text, numerals, 20)) {
        text += (unsigned char)*text > 127 ? strlen("一") : 1;
        count++;
    }
    return count && begins_with_any(text, close, 5);
}

static void number_heads(struct zc_official *paper)
{
    int counts[5] = {0};
    for (size_t i = 0; i < paper->block_count; i++) {
        struct zc_official_block *block = &paper->blocks[i];
        if (block->kind != ZC_OFFICIAL_HEAD || !block->spans.count)
            continue;
        int level = block->level < 1 ? 1 : block->level > 4 ? 4 : block->level, number = ++counts[level];
        for (int below = level + 1; below <= 4; below++)
            counts[below] = 0;
        if (bears_number(block->spans.items[0].text))
            continue;
        struct zc_official_span lead = {.strong = block->spans.items[0].strong};
        lead.text = level == 1   ? zc_arena_printf(paper->arena, "%s、", han_number(paper->arena, number))
                    : level == 2 ? zc_arena_printf(paper->arena, "（%s）", han_number(paper->arena, number))
                    : level == 3 ? zc_arena_printf(paper->arena, "%d.", number)
                                 : zc_arena_printf(paper->arena, "（%d）", number);
        struct zc_official_span *items = zc_arena_array(paper->arena, block->spans.count + 1, sizeof *items);
        items[0] = lead;
        memcpy(items + 1, block->spans.items, block->spans.count * sizeof *items);
        block->spans = (struct zc_official_spans){items, block->spans.count + 1, block->spans.count + 1};
    }
}

static void say_sample(struct zc_official *paper, const char **text)
{
    if (*text && **text && !strstr(*text, "示例"))
        *text = zc_arena_printf(paper->arena, "示例%s", *text);
}

void zc_official_finish(struct zc_official *paper)
{
    if (paper->form != ZC_OFFICIAL_PRESS)
        number_heads(paper);
    if (!paper->sample)
        return;
    say_sample(paper, &paper->mark);
    say_sample(paper, &paper->number);
    say_sample(paper, &paper->signature);
    say_sample(paper, &paper->compiler);
    say_sample(paper, &paper->printer);
    if (!paper->mark || !*paper->mark) /* a press text has no mark: the title says it */
        say_sample(paper, &paper->title);
}

/* 3 */

static void add(struct zc_sm3 *sm3, const char *text)
{
    /* The length goes in front, so that no text can pretend to be two. */
    char size[24];
    snprintf(size, sizeof size, "%zu:", text ? strlen(text) : (size_t)0);
    zc_sm3_add(sm3, size, strlen(size));
    if (text)
        zc_sm3_add(sm3, text, strlen(text));
}

static void add_number(struct zc_sm3 *sm3, size_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", number);
    add(sm3, text);
}

static void add_spans(struct zc_sm3 *sm3, const struct zc_official_spans *spans)
{
    add_number(sm3, spans->count);
    for (size_t i = 0; i < spans->count; i++) {
        add(sm3, spans->items[i].text);
        add(sm3, spans->items[i].strong ? "strong" : "");
        add(sm3, spans->items[i].href);
        add(sm3, spans->items[i].tag);
    }
}

void zc_official_digest(char out[ZC_DIGEST_HEX], const struct zc_official *paper)
{
    unsigned char raw[ZC_DIGEST_SIZE];
    struct zc_sm3 *sm3 = zc_sm3_new();
    const char *texts[] = {paper->copy_number, paper->secrecy, paper->urgency, paper->mark, paper->number, paper->compiler, paper->compiled_on, paper->title,
                           paper->addressee, paper->signature, paper->date, paper->note, paper->copies, paper->printer, paper->printed_on, paper->trace,
                           paper->state, paper->sample ? "sample" : "", paper->seal ? "seal" : ""};
    add_number(sm3, paper->form);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add(sm3, texts[i]);
    add_number(sm3, paper->signer_count);
    for (size_t i = 0; i < paper->signer_count; i++)
        add(sm3, paper->signers[i]);
    add_number(sm3, paper->attachment_count);
    for (size_t i = 0; i < paper->attachment_count; i++)
        add(sm3, paper->attachments[i]);
    add_number(sm3, paper->block_count);
    for (size_t i = 0; i < paper->block_count; i++) {
        const struct zc_official_block *block = &paper->blocks[i];
        add_number(sm3, block->kind);
        add_number(sm3, (size_t)block->level);
        add(sm3, block->label);
        add_spans(sm3, &block->spans);
        add_number(sm3, block->rows);
        add_number(sm3, block->columns);
        for (size_t cell = 0; cell < block->rows * block->columns; cell++)
            add_spans(sm3, &block->cells[cell]);
    }
    add_number(sm3, paper->figure_count);
    for (size_t i = 0; i < paper->figure_count; i++) {
        const struct zc_official_figure *figure = &paper->figures[i];
        const char *its[] = {figure->tag, figure->metric, figure->title, figure->shown, figure->value, figure->unit, figure->basis, figure->explain, figure->asof,
                             figure->known, figure->href, figure->digest};
        for (size_t t = 0; t < sizeof its / sizeof *its; t++)
            add(sm3, its[t]);
    }
    add_number(sm3, paper->wording_count);
    for (size_t i = 0; i < paper->wording_count; i++)
        add(sm3, paper->wordings[i]);
    zc_sm3_done(sm3, raw);
    zc_sm3_free(sm3);
    zc_hex(out, raw, sizeof raw);
}

/* 4 */

const struct zc_official_clause zc_official_unconfirmed[] = {
    {"7.3.7", {"附件另面编排的细节", "details of attachments on new pages"}},
    {"7.5", {"空白页和版记页不编页码", "no number on blank pages and on the page of the end block behind one"}},
    {"8", {"横排表格的页码位置", "page numbers of landscape tables"}},
    {"9", {"计量单位、标点和数字的用法", "units, punctuation and numerals"}},
    {"10.1", {"信函格式发文字号与红线的距离", "distance of a letter's number from its red line"}},
    {"简报", {"简报、月报、通稿不在标准之内，按本地习惯", "bulletins, monthly reports and press texts are not in the standard: by local custom"}},
};
const size_t zc_official_unconfirmed_count = sizeof zc_official_unconfirmed / sizeof *zc_official_unconfirmed;
