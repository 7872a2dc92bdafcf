/* write: what the one write path refuses and what it keeps. */
#include "kit.h"

#include "base/json.h"
#include "query/journal.h"
#include "record/entry.h"

static struct kit kit;
static int64_t unit, plan;
static const char *office_roles[] = {"core.office"}, *leader_roles[] = {"core.leader"}, *staff_roles[] = {"core.staff"};

static int setup(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-06-01T01:00:00Z");
    unit = kit_new(&kit, "core.unit", "code=A01\nname=示例单位", "2017-01-01");
    plan = kit_new(&kit, "core.plan", "title=示例计划\nyear=2017", "2017-01-01");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static const char *task_fields(const char *more) { return zc_arena_printf(&kit.arena, "plan=%lld\nname=任务\n%s", (long long)plan, more); }
static int64_t task(const char *more) { return kit_new(&kit, "core.task", task_fields(more), NULL); }

static void begin(void)
{
    kit_begin(&kit);
    kit.err = (struct zc_error){0};
}

/* Commits what went well, rolls back what did not. */
static int settle(int rc)
{
    if (rc) {
        zc_tx_rollback(kit.tx);
        kit.tx = NULL;
    } else {
        kit_commit(&kit);
    }
    return rc;
}

static int transition(int64_t id, const char *name)
{
    begin();
    return settle(zc_record_transition(kit.tx, kit_entity(&kit, "core.task"), id, name, NULL, &kit.err));
}

static const char *text_of(const char *entity, int64_t id, const char *field)
{
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, entity), id, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    return zc_record_show(&kit.arena, &kit.db, &record, zc_entity_field(record.entity, field), ZC_EN);
}

static void fields_are_checked(void **state)
{
    (void)state;
    const struct {
        const char *fields;
        int code;
        const char *says;
    } cases[] = {
        {"name=", ZC_EINPUT, "\"name\": is required"},
        {"lead=999999", ZC_EINPUT, "points to unit 999999, which does not exist"},
        {"units=;999998;", ZC_EINPUT, "points to unit 999998"},
        {"size=13", ZC_EINPUT, "size must not be 13"},
        {"starts=2017-03-01\ndue=2017-02-01", ZC_EINPUT, "it is due before it starts"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = 0;
        kit_expect_refused(&kit, kit_try(&kit, &id, "core.task", task_fields(cases[i].fields), NULL, NULL), cases[i].code, cases[i].says);
    }
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM t_core_task"), 0);
}

/* Values that come past the text reader (from JSON, from code) meet the same bounds. */
static void values_from_code_are_checked_too(void **state)
{
    (void)state;
    const struct {
        const char *field;
        struct zc_value value;
        const char *says;
    } cases[] = {
        {"name", zc_text("一二三四五六七八九十一二三四五六七八九十多"), "at most 20"},
        {"level", zc_text("galactic"), "code galactic is not in the list"},
        {"topics", zc_text(";01;77;"), "code 77 is not in the list"},
        {"topics", zc_text("01"), "malformed list"},
        {"topics", zc_text(";01"), "malformed list"},
        {"size", zc_int(1001), "expected 0 to 1000"},
        {"size", zc_text("7"), "another type"},
        {"level", zc_int(7), "another type"},
        {"share", zc_int(1001), "expected 0 to 1000"},
        {"flag", zc_int(2), "truth value"},
        {"name", zc_text("\xff"), "UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_patch patch = kit_patch(&kit, "core.task", 0, task_fields(""), NULL, NULL);
        int column = zc_entity_field(patch.entity, cases[i].field)->column;
        int64_t id;
        bool changed;
        patch.values[column] = cases[i].value;
        patch.set[column] = true;
        kit_begin(&kit);
        kit.err = (struct zc_error){0};
        int rc = zc_record_change(&id, &changed, kit.tx, &patch, &kit.err);
        zc_tx_rollback(kit.tx);
        kit.tx = NULL;
        kit_expect_refused(&kit, rc, ZC_EINPUT, cases[i].says);
    }
}

/* What is stored enciphered is longer than what was written: the bounds are those of the writing. */
static void an_erasable_field_has_the_bounds_of_its_text(void **state)
{
    (void)state;
    int64_t id = kit_new(&kit, "core.contact", "name=示例\nphone=13800000000", NULL);
    assert_string_equal(text_of("core.contact", id, "phone"), "13800000000");
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM t_core_contact WHERE phone LIKE '%138%'"), 0);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM journal WHERE payload LIKE '%13800000000%'"), 0);
    struct zc_patch patch = kit_patch(&kit, "core.contact", id, "", NULL, NULL);
    int column = zc_entity_field(patch.entity, "phone")->column;
    bool changed;
    patch.values[column] = zc_text("138000000001");
    patch.set[column] = true;
    kit_begin(&kit);
    kit_expect_refused(&kit, zc_record_change(&id, &changed, kit.tx, &patch, &kit.err), ZC_EINPUT, "12 characters, at most 11");
    patch.values[column] = zc_text("13800000000");
    KIT_OK(&kit, zc_record_change(&id, &changed, kit.tx, &patch, &kit.err)); /* the same again is no change, though a cipher never repeats */
    assert_false(changed);
    patch.values[column] = ZC_EMPTY;
    KIT_OK(&kit, zc_record_change(&id, &changed, kit.tx, &patch, &kit.err));
    assert_true(changed);
    kit_commit(&kit);
    kit_verify(&kit);
}

