/* why: 1 rules in words; 2 reading; 3 writing and stepping. */
#include "query/why.h"
#include "model/apart.h"
#include "query/access.h"
#include "query/vote.h"

#include <stdio.h>
#include <string.h>

/* 1 */

static const struct zc_role *role_named(const struct zc_model *model, const char *module, const char *name, size_t length)
{
    for (size_t i = 0; i < model->role_count; i++) {
        const char *full = model->roles[i].full_name, *dot = strrchr(full, '.');
        size_t front = strlen(module);
        if (strlen(full) == length && strncmp(full, name, length) == 0)
            return &model->roles[i];
        if (dot && (size_t)(dot - full) == front && strncmp(full, module, front) == 0 && strlen(dot + 1) == length && strncmp(dot + 1, name, length) == 0)
            return &model->roles[i];
    }
    return NULL;
}

/* The roles that a rule asks for. */
static void roles_of(struct zc_why *out, struct zc_arena *arena, const struct zc_model *model, const char *module, const char *rule, size_t *capacity)
{
    for (const char *at = rule; (at = strstr(at, "role ")); ) {
        at += 5;
        const struct zc_role *role = role_named(model, module, at, strcspn(at, " ()"));
        bool known = false;
        for (size_t i = 0; role && i < out->role_count; i++)
            known |= strcmp(out->roles[i], role->full_name) == 0;
        if (role && !known)
            *(const char **)zc_arena_push(arena, &out->roles, &out->role_count, capacity, sizeof role->full_name) = role->full_name;
    }
}

static void add_rule(struct zc_why *out, struct zc_arena *arena, const char *rule)
{
    out->rule = out->rule ? zc_arena_printf(arena, "%s · %s", out->rule, rule) : zc_arena_str(arena, rule);
}

/* A refusal names every rule that could have allowed it; it depends on the declarations alone, not on any row. */
static void refuse(struct zc_why *out, struct zc_arena *arena, const struct zc_model *model, const struct zc_entity *entity, const char **rules, size_t count,
                   struct zc_pair words)
{
    size_t capacity = 0;
    *out = (struct zc_why){.step = ZC_WHY_RULE, .words = words};
    for (size_t i = 0; i < count; i++) {
        add_rule(out, arena, rules[i]);
        roles_of(out, arena, model, entity->module, rules[i], &capacity);
    }
    if (!out->rule)
        out->rule = "";
}

static void allow(struct zc_why *out, struct zc_arena *arena, const struct zc_model *model, const struct zc_entity *entity, const char *rule, struct zc_pair words)
{
    size_t capacity = 0;
    *out = (struct zc_why){.allowed = true, .step = ZC_WHY_RULE, .rule = zc_arena_str(arena, rule), .words = words};
    roles_of(out, arena, model, entity->module, rule, &capacity);
}

/* 2 */

static void why_read(struct zc_why *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, const struct zc_reader *reader)
{
    const struct zc_entity *entity = record->entity;
    struct zc_eval eval;
    zc_eval_init(&eval, arena, db, zc_times_now(db), reader);
    const char *rule = zc_access_decide(&eval, ZC_ACCESS_READ, record).rule;
    if (rule && strcmp(rule, "public") != 0)
        allow(out, arena, db->city->model, entity, rule, (struct zc_pair){"符合查看规则", "a read rule holds"});
    else
        allow(out, arena, db->city->model, entity, "public", (struct zc_pair){"向社会公开", "it is public"});
}

/* 3 */

