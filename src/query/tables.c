/* tables: what exists is asked from the engine, what should exist from the model, the difference is the plan; what exists beyond it is refused. */
#include "query/tables.h"
#include "query/search.h"
#include "base/map.h"
#include "store/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *type_of(const struct zc_sql_words *words, const struct zc_field *field)
{
    return field->list || field->type == ZC_TEXT || field->type == ZC_CODE ? words->text : words->integer;
}

static void add_columns(struct zc_buf *out, const struct zc_sql_words *words, const struct zc_entity *entity)
{
    for (size_t i = 0; i < entity->column_count; i++)
        zc_buf_printf(out, ", \"%s\" %s", entity->columns[i]->name, type_of(words, entity->columns[i]));
}

static void create(struct zc_buf *out, const struct zc_sql_words *words, const struct zc_entity *entity)
{
    static const char *const times[] = {"slice", "valid_from", "valid_to", "known_from", "known_to"};
    for (int past = 0; past < 2; past++) {
        zc_buf_printf(out, "CREATE TABLE \"%c_%s\" (id %s %s", past ? 'h' : 't', entity->table, words->integer, past ? "NOT NULL" : "PRIMARY KEY");
        for (size_t i = 0; i < sizeof times / sizeof *times; i++)
            zc_buf_printf(out, ", %s %s NOT NULL", times[i], words->integer);
        add_columns(out, words, entity);
        zc_buf_printf(out, "%s)%s;\n", past ? ", PRIMARY KEY (id, known_from, valid_from)" : "", past ? words->by_key : "");
    }
}

struct index {
    const char *name, *columns; /* columns as they stand in the statement, each with ", " behind it */
};

/* An index whose columns another begins with would only slow writing. */
static bool covered(const struct index *indexes, size_t count, size_t which)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(indexes[which].columns);
        bool begins = i != which && strncmp(indexes[i].columns, indexes[which].columns, length) == 0;
        if (begins && (indexes[i].columns[length] || i < which)) /* of two equal ones the first stays */
            return true;
    }
    return false;
}

static void add_index(struct zc_map *out, const char *name, const char *on, const char *columns, const char *where)
{
    zc_map_put(out, name, zc_arena_printf(out->arena, "CREATE INDEX \"%s\" ON \"%s\" (%.*s)%s", name, on, (int)strlen(columns) - 2, columns, where));
}

/*
 * Lookups by natural key and by ref, and the default order, each get an index. Those of the order end with the valid times, so that a list
 * as of a day walks both tables without reading rows that were not valid then; the past has one of all that was ever known and one of what
 * is known now. What is held for true now is also found by its record alone: a record corrected ten thousand times is read as quickly as one that never was.
 */
static void wanted_indexes(struct zc_map *out, const struct zc_sql_words *words, const struct zc_entity *entity)
{
    struct zc_arena *arena = out->arena;
    const char *present = zc_arena_printf(arena, "t_%s", entity->table), *past = zc_arena_printf(arena, "h_%s", entity->table);
    struct index *list = zc_arena_array(arena, entity->column_count + 2, sizeof *list);
    size_t count = 0;
    struct zc_buf columns = {0};
    for (size_t i = 0; i < entity->key_count; i++)
        zc_buf_printf(&columns, "\"%s\", ", entity->key[i]);
    if (columns.size)
        list[count++] = (struct index){"key", zc_arena_copy(arena, columns.bytes, columns.size)};
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_field *field = entity->columns[i];
        if ((field->type == ZC_REF && !field->list) || field->unique)
            list[count++] = (struct index){field->name, zc_arena_printf(arena, "\"%s\", ", field->name)};
    }
    zc_buf_clear(&columns);
    const char *held = zc_arena_printf(arena, " WHERE known_to = %lld", (long long)ZC_INSTANT_MAX);
    add_index(out, zc_arena_printf(arena, "ih_%s_held", entity->table), past, "id, valid_from, valid_to, ", held);
    for (size_t i = 0; i < entity->order_count; i++) {
        bool down = entity->order[i][0] == '-';
        zc_buf_printf(&columns, "\"%s\"%s%s, ", entity->order[i] + down, down ? " DESC" : "", down ? words->empty_last : words->empty_first);
    }
    if (columns.size) {
        zc_buf_str(&columns, entity->order[0][0] == '-' ? "id DESC, valid_from, valid_to, " : "id, valid_from, valid_to, ");
        list[count++] = (struct index){"walk", zc_arena_copy(arena, columns.bytes, columns.size)};
        zc_buf_str(&columns, "known_to, ");
        add_index(out, zc_arena_printf(arena, "ih_%s_walk", entity->table), past, columns.bytes, "");
        add_index(out, zc_arena_printf(arena, "ih_%s_known", entity->table), past, columns.bytes, held);
    }
    for (size_t i = 0; i < count; i++)
        if (!covered(list, count, i))
            add_index(out, zc_arena_printf(arena, "i_%s_%s", entity->table, list[i].name), present, list[i].columns, "");
    zc_buf_free(&columns);
}

