/*
 * computed: the figures of C2 to C4 as fields of tasks and plans, from the items as they stood at the two times.
 * What is claimed counts whole (a part is known only from a monthly report); what is verified or written off is earned.
 */
#ifndef ZC_REFORM_COMPUTED_H
#define ZC_REFORM_COMPUTED_H

#include "query/compute.h"

/* Shares of the weights of a task's or plan's items: reported, verified, and the gap between them (reform.md C2). Inputs: items, accepted lines,
 * and of a plan its tasks. */
ZC_FUNCTION(reform, progress_reported);
ZC_FUNCTION(reform, progress_verified);
ZC_FUNCTION(reform, progress_gap);
ZC_FUNCTION(reform, gap_of_tasks); /* inputs: tasks, all items, all accepted lines */
/* Items, and tasks that have none, past their due date on the as-of day and not verified. Inputs: items, tasks. */
ZC_FUNCTION(reform, overdue_items);
/* Weights due and weights verified by the as-of day (reform.md C3); empty for a plan without items. */
ZC_FUNCTION(reform, planned_value);
ZC_FUNCTION(reform, earned_value);
/* In months of the plan, of which those that have ended by the as-of day count (reform.md C4). Empty before the first has. */
ZC_FUNCTION(reform, earned_schedule);
ZC_FUNCTION(reform, schedule_variance);
ZC_FUNCTION(reform, schedule_index);
ZC_FUNCTION(reform, schedule_forecast);

/* Whether a number is what official papers bear (reform.md C10). */
ZC_FUNCTION(reform, document_number_valid);

/* C4 over rows of reform.item between the first and last day of their plan; false where it gives no answer. */
struct zc_earned_schedule;
bool zc_schedule_of(struct zc_earned_schedule *out, const struct zc_compute *compute, const struct zc_rows *items, int from, int to);

#endif
