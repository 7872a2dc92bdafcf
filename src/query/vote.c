/* vote: 1 reading; 2 words; 3 steps; 4 declarations. */
#include "query/vote.h"
#include "base/date.h"

#include <stdio.h>
#include <string.h>

/* 1 */

int zc_vote_read(struct zc_vote_reading *out, struct zc_rules *rules, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_vote *vote = record->entity->vote;
    int64_t *numbers[ZC_VOTE_NUMBERS] = {&out->count.due, &out->count.present, &out->count.yes, &out->count.no, &out->count.abstain, &out->count.written};
    bool there[ZC_VOTE_NUMBERS] = {false};
    int rc = ZC_OK;
    *out = (struct zc_vote_reading){.id = vote->rule};
    for (int i = 0; i < ZC_VOTE_NUMBERS; i++) {
        const struct zc_field *field = vote->numbers[i];
        struct zc_value value = field ? record->values[field->column] : ZC_EMPTY;
        there[i] = value.kind == ZC_V_INT;
        *numbers[i] = there[i] ? value.number : 0;
        out->begun |= there[i];
        if (!there[i] && !out->lacks && i != ZC_VOTE_WRITTEN_YES)
            out->lacks = field;
    }
    struct zc_value kind = vote->kind ? record->values[vote->kind->column] : ZC_EMPTY, on = record->values[vote->on->column];
    if (kind.kind == ZC_V_TEXT)
        out->id = zc_arena_printf(rules->arena, "%s.%s", vote->pack, kind.text);
    if (vote->kind && !kind.kind && !out->lacks)
        out->lacks = vote->kind;
    if (!on.kind && !out->lacks)
        out->lacks = vote->on;
    if (out->id && on.kind)
        rc = zc_rules_at(&out->basis, rules, out->id, (int)on.number, err);
    bool ruled = out->basis && zc_vote_rule_parse(&out->rule, out->basis->value);
    struct zc_vote_rule any = {.written = true}; /* while no rule is known, only what holds under every rule is a fault */
    struct zc_vote_count known = out->count;
    if (!there[ZC_VOTE_PRESENT])
        known.present = known.yes + known.no + known.abstain;
    if (!there[ZC_VOTE_DUE])
        known.due = known.present + known.written + 1;
    out->fault = out->begun ? zc_vote_fault_of(ruled ? &out->rule : &any, &known) : ZC_VOTE_SOUND;
    out->counted = !rc && ruled && !out->lacks && zc_vote_result(&out->result, &out->rule, &out->count);
    return rc;
}

const char *zc_vote_word(const struct zc_vote_reading *reading)
{
    if (!reading->counted)
        return NULL;
    return !reading->result.quorum ? "no_quorum" : !reading->rule.decides ? "advice" : reading->result.passed ? "passed" : "not_passed";
}

/* 2 */

static struct zc_pair share_words(struct zc_arena *arena, struct zc_vote_share share, const struct zc_vote_count *count)
{
    long long whole = share.of_present ? count->present : count->due;
    const char *zh = share.above ? "多于" : "不少于", *en = share.above ? "more than" : "at least";
    if (share.over == share.under)
        return (struct zc_pair){zc_arena_printf(arena, "%s%s %lld", zh, share.of_present ? "实到" : "应到", whole),
                                zc_arena_printf(arena, "%s all %lld %s", en, whole, share.of_present ? "present" : "entitled")};
    return (struct zc_pair){zc_arena_printf(arena, "%s%s %lld 的 %d/%d", zh, share.of_present ? "实到" : "应到", whole, share.over, share.under),
                            zc_arena_printf(arena, "%s %d/%d of the %lld %s", en, share.over, share.under, whole, share.of_present ? "present" : "entitled")};
}

struct zc_pair zc_vote_quorum_words(struct zc_arena *arena, const struct zc_vote_reading *reading)
{
    struct zc_pair share = share_words(arena, reading->rule.quorum, &reading->count);
    long long present = reading->count.present, least = reading->result.present_least;
    bool met = reading->result.quorum;
    return (struct zc_pair){zc_arena_printf(arena, met ? "到会法定人数已足：实到 %lld，须%s，至少 %lld 人" : "到会法定人数不足：实到 %lld，须%s，至少 %lld 人", present, share.zh, least),
                            zc_arena_printf(arena, met ? "quorum: %lld present; %s are needed, that is %lld" : "no quorum: %lld present; %s are needed, that is %lld", present,
                                            share.en, least)};
}

