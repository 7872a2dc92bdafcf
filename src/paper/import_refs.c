/* import_refs: what a reference in a row means: 1 finding the record; 2 what is said when there is none; 3 resolving a value. */
#include "paper/import_stages.h"

#include "base/buf.h"
#include "base/text.h"
#include "paper/plain.h"
#include "query/rows.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST_KEY = 4, MOST_CANDIDATES = 12 };

/* 1 */

static int find_ref(int64_t *id, struct zc_import_store *store, const struct zc_entity *entity, const char *text, int depth, struct zc_error *err);

/* "2017/3": the parts of a natural key. */
static int find_by_key(int64_t *id, struct zc_import_store *store, const struct zc_entity *entity, const char *text, int depth, struct zc_error *err)
{
    struct zc_value keys[8];
    const char *at = text;
    *id = 0;
    if (!entity->key_count || entity->key_count > 8)
        return ZC_OK;
    for (size_t i = 0; i < entity->key_count; i++) {
        const struct zc_field *field = zc_entity_field(entity, entity->key[i]);
        bool last = i + 1 == entity->key_count;
        const char *slash = last ? NULL : strchr(at, '/');
        if (!field || (!last && !slash))
            return ZC_OK;
        const char *part = slash ? zc_arena_copy(store->arena, at, (size_t)(slash - at)) : at;
        if (field->type == ZC_REF && !field->list) {
            int64_t inner;
            int rc = find_ref(&inner, store, field->to, part, depth + 1, err);
            if (rc)
                return rc;
            keys[i] = inner ? zc_int(inner) : ZC_EMPTY;
        } else if (zc_field_parse(&keys[i], field, part, store->arena, NULL)) {
            keys[i] = ZC_EMPTY;
        }
        if (!keys[i].kind)
            return ZC_OK;
        at = slash ? slash + 1 : at;
    }
    return zc_rows_by_key(id, store->db, entity, keys, err);
}

static void add_quoted(struct zc_buf *out, const char *text)
{
    zc_buf_char(out, '\'');
    for (const char *at = text; *at; at++)
        zc_buf_printf(out, *at == '\'' ? "''" : "%c", *at);
    zc_buf_char(out, '\'');
}

/* Those that a filter finds, as many as a finding lists. */
static int list_filtered(struct zc_rows *out, struct zc_import_store *store, const struct zc_entity *entity, const char *filter, struct zc_error *err)
{
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(store->db), .reader = &ZC_READER_CITY, .filter = filter, .limit = MOST_CANDIDATES};
    return zc_rows_list(out, store->arena, store->db, &query, err);
}

/* Those that bear this name; `also`: " and …", what else must hold. */
int zc_import_list_named(struct zc_rows *out, struct zc_import_store *store, const struct zc_entity *entity, const char *text, const char *also,
                         struct zc_error *err)
{
    struct zc_buf filter = {0};
    zc_buf_printf(&filter, "%s = ", entity->named_by);
    add_quoted(&filter, text);
    zc_buf_str(&filter, also);
    int rc = list_filtered(out, store, entity, zc_buf_text(&filter), err);
    zc_buf_free(&filter);
    return rc;
}

/* Units are written by short and former names too, where one alone bears it. */
static int find_by_alias(int64_t *id, struct zc_import_store *store, const struct zc_entity *entity, const char *text, struct zc_error *err)
{
    struct zc_buf filter = {0};
    struct zc_rows named = {0};
    if (strcmp(entity->full_name, "core.unit") != 0 || strchr(text, ';'))
        return ZC_OK;
    zc_buf_str(&filter, "short_name = ");
    add_quoted(&filter, text);
    zc_buf_str(&filter, " or aliases has ");
    add_quoted(&filter, text);
    int rc = list_filtered(&named, store, entity, zc_buf_text(&filter), err);
    *id = !rc && named.count == 1 ? named.items[0].id : 0;
    zc_buf_free(&filter);
    return rc;
}

/* By natural key, else by a unique text field such as a code, else by a name that one record alone bears. */
static int find_ref(int64_t *id, struct zc_import_store *store, const struct zc_entity *entity, const char *text, int depth, struct zc_error *err)
{
    const char *cached = zc_arena_printf(store->arena, "%s|%s", entity->full_name, text);
    const int64_t *known = zc_map_get(&store->ids, cached);
    *id = known ? *known : 0;
    if (known || depth > DEEPEST_KEY)
        return ZC_OK;
    int rc = find_by_key(id, store, entity, text, depth, err);
    for (size_t i = 0; i < entity->column_count && !rc && !*id; i++) {
        const struct zc_field *field = entity->columns[i];
        struct zc_value value = zc_text(text);
        struct zc_rows named;
        if (field->list || field->type != ZC_TEXT)
            continue;
        if (field->unique) {
            rc = zc_rows_find(id, store->db, entity, field->name, &value, err);
        } else if (entity->named_by && strcmp(field->name, entity->named_by) == 0) {
            rc = zc_import_list_named(&named, store, entity, text, "", err);
            *id = !rc && named.count == 1 ? named.items[0].id : 0;
        }
    }
    if (!rc && !*id)
        rc = find_by_alias(id, store, entity, text, err);
    if (!rc && *id) {
        int64_t *kept = zc_arena_alloc(store->kept, sizeof *kept);
        *kept = *id;
        zc_map_put(&store->ids, cached, kept);
    }
    return rc;
}

/* 2 */

