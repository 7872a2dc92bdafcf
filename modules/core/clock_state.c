#include "clock_state.h"

#include <string.h>

struct zc_value zc_fn_core_clock_state(const struct zc_compute *compute)
{
    static const char *const codes[] = {"running", "paused", "in_time", "late", "over", "opening"}; /* in the order of enum zc_clock_state */
    const char *name = compute->field->name, *end = strstr(name, "_state");
    struct zc_due due;
    if (!end || !zc_compute_clock(&due, compute, zc_arena_copy(compute->arena, name, (size_t)(end - name))))
        return ZC_EMPTY;
    return zc_text(codes[due.result.state]);
}
