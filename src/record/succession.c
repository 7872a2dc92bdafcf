/*
 * succession: 1 the units that are meant; 2 the report; 3 one record goes over; 4 all of an entity, and what stays; 5 what hangs on
 * posts; 6 the units themselves and the event; 7 the whole, and taking it back.
 */
#include "record/succession.h"
#include "base/json.h"
#include "model/succession.h"
#include "query/access.h"
#include "query/due.h"
#include "query/journal.h"
#include "query/naming.h"
#include "record/bulk.h"
#include "record/tx.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TURNS = 100, FARTHEST_DUE = 3660 };

const char *const zc_succession_words[ZC_SUCCESSION_KINDS] = {"rename", "merge", "split", "transfer", "abolish"};
const char *const zc_fate_words[] = {"moves", "follows", "stays", "joins", "waits"};
const struct zc_pair zc_fate_titles[] = {{"转到后继单位", "goes to the successor"},
                                         {"随岗位转", "goes with its post"},
                                         {"留在原单位", "stays with the former unit"},
                                         {"并入后继单位已有的一条", "joins the successor's own"},
                                         {"无人承接", "has no receiver"}};

struct ids {
    int64_t *items;
    size_t count, capacity;
};

struct run {
    struct zc_tx *tx;
    struct zc_db *db;
    struct zc_arena *arena;
    const struct zc_model *model;
    const struct zc_entity *units;
    const struct zc_succession *ask;
    const struct zc_reader *asker;
    struct zc_succession_report *out;
    size_t capacity;
    int64_t to;         /* of the whole */
    struct ids moved, joined, posts;
    struct zc_error *err;
};

static bool among(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}
static bool is_from(const struct run *run, int64_t id) { return among(run->ask->from, run->ask->from_count, id); }

static void add_id(struct run *run, struct ids *list, int64_t id)
{
    if (!among(list->items, list->count, id))
        *(int64_t *)zc_arena_push(run->arena, &list->items, &list->count, &list->capacity, sizeof id) = id;
}

static void put(struct zc_patch *patch, const char *name, struct zc_value value)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

/* 1 */

int zc_succession_unit(int64_t *id, struct zc_db *db, const char *text, struct zc_error *err)
{
    static const char *const by[] = {"code", "name", "short_name"};
    const struct zc_entity *units = zc_model_entity(db->city->model, "core.unit");
    struct zc_value value = zc_text(text);
    struct zc_arena arena = {0};
    struct zc_record record;
    int rc = ZC_OK;
    *id = 0;
    if (!units || !value.kind)
        return zc_fail(err, ZC_EINPUT, "要写明单位", "a unit has to be named");
    for (size_t i = 0; i < 3 && !rc && !*id; i++)
        rc = zc_rows_find(id, db, units, by[i], &value, err);
    char *end;
    long long number = strtoll(text, &end, 10);
    if (!rc && !*id && !*end && number > 0 && !zc_rows_get(&record, &arena, db, units, number, zc_times_now(db), &ZC_READER_CITY, NULL))
        *id = number;
    zc_arena_free(&arena);
    return rc || *id ? rc : zc_fail(err, ZC_EINPUT, "名录中没有单位“%.60s”", "there is no unit \"%.60s\" in the register", text);
}

static const char *iso(struct run *run, int day)
{
    char *text = zc_arena_alloc(run->arena, ZC_DATE_TEXT);
    zc_date_format(text, day);
    return text;
}

static const char *unit_name(struct run *run, int64_t id)
{
    struct zc_record record;
    return zc_rows_get(&record, run->arena, run->db, run->units, id, zc_times_now(run->db), &ZC_READER_CITY, NULL) ? "?" : zc_record_text(&record, "name");
}

static bool in_use(const struct zc_record *unit)
{
    const char *state = zc_record_text(unit, "state");
    return (strcmp(state, "active") == 0 || strcmp(state, "being_wound_up") == 0) && !zc_record_value(unit, "abolished_on").kind;
}

