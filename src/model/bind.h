/*
 * bind: from YAML nodes to what the model wants, collecting every error with its place instead of stopping at the first.
 * Shared by the loading files of model/ only.
 */
#ifndef ZC_MODEL_BIND_H
#define ZC_MODEL_BIND_H

#include "base/buf.h"
#include "model/yaml.h"

struct zc_loaded_file {
    const char *path; /* below the modules folder */
    const char *bytes;
    size_t size;
};

struct zc_loader {
    struct zc_model *model;
    struct zc_buf report;
    struct zc_error first;
    size_t errors;
    struct zc_map yaml_of_entity; /* full name → its YAML, for the later passes */
    struct zc_loaded_file *files; /* all that was read, for the digest; in `scratch`, gone after loading */
    size_t file_count, file_capacity;
    struct zc_arena scratch;
    char *room; /* where each file is read into */
};

/* "file:line:column: what was expected" in both languages; formats share arguments. */
void zc_bind_fail(struct zc_loader *loader, const struct zc_place *place, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* Which of the candidates seen is closest to the word; `best` is NULL while none is near. */
struct zc_nearest {
    const char *word, *best;
    int distance;
};
struct zc_nearest zc_nearest_to(const char *word);
void zc_nearest_see(struct zc_nearest *nearest, const char *candidate);
/* As zc_bind_fail, with the nearest name behind. */
void zc_bind_fail_near(struct zc_loader *loader, const struct zc_place *place, const struct zc_nearest *nearest, const char *zh, const char *en, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
void zc_bind_fail_err(struct zc_loader *loader, const struct zc_place *place, const struct zc_error *err);

/* Reports every key of the map that is not among `keys` (separated by blanks), with the nearest one. */
void zc_bind_only(struct zc_loader *loader, struct zc_yaml *map, const char *keys);
const char *zc_bind_text(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required); /* NULL when absent */
/* "题名 | title"; both halves are needed. */
struct zc_pair zc_bind_pair(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required);
struct zc_pair zc_bind_pair_of(struct zc_loader *loader, struct zc_yaml *node);
bool zc_bind_bool(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool otherwise);
int64_t zc_bind_int(struct zc_loader *loader, struct zc_yaml *map, const char *key, int64_t otherwise);
int zc_bind_date(struct zc_loader *loader, struct zc_yaml *map, const char *key, int otherwise);
/* A list of words, or one word. */
const char **zc_bind_list(struct zc_loader *loader, struct zc_yaml *map, const char *key, size_t *count);
/* One of the words, separated by blanks; its index, or `otherwise` when absent. */
int zc_bind_word(struct zc_loader *loader, struct zc_yaml *map, const char *key, const char *words, int otherwise);

/* The map or list below a key; NULL when absent, and when it is something else, which is then said. */
struct zc_yaml *zc_bind_map(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required);
struct zc_yaml *zc_bind_items(struct zc_loader *loader, struct zc_yaml *map, const char *key);

/* The passes over entities. */
void zc_load_entity(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
void zc_load_entity_links(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);   /* refs, codes, homes */
void zc_load_entity_derived(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml); /* of all entities, before what reads them */
void zc_load_entity_rules(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);   /* other expressions, states */
/* The full name of a rule value, PACK.NAME of the entity's module or MODULE.PACK.NAME; reports and gives NULL when there is none. */
const char *zc_load_rule_named(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_place *place, const char *text);
void zc_load_clocks(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);         /* after the transitions */
void zc_load_metrics(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
/* All check files of a module, since a promise may stand in one and its checks in another. */
void zc_load_checks(struct zc_loader *loader, const char *module, struct zc_yaml *const *files, size_t count);
/* By full name, or the short name inside the module; reports when there is none. */
const struct zc_entity *zc_load_entity_of(struct zc_loader *loader, const char *module, const char *name, const struct zc_place *place);
void zc_load_rules(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
/* A derived field or a ratio that leads back to itself would never come to an end. */
void zc_load_circles(struct zc_loader *loader);
/* The full name of a role, by full name or the short name inside the module; reports when there is none. */
const char *zc_load_role(struct zc_loader *loader, const char *module, const char *role, const struct zc_place *place);
void zc_load_links(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
/* Homes must end at an entity with a home of its own. */
void zc_load_homes(struct zc_loader *loader);
const char *zc_load_condition(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node);
/* The same for conditions that choose rows and decide about nothing: these may ask computed codes, too. */
const char *zc_load_rows_condition(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node);
const char *zc_load_expr(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node);

#endif
