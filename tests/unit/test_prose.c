/* prose: a text in newspaper style against the figures of the half-year review. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "base/json.h"
#include "paper/prose.h"

/* ---- the table of the review: id, name, value, unit, period, module, kind ---- */

static struct zc_arena table_arena;
static struct zc_known known[100];
static size_t known_count;

static char *cell(char **at)
{
    char *start = *at, *out = start, *p = start;
    if (*p == '"') {
        for (p++; *p && !(*p == '"' && p[1] != '"'); p++) {
            if (*p == '"')
                p++;
            *out++ = *p;
        }
        if (*p)
            p++;
    } else {
        while (*p && *p != ',' && *p != '\n')
            *out++ = *p++;
    }
    char stop = *p;
    *out = 0;
    *at = stop ? p + 1 : p;
    return start;
}

/* Only what a ledger can count: name-numbers, texts and claims are no figures. */
static int load(void **state)
{
    (void)state;
    FILE *file = fopen("tests/fixtures/review-2017h1.csv", "r");
    assert_non_null(file);
    char line[2000];
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        char *at = zc_arena_str(&table_arena, line);
        char *field[7];
        for (int i = 0; i < 7; i++)
            field[i] = cell(&at);
        if (strcmp(field[6], "text") == 0 || strcmp(field[6], "claim") == 0 || strcmp(field[3], "name-number") == 0)
            continue;
        assert_true(known_count < 100);
        struct zc_known *entry = &known[known_count++];
        *entry = (struct zc_known){
            .metric = field[0], .title = {.zh = field[1]}, .unit = {.en = field[3]}, .has_value = true, .scale = 2};
        assert_true(zc_decimal_parse(&entry->value, field[2], 2));
    }
    fclose(file);
    assert_true(known_count > 45);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    zc_arena_free(&table_arena);
    return 0;
}

static const struct zc_wording wordings[] = {
    {"一把手", "wording", {"对主要负责人的称谓", "a title"}},
    {"三年千院", "name_number", {"行动计划名称", "name of the programme"}},
    {"1234工作法", "name_number", {"工作法名称", "name of a method"}},
    {"一网一台一库一卡", "name_number", {"政协信息化名称", "name of the systems"}},
    {"一拖三", "name_number", {"巡察方式名称", "name of the method"}},
    {"三去一降一补", "name_number", {"任务名称", "name of the programme"}},
    {"四梁八柱", "name_number", {"比喻", "a metaphor"}},
    {"一河百山千园", "name_number", {"规划名称", "name of the plan"}},
    {"四位一体", "name_number", {"机制名称", "name of the mechanism"}},
    {"1+3", "name_number", {"文件组名称", "name of a set"}},
    {"10+5", "name_number", {"联系点名称", "name of a service"}},
    {"八千平方公里", "wording", {"约数", "round words"}},
    {"全国首部", "claim", {"须有证据", "needs evidence"}},
    {"省内率先", "claim", {"须有证据", "needs evidence"}},
    {"首次试行", "claim", {"须有证据", "needs evidence"}},
};

static void prove(struct zc_proofs *out, struct zc_arena *arena, const char *text)
{
    struct zc_prose_tables tables = {known, known_count, wordings, sizeof wordings / sizeof *wordings, false};
    struct zc_error err;
    assert_int_equal(zc_prose_check(out, arena, text, strlen(text), &tables, &err), ZC_OK);
}

struct expected {
    const char *text; /* as it stands */
    enum zc_proof_status status;
    const char *metric; /* may be NULL */
};

