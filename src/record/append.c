/* append: 1 storing entries; 2 digesting blocks; 3 handing over and taking back. */
#include "record/append.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 4, ENTRIES = 128, BLOCK_TEXT = 256 << 10, ROWS = 16 };

struct waiting {
    struct zc_append_item item;
    size_t actor, links, payload; /* where they stand in the block's text */
    char digest[ZC_DIGEST_HEX];
};

/* 1 */

static const char entry_columns[] = "journal (chain, seq, prev, at, wall, tx, kind, actor, links, payload, digest)";
static const char record_columns[] = "journal_record (record, chain, seq, entity)";

/* A statement of one row, or of ROWS: the engine then goes to the end of the table once for all of them. */
static int prepare(struct zc_stmt **out, struct zc_store *store, const char *columns, size_t width, size_t rows, struct zc_error *err)
{
    static const char uses[2]; /* their addresses: one row, many */
    const void *use = &uses[rows > 1];
    if ((*out = zc_stmt_again(store, columns, use)))
        return ZC_OK;
    struct zc_buf sql = {0};
    zc_buf_printf(&sql, "INSERT INTO %s VALUES ", columns);
    for (size_t i = 0; i < rows * width; i++)
        zc_buf_printf(&sql, "%s?%zu%s", i % width ? ", " : i ? ", (" : "(", i + 1, i % width == width - 1 ? ")" : "");
    int rc = zc_stmt_prepare(out, store, sql.bytes, err);
    zc_buf_free(&sql);
    if (!rc)
        zc_stmt_keep(*out, columns, use);
    return rc;
}

