/*
 * compose: 1 values as letters of their own; 2 what the reader may see; 3 filling; 4 the body; 5 a stored text; 6 the whole.
 *
 * A value that a record gives never becomes Markdown: it stands in the text as one letter of the private plane 15 until the text is parsed,
 * and is put in its place then.
 */
#include "paper/compose.h"
#include "base/json.h"
#include "paper/edition.h"
#include "paper/official_text.h"
#include "query/access.h"
#include "query/eval.h"
#include "query/rule.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_LETTER = 0xf0000, MOST_VALUES = 60000, MOST_ROWS = 5000, MOST_TEXT = 1 << 20 };

/* 1 */

struct filling {
    struct zc_arena *arena;
    struct zc_db *db;
    const struct zc_compose *what;
    const struct zc_paper *paper;
    struct zc_eval eval;
    bool whole;            /* values become letters: the text is Markdown; else they are written out */
    const char **values;
    size_t value_count, value_capacity;
    struct zc_error *err;
};

static void put_letter(struct zc_buf *out, uint32_t code)
{
    const char bytes[4] = {(char)(0xf0 | code >> 18), (char)(0x80 | (code >> 12 & 0x3f)), (char)(0x80 | (code >> 6 & 0x3f)), (char)(0x80 | (code & 0x3f))};
    zc_buf_add(out, bytes, sizeof bytes);
}

/* Plane 15 in UTF-8: F3 B0..BF. What comes from outside may not look like a value. */
static bool is_letter(const char *at) { return (unsigned char)at[0] == 0xf3 && (unsigned char)at[1] >= 0xb0; }

static int put_value(struct zc_buf *out, struct filling *filling, const char *text)
{
    if (out->size > MOST_TEXT)
        return zc_fail(filling->err, ZC_ELIMIT, "公文太长：超过 1 MiB", "the paper is too long: more than 1 MiB");
    if (!filling->whole) {
        zc_buf_str(out, text);
        return ZC_OK;
    }
    if (!*text)
        return ZC_OK;
    if (filling->value_count >= MOST_VALUES)
        return zc_fail(filling->err, ZC_ELIMIT, "公文里的记录值超过 %d 个", "the paper holds more than %d values of records", (int)MOST_VALUES);
    put_letter(out, FIRST_LETTER + (uint32_t)filling->value_count);
    *(const char **)zc_arena_push(filling->arena, &filling->values, &filling->value_count, &filling->value_capacity, sizeof *filling->values) = text;
    return ZC_OK;
}

/* In Markdown the lines of a value are paragraphs. */
static int put_lines(struct zc_buf *out, struct filling *filling, const char *text)
{
    int rc = ZC_OK;
    if (!filling->whole || !strchr(text, '\n'))
        return put_value(out, filling, text);
    for (const char *at = text; *at && !rc; at += strspn(at, "\n")) {
        size_t size = strcspn(at, "\n");
        if (at > text)
            zc_buf_str(out, "\n\n");
        rc = put_value(out, filling, zc_arena_copy(filling->arena, at, size));
        at += size;
    }
    return rc;
}

