/* shipped: 1 the declarations as records; 2 the records there are; 3 what becomes of each; 4 conflicts. */
#include "query/shipped.h"
#include "base/buf.h"

#include <stdio.h>
#include <string.h>

/* 1 */

static void give(struct zc_shipped *item, const char *name, struct zc_value value)
{
    const struct zc_field *field = zc_entity_field(item->entity, name);
    zc_assert(field && field->column >= 0);
    item->values[field->column] = value;
    item->given[field->column] = true;
}

static struct zc_shipped *add(struct zc_shipped_list *out, size_t *capacity, struct zc_arena *arena, const struct zc_entity *entity)
{
    struct zc_shipped *item = zc_arena_push(arena, &out->items, &out->count, capacity, sizeof *item);
    *item = (struct zc_shipped){.entity = entity,
                                .values = zc_arena_array(arena, entity->column_count + 1, sizeof(struct zc_value)),
                                .given = zc_arena_array(arena, entity->column_count + 1, sizeof(bool))};
    return item;
}

static void add_declared(struct zc_shipped_list *out, struct zc_arena *arena, const struct zc_model *model)
{
    const struct zc_entity *rules = zc_model_entity(model, "core.rule_value"), *codes = zc_model_entity(model, "core.code_entry");
    size_t capacity = 0;
    for (size_t i = 0; rules && i < model->rule_count; i++) {
        const struct zc_rule_value *rule = &model->rules[i];
        struct zc_shipped *item = add(out, &capacity, arena, rules);
        item->name = rule->id;
        item->from = rule->from;
        give(item, "rule", zc_text(rule->id));
        give(item, "from_on", zc_int(rule->from));
        give(item, "to_on", rule->to == ZC_DATE_MAX ? ZC_EMPTY : zc_int(rule->to));
        give(item, "title_zh", zc_text(rule->title.zh));
        give(item, "title_en", zc_text(rule->title.en));
        give(item, "value", zc_text(rule->value));
        give(item, "basis", zc_text(rule->basis));
        give(item, "status", zc_text(rule->status));
    }
    for (size_t i = 0; codes && i < model->codelist_count; i++)
        for (size_t c = 0; c < model->codelists[i]->count; c++) {
            const struct zc_codelist *list = model->codelists[i];
            if (!list->codes[c].shipped.zh)
                continue;
            struct zc_shipped *item = add(out, &capacity, arena, codes);
            item->name = zc_arena_printf(arena, "%s %s", list->full_name, list->codes[c].code);
            give(item, "list", zc_text(list->full_name));
            give(item, "code", zc_text(list->codes[c].code));
            give(item, "place", zc_int((int64_t)c + 1));
            give(item, "title_zh", zc_text(list->codes[c].shipped.zh));
            give(item, "title_en", zc_text(list->codes[c].shipped.en));
        }
}

/* 2 */

/* Also a record that was ended or withdrawn since: what the city took away does not come back with the next edition. */
static int find(struct zc_shipped *item, struct zc_db *db, struct zc_error *err)
{
    const struct zc_entity *entity = item->entity;
    for (int past = 0; past < 2 && !item->id; past++) {
        struct zc_buf sql = {0};
        struct zc_stmt *stmt;
        zc_buf_printf(&sql, "SELECT id FROM \"%c_%s\" WHERE ", past ? 'h' : 't', entity->table);
        for (size_t k = 0; k < entity->key_count; k++)
            zc_buf_printf(&sql, "%s\"%s\" = ?%zu", k ? " AND " : "", entity->key[k], k + 1);
        zc_buf_str(&sql, " ORDER BY id LIMIT 1");
        int rc = zc_stmt_prepare(&stmt, db->store, sql.bytes, err);
        zc_buf_free(&sql);
        if (rc)
            return rc;
        for (size_t k = 0; k < entity->key_count; k++) {
            const struct zc_value *value = &item->values[zc_entity_field(entity, entity->key[k])->column];
            if (value->kind == ZC_V_TEXT)
                zc_stmt_bind_text(stmt, (int)k + 1, value->text, strlen(value->text));
            else
                zc_stmt_bind_int(stmt, (int)k + 1, value->number);
        }
        if ((rc = zc_stmt_step(stmt, err)) > 0)
            item->id = zc_stmt_int(stmt, 0);
        zc_stmt_done(stmt);
        if (rc < 0)
            return rc;
    }
    return ZC_OK;
}

