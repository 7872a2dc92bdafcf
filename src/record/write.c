/*
 * write: 1 the transaction: heads, serials, known time, entries; 2 marks inside it; 3 checks of a row; 4 numbers;
 * 5 the three verbs; 6 transitions; 7 undoing a transaction.
 */
#include "record/write.h"
#include "base/json.h"
#include "base/text.h"
#include "query/eval.h"
#include "record/entry.h"
#include "record/erasable.h"
#include "record/slices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct head {
    int64_t chain, seq, at;
    char digest[65];
    bool dirty;
    int64_t linked[2]; /* chain and seq this chain last linked to */
};
struct serial {
    int64_t area, next;
    bool dirty;
};
struct state { /* what a mark must be able to restore */
    struct head *heads;
    size_t head_count, head_capacity;
    struct serial *serials;
    size_t serial_count, serial_capacity;
    int64_t at;              /* of the latest entry of any chain */
    int64_t last_chain, last_seq; /* of this transaction */
};
struct zc_tx {
    struct zc_db *db;
    struct zc_actor actor;
    struct zc_arena arena;   /* of the transaction */
    struct state state, marked;
    bool has_mark;
    int64_t number;
    int64_t now;
    struct zc_buf scratch, payload;
    const struct zc_field ***sorted; /* by entity index: stored fields in bytewise order of name */
    int64_t *checked_refs;   /* small direct-mapped cache of ids known to exist */
};
enum { CHECKED_REFS = 4096, LONGEST_TEXT = 2000, LONGEST_LIST = 65536 };

/* 1 */

static int one_int(int64_t *out, struct zc_store *store, const char *sql, int64_t bound, struct zc_error *err)
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

static int next_number(struct zc_tx *tx, struct zc_error *err)
{
    tx->number = 1;
    int rc = one_int(&tx->number, tx->db->store, "SELECT next FROM counter WHERE name = 'tx' AND ?1 = 0", 0, err);
    if (!rc)
        rc = zc_store_again(tx->db->store,
                            "INSERT INTO counter (name, next) VALUES ('tx', 2) ON CONFLICT (name) DO UPDATE SET next = counter.next + 1",
                            err);
    return rc;
}

int zc_tx_begin(struct zc_tx **out, struct zc_db *db, const struct zc_actor *actor, struct zc_error *err)
{
    int rc = zc_store_begin_write(db->store, err);
    if (rc)
        return rc;
    struct zc_tx *tx = zc_malloc(sizeof *tx);
    *tx = (struct zc_tx){.db = db, .actor = *actor};
    tx->sorted = zc_arena_array(&tx->arena, db->city->model->entity_count, sizeof *tx->sorted);
    tx->checked_refs = zc_arena_array(&tx->arena, CHECKED_REFS, sizeof *tx->checked_refs);
    tx->now = zc_db_now(db);
    tx->state.at = zc_db_watermark(db);
    if ((rc = next_number(tx, err))) {
        zc_tx_rollback(tx);
        return rc;
    }
    *out = tx;
    return ZC_OK;
}

int zc_tx_next(struct zc_tx *tx, const struct zc_actor *actor, struct zc_error *err)
{
    tx->actor = *actor;
    tx->now = zc_db_now(tx->db);
    memset(tx->checked_refs, 0, CHECKED_REFS * sizeof *tx->checked_refs); /* another writer may see other rows */
    tx->state.last_chain = tx->state.last_seq = 0;
    return next_number(tx, err);
}

static void release(struct zc_tx *tx)
{
    free(tx->state.heads);
    free(tx->state.serials);
    free(tx->marked.heads);
    free(tx->marked.serials);
    zc_buf_free(&tx->scratch);
    zc_buf_free(&tx->payload);
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
        const struct head *head = &tx->state.heads[i];
        if (!head->dirty)
            continue;
        if ((rc = zc_stmt_prepare(&stmt, tx->db->store, "INSERT OR REPLACE INTO head (chain, seq, digest, at) VALUES (?1, ?2, ?3, ?4)", err)))
            return rc;
        zc_stmt_bind_int(stmt, 1, head->chain);
        zc_stmt_bind_int(stmt, 2, head->seq);
        zc_stmt_bind_text(stmt, 3, head->digest, 64);
        zc_stmt_bind_int(stmt, 4, head->at);
        rc = zc_stmt_step(stmt, err);
        zc_stmt_done(stmt);
    }
    for (size_t i = 0; i < tx->state.serial_count && !rc; i++) {
        const struct serial *serial = &tx->state.serials[i];
        if (!serial->dirty)
            continue;
        if ((rc = zc_stmt_prepare(&stmt, tx->db->store, "INSERT OR REPLACE INTO serial (area, next) VALUES (?1, ?2)", err)))
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
    int rc = write_heads(tx, err);
    if (!rc)
        rc = zc_store_commit(tx->db->store, err);
    if (rc)
        zc_store_rollback(tx->db->store);
    release(tx);
    return rc;
}

int64_t zc_tx_number(const struct zc_tx *tx) { return tx->number; }
int64_t zc_tx_known(const struct zc_tx *tx) { return tx->state.at; }
const struct zc_actor *zc_tx_actor(const struct zc_tx *tx) { return &tx->actor; }
struct zc_db *zc_tx_db(struct zc_tx *tx) { return tx->db; }

static void *grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    *capacity = *capacity ? *capacity * 2 : 4;
    return zc_realloc(array, zc_mul_size(*capacity, size));
}