/* The letters of a text given back as the values that they stand for; line ends of the source are no text. */
static const char *written_out(struct filling *filling, const char *text)
{
    struct zc_buf out = {0};
    for (const char *at = text; *at; at++)
        if (is_letter(at)) {
            size_t index = ((size_t)(at[0] & 7) << 18 | (size_t)(at[1] & 0x3f) << 12 | (size_t)(at[2] & 0x3f) << 6 | (size_t)(at[3] & 0x3f)) - FIRST_LETTER;
            zc_buf_str(&out, index < filling->value_count ? filling->values[index] : "");
            at += 3;
        } else if (*at != '\n') {
            zc_buf_char(&out, *at);
        }
    const char *kept = zc_arena_copy(filling->arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
    return kept;
}

static const char *day_words(struct zc_arena *arena, int date)
{
    int year, month, day;
    zc_date_split(date, &year, &month, &day);
    return zc_arena_printf(arena, "%d年%d月%d日", year, month, day); /* Arabic digits, no leading zeros (7.3.5) */
}

/* 2 */

static int withheld(struct filling *filling)
{
    return zc_fail(filling->err, ZC_EDENIED, "这份公文里有您无权查看的内容，所以整份不给看", "the paper holds what you may not see, so none of it is shown");
}

struct sight {
    const struct zc_reader *reader;
    bool hidden;
};
static void look(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    struct sight *sight = user;
    sight->hidden |= !zc_rows_class_visible(field, sight->reader, entity);
}

static bool expr_hidden(const struct filling *filling, const struct zc_expr *expr)
{
    struct sight sight = {filling->what->reader, false};
    zc_expr_fields(expr, look, &sight);
    return !filling->what->reader->city && sight.hidden;
}

static bool field_hidden(const struct filling *filling, const struct zc_entity *entity, const struct zc_field *field)
{
    return !filling->what->reader->city && !zc_eval_visible(filling->what->reader, entity, field);
}

/* The name of the row that a ref leads to, at the two times of the paper; NULL when the reader may not see the row. */
static const char *name_at(const struct filling *filling, const struct zc_entity *entity, int64_t id)
{
    const struct zc_compose *what = filling->what;
    struct zc_record row;
    if (!what->reader->city && zc_rows_get(&row, filling->arena, filling->db, entity, id, filling->eval.times, what->reader, NULL))
        return NULL;
    if (zc_rows_get(&row, filling->arena, filling->db, entity, id, filling->eval.times, &ZC_READER_CITY, NULL))
        return "";
    return zc_record_name(filling->arena, filling->db, &row, ZC_ZH);
}

/* One ref or a list of them, with 、 between. */
static const char *names_at(const struct filling *filling, const struct zc_field *field, const struct zc_value *value)
{
    struct zc_buf names = {0};
    if (!field->list)
        return name_at(filling, field->to, value->number);
    for (const char *at = value->text; *at;) {
        char *end;
        long long id = strtoll(at + (*at == ';'), &end, 10);
        const char *name = id ? name_at(filling, field->to, id) : NULL;
        if (!id)
            break;
        if (!name) {
            zc_buf_free(&names);
            return NULL;
        }
        zc_buf_printf(&names, "%s%s", names.size ? "、" : "", name);
        at = end;
    }
    const char *text = zc_arena_copy(filling->arena, zc_buf_text(&names), names.size);
    zc_buf_free(&names);
    return text;
}

/* 3 */

static int fill_list(struct zc_buf *out, struct filling *filling, const struct zc_fills *list, const struct zc_record *record, size_t place);

static int fill_field(struct zc_buf *out, struct filling *filling, const struct zc_fill *fill, const struct zc_record *record)
{
    struct zc_record here = *record;
    for (size_t i = 0; i < fill->step_count; i++) {
        const struct zc_field *field = fill->steps[i];
        if (field_hidden(filling, here.entity, field))
            return withheld(filling);
        struct zc_value value = zc_eval_field(&filling->eval, &here, field);
        if (value.kind == ZC_V_EMPTY)
            return ZC_OK;
        if (i + 1 < fill->step_count) {
            struct zc_record next;
            if (zc_rows_get(&next, filling->arena, filling->db, field->to, value.number, filling->eval.times, &ZC_READER_CITY, NULL))
                return ZC_OK;
            if (!filling->what->reader->city && zc_rows_get(&here, filling->arena, filling->db, field->to, value.number, filling->eval.times, filling->what->reader, NULL))
                return withheld(filling);
            here = next;
            continue;
        }
        const char *text = field->type == ZC_DATE ? day_words(filling->arena, (int)value.number)
                           : field->type == ZC_INSTANT ? day_words(filling->arena, zc_instant_date(value.number))
                           : field->type == ZC_REF     ? names_at(filling, field, &value)
                                                       : zc_field_show(field, &value, ZC_ZH, filling->arena);
        return text ? put_lines(out, filling, text) : withheld(filling);
    }
    return ZC_OK;
}

static int fill_value(struct zc_buf *out, struct filling *filling, const struct zc_fill *fill, const struct zc_record *record)
{
    if (expr_hidden(filling, fill->expr))
        return withheld(filling);
    struct zc_value value = zc_expr_value(fill->expr, &filling->eval.context, record);
    if (value.kind == ZC_V_EMPTY)
        return ZC_OK;
    return put_value(out, filling, value.kind == ZC_V_TEXT ? value.text
                                   : zc_expr_type(fill->expr) == ZC_DATE ? day_words(filling->arena, (int)value.number)
                                                                         : zc_arena_printf(filling->arena, "%lld", (long long)value.number));
}

/* A text as somebody wrote it: its lines are paragraphs, its placeholders count. Lines of a table stay together. */
static int fill_prose(struct zc_buf *out, struct filling *filling, const struct zc_fill *fill, const struct zc_record *record)
{
    if (field_hidden(filling, record->entity, fill->steps[0]))
        return withheld(filling);
    const char *text = zc_record_text(record, fill->steps[0]->name);
    if (!filling->whole)
        return put_value(out, filling, text);
    for (const char *at = text; *at; at++) {
        if (is_letter(at)) {
            zc_buf_str(out, "\xef\xbf\xbd");
            at += 3;
        } else if (*at == '\n' && !(at[1] == '|' && at > text && at[-1] == '|')) {
            zc_buf_str(out, "\n\n");
        } else {
            zc_buf_char(out, *at);
        }
    }
    return out->size > MOST_TEXT ? zc_fail(filling->err, ZC_ELIMIT, "公文太长：超过 1 MiB", "the paper is too long: more than 1 MiB") : ZC_OK;
}

static int fill_rule(struct zc_buf *out, struct filling *filling, const struct zc_fill *fill)
{
    const struct zc_rule_value *rule;
    int rc = zc_rule_at(&rule, filling->arena, filling->db, fill->text, filling->what->times, filling->err);
    return rc || !rule ? rc : put_value(out, filling, rule->value);
}

static int fill_rows(struct zc_buf *out, struct filling *filling, const struct zc_fill *fill, const struct zc_record *record)
{
    const struct zc_compose *what = filling->what;
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = fill->of, .times = filling->eval.times, .reader = &ZC_READER_CITY, .where = fill->expr, .limit = MOST_ROWS};
    struct zc_record here = *record;
    for (size_t i = 0; i < fill->step_count; i++) { /* to where the refs lead */
        struct zc_record next;
        struct zc_value to = field_hidden(filling, here.entity, fill->steps[i]) ? ZC_EMPTY : zc_eval_field(&filling->eval, &here, fill->steps[i]);
        if (field_hidden(filling, here.entity, fill->steps[i]))
            return withheld(filling);
        if (!to.kind || zc_rows_get(&next, filling->arena, filling->db, fill->steps[i]->to, to.number, filling->eval.times, &ZC_READER_CITY, NULL))
            return ZC_OK;
        here = next;
    }
    query.filter = zc_arena_printf(filling->arena, "%s = %lld", fill->by->name, (long long)here.id);
    if (field_hidden(filling, fill->of, fill->by) || (fill->expr && expr_hidden(filling, fill->expr)))
        return withheld(filling);
    int rc = zc_rows_list(&rows, filling->arena, filling->db, &query, filling->err);
    if (!rc && rows.next)
        rc = zc_fail(filling->err, ZC_ELIMIT, "公文里的 %s 超过 %d 条", "the paper holds more rows of %s than %d", fill->of->full_name, (int)MOST_ROWS);
    if (!rc && !what->reader->city) {
        int64_t seen;
        query.reader = what->reader;
        query.limit = 0;
        rc = zc_rows_count(&seen, filling->db, &query, filling->err);
        if (!rc && (size_t)seen != rows.count)
            rc = withheld(filling);
    }
    for (size_t i = 0; i < rows.count && !rc; i++)
        rc = fill_list(out, filling, &fill->yes, &rows.items[i], i + 1);
    return rc;
}

