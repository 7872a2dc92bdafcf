/*
 * import_store: the storing stage. 1 the register from records; 2 which layout; 3 references; 4 one row into a patch; 5 all rows;
 * 6 the record of the import; 7 the run; 8 withdrawing.
 *
 * Three transactions of one durable commit: the city's own area if it is missing, the rows, the record of the import; so that
 * withdrawing undoes the rows and nothing else.
 */
#include "paper/import.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/text.h"
#include "paper/area_edition.h"
#include "paper/form.h"
#include "paper/missing.h"
#include "paper/plain.h"
#include "paper/stand.h"
#include "query/rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST_KEY = 4, MOST_FINDINGS = 1000, MOST_CANDIDATES = 12, TOLD_ROWS = 64 };

struct store {
    struct zc_arena *arena;   /* while rows are stored: of the row under way, so that memory does not grow with them */
    struct zc_arena *kept;    /* of the import */
    struct zc_db *db;
    struct zc_tx *tx;
    const struct zc_import_job *job;
    struct zc_import_report *report;
    struct zc_map ids;        /* "entity|text" → the id it stands for */
    struct zc_map complained; /* references that were said to be missing */
    bool *deferred;           /* by row: a reference inside the entity waits for the second round */
    enum fate { SAME, CHANGED, MADE } *fates; /* by row */
};

/* 1 */

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

static int fill_register(struct zc_register *reg, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
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

static int64_t approved_total(void *user, const struct zc_layout *layout, int year)
{
    struct zc_db *db = user;
    struct zc_arena arena = {0};
    const struct zc_entity *entity = layout->total_entity ? zc_model_entity(db->city->model, layout->total_entity) : NULL;
    struct zc_value key = zc_int(year), total = ZC_EMPTY;
    struct zc_record record;
    int64_t id = 0;
    if (entity && !zc_rows_find(&id, db, entity, layout->total_key, &key, NULL) && id &&
        !zc_rows_get(&record, &arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, NULL))
        total = zc_record_value(&record, layout->total_field);
    zc_arena_free(&arena);
    return total.kind == ZC_V_INT ? total.number : 0;
}

/* 2 */

static const char *file_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* post.csv holds rows of the entity post. */
static const struct zc_entity *entity_of_name(const struct zc_model *model, struct zc_arena *arena, const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && strcasecmp(dot, ".csv") == 0 ? zc_model_entity(model, zc_arena_copy(arena, name, (size_t)(dot - name))) : NULL;
}

static int choose_layout(struct zc_layout **out, struct zc_arena *arena, const struct zc_model *model, struct zc_book *book, const char *wanted,
                         struct zc_error *err)
{
    size_t best = 0;
    *out = NULL;
    for (size_t i = 0; i < model->layout_count; i++) {
        struct zc_layout *layout;
        if ((wanted && strcmp(model->layout_names[i], wanted) != 0) || zc_form_declared(model->layouts[i]))
            continue;
        int rc = zc_layout_bind(&layout, arena, model, model->layouts[i], model->layout_names[i], err);
        if (rc)
            return rc;
        size_t fit = wanted ? 1 : zc_import_fit(book, layout);
        if (fit > best) {
            best = fit;
            *out = layout;
        }
    }
    if (*out)
        return ZC_OK;
    return wanted ? zc_fail(err, ZC_ENOTFOUND, "没有表样 %s", "there is no layout %s", wanted)
                  : zc_fail(err, ZC_EINPUT, "没有一个表样认得这份表%s", "no layout knows this workbook%s", "");
}

/* 3 */

static int find_ref(int64_t *id, struct store *store, const struct zc_entity *entity, const char *text, int depth, struct zc_error *err);

/* "2017/3": the parts of a natural key. */
static int find_by_key(int64_t *id, struct store *store, const struct zc_entity *entity, const char *text, int depth, struct zc_error *err)
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
static int list_filtered(struct zc_rows *out, struct store *store, const struct zc_entity *entity, const char *filter, struct zc_error *err)
{
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(store->db), .reader = &ZC_READER_CITY, .filter = filter, .limit = MOST_CANDIDATES};
    return zc_rows_list(out, store->arena, store->db, &query, err);
}

/* Those that bear this name; `also`: " and …", what else must hold. */
static int list_named(struct zc_rows *out, struct store *store, const struct zc_entity *entity, const char *text, const char *also, struct zc_error *err)
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
static int find_by_alias(int64_t *id, struct store *store, const struct zc_entity *entity, const char *text, struct zc_error *err)
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
    zc_buf_free(&filter);
    *id = !rc && named.count == 1 ? named.items[0].id : 0;
    return rc;
}

/* By natural key, else by a unique text field such as a code, else by a name that one record alone bears. */
static int find_ref(int64_t *id, struct store *store, const struct zc_entity *entity, const char *text, int depth, struct zc_error *err)
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
            rc = list_named(&named, store, entity, text, "", err);
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

