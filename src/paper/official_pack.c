/*
 * official_pack: 1 the texts by name; 2 packing; 3 unpacking.
 *
 * JSON whose lists stand by place: [text, strong, href, tag, title] is a span. Texts that are not there are null.
 */
#include "paper/official_pack.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum { SPAN_TEXTS = 4, FIGURE_TEXTS = 12, PAPER_TEXTS = 19, MOST_CELLS = 1 << 20 };

/* 1 */

static void texts_of_paper(const char **out[PAPER_TEXTS], struct zc_official *paper)
{
    const char **all[PAPER_TEXTS] = {&paper->copy_number, &paper->secrecy, &paper->urgency,   &paper->mark,    &paper->number,     &paper->compiler, &paper->compiled_on,
                                     &paper->title,       &paper->addressee, &paper->signature, &paper->date,    &paper->note,       &paper->copies,   &paper->printer,
                                     &paper->printed_on,  &paper->trace,   &paper->state,     NULL,            NULL};
    memcpy(out, all, sizeof all);
}

static void texts_of_figure(const char **out[FIGURE_TEXTS], struct zc_official_figure *figure)
{
    const char **all[FIGURE_TEXTS] = {&figure->tag,   &figure->metric, &figure->title, &figure->shown, &figure->value, &figure->unit,
                                      &figure->basis, &figure->explain, &figure->asof, &figure->known, &figure->href,  &figure->digest};
    memcpy(out, all, sizeof all);
}

static void texts_of_span(const char **out[SPAN_TEXTS], struct zc_official_span *span)
{
    const char **all[SPAN_TEXTS] = {&span->text, &span->href, &span->tag, &span->title};
    memcpy(out, all, sizeof all);
}

/* 2 */

static void put_texts(struct zc_buf *out, const char **texts[], size_t count)
{
    for (size_t i = 0; i < count && texts[i]; i++) {
        zc_buf_char(out, ',');
        zc_buf_json_str(out, *texts[i]);
    }
}

static void put_list(struct zc_buf *out, const char *const *texts, size_t count)
{
    zc_buf_str(out, ",[");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(out, i ? "," : "");
        zc_buf_json_str(out, texts[i]);
    }
    zc_buf_char(out, ']');
}

static void put_spans(struct zc_buf *out, const struct zc_official_spans *spans)
{
    zc_buf_char(out, '[');
    for (size_t i = 0; i < spans->count; i++) {
        struct zc_official_span span = spans->items[i];
        const char **texts[SPAN_TEXTS];
        texts_of_span(texts, &span);
        zc_buf_printf(out, "%s[%d", i ? "," : "", span.strong);
        put_texts(out, texts, SPAN_TEXTS);
        zc_buf_char(out, ']');
    }
    zc_buf_char(out, ']');
}

static void put_block(struct zc_buf *out, const struct zc_official_block *block)
{
    zc_buf_printf(out, "[%d,%d,", (int)block->kind, block->level);
    zc_buf_json_str(out, block->label);
    zc_buf_char(out, ',');
    put_spans(out, &block->spans);
    zc_buf_printf(out, ",%zu,%zu,[", block->rows, block->columns);
    for (size_t i = 0; i < block->columns; i++)
        zc_buf_printf(out, "%s%d", i ? "," : "", block->aligns ? (int)block->aligns[i] : 0);
    zc_buf_str(out, "],[");
    for (size_t i = 0; i < block->rows * block->columns; i++) {
        zc_buf_str(out, i ? "," : "");
        put_spans(out, &block->cells[i]);
    }
    zc_buf_str(out, "]]");
}

void zc_official_pack(struct zc_buf *out, const struct zc_official *paper)
{
    struct zc_official copy = *paper;
    const char **texts[PAPER_TEXTS];
    texts_of_paper(texts, &copy);
    zc_buf_printf(out, "[%d,%d,%d", (int)paper->form, paper->seal, paper->sample);
    put_texts(out, texts, PAPER_TEXTS);
    put_list(out, paper->signers, paper->signer_count);
    put_list(out, paper->attachments, paper->attachment_count);
    put_list(out, paper->wordings, paper->wording_count);
    zc_buf_str(out, ",[");
    for (size_t i = 0; i < paper->block_count; i++) {
        zc_buf_str(out, i ? "," : "");
        put_block(out, &paper->blocks[i]);
    }
    zc_buf_str(out, "],[");
    for (size_t i = 0; i < paper->figure_count; i++) {
        struct zc_official_figure figure = paper->figures[i];
        const char **its[FIGURE_TEXTS];
        texts_of_figure(its, &figure);
        zc_buf_printf(out, "%s[%d", i ? "," : "", figure.scale);
        put_texts(out, its, FIGURE_TEXTS);
        zc_buf_char(out, ']');
    }
    zc_buf_str(out, "]]");
}

/* 3 */

/* Takes the values of a list in order; what is not of the kind that is asked makes the whole wrong. */
struct taking {
    struct zc_official *paper;
    const struct zc_json *next;
    bool *wrong;
};

static const struct zc_json *take(struct taking *taking, enum zc_json_kind kind)
{
    const struct zc_json *value = taking->next;
    if (!value || (value->kind != kind && !(kind == ZC_JSON_TEXT && value->kind == ZC_JSON_NULL))) {
        *taking->wrong = true;
        return NULL;
    }
    taking->next = value->next;
    return value;
}

