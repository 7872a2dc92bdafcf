/* password: 1 the profile; 2 the words that this account may not build on; 3 checking; 4 age and storing. */
#include "record/password.h"
#include "base/buf.h"
#include "base/secret.h"

#include <string.h>

/* 1 */

struct zc_password_profile zc_password_profile(const struct zc_city *city)
{
    const char *name = zc_city_setting(city, "password_profile");
    bool strict = name ? strcmp(name, "nist") != 0 : !city->sample;
    struct zc_password_profile profile = strict ? zc_password_mlps3 : zc_password_nist;
    int64_t days = profile.days;
    if (!zc_city_number(&days, city, "password_days", 0, 3650, NULL))
        profile.days = (int)days;
    return profile;
}

/* 2 */

static void words_of(struct zc_words *words, struct zc_arena *arena, struct zc_db *db, const char *entity_name, int64_t id,
                     const char *const *fields)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, entity_name);
    struct zc_record record;
    if (!entity || !id || zc_rows_get(&record, arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, NULL))
        return;
    for (; *fields; fields++)
        zc_words_add(words, arena, zc_record_text(&record, *fields));
}

static void unit_words(struct zc_words *words, struct zc_arena *arena, struct zc_db *db, int64_t person)
{
    const struct zc_entity *holdings = zc_model_entity(db->city->model, "core.holding"), *posts = zc_model_entity(db->city->model, "core.post");
    struct zc_rows held;
    struct zc_record post;
    if (!holdings || !posts)
        return;
    struct zc_rows_query query = {.entity = holdings, .times = zc_times_now(db), .reader = &ZC_READER_CITY,
                                  .filter = "person = :person and from_on <= :today and (empty(to_on) or to_on >= :today)"};
    query.params[ZC_P_PERSON] = zc_int(person);
    if (zc_rows_list(&held, arena, db, &query, NULL))
        return;
    for (size_t i = 0; i < held.count; i++)
        if (!zc_rows_get(&post, arena, db, posts, zc_record_value(&held.items[i], "post").number, zc_times_now(db), &ZC_READER_CITY, NULL))
            words_of(words, arena, db, "core.unit", zc_record_value(&post, "unit").number, (const char *const[]){"name", "short_name", NULL});
}

static int gather(struct zc_words *words, struct zc_arena *arena, struct zc_db *db, const struct zc_record *account, struct zc_error *err)
{
    const struct zc_city *city = db->city;
    int rc = zc_words_read(words, arena, zc_arena_printf(arena, "%s/core/data/common-passwords.txt", city->modules_folder), err);
    if (rc)
        return rc;
    zc_words_add(words, arena, city->name.zh);
    zc_words_add(words, arena, city->name.en);
    size_t last = city->name.zh ? strlen(city->name.zh) : 0;
    if (last > 6 && strcmp(city->name.zh + last - 3, "市") == 0)
        zc_words_add(words, arena, zc_arena_copy(arena, city->name.zh, last - 3));
    if (!account)
        return ZC_OK;
    int64_t person = zc_record_value(account, "person").number;
    zc_words_add(words, arena, zc_record_text(account, "login_name"));
    words_of(words, arena, db, "core.person", person, (const char *const[]){"name", "pinyin", NULL});
    unit_words(words, arena, db, person);
    return ZC_OK;
}

/* 3 */

static void reason(struct zc_buf *out, unsigned faults, enum zc_lang lang)
{
    static const struct {
        unsigned fault;
        struct zc_pair words;
    } reasons[] = {
        {ZC_PASSWORD_BROKEN, {"口令里有不能用的控制字符", "it holds control characters"}},
        {ZC_PASSWORD_SHORT, {"至少 12 个字", "at least 12 characters are needed"}},
        {ZC_PASSWORD_LONG, {"最多 128 个字", "at most 128 characters are possible"}},
        {ZC_PASSWORD_PLAIN,
         {"不满 20 个字时,大写、小写、数字、其他字符要有三种(等保三级口径,待测评机构确认)",
          "below 20 characters it needs three of capitals, small letters, digits and others (profile mlps3, to be confirmed by the assessor)"}},
        {ZC_PASSWORD_COMMON,
         {"太容易猜:除去常用词、键盘顺序、年份和城市、单位、姓名、登录名,剩下的太少",
          "too easily guessed: little is left without common words, keyboard runs, years and the names of city, unit, person and login"}},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (faults & reasons[i].fault) {
            zc_buf_str(out, out->size ? lang == ZC_EN ? "; " : ";" : "");
            zc_buf_str(out, zc_pick(reasons[i].words, lang));
        }
}

int zc_password_check(struct zc_db *db, const struct zc_record *account, const char *password, bool compare, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_words words = {0};
    struct zc_password_profile profile = zc_password_profile(db->city);
    int rc = gather(&words, &arena, db, account, err);
    unsigned faults = rc ? 0 : zc_password_faults(password, &profile, &words);
    const char *stored = account ? zc_record_text(account, "password_hash") : "";
    if (!rc && faults) {
        struct zc_buf zh = {0}, en = {0};
        reason(&zh, faults, ZC_ZH);
        reason(&en, faults, ZC_EN);
        rc = zc_fail(err, ZC_ECHECK, "口令不能用:%1$s%2$.0s", "the password cannot be used: %2$s%1$.0s", zc_buf_text(&zh), zc_buf_text(&en));
        zc_buf_free(&zh);
        zc_buf_free(&en);
    }
    if (!rc && compare && *stored && zc_password_verify(stored, password))
        rc = zc_fail(err, ZC_ECHECK, "口令不能用:与现在的相同", "the password cannot be used: it is the present one");
    zc_arena_free(&arena);
    return rc;
}

/* 4 */

int zc_password_due(struct zc_db *db, const struct zc_record *account)
{
    struct zc_value set = zc_record_value(account, "password_set_at");
    int days = zc_password_profile(db->city).days;
    return days && set.kind ? zc_instant_date(set.number) + days : ZC_DATE_MAX;
}

int zc_password_store(struct zc_tx *tx, const struct zc_entity *accounts, int64_t account, const char *hash, bool set, struct zc_error *err)
{
    struct zc_arena arena = {0};
    char now[ZC_INSTANT_TEXT];
    bool changed;
    struct zc_patch patch = zc_patch_new(&arena, accounts, account);
    patch.valid_from = ZC_TODAY;
    zc_instant_format(now, zc_db_now(zc_tx_db(tx)));
    int rc = zc_patch_set(&patch, &arena, "password_hash", hash, err);
    if (!rc && set)
        rc = zc_patch_set(&patch, &arena, "password_set_at", now, err);
    if (!rc)
        rc = zc_record_change(&account, &changed, tx, &patch, err);
    zc_arena_free(&arena);
    return rc;
}