/* Indexes follow the declarations: one that is no more as wanted is made anew, one that nothing asks for goes. */
static int plan_indexes(struct zc_buf *out, struct zc_db *db, const struct zc_entity *entity, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_map wanted, kept;
    int rc = ZC_OK;
    zc_map_init(&wanted, &arena);
    zc_map_init(&kept, &arena);
    wanted_indexes(&wanted, zc_sql_words(zc_store_dialect(db->store)), entity);
    for (int past = 0; past < 2 && !rc; past++) {
        struct zc_map there;
        zc_map_init(&there, &arena);
        rc = zc_store_indexes(&there, db->store, zc_arena_printf(&arena, "%c_%s", past ? 'h' : 't', entity->table), err);
        for (size_t i = 0; i < there.count; i++) {
            const char *name = there.entries[i].key, *sql = zc_map_get(&wanted, name);
            if (sql && strcmp(sql, there.entries[i].value) == 0)
                zc_map_put(&kept, name, (void *)sql);
            else
                zc_buf_printf(out, "DROP INDEX \"%s\";\n", name);
        }
    }
    for (size_t i = 0; i < wanted.count && !rc; i++)
        if (!zc_map_get(&kept, wanted.entries[i].key))
            zc_store_index(out, db->store, wanted.entries[i].key, wanted.entries[i].value);
    zc_arena_free(&arena);
    return rc;
}

static int plan_entity(struct zc_buf *out, struct zc_db *db, const struct zc_entity *entity, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_map columns;
    const struct zc_sql_words *words = zc_sql_words(zc_store_dialect(db->store));
    int rc = ZC_OK;
    char table[200];
    for (int past = 0; past < 2 && !rc; past++) {
        zc_map_init(&columns, &arena);
        snprintf(table, sizeof table, "%c_%s", past ? 'h' : 't', entity->table);
        if ((rc = zc_store_columns(&columns, db->store, table, err)))
            break;
        if (!columns.count) {
            if (!past)
                create(out, words, entity);
            continue;
        }
        for (size_t i = 0; i < entity->column_count && !rc; i++) {
            const char *type = zc_map_get(&columns, entity->columns[i]->name);
            if (!type) {
                zc_buf_printf(out, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s;\n", table, entity->columns[i]->name,
                              type_of(words, entity->columns[i]));
            } else if (strcmp(type, type_of(words, entity->columns[i])) != 0) {
                rc = zc_fail(err, ZC_ECHECK, "%s.%s 的类型由 %s 变为 %s,会丢失已有内容,请新设一个字段",
                             "%s.%s changes its type from %s to %s, which would lose what is stored; declare a new field",
                             entity->full_name, entity->columns[i]->name, type, type_of(words, entity->columns[i]));
            }
        }
    }
    zc_arena_free(&arena);
    return rc ? rc : plan_indexes(out, db, entity, err);
}

static int plan_search(struct zc_buf *out, struct zc_db *db, const struct zc_entity *entity, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int rc = ZC_OK;
    for (enum zc_column_class class_ = ZC_CLASS_OPEN; class_ <= ZC_CLASS_SECRET_SOURCE && !rc; class_++) {
        char table[ZC_SEARCH_TABLE];
        struct zc_map columns;
        if (!zc_search_has(entity, class_))
            continue;
        zc_map_init(&columns, &arena);
        zc_search_table(table, entity, class_);
        rc = zc_store_columns(&columns, db->store, table, err);
        if (!rc && !columns.count)
            zc_sql_search(out, zc_store_dialect(db->store), ZC_SEARCH_MAKE, table);
    }
    zc_arena_free(&arena);
    return rc;
}

void zc_tables_text(struct zc_buf *out, enum zc_dialect dialect, const struct zc_entity *entity)
{
    create(out, zc_sql_words(dialect), entity);
    for (enum zc_column_class class_ = ZC_CLASS_OPEN; class_ <= ZC_CLASS_SECRET_SOURCE; class_++) {
        char table[ZC_SEARCH_TABLE];
        if (!zc_search_has(entity, class_))
            continue;
        zc_search_table(table, entity, class_);
        zc_sql_search(out, dialect, ZC_SEARCH_MAKE, table);
    }
}

int zc_tables_plan(struct zc_buf *out, struct zc_db *db, struct zc_error *err)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < db->city->model->entity_count && !rc; i++) {
        rc = plan_entity(out, db, db->city->model->entities[i], err);
        if (!rc)
            rc = plan_search(out, db, db->city->model->entities[i], err);
    }
    return rc;
}

/* "0.10.2" as one number; every part below a million. */
static int64_t version_number(const char *text)
{
    int64_t number = 0;
    char *end = (char *)text;
    for (int part = 0; part < 3; part++) {
        number = number * 1000000 + strtoll(end, &end, 10) % 1000000;
        end += *end == '.';
    }
    return number;
}

