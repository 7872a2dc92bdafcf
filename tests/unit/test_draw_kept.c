/* Lists of draws, kept with a connection that reads: found by all that they follow from, dropped oldest first, and never kept by one that writes. */
#include "city_kit.h"

#include "query/draw_kept.h"

static const struct zc_entity *rounds;
static struct zc_draw_line lines[] = {{"11", "aa", true}, {"12", "bb", false}};

static void put(struct zc_record *record, const char *field, struct zc_value value) { record->values[zc_entity_field(rounds, field)->column] = value; }

static struct zc_record round_of(struct zc_arena *arena, int64_t id)
{
    struct zc_record record = {.entity = rounds, .id = id, .values = zc_arena_array(arena, rounds->column_count + 1, sizeof(struct zc_value))};
    put(&record, rounds->draw->from->name, zc_int(day_of("2017-10-01")));
    put(&record, rounds->draw->to->name, zc_int(day_of("2017-12-31")));
    return record;
}

static struct zc_draw_result asked(const char *seed, int64_t known)
{
    return (struct zc_draw_result){.frame = &rounds->draw->frames[0], .seed = seed, .size = 1, .known = known, .drawn_on = day_of("2018-01-05")};
}

static struct zc_draw_result drawn(const char *seed, int64_t known)
{
    struct zc_draw_result result = asked(seed, known);
    result.lines = lines;
    result.count = 2;
    return result;
}

static void what_was_drawn_is_found_again(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_db reading;
    const char *digest;
    must(zc_db_open(&reading, city, ZC_STORE_READ, &err), &err);
    struct zc_record first = round_of(&arena, 7), other = round_of(&arena, 8);
    struct zc_draw_result list = drawn("2017Q4", 5), found = asked("2017Q4", 5);
    char hex[ZC_DIGEST_HEX];
    memset(hex, 'd', sizeof hex - 1);
    hex[sizeof hex - 1] = 0;

    zc_draw_kept_put(&db, &first, &list, hex);
    assert_false(zc_draw_kept_find(&found, &digest, &db, &first)); /* this one writes: what it sees can be taken back */
    assert_false(zc_draw_kept_find(&found, &digest, &reading, &first));
    zc_draw_kept_put(&reading, &first, &list, hex);
    assert_true(zc_draw_kept_find(&found, &digest, &reading, &first));
    assert_int_equal(found.count, 2);
    assert_string_equal(found.lines[0].id, "11");
    assert_true(found.lines[0].drawn && !found.lines[1].drawn);
    assert_ptr_not_equal(found.lines, lines);
    assert_string_equal(digest, hex);

    /* another record, seed, known time or period is another list */
    struct zc_draw_result seed = asked("2017Q4-b", 5), known = asked("2017Q4", 6);
    assert_false(zc_draw_kept_find(&found, &digest, &reading, &other));
    assert_false(zc_draw_kept_find(&seed, &digest, &reading, &first));
    assert_false(zc_draw_kept_find(&known, &digest, &reading, &first));
    put(&first, rounds->draw->to->name, zc_int(day_of("2017-12-30")));
    assert_false(zc_draw_kept_find(&found, &digest, &reading, &first));
    put(&first, rounds->draw->to->name, zc_int(day_of("2017-12-31")));

    for (int64_t id = 100; id < 100 + ZC_DRAW_KEPT - 1; id++) {
        struct zc_record more = round_of(&arena, id);
        zc_draw_kept_put(&reading, &more, &list, hex);
    }
    assert_true(zc_draw_kept_find(&found, &digest, &reading, &first));
    zc_draw_kept_put(&reading, &other, &list, hex);
    assert_false(zc_draw_kept_find(&found, &digest, &reading, &first)); /* the oldest went */
    assert_true(zc_draw_kept_find(&found, &digest, &reading, &other));
    zc_db_close(&reading);
    zc_arena_free(&arena);
}

static int open(void **state)
{
    city_open(state);
    rounds = zc_model_entity(city->model, "reform.inspection_round");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_drawn_is_found_again)};
    return cmocka_run_group_tests(tests, open, city_close);
}
