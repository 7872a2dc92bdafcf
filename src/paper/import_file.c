/* import_file: the reading stage over a file: 1 which layout or entity it is read by; 2 reading it. No write lock is needed. */
#include "paper/import_stages.h"

#include "base/text.h"
#include "paper/area_edition.h"
#include "paper/form.h"
#include "paper/missing.h"
#include "query/rows.h"

#include <string.h>
#include <strings.h>

/* 1 */

const char *zc_import_file_name(const struct zc_import_job *job)
{
    const char *slash = strrchr(job->path, '/');
    return job->shown_name ? job->shown_name : slash ? slash + 1 : job->path;
}

/* post.csv holds rows of the entity post. */
static const struct zc_entity *entity_of_name(const struct zc_model *model, struct zc_arena *arena, const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && strcasecmp(dot, ".csv") == 0 ? zc_model_entity(model, zc_arena_copy(arena, name, (size_t)(dot - name))) : NULL;
}

static int choose_layout(struct zc_layout **out, struct zc_arena *arena, const struct zc_model *model, struct zc_book *book, const char *wanted,
                         struct zc_error *err)
{
    size_t best = 0;
    *out = NULL;
    for (size_t i = 0; i < model->layout_count; i++) {
        struct zc_layout *layout;
        if ((wanted && strcmp(model->layout_names[i], wanted) != 0) || zc_form_declared(model->layouts[i]))
            continue;
        int rc = zc_layout_bind(&layout, arena, model, model->layouts[i], model->layout_names[i], err);
        if (rc)
            return rc;
        size_t fit = wanted ? 1 : zc_import_fit(book, layout);
        if (fit > best) {
            best = fit;
            *out = layout;
        }
    }
    if (*out)
        return ZC_OK;
    return wanted ? zc_fail(err, ZC_ENOTFOUND, "没有表样 %s", "there is no layout %s", wanted)
                  : zc_fail(err, ZC_EINPUT, "没有一个表样认得这份表%s", "no layout knows this workbook%s", "");
}

/* 2 */

/* The record of the year to which the lines belong, when the city has none. */
static int meet_record(struct zc_import_report *report, struct zc_db *db)
{
    const struct zc_import_result *result = &report->result;
    const struct zc_layout *layout = result->layout;
    const struct zc_entity *entity = layout->create_count && result->year ? zc_model_entity(db->city->model, layout->total_entity) : NULL;
    struct zc_value year = zc_int(result->year);
    int64_t id = 0;
    if (!entity || !result->row_count || zc_rows_find(&id, db, entity, layout->total_key, &year, NULL) || id)
        return ZC_OK;
    zc_missing_meet_record(report->missing, entity->full_name, result);
    return ZC_OK;
}

static int read_book(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, struct zc_book *book, const struct zc_import_job *job,
                     struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    const struct zc_entity *entity = NULL;
    struct zc_register reg;
    struct zc_layout *layout;
    struct zc_form_mark *form = zc_arena_alloc(arena, sizeof *form);
    int found = job->entity || job->layout ? ZC_ENOTFOUND : zc_form_mark_read(form, arena, book, err);
    if (found != ZC_ENOTFOUND) {
        out->layout = form->layout;
        return found ? found : zc_form_read(&out->result, arena, db, book, form, err);
    }
    if (job->entity && !(entity = zc_model_entity(model, job->entity)))
        return zc_fail(err, ZC_ENOTFOUND, "没有实体 %s", "there is no entity %s", job->entity);
    if (!entity && !job->layout)
        entity = entity_of_name(model, arena, zc_import_file_name(job));
    if (entity) {
        out->layout = entity->full_name;
        int rc = zc_import_read_plain(&out->result, arena, book, entity, job->tell, job->listener, err);
        return rc || strcmp(entity->full_name, "core.area") != 0 ? rc : zc_area_edition_plan(&out->edition_cut, &out->result, arena, db, err);
    }
    zc_register_init(&reg, arena);
    int rc = zc_import_register(&reg, arena, db, err);
    rc = rc ? rc : choose_layout(&layout, arena, model, book, job->layout, err);
    if (rc)
        return rc;
    struct zc_register *kept = zc_arena_alloc(arena, sizeof *kept);
    *kept = reg;
    struct zc_import_options options = {.reg = kept,
                                        .calendar = zc_db_calendar(db),
                                        .date = job->stand != ZC_TODAY ? job->stand : zc_db_today(db),
                                        .approved_total = zc_import_approved_total,
                                        .user = db,
                                        .tell = job->tell,
                                        .listener = job->listener};
    out->layout = layout->name;
    out->missing = kept->missing = zc_arena_alloc(arena, sizeof *out->missing);
    rc = zc_missing_init(out->missing, arena, kept, job->create_missing, job->leave_out, job->given, err);
    rc = rc ? rc : zc_import_read(&out->result, arena, book, layout, &options, err);
    return rc ? rc : meet_record(out, db);
}

static int count_row(void *user, const struct zc_row *row)
{
    size_t *left = user;
    (void)row;
    return --*left == 0;
}

int zc_import_size(size_t *rows, const char *path, size_t most, struct zc_error *err)
{
    const struct zc_sheet_info *info;
    struct zc_book *book;
    size_t left = most;
    int rc = zc_book_open(&book, path, err);
    if (rc)
        return rc;
    size_t sheets = zc_book_sheets(book, &info);
    for (size_t i = 0; i < sheets && left && rc >= 0; i++)
        if (!info[i].hidden)
            rc = zc_book_read(book, i, NULL, count_row, &left, err);
    zc_book_close(book);
    *rows = most - left;
    return rc < 0 ? rc : ZC_OK;
}

int zc_import_read_file(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_import_job *job, struct zc_error *err)
{
    struct zc_book *book;
    *out = (struct zc_import_report){.edition_cut = ZC_TODAY};
    int rc = zc_book_open(&book, job->path, err);
    if (rc)
        return rc;
    rc = read_book(out, arena, db, book, job, err);
    zc_book_close(book);
    if (rc)
        return rc;
    if (out->result.refused)
        return zc_fail(err, ZC_EDENIED, "文件带有密级标志,整个文件拒收%s", "the file bears a secrecy marking and is refused as a whole%s", "");
    if (!out->result.errors)
        return ZC_OK;
    struct zc_import_store store = {.arena = arena, .kept = arena, .db = db, .job = job, .report = out};
    zc_map_init(&store.ids, arena);
    zc_map_init(&store.complained, arena);
    const struct zc_entity *plain = zc_model_entity(db->city->model, out->layout);
    if (plain && (rc = zc_import_check_references(&store, plain, err)))
        return rc;
    return zc_fail(err, ZC_ECHECK, "有 %zu 处错误,未导入", "%zu errors: nothing was imported", out->result.errors);
}
