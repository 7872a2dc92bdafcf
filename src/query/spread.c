/* spread: 1 the columns and keys of a table, read off the statement that makes it; 2 which table lies how; 3 as statements. */
#include "query/spread.h"
#include "base/map.h"
#include "query/tables.h"

#include <string.h>

/* 1 */

enum { MOST_KEYS = 8 };

struct shape {
    const char *columns;          /* ";chain;seq;" */
    const char *keys[MOST_KEYS];  /* the primary key and unique indexes, each as the columns */
    size_t key_count;
};

/* The end of a list that goes up to a comma or a closing bracket of its own depth. */
static const char *part_end(const char *at)
{
    for (int depth = 0; *at; at++) {
        if (depth == 0 && (*at == ',' || *at == ')'))
            break;
        depth += (*at == '(') - (*at == ')');
    }
    return at;
}

/* The first word at a place, without quotes. */
static const char *word(struct zc_arena *arena, const char *at)
{
    at += strspn(at, " ");
    if (*at == '"')
        return zc_arena_copy(arena, at + 1, strcspn(at + 1, "\""));
    return zc_arena_copy(arena, at, strcspn(at, " ,()"));
}

/* "(a, "b" DESC)" from behind its bracket: ";a;b;" */
static const char *names(struct zc_arena *arena, const char *at)
{
    const char *out = ";";
    for (; *at && *at != ')'; at += *at == ',') {
        out = zc_arena_printf(arena, "%s%s;", out, word(arena, at));
        at = part_end(at);
    }
    return out;
}

static bool has(struct zc_arena *arena, const char *list, const char *name) { return strstr(list, zc_arena_printf(arena, ";%s;", name)) != NULL; }

static void add_key(struct shape *shape, const char *columns)
{
    zc_assert(shape->key_count < MOST_KEYS);
    shape->keys[shape->key_count++] = columns;
}

static void read_table(struct shape *shape, struct zc_arena *arena, const char *at)
{
    static const char key[] = "PRIMARY KEY";
    shape->columns = ";";
    for (; *at && *at != ')'; at += *at == ',') {
        const char *end = part_end(at += strspn(at, " "));
        const char *part = zc_arena_copy(arena, at, (size_t)(end - at));
        if (strncmp(part, key, sizeof key - 1) == 0) {
            add_key(shape, names(arena, strchr(part, '(') + 1));
        } else {
            shape->columns = zc_arena_printf(arena, "%s%s;", shape->columns, word(arena, part));
            if (strstr(part, key))
                add_key(shape, zc_arena_printf(arena, ";%s;", word(arena, part)));
        }
        at = end;
    }
}

/* Reads every table that the statements make, by name. Texts in them hold neither brackets nor semicolons. */
static void read_shapes(struct zc_map *out, const char *text)
{
    static const char table[] = "CREATE TABLE ", there[] = "IF NOT EXISTS ", unique[] = "CREATE UNIQUE INDEX ";
    struct zc_arena *arena = out->arena;
    for (; *text; text += *text == ';') {
        text += strspn(text, " \n");
        const char *at = text, *end = text + strcspn(text, ";");
        if (strncmp(text, table, sizeof table - 1) == 0) {
            at += sizeof table - 1;
            at += strncmp(at, there, sizeof there - 1) == 0 ? sizeof there - 1 : 0;
            struct shape *shape = zc_arena_alloc(arena, sizeof *shape);
            read_table(shape, arena, strchr(at, '(') + 1);
            zc_map_put(out, word(arena, at), shape);
        } else if (strncmp(text, unique, sizeof unique - 1) == 0) {
            at = strstr(text, " ON ") + 4;
            struct shape *shape = zc_map_get(out, word(arena, at));
            if (shape)
                add_key(shape, names(arena, strchr(at, '(') + 1));
        }
        text = end;
    }
}

/* 2 */

static struct zc_pair misfit_of(struct zc_arena *arena, const struct shape *shape, const char *column)
{
    const char *zh = NULL, *en = NULL;
    if (!has(arena, shape->columns, column)) {
        zh = zc_arena_printf(arena, "没有区域列 %s", column);
        en = zc_arena_printf(arena, "it has no column %s that holds the area", column);
    }
    for (size_t i = 0; i < shape->key_count; i++) {
        if (has(arena, shape->keys[i], column))
            continue;
        struct zc_buf shown = {0};
        for (const char *at = shape->keys[i] + 1; *at; at++)
            zc_buf_str(&shown, *at != ';' ? (char[]){*at, 0} : at[1] ? ", " : "");
        zh = zc_arena_printf(arena, "%s%s键 (%s) 不含 %s", zh ? zh : "", zh ? ",": "", zc_buf_text(&shown), column);
        en = zc_arena_printf(arena, "%s%sits key (%s) lacks %s", en ? en : "", en ? ", " : "", zc_buf_text(&shown), column);
        zc_buf_free(&shown);
    }
    return (struct zc_pair){zh, en};
}

static void add(struct zc_spread_list *out, struct zc_arena *arena, const struct zc_map *shapes, struct zc_spread_rule rule, const struct zc_entity *entity)
{
    struct zc_spread_table *table = zc_arena_push(arena, &out->items, &out->count, &out->capacity, sizeof *table);
    *table = (struct zc_spread_table){.rule = rule, .entity = entity};
    if (rule.spread != ZC_SPREAD_BY_AREA)
        return;
    for (size_t i = 0; i + 1 < out->count && !table->with; i++)
        table->with = out->items[i].rule.spread == ZC_SPREAD_BY_AREA ? out->items[i].rule.table : NULL;
    table->misfit = misfit_of(arena, zc_map_get(shapes, rule.table), rule.column);
}

