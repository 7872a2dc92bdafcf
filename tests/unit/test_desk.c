/* desk: who may act as which post, and what the rights of a deputy are: the decision in C against its SQL, seats, chains, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http/reader.h"
#include "query/access.h"
#include "query/desk.h"
#include "query/duty.h"
#include "record/session.h"
#include "trial_city.h"

static struct trial_city trial;
static struct zc_error err;
static int64_t unit, clerk_post, guest_post, head_post, lone_post;
static int64_t clerk, guest, head, spare, clerk_account, guest_account, spare_account;

static const char *id_text(int64_t id) { return zc_arena_printf(&trial.arena, "%lld", (long long)id); }

static const char *day(int offset)
{
    char *text = zc_arena_alloc(&trial.arena, ZC_DATE_TEXT);
    zc_date_format(text, zc_db_today(&trial.db) + offset);
    return text;
}

static int64_t make(const char *entity, const char *const *pairs) { return trial_make(&trial, entity, pairs); }

/* Writes as somebody; gives back the code and leaves the message in err. pairs: field, text, …, NULL */
static int write_as(const struct zc_actor *actor, const char *entity_name, int64_t *id, const char *const *pairs)
{
    const struct zc_entity *entity = zc_model_entity(trial.city->model, entity_name);
    struct zc_tx *tx;
    bool changed;
    err = (struct zc_error){0};
    assert_int_equal(zc_tx_begin(&tx, &trial.db, actor, &err), ZC_OK);
    struct zc_patch patch = zc_patch_new(&trial.arena, entity, *id);
    for (size_t i = 0; pairs[i]; i += 2)
        assert_int_equal(zc_patch_set(&patch, &trial.arena, pairs[i], pairs[i + 1], &err), ZC_OK);
    int rc = zc_record_change(id, &changed, tx, &patch, &err);
    if (rc)
        zc_tx_rollback(tx);
    else
        assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
    return rc;
}

static int try(const char *entity, const char *const *pairs)
{
    struct zc_actor city = {.face = "test", .reader = &ZC_READER_CITY};
    int64_t id = 0;
    return write_as(&city, entity, &id, pairs);
}

static void set(const char *entity, int64_t id, const char *field, const char *text)
{
    struct zc_actor city = {.face = "test", .reader = &ZC_READER_CITY};
    if (write_as(&city, entity, &id, (const char *const[]){field, text, NULL}))
        fail_msg("%s", err.en);
}

static void withdraw(const char *entity, int64_t id)
{
    struct zc_actor city = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_tx *tx;
    assert_int_equal(zc_tx_begin(&tx, &trial.db, &city, &err), ZC_OK);
    assert_int_equal(zc_record_withdraw(tx, zc_model_entity(trial.city->model, entity), id, NULL, &err), ZC_OK);
    assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
}

static int64_t hold(int64_t post, int64_t person, const char *kind, const char *rights, int from, const char *to)
{
    return make("core.holding", (const char *const[]){"post", id_text(post), "person", id_text(person), "kind", kind, "from_on", day(from), "rights", rights,
                                                      to ? "to_on" : NULL, to, NULL});
}

static int64_t deputise(int64_t post, int64_t deputy, const char *condition)
{
    return make("core.deputy", (const char *const[]){"post", id_text(post), "rank", "1", "deputy_post", id_text(deputy), "scope", "all", "condition", condition,
                                                     "from_on", day(-10), NULL});
}

static int64_t account_of(int64_t person, const char *login)
{
    return make("core.account", (const char *const[]){"login_name", login, "person", id_text(person), "state", "active", NULL});
}

static int open_trial(void **state)
{
    (void)state;
    trial_city_open(&trial);
    unit = make("core.unit", (const char *const[]){"code", "T1", "name", "试验局", "short_name", "试验局", "system", "government", NULL});
    clerk_post = make("core.post", (const char *const[]){"title", "经办岗", "unit", id_text(unit), "roles", ";core.staff;shop.clerk;", NULL});
    guest_post = make("core.post", (const char *const[]){"title", "来访岗", "unit", id_text(unit), "roles", ";core.staff;shop.guest;", NULL});
    head_post = make("core.post", (const char *const[]){"title", "负责人岗", "unit", id_text(unit), "position", "head", "roles", ";core.staff;", NULL});
    lone_post = make("core.post", (const char *const[]){"title", "另一岗", "unit", id_text(unit), "roles", ";core.staff;", NULL});
    clerk = make("core.person", (const char *const[]){"name", "示例·001", NULL});
    guest = make("core.person", (const char *const[]){"name", "示例·002", NULL});
    head = make("core.person", (const char *const[]){"name", "示例·003", NULL});
    spare = make("core.person", (const char *const[]){"name", "示例·004", NULL});
    hold(clerk_post, clerk, "full", "full", -20, NULL);
    hold(guest_post, guest, "full", "full", -20, NULL);
    hold(head_post, head, "full", "full", -20, NULL);
    clerk_account = account_of(clerk, "clerk");
    guest_account = account_of(guest, "guest");
    spare_account = account_of(spare, "spare");
    return 0;
}

static int close_trial(void **state)
{
    (void)state;
    trial_city_close(&trial);
    return 0;
}

