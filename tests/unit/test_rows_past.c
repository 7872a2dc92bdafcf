/* rows as of a day: pages of random histories against the slices themselves, filtered and sorted here. */
#include "kit.h"
#include "query/tables.h"

enum { RECORDS = 60, STEPS = 420, DAYS = 120, QUESTIONS = 160 };

static struct kit kit;
static struct zc_db reading; /* a connection that never writes, within one transaction for the questions of an entity */
static int64_t ids[RECORDS], gone[STEPS]; /* living; withdrawn */
static int gone_count;

/* The orders that have an index: ascending, descending first, and none but the id. */
static const char *const orders[][3] = {{"name", "size", NULL}, {"-size", "name", NULL}, {NULL}};
static const char *const entities[] = {"core.up", "core.down", "core.plain"};

static void declare(const char *name, const char *order)
{
    kit_file(&kit, zc_arena_printf(&kit.arena, "core/entities/%s.yaml", name),
             zc_arena_printf(&kit.arena,
                             "entity: %s\n"
                             "title: 条目 | entry\n"
                             "named_by: name\n"
                             "home: own\n"
                             "%s"
                             "fields:\n"
                             "  name: {title: 名称 | name, type: text}\n"
                             "  size: {title: 大小 | size, type: int}\n"
                             "  level: {title: 级别 | level, type: code, from: level, required: true}\n"
                             "access: {read: [\"level = 'national'\"], write: [role office]}\n",
                             name, order));
}

static int by_order_of(const char *const *names, const struct zc_record *a, const struct zc_record *b)
{
    bool first_down = names[0] && names[0][0] == '-';
    for (size_t i = 0; names[i]; i++) {
        bool down = names[i][0] == '-';
        struct zc_value x = zc_record_value(a, names[i] + down), y = zc_record_value(b, names[i] + down);
        int order = !x.kind || !y.kind    ? (x.kind != 0) - (y.kind != 0)
                    : x.kind == ZC_V_TEXT ? strcmp(x.text, y.text)
                                          : (x.number > y.number) - (x.number < y.number);
        if (order)
            return down ? -order : order;
    }
    int order = (a->id > b->id) - (a->id < b->id);
    return first_down ? -order : order;
}

static const char *const *sorting;
static int by_sorting(const void *a, const void *b) { return by_order_of(sorting, a, b); }

/* What a person may see is judged by the slice that lies in the present table: of those known, the last in the world. */
static bool national_now(const struct zc_rows *history)
{
    const struct zc_record *last = NULL;
    for (size_t i = 0; i < history->count; i++)
        if (history->items[i].known_to == ZC_INSTANT_MAX && (!last || history->items[i].valid_from > last->valid_from))
            last = &history->items[i];
    return last && strcmp(zc_record_text(last, "level"), "national") == 0;
}

static bool is_known(const struct zc_rows *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->items[i].known_to == ZC_INSTANT_MAX)
            return true;
    return false;
}

static size_t expected(struct zc_record *out, const struct zc_entity *entity, const struct zc_rows_query *query, int least)
{
    size_t count = 0;
    for (int i = 0; i < RECORDS + gone_count; i++) {
        struct zc_rows history;
        int64_t id = i < RECORDS ? ids[i] : gone[i - RECORDS];
        if (!id || zc_rows_history(&history, &kit.arena, &kit.db, entity, id, &ZC_READER_CITY, NULL))
            continue;
        for (size_t s = 0; s < history.count; s++) {
            const struct zc_record *slice = &history.items[s];
            struct zc_value size = zc_record_value(slice, "size");
            bool then = slice->valid_from <= query->times.asof && slice->valid_to > query->times.asof &&
                        (query->times.known == ZC_INSTANT_MAX ? slice->known_to == ZC_INSTANT_MAX
                                                              : slice->known_from <= query->times.known && slice->known_to > query->times.known);
            if (then && (!query->filter || (size.kind && size.number >= least)) && (query->reader->city || national_now(&history)))
                out[count++] = *slice;
        }
    }
    qsort(out, count, sizeof *out, by_sorting);
    return count;
}

