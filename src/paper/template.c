/* template: lines into blocks, one line of text into segments, placeholders, marks; then the naked numbers. */
#include "paper/template.h"
#include "base/date.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE_MOST = 1024 * 1024, LINES_MOST = 20000, COLUMNS_MOST = 63 };

struct parser {
    struct zc_arena *arena;
    struct zc_template *out;
    struct zc_error *err;
    const char *text, *end;
    int line;
    const char *line_start;
};

/* Column of a place in the current line, in letters from 1. */
static int column_of(const struct parser *parser, const char *at)
{
    int column = 1;
    for (const char *p = parser->line_start; p < at; column++)
        zc_utf8_next(&p, at);
    return column;
}

#define FAIL_AT(parser, place, zh, en, ...)                                                                            \
    zc_fail((parser)->err, ZC_EINPUT, "第 %d 行第 %d 列：" zh, "line %d, column %d: " en, (parser)->line,              \
            column_of(parser, place), __VA_ARGS__)

/* ---- placeholders and marks ---- */

static bool is_metric(const char *name)
{
    if (*name < 'a' || *name > 'z')
        return false;
    for (; *name; name++)
        if (!((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '_'))
            return false;
    return true;
}

static char *trimmed(struct zc_arena *arena, const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    return zc_arena_copy(arena, from, (size_t)(to - from));
}

static int read_option(struct parser *parser, struct zc_segment *figure, const char *key, const char *value,
                       const char *place)
{
    int day;
    int64_t instant;
    struct zc_period period;
    if (strcmp(key, "asof") == 0) {
        if (!zc_date_parse(&day, value))
            return FAIL_AT(parser, place, "asof 应为 2017-06-30 样的日期，写的是“%s”",
                           "asof takes a date such as 2017-06-30, not \"%s\"", value);
        figure->asof = value;
    } else if (strcmp(key, "known") == 0) {
        if (!zc_instant_parse(&instant, value))
            return FAIL_AT(parser, place, "known 应为日期或时刻，写的是“%s”",
                           "known takes a date or an instant, not \"%s\"", value);
        figure->known = value;
    } else if (strcmp(key, "period") == 0) {
        if (!zc_period_parse(&period, value))
            return FAIL_AT(parser, place, "period 应为 2017、2017H1、2017Q2 或 2017-06，写的是“%s”",
                           "period takes 2017, 2017H1, 2017Q2 or 2017-06, not \"%s\"", value);
        figure->period = value;
    } else if (strcmp(key, "form") == 0) {
        if (!zc_figure_form_parse(&figure->style.form, value))
            return FAIL_AT(parser, place, "form 应为 grouped、plain、percent 或 words，写的是“%s”",
                           "form takes grouped, plain, percent or words, not \"%s\"", value);
        figure->has_form = true;
    } else if (strcmp(key, "decimals") == 0) {
        if (value[0] < '0' || value[0] > '9' || value[1])
            return FAIL_AT(parser, place, "decimals 应为 0 到 9，写的是“%s”", "decimals takes 0 to 9, not \"%s\"", value);
        figure->style.decimals = value[0] - '0';
    } else if (strcmp(key, "unit") == 0) {
        if (!zc_unit_find(value))
            return FAIL_AT(parser, place, "不认识单位“%s”", "the unit \"%s\" is unknown", value);
        figure->style.unit = value;
    } else {
        return FAIL_AT(parser, place, "不认识“%s”，可用 asof、period、known、form、decimals、unit",
                       "\"%s\" is unknown; there are asof, period, known, form, decimals, unit", key);
    }
    return ZC_OK;
}

/* The inside of {{…}}. */
static int read_figure(struct parser *parser, struct zc_segment *out, const char *from, const char *to)
{
    const char *bar = memchr(from, '|', (size_t)(to - from));
    out->metric = trimmed(parser->arena, from, bar ? bar : to);
    out->style = (struct zc_figure_style){.decimals = -1};
    if (!is_metric(out->metric))
        return FAIL_AT(parser, from, "“%s”不是数字的名称（小写字母、数字、下划线）",
                       "\"%s\" is no name of a figure (small letters, digits, underscores)", out->metric);
    while (bar) {
        const char *start = bar + 1;
        bar = memchr(start, '|', (size_t)(to - start));
        const char *stop = bar ? bar : to, *equals = memchr(start, '=', (size_t)(stop - start));
        if (!equals)
            return FAIL_AT(parser, start, "“%s”缺少等号", "\"%s\" lacks an equals sign",
                           trimmed(parser->arena, start, stop));
        int rc = read_option(parser, out, trimmed(parser->arena, start, equals),
                             trimmed(parser->arena, equals + 1, stop), start);
        if (rc)
            return rc;
    }
    return ZC_OK;
}

/* The inside of [[…]]. */
static int read_mark(struct parser *parser, struct zc_segment *out, const char *from, const char *to)
{
    const char *bar = memchr(from, '|', (size_t)(to - from));
    const char *second = bar ? memchr(bar + 1, '|', (size_t)(to - bar - 1)) : NULL;
    out->text = trimmed(parser->arena, from, bar ? bar : to);
    out->reason = bar ? trimmed(parser->arena, bar + 1, second ? second : to) : "";
    out->mark = ZC_PROOF_WORDING;
    if (!*out->text || !*out->reason)
        return FAIL_AT(parser, from, "标记应写作 [[词语|理由]]，“%s”缺词语或理由",
                       "a mark is written [[phrase|reason]]; \"%s\" lacks one", out->text);
    if (second) {
        char *kind = trimmed(parser->arena, second + 1, to);
        if (strcmp(kind, "name_number") == 0)
            out->mark = ZC_PROOF_NAME_NUMBER;
        else if (strcmp(kind, "claim") == 0)
            out->mark = ZC_PROOF_CLAIM;
        else if (strcmp(kind, "wording") != 0)
            return FAIL_AT(parser, second + 1, "标记种类应为 wording、name_number 或 claim，写的是“%s”",
                           "a mark is wording, name_number or claim, not \"%s\"", kind);
    }
    return ZC_OK;
}

static const char *find_close(const char *from, const char *end, char close)
{
    for (; from + 1 < end; from++)
        if (from[0] == close && from[1] == close)
            return from;
    return NULL;
}

/* ---- one line of text ---- */

struct line {
    struct zc_segments *segments;
    struct zc_buf text; /* of the segment being gathered */
    const char *start;  /* where it began */
    bool bold;
};

static struct zc_segment *add_segment(struct parser *parser, struct zc_segments *segments, const char *place)
{
    struct zc_segment *segment =
        zc_arena_push(parser->arena, &segments->items, &segments->count, &segments->capacity, sizeof *segment);
    *segment = (struct zc_segment){.line = parser->line, .column = column_of(parser, place)};
    return segment;
}

static void close_text(struct parser *parser, struct line *line)
{
    if (!line->text.size)
        return;
    struct zc_segment *segment = add_segment(parser, line->segments, line->start);
    segment->text = zc_arena_copy(parser->arena, line->text.bytes, line->text.size);
    segment->bold = line->bold;
    zc_buf_clear(&line->text);
}

static int read_line(struct parser *parser, struct zc_segments *segments, const char *from, const char *to)
{
    struct line line = {.segments = segments};
    int rc = ZC_OK;
    for (const char *p = from; p < to && !rc;) {
        bool two = p + 1 < to && p[0] == p[1];
        if (*p == '\\' && p + 1 < to && strchr("\\{[*|#-", p[1]) && p[1]) {
            close_text(parser, &line); /* so that a segment's letters and its columns keep step */
            line.start = p + 1;
            zc_buf_char(&line.text, p[1]);
            p += 2;
            continue;
        }
        if (two && (*p == '{' || *p == '[')) {
            bool figure = *p == '{';
            const char *close = find_close(p + 2, to, figure ? '}' : ']');
            if (!close) {
                rc = FAIL_AT(parser, p, "“%s”没有收尾", "\"%s\" is not closed", figure ? "{{" : "[[");
                break;
            }
            close_text(parser, &line);
            struct zc_segment *segment = add_segment(parser, segments, p);
            segment->kind = figure ? ZC_SEGMENT_FIGURE : ZC_SEGMENT_MARK;
            segment->bold = line.bold;
            rc = figure ? read_figure(parser, segment, p + 2, close) : read_mark(parser, segment, p + 2, close);
            p = close + 2;
            continue;
        }
        if (two && *p == '*') {
            close_text(parser, &line);
            line.bold = !line.bold;
            p += 2;
            continue;
        }
        if (!line.text.size)
            line.start = p;
        zc_buf_char(&line.text, *p++);
    }
    if (!rc && line.bold)
        rc = FAIL_AT(parser, from, "“%s”没有成对", "\"%s\" has no partner", "**");
    if (!rc)
        close_text(parser, &line);
    zc_buf_free(&line.text);
    return rc;
}

/* ---- blocks ---- */

static struct zc_block *add_block(struct parser *parser, enum zc_block_kind kind)
{
    struct zc_block *block =
        zc_arena_push(parser->arena, &parser->out->blocks, &parser->out->count, &parser->out->capacity, sizeof *block);
    *block = (struct zc_block){.kind = kind, .line = parser->line};
    return block;
}

static const char *line_end(const struct parser *parser, const char *from)
{
    const char *end = memchr(from, '\n', (size_t)(parser->end - from));
    end = end ? end : parser->end;
    return end > from && end[-1] == '\r' ? end - 1 : end;
}

static bool is_table_row(const char *from, const char *to) { return from < to && *from == '|'; }

/* |---|---:| */
static bool is_table_rule(const char *from, const char *to)
{
    bool dash = false;
    for (const char *p = from; p < to; p++) {
        if (!strchr("|-: \t", *p) || !*p)
            return false;
        dash = dash || *p == '-';
    }
    return dash && is_table_row(from, to);
}

/* The end of the cell that begins at `from`: a bar outside placeholders, marks and escapes. */
static const char *cell_end(const char *from, const char *to)
{
    for (const char *p = from; p < to; p++) {
        if (*p == '\\' && p + 1 < to) {
            p++;
        } else if (p + 1 < to && p[0] == p[1] && (*p == '{' || *p == '[')) {
            const char *close = find_close(p + 2, to, *p == '{' ? '}' : ']');
            if (close)
                p = close + 1;
        } else if (*p == '|') {
            return p;
        }
    }
    return to;
}

static void trim_line(const char **from, const char **to)
{
    while (*from < *to && (**from == ' ' || **from == '\t'))
        (*from)++;
    while (*to > *from && ((*to)[-1] == ' ' || (*to)[-1] == '\t'))
        (*to)--;
}

static size_t count_cells(const char *from, const char *to)
{
    size_t count = 0;
    for (const char *p = from + 1; p < to; p = cell_end(p, to) + 1)
        count++;
    return count;
}

static int read_row(struct parser *parser, struct zc_block *table, const char *from, const char *to)
{
    size_t cells = count_cells(from, to);
    if (cells != table->columns)
        return FAIL_AT(parser, from, "表格应有 %zu 列，此行有 %zu 列", "the table has %zu columns, this row %zu",
                       table->columns, cells);
    const char *p = from + 1;
    for (size_t i = 0; i < cells; i++) {
        const char *start = p, *stop = cell_end(p, to);
        p = stop + 1;
        trim_line(&start, &stop);
        int rc = read_line(parser, &table->cells[table->rows * table->columns + i], start, stop);
        if (rc)
            return rc;
    }
    table->rows++;
    return ZC_OK;
}

static void read_aligns(struct zc_block *table, const char *from, const char *to)
{
    const char *p = from + 1;
    for (size_t i = 0; i < table->columns && p < to; i++) {
        const char *start = p, *stop = cell_end(p, to);
        p = stop + 1;
        trim_line(&start, &stop);
        bool left = start < stop && *start == ':', right = start < stop && stop[-1] == ':';
        table->aligns[i] = right ? (left ? ZC_DOCX_CENTRE : ZC_DOCX_END) : ZC_DOCX_LEFT;
    }
}

static void next_line(struct parser *parser)
{
    const char *end = memchr(parser->line_start, '\n', (size_t)(parser->end - parser->line_start));
    parser->line_start = end ? end + 1 : parser->end;
    parser->line++;
}

/* Header, rule and rows; stands behind the last row afterwards. */
static int read_table(struct parser *parser)
{
    const char *from = parser->line_start, *to = line_end(parser, from);
    trim_line(&from, &to);
    struct zc_block *table = add_block(parser, ZC_BLOCK_TABLE);
    table->columns = count_cells(from, to);
    if (table->columns < 1 || table->columns > COLUMNS_MOST)
        return FAIL_AT(parser, from, "表格有 %zu 列，应为 1 至 %d 列", "the table has %zu columns; 1 to %d are allowed",
                       table->columns, (int)COLUMNS_MOST);
    size_t rows = 0;
    for (const char *p = parser->line_start; p < parser->end; rows++) {
        const char *start = p, *stop = line_end(parser, p);
        trim_line(&start, &stop);
        if (!is_table_row(start, stop))
            break;
        const char *feed = memchr(p, '\n', (size_t)(parser->end - p));
        p = feed ? feed + 1 : parser->end;
    }
    table->cells = zc_arena_array(parser->arena, rows * table->columns, sizeof *table->cells);
    table->aligns = zc_arena_array(parser->arena, table->columns, sizeof *table->aligns);
    for (size_t i = 0; i < rows; i++, next_line(parser)) {
        from = parser->line_start;
        to = line_end(parser, from);
        trim_line(&from, &to);
        if (i == 1) {
            read_aligns(table, from, to);
            continue;
        }
        int rc = read_row(parser, table, from, to);
        if (rc)
            return rc;
    }
    return ZC_OK;
}

/* The text behind "- ", "* " or "3. "; NULL when the line is no list item. */
static const char *item_text(const char *from, const char *to, int *number)
{
    *number = 0;
    if (to - from >= 2 && (*from == '-' || *from == '*') && from[1] == ' ')
        return from + 2;
    const char *p = from;
    for (; p < to && p - from < 3 && *p >= '0' && *p <= '9'; p++)
        *number = *number * 10 + (*p - '0');
    return p > from && p + 1 < to && *p == '.' && p[1] == ' ' ? p + 2 : NULL;
}

static bool is_rule(const char *from, const char *to)
{
    if (to - from < 3)
        return false;
    for (const char *p = from; p < to; p++)
        if (*p != '-')
            return false;
    return true;
}

/* One line that is neither blank nor a table; `open` is the paragraph or item that a plain line continues. */
static int read_block(struct parser *parser, struct zc_block **open)
{
    const char *whole = parser->line_start, *from = whole, *to = line_end(parser, from);
    trim_line(&from, &to);
    int number, level = 0;
    while (from + level < to && from[level] == '#')
        level++;
    const char *item = item_text(from, to, &number);
    struct zc_block *block;
    if (is_rule(from, to)) {
        add_block(parser, ZC_BLOCK_RULE);
        *open = NULL;
        return ZC_OK;
    }
    if (level >= 1 && level <= 6 && from + level < to && from[level] == ' ') {
        block = add_block(parser, ZC_BLOCK_HEADING);
        block->level = level;
        from += level + 1;
        trim_line(&from, &to);
        *open = NULL;
        return read_line(parser, &block->segments, from, to);
    }
    if (item) {
        block = add_block(parser, ZC_BLOCK_ITEM);
        block->number = number;
        block->level = 1 + (int)(from - whole) / 2;
        if (block->level > 6)
            block->level = 6;
        *open = block;
        return read_line(parser, &block->segments, item, to);
    }
    if (*open) {
        struct zc_segment *feed = add_segment(parser, &(*open)->segments, from);
        feed->text = "\n";
        return read_line(parser, &(*open)->segments, from, to);
    }
    *open = add_block(parser, ZC_BLOCK_PARAGRAPH);
    return read_line(parser, &(*open)->segments, from, to);
}

static void gather(struct parser *parser, struct zc_segments *segments)
{
    struct zc_template *out = parser->out;
    for (size_t i = 0; i < segments->count; i++) {
        struct zc_segment *segment = &segments->items[i], **place;
        if (segment->kind == ZC_SEGMENT_TEXT)
            continue;
        if (segment->kind == ZC_SEGMENT_FIGURE)
            place = zc_arena_push(parser->arena, &out->figures, &out->figure_count, &out->figure_capacity, sizeof *place);
        else
            place = zc_arena_push(parser->arena, &out->marks, &out->mark_count, &out->mark_capacity, sizeof *place);
        *place = segment;
    }
}

static const char *title_of(struct parser *parser)
{
    for (size_t i = 0; i < parser->out->count; i++) {
        const struct zc_block *block = &parser->out->blocks[i];
        if (block->kind != ZC_BLOCK_HEADING || block->level != 1)
            continue;
        struct zc_buf title = {0};
        for (size_t k = 0; k < block->segments.count; k++)
            zc_buf_str(&title, block->segments.items[k].text);
        char *text = zc_arena_str(parser->arena, zc_buf_text(&title));
        zc_buf_free(&title);
        return text;
    }
    return "";
}

int zc_template_parse(struct zc_template *out, struct zc_arena *arena, const char *text, size_t size, struct zc_error *err)
{
    *out = (struct zc_template){.title = ""};
    if (size > SIZE_MOST)
        return zc_fail(err, ZC_ELIMIT, "模板长 %zu 字节，超过 1 MiB", "the template has %zu bytes, more than 1 MiB",
                       size);
    if (!zc_utf8_valid(text, size) || memchr(text, 0, size))
        return zc_fail(err, ZC_EINPUT, "模板不是 UTF-8 文本", "the template is no UTF-8 text");
    struct parser parser = {
        .arena = arena, .out = out, .err = err, .text = text, .end = text + size, .line = 1, .line_start = text};
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        parser.line_start += 3;
    struct zc_block *open = NULL;
    while (parser.line_start < parser.end) {
        if (parser.line > LINES_MOST)
            return zc_fail(err, ZC_ELIMIT, "模板超过 %d 行", "the template has more than %d lines", (int)LINES_MOST);
        const char *from = parser.line_start, *to = line_end(&parser, from);
        trim_line(&from, &to);
        const char *feed = memchr(parser.line_start, '\n', (size_t)(parser.end - parser.line_start));
        const char *next = feed ? feed + 1 : parser.end, *next_to = next < parser.end ? line_end(&parser, next) : next;
        trim_line(&next, &next_to);
        int rc = ZC_OK;
        if (from == to) {
            open = NULL;
        } else if (is_table_row(from, to) && is_table_rule(next, next_to)) {
            open = NULL;
            if ((rc = read_table(&parser)))
                return rc;
            continue;
        } else {
            rc = read_block(&parser, &open);
        }
        if (rc)
            return rc;
        next_line(&parser);
    }
    for (size_t i = 0; i < out->count; i++) {
        struct zc_block *block = &out->blocks[i];
        gather(&parser, &block->segments);
        for (size_t k = 0; k < block->rows * block->columns; k++)
            gather(&parser, &block->cells[k]);
    }
    out->title = title_of(&parser);
    return ZC_OK;
}

/* ---- naked numbers ---- */

/* The whole report as one text, with the segment that each stretch of it comes from. A placeholder or a mark becomes U+FFFC, so
 * that it parts words and numbers. */
struct flat {
    struct zc_buf text;
    struct place {
        size_t start;
        const struct zc_segment *segment;
    } * places;
    size_t count, capacity;
    struct zc_arena *arena;
};

static void flatten(struct flat *flat, const struct zc_segments *segments)
{
    for (size_t i = 0; i < segments->count; i++) {
        struct place *place = zc_arena_push(flat->arena, &flat->places, &flat->count, &flat->capacity, sizeof *place);
        *place = (struct place){.start = flat->text.size, .segment = &segments->items[i]};
        zc_buf_str(&flat->text, segments->items[i].kind == ZC_SEGMENT_TEXT ? segments->items[i].text : "\xEF\xBF\xBC");
    }
    if (segments->count)
        zc_buf_char(&flat->text, '\n');
}

static void suggest(struct zc_naked *naked, size_t offset, const struct zc_proofs *among)
{
    for (size_t i = 0; i < among->count; i++) {
        const struct zc_proof *proof = &among->items[i];
        if (proof->offset != offset)
            continue;
        naked->likely = proof->metric ? proof->metric : proof->likely;
        naked->likely_title = proof->metric ? proof->title : proof->likely_title;
        naked->likely_equal = proof->status == ZC_PROOF_EQUAL;
    }
}

/* What is naked is decided without the figures; `tables` only adds what a number seems to be. */
static int find_naked(struct zc_naked **out, size_t *count, struct zc_arena *arena, const struct zc_template *report,
                      const struct zc_prose_tables *tables, struct zc_error *err)
{
    *out = NULL;
    *count = 0;
    struct flat flat = {.arena = arena};
    for (size_t i = 0; i < report->count; i++) {
        flatten(&flat, &report->blocks[i].segments);
        for (size_t k = 0; k < report->blocks[i].rows * report->blocks[i].columns; k++)
            flatten(&flat, &report->blocks[i].cells[k]);
    }
    struct zc_prose_tables plain = {.wordings = tables->wordings, .wording_count = tables->wording_count};
    struct zc_proofs proofs, among = {0};
    size_t capacity = 0;
    int rc = zc_prose_check(&proofs, arena, zc_buf_text(&flat.text), flat.text.size, &plain, err);
    if (!rc && tables->known_count)
        rc = zc_prose_check(&among, arena, zc_buf_text(&flat.text), flat.text.size, tables, err);
    for (size_t i = 0, k = 0; !rc && i < proofs.count; i++) {
        const struct zc_proof *proof = &proofs.items[i];
        if (proof->status != ZC_PROOF_UNBOUND)
            continue;
        while (k + 1 < flat.count && flat.places[k + 1].start <= proof->offset)
            k++;
        struct zc_naked *naked = zc_arena_push(arena, out, count, &capacity, sizeof *naked);
        *naked = (struct zc_naked){.line = flat.places[k].segment->line,
                                   .column = flat.places[k].segment->column,
                                   .text = proof->text,
                                   .reason = proof->reason,
                                   .letters = zc_utf8_length(proof->text)};
        suggest(naked, proof->offset, &among);
        const char *at = flat.text.bytes + flat.places[k].start, *end = flat.text.bytes + proof->offset;
        while (at < end) {
            zc_utf8_next(&at, end);
            naked->column++;
        }
    }
    zc_buf_free(&flat.text);
    return rc;
}

int zc_template_naked(struct zc_naked **out, size_t *count, struct zc_arena *arena, const struct zc_template *report,
                      const struct zc_wording *wordings, size_t wording_count, struct zc_error *err)
{
    struct zc_prose_tables tables = {.wordings = wordings, .wording_count = wording_count};
    return find_naked(out, count, arena, report, &tables, err);
}

int zc_template_suggest(struct zc_naked **out, size_t *count, struct zc_arena *arena, const struct zc_template *report,
                        const struct zc_prose_tables *tables, struct zc_error *err)
{
    return find_naked(out, count, arena, report, tables, err);
}
