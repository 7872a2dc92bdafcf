/* seal: 1 the text; 2 SM2 through OpenSSL; 3 files of seals; 4 sealing a city. */
#include "record/seal.h"
#include "base/buf.h"
#include "base/digest.h"
#include "query/journal.h"
#include "record/write.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char distinguished_id[] = "1234567812345678";
enum { LARGEST_FILE = 16 << 20, LARGEST_SIGNATURE = 256 };

/* 1 */

void zc_seal_text(struct zc_buf *out, const struct zc_seal *seal)
{
    char at[ZC_INSTANT_TEXT];
    zc_instant_format(at, seal->at);
    zc_buf_printf(out, "zcs1\ncity=%s\nserial=%lld\nat=%s\nwatermark=%lld\nheads=%zu\n", seal->city, (long long)seal->serial, at,
                  (long long)seal->watermark, seal->head_count);
    for (size_t i = 0; i < seal->head_count; i++)
        zc_buf_printf(out, "%lld %lld %s\n", (long long)seal->heads[i].chain, (long long)seal->heads[i].seq, seal->heads[i].digest);
}

/* 2 */

int zc_seal_key(const char *keys_folder, struct zc_error *err)
{
    char key_path[4200], public_path[4200];
    snprintf(key_path, sizeof key_path, "%s/seal.key", keys_folder);
    snprintf(public_path, sizeof public_path, "%s/seal.pub", keys_folder);
    if (access(key_path, R_OK) == 0)
        return ZC_OK;
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    int file = key ? open(key_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    FILE *private_out = file >= 0 ? fdopen(file, "w") : NULL;
    FILE *public_out = private_out ? fopen(public_path, "w") : NULL;
    bool good = public_out && PEM_write_PrivateKey(private_out, key, NULL, NULL, 0, NULL, NULL) == 1 && PEM_write_PUBKEY(public_out, key) == 1;
    if (private_out && fclose(private_out) != 0)
        good = false;
    if (public_out && fclose(public_out) != 0)
        good = false;
    EVP_PKEY_free(key);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "无法生成封存密钥 %s:%s", "cannot make the seal key %s: %s", key_path, strerror(errno));
}

static EVP_PKEY *read_key(const char *path, bool public_key)
{
    FILE *file = fopen(path, "r");
    EVP_PKEY *key = NULL;
    if (file)
        key = public_key ? PEM_read_PUBKEY(file, NULL, NULL, NULL) : PEM_read_PrivateKey(file, NULL, NULL, NULL);
    if (file)
        fclose(file);
    return key;
}

/* A digest context that signs or verifies with SM2, SM3 and the distinguished id. */
static EVP_MD_CTX *context(EVP_PKEY *key, EVP_PKEY_CTX **key_context)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    *key_context = EVP_PKEY_CTX_new(key, NULL);
    if (!md || !*key_context || EVP_PKEY_CTX_set1_id(*key_context, distinguished_id, sizeof distinguished_id - 1) != 1) {
        EVP_MD_CTX_free(md);
        EVP_PKEY_CTX_free(*key_context);
        return NULL;
    }
    EVP_MD_CTX_set_pkey_ctx(md, *key_context);
    return md;
}

int zc_seal_sign(struct zc_buf *out, const char *key_path, const char *text, size_t size, struct zc_error *err)
{
    EVP_PKEY *key = read_key(key_path, false);
    EVP_PKEY_CTX *key_context = NULL;
    unsigned char signature[LARGEST_SIGNATURE];
    size_t length = sizeof signature;
    EVP_MD_CTX *md = key ? context(key, &key_context) : NULL;
    bool good = md && EVP_DigestSignInit(md, NULL, EVP_sm3(), NULL, key) == 1 &&
                EVP_DigestSign(md, signature, &length, (const unsigned char *)text, size) == 1;
    if (good)
        zc_buf_add(out, signature, length);
    EVP_MD_CTX_free(md);
    if (md)
        EVP_PKEY_CTX_free(key_context);
    EVP_PKEY_free(key);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "无法用 %s 签名", "cannot sign with %s", key_path);
}

