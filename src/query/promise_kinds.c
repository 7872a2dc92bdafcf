/* promise_kinds: 1 phrases; 2 rows against a list; 3 who answers: posts, units, areas; 4 the chain of a row; 5 trees of links. */
#include "query/promise_kinds.h"
#include "base/map.h"
#include "base/text.h"
#include "model/check_kinds.h"
#include "query/rule.h"
#include "query/tree.h"

#include <string.h>

static int rows_of(struct zc_rows *out, struct zc_check_run *run, const struct zc_entity *entity, const struct zc_expr *where)
{
    struct zc_rows_query query = {.entity = entity, .times = run->times, .reader = &ZC_READER_CITY, .where = where};
    return zc_rows_list(out, run->arena, run->db, &query, run->err);
}

/* 1 */

/* Letters and digits carry meaning; marks between phrases do not. */
static bool is_mark(uint32_t c)
{
    return c < 0x80 ? !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) : (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F);
}

bool zc_says_nothing(struct zc_arena *arena, const char *text, const char *phrases)
{
    const char *at = zc_text_squeeze(arena, text), *end = at + strlen(at), *list = zc_text_squeeze(arena, phrases);
    static const char comma[] = "、";
    bool any = false;
    while (at < end) {
        size_t longest = 0;
        for (const char *phrase = list; *phrase;) {
            const char *stop = strstr(phrase, comma);
            size_t length = stop ? (size_t)(stop - phrase) : strlen(phrase);
            if (length > longest && length <= (size_t)(end - at) && memcmp(at, phrase, length) == 0)
                longest = length;
            phrase += length + (stop ? sizeof comma - 1 : 0);
        }
        const char *next = at + longest;
        if (!longest && !is_mark(zc_utf8_next(&next, end)))
            return false;
        any |= longest > 0;
        at = next;
    }
    return any;
}

int zc_check_phrases_run(struct zc_check_run *run, const struct zc_check_phrases *phrases)
{
    struct zc_rows rows = {0};
    const struct zc_rule_value *rule;
    int rc = zc_rule_at(&rule, run->arena, run->db, phrases->rule, run->times, run->err);
    if (!rc && rule)
        rc = rows_of(&rows, run, phrases->entity, phrases->where);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *record = &rows.items[i];
        bool empty = false;
        for (size_t f = 0; f < phrases->field_count && !empty; f++) {
            const char *text = zc_record_text(record, phrases->fields[f]);
            empty = zc_says_nothing(run->arena, text, rule->value);
            if (empty)
                zc_check_failed(run, record, (struct zc_pair){zc_arena_printf(run->arena, "%s:%.90s", phrases->message.zh, text),
                                                             zc_arena_printf(run->arena, "%s: %.90s", phrases->message.en, text)});
        }
        run->result->applicable++;
        run->result->passed += !empty;
    }
    return rc;
}

/* 2 */

/* The matched fields as one text, names compared as people write them; "" when one is empty. */
static const char *key_of(struct zc_check_run *run, const struct zc_record *record, const char **fields, size_t count)
{
    const char *key = "";
    for (size_t i = 0; i < count; i++) {
        struct zc_value value = zc_record_value(record, fields[i]);
        if (!value.kind)
            return "";
        const char *part = value.kind == ZC_V_TEXT ? zc_text_fold(run->arena, value.text) : zc_arena_printf(run->arena, "%lld", (long long)value.number);
        key = zc_arena_printf(run->arena, "%s%s\x1f", key, part);
    }
    return key;
}

