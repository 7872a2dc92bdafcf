/* search_index: 1 the queue of moves; 2 rebuilding. */
#include "record/search_index.h"
#include "base/digest.h"
#include "base/text.h"
#include "record/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Raised whenever zc_text_tokens gives other tokens for the same text. */
#define TOKEN_FORM "2"

/* A single character is sought as the front of a pair, so the last one of each run, which begins no pair, stands alone too. */
static void add_tails(struct zc_buf *out, const char *tokens)
{
    for (const char *at = tokens; *at;) {
        size_t size = strcspn(at, " ");
        const char *second = at + 1;
        while ((*second & 0xC0) == 0x80)
            second++;
        const char *next = at + size + (at[size] == ' ');
        size_t tail = (size_t)(at + size - second);
        if ((*at & 0x80) && tail && tail <= 4 && strncmp(next, second, tail) != 0) {
            zc_buf_str(out, " \xEE\x80\x80 ");
            zc_buf_add(out, second, tail);
        }
        at = next;
    }
}

static void add_tokens(struct zc_buf *out, struct zc_arena *arena, const struct zc_entity *entity, enum zc_column_class class_,
                       const struct zc_value *values)
{
    for (size_t i = 0; values && i < entity->column_count; i++)
        if (zc_search_field(entity->columns[i], class_) && values[i].kind == ZC_V_TEXT) {
            const char *pairs = zc_text_tokens(arena, values[i].text);
            zc_buf_str(out, pairs);
            add_tails(out, pairs);
            zc_buf_str(out, " \xEE\x80\x80 "); /* U+E000 stands between fields: no phrase reaches across */
        }
}

/* 1 */