struct zc_pair zc_vote_pass_words(struct zc_arena *arena, const struct zc_vote_reading *reading)
{
    if (!reading->rule.decides)
        return (struct zc_pair){"只作参考，不作决定", "advice and no decision"};
    struct zc_pair share = share_words(arena, reading->rule.pass, &reading->count);
    long long yes = reading->result.yes, least = reading->result.yes_least, written = reading->rule.written ? reading->count.written : 0;
    const char *of_them_zh = written ? zc_arena_printf(arena, "（含书面 %lld）", written) : "", *of_them_en = written ? zc_arena_printf(arena, ", %lld of them in writing", written) : "";
    return (struct zc_pair){zc_arena_printf(arena, "赞成 %lld%s，须%s，至少 %lld 票", yes, of_them_zh, share.zh, least),
                            zc_arena_printf(arena, "%lld in favour%s; %s are needed, that is %lld", yes, of_them_en, share.en, least)};
}

struct zc_pair zc_vote_basis_words(struct zc_arena *arena, const struct zc_vote_reading *reading)
{
    static const struct {
        const char *status, *zh, *en;
    } marks[] = {{"assumption", "〔推定〕", " [assumption]"}, {"to_confirm", "〔待核〕", " [to confirm]"}};
    const struct zc_rule_value *basis = reading->basis;
    const char *zh = "", *en = "", *since_zh = "", *since_en = "";
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strcmp(marks[i].status, basis->status) == 0)
            zh = marks[i].zh, en = marks[i].en;
    if (basis->from > 0) {
        char from[ZC_DATE_TEXT];
        zc_date_format(from, basis->from);
        since_zh = zc_arena_printf(arena, "，%s 起", from);
        since_en = zc_arena_printf(arena, ", in force since %s", from);
    }
    return (struct zc_pair){zc_arena_printf(arena, "依据：%s（规则 %s%s）%s", basis->basis, reading->id, since_zh, zh),
                            zc_arena_printf(arena, "basis: %s (rule %s%s)%s", basis->basis, reading->id, since_en, en)};
}

static bool sees_all(const struct zc_vote *vote, const struct zc_entity *entity, const struct zc_reader *reader)
{
    for (int i = 0; i < ZC_VOTE_NUMBERS; i++)
        if (vote->numbers[i] && !zc_eval_visible(reader, entity, vote->numbers[i]))
            return false;
    return zc_eval_visible(reader, entity, vote->on) && (!vote->kind || zc_eval_visible(reader, entity, vote->kind));
}

struct zc_pair zc_vote_fault_words(struct zc_arena *arena, const struct zc_vote_reading *reading, const struct zc_entity *entity, const struct zc_reader *reader)
{
    const struct zc_vote_count *count = &reading->count;
    if (!sees_all(entity->vote, entity, reader))
        return (struct zc_pair){"各数合不起来", "the numbers do not add up"};
    switch (reading->fault) {
    case ZC_VOTE_VOTES:
        return (struct zc_pair){zc_arena_printf(arena, "赞成 %lld、反对 %lld、弃权 %lld，合计多于实到 %lld", (long long)count->yes, (long long)count->no, (long long)count->abstain,
                                                (long long)count->present),
                                zc_arena_printf(arena, "%lld yes, %lld no and %lld abstentions are more than the %lld present", (long long)count->yes, (long long)count->no,
                                                (long long)count->abstain, (long long)count->present)};
    case ZC_VOTE_PEOPLE:
        return (struct zc_pair){zc_arena_printf(arena, "实到 %lld 加书面 %lld 多于应到 %lld", (long long)count->present, (long long)count->written, (long long)count->due),
                                zc_arena_printf(arena, "%lld present and %lld in writing are more than the %lld entitled", (long long)count->present, (long long)count->written,
                                                (long long)count->due)};
    case ZC_VOTE_WRITTEN:
        return (struct zc_pair){"这类表决不计书面意见，书面应为空或 0", "this kind of vote counts nothing in writing: leave it empty or 0"};
    default:
        return (struct zc_pair){"应到至少 1 人，其余不小于 0，都不多于十亿", "at least one is entitled, no number is below 0 or above a thousand million"};
    }
}

/* 3 */

