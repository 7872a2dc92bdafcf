/* template_render: a parsed report as HTML, Markdown and DOCX. */
#include "paper/template.h"

#include <string.h>

static int ask(struct zc_shown *shown, zc_template_figure *figure, void *user, const struct zc_segment *segment,
               struct zc_error *err)
{
    *shown = (struct zc_shown){0};
    int rc = figure(user, shown, segment, err);
    if (!rc && (!shown->text || shown->count > 8))
        rc = zc_fail(err, ZC_EINTERNAL, "数字“%s”没有给出文字", "the figure \"%s\" came without a text", segment->metric);
    return rc;
}

/* ---- HTML ---- */

static void put_attribute(struct zc_buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    zc_buf_printf(out, " %s=\"", name);
    zc_buf_html(out, value);
    zc_buf_char(out, '"');
}

static bool is_attribute(const char *name)
{
    if (!name || *name < 'a' || *name > 'z')
        return false;
    for (; *name; name++)
        if (!((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '-'))
            return false;
    return true;
}

static int html_figure(struct zc_buf *out, const struct zc_segment *segment, const struct zc_shown *shown,
                       struct zc_error *err)
{
    if (shown->href) {
        zc_buf_str(out, "<a class=\"zc-door\"");
        if (shown->tag)
            put_attribute(out, "id", shown->tag);
        put_attribute(out, "href", shown->href);
        zc_buf_char(out, '>');
    }
    zc_buf_str(out, "<data class=\"zc-figure\"");
    put_attribute(out, "value", shown->value ? shown->value : shown->text);
    put_attribute(out, "data-metric", segment->metric);
    for (size_t i = 0; i < shown->count; i++) {
        if (!is_attribute(shown->names[i]))
            return zc_fail(err, ZC_EINTERNAL, "“%s”不能作属性名", "\"%s\" is no attribute name",
                           shown->names[i] ? shown->names[i] : "");
        put_attribute(out, shown->names[i], shown->values[i]);
    }
    put_attribute(out, "title", shown->title);
    zc_buf_char(out, '>');
    zc_buf_html(out, shown->text);
    zc_buf_str(out, "</data>");
    if (shown->mark) {
        zc_buf_str(out, "<sup class=\"zc-basis\">");
        zc_buf_html(out, shown->mark);
        zc_buf_str(out, "</sup>");
    }
    zc_buf_str(out, shown->href ? "</a>" : "");
    return ZC_OK;
}

static int html_segments(struct zc_buf *out, const struct zc_segments *segments, zc_template_figure *figure, void *user,
                         struct zc_error *err)
{
    for (size_t i = 0; i < segments->count; i++) {
        const struct zc_segment *segment = &segments->items[i];
        if (segment->bold)
            zc_buf_str(out, "<strong>");
        if (segment->kind == ZC_SEGMENT_FIGURE) {
            struct zc_shown shown;
            int rc = ask(&shown, figure, user, segment, err);
            if (rc || (rc = html_figure(out, segment, &shown, err)))
                return rc;
        } else if (segment->kind == ZC_SEGMENT_MARK) {
            zc_buf_printf(out, "<span class=\"zc-mark zc-%s\"", zc_proof_status_name(segment->mark));
            put_attribute(out, "title", segment->reason);
            zc_buf_char(out, '>');
            zc_buf_html(out, segment->text);
            zc_buf_str(out, "</span>");
        } else {
            zc_buf_html(out, segment->text);
        }
        if (segment->bold)
            zc_buf_str(out, "</strong>");
    }
    return ZC_OK;
}

static int html_table(struct zc_buf *out, const struct zc_block *table, zc_template_figure *figure, void *user,
                      struct zc_error *err)
{
    static const char *const aligns[] = {"", " class=\"zc-centre\"", " class=\"zc-end\""};
    zc_buf_str(out, "<table>\n");
    for (size_t row = 0; row < table->rows; row++) {
        zc_buf_str(out, row == 0 ? "<thead><tr>" : row == 1 ? "<tbody>\n<tr>" : "<tr>");
        for (size_t column = 0; column < table->columns; column++) {
            zc_buf_printf(out, "<%s%s%s>", row ? "td" : "th", row ? "" : " scope=\"col\"", aligns[table->aligns[column]]);
            int rc = html_segments(out, &table->cells[row * table->columns + column], figure, user, err);
            if (rc)
                return rc;
            zc_buf_str(out, row ? "</td>" : "</th>");
        }
        zc_buf_str(out, row ? "</tr>\n" : "</tr></thead>\n");
    }
    zc_buf_str(out, table->rows > 1 ? "</tbody></table>\n" : "</table>\n");
    return ZC_OK;
}

/* Items of any depth form one list of their kind; deeper ones carry their depth as a class. */
static bool same_list(const struct zc_block *a, const struct zc_block *b)
{
    return a->kind == ZC_BLOCK_ITEM && b->kind == ZC_BLOCK_ITEM && !a->number == !b->number;
}

int zc_template_html(struct zc_buf *out, const struct zc_template *report, zc_template_figure *figure, void *user,
                     struct zc_error *err)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct zc_block *block = &report->blocks[i];
        bool first = !i || !same_list(block - 1, block), last = i + 1 == report->count || !same_list(block, block + 1);
        const char *list = block->number ? "ol" : "ul";
        int rc = ZC_OK;
        switch (block->kind) {
        case ZC_BLOCK_RULE: zc_buf_str(out, "<hr>\n"); break;
        case ZC_BLOCK_TABLE: rc = html_table(out, block, figure, user, err); break;
        case ZC_BLOCK_HEADING:
            zc_buf_printf(out, "<h%d>", block->level);
            rc = html_segments(out, &block->segments, figure, user, err);
            zc_buf_printf(out, "</h%d>\n", block->level);
            break;
        case ZC_BLOCK_PARAGRAPH:
            zc_buf_str(out, "<p>");
            rc = html_segments(out, &block->segments, figure, user, err);
            zc_buf_str(out, "</p>\n");
            break;
        case ZC_BLOCK_ITEM:
            if (first)
                zc_buf_printf(out, block->number > 1 ? "<%s start=\"%d\">\n" : "<%s>\n", list, block->number);
            if (block->level > 1)
                zc_buf_printf(out, "<li class=\"zc-level-%d\">", block->level);
            else
                zc_buf_str(out, "<li>");
            rc = html_segments(out, &block->segments, figure, user, err);
            zc_buf_str(out, "</li>\n");
            if (last)
                zc_buf_printf(out, "</%s>\n", list);
            break;
        }
        if (rc)
            return rc;
    }
    return ZC_OK;
}

