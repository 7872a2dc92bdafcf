/*
 * fuzz_entry: a first byte p chooses the payload check, all else goes to the reader of entries. What the reader accepts must
 * come out again byte for byte.
 */
#include "base/arena.h"
#include "record/entry.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    if (size && *bytes == 'p')
        zc_payload_check(bytes + 1, size - 1, NULL);
    else
        read_entries(bytes, size);
    return 0;
}
