/* slices: change, end and withdraw over two times: told as stories, and held against a day-by-day model at random. */
#include "kit.h"

static struct kit kit;
static int64_t plan;

static void found(void)
{
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2018-06-30T01:00:00Z");
    plan = kit_new(&kit, "core.plan", "title=示例计划\nyear=2017", "2017-01-01");
}

static int setup(void **state)
{
    (void)state;
    found();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

/* 1: stories. A step is "verb from to fields": c change, e end, w withdraw; what is known afterwards, slice by slice. */

struct story {
    const char *name;
    struct {
        char verb;
        const char *from, *to, *fields;
    } steps[6];
    const char *known; /* "vN from..to size/level" joined by "; ", what is known at the end by valid_from */
};

static const struct story stories[] = {
    {"from a later day", {{'c', "2017-01-01", 0, "size=1\nlevel=municipal"}, {'c', "2017-06-01", 0, "size=2"}},
     "v1 2017-01-01..2017-06-01 1/municipal; v2 2017-06-01.. 2/municipal"},
    {"from its first day", {{'c', "2017-01-01", 0, "size=1"}, {'c', "2017-01-01", 0, "size=2"}}, "v2 2017-01-01.. 2/"},
    {"from an earlier day: it was so before", {{'c', "2017-03-01", 0, "size=1\nlevel=municipal"}, {'c', "2017-01-01", 0, "level=national"}},
     "v2 2017-01-01..2017-03-01 1/national; v3 2017-03-01.. 1/national"},
    {"from an earlier day up to one: a stay before", {{'c', "2017-03-01", 0, "size=1"}, {'c', "2017-01-01", "2017-02-01", "size=2"}},
     "v2 2017-01-01..2017-02-01 2/; v1 2017-03-01.. 1/"},
    {"in the middle, the same field changes later",
     {{'c', "2017-01-01", 0, "size=1"}, {'c', "2017-06-01", 0, "size=3"}, {'c', "2017-03-01", 0, "size=2"}},
     "v1 2017-01-01..2017-03-01 1/; v3 2017-03-01..2017-06-01 2/; v2 2017-06-01.. 3/"},
    {"in the middle, another field changes later: the new value goes on through",
     {{'c', "2017-01-01", 0, "size=1"}, {'c', "2017-06-01", 0, "level=national"}, {'c', "2017-03-01", 0, "size=2"}},
     "v1 2017-01-01..2017-03-01 1/; v3 2017-03-01..2017-06-01 2/; v4 2017-06-01.. 2/national"},
    {"two fields reach differently far",
     {{'c', "2017-01-01", 0, "size=1\nlevel=municipal"},
      {'c', "2017-04-01", 0, "size=2"},
      {'c', "2017-08-01", 0, "level=provincial"},
      {'c', "2017-02-01", 0, "size=9\nlevel=national"}},
     "v1 2017-01-01..2017-02-01 1/municipal; v4 2017-02-01..2017-04-01 9/national; v5 2017-04-01..2017-08-01 2/national; "
     "v3 2017-08-01.. 2/provincial"},
    {"up to a day: the old value comes back", {{'c', "2017-01-01", 0, "size=1"}, {'c', "2017-03-01", "2017-05-01", "size=2"}},
     "v1 2017-01-01..2017-03-01 1/; v2 2017-03-01..2017-05-01 2/; v3 2017-05-01.. 1/"},
    {"emptied from a day", {{'c', "2017-01-01", 0, "size=1"}, {'c', "2017-03-01", 0, "size="}},
     "v1 2017-01-01..2017-03-01 1/; v2 2017-03-01.. /"},
    {"no longer so from a day", {{'c', "2017-01-01", 0, "size=1"}, {'e', "2017-03-01", 0, 0}}, "v1 2017-01-01..2017-03-01 1/"},
    {"an end cuts later slices off", {{'c', "2017-01-01", 0, "size=1"}, {'c', "2017-06-01", 0, "size=2"}, {'e', "2017-03-01", 0, 0}},
     "v1 2017-01-01..2017-03-01 1/"},
    {"ended twice, the earlier counts", {{'c', "2017-01-01", 0, "size=1"}, {'e', "2017-06-01", 0, 0}, {'e', "2017-03-01", 0, 0}, {'e', "2017-05-01", 0, 0}},
     "v1 2017-01-01..2017-03-01 1/"},
    {"so again after an end, with what was known last",
     {{'c', "2017-01-01", 0, "size=1\nlevel=national"}, {'e', "2017-03-01", 0, 0}, {'c', "2017-06-01", 0, "size=2"}},
     "v1 2017-01-01..2017-03-01 1/national; v2 2017-06-01.. 2/national"},
    {"so again already within the gap",
     {{'c', "2017-01-01", 0, "size=1"}, {'e', "2017-03-01", 0, 0}, {'c', "2017-06-01", 0, "size=2"}, {'c', "2017-05-01", 0, "level=national"}},
     "v1 2017-01-01..2017-03-01 1/; v3 2017-05-01..2017-06-01 2/national; v4 2017-06-01.. 2/national"},
    {"never was", {{'c', "2017-01-01", 0, "size=1"}, {'c', "2017-03-01", 0, "size=2"}, {'w', 0, 0, 0}}, ""},
    {"ended from its first day is never so", {{'c', "2017-01-01", 0, "size=1"}, {'e', "2017-01-01", 0, 0}}, ""},
    {"the same value again writes nothing", {{'c', "2017-01-01", 0, "size=1"}, {'c', "2017-03-01", 0, "size=1"}}, "v1 2017-01-01.. 1/"},
};

static void tell(struct zc_buf *out, int64_t id, int64_t known)
{
    struct zc_rows history;
    const struct zc_entity *entity = kit_entity(&kit, "core.task");
    KIT_OK(&kit, zc_rows_history(&history, &kit.arena, &kit.db, entity, id, &ZC_READER_CITY, &kit.err));
    for (size_t i = 0; i < history.count; i++) {
        const struct zc_record *slice = &history.items[i];
        char from[ZC_DATE_TEXT], to[ZC_DATE_TEXT];
        if (slice->known_from > known || slice->known_to <= known)
            continue;
        zc_date_format(from, slice->valid_from);
        zc_date_format(to, slice->valid_to);
        struct zc_value size = zc_record_value(slice, "size");
        zc_buf_printf(out, "%sv%d %s..%s ", out->size ? "; " : "", slice->slice, from, to);
        if (size.kind)
            zc_buf_int(out, size.number);
        zc_buf_printf(out, "/%s", zc_record_text(slice, "level"));
    }
}

static void play(const struct story *story, bool one_transaction)
{
    int64_t id = 0;
    const struct zc_entity *entity = kit_entity(&kit, "core.task");
    if (one_transaction)
        kit_begin(&kit);
    for (size_t s = 0; s < 6 && story->steps[s].verb; s++) {
        const char *fields = story->steps[s].fields, *from = story->steps[s].from;
        if (story->steps[s].verb == 'c') {
            if (!id)
                fields = zc_arena_printf(&kit.arena, "plan=%lld\nname=甲\n%s", (long long)plan, fields);
            if (kit_try(&kit, &id, "core.task", fields, from, story->steps[s].to))
                fail_msg("%s, step %zu: %s", story->name, s, kit.err.en);
            continue;
        }
        if (!one_transaction)
            kit_begin(&kit);
        if (story->steps[s].verb == 'e')
            KIT_OK(&kit, zc_record_end(kit.tx, entity, id, kit_day(from), NULL, &kit.err));
        else
            KIT_OK(&kit, zc_record_withdraw(kit.tx, entity, id, NULL, &kit.err));
        if (!one_transaction)
            kit_commit(&kit);
    }
    if (one_transaction)
        kit_commit(&kit);
    struct zc_buf told = {0};
    tell(&told, id, ZC_INSTANT_MAX - 1);
    if (strcmp(zc_buf_text(&told), story->known) != 0)
        fail_msg("%s: got %s, expected %s", story->name, zc_buf_text(&told), story->known);
    zc_buf_free(&told);
}

static void stories_end_as_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        play(&stories[i], false);
        play(&stories[i], true);
    }
    kit_verify(&kit);
}

