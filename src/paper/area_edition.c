/* area_edition: 1 names without their suffix; 2 the four passes; 3 heirs; 4 the rows of an import. */
#include "paper/area_edition.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/map.h"
#include "base/text.h"
#include "paper/import.h"
#include "query/rows.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_HEIRS = 12 };

/* 1 */

const char *zc_area_base(struct zc_arena *arena, const char *name)
{
    static const char *const suffixes[] = {"委员会", "委会", "村民", "居民", "居",     "社区服务中心", "街道办事处",
                                           "社区",   "街道", "村",   "镇",   "办事处", "乡"};
    size_t size = strlen(name);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t length = strlen(suffixes[i]);
        /* 居 is a suffix only behind 居委会, which has lost its 委会 by now */
        bool whole = strcmp(suffixes[i], "居") != 0 || size < strlen(name);
        if (whole && size > length && memcmp(name + size - length, suffixes[i], length) == 0)
            size -= length;
    }
    return zc_arena_copy(arena, name, size);
}

/* 2 */

struct matching {
    struct zc_arena *arena;
    struct zc_area_row *held, *next;
    size_t held_count, next_count;
    struct zc_map held_codes, next_codes; /* code → row */
};

static void pair(struct matching *matching, struct zc_area_row *held, struct zc_area_row *next, enum zc_area_fate fate, bool certain)
{
    held->match = (size_t)(next - matching->next);
    next->match = (size_t)(held - matching->held);
    held->fate = next->fate = fate;
    held->certain = next->certain = certain;
}

static bool share_letters(const char *a, const char *b)
{
    for (const char *at = a, *end = a + strlen(a); at < end;) {
        const char *from = at;
        zc_utf8_next(&at, end);
        char letter[8] = {0};
        memcpy(letter, from, (size_t)(at - from) < sizeof letter ? (size_t)(at - from) : sizeof letter - 1);
        if (strstr(b, letter))
            return true;
    }
    return false;
}

static bool is_centre(const char *name)
{
    static const char suffix[] = "社区服务中心";
    size_t size = strlen(name), length = sizeof suffix - 1;
    return size > length && strcmp(name + size - length, suffix) == 0;
}

static bool same_level(const struct zc_area_row *a, const struct zc_area_row *b) { return strlen(a->code) == strlen(b->code); }

static void by_code(struct matching *matching, bool loose)
{
    for (size_t i = 0; i < matching->held_count; i++) {
        struct zc_area_row *held = &matching->held[i], *next = zc_map_get(&matching->next_codes, held->code);
        if (held->match != SIZE_MAX || !next || next->match != SIZE_MAX)
            continue;
        const char *a = zc_area_base(matching->arena, held->name), *b = zc_area_base(matching->arena, next->name);
        if (!loose && strcmp(a, b) == 0)
            pair(matching, held, next, ZC_AREA_SAME, true);
        else if (loose && share_letters(a, b))
            pair(matching, held, next, ZC_AREA_RENAMED, false);
    }
}

/* Whether names are looked up under the area above (the new one of a held row's, as it was matched) or in the whole county. */
enum scope { ABOVE, COUNTY };

static const char *scope_key(struct matching *matching, const struct zc_area_row *row, bool of_held, enum scope scope)
{
    const char *where = row->parent;
    if (scope == COUNTY) {
        where = strlen(row->code) > 6 ? zc_arena_copy(matching->arena, row->code, 6) : row->parent;
    } else if (of_held) {
        const struct zc_area_row *above = zc_map_get(&matching->held_codes, row->parent);
        where = above && above->match != SIZE_MAX ? matching->next[above->match].code : "-";
    }
    return zc_arena_printf(matching->arena, "%zu|%s|%s", strlen(row->code), where, zc_area_base(matching->arena, row->name));
}

/* By key: the one unmatched row of each side, or nothing when there are several. */
struct lone {
    struct zc_area_row *held, *next;
    size_t held_count, next_count;
};