static int head_of(struct head **out, struct zc_tx *tx, int64_t chain, struct zc_error *err)
{
    struct state *state = &tx->state;
    for (size_t i = 0; i < state->head_count; i++)
        if (state->heads[i].chain == chain) {
            *out = &state->heads[i];
            return ZC_OK;
        }
    struct head head = {.chain = chain};
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
static int fresh_id(int64_t *id, struct zc_tx *tx, int64_t area, struct zc_error *err)
{
    struct state *state = &tx->state;
    struct serial *serial = NULL;
    for (size_t i = 0; i < state->serial_count; i++)
        if (state->serials[i].area == area)
            serial = &state->serials[i];
    if (!serial) {
        struct serial fresh = {.area = area, .next = 1};
        int rc = one_int(&fresh.next, tx->db->store, "SELECT next FROM serial WHERE area = ?1", area, err);
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

static const char *actor_text(char *out, size_t size, const struct zc_actor *actor)
{
    char account[24] = "-", post[24] = "-", represented[24] = "-";
    if (actor->account)
        snprintf(account, sizeof account, "%lld", (long long)actor->account);
    if (actor->post)
        snprintf(post, sizeof post, "%lld", (long long)actor->post);
    if (actor->represented)
        snprintf(represented, sizeof represented, "%lld", (long long)actor->represented);
    snprintf(out, size, "%s/%s/%s/%s", account, post, represented, actor->face ? actor->face : "-");
    return out;
}

/* The next known time: max(now, last + 1 µs). Nobody can set it. */
static int64_t next_at(struct zc_tx *tx) { return tx->now > tx->state.at ? tx->now : tx->state.at + 1; }

static int append(struct zc_tx *tx, int64_t chain, const char *kind, int64_t at, int64_t record, const char *entity_name,
                  const char *payload, size_t payload_size, struct zc_error *err)
{
    struct head *head;
    int rc = head_of(&head, tx, chain, err);
    if (rc)
        return rc;
    char actor[128], links[64] = "-";
    /* an entry points back to the newest entry of the same transaction in another chain */
    if (tx->state.last_seq && tx->state.last_chain != chain)
        snprintf(links, sizeof links, "%lld:%lld", (long long)tx->state.last_chain, (long long)tx->state.last_seq);
    struct zc_entry entry = {.city = tx->db->city->id,
                             .chain = chain,
                             .seq = head->seq + 1,
                             .at = at,
                             .wall = tx->db->city->sample ? zc_instant_now() : at,
                             .tx = tx->number,
                             .kind = kind,
                             .actor = actor_text(actor, sizeof actor, &tx->actor),
                             .links = links,
                             .payload = payload,
                             .payload_size = payload_size};
    memcpy(entry.prev, head->digest, sizeof entry.prev);
    char digest[ZC_DIGEST_HEX];
    zc_entry_digest(digest, &entry, &tx->scratch);

    struct zc_stmt *stmt;
    rc = zc_stmt_prepare(&stmt, tx->db->store,
                         "INSERT INTO journal (chain, seq, prev, at, wall, tx, kind, actor, links, payload, digest) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                         err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    zc_stmt_bind_int(stmt, 2, entry.seq);
    zc_stmt_bind_text(stmt, 3, entry.prev, 64);
    zc_stmt_bind_int(stmt, 4, entry.at);
    zc_stmt_bind_int(stmt, 5, entry.wall);
    zc_stmt_bind_int(stmt, 6, entry.tx);
    zc_stmt_bind_text(stmt, 7, kind, strlen(kind));
    zc_stmt_bind_text(stmt, 8, actor, strlen(actor));
    zc_stmt_bind_text(stmt, 9, links, strlen(links));
    zc_stmt_bind_text(stmt, 10, payload, payload_size);
    zc_stmt_bind_text(stmt, 11, digest, 64);
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    if (!rc && record) {
        if (!(rc = zc_stmt_prepare(&stmt, tx->db->store,
                                   "INSERT INTO journal_record (record, chain, seq, entity) VALUES (?1, ?2, ?3, ?4)", err))) {
            zc_stmt_bind_int(stmt, 1, record);
            zc_stmt_bind_int(stmt, 2, chain);
            zc_stmt_bind_int(stmt, 3, entry.seq);
            zc_stmt_bind_text(stmt, 4, entity_name, strlen(entity_name));
            rc = zc_stmt_step(stmt, err);
            zc_stmt_done(stmt);
        }
    }
    if (rc)
        return rc;
    memcpy(head->digest, digest, sizeof head->digest);
    head->seq = entry.seq;
    head->at = tx->state.at = at;
    head->dirty = true;
    tx->state.last_chain = chain;
    tx->state.last_seq = entry.seq;
    return ZC_OK;
}

int zc_tx_note(struct zc_tx *tx, int64_t chain, const char *kind, const char *payload, struct zc_error *err)
{
    int rc = zc_payload_check(payload, strlen(payload), err);
    return rc ? rc : append(tx, chain, kind, next_at(tx), 0, NULL, payload, strlen(payload), err);
}

/* 2 */

static void copy_state(struct state *to, const struct state *from)
{
    struct state copy = *from;
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
    int rc = zc_store_again(tx->db->store, "SAVEPOINT mark", err);
    if (!rc) {
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
    memset(tx->checked_refs, 0, CHECKED_REFS * sizeof *tx->checked_refs);
    tx->has_mark = false;
}

void zc_tx_release(struct zc_tx *tx)
{
    zc_assert(tx->has_mark);
    zc_store_again(tx->db->store, "RELEASE mark", NULL);
    tx->has_mark = false;
}

/* 3 */

static const char *say(const struct zc_field *field, enum zc_lang lang) { return zc_pick(field->title, lang); }

static int field_fail(struct zc_error *err, const struct zc_entity *entity, const struct zc_field *field, const char *zh, const char *en)
{
    char zh_text[512], en_text[512];
    snprintf(zh_text, sizeof zh_text, "%s的“%s”%s", zc_pick(entity->title, ZC_ZH), say(field, ZC_ZH), zh);
    snprintf(en_text, sizeof en_text, "%s, field \"%s\": %s", zc_pick(entity->title, ZC_EN), say(field, ZC_EN), en);
    return zc_fail(err, ZC_EINPUT, "%s%.0s", "%.0s%s", zh_text, en_text);
}

static bool visible(struct zc_tx *tx, const struct zc_entity *entity, int64_t id)
{
    struct zc_arena arena = {0};
    struct zc_record record;
    if (tx->actor.reader->city)
        return true;
    bool seen = zc_rows_get(&record, &arena, tx->db, entity, id, zc_times_now(tx->db), tx->actor.reader, NULL) == ZC_OK;
    zc_arena_free(&arena);
    return seen;
}

static int ref_exists(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, int64_t id, struct zc_error *err)
{
    size_t slot = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 52) % CHECKED_REFS;
    if (tx->checked_refs[slot] == id)
        return ZC_OK;
    char sql[256];
    int64_t found = 0;
    snprintf(sql, sizeof sql, "SELECT 1 FROM \"t_%s\" WHERE id = ?1", field->to->table);
    int rc = one_int(&found, tx->db->store, sql, id, err);
    if (rc)
        return rc;
    if (!found || !visible(tx, field->to, id)) { /* whether a hidden row exists is not told by what may point at it */
        char zh[200], en[200];
        snprintf(zh, sizeof zh, "指向的%s %lld 不存在", zc_pick(field->to->title, ZC_ZH), (long long)id);
        snprintf(en, sizeof en, "points to %s %lld, which does not exist", zc_pick(field->to->title, ZC_EN), (long long)id);
        return field_fail(err, entity, field, zh, en);
    }
    tx->checked_refs[slot] = id;
    return ZC_OK;
}

/* What comes from JSON or from code has not met zc_field_parse: the bounds are asked here, on the one write path. */
static int check_code(const struct zc_entity *entity, const struct zc_field *field, const char *code, struct zc_error *err)
{
    char zh[200], en[200];
    if (!field->codelist || zc_codelist_find(field->codelist, code))
        return ZC_OK;
    snprintf(zh, sizeof zh, "填了代码 %.60s,代码表“%s”中没有", code, zc_pick(field->codelist->title, ZC_ZH));
    snprintf(en, sizeof en, "code %.60s is not in the list \"%s\"", code, zc_pick(field->codelist->title, ZC_EN));
    return field_fail(err, entity, field, zh, en);
}

static int check_length(const struct zc_entity *entity, const struct zc_field *field, const char *text, struct zc_error *err)
{
    char zh[120], en[120];
    size_t most = field->max ? (size_t)field->max : LONGEST_TEXT, length = zc_utf8_length(text);
    if (length <= most)
        return ZC_OK;
    snprintf(zh, sizeof zh, "有 %zu 字,最多 %zu 字", length, most);
    snprintf(en, sizeof en, "%zu characters, at most %zu are allowed", length, most);
    return field_fail(err, entity, field, zh, en);
}

/* ";a;b;": no part is empty. */
static int check_list(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, const char *list, struct zc_error *err)
{
    size_t size = strlen(list);
    int rc = size < 3 || size > LONGEST_LIST || list[0] != ';' || list[size - 1] != ';' || strstr(list, ";;")
                 ? field_fail(err, entity, field, "的列表写法不对", "is a malformed list")
                 : ZC_OK;
    for (const char *at = list + 1; !rc && *at; at += strcspn(at, ";") + 1) {
        size_t length = strcspn(at, ";");
        char *end;
        if (field->type == ZC_REF) {
            int64_t id = strtoll(at, &end, 10);
            rc = end == at + length ? ref_exists(tx, entity, field, id, err)
                                    : field_fail(err, entity, field, "的列表写法不对", "is a malformed list");
        } else {
            const char *part = zc_arena_copy(&tx->arena, at, length);
            rc = field->type == ZC_CODE ? check_code(entity, field, part, err) : check_length(entity, field, part, err);
        }
    }
    return rc;
}

static int check_value(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, const struct zc_value *value,
                       struct zc_error *err)
{
    if (!value->kind)
        return field->required ? field_fail(err, entity, field, "必须填写", "is required") : ZC_OK;
    if (zc_field_is_text(field) != (value->kind == ZC_V_TEXT))
        return field_fail(err, entity, field, "的值类型不对", "holds a value of another type");
    if (value->kind == ZC_V_TEXT && !zc_utf8_valid(value->text, strlen(value->text)))
        return field_fail(err, entity, field, "不是 UTF-8", "is not UTF-8");
    if (field->list)
        return check_list(tx, entity, field, value->text, err);
    if (field->type == ZC_REF)
        return ref_exists(tx, entity, field, value->number, err);
    if (field->type == ZC_CODE)
        return check_code(entity, field, value->text, err);
    if (field->type == ZC_TEXT)
        return check_length(entity, field, value->text, err);
    if (field->type == ZC_BOOL && value->number != 0 && value->number != 1)
        return field_fail(err, entity, field, "应为是非值", "takes a truth value");
    if (value->kind == ZC_V_INT && (value->number < field->least || value->number > field->most)) {
        char zh[200], en[200];
        snprintf(zh, sizeof zh, "填了 %lld,应在 %lld 至 %lld 之间", (long long)value->number, (long long)field->least, (long long)field->most);
        snprintf(en, sizeof en, "%lld came, expected %lld to %lld", (long long)value->number, (long long)field->least, (long long)field->most);
        return field_fail(err, entity, field, zh, en);
    }
    return ZC_OK;
}

static int check_unique(struct zc_tx *tx, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    int64_t other = 0;
    int rc = ZC_OK;
    if (record->valid_to != ZC_DATE_MAX)
        return ZC_OK;
    if (entity->key_count) {
        struct zc_value keys[8];
        zc_assert(entity->key_count <= 8);
        for (size_t i = 0; i < entity->key_count; i++)
            keys[i] = zc_record_value(record, entity->key[i]);
        if ((rc = zc_rows_by_key(&other, tx->db, entity, keys, err)))
            return rc;
        if (other && other != record->id && !visible(tx, entity, other))
            return zc_fail(err, ZC_ECONFLICT, "关键字段与另一条%s相同", "the key fields are those of another %s", zc_pick(entity->title, ZC_ZH));
        if (other && other != record->id)
            return zc_fail(err, ZC_ECONFLICT, "已有同一个%s%.0s(编号 %lld),关键字段相同", "the same%.0s %s exists already (id %lld): its key fields are equal",
                           zc_pick(entity->title, ZC_ZH), zc_pick(entity->title, ZC_EN), (long long)other);
    }
    for (size_t i = 0; i < entity->column_count && !rc; i++) {
        const struct zc_field *field = entity->columns[i];
        bool is_key = entity->key_count == 1 && strcmp(entity->key[0], field->name) == 0; /* just asked */
        if (!field->unique || !record->values[i].kind || is_key)
            continue;
        rc = zc_rows_find(&other, tx->db, entity, field->name, &record->values[i], err);
        if (!rc && other && other != record->id)
            return field_fail(err, entity, field, "已被另一条记录使用", "is used by another record already");
    }
    return rc;
}

/* The writer's right on the row as it was and as it will be. */
static int check_right(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    const struct zc_reader *reader = tx->actor.reader;
    if (reader->city)
        return ZC_OK;
    bool granted = false;
    for (size_t i = 0; i < entity->write_count && !granted; i++)
        granted = zc_eval_test(eval, entity->write[i], record);
    for (size_t i = 0; i < entity->deny_count && granted; i++)
        granted = !zc_eval_test(eval, entity->deny[i], record);
    return granted ? ZC_OK
                   : zc_fail(err, ZC_EDENIED, "您的岗位无权修改%s%.0s", "your post may not write%.0s %s", zc_pick(entity->title, ZC_ZH),
                             zc_pick(entity->title, ZC_EN));
}

/* A role that `by` names and no write rule speaks of has the step as its only right. Where some write rule names the role,
 * or binds whoever it is by the row (owner = :unit), that rule decides the step too. */
static bool right_of_step(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_transition *step)
{
    for (size_t i = 0; i < entity->write_count; i++)
        if (!zc_expr_needs_role(entity->write[i]))
            return false;
    for (size_t r = 0; r < step->by_count; r++) {
        bool named = !zc_reader_has_role(tx->actor.reader, step->by[r]);
        for (size_t i = 0; i < entity->write_count && !named; i++)
            named = zc_expr_names_role(entity->write[i], step->by[r]);
        if (!named)
            return true;
    }
    return false;
}

static int check_row(struct zc_tx *tx, struct zc_eval *eval, const struct zc_piece *piece, const struct zc_patch *patch,
                     struct zc_error *err)
{
    const struct zc_record *record = &piece->record;
    const struct zc_entity *entity = record->entity;
    int rc = ZC_OK;
    for (size_t i = 0; i < entity->column_count && !rc; i++) {
        const struct zc_field *field = entity->columns[i];
        if (patch->set[i] || field->required)
            rc = check_value(tx, entity, field, &record->values[i], err);
        if (!rc && field->check && record->values[i].kind && patch->set[i] && !zc_eval_test(eval, field->check, record))
            rc = field_fail(err, entity, field, zc_pick(field->check_message, ZC_ZH), zc_pick(field->check_message, ZC_EN));
    }
    for (size_t i = 0; i < entity->check_count && !rc; i++)
        if (!zc_eval_test(eval, entity->checks[i], record))
            rc = zc_fail(err, ZC_EINPUT, "%s:%s%.0s%.0s", "%.0s%.0s%s: %s", zc_pick(entity->title, ZC_ZH),
                         zc_pick(entity->check_messages[i], ZC_ZH), zc_pick(entity->title, ZC_EN), zc_pick(entity->check_messages[i], ZC_EN));
    return rc;
}

/* 4 */

static int number_part(struct zc_buf *out, struct zc_eval *eval, const struct zc_record *record, const char *name, size_t length,
                       struct zc_error *err)
{
    char path[128];
    snprintf(path, sizeof path, "%.*s", (int)length, name);
    const struct zc_record *at = record;
    char *part = path, *dot;
    while ((dot = strchr(part, '.'))) {
        *dot = 0;
        const struct zc_field *ref = zc_entity_field(at->entity, part);
        struct zc_value id = ref ? zc_eval_field(eval, at, ref) : ZC_EMPTY;
        at = ref && ref->to && id.kind ? eval->context.follow(eval, ref->to, id.number) : NULL;
        if (!at)
            return zc_fail(err, ZC_EINPUT, "取号所需的 %s 为空", "%s is needed to take the number and is empty", part);
        part = dot + 1;
    }
    const struct zc_field *field = zc_entity_field(at->entity, part);
    struct zc_value value = field ? zc_eval_field(eval, at, field) : ZC_EMPTY;
    if (!value.kind)
        return zc_fail(err, ZC_EINPUT, "取号所需的 %s 为空", "%s is needed to take the number and is empty", part);
    if (value.kind == ZC_V_INT)
        zc_buf_int(out, value.number);
    else
        zc_buf_str(out, value.text);
    return ZC_OK;
}

/* A number is given back when the write that took it is refused, also if the transaction goes on. */
static int number_open(struct zc_tx *tx, struct zc_error *err) { return zc_store_run(tx->db->store, "SAVEPOINT number", err); }
static int number_close(struct zc_tx *tx, int rc, struct zc_error *err)
{
    if (!rc)
        return zc_store_run(tx->db->store, "RELEASE number", err);
    zc_store_run(tx->db->store, "ROLLBACK TO number; RELEASE number", NULL);
    return rc;
}

/* Fills the number form; the serial counts per text before it, inside this transaction, so it has no gaps. */
static int take_number(struct zc_buf *out, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    int rc = ZC_OK;
    for (const char *at = entity->number_form; *at && !rc; at++) {
        const char *close = *at == '{' ? strchr(at, '}') : NULL;
        if (!close) {
            zc_buf_char(out, *at);
            continue;
        }
        if (strncmp(at, "{serial", 7) == 0) {
            int width = at[7] == ':' ? (int)strtol(at + 8, NULL, 10) : 0;
            char *name = zc_arena_printf(&tx->arena, "%s|%s", entity->full_name, zc_buf_text(out));
            struct zc_stmt *stmt;
            int64_t serial = 1;
            if (!(rc = zc_stmt_prepare(&stmt, tx->db->store, "SELECT next FROM counter WHERE name = ?1", err))) {
                zc_stmt_bind_text(stmt, 1, name, strlen(name));
                rc = zc_stmt_step(stmt, err);
                if (rc > 0)
                    serial = zc_stmt_int(stmt, 0);
                zc_stmt_done(stmt);
                rc = rc < 0 ? rc : ZC_OK;
            }
            if (!rc && !(rc = zc_stmt_prepare(&stmt, tx->db->store, "INSERT OR REPLACE INTO counter (name, next) VALUES (?1, ?2)", err))) {
                zc_stmt_bind_text(stmt, 1, name, strlen(name));
                zc_stmt_bind_int(stmt, 2, serial + 1);
                rc = zc_stmt_step(stmt, err);
                zc_stmt_done(stmt);
            }
            zc_buf_printf(out, "%0*lld", width > 0 && width < 12 ? width : 1, (long long)serial);
        } else {
            rc = number_part(out, eval, record, at + 1, (size_t)(close - at - 1), err);
        }
        at = close;
    }
    return rc;
}

/* 5 */

struct zc_patch zc_patch_new(struct zc_arena *arena, const struct zc_entity *entity, int64_t id)
{
    return (struct zc_patch){.entity = entity,
                             .id = id,
                             .values = zc_arena_array(arena, entity->column_count + 1, sizeof(struct zc_value)),
                             .set = zc_arena_array(arena, entity->column_count + 1, sizeof(bool)),
                             .valid_from = ZC_TODAY};
}

int zc_patch_set(struct zc_patch *patch, struct zc_arena *arena, const char *name, const char *text, struct zc_error *err)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    if (!field || field->column < 0)
        return zc_fail(err, ZC_EINPUT, "%s%.0s没有可填的字段 %s", "%.0s%s has no field %s that can be written",
                       zc_pick(patch->entity->title, ZC_ZH), zc_pick(patch->entity->title, ZC_EN), name);
    int rc = zc_field_parse(&patch->values[field->column], field, text, arena, err);
    if (!rc)
        patch->set[field->column] = true;
    return rc;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct zc_field *const *)a)->name, (*(const struct zc_field *const *)b)->name);
}

