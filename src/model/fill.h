/*
 * fill: texts with places that a record fills, for papers. Parsed once when the declarations are loaded, so that a wrong name is said with
 * line and column before anybody prints; filled by paper/compose.
 *
 *   {{=held_on}} {{=chair.title}}            a field, along single refs; dates in words, refs and codes by name
 *   {{=count items where state = 'verified'}} any expression of the module language that gives a number, a date, a text
 *   {{text facts}}                           a text of the record as it was written: its own {{figures}} and [[marks]] count
 *   {{rule papers.office}}                   the rule value in force on the day of the paper, as text
 *   {{city}}                                 the name of the city
 *   {{if empty(chair)}} … {{else}} … {{end}}
 *   {{each resolutions where state = 'open'}} … {{end}}  the rows that point here, in their order; inside, names are theirs:
 *   {{each plan.tasks}} … {{end}}             the rows that point to where refs lead
 *   {{#}} {{sep 、}} {{first ## 汇报}}         their place from 1; what stands between two of them; what stands before the first
 *
 * Everything else between {{ and }} is left for the report's own placeholders (docs/reports.md). A directive alone on a line takes the line
 * with it. Loops stand at most 3 deep; a text has at most 4,000 pieces.
 */
#ifndef ZC_MODEL_FILL_H
#define ZC_MODEL_FILL_H

#include "model/model.h"

enum { ZC_FILL_STEPS = 5 };
enum zc_fill_kind { ZC_FILL_WORDS, ZC_FILL_FIELD, ZC_FILL_VALUE, ZC_FILL_PROSE, ZC_FILL_RULE, ZC_FILL_CITY, ZC_FILL_PLACE, ZC_FILL_BETWEEN, ZC_FILL_FIRST, ZC_FILL_IF, ZC_FILL_EACH };
struct zc_fill;
struct zc_fills {
    struct zc_fill *items;
    size_t count, capacity;
};
struct zc_fill {
    enum zc_fill_kind kind;
    const char *text;                            /* WORDS, BETWEEN, FIRST; RULE: its full id */
    const struct zc_expr *expr;                  /* VALUE, IF; EACH: NULL for all rows */
    const struct zc_field *steps[ZC_FILL_STEPS]; /* FIELD: refs, then the field; PROSE: the field; EACH: refs */
    size_t step_count;
    const struct zc_entity *of;                  /* EACH: whose rows */
    const struct zc_field *by;                   /* EACH: their ref that points here */
    struct zc_fills yes, no;                     /* IF, EACH */
};

/* `entity` gives the names; `module` that of short rule names. NULL and no text: none. */
int zc_fill_parse(struct zc_fills *out, struct zc_arena *arena, const struct zc_model *model, const struct zc_entity *entity, const char *module, const char *text,
                  size_t size, struct zc_error *err);

#endif