/* The unit is one that the asker may write, was there on the day, and is in use now. */
static int check_unit(struct run *run, int64_t id)
{
    struct zc_record now, then;
    struct zc_eval eval;
    zc_eval_init(&eval, run->arena, run->db, zc_times_now(run->db), run->asker);
    int rc = zc_rows_get(&now, run->arena, run->db, run->units, id, eval.times, &ZC_READER_CITY, run->err);
    if (rc)
        return rc;
    const char *name = zc_record_text(&now, "name");
    if (!zc_access_decide(&eval, ZC_ACCESS_WRITE, &now).granted)
        return zc_fail(run->err, ZC_EDENIED, "您的岗位无权变更单位", "your post may not reorganise units");
    if (!in_use(&now)) {
        struct zc_value day = zc_record_value(&now, "abolished_on"), heir = zc_record_value(&now, "successor");
        return zc_fail(run->err, ZC_ECONFLICT, "“%s”已于%s终止%s%s", "\"%s\" ended on %s%s%s", name, day.kind ? iso(run, (int)day.number) : "?",
                       heir.kind ? " → " : "", heir.kind ? unit_name(run, heir.number) : "");
    }
    struct zc_value begun = zc_record_value(&now, "established_on");
    if ((begun.kind && begun.number > run->ask->on) ||
        zc_rows_get(&then, run->arena, run->db, run->units, id, zc_times_at(run->db, run->ask->on, ZC_INSTANT_MAX), &ZC_READER_CITY, NULL)) {
        struct zc_rows history;
        int first = (int)begun.number;
        if (!begun.kind && !zc_rows_history(&history, run->arena, run->db, run->units, id, &ZC_READER_CITY, NULL) && history.count)
            first = history.items[0].valid_from;
        return zc_fail(run->err, ZC_EINPUT, "日期 %s 早于“%s”的起始日期 %s", "the date %s lies before \"%s\" began, on %s", iso(run, run->ask->on), name,
                       iso(run, first));
    }
    return ZC_OK;
}

static int check_ask(struct run *run)
{
    const struct zc_succession *ask = run->ask;
    struct zc_error *err = run->err;
    int today = zc_db_today(run->db);
    bool parts = ask->kind == ZC_SUCCESSION_SPLIT || ask->kind == ZC_SUCCESSION_TRANSFER;
    if (!ask->basis || !*ask->basis)
        return zc_fail(err, ZC_EINPUT, "要写明依据文件", "the document that orders it has to be named");
    if (ask->on > today)
        return zc_fail(err, ZC_EINPUT, "生效日期 %s 晚于今天 %s", "the date %s lies after today %s", iso(run, ask->on), iso(run, today));
    if (!ask->from_count || (ask->from_count > 1 && ask->kind != ZC_SUCCESSION_MERGE))
        return zc_fail(err, ZC_EINPUT, "要写明一个原单位(合并可以多个)", "name one former unit (several only when they are merged)");
    if (ask->kind == ZC_SUCCESSION_RENAME && (!ask->name || !*ask->name))
        return zc_fail(err, ZC_EINPUT, "更名要写明新名称", "a new name is needed");
    if (ask->kind == ZC_SUCCESSION_MERGE && !ask->to && (!ask->code || !*ask->code || !ask->name || !*ask->name))
        return zc_fail(err, ZC_EINPUT, "合并要写明并入哪个单位,或新单位的编码和名称", "a merger names the unit that takes over, or code and name of a new one");
    if (parts && !ask->part_count)
        return zc_fail(err, ZC_EINPUT, "要写明哪些记录划给哪个单位", "say which records go to which unit");
    if (ask->kind == ZC_SUCCESSION_TRANSFER && ask->ends)
        return zc_fail(err, ZC_EINPUT, "职能划转不撤销原单位", "a transfer does not end the unit that gives");
    int rc = ZC_OK;
    for (size_t i = 0; i < ask->from_count && !rc; i++)
        rc = among(ask->from, i, ask->from[i]) ? zc_fail(err, ZC_EINPUT, "“%s”写了两次", "\"%s\" is named twice", unit_name(run, ask->from[i]))
                                               : check_unit(run, ask->from[i]);
    for (size_t i = 0; i <= ask->part_count && !rc; i++) {
        int64_t to = i < ask->part_count ? ask->parts[i].to : ask->to;
        if (!to && i == ask->part_count)
            continue;
        if (is_from(run, to))
            return zc_fail(err, ZC_EINPUT, "“%s”不能并入或划给自己", "\"%s\" cannot succeed itself", unit_name(run, to));
        rc = check_unit(run, to);
        if (!rc && i < ask->part_count && !ask->parts[i].entity->succession)
            rc = zc_fail(err, ZC_EINPUT, "%s%.0s不随单位划转", "%.0s%s does not go over to another unit", zc_pick(ask->parts[i].entity->title, ZC_ZH),
                         ask->parts[i].entity->full_name);
    }
    return rc;
}

