/*
 * fuzz expr: texts of expressions over the entities of a small module. What parses prints to a text that parses to the same,
 * emits for both engines with places in order, and is answered by the evaluator on an empty row.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/tree.h"
#include "model/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct zc_model *model;

static void load(void)
{
    char folder[64];
    struct zc_error err = {0};
    tree_make(folder);
    tree_write(folder, "t/module.yaml", "module: t\ntitle: 试 | t\nroles: {office: 办 | o}\ncodes: {level: {title: 级 | l, values: {national: 国 | n, city: 市 | c}}}\n");
    tree_write(folder, "t/entities/person.yaml",
               "entity: person\ntitle: 人 | person\nspread: everywhere\nfields:\n  name: {title: 名 | n, type: text}\n"
               "  up: {title: 上 | up, type: ref, to: person, inverse: subs}\naccess: {read: [\"self(:person)\"]}\n");
    tree_write(folder, "t/entities/task.yaml",
               "entity: task\ntitle: 任 | task\nhome: own\nfields:\n  name: {title: 名 | n, type: text}\n  n: {title: 数 | n, type: int}\n"
               "  level: {title: 级 | l, type: code, from: level}\n  due: {title: 限 | d, type: date}\n  cost: {title: 费 | c, type: money}\n"
               "  flag: {title: 标 | f, type: bool}\n  who: {title: 谁 | w, type: ref, to: person}\n  tags: {title: 签 | t, type: \"text[]\"}\n"
               "  late: {title: 迟 | l, type: bool, derived: \"due < :asof\"}\naccess: {read: [\"true\"]}\n");
    tree_write(folder, "t/entities/item.yaml",
               "entity: item\ntitle: 项 | item\nhome: task\nfields:\n  task: {title: 任 | t, type: ref, to: task, required: true, inverse: items}\n"
               "  done: {title: 完 | d, type: date}\naccess: {read: [\"true\"]}\n");
    int rc = zc_model_load(&model, folder, NULL, &err);
    tree_remove(folder);
    if (rc)
        fprintf(stderr, "%s\n", err.en);
    zc_assert(rc == ZC_OK);
}

static bool role(void *user, const char *full_role) { return !user && strlen(full_role) > 6; }
static struct zc_value no_field(void *user, const void *row, const struct zc_field *field)
{
    (void)user, (void)row;
    return field ? ZC_EMPTY : zc_int(1);
}
static const void *no_row(void *user, const struct zc_entity *to, int64_t id)
{
    (void)user, (void)to, (void)id;
    return NULL;
}
static size_t no_children(void *user, const void *row, const struct zc_entity *child, const struct zc_field *via, const void *const **rows)
{
    (void)user, (void)row, (void)child, (void)via;
    *rows = NULL;
    return 0;
}
static void source(void *user, struct zc_sql *sql, const struct zc_entity *entity)
{
    (void)user;
    zc_buf_printf(&sql->text, "\"%s\"", entity->table);
}

static void emit(const struct zc_expr *expr, enum zc_dialect dialect)
{
    struct zc_arena arena = {0};
    struct zc_sql sql = {.dialect = dialect, .arena = &arena};
    struct zc_sql_context context = {.role = role, .source = source};
    zc_expr_sql(&sql, expr, &context, "r");
    size_t places = 0;
    for (const char *at = zc_buf_text(&sql.text); (at = strchr(at, dialect == ZC_SQLITE ? '?' : '$')); at++)
        zc_assert(strtoul(at + 1, NULL, 10) == ++places);
    zc_assert(places == sql.bind_count);
    zc_buf_free(&sql.text);
    zc_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!model)
        load();
    struct zc_arena arena = {0};
    const char *text = zc_arena_copy(&arena, data, size);
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct zc_expr *expr, *again;
        struct zc_error err = {0};
        if (zc_expr_parse(&expr, &arena, model, model->entities[i], text, &err)) {
            zc_assert(err.zh[0] && err.en[0]);
            continue;
        }
        struct zc_buf printed = {0}, reprinted = {0};
        zc_expr_print(&printed, expr);
        if (!zc_expr_parse(&again, &arena, model, model->entities[i], zc_buf_text(&printed), &err)) {
            zc_expr_print(&reprinted, again);
            zc_assert(strcmp(zc_buf_text(&printed), zc_buf_text(&reprinted)) == 0);
        } else { /* parentheses that the printer adds may pass a limit; nothing else may fail */
            zc_assert(strstr(err.en, "too deeply") || strstr(err.en, "longer than"));
        }
        emit(expr, ZC_SQLITE);
        emit(expr, ZC_POSTGRES);
        struct zc_expr_context context = {.role = role, .field = no_field, .follow = no_row, .children = no_children};
        zc_expr_value(expr, &context, "");
        zc_buf_free(&printed);
        zc_buf_free(&reprinted);
    }
    zc_arena_free(&arena);
    return 0;
}
