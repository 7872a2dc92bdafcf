/*
 * official_lay: 1 putting marks on pages; 2 lines of text; 3 heads of the five forms; 4 title; 5 body; 6 attachment note, signature,
 * note; 7 end block; 8 page numbers, digest, 示例; 9 the whole.
 *
 * y is the top of the next free line. On the first page lines follow the head; on the others they stand on the grid of 22.
 */
#include "paper/official_lay.h"
#include "base/text.h"
#include "paper/breaking.h"
#include "paper/official_parts.h"

#include <math.h>
#include <string.h>

enum { MOST_PAGES = 500 };

#define BLOCK_RIGHT (ZC_BLOCK_LEFT + ZC_BLOCK_WIDTH)
#define BLOCK_BOTTOM (ZC_BLOCK_TOP + ZC_BLOCK_HEIGHT)
#define EM_ABOVE 0.88 /* of an em square above the base line; the rest hangs below */

/* 1 */

struct zc_leaf *zc_lay_leaf(struct zc_lay *lay) { return &lay->out->items[lay->out->count - 1]; }

void zc_lay_page(struct zc_lay *lay)
{
    if (lay->out->count >= MOST_PAGES && !lay->rc)
        lay->rc = zc_fail(lay->err, ZC_ELIMIT, "一份公文至多 %d 页", "a paper has at most %d pages", (int)MOST_PAGES);
    if (lay->rc)
        return;
    struct zc_leaf *leaf = zc_arena_push(lay->arena, &lay->out->items, &lay->out->count, &lay->out->capacity, sizeof *leaf);
    *leaf = (struct zc_leaf){.number = (int)lay->out->count};
    lay->y = ZC_BLOCK_TOP;
    lay->filled = false;
}

struct zc_mark *zc_lay_put(struct zc_lay *lay, struct zc_mark mark)
{
    struct zc_leaf *leaf = zc_lay_leaf(lay);
    struct zc_mark *put = zc_arena_push(lay->arena, &leaf->marks, &leaf->count, &leaf->capacity, sizeof *put);
    *put = mark;
    return put;
}

void zc_lay_rule(struct zc_lay *lay, double x, double y, double width, double thickness, enum zc_ink ink)
{
    zc_lay_put(lay, (struct zc_mark){.kind = ZC_MARK_RULE, .ink = ink, .x = x, .y = y, .width = width, .thickness = thickness});
}

/* 2 */

static double width_of(const struct zc_lay *lay, enum zc_face face, double size, double cell, uint32_t letter)
{
    /* Letters of the square fill a cell; others keep their own width. */
    double advance = lay->measure->advance(lay->measure->user, face, letter);
    return fabs(advance - 1) < 0.02 ? cell : advance * size;
}

void zc_lay_letters(struct zc_lay *lay, struct zc_line *line, const char *text, enum zc_face face, double size, double cell, size_t span)
{
    const char *at = text, *end = text + strlen(text);
    for (uint32_t code; (code = zc_utf8_next(&at, end));) {
        if (code == '\n' || code == '\r' || code == '\t')
            code = ' ';
        if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef) || code == 0x200b || code == 0xfeff || code < ' ')
            continue; /* selectors of a variant and what has no shape of its own */
        struct zc_letter *letter = zc_arena_push(lay->arena, &line->letters, &line->count, &line->capacity, sizeof *letter);
        *letter = (struct zc_letter){code, width_of(lay, face, size, cell, code), span};
    }
}

static void put_run(struct zc_lay *lay, const struct zc_line *line, size_t from, size_t to, const double *at, double x, double baseline, const struct zc_look *look)
{
    size_t count = to - from;
    uint32_t *letters = zc_arena_array(lay->arena, count, sizeof *letters);
    double *places = zc_arena_array(lay->arena, count, sizeof *places);
    for (size_t i = 0; i < count; i++) {
        double advance = lay->measure->advance(lay->measure->user, look->face, line->letters[from + i].code);
        letters[i] = line->letters[from + i].code;
        /* the letter stands in the middle of its cell */
        places[i] = at[i] - at[0] + (fabs(advance - 1) < 0.02 ? (line->letters[from + i].width - look->size) / 2 : 0);
    }
    zc_lay_put(lay, (struct zc_mark){.kind = ZC_MARK_TEXT, .ink = look->ink, .x = x + at[0], .y = baseline, .face = look->face, .size = look->size, .letters = letters,
                                     .at = places, .count = count, .width = at[count - 1] - at[0] + line->letters[to - 1].width, .href = look->href});
}