static void keys_and_unique_fields_hold(void **state)
{
    (void)state;
    int64_t id = 0, other = kit_new(&kit, "core.unit", "code=A02\nname=乙\nshort=乙局", "2017-01-01");
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.unit", "code=A01\nname=又一个", NULL, NULL), ZC_ECONFLICT, "its key fields are equal");
    id = other;
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.unit", "code=A01", NULL, NULL), ZC_ECONFLICT, "its key fields are equal");
    id = 0;
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.unit", "code=A03\nname=丙\nshort=乙局", NULL, NULL), ZC_EINPUT, "used by another record");
    /* an ended record gives its key back */
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_end(kit.tx, kit_entity(&kit, "core.unit"), other, kit_day("2017-05-01"), NULL, &kit.err));
    kit_commit(&kit);
    id = 0;
    assert_int_equal(kit_try(&kit, &id, "core.unit", "code=A02\nname=新乙\nshort=乙局", NULL, NULL), ZC_OK);
}

static void the_future_is_refused(void **state)
{
    (void)state;
    int64_t id = task("");
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.task", "size=5", "2017-06-02", NULL), ZC_EINPUT, "is after today 2017-06-01");
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.task", "size=5", "2017-05-01", "2017-05-01"), ZC_EINPUT, "the end must come after the start");
    kit_begin(&kit);
    int rc = zc_record_end(kit.tx, kit_entity(&kit, "core.task"), id, kit_day("2017-06-02"), NULL, &kit.err);
    zc_tx_rollback(kit.tx);
    kit.tx = NULL;
    kit_expect_refused(&kit, rc, ZC_EINPUT, "cannot lie after today");
    /* the declared field gives the first day */
    id = task("starts=2017-02-03");
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.task"), id, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    assert_int_equal(record.valid_from, kit_day("2017-02-03"));
}

