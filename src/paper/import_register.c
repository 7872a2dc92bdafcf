/* import_register: the register of names as the records have it now. */
#include "paper/import_stages.h"

#include "base/buf.h"
#include "query/rows.h"

#include <stdlib.h>
#include <string.h>

static int list_all(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const char *entity, struct zc_error *err)
{
    *out = (struct zc_rows){0};
    const struct zc_entity *declared = zc_model_entity(db->city->model, entity);
    if (!declared)
        return ZC_OK;
    struct zc_rows_query query = {.entity = declared, .times = zc_times_now(db), .reader = &ZC_READER_CITY};
    return zc_rows_list(out, arena, db, &query, err);
}

/* ";a;b;" → "a;b" */
static const char *inner_list(struct zc_arena *arena, const char *list)
{
    size_t size = strlen(list);
    return size > 2 ? zc_arena_copy(arena, list + 1, size - 2) : "";
}

static const char *code_of_id(const struct zc_rows *rows, int64_t id)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->items[i].id == id)
            return zc_record_text(&rows->items[i], "code");
    return NULL;
}

static void add_units(struct zc_register *reg, struct zc_arena *arena, const struct zc_rows *units)
{
    for (size_t i = 0; i < units->count; i++) {
        const struct zc_record *unit = &units->items[i];
        struct zc_register_entry *entry =
            zc_register_add(reg, ZC_REGISTER_UNIT, zc_record_text(unit, "code"), zc_record_text(unit, "name"), zc_record_text(unit, "short_name"),
                            inner_list(arena, zc_record_text(unit, "aliases")));
        struct zc_value successor = zc_record_value(unit, "successor"), abolished = zc_record_value(unit, "abolished_on");
        if (successor.kind && (entry->successor = code_of_id(units, successor.number)))
            entry->until = abolished.kind ? (int)abolished.number : INT32_MIN;
    }
}

static void add_areas(struct zc_register *reg, struct zc_arena *arena, const struct zc_rows *areas)
{
    struct zc_map codes;
    zc_map_init(&codes, arena);
    for (size_t i = 0; i < areas->count; i++)
        zc_map_put(&codes, zc_arena_printf(arena, "%lld", (long long)areas->items[i].id), (void *)zc_record_text(&areas->items[i], "code"));
    for (size_t i = 0; i < areas->count; i++) {
        const struct zc_record *area = &areas->items[i];
        if (zc_record_value(area, "ended_on").kind) /* its names now mean the ones that came after it */
            continue;
        struct zc_value parent = zc_record_value(area, "parent");
        struct zc_register_entry *entry =
            zc_register_add(reg, ZC_REGISTER_AREA, zc_record_text(area, "code"), zc_record_text(area, "name"), zc_record_text(area, "short_name"),
                            inner_list(arena, zc_record_text(area, "aliases")));
        if (parent.kind)
            entry->parent = zc_map_get(&codes, zc_arena_printf(arena, "%lld", (long long)parent.number));
    }
}

int zc_import_register(struct zc_register *reg, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    struct zc_rows units, areas, groups, posts;
    int rc = list_all(&units, arena, db, "core.unit", err);
    rc = rc ? rc : list_all(&areas, arena, db, "core.area", err);
    rc = rc ? rc : list_all(&groups, arena, db, "core.area_group", err);
    rc = rc ? rc : list_all(&posts, arena, db, "core.post", err);
    if (rc)
        return rc;
    add_units(reg, arena, &units);
    add_areas(reg, arena, &areas);
    for (size_t i = 0; i < groups.count; i++) {
        struct zc_buf codes = {0};
        for (const char *at = zc_record_text(&groups.items[i], "areas"); *at == ';' && at[1];) {
            char *end;
            const char *code = code_of_id(&areas, strtoll(at + 1, &end, 10));
            if (code)
                zc_buf_printf(&codes, "%s%s", codes.size ? ";" : "", code);
            at = end;
        }
        zc_register_add_group(reg, zc_record_text(&groups.items[i], "name"), zc_buf_text(&codes));
        zc_buf_free(&codes);
    }
    for (size_t i = 0; i < posts.count; i++) {
        const char *title = zc_record_text(&posts.items[i], "title");
        zc_register_add(reg, ZC_REGISTER_POST, title, title, NULL, NULL);
    }
    return ZC_OK;
}