/* One line from letter `from` to `to`; a run a span. */
void zc_lay_set(struct zc_lay *lay, const struct zc_line *line, size_t from, size_t to, double x, double baseline, double width, bool justify, const struct zc_look *looks)
{
    if (to <= from)
        return;
    double *at = zc_arena_array(lay->arena, to - from, sizeof *at);
    zc_break_place(at, line->letters, from, to, width, justify);
    for (size_t begin = from; begin < to;) {
        size_t end = begin;
        while (end < to && line->letters[end].span == line->letters[begin].span)
            end++;
        put_run(lay, line, begin, end, at + (begin - from), x, baseline, &looks[line->letters[begin].span]);
        begin = end;
    }
}

/* The base line of a line of type of that size whose cell begins at `top`. */
double zc_lay_baseline(double top, double pitch, double size) { return top + (pitch - size) / 2 + EM_ABOVE * size; }

static double length_of(const struct zc_line *line)
{
    double sum = 0;
    for (size_t i = 0; i < line->count; i++)
        sum += line->letters[i].width;
    return sum;
}

/* A text in one piece; `side`: -1 its left end at x, 0 its middle, 1 its right end. Returns its width. */
double zc_lay_piece(struct zc_lay *lay, const char *text, const struct zc_look *look, double cell, double x, int side, double baseline)
{
    struct zc_line line = {0};
    zc_lay_letters(lay, &line, text, look->face, look->size, cell, 0);
    double width = length_of(&line);
    zc_lay_set(lay, &line, 0, line.count, side < 0 ? x : side ? x - width : x - width / 2, baseline, width, false, look);
    return width;
}

static double piece_width(struct zc_lay *lay, const char *text, enum zc_face face, double size, double cell)
{
    struct zc_line line = {0};
    zc_lay_letters(lay, &line, text, face, size, cell, 0);
    return length_of(&line);
}

static const struct zc_look BODY = {ZC_FACE_FANGSONG, ZC_OFFICIAL_BODY_PT, ZC_INK_BLACK, NULL};

static void body_piece(struct zc_lay *lay, const char *text, enum zc_face face, double x, int side, double top)
{
    struct zc_look look = BODY;
    look.face = face;
    zc_lay_piece(lay, text, &look, ZC_LETTER_PITCH, x, side, zc_lay_baseline(top, ZC_LINE_PITCH, look.size));
}

/* 3 */

/* Room for `lines` more lines on this page, else the next. */
void zc_lay_need(struct zc_lay *lay, size_t lines)
{
    if (!lay->rc && lay->y + (double)lines * ZC_LINE_PITCH > BLOCK_BOTTOM + 0.01 && lay->filled)
        zc_lay_page(lay);
}

void zc_lay_advance(struct zc_lay *lay, double lines)
{
    lay->y += lines * ZC_LINE_PITCH;
    lay->filled = true;
}

/* Mark: its ink begins at `top`, it is as wide as the letters need, at most the block. Returns where its em square ends. */
static double put_mark(struct zc_lay *lay, const char *text, double top, double largest)
{
    struct zc_line line = {0};
    double above = 0, size = largest;
    zc_lay_letters(lay, &line, text, ZC_FACE_BIAOSONG, 1, 1, 0);
    if (!line.count)
        return top;
    double ems = length_of(&line) + 0.06 * (double)(line.count - 1);
    if (ems * size > ZC_BLOCK_WIDTH)
        size = ZC_BLOCK_WIDTH / ems;
    for (size_t i = 0; i < line.count; i++) {
        double its, below;
        lay->measure->ink(lay->measure->user, ZC_FACE_BIAOSONG, line.letters[i].code, &its, &below);
        above = fmax(above, its);
    }
    struct zc_look look = {ZC_FACE_BIAOSONG, size, ZC_INK_RED, NULL};
    double baseline = top + above * size;
    zc_lay_piece(lay, text, &look, size * 1.06, ZC_BLOCK_LEFT + ZC_BLOCK_WIDTH / 2, 0, baseline);
    return baseline + (1 - EM_ABOVE) * size;
}

/* 7.2.1 to 7.2.3: at the upper left, in this order downwards. */
static void put_corner(struct zc_lay *lay, double top)
{
    const struct zc_official *paper = lay->paper;
    const struct {
        const char *text;
        enum zc_face face;
    } lines[] = {{paper->copy_number, ZC_FACE_FANGSONG}, {paper->secrecy, ZC_FACE_HEITI}, {paper->urgency, ZC_FACE_HEITI}};
    for (size_t i = 0; i < 3; i++)
        if (lines[i].text && *lines[i].text) {
            body_piece(lay, lines[i].text, lines[i].face, ZC_BLOCK_LEFT, -1, top);
            top += ZC_LINE_PITCH;
        }
}

