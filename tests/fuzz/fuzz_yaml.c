/* fuzz yaml: whatever stands in a module file, the reader returns a sound tree or says where it stopped. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "model/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct zc_yaml *node, int depth)
{
    size_t count = 0;
    zc_assert(depth <= 33 && node->place.line >= 1 && node->place.column >= 1);
    if (node->kind == ZC_YAML_SCALAR) {
        zc_assert(node->text && !node->child && zc_utf8_valid(node->text, strlen(node->text)));
        return;
    }
    for (const struct zc_yaml *child = node->child; child; child = child->next) {
        count++;
        zc_assert((child->key != NULL) == (node->kind == ZC_YAML_MAP));
        if (child->key)
            for (const struct zc_yaml *other = child->next; other; other = other->next)
                zc_assert(strcmp(child->key, other->key) != 0);
        check(child, depth + 1);
    }
    zc_assert(count == node->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_yaml *yaml;
    struct zc_error err = {0};
    if (zc_yaml_parse(&yaml, &arena, "fuzz.yaml", (const char *)data, size, &err) == ZC_OK)
        check(yaml, 0);
    else
        zc_assert(err.code < 0 && err.zh[0] && err.en[0]);
    zc_arena_free(&arena);
    return 0;
}
