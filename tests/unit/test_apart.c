/* apart: different hands for different steps, and kin kept out of rows and steps: in C, in SQL, and as `why` tells it. */
#include "kit.h"

#include "base/kin.h"
#include "query/access.h"
#include "query/kindred.h"
#include "query/why.h"

enum { PEOPLE = 9, LINKS = 14, ROUNDS = 12 };
static struct kit kit;
static int64_t people[PEOPLE], slips[PEOPLE + 1];
static const char *roles[] = {"core.office"};

static int setup(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    kit_file(&kit, "core/entities/kin_link.yaml",
             "entity: kin_link\ntitle: 亲属 | kin\nspread: everywhere\nfields:\n"
             "  person: {title: 本人 | person, type: ref, to: person, required: true}\n"
             "  other: {title: 亲属 | other, type: ref, to: person, required: true}\n"
             "  relation: {title: 关系 | relation, type: text, required: true}\n"
             "  from_on: {title: 起 | from, type: date}\n"
             "  to_on: {title: 止 | to, type: date}\n"
             "access: {read: [\"person = :person\"], write: [role office]}\n");
    kit_file(&kit, "more/module.yaml", "module: more\ntitle: 更多 | more\nneeds: [core]\n");
    kit_file(&kit, "more/entities/slip.yaml",
             "entity: slip\ntitle: 单子 | slip\nhome: own\nfields:\n"
             "  name: {title: 名称 | name, type: text, required: true}\n"
             "  owner: {title: 物主 | owner, type: ref, to: core.person}\n"
             "  drafter: {title: 拟稿人 | drafter, type: ref, to: core.person}\n"
             "  signer: {title: 签发人 | signer, type: ref, to: core.person}\n"
             "states: {blank: 空白 | blank, drafted: 已拟 | drafted, signed: 已签 | signed}\n"
             "transitions:\n"
             "  draft: {title: 拟稿 | draft, from: blank, to: drafted, by: [core.office], actor: drafter}\n"
             "  sign: {title: 签发 | sign, from: drafted, to: signed, by: [core.office], actor: signer,\n"
             "         apart: {steps: [draft], of: [owner], kin: lineal, message: 要由别人签发 | somebody else signs}}\n"
             "access: {read: [\"true\"], deny: [\"kin(owner, collateral)\"], write: [role core.office]}\n");
    kit_found(&kit, "2017-09-01T01:00:00Z");
    for (int i = 0; i < PEOPLE; i++)
        people[i] = kit_new(&kit, "core.person", zc_arena_printf(&kit.arena, "name=示例·%03d", i + 1), "2017-01-01");
    for (int i = 0; i <= PEOPLE; i++)
        slips[i] = kit_new(&kit, "more.slip", i < PEOPLE ? zc_arena_printf(&kit.arena, "name=单子%d\nowner=%lld", i, (long long)people[i]) : "name=无主", "2017-01-01");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static struct zc_reader reader_of(int64_t person)
{
    return (struct zc_reader){.account = 1, .person = person, .post = 1, .roles = roles, .role_count = 1};
}

static int64_t relate(int64_t person, int64_t other, const char *relation)
{
    return kit_new(&kit, "core.kin_link", zc_arena_printf(&kit.arena, "person=%lld\nother=%lld\nrelation=%s", (long long)person, (long long)other, relation), "2017-01-01");
}

/* Random kindreds: what the evaluator decides, what SQL lists, and what the pure function says, agree for every reader and row. */
static void the_decision_is_its_sql(void **state)
{
    (void)state;
    static const char *const words[] = {"parent", "spouse", "sibling"};
    const struct zc_entity *slip = kit_entity(&kit, "more.slip");
    unsigned seed = 20170901;
    size_t refused = 0, granted = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct zc_kin_link links[LINKS];
        int64_t ids[LINKS];
        for (int i = 0; i < LINKS; i++) {
            unsigned pick[3];
            for (int k = 0; k < 3; k++)
                pick[k] = (seed = seed * 1103515245u + 12345u) >> 16;
            int a = (int)(pick[0] % PEOPLE), b = (a + 1 + (int)(pick[1] % (PEOPLE - 1))) % PEOPLE;
            links[i] = (struct zc_kin_link){people[a], people[b], (enum zc_kin_relation)(pick[2] % 3), 0, ZC_DATE_MAX};
            ids[i] = relate(people[a], people[b], words[pick[2] % 3]);
        }
        for (int p = 0; p < PEOPLE; p++) {
            struct zc_reader reader = reader_of(people[p]);
            struct zc_stand other = {.person = people[(p + 1) % PEOPLE]};
            if (p % 2) { /* whoever is represented counts too */
                reader.apart = &other;
                reader.apart_count = 1;
            }
            struct zc_rows seen;
            struct zc_rows_query query = {.entity = slip, .times = zc_times_now(&kit.db), .reader = &reader};
            KIT_OK(&kit, zc_rows_list(&seen, &kit.arena, &kit.db, &query, &kit.err));
            for (int s = 0; s <= PEOPLE; s++) {
                struct zc_record record;
                struct zc_eval eval;
                bool in_list = false, kin = false;
                KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, slip, slips[s], query.times, &ZC_READER_CITY, &kit.err));
                zc_eval_init(&eval, &kit.arena, &kit.db, query.times, &reader);
                bool decided = zc_access_decide(&eval, ZC_ACCESS_READ, &record).granted;
                for (size_t i = 0; i < seen.count; i++)
                    in_list |= seen.items[i].id == slips[s];
                for (int who = 0; who <= (p % 2) && s < PEOPLE; who++) {
                    struct zc_kin *set;
                    size_t count;
                    zc_kin_set(&set, &count, &kit.arena, links, LINKS, who ? other.person : people[p], query.times.asof);
                    for (size_t i = 0; i < count; i++)
                        kin |= set[i].person == people[s] && set[i].class <= ZC_KIN_COLLATERAL;
                }
                if (decided != in_list || decided == kin)
                    fail_msg("round %d, reader %d, slip %d: decided %d, listed %d, kin %d", round, p, s, decided, in_list, kin);
                refused += !decided;
                granted += decided;
            }
        }
        kit_begin(&kit);
        for (int i = 0; i < LINKS; i++)
            KIT_OK(&kit, zc_record_withdraw(kit.tx, kit_entity(&kit, "core.kin_link"), ids[i], NULL, &kit.err));
        kit_commit(&kit);
    }
    assert_true(refused > 200 && granted > 200);
}

