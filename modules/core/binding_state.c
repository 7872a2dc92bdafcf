#include "binding_state.h"

#include "query/replay.h"

#include <string.h>

static bool counts_figures(const struct zc_model *model, const struct zc_metric *metric)
{
    if (metric && metric->kind == ZC_METRIC_RATIO)
        return counts_figures(model, zc_model_metric(model, metric->numerator)) || counts_figures(model, zc_model_metric(model, metric->denominator));
    return metric && metric->entity && (strcmp(metric->entity->full_name, "core.figure_binding") == 0 || strcmp(metric->entity->full_name, "core.edition") == 0);
}

struct zc_value zc_fn_core_binding_state(const struct zc_compute *compute)
{
    static const char *const codes[] = {"same", "drifted", "broken"}; /* in the order of enum zc_replay */
    struct zc_db *db = zc_compute_db(compute);
    const struct zc_model *model = db->city->model;
    if (counts_figures(model, zc_model_metric(model, zc_record_text(compute->record, "metric"))))
        return ZC_EMPTY;
    return zc_text(codes[zc_replay_binding(compute->arena, db, compute->record, compute->times.known)]);
}
