/*
 * seal: 1 the text; 2 keys; 3 signing and verifying; 4 reading (the reader is lenient in passing and strict in the end: what
 * it understood, written again, must be the bytes it read); 5 appending; 6 sealing a city.
 */
#include "record/seal.h"
#include "base/date.h"
#include "record/last.h"
#include "record/write.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4400, KEY_FILE_MAX = 16 << 10, SHORTEST_HEAD = 69 };
static const char distinguished_id[] = "1234567812345678";

/* 1 */

void zc_seal_write(struct zc_buf *out, const struct zc_seal *seal)
{
    char at[ZC_INSTANT_TEXT];
    zc_instant_format(at, seal->at);
    zc_buf_str(out, "zcs1\ncity=");
    zc_buf_str(out, seal->city);
    zc_buf_str(out, "\nserial=");
    zc_buf_int(out, seal->serial);
    zc_buf_str(out, "\nat=");
    zc_buf_str(out, at);
    zc_buf_str(out, "\nwatermark=");
    zc_buf_int(out, seal->watermark);
    zc_buf_str(out, "\nheads=");
    zc_buf_int(out, (int64_t)seal->head_count);
    zc_buf_char(out, '\n');
    for (size_t i = 0; i < seal->head_count; i++) {
        zc_buf_int(out, seal->heads[i].chain);
        zc_buf_char(out, ' ');
        zc_buf_int(out, seal->heads[i].seq);
        zc_buf_char(out, ' ');
        zc_buf_str(out, seal->heads[i].digest);
        zc_buf_char(out, '\n');
    }
}

/* 2 */

static int write_all(int file, const char *bytes, size_t size)
{
    while (size) {
        ssize_t wrote = write(file, bytes, size);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return -1;
        bytes += wrote;
        size -= (size_t)wrote;
    }
    return 0;
}

/* A rename or a new name is on the disk only when its folder is. */
static int sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -1;
    int rc = fsync(folder);
    close(folder);
    return rc;
}

static int create_file(const char *path, mode_t mode, BIO *content, struct zc_error *err)
{
    char *bytes;
    long size = BIO_get_mem_data(content, &bytes);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (file < 0 && errno == EEXIST)
        return zc_fail(err, ZC_ECONFLICT, "%s 已存在,不会覆盖", "%s exists and is not replaced", path);
    if (file < 0)
        return zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
    int rc = ZC_OK;
    if (fchmod(file, mode) != 0 || size <= 0 || write_all(file, bytes, (size_t)size) != 0 || fsync(file) != 0)
        rc = zc_fail(err, ZC_EIO, "写入 %s 失败", "writing %s failed", path);
    close(file);
    if (rc)
        unlink(path);
    return rc;
}

static int crypto_failed(struct zc_error *err, const char *zh, const char *en)
{
    char text[160];
    ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
    ERR_clear_error();
    return zc_fail(err, ZC_EIO, "%s(%s:%s)", "%s (%s: %s)", zh, en, text);
}

int zc_seal_keys_make(const char *folder, struct zc_error *err)
{
    char key_path[PATH_SIZE], public_path[PATH_SIZE];
    snprintf(key_path, sizeof key_path, "%s/seal.key", folder);
    snprintf(public_path, sizeof public_path, "%s/seal.pub", folder);
    if (access(public_path, F_OK) == 0)
        return zc_fail(err, ZC_ECONFLICT, "%s 已存在,不会覆盖", "%s exists and is not replaced", public_path);
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    BIO *secret = BIO_new(BIO_s_secmem()), *open_part = BIO_new(BIO_s_mem());
    int rc = ZC_OK;
    if (!key || !secret || !open_part || PEM_write_bio_PKCS8PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL) != 1 ||
        PEM_write_bio_PUBKEY(open_part, key) != 1)
        rc = crypto_failed(err, "无法生成密钥", "cannot make a key pair");
    if (!rc)
        rc = create_file(key_path, 0600, secret, err);
    if (!rc && (rc = create_file(public_path, 0644, open_part, err)))
        unlink(key_path);
    if (!rc && sync_folder(folder) != 0)
        rc = zc_fail(err, ZC_EIO, "无法同步文件夹 %s", "cannot sync the folder %s", folder);
    BIO_free(secret);
    BIO_free(open_part);
    EVP_PKEY_free(key);
    return rc;
}

