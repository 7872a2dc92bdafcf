/* trial_city: a city on the module of boxes (tests/boxes) in a temporary folder, for unit tests that need stored records. */
#ifndef ZC_TESTS_TRIAL_CITY_H
#define ZC_TESTS_TRIAL_CITY_H

#include "query/city.h"
#include "record/found.h"
#include "record/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trial_city {
    char folder[64], city_folder[96];
    struct zc_city *city;
    struct zc_db db;
    struct zc_arena arena;
};

static inline void trial_run(const char *format, const char *folder)
{
    char command[512];
    snprintf(command, sizeof command, format, folder);
    assert_int_equal(system(command), 0);
}

static inline void trial_city_open(struct trial_city *trial)
{
    char modules[96];
    struct zc_error err = {0};
    *trial = (struct trial_city){0};
    snprintf(trial->folder, sizeof trial->folder, "/tmp/zc-trial-XXXXXX");
    assert_non_null(mkdtemp(trial->folder));
    trial_run("mkdir %1$s/modules && cp -r modules/core %1$s/modules/core && cp -r tests/boxes %1$s/modules/shop && rm %1$s/modules/shop/city.sh", trial->folder);
    snprintf(modules, sizeof modules, "%s/modules", trial->folder);
    setenv("ZHUCHENG_MODULES", modules, 1);
    snprintf(trial->city_folder, sizeof trial->city_folder, "%s/city", trial->folder);
    struct zc_founding founding = {.folder = trial->city_folder, .name = {"试验市", "Trial"}, .area = 520100};
    assert_int_equal(zc_city_found(&founding, &err), ZC_OK);
    assert_int_equal(zc_city_open(&trial->city, trial->city_folder, &err), ZC_OK);
    assert_int_equal(zc_db_open(&trial->db, trial->city, ZC_STORE_WRITE, &err), ZC_OK);
}

static inline void trial_city_close(struct trial_city *trial)
{
    zc_db_close(&trial->db);
    zc_city_close(trial->city);
    zc_arena_free(&trial->arena);
    trial_run("rm -rf %s", trial->folder);
}

/* pairs: field, text, …, NULL */
static inline int64_t trial_make(struct trial_city *trial, const char *entity_name, const char *const *pairs)
{
    const struct zc_entity *entity = zc_model_entity(trial->city->model, entity_name);
    struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_error err = {0};
    struct zc_tx *tx;
    int64_t id = 0;
    bool changed;
    assert_non_null(entity);
    assert_int_equal(zc_tx_begin(&tx, &trial->db, &actor, &err), ZC_OK);
    struct zc_patch patch = zc_patch_new(&trial->arena, entity, 0);
    for (size_t i = 0; pairs[i]; i += 2)
        assert_int_equal(zc_patch_set(&patch, &trial->arena, pairs[i], pairs[i + 1], &err), ZC_OK);
    assert_int_equal(zc_record_change(&id, &changed, tx, &patch, &err), ZC_OK);
    assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
    return id;
}

#endif