static const struct zc_field **sorted_fields(struct zc_tx *tx, const struct zc_entity *entity)
{
    const struct zc_field ***slot = &tx->sorted[entity->index];
    if (!*slot) {
        *slot = zc_arena_array(&tx->arena, entity->column_count + 1, sizeof **slot);
        memcpy(*slot, entity->columns, entity->column_count * sizeof **slot);
        qsort(*slot, entity->column_count, sizeof **slot, by_name);
    }
    return *slot;
}

static void add_date(struct zc_buf *out, int date)
{
    char text[ZC_DATE_TEXT];
    zc_date_format(text, date);
    zc_buf_json_str(out, *text ? text : NULL);
}

static void write_payload(struct zc_tx *tx, const struct zc_change *change, int slice, const char *why)
{
    static const char *const words[] = {"change", "end", "withdraw"};
    struct zc_buf *out = &tx->payload;
    zc_buf_clear(out);
    zc_buf_str(out, "{\"entity\":");
    zc_buf_json_str(out, change->entity->full_name);
    if (change->op == ZC_OP_CHANGE) {
        const struct zc_field **fields = sorted_fields(tx, change->entity);
        bool first = true;
        zc_buf_str(out, ",\"fields\":{");
        for (size_t i = 0; i < change->entity->column_count; i++) {
            if (!change->set[fields[i]->column])
                continue;
            zc_buf_str(out, first ? "\"" : ",\"");
            zc_buf_str(out, fields[i]->name);
            zc_buf_str(out, "\":");
            zc_field_json(out, fields[i], &change->values[fields[i]->column]);
            first = false;
        }
        zc_buf_char(out, '}');
    }
    zc_buf_str(out, ",\"id\":\"");
    zc_buf_int(out, change->id);
    zc_buf_str(out, "\",\"op\":\"");
    zc_buf_str(out, words[change->op]);
    zc_buf_str(out, "\",\"slice\":\"");
    zc_buf_int(out, slice);
    zc_buf_char(out, '"');
    if (change->op != ZC_OP_WITHDRAW) {
        zc_buf_str(out, ",\"valid_from\":");
        add_date(out, change->valid_from);
        zc_buf_str(out, ",\"valid_to\":");
        add_date(out, change->op == ZC_OP_END ? ZC_DATE_MAX : change->valid_to);
    }
    if (why && *why) {
        zc_buf_str(out, ",\"why\":");
        zc_buf_json_str(out, why);
    }
    zc_buf_char(out, '}');
}

