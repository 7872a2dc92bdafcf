/* tls: 1 reading; 2 judging; 3 making. */
#include "http/tls.h"
#include "base/buf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 256 * 1024, DAYS = 365, RENEW_DAYS = 7 };

/* 1 */

static int read_text(const char **out, struct zc_arena *arena, const char *path, bool secret, struct zc_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC), rc = ZC_OK;
    struct stat info;
    if (file < 0 || fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > FILE_MOST) {
        rc = zc_fail(err, ZC_EIO, "读不了 %s", "%s cannot be read", path);
    } else if (secret && info.st_mode & 007) {
        rc = zc_fail(err, ZC_EDENIED, "私钥 %s 对其他用户开放,请先 chmod 600", "the key %s is open to other users: chmod 600 it first", path);
    } else {
        char *text = zc_arena_alloc(arena, (size_t)info.st_size + 1);
        size_t size = 0;
        ssize_t got;
        while (size < (size_t)info.st_size && (got = read(file, text + size, (size_t)info.st_size - size)) > 0)
            size += (size_t)got;
        text[size] = 0;
        *out = text;
    }
    if (file >= 0)
        close(file);
    return rc;
}

/* 2 */

/* A key with a passphrase is refused instead of asked for. */
static int no_passphrase(char *buffer, int size, int writing, void *user)
{
    (void)buffer, (void)size, (void)writing, (void)user;
    return -1;
}

static X509 *certificate_of(const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);
    X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, no_passphrase, NULL) : NULL;
    BIO_free(bio);
    return certificate;
}

static EVP_PKEY *key_of(const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
    BIO_free(bio);
    return key;
}

static void describe(struct zc_tls *tls, X509 *certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    int days = 0, seconds = 0;
    X509_digest(certificate, EVP_sha256(), digest, &size);
    for (unsigned i = 0; i < size && i < 32; i++)
        snprintf(tls->fingerprint + 3 * i, 4, "%02X%s", digest[i], i + 1 < size ? ":" : "");
    ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(certificate));
    tls->days_left = days;
}

/* Certificate and key as texts are taken when they belong together today. */
static int judge(struct zc_tls *tls, const char *certificate_path, const char *key_path, struct zc_error *err)
{
    X509 *certificate = certificate_of(tls->certificate);
    EVP_PKEY *key = key_of(tls->key);
    int rc = ZC_OK;
    if (!certificate)
        rc = zc_fail(err, ZC_EINPUT, "%s 里没有 PEM 证书", "%s holds no certificate in PEM", certificate_path);
    else if (!key)
        rc = zc_fail(err, ZC_EINPUT, "%s 里没有不加口令的 PEM 私钥", "%s holds no private key in PEM without a passphrase", key_path);
    else if (X509_check_private_key(certificate, key) != 1)
        rc = zc_fail(err, ZC_EINPUT, "私钥 %s 与证书 %s 不是一对", "the key %s does not belong to the certificate %s", key_path, certificate_path);
    else if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0)
        rc = zc_fail(err, ZC_EINPUT, "证书 %s 还没有生效", "the certificate %s is not valid yet", certificate_path);
    else if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
        rc = zc_fail(err, ZC_EINPUT, "证书 %s 已过期", "the certificate %s is over", certificate_path);
    else
        describe(tls, certificate);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return rc;
}

int zc_tls_read(struct zc_tls *out, struct zc_arena *arena, const char *certificate_path, const char *key_path, struct zc_error *err)
{
    *out = (struct zc_tls){0};
    int rc = read_text(&out->certificate, arena, certificate_path, !key_path, err);
    if (!rc && key_path)
        rc = read_text(&out->key, arena, key_path, true, err);
    else
        out->key = out->certificate;
    return rc ? rc : judge(out, certificate_path, key_path ? key_path : certificate_path, err);
}

/* 3 */

static bool is_address(const char *name)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1;
}

/* The words of a list, in brackets or not. */
static const char *next_name(struct zc_arena *arena, const char **at)
{
    *at += strspn(*at, " []");
    size_t length = strcspn(*at, " []");
    const char *word = length ? zc_arena_copy(arena, *at, length) : NULL;
    *at += length;
    return word;
}

