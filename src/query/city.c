/* city: finding declarations, reading city.conf, connections, the two clocks, readers. */
#include "query/city.h"
#include "base/digest.h"
#include "query/compute_kept.h"
#include "query/draw_kept.h"
#include "query/rows_kept.h"
#include "model/calendar.h"
#include "query/compute.h"
#include "query/vote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct zc_reader ZC_READER_CITY = {.city = true};
const struct zc_reader ZC_READER_PUBLIC = {0};

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

const char *zc_modules_folder(struct zc_arena *arena)
{
    const char *given = getenv("ZHUCHENG_MODULES");
    if (given && *given)
        return zc_arena_str(arena, given);
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = 0;
        for (int level = 0; level < 3; level++) {
            char *slash = strrchr(self, '/');
            if (!slash)
                break;
            *slash = 0;
            const char *beside = zc_arena_printf(arena, "%s/modules", self);
            if (is_folder(beside) && access(zc_arena_printf(arena, "%s/core/module.yaml", beside), R_OK) == 0)
                return beside;
        }
    }
    return "modules";
}

/* city.conf: "key = value" lines; # starts a comment. */
static int read_settings(struct zc_city *city, struct zc_error *err)
{
    const char *path = zc_arena_printf(&city->arena, "%s/city.conf", city->folder);
    FILE *file = fopen(path, "r");
    if (!file)
        return zc_fail(err, ZC_EUSAGE, "%s 不是城市文件夹(缺 city.conf),请先运行 zhucheng init",
                       "%s is not a city folder (city.conf is missing); run zhucheng init first", city->folder);
    char line[1024];
    size_t capacity = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        char *equal = strstr(line, " = ");
        if (line[0] == '#' || !equal)
            continue;
        *equal = 0;
        const char *value = zc_arena_str(&city->arena, equal + 3);
        *(struct zc_city_setting *)zc_arena_push(&city->arena, &city->settings, &city->setting_count, &capacity, sizeof *city->settings) =
            (struct zc_city_setting){zc_arena_str(&city->arena, line), value};
        if (strcmp(line, "id") == 0)
            snprintf(city->id, sizeof city->id, "%s", value);
        else if (strcmp(line, "name") == 0)
            city->name.zh = value;
        else if (strcmp(line, "name_en") == 0)
            city->name.en = value;
        else if (strcmp(line, "area") == 0)
            city->area = strtoll(value, NULL, 10);
        else if (strcmp(line, "sample") == 0)
            city->sample = strcmp(value, "yes") == 0;
    }
    fclose(file);
    if (strlen(city->id) != 32 || city->area < 1 || city->area >= 1 << 20)
        return zc_fail(err, ZC_EINPUT, "%s 缺少 id(32 位十六进制)或 area(1 至 1048575)",
                       "%s lacks id (32 hex digits) or area (1 to 1048575)", path);
    return ZC_OK;
}

int zc_city_open(struct zc_city **out, const char *folder, struct zc_error *err)
{
    struct zc_city *city = zc_malloc(sizeof *city);
    *city = (struct zc_city){0};
    city->folder = zc_arena_str(&city->arena, folder);
    city->modules_folder = zc_modules_folder(&city->arena);
    char *report = NULL;
    int rc = read_settings(city, err);
    if (!rc)
        rc = zc_model_load(&city->model, city->modules_folder, &report, err);
    free(report);
    if (!rc)
        rc = zc_compute_check(city->model, err);
    if (!rc)
        rc = zc_votes_check(city->model, err);
    struct zc_calendar all;
    const char *data = zc_arena_printf(&city->arena, "%s/core/data", city->modules_folder);
    if (!rc)
        rc = zc_calendar_read(&all, &city->arena, zc_arena_printf(&city->arena, "%s/calendar.csv", data), err);
    if (!rc)
        rc = zc_notices_read(&city->notices, &city->arena, &all, data, err);
    if (rc) {
        zc_city_close(city);
        return rc;
    }
    *out = city;
    return ZC_OK;
}

void zc_city_close(struct zc_city *city)
{
    if (!city)
        return;
    zc_model_free(city->model);
    zc_arena_free(&city->arena);
    free(city);
}

const char *zc_city_setting(const struct zc_city *city, const char *name)
{
    for (size_t i = 0; i < city->setting_count; i++)
        if (strcmp(city->settings[i].name, name) == 0)
            return city->settings[i].value;
    return NULL;
}

int zc_city_number(int64_t *out, const struct zc_city *city, const char *name, int64_t least, int64_t most, struct zc_error *err)
{
    const char *text = zc_city_setting(city, name);
    char *end = NULL;
    if (!text)
        return ZC_OK;
    long long number = strtoll(text, &end, 10);
    if (!*text || *end || number < least || number > most)
        return zc_fail(err, ZC_EINPUT, "city.conf 的 %s 应为 %lld 至 %lld,现为 %.60s", "%s in city.conf takes %lld to %lld, not %.60s", name,
                       (long long)least, (long long)most, text);
    *out = number;
    return ZC_OK;
}

