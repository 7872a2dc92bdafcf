/* fuzz yaml: module files as trees; every node carries a place inside the file and maps have no key twice. */
#include <stdint.h>
#include <string.h>

#include "model/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(struct zc_yaml *node, int depth)
{
    size_t count = 0;
    zc_assert(depth <= 33 && node->place.line >= 1 && node->place.column >= 1 && node->key_place.line >= 1);
    zc_assert((node->kind == ZC_YAML_SCALAR) == (node->text != NULL));
    for (struct zc_yaml *child = node->child; child; child = child->next, count++) {
        if (node->kind == ZC_YAML_MAP)
            zc_assert(child->key && zc_yaml_get(node, child->key) == child && child->used);
        walk(child, depth + 1);
    }
    zc_assert(count == node->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_yaml *yaml = NULL;
    int rc = zc_yaml_parse(&yaml, &arena, "f.yaml", (const char *)data, size, &err);
    if (rc)
        zc_assert(err.zh[0] && err.en[0]);
    else
        walk(yaml, 0);
    zc_arena_free(&arena);
    return 0;
}
