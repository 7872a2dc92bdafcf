/* handover: 1 what waits at a post; 2 the list as a handover keeps it. */
#include "record/handover.h"
#include "query/due.h"
#include "query/duty.h"
#include "query/journal.h"
#include "record/tx.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 200, CLOCKS_AHEAD = 366 };

/* 1 */

struct gathering {
    struct zc_handed_list *out;
    size_t capacity;
    struct zc_arena *arena;
    struct zc_db *db;
    int64_t post;
};

static struct zc_handed *add(struct gathering *gathering, enum zc_handed_kind kind, const char *name)
{
    struct zc_handed *one = zc_arena_push(gathering->arena, &gathering->out->items, &gathering->out->count, &gathering->capacity, sizeof *one);
    *one = (struct zc_handed){.kind = kind, .name = name};
    return one;
}

static void add_record(struct gathering *gathering, enum zc_handed_kind kind, const struct zc_record *record)
{
    struct zc_handed *one = add(gathering, kind, zc_record_name(gathering->arena, gathering->db, record, ZC_ZH));
    one->record = *record;
    if (zc_entity_field(record->entity, "due_on"))
        one->due = (int)zc_record_value(record, "due_on").number;
}

static int rows_of(struct zc_rows *out, struct gathering *gathering, const char *entity, const char *filter, struct zc_error *err)
{
    struct zc_rows_query query = {.entity = zc_model_entity(gathering->db->city->model, entity), .times = zc_times_now(gathering->db),
                                  .reader = &ZC_READER_CITY, .filter = filter};
    query.params[ZC_P_POST] = zc_int(gathering->post);
    *out = (struct zc_rows){0};
    return query.entity ? zc_rows_list(out, gathering->arena, gathering->db, &query, err) : ZC_OK;
}

static int duties(struct gathering *gathering, struct zc_error *err)
{
    struct zc_record post;
    const struct zc_entity *posts = zc_model_entity(gathering->db->city->model, "core.post");
    int rc = zc_rows_get(&post, gathering->arena, gathering->db, posts, gathering->post, zc_times_now(gathering->db), &ZC_READER_CITY, err);
    const char *text = rc ? "" : zc_record_text(&post, "duties");
    for (const char *at = text; *at == ';' && at[1]; at += strcspn(at + 1, ";") + 1)
        add(gathering, ZC_HANDED_DUTY, zc_arena_copy(gathering->arena, at + 1, strcspn(at + 1, ";")));
    return rc;
}

/* Clocks that stand on the desk of the post itself. */
static int clocks(struct gathering *gathering, struct zc_error *err)
{
    struct zc_due_list due;
    int rc = zc_due_all(&due, gathering->arena, gathering->db, &ZC_READER_CITY, zc_times_now(gathering->db), zc_db_today(gathering->db) + CLOCKS_AHEAD, err);
    for (size_t i = 0; i < due.count && !rc; i++) {
        const struct zc_record *record = &due.items[i].record;
        if (!record->entity->desk || zc_record_value(record, record->entity->desk).number != gathering->post)
            continue;
        struct zc_handed *one = add(gathering, ZC_HANDED_CLOCK,
                                    zc_arena_printf(gathering->arena, "%s %s", zc_pick(due.items[i].clock->title, ZC_ZH),
                                                    zc_record_name(gathering->arena, gathering->db, record, ZC_ZH)));
        one->record = *record;
        one->due = due.items[i].result.due_legal;
    }
    return rc;
}

/* A draft belongs to nobody: whose it is to go on with says who wrote it last. */
static int drafts(struct gathering *gathering, struct zc_error *err)
{
    struct zc_rows rows;
    int rc = rows_of(&rows, gathering, "core.draft", "state = 'writing'", err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_journal entries;
        rc = zc_journal_of(&entries, gathering->arena, gathering->db, rows.items[i].id, err);
        const char *actor = rc || !entries.count ? "" : entries.items[entries.count - 1].actor, *slash = strchr(actor, '/');
        char *end = NULL; /* account/post/represented/face */
        int64_t post = slash ? strtoll(slash + 1, &end, 10) : 0, represented = end && *end == '/' ? strtoll(end + 1, NULL, 10) : 0;
        if ((represented ? represented : post) == gathering->post)
            add_record(gathering, ZC_HANDED_DRAFT, &rows.items[i]);
    }
    return rc;
}