static long take_number(struct taking *taking, long most)
{
    const struct zc_json *value = take(taking, ZC_JSON_NUMBER);
    long number = value ? strtol(value->text, NULL, 10) : 0;
    *taking->wrong |= number < 0 || number > most;
    return *taking->wrong ? 0 : number;
}

static void take_texts(struct taking *taking, const char **texts[], size_t count)
{
    for (size_t i = 0; i < count && texts[i]; i++) {
        const struct zc_json *value = take(taking, ZC_JSON_TEXT);
        *texts[i] = value && value->kind == ZC_JSON_TEXT ? value->text : NULL;
    }
}

static struct taking take_list(struct taking *taking, size_t *count)
{
    const struct zc_json *list = take(taking, ZC_JSON_ARRAY);
    *count = list ? list->count : 0;
    return (struct taking){taking->paper, list ? list->child : NULL, taking->wrong};
}

static const char **take_names(struct taking *taking, size_t *count)
{
    struct taking list = take_list(taking, count);
    const char **names = zc_arena_array(taking->paper->arena, *count + 1, sizeof *names);
    for (size_t i = 0; i < *count; i++)
        take_texts(&list, (const char **[]){&names[i]}, 1);
    return names;
}

static void take_spans(struct zc_official_spans *out, struct taking *taking)
{
    size_t count, members;
    struct taking list = take_list(taking, &count);
    for (size_t i = 0; i < count; i++) {
        struct zc_official_span span = {0};
        const char **texts[SPAN_TEXTS];
        struct taking one = take_list(&list, &members);
        texts_of_span(texts, &span);
        span.strong = take_number(&one, 1);
        take_texts(&one, texts, SPAN_TEXTS);
        *taking->wrong |= !span.text || zc_official_span(taking->paper, out, span, NULL);
        if (*taking->wrong)
            return;
    }
}

static void take_block(struct taking *taking)
{
    size_t members, count;
    struct zc_arena *arena = taking->paper->arena;
    struct taking one = take_list(taking, &members);
    enum zc_official_kind kind = (enum zc_official_kind)take_number(&one, ZC_OFFICIAL_KINDS - 1);
    int level = (int)take_number(&one, 9);
    struct zc_official_block *block = *taking->wrong ? NULL : zc_official_add(taking->paper, kind, level, NULL);
    if (!block) {
        *taking->wrong = true;
        return;
    }
    take_texts(&one, (const char **[]){&block->label}, 1);
    take_spans(&block->spans, &one);
    size_t rows = (size_t)take_number(&one, MOST_CELLS), columns = (size_t)take_number(&one, 63);
    struct taking aligns = take_list(&one, &count);
    *taking->wrong |= count != columns;
    block->aligns = zc_arena_array(arena, columns + 1, sizeof *block->aligns);
    for (size_t i = 0; i < columns && !*taking->wrong; i++)
        block->aligns[i] = (enum zc_docx_align)take_number(&aligns, ZC_DOCX_END);
    struct taking cells = take_list(&one, &count);
    *taking->wrong |= rows * columns != count;
    if (*taking->wrong)
        return;
    block->rows = rows;
    block->columns = columns;
    block->cells = zc_arena_array(arena, count + 1, sizeof *block->cells);
    for (size_t i = 0; i < count && !*taking->wrong; i++)
        take_spans(&block->cells[i], &cells);
}

static void take_figure(struct taking *taking)
{
    size_t members;
    struct zc_official *paper = taking->paper;
    struct zc_official_figure *figure = zc_arena_push(paper->arena, &paper->figures, &paper->figure_count, &paper->figure_capacity, sizeof *figure);
    const char **texts[FIGURE_TEXTS];
    struct taking one = take_list(taking, &members);
    *figure = (struct zc_official_figure){.scale = (int)take_number(&one, 9)};
    texts_of_figure(texts, figure);
    take_texts(&one, texts, FIGURE_TEXTS);
}

int zc_official_unpack(struct zc_official **out, struct zc_arena *arena, const char *bytes, size_t size, struct zc_error *err)
{
    struct zc_json *json;
    struct zc_official *paper = *out = zc_official_new(arena);
    bool wrong = false;
    const char **texts[PAPER_TEXTS];
    size_t count;
    int rc = zc_json_parse(&json, arena, bytes, size, err);
    if (rc)
        return rc;
    struct taking all = {paper, json->child, &wrong};
    wrong = json->kind != ZC_JSON_ARRAY;
    paper->form = (enum zc_official_form)take_number(&all, ZC_OFFICIAL_PRESS);
    paper->seal = take_number(&all, 1);
    paper->sample = take_number(&all, 1);
    texts_of_paper(texts, paper);
    take_texts(&all, texts, PAPER_TEXTS);
    paper->signers = take_names(&all, &paper->signer_count);
    paper->attachments = take_names(&all, &paper->attachment_count);
    paper->wordings = take_names(&all, &paper->wording_count);
    struct taking blocks = take_list(&all, &count);
    for (size_t i = 0; i < count && !wrong; i++)
        take_block(&blocks);
    struct taking figures = take_list(&all, &count);
    for (size_t i = 0; i < count && !wrong; i++)
        take_figure(&figures);
    return wrong ? zc_fail(err, ZC_EINPUT, "不是公文的描述", "this describes no paper") : ZC_OK;
}
