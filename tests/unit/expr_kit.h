/* expr_kit: a sample city with refs, children, lists and empties, and random expressions over its declarations. */
#ifndef ZC_TESTS_EXPR_KIT_H
#define ZC_TESTS_EXPR_KIT_H

#include "kit.h"

#include "model/expr.h"
#include "query/eval.h"

static const char *const roots[] = {"core.task", "core.plan", "core.step", "core.unit"};

KIT_USED void fill_city(struct kit *kit, uint64_t *seed)
{
    static const char *const words[] = {"改革", "改", "生态改革", "it''s", "a;b", "甲", "Ab", "ab"};
    static const char *const levels[] = {"national", "provincial", "municipal", ""};
    int64_t units[5], plans[4], tasks[9], people[2];
    char when[ZC_DATE_TEXT];
#define SOME(text) (kit_below(seed, 3) ? (text) : "")
    for (int i = 0; i < 2; i++)
        people[i] = kit_new(kit, "core.person", zc_arena_printf(&kit->arena, "name=示例·00%d", i + 1), "2017-01-01");
    for (int i = 0; i < 5; i++) {
        const char *parent = i && kit_below(seed, 3) ? zc_arena_printf(&kit->arena, "%lld", (long long)units[kit_below(seed, i)]) : "";
        units[i] = kit_new(kit, "core.unit",
                           zc_arena_printf(&kit->arena, "code=U%d\nname=%s\nrank=%s\nparent=%s", i, words[kit_below(seed, 8)],
                                           SOME(zc_arena_printf(&kit->arena, "%d", kit_below(seed, 4))), parent),
                           "2017-01-01");
    }
#define UNIT() SOME(zc_arena_printf(&kit->arena, "%lld", (long long)units[kit_below(seed, 5)]))
    for (int i = 0; i < 4; i++)
        plans[i] = kit_new(kit, "core.plan",
                           zc_arena_printf(&kit->arena, "title=%s\nyear=%d\nunit=%s\nlevel=%s\nclosed=%s", words[kit_below(seed, 8)],
                                           2016 + kit_below(seed, 3), UNIT(), levels[kit_below(seed, 4)], SOME(kit_below(seed, 2) ? "true" : "false")),
                           "2017-01-01");
    for (int i = 0; i < 9; i++) {
        zc_date_format(when, kit_day("2017-01-10") + kit_below(seed, 5));
        tasks[i] = kit_new(
            kit, "core.task",
            zc_arena_printf(&kit->arena,
                            "plan=%lld\nname=%s\nsecret=%s\nlevel=%s\ntopic=%s\ntopics=%s\nwords=%s\nunits=%s\nlead=%s\nowner=%s\ndue=%s\namount=%s\nshare=%s\n"
                            "size=%s\nflag=%s\nat=%s",
                            (long long)plans[kit_below(seed, 4)], words[kit_below(seed, 8)], SOME(words[kit_below(seed, 8)]), levels[kit_below(seed, 4)],
                            SOME("02"), SOME(kit_below(seed, 2) ? ";01;" : ";02;03;"), SOME(kit_below(seed, 2) ? ";改革;甲;" : ";改;"),
                            SOME(zc_arena_printf(&kit->arena, ";%lld;%lld;", (long long)units[kit_below(seed, 5)], (long long)units[kit_below(seed, 5)])),
                            UNIT(), SOME(zc_arena_printf(&kit->arena, "%lld", (long long)people[kit_below(seed, 2)])), SOME(when),
                            SOME(kit_below(seed, 2) ? "12.50" : "-0.01"), SOME(kit_below(seed, 2) ? "0.5" : "0.125"),
                            SOME(kit_below(seed, 2) ? "1" : "2"), SOME(kit_below(seed, 2) ? "true" : "false"), SOME("2017-01-12T08:00:00Z")),
            "2017-01-01");
    }
    for (int i = 0; i < 20; i++)
        kit_new(kit, "core.step",
                zc_arena_printf(&kit->arena, "task=%lld\nname=%s\npassed=%s\nweight=%s\non=%s\nunit=%s", (long long)tasks[kit_below(seed, 9)],
                                words[kit_below(seed, 8)], SOME(kit_below(seed, 2) ? "true" : "false"), SOME(kit_below(seed, 2) ? "1" : "2"),
                                SOME("2017-01-12"), UNIT()),
                "2017-01-01");
    for (int i = 0; i < 8; i++) { /* a past that differs */
        zc_date_format(when, kit_day("2017-01-05") + kit_below(seed, 10));
        kit_set(kit, "core.task", tasks[kit_below(seed, 9)],
                zc_arena_printf(&kit->arena, "level=%s\nsize=%d\ndone=%s", levels[kit_below(seed, 4)], kit_below(seed, 4), SOME("2017-01-13")), when, NULL);
    }
}

