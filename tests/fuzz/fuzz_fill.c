/* fuzz fill: the template of a paper over the shipped declarations; what parses has bounded depth and every place leads somewhere. */
#include <stdint.h>
#include <stdlib.h>

#include "model/fill.h"
#include "query/city.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const struct zc_fills *list, int depth)
{
    if (depth > 400)
        abort();
    for (size_t i = 0; i < list->count; i++) {
        const struct zc_fill *fill = &list->items[i];
        if ((fill->kind == ZC_FILL_FIELD && !fill->step_count) || (fill->kind == ZC_FILL_EACH && (!fill->of || !fill->by)) || (fill->kind == ZC_FILL_IF && !fill->expr))
            abort();
        walk(&fill->yes, depth + 1);
        walk(&fill->no, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zc_model *model;
    static struct zc_arena kept;
    struct zc_arena arena = {0};
    struct zc_fills fills;
    if (!model && zc_model_load(&model, zc_modules_folder(&kept), NULL, NULL) != ZC_OK)
        abort();
    if (zc_fill_parse(&fills, &arena, model, zc_model_entity(model, "reform.meeting"), "reform", (const char *)data, size, NULL) == ZC_OK)
        walk(&fills, 0);
    zc_arena_free(&arena);
    return 0;
}
