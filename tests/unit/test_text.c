/* text: UTF-8, normal forms, tokens, sort order, similarity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static struct zc_arena arena;

static int let_go(void **state)
{
    (void)state;
    zc_arena_free(&arena);
    return 0;
}

static void only_well_formed_utf8_is_valid(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        bool valid;
    } cases[] = {
        {"", true}, {"abc", true}, {"筑城", true}, {"\xF0\xA0\x80\x80", true}, {"\xF4\x8F\xBF\xBF", true},
        {"\xC0\x80", false}, {"\xE0\x80\x80", false}, {"\xED\xA0\x80", false}, {"\xF4\x90\x80\x80", false},
        {"\xE7\xAD", false}, {"\x80", false}, {"\xFF", false}, {"a\xE7z", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(zc_utf8_valid(cases[i].bytes, strlen(cases[i].bytes)), cases[i].valid);
}

static void code_points_come_one_by_one(void **state)
{
    (void)state;
    const char *text = "a\xC2\xB7筑\xFF\xF0\xA0\x80\x80", *end = text + strlen(text);
    static const uint32_t expected[] = {'a', 0xB7, 0x7B51, 0xFFFD, 0x20000, 0};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(zc_utf8_next(&text, end), expected[i]);
    assert_int_equal(zc_utf8_length("a\xC2\xB7筑\xFF\xF0\xA0\x80\x80"), 5);
}

struct pair {
    const char *from, *to;
};

static void check(char *(*function)(struct zc_arena *, const char *), const struct pair *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_string_equal(function(&arena, cases[i].from), cases[i].to);
}
#define CHECK(function, cases) check(function, cases, sizeof(cases) / sizeof *(cases))

static void normal_forms(void **state)
{
    (void)state;
    static const struct pair nfkc[] = {
        {"", ""}, {"１２３Ａｂ（市）", "123Ab(市)"}, {"一\xE3\x80\x80二", "一 二"}, {"①…㎡", "1...m2"}, {"e\xCC\x81", "é"},
        {"Ｅ\xCC\x81", "É"}, {"《筑城》、“好”", "《筑城》、“好”"}, {"\xFF", "\xEF\xBF\xBD"}, {"\xEF\xB7\xBA", "صلى الله عليه وسلم"},
    };
    CHECK(zc_text_nfkc, nfkc);
    static const struct pair nfc[] = {{"e\xCC\x81", "é"}, {"１２（", "１２（"}, {"豈", "豈"}, {"①", "①"}};
    CHECK(zc_text_nfc, nfc);
}

/* Reading rule 7 of the sample workbooks: 市 编 委 办 is 市编委办. */
static void squeezing_and_folding(void **state)
{
    (void)state;
    static const struct pair squeeze[] = {
        {"市 编 委 办", "市编委办"}, {"a\xC2\xA0"
                                    "b\xE3\x80\x80"
                                    "c\xE2\x80\x8B"
                                    "d\xEF\xBB\xBF"
                                    "e\r\n\tf", "abcdef"},
        {"Ａ１（区）", "A1(区)"}, {"e \xCC\x81", "é"}, {" \n ", ""},
    };
    CHECK(zc_text_squeeze, squeeze);
    static const struct pair fold[] = {
        {"各区(市、县)人民政府", "各区市、县人民政府"}, {"“《Ａ区》”【B】", "a区b"}, {"〔2017〕7号", "20177号"}, {"ÄÖ", "äö"},
        {"\xC8\xBA\xC8\xBA", "\xE2\xB1\xA5\xE2\xB1\xA5"}, {"'x' \"y\" <z>", "xyz"},
    };
    CHECK(zc_text_fold, fold);
    static const struct pair trim[] = {
        {"\xE3\x80\x80 改革 试点\n\xC2\xA0", "改革 试点"}, {"  ", ""}, {"", ""}, {"x", "x"}};
    CHECK(zc_text_trim, trim);
}

