/*
 * wall: the screen that hangs in a hall, composed of panels with one message each. A module with a file wall.yaml has one.
 *
 *   title: 全面深化改革 | Deepening reform
 *   panels:
 *     - {kind: bars, large: true, message: "{{tasks}} 项，核实 {{verified}} | {{tasks}}, {{verified}} verified", group: domain,
 *        whole: tasks, solid: verified, outline: reported, tick: due}
 *     - {kind: promises, large: true}
 *     - {kind: cells, message: …, rows: [{title: 国家级 | national, done: national_done, whole: national_total}]}
 *     - {kind: lamps, message: …, of: task, where: "plan.ends_on >= :asof"}
 *     - {kind: areas, of: task, field: area_scope, where: …}
 *     - {kind: links, message: …, of: accountability_link, from: superior, to: subordinate, live: "some actions where …"}
 *
 * Whatever stands in braces is a figure, and every number of a panel is one or leads to rows: the page opens the trace of either.
 * Nothing is counted here; the page asks for figures and rows with the rights of who looks.
 */
#ifndef ZC_MODEL_WALL_H
#define ZC_MODEL_WALL_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

enum zc_wall_kind { ZC_WALL_BARS, ZC_WALL_PROMISES, ZC_WALL_CELLS, ZC_WALL_LAMPS, ZC_WALL_AREAS, ZC_WALL_LINKS };

struct zc_wall_row {
    struct zc_pair title;
    const struct zc_metric *done, *whole;
};
struct zc_wall_panel {
    enum zc_wall_kind kind;
    bool large;
    struct zc_pair message;        /* zh NULL: the page has words of its own */
    const struct zc_entity *of;
    const struct zc_field *field;  /* BARS: the code by which the figures are told apart; AREAS: the areas of a row */
    const struct zc_field *from, *to; /* LINKS */
    const char *where_text, *live_text; /* which rows; which links are alive. NULL: all */
    const struct zc_metric *solid, *outline, *tick, *whole;
    struct zc_wall_row *rows;      /* CELLS */
    size_t row_count;
};
struct zc_wall {
    const char *module;
    struct zc_pair title;
    struct zc_wall_panel *panels;
    size_t count;
};

/* Binds a module's wall.yaml, after entities, metrics and checks. */
void zc_load_wall(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
extern const char *const zc_wall_kinds[]; /* by kind */

#endif
