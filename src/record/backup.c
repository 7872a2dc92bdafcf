/* backup: 1 digests of files; 2 writing the archive; 3 reading it back. */
#include "record/backup.h"
#include "base/buf.h"
#include "base/digest.h"
#include "record/last.h"
#include "record/move.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

/* 1 */

static int digest_file(char hex[ZC_DIGEST_HEX], const char *path, struct zc_error *err)
{
    char block[65536];
    unsigned char raw[ZC_DIGEST_SIZE];
    FILE *file = fopen(path, "rb");
    size_t got;
    if (!file)
        return zc_fail(err, ZC_EIO, "读不到 %s:%s", "cannot read %s: %s", path, strerror(errno));
    struct zc_sm3 *sm3 = zc_sm3_new();
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        zc_sm3_add(sm3, block, got);
    bool bad = ferror(file);
    fclose(file);
    zc_sm3_done(sm3, raw);
    zc_sm3_free(sm3);
    zc_hex(hex, raw, sizeof raw);
    return bad ? zc_fail(err, ZC_EIO, "读 %s 出错", "reading %s failed", path) : ZC_OK;
}

/* 2 */

static int add(zip_t *archive, struct zc_buf *manifest, const char *name, const char *path, struct zc_error *err)
{
    char hex[ZC_DIGEST_HEX];
    int rc = digest_file(hex, path, err);
    if (rc)
        return rc;
    zip_source_t *source = zip_source_file(archive, path, 0, -1);
    if (!source || zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) < 0) {
        zip_source_free(source);
        return zc_fail(err, ZC_EIO, "无法打包 %s", "cannot pack %s", name);
    }
    zc_buf_printf(manifest, "%s  %s\n", hex, name);
    return ZC_OK;
}

static int add_files(zip_t *archive, struct zc_buf *manifest, const char *folder, struct zc_error *err)
{
    int rc = ZC_OK;
    for (int first = 0; first < 256 && !rc; first++) {
        char path[4200];
        snprintf(path, sizeof path, "%s/files/%02x", folder, (unsigned)first);
        DIR *open_folder = opendir(path);
        struct dirent *entry;
        while (!rc && open_folder && (entry = readdir(open_folder))) {
            char whole[4600], name[300];
            if (strlen(entry->d_name) != 64)
                continue;
            snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
            snprintf(name, sizeof name, "files/%02x/%.64s", (unsigned)first, entry->d_name);
            rc = add(archive, manifest, name, whole, err);
        }
        if (open_folder)
            closedir(open_folder);
    }
    return rc;
}

struct packing {
    zc_tell *tell;
    void *user;
    struct zc_error *err;
    int64_t files;
    bool stopped;
};

/* Packing is nine tenths of the work. */
static void packed(zip_t *archive, double part, void *user)
{
    struct packing *packing = user;
    (void)archive;
    struct zc_step step = {{"打包", "packing"}, (int64_t)(part * (double)packing->files), packing->files, 100 + (int)(part * 890)};
    packing->stopped = packing->stopped || zc_progress(packing->tell, packing->user, step, packing->err) != ZC_OK;
}
static int pack_no_more(zip_t *archive, void *user)
{
    (void)archive;
    return ((struct packing *)user)->stopped;
}

