/* fuzz layout: any bytes as the file of a layout. It is bound or refused with a message, without the declarations. */
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "model/yaml.h"
#include "paper/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_yaml *tree;
    struct zc_layout *layout;
    int rc = zc_yaml_parse(&tree, &arena, "layout.yaml", (const char *)data, size, &err);
    if (!rc)
        rc = zc_layout_bind(&layout, &arena, NULL, tree, "sample.layout", &err);
    zc_assert(!rc || (*err.zh && *err.en));
    zc_arena_free(&arena);
    return 0;
}