/* The pages of a history, however long each is, hold its slices in the order of recording, the newest first. */
static void page_through(uint64_t *seed, const struct zc_entity *entity, int64_t id)
{
    struct zc_rows whole, part;
    size_t left;
    struct zc_history_page page = {.limit = 1 + (size_t)kit_below(seed, 4)};
    KIT_OK(&kit, zc_rows_history(&whole, &kit.arena, &kit.db, entity, id, &ZC_READER_CITY, &kit.err));
    int64_t before = ZC_INSTANT_MAX;
    for (left = whole.count; left; left -= part.count, page.after = page.next) {
        KIT_OK(&kit, zc_rows_history_page(&part, &kit.arena, &kit.db, entity, id, &ZC_READER_CITY, &page, &kit.err));
        assert_int_equal(part.count, left < page.limit ? left : page.limit);
        assert_int_equal(page.next != NULL, left > page.limit);
        int64_t oldest = before;
        size_t at = 0;
        for (size_t i = 0; i < part.count; i++) {
            const struct zc_record *slice = &part.items[i];
            while (at < whole.count && (whole.items[at].known_from != slice->known_from || whole.items[at].valid_from != slice->valid_from))
                at++; /* both are in one order */
            assert_true(at < whole.count && whole.items[at].slice == slice->slice && slice->known_from <= before);
            oldest = slice->known_from < oldest ? slice->known_from : oldest;
        }
        before = oldest;
    }
    page = (struct zc_history_page){.limit = 5, .after = "soon"};
    assert_int_equal(zc_rows_history_page(&part, &kit.arena, &kit.db, entity, id, &ZC_READER_CITY, &page, &kit.err), ZC_EINPUT);
}

static void ask(uint64_t *seed, const struct zc_entity *entity, int base, int64_t first_known)
{
    static const char *roles[] = {"core.staff"};
    static const struct zc_reader person = {.account = 1, .person = 3, .roles = roles, .role_count = 1};
    struct zc_record right[RECORDS + STEPS];
    int least = kit_below(seed, 4);
    int64_t span = zc_db_watermark(&kit.db) - first_known;
    struct zc_rows_query query = {.entity = entity, .reader = kit_below(seed, 2) ? &ZC_READER_CITY : &person, .limit = 1 + (size_t)kit_below(seed, 20)};
    int64_t known = kit_below(seed, 2) ? ZC_INSTANT_MAX : kit_below(seed, 3) ? first_known + (int64_t)(kit_random(seed) % (uint64_t)span) : zc_db_watermark(&reading);
    query.times = zc_times_at(&reading, base + kit_below(seed, DAYS), known);
    assert_int_equal(query.times.latest, known != ZC_INSTANT_MAX && known >= first_known + span);
    assert_false(zc_times_at(&kit.db, query.times.asof, known).latest); /* a connection that writes may write more */
    if (kit_below(seed, 2))
        query.filter = zc_arena_printf(&kit.arena, "size >= %d", least);
    size_t count = expected(right, entity, &query, least), at = 0;
    query.skip = (size_t)kit_below(seed, 2) * (size_t)kit_below(seed, RECORDS);
    at = query.skip < count ? query.skip : count;
    do {
        struct zc_rows page;
        KIT_OK(&kit, zc_rows_list(&page, &kit.arena, &reading, &query, &kit.err));
        assert_true(page.count <= query.limit);
        for (size_t i = 0; i < page.count; i++, at++)
            if (at >= count || page.items[i].id != right[at].id || page.items[i].slice != right[at].slice ||
                page.items[i].known_from != right[at].known_from || by_order_of(sorting, &page.items[i], &right[at]) != 0)
                fail_msg("%s: row %zu of %zu is another", entity->name, at, count);
        query.after = page.next;
        query.skip = 0;
    } while (query.after);
    assert_int_equal(at, count);
}