static void rights_are_asked_of_the_row_before_and_after(void **state)
{
    (void)state;
    int64_t person = kit_new(&kit, "core.person", "name=示例·001", NULL), other = kit_new(&kit, "core.unit", "code=B\nname=乙", NULL);
    struct zc_reader office = {.account = 1, .person = 77, .roles = office_roles, .role_count = 1};
    struct zc_reader staff = {.account = 2, .unit = unit, .roles = staff_roles, .role_count = 1};
    struct zc_reader owner = {.account = 3, .person = person, .roles = office_roles, .role_count = 1};
    int64_t mine = task(zc_arena_printf(&kit.arena, "lead=%lld", (long long)unit)), id = 0;
    int64_t theirs = task(zc_arena_printf(&kit.arena, "lead=%lld", (long long)other));
    int64_t owned = task(zc_arena_printf(&kit.arena, "owner=%lld", (long long)person));

    kit.as = &staff;
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.plan", "title=甲\nyear=2017", NULL, NULL), ZC_EDENIED, "may not write");
    assert_int_equal(kit_try(&kit, &mine, "core.task", "size=5", NULL, NULL), ZC_OK);
    kit_expect_refused(&kit, kit_try(&kit, &theirs, "core.task", "size=5", NULL, NULL), ZC_ENOTFOUND, "or you may not see it");
    /* handing the row to another unit would leave the writer's reach */
    kit_expect_refused(&kit, kit_try(&kit, &mine, "core.task", zc_arena_printf(&kit.arena, "lead=%lld", (long long)other), NULL, NULL), ZC_EDENIED,
                       "may not write");
    kit.as = &owner; /* deny beats every grant */
    kit_expect_refused(&kit, kit_try(&kit, &owned, "core.task", "size=5", NULL, NULL), ZC_ENOTFOUND, "or you may not see it");
    kit.as = &office;
    assert_int_equal(kit_try(&kit, &owned, "core.task", "size=5", NULL, NULL), ZC_OK);
    kit.as = &ZC_READER_CITY;
    kit_verify(&kit);
}

static void states_move_only_by_transitions(void **state)
{
    (void)state;
    struct zc_reader office = {.account = 1, .person = 77, .roles = office_roles, .role_count = 1};
    struct zc_reader leader = {.account = 1, .person = 78, .roles = leader_roles, .role_count = 1};
    struct zc_reader staff = {.account = 2, .unit = unit, .roles = staff_roles, .role_count = 1};
    int64_t id = task(zc_arena_printf(&kit.arena, "topic=01\ndue=2017-09-30\nlead=%lld", (long long)unit));
    assert_string_equal(text_of("core.task", id, "state"), "draft");
    kit.as = &office;
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.task", "state=closed", NULL, NULL), ZC_EINPUT, "changes only through a transition");
    int64_t fresh = 0;
    kit_expect_refused(&kit, kit_try(&kit, &fresh, "core.task", task_fields("state=closed"), NULL, NULL), ZC_EINPUT, "changes only through a transition");
    kit_expect_refused(&kit, transition(id, "close"), ZC_EINPUT, "in state draft");
    kit_expect_refused(&kit, transition(id, "fly"), ZC_EINPUT, "no transition fly");
    kit.as = &staff;
    kit_expect_refused(&kit, transition(id, "approve"), ZC_EDENIED, "may not approve");
    kit.as = &leader; /* `by` is the right to the step, also for who may not write the fields */
    assert_int_equal(transition(id, "approve"), ZC_OK);
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.task", "size=5", NULL, NULL), ZC_EDENIED, "may not write");
    kit.as = &office;
    kit_set(&kit, "core.task", id, "due=2017-12-31", NULL, NULL);
    assert_string_equal(text_of("core.task", id, "due_baseline"), "2017-09-30");
    assert_string_equal(text_of("core.task", id, "number"), "2017-01-001");
    int64_t step = kit_new(&kit, "core.step", zc_arena_printf(&kit.arena, "task=%lld\nname=第一步", (long long)id), NULL);
    kit_expect_refused(&kit, transition(id, "close"), ZC_ECHECK, "cannot close yet: a step is not accepted");
    kit_set(&kit, "core.step", step, "passed=true", NULL, NULL);
    assert_int_equal(transition(id, "close"), ZC_OK);
    assert_string_equal(text_of("core.task", id, "done"), "2017-06-01");
    kit.as = &ZC_READER_CITY;
    kit_verify(&kit);
}

