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
    struct zc_map inverses;       /* "entity name" → the field that gives it */
    struct zc_map yaml_of_module; /* name → its module.yaml */
    struct zc_loaded_file *files; /* all that was read, for the digest; in `scratch`, gone after loading */
    size_t file_count, file_capacity;
    struct zc_arena scratch;
};

/* "file:line:column: what was expected" in both languages; formats share arguments. */
void zc_bind_fail(struct zc_loader *loader, const struct zc_place *place, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
void zc_bind_fail_err(struct zc_loader *loader, const struct zc_place *place, const struct zc_error *err);

/* Reports every key of the map that is not among `keys` (separated by blanks), with the nearest one. */
void zc_bind_only(struct zc_loader *loader, struct zc_yaml *map, const char *keys);
const char *zc_bind_text(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required); /* NULL when absent */
/* "题名 | title"; both halves are needed. */
struct zc_pair zc_bind_pair(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required);
struct zc_pair zc_bind_pair_of(struct zc_loader *loader, struct zc_yaml *node);
bool zc_bind_bool(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool otherwise);
/* A whole number from `least` to `most`. */
int64_t zc_bind_int(struct zc_loader *loader, struct zc_yaml *map, const char *key, int64_t otherwise, int64_t least, int64_t most);
int zc_bind_date(struct zc_loader *loader, struct zc_yaml *map, const char *key, int otherwise);
/* The map, or the list, under a key; NULL when absent or, reported, something else. */
struct zc_yaml *zc_bind_map(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required);
struct zc_yaml *zc_bind_sequence(struct zc_loader *loader, struct zc_yaml *map, const char *key);
/* A list of words, or one word. */
const char **zc_bind_list(struct zc_loader *loader, struct zc_yaml *map, const char *key, size_t *count);
/* One of the words, separated by blanks; its index, or `otherwise` when absent. */
int zc_bind_word(struct zc_loader *loader, struct zc_yaml *map, const char *key, const char *words, int otherwise);

/* Where the item of such a list stands. */
const struct zc_place *zc_bind_item(struct zc_yaml *map, const char *key, size_t index);
/* Lower-case letters, digits, underscores, beginning with a letter; at most `most` characters. */
bool zc_bind_name(const char *name, size_t most);

/* Which of the candidates seen is closest to the word; best is NULL while none is near. */
struct zc_nearest {
    const char *word, *best;
    int distance;
};
struct zc_nearest zc_nearest_to(const char *word);
void zc_nearest_see(struct zc_nearest *nearest, const char *candidate);
/* "there is no WHAT word; the nearest is …" */
void zc_bind_unknown(struct zc_loader *loader, const struct zc_place *place, const char *zh, const char *en, const struct zc_nearest *nearest);

/* Room for `more` elements behind `count`. */
void *zc_load_grow(struct zc_arena *arena, void *array, size_t count, size_t more, size_t size);

/* module.yaml */
void zc_load_module(struct zc_loader *loader, struct zc_module *module, struct zc_yaml *yaml);
const char *zc_load_role(struct zc_loader *loader, const char *module, const char *role, const struct zc_place *place); /* full name */

/* The passes over entities. */
void zc_load_entity(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
void zc_load_entity_links(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);   /* refs, codes, homes */
void zc_load_entity_together(struct zc_loader *loader);                                                /* homes in a circle, inverses told apart */
void zc_load_entity_derived(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml); /* derived fields, of all entities first */
void zc_load_entity_fits(struct zc_loader *loader, const struct zc_entity *entity);                    /* derived fields in a circle */
void zc_load_entity_rules(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);   /* all other expressions */
void zc_load_entity_steps(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);   /* transitions and clocks */
void zc_load_metrics_checked(struct zc_loader *loader); /* after all metrics and rules are known */
void zc_load_metrics(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
void zc_load_checks(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
/* By full name, or the short name inside the module; reports when there is none. */
const struct zc_entity *zc_load_entity_of(struct zc_loader *loader, const char *module, const char *name, const struct zc_place *place);
/* Reports when there is none. */
const struct zc_field *zc_load_field_of(struct zc_loader *loader, const struct zc_entity *entity, const char *name, const struct zc_place *place);
void zc_load_rules(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
/* Both return the text, NULL when it was refused (and *out with it). A condition is of type bool. */
const char *zc_load_condition(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node);
const char *zc_load_expr(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node);

#endif
