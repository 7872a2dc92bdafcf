/*
 * yaml: module files as a tree of nodes with file, line and column, through libyaml events. The core schema's surprises are
 * refused by design: every scalar is text, and the binder asks for the type it wants (so `no`, `010` and `2017-01-01` stay
 * what the author wrote). Aliases, anchors, tags, merge keys and duplicate keys are errors; depth ≤ 32, file ≤ 1 MiB.
 */
#ifndef ZC_MODEL_YAML_H
#define ZC_MODEL_YAML_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

enum zc_yaml_kind { ZC_YAML_SCALAR, ZC_YAML_LIST, ZC_YAML_MAP };

struct zc_yaml {
    enum zc_yaml_kind kind;
    const char *text;         /* SCALAR */
    bool quoted;              /* the scalar was quoted */
    const char *key;          /* inside a MAP */
    struct zc_yaml *child, *next;
    size_t count;
    struct zc_place place;
    struct zc_place key_place; /* inside a MAP: where the key stands */
    bool used;                /* set by zc_yaml_get; what stays unused is an unknown key */
};

int zc_yaml_parse(struct zc_yaml **out, struct zc_arena *arena, const char *file, const char *bytes, size_t size,
                  struct zc_error *err);
int zc_yaml_read(struct zc_yaml **out, struct zc_arena *arena, const char *path, struct zc_error *err);
struct zc_yaml *zc_yaml_get(struct zc_yaml *map, const char *key); /* NULL when absent; marks it used */
const char *zc_yaml_text(struct zc_yaml *map, const char *key);    /* NULL unless a scalar */

#endif
