/* area_change: 1 names and ids; 2 one event; 3 all of them. */
#include "record/area_change.h"
#include "query/access.h"
#include "query/naming.h"
#include "record/tx.h"

#include <stdlib.h>
#include <string.h>

const char *const zc_area_verdict_words[ZC_AREA_VERDICTS] = {"confirm", "change", "refuse"};

/* 1 */

static int find(int64_t *id, struct zc_db *db, const char *entity_name, const char *field, const char *text, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, entity_name);
    struct zc_value value = zc_text(text);
    struct zc_arena arena = {0};
    struct zc_record record;
    char *end;
    *id = 0;
    int rc = entity && value.kind ? zc_rows_find(id, db, entity, field, &value, err) : ZC_OK;
    long long number = strtoll(text, &end, 10);
    if (!rc && !*id && entity && !*end && number > 0 && !zc_rows_get(&record, &arena, db, entity, number, zc_times_now(db), &ZC_READER_CITY, NULL))
        *id = number;
    zc_arena_free(&arena);
    return rc || *id || !entity ? rc
                                : zc_fail(err, ZC_EINPUT, "没有%s%.0s“%.100s”", "there is no%.0s %s \"%.100s\"", zc_pick(entity->title, ZC_ZH),
                                          zc_pick(entity->title, ZC_EN), text);
}

int zc_area_find(int64_t *id, struct zc_db *db, const char *text, struct zc_error *err) { return find(id, db, "core.area", "code", text, err); }
int zc_area_event_find(int64_t *id, struct zc_db *db, const char *text, struct zc_error *err) { return find(id, db, "core.area_event", "title", text, err); }

struct settling {
    struct zc_tx *tx;
    struct zc_db *db;
    struct zc_arena *arena;
    const struct zc_entity *areas, *events;
    const struct zc_area_ask *ask;
    struct zc_error *err;
};

struct ids {
    int64_t *items;
    size_t count, capacity;
};

static struct ids ids_of(struct settling *run, const char *list)
{
    struct ids out = {0};
    for (const char *at = list; *at == ';' && at[1];) {
        char *end;
        *(int64_t *)zc_arena_push(run->arena, &out.items, &out.count, &out.capacity, sizeof *out.items) = strtoll(at + 1, &end, 10);
        at = end;
    }
    return out;
}

static const char *list_of(struct settling *run, const int64_t *ids, size_t count)
{
    const char *text = "";
    for (size_t i = 0; i < count; i++)
        text = zc_arena_printf(run->arena, "%s%lld;", i ? text : ";", (long long)ids[i]);
    return text;
}

static int area_now(struct zc_record *out, struct settling *run, int64_t id)
{
    return zc_rows_get(out, run->arena, run->db, run->areas, id, zc_times_now(run->db), &ZC_READER_CITY, run->err);
}

static const char *names_of(struct settling *run, const char *list)
{
    struct ids ids = ids_of(run, list);
    const char *text = "";
    for (size_t i = 0; i < ids.count; i++) {
        struct zc_record area;
        if (!zc_rows_get(&area, run->arena, run->db, run->areas, ids.items[i], zc_times_now(run->db), &ZC_READER_CITY, NULL))
            text = zc_arena_printf(run->arena, "%s%s%s", text, *text ? "、" : "", zc_record_text(&area, "name"));
    }
    return text;
}

/* 2 */

static void put(struct zc_patch *patch, const char *name, struct zc_value value)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

/* The areas of the event that ended by it; one that was taken for the same place goes on. */
static int ended_of(struct ids *out, struct settling *run, const struct ids *from)
{
    int rc = ZC_OK;
    *out = (struct ids){0};
    for (size_t i = 0; i < from->count && !rc; i++) {
        struct zc_record area;
        rc = area_now(&area, run, from->items[i]);
        if (!rc && zc_record_value(&area, "ended_on").kind)
            *(int64_t *)zc_arena_push(run->arena, &out->items, &out->count, &out->capacity, sizeof *out->items) = from->items[i];
    }
    return rc;
}

static int check_heirs(struct settling *run, const struct ids *from)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < run->ask->to_count && !rc; i++) {
        struct zc_record area;
        for (size_t k = 0; k < from->count; k++)
            if (from->items[k] == run->ask->to[i])
                return zc_fail(run->err, ZC_EINPUT, "区域不能是自己的后继", "an area cannot succeed itself");
        if (!(rc = area_now(&area, run, run->ask->to[i])) && zc_record_value(&area, "ended_on").kind)
            rc = zc_fail(run->err, ZC_ECONFLICT, "“%s”已终止,不能作后继", "\"%s\" ended and cannot succeed another", zc_record_text(&area, "name"));
    }
    return rc;
}

static int set_heirs(struct settling *run, const struct ids *ended, const char *heirs, int from, const char *why)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < ended->count && !rc; i++) {
        struct zc_patch patch = zc_patch_new(run->arena, run->areas, ended->items[i]);
        bool changed;
        put(&patch, "successors", zc_text(heirs));
        patch.valid_from = from;
        patch.why = why;
        rc = zc_record_change(&patch.id, &changed, run->tx, &patch, run->err);
    }
    return rc;
}