static int as(struct zc_identity *out, int64_t account, int64_t post)
{
    err = (struct zc_error){0};
    return zc_reader_of(out, &trial.arena, &trial.db, account, post, &err);
}

static bool may(const struct zc_identity *who, const char *role) { return zc_reader_has_role(&who->acting, role); }

/* 1: holdings */

static void two_full_holders_of_one_seat_are_refused_with_names_and_dates(void **state)
{
    (void)state;
    const char *pairs[] = {"post", id_text(clerk_post), "person", id_text(spare), "kind", "full", "from_on", day(-5), "rights", "full", NULL};
    assert_int_equal(try("core.holding", pairs), ZC_ECONFLICT);
    const char *expected[] = {"经办岗", "示例·001", "示例·004", day(-20), day(-5)};
    for (size_t i = 0; i < 5; i++) {
        assert_non_null(strstr(err.zh, expected[i]));
        assert_non_null(strstr(err.en, expected[i]));
    }
    pairs[5] = "acting"; /* who acts takes no seat */
    assert_int_equal(try("core.holding", pairs), ZC_OK);
}

static void a_post_of_two_seats_takes_two_at_a_time(void **state)
{
    (void)state;
    int64_t post = make("core.post", (const char *const[]){"title", "两人岗", "unit", id_text(unit), "seats", "2", NULL});
    hold(post, clerk, "full", "full", -100, day(-51));
    hold(post, guest, "full", "full", -50, NULL);
    hold(post, head, "full", "full", -90, NULL);
    const char *pairs[] = {"post", id_text(post), "person", id_text(spare), "kind", "full", "from_on", day(-60), "rights", "full", "to_on", day(-52), NULL};
    assert_int_equal(try("core.holding", pairs), ZC_ECONFLICT); /* with the first and the third */
    pairs[7] = day(-95), pairs[11] = day(-91);
    assert_int_equal(try("core.holding", pairs), ZC_OK);
}

static void rights_of_a_holding_are_those_written_there(void **state)
{
    (void)state;
    struct zc_identity who;
    int64_t post = make("core.post", (const char *const[]){"title", "借出岗", "unit", id_text(unit), "roles", ";shop.clerk;", NULL});
    int64_t kept = hold(post, spare, "full", "none", -9, NULL);
    assert_int_equal(as(&who, spare_account, post), ZC_EDENIED);
    set("core.holding", kept, "rights", "read_only");
    assert_int_equal(as(&who, spare_account, post), ZC_OK);
    assert_true(zc_reader_has_role(&who.reader, "shop.clerk"));
    assert_false(may(&who, "shop.clerk"));
    set("core.holding", kept, "rights", "full");
    assert_int_equal(as(&who, spare_account, post), ZC_OK);
    assert_true(may(&who, "shop.clerk"));
    set("core.holding", kept, "to_on", day(0)); /* until midnight of the last day */
    assert_int_equal(as(&who, spare_account, post), ZC_OK);
    set("core.holding", kept, "to_on", day(-1));
    assert_int_equal(as(&who, spare_account, post), ZC_EDENIED);
}

static int64_t tokens_of(int64_t account, int64_t post)
{
    struct zc_stmt *stmt;
    int64_t count = -1;
    assert_int_equal(zc_stmt_prepare(&stmt, trial.db.store, "SELECT count(*) FROM session WHERE account = ?1 AND post = ?2", &err), ZC_OK);
    zc_stmt_bind_int(stmt, 1, account);
    zc_stmt_bind_int(stmt, 2, post);
    if (zc_stmt_step(stmt, &err) > 0)
        count = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return count;
}

static void a_token_bound_to_a_post_ends_with_it_and_does_not_come_back(void **state)
{
    (void)state;
    struct zc_actor city = {.face = "test", .reader = &ZC_READER_CITY};
    char token[ZC_TOKEN_TEXT];
    struct zc_tx *tx;
    int64_t held = hold(lone_post, spare, "full", "full", -9, NULL);
    assert_int_equal(zc_tx_begin(&tx, &trial.db, &city, &err), ZC_OK);
    assert_int_equal(zc_token_make(token, tx, spare_account, lone_post, "*:read", 30, &err), ZC_OK);
    assert_int_equal(zc_token_make(token, tx, spare_account, clerk_post, "*:read", 30, &err), ZC_OK);
    assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
    set("core.holding", held, "basis_doc", "示例任职〔2017〕9号");
    assert_int_equal(tokens_of(spare_account, lone_post), 1);
    set("core.holding", held, "to_on", day(-1));
    assert_int_equal(tokens_of(spare_account, lone_post), 0);
    assert_int_equal(tokens_of(spare_account, clerk_post), 1);
    set("core.holding", held, "to_on", day(30));
    assert_int_equal(tokens_of(spare_account, lone_post), 0);
    withdraw("core.holding", held);
}

/* 2: deputies */

