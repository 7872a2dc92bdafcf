/* official_draw: 1 laying out with the fonts that are there; 2 drawing a page; 3 PDF; 4 SVG. */
#include "paper/official_draw.h"
#include "paper/official_lay.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <qrencode.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* 1 */

static double advance(void *user, enum zc_face face, uint32_t letter) { return zc_typefaces_advance(user, face, letter); }
static void ink(void *user, enum zc_face face, uint32_t letter, double *above, double *below) { zc_typefaces_ink(user, face, letter, above, below); }

static void utf8(char out[8], uint32_t code)
{
    size_t size = 0;
    if (code < 0x80) {
        out[size++] = (char)code;
    } else if (code < 0x800) {
        out[size++] = (char)(0xc0 | code >> 6);
        out[size++] = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        out[size++] = (char)(0xe0 | code >> 12);
        out[size++] = (char)(0x80 | (code >> 6 & 0x3f));
        out[size++] = (char)(0x80 | (code & 0x3f));
    } else {
        out[size++] = (char)(0xf0 | code >> 18);
        out[size++] = (char)(0x80 | (code >> 12 & 0x3f));
        out[size++] = (char)(0x80 | (code >> 6 & 0x3f));
        out[size++] = (char)(0x80 | (code & 0x3f));
    }
    out[size] = 0;
}

static void remark_fonts(struct zc_official_state *state, struct zc_arena *arena, const struct zc_typefaces *fonts)
{
    struct zc_buf other = {0}, lost = {0};
    size_t count;
    for (int face = 0; face < ZC_FACE_COUNT; face++)
        if (!zc_typefaces_conform(fonts, face))
            zc_buf_printf(&other, "%s%s用%s", other.size ? "、" : "", zc_face_name(face), *zc_typefaces_family(fonts, face) ? zc_typefaces_family(fonts, face) : "别的字体");
    const uint32_t *missing = zc_typefaces_missing(fonts, &count);
    for (size_t i = 0; i < count; i++) {
        zc_buf_printf(&lost, "%sU+%04X", lost.size ? "、" : "", missing[i]);
    }
    state->conforms = !other.size;
    if (other.size)
        state->remarks[state->remark_count++] = zc_arena_printf(arena, "字体不合标准：%s。版面行距、字距按标准，字形不是标准所要求的字体。", zc_buf_text(&other));
    if (lost.size)
        state->remarks[state->remark_count++] = zc_arena_printf(arena, "这些字在本机字体里没有，以〓代替：%s。", zc_buf_text(&lost));
    zc_buf_free(&other);
    zc_buf_free(&lost);
}

static void remark_clauses(struct zc_official_state *state, struct zc_arena *arena)
{
    struct zc_buf text = {0};
    for (size_t i = 0; i < zc_official_unconfirmed_count; i++)
        zc_buf_printf(&text, "%s%s（%s）", i ? "；" : "", zc_official_unconfirmed[i].clause, zc_official_unconfirmed[i].what.zh);
    state->remarks[state->remark_count++] = zc_arena_printf(arena, "以下各条尚未与 GB/T 9704—2012 印本核对：%s。", zc_buf_text(&text));
    zc_buf_free(&text);
}

static int lay(struct zc_leaves *leaves, struct zc_official_state *state, struct zc_typefaces *fonts, const struct zc_official *paper, const struct zc_official_place *place,
               struct zc_error *err)
{
    struct zc_measure measure = {fonts, advance, ink};
    struct zc_arena *arena = paper->arena;
    size_t missing;
    state->remarks = zc_arena_array(arena, 8, sizeof *state->remarks);
    /* Letters that no font has are known only when all were measured: the first layout asks, the second says it. */
    int rc = zc_official_lay(leaves, arena, paper, &measure, NULL, 0, place->address, err);
    if (rc)
        return rc;
    zc_typefaces_missing(fonts, &missing);
    remark_fonts(state, arena, fonts);
    remark_clauses(state, arena);
    if (paper->figure_count || paper->wording_count || missing)
        rc = zc_official_lay(leaves, arena, paper, &measure, state->remarks, state->remark_count, place->address, err);
    state->leaves = leaves->count;
    state->pages = 0;
    for (size_t i = 0; i < leaves->count; i++)
        state->pages += !leaves->items[i].check;
    return rc;
}