int zc_seal_verify(const struct zc_seal *seal, const char *path, struct zc_error *err)
{
    EVP_PKEY *key = read_key(path, true);
    if (!key)
        return zc_fail(err, ZC_EIO, "读不到公钥 %s", "cannot read the public key %s", path);
    EVP_PKEY_CTX *key_context = NULL;
    EVP_MD_CTX *md = context(key, &key_context);
    bool good = md && EVP_DigestVerifyInit(md, NULL, EVP_sm3(), NULL, key) == 1 &&
                EVP_DigestVerify(md, seal->signature, seal->signature_size, (const unsigned char *)seal->text, seal->text_size) == 1;
    EVP_MD_CTX_free(md);
    if (md)
        EVP_PKEY_CTX_free(key_context);
    EVP_PKEY_free(key);
    return good ? ZC_OK : zc_fail(err, ZC_ECHECK, "签名无效", "the signature is not valid");
}

/* 3 */

static const char *line_of(const char **at, const char *end, size_t *length)
{
    const char *line = *at, *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop)
        return NULL;
    *length = (size_t)(stop - line);
    *at = stop + 1;
    return line;
}

static bool text_after(const char **out, struct zc_arena *arena, const char **at, const char *end, const char *key)
{
    size_t length, skip = strlen(key);
    const char *line = line_of(at, end, &length);
    if (!line || length < skip || memcmp(line, key, skip) != 0 || length > 4096)
        return false;
    *out = zc_arena_copy(arena, line + skip, length - skip);
    return true;
}

static bool number_after(int64_t *out, struct zc_arena *arena, const char **at, const char *end, const char *key)
{
    const char *text;
    char *stop;
    if (!text_after(&text, arena, at, end, key) || !*text || strspn(text, "0123456789") != strlen(text) || strlen(text) > 18)
        return false;
    *out = strtoll(text, &stop, 10);
    return true;
}

static bool one_seal(struct zc_seal *seal, struct zc_arena *arena, const char **at, const char *end)
{
    const char *from = *at, *word, *instant, *base64;
    int64_t heads;
    *seal = (struct zc_seal){0};
    if (!text_after(&word, arena, at, end, "zcs1") || *word || !text_after(&seal->city, arena, at, end, "city=") ||
        !number_after(&seal->serial, arena, at, end, "serial=") || !text_after(&instant, arena, at, end, "at=") ||
        !zc_instant_parse(&seal->at, instant) || !number_after(&seal->watermark, arena, at, end, "watermark=") ||
        !number_after(&heads, arena, at, end, "heads=") || heads > 1 << 20)
        return false;
    seal->heads = zc_arena_array(arena, (size_t)heads + 1, sizeof *seal->heads);
    for (int64_t i = 0; i < heads; i++) {
        char digest[65];
        long long chain, seq;
        if (!text_after(&word, arena, at, end, "") || sscanf(word, "%lld %lld %64s", &chain, &seq, digest) != 3)
            return false;
        seal->heads[seal->head_count++] = (struct zc_seal_head){chain, seq, zc_arena_str(arena, digest)};
    }
    seal->text = zc_arena_copy(arena, from, (size_t)(*at - from));
    seal->text_size = (size_t)(*at - from);
    if (!text_after(&base64, arena, at, end, "sig="))
        return false;
    size_t length = strlen(base64);
    unsigned char *raw = zc_arena_alloc(arena, length + 4);
    int got = length % 4 == 0 && length ? EVP_DecodeBlock(raw, (const unsigned char *)base64, (int)length) : -1;
    if (got < 0)
        return false;
    for (const char *tail = base64 + length; tail > base64 && tail[-1] == '='; tail--)
        got--;
    seal->signature = raw;
    seal->signature_size = (size_t)got;
    return true;
}

