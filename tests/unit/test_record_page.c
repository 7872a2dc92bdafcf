/* record page: the story of a record in the order in which it was learned, and the step that comes next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "model/record_page.h"
#include "query/moments.h"
#include "trial_city.h"

static struct trial_city trial;

static int open_city(void **state)
{
    (void)state;
    trial_city_open(&trial);
    return 0;
}
static int close_city(void **state)
{
    (void)state;
    trial_city_close(&trial);
    return 0;
}

static void patched(int64_t id, const char *from, const char *field, const char *value)
{
    const struct zc_entity *entity = zc_model_entity(trial.city->model, "shop.box");
    struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_error err = {0};
    struct zc_tx *tx;
    bool changed;
    assert_int_equal(zc_tx_begin(&tx, &trial.db, &actor, &err), ZC_OK);
    struct zc_patch patch = zc_patch_new(&trial.arena, entity, id);
    if (from)
        assert_true(zc_date_parse(&patch.valid_from, from));
    assert_int_equal(zc_patch_set(&patch, &trial.arena, field, value, &err), ZC_OK);
    assert_int_equal(zc_record_change(&id, &changed, tx, &patch, &err), ZC_OK);
    assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
}

static void stepped(int64_t id, const char *step)
{
    struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_error err = {0};
    struct zc_tx *tx;
    assert_int_equal(zc_tx_begin(&tx, &trial.db, &actor, &err), ZC_OK);
    assert_int_equal(zc_record_transition(tx, zc_model_entity(trial.city->model, "shop.box"), id, step, NULL, &err), ZC_OK);
    assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
}

static void a_story_is_told_as_it_was_learned(void **state)
{
    (void)state;
    const char *const box[] = {"code", "B1", "label", "箱", "size", "5", "made_on", "2017-01-03", NULL};
    int64_t id = trial_make(&trial, "shop.box", box);
    const struct zc_entity *entity = zc_model_entity(trial.city->model, "shop.box");
    struct zc_moments moments = {0};
    struct zc_record now;
    struct zc_error err = {0};
    patched(id, "2017-03-01", "label", "大箱"); /* closes the first slice, which is no news */
    stepped(id, "unseal");
    assert_int_equal(zc_moments_add(&moments, &trial.arena, &trial.db, entity, id, ZC_INSTANT_MAX, &ZC_READER_CITY, &err), ZC_OK);
    zc_moments_sort(&moments);
    assert_int_equal(moments.count, 3);
    assert_true(moments.items[0].first);
    assert_int_equal(moments.items[0].happened, 17169); /* 2017-01-03 */
    assert_null(moments.items[0].changed);
    assert_true(moments.items[0].late > 0); /* entered years afterwards */
    assert_string_equal(moments.items[1].changed->name, "label");
    assert_int_equal(moments.items[1].happened, 17226); /* 2017-03-01 */
    assert_string_equal(moments.items[2].changed->name, "state");
    assert_int_equal(moments.items[2].happened, zc_db_today(&trial.db)); /* the day that the step keeps */
    assert_int_equal(moments.items[2].late, 0);

    struct zc_moments then = {0}; /* as it was known after the first entry */
    assert_int_equal(zc_moments_add(&then, &trial.arena, &trial.db, entity, id, moments.items[0].known, &ZC_READER_CITY, &err), ZC_OK);
    assert_int_equal(then.count, 1);

    struct zc_moments hidden = {0}; /* and by who may not see the record */
    assert_int_equal(zc_moments_add(&hidden, &trial.arena, &trial.db, entity, id, ZC_INSTANT_MAX, &ZC_READER_PUBLIC, &err), ZC_OK);
    assert_int_equal(hidden.count, 0);

    assert_int_equal(zc_rows_get(&now, &trial.arena, &trial.db, entity, id, zc_times_now(&trial.db), &ZC_READER_CITY, &err), ZC_OK);
    assert_string_equal(zc_next_step(&now)->name, "lock");
}

static void the_ordinary_way_is_the_declared_one(void **state)
{
    (void)state;
    const char *const box[] = {"code", "B2", "label", "箱", NULL};
    int64_t id = trial_make(&trial, "shop.box", box);
    struct zc_entity *entity = (struct zc_entity *)zc_model_entity(trial.city->model, "shop.box");
    struct zc_error err = {0};
    struct zc_record now;
    const char *way[] = {"lock"};
    struct zc_record_page page = {.next = way, .next_count = 1};
    assert_int_equal(zc_rows_get(&now, &trial.arena, &trial.db, entity, id, zc_times_now(&trial.db), &ZC_READER_CITY, &err), ZC_OK);
    assert_string_equal(zc_next_step(&now)->name, "unseal");
    entity->page = &page;
    assert_null(zc_next_step(&now)); /* it leads nowhere from here */
    entity->page = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_story_is_told_as_it_was_learned, open_city, close_city),
        cmocka_unit_test_setup_teardown(the_ordinary_way_is_the_declared_one, open_city, close_city),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
