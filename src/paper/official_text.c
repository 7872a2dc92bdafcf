/* official_text: 1 what is open; 2 figures; 3 tables; 4 the handlers; 5 a whole text. */
#include "paper/official_text.h"
#include "paper/xml.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 20000, MOST_COLUMNS = 63 };

/* 1 */

enum part { OUTSIDE, TITLE, PARAGRAPH, CELL, LISTED, WORDING };
struct reader {
    struct zc_official *paper;
    struct zc_arena *arena;
    enum part part;
    struct zc_official_spans title, listed, *spans; /* where text goes now; NULL: nowhere */
    struct zc_official_span span;                   /* what the text is */
    struct zc_buf text;
    int skip;                                       /* inside what is not printed: its depth */
    /* the table that is open */
    struct zc_official_spans *cells;
    size_t cell_count, cell_capacity, columns, rows;
    enum zc_docx_align aligns[MOST_COLUMNS];
    bool figures, wordings; /* in the list of figures, of wordings */
    size_t figure, column;  /* place in the list */
};

static const char *keep(struct reader *reader, const char *text) { return text ? zc_arena_str(reader->arena, text) : NULL; }

/* What was read since the last tag becomes a span. Line ends of the source are no text. */
static int flush(struct reader *reader, struct zc_error *err)
{
    struct zc_official_span span = reader->span;
    int rc = ZC_OK;
    if (reader->spans && reader->text.size) {
        span.text = zc_arena_copy(reader->arena, reader->text.bytes, reader->text.size);
        rc = zc_official_span(reader->paper, reader->spans, span, err);
    }
    zc_buf_clear(&reader->text);
    return rc;
}

static bool has_class(const char **attributes, const char *word)
{
    const char *value = zc_xml_attribute(attributes, "class");
    return value && strcmp(value, word) == 0;
}

/* 2 */

static void note_figure(struct reader *reader, const char **attributes)
{
    struct zc_official *paper = reader->paper;
    struct zc_official_figure *figure = zc_arena_push(paper->arena, &paper->figures, &paper->figure_count, &paper->figure_capacity, sizeof *figure);
    const char *value = zc_xml_attribute(attributes, "value"), *point = value ? strchr(value, '.') : NULL;
    *figure = (struct zc_official_figure){.tag = reader->span.tag,
                                          .href = reader->span.href,
                                          .metric = keep(reader, zc_xml_attribute(attributes, "data-metric")),
                                          .title = keep(reader, zc_xml_attribute(attributes, "title")),
                                          .asof = keep(reader, zc_xml_attribute(attributes, "data-asof")),
                                          .known = keep(reader, zc_xml_attribute(attributes, "data-known")),
                                          .digest = keep(reader, zc_xml_attribute(attributes, "data-digest")),
                                          .value = keep(reader, value),
                                          .scale = point ? (int)strlen(point + 1) : 0};
    if (!figure->title)
        figure->title = figure->metric ? figure->metric : "";
    if (!figure->metric)
        figure->metric = "";
    reader->span.title = figure->title;
}

/* The columns of the list: place, name, value, unit, basis, definition. */
static void end_listed(struct reader *reader)
{
    struct zc_official *paper = reader->paper;
    const char *text = zc_official_plain(reader->arena, &reader->listed);
    struct zc_official_figure *figure = reader->figure < paper->figure_count ? &paper->figures[reader->figure] : NULL;
    if (figure && reader->column == 3)
        figure->unit = text;
    else if (figure && reader->column == 4)
        figure->basis = text;
    else if (figure && reader->column == 5)
        figure->explain = text;
    reader->column++;
    reader->listed.count = 0;
}

/* 3 */

static int end_table(struct reader *reader, struct zc_error *err)
{
    if (!reader->rows || !reader->columns || reader->cell_count != reader->rows * reader->columns)
        return zc_fail(err, ZC_EINPUT, "正文里的表格行列不齐", "a table of the text has rows of different lengths");
    struct zc_official_block *block = zc_official_add(reader->paper, ZC_OFFICIAL_TABLE, 0, err);
    if (!block)
        return ZC_ELIMIT;
    block->cells = reader->cells;
    block->rows = reader->rows;
    block->columns = reader->columns;
    block->aligns = zc_arena_array(reader->arena, reader->columns, sizeof *block->aligns);
    memcpy(block->aligns, reader->aligns, reader->columns * sizeof *block->aligns);
    return ZC_OK;
}

static int begin_cell(struct reader *reader, const char **attributes, struct zc_error *err)
{
    if (reader->figures) {
        reader->spans = &reader->listed;
        reader->part = LISTED;
        return ZC_OK;
    }
    if (reader->cell_count >= MOST_CELLS || (reader->rows == 1 && reader->columns >= MOST_COLUMNS))
        return zc_fail(err, ZC_ELIMIT, "正文里的表格太大", "a table of the text is too large");
    if (reader->rows == 1)
        reader->aligns[reader->columns++] = has_class(attributes, "zc-end") ? ZC_DOCX_END : has_class(attributes, "zc-centre") ? ZC_DOCX_CENTRE : ZC_DOCX_LEFT;
    struct zc_official_spans *cell = zc_arena_push(reader->arena, &reader->cells, &reader->cell_count, &reader->cell_capacity, sizeof *cell);
    *cell = (struct zc_official_spans){0};
    reader->spans = cell;
    reader->part = CELL;
    return ZC_OK;
}

/* 4 */