/* ---- Markdown ---- */

/* What would be read as a mark gets its backslash back. */
static void markdown_text(struct zc_buf *out, const char *text, bool cell)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\\' || (*p == '*' && p[1] == '*') || (*p == '{' && p[1] == '{') || (*p == '[' && p[1] == '[') ||
            (cell && *p == '|'))
            zc_buf_char(out, '\\');
        zc_buf_char(out, *p);
    }
}

static int markdown_segments(struct zc_buf *out, const struct zc_segments *segments, bool cell,
                             zc_template_figure *figure, void *user, struct zc_error *err)
{
    bool bold = false;
    for (size_t i = 0; i < segments->count; i++) {
        const struct zc_segment *segment = &segments->items[i];
        if (segment->bold != bold)
            zc_buf_str(out, "**");
        bold = segment->bold;
        if (segment->kind == ZC_SEGMENT_FIGURE) {
            struct zc_shown shown;
            int rc = ask(&shown, figure, user, segment, err);
            if (rc)
                return rc;
            markdown_text(out, shown.text, cell);
        } else {
            markdown_text(out, segment->text, cell);
        }
    }
    if (bold)
        zc_buf_str(out, "**");
    return ZC_OK;
}

static int markdown_table(struct zc_buf *out, const struct zc_block *table, zc_template_figure *figure, void *user,
                          struct zc_error *err)
{
    static const char *const rules[] = {"---|", ":---:|", "---:|"};
    for (size_t row = 0; row < table->rows; row++) {
        zc_buf_char(out, '|');
        for (size_t column = 0; column < table->columns; column++) {
            zc_buf_char(out, ' ');
            int rc = markdown_segments(out, &table->cells[row * table->columns + column], true, figure, user, err);
            if (rc)
                return rc;
            zc_buf_str(out, " |");
        }
        zc_buf_char(out, '\n');
        if (row)
            continue;
        zc_buf_char(out, '|');
        for (size_t column = 0; column < table->columns; column++)
            zc_buf_str(out, rules[table->aligns[column]]);
        zc_buf_char(out, '\n');
    }
    return ZC_OK;
}

int zc_template_markdown(struct zc_buf *out, const struct zc_template *report, zc_template_figure *figure, void *user,
                         struct zc_error *err)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct zc_block *block = &report->blocks[i];
        if (i && !same_list(block - 1, block))
            zc_buf_char(out, '\n');
        if (block->kind == ZC_BLOCK_HEADING)
            zc_buf_printf(out, "%.*s ", block->level, "######");
        else if (block->kind == ZC_BLOCK_ITEM && block->number)
            zc_buf_printf(out, "%*s%d. ", 2 * (block->level - 1), "", block->number);
        else if (block->kind == ZC_BLOCK_ITEM)
            zc_buf_printf(out, "%*s- ", 2 * (block->level - 1), "");
        else if (block->kind == ZC_BLOCK_RULE)
            zc_buf_str(out, "---");
        int rc = block->kind == ZC_BLOCK_TABLE ? markdown_table(out, block, figure, user, err)
                                               : markdown_segments(out, &block->segments, false, figure, user, err);
        if (rc)
            return rc;
        if (block->kind != ZC_BLOCK_TABLE)
            zc_buf_char(out, '\n');
    }
    return ZC_OK;
}