/* 2 */

static void set_ink(cairo_t *cr, enum zc_ink ink_)
{
    static const double colours[][3] = {{0, 0, 0}, {0.86, 0.05, 0.06}, {0.4, 0.4, 0.4}, {0.965, 0.915, 0.905}};
    cairo_set_source_rgb(cr, colours[ink_][0], colours[ink_][1], colours[ink_][2]);
}

/* cairo reads 'text' with \' and \\ inside. */
static void begin_link(cairo_t *cr, const char *address, const char *href)
{
    struct zc_buf text = {0};
    zc_buf_str(&text, "uri='");
    for (const char *parts[] = {address, href}, **part = parts; part < parts + 2; part++)
        for (const char *at = *part; *at; at++) {
            if (*at == '\'' || *at == '\\')
                zc_buf_char(&text, '\\');
            zc_buf_char(&text, *at);
        }
    zc_buf_char(&text, '\'');
    cairo_tag_begin(cr, CAIRO_TAG_LINK, zc_buf_text(&text));
    zc_buf_free(&text);
}

/* Glyphs of one run; letters of other fonts than the one before begin a new show. */
static void draw_text(cairo_t *cr, struct zc_typefaces *fonts, const struct zc_mark *mark)
{
    enum { SHOWN = 64 };
    cairo_glyph_t glyphs[SHOWN];
    cairo_text_cluster_t clusters[SHOWN];
    char text[SHOWN * 4 + 1];
    size_t size = 0;
    int count = 0;
    void *current = NULL;
    cairo_set_font_size(cr, mark->size);
    for (size_t i = 0; i <= mark->count; i++) {
        unsigned glyph = 0;
        void *font = i < mark->count ? zc_typefaces_glyph(fonts, mark->face, mark->letters[i], &glyph) : NULL;
        if (count && (font != current || count == SHOWN)) {
            cairo_show_text_glyphs(cr, text, (int)size, glyphs, count, clusters, count, 0);
            count = 0;
            size = 0;
        }
        if (i == mark->count)
            break;
        if (font != current)
            cairo_set_font_face(cr, font);
        current = font;
        char one[8];
        utf8(one, mark->letters[i]);
        clusters[count] = (cairo_text_cluster_t){(int)strlen(one), 1};
        glyphs[count++] = (cairo_glyph_t){glyph, mark->x + mark->at[i], mark->y};
        memcpy(text + size, one, strlen(one));
        size += strlen(one);
        text[size] = 0;
    }
}

static void draw_qr(cairo_t *cr, const struct zc_mark *mark)
{
    QRcode *code = QRcode_encodeString8bit(mark->href, 0, QR_ECLEVEL_M);
    if (!code)
        return; /* an address beyond 2,331 bytes */
    double module = mark->size / (code->width + 8);
    cairo_set_source_rgb(cr, 0, 0, 0);
    for (int y = 0; y < code->width; y++)
        for (int x = 0, run; x < code->width; x += run) {
            const unsigned char *row = code->data + y * code->width;
            for (run = 1; x + run < code->width && (row[x] & 1) == (row[x + run] & 1); run++)
                ;
            if (row[x] & 1)
                cairo_rectangle(cr, mark->x + (x + 4) * module, mark->y + (y + 4) * module, run * module, module);
        }
    cairo_fill(cr);
    QRcode_free(code);
}

