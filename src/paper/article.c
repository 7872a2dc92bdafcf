/*
 * article: 1 parsing; 2 Markdown; 3 HTML: each figure and mark goes through the Markdown library as one private character with
 * its number, and is put in afterwards, so that no Markdown sign inside a figure can change the page.
 */
#include "paper/article.h"
#include "base/text.h"

#include <md4c-html.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 4 << 20 };
static const char open_place[] = "\xEE\x80\x80", close_place[] = "\xEE\x80\x81"; /* U+E000 number U+E001 */

/* 1 */

struct parser {
    struct zc_article *article;
    struct zc_arena *arena;
    size_t capacity;
    const char *text;
    struct zc_error *err;
};

static void place_of(const struct parser *parser, const char *at, int *line, int *column)
{
    const char *start = parser->text;
    *line = 1;
    for (const char *c = parser->text; c < at; c++)
        if (*c == '\n') {
            (*line)++;
            start = c + 1;
        }
    *column = (int)zc_utf8_length(zc_arena_copy(parser->arena, start, (size_t)(at - start))) + 1;
}

static int refuse(struct parser *parser, const char *at, const char *zh, const char *en)
{
    int line, column;
    place_of(parser, at, &line, &column);
    return zc_fail(parser->err, ZC_EINPUT, "第 %d 行第 %d 字:%s%.0s", "line %d, character %d: %.0s%s", line, column, zh, en);
}

static struct zc_segment *add(struct parser *parser, enum zc_segment_kind kind, const char *at, const char *text, size_t size)
{
    struct zc_article *article = parser->article;
    struct zc_segment *segment = zc_arena_push(parser->arena, &article->items, &article->count, &parser->capacity, sizeof *segment);
    *segment = (struct zc_segment){.kind = kind, .text = zc_arena_copy(parser->arena, text, size)};
    place_of(parser, at, &segment->line, &segment->column);
    return segment;
}

static int figure(struct parser *parser, const char *at, const char *inside, size_t size)
{
    char *words = zc_arena_copy(parser->arena, inside, size), *save = NULL;
    char *id = strtok_r(words, "|", &save);
    if (!id || !*zc_text_trim(parser->arena, id))
        return refuse(parser, at, "占位符里没有指标", "the placeholder names no metric");
    id = zc_text_trim(parser->arena, id);
    struct zc_segment *segment = add(parser, ZC_SEG_FIGURE, at, id, strlen(id));
    segment->number = ++parser->article->figures;
    for (char *option = strtok_r(NULL, "|", &save); option; option = strtok_r(NULL, "|", &save)) {
        option = zc_text_trim(parser->arena, option);
        if (strncmp(option, "asof=", 5) == 0)
            segment->asof = option + 5;
        else if (strncmp(option, "period=", 7) == 0)
            segment->period = option + 7;
        else if (strcmp(option, "form=plain") == 0)
            segment->plain = true;
        else
            return refuse(parser, at, "占位符的选项只有 asof=、period=、form=plain", "a placeholder takes asof=, period= and form=plain");
    }
    return ZC_OK;
}

static int mark(struct parser *parser, const char *at, const char *inside, size_t size)
{
    char *words = zc_arena_copy(parser->arena, inside, size), *bar = strchr(words, '|');
    if (!bar || bar == words || !bar[1])
        return refuse(parser, at, "标记应写作 [[词|理由]]", "a mark is written [[phrase|reason]]");
    *bar = 0;
    struct zc_segment *segment = add(parser, ZC_SEG_MARK, at, words, strlen(words));
    segment->reason = zc_arena_str(parser->arena, bar + 1);
    parser->article->marks++;
    return ZC_OK;
}

int zc_article_parse(struct zc_article *out, struct zc_arena *arena, const char *text, struct zc_error *err)
{
    struct parser parser = {.article = out, .arena = arena, .text = text, .err = err};
    *out = (struct zc_article){0};
    if (strlen(text) > LONGEST || !zc_utf8_valid(text, strlen(text)))
        return zc_fail(err, ZC_EINPUT, "文稿超过 4 MiB 或不是 UTF-8", "the report is larger than 4 MiB or not UTF-8");
    if (strstr(text, open_place) || strstr(text, close_place))
        return zc_fail(err, ZC_EINPUT, "文稿含私用字符", "the report holds private-use characters");
    const char *from = text;
    int rc = ZC_OK;
    for (const char *at = text; *at && !rc;) {
        bool is_figure = strncmp(at, "{{", 2) == 0, is_mark = strncmp(at, "[[", 2) == 0;
        if (!is_figure && !is_mark) {
            at++;
            continue;
        }
        const char *close = strstr(at + 2, is_figure ? "}}" : "]]"), *line_end = strchr(at, '\n');
        if (!close || (line_end && line_end < close))
            return refuse(&parser, at, "占位符没有结束", "the placeholder is not closed");
        if (at > from)
            add(&parser, ZC_SEG_TEXT, from, from, (size_t)(at - from));
        rc = (is_figure ? figure : mark)(&parser, at, at + 2, (size_t)(close - at - 2));
        at = from = close + 2;
    }
    if (!rc && *from)
        add(&parser, ZC_SEG_TEXT, from, from, strlen(from));
    if (strncmp(text, "# ", 2) == 0)
        out->title = zc_text_trim(arena, zc_arena_copy(arena, text + 2, strcspn(text + 2, "\n")));
    return rc;
}

/* 2 */

void zc_article_markdown(struct zc_buf *out, const struct zc_article *article, zc_article_figure *write_figure, void *user)
{
    for (size_t i = 0; i < article->count; i++) {
        if (article->items[i].kind == ZC_SEG_FIGURE)
            write_figure(out, &article->items[i], user);
        else
            zc_buf_str(out, article->items[i].text);
    }
}

/* 3 */

static void append(const MD_CHAR *text, MD_SIZE size, void *out) { zc_buf_add(out, text, size); }

int zc_article_html(struct zc_buf *out, const struct zc_article *article, zc_article_figure *write_figure, void *user, struct zc_error *err)
{
    struct zc_buf markdown = {0}, html = {0};
    for (size_t i = 0; i < article->count; i++) {
        if (article->items[i].kind == ZC_SEG_TEXT)
            zc_buf_str(&markdown, article->items[i].text);
        else
            zc_buf_printf(&markdown, "%s%zu%s", open_place, i, close_place);
    }
    int rc = md_html(zc_buf_text(&markdown), (MD_SIZE)markdown.size, append, &html, MD_FLAG_TABLES | MD_FLAG_NOHTML, 0);
    const char *at = zc_buf_text(&html);
    for (const char *place; !rc && (place = strstr(at, open_place)); ) {
        char *end;
        size_t index = strtoul(place + 3, &end, 10);
        zc_buf_add(out, at, (size_t)(place - at));
        zc_assert(index < article->count && strncmp(end, close_place, 3) == 0);
        const struct zc_segment *segment = &article->items[index];
        if (segment->kind == ZC_SEG_FIGURE) {
            write_figure(out, segment, user);
        } else {
            zc_buf_str(out, "<span class=\"zc-wording\" title=\"");
            zc_buf_html(out, segment->reason);
            zc_buf_str(out, "\">");
            zc_buf_html(out, segment->text);
            zc_buf_str(out, "</span>");
        }
        at = end + 3;
    }
    if (!rc)
        zc_buf_str(out, at);
    zc_buf_free(&markdown);
    zc_buf_free(&html);
    return rc ? zc_fail(err, ZC_EINTERNAL, "Markdown 无法排版", "the Markdown could not be set") : ZC_OK;
}
