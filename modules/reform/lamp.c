/* lamp: the rules of reform.md C5 in their order; then the strongest light. */
#include "lamp.h"
#include "base/date.h"

struct looking {
    struct zc_lamp_reason *reasons;
    size_t count;
    const struct zc_lamp_case *facts;
};

static void speaks(struct looking *looking, enum zc_lamp_rule rule, enum zc_lamp light, int number, int item)
{
    bool late = light == ZC_LAMP_RED || light == ZC_LAMP_YELLOW;
    if (late && looking->facts->asof < looking->facts->first_day)
        light = ZC_LAMP_OPENING;
    looking->reasons[looking->count++] = (struct zc_lamp_reason){rule, light, number, item};
}

static int next_quarter(int asof)
{
    int year, month, day, next = asof;
    zc_date_split(asof, &year, &month, &day);
    month = (month - 1) / 3 * 3 + 4;
    zc_date_make(&next, month > 12 ? year + 1 : year, month > 12 ? 1 : month, 1);
    return next;
}

static void look_at_items(struct looking *looking, const struct zc_lamp_rules *rules, const struct zc_calendar *calendar)
{
    const struct zc_lamp_case *facts = looking->facts;
    int soonest = -1, left = 0;
    for (size_t i = 0; i < facts->item_count; i++) {
        const struct zc_lamp_item *item = &facts->items[i];
        if (item->out || item->earned)
            continue;
        if (item->opening) {
            speaks(looking, ZC_LAMP_CLAIMED_BEFORE, ZC_LAMP_OPENING, 0, (int)i);
            continue;
        }
        int over = item->due < facts->asof ? zc_workday_between(calendar, item->due, facts->asof) : 0;
        if (over > 0) {
            speaks(looking, ZC_LAMP_OVERDUE, over > rules->red_overdue ? ZC_LAMP_RED : ZC_LAMP_YELLOW, over, (int)i);
        } else if (!item->claimed) {
            int days = item->due > facts->asof ? zc_workday_between(calendar, facts->asof, item->due) : 0;
            if (soonest < 0 || item->due < facts->items[soonest].due) {
                soonest = (int)i;
                left = days;
            }
        }
    }
    if (soonest >= 0 && left <= rules->due_soon)
        speaks(looking, ZC_LAMP_DUE_SOON, ZC_LAMP_YELLOW, left, soonest);
}

static bool nothing_yet(const struct zc_lamp_case *facts)
{
    int quarter = next_quarter(facts->asof);
    bool any = false;
    for (size_t i = 0; i < facts->item_count; i++) {
        const struct zc_lamp_item *item = &facts->items[i];
        if (item->out)
            continue;
        any = true;
        if (item->started || item->claimed || item->earned || item->due < quarter)
            return false;
    }
    return any;
}

enum zc_lamp zc_lamp_compute(struct zc_lamp_reason *reasons, size_t *count, const struct zc_lamp_case *facts, const struct zc_lamp_rules *rules,
                             const struct zc_calendar *calendar)
{
    struct looking looking = {reasons, 0, facts};
    enum zc_lamp light = ZC_LAMP_GREEN;
    *count = 0;
    if (facts->written_off) {
        reasons[(*count)++] = (struct zc_lamp_reason){ZC_LAMP_WRITTEN_OFF, ZC_LAMP_DONE, 0, -1};
        return ZC_LAMP_DONE;
    }
    look_at_items(&looking, rules, calendar);
    if (!zc_ratio_empty(facts->index) && zc_ratio_compare(facts->index, rules->red_index) < 0)
        speaks(&looking, ZC_LAMP_INDEX, ZC_LAMP_RED, 0, -1);
    else if (!zc_ratio_empty(facts->index) && zc_ratio_compare(facts->index, rules->yellow_index) < 0)
        speaks(&looking, ZC_LAMP_INDEX, ZC_LAMP_YELLOW, 0, -1);
    if (facts->unreported >= rules->red_unreported)
        speaks(&looking, ZC_LAMP_UNREPORTED, ZC_LAMP_RED, facts->unreported, -1);
    if (facts->contradicted > 0)
        speaks(&looking, ZC_LAMP_CONTRADICTED, ZC_LAMP_RED, facts->contradicted, -1);
    if (facts->notice_over > 0)
        speaks(&looking, ZC_LAMP_NOTICE, ZC_LAMP_RED, facts->notice_over, -1);
    if (facts->report_late > 0)
        speaks(&looking, ZC_LAMP_REPORT_LATE, ZC_LAMP_YELLOW, facts->report_late, -1);
    if (facts->moved > rules->yellow_moved)
        speaks(&looking, ZC_LAMP_MOVED, ZC_LAMP_YELLOW, facts->moved, -1);
    if (nothing_yet(facts))
        speaks(&looking, ZC_LAMP_NOTHING_YET, ZC_LAMP_GREY, 0, -1);
    if (!looking.count)
        speaks(&looking, ZC_LAMP_ON_TRACK, ZC_LAMP_GREEN, 0, -1);
    for (size_t i = 0; i < looking.count; i++) /* the strongest first; among equals the rule that comes first, and of one rule the larger number */
        for (size_t j = i; j > 0; j--) {
            struct zc_lamp_reason *above = &reasons[j - 1], *one = &reasons[j], kept = *above;
            bool stronger = one->light != above->light ? one->light < above->light : one->rule != above->rule ? one->rule < above->rule : one->number > above->number;
            if (!stronger)
                break;
            *above = *one;
            *one = kept;
        }
    light = reasons[0].light;
    *count = looking.count;
    return light;
}
