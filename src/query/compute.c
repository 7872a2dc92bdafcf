/* compute: 1 how an input is reached; 2 an input read for one row; 3 for many; 4 the call; 5 in expressions; 6 small change for the functions. */
#include "query/compute.h"
#include "base/decimal.h"
#include "query/compute_kept.h"
#include "query/opening.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 3, MOST_INPUTS = 16 };

/* 1 */

enum kind { FIELD, CHILDREN, PARENT, MATCH, OWN_PAST, PAST };

struct way {
    enum kind kind;
    const struct zc_entity *entity;
    const struct zc_field *refs[MOST_STEPS]; /* from the input's row up to the record, nearest first; of PARENT the record's own ref */
    size_t count;
    const struct zc_field *own; /* of MATCH */
    const char *where;          /* which of the rows; NULL: all */
    const bool *reads;          /* which of their fields; NULL: all */
};

static const struct zc_function *function(const char *name)
{
    const struct zc_function *found = zc_functions;
    while (found->name && strcmp(found->name, name) != 0)
        found++;
    return found->name ? found : NULL;
}

/* The entity with which the text begins, by its full name or, within the field's own module, by its name alone; the longest that fits. */
static const struct zc_entity *input_entity(const char **rest, const struct zc_model *model, const struct zc_field *field, const char *text)
{
    const char *end = strchr(field->computed, '.');
    const struct zc_entity *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct zc_entity *other = model->entities[i];
        bool own = end && strlen(other->module) == (size_t)(end - field->computed) && strncmp(other->module, field->computed, strlen(other->module)) == 0;
        const char *names[] = {other->full_name, own ? other->name : NULL};
        for (size_t n = 0; n < 2 && names[n]; n++) {
            size_t length = strlen(names[n]);
            if (length <= longest || strncmp(text, names[n], length) != 0 || (text[length] && text[length] != '.'))
                continue;
            longest = length;
            found = other;
        }
    }
    *rest = text + longest;
    return found;
}

static size_t climb(const struct zc_field **refs, const struct zc_entity *from, const struct zc_entity *to, int steps)
{
    for (size_t i = 0; i < from->column_count; i++) {
        const struct zc_field *ref = from->columns[i];
        if (ref->type == ZC_REF && !ref->list && ref->to == to) {
            refs[0] = ref;
            return 1;
        }
    }
    for (size_t i = 0; i < from->column_count && steps > 1; i++) {
        const struct zc_field *ref = from->columns[i];
        size_t rest;
        if (ref->type == ZC_REF && !ref->list && ref->required && ref->to != from && (rest = climb(refs + 1, ref->to, to, steps - 1))) {
            refs[0] = ref;
            return rest + 1;
        }
    }
    return 0;
}

static const struct zc_field *single_ref(const struct zc_entity *entity, const char *name, size_t length)
{
    for (size_t i = 0; i < entity->column_count; i++)
        if (strlen(entity->columns[i]->name) == length && memcmp(entity->columns[i]->name, name, length) == 0)
            return entity->columns[i]->type == ZC_REF && !entity->columns[i]->list ? entity->columns[i] : NULL;
    return NULL;
}

/* ".ref.ref", all the way up to the entity; or ".ref = own". */
static bool spelt_out(struct way *out, const struct zc_entity *entity, const char *rest)
{
    const struct zc_entity *at = out->entity;
    while (*rest == '.') {
        size_t length = strcspn(++rest, ". ");
        const struct zc_field *ref = out->count < MOST_STEPS ? single_ref(at, rest, length) : NULL;
        if (!ref)
            return false;
        out->refs[out->count++] = ref;
        at = ref->to;
        rest += length;
    }
    if (!*rest)
        return at == entity;
    if (strncmp(rest, " = ", 3) != 0 || out->count != 1)
        return false;
    out->kind = MATCH;
    out->own = single_ref(entity, rest + 3, strlen(rest + 3));
    return out->own && out->own->to == at;
}