static void what_was_known_stays(void **state)
{
    (void)state;
    int64_t id = kit_new(&kit, "core.task", zc_arena_printf(&kit.arena, "plan=%lld\nname=甲\nsize=1", (long long)plan), "2017-01-01");
    int64_t first = zc_db_watermark(&kit.db);
    kit_set(&kit, "core.task", id, "size=2", "2017-03-01", NULL);
    int64_t second = zc_db_watermark(&kit.db);
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_withdraw(kit.tx, kit_entity(&kit, "core.task"), id, NULL, &kit.err));
    kit_commit(&kit);
    const struct {
        int64_t known;
        const char *told;
    } cases[] = {{first - 1, ""},
                 {first, "v1 2017-01-01.. 1/"},
                 {second - 1, "v1 2017-01-01.. 1/"},
                 {second, "v1 2017-01-01..2017-03-01 1/; v2 2017-03-01.. 2/"},
                 {ZC_INSTANT_MAX - 1, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_buf told = {0};
        tell(&told, id, cases[i].known);
        assert_string_equal(zc_buf_text(&told), cases[i].told);
        zc_buf_free(&told);
    }
    int64_t same = id;
    kit_expect_refused(&kit, kit_try(&kit, &same, "core.task", "size=3", NULL, NULL), ZC_ENOTFOUND, "there is no task");
}

