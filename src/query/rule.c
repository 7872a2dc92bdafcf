#include "query/rule.h"
#include "query/shipped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether any rule was a record at the known time: then what is not there is not there. */
static int recorded(bool *out, struct zc_db *db, const struct zc_entity *entity, int64_t known, struct zc_error *err)
{
    struct zc_stmt *stmt;
    char sql[400];
    snprintf(sql, sizeof sql, "SELECT 1 FROM \"t_%1$s\" WHERE known_from <= ?1 UNION ALL SELECT 1 FROM \"h_%1$s\" WHERE known_from <= ?1 LIMIT 1", entity->table);
    int rc = zc_stmt_prepare(&stmt, db->store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, known);
    rc = zc_stmt_step(stmt, err);
    *out = rc > 0;
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

static int day(const struct zc_record *record, const char *field, int otherwise)
{
    struct zc_value value = zc_record_value(record, field);
    return value.kind == ZC_V_INT ? (int)value.number : otherwise;
}

static bool outranks(const struct zc_record *one, const struct zc_record *other)
{
    bool own = !*zc_record_text(one, "shipped_value"), other_own = !*zc_record_text(other, "shipped_value");
    return own != other_own ? own : day(one, "from_on", 0) > day(other, "from_on", 0);
}

int zc_rule_at(const struct zc_rule_value **out, struct zc_arena *arena, struct zc_db *db, const char *id, struct zc_times times, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.rule_value");
    struct zc_rows rows;
    bool records = false;
    const struct zc_record *best = NULL;
    *out = NULL;
    int rc = entity ? recorded(&records, db, entity, times.known, err) : ZC_OK;
    if (rc)
        return rc;
    if (!records) {
        *out = zc_model_rule(db->city->model, id, times.asof);
        return ZC_OK;
    }
    struct zc_rows_query query = {.entity = entity, .times = times, .reader = &ZC_READER_CITY};
    query.filter = zc_arena_printf(arena, "rule = '%s'", id); /* ids hold no quotes: they were parsed */
    rc = zc_rows_list(&rows, arena, db, &query, err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *row = &rows.items[i];
        if (day(row, "from_on", 0) <= times.asof && times.asof < day(row, "to_on", ZC_DATE_MAX) && (!best || outranks(row, best)))
            best = row;
    }
    if (rc || !best)
        return rc;
    struct zc_rule_value *rule = zc_arena_alloc(arena, sizeof *rule);
    *rule = (struct zc_rule_value){.id = id,
                                   .title = {zc_record_text(best, "title_zh"), zc_record_text(best, "title_en")},
                                   .value = zc_record_text(best, "value"),
                                   .from = day(best, "from_on", 0),
                                   .to = day(best, "to_on", ZC_DATE_MAX),
                                   .basis = zc_record_text(best, "basis"),
                                   .status = zc_record_text(best, "status"),
                                   .record = best->id,
                                   .slice = best->slice};
    if (zc_shipped_own(best) && best->valid_from > rule->from) /* the city's own change began later */
        rule->from = best->valid_from;
    *out = rule;
    return ZC_OK;
}

void zc_rules_open(struct zc_rules *out, struct zc_arena *arena, struct zc_db *db, int64_t known)
{
    *out = (struct zc_rules){.arena = arena, .db = db, .known = known};
    zc_map_init(&out->seen, arena);
}

int zc_rules_at(const struct zc_rule_value **out, struct zc_rules *rules, const char *id, int day, struct zc_error *err)
{
    static const struct zc_rule_value none; /* its address: looked up, and none is in force */
    char key[300];
    snprintf(key, sizeof key, "%.250s %d", id, day);
    const struct zc_rule_value *found = zc_map_get(&rules->seen, key);
    if (!found) {
        int rc = zc_rule_at(&found, rules->arena, rules->db, id, zc_times_at(rules->db, day, rules->known), err);
        if (rc)
            return rc;
        found = found ? found : &none;
        zc_map_put(&rules->seen, key, (void *)found);
    }
    *out = found == &none ? NULL : found;
    return ZC_OK;
}

int zc_rules_number(int *out, bool *there, struct zc_rules *rules, const char *id, int day, struct zc_error *err)
{
    const struct zc_rule_value *rule;
    int rc = zc_rules_at(&rule, rules, id, day, err);
    if (!rc && rule && !zc_rule_is_whole(rule->value))
        rc = zc_fail(err, ZC_EINPUT, "规则值 %s 不是整数:%s", "rule value %s is no whole number: %s", id, rule->value);
    *there = !rc && rule;
    *out = *there ? (int)strtol(rule->value, NULL, 10) : 0;
    return rc;
}

struct zc_value zc_rule_number(struct zc_db *db, const char *id, struct zc_times times)
{
    struct zc_arena arena = {0};
    const struct zc_rule_value *rule;
    struct zc_value value = ZC_EMPTY;
    if (!zc_rule_at(&rule, &arena, db, id, times, NULL) && rule && zc_rule_is_whole(rule->value))
        value = zc_int(strtol(rule->value, NULL, 10));
    zc_arena_free(&arena);
    return value;
}
