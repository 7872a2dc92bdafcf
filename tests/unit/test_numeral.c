/* numeral: which numbers stand in a text, what they are worth and what they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "paper/numeral.h"

/* Each number as kind:text=value unit, joined by blanks; figures leave the kind out. */
static void describe(struct zc_buf *out, const char *text)
{
    struct zc_arena arena = {0};
    struct zc_numerals found;
    struct zc_error err;
    assert_int_equal(zc_numeral_find(&found, &arena, text, strlen(text), &err), ZC_OK);
    for (size_t i = 0; i < found.count; i++) {
        const struct zc_numeral *item = &found.items[i];
        char value[32];
        zc_decimal_format(value, item->value, item->scale);
        if (i)
            zc_buf_char(out, ' ');
        if (item->kind != ZC_NUMERAL_FIGURE) {
            zc_buf_str(out, zc_numeral_kind_name(item->kind));
            zc_buf_char(out, ':');
        }
        zc_buf_add(out, text + item->offset, item->size);
        if (item->kind == ZC_NUMERAL_FIGURE) {
            zc_buf_printf(out, "=%s", value);
            if (item->over != 1)
                zc_buf_printf(out, "/%d", (int)item->over);
            if (item->unit)
                zc_buf_str(out, item->unit->name);
        }
        if (item->about)
            zc_buf_str(out, "~");
        if (item->loose)
            zc_buf_str(out, "~~");
        if (item->torn)
            zc_buf_str(out, "?");
        if (item->huge)
            zc_buf_str(out, "!");
        if (item->part != ZC_PART_ALONE)
            zc_buf_str(out, item->range ? (item->part == ZC_PART_FIRST ? "[" : "]") : "+");
    }
    zc_arena_free(&arena);
}

struct vector {
    const char *text, *found;
};

static void check(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct zc_buf out = {0};
        describe(&out, vectors[i].text);
        if (strcmp(zc_buf_text(&out), vectors[i].found) != 0)
            print_error("in: %s\n", vectors[i].text);
        assert_string_equal(zc_buf_text(&out), vectors[i].found);
        zc_buf_free(&out);
    }
}
#define CHECK(vectors) check(vectors, sizeof vectors / sizeof *vectors)

static void digits_are_read_with_groups_decimals_and_multipliers(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"试点46项，完成12项", "46=46项 12=12项"},
        {"共１２，３４５人、67,890户", "１２，３４５=12345人 67,890=67890户"},
        {"面积2881.43平方公里", "2881.43=2881.43平方公里"},
        {"成本9000万元，投资1.2亿元", "9000万=90000000元 1.2亿=120000000元"},
        {"覆盖率100%，比去年高3.5个百分点", "100%=100% 3.5=3.5个百分点"},
        {"增长率-3.2%，负债率５０％", "-3.2%=-3.2% ５０％=50%"},
        {"千分之五，即5‰", "千分之五=5‰ 5‰=5‰"},
        {"全长5千米，重3千克", "5=5千米 3=3千克"},
        {"长12 000米", "12 000=12000米"},
        {"5万余人，20余个，100多家", "5万=50000人~ 20=20个~ 100=100家~"},
        {"三分之二，3/4", "三分之二=2/3 3/4=3/4"},
        {"99999999999999999999元", "99999999999999999999=0元!"},
        {"46 pilots, 12 completed, 31.4 percent of 1.5 million", "46=46 12=12 31.4 percent=31.4% 1.5 million=1500000"},
        {"2881.43 km2", "2881.43=2881.43km2"},
    };
    CHECK(vectors);
}

static void chinese_numerals_are_read_before_a_measure_word(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"一百四十四项任务，二十六个巡察组", "一百四十四=144项 二十六=26个"},
        {"九千万元", "九千万=90000000元"},
        {"一亿二千三百四十五万六千七百八十九人", "一亿二千三百四十五万六千七百八十九=123456789人"},
        {"两万五千里，两个县，廿四家", "两万五千=25000 两=2个 廿四=24家"},
        {"八千平方公里", "八千=8000平方公里"},
        {"一百零五项，十一个，十项", "一百零五=105项 十一=11个 十=10项"},
        {"三万二，一百五，一千零五", "三万二=32000 一百五=150 一千零五=1005"},
        {"百分之三十一点四", "百分之三十一点四=31.4%"},
        {"百分之百，千分之五", "百分之百=100% 千分之五=5‰"},
        {"壹佰贰拾叁元", "壹佰贰拾叁=123元"},
        {"三五个人，七八百家，几十户，十几所", "三五=35个~~ 七八百=0家~~ 十=10户~~ 十几=10所~~"},
        {"统一条例、唯一、百姓、万众、三农、十分、单一项目", ""},
        {"每一项、这一次、一个个、一项一项", ""},
        {"（万元）单位：亿元", ""},
        {"上百家企业，百万人口", "百=100家~~ 百万=1000000人"},
        {"一百一百", ""},
    };
    CHECK(vectors);
}