static int store_entries(struct zc_store *store, const struct waiting *from, size_t rows, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int place = 1, rc = prepare(&stmt, store, entry_columns, 11, rows, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < rows; i++) {
        const struct zc_entry *entry = &from[i].item.entry;
        zc_stmt_bind_int(stmt, place++, entry->chain);
        zc_stmt_bind_int(stmt, place++, entry->seq);
        zc_stmt_bind_text(stmt, place++, entry->prev, 64);
        zc_stmt_bind_int(stmt, place++, entry->at);
        zc_stmt_bind_int(stmt, place++, entry->wall);
        zc_stmt_bind_int(stmt, place++, entry->tx);
        zc_stmt_bind_text(stmt, place++, entry->kind, strlen(entry->kind));
        zc_stmt_bind_text(stmt, place++, entry->actor, strlen(entry->actor));
        zc_stmt_bind_text(stmt, place++, entry->links, strlen(entry->links));
        zc_stmt_bind_text(stmt, place++, entry->payload, entry->payload_size);
        zc_stmt_bind_text(stmt, place++, from[i].digest, 64);
    }
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

static int store_records(struct zc_store *store, const struct waiting *const *of, size_t rows, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int place = 1, rc = prepare(&stmt, store, record_columns, 4, rows, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < rows; i++) {
        zc_stmt_bind_int(stmt, place++, of[i]->item.record);
        zc_stmt_bind_int(stmt, place++, of[i]->item.entry.chain);
        zc_stmt_bind_int(stmt, place++, of[i]->item.entry.seq);
        zc_stmt_bind_text(stmt, place++, of[i]->item.entity, strlen(of[i]->item.entity));
    }
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

static int store_all(struct zc_store *store, const struct waiting *items, size_t count, struct zc_error *err)
{
    const struct waiting *of[ENTRIES];
    size_t records = 0;
    int rc = ZC_OK;
    for (size_t i = 0, rows; i < count && !rc; i += rows) {
        rows = count - i < ROWS ? 1 : ROWS;
        rc = store_entries(store, items + i, rows, err);
    }
    for (size_t i = 0; i < count; i++)
        if (items[i].item.record)
            of[records++] = &items[i];
    for (size_t i = 0, rows; i < records && !rc; i += rows) {
        rows = records - i < ROWS ? 1 : ROWS;
        rc = store_records(store, of + i, rows, err);
    }
    return rc;
}

int zc_append_now(char digest[ZC_DIGEST_HEX], struct zc_store *store, const struct zc_append_item *item, struct zc_buf *scratch, struct zc_error *err)
{
    struct waiting one = {.item = *item};
    zc_entry_digest(one.digest, &item->entry, scratch);
    memcpy(digest, one.digest, sizeof one.digest);
    return store_all(store, &one, 1, err);
}

/* 2 */

struct block {
    struct waiting items[ENTRIES];
    size_t count;
    struct zc_buf text;
};
struct end { /* of a chain, as far as it is digested */
    int64_t chain;
    char digest[ZC_DIGEST_HEX];
};
/* Blocks go round: handed over by the caller, digested by the thread, stored by the caller. A block belongs to one of the two, by the
 * three counters, of which the lock guards `handed` and `digested`; `ends` belongs to the thread while a block lies between them. */
struct zc_append {
    struct zc_store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more, done;
    bool threaded, stopping;
    size_t handed, digested, stored;
    struct zc_error failed; /* code ≠ 0: storing failed, and so will every further step */
    struct end *ends;
    size_t end_count, end_capacity;
    struct zc_buf scratch;
    struct block blocks[BLOCKS];
};

static struct end *end_of(const struct zc_append *append, int64_t chain)
{
    for (size_t i = 0; i < append->end_count; i++)
        if (append->ends[i].chain == chain)
            return &append->ends[i];
    return NULL;
}

static struct end *make_end(struct zc_append *append, int64_t chain)
{
    struct end *end = end_of(append, chain);
    if (end)
        return end;
    if (append->end_count == append->end_capacity) {
        append->end_capacity = append->end_capacity ? append->end_capacity * 2 : 8;
        append->ends = zc_realloc(append->ends, zc_mul_size(append->end_capacity, sizeof *append->ends));
    }
    end = &append->ends[append->end_count++];
    *end = (struct end){.chain = chain};
    return end;
}

static void digest_block(struct zc_append *append, struct block *block)
{
    for (size_t i = 0; i < block->count; i++) {
        struct waiting *at = &block->items[i];
        struct zc_entry *entry = &at->item.entry;
        struct end *end = make_end(append, entry->chain);
        if (!*entry->prev)
            memcpy(entry->prev, end->digest, sizeof entry->prev);
        zc_entry_digest(at->digest, entry, &append->scratch);
        memcpy(end->digest, at->digest, sizeof end->digest);
    }
}

static void *digest_blocks(void *data)
{
    struct zc_append *append = data;
    pthread_mutex_lock(&append->lock);
    for (;;) {
        while (append->digested == append->handed && !append->stopping)
            pthread_cond_wait(&append->more, &append->lock);
        if (append->stopping)
            break;
        struct block *block = &append->blocks[append->digested % BLOCKS];
        pthread_mutex_unlock(&append->lock);
        digest_block(append, block);
        pthread_mutex_lock(&append->lock);
        append->digested++;
        pthread_cond_signal(&append->done);
    }
    pthread_mutex_unlock(&append->lock);
    return NULL;
}

/* 3 */

struct zc_append *zc_append_start(struct zc_store *store)
{
    struct zc_append *append = zc_malloc(sizeof *append);
    *append = (struct zc_append){.store = store};
    pthread_mutex_init(&append->lock, NULL);
    pthread_cond_init(&append->more, NULL);
    pthread_cond_init(&append->done, NULL);
    append->threaded = pthread_create(&append->thread, NULL, digest_blocks, append) == 0; /* else the caller digests */
    return append;
}

void zc_append_stop(struct zc_append *append)
{
    if (!append)
        return;
    if (append->threaded) {
        pthread_mutex_lock(&append->lock);
        append->stopping = true;
        pthread_cond_signal(&append->more);
        pthread_mutex_unlock(&append->lock);
        pthread_join(append->thread, NULL);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        zc_buf_free(&append->blocks[i].text);
    pthread_cond_destroy(&append->done);
    pthread_cond_destroy(&append->more);
    pthread_mutex_destroy(&append->lock);
    zc_buf_free(&append->scratch);
    free(append->ends);
    free(append);
}

static void hand_over(struct zc_append *append)
{
    struct block *block = &append->blocks[append->handed % BLOCKS];
    for (size_t i = 0; i < block->count; i++) { /* the text grows no more: its places become addresses */
        struct waiting *at = &block->items[i];
        at->item.entry.actor = block->text.bytes + at->actor;
        at->item.entry.links = block->text.bytes + at->links;
        at->item.entry.payload = block->text.bytes + at->payload;
    }
    if (!append->threaded) {
        digest_block(append, block);
        append->digested++;
    }
    pthread_mutex_lock(&append->lock);
    append->handed++;
    pthread_cond_signal(&append->more);
    pthread_mutex_unlock(&append->lock);
}

static int fail_again(const struct zc_append *append, struct zc_error *err)
{
    if (err)
        *err = append->failed;
    return append->failed.code;
}

/* Stores what has come back, and waits while more than `most` blocks are under way. */
static int take_back(struct zc_append *append, size_t most, struct zc_error *err)
{
    for (; append->stored < append->handed; append->stored++) {
        pthread_mutex_lock(&append->lock);
        while (append->digested == append->stored && append->handed - append->stored > most)
            pthread_cond_wait(&append->done, &append->lock);
        bool back = append->digested > append->stored;
        pthread_mutex_unlock(&append->lock);
        if (!back)
            break;
        struct block *block = &append->blocks[append->stored % BLOCKS];
        if (store_all(append->store, block->items, block->count, &append->failed))
            return fail_again(append, err);
        block->count = 0;
        zc_buf_clear(&block->text);
    }
    return ZC_OK;
}

static size_t put_text(struct block *block, const char *text, size_t size)
{
    size_t at = block->text.size;
    zc_buf_add(&block->text, text, size);
    zc_buf_char(&block->text, 0);
    return at;
}

int zc_append_later(struct zc_append *append, const struct zc_append_item *item, struct zc_error *err)
{
    struct block *block = &append->blocks[append->handed % BLOCKS];
    if (append->failed.code)
        return fail_again(append, err);
    if (block->count == ENTRIES || block->text.size >= BLOCK_TEXT) {
        hand_over(append);
        int rc = take_back(append, BLOCKS - 1, err); /* the next one to fill must be free */
        if (rc)
            return rc;
        block = &append->blocks[append->handed % BLOCKS];
    }
    const struct waiting *before = block->count ? &block->items[block->count - 1] : NULL;
    struct waiting *at = &block->items[block->count++];
    const struct zc_entry *entry = &item->entry;
    at->item = *item;
    at->actor = before && strcmp(block->text.bytes + before->actor, entry->actor) == 0 ? before->actor : put_text(block, entry->actor, strlen(entry->actor));
    at->links = put_text(block, entry->links, strlen(entry->links));
    at->payload = put_text(block, entry->payload, entry->payload_size);
    return ZC_OK;
}

int zc_append_settle(struct zc_append *append, struct zc_error *err)
{
    if (append->failed.code)
        return fail_again(append, err);
    if (append->blocks[append->handed % BLOCKS].count)
        hand_over(append);
    return take_back(append, 0, err);
}

const char *zc_append_last(const struct zc_append *append, int64_t chain)
{
    const struct end *end = end_of(append, chain);
    zc_assert(end != NULL && append->stored == append->handed);
    return end->digest;
}