static int store_plan(struct zc_tx *tx, const struct zc_slices_plan *plan, const char *why, struct zc_error *err)
{
    const struct zc_change *change = plan->change;
    write_payload(tx, change, plan->slice, why);
    int rc = zc_slices_store(tx->db->store, plan, err);
    return rc ? rc
              : append(tx, zc_id_area(change->id), "record", change->at, change->id, change->entity->full_name, tx->payload.bytes,
                       tx->payload.size, err);
}

static int home_of(int64_t *area, struct zc_tx *tx, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    *area = 0;
    if (entity->home == ZC_HOME_OWN) {
        *area = patch->home_area ? patch->home_area : tx->db->city->area;
    } else if (entity->home == ZC_HOME_PARENT) {
        const struct zc_field *field = zc_entity_field(entity, entity->home_field);
        if (!patch->values[field->column].kind)
            return field_fail(err, entity, field, "必须填写", "is required");
        *area = zc_id_area(patch->values[field->column].number);
    }
    return ZC_OK;
}

static int first_day(int *out, const struct zc_patch *patch, int today, struct zc_error *err)
{
    *out = patch->valid_from;
    if (*out == ZC_TODAY) {
        *out = today;
        const struct zc_field *field = !patch->id && patch->entity->valid_from ? zc_entity_field(patch->entity, patch->entity->valid_from) : NULL;
        if (field && patch->values[field->column].kind)
            *out = (int)patch->values[field->column].number;
    }
    if (*out > today) {
        char came[ZC_DATE_TEXT], now[ZC_DATE_TEXT];
        zc_date_format(came, *out);
        zc_date_format(now, today);
        return zc_fail(err, ZC_EINPUT, "生效日 %s 晚于今天 %s:计划请填在日期字段里", "valid from %s is after today %s: a plan belongs in a date field",
                       came, now);
    }
    return ZC_OK;
}

