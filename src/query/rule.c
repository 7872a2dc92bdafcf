#include "query/rule.h"
#include "query/shipped.h"

#include <stdio.h>
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
                                   .status = zc_record_text(best, "status")};
    if (zc_shipped_own(best) && best->valid_from > rule->from) /* the city's own change began later */
        rule->from = best->valid_from;
    *out = rule;
    return ZC_OK;
}