static void a_deputy_has_the_rights_while_the_condition_holds(void **state)
{
    (void)state;
    struct zc_identity who;
    int64_t always = deputise(clerk_post, guest_post, "always");
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_OK);
    assert_true(who.reader.deputy && may(&who, "shop.clerk"));
    assert_int_equal(who.reader.own_post, guest_post);
    assert_int_equal(who.reader.person, guest);
    withdraw("core.deputy", always);
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_EDENIED);

    int64_t on_leave = deputise(clerk_post, guest_post, "on_leave");
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_EDENIED);
    int64_t leave = make("core.leave", (const char *const[]){"person", id_text(clerk), "kind", "annual", "from_on", day(0), "to_on", day(4), NULL});
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_OK);
    assert_int_equal(as(&who, guest_account, 0), ZC_OK); /* without a choice it is his own post, with his own rights */
    assert_false(who.reader.deputy || may(&who, "shop.clerk") || zc_reader_has_role(&who.reader, "shop.clerk"));
    withdraw("core.leave", leave);
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_EDENIED);
    withdraw("core.deputy", on_leave);

    int64_t vacant = deputise(lone_post, guest_post, "vacant");
    assert_int_equal(as(&who, guest_account, lone_post), ZC_OK);
    int64_t filled = hold(lone_post, head, "concurrent", "full", -1, NULL);
    assert_int_equal(as(&who, guest_account, lone_post), ZC_EDENIED);
    withdraw("core.holding", filled);
    withdraw("core.deputy", vacant);
}

static void a_leave_names_its_deputy(void **state)
{
    (void)state;
    struct zc_identity who;
    int64_t leave = make("core.leave", (const char *const[]){"person", id_text(clerk), "kind", "trip", "from_on", day(-1), "to_on", day(0), "handed_to",
                                                             id_text(guest), NULL});
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_OK);
    assert_true(who.reader.deputy);
    set("core.leave", leave, "to_on", day(-1));
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_EDENIED);
    withdraw("core.leave", leave);
}

static void a_chain_of_deputies_is_refused_and_passes_no_rights_on(void **state)
{
    (void)state;
    int64_t first = deputise(clerk_post, guest_post, "always");
    const char *pairs[] = {"post", id_text(guest_post), "rank", "1", "deputy_post", id_text(head_post), "scope", "all", "condition", "always", "from_on", day(-1), NULL};
    assert_int_equal(try("core.deputy", pairs), ZC_EINPUT);
    assert_non_null(strstr(err.zh, "来访岗"));
    pairs[5] = id_text(clerk_post); /* each for the other is no chain */
    assert_int_equal(try("core.deputy", pairs), ZC_OK);
    pairs[3] = "2", pairs[5] = pairs[1];
    assert_int_equal(try("core.deputy", pairs), ZC_EINPUT);

    struct zc_identity who;
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_OK);
    struct zc_actor acting = zc_actor_of(&who.acting, "test");
    assert_int_equal(acting.post, guest_post);
    assert_int_equal(acting.represented, clerk_post);
    int64_t id = 0; /* a deputy names no deputy, though his own leave is his to enter */
    assert_int_equal(write_as(&acting, "core.leave", &id,
                              (const char *const[]){"person", id_text(guest), "kind", "trip", "from_on", day(5), "to_on", day(6), "handed_to", id_text(spare), NULL}),
                     ZC_EDENIED);
    assert_non_null(strstr(err.en, "cannot appoint a deputy"));
    withdraw("core.deputy", first);
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = zc_model_entity(trial.city->model, "core.deputy"), .times = zc_times_now(&trial.db), .reader = &ZC_READER_CITY};
    assert_int_equal(zc_rows_list(&rows, &trial.arena, &trial.db, &query, &err), ZC_OK);
    for (size_t i = 0; i < rows.count; i++)
        withdraw("core.deputy", rows.items[i].id);
}

static void an_act_of_a_deputy_is_journalled_with_both_posts(void **state)
{
    (void)state;
    struct zc_identity who;
    struct zc_stmt *stmt;
    int64_t deputy = deputise(clerk_post, guest_post, "always"), id = 0;
    assert_int_equal(as(&who, guest_account, clerk_post), ZC_OK);
    struct zc_actor acting = zc_actor_of(&who.acting, "test");
    assert_int_equal(write_as(&acting, "shop.box", &id, (const char *const[]){"code", "D-1", "label", "代办", NULL}), ZC_OK);
    assert_int_equal(zc_stmt_prepare(&stmt, trial.db.store, "SELECT j.actor FROM journal j JOIN journal_record r ON r.chain = j.chain AND r.seq = j.seq WHERE r.record = ?1", &err), ZC_OK);
    zc_stmt_bind_int(stmt, 1, id);
    assert_true(zc_stmt_step(stmt, &err) > 0);
    const char *actor = zc_arena_str(&trial.arena, zc_stmt_text(stmt, 0, NULL));
    zc_stmt_done(stmt);
    assert_string_equal(actor, zc_arena_printf(&trial.arena, "%lld/%lld/%lld/test", (long long)guest_account, (long long)guest_post, (long long)clerk_post));
    assert_string_equal(zc_actor_words(&trial.arena, &trial.db, actor, ZC_ZH), "来访岗 代 经办岗 办理");
    withdraw("core.deputy", deputy);
}

/* 3: one decision, two forms */