static void by_name(struct matching *matching, enum scope scope, size_t level)
{
    struct zc_map lones;
    zc_map_init(&lones, matching->arena);
    for (size_t i = 0; i < matching->held_count + matching->next_count; i++) {
        bool of_held = i < matching->held_count;
        struct zc_area_row *row = of_held ? &matching->held[i] : &matching->next[i - matching->held_count];
        if (row->match != SIZE_MAX || strlen(row->code) != level)
            continue;
        const char *key = scope_key(matching, row, of_held, scope);
        struct lone *lone = zc_map_get(&lones, key);
        if (!lone) {
            lone = zc_arena_alloc(matching->arena, sizeof *lone);
            *lone = (struct lone){0};
            zc_map_put(&lones, key, lone);
        }
        if (of_held)
            lone->held = row;
        else
            lone->next = row;
        lone->held_count += of_held;
        lone->next_count += !of_held;
        if (lone->held_count == 1 && lone->next_count > 1)
            lone->next = NULL;
    }
    for (size_t i = 0; i < matching->held_count; i++) {
        struct zc_area_row *held = &matching->held[i];
        if (held->match != SIZE_MAX || strlen(held->code) != level)
            continue;
        const struct lone *lone = zc_map_get(&lones, scope_key(matching, held, true, scope));
        if (!lone || lone->held_count != 1 || lone->next_count != 1)
            continue;
        bool same_name = strcmp(held->name, lone->next->name) == 0;
        /* 新华社区服务中心 and 新华街道 are two institutions: a centre that became a street has an heir, it did not only change its code. */
        if (level == 12 || same_name)
            pair(matching, held, lone->next, scope == ABOVE ? ZC_AREA_RECODED : ZC_AREA_MOVED, scope == ABOVE);
        else if (!is_centre(held->name) && !is_centre(lone->next->name)) /* 麦坪乡 → 麦坪镇 */
            pair(matching, held, lone->next, ZC_AREA_UPGRADED, false);
    }
}

/* 3 */

/* Where the villages of an area that ended lie now; without any, the area above that took its place is not known. */
static void find_heirs(struct matching *matching, struct zc_area_row *ended)
{
    size_t *counts = zc_arena_array(matching->arena, matching->next_count + 1, sizeof *counts), size = strlen(ended->code);
    ended->heirs = zc_arena_array(matching->arena, MOST_HEIRS, sizeof *ended->heirs);
    for (size_t i = 0; i < matching->held_count && size < 12; i++) {
        const struct zc_area_row *village = &matching->held[i];
        if (village->match == SIZE_MAX || strcmp(village->parent, ended->code) != 0)
            continue;
        const struct zc_area_row *now = zc_map_get(&matching->next_codes, matching->next[village->match].parent);
        if (now && same_level(now, ended))
            counts[now - matching->next]++;
    }
    while (ended->heir_count < MOST_HEIRS) {
        size_t best = matching->next_count;
        for (size_t i = 0; i < matching->next_count; i++)
            if (counts[i] && (best == matching->next_count || counts[i] > counts[best]))
                best = i;
        if (best == matching->next_count)
            break;
        counts[best] = 0;
        ended->heirs[ended->heir_count++] = best;
    }
}

void zc_area_match(struct zc_arena *arena, struct zc_area_row *held, size_t held_count, struct zc_area_row *next, size_t next_count)
{
    struct matching matching = {.arena = arena, .held = held, .next = next, .held_count = held_count, .next_count = next_count};
    zc_map_init(&matching.held_codes, arena);
    zc_map_init(&matching.next_codes, arena);
    for (size_t i = 0; i < held_count; i++) {
        held[i].match = SIZE_MAX;
        held[i].fate = ZC_AREA_ENDED;
        held[i].certain = false;
        held[i].heir_count = 0;
        zc_map_put(&matching.held_codes, held[i].code, &held[i]);
    }
    for (size_t i = 0; i < next_count; i++) {
        next[i].match = SIZE_MAX;
        next[i].fate = ZC_AREA_NEW;
        next[i].certain = false;
        next[i].heir_count = 0;
        zc_map_put(&matching.next_codes, next[i].code, &next[i]);
    }
    by_code(&matching, false);
    static const size_t levels[] = {6, 9, 12};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        by_name(&matching, ABOVE, levels[i]);
        by_name(&matching, COUNTY, levels[i]);
    }
    by_code(&matching, true);
    for (size_t i = 0; i < held_count; i++) { /* a village that stayed while another township was put over it was not moved */
        const struct zc_area_row *above = zc_map_get(&matching.held_codes, held[i].parent);
        if (held[i].fate == ZC_AREA_MOVED && above && above->match == SIZE_MAX)
            pair(&matching, &held[i], &next[held[i].match], ZC_AREA_RECODED, true);
    }
    for (size_t i = 0; i < held_count; i++)
        if (held[i].match == SIZE_MAX)
            find_heirs(&matching, &held[i]);
}