static bool find_way(struct way *out, const struct zc_model *model, const struct zc_entity *entity, const struct zc_field *field, const char *name)
{
    const char *rest;
    *out = (struct way){.kind = FIELD};
    if (zc_entity_field(entity, name))
        return true;
    if (strcmp(name, "slices") == 0) {
        out->kind = OWN_PAST;
        return true;
    }
    if (!(out->entity = input_entity(&rest, model, field, name)))
        return false;
    bool past = strcmp(rest, ".slices") == 0;
    out->kind = past ? PAST : CHILDREN;
    if (*rest && !past)
        return spelt_out(out, entity, rest);
    if ((out->count = climb(out->refs, out->entity, entity, MOST_STEPS)))
        return true;
    for (size_t i = 0; i < entity->column_count && !past; i++)
        if (entity->columns[i]->type == ZC_REF && !entity->columns[i]->list && entity->columns[i]->to == out->entity) {
            *out = (struct way){.kind = PARENT, .entity = out->entity, .refs = {entity->columns[i]}, .count = 1};
            return true;
        }
    return false;
}

zc_compute_fn *zc_compute_function(const char *name)
{
    const struct zc_function *found = function(name);
    return found ? found->compute : NULL;
}

bool zc_compute_valid(const char *name, struct zc_arena *arena, struct zc_times times, const struct zc_record *record, const struct zc_field *field)
{
    const struct zc_compute compute = {.arena = arena, .times = times, .field = field, .record = record};
    zc_compute_fn *found = zc_compute_function(name);
    return found && found(&compute).number;
}

int zc_compute_check(const struct zc_model *model, struct zc_error *err)
{
    for (size_t e = 0; e < model->entity_count; e++) {
        const struct zc_entity *owner = model->entities[e];
        if (owner->number_valid && !function(owner->number_valid))
            return zc_fail(err, ZC_EINPUT, "%s:%d:%d: 程序里没有计算函数 %s", "%s:%d:%d: the program has no function %s", owner->place.file, owner->place.line,
                           owner->place.column, owner->number_valid);
        for (size_t f = 0; f < owner->field_count; f++) {
            const struct zc_entity *entity = owner;
            const struct zc_field *field = &entity->fields[f];
            struct way way;
            if (field->valid && !function(field->valid))
                return zc_fail(err, ZC_EINPUT, "%s:%d:%d: 程序里没有计算函数 %s", "%s:%d:%d: the program has no function %s", field->place.file, field->place.line,
                               field->place.column, field->valid);
            if (!field->computed)
                continue;
            if (!function(field->computed))
                return zc_fail(err, ZC_EINPUT, "%s:%d:%d: 程序里没有计算函数 %s", "%s:%d:%d: the program has no function %s", field->place.file, field->place.line,
                               field->place.column, field->computed);
            if (field->input_count > MOST_INPUTS)
                return zc_fail(err, ZC_EINPUT, "%s:%d:%d: inputs 最多 %d 项", "%s:%d:%d: inputs takes %d at the most", field->place.file, field->place.line,
                               field->place.column, MOST_INPUTS);
            for (size_t i = 0; i < field->input_count; i++)
                if (!find_way(&way, model, entity, field, field->inputs[i]))
                    return zc_fail(err, ZC_EINPUT, "%s:%d:%d: %s 与 %s 之间没有引用相连", "%s:%d:%d: no ref joins %s to %s", field->place.file, field->place.line,
                                   field->place.column, field->inputs[i], entity->full_name);
        }
    }
    return ZC_OK;
}