/* The generator writes expressions as people would; what the parser refuses is drawn again. */
struct maker {
    struct kit *kit;
    uint64_t *seed;
    struct zc_buf *out;
};
#define PICK(limit) kit_below(maker->seed, limit)

KIT_USED const struct zc_field *random_path(struct maker *maker, const struct zc_entity *entity, char *text, size_t size)
{
    text[0] = 0;
    for (int step = 0;; step++) {
        const struct zc_field *field = &entity->fields[PICK((int)entity->field_count)];
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s", step ? "." : "", field->name);
        if (field->type != ZC_REF || field->list || step == 3 || PICK(4) == 0)
            return field;
        entity = field->to;
    }
}

KIT_USED void random_literal(struct maker *maker, const struct zc_field *field)
{
    static const char *const texts[] = {"'改革'", "''", "'改'", "'it''s'", "'甲'", "'ab'", "'Ab'", "';'"};
    static const char *const dates[] = {"2017-01-12", "2017-01-13", "2017-01-11", ":asof", ":today", ":from", ":to", "2017-01-10 + 2"};
    static const char *const refs[] = {":unit", ":post", ":person", ":unit", "1"};
    static const char *const decimals[] = {"0.125", "0.5", "0", "1", "12.50", "0.01 - 0.02", "12", "0.50"};
    switch (field->type) {
    case ZC_TEXT: zc_buf_str(maker->out, texts[PICK(8)]); break;
    case ZC_CODE: zc_buf_printf(maker->out, "'%s'", field->codelist->codes[PICK((int)field->codelist->count)].code); break;
    case ZC_DATE: zc_buf_str(maker->out, dates[PICK(8)]); break;
    case ZC_REF: zc_buf_str(maker->out, refs[PICK(5)]); break;
    case ZC_BOOL: zc_buf_str(maker->out, PICK(2) ? "true" : "false"); break;
    case ZC_DECIMAL:
    case ZC_MONEY: zc_buf_str(maker->out, decimals[PICK(8)]); break;
    default: zc_buf_printf(maker->out, "%d", PICK(4) ? PICK(4) : 2016 + PICK(3));
    }
}

KIT_USED void random_condition(struct maker *maker, const struct zc_entity *entity, int depth);

KIT_USED void random_children(struct maker *maker, const struct zc_entity *entity, int depth)
{
    static const char *const words[] = {"some", "every", "every or none", "count"};
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    const struct zc_model *model = maker->kit->city->model;
    const struct zc_entity *children[8];
    const struct zc_field *via[8];
    int count = 0, word = PICK(4);
    for (size_t e = 0; e < model->entity_count; e++)
        for (size_t f = 0; f < model->entities[e]->field_count; f++) {
            const struct zc_field *field = &model->entities[e]->fields[f];
            if (field->to == entity && field->inverse && count < 8) {
                children[count] = model->entities[e];
                via[count++] = field;
            }
        }
    if (!count) {
        zc_buf_str(maker->out, PICK(2) ? "role office" : "role core.staff");
        return;
    }
    int chosen = PICK(count);
    zc_buf_printf(maker->out, "%s %s", words[word], via[chosen]->inverse);
    if (word == 1 || word == 2 || PICK(3)) {
        zc_buf_str(maker->out, " where (");
        random_condition(maker, children[chosen], depth - 1);
        zc_buf_char(maker->out, ')');
    }
    if (word == 3)
        zc_buf_printf(maker->out, " %s %d", signs[PICK(6)], PICK(4));
}