static int load_key(EVP_PKEY **out, const char *path, bool secret, struct zc_error *err)
{
    struct stat status;
    int rc = ZC_OK;
    *out = NULL;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    FILE *stream = file < 0 ? NULL : fdopen(file, "rb");
    if (!stream || fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > KEY_FILE_MAX) {
        rc = zc_fail(err, ZC_EIO, "无法读取密钥 %s", "cannot read the key %s", path);
    } else if (secret && (status.st_mode & 077)) {
        rc = zc_fail(err, ZC_EDENIED, "密钥 %s 的权限为 %03o,应为 600", "the key %s has mode %03o, it must be 600", path,
                     (unsigned)(status.st_mode & 0777));
    } else {
        *out = secret ? PEM_read_PrivateKey(stream, NULL, NULL, (void *)"") : PEM_read_PUBKEY(stream, NULL, NULL, NULL);
        if (!*out || EVP_PKEY_is_a(*out, "SM2") != 1) {
            EVP_PKEY_free(*out);
            *out = NULL;
            ERR_clear_error();
            rc = zc_fail(err, ZC_EIO, "%s 不是 SM2 密钥", "%s is no SM2 key", path);
        }
    }
    if (stream)
        fclose(stream);
    else if (file >= 0)
        close(file);
    return rc;
}

/* 3 */

int zc_seal_sign(struct zc_seal *seal, const char *key_path, struct zc_error *err)
{
    EVP_PKEY *key;
    int rc = load_key(&key, key_path, true, err);
    if (rc)
        return rc;
    struct zc_buf text = {0};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *settings = NULL; /* belongs to context */
    zc_seal_write(&text, seal);
    seal->signature_size = sizeof seal->signature;
    if (!context || EVP_DigestSignInit_ex(context, &settings, "SM3", NULL, NULL, key, NULL) != 1 ||
        EVP_PKEY_CTX_set1_id(settings, distinguished_id, (int)strlen(distinguished_id)) != 1 ||
        EVP_DigestSign(context, seal->signature, &seal->signature_size, (const unsigned char *)text.bytes, text.size) != 1) {
        seal->signature_size = 0;
        rc = crypto_failed(err, "无法签名", "cannot sign");
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    zc_buf_free(&text);
    return rc;
}

int zc_seal_verify(const struct zc_seal *seal, const char *public_path, struct zc_error *err)
{
    EVP_PKEY *key;
    int rc = load_key(&key, public_path, false, err);
    if (rc)
        return rc;
    struct zc_buf text = {0};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *settings = NULL;
    zc_seal_write(&text, seal);
    if (!context || EVP_DigestVerifyInit_ex(context, &settings, "SM3", NULL, NULL, key, NULL) != 1 ||
        EVP_PKEY_CTX_set1_id(settings, distinguished_id, (int)strlen(distinguished_id)) != 1)
        rc = crypto_failed(err, "无法验签", "cannot verify signatures");
    else if (EVP_DigestVerify(context, seal->signature, seal->signature_size, (const unsigned char *)text.bytes, text.size) != 1)
        rc = zc_fail(err, ZC_ECHECK, "第 %lld 号封存的签名无效", "the signature of seal %lld is not valid", (long long)seal->serial);
    ERR_clear_error();
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    zc_buf_free(&text);
    return rc;
}

/* 4 */

static void encode_signature(char out[ZC_SIGNATURE_MAX * 2], const struct zc_seal *seal)
{
    EVP_EncodeBlock((unsigned char *)out, seal->signature, (int)seal->signature_size);
}

struct reader {
    const char *start, *at, *end;
    struct zc_error *err;
};

static int refuse(struct reader *reader, const char *zh, const char *en)
{
    return zc_fail(reader->err, ZC_EINPUT, "封存文件第 %zu 字节:%s(%s)", "seals, byte %zu: %s (%s)",
                   (size_t)(reader->at - reader->start), zh, en);
}

static bool skip(struct reader *reader, const char *text)
{
    size_t size = strlen(text);
    if ((size_t)(reader->end - reader->at) < size || memcmp(reader->at, text, size) != 0)
        return false;
    reader->at += size;
    return true;
}

/* Digits up to `stop`, which is passed. */
static bool number(int64_t *out, struct reader *reader, char stop)
{
    int64_t value = 0;
    const char *first = reader->at;
    for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *reader->at - '0', &value))
            return false;
    *out = value;
    return reader->at > first && reader->at < reader->end && *reader->at++ == stop;
}