/* Several bear the name: their codes are listed and nobody guesses. */
static bool say_several(struct store *store, struct zc_import_row *row, const struct zc_import_value *value, const struct zc_field *field, const char *text)
{
    const struct zc_entity *to = field->to;
    struct zc_rows named = {0};
    struct zc_buf keys = {0};
    if (!to->named_by || !to->key_count || list_named(&named, store, to, text, "", NULL) || named.count < 2)
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

static void say_missing(struct store *store, struct zc_import_row *row, const struct zc_import_value *value, const struct zc_field *field,
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
static void check_beside(struct store *store, struct zc_import_row *row, const struct zc_import_value *value, const struct zc_field *field,
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

/* The ids of a reference or a list of them; *waits when one inside the entity itself may still come. */
static int resolve(struct zc_value *out, bool *waits, struct store *store, struct zc_import_row *row, const struct zc_import_value *value,
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
static int check_references(struct store *store, const struct zc_entity *entity, struct zc_error *err)
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
                rc = resolve(&found, &waits, store, row, &row->values[j], field, false, err);
        }
        zc_arena_free(&arena);
    }
    store->arena = store->kept;
    return rc;
}

/* 4 */

static void refuse_row(struct store *store, struct zc_import_row *row, int column, const struct zc_error *err)
{
    row->error = true;
    if (store->report->result.findings.count < MOST_FINDINGS)
        zc_import_say(&store->report->result, row->sheet, row->row, column, ZC_SEV_ERROR, "record_refused", "%s%.0s", "%.0s%s", err->zh, err->en);
}

/* `from: plan.approved_on`: what the record behind a reference of this row says. */
static int value_from(struct zc_value *out, struct store *store, const struct zc_patch *patch, const char *path, struct zc_error *err)
{
    const char *dot = strchr(path, '.');
    const struct zc_field *ref = dot ? zc_entity_field(patch->entity, zc_arena_copy(store->arena, path, (size_t)(dot - path))) : NULL;
    struct zc_record record;
    *out = ZC_EMPTY;
    if (!ref || ref->column < 0 || !ref->to || patch->values[ref->column].kind != ZC_V_INT)
        return ZC_OK;
    int rc = zc_rows_get(&record, store->arena, store->db, ref->to, patch->values[ref->column].number, zc_times_now(store->db), &ZC_READER_CITY, err);
    if (!rc)
        *out = zc_record_value(&record, dot + 1);
    return rc == ZC_ENOTFOUND ? ZC_OK : rc;
}

static int fill_patch(struct zc_patch *patch, struct store *store, struct zc_import_row *row, bool *waits, bool second_round, struct zc_error *err)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct zc_import_value *value = &row->values[i];
        const struct zc_field *field = zc_entity_field(patch->entity, value->field);
        if (!field || field->column < 0)
            continue;
        struct zc_value *slot = &patch->values[field->column];
        int rc = ZC_OK;
        if (value->declared && value->declared->from) {
            rc = value_from(slot, store, patch, value->declared->from, err);
        } else if (field->type == ZC_REF) {
            bool waiting = false;
            rc = resolve(slot, &waiting, store, row, value, field, second_round, err);
            *waits = *waits || waiting;
            if (waiting) /* it is set in the second round, together with the rest of its list */
                continue;
        } else {
            struct zc_error why = {0};
            if (zc_field_parse(slot, field, value->text, store->arena, &why))
                refuse_row(store, row, value->column, &why);
        }
        if (rc)
            return rc;
        patch->set[field->column] = true;
    }
    const struct zc_field *confirm = zc_entity_field(patch->entity, "confirm");
    if (confirm && confirm->column >= 0 && confirm->list && row->record) {
        struct zc_buf codes = {0};
        for (size_t i = 0; i < row->confirm_count; i++)
            zc_buf_printf(&codes, "%s%s;", codes.size ? "" : ";", row->confirm[i]);
        patch->values[confirm->column] = zc_text(zc_arena_copy(store->arena, zc_buf_text(&codes), codes.size));
        patch->set[confirm->column] = true;
        zc_buf_free(&codes);
    }
    return ZC_OK;
}

static int existing(int64_t *id, struct store *store, const struct zc_patch *patch, struct zc_error *err)
{
    struct zc_value keys[8];
    *id = 0;
    if (!patch->entity->key_count || patch->entity->key_count > 8)
        return ZC_OK;
    for (size_t i = 0; i < patch->entity->key_count; i++) {
        const struct zc_field *field = zc_entity_field(patch->entity, patch->entity->key[i]);
        keys[i] = patch->values[field->column];
        if (!keys[i].kind)
            return ZC_OK;
    }
    return zc_rows_by_key(id, store->db, patch->entity, keys, err);
}

