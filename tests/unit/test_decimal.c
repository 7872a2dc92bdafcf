/* decimal: texts to scaled integers and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"

static void good_texts_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int scale;
        int64_t value;
    } cases[] = {
        {"0", 0, 0}, {"-0", 2, 0}, {"7", 2, 700}, {"-12,345.60", 2, -1234560}, {"2881.43", 4, 28814300}, {"1.5000", 1, 15},
        {"+3.1", 1, 31}, {"007", 0, 7}, {"1,234,567", 0, 1234567}, {"9223372036854775807", 0, INT64_MAX},
        {"-9223372036854775808", 0, INT64_MIN}, {"0.000000000000000001", 18, 1}, {"115935200.00", 2, 11593520000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t value;
        assert_true(zc_decimal_parse(&value, cases[i].text, cases[i].scale));
        assert_true(value == cases[i].value);
    }
}

static void bad_texts_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int scale;
    } cases[] = {
        {"", 0}, {"-", 0}, {".5", 1}, {"5.", 1}, {"1.25", 1}, {"1e3", 0}, {" 1", 0}, {"1 ", 0}, {"--1", 0}, {"1,23", 0}, {",123", 0},
        {"1234,567", 0}, {"1,234,56", 0}, {"1,", 0}, {"1.2.3", 2}, {"9223372036854775808", 0}, {"-9223372036854775809", 0},
        {"92233720368547759", 3}, {"１", 0}, {"0x10", 0}, {"nan", 0}, {"1.0,0", 2}, {"1", 19}, {"1", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t value = 42;
        assert_false(zc_decimal_parse(&value, cases[i].text, cases[i].scale));
        assert_int_equal(value, 42);
    }
}

static void numbers_are_written_short_and_exact(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int scale;
        const char *plain, *grouped;
    } cases[] = {
        {28814300, 4, "2881.43", "2,881.43"}, {70000, 4, "7", "7"}, {0, 2, "0", "0"}, {-5, 2, "-0.05", "-0.05"},
        {11593520000, 2, "115935200", "115,935,200"}, {100, 0, "100", "100"}, {1000, 0, "1000", "1,000"}, {-123456789, 3, "-123456.789", "-123,456.789"},
        {INT64_MIN, 0, "-9223372036854775808", "-9,223,372,036,854,775,808"}, {INT64_MIN, 18, "-9.223372036854775808", "-9.223372036854775808"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plain[32], grouped[48];
        int64_t again;
        zc_decimal_format(plain, cases[i].value, cases[i].scale);
        zc_decimal_format_grouped(grouped, cases[i].value, cases[i].scale);
        assert_string_equal(plain, cases[i].plain);
        assert_string_equal(grouped, cases[i].grouped);
        assert_true(zc_decimal_parse(&again, plain, cases[i].scale) && again == cases[i].value);
        assert_true(zc_decimal_parse(&again, grouped, cases[i].scale) && again == cases[i].value);
    }
}

static void money_is_written_with_both_places(void **state)
{
    (void)state;
    static const struct {
        int64_t fen;
        const char *plain, *grouped;
    } cases[] = {
        {1250, "12.50", "12.50"}, {0, "0.00", "0.00"}, {-5, "-0.05", "-0.05"}, {11593520000, "115935200.00", "115,935,200.00"},
        {INT64_MIN, "-92233720368547758.08", "-92,233,720,368,547,758.08"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plain[32], grouped[48];
        zc_money_format(plain, cases[i].fen);
        zc_money_format_grouped(grouped, cases[i].fen);
        assert_string_equal(plain, cases[i].plain);
        assert_string_equal(grouped, cases[i].grouped);
    }
}

static void a_change_of_scale_rounds_half_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int from, to;
        bool good;
        int64_t result;
    } cases[] = {
        {7, 0, 2, true, 700}, {445, 3, 1, true, 4}, {450, 3, 1, true, 5}, {-450, 3, 1, true, -5}, {-449, 3, 1, true, -4}, {5, 1, 0, true, 1},
        {4, 1, 0, true, 0}, {INT64_MAX, 0, 1, false, 0}, {INT64_MIN, 0, 1, false, 0}, {INT64_MAX, 18, 0, true, 9},
        {INT64_MIN, 18, 0, true, -9}, {0, 0, 18, true, 0}, {12, 2, 2, true, 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t result = 0;
        assert_int_equal(zc_decimal_rescale(&result, cases[i].value, cases[i].from, cases[i].to), cases[i].good);
        if (cases[i].good)
            assert_true(result == cases[i].result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_texts_are_read),
        cmocka_unit_test(bad_texts_are_refused),
        cmocka_unit_test(numbers_are_written_short_and_exact),
        cmocka_unit_test(money_is_written_with_both_places),
        cmocka_unit_test(a_change_of_scale_rounds_half_away_from_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
