/*
 * import_store: the storing stage: 1 the record of the import; 2 the run.
 *
 * Three transactions of one durable commit: the city's own area if it is missing, the rows, the record of the import; so that
 * withdrawing undoes the rows and nothing else.
 */
#include "paper/import_stages.h"

#include "base/date.h"
#include "base/digest.h"
#include "paper/form.h"
#include "paper/missing.h"
#include "query/rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* 1 */

static int digest_file(char out[ZC_DIGEST_HEX], const char *path, struct zc_error *err)
{
    unsigned char bytes[65536], digest[ZC_DIGEST_SIZE];
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "无法读取 %s:%s", "cannot read %s: %s", path, strerror(errno));
    struct zc_sm3 *sm3 = zc_sm3_new();
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file));)
        zc_sm3_add(sm3, bytes, size);
    zc_sm3_done(sm3, digest);
    zc_sm3_free(sm3);
    fclose(file);
    zc_hex(out, digest, sizeof digest);
    return ZC_OK;
}

static int note_import(struct zc_import_store *store, const struct zc_actor *actor, int64_t number, const char *digest, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(store->db->city->model, "core.import");
    struct zc_import_report *report = store->report;
    char today[ZC_DATE_TEXT];
    bool changed;
    if (!entity)
        return ZC_OK;
    int rc = ZC_OK;
    zc_date_format(today, zc_db_today(store->db));
    struct zc_patch patch = zc_patch_new(store->arena, entity, 0);
    const struct {
        const char *field, *text;
    } values[] = {{"file_name", zc_import_file_name(store->job)},
                  {"digest", digest},
                  {"layout", report->layout},
                  {"rows_taken", zc_arena_printf(store->arena, "%zu", report->result.row_count)},
                  {"rows_to_confirm", zc_arena_printf(store->arena, "%zu", report->result.confirm_rows)},
                  {"rows_refused", "0"},
                  {"tx", zc_arena_printf(store->arena, "%lld", (long long)number)},
                  {"imported_on", today},
                  {"imported_by", actor->post ? zc_arena_printf(store->arena, "%lld", (long long)actor->post) : ""}};
    for (size_t i = 0; i < sizeof values / sizeof *values && !rc; i++)
        rc = zc_patch_set(&patch, store->arena, values[i].field, values[i].text, err);
    return rc ? rc : zc_record_change(&report->import_id, &changed, store->tx, &patch, err);
}

/* 2 */

static int find_own_area(int64_t *id, struct zc_db *db, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.area");
    char code[24];
    snprintf(code, sizeof code, "%lld", (long long)db->city->area);
    struct zc_value value = zc_text(code);
    return entity && db->city->area ? zc_rows_find(id, db, entity, "code", &value, err) : ZC_OK;
}

/* Units and districts lie in the city's own area, which no workbook lists. It follows from the city's settings, so the city makes
 * it, whoever brings the first workbook. */
static int own_area(struct zc_import_store *store, bool *made, struct zc_error *err)
{
    const struct zc_city *city = store->db->city;
    const struct zc_entity *entity = zc_model_entity(city->model, "core.area");
    char code[24];
    int64_t id = 0;
    *made = false;
    if (!entity || !city->area)
        return ZC_OK;
    int rc = find_own_area(&id, store->db, err);
    if (rc || id)
        return rc;
    snprintf(code, sizeof code, "%lld", (long long)city->area);
    struct zc_patch patch = zc_patch_new(store->arena, entity, 0);
    rc = zc_patch_set(&patch, store->arena, "code", code, err);
    rc = rc ? rc : zc_patch_set(&patch, store->arena, "area_no", code, err);
    rc = rc ? rc : zc_patch_set(&patch, store->arena, "name", city->name.zh, err);
    rc = rc ? rc : zc_patch_set(&patch, store->arena, "kind", "prefecture", err);
    return rc ? rc : zc_record_change(&id, made, store->tx, &patch, err);
}

static int run_tx(struct zc_import_store *store, const struct zc_actor *actor, struct zc_error *err)
{
    bool made = false;
    int64_t number = 0, area = 0;
    struct zc_actor city = *actor;
    city.reader = &ZC_READER_CITY;
    int rc = find_own_area(&area, store->db, err);
    rc = rc ? rc : zc_tx_begin(&store->tx, store->db, area ? actor : &city, err);
    if (rc)
        return rc;
    rc = own_area(store, &made, err);
    if (!rc && !area)
        rc = zc_tx_next(store->tx, actor, err);
    number = zc_tx_number(store->tx);
    if (!rc && store->report->missing)
        rc = zc_missing_create(store->report->missing, store->tx, &store->report->result,
                               zc_import_file_name(store->job), err);
    if (!rc && !store->report->result.errors) /* a row whose plan could not be made would only say so again */
        rc = zc_import_store_rows(store, err);
    if (!rc)
        rc = zc_import_check_approved(store, err);
    bool errors = store->report->result.errors > 0, wrote = store->report->made || store->report->changed;
    if (!rc && errors)
        rc = zc_fail(err, ZC_ECHECK, "有 %zu 处错误,未导入", "%zu errors: nothing was imported", store->report->result.errors);
    const struct zc_form_mark *form = store->report->result.form;
    if (!rc && (wrote || form) && !store->job->dry_run) {
        char digest[ZC_DIGEST_HEX];
        rc = digest_file(digest, store->job->path, err);
        rc = rc ? rc : zc_tx_next(store->tx, actor, err);
        if (!rc && wrote)
            rc = note_import(store, actor, number, digest, err);
        if (!rc && form) /* it came back, also when nothing in it was new */
            rc = zc_form_note_return(store->tx, form, digest, store->report->import_id, err);
    }
    if (!rc)
        rc = zc_progress(store->job->tell, store->job->listener,
                         (struct zc_step){{"落盘", "committing"}, (int64_t)store->report->result.row_count, (int64_t)store->report->result.row_count, 990}, err);
    if (rc || store->job->dry_run || !(wrote || form)) {
        zc_tx_rollback(store->tx);
        return rc;
    }
    rc = zc_tx_commit(store->tx, err);
    store->report->tx = rc || !wrote ? 0 : number;
    return rc;
}

int zc_import_store(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_actor *actor,
                    const struct zc_import_job *job, struct zc_error *err)
{
    struct zc_import_job dated = *job;
    if (dated.valid_from == ZC_TODAY)
        dated.valid_from = out->edition_cut;
    struct zc_import_store store = {.arena = arena, .kept = arena, .db = db, .job = &dated, .report = out};
    zc_map_init(&store.ids, arena);
    zc_map_init(&store.complained, arena);
    return run_tx(&store, actor, err);
}

int zc_import_run(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_actor *actor,
                  const struct zc_import_job *job, struct zc_error *err)
{
    int rc = zc_import_read_file(out, arena, db, job, err);
    return rc ? rc : zc_import_store(out, arena, db, actor, job, err);
}