int zc_backup(struct zc_db *db, const char *file, zc_tell *tell, void *user, struct zc_error *err)
{
    struct packing packing = {.tell = tell, .user = user, .err = err};
    char copy[4200], journal[4300], conf[4200], part[4200];
    struct zc_buf manifest = {0};
    snprintf(copy, sizeof copy, "%s.db-%ld", file, (long)getpid());
    snprintf(part, sizeof part, "%s.part", file);
    snprintf(conf, sizeof conf, "%s.conf-%ld", file, (long)getpid());
    int rc = zc_progress(tell, user, (struct zc_step){{"抄出数据库", "copying the database"}, 0, 0, 0}, err);
    rc = rc ? rc : zc_move_copy(db, copy, err);
    rc = rc ? rc : zc_move_settings(conf, db->city->folder, NULL, err); /* what is restored stands in its own folder, never on the server */
    int zip_error = 0;
    zip_t *archive = rc ? NULL : zip_open(part, ZIP_CREATE | ZIP_TRUNCATE, &zip_error);
    if (!rc && !archive)
        rc = zc_fail(err, ZC_EIO, "无法写入 %s", "cannot write %s", file);
    if (!rc)
        rc = add(archive, &manifest, "city.conf", conf, err);
    if (!rc)
        rc = add(archive, &manifest, "city.db", copy, err);
    if (!rc)
        rc = add_files(archive, &manifest, db->city->folder, err);
    if (!rc) {
        zip_source_t *source = zip_source_buffer(archive, zc_buf_text(&manifest), manifest.size, 0);
        if (!source || zip_file_add(archive, "MANIFEST", source, 0) < 0) {
            zip_source_free(source);
            rc = zc_fail(err, ZC_EIO, "无法打包 MANIFEST", "cannot pack MANIFEST");
        }
    }
    for (size_t i = 0; i < manifest.size; i++)
        packing.files += manifest.bytes[i] == '\n';
    if (!rc && tell) {
        zip_register_progress_callback_with_state(archive, 0.001, packed, NULL, &packing);
        zip_register_cancel_callback_with_state(archive, pack_no_more, NULL, &packing);
    }
    if (archive && rc)
        zip_discard(archive);
    else if (archive && zip_close(archive) != 0) {
        rc = packing.stopped ? ZC_ESTOPPED : zc_fail(err, ZC_EIO, "写入 %s 失败:%s", "writing %s failed: %s", file, zip_strerror(archive));
        zip_discard(archive);
    } else if (packing.stopped) { /* the last step is told when all is packed */
        rc = ZC_ESTOPPED;
    }
    snprintf(journal, sizeof journal, "%s-journal", copy); /* left by a copy that ran out of room */
    unlink(journal);
    unlink(copy);
    unlink(conf);
    if (!rc && rename(part, file) != 0)
        rc = zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", file, strerror(errno));
    if (rc)
        unlink(part);
    else
        zc_last_put(db->city->folder, ZC_LAST_BACKUP);
    zc_buf_free(&manifest);
    return rc;
}

/* 3 */

/* Only the names that a backup writes are accepted: nothing can climb out of the folder. */
static bool good_name(const char *name)
{
    if (strcmp(name, "city.conf") == 0 || strcmp(name, "city.db") == 0)
        return true;
    if (strncmp(name, "files/", 6) != 0 || strlen(name) != 6 + 3 + 64 || name[8] != '/')
        return false;
    for (const char *at = name + 6; *at; at++)
        if (at != name + 8 && !strchr("0123456789abcdef", *at))
            return false;
    return true;
}

static int unpack(zip_t *archive, const char *name, const char *expected, const char *folder, struct zc_error *err)
{
    char path[4600], block[65536], hex[ZC_DIGEST_HEX];
    if (!good_name(name))
        return zc_fail(err, ZC_EINPUT, "备份中有不认识的部分 %s", "the backup holds an unknown part %s", name);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (strncmp(name, "files/", 6) == 0) {
        char parent[4600];
        snprintf(parent, sizeof parent, "%s/%.8s", folder, name);
        mkdir(parent, 0700);
    }
    zip_file_t *from = zip_fopen(archive, name, 0);
    FILE *to = from ? fopen(path, "wb") : NULL;
    int rc = from && to ? ZC_OK : zc_fail(err, ZC_EIO, "无法恢复 %s", "cannot restore %s", name);
    zip_int64_t got;
    while (!rc && (got = zip_fread(from, block, sizeof block)) != 0)
        if (got < 0 || fwrite(block, 1, (size_t)got, to) != (size_t)got)
            rc = zc_fail(err, ZC_EIO, "恢复 %s 时出错", "restoring %s failed", name);
    if (from)
        zip_fclose(from);
    if (to && fclose(to) != 0 && !rc)
        rc = zc_fail(err, ZC_EIO, "恢复 %s 时出错", "restoring %s failed", name);
    if (!rc)
        rc = digest_file(hex, path, err);
    if (!rc && strcmp(hex, expected) != 0)
        rc = zc_fail(err, ZC_ECHECK, "备份已损坏:%s 的摘要不符", "the backup is damaged: the digest of %s does not match", name);
    return rc;
}