static int guard_program(struct zc_db *db, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT value FROM setting WHERE name = 'program'", err);
    if (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        const char *program = zc_stmt_text(stmt, 0, NULL);
        rc = ZC_OK;
        if (version_number(program) > version_number(ZC_VERSION))
            rc = zc_fail(err, ZC_ECHECK, "这个城市已由新版程序 %s 打开过,本程序是 %s:请用新版,或恢复升级前的备份",
                         "this city was opened by the newer program %s, this one is %s: use the newer one, or restore the backup made before the upgrade",
                         program, ZC_VERSION);
    }
    zc_stmt_done(stmt);
    return rc;
}

static const struct zc_entity *entity_of_table(const struct zc_model *model, const char *table)
{
    for (size_t i = 0; i < model->entity_count; i++)
        if (strcmp(model->entities[i]->table, table) == 0)
            return model->entities[i];
    return NULL;
}

static bool is_column(const struct zc_entity *entity, const char *name)
{
    static const char *const fixed[] = {"id", "slice", "valid_from", "valid_to", "known_from", "known_to"};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(fixed[i], name) == 0)
            return true;
    for (size_t i = 0; i < entity->column_count; i++)
        if (strcmp(entity->columns[i]->name, name) == 0)
            return true;
    return false;
}

static int guard_table(struct zc_db *db, struct zc_arena *arena, const char *table, struct zc_error *err)
{
    struct zc_map columns;
    const struct zc_entity *entity = entity_of_table(db->city->model, table + 2);
    if (!entity)
        return zc_fail(err, ZC_ECHECK, "这个城市有实体 %s,而声明里没有:请用带有它的程序和模块",
                       "this city holds the entity %s, which the declarations do not know: use the program and modules that have it", table + 2);
    zc_map_init(&columns, arena);
    int rc = zc_store_columns(&columns, db->store, table, err);
    for (size_t i = 0; i < columns.count && !rc; i++)
        if (!is_column(entity, columns.entries[i].key))
            rc = zc_fail(err, ZC_ECHECK, "这个城市的 %s 有字段 %s,而声明里没有:请用带有它的程序和模块",
                         "in this city %s has the field %s, which the declarations do not know: use the program and modules that have it",
                         entity->full_name, columns.entries[i].key);
    return rc;
}

int zc_tables_guard(struct zc_db *db, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_map tables;
    zc_map_init(&tables, &arena);
    int rc = guard_program(db, err);
    if (!rc)
        rc = zc_store_tables(&tables, db->store, "t_", err);
    for (size_t i = 0; i < tables.count && !rc; i++)
        rc = guard_table(db, &arena, tables.entries[i].key, err);
    zc_arena_free(&arena);
    return rc;
}

static int has_rows(bool *out, struct zc_db *db, const char *table, struct zc_error *err)
{
    struct zc_buf sql = {0};
    struct zc_stmt *stmt;
    zc_buf_printf(&sql, "SELECT 1 FROM \"%s\" LIMIT 1", table);
    int rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql), err);
    zc_buf_free(&sql);
    if (rc)
        return rc;
    rc = zc_stmt_step(stmt, err);
    *out = rc > 0;
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

/* The search index is no row of its own: it is made anew. */
static bool is_known(const struct zc_model *model, const char *table)
{
    if (strncmp(table, "s_", 2) == 0)
        return true;
    return strncmp(table, "t_", 2) == 0 || strncmp(table, "h_", 2) == 0 ? entity_of_table(model, table + 2) != NULL : zc_schema_has(table);
}

int zc_tables_all_known(struct zc_db *db, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_map tables;
    zc_map_init(&tables, &arena);
    int rc = zc_tables_guard(db, err);
    if (!rc)
        rc = zc_store_tables(&tables, db->store, "", err);
    for (size_t i = 0; i < tables.count && !rc; i++) {
        const char *table = tables.entries[i].key;
        bool rows = false;
        if (!is_known(db->city->model, table) && !(rc = has_rows(&rows, db, table, err)) && rows)
            rc = zc_fail(err, ZC_ECHECK, "表 %s 里有数据,而程序和声明里没有这张表,照抄会把它落下:请用带有它的程序和模块,或先删去这张表",
                         "the table %s holds rows, and neither the program nor the declarations know it, so a copy would leave them behind: use the program and modules that have it, or drop the table first",
                         table);
    }
    zc_arena_free(&arena);
    return rc;
}

int zc_tables_apply(struct zc_db *db, struct zc_error *err)
{
    struct zc_buf plan = {0};
    int rc = zc_tables_plan(&plan, db, err);
    if (!rc && plan.size) {
        rc = zc_store_begin_write(db->store, err);
        if (!rc)
            rc = zc_store_run(db->store, plan.bytes, err);
        if (!rc)
            rc = zc_store_commit(db->store, err);
        if (rc)
            zc_store_rollback(db->store);
    }
    zc_buf_free(&plan);
    return rc;
}
