/* official_html: 1 pages as pictures; 2 the text; 3 figures and the state of the layout; 4 a whole document. */
#include "paper/official_draw.h"
#include "paper/official_lay.h"

#include <sodium.h>

#include <stdlib.h>
#include <string.h>

/* 1 */

static int put_pages(struct zc_buf *out, struct zc_official_state *state, const struct zc_official *paper, const struct zc_official_place *place, const char *pages, struct zc_error *err)
{
    int rc = ZC_OK;
    zc_buf_str(out, "<div class=\"sheets\">");
    for (size_t i = 1; !rc && (i == 1 || i <= state->leaves); i++) {
        struct zc_buf svg = {0};
        if (i == 1 || !pages)
            rc = zc_official_svg(&svg, state, paper, place, i, err);
        if (!rc) {
            zc_buf_printf(out, "<img class=\"sheet\" loading=\"lazy\" width=\"794\" height=\"1123\" alt=\"第 %zu 页，共 %zu 页\" src=\"", i, state->leaves);
            if (pages) {
                zc_buf_html(out, pages);
                zc_buf_printf(out, "%zu", i);
            } else {
                size_t size = sodium_base64_encoded_len(svg.size, sodium_base64_VARIANT_ORIGINAL);
                char *text = zc_malloc(size);
                sodium_bin2base64(text, size, (const unsigned char *)svg.bytes, svg.size, sodium_base64_VARIANT_ORIGINAL);
                zc_buf_str(out, "data:image/svg+xml;base64,");
                zc_buf_str(out, text);
                free(text);
            }
            zc_buf_str(out, "\">\n");
        }
        zc_buf_free(&svg);
    }
    zc_buf_str(out, "</div>\n");
    return rc;
}

/* 2 */

static void put_spans(struct zc_buf *out, const struct zc_official_spans *spans, const char *address)
{
    for (size_t i = 0; i < spans->count; i++) {
        const struct zc_official_span *span = &spans->items[i];
        if (span->href) {
            zc_buf_str(out, "<a class=\"zc-door\" href=\"");
            zc_buf_html(out, address);
            zc_buf_html(out, span->href);
            zc_buf_str(out, "\">");
        }
        zc_buf_str(out, span->strong ? "<strong>" : "");
        zc_buf_html(out, span->text);
        zc_buf_str(out, span->strong ? "</strong>" : "");
        zc_buf_str(out, span->href ? "</a>" : "");
    }
}

static void put_line(struct zc_buf *out, const char *before, const char *text)
{
    if (!text || !*text)
        return;
    zc_buf_printf(out, "<p>%s", before);
    zc_buf_html(out, text);
    zc_buf_str(out, "</p>\n");
}

static void put_table(struct zc_buf *out, const struct zc_official_block *table, const char *address)
{
    zc_buf_str(out, "<table>\n");
    for (size_t r = 0; r < table->rows; r++) {
        zc_buf_str(out, "<tr>");
        for (size_t c = 0; c < table->columns; c++) {
            zc_buf_str(out, r ? "<td>" : "<th scope=\"col\">");
            put_spans(out, &table->cells[r * table->columns + c], address);
            zc_buf_str(out, r ? "</td>" : "</th>");
        }
        zc_buf_str(out, "</tr>\n");
    }
    zc_buf_str(out, "</table>\n");
}

static void put_text(struct zc_buf *out, const struct zc_official *paper, const char *address)
{
    zc_buf_str(out, "<details class=\"paper-text\"><summary>文字 | Text</summary>\n");
    put_line(out, "", paper->mark);
    put_line(out, "", paper->number);
    for (size_t i = 0; i < paper->signer_count; i++)
        put_line(out, "签发人：", paper->signers[i]);
    zc_buf_str(out, "<h2>");
    zc_buf_html(out, paper->title ? paper->title : "");
    zc_buf_str(out, "</h2>\n");
    put_line(out, "主送：", paper->addressee);
    for (size_t i = 0; i < paper->block_count; i++) {
        const struct zc_official_block *block = &paper->blocks[i];
        if (block->kind == ZC_OFFICIAL_TABLE) {
            put_table(out, block, address);
            continue;
        }
        bool head = block->kind == ZC_OFFICIAL_HEAD || block->kind == ZC_OFFICIAL_ANNEX;
        zc_buf_str(out, head ? "<h3>" : "<p>");
        if (block->label) {
            zc_buf_html(out, block->label);
            zc_buf_str(out, block->kind == ZC_OFFICIAL_ANNEX ? " " : "：");
        }
        put_spans(out, &block->spans, address);
        zc_buf_str(out, head ? "</h3>\n" : "</p>\n");
    }
    for (size_t i = 0; i < paper->attachment_count; i++)
        put_line(out, "附件：", paper->attachments[i]);
    put_line(out, "", paper->signature);
    put_line(out, "", paper->date);
    put_line(out, "", paper->note);
    put_line(out, "抄送：", paper->copies);
    put_line(out, "", paper->printer);
    zc_buf_str(out, "</details>\n");
}

