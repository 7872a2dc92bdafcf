/* secret: vectors of RFC 6238, GB/T 32907 and core.md 4.4, 5.2, 5.3, 8.6. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "base/digest.h"
#include "base/secret.h"

static const int64_t person = 4574847980850380801;

static void assert_hex(const unsigned char *bytes, size_t size, const char *expected)
{
    char hex[512];
    assert_true(size * 2 < sizeof hex);
    zc_hex(hex, bytes, size);
    assert_string_equal(hex, expected);
}

static void key_of_the_vectors(unsigned char key[32])
{
    for (int i = 0; i < 32; i++)
        key[i] = (unsigned char)i;
}

static void argon2id(void **state)
{
    (void)state;
    unsigned char salt[16], out[32];
    key_of_the_vectors(out);
    memcpy(salt, out, sizeof salt);
    assert_int_equal(zc_password_derive(out, "correct horse 筑城", salt, zc_password_usual, NULL), ZC_OK);
    assert_hex(out, 32, "0aa9db460a9c28f5d4d3e2103f604c2e6521d5d6599dd259dd65b651247e4890");
    assert_int_equal(zc_password_derive(out, "correct horse 筑城", salt, zc_password_floor, NULL), ZC_OK);
    assert_hex(out, 32, "32dbc12e9e961210f32a2a8173ffab59eaff73ad66ece6777e5c644255c8a07d");
}

static void a_password_is_stored_and_known_again(void **state)
{
    (void)state;
    const struct zc_password_cost small = {1, 64};
    char stored[ZC_PASSWORD_TEXT], *enormous = calloc(1, ZC_PASSWORD_MOST + 2);
    struct zc_error err = {0};
    assert_int_equal(zc_password_hash(stored, "示例 口令 １２３", small, &err), ZC_OK);
    assert_memory_equal(stored, "$argon2id$v=19$m=64,t=1,p=1$", 28);
    assert_true(zc_password_verify(stored, "示例 口令 １２３"));
    assert_true(zc_password_verify(stored, "示例 口令 123")); /* NFKC */
    assert_false(zc_password_verify(stored, "示例 口令 124"));
    assert_false(zc_password_verify(stored, ""));
    assert_false(zc_password_needs_rehash(stored, small));
    assert_true(zc_password_needs_rehash(stored, zc_password_floor));
    assert_true(zc_password_needs_rehash(stored, (struct zc_password_cost){2, 64}));
    assert_false(zc_password_needs_rehash("$argon2id$v=19$m=131072,t=3,p=1$AAAA$AAAA", zc_password_usual));
    static const char *broken[] = {"", "x", "$argon2id$v=19$m=4194304,t=2,p=1$AAAA$AAAA", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA",
                                   "$argon2id$v=19$m=64,t=1,p=1$", "$argon2id$v=19$m=64,t=1,p=9$AAAA$AAAA"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_false(zc_password_verify(broken[i], "x"));
    memset(enormous, 'x', ZC_PASSWORD_MOST + 1);
    assert_int_equal(zc_password_hash(stored, enormous, small, &err), ZC_ELIMIT);
    assert_false(zc_password_verify(stored, enormous));
    free(enormous);
}