static bool listed(const struct zc_reader *reader, int64_t id)
{
    struct zc_record record;
    return zc_rows_get(&record, &trial.arena, &trial.db, zc_model_entity(trial.city->model, "shop.box"), id, zc_times_now(&trial.db), reader, &err) == ZC_OK;
}

static void the_decision_is_its_sql_for_every_reader_and_row(void **state)
{
    (void)state;
    const struct zc_entity *box = zc_model_entity(trial.city->model, "shop.box"), *comment = zc_model_entity(trial.city->model, "core.comment");
    const char *owners[] = {"", id_text(clerk), id_text(guest), id_text(head), id_text(spare)}, *colours[] = {"", "red", "blue"};
    int64_t boxes[15];
    for (int i = 0; i < 15; i++)
        boxes[i] = make("shop.box", (const char *const[]){"code", zc_arena_printf(&trial.arena, "P%d", i), "label", "箱", "owner", owners[i % 5], "colour", colours[i / 5], NULL});
    for (int i = 0; i < 15; i++)
        make("core.comment", (const char *const[]){"subject_entity", "shop.box", "subject_id", id_text(boxes[i]), "text", "话", "post", id_text(clerk_post),
                                                   "written_at", "2017-01-01T00:00:00Z", NULL});
    int64_t deputy = deputise(clerk_post, guest_post, "always");
    struct zc_identity who[4];
    assert_int_equal(as(&who[0], clerk_account, 0), ZC_OK);
    assert_int_equal(as(&who[1], guest_account, 0), ZC_OK);
    assert_int_equal(as(&who[2], guest_account, clerk_post), ZC_OK);
    assert_int_equal(as(&who[3], spare_account, 0), ZC_OK);
    const struct zc_reader *readers[] = {&who[0].reader, &who[1].reader, &who[2].reader, &who[2].acting, &who[3].reader, &ZC_READER_PUBLIC, &ZC_READER_CITY};
    size_t granted = 0, refused = 0;
    const struct zc_entity *entities[] = {box, comment, zc_model_entity(trial.city->model, "core.post"), zc_model_entity(trial.city->model, "core.account")};
    for (size_t r = 0; r < sizeof readers / sizeof *readers; r++)
        for (size_t e = 0; e < 4; e++) {
            struct zc_rows all, seen;
            const char *by_id[] = {"id"};
            struct zc_rows_query query = {.entity = entities[e], .times = zc_times_now(&trial.db), .reader = &ZC_READER_CITY, .order = by_id, .order_count = 1};
            assert_int_equal(zc_rows_list(&all, &trial.arena, &trial.db, &query, &err), ZC_OK);
            query.reader = readers[r];
            assert_int_equal(zc_rows_list(&seen, &trial.arena, &trial.db, &query, &err), ZC_OK);
            for (size_t i = 0; i < all.count; i++) {
                struct zc_eval eval;
                bool in_list = false;
                zc_eval_init(&eval, &trial.arena, &trial.db, zc_times_now(&trial.db), readers[r]);
                bool decided = zc_access_decide(&eval, ZC_ACCESS_READ, &all.items[i]).granted;
                for (size_t s = 0; s < seen.count; s++)
                    in_list |= seen.items[s].id == all.items[i].id;
                if (decided != in_list)
                    fail_msg("reader %zu, %s %zu: decided %d, listed %d", r, entities[e]->full_name, i, decided, in_list);
                granted += decided;
                refused += !decided;
            }
        }
    assert_true(granted > 100 && refused > 50);
    /* what the clerk may not see since it is his own, his deputy may not see for him; nor his own through the clerk's post */
    assert_false(listed(&who[2].reader, boxes[1]));
    assert_false(listed(&who[2].reader, boxes[2]));
    assert_true(listed(&who[2].reader, boxes[3]));
    withdraw("core.deputy", deputy);
}

static void nobody_escapes_by_changing_the_hat(void **state)
{
    (void)state;
    struct zc_reader one = {.account = clerk_account, .person = head, .post = lone_post, .roles = (const char *[]){"shop.clerk"}, .role_count = 1};
    struct zc_stand other = {.person = clerk, .post = clerk_post, .unit = unit};
    int64_t id = make("shop.box", (const char *const[]){"code", "H-1", "label", "箱", "owner", id_text(clerk), NULL});
    assert_true(listed(&one, id));
    one.apart = &other;
    one.apart_count = 1;
    assert_false(listed(&one, id));
    struct zc_actor actor = zc_actor_of(&one, "test");
    assert_int_not_equal(write_as(&actor, "shop.box", &id, (const char *const[]){"label", "改", NULL}), ZC_OK);
}

/* 4: vacancy */

static struct zc_duty_route route(int64_t post)
{
    struct zc_duty_route out;
    assert_int_equal(zc_duty_route(&out, &trial.arena, &trial.db, post, &err), ZC_OK);
    return out;
}

