/* tx: 1 the transaction: heads, serials, known time, entries; 2 marks inside it. */
#include "record/tx.h"
#include "record/ahead.h"
#include "record/append.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOGETHER = 128 }; /* entries of a transaction from which on the next ones are digested by a second thread */

/* 1 */

int zc_tx_one_int(int64_t *out, struct zc_store *store, const char *sql, int64_t bound, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, bound);
    rc = zc_stmt_step(stmt, err);
    if (rc > 0)
        *out = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

struct zc_actor zc_actor_of(const struct zc_reader *acting, const char *face)
{
    return (struct zc_actor){.account = acting->account,
                             .post = acting->deputy ? acting->own_post : acting->post,
                             .represented = acting->deputy ? acting->post : 0,
                             .face = face,
                             .reader = acting};
}

static int next_number(struct zc_tx *tx, struct zc_error *err)
{
    tx->number = 1;
    int rc = zc_tx_one_int(&tx->number, tx->db->store, "SELECT next FROM counter WHERE name = 'tx' AND ?1 = 0", 0, err);
    if (!rc)
        rc = zc_store_again(tx->db->store,
                          "INSERT INTO counter (name, next) VALUES ('tx', 2) ON CONFLICT (name) DO UPDATE SET next = counter.next + 1",
                          err);
    return rc;
}

static void set_actor(struct zc_tx *tx, const struct zc_actor *actor)
{
    tx->actor = *actor;
    char account[24] = "-", post[24] = "-", represented[24] = "-";
    if (actor->account)
        snprintf(account, sizeof account, "%lld", (long long)actor->account);
    if (actor->post)
        snprintf(post, sizeof post, "%lld", (long long)actor->post);
    if (actor->represented)
        snprintf(represented, sizeof represented, "%lld", (long long)actor->represented);
    snprintf(tx->actor_text, sizeof tx->actor_text, "%s/%s/%s/%s", account, post, represented, actor->face ? actor->face : "-");
}

int zc_tx_begin(struct zc_tx **out, struct zc_db *db, const struct zc_actor *actor, struct zc_error *err)
{
    int rc = zc_store_begin_write(db->store, err);
    if (rc)
        return rc;
    struct zc_tx *tx = zc_malloc(sizeof *tx);
    *tx = (struct zc_tx){.db = db};
    set_actor(tx, actor);
    tx->sorted = zc_arena_array(&tx->arena, db->city->model->entity_count, sizeof *tx->sorted);
    tx->checked_refs = zc_arena_array(&tx->arena, ZC_CHECKED_REFS, sizeof *tx->checked_refs);
    zc_map_init(&tx->codes, &tx->arena);
    tx->now = zc_db_now(db);
    tx->state.at = zc_db_watermark(db);
    rc = zc_ahead_turn(db, &tx->search, zc_instant_date(zc_tx_next_at(tx)), err);
    if (rc || (rc = next_number(tx, err))) {
        zc_tx_rollback(tx);
        return rc;
    }
    *out = tx;
    return ZC_OK;
}

int zc_tx_next(struct zc_tx *tx, const struct zc_actor *actor, struct zc_error *err)
{
    set_actor(tx, actor);
    tx->rights_changed = tx->tried = false;
    tx->papers = NULL;
    tx->now = zc_db_now(tx->db);
    memset(tx->checked_refs, 0, ZC_CHECKED_REFS * sizeof *tx->checked_refs); /* another writer may see other rows */
    tx->state.last_chain = tx->state.last_seq = 0;
    int rc = zc_ahead_turn(tx->db, &tx->search, zc_instant_date(zc_tx_next_at(tx)), err);
    return rc ? rc : next_number(tx, err);
}

static void release(struct zc_tx *tx)
{
    zc_append_stop(tx->append);
    free(tx->state.heads);
    free(tx->state.serials);
    free(tx->marked.heads);
    free(tx->marked.serials);
    zc_search_free(&tx->search);
    zc_buf_free(&tx->scratch);
    zc_buf_free(&tx->payload);
    zc_arena_free(&tx->record);
    zc_arena_free(&tx->arena);
    free(tx);
}

void zc_tx_rollback(struct zc_tx *tx)
{
    if (!tx)
        return;
    zc_store_rollback(tx->db->store);
    release(tx);
}