static int fill_list(struct zc_buf *out, struct filling *filling, const struct zc_fills *list, const struct zc_record *record, size_t place)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < list->count && !rc; i++) {
        const struct zc_fill *fill = &list->items[i];
        switch (fill->kind) {
        case ZC_FILL_WORDS: zc_buf_str(out, fill->text); break;
        case ZC_FILL_FIELD: rc = fill_field(out, filling, fill, record); break;
        case ZC_FILL_VALUE: rc = fill_value(out, filling, fill, record); break;
        case ZC_FILL_PROSE: rc = fill_prose(out, filling, fill, record); break;
        case ZC_FILL_RULE: rc = fill_rule(out, filling, fill); break;
        case ZC_FILL_CITY: rc = put_value(out, filling, filling->db->city->name.zh); break;
        case ZC_FILL_PLACE: rc = put_value(out, filling, zc_arena_printf(filling->arena, "%zu", place)); break;
        case ZC_FILL_BETWEEN:
            if (place > 1)
                zc_buf_str(out, fill->text);
            break;
        case ZC_FILL_FIRST:
            if (place == 1)
                zc_buf_str(out, fill->text);
            break;
        case ZC_FILL_IF:
            if (expr_hidden(filling, fill->expr))
                rc = withheld(filling);
            else
                rc = fill_list(out, filling, zc_eval_test(&filling->eval, fill->expr, record) ? &fill->yes : &fill->no, record, place);
            break;
        case ZC_FILL_EACH: rc = fill_rows(out, filling, fill, record); break;
        }
    }
    return rc;
}

