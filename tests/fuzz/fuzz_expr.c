/* fuzz expr: a filter from outside, over the shipped declarations. What parses prints to one form, gives SQL of both engines
 * with a place for each value, and is answered by the evaluator whatever the fields hold. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/expr.h"
#include "query/city.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct zc_model *declared(void)
{
    static struct zc_model *model;
    static struct zc_arena arena;
    struct zc_error err = {0};
    if (!model && zc_model_load(&model, zc_modules_folder(&arena), NULL, &err) != ZC_OK)
        abort();
    return model;
}

static bool role(void *user, const char *name) { return *(unsigned *)user + strlen(name) % 2; }

static struct zc_value field(void *user, const void *row, const struct zc_field *what)
{
    unsigned *turn = user;
    (void)row;
    switch ((*turn)++ % 4) {
    case 0: return ZC_EMPTY;
    case 1: return what && zc_field_is_text(what) ? zc_text(what->list ? ";01;改;7;" : "改革") : zc_int(INT64_MAX);
    default: return what && zc_field_is_text(what) ? zc_text(";") : zc_int((int64_t)*turn - 3);
    }
}

static const void *follow(void *user, const struct zc_entity *to, int64_t id)
{
    (void)id;
    return (*(unsigned *)user)++ % 3 ? to : NULL;
}

static size_t children(void *user, const void *row, const struct zc_entity *child, const struct zc_field *via, const void *const **rows)
{
    static const void *some[3] = {"a", "b", "c"};
    (void)row, (void)child, (void)via;
    *rows = some;
    return (*(unsigned *)user)++ % 3;
}

static void source(void *user, struct zc_sql *sql, const struct zc_entity *entity)
{
    (void)user;
    zc_buf_printf(&sql->text, "\"t_%s\"", entity->table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    const struct zc_model *model = declared();
    const struct zc_expr *expr, *again;
    if (!size)
        return 0;
    const struct zc_entity *entity = model->entities[data[0] % model->entity_count];
    const char *text = zc_arena_copy(&arena, data + 1, size - 1);
    if (zc_expr_parse(&expr, &arena, model, entity, text, &err)) {
        zc_assert(err.code < 0 && err.zh[0] && err.en[0]);
        zc_arena_free(&arena);
        return 0;
    }
    struct zc_buf once = {0}, twice = {0};
    unsigned turn = data[0];
    zc_expr_print(&once, expr);
    if (once.size <= 4000) { /* the form with all its parentheses may pass the limits of the language */
        int rc = zc_expr_parse(&again, &arena, model, entity, zc_buf_text(&once), &err);
        zc_assert(rc == ZC_OK || strstr(err.en, "nested too deeply"));
        if (rc == ZC_OK) {
            zc_expr_print(&twice, again);
            zc_assert(strcmp(zc_buf_text(&once), zc_buf_text(&twice)) == 0);
        }
    }
    for (int dialect = ZC_SQLITE; dialect <= ZC_POSTGRES; dialect++) {
        struct zc_sql sql = {.dialect = dialect, .arena = &arena};
        struct zc_sql_context context = {.role = role, .source = source, .user = &turn};
        zc_expr_sql(&sql, expr, &context, "r");
        size_t places = 0;
        for (const char *at = zc_buf_text(&sql.text); *at; at++)
            places += *at == (dialect == ZC_SQLITE ? '?' : '$');
        zc_assert(places == sql.bind_count);
        zc_buf_free(&sql.text);
    }
    struct zc_expr_context context = {.user = &turn, .role = role, .field = field, .follow = follow, .children = children};
    zc_expr_test(expr, &context, entity);
    zc_expr_value(expr, &context, entity);
    zc_buf_free(&once);
    zc_buf_free(&twice);
    zc_arena_free(&arena);
    return 0;
}