/* Two folders on one database would write two histories into one. */
static int own_database(struct zc_db *db, struct zc_error *err)
{
    struct zc_stmt *stmt = NULL;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT value FROM setting WHERE name = 'city'", err);
    rc = rc ? rc : zc_stmt_step(stmt, err);
    if (rc >= 0 && (!rc || strcmp(zc_stmt_text(stmt, 0, NULL), db->city->id) != 0))
        rc = zc_fail(err, ZC_EINPUT, "city.conf 的 database 是另一个城市的数据库", "database in city.conf names the database of another city");
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

bool zc_city_on_server(const struct zc_city *city)
{
    const char *named = zc_city_setting(city, "database");
    return named && zc_store_is_server(named);
}

/* Where a folder lies: on which running machine, as which file. A copy is another place even under the same name. */
static int place_of(const struct zc_city *city)
{
    char text[200], boot[40] = "", digest[ZC_DIGEST_HEX];
    struct stat folder = {0};
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    if (file && !fgets(boot, sizeof boot, file))
        *boot = 0;
    if (file)
        fclose(file);
    if (stat(city->folder, &folder) != 0)
        folder = (struct stat){0};
    int size = snprintf(text, sizeof text, "%s %lld %lld", boot, (long long)folder.st_dev, (long long)folder.st_ino);
    zc_sm3_hex(digest, text, (size_t)size);
    digest[7] = 0;
    return (int)strtol(digest, NULL, 16) + 1;
}

int zc_db_open(struct zc_db *out, const struct zc_city *city, enum zc_store_mode mode, struct zc_error *err)
{
    const char *named = zc_city_setting(city, "database");
    char path[4096];
    snprintf(path, sizeof path, "%s/city.db", city->folder);
    *out = (struct zc_db){.city = city};
    if (named && !zc_store_is_server(named))
        return zc_fail(err, ZC_EINPUT, "city.conf 的 database 应以 postgresql:// 开头;没有这一行就是文件 city.db",
                       "database in city.conf begins with postgresql://; without the line it is the file city.db");
    int rc = zc_store_open(&out->store, named ? named : path, mode, err);
    snprintf(path, sizeof path, "%s/server.timeline", city->folder);
    if (!rc && named)
        rc = zc_store_fence(out->store, path, err);
    if (!rc && named && mode != ZC_STORE_CREATE)
        rc = own_database(out, err);
    if (!rc && named && mode == ZC_STORE_WRITE)
        rc = zc_store_place(out->store, place_of(city), err);
    if (rc && out->store)
        zc_db_close(out);
    return rc;
}

void zc_db_close(struct zc_db *db)
{
    zc_store_close(db->store); /* NULL is fine */
    zc_store_close(db->keys);
    zc_rows_kept_free(db->kept);
    zc_compute_kept_free(db->codes);
    zc_draw_kept_free(db->draws);
    *db = (struct zc_db){.city = db->city};
}

static int64_t one_number(struct zc_db *db, const char *sql)
{
    struct zc_stmt *stmt;
    int64_t number = 0;
    if (zc_stmt_prepare(&stmt, db->store, sql, NULL))
        return 0;
    if (zc_stmt_step(stmt, NULL) > 0)
        number = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return number;
}

int64_t zc_db_now(struct zc_db *db)
{
    if (!db->city->sample)
        return zc_instant_now();
    uint64_t within = zc_store_transaction(db->store);
    if (within && db->known.clock_of == within)
        return db->known.clock;
    db->known.clock = one_number(db, "SELECT value FROM setting WHERE name = 'clock'"); /* a text, read as a number */
    db->known.clock_of = within;
    return db->known.clock;
}

int zc_db_today(struct zc_db *db) { return zc_instant_date(zc_db_now(db)); }
int64_t zc_db_watermark(struct zc_db *db) { return one_number(db, "SELECT coalesce(max(at), 0) FROM head"); }

bool zc_db_behind(struct zc_db *db, int today)
{
    static const char use; /* its address: asked before every reading of now */
    uint64_t within = zc_store_transaction(db->store);
    if (within && db->known.ahead_of == within && today <= db->known.ahead) /* what is noted within it begins later */
        return false;
    struct zc_stmt *stmt = zc_stmt_again(db->store, db->store, &use);
    if (!stmt && !zc_stmt_prepare(&stmt, db->store, "SELECT 1 FROM ahead WHERE day <= ?1 LIMIT 1", NULL))
        zc_stmt_keep(stmt, db->store, &use);
    if (!stmt) /* a city that an older program left and nobody may write to */
        return false;
    zc_stmt_bind_int(stmt, 1, today);
    int found = zc_stmt_step(stmt, NULL);
    zc_stmt_done(stmt);
    if (found == 0) {
        db->known.ahead_of = within;
        db->known.ahead = today;
    }
    return found > 0;
}

int zc_times_known_day(struct zc_db *db, struct zc_times times)
{
    int today = zc_db_today(db);
    return times.known == ZC_INSTANT_MAX || zc_instant_date(times.known) > today ? today : zc_instant_date(times.known);
}

const struct zc_calendar *zc_db_calendar(struct zc_db *db) { return zc_calendar_known(&db->city->notices, zc_db_today(db)); }

struct zc_times zc_times_now(struct zc_db *db)
{
    int today = zc_db_today(db);
    return (struct zc_times){today, ZC_INSTANT_MAX, !zc_db_behind(db, today)};
}

struct zc_times zc_times_at(struct zc_db *db, int asof, int64_t known)
{
    int today = zc_db_today(db);
    if (asof == ZC_DATE_MAX)
        asof = today;
    bool all = known == ZC_INSTANT_MAX || known >= zc_db_watermark(db);
    return (struct zc_times){asof, known, all && asof == today && !zc_db_behind(db, today), all && known != ZC_INSTANT_MAX && zc_store_still(db->store)};
}

bool zc_reader_has_role(const struct zc_reader *reader, const char *full_role)
{
    for (size_t i = 0; i < reader->role_count; i++)
        if (strcmp(reader->roles[i], full_role) == 0)
            return true;
    return false;
}