static void what_waits_at_a_vacant_post_goes_to_the_first_that_exists(void **state)
{
    (void)state;
    int64_t above = make("core.unit", (const char *const[]){"code", "T0", "name", "上级", "short_name", "上级", "system", "government", NULL});
    int64_t below = make("core.unit", (const char *const[]){"code", "T2", "name", "下级", "short_name", "下级", "system", "government", "parent", id_text(above), NULL});
    int64_t office = make("core.post", (const char *const[]){"title", "上级办公室岗", "unit", id_text(above), "position", "office", NULL});
    int64_t chief = make("core.post", (const char *const[]){"title", "下级负责人岗", "unit", id_text(below), "position", "head", NULL});
    int64_t post = make("core.post", (const char *const[]){"title", "下级经办岗", "unit", id_text(below), NULL});
    hold(office, head, "concurrent", "full", -40, NULL);
    int64_t gone = hold(post, spare, "full", "full", -40, NULL);
    assert_int_equal(route(post).by, ZC_GOES_HOLDER);
    set("core.holding", gone, "to_on", day(-8));
    struct zc_duty_route came = route(post);
    assert_int_equal(came.by, ZC_GOES_SUPERIOR);
    assert_int_equal(came.post, office);
    assert_int_equal(came.vacant_since, zc_db_today(&trial.db) - 7);
    hold(chief, head, "concurrent", "full", -40, NULL);
    came = route(post);
    assert_int_equal(came.by, ZC_GOES_HEAD);
    assert_int_equal(came.post, chief);
    int64_t acting = hold(post, guest, "acting", "full", -2, NULL);
    came = route(post);
    assert_int_equal(came.by, ZC_GOES_ACTING);
    assert_int_equal(came.person, guest);
    deputise(post, clerk_post, "vacant");
    came = route(post);
    assert_int_equal(came.by, ZC_GOES_DEPUTY);
    assert_int_equal(came.post, clerk_post);
    withdraw("core.holding", acting);
}

/* 5: assignments */

static int step_as(const struct zc_reader *reader, const char *entity, int64_t id, const char *step)
{
    struct zc_actor actor = zc_actor_of(reader, "test");
    struct zc_tx *tx;
    err = (struct zc_error){0};
    assert_int_equal(zc_tx_begin(&tx, &trial.db, &actor, &err), ZC_OK);
    int rc = zc_record_transition(tx, zc_model_entity(trial.city->model, entity), id, step, NULL, &err);
    if (rc)
        zc_tx_rollback(tx);
    else
        assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
    return rc;
}

static int hand_out(const struct zc_reader *reader, int64_t *id, int64_t box, const char *field, int64_t to, const char *due)
{
    struct zc_actor actor = zc_actor_of(reader, "test");
    *id = 0;
    return write_as(&actor, "core.assignment", id,
                    (const char *const[]){"title", "查清来历", "record_entity", "shop.box", "record_id", id_text(box), field, id_text(to), "due_on", due, NULL});
}

static int fill(const struct zc_reader *reader, int64_t id, const char *field, const char *text)
{
    struct zc_actor actor = zc_actor_of(reader, "test");
    return write_as(&actor, "core.assignment", &id, (const char *const[]){field, text, NULL});
}

static size_t waiting(int64_t post, const char *reason)
{
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = zc_model_entity(trial.city->model, "core.inbox"), .times = zc_times_now(&trial.db), .reader = &ZC_READER_CITY,
                                  .filter = zc_arena_printf(&trial.arena, "post = :post and reason = '%s' and state != 'done'", reason)};
    query.params[ZC_P_POST] = zc_int(post);
    assert_int_equal(zc_rows_list(&rows, &trial.arena, &trial.db, &query, &err), ZC_OK);
    return rows.count;
}

static const struct zc_desk_item *on_desk(const struct zc_reader *reader, enum zc_desk_kind kind, int64_t id)
{
    struct zc_desk desk;
    assert_int_equal(zc_desk_of(&desk, &trial.arena, &trial.db, reader, &err), ZC_OK);
    for (size_t i = 0; i < desk.count; i++)
        if (desk.items[i].kind == kind && (!id || desk.items[i].record.id == id))
            return &desk.items[i];
    return NULL;
}

