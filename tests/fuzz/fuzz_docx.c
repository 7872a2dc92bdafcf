/*
 * docx: the input is a whole file, or, when it begins with '<', the main part of one, so that the search need not guess checksums.
 * An annotated copy of what reads must read as the same text.
 */
#include "paper/docx.h"
#include "paper/repack.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_file(const void *bytes, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_docx_text text, after;
    struct zc_buf noted = {0};
    if (zc_docx_read(&text, &arena, bytes, size, NULL) == ZC_OK && text.size) {
        struct zc_docx_note notes[] = {{0, 5, "a\nb", "yellow"}, {text.size / 2, 9, "<c>", "red"}, {3, text.size, "d", NULL}};
        if (zc_docx_annotate(&noted, bytes, size, notes, 3, "示例", NULL) == ZC_OK) {
            zc_assert(zc_docx_read(&after, &arena, noted.bytes, noted.size, NULL) == ZC_OK);
            zc_assert(after.size == text.size && memcmp(after.text, text.text, text.size) == 0);
        }
    }
    zc_buf_free(&noted);
    zc_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!size || bytes[0] != '<') {
        try_file(bytes, size);
        return 0;
    }
    struct zc_repack *package;
    struct zc_buf file = {0};
    zc_assert(zc_repack_open(&package, NULL, NULL, 0, NULL) == ZC_OK);
    zc_assert(zc_repack_put(package, "word/document.xml", bytes, size, NULL) == ZC_OK);
    if (zc_repack_finish(&file, package, NULL) == ZC_OK)
        try_file(file.bytes, file.size);
    zc_buf_free(&file);
    return 0;
}