/* 2 */

static void report(struct run *run, const struct zc_entity *entity, enum zc_succession_fate fate, int64_t id)
{
    struct zc_succession_report *out = run->out;
    struct zc_succession_line *line = NULL;
    struct zc_record record;
    for (size_t i = 0; i < out->line_count && !line; i++)
        if (out->lines[i].entity == entity && out->lines[i].fate == fate)
            line = &out->lines[i];
    if (!line) {
        line = zc_arena_push(run->arena, &out->lines, &out->line_count, &run->capacity, sizeof *line);
        *line = (struct zc_succession_line){.entity = entity, .fate = fate};
    }
    line->count++;
    if (zc_rows_get(&record, run->arena, run->db, entity, id, zc_times_now(run->db), run->asker, NULL))
        return;
    line->visible++;
    if (line->name_count < ZC_SUCCESSION_NAMES)
        line->names[line->name_count++] = zc_record_name(run->arena, run->db, &record, ZC_ZH);
}

/* 3 */

static int write_row(struct run *run, struct zc_patch *patch, const char *name)
{
    struct zc_error one = {0};
    int64_t id = patch->id;
    bool changed;
    patch->why = run->ask->basis;
    int rc = zc_record_change(&id, &changed, run->tx, patch, &one);
    patch->id = id;
    return rc ? zc_fail(run->err, rc, "%s“%s”:%s%.0s%.0s%.0s", "%.0s%.0s%.0s%s \"%s\": %s", zc_pick(patch->entity->title, ZC_ZH), name, one.zh,
                        zc_pick(patch->entity->title, ZC_EN), name, one.en)
              : ZC_OK;
}

/* The units above may be among those that end: then the one above them. */
static int64_t unit_above(struct run *run, int64_t id)
{
    for (int step = 0; id && step < 16; step++) {
        struct zc_record record;
        if (zc_rows_get(&record, run->arena, run->db, run->units, id, zc_times_now(run->db), &ZC_READER_CITY, NULL))
            return 0;
        id = zc_record_value(&record, "parent").number;
        if (!is_from(run, id))
            break;
    }
    return id;
}

static bool names_former(const struct run *run, const struct zc_field *field, const struct zc_value *value)
{
    for (size_t i = 0; i < run->ask->from_count; i++)
        if (zc_naming_holds(field, value, run->ask->from[i]))
            return true;
    return false;
}

/* A list without the former units: the successor once in their place, and not at all where another field of the row names it now. */
static struct zc_value list_after(struct run *run, const char *list, int64_t to, bool drop)
{
    struct zc_buf text = {0};
    bool has = false;
    for (const char *at = list; *at == ';' && at[1];) {
        char *end;
        int64_t id = strtoll(at + 1, &end, 10);
        at = end;
        id = is_from(run, id) ? to : id;
        if ((id == to && (has || drop)))
            continue;
        has |= id == to;
        zc_buf_printf(&text, "%s%lld;", text.size ? "" : ";", (long long)id);
    }
    struct zc_value value = zc_text(text.size ? zc_arena_copy(run->arena, zc_buf_text(&text), text.size) : NULL);
    zc_buf_free(&text);
    return value;
}