static const struct zc_field *provisional_field(const struct zc_entity *entity)
{
    const struct zc_field *field = zc_entity_field(entity, "provisional");
    return field && field->column >= 0 && field->type == ZC_BOOL ? field : NULL;
}

/* The one that an earlier import made provisionally under any of the names of this row: the row is what it was waiting for. */
static int find_provisional(int64_t *id, struct store *store, struct zc_import_row *row, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    const char *fields[] = {entity->named_by, "short_name", "aliases"};
    int rc = ZC_OK;
    bool several = false;
    if (!provisional_field(entity) || !entity->named_by)
        return ZC_OK;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !rc; i++)
        for (const char *at = zc_import_value(row, fields[i]); *at && !rc;) {
            size_t length = strcspn(at, ";");
            struct zc_rows named = {0};
            if (length)
                rc = list_named(&named, store, entity, zc_text_squeeze(store->arena, zc_arena_copy(store->arena, at, length)), " and provisional", err);
            several = several || named.count > 1 || (named.count && *id && *id != named.items[0].id);
            if (named.count == 1 && !*id)
                *id = named.items[0].id;
            at += length + (at[length] == ';');
        }
    if (!several)
        return rc;
    *id = 0;
    zc_import_say(&store->report->result, row->sheet, row->row, -1, ZC_SEV_WARNING, "several_provisional", "待核的%s里有几个叫这些名称,没有并入任何一个,请由人合并%.0s",
                  "%.0sseveral provisional records of %s bear these names: none was taken for this one, a person must join them",
                  zc_pick(entity->title, ZC_ZH), zc_pick(entity->title, ZC_EN));
    return rc;
}

/* A row of the register itself confirms what was provisional. */
static bool settle(struct zc_patch *patch, const struct zc_record *record)
{
    const struct zc_field *field = provisional_field(patch->entity);
    if (!field || patch->set[field->column] || record->values[field->column].kind != ZC_V_INT || !record->values[field->column].number)
        return false;
    patch->values[field->column] = ZC_EMPTY;
    return patch->set[field->column] = true;
}

static const struct zc_layout_field *declared_of(const struct zc_import_row *row, const struct zc_field *field)
{
    const struct zc_import_value *value = zc_import_find(row, field->name);
    return value ? value->declared : NULL;
}

/* Drops what does not concern a record that exists already; true when something is left that differs. */
static bool trim_patch(struct zc_patch *patch, const struct zc_import_row *row, const struct zc_record *record)
{
    bool differs = false;
    const struct zc_field *confirm = zc_entity_field(patch->entity, "confirm");
    for (size_t i = 0; i < patch->entity->column_count; i++) {
        if (!patch->set[i])
            continue;
        const struct zc_field *field = patch->entity->columns[i];
        const struct zc_layout_field *declared = declared_of(row, field);
        const char *stored = record->values[i].kind == ZC_V_TEXT ? record->values[i].text : "";
        bool keep = declared && (declared->on_insert || zc_words_have(&declared->keep, stored));
        if (keep || zc_value_same(&patch->values[i], &record->values[i]))
            patch->set[i] = false;
        else if (field != confirm) /* what a person has confirmed does not come back by itself */
            differs = true;
    }
    return differs;
}

/* The day from which a change of an existing record holds. */
static int change_day(int *out, struct store *store, const struct zc_record *record, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_layout *layout = store->report->result.layout;
    int stand = store->job->stand != ZC_TODAY ? store->job->stand : store->report->result.stand, today = zc_db_today(store->db);
    enum zc_layout_changes changes = layout ? layout->changes : store->report->result.form ? ZC_CHANGES_STAND : ZC_CHANGES_TODAY;
    *out = store->job->valid_from;
    if (*out != ZC_TODAY)
        return ZC_OK;
    for (size_t i = 0; layout && i < layout->change_date_count; i++) { /* an acceptance date says itself since when the row is so */
        const struct zc_field *field = zc_entity_field(record->entity, layout->change_dates[i]);
        if (!field || field->type != ZC_DATE || field->column < 0 || !patch->set[field->column] ||
            patch->values[field->column].kind != ZC_V_INT || patch->values[field->column].number > today)
            continue;
        *out = (int)patch->values[field->column].number;
        return ZC_OK;
    }
    if (changes == ZC_CHANGES_TODAY)
        return ZC_OK;
    struct zc_rows history;
    int rc = zc_rows_history(&history, store->arena, store->db, record->entity, record->id, &ZC_READER_CITY, err), first = today;
    for (size_t i = 0; !rc && i < history.count; i++)
        if (history.items[i].known_to == ZC_INSTANT_MAX && history.items[i].valid_from < first)
            first = history.items[i].valid_from;
    *out = changes == ZC_CHANGES_START ? first : stand == INT32_MIN || stand > today ? ZC_TODAY : stand < first ? first : stand;
    return rc;
}

