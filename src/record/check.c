/* check: one value, keys, rights, the whole row. */
#include "record/check.h"
#include "model/apart.h"
#include "query/access.h"
#include "base/hours.h"
#include "base/text.h"
#include "query/code.h"
#include "query/compute.h"
#include "query/vote.h"
#include "model/opening.h"
#include "record/step.h"
#include "record/tx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_TEXT = 2000, LONGEST_LIST = 65536 };

static const char *say(const struct zc_field *field, enum zc_lang lang) { return zc_pick(field->title, lang); }

int zc_check_fail(struct zc_error *err, const struct zc_entity *entity, const struct zc_field *field, const char *zh, const char *en)
{
    char zh_text[512], en_text[512];
    snprintf(zh_text, sizeof zh_text, "%s的“%s”%s", zc_pick(entity->title, ZC_ZH), say(field, ZC_ZH), zh);
    snprintf(en_text, sizeof en_text, "%s, field \"%s\": %s", zc_pick(entity->title, ZC_EN), say(field, ZC_EN), en);
    return zc_fail(err, ZC_EINPUT, "%s%.0s", "%.0s%s", zh_text, en_text);
}

static bool visible(struct zc_tx *tx, const struct zc_entity *entity, int64_t id)
{
    struct zc_arena arena = {0};
    struct zc_record record;
    if (tx->actor.reader->city)
        return true;
    bool seen = zc_rows_get(&record, &arena, tx->db, entity, id, zc_times_now(tx->db), tx->actor.reader, NULL) == ZC_OK;
    zc_arena_free(&arena);
    return seen;
}

static int ref_exists(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, int64_t id, struct zc_error *err)
{
    size_t slot = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 52) % ZC_CHECKED_REFS;
    if (tx->checked_refs[slot] == id)
        return ZC_OK;
    char sql[256];
    int64_t found = 0;
    snprintf(sql, sizeof sql, "SELECT 1 FROM \"t_%s\" WHERE id = ?1", field->to->table);
    int rc = zc_tx_one_int(&found, tx->db->store, sql, id, err);
    if (rc)
        return rc;
    if (!found || !visible(tx, field->to, id)) { /* whether a hidden row exists is not told by what may point at it */
        char zh[200], en[200];
        snprintf(zh, sizeof zh, "指向的%s %lld 不存在", zc_pick(field->to->title, ZC_ZH), (long long)id);
        snprintf(en, sizeof en, "points to %s %lld, which does not exist", zc_pick(field->to->title, ZC_EN), (long long)id);
        return zc_check_fail(err, entity, field, zh, en);
    }
    tx->checked_refs[slot] = id;
    return ZC_OK;
}

/* What comes from JSON or from code has not met zc_field_parse: the bounds are asked here, on the one write path. */
static int check_code(const struct zc_entity *entity, const struct zc_field *field, const char *code, struct zc_error *err)
{
    char zh[200], en[200];
    if (!field->codelist || zc_codelist_find(field->codelist, code))
        return ZC_OK;
    snprintf(zh, sizeof zh, "填了代码 %.60s,代码表“%s”中没有", code, zc_pick(field->codelist->title, ZC_ZH));
    snprintf(en, sizeof en, "code %.60s is not in the list \"%s\"", code, zc_pick(field->codelist->title, ZC_EN));
    return zc_check_fail(err, entity, field, zh, en);
}

static int check_length(const struct zc_entity *entity, const struct zc_field *field, const char *text, struct zc_error *err)
{
    char zh[120], en[120];
    size_t most = field->max ? (size_t)field->max : LONGEST_TEXT, length;
    if (strlen(text) <= most || (length = zc_utf8_length(text)) <= most) /* it has no more characters than bytes */
        return ZC_OK;
    snprintf(zh, sizeof zh, "有 %zu 字,最多 %zu 字", length, most);
    snprintf(en, sizeof en, "%zu characters, at most %zu are allowed", length, most);
    return zc_check_fail(err, entity, field, zh, en);
}

/* ";a;b;": no part is empty. */
static int check_list(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, const char *list, struct zc_error *err)
{
    size_t size = strlen(list);
    int rc = size < 3 || size > LONGEST_LIST || list[0] != ';' || list[size - 1] != ';' || strstr(list, ";;")
                 ? zc_check_fail(err, entity, field, "的列表写法不对", "is a malformed list")
                 : ZC_OK;
    for (const char *at = list + 1; !rc && *at; at += strcspn(at, ";") + 1) {
        size_t length = strcspn(at, ";");
        char *end;
        if (field->type == ZC_REF) {
            int64_t id = strtoll(at, &end, 10);
            rc = end == at + length ? ref_exists(tx, entity, field, id, err)
                                    : zc_check_fail(err, entity, field, "的列表写法不对", "is a malformed list");
        } else {
            const char *part = zc_arena_copy(&tx->arena, at, length);
            rc = field->type == ZC_CODE ? check_code(entity, field, part, err) : check_length(entity, field, part, err);
        }
    }
    return rc;
}