static int step(const struct zc_reader *reader, int64_t id, const char *name)
{
    struct zc_actor actor = zc_actor_of(reader, "test");
    struct zc_tx *tx;
    kit.err = (struct zc_error){0};
    KIT_OK(&kit, zc_tx_begin(&tx, &kit.db, &actor, &kit.err));
    int rc = zc_record_transition(tx, kit_entity(&kit, "more.slip"), id, name, NULL, &kit.err);
    if (rc)
        zc_tx_rollback(tx);
    else
        KIT_OK(&kit, zc_tx_commit(tx, &kit.err));
    return rc;
}

static struct zc_why why(const struct zc_reader *reader, int64_t id, const char *verb)
{
    struct zc_why out;
    KIT_OK(&kit, zc_why(&out, &kit.arena, &kit.db, kit_entity(&kit, "more.slip"), id, verb, reader, reader, &kit.err));
    return out;
}

static void a_step_needs_other_hands(void **state)
{
    (void)state;
    int64_t id = slips[PEOPLE];
    struct zc_reader drafter = reader_of(people[0]), child = reader_of(people[1]), cousin = reader_of(people[2]), other = reader_of(people[3]);
    int64_t born = relate(people[1], people[0], "parent");
    relate(people[2], people[0], "sibling");
    assert_int_equal(step(&drafter, id, "draft"), ZC_OK);
    assert_int_equal(step(&drafter, id, "sign"), ZC_EDENIED); /* who took the step before */
    assert_non_null(strstr(kit.err.zh, "要由别人签发"));
    assert_int_equal(step(&child, id, "sign"), ZC_EDENIED); /* kin within the degree: the same words */
    assert_non_null(strstr(kit.err.en, "somebody else signs"));
    struct zc_why refused = why(&child, id, "sign");
    assert_false(refused.allowed);
    assert_int_equal(refused.step, ZC_WHY_DUTIES);
    assert_string_equal(refused.words.en, "somebody else signs");
    assert_true(why(&cousin, id, "sign").allowed); /* collateral lies beyond `lineal` */
    struct zc_stand represented = {.person = people[0]};
    other.apart = &represented;
    other.apart_count = 1;
    assert_int_equal(step(&other, id, "sign"), ZC_EDENIED); /* nor as the deputy of who drafted it */
    other.apart_count = 0;
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_withdraw(kit.tx, kit_entity(&kit, "core.kin_link"), born, NULL, &kit.err));
    kit_commit(&kit);
    assert_int_equal(step(&child, id, "sign"), ZC_OK);
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "more.slip"), id, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    assert_int_equal(zc_record_value(&record, "drafter").number, people[0]);
    assert_int_equal(zc_record_value(&record, "signer").number, people[1]);
}

static void nobody_signs_what_is_his_or_his_kins(void **state)
{
    (void)state;
    struct zc_reader owner = reader_of(people[4]), drafter = reader_of(people[5]);
    assert_int_equal(step(&drafter, slips[4], "draft"), ZC_OK);
    assert_int_equal(step(&owner, slips[4], "sign"), ZC_EDENIED);
    relate(people[4], people[6], "spouse");
    struct zc_reader spouse = reader_of(people[6]);
    assert_int_equal(step(&spouse, slips[4], "sign"), ZC_ENOTFOUND); /* `deny` keeps the row itself from him */
    struct zc_reader stranger = reader_of(people[7]);
    assert_int_equal(step(&stranger, slips[4], "sign"), ZC_OK);
}

static void who_took_a_step_is_written_by_the_step_alone(void **state)
{
    (void)state;
    struct zc_reader clerk = reader_of(people[0]);
    struct zc_actor actor = zc_actor_of(&clerk, "test");
    struct zc_tx *tx;
    bool changed;
    for (int fresh = 0; fresh < 2; fresh++) {
        struct zc_patch patch = zc_patch_new(&kit.arena, kit_entity(&kit, "more.slip"), fresh ? 0 : slips[PEOPLE]);
        KIT_OK(&kit, zc_patch_set(&patch, &kit.arena, "name", "改", &kit.err));
        KIT_OK(&kit, zc_patch_set(&patch, &kit.arena, "drafter", zc_arena_printf(&kit.arena, "%lld", (long long)people[8]), &kit.err));
        KIT_OK(&kit, zc_tx_begin(&tx, &kit.db, &actor, &kit.err));
        assert_int_equal(zc_record_change(&patch.id, &changed, tx, &patch, &kit.err), ZC_EINPUT);
        assert_non_null(strstr(kit.err.en, "is kept by the step"));
        zc_tx_rollback(tx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_decision_is_its_sql, setup, teardown),
        cmocka_unit_test_setup_teardown(a_step_needs_other_hands, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_signs_what_is_his_or_his_kins, setup, teardown),
        cmocka_unit_test_setup_teardown(who_took_a_step_is_written_by_the_step_alone, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