static int load_known(struct zc_shipped *item, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    size_t kept = 0;
    int rc = zc_rows_history(&item->known, arena, db, item->entity, item->id, &ZC_READER_CITY, err);
    for (size_t i = 0; i < item->known.count && !rc; i++)
        if (item->known.items[i].known_to == ZC_INSTANT_MAX)
            item->known.items[kept++] = item->known.items[i];
    item->known.count = kept;
    return rc;
}

/* 3 */

const struct zc_field *zc_shipped_original(const struct zc_entity *entity, const struct zc_field *copy)
{
    return strncmp(copy->name, "shipped_", 8) == 0 ? zc_entity_field(entity, copy->name + 8) : NULL;
}

bool zc_shipped_own(const struct zc_record *slice)
{
    for (size_t i = 0; i < slice->entity->column_count; i++) {
        const struct zc_field *original = zc_shipped_original(slice->entity, slice->entity->columns[i]);
        if (original && !zc_value_same(&slice->values[i], &slice->values[original->column]))
            return true;
    }
    return false;
}

/* Whether the city says itself what the new edition says. */
static bool agrees(const struct zc_shipped *item, const struct zc_record *slice)
{
    for (size_t i = 0; i < item->entity->column_count; i++) {
        const struct zc_field *original = zc_shipped_original(item->entity, item->entity->columns[i]);
        if (original && !zc_value_same(&item->values[original->column], &slice->values[original->column]))
            return false;
    }
    return true;
}

static enum zc_shipped_fate judge(const struct zc_shipped *item)
{
    const struct zc_entity *entity = item->entity;
    if (!item->id)
        return ZC_SHIPPED_NEW;
    if (!item->known.count || item->known.items[item->known.count - 1].valid_to != ZC_DATE_MAX)
        return ZC_SHIPPED_SAME;
    const struct zc_record *now = &item->known.items[item->known.count - 1];
    bool moved = false, told = false;
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_field *original = zc_shipped_original(entity, entity->columns[i]);
        char copy[80];
        snprintf(copy, sizeof copy, "shipped_%s", entity->columns[i]->name);
        if (original) /* against what was shipped last */
            moved = moved || !zc_value_same(&item->values[original->column], &now->values[i]);
        else if (item->given[i] && !zc_entity_field(entity, copy))
            told = told || !zc_value_same(&item->values[i], &now->values[i]);
    }
    for (size_t i = 0; i < item->known.count && moved; i++)
        if (zc_shipped_own(&item->known.items[i]) && !agrees(item, &item->known.items[i]))
            return ZC_SHIPPED_CONFLICT;
    return moved || told ? ZC_SHIPPED_FOLLOWS : ZC_SHIPPED_SAME;
}

int zc_shipped_plan(struct zc_shipped_list *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    *out = (struct zc_shipped_list){0};
    add_declared(out, arena, db->city->model);
    int rc = ZC_OK;
    for (size_t i = 0; i < out->count && !rc; i++) {
        struct zc_shipped *item = &out->items[i];
        rc = find(item, db, err);
        if (!rc && item->id)
            rc = load_known(item, arena, db, err);
        if (rc)
            break;
        item->fate = judge(item);
        out->news += item->fate == ZC_SHIPPED_NEW;
        out->follows += item->fate == ZC_SHIPPED_FOLLOWS;
        out->conflicts += item->fate == ZC_SHIPPED_CONFLICT;
    }
    return rc;
}

/* 4 */

int zc_shipped_conflicts(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    static const char *const names[] = {"core.rule_value", "core.code_entry"};
    size_t capacity = 0;
    int rc = ZC_OK;
    *out = (struct zc_rows){0};
    for (size_t i = 0; i < sizeof names / sizeof *names && !rc; i++) {
        struct zc_rows found = {0};
        struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, names[i]), .times = zc_times_now(db), .reader = &ZC_READER_CITY,
                                      .filter = "conflict = true"};
        if (query.entity)
            rc = zc_rows_list(&found, arena, db, &query, err);
        for (size_t k = 0; k < found.count && !rc; k++)
            *(struct zc_record *)zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *out->items) = found.items[k];
    }
    return rc;
}
