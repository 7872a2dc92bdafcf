#include "record/follow.h"
#include "record/assignment.h"
#include "record/handover.h"
#include "record/inbox.h"
#include "record/tx.h"

#include <string.h>

static bool is(const struct zc_entity *entity, const char *name)
{
    return strncmp(entity->full_name, "core.", 5) == 0 && strcmp(entity->full_name + 5, name) == 0;
}

int zc_follow_complete(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, struct zc_error *err)
{
    if (is(patch->entity, "handover"))
        return zc_handover_complete(tx, arena, patch, err);
    return is(patch->entity, "assignment") ? zc_assignment_complete(tx, arena, patch, err) : ZC_OK;
}

int zc_follow_before(struct zc_following *out, struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id,
                     const struct zc_patch *patch, bool step, struct zc_error *err)
{
    struct zc_record before;
    *out = (struct zc_following){0};
    int rc = zc_duty_before(&out->duty, tx, entity, id, err);
    if (rc || !id || !patch || !is(entity, "assignment"))
        return rc;
    if ((rc = zc_rows_get(&before, arena, tx->db, entity, id, zc_times_now(tx->db), &ZC_READER_CITY, err)))
        return rc;
    out->state = zc_record_text(&before, "state");
    return step ? ZC_OK : zc_assignment_check(tx, patch, &before, err);
}

int zc_follow_after(const struct zc_following *following, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_patch *patch,
                    struct zc_error *err)
{
    int rc = zc_duty_after(&following->duty, tx, entity, id, err);
    if (!rc && patch && is(entity, "assignment"))
        rc = zc_assignment_after(tx, entity, id, following->state, err);
    if (!rc && patch && !patch->id && is(entity, "comment"))
        rc = zc_inbox_mention(tx, &(struct zc_record){.entity = entity, .id = id, .values = patch->values}, err);
    return rc;
}
