/*
 * tree: a tree of links (model/tree.h) at two times: who is reached from the roots of each line, and which links are silent.
 * Everything is read with the city's eyes; who shows it to a person asks for his right to each record.
 */
#ifndef ZC_QUERY_TREE_H
#define ZC_QUERY_TREE_H

#include "model/tree.h"
#include "query/rows.h"

struct zc_tree_edge {
    const char *line;
    int64_t over, under;
    bool reached;
};
/* Marks the edges to which a root leads along edges of the same line; circles end. Pure (reform.md F2). */
void zc_tree_reach(struct zc_tree_edge *edges, size_t count, const int64_t *roots, size_t root_count);

struct zc_tree_link {
    struct zc_record record;
    struct zc_record act;      /* the last one; its entity is NULL when there is none */
    int last_on;               /* its day; 0 = none */
    int silent_since;          /* the last act, else the first day of the link */
    bool reached, judged, live; /* judged: it has an act, or is old enough that silence counts */
};
struct zc_tree_state {
    struct zc_tree_link *links;
    size_t count, judged, live;
    struct zc_record *unreached; /* of those that must be reached; one that some line names must be reached on each line that names it */
    size_t unreached_count, wanted;
    int days;                  /* 0: no such rule value is in force; then nothing is judged */
};
int zc_tree_read(struct zc_tree_state *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, struct zc_times times, struct zc_error *err);

#endif