static struct zc_patch patch_of(struct run *run, const struct zc_record *slice, int64_t to)
{
    const struct zc_succession_rule *rule = slice->entity->succession;
    struct zc_patch patch = zc_patch_new(run->arena, slice->entity, slice->id);
    bool named = false;
    for (size_t i = 0; i < rule->field_count; i++) {
        const struct zc_field *field = rule->fields[i];
        if (field->list)
            continue;
        named |= slice->values[field->column].kind == ZC_V_INT && slice->values[field->column].number == to;
        if (!names_former(run, field, &slice->values[field->column]))
            continue;
        int64_t value = slice->entity == run->units && slice->id == to ? unit_above(run, slice->values[field->column].number) : to;
        patch.values[field->column] = value ? zc_int(value) : ZC_EMPTY;
        patch.set[field->column] = named = true;
    }
    for (size_t i = 0; i < rule->field_count; i++) {
        const struct zc_field *field = rule->fields[i];
        const struct zc_value *before = &slice->values[field->column];
        if (!field->list || !before->kind)
            continue;
        struct zc_value after = list_after(run, before->text, to, named);
        if (zc_value_same(&after, before))
            continue;
        patch.values[field->column] = after;
        patch.set[field->column] = true;
        if (!after.kind && rule->emptied_field && !slice->values[rule->emptied_field->column].kind) {
            patch.values[rule->emptied_field->column] = zc_text(rule->emptied_text);
            patch.set[rule->emptied_field->column] = true;
        }
    }
    return patch;
}

/* Whether the successor has a row with the natural key that this one would get. */
static int has_twin(bool *out, struct run *run, const struct zc_record *slice, const struct zc_patch *patch)
{
    const struct zc_entity *entity = slice->entity;
    struct zc_value keys[8];
    bool moves = false, whole = entity->key_count > 0;
    int64_t other = 0;
    for (size_t i = 0; i < entity->key_count; i++) {
        int column = zc_entity_field(entity, entity->key[i])->column;
        moves |= patch->set[column];
        keys[i] = patch->set[column] ? patch->values[column] : slice->values[column];
    }
    int today = zc_db_today(run->db), from = slice->valid_from > today ? slice->valid_from : today;
    int to = slice->valid_to > from ? slice->valid_to : from + 1;
    int rc = moves && whole ? zc_rows_by_key_but(&other, run->db, entity, slice->id, from, to, keys, run->err) : ZC_OK;
    *out = other != 0;
    return rc;
}

/* The first slice from the day on that is open and names a former unit; *from: since when it does. What begins after today is written
 * when its day comes: until then it is only told (`ahead`). */
static const struct zc_record *next_open(int *from, struct run *run, const struct zc_rows *history, bool ahead)
{
    int today = zc_db_today(run->db);
    for (size_t i = 0; i < history->count; i++) {
        const struct zc_record *slice = &history->items[i];
        const struct zc_succession_rule *rule = slice->entity->succession;
        struct zc_eval eval;
        bool named = false;
        if (slice->known_to != ZC_INSTANT_MAX || slice->valid_to <= run->ask->on || (slice->valid_from > today && !ahead))
            continue;
        for (size_t f = 0; f < rule->field_count && !named; f++)
            named = names_former(run, rule->fields[f], &slice->values[rule->fields[f]->column]);
        *from = slice->valid_from > run->ask->on ? slice->valid_from : run->ask->on;
        zc_eval_init(&eval, run->arena, run->db, zc_times_at(run->db, *from, ZC_INSTANT_MAX), &ZC_READER_CITY);
        if (named && zc_eval_test(&eval, rule->open, slice))
            return slice;
    }
    return NULL;
}

static int move_record(bool *moved, struct run *run, const struct zc_entity *entity, int64_t id, int64_t to)
{
    *moved = false;
    for (int turn = 0; turn < MOST_TURNS; turn++) {
        struct zc_rows history;
        int from, rc = zc_rows_history(&history, run->arena, run->db, entity, id, &ZC_READER_CITY, run->err);
        const struct zc_record *slice = rc ? NULL : next_open(&from, run, &history, false);
        bool twin;
        if (!slice)
            return rc;
        struct zc_patch patch = patch_of(run, slice, to);
        patch.valid_from = from;
        patch.valid_to = slice->valid_to == ZC_DATE_MAX ? 0 : slice->valid_to; /* what comes after may be led by the successor already */
        if ((rc = has_twin(&twin, run, slice, &patch)))
            return rc;
        if (twin) {
            add_id(run, &run->joined, id);
            report(run, entity, ZC_FATE_JOINS, id);
            return zc_record_end(run->tx, entity, id, from, run->ask->basis, run->err);
        }
        if ((rc = write_row(run, &patch, zc_record_name(run->arena, run->db, slice, ZC_ZH))))
            return rc;
        *moved = true;
    }
    return zc_fail(run->err, ZC_ELIMIT, "%s%.0s %lld 改动过多", "%.0s%s %lld was changed too often", zc_pick(entity->title, ZC_ZH), entity->full_name, (long long)id);
}