static bool holds_all(struct zc_arena *arena, const char *text, const char *names)
{
    X509 *certificate = certificate_of(text);
    bool all = certificate != NULL;
    for (const char *name, *at = names; all && (name = next_name(arena, &at));)
        all = is_address(name) ? X509_check_ip_asc(certificate, name, 0) == 1 : X509_check_host(certificate, name, 0, 0, NULL) == 1;
    X509_free(certificate);
    return all;
}

static bool add_extension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool good = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

/* One self-signed certificate over P-256, which every browser of the last ten years takes; key first, both as PEM. */
static bool make(struct zc_buf *pem, struct zc_arena *arena, const char *names)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    BIO *bio = BIO_new(BIO_s_mem());
    X509_NAME *subject = certificate ? X509_get_subject_name(certificate) : NULL;
    unsigned char serial[16];
    BIGNUM *number = RAND_bytes(serial, sizeof serial) == 1 ? (serial[0] &= 0x7F, BN_bin2bn(serial, sizeof serial, NULL)) : NULL;
    struct zc_buf list = {0};
    for (const char *name, *at = names; (name = next_name(arena, &at));)
        zc_buf_printf(&list, "%s%s:%s", list.size ? "," : "", is_address(name) ? "IP" : "DNS", name);
    bool good = key && certificate && bio && number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) &&
                X509_set_version(certificate, X509_VERSION_3) == 1 && X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) &&
                X509_gmtime_adj(X509_getm_notAfter(certificate), (long)DAYS * 86400) && X509_set_pubkey(certificate, key) == 1 &&
                X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)"Zhucheng trial, self-signed", -1, -1, 0) == 1 &&
                X509_set_issuer_name(certificate, subject) == 1 && add_extension(certificate, NID_subject_alt_name, zc_buf_text(&list)) &&
                add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
                add_extension(certificate, NID_ext_key_usage, "serverAuth") && X509_sign(certificate, key, EVP_sha256()) > 0 &&
                PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1 && PEM_write_bio_X509(bio, certificate) == 1;
    if (good) {
        char *text;
        long size = BIO_get_mem_data(bio, &text);
        zc_buf_add(pem, text, (size_t)size);
    }
    zc_buf_free(&list);
    BN_free(number);
    BIO_free(bio);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return good;
}

/* Written beside and renamed, so that a crash leaves the former one or the new one. */
static int store(const char *keys, const char *path, const struct zc_buf *pem, struct zc_error *err)
{
    char part[4200];
    snprintf(part, sizeof part, "%s.part", path);
    unlink(part);
    mkdir(keys, 0700);
    int file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), folder = open(keys, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = file >= 0 && folder >= 0 && write(file, pem->bytes, pem->size) == (ssize_t)pem->size && fsync(file) == 0 &&
                rename(part, path) == 0 && fsync(folder) == 0;
    int rc = good ? ZC_OK : zc_fail(err, ZC_EIO, "写不了 %s:%s", "cannot write %s: %s", path, strerror(errno));
    if (file >= 0)
        close(file);
    if (folder >= 0)
        close(folder);
    if (!good)
        unlink(part);
    return rc;
}

int zc_tls_self(struct zc_tls *out, struct zc_arena *arena, const char *keys, const char *names, struct zc_error *err)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/tls-self.pem", keys);
    struct zc_error ignored = {0};
    if (zc_tls_read(out, arena, path, NULL, &ignored) || out->days_left < RENEW_DAYS || !holds_all(arena, out->certificate, names)) {
        if (ignored.code == ZC_EDENIED) { /* somebody may have read it: said, not silently replaced */
            *err = ignored;
            return ignored.code;
        }
        struct zc_buf pem = {0};
        int rc = make(&pem, arena, names) ? store(keys, path, &pem, err)
                                          : zc_fail(err, ZC_EINPUT, "无法为 %s 自签证书", "no certificate can be made for %s", names);
        if (pem.size)
            OPENSSL_cleanse(pem.bytes, pem.size);
        zc_buf_free(&pem);
        if (!rc)
            rc = zc_tls_read(out, arena, path, NULL, err);
        if (rc)
            return rc;
    }
    out->self_signed = true;
    return ZC_OK;
}