/* How many records name one of the areas; other areas and the events themselves are not meant. */
static int count_kept(size_t *out, struct settling *run, const struct ids *ended)
{
    const struct zc_model *model = run->db->city->model;
    int rc = ZC_OK;
    *out = 0;
    for (size_t e = 0; e < model->entity_count; e++)
        for (size_t c = 0; c < model->entities[e]->column_count && model->entities[e] != run->areas && model->entities[e] != run->events; c++)
            for (size_t i = 0; i < ended->count && model->entities[e]->columns[c]->to == run->areas && !rc; i++) {
                int64_t *found;
                size_t count;
                rc = zc_naming_records(&found, &count, run->arena, run->db, model->entities[e]->columns[c], model->entities[e], ended->items[i],
                                       zc_db_today(run->db), run->err);
                *out += rc ? 0 : count;
            }
    return rc;
}

static const char *kind_after(const struct zc_record *event, size_t heirs)
{
    const char *kind = zc_record_text(event, "kind");
    if (heirs != 1)
        return heirs ? "split" : "abolish";
    return strcmp(kind, "rename") == 0 ? kind : "merge"; /* what it goes into was there before, or took others in */
}

static int settle_one(struct zc_area_line *line, struct settling *run, int64_t id)
{
    const struct zc_area_ask *ask = run->ask;
    struct zc_record event;
    struct zc_eval eval;
    struct ids ended;
    zc_eval_init(&eval, run->arena, run->db, zc_times_now(run->db), zc_tx_actor(run->tx)->reader);
    int rc = zc_rows_get(&event, run->arena, run->db, run->events, id, eval.times, zc_tx_actor(run->tx)->reader, run->err);
    if (rc)
        return rc;
    const char *title = zc_record_text(&event, "title"), *state = zc_record_text(&event, "state"), *before = zc_record_text(&event, "to_areas");
    struct ids from = ids_of(run, zc_record_text(&event, "from_areas"));
    if (!zc_access_decide(&eval, ZC_ACCESS_WRITE, &event).granted)
        return zc_fail(run->err, ZC_EDENIED, "您的岗位无权确认区划变动", "your post may not settle changes of areas");
    if (strcmp(state, "proposed") != 0)
        return zc_fail(run->err, ZC_ECONFLICT, "“%s”已%s%.0s,不能再定", "\"%s\" is%.0s %s already", title, strcmp(state, "confirmed") == 0 ? "确认" : "否定", state);
    if ((rc = ended_of(&ended, run, &from)))
        return rc;
    if (ask->verdict == ZC_AREA_CHANGE && !ended.count)
        return zc_fail(run->err, ZC_EINPUT, "“%s”没有终止的区域,不必改后继", "\"%s\" ended no area, so there is no successor to change", title);
    const char *after = ask->verdict == ZC_AREA_CHANGE ? list_of(run, ask->to, ask->to_count) : ask->verdict == ZC_AREA_REFUSE && ended.count ? "" : before;
    if (ask->verdict == ZC_AREA_CHANGE && (rc = check_heirs(run, &from)))
        return rc;
    if (strcmp(after, before) != 0)
        rc = set_heirs(run, &ended, after, (int)zc_record_value(&event, "on_date").number, ask->basis);
    struct zc_patch patch = zc_patch_new(run->arena, run->events, id);
    bool changed;
    patch.why = ask->basis;
    put(&patch, ask->verdict == ZC_AREA_REFUSE ? "note" : "basis_doc", zc_text(ask->basis));
    if (ask->verdict == ZC_AREA_CHANGE) {
        put(&patch, "to_areas", zc_text(after));
        put(&patch, "kind", zc_text(kind_after(&event, ask->to_count)));
    }
    if (!rc)
        rc = zc_record_change(&patch.id, &changed, run->tx, &patch, run->err);
    if (!rc)
        rc = zc_record_transition(run->tx, run->events, id, ask->verdict == ZC_AREA_REFUSE ? "reject" : "confirm", ask->basis, run->err);
    *line = (struct zc_area_line){.event = id, .title = title, .kind = ask->verdict == ZC_AREA_CHANGE ? kind_after(&event, ask->to_count) : zc_record_text(&event, "kind"),
                                  .from = names_of(run, zc_record_text(&event, "from_areas")), .to = names_of(run, after), .to_before = names_of(run, before)};
    return rc ? rc : count_kept(&line->kept, run, &ended);
}

/* 3 */

int zc_area_settle(struct zc_area_report *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_area_ask *ask, struct zc_error *err)
{
    struct settling run = {.tx = tx, .db = zc_tx_db(tx), .arena = arena, .ask = ask, .err = err};
    *out = (struct zc_area_report){.lines = zc_arena_array(arena, ask->event_count + 1, sizeof *out->lines)};
    run.areas = zc_model_entity(run.db->city->model, "core.area");
    run.events = zc_model_entity(run.db->city->model, "core.area_event");
    if (!run.areas || !run.events || !ask->event_count)
        return zc_fail(err, ZC_EINPUT, "要写明哪一条区划变动", "a change of areas has to be named");
    if (!ask->basis || !*ask->basis)
        return ask->verdict == ZC_AREA_REFUSE ? zc_fail(err, ZC_EINPUT, "要写明否定的理由", "say why it is refused")
                                              : zc_fail(err, ZC_EINPUT, "要写明依据文件", "the document that orders it has to be named");
    if (ask->verdict == ZC_AREA_CHANGE && ask->event_count > 1)
        return zc_fail(err, ZC_EINPUT, "后继一次只改一条", "successors are changed one event at a time");
    int rc = ZC_OK;
    for (size_t i = 0; i < ask->event_count && !rc; i++)
        rc = settle_one(&out->lines[out->count++], &run, ask->events[i]);
    return rc;
}