int zc_compute_lacks(const struct zc_entity ***out, size_t *count, struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_entity *entity,
                     const struct zc_field *field, struct zc_error *err)
{
    int rc = ZC_OK;
    *out = zc_arena_array(arena, field->input_count + 1, sizeof **out);
    *count = 0;
    for (size_t i = 0; i < field->input_count && !rc; i++) {
        struct way way;
        int64_t rows;
        bool known = !find_way(&way, db->city->model, entity, field, field->inputs[i]) || !way.entity;
        for (size_t k = 0; k < *count && !known; k++)
            known = (*out)[k] == way.entity;
        if (known)
            continue;
        struct zc_rows_query query = {.entity = way.entity, .times = times, .reader = &ZC_READER_CITY};
        rc = zc_rows_count_to(&rows, db, &query, 1, err);
        if (!rc && !rows)
            (*out)[(*count)++] = way.entity;
    }
    return rc;
}

/* 2 */

static const char *const by_id[] = {"id"};

struct table {
    const struct zc_entity *entity;
    const struct zc_field *by; /* its rows that lead to the asked records by this ref */
    bool whole;                /* or all */
    struct zc_rows rows;       /* by id */
};
struct source { /* an input for all rows: its rows side by side, by the record that they belong to */
    const char *name;
    struct way way;
    int64_t *owners; /* ascending, one a row */
    struct zc_rows rows;
    int rc;
};
struct zc_compute_set {
    struct zc_arena *arena;
    struct zc_db *db;
    struct zc_times times;
    const struct zc_entity *entity;
    const struct zc_record *rows; /* that will be asked; NULL: any */
    int64_t *ids;                 /* theirs, ascending */
    size_t row_count;
    struct zc_rules rules;
    const struct zc_calendar *calendar; /* NULL until it is asked for */
    struct zc_due_reading *clocks;      /* likewise, with the first days of the rows */
    struct zc_first_days first_days;
    struct table *tables; /* rows of entities, each read once however many inputs lead over it */
    size_t table_count, table_capacity;
    struct source *sources;
    size_t source_count, source_capacity;
};

/* The rows of an entity at the two times: of all, or of those that lead to `ids` by a ref (or are these). Nothing but the first level is read twice. */
static int rows_of(struct zc_rows *out, struct zc_compute_set *set, const struct zc_entity *entity, const char *where, const bool *columns,
                   struct zc_rows_among among)
{
    struct zc_rows_query query = {.entity = entity, .filter = where, .times = set->times, .reader = &ZC_READER_CITY, .order = (const char **)by_id, .order_count = 1, .among = among,
                                  .columns = columns};
    bool kept = !where && !columns && (!among.ids || among.ids == set->ids);
    *out = (struct zc_rows){0};
    for (size_t i = 0; i < set->table_count && kept; i++)
        if (set->tables[i].entity == entity && set->tables[i].by == among.by && set->tables[i].whole == !among.ids) {
            *out = set->tables[i].rows;
            return ZC_OK;
        }
    if (among.ids && !among.count)
        return ZC_OK;
    int rc = zc_rows_list(out, set->arena, set->db, &query, NULL);
    if (!rc && kept)
        *(struct table *)zc_arena_push(set->arena, &set->tables, &set->table_count, &set->table_capacity, sizeof *set->tables) =
            (struct table){entity, among.by, !among.ids, *out};
    return rc;
}