static void numbers_have_no_gaps(void **state)
{
    (void)state;
    int64_t ids[4];
    for (int i = 0; i < 4; i++)
        ids[i] = task("topic=02");
    assert_int_equal(transition(ids[0], "approve"), ZC_OK);
    /* taken and given back: rolled back, returned to a mark, refused by a rule after the number was taken */
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_transition(kit.tx, kit_entity(&kit, "core.task"), ids[1], "approve", NULL, &kit.err));
    zc_tx_rollback(kit.tx);
    kit_begin(&kit);
    KIT_OK(&kit, zc_tx_mark(kit.tx, &kit.err));
    KIT_OK(&kit, zc_record_transition(kit.tx, kit_entity(&kit, "core.task"), ids[1], "approve", NULL, &kit.err));
    zc_tx_return(kit.tx);
    kit_commit(&kit);
    kit_run(&kit, "UPDATE t_core_task SET due = 1, starts = 2 WHERE id = (SELECT max(id) FROM t_core_task)");
    kit_begin(&kit);
    assert_int_equal(zc_record_transition(kit.tx, kit_entity(&kit, "core.task"), ids[3], "approve", NULL, &kit.err), ZC_EINPUT);
    KIT_OK(&kit, zc_record_transition(kit.tx, kit_entity(&kit, "core.task"), ids[1], "approve", NULL, &kit.err));
    kit_commit(&kit);
    assert_int_equal(transition(ids[2], "approve"), ZC_OK);
    assert_string_equal(text_of("core.task", ids[0], "number"), "2017-02-001");
    assert_string_equal(text_of("core.task", ids[1], "number"), "2017-02-002");
    assert_string_equal(text_of("core.task", ids[2], "number"), "2017-02-003");
    int64_t bare = task("");
    kit_expect_refused(&kit, transition(bare, "approve"), ZC_EINPUT, "topic is needed to take the number");
}

static void who_saw_an_older_slice_must_compare(void **state)
{
    (void)state;
    int64_t id = task("size=1"), same;
    kit_set(&kit, "core.task", id, "size=2", NULL, NULL);
    struct zc_patch patch = kit_patch(&kit, "core.task", id, "size=3", NULL, NULL);
    bool changed;
    patch.expect_slice = 1;
    kit_begin(&kit);
    kit_expect_refused(&kit, zc_record_change(&same, &changed, kit.tx, &patch, &kit.err), ZC_ECONFLICT, "you saw slice 1, it is now 2");
    patch.expect_slice = 2;
    KIT_OK(&kit, zc_record_change(&same, &changed, kit.tx, &patch, &kit.err));
    assert_true(changed);
    patch.expect_slice = 3;
    KIT_OK(&kit, zc_record_change(&same, &changed, kit.tx, &patch, &kit.err)); /* the same value again writes nothing */
    assert_false(changed);
    kit_commit(&kit);
}

static void a_mark_restores_heads_and_serials(void **state)
{
    (void)state;
    int64_t kept = 0, lost = 0, after = 0;
    kit_begin(&kit);
    assert_int_equal(kit_try(&kit, &kept, "core.task", task_fields(""), NULL, NULL), ZC_OK);
    int64_t known = zc_tx_known(kit.tx);
    for (int i = 0; i < 6; i++) { /* more than one head: plan's area and everywhere */
        KIT_OK(&kit, zc_tx_mark(kit.tx, &kit.err));
        lost = 0;
        assert_int_equal(kit_try(&kit, &lost, "core.task", task_fields("size=9"), NULL, NULL), ZC_OK);
        kit_new(&kit, "core.person", "name=示例·002", NULL);
        zc_tx_return(kit.tx);
        assert_true(zc_tx_known(kit.tx) == known);
    }
    KIT_OK(&kit, zc_tx_mark(kit.tx, &kit.err));
    assert_int_equal(kit_try(&kit, &after, "core.task", task_fields("size=8"), NULL, NULL), ZC_OK);
    zc_tx_release(kit.tx);
    kit_commit(&kit);
    assert_true(lost == after && after == kept + 1);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM t_core_task"), 2);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM t_core_person"), 0);
    kit_verify(&kit);
}

static void chains_of_one_transaction_point_back_at_each_other(void **state)
{
    (void)state;
    kit_begin(&kit);
    kit_new(&kit, "core.person", "name=示例·003", NULL);
    task("");
    kit_new(&kit, "core.person", "name=示例·004", NULL);
    kit_commit(&kit);
    struct zc_stmt *stmt;
    const char *chains[3], *links[3];
    int64_t seqs[3];
    KIT_OK(&kit, zc_stmt_prepare(&stmt, kit.db.store, "SELECT chain, seq, links FROM journal WHERE tx = (SELECT max(tx) FROM journal) ORDER BY at", &kit.err));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(zc_stmt_step(stmt, &kit.err), 1);
        chains[i] = zc_arena_printf(&kit.arena, "%lld", (long long)zc_stmt_int(stmt, 0));
        seqs[i] = zc_stmt_int(stmt, 1);
        links[i] = zc_arena_str(&kit.arena, zc_stmt_text(stmt, 2, NULL));
    }
    assert_int_equal(zc_stmt_step(stmt, &kit.err), 0);
    zc_stmt_done(stmt);
    assert_string_equal(links[0], "-");
    for (int i = 1; i < 3; i++)
        assert_string_equal(links[i], zc_arena_printf(&kit.arena, "%s:%lld", chains[i - 1], (long long)seqs[i - 1]));
}

