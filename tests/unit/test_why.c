#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "query/why.h"
#include "trial_city.h"

static struct trial_city trial;
static int64_t red, blue, own;
static const char *clerk_roles[] = {"shop.clerk"}, *guest_roles[] = {"shop.guest"};
static struct zc_reader clerk, guest;

static int open_trial(void **state)
{
    (void)state;
    trial_city_open(&trial);
    char person[24];
    int64_t id = trial_make(&trial, "core.person", (const char *const[]){"name", "示例·001", NULL});
    snprintf(person, sizeof person, "%lld", (long long)id);
    red = trial_make(&trial, "shop.box", (const char *const[]){"code", "r", "label", "red", "colour", "red", "size", "5", NULL});
    blue = trial_make(&trial, "shop.box", (const char *const[]){"code", "b", "label", "blue", "colour", "blue", NULL});
    own = trial_make(&trial, "shop.box", (const char *const[]){"code", "o", "label", "own", "colour", "blue", "owner", person, NULL});
    clerk = (struct zc_reader){.account = 901, .person = id, .post = 902, .roles = clerk_roles, .role_count = 1};
    guest = (struct zc_reader){.account = 903, .person = 904, .post = 905, .roles = guest_roles, .role_count = 1};
    return 0;
}
static int close_trial(void **state)
{
    (void)state;
    trial_city_close(&trial);
    return 0;
}

static struct zc_why ask(const struct zc_reader *reader, int64_t id, const char *verb)
{
    struct zc_why why;
    struct zc_error err = {0};
    assert_int_equal(zc_why(&why, &trial.arena, &trial.db, zc_model_entity(trial.city->model, "shop.box"), id, verb, reader, reader, &err), ZC_OK);
    return why;
}

static void rights_are_explained_by_the_rule_that_gave_them(void **state)
{
    (void)state;
    const struct {
        const struct zc_reader *reader;
        int64_t id;
        const char *verb;
        bool allowed;
        const char *rule;
    } cases[] = {
        {&clerk, red, "read", true, "role clerk"},
        {&clerk, red, "write", true, "role clerk"},
        {&guest, blue, "read", true, "role guest and colour = 'blue'"},
        {&guest, blue, "write", false, "role clerk"},
        {&guest, blue, "unseal", false, "role shop.clerk"},
        {&clerk, red, "unseal", true, "role shop.clerk"},
        {&clerk, blue, "unseal", false, "role shop.clerk"}, /* its condition does not hold: the box is empty */
        {&guest, red, "read", false, "role clerk · role guest and colour = 'blue'"},
        {&clerk, own, "read", false, "role clerk · role guest and colour = 'blue'"}, /* denied: his own */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_why why = ask(cases[i].reader, cases[i].id, cases[i].verb);
        assert_int_equal(why.allowed, cases[i].allowed);
        assert_string_equal(why.rule, cases[i].rule);
        assert_non_null(why.words.zh);
        assert_non_null(why.words.en);
    }
}

/* For a hidden row every part of the answer is that for an id that was never given, whatever hides it. */
static void an_answer_never_confirms_that_a_row_exists(void **state)
{
    (void)state;
    const char *const verbs[] = {"read", "write", "unseal"};
    for (size_t i = 0; i < 3; i++) {
        const struct zc_why answers[] = {ask(&guest, red, verbs[i]), ask(&guest, 4574847980850999999, verbs[i]), ask(&clerk, own, verbs[i]),
                                         ask(&clerk, 4574847980850999999, verbs[i])};
        for (size_t pair = 0; pair < 4; pair += 2) {
            const struct zc_why *hidden = &answers[pair], *missing = &answers[pair + 1];
            assert_int_equal(hidden->allowed, false);
            assert_int_equal(missing->allowed, false);
            assert_int_equal(hidden->step, missing->step);
            assert_string_equal(hidden->rule, missing->rule);
            assert_string_equal(hidden->words.zh, missing->words.zh);
            assert_int_equal(hidden->role_count, missing->role_count);
        }
    }
}

static void the_roles_that_would_suffice_are_named_in_full(void **state)
{
    (void)state;
    struct zc_why why = ask(&guest, blue, "write");
    assert_int_equal(why.role_count, 1);
    assert_string_equal(why.roles[0], "shop.clerk");
}

static void an_unknown_verb_is_refused(void **state)
{
    (void)state;
    struct zc_why why;
    assert_int_equal(zc_why(&why, &trial.arena, &trial.db, zc_model_entity(trial.city->model, "shop.box"), red, "eat", &clerk, &clerk, NULL), ZC_EINPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rights_are_explained_by_the_rule_that_gave_them),
        cmocka_unit_test(an_answer_never_confirms_that_a_row_exists),
        cmocka_unit_test(the_roles_that_would_suffice_are_named_in_full),
        cmocka_unit_test(an_unknown_verb_is_refused),
    };
    return cmocka_run_group_tests(tests, open_trial, close_trial);
}
