/* departure: 1 writing rows; 2 who leaves and who follows; 3 deputies; 4 the handover; 5 the whole; 6 taking it back. */
#include "record/departure.h"
#include "base/json.h"
#include "query/journal.h"
#include "query/rule.h"
#include "record/bulk.h"
#include "record/check.h"
#include "record/tx.h"

#include <stdlib.h>
#include <string.h>

const char *const zc_departure_fates[] = {"stays", "stands_in", "new", "named", "ends"};

struct run {
    struct zc_tx *tx;
    struct zc_db *db;
    struct zc_arena *arena;
    const struct zc_departure_ask *ask;
    struct zc_departure_report *out;
    size_t deputy_capacity;
    int64_t person, post;
    int today, last; /* last: his last day as it will be, 0 = none */
    bool wrote;
    struct zc_error *err;
};

/* 1 */

static const struct zc_entity *entity_of(const struct run *run, const char *name) { return zc_model_entity(run->db->city->model, name); }
static int64_t ref(const struct zc_record *record, const char *field) { return zc_record_value(record, field).number; }

static void put(struct zc_patch *patch, const char *name, struct zc_value value)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

/* Of a row that begins on a later day the ledger knows from today on that it will. */
static int known_from(const struct run *run, int day) { return day < run->today ? day : run->today; }

static int save(int64_t *id, struct run *run, struct zc_patch *patch)
{
    bool changed;
    patch->why = run->ask->why;
    *id = patch->id;
    int rc = zc_record_change(id, &changed, run->tx, patch, run->err);
    run->wrote |= !rc && changed;
    return rc;
}

static int rows_of(struct zc_rows *out, struct run *run, const char *entity, const char *filter, struct zc_error *err)
{
    struct zc_rows_query query = {.entity = entity_of(run, entity), .times = zc_times_now(run->db), .reader = &ZC_READER_CITY, .filter = filter};
    query.params[ZC_P_POST] = zc_int(run->post);
    query.params[ZC_P_PERSON] = zc_int(run->person);
    *out = (struct zc_rows){0};
    return query.entity ? zc_rows_list(out, run->arena, run->db, &query, err) : ZC_OK;
}

/* 2 */

static int open_holding(struct run *run)
{
    const struct zc_entity *holdings = entity_of(run, "core.holding"), *posts = entity_of(run, "core.post");
    const struct zc_reader *reader = zc_tx_actor(run->tx)->reader;
    if (!holdings || !posts)
        return zc_fail(run->err, ZC_ENOTFOUND, "声明里没有任职和岗位", "the declarations have no holdings and posts");
    if (zc_rows_get(&run->out->holding, run->arena, run->db, holdings, run->ask->holding, zc_times_now(run->db), reader, NULL))
        return zc_fail(run->err, ZC_ENOTFOUND, "没有任职 %lld，或您无权查看", "there is no holding %lld, or you may not see it", (long long)run->ask->holding);
    run->person = ref(&run->out->holding, "person");
    run->post = ref(&run->out->holding, "post");
    run->last = run->ask->to_on ? run->ask->to_on : (int)ref(&run->out->holding, "to_on");
    run->out->from_on = run->ask->from_on ? run->ask->from_on : run->last ? run->last + 1 : 0;
    return zc_rows_get(&run->out->post, run->arena, run->db, posts, run->post, zc_times_now(run->db), &ZC_READER_CITY, run->err);
}

static int check_ask(const struct run *run)
{
    const struct zc_departure_ask *ask = run->ask;
    if (ask->person && ask->person == run->person)
        return zc_fail(run->err, ZC_EINPUT, "后任：不能是离任的本人", "who follows: cannot be the person who leaves");
    if (ask->person && ask->deputy_post)
        return zc_fail(run->err, ZC_EINPUT, "后任和空缺时的代理只写一样", "name who follows or a deputy while the post is vacant, not both");
    if (!run->last && (ask->person || ask->deputy_post || ask->ends_named))
        return zc_fail(run->err, ZC_EINPUT, "离任日期：必须填写", "the last day is required");
    return ZC_OK;
}

/* So from the day after the last one: about days before it nothing becomes different. */
static int end_holding(struct run *run)
{
    const struct zc_entity *holdings = run->out->holding.entity;
    struct zc_patch patch = zc_patch_new(run->arena, holdings, run->ask->holding);
    int64_t id;
    int from = run->last < run->today ? run->last + 1 : run->today;
    patch.expect_slice = run->ask->slice;
    if (!run->ask->to_on || run->ask->to_on == (int)ref(&run->out->holding, "to_on"))
        return ZC_OK;
    put(&patch, "to_on", zc_int(run->ask->to_on));
    patch.valid_from = from > run->out->holding.valid_from ? from : run->out->holding.valid_from;
    int rc = save(&id, run, &patch);
    return rc ? rc : zc_rows_get(&run->out->holding, run->arena, run->db, holdings, run->ask->holding, zc_times_now(run->db), &ZC_READER_CITY, run->err);
}

