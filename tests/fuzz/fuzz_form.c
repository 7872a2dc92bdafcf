/* fuzz form: any bytes as a row key, as what the hidden sheet says of a part, and as the file that declares a form. */
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "model/yaml.h"
#include "paper/form.h"
#include "paper/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_mark(struct zc_arena *arena, const char *text)
{
    struct zc_form_part part = {0}, again = {0};
    char digest[2][ZC_DIGEST_HEX];
    if (!zc_form_part_read(&part, arena, text))
        return;
    const char *written = zc_form_part_text(arena, &part);
    struct zc_form_mark mark = {.city = "", .layout = "", .unit = "", .unit_name = "", .exported = "", .parts = &part, .part_count = 1};
    zc_form_mark_digest(digest[0], &mark);
    if (!zc_form_part_read(&again, arena, written))
        return;
    zc_assert(again.shown_count <= part.shown_count && again.fill_count <= part.fill_count);
    mark.parts = &again;
    zc_form_mark_digest(digest[1], &mark);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_model *model = zc_arena_alloc(&arena, sizeof *model); /* one that declares nothing */
    struct zc_error err = {0};
    struct zc_yaml *tree;
    struct zc_form *form;
    const char *text = zc_arena_copy(&arena, data, size), *rest = "";
    int64_t id = 0;
    int slice = 0;
    if (zc_plain_read_key(&id, &slice, &rest, text))
        zc_assert(id > 0 && slice > 0 && rest >= text && rest <= text + size);
    read_mark(&arena, text);
    zc_map_init(&model->entity_by_name, &arena);
    int rc = zc_yaml_parse(&tree, &arena, "returns.yaml", text, size, &err);
    if (!rc && zc_form_declared(tree))
        rc = zc_form_bind(&form, &arena, model, tree, "sample.returns", &err);
    zc_assert(!rc || (*err.zh && *err.en));
    zc_arena_free(&arena);
    return 0;
}
