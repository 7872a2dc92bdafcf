/* template: any text; what parses renders in all three forms and its naked numbers can be listed. */
#include "paper/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int show(void *user, struct zc_shown *out, const struct zc_segment *figure, struct zc_error *err)
{
    out->value = "46";
    out->tag = figure->metric;
    return zc_figure_show(&out->text, user, 46, 0, "项", &figure->style, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_template report;
    struct zc_buf out = {0};
    struct zc_naked *naked;
    size_t count;
    if (zc_template_parse(&report, &arena, (const char *)bytes, size, NULL) == ZC_OK) {
        zc_template_naked(&naked, &count, &arena, &report, NULL, 0, NULL);
        zc_template_html(&out, &report, show, &arena, NULL);
        zc_template_markdown(&out, &report, show, &arena, NULL);
        zc_buf_clear(&out);
        zc_template_docx(&out, &report, "清单", show, &arena, NULL);
    }
    zc_buf_free(&out);
    zc_arena_free(&arena);
    return 0;
}