static int add_kernel(struct zc_spread_list *out, struct zc_arena *arena, struct zc_error *err)
{
    struct zc_buf text = {0};
    struct zc_map shapes, ruled;
    size_t count;
    const struct zc_spread_rule *rules = zc_schema_spread(&count);
    int rc = ZC_OK;
    zc_map_init(&shapes, arena);
    zc_map_init(&ruled, arena);
    zc_schema_text(&text, zc_schema_spread_dialect());
    read_shapes(&shapes, zc_buf_text(&text));
    zc_buf_free(&text);
    for (size_t i = 0; i < count && !rc; i++) {
        zc_map_put(&ruled, rules[i].table, (void *)&rules[i]);
        if (rules[i].spread != ZC_SPREAD_HERE && !zc_map_get(&shapes, rules[i].table))
            rc = zc_fail(err, ZC_ECHECK, "没有表 %s,却说了它怎样分布", "there is no table %s, and it is said how it would be spread", rules[i].table);
        else
            add(out, arena, &shapes, rules[i], NULL);
    }
    for (size_t i = 0; i < shapes.count && !rc; i++)
        if (!zc_map_get(&ruled, shapes.entries[i].key))
            rc = zc_fail(err, ZC_ECHECK, "没有说表 %s 怎样分布(store/schema.c)", "it is not said how the table %s would be spread (store/schema.c)", shapes.entries[i].key);
    return rc;
}

static void add_entity(struct zc_spread_list *out, struct zc_arena *arena, const struct zc_entity *entity)
{
    struct zc_buf text = {0};
    struct zc_map shapes;
    bool home = entity->home != ZC_HOME_EVERYWHERE;
    zc_map_init(&shapes, arena);
    zc_tables_text(&text, zc_schema_spread_dialect(), entity);
    read_shapes(&shapes, zc_buf_text(&text));
    zc_buf_free(&text);
    for (size_t i = 0; i < shapes.count; i++)
        add(out, arena, &shapes, (struct zc_spread_rule){shapes.entries[i].key, home ? ZC_SPREAD_BY_AREA : ZC_SPREAD_WHOLE, home ? ZC_AREA_COLUMN : NULL},
            entity);
}

int zc_spread_of(struct zc_spread_list *out, struct zc_arena *arena, const struct zc_model *model, struct zc_error *err)
{
    *out = (struct zc_spread_list){0};
    int rc = add_kernel(out, arena, err);
    for (size_t i = 0; i < model->entity_count && !rc; i++)
        add_entity(out, arena, model->entities[i]);
    return rc;
}

/* 3 */

static void put_title(struct zc_buf *out, enum zc_lang lang, const char *zh, const char *en, size_t count)
{
    zc_buf_printf(out, "%s-- %s%s%zu\n", out->size ? "\n" : "", zc_pick((struct zc_pair){zh, en}, lang), lang == ZC_EN ? ": " : ":", count);
}

static size_t count_of(const struct zc_spread_list *list, enum zc_spread spread, bool fits)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->items[i].rule.spread == spread && (list->items[i].misfit.zh == NULL) == fits;
    return count;
}

static void put_all(struct zc_buf *out, const struct zc_spread_list *list, enum zc_spread spread, bool fits, enum zc_lang lang)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct zc_spread_table *table = &list->items[i];
        if (table->rule.spread != spread || (table->misfit.zh == NULL) != fits)
            continue;
        if (spread == ZC_SPREAD_HERE) {
            zc_buf_printf(out, "-- %s\n", table->rule.table);
        } else if (spread == ZC_SPREAD_WHOLE) {
            zc_buf_printf(out, "SELECT create_reference_table('%s');\n", table->rule.table);
        } else {
            if (!fits)
                zc_buf_printf(out, "-- %s: %s\n-- ", table->rule.table, zc_pick(table->misfit, lang));
            zc_buf_printf(out, "SELECT create_distributed_table('%s', '%s'", table->rule.table, table->rule.column);
            if (table->with)
                zc_buf_printf(out, ", colocate_with => '%s'", table->with);
            zc_buf_str(out, ");\n");
        }
    }
}

void zc_spread_put(struct zc_buf *out, const struct zc_spread_list *list, enum zc_lang lang)
{
    put_title(out, lang, "每台服务器各有一份的表(参考表)", "tables that are whole on each server (reference tables)", count_of(list, ZC_SPREAD_WHOLE, true));
    put_all(out, list, ZC_SPREAD_WHOLE, true, lang);
    put_title(out, lang, "按区域分布、同区域在一起的表", "tables that lie by area, all rows of an area together", count_of(list, ZC_SPREAD_BY_AREA, true));
    put_all(out, list, ZC_SPREAD_BY_AREA, true, lang);
    put_title(out, lang, "应按区域分布、但还不合的表", "tables that should lie by area and do not fit yet", count_of(list, ZC_SPREAD_BY_AREA, false));
    put_all(out, list, ZC_SPREAD_BY_AREA, false, lang);
    put_title(out, lang, "只留在程序所连服务器上的表", "tables that stay on the server that the program speaks to", count_of(list, ZC_SPREAD_HERE, true));
    put_all(out, list, ZC_SPREAD_HERE, true, lang);
}