/* One text written out; NULL when nothing is in it. */
static int fill_text(const char **out, struct filling *filling, const struct zc_fills *list, const struct zc_record *record)
{
    struct zc_buf text = {0};
    filling->whole = false;
    int rc = fill_list(&text, filling, list, record, 0);
    while (text.size && (text.bytes[text.size - 1] == ' ' || text.bytes[text.size - 1] == '\n'))
        text.size--;
    *out = text.size ? zc_arena_copy(filling->arena, text.bytes, text.size) : NULL;
    zc_buf_free(&text);
    return rc;
}

/* 4 */

static int add_segments(struct zc_official *paper, struct zc_official_spans *spans, struct filling *filling, const struct zc_review *review, const struct zc_segments *segments,
                        const char *lead)
{
    int rc = *lead ? zc_official_span(paper, spans, (struct zc_official_span){.text = lead}, filling->err) : ZC_OK;
    for (size_t i = 0; i < segments->count && !rc; i++) {
        const struct zc_segment *segment = &segments->items[i];
        struct zc_official_span span = {.strong = segment->bold};
        if (segment->kind == ZC_SEGMENT_FIGURE) {
            size_t index = 0;
            while (review->text.figures[index] != segment)
                index++;
            const struct zc_figure *figure = &review->figures[index];
            rc = zc_review_shown(&span.text, review, index, filling->err);
            span.href = zc_review_address(review, figure);
            span.tag = zc_arena_printf(filling->arena, "f%zu", paper->figure_count + index + 1);
            span.title = figure->metric->title.zh;
        } else {
            span.text = written_out(filling, segment->text);
        }
        rc = rc ? rc : zc_official_span(paper, spans, span, filling->err);
    }
    return rc;
}