int zc_check_match_run(struct zc_check_run *run, const struct zc_check_match *match)
{
    struct zc_rows rows, list = {0};
    struct zc_map lines, groups;
    zc_map_init(&lines, run->arena);
    zc_map_init(&groups, run->arena);
    size_t asked = 0;
    int rc = rows_of(&rows, run, match->entity, match->where);
    if (!rc)
        rc = rows_of(&list, run, match->list, match->list_where);
    bool *met = zc_arena_array(run->arena, list.count + 1, sizeof *met);
    for (size_t i = 0; i < list.count && !rc; i++) {
        zc_map_put(&groups, key_of(run, &list.items[i], match->by, 1), &met[i]);
        zc_map_put(&lines, key_of(run, &list.items[i], match->by, match->field_count), &met[i]);
    }
    for (size_t i = 0; i < rows.count && !rc; i++) {
        if (!zc_map_get(&groups, key_of(run, &rows.items[i], match->fields, 1)))
            continue;
        const char *key = key_of(run, &rows.items[i], match->fields, match->field_count);
        bool *line = *key ? zc_map_get(&lines, key) : NULL;
        bool first = line && !*line; /* two records on one line: the second is not on the list */
        asked++;
        run->result->passed += first;
        if (first)
            *line = true;
        else
            zc_check_failed(run, &rows.items[i], match->message);
    }
    for (size_t i = 0; i < list.count && !rc; i++) {
        asked++;
        run->result->passed += met[i];
        if (!met[i])
            zc_check_failed(run, &list.items[i], match->missing);
    }
    run->result->applicable += asked;
    if (!rc && !asked)
        zc_check_waits(run, match->needs);
    return rc;
}

/* 3 */

struct register_ {
    struct zc_rows posts, units, areas, records, holdings;
    struct zc_map held; /* posts that somebody holds on the day */
    bool ask_held;      /* of the link at hand */
    struct zc_map unit_by_id, area_by_id, post_by_id;
};

static const char *id_key(char buffer[24], int64_t id)
{
    zc_assert(id >= 0);
    size_t at = 23;
    buffer[at] = 0;
    do
        buffer[--at] = (char)('0' + id % 10);
    while ((id /= 10));
    return buffer + at;
}

static void index_rows(struct zc_map *map, struct zc_check_run *run, struct zc_rows *rows)
{
    char key[24];
    zc_map_init(map, run->arena);
    for (size_t i = 0; i < rows->count; i++)
        zc_map_put(map, id_key(key, rows->items[i].id), &rows->items[i]);
}

static const struct zc_record *by_id(const struct zc_map *map, int64_t id)
{
    char key[24];
    return zc_map_get(map, id_key(key, id));
}

static int open_register(struct register_ *out, struct zc_check_run *run, const struct zc_check_chain *chain)
{
    const struct zc_model *model = run->db->city->model;
    const struct zc_entity *entities[] = {zc_model_entity(model, "core.post"), zc_model_entity(model, "core.unit"), zc_model_entity(model, "core.area"), chain->records, zc_model_entity(model, "core.holding")};
    struct zc_rows *rows[] = {&out->posts, &out->units, &out->areas, &out->records, &out->holdings};
    int rc = ZC_OK;
    *out = (struct register_){0};
    for (size_t i = 0; i < 5 && !rc; i++)
        if (entities[i])
            rc = rows_of(rows[i], run, entities[i], NULL);
    index_rows(&out->post_by_id, run, &out->posts);
    index_rows(&out->unit_by_id, run, &out->units);
    index_rows(&out->area_by_id, run, &out->areas);
    zc_map_init(&out->held, run->arena);
    for (size_t i = 0; i < out->holdings.count && !rc; i++) {
        char key[24];
        const struct zc_record *holding = &out->holdings.items[i];
        struct zc_value from = zc_record_value(holding, "from_on"), to = zc_record_value(holding, "to_on");
        if (from.number <= run->times.asof && (to.kind != ZC_V_INT || to.number >= run->times.asof))
            zc_map_put(&out->held, id_key(key, zc_record_value(holding, "post").number), (void *)holding);
    }
    return rc;
}

static int64_t ref(const struct zc_record *record, const char *field)
{
    struct zc_value value = record ? zc_record_value(record, field) : ZC_EMPTY;
    return value.kind == ZC_V_INT ? value.number : 0;
}

