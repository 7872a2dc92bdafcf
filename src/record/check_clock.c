/* check_clock: whether an extension or a pause came in time; extensions; all clocks of a row. */
#include "record/check_clock.h"
#include "query/due.h"
#include "query/opening.h"
#include "record/check.h"
#include "record/tx.h"

static bool given(const struct zc_record *record, const char *field) { return zc_record_value(record, field).kind != 0; }

static bool written(const struct zc_patch *patch, const char *name)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    return field && field->column >= 0 && patch->set[field->column] && patch->values[field->column].kind;
}

/* Whether the clock, as the row will be, let the extension count or the pause begin in time. */
static int in_time(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_clock *clock, size_t extension, const char *paused, struct zc_error *err)
{
    struct zc_due_reading reading;
    struct zc_first_days first;
    struct zc_due due;
    bool there = false;
    int rc = zc_due_open(&reading, eval->arena, tx->db, eval->times);
    if (!rc)
        rc = zc_first_days_open(&first, eval->arena, tx->db, record->entity, eval->times, err);
    if (!rc)
        rc = zc_due_of(&due, &there, &reading, record, clock, zc_first_day_of(&first, record), err);
    if (rc || !there)
        return rc;
    char until[ZC_INSTANT_TEXT];
    if (clock->kind == ZC_CLOCK_MINUTES)
        zc_instant_local(until, due.result.due_at);
    else
        zc_date_format(until, due.result.due_legal);
    if (paused) {
        int64_t from = zc_record_value(record, paused).number;
        return from <= (clock->kind == ZC_CLOCK_MINUTES ? due.result.due_at : due.result.due_legal)
                   ? ZC_OK
                   : zc_fail(err, ZC_EINPUT, "“%s”已于 %s 届满,不能再暂停%.0s", "%.0sthe time ran out on %s: the clock \"%s\" cannot be paused any more", clock->title.zh, until, clock->title.en);
    }
    return due.granted <= extension || due.result.extended > extension
               ? ZC_OK
               : zc_fail(err, ZC_EINPUT, "“%s”已于 %s 届满,不能再延长%.0s", "%.0sthe time ran out on %s: the clock \"%s\" cannot be extended any more", clock->title.zh, until, clock->title.en);
}

static int check_extensions(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_patch *patch, const struct zc_clock *clock, struct zc_error *err)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < clock->extended_count && !rc; i++) {
        const struct zc_clock_extended *one = &clock->extended[i];
        if (!given(record, one->on))
            continue;
        if (one->ground && !given(record, one->ground))
            return zc_check_fail(err, record->entity, zc_entity_field(record->entity, one->ground), "必须填写:延长要有事由", "is required: an extension needs its ground");
        if (i && !given(record, clock->extended[i - 1].on))
            return zc_check_fail(err, record->entity, zc_entity_field(record->entity, clock->extended[i - 1].on), "还空着:前一次延长之后才有后一次", "is empty: an extension follows the one before it");
        if (written(patch, one->on))
            rc = in_time(tx, eval, record, clock, i, NULL, err);
    }
    return rc;
}

int zc_check_clocks(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_patch *patch, struct zc_error *err)
{
    int rc = ZC_OK;
    for (size_t c = 0; c < record->entity->clock_count && !rc; c++) {
        const struct zc_clock *clock = &record->entity->clocks[c];
        rc = check_extensions(tx, eval, record, patch, clock, err);
        for (size_t i = 0; i < clock->paused_count && !rc; i++)
            if (clock->paused[i].resumes && written(patch, clock->paused[i].from))
                rc = in_time(tx, eval, record, clock, 0, clock->paused[i].from, err);
    }
    return rc;
}
