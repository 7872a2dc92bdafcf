#include "query/subject_key.h"
#include "base/secret.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int zc_city_key(unsigned char key[32], const struct zc_city *city, const char *label, struct zc_error *err)
{
    char path[4200], hex[66] = "";
    unsigned char root[32];
    snprintf(path, sizeof path, "%s/keys/root.key", city->folder);
    FILE *file = fopen(path, "r");
    if (file) {
        if (!fgets(hex, sizeof hex, file))
            hex[0] = 0;
        fclose(file);
    }
    bool good = strlen(hex) >= 64 && strspn(hex, "0123456789abcdef") == 64;
    for (int i = 0; good && i < 32; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
        root[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    zc_wipe(hex, sizeof hex);
    if (!good)
        return zc_fail(err, ZC_EIO, "读不到密钥 %s,受保护的内容打不开", "the key %s cannot be read, so protected values stay closed", path);
    zc_key_derive(key, root, label, strlen(label));
    zc_wipe(root, sizeof root);
    return ZC_OK;
}

int zc_wrapping_key(unsigned char key[32], const struct zc_city *city, struct zc_error *err)
{
    return zc_city_key(key, city, "kek", err);
}

int zc_subject_keys_open(struct zc_db *db, enum zc_store_mode mode, struct zc_error *err)
{
    char path[4200];
    if (db->keys)
        return ZC_OK;
    snprintf(path, sizeof path, "%s/keys/subjects.db", db->city->folder);
    return zc_store_open(&db->keys, path, mode, err);
}

int zc_subject_key(unsigned char key[32], struct zc_db *db, int64_t id, struct zc_error *err)
{
    struct zc_stmt *stmt;
    struct zc_arena arena = {0};
    unsigned char wrapping[32], wrapped[256];
    int rc = zc_subject_keys_open(db, ZC_STORE_READ, err), size = 0;
    if (!rc)
        rc = zc_stmt_prepare(&stmt, db->keys, "SELECT wrapped FROM subject WHERE id = ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, id);
    int found = zc_stmt_step(stmt, err);
    if (found > 0) {
        size_t length;
        const char *base64 = zc_stmt_text(stmt, 0, &length);
        if (length && length % 4 == 0 && length / 4 * 3 <= sizeof wrapped)
            size = EVP_DecodeBlock(wrapped, (const unsigned char *)base64, (int)length);
        for (const char *tail = base64 + length; size > 0 && tail[-1] == '='; tail--)
            size--;
    }
    zc_stmt_done(stmt);
    if (found <= 0)
        return found < 0 ? found : zc_fail(err, ZC_ENOTFOUND, "密钥已销毁", "the key was destroyed");
    char *plain = NULL;
    size_t plain_size = 0;
    rc = zc_wrapping_key(wrapping, db->city, err);
    if (!rc)
        rc = zc_envelope_open(&plain, &plain_size, &arena, wrapping, (struct zc_envelope_place){"keys", id, "subject"}, wrapped, (size_t)(size > 0 ? size : 0), err);
    if (!rc && plain_size != 32)
        rc = zc_fail(err, ZC_EIO, "密钥文件已损坏", "the key file is damaged");
    if (!rc)
        memcpy(key, plain, 32);
    if (plain)
        zc_wipe(plain, plain_size);
    zc_wipe(wrapping, sizeof wrapping);
    zc_arena_free(&arena);
    return rc;
}

const char *zc_erasable_open(struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, const char *field, const char *stored)
{
    unsigned char key[32];
    size_t length = strlen(stored), plain_size;
    char *plain;
    if (zc_subject_key(key, db, id, NULL))
        return ZC_ERASED;
    unsigned char *envelope = zc_arena_alloc(arena, length + 4);
    int size = length && length % 4 == 0 ? EVP_DecodeBlock(envelope, (const unsigned char *)stored, (int)length) : -1;
    for (const char *tail = stored + length; size > 0 && tail[-1] == '='; tail--)
        size--;
    int rc = size < 0 ? ZC_EINPUT
                      : zc_envelope_open(&plain, &plain_size, arena, key, (struct zc_envelope_place){entity->full_name, id, field}, envelope, (size_t)size, NULL);
    zc_wipe(key, sizeof key);
    return rc ? ZC_ERASED : plain;
}
