#include "http/waiting.h"
#include "base/secret.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *folder_of(struct zc_arena *arena, const struct zc_city *city) { return zc_arena_printf(arena, "%s/waiting", city->folder); }

const char *zc_waiting_place(struct zc_arena *arena, const struct zc_city *city, const char *name, int64_t account, const char *ending)
{
    return zc_arena_printf(arena, "%s/%s-%lld%s", folder_of(arena, city), name, (long long)account, ending);
}

const char *zc_waiting_path(struct zc_arena *arena, const struct zc_city *city, const char *name, int64_t account, const char *ending)
{
    if (!name || strlen(name) != ZC_TOKEN_128 - 1 || strspn(name, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != ZC_TOKEN_128 - 1)
        return NULL;
    const char *path = zc_waiting_place(arena, city, name, account, ending);
    return access(path, R_OK) == 0 ? path : NULL;
}

/* false: not everything was read, or written (to `to`, unless it is negative). */
static bool copy_and_digest(char digest[ZC_DIGEST_HEX], int from, int to)
{
    unsigned char piece[65536], raw[ZC_DIGEST_SIZE];
    struct zc_sm3 *sm3 = zc_sm3_new();
    ssize_t size;
    bool good = true;
    while (good && (size = read(from, piece, sizeof piece)) > 0) {
        zc_sm3_add(sm3, piece, (size_t)size);
        good = to < 0 || write(to, piece, (size_t)size) == size;
    }
    good = good && size == 0;
    zc_sm3_done(sm3, raw);
    zc_sm3_free(sm3);
    zc_hex(digest, raw, sizeof raw);
    return good;
}

int zc_waiting_digest(char digest[ZC_DIGEST_HEX], const char *path, struct zc_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool good = file >= 0 && copy_and_digest(digest, file, -1);
    if (file >= 0)
        close(file);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "上传的文件读不出", "the uploaded file cannot be read");
}

int zc_waiting_keep(const char **name, char digest[ZC_DIGEST_HEX], struct zc_arena *arena, const struct zc_city *city, int64_t account, const char *from,
                    struct zc_error *err)
{
    char token[ZC_TOKEN_128];
    const char *folder = folder_of(arena, city);
    zc_token_128(token);
    *name = zc_arena_str(arena, token);
    const char *to = zc_waiting_place(arena, city, token, account, "");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return zc_fail(err, ZC_EIO, "不能建立暂存文件夹：%s", "cannot make the folder for waiting files: %s", strerror(errno));
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600),
        parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = in >= 0 && out >= 0 && parent >= 0 && copy_and_digest(digest, in, out) && fsync(out) == 0 && fsync(parent) == 0;
    if (in >= 0)
        close(in);
    if (parent >= 0)
        close(parent);
    if (out >= 0 && close(out) != 0)
        good = false;
    if (good)
        return ZC_OK;
    unlink(to);
    return zc_fail(err, ZC_EIO, "文件没有存下，请再试", "the file could not be kept; try again");
}

void zc_waiting_remove(struct zc_arena *arena, const struct zc_city *city, const char *name, int64_t account)
{
    unlink(zc_waiting_place(arena, city, name, account, ""));
    unlink(zc_waiting_place(arena, city, name, account, ".xlsx"));
}

void zc_waiting_tidy(struct zc_arena *arena, const struct zc_city *city)
{
    const char *folder_path = folder_of(arena, city);
    DIR *folder = opendir(folder_path);
    struct dirent *item;
    time_t now = time(NULL);
    while (folder && (item = readdir(folder))) {
        struct stat info;
        const char *path = zc_arena_printf(arena, "%s/%s", folder_path, item->d_name), *dot = strrchr(item->d_name, '.');
        if (item->d_name[0] != '.' && !(dot && strcmp(dot, ".job") == 0) && stat(path, &info) == 0 && S_ISREG(info.st_mode) &&
            info.st_mtime + ZC_WAITING_S < now)
            unlink(path);
    }
    if (folder)
        closedir(folder);
}