static void gb18030_is_read_or_refused(void **state)
{
    (void)state;
    static const struct pair good[] = {
        {"\xD6\xFE\xB3\xC7", "筑城"}, {"abc", "abc"}, {"", ""}, {"\x81\x30\x86\x30", "\xC2\xB8"}, {"\x95\x32\x82\x36", "\xF0\xA0\x80\x80"},
        {"\x84\x31\x95\x33\xD6\xFE", "筑"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_string_equal(zc_text_from_gb18030(&arena, good[i].from, strlen(good[i].from)), good[i].to);
    static const char *bad[] = {"\xD6", "\xFF\xFF", "\x81\x30\x81", "\xD6\x20"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_null(zc_text_from_gb18030(&arena, bad[i], strlen(bad[i])));
    assert_null(zc_text_from_gb18030(&arena, "a\0b", 3));
}

static void tokens_are_pairs_and_words(void **state)
{
    (void)state;
    static const struct pair cases[] = {
        {"改革试点 2017", "改革 革试 试点 2017"}, {"", ""}, {"、。", ""}, {"市", "市"}, {"a市b", "a 市 b"},
        {"ＷｅＣｏｍ接入，１２个区", "wecom 接入 12 个区"}, {"筑改督〔2017〕7号", "筑改 改督 2017 7 号"},
        {"一二 三", "一二 三"}, {"É e\xCC\x81t\xCC\x81", "é ét\xCC\x81"}, {"\xF0\xA0\x80\x80\xF0\xA0\x80\x81", "\xF0\xA0\x80\x80\xF0\xA0\x80\x81"},
        {"けんさく", "けん んさ さく"}, {"a\xFF" "b", "a b"},
    };
    CHECK(zc_text_tokens, cases);
}

/* 白云 Baiyun, 观山湖 Guanshanhu, 花溪 Huaxi, 南明 Nanming, 乌当 Wudang, 云岩 Yunyan: the order of their pinyin. */
static void names_sort_by_pinyin(void **state)
{
    (void)state;
    static const char *names[] = {"1号", "白云区", "观山湖区", "花溪区", "南明区", "乌当区", "云岩区", "a", "B"};
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        assert_true(strcmp(zc_text_sort_key(&arena, names[i - 1]), zc_text_sort_key(&arena, names[i])) < 0);
    char text[4000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_true(strlen(zc_text_sort_key(&arena, text)) > 2 * sizeof text);
    assert_string_equal(zc_text_sort_key(&arena, ""), zc_text_sort_key(&arena, ""));
}

/* Check Q2 of the reform module: 22/28 = 0.786 is a copy of last month, the other text shares nothing. */
static void trigrams_find_a_copied_report(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int shared, all;
    } cases[] = {
        {"本月召开推进会两次,完成方案征求意见,下一步提请审议。", "本月召开推进会三次,完成方案征求意见,下一步提请审议。", 22, 28},
        {"本月召开推进会两次，完成方案征求意见，下一步提请审议。", "本月 召开推进会三次,完成方案征求意见,下一步提请审议。", 22, 28},
        {"本月召开推进会两次,完成方案征求意见,下一步提请审议。", "方案已经市政府常务会审议通过,正式印发各区执行。", 0, 47},
        {"", "", 0, 0}, {"无", "无", 1, 1}, {"无", "有", 0, 2}, {"", "进展", 0, 1}, {"哈哈哈哈哈", "哈哈哈", 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int shared, all;
        zc_text_trigrams(&shared, &all, cases[i].a, cases[i].b);
        assert_int_equal(shared, cases[i].shared);
        if (cases[i].shared)
            assert_int_equal(all, cases[i].all);
    }
}

static void edits_are_counted_up_to_a_bound(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int most, distance;
    } cases[] = {
        {"kitten", "sitting", 9, 3}, {"kitten", "sitting", 3, 3}, {"kitten", "sitting", 2, 3}, {"", "", 2, 0}, {"", "市", 2, 1},
        {"市发改委", "市发改局", 2, 1}, {"市发展改革委", "市发改委", 2, 2}, {"ab", "ba", 5, 2}, {"同", "同", 0, 0}, {"同", "異", 0, 1},
        {"Ａ 区", "(a)区", 1, 0}, {"abcdef", "ghijkl", 3, 4}, {"abcdefgh", "bcdefghi", 3, 2}, {"abc", "abcdefg", 3, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(zc_text_distance(cases[i].a, cases[i].b, cases[i].most), cases[i].distance);
        assert_int_equal(zc_text_distance(cases[i].b, cases[i].a, cases[i].most), cases[i].distance);
    }
    /* Short names have a way of their own, which gives what the way of all gives: a wide space before a text is no part of it. */
    static const char *const names[] = {"due_on", "Due On", "(due)_on", "plan.due_on", "", "a", "open_tasks\t", "responsibilities_of_a_unit_that_has_more_than_one_of_them_in_a_year"};
    enum { NAMES = sizeof names / sizeof *names };
    for (size_t i = 0; i < NAMES * NAMES; i++) {
        char wide[2][100];
        snprintf(wide[0], sizeof wide[0], "\u3000%s", names[i / NAMES]);
        snprintf(wide[1], sizeof wide[1], "%s\u3000", names[i % NAMES]);
        assert_int_equal(zc_text_distance(names[i / NAMES], names[i % NAMES], 30), zc_text_distance(wide[0], wide[1], 30));
    }
}

static void han_is_told_from_the_rest(void **state)
{
    (void)state;
    static const uint32_t han[] = {0x4E00, 0x9FFF, 0x3400, 0x3007, 0x20000, 0xF900}, other[] = {'a', 0x3001, 0x3042, 0xFF21, 0};
    for (size_t i = 0; i < sizeof han / sizeof *han; i++)
        assert_true(zc_is_han(han[i]));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(zc_is_han(other[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_well_formed_utf8_is_valid),
        cmocka_unit_test(code_points_come_one_by_one),
        cmocka_unit_test(normal_forms),
        cmocka_unit_test(squeezing_and_folding),
        cmocka_unit_test(gb18030_is_read_or_refused),
        cmocka_unit_test(tokens_are_pairs_and_words),
        cmocka_unit_test(names_sort_by_pinyin),
        cmocka_unit_test(trigrams_find_a_copied_report),
        cmocka_unit_test(edits_are_counted_up_to_a_bound),
        cmocka_unit_test(han_is_told_from_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, let_go);
}
