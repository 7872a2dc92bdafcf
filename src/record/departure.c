/* departure: 1 writing rows; 2 who leaves and who follows; 3 deputies; 4 the handover; 5 the whole. */
#include "record/departure.h"
#include "query/rule.h"
#include "record/tx.h"

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
    return rc;
}
