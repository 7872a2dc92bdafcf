/* edition: one file, read and digested again. */
#include "paper/edition.h"
#include "base/digest.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_LIMIT = 8 << 20 };

bool zc_edition_text(struct zc_buf *out, struct zc_arena *arena, const struct zc_city *city, const char *digest)
{
    char came[ZC_DIGEST_HEX], piece[8192];
    size_t size, before = out->size;
    if (strlen(digest) != 64 || strspn(digest, "0123456789abcdef") != 64)
        return false;
    FILE *file = fopen(zc_arena_printf(arena, "%s/files/%.2s/%s", city->folder, digest, digest), "rbe");
    if (!file)
        return false;
    while ((size = fread(piece, 1, sizeof piece, file)) > 0 && out->size - before < TEXT_LIMIT)
        zc_buf_add(out, piece, size);
    fclose(file);
    zc_sm3_hex(came, zc_buf_text(out) + before, out->size - before);
    return strcmp(came, digest) == 0;
}