/* 4 */

struct plan {
    struct zc_import_result *result;
    struct zc_arena *arena;
    const char *cut;
    struct zc_import_row *rows; /* the new order */
    size_t count, capacity;
};

static struct zc_import_row *add_row(struct plan *plan, const char *entity, const struct zc_import_row *at, int64_t id)
{
    struct zc_import_row *row = zc_arena_push(plan->arena, &plan->rows, &plan->count, &plan->capacity, sizeof *row);
    *row = (struct zc_import_row){.entity = entity, .sheet = at->sheet, .row = at->row, .id = id};
    return row;
}

/* The code that a held area has from the closing date on, when another place has got its own: with the year of the edition before. */
static const char *kept_code(struct plan *plan, const struct zc_area_row *held, const char *edition)
{
    return zc_arena_printf(plan->arena, "%s@%.4s", held->code, edition);
}

static void add_event(struct plan *plan, const struct zc_import_row *at, const char *kind, const char *from, const char *to, bool certain, const char *why)
{
    struct zc_import_row *row = add_row(plan, "core.area_event", at, 0);
    zc_import_put(plan->result, row, "title", zc_arena_printf(plan->arena, "%s %s %s→%.120s", plan->cut, kind, *from ? from : "—", *to ? to : "—"));
    zc_import_put(plan->result, row, "kind", kind);
    zc_import_put(plan->result, row, "on_date", plan->cut);
    zc_import_put(plan->result, row, "from_areas", from);
    zc_import_put(plan->result, row, "to_areas", to);
    zc_import_put(plan->result, row, "edition", plan->cut);
    zc_import_put(plan->result, row, "note", why);
    zc_import_put(plan->result, row, "state", certain ? "confirmed" : "proposed");
}

/* The one edition that all rows name; NULL when they do not. */
static const char *edition_of(const struct zc_import_result *result)
{
    const char *edition = result->row_count ? zc_import_value(&result->rows[0], "edition") : "";
    int day;
    for (size_t i = 0; i < result->row_count; i++)
        if (strcmp(result->rows[i].entity, "core.area") != 0 || result->rows[i].id || strcmp(zc_import_value(&result->rows[i], "edition"), edition) != 0)
            return NULL;
    return zc_date_parse(&day, edition) ? edition : NULL;
}

/* The areas in force that came with an edition, and the latest one; those without are the city's own and stay out of it. */
static int list_held(struct zc_area_row **out, size_t *count, const char **edition, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.area");
    struct zc_rows rows;
    struct zc_map codes;
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "not empty(edition) and empty(ended_on)"};
    int rc = zc_rows_list(&rows, arena, db, &query, err);
    *count = 0;
    *edition = "";
    if (rc)
        return rc;
    zc_map_init(&codes, arena);
    *out = zc_arena_array(arena, rows.count + 1, sizeof **out);
    for (size_t i = 0; i < rows.count; i++)
        zc_map_put(&codes, zc_arena_printf(arena, "%lld", (long long)rows.items[i].id), (void *)zc_record_text(&rows.items[i], "code"));
    for (size_t i = 0; i < rows.count; i++) {
        const struct zc_record *area = &rows.items[i];
        struct zc_value parent = zc_record_value(area, "parent");
        const char *above = parent.kind ? zc_map_get(&codes, zc_arena_printf(arena, "%lld", (long long)parent.number)) : NULL;
        (*out)[(*count)++] =
            (struct zc_area_row){.code = zc_record_text(area, "code"), .name = zc_record_text(area, "name"), .parent = above ? above : "", .id = area->id};
        if (strcmp(zc_record_text(area, "edition"), *edition) > 0)
            *edition = zc_record_text(area, "edition");
    }
    return ZC_OK;
}

/* What became of one that ended: one heir that only it fed is its successor under another name, else a merger; several are a split. */
static const char *end_kind(const struct zc_area_row *ended, const size_t *feeders)
{
    return !ended->heir_count ? "abolish" : ended->heir_count > 1 ? "split" : feeders[ended->heirs[0]] > 1 ? "merge" : "rename";
}

