/* assignment: 1 the record it is of; 2 who may hand out; 3 what each side writes; 4 notices. */
#include "record/assignment.h"
#include "query/duty.h"
#include "query/leader.h"
#include "record/held.h"
#include "record/inbox.h"
#include "record/tx.h"

#include <string.h>

/* 1 */

static void put(struct zc_patch *patch, const char *name, struct zc_value value)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

static struct zc_value given(const struct zc_patch *patch, const char *name) { return patch->values[zc_entity_field(patch->entity, name)->column]; }

static bool is_instruction(const struct zc_patch *patch)
{
    struct zc_value kind = given(patch, "kind");
    return kind.kind && strcmp(kind.text, "instruction") == 0;
}

/* By id, or by the number that is unique in its entity. */
static int find_record(struct zc_record *out, struct zc_tx *tx, struct zc_arena *arena, const struct zc_patch *patch, struct zc_error *err)
{
    struct zc_value entity_name = given(patch, "record_entity"), number = given(patch, "record_name");
    const struct zc_entity *entity = entity_name.kind ? zc_model_entity(tx->db->city->model, entity_name.text) : NULL;
    int64_t id = given(patch, "record_id").number;
    int rc = ZC_OK;
    if (!entity || strcmp(entity->full_name, entity_name.text) != 0 || (is_instruction(patch) ? !entity->instruct : !entity->dispatch_count))
        return is_instruction(patch) ? zc_fail(err, ZC_EINPUT, "这类记录没有声明可以批示(instruct)", "no instructions are declared for records of this entity (instruct)")
                                     : zc_fail(err, ZC_EINPUT, "这类记录没有声明可以交办(dispatch)", "records of this entity are not declared to be handed out (dispatch)");
    for (size_t i = 0; !id && number.kind && i < entity->column_count && !rc; i++)
        if (entity->columns[i]->unique)
            rc = zc_rows_find(&id, tx->db, entity, entity->columns[i]->name, &number, err);
    if (!rc && (!id || zc_rows_get(out, arena, tx->db, entity, id, zc_times_now(tx->db), tx->actor.reader, NULL)))
        rc = zc_fail(err, ZC_ENOTFOUND, "没有这样一条您可以查看的记录可供交办", "there is no such record that you may see to hand out");
    return rc;
}

/* 2 */

static bool in_hand(const struct zc_record *assignment, const struct zc_reader *reader)
{
    struct zc_value post = zc_record_value(assignment, "to_post"), unit = zc_record_value(assignment, "to_unit");
    return (post.kind && post.number == reader->post) || (unit.kind && unit.number == reader->unit);
}

/* Whoever has it in hand hands it on; the record stays the one it was of. */
static int handed_on(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, struct zc_error *err)
{
    struct zc_record parent;
    int rc = zc_rows_get(&parent, arena, tx->db, patch->entity, given(patch, "handed_from").number, zc_times_now(tx->db), tx->actor.reader, err);
    if (!rc && !tx->actor.reader->city && !in_hand(&parent, tx->actor.reader))
        rc = zc_fail(err, ZC_EDENIED, "只有承办岗位或承办单位可以转办", "only the post or unit it was handed to hands it on");
    if (rc)
        return rc;
    static const char *const same[] = {"record_entity", "record_id", "record_name"};
    for (size_t i = 0; i < 3; i++)
        put(patch, same[i], zc_record_value(&parent, same[i]));
    patch->home_area = zc_id_area(parent.id);
    return ZC_OK;
}

