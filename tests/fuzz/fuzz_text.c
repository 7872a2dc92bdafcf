/* fuzz text: UTF-8, GB18030, normal forms, tokens; and what must hold of every result. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct zc_arena *arena, const char *text)
{
    char *(*const functions[])(struct zc_arena *, const char *) = {zc_text_nfc,  zc_text_nfkc, zc_text_squeeze, zc_text_fold,
                                                                   zc_text_trim, zc_text_tokens, zc_text_sort_key};
    bool valid = zc_utf8_valid(text, strlen(text));
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        char *result = functions[i](arena, text);
        if (valid)
            zc_assert(zc_utf8_valid(result, strlen(result)));
    }
    if (valid) {
        char *squeezed = zc_text_squeeze(arena, text), *normal = zc_text_nfkc(arena, text);
        zc_assert(strcmp(zc_text_squeeze(arena, squeezed), squeezed) == 0);
        zc_assert(strcmp(zc_text_nfkc(arena, normal), normal) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    char *text = zc_arena_copy(&arena, data, size);
    check_text(&arena, text);
    char *decoded = zc_text_from_gb18030(&arena, data, size);
    if (decoded) {
        zc_assert(zc_utf8_valid(decoded, strlen(decoded)));
        check_text(&arena, decoded);
    }
    int shared, all, half = (int)(size / 2);
    char *left = zc_arena_copy(&arena, data, (size_t)half), *right = zc_arena_copy(&arena, data + half, size - (size_t)half);
    zc_text_trigrams(&shared, &all, left, right);
    zc_assert(shared >= 0 && shared <= all);
    if (size < 400) {
        int most = size ? data[0] % 9 : 0, distance = zc_text_distance(left, right, most);
        zc_assert(distance >= 0 && distance <= most + 1);
        zc_assert(distance == zc_text_distance(right, left, most));
    }
    zc_arena_free(&arena);
    return 0;
}