static void dates_documents_and_articles_are_no_figures(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"2017年6月30日，上半年", "date:2017 date:6 date:30"},
        {"二〇一七年六月三十日", "date:二〇一七 date:六 date:三十"},
        {"1—3月，2016-2017年", "date:1[ date:3] date:2016[ date:2017]"},
        {"2017-06-30、2017.6.30、2017/6/30", "date:2017-06-30 date:2017.6.30 date:2017/6/30"},
        {"一季度、90年代、21世纪", "date:一 date:90 date:21"},
        {"筑改发〔2017〕1号，中办发〔2012〕14号", "document:2017 document:1 document:2012 document:14"},
        {"GB/T 9704-2012", "document:9704[ document:2012]"},
        {"第五条第二款第3项", "article:五 article:二 article:3"},
        {"见5.2.3", "article:5.2.3"},
        {"第三次会议、十八届、1号线", "ordinal:三 ordinal:十八 ordinal:1"},
        {"上午8:30，14时", "time:8:30 time:14"},
        {"一、总体\n（二）进展\n3. 试点", "index:一 index:二 index:3"},
        {"一是健全；二是完善", "index:一 index:二"},
        {"5G、PM2.5、G20", "name:5 name:2.5 name:20"},
        {"on 30 June 2017, since 2012, June 30, 2017", "date:30 date:2017 date:2012 date:30 date:2017"},
        {"3个月、5个工作日、20日内", "3=3个月 5=5个工作日 20=20日"},
    };
    CHECK(vectors);
}

static void ranges_and_sums_share_unit_and_place(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"3—5个", "3=3个[ 5=5个]"},
        {"“10+5”联系点，“1+3”文件", "10=10+ 5=5+ 1=1+ 3=3+"},
        {"“1 3”文件", "1=1? 3=3?"},
        {"30%至40%", "30%=30%[ 40%=40%]"},
    };
    CHECK(vectors);
}

static void numbers_are_written_in_words(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int scale;
        const char *words;
    } vectors[] = {{144, 0, "一百四十四"},
                   {26, 0, "二十六"},
                   {12, 0, "十二"},
                   {0, 0, "零"},
                   {105, 0, "一百零五"},
                   {-35, 1, "负三点五"},
                   {112, 0, "一百一十二"},
                   {90000000, 0, "九千万"},
                   {10005, 0, "一万零五"},
                   {100000005, 0, "一亿零五"},
                   {1201000, 0, "一百二十万一千"},
                   {288143, 2, "二千八百八十一点四三"}};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        char words[160];
        zc_numeral_words(words, vectors[i].value, vectors[i].scale);
        assert_string_equal(words, vectors[i].words);
    }
}

/* Every number up to 99 999 and a sample above is read back from its words. */
static void words_are_read_back(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    for (int64_t value = 1; value < 1000000000000; value = value < 100000 ? value + 1 : value * 3 + 7) {
        char words[200];
        zc_numeral_words(words, value, 0);
        size_t size = strlen(words);
        memcpy(words + size, "项", sizeof "项");
        struct zc_numerals found;
        assert_int_equal(zc_numeral_find(&found, &arena, words, strlen(words), NULL), ZC_OK);
        if (found.count != 1 || found.items[0].value != value)
            fail_msg("%s", words);
        zc_arena_free(&arena);
    }
}

static void units_convert_by_powers_of_ten_alone(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_numerals found;
    const char *text = "11593.52万元";
    assert_int_equal(zc_numeral_find(&found, &arena, text, strlen(text), NULL), ZC_OK);
    int64_t value;
    int scale;
    assert_true(zc_numeral_in(&value, &scale, &found.items[0], zc_unit_find("元")));
    assert_int_equal(value, 115935200);
    assert_int_equal(scale, 0);
    assert_true(zc_numeral_in(&value, &scale, &found.items[0], zc_unit_find("10k CNY")));
    assert_int_equal(value, 1159352);
    assert_int_equal(scale, 2);
    assert_false(zc_numeral_in(&value, &scale, &found.items[0], zc_unit_find("平方公里")));
    assert_true(zc_numeral_same(1, 0, 4, 25, 2));
    assert_false(zc_numeral_same(1, 0, 3, 33, 2));
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_read_with_groups_decimals_and_multipliers),
        cmocka_unit_test(chinese_numerals_are_read_before_a_measure_word),
        cmocka_unit_test(dates_documents_and_articles_are_no_figures),
        cmocka_unit_test(ranges_and_sums_share_unit_and_place),
        cmocka_unit_test(numbers_are_written_in_words),
        cmocka_unit_test(words_are_read_back),
        cmocka_unit_test(units_convert_by_powers_of_ten_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
