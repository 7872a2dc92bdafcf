/* vote: the vectors of people.md 0.3 against the rules as they are shipped, properties over all small votes, and texts that are no rule. */
#include "kit.h"

#include "base/text.h"
#include "maths/vote.h"
#include "query/city.h"

static struct zc_vote_rule rule_of(const char *text)
{
    struct zc_vote_rule rule;
    if (!zc_vote_rule_parse(&rule, text))
        fail_msg("no rule: %s", text);
    return rule;
}

/* The value that the program ships for a day. */
static const char *shipped(const struct zc_model *model, const char *id, const char *on)
{
    int day;
    assert_true(zc_date_parse(&day, on));
    const struct zc_rule_value *value = zc_model_rule(model, id, day);
    assert_non_null(value);
    return value->value;
}

static void the_vectors_of_people(void **state)
{
    (void)state;
    enum { NO, YES, REFUSED };
    static const struct {
        const char *id, *on;
        struct zc_vote_count count; /* due, present, yes, no, abstain, written */
        int quorum, passed;
    } cases[] = {
        {"core.vote.branch_decide", "2019-03-01", {20, 10, 10, 0, 0, 0}, YES, NO},
        {"core.vote.branch_decide", "2019-03-01", {20, 12, 11, 1, 0, 0}, YES, YES},
        {"core.vote.branch_decide", "2019-03-01", {20, 9, 9, 0, 0, 0}, NO, NO},
        {"core.vote.accept_member", "2017-05-01", {20, 10, 10, 0, 0, 1}, NO, NO},
        {"core.vote.accept_member", "2017-05-01", {20, 11, 10, 1, 0, 1}, YES, YES},
        {"core.vote.cadre_decide", "2017-05-01", {11, 8, 6, 1, 1, 0}, YES, YES},
        {"core.vote.cadre_decide", "2017-05-01", {11, 7, 7, 0, 0, 0}, NO, NO},
        {"core.vote.cadre_decide", "2017-05-01", {12, 8, 6, 2, 0, 0}, YES, NO},
        {"core.vote.cadre_decide", "2017-05-01", {12, 8, 7, 0, 1, 0}, YES, YES},
        {"core.vote.cadre_decide", "2017-05-01", {11, 8, 9, 0, 0, 0}, REFUSED, NO},
        {"core.vote.elect", "2017-05-01", {50, 40, 40, 0, 0, 0}, NO, NO},
        {"core.vote.elect", "2017-05-01", {50, 41, 21, 0, 0, 0}, YES, YES},
        {"core.vote.elect", "2021-05-01", {50, 40, 26, 0, 0, 0}, YES, YES},
        {"core.vote.elect", "2021-05-01", {50, 40, 25, 0, 0, 0}, YES, NO},
        {"core.vote.recommend", "2017-05-01", {30, 20, 20, 0, 0, 0}, YES, NO},
        {"core.vote.branch_committee", "2019-03-01", {5, 3, 3, 0, 0, 0}, YES, YES},
        {"core.vote.branch_committee", "2019-03-01", {5, 3, 2, 1, 0, 0}, YES, NO}};
    struct zc_model *model;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    assert_int_equal(zc_model_load(&model, zc_modules_folder(&arena), NULL, &err), ZC_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_vote_rule rule = rule_of(shipped(model, cases[i].id, cases[i].on));
        struct zc_vote_result result;
        bool sound = zc_vote_result(&result, &rule, &cases[i].count);
        if (sound != (cases[i].quorum != REFUSED) || (sound && result.quorum != cases[i].quorum) || result.passed != cases[i].passed)
            fail_msg("case %zu: sound %d, quorum %d, passed %d", i, sound, result.quorum, result.passed);
    }
    zc_model_free(model);
    zc_arena_free(&arena);
}