int zc_vote_holds_back(struct zc_pair *out, struct zc_vote_reading *reading, struct zc_eval *eval, const struct zc_record *record, const struct zc_transition *step,
                       struct zc_error *err)
{
    const struct zc_vote *vote = record->entity->vote;
    struct zc_arena *arena = eval->arena;
    struct zc_rules rules;
    bool decided = false;
    *out = (struct zc_pair){0};
    *reading = (struct zc_vote_reading){0};
    for (size_t i = 0; vote && i < vote->decide_count; i++)
        decided |= vote->decides[i] == step;
    if (!decided)
        return ZC_OK;
    zc_rules_open(&rules, arena, eval->db, eval->times.known);
    int rc = zc_vote_read(reading, &rules, record, err);
    if (rc || (!reading->begun && vote->optional) || (reading->counted && reading->result.passed))
        return rc;
    if (!sees_all(vote, record->entity, eval->reader))
        *out = (struct zc_pair){"表决没有通过，或者没有记全", "the vote is not passed, or not recorded in full"};
    else if (reading->lacks)
        *out = (struct zc_pair){zc_arena_printf(arena, "表决还没有记全：缺%s", zc_pick(reading->lacks->title, ZC_ZH)),
                                zc_arena_printf(arena, "the vote is not recorded in full: %s is missing", zc_pick(reading->lacks->title, ZC_EN))};
    else if (!reading->basis)
        *out = (struct zc_pair){zc_arena_printf(arena, "表决当日没有有效的规则 %s", reading->id), zc_arena_printf(arena, "no rule %s was in force on the day of the vote", reading->id)};
    else if (!reading->counted)
        *out = zc_vote_fault_words(arena, reading, record->entity, eval->reader);
    else {
        struct zc_pair words = reading->result.quorum ? zc_vote_pass_words(arena, reading) : zc_vote_quorum_words(arena, reading);
        *out = (struct zc_pair){zc_arena_printf(arena, "表决没有通过：%s", words.zh), zc_arena_printf(arena, "the vote is not passed: %s", words.en)};
    }
    return ZC_OK;
}

/* 4 */

bool zc_vote_rule_declared(const struct zc_model *model, const char *id)
{
    struct zc_vote_rule rule;
    for (size_t i = 0; i < model->rule_count; i++)
        if (strcmp(model->rules[i].id, id) == 0 && zc_vote_rule_parse(&rule, model->rules[i].value))
            return true;
    return false;
}

static int no_rule(const struct zc_place *place, const char *id, struct zc_error *err)
{
    return zc_fail(err, ZC_ECHECK, "%s:%d:%d: 规则值 %s 不是表决规则，应如 quorum present >= 1/2 due; pass yes > 1/2 due",
                   "%s:%d:%d: the rule value %s is none of votes such as quorum present >= 1/2 due; pass yes > 1/2 due", place->file, place->line, place->column, id);
}

/* Where some value of the id is a rule, those of all other days are. */
static int check_rule(const struct zc_model *model, const struct zc_place *place, const char *id, struct zc_error *err)
{
    struct zc_vote_rule rule;
    if (!zc_vote_rule_declared(model, id))
        return no_rule(place, id, err);
    for (size_t i = 0; i < model->rule_count; i++)
        if (strcmp(model->rules[i].id, id) == 0 && !zc_vote_rule_parse(&rule, model->rules[i].value))
            return no_rule(&model->rules[i].place, id, err);
    return ZC_OK;
}

int zc_votes_check(const struct zc_model *model, struct zc_error *err)
{
    char id[300];
    int rc = ZC_OK;
    for (size_t e = 0; e < model->entity_count && !rc; e++) {
        const struct zc_entity *entity = model->entities[e];
        const struct zc_vote *vote = entity->vote;
        for (size_t i = 0; i < entity->field_count && !vote; i++) {
            const struct zc_field *field = &entity->fields[i];
            if (field->computed && (strcmp(field->computed, "core.vote_quorum") == 0 || strcmp(field->computed, "core.vote_result") == 0))
                return zc_fail(err, ZC_ECHECK, "%s:%d:%d: 字段 %s 要有 vote 才算得出", "%s:%d:%d: the field %s can be worked out only where the entity declares vote",
                               field->place.file, field->place.line, field->place.column, field->name);
        }
        if (vote && vote->rule)
            rc = check_rule(model, &vote->place, vote->rule, err);
        for (size_t i = 0; vote && vote->kind && i < vote->kind->codelist->count && !rc; i++) {
            int length = snprintf(id, sizeof id, "%s.%s", vote->pack, vote->kind->codelist->codes[i].code);
            rc = length < (int)sizeof id ? check_rule(model, &vote->place, id, err) : no_rule(&vote->place, "", err);
        }
    }
    return rc;
}
