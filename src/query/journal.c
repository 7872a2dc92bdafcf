#include "query/journal.h"

#include <string.h>

static int collect(struct zc_journal *out, struct zc_arena *arena, struct zc_stmt *stmt, struct zc_error *err)
{
    size_t capacity = 0;
    int rc;
    *out = (struct zc_journal){0};
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_journal_entry *entry = zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *entry);
        entry->chain = zc_stmt_int(stmt, 0);
        entry->seq = zc_stmt_int(stmt, 1);
        entry->at = zc_stmt_int(stmt, 2);
        entry->wall = zc_stmt_int(stmt, 3);
        entry->tx = zc_stmt_int(stmt, 4);
        const char **texts[] = {&entry->prev, &entry->kind, &entry->actor, &entry->links, &entry->payload, &entry->digest};
        for (int i = 0; i < 6; i++) {
            size_t size;
            const char *text = zc_stmt_text(stmt, 5 + i, &size);
            *texts[i] = zc_arena_copy(arena, text ? text : "", size);
        }
    }
    zc_stmt_done(stmt);
    return rc;
}

#define COLUMNS "j.chain, j.seq, j.at, j.wall, j.tx, j.prev, j.kind, j.actor, j.links, j.payload, j.digest"

int zc_journal_of(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t record, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             "SELECT " COLUMNS " FROM journal_record AS r JOIN journal AS j ON j.chain = r.chain AND j.seq = r.seq "
                             "WHERE r.record = ?1 ORDER BY j.at",
                             err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, record);
    return collect(out, arena, stmt, err);
}

int zc_journal_of_kind(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t chain, const char *kind, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = (struct zc_journal){0};
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT " COLUMNS " FROM journal AS j WHERE j.chain = ?1 AND j.kind = ?2 ORDER BY j.seq", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    zc_stmt_bind_text(stmt, 2, kind, strlen(kind));
    return collect(out, arena, stmt, err);
}

int zc_journal_page(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t chain, int64_t after_seq, size_t limit,
                    struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             "SELECT " COLUMNS " FROM journal AS j WHERE j.chain = ?1 AND j.seq > ?2 ORDER BY j.seq LIMIT ?3", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    zc_stmt_bind_int(stmt, 2, after_seq);
    zc_stmt_bind_int(stmt, 3, (int64_t)limit);
    return collect(out, arena, stmt, err);
}

int zc_journal_position(int64_t *out, struct zc_db *db, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = 0;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT coalesce(max(tx), 0) FROM journal", err);
    if (rc)
        return rc;
    rc = zc_stmt_step(stmt, err);
    if (rc > 0)
        *out = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

int zc_journal_since(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, int64_t tx, int64_t last, size_t limit, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = (struct zc_journal){0};
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT " COLUMNS " FROM journal AS j WHERE j.tx > ?1 AND j.tx <= ?2 ORDER BY j.tx, j.chain, j.seq LIMIT ?3", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, tx);
    zc_stmt_bind_int(stmt, 2, last);
    zc_stmt_bind_int(stmt, 3, (int64_t)limit);
    return collect(out, arena, stmt, err);
}

int zc_journal_heads(struct zc_journal *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT chain, seq, at, at, 0, '', '', '', '', '', digest FROM head ORDER BY chain", err);
    return rc ? rc : collect(out, arena, stmt, err);
}
