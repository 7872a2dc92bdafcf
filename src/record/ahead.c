/* ahead: noting, turning, and the notes of a city that had none. */
#include "record/ahead.h"
#include "record/setting.h"
#include "record/slices.h"
#include "record/write.h"

#include <stdio.h>
#include <string.h>

int zc_ahead_note(struct zc_store *store, const struct zc_entity *entity, int64_t record, int day, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, "INSERT INTO ahead (day, record, entity) VALUES (?1, ?2, ?3) ON CONFLICT (day, record) DO NOTHING", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, day);
    zc_stmt_bind_int(stmt, 2, record);
    zc_stmt_bind_text(stmt, 3, entity->full_name, strlen(entity->full_name));
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

static int forget(struct zc_store *store, int day, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, "DELETE FROM ahead WHERE day <= ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, day);
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

/* Turns to `day` the records of which something begins by the last of the noted days asked for. */
static int turn_noted(struct zc_db *db, struct zc_search_queue *search, int last, int day, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT DISTINCT record, entity FROM ahead WHERE day <= ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, last);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        const struct zc_entity *entity = zc_model_entity(db->city->model, zc_stmt_text(stmt, 1, NULL));
        if (entity && (rc = zc_slices_turn(db->store, search, entity, zc_stmt_int(stmt, 0), day, err)))
            break;
    }
    zc_stmt_done(stmt);
    return rc;
}

int zc_ahead_turn(struct zc_db *db, struct zc_search_queue *search, int day, struct zc_error *err)
{
    if (!zc_db_behind(db, day))
        return ZC_OK;
    int rc = turn_noted(db, search, day, day, err);
    return rc ? rc : forget(db->store, day, err);
}

int zc_ahead_come(struct zc_db *db, struct zc_error *err)
{
    struct zc_actor actor = {.face = "program", .reader = &ZC_READER_CITY};
    struct zc_tx *tx;
    if (!zc_db_behind(db, zc_db_today(db)))
        return ZC_OK;
    int rc = zc_tx_begin(&tx, db, &actor, err); /* which turns */
    return rc ? rc : zc_tx_commit(tx, err);
}

/* What is known now of an entity and begins after the day. */
static int note_all(struct zc_db *db, const struct zc_entity *entity, int day, struct zc_error *err)
{
    struct zc_stmt *stmt;
    char sql[400];
    snprintf(sql, sizeof sql,
             "SELECT id, valid_from FROM \"t_%1$s\" WHERE valid_from > ?1 UNION ALL SELECT id, valid_from FROM \"h_%1$s\" WHERE valid_from > ?1 "
             "AND known_to = %2$lld",
             entity->table, (long long)ZC_INSTANT_MAX);
    int rc = zc_stmt_prepare(&stmt, db->store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, day);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        if ((rc = zc_ahead_note(db->store, entity, zc_stmt_int(stmt, 0), (int)zc_stmt_int(stmt, 1), err)))
            break;
    }
    zc_stmt_done(stmt);
    return rc;
}

int zc_ahead_settled(bool *settled, struct zc_db *db, struct zc_error *err)
{
    char value[8];
    int rc = zc_setting_get(value, sizeof value, db->store, "ahead", err);
    *settled = !rc && *value;
    return rc;
}

int zc_ahead_settle(struct zc_db *db, struct zc_error *err)
{
    bool settled;
    struct zc_search_queue search = {0};
    int today = zc_db_today(db);
    int rc = zc_ahead_settled(&settled, db, err);
    if (rc || settled)
        return rc ? rc : zc_ahead_come(db, err);
    if ((rc = zc_store_begin_write(db->store, err)))
        return rc;
    for (size_t i = 0; i < db->city->model->entity_count && !rc; i++)
        rc = note_all(db, db->city->model->entities[i], today, err);
    if (!rc) /* the last slice stood in the present table, whenever it begins */
        rc = turn_noted(db, &search, ZC_DATE_MAX, today, err);
    if (!rc)
        rc = zc_search_write(&search, db->store, err);
    if (!rc)
        rc = zc_setting_put(db->store, "ahead", "1", err);
    if (!rc)
        rc = zc_store_commit(db->store, err);
    if (rc)
        zc_store_rollback(db->store);
    zc_search_free(&search);
    return rc;
}