static int open_next(struct run *run)
{
    const struct zc_departure_ask *ask = run->ask;
    struct zc_patch patch = zc_patch_new(run->arena, run->out->holding.entity, 0);
    if (!ask->person)
        return ZC_OK;
    put(&patch, "post", zc_int(run->post));
    put(&patch, "person", zc_int(ask->person));
    put(&patch, "kind", zc_text(ask->kind ? ask->kind : "full"));
    put(&patch, "rights", zc_text("full"));
    put(&patch, "from_on", zc_int(run->out->from_on));
    if (ask->until_on)
        put(&patch, "to_on", zc_int(ask->until_on));
    if (ask->basis)
        put(&patch, "basis_doc", zc_text(ask->basis));
    patch.valid_from = known_from(run, run->out->from_on);
    return save(&run->out->next, run, &patch);
}

/* 3 */

static int tell_deputy(struct run *run, int64_t id, enum zc_departure_fate fate)
{
    struct zc_departure_deputy *one = zc_arena_push(run->arena, &run->out->deputies, &run->out->deputy_count, &run->deputy_capacity, sizeof *one);
    *one = (struct zc_departure_deputy){.fate = fate};
    return zc_rows_get(&one->record, run->arena, run->db, entity_of(run, "core.deputy"), id, zc_times_now(run->db), &ZC_READER_CITY, run->err);
}

/* Whether the deputyship is in force on the first day after him, or still to come. */
static bool lasts(const struct run *run, const struct zc_record *deputy)
{
    struct zc_value to = zc_record_value(deputy, "to_on");
    return !to.kind || to.number >= run->out->from_on;
}

static int deputies_of_post(struct run *run, int64_t *free_rank)
{
    struct zc_rows rows;
    bool taken[3] = {0};
    int rc = rows_of(&rows, run, "core.deputy", "post = :post", run->err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *row = &rows.items[i];
        int64_t rank = ref(row, "rank");
        const char *condition = zc_record_text(row, "condition");
        if (rank >= 1 && rank <= 2)
            taken[rank] = true; /* post and rank are its key, for good */
        if (lasts(run, row))
            rc = tell_deputy(run, row->id, !run->ask->person && run->last && strcmp(condition, "on_leave") != 0 ? ZC_DEPUTY_STANDS_IN : ZC_DEPUTY_STAYS);
    }
    *free_rank = !taken[1] ? 1 : !taken[2] ? 2 : 0;
    return rc;
}

static int new_deputy(struct run *run, int64_t rank)
{
    int64_t id;
    if (!run->ask->deputy_post)
        return ZC_OK;
    if (!rank)
        return zc_fail(run->err, ZC_ECONFLICT, "代理岗位：两个次序都已有代理，请改原来的代理", "the deputy: both places are taken; change the deputyship that is there");
    struct zc_patch patch = zc_patch_new(run->arena, entity_of(run, "core.deputy"), 0);
    put(&patch, "post", zc_int(run->post));
    put(&patch, "rank", zc_int(rank));
    put(&patch, "deputy_post", zc_int(run->ask->deputy_post));
    put(&patch, "scope", zc_text("all"));
    put(&patch, "condition", zc_text("vacant"));
    put(&patch, "from_on", zc_int(run->out->from_on));
    patch.valid_from = known_from(run, run->out->from_on);
    int rc = save(&id, run, &patch);
    return rc ? rc : tell_deputy(run, id, ZC_DEPUTY_NEW);
}

/* Where he himself, and not his post, is named as somebody's deputy. */
static int deputyships_of_person(struct run *run)
{
    struct zc_rows rows;
    int64_t id;
    int rc = rows_of(&rows, run, "core.deputy", "person = :person", run->err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_record *row = &rows.items[i];
        if (!lasts(run, row))
            continue;
        if (!run->ask->ends_named) {
            rc = tell_deputy(run, row->id, ZC_DEPUTY_NAMED);
            continue;
        }
        if (ref(row, "from_on") > run->last) { /* would have begun after him: it never will */
            rc = zc_record_withdraw(run->tx, row->entity, row->id, run->ask->why, run->err);
            run->wrote |= !rc;
            continue;
        }
        struct zc_patch patch = zc_patch_new(run->arena, row->entity, row->id);
        int from = known_from(run, run->last + 1);
        put(&patch, "to_on", zc_int(run->last));
        patch.valid_from = from > row->valid_from ? from : row->valid_from;
        rc = save(&id, run, &patch);
        if (!rc)
            rc = tell_deputy(run, row->id, ZC_DEPUTY_ENDS);
    }
    return rc;
}

