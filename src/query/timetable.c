/* timetable: the days on which the hours may change, then the hours from each of them on. */
#include "query/timetable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct days {
    int *items;
    size_t count, capacity;
};

static void add(struct days *days, struct zc_arena *arena, int64_t day)
{
    if (day < ZC_DATE_MAX)
        *(int *)zc_arena_push(arena, &days->items, &days->count, &days->capacity, sizeof *days->items) = (int)day;
}

static int recorded_days(struct days *out, struct zc_rules *rules, const char *id, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(rules->db->city->model, "core.rule_value");
    struct zc_stmt *stmt;
    char sql[600];
    if (!entity)
        return ZC_OK;
    snprintf(sql, sizeof sql,
             "SELECT valid_from, valid_to, from_on, to_on FROM \"t_%1$s\" WHERE rule = ?1 AND known_from <= ?2 AND known_to > ?2 "
             "UNION ALL SELECT valid_from, valid_to, from_on, to_on FROM \"h_%1$s\" WHERE rule = ?1 AND known_from <= ?2 AND known_to > ?2",
             entity->table);
    int rc = zc_stmt_prepare(&stmt, rules->db->store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, id, strlen(id));
    zc_stmt_bind_int(stmt, 2, rules->known == ZC_INSTANT_MAX ? ZC_INSTANT_MAX - 1 : rules->known);
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        for (int i = 0; i < 4; i++)
            if (!zc_stmt_null(stmt, i))
                add(out, rules->arena, zc_stmt_int(stmt, i));
    zc_stmt_done(stmt);
    return rc;
}

static int by_day(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;
    return (left > right) - (left < right);
}

int zc_timetable_read(struct zc_timetable *out, struct zc_rules *rules, const char *id, struct zc_error *err)
{
    const struct zc_model *model = rules->db->city->model;
    struct days days = {0};
    *out = (struct zc_timetable){0};
    for (size_t i = 0; i < model->rule_count; i++)
        if (strcmp(model->rules[i].id, id) == 0) {
            add(&days, rules->arena, model->rules[i].from);
            add(&days, rules->arena, model->rules[i].to);
        }
    int rc = recorded_days(&days, rules, id, err);
    if (!rc && days.count)
        qsort(days.items, days.count, sizeof *days.items, by_day);
    struct zc_hours_since *since = zc_arena_array(rules->arena, days.count + 1, sizeof *since);
    for (size_t i = 0; i < days.count && !rc; i++) {
        const struct zc_rule_value *rule;
        if (i && days.items[i] == days.items[i - 1])
            continue;
        struct zc_hours_since *made = &since[out->count++];
        made->from = days.items[i];
        rc = zc_rules_at(&rule, rules, id, days.items[i], err);
        if (!rc && (!rule || !zc_hours_parse(&made->hours, rule->value)))
            made->hours = (struct zc_hours){0};
    }
    out->since = since;
    return rc;
}
