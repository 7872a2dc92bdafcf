#include "record/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void zc_blob_path(char *out, size_t size, const struct zc_city *city, const char *digest)
{
    snprintf(out, size, "%s/files/%.2s/%s", city->folder, digest, digest);
}

static int sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = folder < 0 ? -1 : fsync(folder);
    if (folder >= 0)
        close(folder);
    return rc;
}

int zc_blob_store(char digest[ZC_DIGEST_HEX], const struct zc_city *city, const void *bytes, size_t size, struct zc_error *err)
{
    char path[4300], part[4400], folder[4200];
    zc_sm3_hex(digest, bytes, size);
    zc_blob_path(path, sizeof path, city, digest);
    if (access(path, R_OK) == 0)
        return ZC_OK;
    snprintf(folder, sizeof folder, "%s/files/%.2s", city->folder, digest);
    snprintf(part, sizeof part, "%s.part-%ld", path, (long)getpid());
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return zc_fail(err, ZC_EIO, "无法新建 %s:%s", "cannot make %s: %s", folder, strerror(errno));
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0;
    for (size_t done = 0; good && done < size;) {
        ssize_t wrote = write(file, (const char *)bytes + done, size - done);
        good = wrote > 0;
        done += good ? (size_t)wrote : 0;
    }
    good = good && fsync(file) == 0;
    int saved = errno;
    if (file >= 0)
        close(file);
    if (!good || rename(part, path) != 0 || sync_folder(folder) != 0) {
        unlink(part);
        return zc_fail(err, ZC_EIO, "附件写不进去:%s", "the attachment could not be written: %s", strerror(saved));
    }
    return ZC_OK;
}