/* `size` characters and then `stop`; `out` gets a NUL too. */
static bool exactly(char *out, struct reader *reader, size_t size, char stop)
{
    if ((size_t)(reader->end - reader->at) <= size || reader->at[size] != stop)
        return false;
    memcpy(out, reader->at, size);
    out[size] = 0;
    reader->at += size + 1;
    return true;
}

static bool is_hex(const char *text) { return text[strspn(text, "0123456789abcdef")] == 0; }

static int read_heads(struct zc_seal *seal, struct zc_arena *arena, struct reader *reader)
{
    int64_t count;
    if (!skip(reader, "heads=") || !number(&count, reader, '\n') || count > (reader->end - reader->at) / SHORTEST_HEAD)
        return refuse(reader, "链头个数不对", "the number of heads does not fit");
    seal->heads = zc_arena_array(arena, (size_t)count, sizeof *seal->heads);
    seal->head_count = (size_t)count;
    for (size_t i = 0; i < seal->head_count; i++) {
        struct zc_seal_head *head = &seal->heads[i];
        if (!number(&head->chain, reader, ' ') || !number(&head->seq, reader, ' ') || head->seq < 1 ||
            !exactly(head->digest, reader, 64, '\n') || !is_hex(head->digest))
            return refuse(reader, "链头写法不对", "malformed head");
        if (i && head->chain <= head[-1].chain)
            return refuse(reader, "链号须升序", "chains must ascend");
    }
    return ZC_OK;
}

static int read_signature(struct zc_seal *seal, struct reader *reader)
{
    char text[ZC_SIGNATURE_MAX * 2], again[ZC_SIGNATURE_MAX * 2];
    unsigned char bytes[sizeof text];
    if (!skip(reader, "sig="))
        return refuse(reader, "缺少签名", "the signature is missing");
    const char *stop = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    size_t size = stop ? (size_t)(stop - reader->at) : 0;
    if (!size || size % 4 || size > (ZC_SIGNATURE_MAX + 2) / 3 * 4)
        return refuse(reader, "签名长度不对", "the signature has a wrong length");
    memcpy(text, reader->at, size);
    text[size] = 0;
    int decoded = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)size);
    decoded -= (text[size - 1] == '=') + (text[size - 2] == '=');
    if (decoded <= 0 || decoded > ZC_SIGNATURE_MAX)
        return refuse(reader, "签名不是 base64", "the signature is no base64");
    memcpy(seal->signature, bytes, (size_t)decoded);
    seal->signature_size = (size_t)decoded;
    encode_signature(again, seal);
    if (strcmp(again, text) != 0)
        return refuse(reader, "签名不是 base64", "the signature is no base64");
    reader->at = stop + 1;
    return ZC_OK;
}

static int read_seal(struct zc_seal *seal, struct zc_arena *arena, struct reader *reader)
{
    const char *first = reader->at;
    char at[28];
    int rc;
    if (!skip(reader, "zcs1\ncity=") || !exactly(seal->city, reader, 32, '\n') || !is_hex(seal->city))
        return refuse(reader, "此处应为 zcs1 与城市号", "zcs1 and the city are expected here");
    if (!skip(reader, "serial=") || !number(&seal->serial, reader, '\n') || seal->serial < 1)
        return refuse(reader, "此处应为序号", "the serial is expected here");
    if (!skip(reader, "at=") || !exactly(at, reader, 27, '\n') || !zc_instant_parse(&seal->at, at))
        return refuse(reader, "此处应为时刻", "the instant is expected here");
    if (!skip(reader, "watermark=") || !number(&seal->watermark, reader, '\n'))
        return refuse(reader, "此处应为水位", "the watermark is expected here");
    if ((rc = read_heads(seal, arena, reader)))
        return rc;
    struct zc_buf again = {0};
    zc_seal_write(&again, seal);
    if (again.size != (size_t)(reader->at - first) || memcmp(again.bytes, first, again.size) != 0)
        rc = refuse(reader, "封存写法不规范", "the seal is not in its canonical form");
    zc_buf_free(&again);
    return rc ? rc : read_signature(seal, reader);
}

