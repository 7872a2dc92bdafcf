/* rows_sql: the pieces of a SELECT over records: the source at two times, the reader's rule, column classes. */
#include "query/access.h"
#include "query/kindred.h"
#include "query/rows.h"
#include "query/rule.h"

#include <string.h>

static void columns(struct zc_sql *sql, const struct zc_entity *entity, bool past)
{
    zc_buf_str(&sql->text, "SELECT id, slice, valid_from, valid_to, known_from, known_to");
    zc_buf_str(&sql->text, entity->column_names);
    zc_buf_str(&sql->text, past ? " FROM \"h_" : " FROM \"t_");
    zc_buf_str(&sql->text, entity->table);
    zc_buf_str(&sql->text, "\" WHERE valid_from <= ");
}

static void at(struct zc_sql *sql, struct zc_times times)
{
    zc_sql_bind(sql, zc_int(times.asof));
    zc_buf_str(&sql->text, " AND valid_to > ");
    zc_sql_bind(sql, zc_int(times.asof));
    if (!zc_times_latest(times)) {
        zc_buf_str(&sql->text, " AND known_from <= ");
        zc_sql_bind(sql, zc_int(times.known));
        zc_buf_str(&sql->text, " AND known_to > ");
        zc_sql_bind(sql, zc_int(times.known));
    }
}

const char zc_rows_held[] = " AND known_to = 9223372036854775807";

void zc_rows_source(struct zc_sql *sql, const struct zc_entity *entity, struct zc_times times)
{
    zc_buf_char(&sql->text, '(');
    columns(sql, entity, false);
    at(sql, times);
    if (!times.present) {
        zc_buf_str(&sql->text, " UNION ALL ");
        columns(sql, entity, true);
        at(sql, times);
        if (zc_times_latest(times))
            zc_buf_str(&sql->text, zc_rows_held);
    }
    zc_buf_char(&sql->text, ')');
}

struct access_user {
    struct zc_db *db;
    const struct zc_reader *reader;
    struct zc_times times;
};

static bool has_role(void *user, const char *full_role)
{
    return zc_reader_has_role(((struct access_user *)user)->reader, full_role);
}

static struct zc_value rule(void *user, const char *id) { return zc_rule_number(((struct access_user *)user)->db, id, ((struct access_user *)user)->times); }

static void present_source(void *user, struct zc_sql *sql, const struct zc_entity *entity)
{
    zc_rows_source(sql, entity, ((struct access_user *)user)->times);
}

/* Without an answer everybody is kin: an error in a rule is a refusal. */
static void put_kin(void *user, struct zc_sql *sql, int64_t person, enum zc_kin_degree degree)
{
    struct zc_db *db = ((struct access_user *)user)->db;
    int64_t *kin;
    size_t count;
    if (zc_kindred_of(&kin, &count, sql->arena, db, person, degree, NULL)) {
        zc_buf_str(&sql->text, "SELECT id FROM \"t_core_person\"");
        return;
    }
    zc_buf_str(&sql->text, count ? "" : "NULL");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(&sql->text, i ? ", " : "");
        zc_buf_int(&sql->text, kin[i]);
    }
}

static struct zc_value id_or_empty(int64_t id) { return id ? zc_int(id) : ZC_EMPTY; }

static bool refers_by_name(const struct zc_entity *entity) /* comments, attachments and the like hang on any record */
{
    return zc_entity_field(entity, "subject_entity") && zc_entity_field(entity, "subject_id");
}

/* What hangs on a record is seen by who may see the record. */
static void subject_access(struct zc_sql *sql, struct zc_db *db, const struct zc_reader *reader, const char *alias)
{
    const struct zc_model *model = db->city->model;
    zc_buf_printf(&sql->text, " AND (%s.subject_id IS NULL", alias);
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct zc_entity *subject = model->entities[i];
        if (refers_by_name(subject))
            continue;
        zc_buf_printf(&sql->text, " OR (%s.subject_entity = ", alias);
        zc_sql_bind(sql, zc_text(subject->full_name));
        zc_buf_printf(&sql->text, " AND EXISTS (SELECT 1 FROM \"t_%s\" AS subject WHERE subject.id = %s.subject_id AND ", subject->table, alias);
        zc_rows_access(sql, db, subject, reader, "subject");
        zc_buf_str(&sql->text, "))");
    }
    zc_buf_char(&sql->text, ')');
}