/* 5 */

/* The record that a line with a row key was made from has changed since: what it was, is, and would become. */
static int say_stale(struct store *store, struct zc_import_row *row, const struct zc_patch *patch, const struct zc_record *now, struct zc_error *err)
{
    struct zc_buf zh = {0}, en = {0};
    struct zc_rows history;
    const struct zc_record *then = NULL;
    int rc = zc_rows_history(&history, store->arena, store->db, patch->entity, patch->id, &ZC_READER_CITY, err), column = -1;
    for (size_t i = 0; !rc && i < history.count && !then; i++)
        if (history.items[i].slice == row->slice)
            then = &history.items[i];
    for (size_t i = 0; !rc && i < patch->entity->column_count; i++) {
        const struct zc_field *field = patch->entity->columns[i];
        const struct zc_import_value *value = patch->set[i] ? zc_import_find(row, field->name) : NULL;
        if (!value)
            continue;
        const char *was = then ? zc_plain_text(store->arena, store->db, field, &then->values[i], ZC_ZH) : "?";
        const char *is = zc_plain_text(store->arena, store->db, field, &now->values[i], ZC_ZH);
        column = column < 0 ? value->column : column;
        zc_buf_printf(&zh, ";%s:导出时“%.60s”,现为“%.60s”,本表填“%.60s”", zc_pick(field->title, ZC_ZH), was, is, value->text);
        zc_buf_printf(&en, "; %s: \"%.60s\" when exported, \"%.60s\" now, \"%.60s\" here", zc_pick(field->title, ZC_EN), was, is, value->text);
    }
    row->error = true;
    if (!rc && store->report->result.findings.count < MOST_FINDINGS)
        zc_import_say(&store->report->result, row->sheet, row->row, column, ZC_SEV_ERROR, "stale_row",
                      "导出之后记录已变(导出时 v%d,现为 v%d),没有覆盖%.600s%.0s",
                      "the record has changed since it was exported (v%d then, v%d now); nothing is overwritten%.0s%.600s", row->slice, now->slice, zc_buf_text(&zh),
                      zc_buf_text(&en));
    zc_buf_free(&zh);
    zc_buf_free(&en);
    return rc;
}

static void keep_fate(struct store *store, size_t index, enum fate fate)
{
    if (fate > store->fates[index])
        store->fates[index] = fate;
}

/* Writes one patch; a refusal of the record's own rules is a finding. */
static int write_patch(struct store *store, size_t index, const struct zc_patch *patch, struct zc_error *err)
{
    struct zc_error why = {0};
    bool changed = false;
    int64_t id = 0;
    int rc = zc_record_change(&id, &changed, store->tx, patch, &why);
    if (rc == ZC_EINPUT || rc == ZC_ECHECK || rc == ZC_ECONFLICT || rc == ZC_EDENIED) {
        refuse_row(store, &store->report->result.rows[index], -1, &why);
        return ZC_OK;
    }
    if (rc)
        *err = why;
    else
        keep_fate(store, index, !patch->id ? MADE : changed ? CHANGED : SAME);
    return rc;
}

/* An old copy: its values hold from the stand until something later is known, field by field. */
static int store_at_stand(struct store *store, size_t index, struct zc_patch *patch, struct zc_error *err)
{
    struct zc_import_row *row = &store->report->result.rows[index];
    struct zc_rows history;
    size_t columns = patch->entity->column_count;
    bool *wanted = zc_arena_array(store->arena, columns + 1, sizeof *wanted);
    int rc = zc_rows_history(&history, store->arena, store->db, patch->entity, patch->id, &ZC_READER_CITY, err);
    if (rc)
        return rc;
    const struct zc_record *slice = zc_stand_slice(&history, store->job->stand);
    for (size_t i = 0; i < columns && !slice; i++) { /* it began earlier than was known: as the copy says, until its first day */
        const struct zc_layout_field *declared = declared_of(row, patch->entity->columns[i]);
        patch->set[i] = patch->set[i] && !(declared && declared->on_insert);
    }
    if (slice && !trim_patch(patch, row, slice))
        return ZC_OK;
    memcpy(wanted, patch->set, columns * sizeof *wanted);
    patch->valid_from = store->job->stand;
    for (size_t first = 0; first < columns && !rc && !row->error; first++) {
        if (!wanted[first])
            continue;
        patch->valid_to = zc_stand_until(&history, first, store->job->stand);
        for (size_t i = 0; i < columns; i++) {
            patch->set[i] = i >= first && wanted[i] && zc_stand_until(&history, i, store->job->stand) == patch->valid_to;
            wanted[i] = wanted[i] && !patch->set[i];
        }
        rc = write_patch(store, index, patch, err);
    }
    return rc;
}

