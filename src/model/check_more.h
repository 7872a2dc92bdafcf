/*
 * check_more: the truth checks that look over texts, months and histories.
 *
 *   similar: [{entity, where?, field, same: [a, b], order: date, most: rule, message, needs?}]
 *       a text that is as alike as `most` or more (base/trigram) to the one before it, by `order`, among rows that share `same`
 *   reported: [{entity, where?, report, ref, through?, message, needs?}]
 *       a row about which the report of the latest closed period (model/periodic.h) holds no accepted line; `ref` of the line leads to the row or,
 *       with `through`, to where that ref of the row leads. Before anything is closed none is asked
 *   history: [{entity, where?, kept: field | moved: date | entered: date, days: rule | bulk: date, most: rule, minutes: rule, message, needs?}]
 *       kept: the field was changed once it was filled. moved: the date was changed after it had passed. entered: the date lies more than `days` after
 *       the day on which it was written. bulk: more than `most` rows got the date within `minutes`, and not by an import
 *   grouped: [{entity, where?, by, function, inputs, scale, most: rule, message, needs?}]
 *       a group of rows (equal ref `by`) for which the computation exceeds `most`; it gets the group's rows and then the inputs
 *   formed: [{entity, where?, field, message, needs?}]
 *       a text that is not of the form that its field declares (`valid`)
 */
#ifndef ZC_MODEL_CHECK_MORE_H
#define ZC_MODEL_CHECK_MORE_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

enum zc_history_kind { ZC_HISTORY_KEPT, ZC_HISTORY_MOVED, ZC_HISTORY_ENTERED, ZC_HISTORY_BULK };
enum zc_more_kind { ZC_MORE_SIMILAR, ZC_MORE_REPORTED, ZC_MORE_HISTORY, ZC_MORE_GROUPED, ZC_MORE_FORMED };

struct zc_check_more {
    enum zc_more_kind kind;
    const struct zc_entity *entity;
    const struct zc_expr *where;
    struct zc_pair message, needs;
    const struct zc_field *field;      /* similar: the text; history: the field; reported: ref of the line; grouped: by; formed: the text */
    const struct zc_field *order, *through;
    const struct zc_field **same;
    size_t same_count;
    const struct zc_entity *report;
    enum zc_history_kind history;
    const char *most, *days, *minutes; /* full ids of rule values */
    const char *function;
    const struct zc_entity **inputs;
    const char **input_where;
    size_t input_count;
    int scale;
};
void zc_load_check_more(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *yaml);

#endif