static int present_slice(int *slice, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    char sql[256];
    int64_t found = 0;
    snprintf(sql, sizeof sql, "SELECT slice FROM \"t_%s\" WHERE id = ?1", entity->table);
    int rc = one_int(&found, tx->db->store, sql, id, err);
    *slice = (int)found;
    if (!rc && !found)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有%s%.0s %lld,或您无权查看", "there is no%.0s %s %lld, or you may not see it", zc_pick(entity->title, ZC_ZH),
                     zc_pick(entity->title, ZC_EN), (long long)id);
    return rc;
}

/* Erasable values are stored and journalled as ciphertext only. An unchanged value keeps the ciphertext it has, so that writing the
 * same again changes nothing. */
static int seal_erasable(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, int64_t id, int from, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_field *field = entity->columns[i];
        if (!field->erasable || !patch->set[i] || patch->values[i].kind != ZC_V_TEXT)
            continue;
        const char *stored = NULL, *sealed;
        char sql[300];
        struct zc_stmt *stmt;
        snprintf(sql, sizeof sql, "SELECT \"%s\" FROM \"t_%s\" WHERE id = ?1 AND valid_from <= ?2", field->name, entity->table);
        int rc = zc_stmt_prepare(&stmt, tx->db->store, sql, err);
        if (rc)
            return rc;
        zc_stmt_bind_int(stmt, 1, id);
        zc_stmt_bind_int(stmt, 2, from);
        if (zc_stmt_step(stmt, err) > 0)
            stored = zc_arena_str(arena, zc_stmt_text(stmt, 0, NULL));
        zc_stmt_done(stmt);
        if (stored && strcmp(zc_erasable_open(arena, tx->db, entity, id, field->name, stored), patch->values[i].text) == 0)
            sealed = stored;
        else if ((rc = zc_erasable_seal(&sealed, arena, tx->db, entity, id, field->name, patch->values[i].text, err)))
            return rc;
        patch->values[i] = zc_text(sealed);
    }
    return ZC_OK;
}