/* 4 */

/* The records of the entity that name a former unit on the day or later, in any of the fields. */
static int naming(struct ids *out, struct run *run, const struct zc_entity *entity, const struct zc_field *const *fields, size_t count)
{
    int rc = ZC_OK;
    *out = (struct ids){0};
    for (size_t f = 0; f < count && !rc; f++)
        for (size_t u = 0; u < run->ask->from_count && !rc; u++) {
            int64_t *found;
            size_t found_count;
            rc = zc_naming_records(&found, &found_count, run->arena, run->db, fields[f], entity, run->ask->from[u], run->ask->on, run->err);
            for (size_t i = 0; i < found_count && !rc; i++)
                add_id(run, out, found[i]);
        }
    return rc;
}

/* `part` NULL: all that are open. A filter is the asker's, so it finds what he may find. */
static int move_entity(struct run *run, const struct zc_entity *entity, const struct zc_succession_part *part)
{
    const struct zc_succession_rule *rule = entity->succession;
    struct zc_rows chosen = {0};
    struct ids list;
    int rc = naming(&list, run, entity, rule->fields, rule->field_count);
    if (!rc && part) {
        struct zc_rows_query query = {.entity = entity, .times = zc_times_now(run->db), .reader = run->asker,
                                      .filter = part->filter && *part->filter ? part->filter : NULL};
        rc = zc_rows_list(&chosen, run->arena, run->db, &query, run->err);
    }
    for (size_t i = 0; i < list.count && !rc; i++) {
        bool moved, wanted = !part;
        for (size_t c = 0; c < chosen.count && !wanted; c++)
            wanted = chosen.items[c].id == list.items[i];
        if (!wanted)
            continue;
        rc = move_record(&moved, run, entity, list.items[i], part ? part->to : run->to);
        if (rc || !moved)
            continue;
        add_id(run, &run->moved, list.items[i]);
        if (strcmp(entity->full_name, "core.post") == 0)
            add_id(run, &run->posts, list.items[i]);
        report(run, entity, ZC_FATE_MOVES, list.items[i]);
    }
    return rc;
}

static int move_all(struct run *run)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < run->ask->part_count && !rc; i++) {
        size_t before = run->moved.count;
        rc = move_entity(run, run->ask->parts[i].entity, &run->ask->parts[i]);
        if (!rc && run->moved.count == before)
            rc = zc_fail(run->err, ZC_EINPUT, "划给“%1$s”的%2$s里没有未办结的记录%3$.0s:%4$.200s", "nothing open of%2$.0s %3$s goes to \"%1$s\": %4$.200s",
                         unit_name(run, run->ask->parts[i].to), zc_pick(run->ask->parts[i].entity->title, ZC_ZH), run->ask->parts[i].entity->full_name,
                         run->ask->parts[i].filter ? run->ask->parts[i].filter : "");
    }
    for (size_t e = 0; e < run->model->entity_count && !rc && !run->ask->part_count; e++)
        if (run->model->entities[e]->succession)
            rc = move_entity(run, run->model->entities[e], NULL);
    return rc;
}