static int read_manifest(char **out, zip_t *archive, struct zc_error *err)
{
    zip_stat_t info;
    zip_file_t *file = zip_stat(archive, "MANIFEST", 0, &info) == 0 && info.size < (64u << 20) ? zip_fopen(archive, "MANIFEST", 0) : NULL;
    if (!file)
        return zc_fail(err, ZC_EINPUT, "不是备份文件:没有 MANIFEST", "no backup: MANIFEST is missing");
    *out = zc_malloc((size_t)info.size + 1);
    zip_int64_t got = zip_fread(file, *out, info.size);
    zip_fclose(file);
    (*out)[got < 0 ? 0 : got] = 0;
    return ZC_OK;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info, (void)type, (void)walk;
    return remove(path);
}

static int unpack_all(zip_t *archive, char *manifest, const char *folder, struct zc_error *err)
{
    static const char *const inside[] = {"keys", "files", "boxes"};
    char *save = NULL;
    bool conf = false, database = false;
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        char path[4200];
        snprintf(path, sizeof path, "%s/%s", folder, inside[i]);
        if (mkdir(path, 0700) != 0)
            return zc_fail(err, ZC_EIO, "无法新建 %s:%s", "cannot make %s: %s", path, strerror(errno));
    }
    for (char *line = strtok_r(manifest, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        if (strlen(line) < 67 || line[64] != ' ')
            return zc_fail(err, ZC_EINPUT, "MANIFEST 有一行看不懂", "a line of MANIFEST is unreadable");
        line[64] = 0;
        int rc = unpack(archive, line + 66, line, folder, err);
        if (rc)
            return rc;
        conf = conf || strcmp(line + 66, "city.conf") == 0;
        database = database || strcmp(line + 66, "city.db") == 0;
    }
    return conf && database ? ZC_OK : zc_fail(err, ZC_EINPUT, "备份不全:缺 city.conf 或 city.db", "the backup is incomplete: city.conf or city.db is missing");
}

/* Everything is unpacked beside the new folder and gets its name only when all of it is right. */
int zc_restore(const char *file, const char *folder, struct zc_error *err)
{
    int zip_error = 0;
    char *manifest = NULL, part[4100];
    struct stat there;
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    if (length > 4000)
        return zc_fail(err, ZC_EINPUT, "文件夹名太长", "the folder's name is too long");
    snprintf(part, sizeof part, "%.*s.part-%ld", (int)length, folder, (long)getpid());
    if (lstat(folder, &there) == 0)
        return zc_fail(err, ZC_EINPUT, "无法新建 %s:%s", "cannot make %s: %s", folder, strerror(EEXIST));
    zip_t *archive = zip_open(file, ZIP_RDONLY, &zip_error);
    if (!archive)
        return zc_fail(err, ZC_EIO, "打不开备份 %s", "cannot open the backup %s", file);
    int rc = read_manifest(&manifest, archive, err);
    bool made = false;
    if (!rc && !(made = mkdir(part, 0700) == 0))
        rc = zc_fail(err, ZC_EINPUT, "无法新建 %s:%s", "cannot make %s: %s", folder, strerror(errno));
    if (!rc)
        rc = unpack_all(archive, manifest, part, err);
    if (!rc && rename(part, folder) != 0)
        rc = zc_fail(err, ZC_EIO, "无法新建 %s:%s", "cannot make %s: %s", folder, strerror(errno));
    if (rc && made)
        nftw(part, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(manifest);
    zip_discard(archive);
    return rc;
}