/* What a leader need not say: to whom, by when, about what; a phrase stands for its words. */
static int complete_instruction(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_instruct *instruct = record->entity->instruct;
    struct zc_value phrase = given(patch, "phrase"), own = given(patch, "asked");
    const struct zc_field *field = zc_entity_field(patch->entity, "phrase");
    const struct zc_code *code = phrase.kind ? zc_codelist_find(field->codelist, phrase.text) : NULL;
    const char *words = code ? zc_pick(code->title, ZC_ZH) : "";
    int64_t post, unit;
    if (!*words && !own.kind)
        return zc_fail(err, ZC_ECHECK, "批示要有内容:选一句批语,或写一句", "an instruction says something: choose a phrase or write one");
    put(patch, "asked", zc_text(zc_arena_printf(arena, "%s%s", words, own.kind ? own.text : "")));
    if (!given(patch, "title").kind) {
        const char *name = zc_record_name(arena, tx->db, record, ZC_ZH), *end = name;
        for (int i = 0; i < 190 && *end; i++) /* a title holds 200 */
            for (end++; ((unsigned char)*end & 0xc0) == 0x80; end++)
                continue;
        put(patch, "title", zc_text(zc_arena_copy(arena, name, (size_t)(end - name))));
    }
    if (!given(patch, "due_on").kind)
        put(patch, "due_on", zc_int(zc_workday_add(zc_db_calendar(tx->db), zc_instant_date(zc_tx_next_at(tx)), instruct->workdays, NULL)));
    if (given(patch, "to_post").kind || given(patch, "to_unit").kind)
        return ZC_OK;
    int rc = zc_leader_receiver(&post, &unit, arena, tx->db, record, err);
    if (!rc && !post && !unit)
        rc = zc_fail(err, ZC_ECHECK, "这条记录没有写明承办单位,请写明批给谁", "the record names no unit; say to whom the instruction goes");
    if (!rc && post)
        put(patch, "to_post", zc_int(post));
    else if (!rc)
        put(patch, "to_unit", zc_int(unit));
    return rc;
}

int zc_assignment_complete(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_reader *reader = tx->actor.reader;
    struct zc_record record;
    int rc = ZC_OK;
    if (!reader->city)
        put(patch, "from_post", zc_int(reader->post));
    if (!given(patch, "dispatched_on").kind)
        put(patch, "dispatched_on", zc_int(zc_instant_date(zc_tx_next_at(tx))));
    if (given(patch, "handed_from").kind)
        return handed_on(tx, arena, patch, err);
    if ((rc = find_record(&record, tx, arena, patch, err)))
        return rc;
    bool may = reader->city;
    if (is_instruction(patch)) {
        for (size_t i = 0; i < record.entity->instruct->by_count && !may; i++)
            may = zc_reader_has_role(reader, record.entity->instruct->by[i]);
        if (may && (rc = complete_instruction(tx, arena, patch, &record, err)))
            return rc;
    } else {
        for (size_t i = 0; i < record.entity->dispatch_count && !may; i++)
            may = zc_reader_has_role(reader, record.entity->dispatch[i]);
    }
    if (!may && is_instruction(patch))
        return zc_fail(err, ZC_EDENIED, "您的岗位无权对%s作批示%.0s", "your post may not give an instruction on a%.0s %s", zc_pick(record.entity->title, ZC_ZH),
                       zc_pick(record.entity->title, ZC_EN));
    if (!may)
        return zc_fail(err, ZC_EDENIED, "您的岗位无权交办%s%.0s", "your post may not hand out a%.0s %s", zc_pick(record.entity->title, ZC_ZH),
                       zc_pick(record.entity->title, ZC_EN));
    for (int i = 0; i < 2 && !rc; i++) {
        struct zc_value said = given(patch, i ? "asked" : "title");
        rc = zc_held_check(tx, arena, &record, said.kind ? said.text : NULL, err);
    }
    if (rc)
        return rc;
    put(patch, "record_id", zc_int(record.id));
    if (!given(patch, "record_name").kind)
        put(patch, "record_name", zc_text(zc_record_name(arena, tx->db, &record, ZC_ZH)));
    patch->home_area = zc_id_area(record.id) ? zc_id_area(record.id) : tx->db->city->area;
    return ZC_OK;
}

/* 3 */

