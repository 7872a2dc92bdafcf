/* act: 1 held fields; 2 numbers, and papers that were issued; 3 what a step empties and makes; 4 records that it asks for; 5 whom it tells. */
#include "record/act.h"
#include "base/secret.h"
#include "model/paper.h"
#include "query/compute.h"
#include "query/duty.h"
#include "query/rule.h"
#include "record/check.h"
#include "record/inbox.h"
#include "record/tx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

int zc_act_check_hold(struct zc_tx *tx, struct zc_eval *eval, const struct zc_patch *patch, const struct zc_record *before, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    const struct zc_record fresh = {.entity = entity, .values = patch->values}, *row = before ? before : &fresh;
    static const struct zc_value nothing = {ZC_V_EMPTY, 0, 0};
    if (tx->actor.reader->city || patch->states)
        return ZC_OK;
    for (size_t h = 0; h < entity->hold_count; h++) {
        const struct zc_hold *hold = &entity->holds[h];
        for (size_t i = 0; i < hold->field_count; i++) {
            const struct zc_field *field = hold->fields[i];
            if (!patch->set[field->column] || (hold->once && (!before || !before->values[field->column].kind)) || zc_value_same(&patch->values[field->column], before ? &before->values[field->column] : &nothing))
                continue;
            if (zc_eval_test(eval, hold->only, row))
                break; /* so are the others of this hold */
            return zc_fail(err, ZC_EDENIED, "“%s”现在不能改:%s%.0s%.0s", "%.0s%.0s\"%s\" cannot be changed now: %s", zc_pick(field->title, ZC_ZH),
                           zc_pick(hold->message, ZC_ZH), zc_pick(field->title, ZC_EN), zc_pick(hold->message, ZC_EN));
        }
    }
    return ZC_OK;
}

/* 2 */

static struct zc_value value_now(const struct zc_piece *pieces, size_t count, const struct zc_field *field)
{
    for (size_t i = count; i-- > 0;)
        if (pieces[i].record.values[field->column].kind)
            return pieces[i].record.values[field->column];
    return ZC_EMPTY;
}

static bool is_gone(const struct zc_slices_plan *plan) { return plan->change->op == ZC_OP_END || plan->change->op == ZC_OP_WITHDRAW; }

static int keep_number(const struct zc_slices_plan *plan, bool by_step, struct zc_error *err)
{
    const struct zc_entity *entity = plan->change->entity;
    const struct zc_field *field = entity->number_gapless && entity->number_field ? zc_entity_field(entity, entity->number_field) : NULL;
    if (!field)
        return ZC_OK;
    struct zc_value before = value_now(plan->replaced, plan->replaced_count, field), after = value_now(plan->pieces, plan->count, field);
    if (!before.kind && plan->existed && after.kind && !by_step && plan->change->op == ZC_OP_CHANGE && plan->change->set[field->column])
        return zc_fail(err, ZC_ECONFLICT, "“%s”由程序取号,不能填写%.0s", "%.0s\"%s\" is taken by its step and cannot be written", zc_pick(field->title, ZC_ZH),
                       zc_pick(field->title, ZC_EN));
    if (before.kind && (is_gone(plan) || !zc_value_same(&before, &after)))
        return zc_fail(err, ZC_ECONFLICT, "%s 的号已取,不能撤回、终止或改号;要废止请办理作废", "%s has its number, which is not withdrawn, ended or changed; void it instead",
                       before.text);
    return ZC_OK;
}

/* The papers that steps of the entity issue, one after the other. */
static const struct zc_act_paper *paper_of(const struct zc_entity *entity, size_t transition)
{
    return entity->transitions[transition].acts ? entity->transitions[transition].acts->paper : NULL;
}