static int write_heads(struct zc_tx *tx, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = ZC_OK;
    for (size_t i = 0; i < tx->state.head_count && !rc; i++) {
        const struct zc_tx_head *head = &tx->state.heads[i];
        if (!head->dirty)
            continue;
        if ((rc = zc_stmt_prepare(&stmt, tx->db->store, "INSERT INTO head (chain, seq, digest, at) VALUES (?1, ?2, ?3, ?4) "
                                                        "ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, digest = excluded.digest, at = excluded.at", err)))
            return rc;
        zc_stmt_bind_int(stmt, 1, head->chain);
        zc_stmt_bind_int(stmt, 2, head->seq);
        zc_stmt_bind_text(stmt, 3, head->digest, 64);
        zc_stmt_bind_int(stmt, 4, head->at);
        rc = zc_stmt_step(stmt, err);
        zc_stmt_done(stmt);
    }
    for (size_t i = 0; i < tx->state.serial_count && !rc; i++) {
        const struct zc_tx_serial *serial = &tx->state.serials[i];
        if (!serial->dirty)
            continue;
        if ((rc = zc_stmt_prepare(&stmt, tx->db->store, "INSERT INTO serial (area, next) VALUES (?1, ?2) "
                                                        "ON CONFLICT (area) DO UPDATE SET next = excluded.next", err)))
            return rc;
        zc_stmt_bind_int(stmt, 1, serial->area);
        zc_stmt_bind_int(stmt, 2, serial->next);
        rc = zc_stmt_step(stmt, err);
        zc_stmt_done(stmt);
    }
    return rc;
}

int zc_tx_commit(struct zc_tx *tx, struct zc_error *err)
{
    int rc = zc_search_write(&tx->search, tx->db->store, err);
    if (!rc)
        rc = zc_tx_settle(tx, err);
    if (!rc)
        rc = write_heads(tx, err);
    if (!rc)
        rc = zc_store_commit(tx->db->store, err);
    if (rc)
        zc_store_rollback(tx->db->store);
    release(tx);
    return rc;
}

int64_t zc_tx_number(const struct zc_tx *tx) { return tx->number; }
bool zc_tx_rights_changed(const struct zc_tx *tx) { return tx->rights_changed; }
int64_t zc_tx_known(const struct zc_tx *tx) { return tx->state.at; }
void zc_tx_try(struct zc_tx *tx) { tx->tried = true; }
const struct zc_actor *zc_tx_actor(const struct zc_tx *tx) { return &tx->actor; }
struct zc_db *zc_tx_db(struct zc_tx *tx) { return tx->db; }

static void *grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    *capacity = *capacity ? *capacity * 2 : 4;
    return zc_realloc(array, zc_mul_size(*capacity, size));
}

static int head_of(struct zc_tx_head **out, struct zc_tx *tx, int64_t chain, struct zc_error *err)
{
    struct zc_tx_state *state = &tx->state;
    for (size_t i = 0; i < state->head_count; i++)
        if (state->heads[i].chain == chain) {
            *out = &state->heads[i];
            return ZC_OK;
        }
    struct zc_tx_head head = {.chain = chain};
    memset(head.digest, '0', 64);
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, tx->db->store, "SELECT seq, digest, at FROM head WHERE chain = ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    if ((rc = zc_stmt_step(stmt, err)) > 0) {
        head.seq = zc_stmt_int(stmt, 0);
        snprintf(head.digest, sizeof head.digest, "%s", zc_stmt_text(stmt, 1, NULL));
        head.at = zc_stmt_int(stmt, 2);
    }
    zc_stmt_done(stmt);
    if (rc < 0)
        return rc;
    state->heads = grow(state->heads, state->head_count, &state->head_capacity, sizeof head);
    state->heads[state->head_count] = head;
    *out = &state->heads[state->head_count++];
    return ZC_OK;
}

/* An id: home area << 43 | serial; serials of an area count from 1 over all its entities. */
int zc_tx_fresh_id(int64_t *id, struct zc_tx *tx, int64_t area, struct zc_error *err)
{
    struct zc_tx_state *state = &tx->state;
    struct zc_tx_serial *serial = NULL;
    for (size_t i = 0; i < state->serial_count; i++)
        if (state->serials[i].area == area)
            serial = &state->serials[i];
    if (!serial) {
        struct zc_tx_serial fresh = {.area = area, .next = 1};
        int rc = zc_tx_one_int(&fresh.next, tx->db->store, "SELECT next FROM serial WHERE area = ?1", area, err);
        if (rc)
            return rc;
        state->serials = grow(state->serials, state->serial_count, &state->serial_capacity, sizeof fresh);
        state->serials[state->serial_count] = fresh;
        serial = &state->serials[state->serial_count++];
    }
    serial->dirty = true;
    *id = area << 43 | serial->next++;
    return ZC_OK;
}

int64_t zc_tx_next_at(struct zc_tx *tx) { return tx->now > tx->state.at ? tx->now : tx->state.at + 1; }