static bool in_state(const struct zc_record *record, const char *state) { return strcmp(zc_record_text(record, "state"), state) == 0; }

static bool lives(const struct zc_record *record)
{
    return record && !in_state(record, "abolished") && !in_state(record, "renamed");
}

static bool holds(const struct zc_record *post, const char *role)
{
    const char *list = zc_record_text(post, "roles"), *found = list;
    size_t length = strlen(role);
    while ((found = strstr(found, role))) { /* ";a;b;" */
        if (found > list && found[-1] == ';' && found[length] == ';')
            return true;
        found += length;
    }
    return false;
}

/* Where the link asks it: somebody holds the post now. */
static bool answered(const struct register_ *all, const struct zc_record *post) { return !all->ask_held || (post && by_id(&all->held, post->id)); }

enum { MOST_STEPS = 8 };

static bool unit_answers(const struct register_ *all, int64_t unit, const char *role)
{
    for (int step = 0; step < MOST_STEPS && unit; step++) {
        bool posts = false;
        for (size_t i = 0; i < all->posts.count; i++) {
            const struct zc_record *post = &all->posts.items[i];
            if (ref(post, "unit") != unit || !lives(post))
                continue;
            posts = true;
            if (holds(post, role) && answered(all, post))
                return true;
        }
        unit = posts ? 0 : ref(by_id(&all->unit_by_id, unit), "parent");
    }
    return false;
}

static bool area_answers(const struct register_ *all, int64_t area, const char *role)
{
    for (int step = 0; step < MOST_STEPS && area; step++) {
        for (size_t i = 0; i < all->posts.count; i++) {
            const struct zc_record *post = &all->posts.items[i];
            int64_t served = ref(post, "area");
            if (!served)
                served = ref(by_id(&all->unit_by_id, ref(post, "unit")), "area");
            if (served == area && lives(post) && holds(post, role) && answered(all, post))
                return true;
        }
        area = ref(by_id(&all->area_by_id, area), "parent");
    }
    return false;
}

/* 4 */

/* A record names a live unit or post for this role of this row; of an area, when one is asked. */
static bool recorded(const struct register_ *all, const struct zc_check_chain *chain, int64_t source, const char *role, int64_t area)
{
    for (size_t i = 0; i < all->records.count; i++) {
        const struct zc_record *record = &all->records.items[i];
        int64_t unit = ref(record, "unit"), post = ref(record, "post");
        if (ref(record, chain->of) != source || strcmp(zc_record_text(record, "role"), role) != 0 || (area && ref(record, "area") != area))
            continue;
        if ((unit && lives(by_id(&all->unit_by_id, unit))) || (post && lives(by_id(&all->post_by_id, post))))
            return true;
    }
    return false;
}

static void lacks(struct zc_check_run *run, struct zc_pair *missing, const struct zc_check_link *link, const struct zc_record *area)
{
    const char *zh = area ? zc_record_name(run->arena, run->db, area, ZC_ZH) : "", *en = area ? zc_record_name(run->arena, run->db, area, ZC_EN) : "";
    missing->zh = zc_arena_printf(run->arena, "%s%s%s %s%s%s%s", *missing->zh ? missing->zh : "", *missing->zh ? "、" : "", link->role, link->title.zh, *zh ? "（" : "", zh,
                                  *zh ? "）" : "");
    missing->en = zc_arena_printf(run->arena, "%s%s%s %s%s%s%s", missing->en, *missing->en ? ", " : "", link->role, link->title.en, *en ? " (" : "", en, *en ? ")" : "");
}

static void check_areas(struct zc_check_run *run, const struct register_ *all, const struct zc_check_chain *chain, const struct zc_check_link *link,
                        const struct zc_record *source, struct zc_pair *missing)
{
    for (const char *at = zc_record_text(source, link->field->name); *at; at += strcspn(at, ";")) {
        int64_t area = 0;
        for (at += *at == ';'; *at >= '0' && *at <= '9'; at++)
            area = area * 10 + (*at - '0');
        if (area && !area_answers(all, area, link->holds) && !recorded(all, chain, source->id, link->role, area))
            lacks(run, missing, link, by_id(&all->area_by_id, area));
    }
}