/* 7.2.7: 4 mm below the number, as wide as the block. Returns its place. */
static double put_red_line(struct zc_lay *lay, double number_top)
{
    double below = zc_lay_baseline(number_top, ZC_LINE_PITCH, ZC_OFFICIAL_BODY_PT) + (1 - EM_ABOVE) * ZC_OFFICIAL_BODY_PT;
    double y = below + 4 * ZC_MM;
    zc_lay_rule(lay, ZC_BLOCK_LEFT, y, ZC_BLOCK_WIDTH, 1.5, ZC_INK_RED);
    return y;
}

static void head_document(struct zc_lay *lay)
{
    const struct zc_official *paper = lay->paper;
    put_corner(lay, ZC_BLOCK_TOP);
    /* 7.2.4: the upper edge 35 mm below that of the block. 7.2.5: two blank lines, then the number. */
    double top = put_mark(lay, paper->mark ? paper->mark : "", ZC_BLOCK_TOP + 35 * ZC_MM, 62) + 2 * ZC_LINE_PITCH;
    double middle = ZC_BLOCK_LEFT + ZC_BLOCK_WIDTH / 2;
    for (size_t i = 0; i < paper->signer_count; i++) { /* 7.2.6 */
        double x = BLOCK_RIGHT - ZC_LETTER_PITCH - 4 * ZC_LETTER_PITCH - fmax(3, (double)zc_utf8_length(paper->signers[i])) * ZC_LETTER_PITCH;
        if (i == 0)
            body_piece(lay, "签发人：", ZC_FACE_FANGSONG, x, -1, top);
        body_piece(lay, paper->signers[i], ZC_FACE_KAITI, x + 4 * ZC_LETTER_PITCH, -1, top);
        if (i + 1 < paper->signer_count)
            top += ZC_LINE_PITCH;
    }
    if (paper->number && *paper->number)
        body_piece(lay, paper->number, ZC_FACE_FANGSONG, paper->signer_count ? ZC_BLOCK_LEFT + ZC_LETTER_PITCH : middle, paper->signer_count ? -1 : 0, top);
    lay->y = put_red_line(lay, top) + 2 * ZC_LINE_PITCH; /* 7.3.1 */
}

/* 10.1: two double lines 170 mm long; the number to the right below the first. */
static void head_letter(struct zc_lay *lay)
{
    const struct zc_official *paper = lay->paper;
    double left = (ZC_PAGE_WIDTH - 170 * ZC_MM) / 2, foot = ZC_PAGE_HEIGHT - 20 * ZC_MM;
    double y = put_mark(lay, paper->mark ? paper->mark : "", 30 * ZC_MM, 42) + 4 * ZC_MM;
    zc_lay_rule(lay, left, y, 170 * ZC_MM, 1.6, ZC_INK_RED);
    zc_lay_rule(lay, left, y + 2.2, 170 * ZC_MM, 0.6, ZC_INK_RED);
    zc_lay_rule(lay, left, foot - 2.2, 170 * ZC_MM, 0.6, ZC_INK_RED);
    zc_lay_rule(lay, left, foot, 170 * ZC_MM, 1.6, ZC_INK_RED);
    double top = y + 2.2 + ZC_OFFICIAL_BODY_PT * 7 / 8 - (ZC_LINE_PITCH - ZC_OFFICIAL_BODY_PT) / 2;
    put_corner(lay, top);
    if (paper->number && *paper->number)
        body_piece(lay, paper->number, ZC_FACE_FANGSONG, BLOCK_RIGHT, 1, top);
    lay->y = top + 3 * ZC_LINE_PITCH;
    zc_lay_leaf(lay)->number = 0;
    lay->first_bare = true;
}

/* 10.3, and the bulletin of local custom: mark, issue, who and when, red line. */
static void head_issue(struct zc_lay *lay)
{
    const struct zc_official *paper = lay->paper;
    put_corner(lay, ZC_BLOCK_TOP);
    double top = put_mark(lay, paper->mark ? paper->mark : "", ZC_BLOCK_TOP + 35 * ZC_MM, 52) + ZC_LINE_PITCH;
    if (paper->number && *paper->number) {
        body_piece(lay, paper->number, ZC_FACE_FANGSONG, ZC_BLOCK_LEFT + ZC_BLOCK_WIDTH / 2, 0, top);
        top += ZC_LINE_PITCH;
    }
    if (paper->compiler || paper->compiled_on) {
        body_piece(lay, paper->compiler ? paper->compiler : "", ZC_FACE_FANGSONG, ZC_BLOCK_LEFT + ZC_LETTER_PITCH, -1, top);
        body_piece(lay, paper->compiled_on ? paper->compiled_on : "", ZC_FACE_FANGSONG, BLOCK_RIGHT - ZC_LETTER_PITCH, 1, top);
    } else {
        top -= ZC_LINE_PITCH;
    }
    lay->y = put_red_line(lay, top) + ZC_LINE_PITCH;
}

