/*
 * secret: passwords, one-time codes, tokens, and the envelope in which personal fields are stored (core.md 4.4, 5.2–5.4, 8.6).
 *
 * SM3, SM4 and SHA-1 come from OpenSSL, argon2id and random bytes from libsodium. Keys are the caller's; copies made here are
 * wiped before return. All functions are thread-safe; the first call starts libsodium. A failing random source or library
 * aborts, because going on without it would be worse.
 */
#ifndef ZC_BASE_SECRET_H
#define ZC_BASE_SECRET_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- passwords: argon2id, version 1.3, one lane, salt 16 and hash 32 bytes ---- */

enum { ZC_PASSWORD_TEXT = 128, ZC_PASSWORD_MOST = 1024 };
struct zc_password_cost {
    unsigned passes, memory_kib;
};
extern const struct zc_password_cost zc_password_usual; /* t = 2, m = 64 MiB */
extern const struct zc_password_cost zc_password_floor; /* t = 2, m = 19 MiB */

/* The password is brought to NFKC first and never cut; more than ZC_PASSWORD_MOST bytes are refused. out is the string form
 * $argon2id$v=19$m=65536,t=2,p=1$salt$hash. ZC_EBUSY when the memory is not to be had. */
int zc_password_hash(char out[ZC_PASSWORD_TEXT], const char *password, struct zc_password_cost cost, struct zc_error *err);
/* Constant time in the password. False also for a stored text that is no argon2id string or asks for more than 1 GiB. */
bool zc_password_verify(const char *stored, const char *password);
/* The stored parameters are below `cost`: hash again at the next sign-in. True for a text that cannot be read. */
bool zc_password_needs_rehash(const char *stored, struct zc_password_cost cost);
/* The raw hash, for vectors and for keys from a passphrase. */
int zc_password_derive(unsigned char out[32], const char *password, const unsigned char salt[16], struct zc_password_cost cost,
                       struct zc_error *err);

/* ---- one-time codes: RFC 6238 with SHA-1, 6 digits, 30 s ---- */

enum { ZC_TOTP_DIGITS = 6, ZC_TOTP_SECONDS = 30 };
void zc_totp_code(char out[ZC_TOTP_DIGITS + 1], const void *secret, size_t size, int64_t step);
/* The step (seconds / 30) whose code this is, within one step of now and after `last_step`; -1 when none. Store it as the new
 * last step, so that no code serves twice. */
int64_t zc_totp_accept(const char *code, const void *secret, size_t size, int64_t unix_seconds, int64_t last_step);
/* Base 32 of RFC 4648 without padding, in which apps take a secret. Writes (8·size + 4) / 5 characters and a NUL. */
void zc_base32_plain(char *out, const void *bytes, size_t size);

/* ---- random values and tokens ---- */

enum { ZC_TOKEN_128 = 27, ZC_TOKEN_256 = 53, ZC_API_TOKEN = 63 };
void zc_random(void *out, size_t size);
uint64_t zc_random_below(uint64_t most); /* 0 to most less one, each as likely as any other; most is not 0 */
/* Base 32 of bytes with the alphabet 0–9 A–Z without I L O U; the last digit is filled with zero bits. Writes
 * (8·size + 4) / 5 characters and a NUL. */
void zc_base32(char *out, const void *bytes, size_t size);
void zc_token_128(char out[ZC_TOKEN_128]); /* invites */
void zc_token_256(char out[ZC_TOKEN_256]); /* sessions */
void zc_recovery_code(char out[20]);       /* 80 bits as XXXX-XXXX-XXXX-XXXX */
/* zct_ and base 32 of 32 random bytes and the first 4 bytes of their SM3, by which a scanner knows a real token. */
void zc_api_token(char out[ZC_API_TOKEN]);
bool zc_api_token_well_formed(const char *token);

bool zc_equal_constant(const void *a, const void *b, size_t size);
void zc_wipe(void *memory, size_t size);

/* ---- keys and pseudonyms ---- */

void zc_hmac_sm3(unsigned char out[32], const void *key, size_t key_size, const void *bytes, size_t size);
/* HMAC-SM3(K, "zc1" 00 label). Labels with parts hold 00 between them, hence the size: index 00 column. */
void zc_key_derive(unsigned char out[32], const unsigned char key[32], const void *label, size_t size);
/* The first 80 bits of HMAC-SM3(K_purpose, decimal person id); two purposes cannot be joined. */
void zc_pseudonym(char out[17], const unsigned char key[32], const char *purpose, int64_t person);
/* First 16 bytes of HMAC-SM3(K_index, value): equality search over encrypted values of one column, core.person.citizen_id. */
void zc_blind_index(unsigned char out[16], const unsigned char key[32], const char *column, const char *value);

/* ---- the envelope: 01, key number (8), IV (16), SM4-CTR ciphertext, tag (32) ---- */

enum { ZC_ENVELOPE_EXTRA = 1 + 8 + 16 + 32 };
/* Where the value stands. It is authenticated, so that a ciphertext moved to another row or field fails. */
struct zc_envelope_place {
    const char *entity; /* full name: core.person */
    int64_t id;
    const char *field;
};
/* Writes size + ZC_ENVELOPE_EXTRA bytes. `iv` is for vectors; NULL takes a random one, as every caller must. */
void zc_envelope_seal(unsigned char *out, const unsigned char key[32], uint64_t key_number, struct zc_envelope_place place,
                      const unsigned char *iv, const void *plain, size_t size);
/* Checks the tag before it decrypts. out holds size − ZC_ENVELOPE_EXTRA bytes and a NUL, in the arena: wipe it after use. */
int zc_envelope_open(char **out, size_t *out_size, struct zc_arena *arena, const unsigned char key[32],
                     struct zc_envelope_place place, const unsigned char *envelope, size_t size, struct zc_error *err);
/* The number of the key that opens it; false when it is no envelope. */
bool zc_envelope_key_number(uint64_t *out, const unsigned char *envelope, size_t size);

#endif