static void why_write(struct zc_why *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, const struct zc_reader *acting)
{
    const struct zc_entity *entity = record->entity;
    struct zc_eval eval;
    zc_eval_init(&eval, arena, db, zc_times_now(db), acting);
    struct zc_decision decision = zc_access_decide(&eval, ZC_ACCESS_WRITE, record);
    if (decision.granted) {
        allow(out, arena, db->city->model, entity, decision.rule, (struct zc_pair){"所选岗位符合修改规则", "a write rule holds for the chosen post"});
    } else if (decision.denied) {
        refuse(out, arena, db->city->model, entity, entity->write_text, entity->write_count,
               (struct zc_pair){"回避规则不许:对您本人、您的其他岗位或您所代的人", "the rules on recusal refuse it: for yourself, another post of yours, or the one you represent"});
        out->step = ZC_WHY_DENY;
    } else
        refuse(out, arena, db->city->model, entity, entity->write_text, entity->write_count,
               (struct zc_pair){"可以查看,但所选岗位不符合任何修改规则", "it may be read, but no write rule holds for the chosen post"});
}

static void why_step(struct zc_why *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, const struct zc_transition *step,
                     const struct zc_reader *acting)
{
    const char *state = zc_record_text(record, "state");
    bool from = false;
    size_t capacity = 0;
    struct zc_eval eval;
    *out = (struct zc_why){.step = ZC_WHY_RULE};
    for (size_t i = 0; i < step->by_count; i++) {
        if (zc_reader_has_role(acting, step->by[i]))
            out->allowed = true;
        add_rule(out, arena, zc_arena_printf(arena, "role %s", step->by[i]));
        *(const char **)zc_arena_push(arena, &out->roles, &out->role_count, &capacity, sizeof step->by[i]) = step->by[i];
    }
    if (!out->rule)
        out->rule = "";
    if (!out->allowed) {
        out->words = (struct zc_pair){"所选岗位没有办这一步的角色", "the chosen post holds no role for this step"};
        return;
    }
    for (size_t i = 0; i < step->from_count; i++)
        from |= strcmp(step->from[i], state) == 0;
    zc_eval_init(&eval, arena, db, zc_times_now(db), acting);
    out->step = ZC_WHY_DUTIES;
    bool apart = step->apart && step->apart->refused && zc_access_any_stand(&eval, step->apart->refused, record);
    out->allowed = from && !apart && (!step->when || zc_access_each_person(&eval, step->when, record));
    struct zc_pair held_back = {0};
    struct zc_vote_reading vote;
    if (out->allowed && (zc_vote_holds_back(&held_back, &vote, &eval, record, step, NULL) || held_back.zh))
        out->allowed = false;
    if (!from)
        out->words = (struct zc_pair){"现在的状态不能办这一步", "the present state does not allow this step"};
    else if (apart)
        out->words = step->apart->message;
    else if (held_back.zh)
        out->words = held_back;
    else if (!out->allowed)
        out->words = step->message.zh ? step->message : (struct zc_pair){"还不具备条件", "its condition does not hold yet"};
    else {
        out->step = ZC_WHY_RULE;
        out->words = (struct zc_pair){"所选岗位可以办这一步", "the chosen post may take this step"};
    }
}

int zc_why(struct zc_why *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, const char *verb,
           const struct zc_reader *reader, const struct zc_reader *acting, struct zc_error *err)
{
    const struct zc_transition *step = NULL;
    bool read = strcmp(verb, "read") == 0, write = strcmp(verb, "write") == 0;
    struct zc_record record;
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, verb) == 0)
            step = &entity->transitions[i];
    if (!read && !write && !step)
        return zc_fail(err, ZC_EINPUT, "verb 应为 read、write 或办理步骤名,收到 %.40s", "verb is read, write or a transition's name, %.40s came", verb);
    int rc = zc_rows_get(&record, arena, db, entity, id, zc_times_now(db), reader, err);
    if (rc == ZC_ENOTFOUND) {
        refuse(out, arena, db->city->model, entity, entity->read_text, entity->read_count,
               (struct zc_pair){"没有这样一条您可以查看的记录:或不存在,或查看规则、回避规则不许", "there is no such record that you may see: it does not exist, or the rules on reading and recusal withhold it"});
        return ZC_OK;
    }
    if (rc)
        return rc;
    if (read)
        why_read(out, arena, db, &record, reader);
    else if (write)
        why_write(out, arena, db, &record, acting);
    else
        why_step(out, arena, db, &record, step, acting);
    return ZC_OK;
}
