/* official: description, digest, sample; line and title breaking; layout with a measure of squares; editions read back; places of templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "model/fill.h"
#include "paper/breaking.h"
#include "paper/official_lay.h"
#include "paper/official_pack.h"
#include "paper/official_text.h"
#include "query/city.h"

static double square(void *user, enum zc_face face, uint32_t letter)
{
    (void)user;
    (void)face;
    return letter < 0x2000 ? 0.5 : 1;
}
static void ink(void *user, enum zc_face face, uint32_t letter, double *above, double *below)
{
    (void)user;
    (void)face;
    (void)letter;
    *above = 0.84;
    *below = 0.08;
}
static const struct zc_measure SQUARES = {NULL, square, ink};

/* Lines of a text at `cells` letters a line, with | between. */
static const char *broken(struct zc_arena *arena, const char *text, double cells)
{
    struct zc_letter letters[400];
    size_t count = 0, offsets[401];
    struct zc_buf out = {0};
    for (const char *at = text, *end = text + strlen(text); at < end;) {
        offsets[count] = (size_t)(at - text);
        uint32_t code = zc_utf8_next(&at, end);
        letters[count++] = (struct zc_letter){code, code < 0x2000 ? 0.5 : 1, 0};
    }
    offsets[count] = strlen(text);
    for (size_t from = 0, to; from < count; from = to) {
        to = zc_break_line(letters, count, from, cells);
        assert_true(to > from);
        zc_buf_str(&out, from ? "|" : "");
        zc_buf_add(&out, text + offsets[from], offsets[to] - offsets[from]);
    }
    const char *kept = zc_arena_copy(arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
    return kept;
}

static void lines_keep_their_rules(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    static const struct {
        const char *text, *lines;
        double cells;
    } table[] = {
        {"改革办公室", "改革办|公室", 3},
        {"改革，办公室", "改|革，|办公|室", 2},         /* the mark takes its letter along: nothing else can give */
        {"（一）改革。办公室", "（一）改革。|办公室", 5}, /* three marks give up half of themselves */
        {"完成2017项任务", "完成|2017项|任务", 3},      /* a number stays whole */
        {"占11593.52万元", "占|11593.52|万元", 4},
        {"增长31.4%左右", "增长|31.4%左|右", 4},
        {"见《方案》第三条", "见《方案》|第三条", 4},     /* both brackets give up half */
        {"改革见《方案", "改革见|《方案", 4},        /* an opening bracket ends no line */
        {"责任——落实", "责|任——|落实", 3},
        {"abcdefghij", "abcd|efgh|ij", 2},              /* a word that fits in no line */
        {"，，，，", "，，，，", 2},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_string_equal(broken(&arena, table[i].text, table[i].cells), table[i].lines);
    zc_arena_free(&arena);
}

static void places_fill_the_line_or_shrink(void **state)
{
    (void)state;
    double x[8];
    struct zc_letter wide[] = {{U'改', 1, 0}, {U'革', 1, 0}, {U'办', 1, 0}};
    assert_true(zc_break_place(x, wide, 0, 3, 3.2, true) > 3.19);
    assert_true(x[1] > 1.09 && x[1] < 1.11);
    assert_true(zc_break_place(x, wide, 0, 3, 3.2, false) < 3.01);
    struct zc_letter marks[] = {{U'改', 1, 0}, {U'，', 1, 0}, {U'革', 1, 0}, {U'。', 1, 0}};
    double end = zc_break_place(x, marks, 0, 4, 3.25, true);
    assert_true(end > 3.24 && end < 3.26); /* the last gives half, the comma a quarter */
    assert_true(x[2] > 1.74 && x[2] < 1.76);
    struct zc_letter opening[] = {{U'改', 1, 0}, {U'“', 1, 0}, {U'革', 1, 0}, {U'”', 1, 0}};
    zc_break_place(x, opening, 0, 4, 3.25, true);
    assert_true(x[1] < 1 && x[2] > 1.74); /* the empty half in front of an opening mark is the one that goes */
}

static const char *titled(struct zc_arena *arena, const char *text, size_t most)
{
    uint32_t codes[200];
    size_t offsets[201], count = 0, ends[ZC_TITLE_LINES], from = 0;
    for (const char *at = text, *end = text + strlen(text); at < end;) {
        offsets[count] = (size_t)(at - text);
        codes[count++] = zc_utf8_next(&at, end);
    }
    offsets[count] = strlen(text);
    size_t lines = zc_break_title(ends, codes, count, most);
    struct zc_buf out = {0};
    for (size_t i = 0; i < lines; from = ends[i++]) {
        zc_buf_str(&out, i ? "|" : "");
        zc_buf_add(&out, text + offsets[from], offsets[ends[i]] - offsets[from]);
    }
    const char *kept = zc_arena_copy(arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
    return kept;
}

static void titles_break_between_words(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    assert_string_equal(titled(&arena, "关于改革的通知", 20), "关于改革的通知");
    assert_string_equal(titled(&arena, "市委全面深化改革领导小组第二十五次会议纪要", 20), "市委全面深化改革领导小组|第二十五次会议纪要");
    const char *three = titled(&arena, "关于推进全市地下综合管廊建设管理体制改革有关具体事项竣工验收情况的督办通知", 16);
    assert_null(strstr(three, "督|办"));
    assert_null(strstr(three, "竣工|验收"));
    assert_null(strstr(three, "|的"));
    assert_non_null(strchr(three, '|'));
    zc_arena_free(&arena);
}

static struct zc_official *sample(struct zc_arena *arena, int paragraphs)
{
    struct zc_error err = {0};
    struct zc_official *paper = zc_official_new(arena);
    paper->mark = "市改革办";
    paper->number = "筑改督〔2018〕7号";
    paper->title = "关于改革的通知";
    paper->addressee = "市住建局";
    paper->signature = "市改革办";
    paper->date = "2018年1月5日";
    paper->copies = "市财政局";
    for (int i = 0; i < paragraphs; i++) {
        struct zc_official_block *block = zc_official_add(paper, i % 3 ? ZC_OFFICIAL_TEXT : ZC_OFFICIAL_HEAD, 1 + i % 2, &err);
        for (int k = 0; k < 14; k++)
            assert_int_equal(zc_official_span(paper, &block->spans, (struct zc_official_span){.text = "改革落实"}, &err), ZC_OK);
    }
    return paper;
}

static void heads_are_numbered_and_a_sample_says_so(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_official *paper = zc_official_new(&arena);
    static const struct {
        int level;
        const char *text, *is;
    } heads[] = {{1, "总体", "一、总体"}, {2, "上半年", "（一）上半年"}, {2, "下半年", "（二）下半年"}, {3, "细项", "1.细项"}, {4, "更细", "（1）更细"},
                 {1, "二、已有号", "二、已有号"}, {2, "又一", "（一）又一"}, {1, "一网通办", "三、一网通办"}};
    paper->mark = "市改革办";
    paper->signature = "示例市改革办";
    paper->sample = true;
    for (size_t i = 0; i < 8; i++) {
        struct zc_official_block *block = zc_official_add(paper, ZC_OFFICIAL_HEAD, heads[i].level, &err);
        assert_int_equal(zc_official_span(paper, &block->spans, (struct zc_official_span){.text = heads[i].text}, &err), ZC_OK);
    }
    zc_official_finish(paper);
    for (size_t i = 0; i < 8; i++)
        assert_string_equal(zc_official_plain(&arena, &paper->blocks[i].spans), heads[i].is);
    assert_string_equal(paper->mark, "示例市改革办");
    assert_string_equal(paper->signature, "示例市改革办");
    zc_arena_free(&arena);
}

static void the_digest_sees_every_text(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    char one[ZC_DIGEST_HEX], two[ZC_DIGEST_HEX];
    struct zc_official *paper = sample(&arena, 4);
    zc_official_digest(one, paper);
    zc_official_digest(two, sample(&arena, 4));
    assert_string_equal(one, two);
    const char **texts[] = {&paper->mark, &paper->number, &paper->title, &paper->addressee, &paper->signature, &paper->date, &paper->copies, &paper->note, &paper->state,
                            &paper->blocks[1].spans.items[3].text};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *before = *texts[i];
        *texts[i] = "改";
        zc_official_digest(two, paper);
        assert_string_not_equal(one, two);
        *texts[i] = before;
    }
    zc_arena_free(&arena);
}

static void a_paper_goes_to_another_process_and_is_the_same(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    char before[ZC_DIGEST_HEX], after[ZC_DIGEST_HEX];
    struct zc_buf text = {0}, again = {0};
    struct zc_official *paper = sample(&arena, 3), *other;
    static const char *signers[] = {"示例·001", "示例·002"}, *attachments[] = {"任务台账"}, *wordings[] = {"一批 — \"引号\"与\n换行"};
    static struct zc_official_figure figure = {.tag = "f1", .metric = "m", .shown = "31.4", .value = "31.4", .scale = 1};
    struct zc_official_block *table = zc_official_add(paper, ZC_OFFICIAL_TABLE, 0, &err);
    struct zc_official_spans cells[2] = {0};
    enum zc_docx_align aligns[] = {ZC_DOCX_LEFT, ZC_DOCX_END};
    assert_int_equal(zc_official_span(paper, &cells[1], (struct zc_official_span){.text = "<31.4%>", .href = "/figures/m?a=1&b=2", .tag = "f1", .strong = true}, &err), ZC_OK);
    *table = (struct zc_official_block){.kind = ZC_OFFICIAL_TABLE, .rows = 1, .columns = 2, .cells = cells, .aligns = aligns};
    paper->signers = signers;
    paper->signer_count = 2;
    paper->attachments = attachments;
    paper->attachment_count = 1;
    paper->wordings = wordings;
    paper->wording_count = 1;
    paper->figures = &figure;
    paper->figure_count = 1;
    paper->seal = paper->sample = true;
    paper->state = "校样";
    zc_official_finish(paper);
    zc_official_digest(before, paper);
    zc_official_pack(&text, paper);
    assert_int_equal(zc_official_unpack(&other, &arena, zc_buf_text(&text), text.size, &err), ZC_OK);
    zc_official_digest(after, other);
    assert_string_equal(before, after);
    assert_int_equal(other->blocks[other->block_count - 1].aligns[1], ZC_DOCX_END);
    assert_int_equal(other->figures[0].scale, 1);
    zc_official_pack(&again, other);
    assert_string_equal(zc_buf_text(&text), zc_buf_text(&again));
    for (size_t size = 0; size < text.size; size += size < 200 ? 1 : 97) /* cut off anywhere, it is refused */
        assert_int_not_equal(zc_official_unpack(&other, &arena, zc_buf_text(&text), size, NULL), ZC_OK);
    static const char *const wrong[] = {"{}", "[]", "[9,0,0]", "[0,0,0,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,[],[],[],[[3,0,null,[],2,2,[0,0],[[]]]],[]]",
                                        "[0,0,0,7]", "null"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(zc_official_unpack(&other, &arena, wrong[i], strlen(wrong[i]), &err), ZC_EINPUT);
    zc_buf_free(&text);
    zc_buf_free(&again);
    zc_arena_free(&arena);
}

static const struct zc_mark *find_rule(const struct zc_leaf *leaf, enum zc_ink colour)
{
    for (size_t i = 0; i < leaf->count; i++)
        if (leaf->marks[i].kind == ZC_MARK_RULE && leaf->marks[i].ink == colour)
            return &leaf->marks[i];
    return NULL;
}

static void pages_hold_22_lines_of_28(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_leaves leaves;
    struct zc_official *paper = sample(&arena, 40);
    assert_int_equal(zc_official_lay(&leaves, &arena, paper, &SQUARES, NULL, 0, NULL, &err), ZC_OK);
    assert_true(leaves.count >= 3);
    const struct zc_leaf *two = &leaves.items[1];
    double seen[100];
    size_t lines = 0, longest = 0;
    for (size_t i = 0; i < two->count; i++) {
        const struct zc_mark *mark = &two->marks[i];
        if (mark->kind != ZC_MARK_TEXT || mark->y > ZC_BLOCK_TOP + ZC_BLOCK_HEIGHT)
            continue;
        size_t k = 0, letters = 0;
        while (k < lines && (seen[k] > mark->y + 1 || seen[k] < mark->y - 1))
            k++;
        if (k == lines)
            seen[lines++] = mark->y;
        for (size_t j = 0; j < two->count; j++)
            if (two->marks[j].kind == ZC_MARK_TEXT && two->marks[j].y > mark->y - 1 && two->marks[j].y < mark->y + 1)
                letters += two->marks[j].count;
        longest = letters > longest ? letters : longest;
        assert_true(mark->x >= ZC_BLOCK_LEFT - 0.1 && mark->x + mark->width <= ZC_BLOCK_LEFT + ZC_BLOCK_WIDTH + 0.1);
    }
    assert_int_equal(lines, 22);
    assert_int_equal(longest, 28);
    const struct zc_mark *red = find_rule(&leaves.items[0], ZC_INK_RED);
    assert_non_null(red);
    assert_true(red->width > 155.9 * ZC_MM && red->width < 156.1 * ZC_MM);
    for (size_t i = 0; i < leaves.count; i++) /* the end block stands on the last page alone, at the foot */
        assert_int_equal(find_rule(&leaves.items[i], ZC_INK_BLACK) != NULL, i + 1 == leaves.count);
    zc_arena_free(&arena);
}

/* 7.3.7 and 8: an attachment begins a page, 附件 in 黑体 at the upper left, its title on the third line; a table that does not fit lies across. */
static void attachments_begin_pages_and_wide_tables_lie_across(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_leaves leaves;
    struct zc_official *paper = sample(&arena, 2);
    static const char *names[] = {"说明"};
    enum { COLUMNS = 9, ROWS = 60 };
    paper->attachments = names;
    paper->attachment_count = 1;
    struct zc_official_block *annex = zc_official_add(paper, ZC_OFFICIAL_ANNEX, 0, &err);
    annex->label = "附件";
    assert_int_equal(zc_official_span(paper, &annex->spans, (struct zc_official_span){.text = "说明"}, &err), ZC_OK);
    struct zc_official_block *text = zc_official_add(paper, ZC_OFFICIAL_TEXT, 0, &err);
    assert_int_equal(zc_official_span(paper, &text->spans, (struct zc_official_span){.text = "正文"}, &err), ZC_OK);
    struct zc_official_spans *cells = zc_arena_array(&arena, COLUMNS * ROWS, sizeof *cells);
    for (size_t i = 0; i < COLUMNS * ROWS; i++)
        assert_int_equal(zc_official_span(paper, &cells[i], (struct zc_official_span){.text = "改革任务落实情况"}, &err), ZC_OK);
    struct zc_official_block *table = zc_official_add(paper, ZC_OFFICIAL_TABLE, 0, &err);
    table->rows = ROWS;
    table->columns = COLUMNS;
    table->cells = cells;
    assert_true(zc_official_is_wide(table));
    table->columns = 4;
    assert_false(zc_official_is_wide(table));
    table->columns = COLUMNS;
    paper->sample = false;
    zc_official_finish(paper);
    assert_int_equal(zc_official_lay(&leaves, &arena, paper, &SQUARES, NULL, 0, NULL, &err), ZC_OK);
    size_t first = 0, across = 0;
    for (size_t p = 1; p < leaves.count && !first; p++)
        first = leaves.items[p].marks[0].face == ZC_FACE_HEITI ? p : 0;
    assert_true(first > 0);
    const struct zc_mark *label = &leaves.items[first].marks[0], *title = &leaves.items[first].marks[1];
    assert_true(label->count == 2 && label->letters[0] == 0x9644 && label->x >= ZC_BLOCK_LEFT && label->x < ZC_BLOCK_LEFT + 2 && label->y < ZC_BLOCK_TOP + ZC_LINE_PITCH);
    assert_true(title->face == ZC_FACE_BIAOSONG && title->y > ZC_BLOCK_TOP + 2 * ZC_LINE_PITCH && title->y < ZC_BLOCK_TOP + 3 * ZC_LINE_PITCH);
    for (size_t p = first + 1; p < leaves.count; p++) {
        size_t turned = 0;
        for (size_t m = 0; m < leaves.items[p].count; m++) {
            const struct zc_mark *mark = &leaves.items[p].marks[m];
            if (mark->kind != ZC_MARK_TEXT || mark->turn < 89)
                continue;
            turned++;
            assert_true(mark->x > ZC_BLOCK_LEFT && mark->x < ZC_BLOCK_LEFT + ZC_BLOCK_WIDTH);
            assert_true(mark->y <= ZC_BLOCK_TOP + ZC_BLOCK_HEIGHT && mark->y - mark->width >= ZC_BLOCK_TOP - 0.1);
        }
        across += turned > 0;
    }
    assert_true(across >= 2);
    zc_arena_free(&arena);
}

static void every_form_and_hostile_sizes_have_an_end(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_leaves leaves;
    for (int form = 0; form < 5; form++)
        for (int signed_ = 0; signed_ < 30; signed_++) { /* whatever room the last page has left */
            struct zc_official *paper = sample(&arena, signed_);
            paper->form = form;
            paper->seal = signed_ % 2;
            paper->attachments = zc_arena_array(&arena, 30, sizeof *paper->attachments);
            for (int i = 0; i < signed_ / 2; i++)
                paper->attachments[paper->attachment_count++] = "附件名称";
            assert_int_equal(zc_official_lay(&leaves, &arena, paper, &SQUARES, NULL, 0, NULL, &err), ZC_OK);
            assert_true(leaves.count < 12);
            for (size_t l = 0; l < leaves.count; l++)
                for (size_t i = 0; i < leaves.items[l].count; i++)
                    assert_true(leaves.items[l].marks[i].y < ZC_PAGE_HEIGHT);
        }
    struct zc_official *paper = sample(&arena, 6000);
    assert_int_equal(zc_official_lay(&leaves, &arena, paper, &SQUARES, NULL, 0, NULL, &err), ZC_ELIMIT);
    zc_arena_free(&arena);
}

static void an_edition_is_read_back(void **state)
{
    (void)state;
    static const char html[] = "<article class=\"zc-review\"><p class=\"zc-count\"><strong>本文无裸数。</strong> ● 1</p><h1>综述</h1>\n<h2>统筹</h2>\n"
                               "<p>开会<a class=\"zc-door\" id=\"f1\" href=\"/figures/m?a=1&amp;b=2\"><data class=\"zc-figure\" value=\"7\" data-metric=\"m\" data-asof=\"2017-06-30\" "
                               "title=\"会议\">7</data><sup class=\"zc-basis\">●</sup></a>次，<strong>A&lt;B</strong>。</p><hr>\n"
                               "<table>\n<thead><tr><th scope=\"col\">级</th><th scope=\"col\" class=\"zc-end\">数</th></tr></thead>\n<tbody>\n<tr><td>国</td><td>46</td></tr>\n</tbody></table>\n"
                               "<h2 id=\"figures\">数据清单</h2><table class=\"zc-figures\"><thead><tr><th>序</th><th>指标</th><th>数值</th><th>单位</th><th>依据</th><th>口径</th></tr></thead>"
                               "<tbody><tr><td>1</td><td><a href=\"/f\">会议</a></td><td class=\"number\">7</td><td>次</td><td>● 计数</td><td>期内</td></tr></tbody></table>"
                               "<h2 id=\"wordings\">表述</h2><ul class=\"zc-wordings\"><li>一批 — 习惯说法</li></ul></article>";
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_official *paper = zc_official_new(&arena);
    assert_int_equal(zc_official_read(paper, html, sizeof html - 1, &err), ZC_OK);
    assert_string_equal(paper->title, "综述");
    assert_int_equal(paper->block_count, 3);
    assert_int_equal(paper->blocks[0].kind, ZC_OFFICIAL_HEAD);
    assert_string_equal(zc_official_plain(&arena, &paper->blocks[1].spans), "开会7次，A<B。");
    assert_string_equal(paper->blocks[1].spans.items[1].href, "/figures/m?a=1&b=2");
    assert_string_equal(paper->blocks[1].spans.items[1].tag, "f1");
    assert_true(paper->blocks[1].spans.items[3].strong);
    assert_int_equal(paper->blocks[2].kind, ZC_OFFICIAL_TABLE);
    assert_int_equal(paper->blocks[2].rows * 10 + paper->blocks[2].columns, 22);
    assert_int_equal(paper->blocks[2].aligns[1], ZC_DOCX_END);
    assert_int_equal(paper->figure_count, 1);
    assert_string_equal(paper->figures[0].shown, "7");
    assert_string_equal(paper->figures[0].unit, "次");
    assert_string_equal(paper->figures[0].explain, "期内");
    assert_int_equal(paper->wording_count, 1);
    assert_string_equal(paper->wordings[0], "一批 — 习惯说法");
    assert_int_not_equal(zc_official_read(zc_official_new(&arena), "<article><p>", 12, &err), ZC_OK);
    zc_arena_free(&arena);
}

static void places_are_parsed_or_refused_by_line(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_model *model;
    assert_int_equal(zc_model_load(&model, zc_modules_folder(&arena), NULL, &err), ZC_OK);
    const struct zc_entity *meeting = zc_model_entity(model, "reform.meeting");
    struct zc_fills fills;
    static const char good[] = "{{=held_on}}{{=chair.title}}\n{{each resolutions where state = 'open'}}\n{{#}}{{sep 、}}{{=text}}\n{{end}}\n{{if empty(chair)}}无{{else}}有{{end}}"
                               "{{=count resolutions}}{{text note}}{{city}}{{reform_task_count|asof=2017-06-30}}";
    assert_int_equal(zc_fill_parse(&fills, &arena, model, meeting, "reform", good, strlen(good), &err), ZC_OK);
    assert_int_equal(fills.items[0].kind, ZC_FILL_FIELD);
    assert_int_equal(fills.items[1].step_count, 2);
    assert_int_equal(fills.items[3].kind, ZC_FILL_EACH);
    assert_string_equal(fills.items[3].of->full_name, "reform.resolution");
    assert_string_equal(fills.items[fills.count - 1].text, "{{reform_task_count|asof=2017-06-30}}");
    static const struct {
        const char *text, *says;
    } bad[] = {{"一\n{{=nosuch}}", "line 2, letter 1"},   {"{{each nosuch}}{{end}}", "nosuch"}, {"{{if empty(chair)}}", "{{end}} is missing"}, {"{{end}}", "surplus"},
               {"{{if empty(chair)}}{{else}}{{else}}{{end}}", "two elses"}, {"{{rule papers.nosuch}}", "no rule value"}, {"{{text held_on}}", "stored text"},
               {"{{=held_on = 2017-01-01}}", "a whole number, a date or a text"}, {"{{if held_on}}{{end}}", "condition"}, {"{{each resolutions}}{{else}}{{end}}", "no else"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err = (struct zc_error){0};
        assert_int_not_equal(zc_fill_parse(&fills, &arena, model, meeting, "reform", bad[i].text, strlen(bad[i].text), &err), ZC_OK);
        if (!strstr(err.en, bad[i].says))
            fail_msg("%s: %s", bad[i].text, err.en);
    }
    zc_model_free(model);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_keep_their_rules),
        cmocka_unit_test(places_fill_the_line_or_shrink),
        cmocka_unit_test(titles_break_between_words),
        cmocka_unit_test(heads_are_numbered_and_a_sample_says_so),
        cmocka_unit_test(the_digest_sees_every_text),
        cmocka_unit_test(a_paper_goes_to_another_process_and_is_the_same),
        cmocka_unit_test(pages_hold_22_lines_of_28),
        cmocka_unit_test(attachments_begin_pages_and_wide_tables_lie_across),
        cmocka_unit_test(every_form_and_hostile_sizes_have_an_end),
        cmocka_unit_test(an_edition_is_read_back),
        cmocka_unit_test(places_are_parsed_or_refused_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
