#include "query/access.h"

#include <string.h>

static struct zc_value id_or_empty(int64_t id) { return id ? zc_int(id) : ZC_EMPTY; }

static bool holds_as(struct zc_eval *eval, const struct zc_expr *expr, const struct zc_record *record, const struct zc_stand *stand)
{
    struct zc_value *params = eval->context.params;
    struct zc_value saved[ZC_PARAM_COUNT];
    for (size_t i = 0; i < ZC_PARAM_COUNT; i++)
        saved[i] = params[i];
    params[ZC_P_PERSON] = id_or_empty(stand->person);
    params[ZC_P_POST] = id_or_empty(stand->post);
    params[ZC_P_UNIT] = id_or_empty(stand->unit);
    params[ZC_P_AREA] = id_or_empty(stand->area);
    bool holds = zc_eval_test(eval, expr, record);
    for (size_t i = 0; i < ZC_PARAM_COUNT; i++)
        params[i] = saved[i];
    return holds;
}

bool zc_access_any_stand(struct zc_eval *eval, const struct zc_expr *expr, const struct zc_record *record)
{
    bool holds = zc_eval_test(eval, expr, record);
    for (size_t i = 0; i < eval->reader->apart_count && !holds; i++)
        holds = holds_as(eval, expr, record, &eval->reader->apart[i]);
    return holds;
}

bool zc_access_each_person(struct zc_eval *eval, const struct zc_expr *expr, const struct zc_record *record)
{
    const struct zc_reader *reader = eval->reader;
    bool holds = zc_eval_test(eval, expr, record);
    for (size_t i = 0; i < reader->apart_count && holds; i++)
        if (reader->apart[i].person != reader->person) /* whoever is represented stands in the same post */
            holds = holds_as(eval, expr, record, &reader->apart[i]);
    return holds;
}

bool zc_access_asks_unit(const struct zc_entity *entity, size_t rule) { return strstr(entity->read_text[rule], ":unit") != NULL; }

/* What a unit that ended in the reader's might read. */
static bool read_as_former(struct zc_eval *eval, size_t rule, const struct zc_record *record)
{
    const struct zc_reader *reader = eval->reader;
    bool holds = false;
    for (size_t i = 0; i < reader->former_count && !holds && zc_access_asks_unit(record->entity, rule); i++)
        holds = holds_as(eval, record->entity->read[rule], record, &(struct zc_stand){reader->person, reader->post, reader->former[i], reader->area});
    return holds;
}

/* What hangs on a record is seen by who may see the record. */
static bool subject_seen(struct zc_eval *eval, const struct zc_record *record)
{
    const struct zc_field *name = zc_entity_field(record->entity, "subject_entity"), *id = zc_entity_field(record->entity, "subject_id");
    struct zc_rows slices;
    struct zc_history_page newest = {.limit = 1};
    if (!name || !id || !record->values[id->column].kind)
        return true;
    const struct zc_entity *subject = zc_model_entity(eval->db->city->model, zc_record_text(record, "subject_entity"));
    if (!subject || (zc_entity_field(subject, "subject_entity") && zc_entity_field(subject, "subject_id")))
        return false;
    return !zc_rows_history_page(&slices, eval->arena, eval->db, subject, record->values[id->column].number, eval->reader, &newest, NULL) && slices.count;
}

struct zc_decision zc_access_decide(struct zc_eval *eval, enum zc_access_verb verb, const struct zc_record *record)
{
    const struct zc_entity *entity = record->entity;
    const struct zc_reader *reader = eval->reader;
    bool read = verb == ZC_ACCESS_READ;
    struct zc_decision out = {0};
    if (reader->city)
        return (struct zc_decision){.granted = true, .rule = "city"};
    size_t count = !reader->account || (!read && reader->read_only) ? 0 : read ? entity->read_count : entity->write_count;
    for (size_t i = 0; i < count && !out.rule; i++)
        if (zc_eval_test(eval, read ? entity->read[i] : entity->write[i], record) || (read && read_as_former(eval, i, record)))
            out.rule = read ? entity->read_text[i] : entity->write_text[i];
    if (!out.rule && read && entity->public_ && entity->secrecy == ZC_SECRECY_PUBLIC)
        out.rule = "public";
    for (size_t i = 0; reader->account && i < entity->deny_count && !out.denied; i++)
        out.denied = zc_access_any_stand(eval, entity->deny[i], record);
    out.granted = out.rule && !out.denied && (!read || !reader->account || subject_seen(eval, record));
    return out;
}
