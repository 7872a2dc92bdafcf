/* document_number: what the pattern of the reform specification (C10) accepts and refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../modules/reform/document_number.h"

static void good_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
        int year, serial;
    } cases[] = {{"筑改督〔2017〕7号", "筑改督", 2017, 7}, {"国办发明电〔2016〕17号", "国办发明电", 2016, 17},
                 {"筑府〔1999〕12345号", "筑府", 1999, 12345}, {"一二三四五六七八九十百千〔2017〕1号", "一二三四五六七八九十百千", 2017, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_document_number number;
        char text[80];
        assert_true(zc_document_number_parse(&number, cases[i].text));
        assert_string_equal(number.code, cases[i].code);
        assert_int_equal(number.year, cases[i].year);
        assert_int_equal(number.serial, cases[i].serial);
        assert_true(zc_document_number_format(text, &number));
        assert_string_equal(text, cases[i].text);
    }
}

static void bad_numbers(void **state)
{
    (void)state;
    static const char *cases[] = {
        "筑改督[2017]7号", "筑改督〔17〕7号", "筑改督〔2017〕007号", "筑改督〔2017〕第7号", "筑改督【2017】7号", "筑改督(2017)7号",
        "筑〔2017〕7号", "一二三四五六七八九十百千万〔2017〕1号", "筑改督〔1817〕7号", "筑改督〔2017〕7", "筑改督〔2017〕号", "筑改督〔2017〕123456号",
        "筑改督〔2017〕7号 ", " 筑改督〔2017〕7号", "筑改督 〔2017〕7号", "筑改A〔2017〕7号", "筑改督〔2017〕0号", "筑改督〔20177〕7号", "", "\xE7",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_false(zc_document_number_parse(NULL, cases[i]));
    char text[80];
    assert_false(zc_document_number_format(text, &(struct zc_document_number){"筑改督", 2017, 0}));
    assert_false(zc_document_number_format(text, &(struct zc_document_number){"筑", 2017, 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(good_numbers), cmocka_unit_test(bad_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