static int keep_papers(const struct zc_slices_plan *plan, struct zc_error *err)
{
    const struct zc_entity *entity = plan->change->entity;
    for (size_t i = 0; i < entity->transition_count; i++) {
        const struct zc_act_paper *paper = paper_of(entity, i);
        if (!paper)
            continue;
        struct zc_value before = value_now(plan->replaced, plan->replaced_count, paper->digest), after = value_now(plan->pieces, plan->count, paper->digest);
        if (before.kind && (is_gone(plan) || !zc_value_same(&before, &after)))
            return zc_fail(err, ZC_ECONFLICT, "%s已经成文,不能撤回、终止或重新成文%.0s", "%.0sthe %s was issued: it is not withdrawn, ended or issued again",
                           zc_pick(paper->paper->title, ZC_ZH), zc_pick(paper->paper->title, ZC_EN));
    }
    return ZC_OK;
}

/* A file that is the paper of a record as it was issued stays with it. */
static int keep_file(struct zc_tx *tx, const struct zc_slices_plan *plan, struct zc_error *err)
{
    if (strcmp(plan->change->entity->full_name, "core.attachment") != 0 || !plan->existed || !plan->replaced_count)
        return ZC_OK;
    const struct zc_record *file = &plan->replaced[plan->replaced_count - 1].record;
    const struct zc_entity *entity = zc_model_entity(tx->db->city->model, zc_record_text(file, "subject_entity"));
    struct zc_arena arena = {0};
    struct zc_record subject;
    bool there = entity && !zc_rows_get(&subject, &arena, tx->db, entity, zc_record_value(file, "subject_id").number, zc_times_now(tx->db), &ZC_READER_CITY, NULL);
    int rc = ZC_OK;
    for (size_t i = 0; there && i < entity->transition_count && !rc; i++)
        if (paper_of(entity, i) && strcmp(zc_record_text(&subject, paper_of(entity, i)->digest->name), zc_record_text(file, "digest")) == 0)
            rc = zc_fail(err, ZC_ECONFLICT, "“%s”是成文的公文,不能撤回或改动", "\"%s\" is the paper as it was issued and stays", zc_record_text(file, "file_name"));
    zc_arena_free(&arena);
    return rc;
}

int zc_act_keep_given(struct zc_tx *tx, const struct zc_slices_plan *plan, bool by_step, struct zc_error *err)
{
    int rc = keep_number(plan, by_step, err);
    if (!rc)
        rc = keep_papers(plan, err);
    return rc ? rc : keep_file(tx, plan, err);
}

int zc_act_number_rule(struct zc_buf *out, struct zc_tx *tx, const struct zc_entity *entity, const char *name, struct zc_error *err)
{
    const char *dot = strchr(name, '.'), *id = dot && strchr(dot + 1, '.') ? name : zc_arena_printf(&tx->arena, "%s.%s", entity->module, name);
    const struct zc_rule_value *rule;
    int rc = zc_rule_at(&rule, &tx->arena, tx->db, id, zc_times_at(tx->db, zc_instant_date(zc_tx_next_at(tx)), ZC_INSTANT_MAX), err);
    if (rc)
        return rc;
    if (!rule || !*rule->value)
        return zc_fail(err, ZC_EINPUT, "取号所需的规则值 %s 今天没有", "the rule value %s is needed to take the number and has none today", id);
    if (!tx->db->city->sample && strcmp(rule->status, "to_confirm") == 0)
        return zc_fail(err, ZC_ECHECK, "“%s”还是示例 %s,先由本市定下再取号%.0s", "%.0s%s is needed to take a number and is still to be confirmed by the city (%s)",
                       zc_pick(rule->title, ZC_ZH), rule->value, zc_pick(rule->title, ZC_EN));
    zc_buf_str(out, rule->value);
    return ZC_OK;
}

int zc_act_check_number(struct zc_tx *tx, const struct zc_record *record, const char *number, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    const struct zc_field *field = zc_entity_field(entity, entity->number_field);
    if (!entity->number_valid)
        return ZC_OK;
    struct zc_record copy = *record;
    copy.values = zc_arena_array(&tx->arena, entity->column_count + 1, sizeof *copy.values);
    memcpy(copy.values, record->values, entity->column_count * sizeof *copy.values);
    copy.values[field->column] = zc_text(number);
    if (zc_compute_valid(entity->number_valid, &tx->arena, zc_times_now(tx->db), &copy, field))
        return ZC_OK;
    char zh[300], en[300];
    snprintf(zh, sizeof zh, "取得 %.100s,写法不合规定;请查代字", number);
    snprintf(en, sizeof en, "would be %.100s, which is not well-formed; look at the code of the office", number);
    return zc_check_fail(err, entity, field, zh, en);
}