int zc_check_value(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, const struct zc_value *value,
                       struct zc_error *err)
{
    if (!value->kind)
        return field->required ? zc_check_fail(err, entity, field, "必须填写", "is required") : ZC_OK;
    if (zc_field_is_text(field) != (value->kind == ZC_V_TEXT))
        return zc_check_fail(err, entity, field, "的值类型不对", "holds a value of another type");
    if (value->kind == ZC_V_TEXT && !zc_utf8_valid(value->text, strlen(value->text)))
        return zc_check_fail(err, entity, field, "不是 UTF-8", "is not UTF-8");
    if (field->list)
        return check_list(tx, entity, field, value->text, err);
    if (field->type == ZC_REF)
        return ref_exists(tx, entity, field, value->number, err);
    if (field->type == ZC_CODE)
        return check_code(entity, field, value->text, err);
    if (field->type == ZC_TEXT)
        return check_length(entity, field, value->text, err);
    if (field->type == ZC_BOOL && value->number != 0 && value->number != 1)
        return zc_check_fail(err, entity, field, "应为是非值", "takes a truth value");
    if (value->kind == ZC_V_INT && (value->number < field->least || value->number > field->most)) {
        char zh[200], en[200];
        snprintf(zh, sizeof zh, "填了 %lld,应在 %lld 至 %lld 之间", (long long)value->number, (long long)field->least, (long long)field->most);
        snprintf(en, sizeof en, "%lld came, expected %lld to %lld", (long long)value->number, (long long)field->least, (long long)field->most);
        return zc_check_fail(err, entity, field, zh, en);
    }
    return ZC_OK;
}

int zc_check_unique(struct zc_tx *tx, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    int64_t other = 0;
    int rc = ZC_OK;
    int today = zc_instant_date(zc_tx_next_at(tx)), from = record->valid_from > today ? record->valid_from : today, to = record->valid_to;
    if (to <= today)
        return ZC_OK;
    if (entity->key_count) {
        struct zc_value keys[8];
        zc_assert(entity->key_count <= 8);
        for (size_t i = 0; i < entity->key_count; i++)
            keys[i] = zc_record_value(record, entity->key[i]);
        if ((rc = zc_rows_by_key_but(&other, tx->db, entity, record->id, from, to, keys, err)))
            return rc;
        if (other && !visible(tx, entity, other))
            return zc_fail(err, ZC_ECONFLICT, "关键字段与另一条%s相同%.0s", "the key fields are those of another%.0s %s", zc_pick(entity->title, ZC_ZH),
                           zc_pick(entity->title, ZC_EN));
        if (other)
            return zc_fail(err, ZC_ECONFLICT, "已有同一个%s%.0s(编号 %lld),关键字段相同", "the same%.0s %s exists already (id %lld): its key fields are equal",
                           zc_pick(entity->title, ZC_ZH), zc_pick(entity->title, ZC_EN), (long long)other);
    }
    for (size_t i = 0; i < entity->column_count && !rc; i++) {
        const struct zc_field *field = entity->columns[i];
        bool is_key = entity->key_count == 1 && strcmp(entity->key[0], field->name) == 0; /* just asked */
        const struct zc_field *reason = field->shared_needs ? zc_entity_field(entity, field->shared_needs) : NULL;
        if (reason && record->values[i].kind && !record->values[reason->column].kind) {
            rc = zc_rows_find_but(&other, tx->db, entity, record->id, from, to, field->name, &record->values[i], err);
            if (!rc && other)
                rc = zc_check_fail(err, entity, reason, "要写明：同一内容已用于另一条记录", "is needed, since another record bears the same value");
        }
        if (rc || !field->unique || !record->values[i].kind || is_key)
            continue;
        rc = zc_rows_find_but(&other, tx->db, entity, record->id, from, to, field->name, &record->values[i], err);
        if (!rc && other)
            return zc_check_fail(err, entity, field, "已被另一条记录使用", "is used by another record already");
    }
    return rc;
}

int zc_check_right(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    (void)tx;
    return zc_access_decide(eval, ZC_ACCESS_WRITE, record).granted
               ? ZC_OK
               : zc_fail(err, ZC_EDENIED, "您的岗位无权修改%s%.0s", "your post may not write%.0s %s", zc_pick(entity->title, ZC_ZH),
                             zc_pick(entity->title, ZC_EN));
}