/* A new record of an old copy begins on its own first day where it names one, else with the stand. */
static int first_day(const struct store *store, const struct zc_patch *patch)
{
    const struct zc_field *field = patch->entity->valid_from ? zc_entity_field(patch->entity, patch->entity->valid_from) : NULL;
    if (store->job->valid_from != ZC_TODAY || store->job->stand == ZC_TODAY)
        return store->job->valid_from;
    return field && field->column >= 0 && patch->values[field->column].kind ? ZC_TODAY : store->job->stand;
}

static int store_row(struct store *store, size_t index, bool second_round, struct zc_error *err)
{
    struct zc_import_row *row = &store->report->result.rows[index];
    const struct zc_entity *entity = zc_model_entity(store->db->city->model, row->entity);
    struct zc_patch patch = zc_patch_new(store->arena, entity, row->id);
    struct zc_record record;
    bool waits = false;
    int rc = fill_patch(&patch, store, row, &waits, second_round, err);
    if (rc || row->error)
        return rc;
    if (!patch.id && ((rc = existing(&patch.id, store, &patch, err)) || (!patch.id && (rc = find_provisional(&patch.id, store, row, &patch, err)))))
        return rc;
    patch.why = store->job->why;
    patch.states = row->record != NULL; /* a plain table takes no steps */
    store->deferred[index] = waits;
    if (!patch.id) {
        patch.valid_from = first_day(store, &patch);
        return write_patch(store, index, &patch, err);
    }
    if (store->job->stand != ZC_TODAY && store->job->valid_from == ZC_TODAY && !row->id)
        return store_at_stand(store, index, &patch, err);
    struct zc_error why = {0};
    rc = zc_rows_get(&record, store->arena, store->db, entity, patch.id, zc_times_now(store->db), &ZC_READER_CITY, &why);
    if (rc == ZC_ENOTFOUND && row->id) {
        refuse_row(store, row, -1, &why);
        return ZC_OK;
    }
    if (rc) {
        *err = why;
        return rc;
    }
    bool settled = settle(&patch, &record);
    if (!trim_patch(&patch, row, &record))
        return ZC_OK;
    if (row->slice && row->slice != record.slice)
        return say_stale(store, row, &patch, &record, err);
    rc = change_day(&patch.valid_from, store, &record, &patch, err);
    if (settled && store->job->valid_from == ZC_TODAY) /* it was so all the time */
        patch.valid_from = record.valid_from;
    return rc ? rc : write_patch(store, index, &patch, err);
}

/* The first round is nearly all of the work; the commit is the last hundredth. */
static int tell_rows(struct store *store, size_t done, size_t count, bool second, struct zc_error *err)
{
    struct zc_step step = {second ? (struct zc_pair){"补连互相引用的行", "joining rows that name each other"} : (struct zc_pair){"核对并写入", "checking and storing"},
                           (int64_t)done, (int64_t)count, second ? 950 + (int)(40 * done / count) : (int)(950 * done / count)};
    return zc_progress(store->job->tell, store->job->listener, step, err);
}

static int store_rows(struct store *store, struct zc_error *err)
{
    size_t count = store->report->result.row_count;
    struct zc_arena row = {0};
    store->deferred = zc_arena_array(store->kept, count + 1, sizeof *store->deferred);
    store->fates = zc_arena_array(store->kept, count + 1, sizeof *store->fates);
    int rc = ZC_OK;
    store->arena = &row;
    for (size_t i = 0; i < 2 * count && !rc; i++) { /* the second round: what waited for rows of the first */
        bool second = i >= count;
        size_t at = second ? i - count : i;
        if (at % TOLD_ROWS == 0 && (rc = tell_rows(store, at, count, second, err)))
            break;
        if (!second || store->deferred[at])
            rc = store_row(store, at, second, err);
        zc_arena_free(&row);
    }
    store->arena = store->kept;
    for (size_t i = 0; i < count; i++) {
        store->report->made += store->fates[i] == MADE;
        store->report->changed += store->fates[i] == CHANGED;
        store->report->same += store->fates[i] == SAME;
    }
    return rc;
}