/* Of what still names a former unit: open rows of a unit that ends wait for a receiver, the rest is history. */
static int tell_rest(struct run *run, bool ends)
{
    int rc = ZC_OK;
    for (size_t e = 0; e < run->model->entity_count && !rc; e++) {
        const struct zc_entity *entity = run->model->entities[e];
        const struct zc_field **fields = zc_arena_array(run->arena, entity->column_count + 1, sizeof *fields);
        size_t count = 0;
        struct ids list;
        for (size_t c = 0; c < entity->column_count && strcmp(entity->full_name, "core.unit_event") != 0; c++)
            if (entity->columns[c]->to == run->units && strcmp(entity->columns[c]->name, "successor") != 0)
                fields[count++] = entity->columns[c];
        rc = naming(&list, run, entity, fields, count);
        for (size_t i = 0; i < list.count && !rc; i++) {
            struct zc_rows history;
            int from;
            if (among(run->joined.items, run->joined.count, list.items[i]))
                continue;
            rc = zc_rows_history(&history, run->arena, run->db, entity, list.items[i], &ZC_READER_CITY, run->err);
            bool open = !rc && ends && entity->succession && next_open(&from, run, &history, true);
            if (!rc)
                report(run, entity, open ? ZC_FATE_WAITS : ZC_FATE_STAYS, list.items[i]);
        }
    }
    return rc;
}

/* 5 */

static int follow_posts(struct run *run)
{
    const struct zc_entity *holdings = zc_model_entity(run->model, "core.holding"), *accounts = zc_model_entity(run->model, "core.account");
    struct ids persons = {0};
    int rc = ZC_OK;
    for (size_t i = 0; i < run->posts.count && holdings && !rc; i++) {
        struct zc_rows rows;
        struct zc_rows_query query = {.entity = holdings, .times = zc_times_now(run->db), .reader = &ZC_READER_CITY,
                                      .filter = "post = :post and (empty(to_on) or to_on >= :from)"};
        query.params[ZC_P_POST] = zc_int(run->posts.items[i]);
        query.params[ZC_P_FROM] = zc_int(run->ask->on);
        rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
        for (size_t h = 0; h < rows.count && !rc; h++) {
            report(run, holdings, ZC_FATE_FOLLOWS, rows.items[h].id);
            add_id(run, &persons, zc_record_value(&rows.items[h], "person").number);
        }
    }
    for (size_t i = 0; i < persons.count && accounts && !rc; i++) {
        struct zc_rows rows;
        struct zc_rows_query query = {.entity = accounts, .times = zc_times_now(run->db), .reader = &ZC_READER_CITY, .filter = "person = :person and state != 'closed'"};
        query.params[ZC_P_PERSON] = zc_int(persons.items[i]);
        rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
        for (size_t a = 0; a < rows.count && !rc; a++)
            report(run, accounts, ZC_FATE_FOLLOWS, rows.items[a].id);
    }
    return rc;
}

/* Clocks stand on the desk of the unit that a row names, so those of the rows that moved have moved with them. */
static int follow_clocks(struct run *run)
{
    struct zc_due_list due;
    int today = zc_db_today(run->db);
    int rc = zc_due_all(&due, run->arena, run->db, &ZC_READER_CITY, zc_times_now(run->db), today + FARTHEST_DUE, run->err);
    for (size_t i = 0; i < due.count && !rc; i++) {
        if (!among(run->moved.items, run->moved.count, due.items[i].record.id))
            continue;
        if (!run->out->due_count++ || due.items[i].result.due_legal < run->out->due_first)
            run->out->due_first = due.items[i].result.due_legal;
    }
    return rc;
}

/* 6 */

/* A unit that is newly made by a merger is like the first of those that went into it. */
static int make_unit(struct run *run)
{
    static const char *const same[] = {"kind", "system", "level", "area"};
    struct zc_record first;
    struct zc_patch patch = zc_patch_new(run->arena, run->units, 0);
    int rc = zc_rows_get(&first, run->arena, run->db, run->units, run->ask->from[0], zc_times_now(run->db), &ZC_READER_CITY, run->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < 4; i++)
        put(&patch, same[i], zc_record_value(&first, same[i]));
    int64_t above = unit_above(run, run->ask->from[0]);
    if (above)
        put(&patch, "parent", zc_int(above));
    put(&patch, "code", zc_text(run->ask->code));
    put(&patch, "name", zc_text(run->ask->name));
    if (run->ask->short_name && *run->ask->short_name)
        put(&patch, "short_name", zc_text(run->ask->short_name));
    put(&patch, "established_on", zc_int(run->ask->on));
    rc = write_row(run, &patch, run->ask->name);
    run->to = patch.id;
    return rc;
}