int zc_tx_append(struct zc_tx *tx, int64_t chain, const char *kind, int64_t at, int64_t record, const char *entity_name,
                  const char *payload, size_t payload_size, struct zc_error *err)
{
    struct zc_tx_head *head;
    int rc = head_of(&head, tx, chain, err);
    if (rc)
        return rc;
    char links[64] = "-";
    /* an entry points back to the newest entry of the same transaction in another chain */
    if (tx->state.last_seq && tx->state.last_chain != chain)
        snprintf(links, sizeof links, "%lld:%lld", (long long)tx->state.last_chain, (long long)tx->state.last_seq);
    int64_t wall = zc_instant_now();
    if (!tx->db->city->sample && at < wall) /* else the known time runs ahead of the clock */
        wall = at;
    struct zc_entry entry = {.city = tx->db->city->id,
                             .chain = chain,
                             .seq = head->seq + 1,
                             .at = at,
                             .wall = wall,
                             .tx = tx->number,
                             .kind = kind,
                             .actor = tx->actor_text,
                             .links = links,
                             .payload = payload,
                             .payload_size = payload_size};
    struct zc_append_item item = {.entry = entry, .record = record, .entity = entity_name};
    if (tx->has_mark || tx->appended < TOGETHER) { /* behind a mark everything must be able to go back with the engine */
        memcpy(item.entry.prev, head->digest, sizeof item.entry.prev);
        rc = zc_append_now(head->digest, tx->db->store, &item, &tx->scratch, err);
    } else {
        if (!tx->append)
            tx->append = zc_append_start(tx->db->store);
        if (!head->under_way)
            memcpy(item.entry.prev, head->digest, sizeof item.entry.prev);
        rc = zc_append_later(tx->append, &item, err);
        head->under_way = true;
    }
    if (rc)
        return rc;
    tx->appended++;
    head->seq = entry.seq;
    head->at = tx->state.at = at;
    head->dirty = true;
    tx->state.last_chain = chain;
    tx->state.last_seq = entry.seq;
    return ZC_OK;
}

int zc_tx_settle(struct zc_tx *tx, struct zc_error *err)
{
    int rc = tx->append ? zc_append_settle(tx->append, err) : ZC_OK;
    for (size_t i = 0; i < tx->state.head_count && !rc; i++) {
        struct zc_tx_head *head = &tx->state.heads[i];
        if (head->under_way)
            memcpy(head->digest, zc_append_last(tx->append, head->chain), sizeof head->digest);
        head->under_way = false;
    }
    return rc;
}

int zc_tx_note(struct zc_tx *tx, int64_t chain, const char *kind, const char *payload, struct zc_error *err)
{
    int rc = zc_payload_check(payload, strlen(payload), err);
    return rc ? rc : zc_tx_append(tx, chain, kind, zc_tx_next_at(tx), 0, NULL, payload, strlen(payload), err);
}

int zc_tx_search_room(struct zc_tx *tx, struct zc_error *err)
{
    return tx->has_mark || tx->search.tokens.size < ZC_SEARCH_WAITING ? ZC_OK : zc_search_write(&tx->search, tx->db->store, err);
}

/* 2 */

static void copy_state(struct zc_tx_state *to, const struct zc_tx_state *from)
{
    struct zc_tx_state copy = *from;
    copy.heads = zc_realloc(to->heads, zc_mul_size(from->head_capacity + 1, sizeof *copy.heads));
    if (from->head_count)
        memcpy(copy.heads, from->heads, from->head_count * sizeof *copy.heads);
    copy.serials = zc_realloc(to->serials, zc_mul_size(from->serial_capacity + 1, sizeof *copy.serials));
    if (from->serial_count)
        memcpy(copy.serials, from->serials, from->serial_count * sizeof *copy.serials);
    *to = copy;
}

int zc_tx_mark(struct zc_tx *tx, struct zc_error *err)
{
    int rc = zc_tx_search_room(tx, err);
    if (!rc)
        rc = zc_tx_settle(tx, err);
    if (!rc)
        rc = zc_store_again(tx->db->store, "SAVEPOINT mark", err);
    if (!rc) {
        tx->marked_moves = tx->search.count;
        copy_state(&tx->marked, &tx->state);
        tx->has_mark = true;
    }
    return rc;
}

void zc_tx_return(struct zc_tx *tx)
{
    zc_assert(tx->has_mark);
    zc_store_run(tx->db->store, "ROLLBACK TO mark; RELEASE mark", NULL);
    copy_state(&tx->state, &tx->marked);
    zc_search_cut(&tx->search, tx->marked_moves);
    memset(tx->checked_refs, 0, ZC_CHECKED_REFS * sizeof *tx->checked_refs);
    zc_map_init(&tx->codes, &tx->arena);
    tx->has_mark = false;
}

void zc_tx_release(struct zc_tx *tx)
{
    zc_assert(tx->has_mark);
    zc_store_again(tx->db->store, "RELEASE mark", NULL);
    tx->has_mark = false;
}