/* 3 */

static void put_state(struct zc_buf *out, const struct zc_official *paper, const struct zc_official_state *state, const char *address)
{
    char digest[ZC_DIGEST_HEX];
    zc_official_digest(digest, paper);
    zc_buf_printf(out, "<h2>出处与版式 | Trace and layout</h2>\n<p>内容摘要 | digest of the content (SM3): <code>%s</code></p>\n", digest);
    if (paper->figure_count) {
        zc_buf_printf(out, "<table class=\"zc-figures\"><caption>数据清单 | figures: %zu</caption>\n", paper->figure_count);
        for (size_t i = 0; i < paper->figure_count; i++) {
            const struct zc_official_figure *figure = &paper->figures[i];
            zc_buf_printf(out, "<tr><td>%zu</td><td><a href=\"", i + 1);
            zc_buf_html(out, address);
            zc_buf_html(out, figure->href ? figure->href : "");
            zc_buf_str(out, "\">");
            zc_buf_html(out, figure->title);
            zc_buf_str(out, "</a></td><td>");
            zc_buf_html(out, figure->shown);
            zc_buf_html(out, figure->unit ? figure->unit : "");
            zc_buf_str(out, "</td><td>");
            zc_buf_html(out, figure->explain ? figure->explain : "");
            zc_buf_str(out, "</td></tr>\n");
        }
        zc_buf_str(out, "</table>\n");
    }
    zc_buf_printf(out, "<p>%s</p>\n<ul class=\"paper-state\">\n",
                  state->conforms ? "所用字体与标准一致。 | The fonts are those of the standard."
                                  : "字体与标准不一致：版面不作合规声明。 | The fonts are not those of the standard: the layout claims no conformity.");
    for (size_t i = 0; i < state->remark_count; i++) {
        zc_buf_str(out, "<li>");
        zc_buf_html(out, state->remarks[i]);
        zc_buf_str(out, "</li>\n");
    }
    zc_buf_str(out, "</ul>\n");
}

/* 4 */

int zc_official_html_body(struct zc_buf *out, const struct zc_official *paper, const struct zc_official_place *place, const char *pages, const char *address, struct zc_error *err)
{
    struct zc_official_state state = {0};
    int rc = put_pages(out, &state, paper, place, pages, err);
    if (rc)
        return rc;
    put_text(out, paper, address);
    put_state(out, paper, &state, address);
    return ZC_OK;
}

int zc_official_html(struct zc_buf *out, const struct zc_official *paper, const struct zc_official_place *place, struct zc_error *err)
{
    zc_buf_str(out, "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
    zc_buf_html(out, paper->title ? paper->title : "");
    zc_buf_str(out, "</title><style>body{margin:0;background:#dfe2e6;font:15px/1.7 sans-serif;color:#1b2026}main{max-width:900px;margin:auto;padding:16px}"
                    ".sheet{display:block;margin:0 auto 16px;background:#fff;max-width:100%;height:auto;box-shadow:0 1px 4px #0003}"
                    "table{border-collapse:collapse}td,th{border-bottom:1px solid #c3c9d0;padding:4px 8px;text-align:left}code{word-break:break-all}</style></head><body><main>\n");
    int rc = zc_official_html_body(out, paper, place, NULL, place->address ? place->address : "", err);
    zc_buf_str(out, "</main></body></html>\n");
    return rc;
}