static void stand_as(struct zc_sql_context *context, const struct zc_stand *stand)
{
    context->params[ZC_P_PERSON] = id_or_empty(stand->person);
    context->params[ZC_P_POST] = id_or_empty(stand->post);
    context->params[ZC_P_UNIT] = id_or_empty(stand->unit);
    context->params[ZC_P_AREA] = id_or_empty(stand->area);
}

static void deny(struct zc_sql *sql, const struct zc_entity *entity, const struct zc_sql_context *context, const char *alias)
{
    for (size_t i = 0; i < entity->deny_count; i++) {
        zc_buf_str(&sql->text, " AND NOT ");
        zc_expr_sql(sql, entity->deny[i], context, alias);
    }
}

/* Access never time-travels: the rule is asked of the present row, with the reader's rights of now (architecture 3.3). */
void zc_rows_access(struct zc_sql *sql, struct zc_db *db, const struct zc_entity *entity, const struct zc_reader *reader,
                    const char *alias)
{
    const struct zc_sql_words *words = zc_sql_words(sql->dialect);
    const char *open = entity->public_ && entity->secrecy == ZC_SECRECY_PUBLIC ? words->yes : words->no;
    if (reader->city) {
        zc_buf_str(&sql->text, words->yes);
        return;
    }
    struct access_user user = {db, reader, zc_times_now(db)};
    struct zc_sql_context context = {.role = has_role, .rule = rule, .kin = put_kin, .source = present_source, .user = &user};
    context.params[ZC_P_TODAY] = context.params[ZC_P_ASOF] = zc_int(user.times.asof);
    stand_as(&context, &(struct zc_stand){reader->person, reader->post, reader->unit, reader->area});
    bool by_rule = reader->account != 0;
    zc_buf_char(&sql->text, '(');
    if (!by_rule) {
        zc_buf_str(&sql->text, open);
    } else {
        zc_buf_char(&sql->text, '(');
        zc_buf_str(&sql->text, open);
        for (size_t i = 0; i < entity->read_count; i++) {
            zc_buf_str(&sql->text, " OR ");
            zc_expr_sql(sql, entity->read[i], &context, alias);
            for (size_t k = 0; k < reader->former_count && zc_access_asks_unit(entity, i); k++) {
                context.params[ZC_P_UNIT] = zc_int(reader->former[k]);
                zc_buf_str(&sql->text, " OR ");
                zc_expr_sql(sql, entity->read[i], &context, alias);
            }
            context.params[ZC_P_UNIT] = id_or_empty(reader->unit);
        }
        zc_buf_char(&sql->text, ')');
        deny(sql, entity, &context, alias);
        for (size_t i = 0; entity->deny_count && i < reader->apart_count; i++) { /* nobody escapes by changing the hat */
            stand_as(&context, &reader->apart[i]);
            deny(sql, entity, &context, alias);
        }
        if (refers_by_name(entity))
            subject_access(sql, db, reader, alias);
    }
    zc_buf_char(&sql->text, ')');
}

bool zc_rows_class_visible(const struct zc_field *field, const struct zc_reader *reader, const struct zc_entity *entity)
{
    if (reader->city || field->class_ == ZC_CLASS_OPEN)
        return true;
    if (!reader->account)
        return false;
    if (field->class_ == ZC_CLASS_INTERNAL)
        return true;
    if (field->class_ == ZC_CLASS_SECRET_SOURCE)
        return false;
    /* personal and sensitive: only who may write every row of the entity by role */
    for (size_t i = 0; i < entity->write_count; i++)
        if (strncmp(entity->write_text[i], "role ", 5) == 0) {
            const char *role = entity->write_text[i] + 5;
            for (size_t r = 0; r < reader->role_count; r++) {
                const char *dot = strrchr(reader->roles[r], '.');
                if (strcmp(reader->roles[r], role) == 0 || (dot && strcmp(dot + 1, role) == 0 && !strchr(role, '.') &&
                                                            strncmp(reader->roles[r], entity->module, strlen(entity->module)) == 0))
                    return true;
            }
        }
    return false;
}