int zc_check_actors(struct zc_tx *tx, const struct zc_patch *patch, const struct zc_record *before, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    static const struct zc_value nobody = {ZC_V_EMPTY, 0, 0};
    if (tx->actor.reader->city || patch->states) /* an undo or the year change gives back what a step kept */
        return ZC_OK;
    for (size_t i = 0; i < entity->column_count; i++)
        if (patch->set[i] && zc_step_keeps(entity, entity->columns[i]) && !zc_value_same(&patch->values[i], before ? &before->values[i] : &nobody))
            return zc_check_fail(err, entity, entity->columns[i], "由办理步骤记下,不能填写", "is kept by the step and cannot be written");
    for (size_t t = 0; t < entity->transition_count; t++) {
        const struct zc_apart_rule *rule = entity->transitions[t].apart;
        const struct zc_field *kept[] = {rule ? rule->actor : NULL, rule ? rule->post : NULL};
        for (size_t i = 0; i < 2; i++)
            if (kept[i] && patch->set[kept[i]->column] &&
                !zc_value_same(&patch->values[kept[i]->column], before ? &before->values[kept[i]->column] : &nobody))
                return zc_check_fail(err, entity, kept[i], "由办理步骤记下,不能填写", "is kept by the step and cannot be written");
    }
    return ZC_OK;
}

/* A role that `by` names and no write rule speaks of has the step as its only right. Where some write rule names the role,
 * or binds whoever it is by the row (owner = :unit), that rule decides the step too. */
bool zc_check_step_right(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_transition *step)
{
    for (size_t i = 0; i < entity->write_count; i++)
        if (!zc_expr_needs_role(entity->write[i]))
            return false;
    for (size_t r = 0; r < step->by_count; r++) {
        bool named = !zc_reader_has_role(tx->actor.reader, step->by[r]);
        for (size_t i = 0; i < entity->write_count && !named; i++)
            named = zc_expr_names_role(entity->write[i], step->by[r]);
        if (!named)
            return true;
    }
    return false;
}

static int check_in_force(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, const char *code, struct zc_error *err)
{
    char zh[200], en[200], key[400];
    static const char good = 1, ended = 0; /* their addresses */
    snprintf(key, sizeof key, "%s;%.200s", field->codelist->full_name, code);
    const char *known = zc_map_get(&tx->codes, key);
    if (!known) {
        bool in_force;
        int rc = zc_code_in_force(&in_force, tx->db, field->codelist, code, zc_instant_date(zc_tx_next_at(tx)), err);
        if (rc)
            return rc;
        known = in_force ? &good : &ended;
        zc_map_put(&tx->codes, key, (void *)known);
    }
    if (known == &good)
        return ZC_OK;
    snprintf(zh, sizeof zh, "填了代码 %.60s,本市已停用", code);
    snprintf(en, sizeof en, "code %.60s is no longer used by the city", code);
    return zc_check_fail(err, entity, field, zh, en);
}

/* The list in force on the day of the act decides what may be written; what stands already stays. */
static int check_codes_in_force(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, const char *text, struct zc_error *err)
{
    int rc = ZC_OK;
    if (!field->list)
        return check_in_force(tx, entity, field, text, err);
    for (const char *at = text + 1; !rc && *at; at += strcspn(at, ";") + 1) {
        char part[201]; /* each stands in the list: short */
        snprintf(part, sizeof part, "%.*s", (int)strcspn(at, ";"), at);
        rc = check_in_force(tx, entity, field, part, err);
    }
    return rc;
}

/* Who stands for claims of before the first day is not for those to say who made them. */
static int check_opening(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_opening_rule *rule = entity->opening;
    if (!rule || tx->actor.reader->city || zc_reader_has_role(tx->actor.reader, rule->role))
        return ZC_OK;
    const char *names[] = {rule->basis, rule->by, rule->on};
    for (size_t i = 0; i < 3; i++) {
        const struct zc_field *field = zc_entity_field(entity, names[i]);
        if (patch->set[field->column])
            return zc_fail(err, ZC_EDENIED, "您的岗位不能做期初核实", "your post may not verify claims of before the first day");
    }
    return ZC_OK;
}

/* Numbers of a vote that cannot be are refused, whether it is recorded in full or not. */
static int check_vote(struct zc_eval *eval, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    struct zc_rules rules;
    struct zc_vote_reading reading;
    if (!entity->vote)
        return ZC_OK;
    zc_rules_open(&rules, eval->arena, eval->db, eval->times.known);
    int rc = zc_vote_read(&reading, &rules, record, err);
    if (rc || reading.fault == ZC_VOTE_SOUND)
        return rc;
    struct zc_pair words = zc_vote_fault_words(eval->arena, &reading, entity, eval->reader);
    return zc_fail(err, ZC_EINPUT, "%s：表决的数不对：%s%.0s%.0s", "%.0s%.0s%s: the numbers of the vote cannot be: %s", zc_pick(entity->title, ZC_ZH), words.zh,
                   zc_pick(entity->title, ZC_EN), words.en);
}

