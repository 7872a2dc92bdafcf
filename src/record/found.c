#include "record/found.h"
#include "base/buf.h"
#include "base/digest.h"
#include "query/tables.h"
#include "record/ahead.h"
#include "record/erasable.h"
#include "record/move.h"
#include "record/search_index.h"
#include "record/setting.h"
#include "record/shipped.h"
#include "record/tx.h"
#include "record/write.h"
#include "store/schema.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

static int prepare_folder(const char *folder, struct zc_error *err)
{
    static const char *const inside[] = {"keys", "files", "boxes"};
    if (mkdir(folder, 0700) != 0) {
        if (errno != EEXIST)
            return zc_fail(err, ZC_EIO, "无法新建文件夹 %s:%s", "cannot make the folder %s: %s", folder, strerror(errno));
        DIR *open_folder = opendir(folder);
        int things = 0;
        while (open_folder && readdir(open_folder))
            things++;
        if (open_folder)
            closedir(open_folder);
        if (things > 2)
            return zc_fail(err, ZC_EINPUT, "%s 已存在且不是空文件夹", "%s exists and is not empty", folder);
    }
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, inside[i]);
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return zc_fail(err, ZC_EIO, "无法新建文件夹 %s:%s", "cannot make the folder %s: %s", path, strerror(errno));
    }
    return ZC_OK;
}

static int write_settings(const struct zc_founding *founding, struct zc_error *err)
{
    char path[4096], id[33];
    unsigned char raw[16];
    if (getrandom(raw, sizeof raw, 0) != (ssize_t)sizeof raw)
        return zc_fail(err, ZC_EIO, "取不到随机数", "no random bytes");
    zc_hex(id, raw, sizeof raw);
    snprintf(path, sizeof path, "%s/city.conf", founding->folder);
    FILE *file = fopen(path, "w");
    if (!file)
        return zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
    fprintf(file, "# Settings of this city. The id stands in every journal entry: never change it.\nid = %s\nname = %s\nname_en = %s\narea = %lld\nsample = %s\n",
            id, founding->name.zh, founding->name.en, (long long)founding->area, founding->sample ? "yes" : "no");
    if (founding->database)
        fprintf(file, "database = %s\n", founding->database);
    if (fclose(file) != 0)
        return zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
    return ZC_OK;
}

static int set_clock(struct zc_db *db, int64_t clock, struct zc_error *err)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)clock);
    db->known.clock_of = 0;
    return zc_setting_put(db->store, "clock", text, err);
}

static int first_entry(struct zc_db *db, const struct zc_founding *founding, struct zc_error *err)
{
    struct zc_tx *tx;
    struct zc_actor actor = {.face = "cli", .reader = &ZC_READER_CITY};
    struct zc_buf payload = {0};
    int rc = zc_tx_begin(&tx, db, &actor, err);
    if (rc)
        return rc;
    zc_buf_str(&payload, "{\"area\":");
    char area[24];
    snprintf(area, sizeof area, "%lld", (long long)founding->area);
    zc_buf_json_str(&payload, area);
    zc_buf_str(&payload, ",\"declarations\":");
    zc_buf_json_str(&payload, db->city->model->language_digest);
    zc_buf_str(&payload, ",\"name\":");
    zc_buf_json_str(&payload, founding->name.zh);
    zc_buf_printf(&payload, ",\"sample\":%s}", founding->sample ? "true" : "false");
    rc = zc_tx_note(tx, founding->area, "found", payload.bytes, err);
    zc_buf_free(&payload);
    if (rc)
        zc_tx_rollback(tx);
    else
        rc = zc_tx_commit(tx, err);
    return rc;
}

int zc_city_found(const struct zc_founding *founding, struct zc_error *err)
{
    struct zc_city *city = NULL;
    struct zc_db db = {0};
    int rc = founding->database ? zc_move_may(founding->database, err) : ZC_OK; /* before anything is made */
    if (!rc)
        rc = prepare_folder(founding->folder, err);
    if (!rc)
        rc = write_settings(founding, err);
    if (!rc)
        rc = zc_keys_found(founding->folder, err);
    if (!rc)
        rc = zc_city_open(&city, founding->folder, err);
    if (!rc)
        rc = zc_db_open(&db, city, ZC_STORE_CREATE, err);
    if (!rc)
        rc = zc_schema_create(db.store, err);
    if (!rc)
        rc = zc_setting_put(db.store, "city", city->id, err);
    if (!rc && founding->sample)
        rc = set_clock(&db, founding->clock, err);
    if (!rc)
        rc = zc_tables_apply(&db, err);
    if (!rc)
        rc = zc_ahead_settle(&db, err);
    if (!rc)
        rc = zc_search_rebuild(&db, err);
    if (!rc)
        rc = first_entry(&db, founding, err);
    if (!rc)
        rc = zc_shipped_settle(&db, err);
    if (db.store)
        zc_db_close(&db);
    zc_city_close(city);
    return rc;
}

int zc_city_upgrade(struct zc_db *db, struct zc_error *err)
{
    struct zc_buf plan = {0};
    int rc = zc_schema_create(db->store, err);
    if (!rc)
        rc = zc_tables_plan(&plan, db, err);
    if (!rc && plan.size)
        rc = zc_tables_apply(db, err);
    if (!rc)
        rc = zc_ahead_settle(db, err);
    if (!rc)
        rc = zc_search_rebuild(db, err);
    if (!rc)
        rc = zc_shipped_settle(db, err);
    zc_buf_free(&plan);
    return rc;
}

int zc_clock_move(struct zc_db *db, int64_t to, const char *face, struct zc_error *err)
{
    if (!db->city->sample)
        return zc_fail(err, ZC_EDENIED, "真实城市没有可拨的时钟", "a real city has no clock to move");
    int64_t now = zc_db_now(db);
    char text[ZC_INSTANT_TEXT], payload[128];
    zc_instant_format(text, to);
    if (to < now)
        return zc_fail(err, ZC_EINPUT, "示例时钟只能往前拨,不能拨到 %s", "the sample clock only moves forward, not to %s", text);
    struct zc_tx *tx;
    struct zc_actor actor = {.face = face, .reader = &ZC_READER_CITY};
    int rc = zc_tx_begin(&tx, db, &actor, err);
    if (rc)
        return rc;
    snprintf(payload, sizeof payload, "{\"clock\":\"%s\"}", text);
    rc = set_clock(db, to, err);
    if (!rc)
        rc = zc_tx_note(tx, db->city->area, "config", payload, err);
    if (!rc)
        rc = zc_ahead_turn(db, &tx->search, zc_instant_date(to), err);
    if (rc)
        zc_tx_rollback(tx);
    else
        rc = zc_tx_commit(tx, err);
    return rc;
}