static void a_record_is_handed_to_several_and_closes_when_each_has_answered(void **state)
{
    (void)state;
    struct zc_identity giver, taker, chief;
    int64_t box = make("shop.box", (const char *const[]){"code", "A-1", "label", "来历不明", "size", "5", NULL}), one, two, three, refused;
    assert_int_equal(as(&giver, clerk_account, clerk_post), ZC_OK);
    assert_int_equal(as(&taker, guest_account, guest_post), ZC_OK);
    assert_int_equal(as(&chief, account_of(head, "head"), head_post), ZC_OK);
    assert_int_equal(hand_out(&chief.acting, &refused, box, "to_post", guest_post, day(3)), ZC_ENOTFOUND); /* he may not see the box */
    assert_int_equal(hand_out(&giver.acting, &one, box, "to_post", guest_post, day(3)), ZC_OK);
    assert_int_equal(hand_out(&giver.acting, &two, box, "to_unit", unit, day(5)), ZC_OK);
    assert_int_equal(hand_out(&giver.acting, &refused, unit, "to_post", guest_post, day(3)), ZC_ENOTFOUND); /* no such box */
    assert_int_equal(waiting(guest_post, "交办"), 1);
    assert_int_equal(waiting(head_post, "交办"), 1); /* a unit's notice lies with its head */
    assert_int_equal(on_desk(&taker.reader, ZC_DESK_ASSIGNMENT, one)->due, zc_db_today(&trial.db) + 3);
    assert_non_null(on_desk(&taker.reader, ZC_DESK_ASSIGNMENT, two));

    assert_int_equal(step_as(&giver.acting, "shop.box", box, "unseal"), ZC_OK);
    assert_int_equal(step_as(&giver.acting, "shop.box", box, "lock"), ZC_ECHECK);
    assert_int_not_equal(step_as(&giver.acting, "core.assignment", one, "accept"), ZC_OK); /* not his to take on */
    assert_int_equal(step_as(&taker.acting, "core.assignment", one, "accept"), ZC_OK);
    assert_int_equal(fill(&taker.acting, one, "due_on", day(30)), ZC_EDENIED);
    assert_int_equal(fill(&giver.acting, one, "result", "他写的"), ZC_EDENIED);
    assert_int_equal(step_as(&taker.acting, "core.assignment", one, "finish"), ZC_ECHECK); /* without a result */

    assert_int_equal(fill(&taker.acting, one, "return_reason", "不归我管"), ZC_OK);
    assert_int_equal(step_as(&taker.acting, "core.assignment", one, "return"), ZC_OK);
    assert_int_equal(waiting(guest_post, "交办"), 0);
    assert_int_equal(waiting(clerk_post, "退回"), 1);
    assert_int_equal(step_as(&taker.acting, "core.assignment", one, "send_again"), ZC_ECHECK);
    assert_int_equal(step_as(&giver.acting, "core.assignment", one, "send_again"), ZC_OK);
    assert_int_equal(waiting(clerk_post, "退回"), 0);
    assert_int_equal(waiting(guest_post, "再次交办"), 1);

    struct zc_actor actor = zc_actor_of(&taker.acting, "test"); /* handed on, of the same record, by who has it in hand */
    const char *pairs[] = {"title", "请您查", "record_entity", "shop.box", "handed_from", id_text(one), "to_post", id_text(head_post), "due_on", day(2), NULL};
    three = 0;
    assert_int_equal(write_as(&actor, "core.assignment", &three, pairs), ZC_OK);
    assert_int_equal(waiting(clerk_post, "已转办"), 1);
    assert_null(on_desk(&taker.reader, ZC_DESK_ASSIGNMENT, one));
    assert_non_null(on_desk(&chief.reader, ZC_DESK_ASSIGNMENT, three));

    assert_int_equal(fill(&chief.acting, three, "result", "查清"), ZC_OK);
    assert_int_equal(step_as(&chief.acting, "core.assignment", three, "finish"), ZC_OK);
    assert_int_equal(waiting(guest_post, "已办结"), 1);
    assert_int_equal(step_as(&giver.acting, "shop.box", box, "lock"), ZC_ECHECK); /* the unit has not answered */
    assert_int_equal(step_as(&giver.acting, "core.assignment", two, "cancel"), ZC_OK);
    assert_int_equal(step_as(&giver.acting, "shop.box", box, "lock"), ZC_OK);
}

static void what_was_handed_out_is_taken_back_with_its_notices(void **state)
{
    (void)state;
    struct zc_actor city = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_tx *tx;
    int64_t box = make("shop.box", (const char *const[]){"code", "A-2", "label", "误交", NULL});
    size_t before = waiting(guest_post, "交办");
    make("core.assignment", (const char *const[]){"title", "误交", "record_entity", "shop.box", "record_name", "A-2", "from_post", id_text(clerk_post), "to_post",
                                                  id_text(guest_post), "due_on", day(1), NULL});
    (void)box;
    assert_int_equal(waiting(guest_post, "交办"), before + 1);
    assert_int_equal(zc_tx_begin(&tx, &trial.db, &city, &err), ZC_OK);
    assert_int_equal(zc_tx_undo(tx, zc_tx_number(tx) - 1, "误", &err), ZC_OK);
    assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
    assert_int_equal(waiting(guest_post, "交办"), before);
}

static void a_post_named_in_a_comment_finds_it_on_its_desk(void **state)
{
    (void)state;
    struct zc_identity taker;
    int64_t box = make("shop.box", (const char *const[]){"code", "A-3", "label", "蓝箱", "colour", "blue", NULL});
    make("core.comment", (const char *const[]){"subject_entity", "shop.box", "subject_id", id_text(box), "text", "请@来访岗 看一下，@无此岗 不用", "post",
                                               id_text(clerk_post), "written_at", "2017-01-01T00:00:00Z", NULL});
    assert_int_equal(as(&taker, guest_account, guest_post), ZC_OK);
    const struct zc_desk_item *item = NULL;
    struct zc_desk desk;
    assert_int_equal(zc_desk_of(&desk, &trial.arena, &trial.db, &taker.reader, &err), ZC_OK);
    for (size_t i = 0; i < desk.count; i++)
        if (desk.items[i].kind == ZC_DESK_INBOX && strstr(zc_record_text(&desk.items[i].record, "reason"), "请@来访岗"))
            item = &desk.items[i];
    assert_non_null(item);
    assert_int_equal(zc_record_value(&item->record, "subject_id").number, box);
    assert_non_null(strstr(zc_record_text(&item->record, "title"), "经办岗"));
}