/* The approved total holds for the records too, not only for the lines of one workbook. */
static int check_approved(struct store *store, struct zc_error *err)
{
    const struct zc_import_result *result = &store->report->result;
    const struct zc_layout *layout = result->layout;
    const struct zc_layout_check *check = NULL;
    const struct zc_field *ref = NULL;
    int64_t count = 0;
    for (size_t i = 0; layout && layout->total_entity && i < layout->sheet_count; i++)
        for (size_t j = 0; j < layout->sheets[i].check_count; j++)
            if (layout->sheets[i].checks[j].kind == ZC_CHECK_TOTAL)
                check = &layout->sheets[i].checks[j];
    int64_t approved = check && result->year ? approved_total(store->db, layout, result->year) : 0;
    const struct zc_entity *entity = approved && store->report->made ? zc_model_entity(store->db->city->model, check->entity) : NULL;
    for (size_t i = 0; entity && i < entity->column_count && !ref; i++)
        if (entity->columns[i]->to && !entity->columns[i]->list && strcmp(entity->columns[i]->to->full_name, layout->total_entity) == 0)
            ref = entity->columns[i];
    if (!ref)
        return ZC_OK;
    struct zc_rows_query query = {.entity = entity,
                                  .times = zc_times_now(store->db),
                                  .reader = &ZC_READER_CITY,
                                  .filter = zc_arena_printf(store->arena, "%s.%s = %d", ref->name, layout->total_key, result->year)};
    int rc = zc_rows_count(&count, store->db, &query, err);
    for (size_t i = result->row_count; !rc && count > approved && i-- > 0;)
        if (store->fates[i] == MADE && strcmp(result->rows[i].entity, check->entity) == 0) {
            zc_import_say(&store->report->result, result->rows[i].sheet, result->rows[i].row, -1, ZC_SEV_ERROR, check->code,
                          "导入后共%lld项,计划核定%lld项:须先由会议决议调整计划总数",
                          "with this import there are %lld, the plan was approved with %lld: amend the plan by resolution first", (long long)count,
                          (long long)approved);
            break;
        }
    return rc;
}

/* 6 */

static int digest_file(char out[ZC_DIGEST_HEX], const char *path, struct zc_error *err)
{
    unsigned char bytes[65536], digest[ZC_DIGEST_SIZE];
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "无法读取 %s:%s", "cannot read %s: %s", path, strerror(errno));
    struct zc_sm3 *sm3 = zc_sm3_new();
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file));)
        zc_sm3_add(sm3, bytes, size);
    zc_sm3_done(sm3, digest);
    zc_sm3_free(sm3);
    fclose(file);
    zc_hex(out, digest, sizeof digest);
    return ZC_OK;
}

static int note_import(struct store *store, const struct zc_actor *actor, int64_t number, const char *digest, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(store->db->city->model, "core.import");
    struct zc_import_report *report = store->report;
    char today[ZC_DATE_TEXT];
    bool changed;
    if (!entity)
        return ZC_OK;
    int rc = ZC_OK;
    zc_date_format(today, zc_db_today(store->db));
    struct zc_patch patch = zc_patch_new(store->arena, entity, 0);
    const struct {
        const char *field, *text;
    } values[] = {{"file_name", store->job->shown_name ? store->job->shown_name : file_part(store->job->path)},
                  {"digest", digest},
                  {"layout", report->layout},
                  {"rows_taken", zc_arena_printf(store->arena, "%zu", report->result.row_count)},
                  {"rows_to_confirm", zc_arena_printf(store->arena, "%zu", report->result.confirm_rows)},
                  {"rows_refused", "0"},
                  {"tx", zc_arena_printf(store->arena, "%lld", (long long)number)},
                  {"imported_on", today},
                  {"imported_by", actor->post ? zc_arena_printf(store->arena, "%lld", (long long)actor->post) : ""}};
    for (size_t i = 0; i < sizeof values / sizeof *values && !rc; i++)
        rc = zc_patch_set(&patch, store->arena, values[i].field, values[i].text, err);
    return rc ? rc : zc_record_change(&report->import_id, &changed, store->tx, &patch, err);
}

/* 7 */

static int find_own_area(int64_t *id, struct zc_db *db, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.area");
    char code[24];
    snprintf(code, sizeof code, "%lld", (long long)db->city->area);
    struct zc_value value = zc_text(code);
    return entity && db->city->area ? zc_rows_find(id, db, entity, "code", &value, err) : ZC_OK;
}

/* Units and districts lie in the city's own area, which no workbook lists. It follows from the city's settings, so the city makes
 * it, whoever brings the first workbook. */
static int own_area(struct store *store, bool *made, struct zc_error *err)
{
    const struct zc_city *city = store->db->city;
    const struct zc_entity *entity = zc_model_entity(city->model, "core.area");
    char code[24];
    int64_t id = 0;
    *made = false;
    if (!entity || !city->area)
        return ZC_OK;
    int rc = find_own_area(&id, store->db, err);
    if (rc || id)
        return rc;
    snprintf(code, sizeof code, "%lld", (long long)city->area);
    struct zc_patch patch = zc_patch_new(store->arena, entity, 0);
    rc = zc_patch_set(&patch, store->arena, "code", code, err);
    rc = rc ? rc : zc_patch_set(&patch, store->arena, "area_no", code, err);
    rc = rc ? rc : zc_patch_set(&patch, store->arena, "name", city->name.zh, err);
    rc = rc ? rc : zc_patch_set(&patch, store->arena, "kind", "prefecture", err);
    return rc ? rc : zc_record_change(&id, made, store->tx, &patch, err);
}