/* `step`: the transition that writes, NULL for a plain change. */
static int change(int64_t *id, bool *changed, struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch,
                  const struct zc_transition *step, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    struct zc_eval eval;
    int today = zc_instant_date(next_at(tx)), from, rc;
    bool by_step = step && right_of_step(tx, entity, step);
    *changed = false;
    zc_eval_init(&eval, arena, tx->db, (struct zc_times){today, ZC_INSTANT_MAX, true}, tx->actor.reader);

    const struct zc_field *state = entity->state_count ? zc_entity_field(entity, "state") : NULL;
    if (state && !patch->id && !patch->set[state->column]) {
        patch->values[state->column] = zc_text(entity->states[0].name);
        patch->set[state->column] = true;
    } else if (state && patch->set[state->column] && !step && !tx->actor.reader->city) {
        return field_fail(err, entity, state, "只能通过办理步骤改变", "changes only through a transition");
    }
    if ((rc = first_day(&from, patch, today, err)))
        return rc;
    int64_t target = patch->id;
    if (!target) {
        int64_t area;
        if ((rc = home_of(&area, tx, patch, err)) || (rc = fresh_id(&target, tx, area, err)))
            return rc;
    } else {
        int slice;
        if ((rc = present_slice(&slice, tx, entity, target, err)))
            return rc;
        if (patch->expect_slice && patch->expect_slice != slice)
            return zc_fail(err, ZC_ECONFLICT, "别人已先修改(您看到的是第 %d 片,现为第 %d 片),请比对后再存",
                           "somebody changed it first (you saw slice %d, it is now %d); compare and save again", patch->expect_slice, slice);
        struct zc_record before;
        if (!tx->actor.reader->city) {
            rc = zc_rows_get(&before, arena, tx->db, entity, target, zc_times_now(tx->db), tx->actor.reader, err);
            if (!rc && !by_step)
                rc = check_right(tx, &eval, &before, err);
            if (rc)
                return rc;
        }
    }
    struct zc_change what = {.entity = entity,
                             .id = target,
                             .fresh = patch->id == 0,
                             .op = ZC_OP_CHANGE,
                             .values = patch->values,
                             .set = patch->set,
                             .valid_from = from,
                             .valid_to = patch->valid_to ? patch->valid_to : ZC_DATE_MAX,
                             .at = next_at(tx)};
    if (what.valid_to <= from)
        return zc_fail(err, ZC_EINPUT, "截止日必须晚于生效日", "the end must come after the start");
    if (!patch->id && entity->number_form && entity->number_field) {
        const struct zc_field *number = zc_entity_field(entity, entity->number_field);
        if ((!entity->number_at || strcmp(entity->number_at, "insert") == 0) && !patch->values[number->column].kind) {
            struct zc_buf text = {0};
            struct zc_record draft = {.entity = entity, .id = target, .values = patch->values};
            rc = take_number(&text, tx, &eval, &draft, err);
            patch->values[number->column] = zc_text(zc_arena_copy(arena, zc_buf_text(&text), text.size));
            patch->set[number->column] = true;
            zc_buf_free(&text);
            if (rc)
                return rc;
        }
    }
    if ((rc = seal_erasable(tx, arena, patch, target, from, err)))
        return rc;
    struct zc_slices_plan plan;
    if ((rc = zc_slices_plan(&plan, arena, tx->db->store, &what, err)))
        return rc;
    *id = target;
    if (!plan.changed)
        return ZC_OK;
    for (size_t i = 0; i < plan.count && !rc; i++)
        if (plan.pieces[i].fate == ZC_PIECE_NEW && plan.pieces[i].content_changed) {
            rc = check_row(tx, &eval, &plan.pieces[i], patch, err);
            if (!rc && i + 1 == plan.count)
                rc = check_unique(tx, &plan.pieces[i].record, err);
            if (!rc && i + 1 == plan.count && !by_step)
                rc = check_right(tx, &eval, &plan.pieces[i].record, err);
        }
    if (!rc)
        rc = store_plan(tx, &plan, patch->why, err);
    *changed = rc == ZC_OK;
    return rc;
}

