#include "look.h"

#include <string.h>

const struct token *at(const struct look *look, size_t place)
{
    return &look->tokens.items[place < look->tokens.count ? place : look->tokens.count];
}
bool is(const struct look *look, size_t place, const char *text) { return token_is(at(look, place), text); }

bool is_one(const struct look *look, size_t place, const char *const *words)
{
    for (; *words; words++)
        if (is(look, place, *words))
            return true;
    return false;
}

const struct table *table_of(const struct look *look, const char *name) { return zc_map_get(&look->into->tables, name); }

bool of_entity(const char *table) { return strchr("ths", *table) && table[1] == '_'; }
const char *label_of(struct look *look, const char *table)
{
    const struct table *known = table_of(look, table);
    if (known && known->lies == LIES_WHOLE && of_entity(table))
        return "everywhere_*";
    return of_entity(table) ? zc_arena_printf(&look->arena, "%c_*", *table) : zc_arena_str(&look->arena, table);
}

void found(struct look *look, const char *rule, const char *shape)
{
    const char *key = zc_arena_printf(&look->arena, "%s %s", rule, shape);
    const char *from = at(look, look->from)->from;
    if (!zc_map_get(&look->into->findings, key))
        zc_map_put(&look->into->findings, key, zc_arena_copy(look->into->arena, from, (size_t)(at(look, look->to)->from - from)));
}

bool begins_query(const struct look *look, size_t place)
{
    static const char *const words[] = {"select", "with", "values", NULL};
    while (is(look, place, "("))
        place++;
    return is_one(look, place, words);
}

/* The name of a table with a schema before it or without; *next is behind it. */
const char *name_at(const struct look *look, size_t *next, size_t place)
{
    *next = place + 1;
    if (is(look, place + 1, ".") && token_names(at(look, place + 2))) {
        *next = place + 3;
        return at(look, place + 2)->text;
    }
    return at(look, place)->text;
}

/* $1, 5, 'text', CAST($1 AS bigint): what stands there, else NULL. */
const char *constant_at(const struct look *look, size_t place)
{
    place += is(look, place, "cast") && is(look, place + 1, "(") ? 2 : 0;
    const struct token *token = at(look, place);
    return token->kind == TOKEN_PLACE || token->kind == TOKEN_NUMBER || token->kind == TOKEN_TEXT ? token->text : NULL;
}

size_t find_from(const struct look *look, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (is(look, i, "("))
            i = at(look, i)->partner > i ? at(look, i)->partner : i;
        else if (is(look, i, "from") && !(i > from + 1 && is(look, i - 1, "distinct"))) /* x IS DISTINCT FROM y */
            return i;
    }
    return to;
}