static void what_does_not_add_up_is_refused(void **state)
{
    (void)state;
    struct zc_vote_rule writes = rule_of("quorum present >= 1/2 due; pass yes + written > 1/2 due"), plain = rule_of("quorum present >= 1/2 due; pass yes > 1/2 due");
    static const struct {
        struct zc_vote_count count;
        enum zc_vote_fault writing, plain;
    } cases[] = {{{20, 10, 5, 3, 2, 0}, ZC_VOTE_SOUND, ZC_VOTE_SOUND},
                 {{20, 10, 5, 3, 3, 0}, ZC_VOTE_VOTES, ZC_VOTE_VOTES},
                 {{20, 18, 5, 3, 2, 3}, ZC_VOTE_PEOPLE, ZC_VOTE_PEOPLE},
                 {{20, 21, 5, 3, 2, 0}, ZC_VOTE_PEOPLE, ZC_VOTE_PEOPLE},
                 {{20, 18, 5, 3, 2, 2}, ZC_VOTE_SOUND, ZC_VOTE_WRITTEN},
                 {{0, 0, 0, 0, 0, 0}, ZC_VOTE_NEGATIVE, ZC_VOTE_NEGATIVE},
                 {{20, 10, -1, 3, 2, 0}, ZC_VOTE_NEGATIVE, ZC_VOTE_NEGATIVE},
                 {{20, 10, 5, 3, 2, INT64_MAX}, ZC_VOTE_NEGATIVE, ZC_VOTE_NEGATIVE},
                 {{INT64_MAX, 10, 5, 3, 2, 0}, ZC_VOTE_NEGATIVE, ZC_VOTE_NEGATIVE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(zc_vote_fault_of(&writes, &cases[i].count), cases[i].writing);
        assert_int_equal(zc_vote_fault_of(&plain, &cases[i].count), cases[i].plain);
        struct zc_vote_result result;
        assert_int_equal(zc_vote_result(&result, &plain, &cases[i].count), cases[i].plain == ZC_VOTE_SOUND);
        if (cases[i].plain != ZC_VOTE_SOUND)
            assert_false(result.passed || result.quorum);
    }
}

/* By fractions compared across, which is another way than the engine's. */
static bool share_met(struct zc_vote_share share, int64_t part, int64_t whole)
{
    return share.above ? part * share.under > whole * share.over : part * share.under >= whole * share.over;
}

/* All votes of at most nine, under rules of every form. */
static void properties(void **state)
{
    (void)state;
    static const char *const texts[] = {"quorum present >= 1/2 due; pass yes + written > 1/2 due", "quorum present > 1/2 due; pass yes + written >= 2/3 due",
                                        "quorum present >= 2/3 due; pass yes > 1/2 due",           "quorum present > 4/5 due; pass yes > 1/2 present",
                                        "quorum present >= 4/5 due; pass yes >= 1/1 present",      "quorum present >= 2/3 due; pass none"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        struct zc_vote_rule rule = rule_of(texts[t]);
        for (int due = 1; due <= 9; due++)
            for (int present = 0; present <= 10; present++)
                for (int yes = 0; yes <= 10; yes++)
                    for (int no = 0; no <= 10; no++)
                        for (int abstain = 0; abstain <= 10; abstain++)
                            for (int written = 0; written <= 3; written++) {
                                struct zc_vote_count count = {due, present, yes, no, abstain, written}, more = count, less = count;
                                struct zc_vote_result result, other;
                                bool sound = zc_vote_result(&result, &rule, &count);
                                assert_int_equal(sound, yes + no + abstain <= present && present + written <= due && (!written || rule.written || !rule.decides));
                                if (!sound)
                                    continue;
                                assert_int_equal(result.quorum, share_met(rule.quorum, present, due));
                                assert_int_equal(result.passed, rule.decides && result.quorum &&
                                                                    share_met(rule.pass, yes + (rule.written ? written : 0), rule.pass.of_present ? present : due));
                                assert_int_equal(result.quorum, present >= result.present_least);
                                if (!yes && !written) /* presence alone passes nothing */
                                    assert_false(result.passed);
                                more.yes++; /* one more in favour never undoes it, one fewer against neither */
                                if (zc_vote_result(&other, &rule, &more))
                                    assert_true(other.passed >= result.passed);
                                less.no--;
                                if (zc_vote_result(&other, &rule, &less))
                                    assert_int_equal(other.passed, result.passed);
                            }
    }
}

static void only_rules_are_rules(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "quorum", "quorum present >= 1/2 due", "quorum present >= 1/2 due;", "quorum present = 1/2 due; pass yes > 1/2 due",
                                        "quorum present >= 3/2 due; pass yes > 1/2 due", "quorum present >= 0/2 due; pass yes > 1/2 due", "quorum present >= 1/0 due; pass yes > 1/2 due",
                                        "quorum present >= 1/2 present; pass yes > 1/2 due", "quorum present >= 1/2 dues; pass yes > 1/2 due", "quorum present >= 1/2 due; pass present > 1/2 due",
                                        "quorum present >= 1/2 due; pass yes > 1/2 due and more", "quorum present >= 1/2 due; pass yes + no > 1/2 due", "quorum present >= 1/2 due; pass none at all",
                                        "quorum present >= 1/10000 due; pass none", "quorum yes >= 1/2 due; pass none", "quorumpresent >= 1/2 due; pass none", "workdays 09:00-12:00", "12"};
    struct zc_vote_rule rule;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (zc_vote_rule_parse(&rule, wrong[i]))
            fail_msg("taken for a rule: %s", wrong[i]);
    rule = rule_of("  quorum  present>=1/2due ;pass yes+written>2/3 present ");
    assert_true(rule.written && rule.decides && rule.pass.of_present && rule.pass.above && !rule.quorum.above && rule.pass.over == 2 && rule.pass.under == 3);
    assert_false(rule_of("quorum present >= 2/3 due; pass none").decides);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_vectors_of_people), cmocka_unit_test(what_does_not_add_up_is_refused), cmocka_unit_test(properties),
                                       cmocka_unit_test(only_rules_are_rules)};
    return cmocka_run_group_tests_name("vote", tests, NULL, NULL);
}
