#include "record/handover.h"
#include "query/due.h"
#include "query/duty.h"
#include "record/tx.h"

#include <string.h>

enum { MOST_LINES = 200, CLOCKS_AHEAD = 366 };

struct list {
    struct zc_buf text; /* ";a;b;" */
    size_t lines;
};

static void line(struct list *list, const char *kind, const char *what)
{
    if (!*what || list->lines++ >= MOST_LINES)
        return;
    if (!list->text.size)
        zc_buf_char(&list->text, ';');
    zc_buf_str(&list->text, kind);
    for (const char *c = what; *c; c++)
        zc_buf_char(&list->text, *c == ';' || (unsigned char)*c < ' ' ? ' ' : *c);
    zc_buf_char(&list->text, ';');
}

static int records(struct list *list, struct zc_arena *arena, struct zc_db *db, const char *entity, const char *filter, int64_t post, const char *kind,
                   struct zc_error *err)
{
    struct zc_rows rows = {0};
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, entity), .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = filter};
    query.params[ZC_P_POST] = zc_int(post);
    int rc = query.entity ? zc_rows_list(&rows, arena, db, &query, err) : ZC_OK;
    for (size_t i = 0; i < rows.count && !rc; i++)
        line(list, kind, zc_record_name(arena, db, &rows.items[i], ZC_ZH));
    return rc;
}

/* Clocks that stand on the desk of the post itself. */
static int clocks(struct list *list, struct zc_arena *arena, struct zc_db *db, int64_t post, struct zc_error *err)
{
    struct zc_due_list due;
    int today = zc_db_today(db), rc = zc_due_all(&due, arena, db, &ZC_READER_CITY, zc_times_now(db), today + CLOCKS_AHEAD, err);
    for (size_t i = 0; i < due.count && !rc; i++) {
        const struct zc_record *record = &due.items[i].record;
        const char *desk = record->entity->desk;
        char day[ZC_DATE_TEXT];
        if (!desk || zc_record_value(record, desk).number != post)
            continue;
        zc_date_format(day, due.items[i].result.due_legal);
        line(list, "时限:", zc_arena_printf(arena, "%s %s %s", day, zc_pick(due.items[i].clock->title, ZC_ZH), zc_record_name(arena, db, record, ZC_ZH)));
    }
    return rc;
}

static void put(struct zc_patch *patch, const char *name, struct zc_value value)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

int zc_handover_complete(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_entity *holdings = zc_model_entity(tx->db->city->model, "core.holding"), *posts = zc_model_entity(tx->db->city->model, "core.post");
    struct zc_record holding, post;
    struct list list = {0};
    struct zc_value from = patch->values[zc_entity_field(patch->entity, "from_holding")->column];
    if (!holdings || !posts || !from.kind || zc_rows_get(&holding, arena, tx->db, holdings, from.number, zc_times_now(tx->db), &ZC_READER_CITY, NULL))
        return ZC_OK; /* the check of required fields says what is missing */
    int64_t id = zc_record_value(&holding, "post").number, head = zc_post_head(arena, tx->db, id);
    put(patch, "post", zc_int(id));
    if (head)
        put(patch, "head_post", zc_int(head));
    if (patch->values[zc_entity_field(patch->entity, "items")->column].kind)
        return ZC_OK;
    int rc = zc_rows_get(&post, arena, tx->db, posts, id, zc_times_now(tx->db), &ZC_READER_CITY, err);
    const char *duties = rc ? "" : zc_record_text(&post, "duties");
    for (const char *at = duties; *at == ';' && at[1]; at += strcspn(at + 1, ";") + 1)
        line(&list, "职责:", zc_arena_copy(arena, at + 1, strcspn(at + 1, ";")));
    if (!rc)
        rc = records(&list, arena, tx->db, "core.assignment", "to_post = :post and state in ('waiting', 'accepted')", id, "交办件:", err);
    if (!rc)
        rc = records(&list, arena, tx->db, "core.inbox", "post = :post and state != 'done'", id, "收件:", err);
    if (!rc)
        rc = clocks(&list, arena, tx->db, id, err);
    if (!rc && list.text.size)
        put(patch, "items", zc_text(zc_arena_copy(arena, zc_buf_text(&list.text), list.text.size)));
    zc_buf_free(&list.text);
    return rc;
}