static int add_block(struct zc_official *paper, struct filling *filling, const struct zc_review *review, const struct zc_block *block)
{
    struct zc_official_block *made = NULL;
    int rc = ZC_OK;
    switch (block->kind) {
    case ZC_BLOCK_RULE: return ZC_OK;
    case ZC_BLOCK_HEADING:
        if (block->level == 1) {
            struct zc_official_spans title = {0};
            rc = add_segments(paper, &title, filling, review, &block->segments, "");
            if (!rc && !paper->title)
                paper->title = zc_official_plain(filling->arena, &title);
            return rc;
        }
        made = zc_official_add(paper, ZC_OFFICIAL_HEAD, block->level - 1, filling->err);
        return made ? add_segments(paper, &made->spans, filling, review, &block->segments, "") : ZC_ELIMIT;
    case ZC_BLOCK_PARAGRAPH:
    case ZC_BLOCK_ITEM:
        made = zc_official_add(paper, ZC_OFFICIAL_TEXT, 0, filling->err);
        return made ? add_segments(paper, &made->spans, filling, review, &block->segments, block->number ? zc_arena_printf(filling->arena, "%d.", block->number) : "")
                    : ZC_ELIMIT;
    case ZC_BLOCK_TABLE:
        made = zc_official_add(paper, ZC_OFFICIAL_TABLE, 0, filling->err);
        if (!made)
            return ZC_ELIMIT;
        made->rows = block->rows;
        made->columns = block->columns;
        made->aligns = block->aligns;
        made->cells = zc_arena_array(filling->arena, block->rows * block->columns, sizeof *made->cells);
        for (size_t i = 0; i < block->rows * block->columns && !rc; i++)
            rc = add_segments(paper, &made->cells[i], filling, review, &block->cells[i], "");
        return rc;
    }
    return ZC_OK;
}