int zc_seal_read(struct zc_seal **out, size_t *count, struct zc_arena *arena, const char *path, struct zc_error *err)
{
    FILE *file = fopen(path, "rb");
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    if (!file)
        return zc_fail(err, ZC_EIO, "读不到封存文件 %s:%s", "cannot read the seals %s: %s", path, strerror(errno));
    char *bytes = zc_malloc(LARGEST_FILE);
    size_t size = fread(bytes, 1, LARGEST_FILE, file);
    fclose(file);
    int rc = ZC_OK;
    for (const char *at = bytes, *end = bytes + size; at < end && !rc;) {
        struct zc_seal seal;
        if (one_seal(&seal, arena, &at, end))
            *(struct zc_seal *)zc_arena_push(arena, out, count, &capacity, sizeof seal) = seal;
        else
            rc = zc_fail(err, ZC_EINPUT, "%s 的第 %zu 个封存看不懂", "%s: seal %zu is unreadable", path, *count + 1);
    }
    free(bytes);
    return rc;
}

/* 4 */

static int append_file(const char *path, const struct zc_buf *text, const struct zc_buf *signature, struct zc_error *err)
{
    unsigned char base64[LARGEST_SIGNATURE * 2];
    EVP_EncodeBlock(base64, (const unsigned char *)signature->bytes, (int)signature->size);
    FILE *file = fopen(path, "ab");
    bool good = file && fwrite(text->bytes, 1, text->size, file) == text->size && fprintf(file, "sig=%s\n", (char *)base64) > 0 &&
                fflush(file) == 0 && fsync(fileno(file)) == 0;
    if (file && fclose(file) != 0)
        good = false;
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
}

int zc_seal_city(int64_t *serial, int64_t *entries, struct zc_db *db, const char *path, const char *face, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_journal heads;
    struct zc_stmt *stmt;
    struct zc_tx *tx = NULL;
    struct zc_buf text = {0}, signature = {0}, payload = {0};
    struct zc_actor actor = {.face = face, .reader = &ZC_READER_CITY};
    char keys[4200], key[4300], hex[ZC_DIGEST_HEX];
    struct zc_seal seal = {.city = db->city->id, .serial = 1, .at = zc_db_now(db)};
    snprintf(keys, sizeof keys, "%s/keys", db->city->folder);
    snprintf(key, sizeof key, "%s/seal.key", keys);
    *entries = 0;
    int rc = zc_seal_key(keys, err);
    if (!rc)
        rc = zc_tx_begin(&tx, db, &actor, err); /* nobody writes between reading the heads and noting the seal */
    if (!rc)
        rc = zc_journal_heads(&heads, &arena, db, err);
    if (!rc && !(rc = zc_stmt_prepare(&stmt, db->store, "SELECT count(*) + 1 FROM journal WHERE kind = 'seal'", err))) {
        if (zc_stmt_step(stmt, err) > 0)
            seal.serial = zc_stmt_int(stmt, 0);
        zc_stmt_done(stmt);
    }
    if (!rc) {
        seal.watermark = zc_tx_number(tx) - 1;
        seal.heads = zc_arena_array(&arena, heads.count + 1, sizeof *seal.heads);
        for (size_t i = 0; i < heads.count; i++) {
            seal.heads[seal.head_count++] = (struct zc_seal_head){heads.items[i].chain, heads.items[i].seq, heads.items[i].digest};
            *entries += heads.items[i].seq;
        }
        zc_seal_text(&text, &seal);
        rc = zc_seal_sign(&signature, key, text.bytes, text.size, err);
    }
    if (!rc) {
        zc_sm3_hex(hex, text.bytes, text.size);
        zc_buf_printf(&payload, "{\"digest\":\"%s\",\"serial\":\"%lld\"}", hex, (long long)seal.serial);
        rc = zc_tx_note(tx, db->city->area, "seal", payload.bytes, err);
    }
    if (!rc)
        rc = append_file(path, &text, &signature, err);
    if (tx && rc)
        zc_tx_rollback(tx);
    else if (tx)
        rc = zc_tx_commit(tx, err);
    *serial = seal.serial;
    zc_buf_free(&text);
    zc_buf_free(&signature);
    zc_buf_free(&payload);
    zc_arena_free(&arena);
    return rc;
}
