/* citizen_id: vectors of core.md 4.2; two are printed in GB 11643-1999, the others are synthetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../modules/core/citizen_id.h"
#include "base/date.h"

static void numbers_and_their_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum zc_citizen_id_result result;
        const char *number, *birth;
        bool male, foreign;
    } cases[] = {
        {"11010519491231002X", ZC_CITIZEN_ID_VALID, "11010519491231002X", "1949-12-31", false, false},
        {"440524188001010014", ZC_CITIZEN_ID_VALID, "440524188001010014", "1880-01-01", true, false},
        {"520102188503070041", ZC_CITIZEN_ID_VALID, "520102188503070041", "1885-03-07", false, false},
        {"52010218850307005x", ZC_CITIZEN_ID_VALID, "52010218850307005X", "1885-03-07", true, false},
        {"52010218850307005Ｘ", ZC_CITIZEN_ID_VALID, "52010218850307005X", "1885-03-07", true, false},
        {" 110105 19491231 002X", ZC_CITIZEN_ID_VALID, "11010519491231002X", "1949-12-31", false, false},
        {"520103200002301230", ZC_CITIZEN_ID_DATE, "520103200002301230", NULL, true, false},
        {"520115189602290011", ZC_CITIZEN_ID_VALID, "520115189602290011", "1896-02-29", true, false},
        {"520115189902290013", ZC_CITIZEN_ID_DATE, "520115189902290013", NULL, true, false},
        {"915201188501010017", ZC_CITIZEN_ID_VALID, "915201188501010017", "1885-01-01", true, true},
        {"990102850615001", ZC_CITIZEN_ID_VALID, "990102198506150019", "1985-06-15", true, true},
        {"110105194912310021", ZC_CITIZEN_ID_CHECK, "110105194912310021", NULL, false, false},
        {"11010519491231002", ZC_CITIZEN_ID_LENGTH, "", NULL, false, false},
        {"", ZC_CITIZEN_ID_LENGTH, "", NULL, false, false},
        {"1101051949123100A1", ZC_CITIZEN_ID_CHARACTER, "", NULL, false, false},
        {"11010519491231002Y", ZC_CITIZEN_ID_CHARACTER, "", NULL, false, false},
        {"11010519491231筑城X", ZC_CITIZEN_ID_LENGTH, "", NULL, false, false},
        {"11010519491231筑城00", ZC_CITIZEN_ID_CHARACTER, "", NULL, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_citizen_id id;
        zc_citizen_id_check(&id, cases[i].text, ZC_DATE_MAX);
        assert_int_equal(id.result, cases[i].result);
        assert_string_equal(id.number, cases[i].number);
        assert_int_equal(id.male, cases[i].male);
        assert_int_equal(id.foreign, cases[i].foreign);
        if (cases[i].birth) {
            char text[ZC_DATE_TEXT];
            zc_date_format(text, id.birth);
            assert_string_equal(text, cases[i].birth);
        }
    }
}

static void nobody_is_born_tomorrow(void **state)
{
    (void)state;
    struct zc_citizen_id id;
    int day;
    assert_true(zc_date_parse(&day, "1949-12-30"));
    zc_citizen_id_check(&id, "11010519491231002X", day);
    assert_int_equal(id.result, ZC_CITIZEN_ID_DATE);
    zc_citizen_id_check(&id, "11010519491231002X", day + 1);
    assert_int_equal(id.result, ZC_CITIZEN_ID_VALID);
    assert_string_equal(id.address, "110105");
    zc_citizen_id_check(&id, "110105194912310020", day);
    assert_int_equal(id.expected, 'X');
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_and_their_faults), cmocka_unit_test(nobody_is_born_tomorrow)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
