/* fuzz official: the stored text of an edition, and what comes of it, laid out with squares for letters and written for a word processor. */
#include <stdint.h>
#include <string.h>

#include "paper/official_docx.h"
#include "paper/official_lay.h"
#include "paper/official_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static double advance(void *user, enum zc_face face, uint32_t letter)
{
    (void)user;
    (void)face;
    return letter < 0x2000 ? 0.5 : 1;
}
static void ink(void *user, enum zc_face face, uint32_t letter, double *above, double *below)
{
    (void)user;
    (void)face;
    (void)letter;
    *above = 0.84;
    *below = 0.08;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct zc_measure measure = {NULL, advance, ink};
    struct zc_arena arena = {0};
    struct zc_official *paper = zc_official_new(&arena);
    struct zc_leaves leaves;
    struct zc_buf out = {0};
    if (size && size < 100000 && zc_official_read(paper, (const char *)data + 1, size - 1, NULL) == ZC_OK) {
        paper->form = data[0] % 5;
        paper->mark = paper->signature = paper->title;
        paper->sample = data[0] & 64;
        zc_official_finish(paper);
        zc_official_lay(&leaves, &arena, paper, &measure, NULL, 0, NULL, NULL);
        zc_official_docx(&out, paper, NULL);
    }
    zc_buf_free(&out);
    zc_arena_free(&arena);
    return 0;
}