static void check_link(struct zc_check_run *run, struct register_ *all, const struct zc_check_chain *chain, const struct zc_check_link *link,
                       const struct zc_record *source, struct zc_pair *missing)
{
    all->ask_held = link->held;
    if (link->field->list) {
        check_areas(run, all, chain, link, source, missing);
        return;
    }
    int64_t named = ref(source, link->field->name);
    bool unit = strcmp(link->field->to->full_name, "core.unit") == 0;
    bool answers = named && lives(by_id(unit ? &all->unit_by_id : &all->post_by_id, named)) && (!link->holds || unit_answers(all, named, link->holds)) &&
                   (unit || answered(all, by_id(&all->post_by_id, named)));
    if (!answers && !recorded(all, chain, source->id, link->role, 0))
        lacks(run, missing, link, NULL);
}

int zc_check_chain_run(struct zc_check_run *run, const struct zc_check_chain *chain)
{
    struct register_ all;
    struct zc_rows rows = {0}, sources = {0};
    struct zc_map source_by_id;
    int rc = open_register(&all, run, chain);
    if (!rc)
        rc = rows_of(&rows, run, chain->entity, chain->where);
    if (!rc && chain->through)
        rc = rows_of(&sources, run, chain->source, NULL);
    index_rows(&source_by_id, run, &sources);
    const struct zc_rows *asked = chain->through ? &sources : &rows; /* many items of one task: its links are followed once */
    struct zc_pair *missing = zc_arena_array(run->arena, asked->count + 1, sizeof *missing);
    bool *followed = zc_arena_array(run->arena, asked->count + 1, sizeof *followed);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *record = &rows.items[i], *source = chain->through ? by_id(&source_by_id, ref(record, chain->through)) : record;
        size_t at = source ? (size_t)(source - asked->items) : asked->count;
        if (!followed[at])
            missing[at] = (struct zc_pair){"", ""};
        for (size_t l = 0; l < chain->link_count && source && !followed[at]; l++)
            check_link(run, &all, chain, &chain->links[l], source, &missing[at]);
        followed[at] = true;
        run->result->applicable++;
        if (source && !*missing[at].zh)
            run->result->passed++;
        else
            zc_check_failed(run, record, (struct zc_pair){zc_arena_printf(run->arena, "%s:%s", chain->message.zh, missing[at].zh),
                                                         zc_arena_printf(run->arena, "%s: %s", chain->message.en, missing[at].en)});
    }
    if (!rc && !rows.count)
        zc_check_waits(run, chain->needs);
    return rc;
}

/* 5 */

int zc_check_tree_run(struct zc_check_run *run, const struct zc_check_tree *check)
{
    struct zc_tree_state state;
    char date[ZC_DATE_TEXT];
    int rc = zc_tree_read(&state, run->arena, run->db, check->entity, run->times, run->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < state.unreached_count; i++)
        zc_check_failed(run, &state.unreached[i], check->unreached);
    for (size_t i = 0; i < state.count; i++) {
        const struct zc_tree_link *link = &state.links[i];
        if (!link->judged || link->live)
            continue;
        zc_date_format(date, link->silent_since);
        zc_check_failed(run, &link->record, (struct zc_pair){zc_arena_printf(run->arena, "%s:%s 以来", check->silent.zh, date),
                                                             zc_arena_printf(run->arena, "%s, since %s", check->silent.en, date)});
    }
    run->result->applicable += state.wanted + state.judged;
    run->result->passed += state.wanted - state.unreached_count + state.live;
    if (!state.count)
        zc_check_waits(run, check->needs);
    return ZC_OK;
}