/* 2: the model. A day is so or not, and each field has one of a few values; index 0 is empty. */

enum { DAYS = 400, FIELDS = 5, MOMENTS = 26, VALUES = 4 };
static const char *const names[FIELDS] = {"size", "level", "secret", "done", "amount"};
static const char *const values[FIELDS][VALUES] = {{"", "1", "2", "3"},
                                                   {"", "national", "provincial", "municipal"},
                                                   {"", "甲", "乙", "丙"},
                                                   {"", "2017-02-02", "2017-02-03", "2017-02-04"},
                                                   {"", "0.01", "-3.00", "77.50"}};
struct days {
    unsigned char is[DAYS], field[FIELDS][DAYS];
};
struct moment {
    int64_t known;
    struct days days;
};

static int last_day(const struct days *days)
{
    int last = DAYS - 1;
    while (last >= 0 && !days->is[last])
        last--;
    return last;
}

static void model_change(struct days *days, const int *set, int from, int to)
{
    struct days old = *days;
    int last = last_day(&old);
    if (!old.is[from]) {
        int like = last < from ? last : from, until = to;
        if (last >= from) {
            while (!old.is[like])
                like++;
            until = like < to ? like : to;
        }
        for (int day = from; day < until; day++) {
            days->is[day] = 1;
            for (int f = 0; f < FIELDS; f++)
                days->field[f][day] = like < 0 ? 0 : old.field[f][like];
        }
    }
    for (int f = 0; f < FIELDS; f++) {
        if (set[f] < 0)
            continue;
        int until = to;
        for (int day = to - 1; day > from; day--)
            if (old.is[day - 1] && old.is[day] && old.field[f][day - 1] != old.field[f][day])
                until = day;
        for (int day = from; day < until; day++)
            if (days->is[day])
                days->field[f][day] = (unsigned char)set[f];
    }
}

static void compare(const struct moment *moment, int64_t id, int base, int day, int64_t known, uint64_t seed)
{
    struct zc_record record;
    struct zc_arena arena = {0};
    const struct zc_entity *entity = kit_entity(&kit, "core.task");
    int rc = zc_rows_get(&record, &arena, &kit.db, entity, id, zc_times_at(&kit.db, base + day, known), &ZC_READER_CITY, NULL);
    if ((rc == ZC_OK) != (moment->days.is[day] == 1))
        fail_msg("seed %llu: day %d at %lld: found %d, expected %d", (unsigned long long)seed, day, (long long)known, rc == ZC_OK, moment->days.is[day]);
    for (int f = 0; f < FIELDS && rc == ZC_OK; f++) {
        const struct zc_field *field = zc_entity_field(entity, names[f]);
        struct zc_value expected;
        KIT_OK(&kit, zc_field_parse(&expected, field, values[f][moment->days.field[f][day]], &arena, &kit.err));
        if (!zc_value_same(&expected, &record.values[field->column]))
            fail_msg("seed %llu: day %d at %lld: %s differs, expected %s", (unsigned long long)seed, day, (long long)known, names[f],
                     values[f][moment->days.field[f][day]]);
    }
    zc_arena_free(&arena);
}

