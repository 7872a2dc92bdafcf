/* secret: start and random, passwords, one-time codes, base 32 and tokens, keys and pseudonyms, the envelope. */
#include "base/secret.h"

#include "base/digest.h"
#include "base/text.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static void start(void)
{
    zc_assert(sodium_init() >= 0);
}

static void ready(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start);
}

void zc_random(void *out, size_t size)
{
    ready();
    randombytes_buf(out, size);
}

/* What would make some numbers likelier is thrown again. */
uint64_t zc_random_below(uint64_t most)
{
    uint64_t drawn, end = UINT64_MAX - UINT64_MAX % most;
    do
        zc_random(&drawn, sizeof drawn);
    while (drawn >= end);
    return drawn % most;
}

bool zc_equal_constant(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}

void zc_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}

/* ---- passwords ---- */

const struct zc_password_cost zc_password_usual = {2, 64 * 1024};
const struct zc_password_cost zc_password_floor = {2, 19 * 1024};

enum { MOST_KIB = 1024 * 1024, MOST_PASSES = 64 };

/* The password in NFKC. The arena is freed with wipe_password. */
static char *prepare(struct zc_arena *arena, const char *password)
{
    ready();
    return zc_text_nfkc(arena, password);
}

static void wipe_password(struct zc_arena *arena, char *normal)
{
    zc_wipe(normal, strlen(normal));
    zc_arena_free(arena);
}

static int too_long(const char *password, struct zc_error *err)
{
    return strlen(password) <= ZC_PASSWORD_MOST
               ? ZC_OK
               : zc_fail(err, ZC_ELIMIT, "口令超过 %d 字节", "the password has more than %d bytes", ZC_PASSWORD_MOST);
}

static int no_memory(struct zc_error *err)
{
    return zc_fail(err, ZC_EBUSY, "内存不足,请稍后重试", "not enough memory, try again later");
}