/* What clocks and guards count with stays a number, hours stay hours, votes votes. */
static int check_rule(struct zc_tx *tx, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    const char *id = zc_record_text(record, "rule"), *value = zc_record_text(record, "value");
    const struct zc_model *model = tx->db->city->model;
    struct zc_hours hours;
    struct zc_vote_rule vote;
    char zh[400], en[400];
    if (strcmp(entity->full_name, "core.rule_value") != 0)
        return ZC_OK;
    if (zc_model_rule_tells_hours(model, id) && !zc_hours_parse(&hours, value)) {
        snprintf(zh, sizeof zh, "填了 %.60s,这条规则须为工作时间,如 workdays 09:00-12:00 13:00-17:00 或 daily 08:00-20:00", value);
        snprintf(en, sizeof en, "%.60s came, this rule takes hours such as workdays 09:00-12:00 13:00-17:00 or daily 08:00-20:00", value);
        return zc_check_fail(err, entity, zc_entity_field(entity, "value"), zh, en);
    }
    if (zc_vote_rule_declared(model, id) && !zc_vote_rule_parse(&vote, value)) {
        snprintf(zh, sizeof zh, "填了 %.60s，这条规则须为表决规则，如 quorum present >= 1/2 due; pass yes > 1/2 due", value);
        snprintf(en, sizeof en, "%.60s came, this rule says what a vote needs, such as quorum present >= 1/2 due; pass yes > 1/2 due", value);
        return zc_check_fail(err, entity, zc_entity_field(entity, "value"), zh, en);
    }
    if (!zc_model_rule_counts(model, id) || zc_rule_is_whole(value))
        return ZC_OK;
    snprintf(zh, sizeof zh, "填了 %.60s,这条规则须为 0 至 1000000 的整数", value);
    snprintf(en, sizeof en, "%.60s came, this rule takes a whole number from 0 to 1000000", value);
    return zc_check_fail(err, entity, zc_entity_field(entity, "value"), zh, en);
}

struct touching {
    const struct zc_patch *patch;
    bool touched;
};
static void see_touched(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    struct touching *touching = user;
    touching->touched |= entity == touching->patch->entity && field->column >= 0 && touching->patch->set[field->column];
}

/* A text of a declared form, when it is written or comes under the form. What stood there before the form was declared stays until then. */
static int check_form(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_field *field, const struct zc_patch *patch, struct zc_error *err)
{
    char zh[400], en[400];
    struct touching touching = {patch, patch->set[field->column]};
    if (field->valid_where)
        zc_expr_reads(field->valid_where, see_touched, &touching);
    if (!field->valid || !touching.touched || !record->values[field->column].kind || (field->valid_where && !zc_eval_test(eval, field->valid_where, record)) ||
        zc_compute_valid(field->valid, &tx->arena, eval->times, record, field))
        return ZC_OK;
    const char *came = record->values[field->column].text;
    snprintf(zh, sizeof zh, "填了“%.120s”:%s", came, zc_pick(field->check_message, ZC_ZH));
    snprintf(en, sizeof en, "\"%.120s\" came: %s", came, zc_pick(field->check_message, ZC_EN));
    return zc_check_fail(err, record->entity, field, zh, en);
}

int zc_check_row(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    int rc = check_opening(tx, entity, patch, err);
    for (size_t i = 0; i < entity->column_count && !rc; i++) {
        const struct zc_field *field = entity->columns[i];
        if ((patch->set[i] || field->required) && !(field->erasable && record->values[i].kind)) /* that is ciphertext: checked before */
            rc = zc_check_value(tx, entity, field, &record->values[i], err);
        if (!rc && patch->set[i] && field->codelist && record->values[i].kind)
            rc = check_codes_in_force(tx, entity, field, record->values[i].text, err);
        if (!rc && field->check && record->values[i].kind && patch->set[i] && !zc_eval_test(eval, field->check, record))
            rc = zc_check_fail(err, entity, field, zc_pick(field->check_message, ZC_ZH), zc_pick(field->check_message, ZC_EN));
    }
    for (size_t i = 0; i < entity->column_count && !rc; i++)
        rc = check_form(tx, eval, record, entity->columns[i], patch, err);
    if (!rc)
        rc = check_rule(tx, record, err);
    if (!rc)
        rc = check_vote(eval, record, err);
    for (size_t i = 0; i < entity->check_count && !rc; i++)
        if (!zc_eval_test(eval, entity->checks[i], record))
            rc = zc_fail(err, ZC_EINPUT, "%s:%s%.0s%.0s", "%.0s%.0s%s: %s", zc_pick(entity->title, ZC_ZH),
                         zc_pick(entity->check_messages[i], ZC_ZH), zc_pick(entity->title, ZC_EN), zc_pick(entity->check_messages[i], ZC_EN));
    return rc;
}