/* Several bear the name: their codes are listed and nobody guesses. */
static bool say_several(struct zc_import_store *store, struct zc_import_row *row, const struct zc_import_value *value, const struct zc_field *field, const char *text)
{
    const struct zc_entity *to = field->to;
    struct zc_rows named = {0};
    struct zc_buf keys = {0};
    if (!to->named_by || !to->key_count || zc_import_list_named(&named, store, to, text, "", NULL) || named.count < 2)
        return false;
    const struct zc_field *key = zc_entity_field(to, to->key[0]);
    for (size_t i = 0; i < named.count; i++)
        zc_buf_printf(&keys, "%s%s", i ? ";" : "", zc_plain_text(store->arena, store->db, key, &named.items[i].values[key->column], ZC_ZH));
    zc_import_say(&store->report->result, row->sheet, row->row, value->column, ZC_SEV_ERROR, "ambiguous_reference",
                  "字段“%s”写的“%s”有几个,请改写其一的%s:%.300s%.0s%.0s", "%5$s: \"%2$s\" names several; write the %6$s of one of them: %4$.300s%1$.0s%3$.0s",
                  zc_pick(field->title, ZC_ZH), text, zc_pick(key->title, ZC_ZH), zc_buf_text(&keys), zc_pick(field->title, ZC_EN), zc_pick(key->title, ZC_EN));
    zc_buf_free(&keys);
    return true;
}

static void say_missing(struct zc_import_store *store, struct zc_import_row *row, const struct zc_import_value *value, const struct zc_field *field,
                        const char *text)
{
    const char *key = zc_arena_printf(store->arena, "%s|%s", field->to->full_name, text);
    row->error = true;
    if (zc_map_get(&store->complained, key)) /* one missing plan is not 144 findings */
        return;
    zc_map_put(&store->complained, key, store);
    if (say_several(store, row, value, field, text))
        return;
    zc_import_say(&store->report->result, row->sheet, row->row, value->column, ZC_SEV_ERROR, "unknown_reference",
                  "%s中没有“%s”(字段“%s”),请先录入或改正%.0s%.0s", "%4$s \"%2$s\" does not exist (field \"%5$s\"): enter it first or correct it%1$.0s%3$.0s",
                  zc_pick(field->to->title, ZC_ZH), text, zc_pick(field->title, ZC_ZH), zc_pick(field->to->title, ZC_EN),
                  zc_pick(field->title, ZC_EN));
}

/* Name and code of a reference stand side by side: both must mean the same record. */
static void check_beside(struct zc_import_store *store, struct zc_import_row *row, const struct zc_import_value *value, const struct zc_field *field,
                         const struct zc_value *found)
{
    for (enum zc_lang lang = ZC_ZH; lang <= ZC_EN; lang++)
        if (strcmp(zc_text_trim(store->arena, zc_plain_text(store->arena, store->db, field, found, lang)), value->beside) == 0)
            return;
    row->error = true;
    zc_import_say(&store->report->result, row->sheet, row->row, value->column, ZC_SEV_ERROR, "name_and_code",
                  "“%s”:编码是 %.40s,名称却写“%.80s”,两者不是同一个%.0s", "%4$s: the code is %2$.40s and the name says \"%3$.80s\"%1$.0s, which is another",
                  zc_pick(field->title, ZC_ZH), value->text, value->beside, zc_pick(field->title, ZC_EN));
}

/* 3 */

/* The ids of a reference or a list of them; *waits when one inside the entity itself may still come. */
int zc_import_resolve(struct zc_value *out, bool *waits, struct zc_import_store *store, struct zc_import_row *row, const struct zc_import_value *value,
                   const struct zc_field *field, bool second_round, struct zc_error *err)
{
    struct zc_buf ids = {0};
    int rc = ZC_OK;
    *out = ZC_EMPTY;
    for (const char *at = value->text; *at && !rc;) {
        size_t length = field->list ? strcspn(at, ";") : strlen(at);
        const char *text = zc_text_trim(store->arena, zc_arena_copy(store->arena, at, length));
        int64_t id = 0;
        at += length + (at[length] == ';');
        if (!*text)
            continue;
        rc = find_ref(&id, store, field->to, text, 0, err);
        if (rc)
            break;
        if (!id && !second_round && strcmp(field->to->full_name, row->entity) == 0) {
            *waits = true;
        } else if (!id) {
            say_missing(store, row, value, field, text);
        } else if (field->list) {
            zc_buf_printf(&ids, "%s%lld;", ids.size ? "" : ";", (long long)id);
        } else {
            *out = zc_int(id);
        }
    }
    if (field->list && !rc)
        *out = zc_text(zc_arena_copy(store->arena, zc_buf_text(&ids), ids.size));
    zc_buf_free(&ids);
    if (!rc && value->beside && out->kind && !*waits && !row->error)
        check_beside(store, row, value, field, out);
    return rc;
}

/* A plain table that is already refused: its references are looked up all the same, so that one pass says everything. */
int zc_import_check_references(struct zc_import_store *store, const struct zc_entity *entity, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int rc = ZC_OK;
    store->arena = &arena;
    for (size_t i = 0; i < store->report->result.row_count && !rc; i++) {
        struct zc_import_row *row = &store->report->result.rows[i];
        for (size_t j = 0; j < row->count && !rc; j++) {
            const struct zc_field *field = zc_entity_field(entity, row->values[j].field);
            struct zc_value found;
            bool waits = false;
            if (field && field->type == ZC_REF)
                rc = zc_import_resolve(&found, &waits, store, row, &row->values[j], field, false, err);
        }
        zc_arena_free(&arena);
    }
    store->arena = store->kept;
    return rc;
}
