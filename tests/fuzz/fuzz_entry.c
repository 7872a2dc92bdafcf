/*
 * fuzz_entry: a first byte p chooses the payload check, s the reader of seals, all else goes to the reader of entries. What
 * the readers accept must come out again byte for byte.
 */
#include "base/arena.h"
#include "record/entry.h"
#include "record/seal.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_entries(const char *bytes, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_buf again = {0};
    for (size_t at = 0; at < size;) {
        struct zc_entry entry;
        struct zc_error err = {0};
        size_t used = 0;
        if (zc_entry_parse(&entry, &arena, bytes + at, size - at, &used, &err)) {
            zc_assert(err.code < 0 && err.zh[0] && err.en[0]);
            break;
        }
        zc_buf_clear(&again);
        zc_entry_write(&again, &entry);
        zc_assert(used > 0 && again.size == used && memcmp(again.bytes, bytes + at, used) == 0);
        at += used;
    }
    zc_buf_free(&again);
    zc_arena_free(&arena);
}

static void read_seals(const char *bytes, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_buf again = {0};
    struct zc_seal *seals;
    size_t count, at = 0;
    if (zc_seal_parse(&seals, &count, &arena, bytes, size, NULL) == ZC_OK) {
        for (size_t i = 0; i < count; i++) {
            zc_buf_clear(&again);
            zc_seal_write(&again, &seals[i]);
            zc_assert(again.size <= size - at && memcmp(again.bytes, bytes + at, again.size) == 0);
            at += again.size;
            const char *stop = memchr(bytes + at, '\n', size - at);
            zc_assert(stop != NULL);
            at = (size_t)(stop - bytes) + 1;
        }
        zc_assert(at == size);
    }
    zc_buf_free(&again);
    zc_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    if (size && *bytes == 'p')
        zc_payload_check(bytes + 1, size - 1, NULL);
    else if (size && *bytes == 's')
        read_seals(bytes + 1, size - 1);
    else
        read_entries(bytes, size);
    return 0;
}