/* 4 */

/* In the middle of a block that begins at `left`. */
static void put_title(struct zc_lay *lay, const char *title, double left, double block)
{
    size_t ends[ZC_TITLE_LINES], lines, from = 0;
    struct zc_line line = {0};
    struct zc_look look = {ZC_FACE_BIAOSONG, ZC_OFFICIAL_TITLE_PT, ZC_INK_BLACK, NULL};
    if (!title || !*title)
        return;
    zc_lay_letters(lay, &line, title, look.face, look.size, look.size, 0);
    uint32_t *codes = zc_arena_array(lay->arena, line.count + 1, sizeof *codes);
    for (size_t i = 0; i < line.count; i++)
        codes[i] = line.letters[i].code;
    lines = zc_break_title(ends, codes, line.count, (size_t)(block / look.size));
    for (size_t i = 0; i < lines; from = ends[i++]) {
        struct zc_line part = {.letters = line.letters + from, .count = ends[i] - from};
        double width = length_of(&part);
        zc_lay_set(lay, &part, 0, part.count, left + (block - width) / 2, zc_lay_baseline(lay->y, ZC_LINE_PITCH, look.size), width, false, &look);
        zc_lay_advance(lay, 1);
    }
    zc_lay_advance(lay, 1);
}

/* 5 */

static enum zc_face face_of(const struct zc_official_block *block, const struct zc_official_span *span)
{
    if (block->kind == ZC_OFFICIAL_HEAD && block->level <= 1)
        return ZC_FACE_HEITI;
    if (block->kind == ZC_OFFICIAL_HEAD && block->level == 2)
        return ZC_FACE_KAITI;
    return span->strong ? ZC_FACE_KAITI : ZC_FACE_FANGSONG;
}

static void make_line(struct zc_lay *lay, struct zc_line *line, struct zc_look **looks, const struct zc_official_block *block)
{
    const struct zc_official_spans *spans = &block->spans;
    *looks = zc_arena_array(lay->arena, spans->count + 1, sizeof **looks);
    for (size_t i = 0; i < spans->count; i++) {
        const struct zc_official_span *span = &spans->items[i];
        (*looks)[i] = (struct zc_look){face_of(block, span), ZC_OFFICIAL_BODY_PT, ZC_INK_BLACK, span->href};
        zc_lay_letters(lay, line, span->text, (*looks)[i].face, ZC_OFFICIAL_BODY_PT, ZC_LETTER_PITCH, i);
    }
}

/* A paragraph: the first line `first` letters in, the others `rest`. `spare` lines at the foot of the page must stay free behind it, else
 * its last two lines go along to the next page. */
void zc_lay_paragraph(struct zc_lay *lay, const struct zc_line *line, const struct zc_look *looks, double first, double rest, size_t spare)
{
    size_t capacity = 0, count = 0, *ends = NULL;
    for (size_t from = 0; from < line->count;) {
        double room = ZC_BLOCK_WIDTH - (count ? rest : first) * ZC_LETTER_PITCH;
        from = zc_break_line(line->letters, line->count, from, room);
        *(size_t *)zc_arena_push(lay->arena, &ends, &count, &capacity, sizeof *ends) = from;
    }
    size_t free_lines = (size_t)fmax(0, floor((BLOCK_BOTTOM - lay->y) / ZC_LINE_PITCH + 0.001));
    size_t turn = SIZE_MAX;
    if (spare && count <= free_lines && free_lines - count < spare && lay->filled)
        turn = count > 2 ? count - 2 : 0;
    size_t from = 0;
    for (size_t i = 0; i < count && !lay->rc; from = ends[i++]) {
        double in = (i ? rest : first) * ZC_LETTER_PITCH;
        if (i == turn)
            zc_lay_page(lay);
        zc_lay_need(lay, 1);
        if (lay->rc)
            return;
        zc_lay_set(lay, line, from, ends[i], ZC_BLOCK_LEFT + in, zc_lay_baseline(lay->y, ZC_LINE_PITCH, ZC_OFFICIAL_BODY_PT), ZC_BLOCK_WIDTH - in, i + 1 < count, looks);
        zc_lay_advance(lay, 1);
    }
}