/* ---- DOCX ---- */

struct docx_writer {
    struct zc_docx *docx;
    struct zc_arena *arena;
    zc_template_figure *figure;
    void *user;
    bool notes;
    struct note {
        const char *metric, *title, *value;
    } * list;
    size_t count, capacity;
};

static int docx_segments(struct docx_writer *writer, const struct zc_segments *segments, struct zc_error *err)
{
    for (size_t i = 0; i < segments->count; i++) {
        const struct zc_segment *segment = &segments->items[i];
        if (segment->kind != ZC_SEGMENT_FIGURE) {
            /* A line break in the source is a blank of layout, not of text. */
            if (strcmp(segment->text, "\n") != 0)
                zc_docx_text(writer->docx, segment->text, strlen(segment->text), segment->bold);
            continue;
        }
        struct zc_shown shown;
        int rc = ask(&shown, writer->figure, writer->user, segment, err);
        if (rc)
            return rc;
        zc_docx_figure(writer->docx, shown.text, shown.tag, shown.title, segment->bold);
        if (!writer->notes)
            continue;
        struct note *note = zc_arena_push(writer->arena, &writer->list, &writer->count, &writer->capacity, sizeof *note);
        *note = (struct note){.metric = segment->metric,
                              .title = zc_arena_str(writer->arena, shown.title),
                              .value = zc_arena_str(writer->arena, shown.value ? shown.value : shown.text)};
        zc_docx_mark(writer->docx, zc_arena_printf(writer->arena, "%zu", writer->count));
    }
    return ZC_OK;
}

static int docx_table(struct docx_writer *writer, const struct zc_block *table, struct zc_error *err)
{
    zc_docx_table_begin(writer->docx, table->columns);
    for (size_t row = 0; row < table->rows; row++) {
        zc_docx_row_begin(writer->docx, row == 0);
        for (size_t column = 0; column < table->columns; column++) {
            zc_docx_cell_begin(writer->docx, table->aligns[column]);
            int rc = docx_segments(writer, &table->cells[row * table->columns + column], err);
            if (rc)
                return rc;
            zc_docx_cell_end(writer->docx);
        }
        zc_docx_row_end(writer->docx);
    }
    zc_docx_table_end(writer->docx);
    return ZC_OK;
}

static int docx_block(struct docx_writer *writer, const struct zc_block *block, struct zc_error *err)
{
    static const enum zc_docx_style headings[] = {ZC_DOCX_TITLE,    ZC_DOCX_HEADING1, ZC_DOCX_HEADING2,
                                                  ZC_DOCX_HEADING3, ZC_DOCX_HEADING3, ZC_DOCX_HEADING3};
    if (block->kind == ZC_BLOCK_RULE)
        return ZC_OK;
    if (block->kind == ZC_BLOCK_TABLE)
        return docx_table(writer, block, err);
    zc_docx_paragraph_begin(writer->docx, block->kind == ZC_BLOCK_HEADING ? headings[block->level - 1] : ZC_DOCX_BODY);
    if (block->kind == ZC_BLOCK_ITEM) {
        const char *lead = block->number ? zc_arena_printf(writer->arena, "%d. ", block->number) : "· ";
        zc_docx_text(writer->docx, lead, strlen(lead), false);
    }
    int rc = docx_segments(writer, &block->segments, err);
    zc_docx_paragraph_end(writer->docx);
    return rc;
}

int zc_template_docx(struct zc_buf *out, const struct zc_template *report, const char *list_title,
                     zc_template_figure *figure, void *user, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct docx_writer writer = {.docx = zc_docx_new(&arena, report->title),
                                 .arena = &arena,
                                 .figure = figure,
                                 .user = user,
                                 .notes = list_title != NULL};
    int rc = ZC_OK;
    for (size_t i = 0; !rc && i < report->count; i++)
        rc = docx_block(&writer, &report->blocks[i], err);
    if (!rc && writer.count) {
        zc_docx_paragraph_begin(writer.docx, ZC_DOCX_HEADING1);
        zc_docx_text(writer.docx, list_title, strlen(list_title), false);
        zc_docx_paragraph_end(writer.docx);
        for (size_t i = 0; i < writer.count; i++) {
            const struct note *note = &writer.list[i];
            const char *text = zc_arena_printf(&arena, "%zu. %s %s（%s）", i + 1, note->title ? note->title : "",
                                               note->value, note->metric);
            zc_docx_paragraph_begin(writer.docx, ZC_DOCX_NOTE);
            zc_docx_text(writer.docx, text, strlen(text), false);
            zc_docx_paragraph_end(writer.docx);
        }
    }
    struct zc_buf ignored = {0};
    int finished = zc_docx_finish(rc ? &ignored : out, writer.docx, rc ? NULL : err);
    zc_buf_free(&ignored);
    zc_arena_free(&arena);
    return rc ? rc : finished;
}