static int run_tx(struct store *store, const struct zc_actor *actor, struct zc_error *err)
{
    bool made = false;
    int64_t number = 0, area = 0;
    struct zc_actor city = *actor;
    city.reader = &ZC_READER_CITY;
    int rc = find_own_area(&area, store->db, err);
    rc = rc ? rc : zc_tx_begin(&store->tx, store->db, area ? actor : &city, err);
    if (rc)
        return rc;
    rc = own_area(store, &made, err);
    if (!rc && !area)
        rc = zc_tx_next(store->tx, actor, err);
    number = zc_tx_number(store->tx);
    if (!rc && store->report->missing)
        rc = zc_missing_create(store->report->missing, store->tx, &store->report->result,
                               store->job->shown_name ? store->job->shown_name : file_part(store->job->path), err);
    if (!rc && !store->report->result.errors) /* a row whose plan could not be made would only say so again */
        rc = store_rows(store, err);
    if (!rc)
        rc = check_approved(store, err);
    bool errors = store->report->result.errors > 0, wrote = store->report->made || store->report->changed;
    if (!rc && errors)
        rc = zc_fail(err, ZC_ECHECK, "有 %zu 处错误,未导入", "%zu errors: nothing was imported", store->report->result.errors);
    const struct zc_form_mark *form = store->report->result.form;
    if (!rc && (wrote || form) && !store->job->dry_run) {
        char digest[ZC_DIGEST_HEX];
        rc = digest_file(digest, store->job->path, err);
        rc = rc ? rc : zc_tx_next(store->tx, actor, err);
        if (!rc && wrote)
            rc = note_import(store, actor, number, digest, err);
        if (!rc && form) /* it came back, also when nothing in it was new */
            rc = zc_form_note_return(store->tx, form, digest, store->report->import_id, err);
    }
    if (!rc)
        rc = zc_progress(store->job->tell, store->job->listener,
                         (struct zc_step){{"落盘", "committing"}, (int64_t)store->report->result.row_count, (int64_t)store->report->result.row_count, 990}, err);
    if (rc || store->job->dry_run || !(wrote || form)) {
        zc_tx_rollback(store->tx);
        return rc;
    }
    rc = zc_tx_commit(store->tx, err);
    store->report->tx = rc || !wrote ? 0 : number;
    return rc;
}

/* The record of the year to which the lines belong, when the city has none. */
static int meet_record(struct zc_import_report *report, struct zc_db *db)
{
    const struct zc_import_result *result = &report->result;
    const struct zc_layout *layout = result->layout;
    const struct zc_entity *entity = layout->create_count && result->year ? zc_model_entity(db->city->model, layout->total_entity) : NULL;
    struct zc_value year = zc_int(result->year);
    int64_t id = 0;
    if (!entity || !result->row_count || zc_rows_find(&id, db, entity, layout->total_key, &year, NULL) || id)
        return ZC_OK;
    zc_missing_meet_record(report->missing, entity->full_name, result);
    return ZC_OK;
}

static int read_book(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, struct zc_book *book, const struct zc_import_job *job,
                     struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    const struct zc_entity *entity = NULL;
    struct zc_register reg;
    struct zc_layout *layout;
    struct zc_form_mark *form = zc_arena_alloc(arena, sizeof *form);
    int found = job->entity || job->layout ? ZC_ENOTFOUND : zc_form_mark_read(form, arena, book, err);
    if (found != ZC_ENOTFOUND) {
        out->layout = form->layout;
        return found ? found : zc_form_read(&out->result, arena, db, book, form, err);
    }
    if (job->entity && !(entity = zc_model_entity(model, job->entity)))
        return zc_fail(err, ZC_ENOTFOUND, "没有实体 %s", "there is no entity %s", job->entity);
    if (!entity && !job->layout)
        entity = entity_of_name(model, arena, job->shown_name ? job->shown_name : file_part(job->path));
    if (entity) {
        out->layout = entity->full_name;
        int rc = zc_import_read_plain(&out->result, arena, book, entity, job->tell, job->listener, err);
        return rc || strcmp(entity->full_name, "core.area") != 0 ? rc : zc_area_edition_plan(&out->edition_cut, &out->result, arena, db, err);
    }
    zc_register_init(&reg, arena);
    int rc = fill_register(&reg, arena, db, err);
    rc = rc ? rc : choose_layout(&layout, arena, model, book, job->layout, err);
    if (rc)
        return rc;
    struct zc_register *kept = zc_arena_alloc(arena, sizeof *kept);
    *kept = reg;
    struct zc_import_options options = {.reg = kept,
                                        .calendar = zc_db_calendar(db),
                                        .date = job->stand != ZC_TODAY ? job->stand : zc_db_today(db),
                                        .approved_total = approved_total,
                                        .user = db,
                                        .tell = job->tell,
                                        .listener = job->listener};
    out->layout = layout->name;
    out->missing = kept->missing = zc_arena_alloc(arena, sizeof *out->missing);
    rc = zc_missing_init(out->missing, arena, kept, job->create_missing, job->leave_out, job->given, err);
    rc = rc ? rc : zc_import_read(&out->result, arena, book, layout, &options, err);
    return rc ? rc : meet_record(out, db);
}