static void put_roster(struct zc_lay *lay, const struct zc_official_block *block)
{
    struct zc_line line = {0};
    struct zc_look looks[2] = {BODY, BODY};
    looks[0].face = ZC_FACE_HEITI;
    zc_lay_letters(lay, &line, zc_arena_printf(lay->arena, "%s：", block->label ? block->label : ""), ZC_FACE_HEITI, ZC_OFFICIAL_BODY_PT, ZC_LETTER_PITCH, 0);
    double hang = (double)line.count + 2;
    zc_lay_letters(lay, &line, zc_official_plain(lay->arena, &block->spans), ZC_FACE_FANGSONG, ZC_OFFICIAL_BODY_PT, ZC_LETTER_PITCH, 1);
    zc_lay_paragraph(lay, &line, looks, 2, hang, 0);
}

static void put_block(struct zc_lay *lay, const struct zc_official_block *block, size_t spare)
{
    struct zc_line line = {0};
    struct zc_look *looks;
    switch (block->kind) {
    case ZC_OFFICIAL_ANNEX: break; /* put_annexes */
    case ZC_OFFICIAL_TABLE: zc_lay_table(lay, block); break;
    case ZC_OFFICIAL_ROSTER: put_roster(lay, block); break;
    case ZC_OFFICIAL_HEAD: zc_lay_need(lay, 2 + spare); /* a head does not end a page */ /* fall through */
    case ZC_OFFICIAL_TEXT:
        make_line(lay, &line, &looks, block);
        zc_lay_paragraph(lay, &line, looks, 2, 0, block->kind == ZC_OFFICIAL_TEXT ? spare : 0);
        break;
    }
}

static void put_body(struct zc_lay *lay, size_t spare)
{
    const struct zc_official *paper = lay->paper;
    struct zc_look look = BODY;
    if (paper->addressee && *paper->addressee && !lay->addressee_below) {
        struct zc_line line = {0};
        zc_lay_letters(lay, &line, zc_arena_printf(lay->arena, "%s：", paper->addressee), look.face, look.size, ZC_LETTER_PITCH, 0);
        zc_lay_paragraph(lay, &line, &look, 0, 0, 0);
    }
    size_t count = zc_official_annex(paper, 0);
    for (size_t i = 0; i < count && !lay->rc; i++) {
        /* 10.3: one blank line below the text */
        if (paper->blocks[i].kind == ZC_OFFICIAL_ROSTER && i && paper->blocks[i - 1].kind != ZC_OFFICIAL_ROSTER)
            zc_lay_advance(lay, 1);
        /* what the signature keeps free concerns the last paragraph, and its head */
        bool last = i + 1 == count || (i + 2 == count && paper->blocks[i].kind == ZC_OFFICIAL_HEAD);
        put_block(lay, &paper->blocks[i], last ? spare : 0);
    }
}

/* 7.3.7: each on a new page, before the end block: 附件1 in 黑体 at the upper left, the title in the middle of the third line. */
static void put_annexes(struct zc_lay *lay)
{
    const struct zc_official *paper = lay->paper;
    for (size_t i = zc_official_annex(paper, 0); i < paper->block_count && !lay->rc;) {
        const struct zc_official_block *annex = &paper->blocks[i++];
        bool across = i < paper->block_count && zc_official_is_wide(&paper->blocks[i]);
        double left = across ? 0 : ZC_BLOCK_LEFT, top = across ? 0 : ZC_BLOCK_TOP;
        zc_lay_page(lay);
        if (lay->rc)
            return;
        body_piece(lay, annex->label ? annex->label : "", ZC_FACE_HEITI, left, -1, top);
        lay->y = top + 2 * ZC_LINE_PITCH;
        put_title(lay, zc_official_plain(lay->arena, &annex->spans), left, across ? ZC_BLOCK_HEIGHT : ZC_BLOCK_WIDTH);
        lay->turned = across;
        for (; i < paper->block_count && paper->blocks[i].kind != ZC_OFFICIAL_ANNEX && !lay->rc; i++)
            put_block(lay, &paper->blocks[i], 0);
    }
}

/* 6 */