/* 4 */

static int hand_over(struct run *run)
{
    const struct zc_entity *handovers = entity_of(run, "core.handover");
    struct zc_rows rows;
    struct zc_rules rules;
    bool there;
    int days;
    if (!handovers)
        return ZC_OK;
    struct zc_rows_query query = {.entity = handovers, .times = zc_times_now(run->db), .reader = &ZC_READER_CITY, .filter = "from_holding = :post"};
    query.params[ZC_P_POST] = zc_int(run->ask->holding);
    int rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    const struct zc_record *open = rows.count ? &rows.items[0] : NULL;
    if (rc)
        return rc;
    run->out->handover = open ? open->id : 0;
    run->out->handover_made = !open;
    /* One that was signed by its receiver keeps him. */
    if (!open || (run->out->next && !ref(open, "to_holding") && (strcmp(zc_record_text(open, "state"), "open") == 0 || strcmp(zc_record_text(open, "state"), "given") == 0))) {
        struct zc_patch patch = zc_patch_new(run->arena, handovers, run->out->handover);
        if (!open)
            put(&patch, "from_holding", zc_int(run->ask->holding));
        if (run->out->next)
            put(&patch, "to_holding", zc_int(run->out->next));
        if ((rc = save(&run->out->handover, run, &patch)))
            return rc;
    }
    zc_rules_open(&rules, run->arena, run->db, ZC_INSTANT_MAX);
    rc = zc_rules_number(&days, &there, &rules, "core.duty.handover_workdays", run->today, run->err);
    if (!rc && there && run->last)
        run->out->handover_by = zc_workday_add(zc_db_calendar(run->db), run->last, days, NULL);
    return rc;
}

/* 5 */

static const char kind_of_entry[] = "departure";

/* By this entry the transaction is found again as one departure. `withdraws`: 0, or the transaction that it takes back. */
static int enter(struct zc_tx *tx, struct zc_arena *arena, int64_t holding, int64_t withdraws, struct zc_error *err)
{
    const char *back = withdraws ? zc_arena_printf(arena, ",\"withdraws\":\"%lld\"", (long long)withdraws) : "";
    return zc_tx_note(tx, zc_id_area(holding), kind_of_entry, zc_arena_printf(arena, "{\"holding\":\"%lld\"%s}", (long long)holding, back), err);
}

int zc_departure_run(struct zc_departure_report *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_departure_ask *ask, struct zc_error *err)
{
    struct run run = {.tx = tx, .db = zc_tx_db(tx), .arena = arena, .ask = ask, .out = out, .err = err};
    int64_t rank;
    *out = (struct zc_departure_report){0};
    run.today = zc_db_today(run.db);
    int rc = open_holding(&run);
    if (!rc)
        rc = check_ask(&run);
    if (!rc)
        rc = zc_handed_at(&out->goes, arena, run.db, run.post, err); /* before it changes anything */
    if (!rc)
        rc = end_holding(&run);
    if (!rc)
        rc = open_next(&run);
    if (!rc)
        rc = deputies_of_post(&run, &rank);
    if (!rc)
        rc = new_deputy(&run, rank);
    if (!rc)
        rc = deputyships_of_person(&run);
    if (!rc)
        rc = hand_over(&run);
    if (!rc && !run.wrote)
        rc = zc_fail(err, ZC_EINPUT, "没有要办的：离任日期、后任和交接单都已登记", "there is nothing to do: the last day, who follows and the handover are entered already");
    return rc ? rc : enter(tx, arena, ask->holding, 0, err);
}

/* 6 */

struct numbers {
    int64_t *items;
    size_t count, capacity;
};
static int newest_first(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left < *right) - (*left > *right);
}

static int written_by(struct numbers *out, struct zc_arena *arena, struct zc_db *db, int64_t record, struct zc_error *err)
{
    struct zc_journal entries;
    int rc = zc_journal_of(&entries, arena, db, record, err);
    for (size_t i = 0; i < entries.count && !rc; i++)
        *(int64_t *)zc_arena_push(arena, &out->items, &out->count, &out->capacity, sizeof *out->items) = entries.items[i].tx;
    return rc;
}