int zc_handed_at(struct zc_handed_list *out, struct zc_arena *arena, struct zc_db *db, int64_t post, struct zc_error *err)
{
    static const struct {
        const char *entity, *filter;
        enum zc_handed_kind kind;
    } waiting[] = {{"core.assignment", "to_post = :post and state in ('waiting', 'accepted')", ZC_HANDED_ASSIGNMENT},
                   {"core.inbox", "post = :post and state != 'done'", ZC_HANDED_INBOX},
                   {"core.handover", "head_post = :post and (state = 'received' or (state = 'given' and empty(to_holding)))", ZC_HANDED_SIGN},
                   {"core.job", "asked_by = :post and state = 'waiting'", ZC_HANDED_JOB}};
    struct gathering gathering = {.out = out, .arena = arena, .db = db, .post = post};
    *out = (struct zc_handed_list){0};
    int rc = duties(&gathering, err);
    for (size_t k = 0; k < sizeof waiting / sizeof *waiting && !rc; k++) {
        struct zc_rows rows;
        if (waiting[k].kind == ZC_HANDED_SIGN)
            rc = clocks(&gathering, err);
        if (!rc)
            rc = rows_of(&rows, &gathering, waiting[k].entity, waiting[k].filter, err);
        for (size_t i = 0; !rc && i < rows.count; i++)
            add_record(&gathering, waiting[k].kind, &rows.items[i]);
    }
    return rc ? rc : drafts(&gathering, err);
}

/* 2 */

static void line(struct zc_buf *text, struct zc_arena *arena, const struct zc_handed *one)
{
    static const char *const kinds[ZC_HANDED_KINDS] = {"职责:", "交办件:", "收件:", "时限:", "待签交接:", "待答复任务:", "文稿:"};
    char day[ZC_DATE_TEXT] = "";
    if (one->kind == ZC_HANDED_CLOCK)
        zc_date_format(day, one->due);
    const char *what = *day ? zc_arena_printf(arena, "%s %s", day, one->name) : one->name;
    if (!text->size)
        zc_buf_char(text, ';');
    zc_buf_str(text, kinds[one->kind]);
    for (const char *c = what; *c; c++)
        zc_buf_char(text, *c == ';' || (unsigned char)*c < ' ' ? ' ' : *c);
    zc_buf_char(text, ';');
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
    struct zc_record holding;
    struct zc_handed_list list;
    struct zc_value from = patch->values[zc_entity_field(patch->entity, "from_holding")->column];
    if (!holdings || !posts || !from.kind || zc_rows_get(&holding, arena, tx->db, holdings, from.number, zc_times_now(tx->db), &ZC_READER_CITY, NULL))
        return ZC_OK; /* the check of required fields says what is missing */
    int64_t id = zc_record_value(&holding, "post").number, head = zc_post_head(arena, tx->db, id);
    put(patch, "post", zc_int(id));
    if (head)
        put(patch, "head_post", zc_int(head));
    if (patch->values[zc_entity_field(patch->entity, "items")->column].kind)
        return ZC_OK;
    int rc = zc_handed_at(&list, arena, tx->db, id, err);
    struct zc_buf text = {0};
    for (size_t i = 0; !rc && i < list.count && i < MOST_LINES; i++)
        if (*list.items[i].name)
            line(&text, arena, &list.items[i]);
    if (!rc && text.size)
        put(patch, "items", zc_text(zc_arena_copy(arena, zc_buf_text(&text), text.size)));
    zc_buf_free(&text);
    return rc;
}