static void known_time_never_goes_back(void **state)
{
    (void)state;
    int64_t id = task("size=1"), last = 0;
    static const char *const clocks[] = {"2017-06-01T02:00:00Z", "2017-05-01T00:00:00Z", "2017-05-01T00:00:00Z", "2017-06-01T03:00:00Z"};
    for (int i = 0; i < 4; i++) {
        kit_clock(&kit, clocks[i]);
        kit_begin(&kit);
        kit_set(&kit, "core.task", id, zc_arena_printf(&kit.arena, "size=%d", i + 20), NULL, NULL);
        int64_t first = zc_tx_known(kit.tx);
        kit_set(&kit, "core.task", id, zc_arena_printf(&kit.arena, "size=%d", i + 40), NULL, NULL);
        assert_true(first > last);
        last = kit_commit(&kit);
        assert_true(last > first);
    }
    assert_int_equal(kit_number(&kit, "SELECT count(*) - count(DISTINCT at) FROM journal"), 0);
    kit_verify(&kit);
}

static void every_payload_is_canonical(void **state)
{
    (void)state;
    int64_t id = task("words=;乙;甲;\nsecret=引号\"反斜\\\ntopics=;02;01;\nflag=true\namount=-12.5\nshare=0.125\nat=2017-05-01T08:00:00+08:00");
    kit_set(&kit, "core.task", id, "words=\namount=\nflag=false", "2017-04-01", "2017-05-01");
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_end(kit.tx, kit_entity(&kit, "core.task"), id, kit_day("2017-05-20"), "因\n由", &kit.err));
    KIT_OK(&kit, zc_record_withdraw(kit.tx, kit_entity(&kit, "core.task"), id, NULL, &kit.err));
    kit_commit(&kit);
    struct zc_stmt *stmt;
    KIT_OK(&kit, zc_stmt_prepare(&stmt, kit.db.store, "SELECT payload FROM journal", &kit.err));
    int rc, count = 0;
    while ((rc = zc_stmt_step(stmt, &kit.err)) > 0) {
        size_t size;
        const char *payload = zc_stmt_text(stmt, 0, &size);
        if (zc_payload_check(payload, size, &kit.err))
            fail_msg("%s: %s", payload, kit.err.en);
        count++;
    }
    zc_stmt_done(stmt);
    assert_true(rc == 0 && count >= 6);
    kit_verify(&kit);
}

static int undo(int64_t number)
{
    begin();
    return settle(zc_tx_undo(kit.tx, number, "导入有误", &kit.err));
}

static void a_transaction_is_taken_back(void **state)
{
    (void)state;
    int64_t id = task("size=1\nstarts=2017-01-01");
    kit_begin(&kit);
    int64_t number = zc_tx_number(kit.tx);
    kit_set(&kit, "core.task", id, "size=2\nlevel=national", "2017-03-01", NULL);
    int64_t made = task("size=7");
    kit_set(&kit, "core.task", id, "size=3", "2017-03-01", NULL); /* the same field twice in one transaction */
    kit_commit(&kit);
    assert_string_equal(text_of("core.task", id, "size"), "3");
    KIT_OK(&kit, undo(number));
    assert_string_equal(text_of("core.task", id, "size"), "1");
    assert_string_equal(text_of("core.task", id, "level"), "");
    struct zc_record record;
    assert_int_equal(zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.task"), made, zc_times_now(&kit.db), &ZC_READER_CITY, NULL),
                     ZC_ENOTFOUND);
    kit_expect_refused(&kit, undo(999999), ZC_ENOTFOUND, "no transaction 999999");
    kit_verify(&kit);

    kit_begin(&kit);
    number = zc_tx_number(kit.tx);
    kit_set(&kit, "core.task", id, "size=5", "2017-03-01", NULL);
    kit_commit(&kit);
    kit_set(&kit, "core.task", id, "size=6", "2017-03-01", NULL);
    kit_expect_refused(&kit, undo(number), ZC_ECONFLICT, "was changed again later");
    assert_string_equal(text_of("core.task", id, "size"), "6");
}