static void a_deputy_finds_on_his_desk_what_waits_for_whom_he_represents(void **state)
{
    (void)state;
    struct zc_identity deputy;
    int64_t box = make("shop.box", (const char *const[]){"code", "A-4", "label", "代", NULL}), id = 0;
    id = make("core.assignment", (const char *const[]){"title", "等人办", "record_entity", "shop.box", "record_id", id_text(box), "from_post", id_text(head_post), "to_post",
                                                       id_text(clerk_post), "due_on", day(1), NULL});
    assert_int_equal(as(&deputy, guest_account, guest_post), ZC_OK);
    assert_null(on_desk(&deputy.reader, ZC_DESK_ASSIGNMENT, id));
    int64_t leave = make("core.leave", (const char *const[]){"person", id_text(clerk), "kind", "trip", "from_on", day(0), "to_on", day(1), "handed_to", id_text(guest), NULL});
    const struct zc_desk_item *item = on_desk(&deputy.reader, ZC_DESK_ASSIGNMENT, id);
    assert_non_null(item);
    assert_true(item->represented && item->post == clerk_post);
    withdraw("core.leave", leave);
}

/* 6: handover */

static void who_leaves_hands_over_and_the_head_sees_who_did_not(void **state)
{
    (void)state;
    struct zc_identity chief, leaver;
    int64_t office = make("core.unit", (const char *const[]){"code", "T9", "name", "交接局", "short_name", "交接局", "system", "government", NULL});
    int64_t chief_post = make("core.post", (const char *const[]){"title", "交接局负责人岗", "unit", id_text(office), "position", "head", "roles", ";core.staff;", NULL});
    int64_t post = make("core.post", (const char *const[]){"title", "交接局经办岗", "unit", id_text(office), "duties", ";收月报;核实;", "roles", ";core.staff;", NULL});
    int64_t boss = make("core.person", (const char *const[]){"name", "示例·011", NULL}), person = make("core.person", (const char *const[]){"name", "示例·012", NULL});
    hold(chief_post, boss, "full", "full", -60, NULL);
    int64_t left = hold(post, person, "full", "full", -60, NULL), other = make("core.post", (const char *const[]){"title", "新岗", "unit", id_text(unit), "roles", ";core.staff;", NULL});
    hold(other, person, "full", "full", -60, NULL);
    int64_t box = make("shop.box", (const char *const[]){"code", "A-9", "label", "未办", NULL});
    make("core.assignment", (const char *const[]){"title", "还没办完", "record_entity", "shop.box", "record_id", id_text(box), "from_post", id_text(clerk_post), "to_post",
                                                  id_text(post), "due_on", day(1), NULL});
    assert_int_equal(as(&chief, account_of(boss, "boss"), 0), ZC_OK);
    assert_int_equal(as(&leaver, account_of(person, "leaver"), other), ZC_OK);
    assert_null(on_desk(&chief.reader, ZC_DESK_VACANT, post));
    set("core.holding", left, "to_on", day(-20));
    const struct zc_desk_item *item = on_desk(&chief.reader, ZC_DESK_VACANT, post);
    assert_non_null(item);
    assert_int_equal(item->vacant_since, zc_db_today(&trial.db) - 19);
    assert_non_null(on_desk(&chief.reader, ZC_DESK_UNHANDED, left));
    item = on_desk(&chief.reader, ZC_DESK_ASSIGNMENT, 0); /* what waits at the vacant post comes to the head, and says so */
    assert_true(item && item->vacant && item->post == post);

    int64_t id = make("core.handover", (const char *const[]){"from_holding", id_text(left), NULL});
    struct zc_record record;
    assert_int_equal(zc_rows_get(&record, &trial.arena, &trial.db, zc_model_entity(trial.city->model, "core.handover"), id, zc_times_now(&trial.db), &ZC_READER_CITY, &err), ZC_OK);
    const char *items = zc_record_text(&record, "items"), *expected[] = {"职责:收月报", "职责:核实", "交办件:还没办完", "收件:还没办完"};
    for (size_t i = 0; i < 4; i++)
        assert_non_null(strstr(items, expected[i]));
    assert_non_null(on_desk(&leaver.reader, ZC_DESK_SIGN, id));
    assert_int_not_equal(step_as(&leaver.acting, "core.handover", id, "confirm"), ZC_OK);
    assert_int_equal(step_as(&leaver.acting, "core.handover", id, "give"), ZC_OK);
    assert_int_not_equal(step_as(&leaver.acting, "core.handover", id, "receive"), ZC_OK);
    assert_non_null(on_desk(&chief.reader, ZC_DESK_SIGN, id));
    assert_int_equal(step_as(&chief.acting, "core.handover", id, "receive"), ZC_OK); /* there is no successor */
    assert_int_equal(step_as(&chief.acting, "core.handover", id, "confirm"), ZC_OK);
    assert_null(on_desk(&chief.reader, ZC_DESK_UNHANDED, left));
    assert_null(on_desk(&chief.reader, ZC_DESK_SIGN, id));
}

/* 7: successors */