static int run(struct zc_store *store, const struct zc_entity *entity, enum zc_column_class class_, bool take_out, int64_t id,
               const char *tokens, size_t size, struct zc_error *err)
{
    static const char uses[2][ZC_CLASS_SECRET_SOURCE + 1]; /* addresses only */
    const void *use = &uses[take_out][class_];
    struct zc_stmt *stmt = zc_stmt_again(store, entity, use);
    if (!stmt) {
        char table[ZC_SEARCH_TABLE];
        struct zc_buf sql = {0};
        zc_search_table(table, entity, class_);
        zc_sql_search(&sql, zc_store_dialect(store), take_out ? ZC_SEARCH_TAKE : ZC_SEARCH_PUT, table);
        int rc = zc_stmt_prepare(&stmt, store, zc_buf_text(&sql), err);
        zc_buf_free(&sql);
        if (rc)
            return rc;
        zc_stmt_keep(stmt, entity, use);
    }
    zc_stmt_bind_int(stmt, 1, id);
    zc_stmt_bind_text(stmt, 2, tokens, size);
    int rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

struct zc_search_move {
    const struct zc_entity *entity;
    enum zc_column_class class_;
    int64_t id;
    size_t start, old_size, new_size; /* in the queue's tokens: the former ones, then the new ones */
    size_t at;                        /* place in the queue */
};

static bool same_tokens(const struct zc_search_queue *queue, const struct zc_search_move *old, const struct zc_search_move *new)
{
    return old->old_size == new->new_size &&
           (!old->old_size || memcmp(queue->tokens.bytes + old->start, queue->tokens.bytes + new->start + new->old_size, old->old_size) == 0);
}

void zc_search_move(struct zc_search_queue *queue, const struct zc_entity *entity, int64_t id, const struct zc_value *before,
                    const struct zc_value *after)
{
    for (enum zc_column_class class_ = ZC_CLASS_OPEN; class_ <= ZC_CLASS_SECRET_SOURCE; class_++) {
        if (!zc_search_has(entity, class_))
            continue;
        struct zc_search_move move = {.entity = entity, .class_ = class_, .id = id, .start = queue->tokens.size, .at = queue->count};
        add_tokens(&queue->tokens, &queue->work, entity, class_, before);
        move.old_size = queue->tokens.size - move.start;
        add_tokens(&queue->tokens, &queue->work, entity, class_, after);
        move.new_size = queue->tokens.size - move.start - move.old_size;
        if (same_tokens(queue, &move, &move)) {
            queue->tokens.size = move.start;
            continue;
        }
        if (queue->count == queue->capacity) {
            queue->capacity = queue->capacity ? queue->capacity * 2 : 64;
            queue->moves = zc_realloc(queue->moves, zc_mul_size(queue->capacity, sizeof *queue->moves));
        }
        queue->moves[queue->count++] = move;
    }
    zc_arena_clear(&queue->work);
}

void zc_search_cut(struct zc_search_queue *queue, size_t count)
{
    if (count < queue->count)
        queue->tokens.size = queue->moves[count].start;
    queue->count = count < queue->count ? count : queue->count;
}

/* Ascending ids, as the engine would write out what it has at every step back. */
static int by_place(const void *left, const void *right)
{
    const struct zc_search_move *a = left, *b = right;
    if (a->entity != b->entity)
        return a->entity->index < b->entity->index ? -1 : 1;
    if (a->class_ != b->class_)
        return a->class_ < b->class_ ? -1 : 1;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

int zc_search_write(struct zc_search_queue *queue, struct zc_store *store, struct zc_error *err)
{
    int rc = ZC_OK;
    if (queue->count)
        qsort(queue->moves, queue->count, sizeof *queue->moves, by_place);
    for (size_t i = 0, next; i < queue->count && !rc; i = next) {
        const struct zc_search_move *first = &queue->moves[i], *last = first;
        for (next = i + 1; next < queue->count && queue->moves[next].entity == first->entity && queue->moves[next].class_ == first->class_ &&
                           queue->moves[next].id == first->id; next++)
            last = &queue->moves[next]; /* moved more than once: from the first state to the last */
        if (same_tokens(queue, first, last))
            continue;
        const char *old = queue->tokens.bytes + first->start, *new = queue->tokens.bytes + last->start + last->old_size;
        if (first->old_size)
            rc = run(store, first->entity, first->class_, true, first->id, old, first->old_size, err);
        if (!rc && last->new_size)
            rc = run(store, first->entity, first->class_, false, first->id, new, last->new_size, err);
    }
    zc_search_cut(queue, 0);
    return rc;
}

void zc_search_free(struct zc_search_queue *queue)
{
    free(queue->moves);
    zc_buf_free(&queue->tokens);
    zc_arena_free(&queue->work);
    *queue = (struct zc_search_queue){0};
}

/* 2 */

static void form_of(char out[ZC_DIGEST_HEX], const struct zc_entity *entity)
{
    struct zc_buf form = {0};
    zc_buf_str(&form, TOKEN_FORM);
    for (size_t i = 0; i < entity->column_count; i++)
        for (enum zc_column_class class_ = ZC_CLASS_OPEN; class_ <= ZC_CLASS_SECRET_SOURCE; class_++)
            if (zc_search_field(entity->columns[i], class_))
                zc_buf_printf(&form, "\n%d %s", (int)class_, entity->columns[i]->name);
    zc_sm3_hex(out, form.bytes, form.size);
    zc_buf_free(&form);
}

static int refill(struct zc_db *db, const struct zc_entity *entity, struct zc_error *err)
{
    struct zc_buf sql = {0};
    struct zc_stmt *stmt;
    int rc = ZC_OK;
    for (enum zc_column_class class_ = ZC_CLASS_OPEN; class_ <= ZC_CLASS_SECRET_SOURCE && !rc; class_++) {
        char table[ZC_SEARCH_TABLE];
        if (!zc_search_has(entity, class_))
            continue;
        zc_search_table(table, entity, class_);
        zc_buf_clear(&sql);
        zc_sql_search(&sql, zc_store_dialect(db->store), ZC_SEARCH_CLEAR, table);
        rc = zc_store_run(db->store, zc_buf_text(&sql), err);
    }
    zc_buf_clear(&sql);
    zc_buf_printf(&sql, "SELECT id%s FROM \"t_%s\" ORDER BY id", entity->column_names, entity->table);
    if (!rc)
        rc = zc_stmt_prepare(&stmt, db->store, sql.bytes, err);
    zc_buf_free(&sql);
    if (rc)
        return rc;
    struct zc_search_queue queue = {0};
    zc_stmt_by_part(stmt);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_arena arena = {0};
        struct zc_value *values = zc_arena_array(&arena, entity->column_count + 1, sizeof *values);
        for (size_t i = 0; i < entity->column_count; i++)
            if (entity->columns[i]->search && !zc_stmt_null(stmt, (int)i + 1))
                values[i] = zc_text(zc_stmt_text(stmt, (int)i + 1, NULL));
        zc_search_move(&queue, entity, zc_stmt_int(stmt, 0), NULL, values);
        zc_arena_free(&arena);
        if (queue.tokens.size > ZC_SEARCH_WAITING && (rc = zc_search_write(&queue, db->store, err)))
            break;
    }
    if (!rc)
        rc = zc_search_write(&queue, db->store, err);
    zc_search_free(&queue);
    zc_stmt_done(stmt);
    return rc;
}

static int rebuild_changed(struct zc_db *db, struct zc_error *err)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < db->city->model->entity_count && !rc; i++) {
        const struct zc_entity *entity = db->city->model->entities[i];
        char name[200], form[ZC_DIGEST_HEX], built[ZC_DIGEST_HEX];
        snprintf(name, sizeof name, "search:%s", entity->full_name);
        form_of(form, entity);
        if ((rc = zc_setting_get(built, sizeof built, db->store, name, err)) || strcmp(built, form) == 0)
            continue;
        rc = refill(db, entity, err);
        if (!rc)
            rc = zc_setting_put(db->store, name, form, err);
    }
    return rc;
}

int zc_search_rebuild(struct zc_db *db, struct zc_error *err)
{
    int rc = zc_store_begin_write(db->store, err);
    if (!rc)
        rc = rebuild_changed(db, err);
    if (!rc)
        rc = zc_store_commit(db->store, err);
    if (rc)
        zc_store_rollback(db->store);
    return rc;
}