static void put_attachments(struct zc_lay *lay)
{
    const struct zc_official *paper = lay->paper;
    struct zc_look look = BODY;
    if (paper->attachment_count)
        zc_lay_advance(lay, 1);
    for (size_t i = 0; i < paper->attachment_count && !lay->rc; i++) {
        struct zc_line line = {0};
        const char *lead = i ? "" : "附件：", *number = paper->attachment_count > 1 ? zc_arena_printf(lay->arena, "%zu.", i + 1) : "";
        double in = i ? 5 : 2, hang = 5 + (*number ? piece_width(lay, number, look.face, look.size, ZC_LETTER_PITCH) / ZC_LETTER_PITCH : 0);
        zc_lay_letters(lay, &line, zc_arena_printf(lay->arena, "%s%s%s", lead, number, paper->attachments[i]), look.face, look.size, ZC_LETTER_PITCH, 0);
        zc_lay_paragraph(lay, &line, &look, in, hang, 0);
    }
}

/* 7.3.5. With a seal the date stands four letters from the right, the agency in the middle above it; without, the agency two from the
 * right and the date two to the right of its first letter. */
static void put_signature(struct zc_lay *lay)
{
    const struct zc_official *paper = lay->paper;
    double letter = ZC_LETTER_PITCH;
    if ((!paper->signature || !*paper->signature) && (!paper->date || !*paper->date))
        return;
    double agency = piece_width(lay, paper->signature ? paper->signature : "", ZC_FACE_FANGSONG, ZC_OFFICIAL_BODY_PT, letter);
    double day = piece_width(lay, paper->date ? paper->date : "", ZC_FACE_FANGSONG, ZC_OFFICIAL_BODY_PT, letter);
    double blank = paper->seal ? 2 : 1;
    if (lay->y + (blank + 2) * ZC_LINE_PITCH > BLOCK_BOTTOM + 0.01)
        zc_lay_page(lay);
    else
        zc_lay_advance(lay, blank);
    if (lay->rc)
        return;
    double agency_x, date_x;
    if (paper->seal) {
        date_x = BLOCK_RIGHT - 4 * letter - day;
        agency_x = fmin(date_x + day / 2 - agency / 2, BLOCK_RIGHT - agency);
    } else {
        agency_x = BLOCK_RIGHT - 2 * letter - agency;
        date_x = agency_x + 2 * letter;
        if (date_x + day > BLOCK_RIGHT - 2 * letter) { /* the date is the longer: it takes the edge */
            date_x = BLOCK_RIGHT - 2 * letter - day;
            agency_x = date_x - 2 * letter;
        }
    }
    body_piece(lay, paper->signature ? paper->signature : "", ZC_FACE_FANGSONG, fmax(agency_x, ZC_BLOCK_LEFT), -1, lay->y);
    zc_lay_advance(lay, 1);
    body_piece(lay, paper->date ? paper->date : "", ZC_FACE_FANGSONG, date_x, -1, lay->y);
    zc_lay_advance(lay, 1);
}

static void put_note(struct zc_lay *lay)
{
    struct zc_line line = {0};
    struct zc_look look = BODY;
    if (!lay->paper->note || !*lay->paper->note)
        return;
    zc_lay_letters(lay, &line, zc_arena_printf(lay->arena, "（%s）", lay->paper->note), look.face, look.size, ZC_LETTER_PITCH, 0);
    zc_lay_paragraph(lay, &line, &look, 2, 2, 0);
}

/* 7 */

#define END_PITCH 21.0

/* The lines of the end block: 抄送 and its like wrap behind their colon. */
struct end_line {
    struct zc_line line;
    size_t from, to;
    double in;
    bool first; /* of its entry: a rule stands above */
};

static void end_entry(struct zc_lay *lay, struct end_line *lines, size_t most, size_t *count, const char *label, const char *text)
{
    struct zc_line line = {0};
    double cell = ZC_OFFICIAL_SMALL_PT, hang = (double)zc_utf8_length(label) * cell, width = ZC_BLOCK_WIDTH - 2 * cell;
    zc_lay_letters(lay, &line, zc_arena_printf(lay->arena, "%s%s", label, text), ZC_FACE_FANGSONG, cell, cell, 0);
    for (size_t from = 0; from < line.count && *count < most;) {
        double in = from ? hang : 0;
        size_t to = zc_break_line(line.letters, line.count, from, width - in);
        lines[(*count)++] = (struct end_line){line, from, to, in, from == 0};
        from = to;
    }
}