/* RFC 6238 appendix B, the last six digits. */
static void one_time_codes(void **state)
{
    (void)state;
    static const char secret[] = "12345678901234567890";
    static const struct {
        int64_t seconds;
        const char *code;
    } cases[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"},
                 {20000000000, "353130"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t step = cases[i].seconds / ZC_TOTP_SECONDS;
        char code[ZC_TOTP_DIGITS + 1];
        zc_totp_code(code, secret, 20, step);
        assert_string_equal(code, cases[i].code);
        for (int shift = -2; shift <= 2; shift++) {
            int64_t accepted = zc_totp_accept(cases[i].code, secret, 20, cases[i].seconds + shift * ZC_TOTP_SECONDS, -1);
            assert_int_equal(accepted, shift >= -1 && shift <= 1 ? step : -1);
        }
        assert_int_equal(zc_totp_accept(cases[i].code, secret, 20, cases[i].seconds, step), -1); /* once */
        assert_int_equal(zc_totp_accept(cases[i].code, secret, 20, cases[i].seconds, step - 1), step);
    }
    assert_int_equal(zc_totp_accept("28708", secret, 20, 59, -1), -1);
    assert_int_equal(zc_totp_accept("2870822", secret, 20, 59, -1), -1);
}

static void tokens(void **state)
{
    (void)state;
    char short_one[ZC_TOKEN_128], long_one[ZC_TOKEN_256], code[20], token[ZC_API_TOKEN], other[ZC_API_TOKEN], text[16];
    zc_base32(text, "\xFF\x00\xFF\x00\xFF", 5);
    assert_string_equal(text, "ZW0FY07Z");
    zc_base32(text, "\x80", 1);
    assert_string_equal(text, "G0");
    zc_base32_plain(text, "foobar", 6); /* RFC 4648, section 10 */
    assert_string_equal(text, "MZXW6YTBOI");
    zc_base32_plain(text, "fooba", 5);
    assert_string_equal(text, "MZXW6YTB");
    zc_base32(text, "", 0);
    assert_string_equal(text, "");
    zc_token_128(short_one);
    zc_token_256(long_one);
    zc_recovery_code(code);
    assert_int_equal(strlen(short_one), ZC_TOKEN_128 - 1);
    assert_int_equal(strlen(long_one), ZC_TOKEN_256 - 1);
    assert_int_equal(strlen(code), 19);
    assert_int_equal(strspn(long_one, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ZC_TOKEN_256 - 1);
    zc_api_token(token);
    zc_api_token(other);
    assert_string_not_equal(token, other);
    assert_int_equal(strlen(token), ZC_API_TOKEN - 1);
    assert_true(zc_api_token_well_formed(token));
    for (size_t i = 0; i < strlen(token); i++) {
        char kept = token[i];
        token[i] = kept == 'Q' ? 'R' : 'Q';
        assert_false(zc_api_token_well_formed(token));
        token[i] = kept;
    }
    token[ZC_API_TOKEN - 2] = '\0';
    assert_false(zc_api_token_well_formed(token));
    assert_false(zc_api_token_well_formed(""));
    assert_true(zc_equal_constant("abc", "abc", 3));
    assert_false(zc_equal_constant("abc", "abd", 3));
}

static void macs_and_pseudonyms(void **state)
{
    (void)state;
    unsigned char key[32], out[32];
    char name[17];
    static const char text[] = "The quick brown fox jumps over the lazy dog";
    zc_hmac_sm3(out, "key", 3, text, sizeof text - 1);
    assert_hex(out, 32, "bd4a34077888162b210645b8ebf74b9af357303789357a27c7fc457244ebd398");
    key_of_the_vectors(key);
    zc_key_derive(out, key, "enc", 3);
    assert_hex(out, 16, "68deb014900bedf081044b7b1aa5fc8e");
    zc_key_derive(out, key, "mac", 3);
    assert_hex(out, 32, "5799767d91249ce39456e61d639d0e11e5091c019caa36862fd9a55bdeff162b");
    zc_pseudonym(name, key, "edu-2017", person);
    assert_string_equal(name, "VH8Y37RVD3V8ZGQF");
    zc_pseudonym(name, key, "health-2017", person);
    assert_string_equal(name, "ANDJ1QZ77NKNR310");
    zc_blind_index(out, key, "core.person.citizen_id", "11010519491231002X");
    assert_hex(out, 16, "aeca48e62c4440cb36c5382d60040537");
}

/* GB/T 32907, example 1: the library's SM4 is the standard's. */
static void sm4(void **state)
{
    (void)state;
    static const unsigned char text[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10};
    unsigned char out[32];
    int size = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    assert_int_equal(EVP_EncryptInit_ex(context, EVP_sm4_ecb(), NULL, text, NULL), 1);
    assert_int_equal(EVP_EncryptUpdate(context, out, &size, text, 16), 1);
    EVP_CIPHER_CTX_free(context);
    assert_hex(out, 16, "681edf34d206965e86b3e94f536e4246");
}

static void the_envelope(void **state)
{
    (void)state;
    static const char plain[] = "11010519491231002X";
    const struct zc_envelope_place place = {"core.person", person, "citizen_id"};
    const struct zc_envelope_place elsewhere[] = {{"core.persons", person, "citizen_id"}, {"core.person", person + 1, "citizen_id"},
                                                  {"core.person", person, "phone"}};
    enum { SIZE = sizeof plain - 1 + ZC_ENVELOPE_EXTRA };
    unsigned char key[32], envelope[SIZE], second[SIZE];
    struct zc_arena arena = {0};
    char *opened;
    size_t size;
    uint64_t number;
    struct zc_error err = {0};
    key_of_the_vectors(key);
    assert_int_equal(SIZE, 75);
    zc_envelope_seal(envelope, key, 5, place, key + 16, plain, sizeof plain - 1);
    assert_hex(envelope, SIZE,
               "010000000000000005101112131415161718191a1b1c1d1e1f5230f701934b1bf51502b6aaeddf411b1303"
               "e3676fb1ff97bce6c36afa09b19b8a3e97a029433846eb3de13503afb08d01a5");
    assert_int_equal(zc_envelope_open(&opened, &size, &arena, key, place, envelope, SIZE, &err), ZC_OK);
    assert_int_equal(size, sizeof plain - 1);
    assert_string_equal(opened, plain);
    assert_true(zc_envelope_key_number(&number, envelope, SIZE));
    assert_int_equal(number, 5);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(zc_envelope_open(&opened, &size, &arena, key, elsewhere[i], envelope, SIZE, &err), ZC_ECHECK);
    for (size_t i = 0; i < SIZE; i++) {
        envelope[i] ^= 1;
        assert_true(zc_envelope_open(&opened, &size, &arena, key, place, envelope, SIZE, &err) < 0);
        envelope[i] ^= 1;
    }
    assert_int_equal(zc_envelope_open(&opened, &size, &arena, key, place, envelope, SIZE - 1, &err), ZC_ECHECK);
    assert_int_equal(zc_envelope_open(&opened, &size, &arena, key, place, envelope, ZC_ENVELOPE_EXTRA - 1, &err), ZC_EINPUT);
    assert_int_equal(zc_envelope_open(&opened, &size, &arena, key, place, NULL, 0, &err), ZC_EINPUT);
    key[31] ^= 1;
    assert_int_equal(zc_envelope_open(&opened, &size, &arena, key, place, envelope, SIZE, &err), ZC_ECHECK);
    /* Each sealing takes its own IV; an empty value can be sealed too. */
    zc_envelope_seal(envelope, key, 6, place, NULL, plain, sizeof plain - 1);
    zc_envelope_seal(second, key, 6, place, NULL, plain, sizeof plain - 1);
    assert_memory_not_equal(envelope + 9, second + 9, 16);
    zc_envelope_seal(envelope, key, 6, place, NULL, "", 0);
    assert_int_equal(zc_envelope_open(&opened, &size, &arena, key, place, envelope, ZC_ENVELOPE_EXTRA, &err), ZC_OK);
    assert_int_equal(size, 0);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(argon2id),
        cmocka_unit_test(a_password_is_stored_and_known_again),
        cmocka_unit_test(one_time_codes),
        cmocka_unit_test(tokens),
        cmocka_unit_test(macs_and_pseudonyms),
        cmocka_unit_test(sm4),
        cmocka_unit_test(the_envelope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