/* 3 */

static void put(struct zc_patch *patch, const struct zc_field *field, struct zc_value value)
{
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

int zc_act_prepare(struct zc_bounds **bounds, struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, const struct zc_transition *step,
                    const struct zc_record *before, struct zc_error *err)
{
    const struct zc_acts *acts = step->acts;
    for (size_t i = 0; acts && i < acts->clear_count; i++)
        put(patch, acts->clear[i], ZC_EMPTY);
    if (acts && acts->code && !before->values[acts->code->column].kind) {
        unsigned char bytes[5];
        char *text = zc_arena_alloc(arena, 9);
        zc_random(bytes, sizeof bytes);
        zc_base32(text, bytes, sizeof bytes); /* 40 bits: eight letters and digits that are not mistaken for each other */
        put(patch, acts->code, zc_text(text));
    }
    *bounds = NULL;
    return patch->entity->bind ? zc_act_bind(bounds, tx, arena, patch, step, before, err) : ZC_OK;
}

/* 4 */

static int ask_one(struct zc_tx *tx, struct zc_arena *arena, const struct zc_act_asks *asks, const struct zc_record *record, int64_t whom, struct zc_error *err)
{
    struct zc_value keys[] = {zc_int(record->id), zc_int(whom)};
    struct zc_rows there = {0};
    int64_t id = 0;
    bool changed;
    struct zc_rows_query query = {.entity = asks->entity, .times = zc_times_now(tx->db), .reader = &ZC_READER_CITY, .limit = 1,
                                  .filter = zc_arena_printf(arena, "%s = :post and %s = :unit", asks->of->name, asks->as->name)};
    query.params[ZC_P_POST] = keys[0]; /* the binds only carry the ids */
    query.params[ZC_P_UNIT] = keys[1];
    int rc = zc_rows_list(&there, arena, tx->db, &query, err);
    if (rc || there.count)
        return rc;
    struct zc_patch patch = zc_patch_new(arena, asks->entity, 0);
    patch.home_area = zc_id_area(record->id) ? zc_id_area(record->id) : tx->db->city->area;
    put(&patch, asks->of, keys[0]);
    put(&patch, asks->as, keys[1]);
    for (size_t i = 0; i < asks->copy_count; i++)
        put(&patch, asks->copies[i].into, record->values[asks->copies[i].from->column]);
    return zc_record_change(&id, &changed, tx, &patch, err);
}

static int ask_each(struct zc_tx *tx, struct zc_arena *arena, const struct zc_act_asks *asks, const struct zc_record *record, struct zc_error *err)
{
    struct zc_record other, *holder = (struct zc_record *)record;
    struct zc_value whose = asks->whose ? record->values[asks->whose->column] : ZC_EMPTY;
    int rc = whose.kind ? zc_rows_get(holder = &other, arena, tx->db, asks->whose->to, whose.number, zc_times_now(tx->db), &ZC_READER_CITY, err) : ZC_OK;
    if (rc || (asks->whose && !whose.kind))
        return rc;
    for (const char *at = zc_record_text(holder, asks->each->name); *at && !rc; at += strcspn(at, ";")) {
        int64_t whom = 0;
        for (at += *at == ';'; *at >= '0' && *at <= '9'; at++)
            whom = whom * 10 + (*at - '0');
        if (whom)
            rc = ask_one(tx, arena, asks, record, whom, err);
    }
    return rc;
}

/* 5 */

static bool bears(const struct zc_record *post, const struct zc_act_tell *tell)
{
    const char *list = zc_record_text(post, "roles");
    for (size_t r = 0; r < tell->role_count; r++) {
        size_t length = strlen(tell->roles[r]);
        for (const char *found = list; (found = strstr(found, tell->roles[r])); found += length) /* ";a;b;" */
            if (found > list && found[-1] == ';' && found[length] == ';')
                return true;
    }
    return false;
}

struct telling {
    struct zc_tx *tx;
    struct zc_arena *arena;
    const struct zc_record *record;
    const struct zc_act_tell *tell;
    const char *title;
};

static int raise(struct telling *telling, int64_t post, struct zc_error *err)
{
    struct zc_value due = telling->tell->due ? telling->record->values[telling->tell->due->column] : ZC_EMPTY;
    return zc_inbox_raise(telling->tx, post, telling->title, telling->tell->words.zh, telling->record->entity, telling->record->id, due.kind ? (int)due.number : 0,
                          err);
}

/* Where no post bears a role the head of the unit is told. */
static int tell_unit(struct telling *telling, int64_t unit, struct zc_error *err)
{
    struct zc_db *db = telling->tx->db;
    struct zc_rows posts = {0};
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, "core.post"), .times = zc_times_now(db), .reader = &ZC_READER_CITY,
                                  .filter = "unit = :unit and state = 'active'"};
    bool any = false;
    query.params[ZC_P_UNIT] = zc_int(unit);
    int rc = query.entity && telling->tell->role_count ? zc_rows_list(&posts, telling->arena, db, &query, err) : ZC_OK;
    for (size_t i = 0; i < posts.count && !rc; i++)
        if (bears(&posts.items[i], telling->tell)) {
            any = true;
            rc = raise(telling, posts.items[i].id, err);
        }
    return rc || any ? rc : raise(telling, zc_unit_head(telling->arena, db, unit), err);
}