static const char *with_alias(struct run *run, const char *list, const char *name)
{
    const char *part = zc_arena_printf(run->arena, ";%s;", name);
    return !*name || strchr(name, ';') || strstr(list, part) ? list : zc_arena_printf(run->arena, "%s%s", *list ? list : ";", part + 1);
}

/* The same unit under another name: from the day on the former names are aliases, so that they are still found. */
static int rename_unit(struct run *run)
{
    struct zc_record then;
    struct zc_patch patch = zc_patch_new(run->arena, run->units, run->ask->from[0]);
    int rc = zc_rows_get(&then, run->arena, run->db, run->units, patch.id, zc_times_at(run->db, run->ask->on, ZC_INSTANT_MAX), &ZC_READER_CITY, run->err);
    if (rc)
        return rc;
    const char *name = zc_record_text(&then, "name"), *brief = zc_record_text(&then, "short_name");
    if (strcmp(name, run->ask->name) == 0)
        return zc_fail(run->err, ZC_EINPUT, "“%s”已是这个名称", "\"%s\" has this name already", name);
    put(&patch, "name", zc_text(run->ask->name));
    put(&patch, "aliases", zc_text(with_alias(run, with_alias(run, zc_record_text(&then, "aliases"), name), brief)));
    if (run->ask->short_name && *run->ask->short_name)
        put(&patch, "short_name", zc_text(run->ask->short_name));
    patch.valid_from = run->ask->on;
    run->to = patch.id;
    return write_row(run, &patch, name);
}

static int end_unit(struct run *run, int64_t id)
{
    struct zc_patch patch = zc_patch_new(run->arena, run->units, id);
    put(&patch, "state", zc_text("abolished"));
    put(&patch, "abolished_on", zc_int(run->ask->on));
    if (run->to)
        put(&patch, "successor", zc_int(run->to));
    patch.states = true;
    patch.valid_from = run->ask->on;
    return write_row(run, &patch, unit_name(run, id));
}

static const char *list_of(struct run *run, const int64_t *ids, size_t count)
{
    const char *text = "";
    for (size_t i = 0; i < count; i++)
        text = zc_arena_printf(run->arena, "%s%lld;", i ? text : ";", (long long)ids[i]);
    return text;
}

static int write_event(struct run *run)
{
    static const char *const kinds[] = {"rename", "merge", "split", "transfer_function", "abolish"};
    const struct zc_succession *ask = run->ask;
    const struct zc_entity *events = zc_model_entity(run->model, "core.unit_event");
    struct zc_patch patch = zc_patch_new(run->arena, events, 0);
    struct ids to = {0};
    for (size_t i = 0; i < ask->part_count; i++)
        add_id(run, &to, ask->parts[i].to);
    if (run->to)
        add_id(run, &to, run->to);
    put(&patch, "kind", zc_text(ask->kind == ZC_SUCCESSION_MERGE && ask->to ? "absorb" : kinds[ask->kind]));
    put(&patch, "on_date", zc_int(ask->on));
    put(&patch, "basis_doc", zc_text(ask->basis));
    put(&patch, "from_units", zc_text(list_of(run, ask->from, ask->from_count)));
    put(&patch, "to_units", zc_text(list_of(run, to.items, to.count)));
    put(&patch, "function", zc_text(ask->function));
    put(&patch, "note", zc_text(ask->note));
    int rc = write_row(run, &patch, ask->basis);
    run->out->event = patch.id;
    return rc;
}

/* 7 */

static int by_entity(const void *a, const void *b)
{
    const struct zc_succession_line *x = a, *y = b;
    return x->entity->index != y->entity->index ? x->entity->index - y->entity->index : (int)x->fate - (int)y->fate;
}