static bool reads(const struct zc_reader *reader, const char *entity_name, int64_t id)
{
    const struct zc_entity *entity = zc_model_entity(trial.city->model, entity_name);
    struct zc_record record;
    struct zc_eval eval;
    assert_int_equal(zc_rows_get(&record, &trial.arena, &trial.db, entity, id, zc_times_now(&trial.db), &ZC_READER_CITY, &err), ZC_OK);
    zc_eval_init(&eval, &trial.arena, &trial.db, zc_times_now(&trial.db), reader);
    bool decided = zc_access_decide(&eval, ZC_ACCESS_READ, &record).granted;
    assert_int_equal(zc_rows_get(&record, &trial.arena, &trial.db, entity, id, zc_times_now(&trial.db), reader, &err), decided ? ZC_OK : ZC_ENOTFOUND);
    return decided;
}

static void end_unit(int64_t id, int64_t successor)
{
    set("core.unit", id, "successor", id_text(successor));
    assert_int_equal(step_as(&ZC_READER_CITY, "core.unit", id, "abolish"), ZC_OK);
}

/* core.md 2.4: what was done in a unit is read by the unit that it went into, at first or second hand; written it is by nobody's right of before. */
static void the_successor_reads_what_its_former_units_closed(void **state)
{
    (void)state;
    struct zc_identity giver, other, chief;
    int64_t box = make("shop.box", (const char *const[]){"code", "A-99", "label", "旧案", "size", "5", NULL}), old;
    int64_t first = make("core.unit", (const char *const[]){"code", "F1", "name", "旧一局", "system", "government", NULL});
    int64_t second = make("core.unit", (const char *const[]){"code", "F2", "name", "旧二局", "system", "government", NULL});
    int64_t elsewhere = make("core.unit", (const char *const[]){"code", "F3", "name", "他局", "system", "government", NULL});
    int64_t post = make("core.post", (const char *const[]){"title", "他局岗", "unit", id_text(elsewhere), "roles", ";core.staff;", NULL});
    int64_t person = make("core.person", (const char *const[]){"name", "示例·009", NULL}), account = account_of(person, "elsewhere");
    int64_t own = make("core.post", (const char *const[]){"title", "综合岗", "unit", id_text(unit), "roles", ";core.staff;", NULL});
    int64_t reader = make("core.person", (const char *const[]){"name", "示例·010", NULL}), account_here = account_of(reader, "here");
    hold(post, person, "full", "full", -20, NULL);
    hold(own, reader, "full", "full", -20, NULL);
    assert_int_equal(as(&giver, clerk_account, clerk_post), ZC_OK);
    assert_int_equal(hand_out(&giver.acting, &old, box, "to_unit", first, day(3)), ZC_OK);
    assert_int_equal(as(&chief, account_here, own), ZC_OK);
    assert_int_equal(chief.reader.former_count, 0);
    assert_false(reads(&chief.reader, "core.assignment", old));
    end_unit(first, second);
    assert_int_equal(as(&chief, account_here, own), ZC_OK);
    assert_false(reads(&chief.reader, "core.assignment", old));
    end_unit(second, unit);
    assert_int_equal(as(&chief, account_here, own), ZC_OK);
    assert_int_equal(chief.reader.former_count, 2);
    assert_true(reads(&chief.reader, "core.assignment", old));
    assert_true(reads(&chief.reader, "core.assignment", old)); /* the question that is kept */
    assert_int_not_equal(step_as(&chief.acting, "core.assignment", old, "accept"), ZC_OK);
    assert_int_equal(as(&other, account, post), ZC_OK);
    assert_false(reads(&other.reader, "core.assignment", old));
    struct zc_reader without = chief.reader;
    without.former_count = 0;
    assert_false(reads(&without, "core.assignment", old)); /* not the one that is kept for the former */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_full_holders_of_one_seat_are_refused_with_names_and_dates),
        cmocka_unit_test(a_post_of_two_seats_takes_two_at_a_time),
        cmocka_unit_test(rights_of_a_holding_are_those_written_there),
        cmocka_unit_test(a_token_bound_to_a_post_ends_with_it_and_does_not_come_back),
        cmocka_unit_test(a_deputy_has_the_rights_while_the_condition_holds),
        cmocka_unit_test(a_leave_names_its_deputy),
        cmocka_unit_test(a_chain_of_deputies_is_refused_and_passes_no_rights_on),
        cmocka_unit_test(an_act_of_a_deputy_is_journalled_with_both_posts),
        cmocka_unit_test(the_decision_is_its_sql_for_every_reader_and_row),
        cmocka_unit_test(nobody_escapes_by_changing_the_hat),
        cmocka_unit_test(a_record_is_handed_to_several_and_closes_when_each_has_answered),
        cmocka_unit_test(what_was_handed_out_is_taken_back_with_its_notices),
        cmocka_unit_test(a_post_named_in_a_comment_finds_it_on_its_desk),
        cmocka_unit_test(a_deputy_finds_on_his_desk_what_waits_for_whom_he_represents),
        cmocka_unit_test(who_leaves_hands_over_and_the_head_sees_who_did_not),
        cmocka_unit_test(what_waits_at_a_vacant_post_goes_to_the_first_that_exists),
        cmocka_unit_test(the_successor_reads_what_its_former_units_closed),
    };
    return cmocka_run_group_tests(tests, open_trial, close_trial);
}
