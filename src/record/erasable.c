#include "record/erasable.h"
#include "base/digest.h"
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *base64(struct zc_arena *arena, const unsigned char *bytes, size_t size)
{
    char *text = zc_arena_alloc(arena, size / 3 * 4 + 8);
    EVP_EncodeBlock((unsigned char *)text, bytes, (int)size);
    return text;
}

static int keep(struct zc_db *db, struct zc_arena *arena, int64_t id, const unsigned char key[32], struct zc_error *err)
{
    unsigned char wrapping[32], wrapped[32 + ZC_ENVELOPE_EXTRA];
    struct zc_stmt *stmt;
    int rc = zc_wrapping_key(wrapping, db->city, err);
    if (rc)
        return rc;
    zc_envelope_seal(wrapped, wrapping, 1, (struct zc_envelope_place){"keys", id, "subject"}, NULL, key, 32);
    zc_wipe(wrapping, sizeof wrapping);
    const char *text = base64(arena, wrapped, sizeof wrapped);
    if ((rc = zc_stmt_prepare(&stmt, db->keys, "INSERT INTO subject (id, wrapped) VALUES (?1, ?2)", err)))
        return rc;
    zc_stmt_bind_int(stmt, 1, id);
    zc_stmt_bind_text(stmt, 2, text, strlen(text));
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

int zc_erasable_seal(const char **out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, const char *field, const char *plain,
                     struct zc_error *err)
{
    unsigned char key[32];
    size_t size = strlen(plain);
    int rc = zc_subject_keys_open(db, ZC_STORE_WRITE, err);
    if (!rc)
        rc = zc_subject_key(key, db, id, err);
    if (rc == ZC_ENOTFOUND) {
        zc_random(key, sizeof key);
        rc = keep(db, arena, id, key, err);
    }
    if (rc)
        return rc;
    unsigned char *envelope = zc_arena_alloc(arena, size + ZC_ENVELOPE_EXTRA);
    zc_envelope_seal(envelope, key, (uint64_t)id, (struct zc_envelope_place){entity->full_name, id, field}, NULL, plain, size);
    zc_wipe(key, sizeof key);
    *out = base64(arena, envelope, size + ZC_ENVELOPE_EXTRA);
    return ZC_OK;
}

int zc_keys_found(const char *folder, struct zc_error *err)
{
    char path[4200], hex[66];
    unsigned char root[32];
    struct zc_store *store;
    snprintf(path, sizeof path, "%s/keys/root.key", folder);
    zc_random(root, sizeof root);
    zc_hex(hex, root, sizeof root);
    zc_wipe(root, sizeof root);
    hex[64] = '\n';
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = file >= 0 && write(file, hex, 65) == 65 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    zc_wipe(hex, sizeof hex);
    if (!good)
        return zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
    snprintf(path, sizeof path, "%s/keys/subjects.db", folder);
    mode_t mask = umask(0077);
    int rc = zc_store_open(&store, path, ZC_STORE_CREATE, err);
    umask(mask);
    if (!rc) {
        rc = zc_store_run(store, "PRAGMA secure_delete=ON; CREATE TABLE subject (id INTEGER PRIMARY KEY, wrapped TEXT NOT NULL)", err);
        zc_store_close(store);
    }
    return rc;
}

int zc_subject_key_destroy(struct zc_db *db, int64_t id, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_subject_keys_open(db, ZC_STORE_WRITE, err);
    if (!rc)
        rc = zc_store_run(db->keys, "PRAGMA secure_delete=ON", err);
    if (!rc)
        rc = zc_stmt_prepare(&stmt, db->keys, "DELETE FROM subject WHERE id = ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, id);
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc ? rc : zc_store_run(db->keys, "PRAGMA wal_checkpoint(TRUNCATE)", err);
}