static int slice_of(int64_t id, int day)
{
    struct zc_record record;
    struct zc_arena arena = {0};
    int rc = zc_rows_get(&record, &arena, &kit.db, kit_entity(&kit, "core.task"), id, zc_times_at(&kit.db, day, ZC_INSTANT_MAX), &ZC_READER_CITY, NULL);
    zc_arena_free(&arena);
    return rc ? 0 : record.slice;
}

static void live(uint64_t *seed, struct moment *moments)
{
    const uint64_t start = *seed;
    const int base = kit_day("2017-01-01");
    const struct zc_entity *entity = kit_entity(&kit, "core.task");
    int64_t id = 0;
    int count = 0;
    moments[0] = (struct moment){0};
    while (count + 1 < MOMENTS) {
        struct moment *now = &moments[count + 1];
        int from = kit_below(seed, DAYS - 20), to = kit_below(seed, 3) ? DAYS : from + 1 + kit_below(seed, DAYS - from - 1), verb = kit_below(seed, 14);
        *now = moments[count];
        if (id && last_day(&now->days) < 0)
            break; /* withdrawn: nothing more can be said about it */
        if (!id)
            to = DAYS;
        int before = id && from ? slice_of(id, base + from - 1) : 0;
        if (id && verb == 0 && count > 4) {
            kit_begin(&kit);
            KIT_OK(&kit, zc_record_withdraw(kit.tx, entity, id, NULL, &kit.err));
            kit_commit(&kit);
            memset(&now->days, 0, sizeof now->days);
        } else if (id && verb <= 2) {
            kit_begin(&kit);
            KIT_OK(&kit, zc_record_end(kit.tx, entity, id, base + from, NULL, &kit.err));
            kit_commit(&kit);
            for (int day = from; day < DAYS; day++)
                now->days.is[day] = 0;
        } else {
            int set[FIELDS];
            struct zc_patch patch = kit_patch(&kit, "core.task", id, id ? "" : zc_arena_printf(&kit.arena, "plan=%lld\nname=甲", (long long)plan), NULL, NULL);
            bool any = !id, changed;
            for (int f = 0; f < FIELDS; f++) {
                set[f] = kit_below(seed, 3) ? -1 : kit_below(seed, VALUES);
                if (set[f] < 0)
                    continue;
                KIT_OK(&kit, zc_patch_set(&patch, &kit.arena, names[f], values[f][set[f]], &kit.err));
                patch.set[zc_entity_field(entity, names[f])->column] = any = true;
            }
            if (!any)
                continue;
            patch.valid_from = base + from;
            patch.valid_to = to == DAYS ? 0 : base + to;
            kit_begin(&kit);
            KIT_OK(&kit, zc_record_change(&id, &changed, kit.tx, &patch, &kit.err));
            kit_commit(&kit);
            model_change(&now->days, set, from, to);
        }
        now->known = zc_db_watermark(&kit.db);
        count++;
        if (before && last_day(&now->days) >= 0 && slice_of(id, base + from - 1) != before)
            fail_msg("seed %llu: the part before the day lost its number", (unsigned long long)start);
        for (int i = 0; i < 12; i++) {
            int moment = kit_below(seed, count) + 1, day = kit_below(seed, DAYS);
            compare(&moments[moment], id, base, day, moments[moment].known, start);
            compare(now, id, base, i < 3 ? from - (from > 0) + i : day, ZC_INSTANT_MAX, start);
        }
        /* the end of a stretch and the present */
        compare(now, id, base, to - 1, ZC_INSTANT_MAX, start);
        compare(now, id, base, DAYS - 1, ZC_INSTANT_MAX, start);
    }
}

static void random_lives_agree_with_the_day_by_day_model(void **state)
{
    (void)state;
    struct moment *moments = calloc(MOMENTS, sizeof *moments);
    uint64_t seed = 20170630;
    for (int city = 0; city < 12; city++) {
        found();
        for (int record = 0; record < 14; record++)
            live(&seed, moments);
        kit_verify(&kit); /* the tables rebuilt from the journal alone are the same */
        kit_close(&kit);
    }
    free(moments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stories_end_as_told, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_known_stays, setup, teardown),
        cmocka_unit_test(random_lives_agree_with_the_day_by_day_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
