/* spread: every table that the program makes is classed once, as its entity is declared; and what it lacks is named. */
#include "kit.h"

#include "base/map.h"
#include "query/spread.h"
#include "query/tables.h"

static struct zc_model *load(void)
{
    struct zc_error err = {0};
    struct zc_model *model = NULL;
    char *report = NULL;
    if (zc_model_load(&model, "modules", &report, &err))
        fail_msg("%s", report ? report : err.en);
    free(report);
    return model;
}

static const struct zc_spread_table *find(const struct zc_spread_list *list, const char *name)
{
    const struct zc_spread_table *found = NULL;
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].rule.table, name) == 0) {
            assert_null(found); /* none stands there twice */
            found = &list->items[i];
        }
    return found;
}

/* What is asked here is the engine: it says which tables it holds after the kernel made its own. */
static void test_kernel_tables(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_model *model = load();
    struct zc_spread_list list;
    struct zc_store *store;
    struct zc_map tables;
    zc_map_init(&tables, &arena);
    assert_int_equal(zc_spread_of(&list, &arena, model, &err), ZC_OK);
    assert_int_equal(zc_store_open(&store, "", ZC_STORE_SCRATCH, &err), ZC_OK);
    assert_int_equal(zc_schema_create(store, &err), ZC_OK);
    assert_int_equal(zc_store_tables(&tables, store, "", &err), ZC_OK);
    zc_store_close(store);
    assert_true(tables.count > 10);
    size_t kernel = 0;
    for (size_t i = 0; i < tables.count; i++)
        if (!find(&list, tables.entries[i].key))
            fail_msg("%s is not classed", tables.entries[i].key);
    for (size_t i = 0; i < list.count; i++)
        kernel += !list.items[i].entity && list.items[i].rule.spread != ZC_SPREAD_HERE;
    assert_int_equal(kernel, tables.count);
    assert_int_equal(find(&list, "commit_mark")->rule.spread, ZC_SPREAD_HERE);
    zc_model_free(model);
    zc_arena_free(&arena);
}

static void test_entity_tables(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_model *model = load();
    struct zc_spread_list list;
    size_t expected = 0, of_entities = 0;
    assert_int_equal(zc_spread_of(&list, &arena, model, &err), ZC_OK);
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct zc_entity *entity = model->entities[i];
        struct zc_buf text = {0};
        zc_tables_text(&text, ZC_POSTGRES, entity);
        for (const char *at = zc_buf_text(&text); (at = strstr(at, "CREATE TABLE \"")); expected++) {
            at += strlen("CREATE TABLE \"");
            const struct zc_spread_table *table = find(&list, zc_arena_copy(&arena, at, strcspn(at, "\"")));
            assert_non_null(table);
            assert_ptr_equal(table->entity, entity);
            if (entity->home == ZC_HOME_EVERYWHERE) {
                assert_int_equal(table->rule.spread, ZC_SPREAD_WHOLE);
                assert_null(table->misfit.en);
            } else {
                assert_int_equal(table->rule.spread, ZC_SPREAD_BY_AREA);
                assert_string_equal(table->with, "journal");
            }
        }
        zc_buf_free(&text);
    }
    for (size_t i = 0; i < list.count; i++)
        of_entities += list.items[i].entity != NULL;
    assert_int_equal(of_entities, expected);
    assert_true(expected > 2 * model->entity_count); /* present, past, and search of some */
    zc_model_free(model);
    zc_arena_free(&arena);
}

static void test_what_does_not_fit(void **state)
{
    (void)state;
    static const struct {
        const char *table, *misfit;
    } cases[] = {
        {"journal", NULL},
        {"journal_record", NULL},
        {"head", NULL},
        {"serial", NULL},
        {"ahead", "it has no column home_area that holds the area, its key (day, record) lacks home_area"},
        {"client_key", "it has no column home_area that holds the area, its key (account, client_key) lacks home_area"},
        {"t_reform_clue", "it has no column home_area that holds the area, its key (id) lacks home_area"}, /* its field `area` is none */
        {"t_reform_task", "it has no column home_area that holds the area, its key (id) lacks home_area"},
        {"h_reform_task", "it has no column home_area that holds the area, its key (id, known_from, valid_from) lacks home_area"},
    };
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_model *model = load();
    struct zc_spread_list list;
    struct zc_buf out = {0};
    assert_int_equal(zc_spread_of(&list, &arena, model, &err), ZC_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct zc_spread_table *table = find(&list, cases[i].table);
        assert_non_null(table);
        if (cases[i].misfit)
            assert_string_equal(table->misfit.en, cases[i].misfit);
        else
            assert_null(table->misfit.en);
    }
    zc_spread_put(&out, &list, ZC_EN);
    assert_non_null(strstr(out.bytes, "\nSELECT create_reference_table('t_core_unit');\n"));
    assert_non_null(strstr(out.bytes, "\nSELECT create_distributed_table('journal', 'chain');\n"));
    assert_non_null(strstr(out.bytes, "\nSELECT create_distributed_table('head', 'chain', colocate_with => 'journal');\n"));
    assert_non_null(strstr(out.bytes, "\n-- t_reform_task: it has no column home_area that holds the area, its key (id) lacks home_area\n"
                                      "-- SELECT create_distributed_table('t_reform_task', 'home_area', colocate_with => 'journal');\n"));
    zc_buf_free(&out);
    zc_model_free(model);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel_tables),
        cmocka_unit_test(test_entity_tables),
        cmocka_unit_test(test_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