static int add_figures(struct zc_official *paper, struct filling *filling, const struct zc_review *review)
{
    static const char *const bases[] = {"计数", "规则", "填报"};
    char asof[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
    size_t before = paper->figure_count; /* of the body, when these are of an attachment */
    int rc = ZC_OK;
    for (size_t i = 0; i < review->text.figure_count && !rc; i++) {
        const struct zc_figure *figure = &review->figures[i];
        struct zc_official_figure *put = zc_arena_push(filling->arena, &paper->figures, &paper->figure_count, &paper->figure_capacity, sizeof *put);
        zc_date_format(asof, figure->times.asof);
        zc_instant_format(known, figure->times.known);
        *put = (struct zc_official_figure){.tag = zc_arena_printf(filling->arena, "f%zu", before + i + 1),
                                           .metric = figure->metric->id,
                                           .title = figure->metric->title.zh,
                                           .value = zc_figure_text(figure, false, filling->arena),
                                           .scale = figure->scale,
                                           .unit = figure->metric->unit.zh,
                                           .basis = zc_arena_printf(filling->arena, "%s %s", zc_basis_mark(figure->basis), bases[figure->basis]),
                                           .explain = figure->metric->explain.zh,
                                           .asof = zc_arena_str(filling->arena, asof),
                                           .known = zc_arena_str(filling->arena, known),
                                           .href = zc_review_address(review, figure),
                                           .digest = zc_arena_str(filling->arena, figure->digest)};
        rc = zc_review_shown(&put->shown, review, i, filling->err);
    }
    for (size_t i = 0; i < review->wording_count && !rc; i++)
        *(const char **)zc_arena_push(filling->arena, &paper->wordings, &paper->wording_count, &paper->wording_capacity, sizeof *paper->wordings) =
            zc_arena_printf(filling->arena, "%s — %s", written_out(filling, review->wordings[i].phrase), review->wordings[i].reason.zh);
    return rc;
}

/* The month, quarter, half-year or year that begins and ends on these days; false when it is none. */
static bool span_of(struct zc_period *out, struct zc_arena *arena, int from, int to)
{
    int year, month, day;
    zc_date_split(from, &year, &month, &day);
    const char *names[] = {zc_arena_printf(arena, "%04d-%02d", year, month), zc_arena_printf(arena, "%04dQ%d", year, (month + 2) / 3),
                           zc_arena_printf(arena, "%04dH%d", year, month <= 6 ? 1 : 2), zc_arena_printf(arena, "%04d", year)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (zc_period_parse(out, names[i]) && out->from == from && out->to == to)
            return true;
    return false;
}

/* Of flow figures: as asked, else as the paper declares, else the half-year. */
static void period_of(struct zc_period *out, const struct filling *filling, const struct zc_record *record, int asof)
{
    const struct zc_paper *paper = filling->paper;
    struct zc_value from = paper->from ? zc_record_value(record, paper->from->name) : ZC_EMPTY, to = paper->to ? zc_record_value(record, paper->to->name) : ZC_EMPTY;
    if (filling->what->period)
        *out = *filling->what->period;
    else if (!from.kind || !to.kind || !span_of(out, filling->arena, (int)from.number, (int)to.number))
        zc_period_half_of(out, asof);
}

/* A Markdown text of the paper behind what stands there already. */
static int fill_markdown(struct zc_composed *out, struct filling *filling, const struct zc_record *record, const struct zc_fills *fills)
{
    struct zc_official *paper = out->official;
    struct zc_buf text = {0};
    struct zc_review *review = zc_arena_alloc(filling->arena, sizeof *review);
    struct zc_period period;
    struct zc_times times = filling->what->times;
    struct zc_value day = filling->paper->asof ? zc_record_value(record, filling->paper->asof->name) : ZC_EMPTY,
                    known = filling->paper->known ? zc_record_value(record, filling->paper->known->name) : ZC_EMPTY;
    if (day.kind)
        times = zc_times_at(filling->db, (int)day.number, known.kind && known.number < times.known ? known.number : times.known);
    period_of(&period, filling, record, times.asof);
    if (known.kind) /* the rows, too, are those of then */
        zc_eval_init(&filling->eval, filling->arena, filling->db, times, &ZC_READER_CITY);
    filling->whole = true;
    int rc = fill_list(&text, filling, fills, record, 0);
    const char *kept = zc_arena_copy(filling->arena, zc_buf_text(&text), text.size);
    zc_buf_free(&text);
    if (known.kind)
        zc_eval_init(&filling->eval, filling->arena, filling->db, filling->what->times, &ZC_READER_CITY);
    if (!rc)
        rc = zc_review_bind(review, filling->arena, filling->db, filling->paper->name, kept, ZC_ZH, &period, times, filling->err);
    for (size_t i = 0; i < review->text.count && !rc; i++)
        rc = add_block(paper, filling, review, &review->text.blocks[i]);
    if (!rc)
        rc = add_figures(paper, filling, review);
    for (size_t i = 0, capacity = out->naked_count; i < review->naked_count && !rc; i++)
        *(struct zc_naked *)zc_arena_push(filling->arena, &out->naked, &out->naked_count, &capacity, sizeof *out->naked) = review->naked[i];
    return rc;
}

/* The attachments that are printed behind the paper. */
static int fill_annexes(struct zc_composed *out, struct filling *filling, const struct zc_record *record)
{
    struct zc_official *paper = out->official;
    const struct zc_paper *declared = filling->paper;
    int rc = ZC_OK;
    for (size_t i = 0; i < declared->attachment_count && !rc; i++) {
        const char *name;
        if (!declared->attachments[i].body.count)
            continue;
        rc = fill_text(&name, filling, &declared->attachments[i].name, record);
        struct zc_official_block *annex = rc ? NULL : zc_official_add(paper, ZC_OFFICIAL_ANNEX, 0, filling->err);
        if (!rc && !annex)
            rc = ZC_ELIMIT;
        if (rc)
            return rc;
        annex->label = declared->attachment_count > 1 ? zc_arena_printf(filling->arena, "附件%zu", i + 1) : "附件";
        rc = name ? zc_official_span(paper, &annex->spans, (struct zc_official_span){.text = name}, filling->err) : ZC_OK;
        filling->value_count = 0; /* the letters of the body were put in their places */
        if (!rc)
            rc = fill_markdown(out, filling, record, &declared->attachments[i].body);
    }
    return rc;
}

/* 5 */

static int stored_body(struct zc_official *paper, struct filling *filling, const struct zc_record *record)
{
    const struct zc_field *field = filling->paper->text;
    struct zc_buf html = {0};
    if (field_hidden(filling, record->entity, field))
        return withheld(filling);
    int rc = ZC_OK;
    if (!zc_edition_text(&html, filling->arena, filling->db->city, zc_record_text(record, field->name)))
        rc = zc_fail(filling->err, ZC_ECHECK, "存着的正文不在，或与摘要不符", "the stored text is missing or has another digest");
    if (!rc)
        rc = zc_official_read(paper, zc_buf_text(&html), html.size, filling->err);
    zc_buf_free(&html);
    return rc;
}

/* 6 */

static void begin(struct filling *filling, struct zc_arena *arena, struct zc_db *db, const struct zc_compose *what, struct zc_error *err)
{
    *filling = (struct filling){.arena = arena, .db = db, .what = what, .err = err};
    zc_eval_init(&filling->eval, arena, db, what->times, &ZC_READER_CITY);
}

int zc_compose_written(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_compose *what, const struct zc_json *fields, struct zc_error *err)
{
    const struct zc_entity *entity = what->entity;
    struct zc_value *values = zc_arena_array(arena, entity->column_count + 1, sizeof *values);
    int rc = ZC_OK;
    for (size_t i = 0; i <= entity->column_count; i++)
        values[i] = ZC_EMPTY;
    *out = (struct zc_record){.entity = entity, .valid_to = ZC_DATE_MAX, .known_to = ZC_INSTANT_MAX};
    if (what->id) {
        rc = zc_rows_get(out, arena, db, entity, what->id, what->times, what->reader, err);
        if (rc)
            return rc;
        memcpy(values, out->values, entity->column_count * sizeof *values);
    } else if (entity->state_count) {
        values[zc_entity_field(entity, "state")->column] = zc_text(entity->states[0].name);
    }
    out->values = values;
    if (fields && fields->kind != ZC_JSON_OBJECT)
        return zc_fail(err, ZC_EINPUT, "fields 应为对象", "fields has to be an object");
    for (const struct zc_json *member = fields ? fields->child : NULL; member && !rc; member = member->next) {
        const struct zc_field *field = zc_entity_field(entity, member->key);
        if (!field || field->column < 0)
            rc = zc_fail(err, ZC_EINPUT, "%s没有可填的字段 %.60s", "%s has no field %.60s that can be written", entity->title.zh, member->key);
        else
            rc = zc_field_from_json(&values[field->column], field, member, arena, err);
    }
    return rc;
}

/* What the paper is of: the record as the reader sees it, or the one that he is writing. */
static int subject(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_compose *what, const struct zc_reader *reader, struct zc_error *err)
{
    if (!what->written)
        return zc_rows_get(out, arena, db, what->entity, what->id, what->times, reader, err);
    *out = *what->written;
    return ZC_OK;
}

int zc_compose_choices(const struct zc_paper **out, size_t most, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_compose *what, struct zc_error *err)
{
    struct zc_record record;
    struct filling filling;
    begin(&filling, arena, db, what, err);
    *count = 0;
    int rc = subject(&record, arena, db, what, what->reader, err);
    size_t declared = rc ? 0 : zc_papers_of(out, most, db->city->model, what->entity);
    for (size_t i = 0; i < declared; i++)
        if (!out[i]->when || zc_eval_test(&filling.eval, out[i]->when, &record))
            out[(*count)++] = out[i];
    return rc;
}

static int fill_parts(struct zc_official *paper, struct filling *filling, const struct zc_record *record)
{
    const struct zc_paper *declared = filling->paper;
    const char *texts[ZC_PAPER_TEXTS];
    int rc = ZC_OK;
    for (int i = 0; i < ZC_PAPER_TEXTS && !rc; i++)
        rc = fill_text(&texts[i], filling, &declared->texts[i], record);
    if (rc)
        return rc;
    paper->mark = texts[ZC_PAPER_MARK];
    paper->number = texts[ZC_PAPER_NUMBER];
    paper->copy_number = texts[ZC_PAPER_COPY_NUMBER];
    paper->secrecy = texts[ZC_PAPER_SECRECY];
    paper->urgency = texts[ZC_PAPER_URGENCY];
    paper->compiler = texts[ZC_PAPER_COMPILER];
    paper->compiled_on = texts[ZC_PAPER_COMPILED_ON];
    paper->title = texts[ZC_PAPER_HEADING];
    paper->addressee = texts[ZC_PAPER_ADDRESSEE];
    paper->signature = texts[ZC_PAPER_SIGNATURE];
    paper->date = texts[ZC_PAPER_DATE];
    paper->note = texts[ZC_PAPER_NOTE];
    paper->copies = texts[ZC_PAPER_COPIES];
    paper->printer = texts[ZC_PAPER_PRINTER];
    paper->printed_on = texts[ZC_PAPER_PRINTED_ON];
    paper->state = texts[ZC_PAPER_DRAFT];
    if (texts[ZC_PAPER_SIGNER]) { /* several signers stand in one text with 、 between */
        const char *at = texts[ZC_PAPER_SIGNER];
        paper->signers = zc_arena_array(filling->arena, strlen(at) / 3 + 2, sizeof *paper->signers);
        for (const char *next; at; at = next ? next + strlen("、") : NULL) {
            next = strstr(at, "、");
            paper->signers[paper->signer_count++] = zc_arena_copy(filling->arena, at, next ? (size_t)(next - at) : strlen(at));
        }
    }
    paper->attachments = zc_arena_array(filling->arena, declared->attachment_count + 1, sizeof *paper->attachments);
    for (size_t i = 0; i < declared->attachment_count && !rc; i++) {
        const char *name;
        rc = fill_text(&name, filling, &declared->attachments[i].name, record);
        if (name)
            paper->attachments[paper->attachment_count++] = name;
    }
    return rc;
}

static int fill_rosters(struct zc_official *paper, struct filling *filling, const struct zc_record *record)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < filling->paper->roster_count && !rc; i++) {
        const char *names;
        rc = fill_text(&names, filling, &filling->paper->rosters[i].names, record);
        struct zc_official_block *block = rc || !names ? NULL : zc_official_add(paper, ZC_OFFICIAL_ROSTER, 0, filling->err);
        if (!block)
            continue;
        block->label = filling->paper->rosters[i].label;
        rc = zc_official_span(paper, &block->spans, (struct zc_official_span){.text = names}, filling->err);
    }
    return rc;
}

