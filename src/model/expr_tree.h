/* expr_tree: the tree behind expr.h, shared by its parser, evaluator, emitters and printer only. */
#ifndef ZC_MODEL_EXPR_TREE_H
#define ZC_MODEL_EXPR_TREE_H

#include "model/expr.h"

enum zc_node_kind {
    ZC_N_LITERAL,  /* value */
    ZC_N_PARAM,    /* param */
    ZC_N_PATH,     /* path of fields; all but the last are refs */
    ZC_N_EMPTY,    /* left is a path */
    ZC_N_NOT,      /* left */
    ZC_N_AND, ZC_N_OR,
    ZC_N_COMPARE,  /* op left right */
    ZC_N_IN,       /* left in items */
    ZC_N_HAS,      /* left (a list) has right */
    ZC_N_CONTAINS, /* left contains right */
    ZC_N_ADD, ZC_N_SUB,
    ZC_N_EVERY, ZC_N_SOME, ZC_N_COUNT, /* child, via, left = condition or NULL */
    ZC_N_ROLE,     /* role */
    ZC_N_RULE,     /* rule: a whole number */
    ZC_N_ID,       /* the row's own id */
    ZC_N_KIN       /* the person that left leads to is kin of :person, up to the degree in value */
};
enum zc_compare { ZC_EQ, ZC_NE, ZC_LT, ZC_LE, ZC_GT, ZC_GE };

struct zc_expr {
    enum zc_node_kind kind;
    enum zc_type type;   /* of the value */
    bool list;
    int scale;           /* of decimals */
    const struct zc_codelist *codelist;
    const struct zc_entity *ref_to;
    const struct zc_entity *entity; /* the scope in which a path or quantifier stands */
    struct zc_expr *left, *right;
    enum zc_compare op;
    struct zc_value value;
    enum zc_param param;
    const struct zc_field **path;
    size_t path_length;
    struct zc_expr **items;
    size_t item_count;
    const struct zc_entity *child;
    const struct zc_field *via;
    bool or_none;
    const char *role;    /* full name */
    const char *rule;    /* full id */
    size_t at;           /* character at which it begins, from 1; for messages */
};

/* Nodes after derived fields are written out, how deep these may refer to each other, and how high the parser's stack may grow:
 * what SQLite bears around it as well. */
enum { ZC_LARGEST_EXPR = 1700, ZC_DERIVED_NEST = 12, ZC_HIGHEST_EXPR = 76 };
bool zc_expr_fits(const struct zc_expr *expr); /* false for a circle of derived fields too */

extern const char *const zc_param_names[ZC_PARAM_COUNT]; /* without the colon */
extern const char *const zc_kin_degree_words[]; /* by zc_kin_degree */

#endif