/* Whether a transaction is a departure from the holding, or takes one back (*withdraws), and when it was. */
static int read_entry(bool *is, int64_t *withdraws, int64_t *at, struct zc_arena *arena, struct zc_db *db, int64_t holding, int64_t number, struct zc_error *err)
{
    struct zc_journal page;
    int64_t first, after, chain = zc_id_area(holding);
    *is = false;
    *withdraws = 0;
    int rc = zc_journal_span(&first, &after, db, chain, number, err);
    if (rc || first == after)
        return rc;
    rc = zc_journal_page(&page, arena, db, chain, first - 1, (size_t)(after - first), err);
    for (size_t i = 0; i < page.count && !rc; i++) {
        struct zc_json *payload;
        if (strcmp(page.items[i].kind, kind_of_entry) != 0 || (rc = zc_json_parse(&payload, arena, page.items[i].payload, strlen(page.items[i].payload), err)))
            continue;
        const char *whose = zc_json_text(payload, "holding"), *back = zc_json_text(payload, "withdraws");
        if (!whose || strtoll(whose, NULL, 10) != holding)
            continue;
        *is = true;
        *at = page.items[i].at;
        *withdraws = back ? strtoll(back, NULL, 10) : 0;
    }
    return rc;
}

int zc_departure_last(int64_t *number, int64_t *at, struct zc_arena *arena, struct zc_db *db, int64_t holding, struct zc_error *err)
{
    const struct zc_entity *handovers = zc_model_entity(db->city->model, "core.handover");
    struct numbers numbers = {0}, back = {0};
    *number = *at = 0;
    int rc = written_by(&numbers, arena, db, holding, err);
    if (handovers && !rc) { /* who leaves may have entered the handover alone; one that was withdrawn has no present row, and stands no more */
        struct zc_rows rows;
        struct zc_rows_query query = {.entity = handovers, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "from_holding = :post"};
        query.params[ZC_P_POST] = zc_int(holding);
        rc = zc_rows_list(&rows, arena, db, &query, err);
        for (size_t i = 0; i < rows.count && !rc; i++)
            rc = written_by(&numbers, arena, db, rows.items[i].id, err);
    }
    if (numbers.count)
        qsort(numbers.items, numbers.count, sizeof *numbers.items, newest_first);
    for (size_t i = 0; i < numbers.count && !rc; i++) {
        int64_t withdraws, when;
        bool is, taken = false;
        if (i && numbers.items[i] == numbers.items[i - 1])
            continue;
        if ((rc = read_entry(&is, &withdraws, &when, arena, db, holding, numbers.items[i], err)) || !is)
            continue;
        for (size_t k = 0; k < back.count; k++)
            taken |= back.items[k] == numbers.items[i];
        if (withdraws) {
            *(int64_t *)zc_arena_push(arena, &back.items, &back.count, &back.capacity, sizeof *back.items) = withdraws;
        } else if (!taken) {
            *number = numbers.items[i];
            *at = when;
            break;
        }
    }
    return rc;
}

static int may_take_back(void *user, struct zc_arena *arena, const struct zc_journal_entry *entry, struct zc_error *err)
{
    static const char *const own[] = {"core.holding", "core.deputy", "core.handover"};
    struct zc_tx *tx = user;
    struct zc_json *payload;
    struct zc_record record;
    struct zc_eval eval;
    bool asked = false;
    int rc = zc_json_parse(&payload, arena, entry->payload, strlen(entry->payload), err);
    const char *name = rc ? NULL : zc_json_text(payload, "entity"), *id = rc ? NULL : zc_json_text(payload, "id");
    for (size_t i = 0; i < sizeof own / sizeof *own && name && id; i++)
        asked |= strcmp(name, own[i]) == 0;
    if (!asked) /* who is told of it is told so by the kernel */
        return rc;
    const struct zc_entity *entity = zc_model_entity(tx->db->city->model, name);
    zc_eval_init(&eval, arena, tx->db, zc_times_now(tx->db), tx->actor.reader);
    if (!entity || zc_rows_get(&record, arena, tx->db, entity, strtoll(id, NULL, 10), zc_times_now(tx->db), &ZC_READER_CITY, NULL))
        return ZC_OK; /* a deputyship that it withdrew, or a part that is taken back already */
    return zc_check_right(tx, &eval, &record, err);
}

int zc_departure_withdraw(struct zc_tx *tx, int64_t holding, int64_t number, const char *why, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int64_t last, at;
    int rc = zc_departure_last(&last, &at, &arena, tx->db, holding, err);
    if (!rc && (!last || last != number))
        rc = zc_fail(err, ZC_ENOTFOUND, "第 %lld 号事务不是这项任职最近一次还没有撤回的离任", "transaction %lld is not the newest departure from this holding that stands",
                     (long long)number);
    if (!rc)
        rc = zc_journal_walk(tx->db, number, may_take_back, tx, err);
    const struct zc_reader *asker = tx->actor.reader;
    tx->actor.reader = &ZC_READER_CITY; /* the right was asked; the journal still names who acts */
    if (!rc)
        rc = zc_bulk_withdraw(tx, number, why, err);
    tx->actor.reader = asker;
    if (!rc)
        rc = enter(tx, &arena, holding, number, err);
    zc_arena_free(&arena);
    return rc;
}
