/* tls: the self-signed certificate is kept while it serves and made anew when a name is missing. */
#include "kit.h"
#include "http/tls.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_kept_and_renewed(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_tls first, again, wider;
    struct stat info;
    char folder[] = "/tmp/zc-tls-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/tls-self.pem", folder);

    assert_int_equal(zc_tls_self(&first, &arena, folder, "localhost 127.0.0.1", &err), ZC_OK);
    assert_true(first.self_signed);
    assert_int_equal(strlen(first.fingerprint), ZC_FINGERPRINT - 1);
    assert_in_range(first.days_left, 364, 365);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);

    assert_int_equal(zc_tls_self(&again, &arena, folder, "127.0.0.1", &err), ZC_OK); /* holds more than is asked */
    assert_string_equal(again.fingerprint, first.fingerprint);
    assert_int_equal(zc_tls_self(&wider, &arena, folder, "localhost [::1] ledger.example", &err), ZC_OK);
    assert_string_not_equal(wider.fingerprint, first.fingerprint);
    assert_int_equal(zc_tls_self(&again, &arena, folder, "::1", &err), ZC_OK);
    assert_string_equal(again.fingerprint, wider.fingerprint);

    assert_int_equal(chmod(path, 0644), 0); /* somebody may have read it: never silently replaced */
    assert_int_equal(zc_tls_self(&again, &arena, folder, "localhost", &err), ZC_EDENIED);
    assert_int_equal(truncate(path, 40), 0);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(zc_tls_self(&again, &arena, folder, "localhost", &err), ZC_OK); /* half a file serves nobody */
    assert_int_equal(zc_tls_self(&again, &arena, folder, "not,a name:", &err), ZC_EINPUT);
    unlink(path);
    rmdir(folder);
    zc_arena_free(&arena);
}

static void write_pem(const char *path, EVP_PKEY *key, int from, int to)
{
    X509 *certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), from);
    X509_gmtime_adj(X509_getm_notAfter(certificate), to);
    X509_set_pubkey(certificate, key);
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fchmod(fileno(file), 0600);
    assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    assert_int_equal(PEM_write_X509(file, certificate), 1);
    fclose(file);
    X509_free(certificate);
}

static void test_given_is_judged_by_today(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct zc_tls tls;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    char path[] = "/tmp/zc-tls-XXXXXX";
    close(mkstemp(path));
    write_pem(path, key, -7200, 10 * 86400 + 60);
    assert_int_equal(zc_tls_read(&tls, &arena, path, NULL, &err), ZC_OK);
    assert_int_equal(tls.days_left, 10);
    assert_false(tls.self_signed);
    write_pem(path, key, -7200, -3600);
    assert_int_equal(zc_tls_read(&tls, &arena, path, NULL, &err), ZC_EINPUT);
    assert_non_null(strstr(err.en, "is over"));
    write_pem(path, key, 3600, 7200);
    assert_int_equal(zc_tls_read(&tls, &arena, path, NULL, &err), ZC_EINPUT);
    assert_non_null(strstr(err.en, "not valid yet"));
    EVP_PKEY_free(key);
    unlink(path);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kept_and_renewed), cmocka_unit_test(test_given_is_judged_by_today)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