int zc_seal_parse(struct zc_seal **out, size_t *count, struct zc_arena *arena, const char *bytes, size_t size, struct zc_error *err)
{
    struct reader reader = {bytes, bytes, bytes + size, err};
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    while (reader.at < reader.end) {
        struct zc_seal *seal = zc_arena_push(arena, out, count, &capacity, sizeof *seal);
        int rc = read_seal(seal, arena, &reader);
        if (rc)
            return rc;
    }
    return ZC_OK;
}

int zc_seal_read(struct zc_seal **out, size_t *count, struct zc_arena *arena, const char *path, struct zc_error *err)
{
    struct stat status;
    *out = NULL;
    *count = 0;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return zc_fail(err, ZC_EIO, "无法读取封存文件 %s:%s", "cannot read the seals %s: %s", path, strerror(errno));
    int rc = ZC_OK;
    if (fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode))
        rc = zc_fail(err, ZC_EIO, "%s 不是文件", "%s is no file", path);
    else if (status.st_size > ZC_SEAL_FILE_MAX)
        rc = zc_fail(err, ZC_ELIMIT, "封存文件 %s 超过 %d 字节", "the file of seals %s is longer than %d bytes", path, ZC_SEAL_FILE_MAX);
    if (!rc) {
        size_t size = (size_t)status.st_size;
        char *bytes = zc_malloc(size + 1);
        if (fread(bytes, 1, size, file) != size)
            rc = zc_fail(err, ZC_EIO, "读取 %s 失败", "reading %s failed", path);
        if (!rc && (rc = zc_seal_parse(out, count, arena, bytes, size, err)))
            zc_fail_within(err, path);
        free(bytes);
    }
    fclose(file);
    return rc;
}

/* 5 */

int zc_seal_append(const char *path, const struct zc_seal *seal, struct zc_error *err)
{
    char signature[ZC_SIGNATURE_MAX * 2];
    struct zc_buf text = {0};
    struct stat before;
    if (!seal->signature_size || seal->signature_size > ZC_SIGNATURE_MAX)
        return zc_fail(err, ZC_EINTERNAL, "封存尚未签名", "the seal is not signed");
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0)
        return zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
    zc_seal_write(&text, seal);
    encode_signature(signature, seal);
    zc_buf_str(&text, "sig=");
    zc_buf_str(&text, signature);
    zc_buf_char(&text, '\n');
    int rc = ZC_OK;
    if (fstat(file, &before) != 0) {
        rc = zc_fail(err, ZC_EIO, "无法写入 %s", "cannot write %s", path);
    } else if (write_all(file, text.bytes, text.size) != 0 || fsync(file) != 0) {
        /* Half a seal would make the whole file unreadable. */
        rc = zc_fail(err, ZC_EIO, "写入 %s 失败,磁盘可能已满", "writing %s failed; the disk may be full", path);
        if (S_ISREG(before.st_mode) && ftruncate(file, before.st_size) != 0)
            zc_fail_within(err, "ftruncate");
    }
    close(file);
    zc_buf_free(&text);
    return rc;
}

/* 6 */

/* At the first seal both files are missing. One alone means that the other was lost or taken: a person must decide. */
static int ready_keys(char key_path[PATH_SIZE], char public_digest[ZC_DIGEST_HEX], const char *city_folder, struct zc_error *err)
{
    char folder[PATH_SIZE], public_path[PATH_SIZE + 16], pem[KEY_FILE_MAX];
    snprintf(folder, sizeof folder, "%s/keys", city_folder);
    if (snprintf(key_path, PATH_SIZE, "%s/seal.key", folder) >= PATH_SIZE)
        return zc_fail(err, ZC_ELIMIT, "城市文件夹的路径太长", "the path of the city folder is too long");
    snprintf(public_path, sizeof public_path, "%s/seal.pub", folder);
    bool has_key = access(key_path, F_OK) == 0, has_public = access(public_path, F_OK) == 0;
    if (has_key != has_public)
        return zc_fail(err, ZC_EIO, "keys/seal.key 与 keys/seal.pub 缺了一个", "one of keys/seal.key and keys/seal.pub is missing");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return zc_fail(err, ZC_EIO, "无法建立 %s", "cannot make %s", folder);
    int rc = has_key ? ZC_OK : zc_seal_keys_make(folder, err);
    if (rc)
        return rc;
    FILE *file = fopen(public_path, "rbe");
    if (!file)
        return zc_fail(err, ZC_EIO, "无法读取 %s", "cannot read %s", public_path);
    zc_sm3_hex(public_digest, pem, fread(pem, 1, sizeof pem, file));
    fclose(file);
    return ZC_OK;
}

