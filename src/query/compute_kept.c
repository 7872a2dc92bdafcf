#include "query/compute_kept.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS = 16 };

struct zc_compute_kept {
    struct zc_arena arena; /* of the codes below */
    int64_t version;       /* of the data they were worked out from */
    int today;             /* a reading of now goes by the calendar known today */
    struct zc_times times;
    size_t count;
    struct {
        const struct zc_field *field;
        struct zc_codes codes;
    } fields[FIELDS];
};

static bool holds(const struct zc_compute_kept *kept, struct zc_db *db, struct zc_times times, int64_t version)
{
    return kept->version == version && kept->today == zc_db_today(db) && kept->times.asof == times.asof && kept->times.known == times.known &&
           kept->times.present == times.present;
}

const struct zc_codes *zc_compute_kept_find(struct zc_db *db, struct zc_times times, const struct zc_field *field)
{
    struct zc_compute_kept *kept = db->codes;
    int64_t version = kept ? zc_store_version(db->store) : 0;
    if (!version || !holds(kept, db, times, version))
        return NULL;
    for (size_t i = 0; i < kept->count; i++)
        if (kept->fields[i].field == field)
            return &kept->fields[i].codes;
    return NULL;
}

void zc_compute_kept_put(struct zc_db *db, struct zc_times times, const struct zc_field *field, const struct zc_codes *codes)
{
    int64_t version = zc_store_version(db->store);
    if (!version)
        return;
    struct zc_compute_kept *kept = db->codes;
    if (!kept) {
        kept = db->codes = zc_malloc(sizeof *kept);
        *kept = (struct zc_compute_kept){0};
    }
    if (!holds(kept, db, times, version) || kept->count == FIELDS) {
        zc_arena_free(&kept->arena);
        *kept = (struct zc_compute_kept){.version = version, .today = zc_db_today(db), .times = times};
    }
    int64_t *ids = zc_arena_array(&kept->arena, codes->count + 1, sizeof *ids);
    const char **copies = zc_arena_array(&kept->arena, codes->count + 1, sizeof *copies);
    for (size_t i = 0; i < codes->count; i++) {
        ids[i] = codes->ids[i];
        const char *code = codes->codes[i], *before = i ? copies[i - 1] : NULL; /* mostly the same */
        copies[i] = code && before && strcmp(before, code) == 0 ? before : code ? zc_arena_str(&kept->arena, code) : NULL;
    }
    kept->fields[kept->count].field = field;
    kept->fields[kept->count++].codes = (struct zc_codes){ids, copies, codes->count};
}

void zc_compute_kept_free(struct zc_compute_kept *kept)
{
    if (!kept)
        return;
    zc_arena_free(&kept->arena);
    free(kept);
}