static const struct zc_record *row_of(const struct zc_rows *rows, int64_t id)
{
    size_t from = 0, to = rows->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (rows->items[middle].id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from < rows->count && rows->items[from].id == id ? &rows->items[from] : NULL;
}

struct owned {
    int64_t owner;
    size_t place;
};
static int by_owner(const void *a, const void *b)
{
    const struct owned *left = a, *right = b;
    if (left->owner != right->owner)
        return left->owner < right->owner ? -1 : 1;
    return left->place < right->place ? -1 : left->place > right->place;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static int64_t ref_of(const struct zc_record *row, const struct zc_field *ref)
{
    struct zc_value value = row->values[ref->column];
    return value.kind ? value.number : 0;
}

/* The ids of rows, ascending and each once, or the records to which a ref of theirs leads. More than a statement takes: all are read. */
static struct zc_rows_among ids_of(struct zc_compute_set *set, const struct zc_rows *rows, const struct zc_field *ref, const struct zc_field *by)
{
    int64_t *ids = zc_arena_array(set->arena, rows->count + 1, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++)
        if ((ids[count] = ref ? ref_of(&rows->items[i], ref) : rows->items[i].id))
            count++;
    if (count)
        qsort(ids, count, sizeof *ids, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || ids[kept - 1] != ids[i])
            ids[kept++] = ids[i];
    return kept > ZC_ROWS_AMONG ? (struct zc_rows_among){0} : (struct zc_rows_among){by, ids, kept};
}

/* Whose rows the input's are, from the refs of its rows and of those between. */
static void by_owners(struct source *source, struct zc_compute_set *set, const struct zc_rows *rows, const struct zc_rows *present, const struct zc_rows *between)
{
    const struct way *way = &source->way;
    struct owned *order = zc_arena_array(set->arena, rows->count + 1, sizeof *order);
    bool sorted = true;
    for (size_t i = 0; i < rows->count; i++) {
        const struct zc_record *row = way->kind == PAST ? row_of(present, rows->items[i].id) : &rows->items[i];
        order[i] = (struct owned){way->kind == OWN_PAST ? row->id : 0, i};
        for (size_t step = 0; step < way->count && row; step++) {
            int64_t id = ref_of(row, way->refs[step]);
            if (step + 1 == way->count)
                order[i].owner = id;
            else
                row = row_of(&between[step], id);
        }
        sorted &= !i || order[i - 1].owner <= order[i].owner;
    }
    if (!sorted)
        qsort(order, rows->count, sizeof *order, by_owner);
    source->rows.items = sorted ? rows->items : zc_arena_array(set->arena, rows->count + 1, sizeof *source->rows.items);
    source->owners = zc_arena_array(set->arena, rows->count + 1, sizeof *source->owners);
    source->rows.count = rows->count;
    for (size_t i = 0; i < rows->count; i++) {
        if (!sorted)
            source->rows.items[i] = rows->items[order[i].place];
        source->owners[i] = order[i].owner;
    }
}

/* From the asked records down, one ref at a time: a path would have to stay within one home. */
static int read_source(struct source *source, struct zc_compute_set *set)
{
    const struct way *way = &source->way;
    struct zc_rows rows = {0}, between[MOST_STEPS] = {0}, present = {0};
    const struct zc_rows asked = {(struct zc_record *)set->rows, set->row_count, NULL};
    bool past = way->kind == PAST;
    if (way->kind == OWN_PAST) {
        int rc = zc_rows_slices(&rows, set->arena, set->db, set->entity, set->times, (struct zc_rows_among){NULL, set->ids, set->row_count}, NULL);
        if (!rc)
            by_owners(source, set, &rows, NULL, NULL);
        return rc;
    }
    if (way->kind == PARENT)
        return rows_of(&source->rows, set, way->entity, way->where, way->reads, set->ids ? ids_of(set, &asked, way->refs[0], NULL) : (struct zc_rows_among){0});
    bool *columns = NULL;
    if (way->reads) { /* and the ref that says whose they are */
        columns = zc_arena_array(set->arena, way->entity->column_count + 1, sizeof *columns);
        memcpy(columns, way->reads, way->entity->column_count * sizeof *columns);
        columns[way->refs[0]->column] = true;
    }
    struct zc_rows_among among = {way->refs[way->count - 1], set->ids, set->row_count};
    if (set->ids && way->own)
        among = ids_of(set, &asked, way->own, way->refs[way->count - 1]);
    int rc = ZC_OK;
    for (size_t step = way->count; step-- > 0 && !rc;) {
        struct zc_rows *level = step ? &between[step - 1] : past ? &present : &rows;
        rc = rows_of(level, set, step ? way->refs[step - 1]->to : way->entity, step || past ? NULL : way->where, step || past ? NULL : columns, among);
        if (!rc && among.ids && (step || past))
            among = ids_of(set, level, NULL, step ? way->refs[step - 1] : NULL);
    }
    if (!rc && past && !(among.ids && !among.count)) /* whose they are, the slice of the day says */
        rc = zc_rows_slices(&rows, set->arena, set->db, way->entity, set->times, among, NULL);
    if (!rc)
        by_owners(source, set, &rows, &present, between);
    return rc;
}

static bool same_columns(const bool *a, const bool *b, const struct zc_entity *entity)
{
    return a == b || (a && b && memcmp(a, b, entity->column_count * sizeof *a) == 0);
}

static const struct source *source_of(struct zc_compute_set *set, const struct zc_field *field, size_t input)
{
    const char *name = field->inputs[input], *where = field->input_where[input];
    const bool *reads = field->input_reads[input];
    for (size_t i = 0; i < set->source_count; i++)
        if (strcmp(set->sources[i].name, name) == 0 && strcmp(set->sources[i].way.where ? set->sources[i].way.where : "", where ? where : "") == 0 &&
            same_columns(set->sources[i].way.reads, reads, set->sources[i].way.entity))
            return &set->sources[i];
    struct source *source = zc_arena_push(set->arena, &set->sources, &set->source_count, &set->source_capacity, sizeof *source);
    *source = (struct source){.name = name};
    if (!find_way(&source->way, set->db->city->model, set->entity, field, name))
        source->rc = ZC_EINPUT;
    source->way.where = where;
    source->way.reads = reads;
    if (!source->rc && source->way.kind != FIELD)
        source->rc = read_source(source, set);
    return source;
}

static int pick_rows(struct zc_rows *out, struct zc_compute_set *set, const struct zc_record *record, const struct zc_field *field, size_t input)
{
    const struct source *source = source_of(set, field, input);
    if (source->rc || source->way.kind == FIELD)
        return source->rc;
    if (source->way.kind == PARENT) {
        const struct zc_record *row = row_of(&source->rows, ref_of(record, source->way.refs[0]));
        if (row)
            *out = (struct zc_rows){.items = (struct zc_record *)row, .count = 1};
        return ZC_OK;
    }
    int64_t owner = source->way.own ? ref_of(record, source->way.own) : record->id;
    size_t from = 0, to = source->rows.count;
    if (!owner)
        return ZC_OK; /* it names nothing, and others' rows that name nothing are not its own */
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (source->owners[middle] < owner)
            from = middle + 1;
        else
            to = middle;
    }
    for (to = from; to < source->rows.count && source->owners[to] == owner;)
        to++;
    *out = (struct zc_rows){.items = source->rows.items + from, .count = to - from};
    return ZC_OK;
}

/* 4 */

void zc_compute_open(struct zc_compute_set **out, struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_entity *entity,
                     const struct zc_rows *rows)
{
    struct zc_compute_set *set = *out = zc_arena_alloc(arena, sizeof *set);
    *set = (struct zc_compute_set){.arena = arena, .db = db, .times = times, .entity = entity};
    zc_rules_open(&set->rules, arena, db, times.known);
    if (!rows || !rows->count || rows->count > ZC_ROWS_AMONG)
        return;
    set->rows = rows->items;
    set->row_count = rows->count;
    set->ids = zc_arena_array(arena, rows->count, sizeof *set->ids);
    for (size_t i = 0; i < rows->count; i++)
        set->ids[i] = rows->items[i].id;
    qsort(set->ids, set->row_count, sizeof *set->ids, by_number);
}

struct zc_value zc_compute_of(struct zc_compute_set *set, const struct zc_record *record, const struct zc_field *field, struct zc_reasons *reasons)
{
    struct zc_rows inputs[MOST_INPUTS] = {0};
    struct zc_reasons unasked = {0};
    const struct zc_function *found = function(field->computed);
    if (!found || field->input_count > MOST_INPUTS)
        return ZC_EMPTY;
    if (set->ids && !bsearch(&record->id, set->ids, set->row_count, sizeof *set->ids, by_number))
        return zc_compute_value(set->arena, set->db, set->times, record, field, reasons);
    for (size_t i = 0; i < field->input_count; i++)
        if (pick_rows(&inputs[i], set, record, field, i))
            return ZC_EMPTY;
    struct zc_compute compute = {set->arena, set->times, field, record, inputs, reasons ? reasons : &unasked, set};
    return found->compute(&compute);
}

struct zc_value zc_compute_value(struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_record *record, const struct zc_field *field,
                                 struct zc_reasons *reasons)
{
    const struct zc_rows alone = {(struct zc_record *)record, 1, NULL};
    struct zc_compute_set *set;
    zc_compute_open(&set, arena, db, times, record->entity, &alone);
    return zc_compute_of(set, record, field, reasons);
}

/* 5 */

static const struct zc_entity *entity_of(const struct zc_model *model, const struct zc_field *field)
{
    for (size_t e = 0; e < model->entity_count; e++)
        if (field >= model->entities[e]->fields && field < model->entities[e]->fields + model->entities[e]->field_count)
            return model->entities[e];
    return NULL;
}

static struct zc_codes codes_of_all(struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_field *field)
{
    const struct zc_codes *kept = zc_compute_kept_find(db, times, field);
    if (kept)
        return *kept;
    const struct zc_entity *entity = entity_of(db->city->model, field);
    struct zc_compute_set *set;
    struct zc_rows rows = {0};
    zc_compute_open(&set, arena, db, times, entity, NULL);
    if (rows_of(&rows, set, entity, NULL, NULL, (struct zc_rows_among){0}))
        return (struct zc_codes){0};
    int64_t *ids = zc_arena_array(arena, rows.count + 1, sizeof *ids);
    const char **codes = zc_arena_array(arena, rows.count + 1, sizeof *codes);
    for (size_t i = 0; i < rows.count; i++) {
        struct zc_value value = zc_compute_of(set, &rows.items[i], field, NULL);
        ids[i] = rows.items[i].id;
        codes[i] = value.kind == ZC_V_TEXT ? value.text : NULL;
    }
    struct zc_codes all = {ids, codes, rows.count};
    zc_compute_kept_put(db, times, field, &all);
    return all;
}

/* CASE WHEN r.id IN (…) THEN 'red' …: ids come from the store, codes from the function, and none of either from outside. */
void zc_compute_sql(struct zc_sql *sql, struct zc_db *db, struct zc_times times, const struct zc_field *field, const char *alias)
{
    struct zc_codes all = codes_of_all(sql->arena, db, times, field);
    bool *said = zc_arena_array(sql->arena, all.count + 1, sizeof *said);
    bool any = false;
    sql->of_the_day = true;
    memset(said, 0, all.count * sizeof *said);
    for (size_t i = 0; i < all.count; i++) {
        const char *code = all.codes[i];
        if (!code || said[i])
            continue;
        zc_buf_str(&sql->text, any ? "" : "CASE");
        any = true;
        zc_buf_printf(&sql->text, " WHEN %s.id IN (%lld", alias, (long long)all.ids[i]);
        for (size_t j = i + 1; j < all.count; j++)
            if (all.codes[j] && !said[j] && strcmp(all.codes[j], code) == 0) {
                zc_buf_printf(&sql->text, ",%lld", (long long)all.ids[j]);
                said[j] = true;
            }
        zc_buf_str(&sql->text, ") THEN ");
        zc_sql_bind(sql, zc_text(code));
    }
    zc_buf_str(&sql->text, any ? " END" : "NULL");
}

void zc_compute_reaches(const struct zc_model *model, const struct zc_entity *entity, const struct zc_field *field,
                        void (*visit)(void *user, const struct zc_hop *hops, size_t count), void *user)
{
    for (size_t i = 0; i < field->input_count; i++) {
        struct zc_hop hops[MOST_STEPS];
        struct way way;
        if (!find_way(&way, model, entity, field, field->inputs[i]) || !way.count)
            continue;
        if (way.kind == MATCH) {
            const struct zc_hop both[] = {{.to = way.own->to, .ref = way.own}, {.to = way.entity, .via = way.refs[0]}};
            visit(user, both, 1);
            visit(user, both, 2);
            continue;
        }
        for (size_t step = 0; step < way.count; step++) {
            const struct zc_field *via = way.refs[way.count - 1 - step];
            if (way.kind == PARENT)
                hops[step] = (struct zc_hop){.to = way.entity, .ref = via};
            else
                hops[step] = (struct zc_hop){.to = step + 1 == way.count ? way.entity : way.refs[way.count - 2 - step]->to, .via = via};
        }
        visit(user, hops, way.count);
    }
}

/* 6 */

struct zc_value zc_compute_ratio(const struct zc_compute *compute, struct zc_ratio ratio)
{
    int64_t scaled;
    return zc_ratio_decimal(&scaled, ratio, compute->field->scale) ? zc_int(scaled) : ZC_EMPTY;
}

bool zc_compute_state(const struct zc_record *record, const char *state) { return strcmp(zc_record_text(record, "state"), state) == 0; }

int64_t zc_compute_number(const struct zc_record *record, const char *field)
{
    struct zc_value value = zc_record_value(record, field);
    return value.kind == ZC_V_INT ? value.number : 0;
}

bool zc_compute_rule(int64_t *out, const struct zc_compute *compute, const char *id, int scale)
{
    const struct zc_rule_value *rule = NULL;
    return !zc_rules_at(&rule, &compute->set->rules, id, compute->times.asof, NULL) && rule && zc_decimal_parse(out, rule->value, scale);
}

struct zc_rules *zc_compute_rules(const struct zc_compute *compute) { return &compute->set->rules; }

const struct zc_entity *zc_compute_entity(const struct zc_compute *compute, const char *name) { return zc_model_entity(compute->set->db->city->model, name); }

struct zc_db *zc_compute_db(const struct zc_compute *compute) { return compute->set->db; }

const struct zc_calendar *zc_compute_calendar(const struct zc_compute *compute)
{
    struct zc_compute_set *set = compute->set;
    if (!set->calendar)
        set->calendar = zc_calendar_known(&set->db->city->notices, zc_times_known_day(set->db, set->times));
    return set->calendar;
}

bool zc_compute_clock(struct zc_due *out, const struct zc_compute *compute, const char *name)
{
    struct zc_compute_set *set = compute->set;
    const struct zc_entity *entity = compute->record->entity;
    bool there = false;
    if (!set->clocks) {
        struct zc_due_reading *reading = zc_arena_alloc(set->arena, sizeof *reading);
        if (zc_due_open(reading, set->arena, set->db, set->times) || zc_first_days_open(&set->first_days, set->arena, set->db, entity, set->times, NULL))
            return false;
        set->clocks = reading;
    }
    for (size_t i = 0; i < entity->clock_count; i++)
        if (strcmp(entity->clocks[i].name, name) == 0)
            return !zc_due_of(out, &there, set->clocks, compute->record, &entity->clocks[i], zc_first_day_of(&set->first_days, compute->record), NULL) && there;
    return false;
}

struct zc_reason *zc_compute_reason(const struct zc_compute *compute, const char *mark, const char *rule, struct zc_pair words, const struct zc_record *of)
{
    struct zc_reasons *reasons = compute->reasons;
    struct zc_reason *reason = zc_arena_push(compute->arena, &reasons->items, &reasons->count, &reasons->capacity, sizeof *reason);
    *reason = (struct zc_reason){.mark = mark, .rule = rule, .words = words, .entity = of ? of->entity : NULL, .id = of ? of->id : 0};
    return reason;
}