static int carry_out(struct run *run)
{
    const struct zc_succession *ask = run->ask;
    bool ends = ask->kind == ZC_SUCCESSION_MERGE || ask->kind == ZC_SUCCESSION_ABOLISH || (ask->kind == ZC_SUCCESSION_SPLIT && ask->ends);
    int rc = check_ask(run);
    run->to = ask->to;
    if (!rc && ask->kind == ZC_SUCCESSION_MERGE && !ask->to)
        rc = make_unit(run);
    if (!rc && ask->kind == ZC_SUCCESSION_ABOLISH && !run->to && (run->to = unit_above(run, ask->from[0])))
        rc = check_unit(run, run->to);
    if (!rc && ask->kind == ZC_SUCCESSION_RENAME)
        rc = rename_unit(run);
    else if (!rc && (run->to || ask->part_count))
        rc = move_all(run);
    for (size_t i = 0; i < ask->from_count && ends && !rc; i++)
        rc = end_unit(run, ask->from[i]);
    if (!rc)
        rc = tell_rest(run, ends);
    if (!rc)
        rc = follow_posts(run);
    if (!rc)
        rc = follow_clocks(run);
    run->out->to = run->to;
    return rc ? rc : write_event(run);
}

int zc_succession_run(struct zc_succession_report *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_succession *ask, struct zc_error *err)
{
    struct run run = {.tx = tx, .db = zc_tx_db(tx), .arena = arena, .ask = ask, .asker = tx->actor.reader, .out = out, .err = err};
    struct zc_drift before;
    size_t kept = 0;
    *out = (struct zc_succession_report){0};
    run.model = run.db->city->model;
    run.units = zc_model_entity(run.model, "core.unit");
    if (!run.units || !zc_model_entity(run.model, "core.unit_event"))
        return zc_fail(err, ZC_EINPUT, "声明中没有单位", "the declarations know no units");
    int rc = zc_replay_drifts(&before, arena, run.db, err);
    tx->actor.reader = &ZC_READER_CITY; /* the journal still names who acted */
    if (!rc)
        rc = carry_out(&run);
    tx->actor.reader = run.asker;
    if (!rc)
        rc = zc_replay_drifts(&out->drift, arena, run.db, err);
    if (rc)
        return rc;
    if (out->line_count)
        qsort(out->lines, out->line_count, sizeof *out->lines, by_entity);
    for (size_t i = 0; i < out->drift.count; i++) {
        const struct zc_replayed *item = &out->drift.items[i];
        bool known = false;
        for (size_t k = 0; k < before.count && !known; k++)
            known = before.items[k].binding.id == item->binding.id && before.items[k].change_count == item->change_count;
        if (!known)
            out->drift.items[kept++] = *item;
    }
    out->drift.count = kept;
    return ZC_OK;
}

/* 1 at the first entry that wrote an event of units or areas. */
static int is_event(void *user, struct zc_arena *arena, const struct zc_journal_entry *entry, struct zc_error *err)
{
    (void)user;
    struct zc_json *payload;
    int rc = zc_json_parse(&payload, arena, entry->payload, strlen(entry->payload), err);
    const char *entity = rc ? NULL : zc_json_text(payload, "entity");
    return rc ? rc : entity && (strcmp(entity, "core.unit_event") == 0 || strcmp(entity, "core.area_event") == 0);
}

int zc_succession_withdraw(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int rc = zc_journal_walk(zc_tx_db(tx), number, is_event, NULL, err);
    if (rc < 0)
        return rc;
    if (!rc)
        return zc_fail(err, ZC_ENOTFOUND, "第 %lld 号事务没有记单位或区划变动", "transaction %lld holds no change of units or areas", (long long)number);
    const struct zc_reader *asker = tx->actor.reader;
    const struct zc_entity *units = zc_model_entity(zc_tx_db(tx)->city->model, "core.unit");
    struct zc_rows rows = {0};
    struct zc_eval eval;
    struct zc_rows_query any = {.entity = units, .times = zc_times_now(zc_tx_db(tx)), .reader = &ZC_READER_CITY, .limit = 1};
    zc_eval_init(&eval, &arena, zc_tx_db(tx), any.times, asker);
    rc = zc_rows_list(&rows, &arena, zc_tx_db(tx), &any, err);
    if (!rc && (!rows.count || !zc_access_decide(&eval, ZC_ACCESS_WRITE, &rows.items[0]).granted))
        rc = zc_fail(err, ZC_EDENIED, "您的岗位无权变更单位", "your post may not reorganise units");
    zc_arena_free(&arena);
    if (rc)
        return rc;
    tx->actor.reader = &ZC_READER_CITY;
    rc = zc_bulk_withdraw(tx, number, why, err);
    tx->actor.reader = asker;
    return rc;
}