/* A record that the transaction made and somebody filled in later must not vanish with it. */
static void what_others_built_on_is_not_taken_back(void **state)
{
    (void)state;
    kit_begin(&kit);
    int64_t number = zc_tx_number(kit.tx), made = task("size=7");
    kit_commit(&kit);
    kit_set(&kit, "core.task", made, "size=8", NULL, NULL);
    kit_expect_refused(&kit, undo(number), ZC_ECONFLICT, "was changed again later");
    assert_string_equal(text_of("core.task", made, "size"), "8");
}

static void a_full_disk_is_said_and_leaves_nothing_half_written(void **state)
{
    (void)state;
    int64_t before = kit_number(&kit, "SELECT count(*) FROM journal"), id = 0;
    char sql[64];
    kit_run(&kit, "PRAGMA wal_checkpoint(TRUNCATE)");
    snprintf(sql, sizeof sql, "PRAGMA max_page_count=%lld", (long long)kit_number(&kit, "PRAGMA page_count"));
    kit_run(&kit, sql);
    int rc = ZC_OK;
    const char *text = zc_arena_printf(&kit.arena, "secret=%0*d", 1900, 7);
    kit_begin(&kit);
    for (int i = 0; i < 400 && !rc; i++) {
        id = 0;
        rc = kit_try(&kit, &id, "core.task", task_fields(text), NULL, NULL);
    }
    kit_expect_refused(&kit, rc, ZC_EIO, "the disk is full, nothing was written");
    struct zc_tx *tx = kit.tx;
    kit.tx = NULL;
    assert_int_not_equal(zc_tx_commit(tx, &kit.err), ZC_OK); /* a broken transaction does not commit its rest */
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM journal"), before);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM t_core_task"), 0);
    kit_run(&kit, "PRAGMA max_page_count=1000000");
    kit_verify(&kit);
    task("size=5"); /* and room again lets it go on */
    kit_verify(&kit);
}

static void a_reading_connection_cannot_write(void **state)
{
    (void)state;
    struct zc_db reading;
    struct zc_tx *tx;
    struct zc_actor actor = {.face = "cli", .reader = &ZC_READER_CITY};
    KIT_OK(&kit, zc_db_open(&reading, kit.city, ZC_STORE_READ, &kit.err));
    int rc = zc_tx_begin(&tx, &reading, &actor, &kit.err);
    kit_expect_refused(&kit, rc, ZC_EIO, "read-only");
    zc_db_close(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_are_checked, setup, teardown),
        cmocka_unit_test_setup_teardown(values_from_code_are_checked_too, setup, teardown),
        cmocka_unit_test_setup_teardown(an_erasable_field_has_the_bounds_of_its_text, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_and_unique_fields_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(the_future_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(rights_are_asked_of_the_row_before_and_after, setup, teardown),
        cmocka_unit_test_setup_teardown(states_move_only_by_transitions, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_have_no_gaps, setup, teardown),
        cmocka_unit_test_setup_teardown(who_saw_an_older_slice_must_compare, setup, teardown),
        cmocka_unit_test_setup_teardown(a_mark_restores_heads_and_serials, setup, teardown),
        cmocka_unit_test_setup_teardown(chains_of_one_transaction_point_back_at_each_other, setup, teardown),
        cmocka_unit_test_setup_teardown(known_time_never_goes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(every_payload_is_canonical, setup, teardown),
        cmocka_unit_test_setup_teardown(a_transaction_is_taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(what_others_built_on_is_not_taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_full_disk_is_said_and_leaves_nothing_half_written, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reading_connection_cannot_write, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