static int count_row(void *user, const struct zc_row *row)
{
    size_t *left = user;
    (void)row;
    return --*left == 0;
}

int zc_import_size(size_t *rows, const char *path, size_t most, struct zc_error *err)
{
    const struct zc_sheet_info *info;
    struct zc_book *book;
    size_t left = most;
    int rc = zc_book_open(&book, path, err);
    if (rc)
        return rc;
    size_t sheets = zc_book_sheets(book, &info);
    for (size_t i = 0; i < sheets && left && rc >= 0; i++)
        if (!info[i].hidden)
            rc = zc_book_read(book, i, NULL, count_row, &left, err);
    zc_book_close(book);
    *rows = most - left;
    return rc < 0 ? rc : ZC_OK;
}

int zc_import_read_file(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_import_job *job, struct zc_error *err)
{
    struct zc_book *book;
    *out = (struct zc_import_report){.edition_cut = ZC_TODAY};
    int rc = zc_book_open(&book, job->path, err);
    if (rc)
        return rc;
    rc = read_book(out, arena, db, book, job, err);
    zc_book_close(book);
    if (rc)
        return rc;
    if (out->result.refused)
        return zc_fail(err, ZC_EDENIED, "文件带有密级标志,整个文件拒收%s", "the file bears a secrecy marking and is refused as a whole%s", "");
    if (!out->result.errors)
        return ZC_OK;
    struct store store = {.arena = arena, .kept = arena, .db = db, .job = job, .report = out};
    zc_map_init(&store.ids, arena);
    zc_map_init(&store.complained, arena);
    const struct zc_entity *plain = zc_model_entity(db->city->model, out->layout);
    if (plain && (rc = check_references(&store, plain, err)))
        return rc;
    return zc_fail(err, ZC_ECHECK, "有 %zu 处错误,未导入", "%zu errors: nothing was imported", out->result.errors);
}

int zc_import_store(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_actor *actor,
                    const struct zc_import_job *job, struct zc_error *err)
{
    struct zc_import_job dated = *job;
    if (dated.valid_from == ZC_TODAY)
        dated.valid_from = out->edition_cut;
    struct store store = {.arena = arena, .kept = arena, .db = db, .job = &dated, .report = out};
    zc_map_init(&store.ids, arena);
    zc_map_init(&store.complained, arena);
    return run_tx(&store, actor, err);
}

int zc_import_run(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_actor *actor,
                  const struct zc_import_job *job, struct zc_error *err)
{
    int rc = zc_import_read_file(out, arena, db, job, err);
    return rc ? rc : zc_import_store(out, arena, db, actor, job, err);
}

/* 8 */

int zc_import_withdraw(struct zc_db *db, const struct zc_actor *actor, int64_t import_id, const char *why, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.import");
    struct zc_arena arena = {0};
    struct zc_record record;
    struct zc_tx *tx = NULL;
    if (!entity)
        return zc_fail(err, ZC_ENOTFOUND, "没有导入记录%s", "there are no records of imports%s", "");
    int rc = zc_tx_begin(&tx, db, actor, err);
    if (rc)
        return rc;
    rc = zc_rows_get(&record, &arena, db, entity, import_id, zc_times_now(db), actor->reader, err);
    if (!rc && strcmp(zc_record_text(&record, "state"), "taken") != 0)
        rc = zc_fail(err, ZC_ECONFLICT, "这次导入已经撤回%s", "this import has been withdrawn already%s", "");
    if (!rc)
        rc = zc_tx_undo(tx, zc_record_value(&record, "tx").number, why, err);
    struct zc_patch patch = zc_patch_new(&arena, entity, import_id);
    bool changed;
    if (!rc && why && *why && !(rc = zc_patch_set(&patch, &arena, "withdrawn_reason", why, err)))
        rc = zc_record_change(&import_id, &changed, tx, &patch, err);
    if (!rc)
        rc = zc_record_transition(tx, entity, import_id, "withdraw", why, err);
    if (rc)
        zc_tx_rollback(tx);
    else
        rc = zc_tx_commit(tx, err);
    zc_arena_free(&arena);
    return rc;
}