static void compare(const char *text, const struct expected *expected, size_t count)
{
    struct zc_arena arena = {0};
    struct zc_proofs proofs;
    prove(&proofs, &arena, text);
    size_t next = 0;
    int wrong = 0;
    for (size_t i = 0; i < proofs.count; i++) {
        const struct zc_proof *proof = &proofs.items[i];
        if (proof->status == ZC_PROOF_ALLOWED)
            continue;
        const struct expected *want = next < count ? &expected[next++] : NULL;
        if (!want || strcmp(want->text, proof->text) != 0 || want->status != proof->status ||
            strcmp(want->metric ? want->metric : "", proof->metric ? proof->metric : "") != 0) {
            print_error("%s: %s %s, wanted %s %s %s\n", proof->text, zc_proof_status_name(proof->status),
                        proof->metric ? proof->metric : "-", want ? want->text : "nothing",
                        want ? zc_proof_status_name(want->status) : "", want && want->metric ? want->metric : "-");
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(next, count);
    zc_arena_free(&arena);
}
#define COMPARE(text, list) compare(text, list, sizeof list / sizeof *list)

#define EQ ZC_PROOF_EQUAL
#define DIFF ZC_PROOF_DIFFERENT
#define NAME ZC_PROOF_NAME_NUMBER
#define CLAIM ZC_PROOF_CLAIM
#define WORD ZC_PROOF_WORDING
#define NAKED ZC_PROOF_UNBOUND

/* Two figures are planted: twelve provincial pilots completed are eighteen, 146 reservoirs are 164. */
static const char story[] =
    "筑牢“四梁八柱”，改革向深水区行进\n"
    "2017年上半年，全市八千平方公里的土地上，改革一件一件地推。深改领导小组先后开会7次，听取专题汇报11次，"
    "审议通过改革文件方案十九个。年初排定的一百四十四项改革任务分属8个改革领域，一把手负总责。\n"
    "试点先行。我市承担国家级改革试点46项，已完成12项；省级试点55项，已完成12项；自行开展的改革试点4项，已完成3项。\n"
    "“三去一降一补”五项任务同步发力。5户国有企业合并注销；48户工业企业参与电力市场化交易，"
    "可节约用电成本9000万元。\n"
    "“1+3”文件落地，“四位一体”从严管理干部；“10+5”联系点服务人才。\n"
    "市级巡察用“一拖三”的办法，巡察市直部门11个，对6个单位开展巡察“回头看”，并首次试行向乡镇延伸。"
    "各区（市、县）新组建巡察组二十六个，巡察监督单位55个；派驻监督新增单位24家。\n"
    "《条例》于2017年5月1日施行，是全国首部市级数据共享开放法规。“一网一台一库一卡”和“1234工作法”同样出新。\n"
    "河长制覆盖河流98条、水库146座。生态功能红线区2881.43平方公里、大气环境质量红线区2,020.45平方公里在内，"
    "24项环境质量红线全部划定。\n"
    "教育精准扶贫延伸到市外2个县，20个低收入村受益。“三年千院”拟实施85个项目，概算资金1.159352亿元。\n"
    "24家市县公立医院纳入省远程医疗，覆盖率百分之百。文化+大数据平台2个，预计9月上线。";

static void a_story_is_proved_and_its_two_wrong_figures_are_found(void **state)
{
    (void)state;
    static const struct expected expected[] = {
        {"四梁八柱", NAME, NULL},
        {"八千平方公里", WORD, NULL},
        {"一件一件", WORD, NULL},
        {"7次", EQ, "reform_leading_group_meetings"},
        {"11次", EQ, "reform_special_briefings"},
        {"十九个", EQ, "reform_documents_passed"},
        {"一百四十四项", EQ, "reform_task_count"},
        {"8个", EQ, "reform_domain_count"},
        {"一把手", WORD, NULL},
        {"46项", EQ, "reform_pilot_national_total"},
        {"12项", EQ, "reform_pilot_national_done"},
        {"55项", EQ, "reform_pilot_provincial_total"},
        {"12项", DIFF, "reform_pilot_provincial_done"},
        {"4项", EQ, "reform_pilot_municipal_total"},
        {"3项", EQ, "reform_pilot_municipal_done"},
        {"三去一降一补", NAME, NULL},
        {"五项", EQ, "economy_supplyside_task_count"},
        {"5户", EQ, "economy_soe_merged_cancelled"},
        {"48户", EQ, "power_market_firms"},
        {"9000万元", EQ, "power_market_cost_saving"},
        {"1+3", NAME, NULL},
        {"四位一体", NAME, NULL},
        {"10+5", NAME, NULL},
        {"一拖三", NAME, NULL},
        {"11个", EQ, "inspection_municipal_units"},
        {"6个", EQ, "inspection_lookback_units"},
        {"首次试行", CLAIM, NULL},
        {"二十六个", EQ, "inspection_district_groups"},
        {"55个", EQ, "inspection_district_units"},
        {"24家", EQ, "inspection_stationed_units_added"},
        {"全国首部", CLAIM, NULL},
        {"一网一台一库一卡", NAME, NULL},
        {"1234工作法", NAME, NULL},
        {"98条", EQ, "rivers_rivers"},
        {"146座", DIFF, "rivers_reservoirs"},
        {"2881.43平方公里", EQ, "ecology_function_redline_area"},
        {"2,020.45平方公里", EQ, "ecology_air_redline_area"},
        {"24项", EQ, "ecology_redline_items"},
        {"2个", EQ, "education_poverty_counties"},
        {"20个", EQ, "education_poverty_villages"},
        {"三年千院", NAME, NULL},
        {"85个", EQ, "renewal_projects_planned"},
        {"1.159352亿元", EQ, "renewal_budget_estimate"},
        {"24家", EQ, "telemedicine_public_hospitals"},
        {"百分之百", EQ, "telemedicine_public_hospital_coverage"},
        {"2个", EQ, "culture_data_platforms"},
        {"9月", EQ, "culture_launch_month"},
    };
    COMPARE(story, expected);
}

static void another_order_of_words_is_proved_as_well(void **state)
{
    (void)state;
    static const struct expected expected[] = {
        {"一百四十四项", EQ, "reform_task_count"},
        {"48户", EQ, "power_market_firms"},
        {"0.9亿元", EQ, "power_market_cost_saving"},
        {"164座", EQ, "rivers_reservoirs"},
        {"98条", EQ, "rivers_rivers"},
        {"26个", EQ, "inspection_district_groups"},
        {"12项", EQ, "reform_pilot_national_done"},
        {"四十六项", EQ, "reform_pilot_national_total"},
    };
    COMPARE("全年一百四十四项改革任务有人领。参与电力市场化交易的工业企业有48户，预计可节约用电成本0.9亿元。"
            "164座水库、98条河流有了河长。由各区（市、县）新组建的26个巡察组进驻。"
            "已完成12项国家级改革试点，全部国家级改革试点为四十六项。",
            expected);
}

static void a_number_without_a_figure_stays_unbound(void **state)
{
    (void)state;
    static const struct expected expected[] = {
        {"37棵", NAKED, NULL}, {"210人", NAKED, NULL}, {"1", NAKED, NULL}, {"3", NAKED, NULL}, {"三五个", WORD, NULL}};
    COMPARE("院里种了37棵树，来了210人，“1 3”文件，三五个老人晒太阳。第五条、筑改发〔2017〕1号、2017年6月30日照旧。",
            expected);
}

/* The words that follow do not name the figure: a wrong one is not called different. */
static void weak_words_never_make_a_difference(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    static const char *const texts[] = {"改革推进会来了33人。",   "试点村有9个。",
                                        "医院添了3台设备。",      "河边种树500棵。",
                                        "企业代表20名参加座谈。", "任务书共5页。",
                                        "平台访问量3.5万人次。",  "改革办走访7家企业，看了9个项目。",
                                        "国家级贫困县3个。",      "新组建调研组2个，督察组3个。"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct zc_proofs proofs;
        prove(&proofs, &arena, texts[i]);
        for (size_t k = 0; k < proofs.count; k++)
            if (proofs.items[k].status == DIFF)
                fail_msg("%s: %s is called %s", texts[i], proofs.items[k].text, proofs.items[k].metric);
    }
    zc_arena_free(&arena);
}

static void english_prose_is_proved_by_english_titles(void **state)
{
    (void)state;
    static const struct zc_known english[] = {
        {"reform_pilot_national_total", {"国家级改革试点数", "national reform pilots"}, {"项", "pilots"}, true, 46, 0, NULL, 0},
        {"reform_pilot_national_done",
         {"国家级改革试点已完成数", "national reform pilots completed"},
         {"项", "pilots"},
         true,
         12,
         0,
         NULL,
         0},
        {"rivers_rivers", {"河流条数", "rivers in the scheme"}, {"条", "rivers"}, true, 98, 0, NULL, 0},
    };
    struct zc_prose_tables tables = {english, 3, NULL, 0, false};
    struct zc_arena arena = {0};
    struct zc_proofs proofs;
    const char *text =
        "The city holds 46 national reform pilots; of the national pilots 13 are completed. River chiefs "
        "answer for 98 rivers. In 2017 it planted 500 trees.";
    assert_int_equal(zc_prose_check(&proofs, &arena, text, strlen(text), &tables, NULL), ZC_OK);
    assert_int_equal(proofs.count, 5);
    assert_int_equal(proofs.items[0].status, EQ);
    assert_string_equal(proofs.items[0].metric, "reform_pilot_national_total");
    assert_int_equal(proofs.items[1].status, DIFF);
    assert_string_equal(proofs.items[1].metric, "reform_pilot_national_done");
    assert_int_equal(proofs.items[2].status, EQ);
    assert_int_equal(proofs.items[3].status, ZC_PROOF_ALLOWED);
    assert_int_equal(proofs.items[4].status, NAKED);
    zc_arena_free(&arena);
}

static void a_phrase_never_cuts_a_number(void **state)
{
    (void)state;
    static const struct expected expected[] = {{"十一批", NAKED, NULL}, {"51234", NAKED, NULL}, {"一批", WORD, NULL}};
    COMPARE("第一轮之后十一批干部，51234工作法，一批项目。", expected);
}

static void json_and_html_carry_what_was_found(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_proofs proofs;
    const char *text = "2017年河长制水库146座<全部>入册，一把手抓。";
    prove(&proofs, &arena, text);
    struct zc_buf out = {0};
    zc_prose_json(&out, &proofs, false);
    struct zc_json *tree;
    struct zc_error err;
    assert_int_equal(zc_json_parse(&tree, &arena, out.bytes, out.size, &err), ZC_OK);
    assert_int_equal(tree->count, 2);
    assert_string_equal(zc_json_text(tree->child, "text"), "146座");
    assert_string_equal(zc_json_text(tree->child, "value"), "146");
    assert_string_equal(zc_json_text(tree->child, "known"), "164");
    assert_string_equal(zc_json_text(tree->child, "offset"), "22");
    assert_string_equal(zc_json_text(tree->child, "status"), "different");
    zc_buf_clear(&out);
    zc_prose_json(&out, &proofs, true);
    assert_non_null(strstr(out.bytes, "\"status\":\"date\""));
    zc_buf_clear(&out);
    zc_prose_html(&out, text, strlen(text), &proofs, ZC_ZH);
    assert_non_null(strstr(out.bytes,
                           "<mark class=\"zc-proof zc-different\" title=\"不符：河长制实施水库座数 164reservoir\" "
                           "data-metric=\"rivers_reservoirs\">146座</mark>&lt;全部&gt;"));
    zc_buf_free(&out);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_is_proved_and_its_two_wrong_figures_are_found),
        cmocka_unit_test(another_order_of_words_is_proved_as_well),
        cmocka_unit_test(a_number_without_a_figure_stays_unbound),
        cmocka_unit_test(weak_words_never_make_a_difference),
        cmocka_unit_test(english_prose_is_proved_by_english_titles),
        cmocka_unit_test(a_phrase_never_cuts_a_number),
        cmocka_unit_test(json_and_html_carry_what_was_found),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
