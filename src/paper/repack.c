/* repack: opening, putting, then writing. */
#include "paper/repack.h"
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct zc_repack {
    const struct zc_package *from;
    zip_t *zip;
    zip_source_t *source; /* NULL when a file is changed */
};

static int open_failed(struct zc_repack *repack, const char *why, struct zc_error *err)
{
    int result = zc_fail(err, ZC_EINPUT, "压缩包打不开:%s", "the package cannot be opened: %s", why);
    zc_repack_drop(repack);
    return result;
}

static struct zc_repack *new_repack(const struct zc_package *from)
{
    struct zc_repack *repack = zc_malloc(sizeof *repack);
    *repack = (struct zc_repack){.from = from};
    return repack;
}

int zc_repack_open(struct zc_repack **out, const struct zc_package *from, const void *bytes, size_t size, struct zc_error *err)
{
    struct zc_repack *repack = new_repack(from);
    *out = NULL;
    zip_error_t error;
    zip_error_init(&error);
    repack->source = zip_source_buffer_create(bytes, size, 0, &error);
    if (repack->source) {
        zip_source_keep(repack->source);
        repack->zip = zip_open_from_source(repack->source, from ? 0 : ZIP_CREATE | ZIP_TRUNCATE, &error);
        if (!repack->zip)
            zip_source_free(repack->source);
    }
    int result = repack->zip ? ZC_OK : open_failed(repack, zip_error_strerror(&error), err);
    zip_error_fini(&error);
    if (!result)
        *out = repack;
    return result;
}

int zc_repack_open_file(struct zc_repack **out, const struct zc_package *from, const char *path, struct zc_error *err)
{
    struct zc_repack *repack = new_repack(from);
    *out = NULL;
    int code = 0;
    if (!(repack->zip = zip_open(path, 0, &code))) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        int result = open_failed(repack, zip_error_strerror(&error), err);
        zip_error_fini(&error);
        return result;
    }
    *out = repack;
    return ZC_OK;
}

void zc_repack_drop(struct zc_repack *repack)
{
    if (!repack)
        return;
    if (repack->zip)
        zip_discard(repack->zip);
    if (repack->source)
        zip_source_free(repack->source);
    free(repack);
}

static int failed(struct zc_repack *repack, const char *name, struct zc_error *err)
{
    return zc_fail(err, ZC_EIO, "写入部件 %s 失败:%s", "writing part %s failed: %s", name, zip_strerror(repack->zip));
}

int zc_repack_put(struct zc_repack *repack, const char *name, const void *bytes, size_t size, struct zc_error *err)
{
    const struct zc_part *part = repack->from ? zc_package_find(repack->from, name) : NULL;
    const char *there = part ? zip_get_name(repack->zip, part->index, ZIP_FL_ENC_RAW) : NULL;
    /* Two libraries have read one directory; a forged file might have told them different things. */
    if (part && (!there || strcmp(there, part->name) != 0))
        return zc_fail(err, ZC_EINPUT, "压缩包目录前后不一:%s", "the package's directory contradicts itself: %s", name);
    zip_source_t *source = zip_source_buffer(repack->zip, bytes, size, 0);
    if (!source)
        return failed(repack, name, err);
    zip_int64_t index = part ? (zip_int64_t)part->index : zip_file_add(repack->zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0 || (part && zip_file_replace(repack->zip, part->index, source, 0) != 0)) {
        zip_source_free(source);
        return failed(repack, name, err);
    }
    if (zip_set_file_compression(repack->zip, (zip_uint64_t)index, ZIP_CM_DEFLATE, 0) != 0 ||
        zip_file_set_dostime(repack->zip, (zip_uint64_t)index, 0, 1 << 5 | 1, 0) != 0) /* midnight, 1 January 1980 */
        return failed(repack, name, err);
    return ZC_OK;
}

int zc_repack_finish(struct zc_buf *out, struct zc_repack *repack, struct zc_error *err)
{
    int result = ZC_OK;
    if (zip_close(repack->zip) != 0)
        result = zc_fail(err, ZC_EIO, "写出压缩包失败:%s", "writing the package failed: %s", zip_strerror(repack->zip));
    else
        repack->zip = NULL;
    if (!result && repack->source) {
        char bytes[65536];
        zip_int64_t got = -1;
        if (zip_source_open(repack->source) == 0) {
            while ((got = zip_source_read(repack->source, bytes, sizeof bytes)) > 0)
                zc_buf_add(out, bytes, (size_t)got);
            zip_source_close(repack->source);
        }
        if (got < 0)
            result = zc_fail(err, ZC_EIO, "写出压缩包失败:%s", "writing the package failed: %s",
                             zip_error_strerror(zip_source_error(repack->source)));
    }
    zc_repack_drop(repack);
    return result;
}

int zc_repack_new(struct zc_buf *out, const struct zc_repack_part *parts, size_t count, struct zc_error *err)
{
    struct zc_repack *repack;
    int rc = zc_repack_open(&repack, NULL, NULL, 0, err);
    for (size_t i = 0; !rc && i < count; i++)
        rc = zc_repack_put(repack, parts[i].name, parts[i].bytes, parts[i].size, err);
    if (!rc)
        return zc_repack_finish(out, repack, err);
    zc_repack_drop(repack);
    return rc;
}