int zc_compose(struct zc_composed *out, struct zc_arena *arena, struct zc_db *db, const struct zc_compose *what, struct zc_error *err)
{
    enum { MOST = 32 };
    const struct zc_paper *choices[MOST];
    struct filling filling;
    struct zc_record record;
    size_t count, chosen = 0;
    char asof[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
    *out = (struct zc_composed){0};
    int rc = zc_compose_choices(choices, MOST, &count, arena, db, what, err);
    if (rc)
        return rc;
    while (chosen < count && what->paper && choices[chosen] != what->paper)
        chosen++;
    if (chosen >= count)
        return zc_fail(err, ZC_ENOTFOUND, "这条记录没有公文%s%s", "this record has no official paper%s%s", what->paper ? " " : "", what->paper ? what->paper->name : "");
    begin(&filling, arena, db, what, err);
    filling.paper = out->paper = choices[chosen];
    rc = subject(&record, arena, db, what, &ZC_READER_CITY, err);
    struct zc_official *paper = out->official = zc_official_new(arena);
    paper->form = (enum zc_official_form)filling.paper->form;
    paper->seal = filling.paper->seal;
    paper->sample = db->city->sample;
    zc_date_format(asof, what->times.asof);
    zc_instant_format(known, what->times.known);
    if (!what->written) /* what is not stored has no trace */
        paper->trace = zc_arena_printf(arena, "/papers/%s/%lld?paper=%s&asof=%s&known=%s", what->entity->full_name, (long long)what->id, filling.paper->name, asof, known);
    if (!rc)
        rc = fill_parts(paper, &filling, &record);
    if (!rc)
        rc = filling.paper->text ? stored_body(paper, &filling, &record) : fill_markdown(out, &filling, &record, &filling.paper->body);
    if (!rc)
        rc = fill_rosters(paper, &filling, &record);
    if (!rc)
        rc = fill_annexes(out, &filling, &record);
    if (!rc)
        zc_official_finish(paper);
    return rc;
}

const char *zc_compose_address(const struct zc_city *city)
{
    const char *address = zc_city_setting(city, "address");
    return address && *address ? address : "http://127.0.0.1:8520";
}