static void put_end_block(struct zc_lay *lay)
{
    enum { MOST = 24 };
    const struct zc_official *paper = lay->paper;
    struct end_line lines[MOST];
    size_t count = 0;
    bool copies = paper->copies && *paper->copies, printed = paper->printer && *paper->printer;
    if (lay->addressee_below)
        end_entry(lay, lines, MOST - 1, &count, "主送：", zc_arena_printf(lay->arena, "%s。", paper->addressee));
    if (copies)
        end_entry(lay, lines, MOST - 1, &count, "抄送：", zc_arena_printf(lay->arena, "%s。", paper->copies));
    if (!count && !printed)
        return;
    double height = (double)(count + printed) * END_PITCH;
    if (lay->y > BLOCK_BOTTOM - height + 0.01)
        zc_lay_page(lay);
    if (lay->rc)
        return;
    double y = BLOCK_BOTTOM - height;
    struct zc_look look = {ZC_FACE_FANGSONG, ZC_OFFICIAL_SMALL_PT, ZC_INK_BLACK, NULL};
    for (size_t i = 0; i < count; i++, y += END_PITCH) {
        if (lines[i].first)
            zc_lay_rule(lay, ZC_BLOCK_LEFT, y, ZC_BLOCK_WIDTH, (i ? 0.25 : 0.35) * ZC_MM, ZC_INK_BLACK);
        zc_lay_set(lay, &lines[i].line, lines[i].from, lines[i].to, ZC_BLOCK_LEFT + look.size + lines[i].in, zc_lay_baseline(y, END_PITCH, look.size),
                   ZC_BLOCK_WIDTH - 2 * look.size - lines[i].in, false, &look);
    }
    if (printed) {
        zc_lay_rule(lay, ZC_BLOCK_LEFT, y, ZC_BLOCK_WIDTH, (count ? 0.25 : 0.35) * ZC_MM, ZC_INK_BLACK);
        double baseline = zc_lay_baseline(y, END_PITCH, look.size);
        zc_lay_piece(lay, paper->printer, &look, look.size, ZC_BLOCK_LEFT + look.size, -1, baseline);
        if (paper->printed_on && *paper->printed_on)
            zc_lay_piece(lay, zc_arena_printf(lay->arena, "%s印发", paper->printed_on), &look, look.size, BLOCK_RIGHT - look.size, 1, baseline);
    }
    zc_lay_rule(lay, ZC_BLOCK_LEFT, BLOCK_BOTTOM, ZC_BLOCK_WIDTH, 0.35 * ZC_MM, ZC_INK_BLACK);
    lay->y = BLOCK_BOTTOM;
}

/* 8 */

/* 7.5: between dashes of one em, whose upper edge is 7 mm below the block; odd pages right, even left, one letter in. */
static void put_page_number(struct zc_lay *lay, struct zc_leaf *leaf)
{
    if (!leaf->number)
        return;
    const char *text = zc_arena_printf(lay->arena, "— %d —", leaf->number);
    struct zc_look look = {ZC_FACE_SONGTI, ZC_OFFICIAL_SMALL_PT, ZC_INK_BLACK, NULL};
    double above, below, size = look.size;
    lay->measure->ink(lay->measure->user, look.face, 0x2014, &above, &below);
    double baseline = BLOCK_BOTTOM + 7 * ZC_MM + above * size;
    zc_lay_piece(lay, text, &look, size, leaf->number % 2 ? BLOCK_RIGHT - size : ZC_BLOCK_LEFT + size, leaf->number % 2 ? 1 : -1, baseline);
}

/* What the file says of itself: digest and the way to the trace, beside the page number of the last page. */
static void put_margin(struct zc_lay *lay, const struct zc_leaf *leaf, const char *address)
{
    const struct zc_official *paper = lay->paper;
    char digest[ZC_DIGEST_HEX];
    bool odd = leaf->number % 2;
    double side = 17 * ZC_MM, top = BLOCK_BOTTOM + 10 * ZC_MM, qr_x = odd ? ZC_BLOCK_LEFT : BLOCK_RIGHT - side;
    struct zc_look look = {ZC_FACE_SONGTI, 6.5, ZC_INK_GREY, NULL};
    zc_official_digest(digest, paper);
    if (address && paper->trace) {
        const char *href = zc_arena_printf(lay->arena, "%s%s", address, paper->trace);
        zc_lay_put(lay, (struct zc_mark){.kind = ZC_MARK_QR, .x = qr_x, .y = top, .size = side, .href = href});
    }
    double x = odd ? ZC_BLOCK_LEFT + side + 6 : BLOCK_RIGHT - side - 6, y = top + side - 18;
    int edge = odd ? -1 : 1;
    zc_lay_piece(lay, address && paper->trace ? "内容摘要（SM3）· 扫码看出处" : "内容摘要（SM3）", &look, look.size, x, edge, y);
    zc_lay_piece(lay, zc_arena_printf(lay->arena, "%.32s", digest), &look, look.size, x, edge, y + 9);
    zc_lay_piece(lay, digest + 32, &look, look.size, x, edge, y + 18);
}