int zc_record_change(int64_t *id, bool *changed, struct zc_tx *tx, const struct zc_patch *patch, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_patch copy = *patch;
    size_t columns = patch->entity->column_count;
    copy.values = zc_arena_array(&arena, columns + 1, sizeof *copy.values);
    copy.set = zc_arena_array(&arena, columns + 1, sizeof *copy.set);
    memcpy(copy.values, patch->values, columns * sizeof *copy.values);
    memcpy(copy.set, patch->set, columns * sizeof *copy.set);
    bool numbered = !patch->id && patch->entity->number_form;
    int rc = numbered ? number_open(tx, err) : ZC_OK;
    if (!rc)
        rc = change(id, changed, tx, &arena, &copy, NULL, err);
    if (numbered)
        rc = number_close(tx, rc, err);
    zc_arena_free(&arena);
    return rc;
}

static int end_or_withdraw(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, enum zc_op op, int from, const char *why,
                           struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_eval eval;
    struct zc_record before;
    int slice, today = zc_instant_date(next_at(tx));
    zc_eval_init(&eval, &arena, tx->db, (struct zc_times){today, ZC_INSTANT_MAX, true}, tx->actor.reader);
    int rc = present_slice(&slice, tx, entity, id, err);
    if (!rc && !tx->actor.reader->city) {
        rc = zc_rows_get(&before, &arena, tx->db, entity, id, zc_times_now(tx->db), tx->actor.reader, err);
        if (!rc)
            rc = check_right(tx, &eval, &before, err);
    }
    if (!rc && op == ZC_OP_END && from == ZC_TODAY)
        from = today;
    if (!rc && op == ZC_OP_END && from > today)
        rc = zc_fail(err, ZC_EINPUT, "终止日不能晚于今天", "the end cannot lie after today");
    if (!rc) {
        struct zc_change what = {.entity = entity, .id = id, .op = op, .valid_from = from, .valid_to = ZC_DATE_MAX, .at = next_at(tx)};
        struct zc_slices_plan plan;
        rc = zc_slices_plan(&plan, &arena, tx->db->store, &what, err);
        if (!rc && plan.changed)
            rc = store_plan(tx, &plan, why, err);
        memset(tx->checked_refs, 0, CHECKED_REFS * sizeof *tx->checked_refs);
    }
    zc_arena_free(&arena);
    return rc;
}