static int read_city_heads(struct zc_seal *seal, int64_t *entries, struct zc_arena *arena, struct zc_store *store, struct zc_error *err)
{
    struct zc_stmt *stmt;
    size_t capacity = 0;
    int rc = zc_stmt_prepare(&stmt, store, "SELECT chain, seq, digest FROM head WHERE seq > 0 ORDER BY chain", err);
    if (rc)
        return rc;
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_seal_head *head = zc_arena_push(arena, &seal->heads, &seal->head_count, &capacity, sizeof *head);
        head->chain = zc_stmt_int(stmt, 0);
        head->seq = zc_stmt_int(stmt, 1);
        snprintf(head->digest, sizeof head->digest, "%s", zc_stmt_text(stmt, 2, NULL));
        *entries += head->seq;
    }
    zc_stmt_done(stmt);
    return rc;
}

static int one_number(int64_t *out, struct zc_store *store, const char *sql, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    if ((rc = zc_stmt_step(stmt, err)) > 0)
        *out = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

static int journal_seal(struct zc_tx *tx, const struct zc_seal *seal, const char *public_digest, struct zc_error *err)
{
    struct zc_buf text = {0}, payload = {0};
    char digest[ZC_DIGEST_HEX];
    zc_seal_write(&text, seal);
    zc_sm3_hex(digest, text.bytes, text.size);
    zc_buf_printf(&payload, "{\"digest\":\"%s\",\"heads\":\"%zu\",\"public_key\":\"%s\",\"serial\":\"%lld\",\"watermark\":\"%lld\"}", digest,
                  seal->head_count, public_digest, (long long)seal->serial, (long long)seal->watermark);
    int rc = zc_tx_note(tx, zc_tx_db(tx)->city->area, "seal", payload.bytes, err);
    zc_buf_free(&text);
    zc_buf_free(&payload);
    return rc;
}

int zc_seal_city(int64_t *serial, int64_t *entries, struct zc_db *db, const char *path, const char *face, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_seal seal = {0};
    struct zc_tx *tx = NULL;
    char key_path[PATH_SIZE], public_digest[ZC_DIGEST_HEX];
    const struct zc_actor actor = {.face = face, .reader = &ZC_READER_CITY};
    *serial = *entries = 0;
    int rc = ready_keys(key_path, public_digest, db->city->folder, err);
    if (!rc)
        rc = zc_tx_begin(&tx, db, &actor, err); /* the write lock is held: the heads belong together */
    if (rc)
        goto done;
    struct zc_store *store = zc_tx_db(tx)->store;
    memcpy(seal.city, db->city->id, sizeof seal.city);
    seal.at = zc_db_now(db);
    if ((rc = one_number(&seal.serial, store, "SELECT count(*) + 1 FROM journal WHERE kind = 'seal'", err)) ||
        (rc = one_number(&seal.watermark, store, "SELECT coalesce(max(j.tx), 0) FROM journal AS j WHERE (j.chain, j.seq) IN (SELECT h.chain, h.seq FROM head AS h)", err)) ||
        (rc = read_city_heads(&seal, entries, &arena, store, err)))
        goto done;
    if (!seal.head_count) {
        rc = zc_fail(err, ZC_ENOTFOUND, "账本为空,无可封存", "the journal is empty: there is nothing to seal");
        goto done;
    }
    /* The file comes before the commit: a seal that is journalled exists, and one that is not journalled is still true. */
    if ((rc = zc_seal_sign(&seal, key_path, err)) || (rc = journal_seal(tx, &seal, public_digest, err)) ||
        (rc = zc_seal_append(path, &seal, err)))
        goto done;
    rc = zc_tx_commit(tx, err);
    tx = NULL;
    if (!rc)
        zc_last_put(db->city->folder, ZC_LAST_SEAL);
    *serial = seal.serial;
done:
    if (tx)
        zc_tx_rollback(tx);
    zc_arena_free(&arena);
    return rc;
}
