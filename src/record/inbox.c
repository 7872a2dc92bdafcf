/* inbox: 1 writing with the city's rights; 2 raising and settling; 3 posts named in a comment. */
#include "record/inbox.h"
#include "base/text.h"
#include "record/tx.h"

#include <string.h>

/* 1 */

static int write_as_city(int64_t *id, struct zc_tx *tx, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_reader *saved = tx->actor.reader;
    bool changed;
    tx->actor.reader = &ZC_READER_CITY; /* the journal still names who acted */
    int rc = zc_record_change(id, &changed, tx, patch, err);
    tx->actor.reader = saved;
    return rc;
}

static void put(struct zc_patch *patch, const char *name, struct zc_value value)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

/* 2 */

int zc_inbox_raise(struct zc_tx *tx, int64_t post, const char *title, const char *reason, const struct zc_entity *entity, int64_t id, int due_on,
                   struct zc_error *err)
{
    const struct zc_entity *inbox = zc_model_entity(tx->db->city->model, "core.inbox");
    struct zc_arena arena = {0};
    struct zc_record former;
    if (!inbox || !post)
        return ZC_OK;
    struct zc_value keys[] = {zc_int(post), zc_text(entity->full_name), zc_int(id), zc_text(reason)};
    int64_t item = 0;
    int rc = zc_rows_by_key(&item, tx->db, inbox, keys, err);
    bool waits = !rc && item && !zc_rows_get(&former, &arena, tx->db, inbox, item, zc_times_now(tx->db), &ZC_READER_CITY, NULL) &&
                 strcmp(zc_record_text(&former, "state"), "done") != 0;
    if (!rc && !waits) {
        struct zc_patch patch = zc_patch_new(&arena, inbox, item);
        patch.home_area = zc_id_area(id) ? zc_id_area(id) : tx->db->city->area;
        put(&patch, "post", keys[0]);
        put(&patch, "subject_entity", keys[1]);
        put(&patch, "subject_id", keys[2]);
        put(&patch, "reason", keys[3]);
        put(&patch, "title", zc_text(title));
        put(&patch, "raised_at", zc_int(zc_tx_next_at(tx)));
        put(&patch, "due_on", due_on ? zc_int(due_on) : ZC_EMPTY);
        put(&patch, "done_on", ZC_EMPTY);
        put(&patch, "state", zc_text("waiting"));
        rc = write_as_city(&item, tx, &patch, err);
    }
    zc_arena_free(&arena);
    return rc;
}

int zc_inbox_settle(struct zc_tx *tx, int64_t post, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    const struct zc_entity *inbox = zc_model_entity(tx->db->city->model, "core.inbox");
    struct zc_arena arena = {0};
    struct zc_rows rows = {0};
    int rc = ZC_OK;
    if (inbox) {
        struct zc_rows_query query = {.entity = inbox, .times = zc_times_now(tx->db), .reader = &ZC_READER_CITY,
                                      .filter = "subject_id = :area and state != 'done'"};
        query.params[ZC_P_AREA] = zc_int(id);
        rc = zc_rows_list(&rows, &arena, tx->db, &query, err);
    }
    for (size_t i = 0; i < rows.count && !rc; i++) {
        if (strcmp(zc_record_text(&rows.items[i], "subject_entity"), entity->full_name) != 0 ||
            (post && zc_record_value(&rows.items[i], "post").number != post))
            continue;
        struct zc_patch patch = zc_patch_new(&arena, inbox, rows.items[i].id);
        int64_t same;
        put(&patch, "state", zc_text("done"));
        put(&patch, "done_on", zc_int(zc_instant_date(zc_tx_next_at(tx))));
        rc = write_as_city(&same, tx, &patch, err);
    }
    zc_arena_free(&arena);
    return rc;
}

/* 3 */

/* The post whose title stands behind the @, the longest that fits. */
static int64_t named_at(const struct zc_rows *posts, const char *at)
{
    size_t longest = 0;
    int64_t id = 0;
    for (size_t i = 0; i < posts->count; i++) {
        const char *title = zc_record_text(&posts->items[i], "title");
        size_t length = strlen(title);
        if (length > longest && strncmp(at, title, length) == 0) {
            longest = length;
            id = posts->items[i].id;
        }
    }
    return id;
}

int zc_inbox_mention(struct zc_tx *tx, const struct zc_record *comment, struct zc_error *err)
{
    const char *text = zc_record_text(comment, "text");
    const struct zc_entity *subject = zc_model_entity(tx->db->city->model, zc_record_text(comment, "subject_entity")),
                           *posts = zc_model_entity(tx->db->city->model, "core.post");
    struct zc_arena arena = {0};
    struct zc_record author;
    struct zc_rows rows;
    if (!strchr(text, '@') || !subject || !posts)
        return ZC_OK;
    struct zc_rows_query query = {.entity = posts, .times = zc_times_now(tx->db), .reader = &ZC_READER_CITY, .filter = "state = 'active'"};
    int rc = zc_rows_list(&rows, &arena, tx->db, &query, err);
    const char *who = !rc && !zc_rows_get(&author, &arena, tx->db, posts, zc_record_value(comment, "post").number, zc_times_now(tx->db), &ZC_READER_CITY, NULL)
                          ? zc_record_text(&author, "title")
                          : "";
    const char *end = text; /* at most sixty characters of it */
    for (int i = 0; i < 60 && *end; i++)
        for (end++; ((unsigned char)*end & 0xc0) == 0x80; end++)
            continue;
    const char *reason = zc_arena_printf(&arena, "批注:%.*s", (int)(end - text), text);
    for (const char *at = strchr(text, '@'); at && !rc; at = strchr(at + 1, '@')) {
        int64_t post = named_at(&rows, at + 1);
        if (post && post != zc_record_value(comment, "post").number)
            rc = zc_inbox_raise(tx, post, zc_arena_printf(&arena, "%s 在批注中提到您", who), reason, subject, zc_record_value(comment, "subject_id").number, 0,
                                err);
    }
    zc_arena_free(&arena);
    return rc;
}
