/* template: reports parsed, naked numbers listed, figures shown, three renderings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "paper/template.h"

static int parse(struct zc_template *out, struct zc_arena *arena, const char *text, struct zc_error *err)
{
    return zc_template_parse(out, arena, text, strlen(text), err);
}

static int show(void *user, struct zc_shown *out, const struct zc_segment *figure, struct zc_error *err)
{
    struct zc_arena *arena = user;
    if (strcmp(figure->metric, "unknown") == 0)
        return zc_fail(err, ZC_ENOTFOUND, "没有“%s”", "no \"%s\"", figure->metric);
    int rc = zc_figure_show(&out->text, arena, 1159352, 2, "万元", &figure->style, err);
    out->value = "11593.52";
    out->title = "概算\"资金\"";
    out->tag = "7";
    out->href = "/trace/7";
    out->names[0] = "data-asof";
    out->values[0] = figure->asof ? figure->asof : "2017-06-30";
    out->count = 1;
    return rc;
}

static const char report[] =
    "# 2017年综述\n\n"
    "## 一、资金\n"
    "概算{{fund|asof=2017-06-30|decimals=1}}万元，**重点{{ fund | unit=亿元 | form=plain }}亿元**。\n"
    "接着<说>，推出[[一批|习惯说法]]项目，[[全国首部|见文件|claim]]。\n\n"
    "| 级别 | 数 |\n|---|---:|\n| 国家\\|级 | {{fund|form=words}} |\n\n"
    "- 甲\n- 乙\n\n1. 丙\n---\n\\{{不是数字}}";

static void a_report_renders_as_html(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_template tree;
    struct zc_error err;
    struct zc_buf out = {0};
    assert_int_equal(parse(&tree, &arena, report, &err), ZC_OK);
    assert_string_equal(tree.title, "2017年综述");
    assert_int_equal(tree.figure_count, 3);
    assert_int_equal(tree.mark_count, 2);
    assert_int_equal(tree.figures[1]->line, 4);
    assert_int_equal(tree.figures[0]->column, 3);
    assert_int_equal(zc_template_html(&out, &tree, show, &arena, &err), ZC_OK);
    static const char figure[] =
        "<a class=\"zc-door\" id=\"7\" href=\"/trace/7\"><data class=\"zc-figure\" value=\"11593.52\" data-metric=\"fund\" "
        "data-asof=\"2017-06-30\" title=\"概算&quot;资金&quot;\">";
    char expected[3000];
    snprintf(expected, sizeof expected,
             "<h1>2017年综述</h1>\n<h2>一、资金</h2>\n<p>概算%s11,593.5</data></a>万元，<strong>重点</strong>"
             "<strong>%s1.159352</data></a></strong><strong>亿元</strong>。\n接着&lt;说&gt;，推出"
             "<span class=\"zc-mark zc-wording\" title=\"习惯说法\">一批</span>项目，"
             "<span class=\"zc-mark zc-claim\" title=\"见文件\">全国首部</span>。</p>\n"
             "<table>\n<thead><tr><th scope=\"col\">级别</th><th scope=\"col\" class=\"zc-end\">数</th></tr></thead>\n"
             "<tbody>\n<tr><td>国家|级</td><td class=\"zc-end\">%s一万一千五百九十三点五二</data></a></td></tr>\n"
             "</tbody></table>\n<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n<ol>\n<li>丙</li>\n</"
             "ol>\n<hr>\n<p>{{不是数字}}</p>\n",
             figure, figure, figure);
    assert_string_equal(zc_buf_text(&out), expected);
    zc_buf_free(&out);
    zc_arena_free(&arena);
}

static void markdown_reads_back_as_the_same_text(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_template tree, again;
    struct zc_error err;
    struct zc_buf out = {0}, second = {0};
    assert_int_equal(parse(&tree, &arena, report, &err), ZC_OK);
    assert_int_equal(zc_template_markdown(&out, &tree, show, &arena, &err), ZC_OK);
    assert_non_null(strstr(out.bytes, "概算11,593.5万元，**重点1.159352亿元**。"));
    assert_int_equal(parse(&again, &arena, out.bytes, &err), ZC_OK);
    assert_int_equal(again.figure_count, 0);
    assert_int_equal(zc_template_markdown(&second, &again, show, &arena, &err), ZC_OK);
    assert_string_equal(out.bytes, second.bytes);
    zc_buf_free(&out);
    zc_buf_free(&second);
    zc_arena_free(&arena);
}

static void docx_carries_the_figures_and_their_list(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_template tree;
    struct zc_error err;
    struct zc_buf out = {0};
    struct zc_docx_text text;
    assert_int_equal(parse(&tree, &arena, report, &err), ZC_OK);
    assert_int_equal(zc_template_docx(&out, &tree, "数字清单", show, &arena, &err), ZC_OK);
    assert_int_equal(zc_docx_read(&text, &arena, out.bytes, out.size, &err), ZC_OK);
    assert_non_null(strstr(text.text, "概算11,593.5万元，重点1.159352亿元"));
    assert_non_null(strstr(text.text, "数字清单\n1. 概算\"资金\" 11593.52（fund）\n"));
    zc_buf_clear(&out);
    assert_int_equal(parse(&tree, &arena, "{{unknown}}", &err), ZC_OK);
    assert_int_equal(zc_template_docx(&out, &tree, NULL, show, &arena, &err), ZC_ENOTFOUND);
    assert_int_equal(out.size, 0);
    assert_int_equal(zc_template_html(&out, &tree, show, &arena, &err), ZC_ENOTFOUND);
    zc_buf_free(&out);
    zc_arena_free(&arena);
}

static void mistakes_are_named_with_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"甲\n乙{{metric", "line 2, column 2: \"{{\" is not closed"},
        {"{{Metric}}", "line 1, column 3: \"Metric\" is no name"},
        {"{{a|asof=2017-02-30}}", "column 5: asof takes a date"},
        {"{{a|period=2017H3}}", "period takes"},
        {"{{a|form=big}}", "form takes"},
        {"{{a|decimals=12}}", "decimals takes"},
        {"{{a|unit=光年}}", "is unknown"},
        {"{{a|colour=red}}", "\"colour\" is unknown"},
        {"{{a|asof}}", "lacks an equals sign"},
        {"[[一批]]", "column 3: a mark is written"},
        {"[[一批|理由|joke]]", "column 9: a mark is wording"},
        {"**重点", "has no partner"},
        {"| a | b |\n|---|---|\n| 1 |", "line 3, column 1: the table has 2 columns, this row 1"},
        {"\xff", "no UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_arena arena = {0};
        struct zc_template tree;
        struct zc_error err;
        assert_int_equal(parse(&tree, &arena, cases[i].text, &err), ZC_EINPUT);
        if (!strstr(err.en, cases[i].says))
            fail_msg("%s\nsaid: %s", cases[i].text, err.en);
        zc_arena_free(&arena);
    }
}

static void naked_numbers_are_listed_with_their_place(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_template tree;
    struct zc_error err;
    struct zc_naked *naked;
    size_t count;
    const char *text = "# 2017年综述\n"
                       "试点{{a}}项，其中**46**项，[[一批|说法]]。\n"
                       "第五条、筑改发〔2017〕1号、2017年6月30日，“三年千院”，一百四十四项\n\n"
                       "| 甲 | 乙 |\n|---|---|\n| {{a}}项 | 12项 |\n\n- 一把手\n- 31.4%";
    static const struct zc_wording wordings[] = {{"三年千院", "name_number", {"名称", "a name"}}};
    assert_int_equal(parse(&tree, &arena, text, &err), ZC_OK);
    assert_int_equal(zc_template_naked(&naked, &count, &arena, &tree, wordings, 1, &err), ZC_OK);
    assert_int_equal(count, 4);
    static const struct {
        const char *text;
        int line, column;
    } expected[] = {{"46项", 2, 14}, {"一百四十四项", 3, 35}, {"12项", 7, 12}, {"31.4%", 10, 3}};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(naked[i].text, expected[i].text);
        assert_int_equal(naked[i].line, expected[i].line);
        assert_int_equal(naked[i].column, expected[i].column);
    }
    zc_arena_free(&arena);
}

static void a_naked_number_comes_with_the_figure_that_it_seems_to_be(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_template tree;
    struct zc_error err;
    struct zc_naked *naked;
    size_t count;
    const struct zc_known known[] = {{.metric = "pilots", .title = {"国家级改革试点数", "national pilots"}, .unit = {"项", "pilots"}, .has_value = true, .value = 46},
                                     {.metric = "rivers", .title = {"河流条数", "rivers"}, .unit = {"条", "rivers"}, .has_value = true, .value = 98}};
    const struct zc_prose_tables tables = {.known = known, .known_count = 2};
    assert_int_equal(parse(&tree, &arena, "国家级改革试点46项。国家级改革试点47项。天色很好。没有风。天空有77朵云。", &err), ZC_OK);
    assert_int_equal(zc_template_suggest(&naked, &count, &arena, &tree, &tables, &err), ZC_OK);
    assert_int_equal(count, 3);
    assert_string_equal(naked[0].likely, "pilots");
    assert_true(naked[0].likely_equal);
    assert_int_equal(naked[0].letters, 3);
    assert_string_equal(naked[1].likely, "pilots");
    assert_false(naked[1].likely_equal);
    assert_int_equal(naked[1].column, 19);
    assert_null(naked[2].likely);
    /* what is naked does not depend on the figures */
    struct zc_naked *alone;
    size_t alone_count;
    assert_int_equal(zc_template_naked(&alone, &alone_count, &arena, &tree, NULL, 0, &err), ZC_OK);
    assert_int_equal(alone_count, count);
    zc_arena_free(&arena);
}