static void end_one(struct plan *plan, const struct zc_area_row *ended, const char *code, const struct zc_area_row *next, const size_t *feeders)
{
    const struct zc_import_row *at = &plan->result->rows[0];
    struct zc_buf heirs = {0};
    for (size_t i = 0; i < ended->heir_count; i++)
        zc_buf_printf(&heirs, "%s%s", i ? ";" : "", next[ended->heirs[i]].code);
    const char *list = zc_arena_copy(plan->arena, zc_buf_text(&heirs), heirs.size);
    struct zc_import_row *row = add_row(plan, "core.area", at, ended->id);
    zc_import_put(plan->result, row, "ended_on", plan->cut);
    if (*list)
        zc_import_put(plan->result, row, "successors", list);
    add_event(plan, at, end_kind(ended, feeders), code, list, false, *list ? "其村居现在所在,按多少排列" : "新版中没有,去向未明");
    zc_buf_free(&heirs);
}

static const char *event_of(enum zc_area_fate fate)
{
    return fate == ZC_AREA_RENAMED ? "rename" : fate == ZC_AREA_MOVED ? "transfer" : fate == ZC_AREA_UPGRADED ? "upgrade" : fate == ZC_AREA_NEW ? "establish" : NULL;
}

int zc_area_edition_plan(int *cut, struct zc_import_result *result, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    struct zc_area_row *held, *next = zc_arena_array(arena, result->row_count + 1, sizeof *next);
    size_t held_count, next_count = result->row_count;
    const char *present, *edition = edition_of(result);
    *cut = ZC_TODAY;
    if (!edition || result->errors)
        return ZC_OK;
    int rc = list_held(&held, &held_count, &present, arena, db, err);
    if (rc || !held_count || strcmp(edition, present) == 0)
        return rc;
    if (strcmp(edition, present) < 0) {
        zc_import_say(result, result->rows[0].sheet, result->rows[0].row, -1, ZC_SEV_ERROR, "edition_older", "这一版截至%s,早于现有的%s:区划版本按先后导入",
                      "this edition is of %s, before the one held, of %s: editions are imported in their order", edition, present);
        return ZC_OK;
    }
    for (size_t i = 0; i < next_count; i++)
        next[i] = (struct zc_area_row){.code = zc_import_value(&result->rows[i], "code"),
                                       .name = zc_import_value(&result->rows[i], "name"),
                                       .parent = zc_import_value(&result->rows[i], "parent")};
    zc_area_match(arena, held, held_count, next, next_count);
    struct plan plan = {.result = result, .arena = arena, .cut = edition};
    struct zc_map codes;
    const char **kept = zc_arena_array(arena, held_count + 1, sizeof *kept);
    size_t *feeders = zc_arena_array(arena, next_count + 1, sizeof *feeders);
    zc_map_init(&codes, arena);
    for (size_t i = 0; i < next_count; i++)
        zc_map_put(&codes, next[i].code, &next[i]);
    for (size_t i = 0; i < held_count; i++) { /* codes that other places have got are free before those places come */
        const struct zc_area_row *taker = zc_map_get(&codes, held[i].code);
        kept[i] = held[i].code;
        for (size_t j = 0; j < held[i].heir_count; j++)
            feeders[held[i].heirs[j]]++;
        if (!taker || taker->match == i)
            continue;
        kept[i] = kept_code(&plan, &held[i], present);
        zc_import_put(result, add_row(&plan, "core.area", &result->rows[0], held[i].id), "code", kept[i]);
    }
    for (size_t i = 0; i < next_count; i++) {
        result->rows[i].id = next[i].match == SIZE_MAX ? 0 : held[next[i].match].id;
        *(struct zc_import_row *)zc_arena_push(arena, &plan.rows, &plan.count, &plan.capacity, sizeof *plan.rows) = result->rows[i];
    }
    for (size_t i = 0; i < next_count; i++) {
        const char *kind = event_of(next[i].fate);
        bool heir = next[i].fate == ZC_AREA_NEW && feeders[i]; /* the events of those that became it speak of it */
        if (kind && !heir)
            add_event(&plan, &result->rows[i], kind, next[i].fate == ZC_AREA_NEW ? "" : next[i].code, next[i].code, false,
                      next[i].fate == ZC_AREA_NEW ? "新版中新有" : zc_arena_printf(arena, "%s(%s)", held[next[i].match].name, held[next[i].match].code));
    }
    for (size_t i = 0; i < held_count; i++)
        if (held[i].fate == ZC_AREA_ENDED)
            end_one(&plan, &held[i], kept[i], next, feeders);
    result->rows = plan.rows;
    result->row_count = plan.count;
    result->row_capacity = plan.capacity;
    zc_date_parse(cut, edition);
    return ZC_OK;
}