int zc_assignment_check(struct zc_tx *tx, const struct zc_patch *patch, const struct zc_record *before, struct zc_error *err)
{
    static const char *const theirs[] = {"title", "asked", "due_on", "to_post", "to_unit", "dispatched_on"}, *const ours[] = {"result", "return_reason"},
                             *const nobodys[] = {"record_entity", "record_id", "record_name", "from_post", "handed_from", "code", "kind", "phrase"};
    const struct zc_reader *reader = tx->actor.reader;
    if (reader->city)
        return ZC_OK;
    for (size_t i = 0; i < 8; i++) {
        const struct zc_field *field = zc_entity_field(patch->entity, nobodys[i]), *asked = i < 6 ? zc_entity_field(patch->entity, theirs[i]) : NULL;
        if (patch->set[field->column] && !zc_value_same(&patch->values[field->column], &before->values[field->column]))
            return zc_fail(err, ZC_EDENIED, "交办后“%s”不能改%.0s", "%.0sonce handed out, \"%s\" does not change", zc_pick(field->title, ZC_ZH), zc_pick(field->title, ZC_EN));
        if (asked && patch->set[asked->column] && zc_record_value(before, "from_post").number != reader->post)
            return zc_fail(err, ZC_EDENIED, "“%s”由交办岗位改%.0s", "%.0s\"%s\" is changed by the post that handed it out", zc_pick(asked->title, ZC_ZH),
                           zc_pick(asked->title, ZC_EN));
    }
    for (size_t i = 0; i < 2; i++) {
        const struct zc_field *field = zc_entity_field(patch->entity, ours[i]);
        if (patch->set[field->column] && !in_hand(before, reader))
            return zc_fail(err, ZC_EDENIED, "“%s”由承办方写%.0s", "%.0s\"%s\" is written by whoever it was handed to", zc_pick(field->title, ZC_ZH),
                           zc_pick(field->title, ZC_EN));
    }
    return ZC_OK;
}

/* 4 */

/* A unit's notices lie on the desk of its head. */
static int64_t desk_of(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record)
{
    int64_t post = zc_record_value(record, "to_post").number;
    return post ? post : zc_unit_head(arena, tx->db, zc_record_value(record, "to_unit").number);
}

int zc_assignment_after(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const char *before, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_record record;
    int rc = zc_rows_get(&record, &arena, tx->db, entity, id, zc_times_now(tx->db), &ZC_READER_CITY, err);
    if (rc)
        goto done;
    const char *state = zc_record_text(&record, "state"), *title = zc_record_text(&record, "title");
    int64_t giver = zc_record_value(&record, "from_post").number, taker = desk_of(tx, &arena, &record);
    if (before && strcmp(before, state) == 0)
        goto done;
    const char *said = strcmp(zc_record_text(&record, "kind"), "instruction") == 0 ? "批示" : "交办";
    if (strcmp(state, "waiting") == 0) {
        rc = zc_inbox_settle(tx, giver, entity, id, err);
        if (!rc)
            rc = zc_inbox_raise(tx, taker, title, before ? zc_arena_printf(&arena, "再次%s", said) : said, entity, id, (int)zc_record_value(&record, "due_on").number, err);
        if (!rc && !before && zc_record_value(&record, "handed_from").kind)
            rc = zc_record_transition(tx, entity, zc_record_value(&record, "handed_from").number, "hand_on", NULL, err);
    } else if (strcmp(state, "accepted") != 0) {
        rc = zc_inbox_settle(tx, 0, entity, id, err);
        if (!rc && strcmp(state, "returned") == 0)
            rc = zc_inbox_raise(tx, giver, title, "退回", entity, id, 0, err);
        else if (!rc && strcmp(state, "done") == 0)
            rc = zc_inbox_raise(tx, giver, title, "已办结", entity, id, 0, err);
        else if (!rc && strcmp(state, "handed_on") == 0)
            rc = zc_inbox_raise(tx, giver, title, "已转办", entity, id, 0, err);
    }
done:
    zc_arena_free(&arena);
    return rc;
}
