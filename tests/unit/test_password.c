/* password: which passwords may be chosen (core.md 5.2): lengths, classes, pieces, the words of an account. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/password.h"
#include "base/secret.h"
#include "record/password.h"
#include "trial_city.h"

static struct zc_arena arena;
static struct zc_words words;

static int open_words(void **state)
{
    struct zc_error err = {0};
    (void)state;
    return zc_words_read(&words, &arena, "modules/core/data/common-passwords.txt", &err);
}
static int close_words(void **state)
{
    (void)state;
    zc_arena_free(&arena);
    return 0;
}

static void a_password_is_measured_in_pieces(void **state)
{
    (void)state;
    static const struct {
        const char *password;
        int pieces;
    } cases[] = {{"", 0}, {"password", 1}, {"P@ssw0rd1234", 2}, {"贵阳2017!!", 3}, {"aaaaaaaaaaaa", 1}, {"20170630", 1}, {"201706", 1}, {"2017", 1},
                 {"2137", 4}, {"abcabcabcabc", 3}, {"一二三四五六七八九十", 1}, {"1qaz2wsx3edc", 1}, {"zxcvbnm,./", 1}, {"9876543210", 1},
                 {"woaini1314520", 2}, {"Admin@123456", 3}, {"kv", 2}, {"k v-q", 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (zc_password_pieces(cases[i].password, &words, 100) != cases[i].pieces)
            fail_msg("%s: %d pieces, wanted %d", cases[i].password, zc_password_pieces(cases[i].password, &words, 100), cases[i].pieces);
}

/* Every listed word with ten usual endings: more than the 10,000 common passwords that core.md 5.2 asks for. */
static void ten_thousand_common_passwords_are_refused(void **state)
{
    static const char *const endings[] = {"123456", "1234567890", "2017!!", "@20170630", "!@#$%^&*", "888888", "666888", "abc123", "qwerty123", "1q2w3e"};
    char password[300];
    size_t refused = 0;
    (void)state;
    for (size_t i = 0; i < words.count; i++)
        for (size_t j = 0; j < sizeof endings / sizeof *endings; j++) {
            snprintf(password, sizeof password, "%s%s", words.items[i], endings[j]);
            bool common = zc_password_faults(password, &zc_password_nist, &words) & ZC_PASSWORD_COMMON;
            if (!common)
                fail_msg("not refused: %s", password);
            refused += common;
        }
    assert_true(refused >= 10000);
}

static void faults_come_together(void **state)
{
    static const struct {
        const char *password;
        unsigned mlps3, nist;
    } cases[] = {
        {"aaa", ZC_PASSWORD_SHORT | ZC_PASSWORD_PLAIN | ZC_PASSWORD_COMMON, ZC_PASSWORD_SHORT | ZC_PASSWORD_COMMON},
        {"kvrtqm xwzdp", ZC_PASSWORD_PLAIN, 0},               /* small letters and a blank: two classes */
        {"kvrtqm Xwzdp", 0, 0},
        {"kvrtqmxwzdpblnf ghjc", 0, 0},                        /* 20 code points: waived */
        {"kvrtqmxwzdpblnf ghj", ZC_PASSWORD_PLAIN, 0},         /* 19 */
        {"Kvrtqm xwz7", ZC_PASSWORD_SHORT, ZC_PASSWORD_SHORT}, /* 11 */
        {"Kvrtqm xwz78", 0, 0},
        {"山高路远坑深大军纵横驰奔", ZC_PASSWORD_PLAIN, 0},    /* 12 Han characters are one class */
        {"Ｋvrtqm ｘwz78", 0, 0},                              /* NFKC makes them ASCII */
        {"Password 2017!", ZC_PASSWORD_COMMON, ZC_PASSWORD_COMMON},
        {"Kvrtqm\txwz78", ZC_PASSWORD_BROKEN, ZC_PASSWORD_BROKEN},
        {"Kvrtqm\xff xwz78", ZC_PASSWORD_BROKEN, ZC_PASSWORD_BROKEN},
    };
    char longest[ZC_PASSWORD_LONGEST + 2] = "";
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned strict = zc_password_faults(cases[i].password, &zc_password_mlps3, &words), loose = zc_password_faults(cases[i].password, &zc_password_nist, &words);
        if (strict != cases[i].mlps3 || loose != cases[i].nist)
            fail_msg("%s: %u and %u, wanted %u and %u", cases[i].password, strict, loose, cases[i].mlps3, cases[i].nist);
    }
    for (int i = 0; i < ZC_PASSWORD_LONGEST; i++)
        longest[i] = "kvrtqmxwzdpblnfghjcs"[(i * 7 + i / 9) % 20];
    assert_int_equal(zc_password_faults(longest, &zc_password_mlps3, &words), 0);
    longest[ZC_PASSWORD_LONGEST] = 'k';
    assert_int_equal(zc_password_faults(longest, &zc_password_mlps3, &words), ZC_PASSWORD_LONG);
}

