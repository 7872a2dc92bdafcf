/* uscc: vectors of core.md 2.3; the first is printed in GB 32100-2015, the others were computed there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../modules/core/uscc.h"

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static void check_characters(void **state)
{
    (void)state;
    static const struct {
        const char *first17;
        char check;
    } cases[] = {{"91350100M000100Y4", '3'}, {"11520100000000019", 'P'}, {"12520100000000027", 'F'}, {"51520100000000051", 'Y'},
                 {"1152010000000006X", 'T'}, {"11520100000000537", '0'}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char code[19];
        struct zc_uscc_verdict verdict;
        assert_int_equal(zc_uscc_check_character(cases[i].first17), cases[i].check);
        assert_int_equal(zc_organisation_check_character(cases[i].first17 + 8), cases[i].first17[16]);
        memcpy(code, cases[i].first17, 17);
        code[17] = cases[i].check;
        code[18] = '\0';
        zc_uscc_check(&verdict, code);
        assert_int_equal(verdict.result, ZC_USCC_VALID);
        assert_string_equal(verdict.code, code);
    }
    assert_int_equal(zc_organisation_check_character("00000019"), '0');
}

static void every_substitution_and_swap_is_caught(void **state)
{
    (void)state;
    static const char good[] = "91350100M000100Y43";
    struct zc_uscc_verdict verdict;
    char code[19];
    int substitutions = 0;
    for (int i = 0; i < 18; i++)
        for (int j = 0; j < 31; j++) {
            memcpy(code, good, sizeof code);
            if (code[i] == alphabet[j])
                continue;
            code[i] = alphabet[j];
            assert_true(zc_uscc_check_character(code) != code[17]);
            zc_uscc_check(&verdict, code);
            assert_true(verdict.result == ZC_USCC_CHECK || verdict.result == ZC_USCC_ORGANISATION);
            substitutions++;
        }
    assert_int_equal(substitutions, 540);
    for (int i = 0; i < 17; i++) {
        memcpy(code, good, sizeof code);
        code[i] = good[i + 1];
        code[i + 1] = good[i];
        if (code[i] != code[i + 1])
            assert_true(zc_uscc_check_character(code) != code[17]);
    }
}

static void faults_are_named_and_corrections_offered(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum zc_uscc_result result;
        int position;
        char expected;
        const char *correction;
    } cases[] = {
        {"91350100M000100Y4Z", ZC_USCC_CHARACTER, 18, 0, ""}, /* Z is read for 2 by some, but 3 is right */
        {"91350100M000100Y42", ZC_USCC_CHECK, 18, '3', ""},
        {"91350100M000100Y53", ZC_USCC_ORGANISATION, 17, '4', ""},
        {" 91350100 m000100y43 ", ZC_USCC_VALID, 0, 0, ""},
        {"９１３５０１００Ｍ０００１００Ｙ４３", ZC_USCC_VALID, 0, 0, ""},
        {"9135O1OOMOOO1OOY43", ZC_USCC_CHARACTER, 5, 0, "91350100M000100Y43"},
        {"9I350I00M000I00Y43", ZC_USCC_CHARACTER, 2, 0, "91350100M000100Y43"},
        {"913S0100M000100Y43", ZC_USCC_CHARACTER, 4, 0, "91350100M000100Y43"},
        {"91350100M000100Y4", ZC_USCC_LENGTH, 0, 0, ""},
        {"91350100M000100Y433", ZC_USCC_LENGTH, 0, 0, ""},
        {"", ZC_USCC_LENGTH, 0, 0, ""},
        {"91350100筑000100Y43", ZC_USCC_CHARACTER, 9, 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_uscc_verdict verdict;
        zc_uscc_check(&verdict, cases[i].text);
        assert_int_equal(verdict.result, cases[i].result);
        assert_int_equal(verdict.position, cases[i].position);
        assert_int_equal(verdict.expected, cases[i].expected);
        assert_string_equal(verdict.correction, cases[i].correction);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_characters),
        cmocka_unit_test(every_substitution_and_swap_is_caught),
        cmocka_unit_test(faults_are_named_and_corrections_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