static void live(uint64_t *seed, const char *name)
{
    static const char *const names[] = {"甲", "乙", "乙乙", "a", "B", ""}, *const levels[] = {"national", "municipal"};
    for (int step = 0; step < STEPS; step++) {
        int64_t *id = &ids[kit_below(seed, RECORDS)];
        struct zc_patch patch = kit_patch(&kit, name, *id, "", NULL, NULL);
        int from = kit_below(seed, DAYS), verb = *id ? kit_below(seed, 30) : 9;
        bool changed;
        kit_begin(&kit);
        if (verb == 0) {
            KIT_OK(&kit, zc_record_withdraw(kit.tx, patch.entity, *id, NULL, &kit.err));
            kit_commit(&kit);
            gone[gone_count++] = *id;
            *id = 0;
            continue;
        }
        if (verb <= 2) {
            KIT_OK(&kit, zc_record_end(kit.tx, patch.entity, *id, kit_day("2017-01-01") + from, NULL, &kit.err));
            kit_commit(&kit);
            struct zc_rows left; /* ended before it began, it never was */
            if (zc_rows_history(&left, &kit.arena, &kit.db, patch.entity, *id, &ZC_READER_CITY, NULL) || !is_known(&left)) {
                gone[gone_count++] = *id;
                *id = 0;
            }
            continue;
        }
        patch.valid_from = kit_day("2017-01-01") + from;
        if (!*id || kit_below(seed, 2))
            KIT_OK(&kit, zc_patch_set(&patch, &kit.arena, "name", names[kit_below(seed, 6)], &kit.err));
        if (!*id || kit_below(seed, 2))
            KIT_OK(&kit, zc_patch_set(&patch, &kit.arena, "size", kit_below(seed, 4) ? zc_arena_printf(&kit.arena, "%d", kit_below(seed, 4)) : "", &kit.err));
        if (!*id || !kit_below(seed, 4))
            KIT_OK(&kit, zc_patch_set(&patch, &kit.arena, "level", levels[kit_below(seed, 2)], &kit.err));
        KIT_OK(&kit, zc_record_change(id, &changed, kit.tx, &patch, &kit.err));
        kit_commit(&kit);
    }
}

static void pages_of_the_past_are_its_slices(void **state)
{
    (void)state;
    uint64_t seed = 20170105;
    kit_root(&kit);
    kit_declare(&kit);
    declare("up", "order: [name, size]\n");
    declare("down", "order: [\"-size\", name]\n");
    declare("plain", "");
    kit_found(&kit, "2018-06-30T01:00:00Z");
    for (size_t e = 0; e < 3; e++) {
        memset(ids, 0, sizeof ids);
        gone_count = 0;
        int64_t known = zc_db_watermark(&kit.db);
        sorting = orders[e];
        live(&seed, entities[e]);
        KIT_OK(&kit, zc_db_open(&reading, kit.city, ZC_STORE_READ, &kit.err));
        KIT_OK(&kit, zc_store_begin(reading.store, &kit.err));
        for (int i = 0; i < QUESTIONS; i++)
            ask(&seed, kit_entity(&kit, entities[e]), kit_day("2017-01-01"), known);
        zc_store_rollback(reading.store);
        zc_db_close(&reading);
        for (int i = 0; i < RECORDS; i++)
            if (ids[i])
                page_through(&seed, kit_entity(&kit, entities[e]), ids[i]);
    }
    kit_verify(&kit);
    kit_close(&kit);
}

/* A city made under other declarations gets the indexes of these, and what no order asks for goes. */
static void indexes_follow_the_declarations(void **state)
{
    (void)state;
    struct zc_buf plan = {0};
    kit_root(&kit);
    kit_declare(&kit);
    declare("up", "order: [name, size]\n");
    kit_found(&kit, "2018-06-30T01:00:00Z");
    KIT_OK(&kit, zc_tables_plan(&plan, &kit.db, &kit.err));
    assert_string_equal(zc_buf_text(&plan), "");
    kit_run(&kit, "DROP INDEX ih_core_up_walk; CREATE INDEX ih_core_up_order ON h_core_up (name); DROP INDEX i_core_up_walk;"
                  "CREATE INDEX i_core_up_walk ON t_core_up (size)");
    KIT_OK(&kit, zc_tables_plan(&plan, &kit.db, &kit.err));
    assert_string_equal(zc_buf_text(&plan),
                        "DROP INDEX \"i_core_up_walk\";\n"
                        "DROP INDEX \"ih_core_up_order\";\n"
                        "CREATE INDEX \"ih_core_up_walk\" ON \"h_core_up\" (\"name\", \"size\", id, valid_from, valid_to, known_to);\n"
                        "CREATE INDEX \"i_core_up_walk\" ON \"t_core_up\" (\"name\", \"size\", id, valid_from, valid_to);\n");
    KIT_OK(&kit, zc_tables_apply(&kit.db, &kit.err));
    zc_buf_clear(&plan);
    KIT_OK(&kit, zc_tables_plan(&plan, &kit.db, &kit.err));
    assert_int_equal(plan.size, 0);
    zc_buf_free(&plan);
    kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_of_the_past_are_its_slices),
        cmocka_unit_test(indexes_follow_the_declarations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