KIT_USED void random_condition(struct maker *maker, const struct zc_entity *entity, int depth)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    char path[256], other[256];
    int kind = depth > 0 ? PICK(16) : 4 + PICK(12);
    if (kind < 2) {
        zc_buf_char(maker->out, '(');
        random_condition(maker, entity, depth - 1);
        zc_buf_str(maker->out, PICK(2) ? " and " : " or ");
        random_condition(maker, entity, depth - 1);
        zc_buf_char(maker->out, ')');
        return;
    }
    if (kind == 2) {
        zc_buf_str(maker->out, "not (");
        random_condition(maker, entity, depth - 1);
        zc_buf_char(maker->out, ')');
        return;
    }
    if (kind == 3) {
        random_children(maker, entity, depth);
        return;
    }
    const struct zc_field *field = random_path(maker, entity, path, sizeof path);
    if (kind == 4) {
        zc_buf_printf(maker->out, "empty(%s)", path);
    } else if (field->list) {
        zc_buf_printf(maker->out, "%s has ", path);
        if (PICK(3)) {
            random_literal(maker, field);
        } else {
            random_path(maker, entity, other, sizeof other);
            zc_buf_str(maker->out, other);
        }
    } else if (field->type == ZC_BOOL && PICK(2)) {
        zc_buf_str(maker->out, path);
    } else if ((field->type == ZC_TEXT || field->type == ZC_CODE) && PICK(4) == 0) {
        zc_buf_printf(maker->out, "%s contains ", path);
        random_literal(maker, field);
    } else if (kind == 5) {
        zc_buf_printf(maker->out, "%s in (", path);
        random_literal(maker, field);
        zc_buf_str(maker->out, ", ");
        random_literal(maker, field);
        zc_buf_char(maker->out, ')');
    } else if (kind == 6 || kind == 7) {
        random_path(maker, entity, other, sizeof other);
        zc_buf_printf(maker->out, "%s %s %s", path, signs[PICK(6)], other);
    } else if (kind == 8) {
        zc_buf_printf(maker->out, "%s %s %d %s ", path, PICK(2) ? "+" : "-", PICK(3), signs[PICK(6)]);
        random_literal(maker, field);
    } else if (kind == 9) {
        random_literal(maker, field);
        zc_buf_printf(maker->out, " %s %s", signs[PICK(6)], path);
    } else if (kind == 10) {
        zc_buf_printf(maker->out, "(");
        random_condition(maker, entity, 0);
        zc_buf_printf(maker->out, ") = ");
        random_path(maker, entity, other, sizeof other);
        zc_buf_str(maker->out, other);
    } else {
        zc_buf_printf(maker->out, "%s %s ", path, signs[PICK(6)]);
        random_literal(maker, field);
    }
}

/* A condition that parses, of `entity`; its text stays in maker->out. */
KIT_USED const struct zc_expr *random_expr(struct maker *maker, struct zc_arena *arena, const struct zc_entity *entity)
{
    for (;;) {
        const struct zc_expr *expr;
        zc_buf_clear(maker->out);
        random_condition(maker, entity, 1 + PICK(3));
        if (zc_expr_parse(&expr, arena, maker->kit->city->model, entity, zc_buf_text(maker->out), NULL) == ZC_OK)
            return expr;
    }
}

KIT_USED bool expr_role(void *user, const char *role)
{
    (void)user;
    return strcmp(role, "core.office") == 0;
}

#endif