/* The words of city, unit, person and login name count as one piece each; the present password is not taken again. */
static void an_account_may_not_build_on_its_own_words(void **state)
{
    struct trial_city trial;
    struct zc_error err = {0};
    struct zc_record account;
    char today[ZC_DATE_TEXT], id[24], post_id[24], unit_id[24], hash[ZC_PASSWORD_TEXT];
    (void)state;
    trial_city_open(&trial);
    zc_date_format(today, zc_db_today(&trial.db));
    snprintf(unit_id, sizeof unit_id, "%lld", (long long)trial_make(&trial, "core.unit", (const char *const[]){"code", "T1", "name", "观山发展局", "system", "government", NULL}));
    snprintf(post_id, sizeof post_id, "%lld", (long long)trial_make(&trial, "core.post", (const char *const[]){"title", "岗", "unit", unit_id, NULL}));
    snprintf(id, sizeof id, "%lld", (long long)trial_make(&trial, "core.person", (const char *const[]){"name", "示例·061", "pinyin", "shili.k", NULL}));
    trial_make(&trial, "core.holding", (const char *const[]){"person", id, "post", post_id, "kind", "full", "from_on", today, "rights", "full", NULL});
    assert_int_equal(zc_password_hash(hash, "Kvrtqm xwz78", (struct zc_password_cost){1, 64}, &err), ZC_OK);
    int64_t number = trial_make(&trial, "core.account", (const char *const[]){"login_name", "gsfz_zonghe", "person", id, "password_hash", hash, NULL});
    assert_int_equal(zc_rows_get(&account, &trial.arena, &trial.db, zc_model_entity(trial.city->model, "core.account"), number, zc_times_now(&trial.db),
                                 &ZC_READER_CITY, &err), ZC_OK);
    static const char *const refused[] = {"观山发展局 2017 Abc", "GSFZ_zonghe_2017!", "试验市Trial-2018!!", "Shili.K-061-2017!", "示例·061 2017 Aa!"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(zc_password_check(&trial.db, NULL, refused[i], false, &err), i == 2 ? ZC_ECHECK : ZC_OK); /* the city is known without him */
        assert_int_equal(zc_password_check(&trial.db, &account, refused[i], false, &err), ZC_ECHECK);
        assert_non_null(strstr(err.zh, "太容易猜"));
        assert_non_null(strstr(err.en, "too easily guessed"));
    }
    assert_int_equal(zc_password_check(&trial.db, &account, "aaa", false, &err), ZC_ECHECK);
    assert_non_null(strstr(err.zh, "至少 12 个字"));
    assert_non_null(strstr(err.zh, "待测评机构确认"));
    assert_non_null(strstr(err.zh, "太容易猜"));
    assert_int_equal(zc_password_check(&trial.db, &account, "Kvrtqm xwz78", true, &err), ZC_ECHECK);
    assert_non_null(strstr(err.en, "the present one"));
    assert_int_equal(zc_password_check(&trial.db, &account, "Kvrtqm xwz79", true, &err), ZC_OK);
    trial_city_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_is_measured_in_pieces),
        cmocka_unit_test(ten_thousand_common_passwords_are_refused),
        cmocka_unit_test(faults_come_together),
        cmocka_unit_test(an_account_may_not_build_on_its_own_words),
    };
    return cmocka_run_group_tests(tests, open_words, close_words);
}