static void draw_page(cairo_t *cr, struct zc_typefaces *fonts, const struct zc_leaf *leaf, const char *address)
{
    for (size_t i = 0; i < leaf->count; i++) {
        const struct zc_mark *mark = &leaf->marks[i];
        bool link = mark->kind == ZC_MARK_TEXT && mark->href && address;
        set_ink(cr, mark->ink);
        if (mark->kind == ZC_MARK_RULE) {
            cairo_set_line_width(cr, mark->thickness);
            cairo_move_to(cr, mark->x, mark->y);
            cairo_line_to(cr, mark->x + (mark->upright ? 0 : mark->width), mark->y + (mark->upright ? mark->width : 0));
            cairo_stroke(cr);
            continue;
        }
        if (mark->kind == ZC_MARK_QR) {
            draw_qr(cr, mark);
            continue;
        }
        cairo_save(cr);
        if (mark->turn != 0) {
            cairo_translate(cr, mark->x, mark->y);
            cairo_rotate(cr, -mark->turn * M_PI / 180);
            cairo_translate(cr, -mark->x, -mark->y);
        }
        if (link)
            begin_link(cr, address, mark->href);
        draw_text(cr, fonts, mark);
        if (link)
            cairo_tag_end(cr, CAIRO_TAG_LINK);
        cairo_restore(cr);
    }
}

static cairo_status_t receive(void *user, const unsigned char *bytes, unsigned size)
{
    zc_buf_add(user, bytes, size);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_t *begin(cairo_surface_t *surface)
{
    cairo_t *cr = cairo_create(surface);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(cr, options);
    cairo_font_options_destroy(options);
    return cr;
}

static int end(cairo_t *cr, cairo_surface_t *surface, struct zc_error *err)
{
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (!status)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status ? zc_fail(err, ZC_EINTERNAL, "画不成：%s", "it cannot be drawn: %s", cairo_status_to_string(status)) : ZC_OK;
}

/* 3 */

int zc_official_pdf(struct zc_buf *out, struct zc_official_state *state, const struct zc_official *paper, const struct zc_official_place *place, struct zc_error *err)
{
    struct zc_typefaces *fonts;
    struct zc_leaves leaves;
    struct zc_official_state ignored;
    state = state ? state : &ignored;
    *state = (struct zc_official_state){0};
    int rc = zc_typefaces_take(&fonts, place->folder, err);
    if (!rc)
        rc = lay(&leaves, state, fonts, paper, place, err);
    if (!rc) {
        size_t before = out->size;
        cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(receive, out, ZC_PAGE_WIDTH, ZC_PAGE_HEIGHT);
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, paper->title ? paper->title : "");
        if (paper->mark)
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, paper->mark);
        /* The first day that an archive can hold, as in the other files of the program: the day of the making would change the bytes. */
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "1980-01-01T00:00:00Z");
        cairo_t *cr = begin(surface);
        for (size_t i = 0; i < leaves.count; i++) {
            draw_page(cr, fonts, &leaves.items[i], place->address);
            cairo_show_page(cr);
        }
        rc = end(cr, surface, err);
        if (rc)
            out->size = before;
    }
    zc_typefaces_give(fonts);
    return rc;
}

/* 4 */

int zc_official_svg(struct zc_buf *out, struct zc_official_state *state, const struct zc_official *paper, const struct zc_official_place *place, size_t number,
                    struct zc_error *err)
{
    struct zc_typefaces *fonts;
    struct zc_leaves leaves;
    struct zc_official_state ignored;
    state = state ? state : &ignored;
    *state = (struct zc_official_state){0};
    int rc = zc_typefaces_take(&fonts, place->folder, err);
    if (!rc)
        rc = lay(&leaves, state, fonts, paper, place, err);
    if (!rc && (number < 1 || number > leaves.count))
        rc = zc_fail(err, ZC_ENOTFOUND, "没有第 %zu 页，共 %zu 页", "there is no page %zu, it has %zu", number, leaves.count);
    if (!rc) {
        size_t before = out->size;
        cairo_surface_t *surface = cairo_svg_surface_create_for_stream(receive, out, ZC_PAGE_WIDTH, ZC_PAGE_HEIGHT);
        cairo_t *cr = begin(surface);
        cairo_set_source_rgb(cr, 1, 1, 1);
        cairo_paint(cr);
        draw_page(cr, fonts, &leaves.items[number - 1], NULL);
        rc = end(cr, surface, err);
        if (rc)
            out->size = before;
    }
    zc_typefaces_give(fonts);
    return rc;
}