/* Under the text: what belongs to no city, or is no paper yet, says so across the page. */
static void put_across(struct zc_lay *lay, struct zc_leaf *leaf, const char *first, const char *second)
{
    static const double places[4][2] = {{70, 105}, {125, 145}, {70, 210}, {125, 250}};
    struct zc_look look = {ZC_FACE_BIAOSONG, 90, ZC_INK_PALE, NULL};
    struct zc_leaf whole = *leaf;
    *leaf = (struct zc_leaf){.number = whole.number, .check = whole.check};
    for (size_t i = 0; i < 4; i++) {
        zc_lay_piece(lay, i % 2 ? second : first, &look, look.size, places[i][0] * ZC_MM, 0, places[i][1] * ZC_MM);
        leaf->marks[leaf->count - 1].turn = 30;
    }
    for (size_t i = 0; i < whole.count; i++)
        *(struct zc_mark *)zc_arena_push(lay->arena, &leaf->marks, &leaf->count, &leaf->capacity, sizeof *leaf->marks) = whole.marks[i];
}

/* zc_lay_put writes on the last page: each in turn is made the last. */
static void finish_pages(struct zc_lay *lay, size_t own, const char *address)
{
    size_t all = lay->out->count;
    const char *state = lay->paper->state && *lay->paper->state ? lay->paper->state : NULL, *word = lay->paper->sample ? "示例" : state;
    for (size_t i = 0; i < all; i++) {
        lay->out->count = i + 1;
        struct zc_leaf *leaf = &lay->out->items[i];
        if (i >= own)
            leaf->number = 0;
        else
            put_page_number(lay, leaf);
        if (i + 1 == own)
            put_margin(lay, leaf, address);
        if (word)
            put_across(lay, leaf, word, state ? state : word);
    }
    lay->out->count = all;
}

/* 9 */

static size_t signature_lines(const struct zc_official *paper)
{
    bool signed_ = (paper->signature && *paper->signature) || (paper->date && *paper->date);
    return (signed_ ? (paper->seal ? 4 : 3) : 0) + (paper->attachment_count ? paper->attachment_count + 1 : 0);
}

static void lay_all(struct zc_lay *lay)
{
    const struct zc_official *paper = lay->paper;
    zc_lay_page(lay);
    switch (paper->form) {
    case ZC_OFFICIAL_DOCUMENT: head_document(lay); break;
    case ZC_OFFICIAL_LETTER: head_letter(lay); break;
    case ZC_OFFICIAL_MINUTES:
    case ZC_OFFICIAL_BULLETIN: head_issue(lay); break;
    case ZC_OFFICIAL_PRESS: lay->y += ZC_LINE_PITCH; break;
    }
    put_title(lay, paper->title, ZC_BLOCK_LEFT, ZC_BLOCK_WIDTH);
    /* 7.3.2: where the first page would hold no text of the body, the addressees go to the end block. */
    struct zc_line line = {0};
    if (paper->addressee)
        zc_lay_letters(lay, &line, paper->addressee, ZC_FACE_FANGSONG, ZC_OFFICIAL_BODY_PT, ZC_LETTER_PITCH, 0);
    size_t lines = (size_t)ceil((double)(line.count + 1) / ZC_OFFICIAL_LETTERS);
    lay->addressee_below = line.count && paper->block_count && lay->y + (double)(lines + 1) * ZC_LINE_PITCH > BLOCK_BOTTOM;
    size_t spare = signature_lines(paper);
    put_body(lay, spare < ZC_OFFICIAL_LINES - 2 ? spare : 0);
    if (!lay->rc)
        put_attachments(lay);
    if (!lay->rc)
        put_signature(lay);
    if (!lay->rc)
        put_note(lay);
    if (!lay->rc)
        put_annexes(lay);
    if (!lay->rc)
        put_end_block(lay);
}

int zc_official_lay(struct zc_leaves *out, struct zc_arena *arena, const struct zc_official *paper, const struct zc_measure *measure, const char *const *remarks,
                    size_t remark_count, const char *address, struct zc_error *err)
{
    struct zc_lay lay = {.arena = arena, .out = out, .paper = paper, .measure = measure, .err = err};
    *out = (struct zc_leaves){0};
    lay_all(&lay);
    size_t own = out->count;
    if (!lay.rc && (paper->figure_count || remark_count))
        zc_lay_check_page(&lay, remarks, remark_count);
    if (!lay.rc)
        finish_pages(&lay, own, address);
    return lay.rc;
}