int zc_record_end(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, int from, const char *why, struct zc_error *err)
{
    return end_or_withdraw(tx, entity, id, ZC_OP_END, from, why, err);
}

int zc_record_withdraw(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const char *why, struct zc_error *err)
{
    return end_or_withdraw(tx, entity, id, ZC_OP_WITHDRAW, 0, why, err);
}

/* 6 */

static bool listed(const char **names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static const char *state_title(const struct zc_entity *entity, const char *name, enum zc_lang lang)
{
    for (size_t i = 0; i < entity->state_count; i++)
        if (strcmp(entity->states[i].name, name) == 0)
            return zc_pick(entity->states[i].title, lang);
    return name;
}

int zc_record_transition(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const char *name, const char *why,
                         struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_record record;
    struct zc_eval eval;
    const struct zc_transition *step = NULL;
    const struct zc_reader *reader = tx->actor.reader;
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            step = &entity->transitions[i];
    if (!step)
        return zc_fail(err, ZC_EINPUT, "%s%.0s没有步骤 %s", "%.0s%s has no transition %s", zc_pick(entity->title, ZC_ZH), zc_pick(entity->title, ZC_EN), name);
    int rc = zc_rows_get(&record, &arena, tx->db, entity, id, zc_times_now(tx->db), reader, err);
    if (rc)
        goto done;
    const char *state = zc_record_text(&record, "state");
    if (!listed(step->from, step->from_count, state)) {
        rc = zc_fail(err, ZC_EINPUT, "现在是%s%.0s,不能%s%.0s", "it is in state%.0s %s: cannot%.0s %s", state_title(entity, state, ZC_ZH),
                     state_title(entity, state, ZC_EN), zc_pick(step->title, ZC_ZH), zc_pick(step->title, ZC_EN));
        goto done;
    }
    bool may = reader->city;
    for (size_t i = 0; i < step->by_count && !may; i++)
        may = zc_reader_has_role(reader, step->by[i]);
    if (!may) {
        rc = zc_fail(err, ZC_EDENIED, "您的岗位无权%s%.0s", "your post may not%.0s %s", zc_pick(step->title, ZC_ZH), zc_pick(step->title, ZC_EN));
        goto done;
    }
    zc_eval_init(&eval, &arena, tx->db, zc_times_now(tx->db), reader);
    if (step->when && !zc_eval_test(&eval, step->when, &record)) {
        rc = zc_fail(err, ZC_ECHECK, "还不能%s:%s%.0s%.0s", "%.0s%.0scannot %s yet: %s", zc_pick(step->title, ZC_ZH),
                     zc_pick(step->message, ZC_ZH), zc_pick(step->title, ZC_EN), zc_pick(step->message, ZC_EN));
        goto done;
    }
    bool numbered = entity->number_form && entity->number_at && strcmp(entity->number_at, name) == 0;
    if (numbered && (rc = number_open(tx, err)))
        goto done;
    struct zc_patch patch = zc_patch_new(&arena, entity, id);
    patch.why = why;
    const struct zc_field *field = zc_entity_field(entity, "state");
    patch.values[field->column] = zc_text(step->to);
    patch.set[field->column] = true;
    if (step->on_field && (field = zc_entity_field(entity, step->on_field))) {
        patch.values[field->column] = zc_int(zc_instant_date(next_at(tx)));
        patch.set[field->column] = true;
    }
    for (size_t i = 0; i < entity->field_count; i++) { /* the baseline keeps the value of this moment */
        const struct zc_field *kept = &entity->fields[i];
        if (!kept->baseline_at || strcmp(kept->baseline_at, name) != 0)
            continue;
        char twin[128];
        snprintf(twin, sizeof twin, "%s_baseline", kept->name);
        if ((field = zc_entity_field(entity, twin)) && !zc_eval_field(&eval, &record, field).kind) {
            patch.values[field->column] = zc_eval_field(&eval, &record, kept);
            patch.set[field->column] = true;
        }
    }
    if (numbered) {
        const struct zc_field *number = zc_entity_field(entity, entity->number_field);
        struct zc_buf text = {0};
        if (!zc_eval_field(&eval, &record, number).kind && !(rc = take_number(&text, tx, &eval, &record, err))) {
            patch.values[number->column] = zc_text(zc_arena_copy(&arena, zc_buf_text(&text), text.size));
            patch.set[number->column] = true;
        }
        zc_buf_free(&text);
    }
    if (!rc) {
        int64_t same;
        bool changed;
        rc = change(&same, &changed, tx, &arena, &patch, step, err);
    }
    if (numbered)
        rc = number_close(tx, rc, err);
done:
    zc_arena_free(&arena);
    return rc;
}