static int tell_all(struct telling *telling, struct zc_error *err)
{
    const struct zc_field *to = telling->tell->to;
    struct zc_value value = telling->record->values[to->column];
    bool unit = strcmp(to->to->full_name, "core.unit") == 0;
    int rc = ZC_OK;
    if (!to->list)
        return !value.kind ? ZC_OK : unit ? tell_unit(telling, value.number, err) : raise(telling, value.number, err);
    for (const char *at = value.kind ? value.text : ""; *at && !rc; at += strcspn(at, ";")) {
        int64_t id = 0;
        for (at += *at == ';'; *at >= '0' && *at <= '9'; at++)
            id = id * 10 + (*at - '0');
        if (id)
            rc = unit ? tell_unit(telling, id, err) : raise(telling, id, err);
    }
    return rc;
}

int zc_act_after(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_transition *step, const struct zc_bounds *bounds,
                  struct zc_error *err)
{
    static const struct zc_acts none = {0};
    const struct zc_acts *acts = step->acts ? step->acts : &none;
    struct zc_arena arena = {0};
    struct zc_record record;
    if (!bounds && !acts->tells && !acts->asks && !acts->paper)
        return ZC_OK;
    const struct zc_reader *saved = tx->actor.reader;
    tx->actor.reader = &ZC_READER_CITY; /* the journal still names who acted */
    int rc = zc_rows_get(&record, &arena, tx->db, entity, id, zc_times_now(tx->db), &ZC_READER_CITY, err);
    if (!rc && acts->paper)
        rc = zc_act_issue(tx, &arena, &record, acts->paper, err);
    if (!rc && bounds)
        rc = zc_act_keep_bound(tx, &arena, &record, bounds, err);
    if (!rc && acts->asks)
        rc = ask_each(tx, &arena, acts->asks, &record, err);
    if (!rc && acts->tells)
        rc = zc_inbox_settle(tx, 0, entity, id, err);
    for (size_t i = 0; i < acts->tell_count && !rc; i++) {
        struct telling telling = {tx, &arena, &record, &acts->tell[i], zc_record_name(&arena, tx->db, &record, ZC_ZH)};
        rc = tell_all(&telling, err);
    }
    tx->actor.reader = saved;
    zc_arena_free(&arena);
    return rc;
}