static int begin_block(struct reader *reader, enum zc_official_kind kind, int level, struct zc_error *err)
{
    struct zc_official_block *block = zc_official_add(reader->paper, kind, level, err);
    if (!block)
        return ZC_ELIMIT;
    reader->spans = &block->spans;
    reader->part = PARAGRAPH;
    return ZC_OK;
}

static int start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct reader *reader = user;
    struct zc_error *err = zc_xml_error(xml);
    const char *id = zc_xml_attribute(attributes, "id");
    int rc = flush(reader, err);
    if (rc || reader->skip) {
        reader->skip += reader->skip > 0;
        return rc;
    }
    if ((strcmp(name, "p") == 0 && has_class(attributes, "zc-count")) || strcmp(name, "sup") == 0) {
        reader->skip = 1;
    } else if (strcmp(name, "h1") == 0) {
        reader->spans = &reader->title;
        reader->part = TITLE;
    } else if (name[0] == 'h' && name[1] >= '2' && name[1] <= '6' && !name[2]) {
        reader->figures = id && strcmp(id, "figures") == 0;
        reader->wordings = id && strcmp(id, "wordings") == 0;
        if (reader->figures || reader->wordings)
            reader->skip = 1;
        else
            return begin_block(reader, ZC_OFFICIAL_HEAD, name[1] - '1', err);
    } else if (strcmp(name, "p") == 0) {
        return begin_block(reader, ZC_OFFICIAL_TEXT, 0, err);
    } else if (strcmp(name, "li") == 0 && reader->wordings) {
        reader->spans = &reader->listed;
        reader->listed.count = 0;
        reader->part = WORDING;
    } else if (strcmp(name, "li") == 0) {
        return begin_block(reader, ZC_OFFICIAL_TEXT, 0, err);
    } else if (strcmp(name, "table") == 0) {
        reader->cells = NULL;
        reader->cell_count = reader->cell_capacity = reader->columns = reader->rows = 0;
    } else if (strcmp(name, "tr") == 0) {
        reader->rows++;
        reader->column = 0;
    } else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
        return begin_cell(reader, attributes, err);
    } else if (strcmp(name, "strong") == 0) {
        reader->span.strong = true;
    } else if (strcmp(name, "a") == 0 && has_class(attributes, "zc-door")) {
        reader->span.tag = keep(reader, id);
        reader->span.href = keep(reader, zc_xml_attribute(attributes, "href"));
    } else if (strcmp(name, "data") == 0) {
        note_figure(reader, attributes);
    }
    return ZC_OK;
}

static int end(void *user, struct zc_xml *xml, const char *name)
{
    struct reader *reader = user;
    struct zc_official *paper = reader->paper;
    if (reader->skip) {
        reader->skip--;
        zc_buf_clear(&reader->text);
        return ZC_OK;
    }
    if (strcmp(name, "data") == 0 && paper->figure_count)
        paper->figures[paper->figure_count - 1].shown = zc_arena_copy(reader->arena, zc_buf_text(&reader->text), reader->text.size);
    int rc = flush(reader, zc_xml_error(xml));
    if (rc)
        return rc;
    if (strcmp(name, "strong") == 0) {
        reader->span.strong = false;
    } else if (strcmp(name, "a") == 0) {
        reader->span = (struct zc_official_span){.strong = reader->span.strong};
    } else if (strcmp(name, "table") == 0 && !reader->figures) {
        return end_table(reader, zc_xml_error(xml));
    } else if (strcmp(name, "tr") == 0 && reader->figures) {
        reader->figure += reader->rows > 1; /* the first is the head */
    } else if (strcmp(name, "p") == 0 || strcmp(name, "li") == 0 || strcmp(name, "td") == 0 || strcmp(name, "th") == 0 || name[0] == 'h') {
        if (reader->part == LISTED)
            end_listed(reader);
        if (reader->part == WORDING)
            *(const char **)zc_arena_push(paper->arena, &paper->wordings, &paper->wording_count, &paper->wording_capacity, sizeof *paper->wordings) =
                zc_official_plain(reader->arena, &reader->listed);
        reader->spans = NULL;
        reader->part = OUTSIDE;
    }
    return ZC_OK;
}

static int text(void *user, struct zc_xml *xml, const char *bytes, size_t size)
{
    struct reader *reader = user;
    (void)xml;
    if (reader->skip || !reader->spans)
        return ZC_OK;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != '\n')
            zc_buf_char(&reader->text, bytes[i]);
    return ZC_OK;
}

/* 5 */

int zc_official_read(struct zc_official *paper, const char *html, size_t size, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {start, end, text};
    struct reader reader = {.paper = paper, .arena = paper->arena};
    struct zc_buf xml = {0};
    /* The one element that the fragment leaves open, as HTML does. */
    for (const char *at = html, *stop = html + size; at < stop;) {
        const char *rule = memmem(at, (size_t)(stop - at), "<hr>", 4);
        zc_buf_add(&xml, at, (size_t)((rule ? rule : stop) - at));
        if (rule)
            zc_buf_str(&xml, "<hr/>");
        at = rule ? rule + 4 : stop;
    }
    int rc = zc_xml_run(zc_xml_new(&handlers, &reader, "edition"), zc_buf_text(&xml), xml.size, err);
    zc_buf_free(&xml);
    zc_buf_free(&reader.text);
    for (size_t i = 0; i < paper->figure_count; i++)
        if (!paper->figures[i].shown)
            paper->figures[i].shown = paper->figures[i].value ? paper->figures[i].value : "";
    if (!rc && (!paper->title || !*paper->title))
        paper->title = zc_official_plain(paper->arena, &reader.title);
    return rc;
}
