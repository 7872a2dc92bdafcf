/* tree: 1 the closure; 2 acts; 3 who is reached; 4 the whole. */
#include "query/tree.h"
#include "query/rule.h"

#include <string.h>

/* 1 */

static bool is_root(int64_t id, const int64_t *roots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (roots[i] == id)
            return true;
    return false;
}

void zc_tree_reach(struct zc_tree_edge *edges, size_t count, const int64_t *roots, size_t root_count)
{
    for (size_t i = 0; i < count; i++)
        edges[i].reached = is_root(edges[i].over, roots, root_count);
    for (bool grew = true; grew;) {
        grew = false;
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < count && !edges[i].reached; k++)
                if (edges[k].reached && edges[k].under == edges[i].over && strcmp(edges[k].line, edges[i].line) == 0)
                    edges[i].reached = grew = true;
    }
}

/* 2 */

static int64_t ref(const struct zc_record *record, const struct zc_field *field)
{
    struct zc_value value = record->values[field->column];
    return value.kind == ZC_V_INT ? value.number : 0;
}

static int rows_of(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, const struct zc_expr *where, struct zc_times times,
                   struct zc_error *err)
{
    struct zc_rows_query query = {.entity = entity, .times = times, .reader = &ZC_READER_CITY, .where = where};
    return zc_rows_list(out, arena, db, &query, err);
}

static void last_act(struct zc_tree_link *link, const struct zc_tree *tree, const struct zc_rows *acts, int asof)
{
    for (size_t i = 0; i < acts->count; i++) {
        const struct zc_record *act = &acts->items[i];
        int on = (int)ref(act, tree->on);
        if (ref(act, tree->of) == link->record.id && on && on <= asof && on >= link->last_on) {
            link->last_on = on;
            link->act = *act;
        }
    }
}

/* 3 */

static void find_unreached(struct zc_tree_state *out, struct zc_arena *arena, const struct zc_rows *wanted, const struct zc_tree_edge *edges)
{
    size_t capacity = 0;
    out->wanted = wanted->count;
    for (size_t i = 0; i < wanted->count; i++) {
        bool named = false, reached = true;
        for (size_t k = 0; k < out->count; k++)
            if (edges[k].under == wanted->items[i].id) {
                named = true;
                reached &= edges[k].reached;
            }
        if (!named || !reached)
            *(struct zc_record *)zc_arena_push(arena, &out->unreached, &out->unreached_count, &capacity, sizeof *out->unreached) = wanted->items[i];
    }
}

/* 4 */

int zc_tree_read(struct zc_tree_state *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, struct zc_times times, struct zc_error *err)
{
    const struct zc_tree *tree = entity->tree;
    struct zc_rows links = {0}, roots = {0}, wanted = {0}, acts = {0};
    struct zc_rules rules;
    bool known = false;
    *out = (struct zc_tree_state){0};
    zc_rules_open(&rules, arena, db, times.known);
    int rc = zc_rules_number(&out->days, &known, &rules, tree->days, times.asof, err);
    out->days = known ? out->days : 0;
    if (!rc)
        rc = rows_of(&links, arena, db, entity, tree->in_force, times, err);
    if (!rc)
        rc = rows_of(&roots, arena, db, tree->over->to, tree->roots, times, err);
    if (!rc)
        rc = rows_of(&wanted, arena, db, tree->under->to, tree->reach, times, err);
    if (!rc)
        rc = rows_of(&acts, arena, db, tree->acts, NULL, times, err);
    if (rc)
        return rc;
    struct zc_tree_edge *edges = zc_arena_array(arena, links.count + 1, sizeof *edges);
    int64_t *ids = zc_arena_array(arena, roots.count + 1, sizeof *ids);
    for (size_t i = 0; i < roots.count; i++)
        ids[i] = roots.items[i].id;
    for (size_t i = 0; i < links.count; i++)
        edges[i] = (struct zc_tree_edge){zc_record_text(&links.items[i], tree->line->name), ref(&links.items[i], tree->over), ref(&links.items[i], tree->under), false};
    zc_tree_reach(edges, links.count, ids, roots.count);
    out->links = zc_arena_array(arena, links.count + 1, sizeof *out->links);
    out->count = links.count;
    for (size_t i = 0; i < links.count; i++) {
        struct zc_tree_link *link = &out->links[i];
        int began = (int)ref(&links.items[i], tree->since);
        *link = (struct zc_tree_link){.record = links.items[i], .reached = edges[i].reached};
        last_act(link, tree, &acts, times.asof);
        link->silent_since = link->last_on ? link->last_on : began;
        link->live = out->days && link->last_on && link->last_on > times.asof - out->days;
        link->judged = out->days && (link->live || began <= times.asof - out->days);
        out->judged += link->judged;
        out->live += link->live;
    }
    find_unreached(out, arena, &wanted, edges);
    return ZC_OK;
}