int zc_password_hash(char out[ZC_PASSWORD_TEXT], const char *password, struct zc_password_cost cost, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int code = too_long(password, err);
    if (code != ZC_OK)
        return code;
    char *normal = prepare(&arena, password);
    _Static_assert(ZC_PASSWORD_TEXT == crypto_pwhash_STRBYTES, "the string form must fit");
    if (crypto_pwhash_str_alg(out, normal, strlen(normal), cost.passes, (size_t)cost.memory_kib * 1024,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        code = no_memory(err);
    wipe_password(&arena, normal);
    return code;
}

int zc_password_derive(unsigned char out[32], const char *password, const unsigned char salt[16], struct zc_password_cost cost,
                       struct zc_error *err)
{
    struct zc_arena arena = {0};
    int code = too_long(password, err);
    if (code != ZC_OK)
        return code;
    char *normal = prepare(&arena, password);
    if (crypto_pwhash(out, 32, normal, strlen(normal), salt, cost.passes, (size_t)cost.memory_kib * 1024,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        code = no_memory(err);
    wipe_password(&arena, normal);
    return code;
}

static bool read_cost(struct zc_password_cost *out, const char *stored)
{
    unsigned lanes;
    return strlen(stored) < ZC_PASSWORD_TEXT &&
           sscanf(stored, "$argon2id$v=19$m=%7u,t=%3u,p=%3u$", &out->memory_kib, &out->passes, &lanes) == 3 &&
           out->memory_kib <= MOST_KIB && out->passes <= MOST_PASSES && lanes == 1;
}

bool zc_password_verify(const char *stored, const char *password)
{
    struct zc_arena arena = {0};
    struct zc_password_cost cost;
    char padded[ZC_PASSWORD_TEXT] = {0};
    if (!read_cost(&cost, stored) || too_long(password, NULL) != ZC_OK)
        return false;
    memcpy(padded, stored, strlen(stored)); /* libsodium reads all 128 bytes of its form */
    char *normal = prepare(&arena, password);
    bool good = crypto_pwhash_str_verify(padded, normal, strlen(normal)) == 0;
    wipe_password(&arena, normal);
    return good;
}

bool zc_password_needs_rehash(const char *stored, struct zc_password_cost cost)
{
    struct zc_password_cost found;
    return !read_cost(&found, stored) || found.passes < cost.passes || found.memory_kib < cost.memory_kib;
}

/* ---- one-time codes ---- */

void zc_totp_code(char out[ZC_TOTP_DIGITS + 1], const void *secret, size_t size, int64_t step)
{
    unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned mac_size = 0;
    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    zc_assert(size <= 1024 && HMAC(EVP_sha1(), secret, (int)size, counter, sizeof counter, mac, &mac_size) && mac_size == 20);
    /* RFC 4226 5.3: the last four bits say where 31 bits are taken from. */
    unsigned at = mac[19] & 15;
    unsigned number = (mac[at] & 0x7Fu) << 24 | (unsigned)mac[at + 1] << 16 | (unsigned)mac[at + 2] << 8 | mac[at + 3];
    snprintf(out, ZC_TOTP_DIGITS + 1, "%06u", number % 1000000);
}

int64_t zc_totp_accept(const char *code, const void *secret, size_t size, int64_t unix_seconds, int64_t last_step)
{
    int64_t now = unix_seconds / ZC_TOTP_SECONDS, accepted = -1;
    if (unix_seconds < 0 || strlen(code) != ZC_TOTP_DIGITS)
        return -1;
    for (int64_t step = now - 1; step <= now + 1; step++) {
        char expected[ZC_TOTP_DIGITS + 1];
        if (step < 0)
            continue;
        zc_totp_code(expected, secret, size, step);
        if (zc_equal_constant(expected, code, ZC_TOTP_DIGITS) && step > last_step && accepted < 0)
            accepted = step;
    }
    return accepted;
}

/* ---- base 32 and tokens ---- */

static const char token_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", plain_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static void base32(char *out, const char *alphabet, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    unsigned window = 0;
    int bits = 0;
    for (size_t i = 0; i < size; i++) {
        window = (window << 8 | at[i]) & 0xFFFF;
        for (bits += 8; bits >= 5; bits -= 5)
            *out++ = alphabet[window >> (bits - 5) & 31];
    }
    if (bits > 0)
        *out++ = alphabet[window << (5 - bits) & 31];
    *out = '\0';
}

void zc_base32(char *out, const void *bytes, size_t size)
{
    base32(out, token_alphabet, bytes, size);
}

void zc_base32_plain(char *out, const void *bytes, size_t size)
{
    base32(out, plain_alphabet, bytes, size);
}

void zc_token_128(char out[ZC_TOKEN_128])
{
    unsigned char bytes[16];
    zc_random(bytes, sizeof bytes);
    zc_base32(out, bytes, sizeof bytes);
    zc_wipe(bytes, sizeof bytes);
}

void zc_token_256(char out[ZC_TOKEN_256])
{
    unsigned char bytes[32];
    zc_random(bytes, sizeof bytes);
    zc_base32(out, bytes, sizeof bytes);
    zc_wipe(bytes, sizeof bytes);
}

void zc_recovery_code(char out[20])
{
    unsigned char bytes[10];
    char text[17];
    zc_random(bytes, sizeof bytes);
    zc_base32(text, bytes, sizeof bytes);
    snprintf(out, 20, "%.4s-%.4s-%.4s-%.4s", text, text + 4, text + 8, text + 12);
    zc_wipe(bytes, sizeof bytes);
    zc_wipe(text, sizeof text);
}

enum { API_RANDOM = 32, API_CHECK = 4, PREFIX = 4 };
static const char api_prefix[] = "zct_";

static void sm3(unsigned char out[ZC_DIGEST_SIZE], const void *bytes, size_t size)
{
    unsigned written = 0;
    zc_assert(EVP_Digest(bytes, size, out, &written, EVP_sm3(), NULL) == 1 && written == ZC_DIGEST_SIZE);
}

void zc_api_token(char out[ZC_API_TOKEN])
{
    unsigned char bytes[API_RANDOM + API_CHECK], digest[ZC_DIGEST_SIZE];
    zc_random(bytes, API_RANDOM);
    sm3(digest, bytes, API_RANDOM);
    memcpy(bytes + API_RANDOM, digest, API_CHECK);
    memcpy(out, api_prefix, PREFIX);
    zc_base32(out + PREFIX, bytes, sizeof bytes);
    zc_wipe(bytes, sizeof bytes);
}

bool zc_api_token_well_formed(const char *token)
{
    unsigned char bytes[API_RANDOM + API_CHECK], digest[ZC_DIGEST_SIZE];
    char again[ZC_API_TOKEN];
    unsigned window = 0;
    int bits = 0;
    size_t count = 0;
    if (strlen(token) != ZC_API_TOKEN - 1 || memcmp(token, api_prefix, PREFIX) != 0)
        return false;
    for (const char *at = token + PREFIX; *at; at++) {
        const char *digit = strchr(token_alphabet, *at);
        if (!digit)
            return false;
        window = (window << 5 | (unsigned)(digit - token_alphabet)) & 0xFFFF;
        bits += 5;
        if (bits >= 8 && count < sizeof bytes) {
            bits -= 8;
            bytes[count++] = (unsigned char)(window >> bits);
        }
    }
    sm3(digest, bytes, API_RANDOM);
    /* Written again, so that bits of the last digit beyond the bytes cannot make two texts of one token. */
    zc_base32(again, bytes, sizeof bytes);
    bool good = memcmp(bytes + API_RANDOM, digest, API_CHECK) == 0 && strcmp(again, token + PREFIX) == 0;
    zc_wipe(bytes, sizeof bytes);
    zc_wipe(again, sizeof again);
    return good;
}

/* ---- keys and pseudonyms ---- */

void zc_hmac_sm3(unsigned char out[32], const void *key, size_t key_size, const void *bytes, size_t size)
{
    unsigned written = 0;
    zc_assert(key_size <= 4096 && HMAC(EVP_sm3(), key, (int)key_size, bytes, size, out, &written) && written == 32);
}

void zc_key_derive(unsigned char out[32], const unsigned char key[32], const void *label, size_t size)
{
    unsigned char text[256] = "zc1";
    zc_assert(size <= sizeof text - 4);
    memcpy(text + 4, label, size);
    zc_hmac_sm3(out, key, 32, text, 4 + size);
}

/* Key of `kind` 00 `name`. Purposes and columns are declared names, never long; a longer one is a bug of the caller. */
static void derive_named(unsigned char out[32], const unsigned char key[32], const char *kind, const char *name)
{
    char label[200];
    size_t kind_size = strlen(kind) + 1, name_size = strlen(name);
    zc_assert(kind_size + name_size <= sizeof label);
    memcpy(label, kind, kind_size);
    memcpy(label + kind_size, name, name_size);
    zc_key_derive(out, key, label, kind_size + name_size);
}

void zc_pseudonym(char out[17], const unsigned char key[32], const char *purpose, int64_t person)
{
    unsigned char purpose_key[32], mac[32];
    char id[24];
    derive_named(purpose_key, key, "pseudonym", purpose);
    snprintf(id, sizeof id, "%lld", (long long)person);
    zc_hmac_sm3(mac, purpose_key, sizeof purpose_key, id, strlen(id));
    zc_base32(out, mac, 10);
    zc_wipe(purpose_key, sizeof purpose_key);
}

void zc_blind_index(unsigned char out[16], const unsigned char key[32], const char *column, const char *value)
{
    unsigned char index_key[32], mac[32];
    derive_named(index_key, key, "index", column);
    zc_hmac_sm3(mac, index_key, sizeof index_key, value, strlen(value));
    memcpy(out, mac, 16);
    zc_wipe(index_key, sizeof index_key);
}

/* ---- the envelope ---- */

enum { VERSION = 1, KEY_AT = 1, IV_AT = 9, IV_SIZE = 16, TEXT_AT = 25, TAG_SIZE = 32 };

static void put_be64(unsigned char out[8], uint64_t number)
{
    for (int i = 0; i < 8; i++)
        out[i] = (unsigned char)(number >> (56 - 8 * i));
}

static void sm4_ctr(unsigned char *out, const unsigned char key[16], const unsigned char iv[IV_SIZE], const unsigned char *in,
                    size_t size)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    zc_assert(context && EVP_EncryptInit_ex(context, EVP_sm4_ctr(), NULL, key, iv) == 1);
    for (size_t done = 0; done < size;) {
        int part = size - done > 1 << 20 ? 1 << 20 : (int)(size - done), written = 0;
        zc_assert(EVP_EncryptUpdate(context, out + done, &written, in + done, part) == 1 && written == part);
        done += (size_t)part;
    }
    EVP_CIPHER_CTX_free(context);
}

static void hmac_part(EVP_MAC_CTX *mac, const void *bytes, size_t size)
{
    zc_assert(EVP_MAC_update(mac, bytes, size) == 1);
}

/* HMAC-SM3 over len(AAD), AAD, and all of the envelope before the tag; AAD = entity 00 id 00 field. */
static void tag(unsigned char out[TAG_SIZE], const unsigned char mac_key[32], struct zc_envelope_place place,
                const unsigned char *envelope, size_t size)
{
    char id[24], digest[] = "SM3";
    unsigned char length[8];
    size_t written = 0, id_size = (size_t)snprintf(id, sizeof id, "%lld", (long long)place.id) + 1;
    size_t entity_size = strlen(place.entity) + 1, field_size = strlen(place.field);
    put_be64(length, entity_size + id_size + field_size);
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    zc_assert(algorithm != NULL);
    EVP_MAC_CTX *mac = EVP_MAC_CTX_new(algorithm);
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    zc_assert(mac && EVP_MAC_init(mac, mac_key, 32, parameters) == 1);
    hmac_part(mac, length, sizeof length);
    hmac_part(mac, place.entity, entity_size);
    hmac_part(mac, id, id_size);
    hmac_part(mac, place.field, field_size);
    hmac_part(mac, envelope, size);
    zc_assert(EVP_MAC_final(mac, out, &written, TAG_SIZE) == 1 && written == TAG_SIZE);
    EVP_MAC_CTX_free(mac);
    EVP_MAC_free(algorithm);
}

void zc_envelope_seal(unsigned char *out, const unsigned char key[32], uint64_t key_number, struct zc_envelope_place place,
                      const unsigned char *iv, const void *plain, size_t size)
{
    unsigned char encrypt[32], mac[32];
    zc_key_derive(encrypt, key, "enc", 3);
    zc_key_derive(mac, key, "mac", 3);
    out[0] = VERSION;
    put_be64(out + KEY_AT, key_number);
    if (iv)
        memcpy(out + IV_AT, iv, IV_SIZE);
    else
        zc_random(out + IV_AT, IV_SIZE);
    sm4_ctr(out + TEXT_AT, encrypt, out + IV_AT, plain, size);
    tag(out + TEXT_AT + size, mac, place, out, TEXT_AT + size);
    zc_wipe(encrypt, sizeof encrypt);
    zc_wipe(mac, sizeof mac);
}

bool zc_envelope_key_number(uint64_t *out, const unsigned char *envelope, size_t size)
{
    if (size < ZC_ENVELOPE_EXTRA || envelope[0] != VERSION)
        return false;
    *out = 0;
    for (int i = 0; i < 8; i++)
        *out = *out << 8 | envelope[KEY_AT + i];
    return true;
}

int zc_envelope_open(char **out, size_t *out_size, struct zc_arena *arena, const unsigned char key[32],
                     struct zc_envelope_place place, const unsigned char *envelope, size_t size, struct zc_error *err)
{
    unsigned char encrypt[32], mac[32], expected[TAG_SIZE];
    uint64_t number;
    if (!zc_envelope_key_number(&number, envelope, size))
        return zc_fail(err, ZC_EINPUT, "%s.%s 的密文格式无效", "the ciphertext of %s.%s has no valid form", place.entity, place.field);
    zc_key_derive(mac, key, "mac", 3);
    tag(expected, mac, place, envelope, size - TAG_SIZE);
    zc_wipe(mac, sizeof mac);
    if (!zc_equal_constant(expected, envelope + size - TAG_SIZE, TAG_SIZE))
        return zc_fail(err, ZC_ECHECK, "%s.%s 的密文校验不符(密钥 %llu)", "the ciphertext of %s.%s does not verify (key %llu)",
                       place.entity, place.field, (unsigned long long)number);
    *out_size = size - ZC_ENVELOPE_EXTRA;
    *out = zc_arena_alloc(arena, *out_size + 1);
    zc_key_derive(encrypt, key, "enc", 3);
    sm4_ctr((unsigned char *)*out, encrypt, envelope + IV_AT, envelope + TEXT_AT, *out_size);
    zc_wipe(encrypt, sizeof encrypt);
    return ZC_OK;
}