static void figures_are_shown_in_their_forms(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int scale;
        const char *unit;
        struct zc_figure_style style;
        const char *text;
    } cases[] = {
        {1159352, 2, "万元", {ZC_FORM_GROUPED, -1, NULL}, "11,593.52"},
        {1159352, 2, "万元", {ZC_FORM_PLAIN, 1, NULL}, "11593.5"},
        {1159352, 2, "万元", {ZC_FORM_GROUPED, 2, "亿元"}, "1.16"},
        {900000000000, 2, "元", {ZC_FORM_GROUPED, -1, "万元"}, "900,000"},
        {314, 1, "%", {ZC_FORM_PERCENT, -1, NULL}, "31.4%"},
        {314286, 4, "%", {ZC_FORM_PERCENT, 1, NULL}, "31.4%"},
        {46, 0, "项", {ZC_FORM_GROUPED, 2, NULL}, "46.00"},
        {144, 0, "项", {ZC_FORM_WORDS, -1, NULL}, "一百四十四"},
    };
    struct zc_arena arena = {0};
    struct zc_error err;
    const char *text;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(
            zc_figure_show(&text, &arena, cases[i].value, cases[i].scale, cases[i].unit, &cases[i].style, &err), ZC_OK);
        assert_string_equal(text, cases[i].text);
    }
    struct zc_figure_style style = {ZC_FORM_PLAIN, -1, "平方公里"};
    assert_int_equal(zc_figure_show(&text, &arena, 1, 0, "万元", &style, &err), ZC_EINPUT);
    zc_arena_free(&arena);
}

/* The review that ships with the module: it parses, and no figure of it is written out in digits. */
static void the_shipped_review_is_bound(void **state)
{
    (void)state;
    static char text[65536];
    FILE *file = fopen("modules/reform/reports/review.md", "r");
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    struct zc_arena arena = {0};
    struct zc_template tree;
    struct zc_error err;
    struct zc_naked *naked;
    size_t count;
    static const struct zc_wording wordings[] = {{"四个导向", "name_number", {"", ""}}, {"八千平方公里", "wording", {"", ""}},
                                                 {"1+3", "name_number", {"", ""}},      {"10+5", "name_number", {"", ""}},
                                                 {"一拖三", "name_number", {"", ""}},   {"三年千院", "name_number", {"", ""}},
                                                 {"四位一体", "name_number", {"", ""}}, {"一河百山千园", "name_number", {"", ""}}};
    assert_int_equal(zc_template_parse(&tree, &arena, text, size, &err), ZC_OK);
    assert_true(tree.figure_count > 50);
    assert_int_equal(zc_template_naked(&naked, &count, &arena, &tree, wordings, 8, &err), ZC_OK);
    for (size_t i = 0; i < count; i++)
        if (strpbrk(naked[i].text, "0123456789"))
            fail_msg("%d:%d %s", naked[i].line, naked[i].column, naked[i].text);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_renders_as_html),
        cmocka_unit_test(markdown_reads_back_as_the_same_text),
        cmocka_unit_test(docx_carries_the_figures_and_their_list),
        cmocka_unit_test(mistakes_are_named_with_line_and_column),
        cmocka_unit_test(naked_numbers_are_listed_with_their_place),
        cmocka_unit_test(a_naked_number_comes_with_the_figure_that_it_seems_to_be),
        cmocka_unit_test(figures_are_shown_in_their_forms),
        cmocka_unit_test(the_shipped_review_is_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
