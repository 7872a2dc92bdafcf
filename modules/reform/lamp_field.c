/* lamp_field: 1 inputs and rules; 2 items; 3 due dates moved; 4 reports, findings, notices; 5 words; 6 the lamp; 7 confidence. */
#include "lamp_field.h"
#include "computed.h"
#include "earned_schedule.h"
#include "lamp.h"

#include "base/date.h"
#include "base/decimal.h"

#include <limits.h>
#include <string.h>

static const char *const marks[] = {"", "done", "red", "yellow", "opening", "grey", "green"};

struct reading {
    const struct zc_compute *compute;
    struct zc_lamp_case facts;
    struct zc_lamp_rules rules;
    const struct zc_rows *items;
    const struct zc_record *plan;
    const struct zc_record *notice, *report, *finding; /* that the reason rests on */
};

/* 1 */

static const struct zc_rows *input(const struct zc_compute *compute, const char *name)
{
    static const struct zc_rows none;
    for (size_t i = 0; i < compute->field->input_count; i++)
        if (strcmp(compute->field->inputs[i], name) == 0)
            return &compute->inputs[i];
    return &none;
}

static int days_of(const struct zc_compute *compute, const char *rule, int otherwise)
{
    int64_t value;
    return zc_compute_rule(&value, compute, rule, 0) && value >= 0 && value <= 100000 ? (int)value : otherwise;
}

static struct zc_ratio share_of(const struct zc_compute *compute, const char *rule)
{
    int64_t value;
    return zc_compute_rule(&value, compute, rule, 4) ? zc_ratio_make(value, 10000) : zc_ratio_make(0, 1);
}

/* Where no value is in force, its rule does not speak. */
static void read_rules(struct reading *reading)
{
    const struct zc_compute *compute = reading->compute;
    reading->rules = (struct zc_lamp_rules){.red_overdue = days_of(compute, "reform.clocks.red_overdue_workdays", INT_MAX),
                                            .due_soon = days_of(compute, "reform.clocks.item_warn_workdays", -1),
                                            .red_unreported = days_of(compute, "reform.lamp.red_unreported_months", INT_MAX),
                                            .yellow_moved = days_of(compute, "reform.lamp.yellow_due_changes", INT_MAX),
                                            .red_index = share_of(compute, "reform.lamp.red_spi"),
                                            .yellow_index = share_of(compute, "reform.lamp.yellow_spi")};
}

/* 2 */

static bool in(const struct zc_record *row, const char *states)
{
    const char *state = zc_record_text(row, "state"), *found = *state ? strstr(states, state) : NULL;
    size_t length = strlen(state);
    while (found && !((found == states || found[-1] == ' ') && (found[length] == ' ' || !found[length])))
        found = strstr(found + 1, state);
    return found != NULL;
}

static struct zc_lamp_item of_item(const struct zc_record *row, int first_day)
{
    int claimed_on = (int)zc_compute_number(row, "claimed_on"), stood_for = (int)zc_compute_number(row, "opening_on");
    struct zc_lamp_item item = {.due = (int)zc_compute_number(row, "due_on"),
                                .started = !in(row, "not_started"),
                                .claimed = in(row, "claimed unit_checked verified written_off"),
                                .earned = in(row, "verified written_off"),
                                .out = in(row, "cancelled carried suspended")};
    bool before = item.claimed && claimed_on && claimed_on < first_day;
    item.opening = before && !item.earned && !stood_for;
    item.earned |= before && stood_for;
    return item;
}

/* Since when the unit reports the task complete: the first day of the unbroken run of slices that say so. */
static int claimed_since(const struct zc_rows *slices)
{
    int since = 0;
    for (size_t i = 0; i < slices->count; i++) {
        bool claims = strcmp(zc_record_text(&slices->items[i], "reported_state"), "claimed") == 0;
        since = !claims ? 0 : since ? since : slices->items[i].valid_from;
    }
    return since;
}

static struct zc_lamp_item of_task(const struct zc_record *task, const struct zc_rows *slices, int first_day)
{
    const char *reported = zc_record_text(task, "reported_state");
    bool claimed = strcmp(reported, "claimed") == 0, stood_for = zc_compute_number(task, "opening_on") != 0;
    int since = claimed ? claimed_since(slices) : 0;
    bool before = since && since < first_day;
    return (struct zc_lamp_item){.due = (int)zc_compute_number(task, "due_on"),
                                 .started = claimed || strcmp(reported, "started") == 0,
                                 .claimed = claimed,
                                 .opening = before && !stood_for,
                                 .earned = before && stood_for};
}

static void read_items(struct reading *reading)
{
    const struct zc_compute *compute = reading->compute;
    const struct zc_rows *rows = reading->items = input(compute, "item");
    struct zc_lamp_item *items = zc_arena_array(compute->arena, rows->count + 1, sizeof *items);
    for (size_t i = 0; i < rows->count; i++)
        items[i] = of_item(&rows->items[i], reading->facts.first_day);
    if (!rows->count)
        items[0] = of_task(compute->record, input(compute, "slices"), reading->facts.first_day);
    reading->facts.items = items;
    reading->facts.item_count = rows->count ? rows->count : 1;
}

static void read_index(struct reading *reading)
{
    const struct zc_compute *compute = reading->compute;
    struct zc_earned_schedule schedule;
    int least = days_of(compute, "reform.lamp.index_items", INT_MAX);
    if (reading->plan && reading->items->count >= (size_t)least &&
        zc_schedule_of(&schedule, compute, reading->items, (int)zc_compute_number(reading->plan, "starts_on"), (int)zc_compute_number(reading->plan, "ends_on")))
        reading->facts.index = schedule.spi_time;
}

/* 3 */

/* How often the due date of one record moved in the year of the day; the slices stand by record and day. */
static int moved_most(const struct zc_rows *slices, int asof)
{
    int year, month, day, from, most = 0, moved = 0;
    zc_date_split(asof, &year, &month, &day);
    zc_date_make(&from, year, 1, 1);
    for (size_t i = 1; i < slices->count; i++) {
        const struct zc_record *before = &slices->items[i - 1], *after = &slices->items[i];
        if (before->id != after->id)
            moved = 0;
        else if (after->valid_from >= from && zc_compute_number(before, "due_on") != zc_compute_number(after, "due_on"))
            moved++;
        most = moved > most ? moved : most;
    }
    return most;
}

/* 4 */

/* Closed months of the plan since its first day, newest first, as long as the lead unit's report of them was not accepted. */
static void read_unreported(struct reading *reading)
{
    const struct zc_rows *periods = input(reading->compute, "period.plan = plan"), *reports = input(reading->compute, "monthly_report.unit = lead_unit");
    int before = reading->facts.asof, approved_on = (int)zc_compute_number(reading->compute->record, "approved_on");
    for (;;) {
        const struct zc_record *month = NULL;
        for (size_t i = 0; i < periods->count; i++) {
            const struct zc_record *one = &periods->items[i];
            int end = (int)zc_compute_number(one, "ends_on");
            if (strcmp(zc_record_text(one, "kind"), "month") == 0 && in(one, "closed") && end < before && (!month || end > zc_compute_number(month, "ends_on")))
                month = one;
        }
        int end = month ? (int)zc_compute_number(month, "ends_on") : 0;
        if (!month || end < reading->facts.first_day || end < approved_on)
            return;
        for (size_t i = 0; i < reports->count; i++)
            if (zc_compute_number(&reports->items[i], "period") == month->id && zc_compute_number(&reports->items[i], "accepted_on"))
                return;
        reading->facts.unreported++;
        before = end;
    }
}

static void read_report(struct reading *reading)
{
    const struct zc_compute *compute = reading->compute;
    const struct zc_rows *reports = input(compute, "monthly_report.unit = lead_unit");
    const struct zc_record *latest = NULL;
    int days = days_of(compute, "reform.clocks.monthly_report_workdays", -1);
    for (size_t i = 0; i < reports->count; i++)
        if (zc_compute_number(&reports->items[i], "submitted_on") &&
            (!latest || zc_compute_number(&reports->items[i], "month_end") > zc_compute_number(latest, "month_end")))
            latest = &reports->items[i];
    int end = latest ? (int)zc_compute_number(latest, "month_end") : 0;
    if (!latest || days < 0 || end < reading->facts.first_day)
        return;
    int late = zc_workday_between(zc_compute_calendar(compute), zc_workday_add(zc_compute_calendar(compute), end, days, NULL), (int)zc_compute_number(latest, "submitted_on"));
    reading->facts.report_late = late > 0 ? late : 0;
    reading->report = latest;
}

/* A finding counts when it is final; one that names both the task and its item counts once. */
static void read_findings(struct reading *reading)
{
    static const char *const ways[] = {"inspection_finding", "inspection_finding.item.task"};
    int year, month, day, from, quarters = days_of(reading->compute, "reform.lamp.contradicted_quarters", 0);
    zc_date_split(reading->facts.asof, &year, &month, &day);
    zc_date_make(&from, year, (month - 1) / 3 * 3 + 1, 1);
    from = zc_date_add_months(from, -3 * (quarters - 1));
    for (size_t w = 0; w < 2 && quarters > 0; w++) {
        const struct zc_rows *rows = input(reading->compute, ways[w]);
        for (size_t i = 0; i < rows->count; i++) {
            const struct zc_record *row = &rows->items[i];
            bool again = w && zc_compute_number(row, "task") == reading->compute->record->id;
            if (again || strcmp(zc_record_text(row, "final_verdict"), "contradicted") != 0 || zc_compute_number(row, "final_on") < from)
                continue;
            reading->facts.contradicted++;
            reading->finding = row;
        }
    }
}

static void read_notices(struct reading *reading, const char *way)
{
    const struct zc_rows *rows = input(reading->compute, way);
    for (size_t i = 0; i < rows->count; i++) {
        const struct zc_record *row = &rows->items[i];
        int due = (int)zc_compute_number(row, "due_on"), asof = reading->facts.asof;
        int over = due && due < asof && in(row, "delivered received clarifying returned interview circular")
                       ? zc_workday_between(zc_compute_calendar(reading->compute), due, asof)
                       : 0;
        if (over <= reading->facts.notice_over)
            continue;
        reading->facts.notice_over = over;
        reading->notice = row;
    }
}

/* 5 */

static const char *day_zh(const struct zc_compute *compute, int date)
{
    int year, month, day;
    zc_date_split(date, &year, &month, &day);
    return zc_arena_printf(compute->arena, "%d年%d月%d日", year, month, day);
}

static const char *day_en(const struct zc_compute *compute, int date)
{
    char words[40];
    zc_date_words(words, sizeof words, date, true);
    return zc_arena_str(compute->arena, words);
}

static struct zc_pair days_unit = {"个工作日", "workdays"};

static struct zc_reason *say(const struct reading *reading, const struct zc_lamp_reason *found, const char *rule, const char *zh, const char *en,
                             const struct zc_record *of)
{
    return zc_compute_reason(reading->compute, marks[found->light], rule, (struct zc_pair){zh, en}, of);
}

static const char *index_text(const struct reading *reading)
{
    char text[32] = "–";
    int64_t value;
    if (zc_ratio_decimal(&value, reading->facts.index, 2))
        zc_decimal_format(text, value, 2);
    return zc_arena_str(reading->compute->arena, text);
}

static void about_item(const struct reading *reading, const struct zc_lamp_reason *found)
{
    const struct zc_compute *compute = reading->compute;
    struct zc_arena *arena = compute->arena;
    const struct zc_record *row = reading->items->count ? &reading->items->items[found->item] : NULL;
    int due = reading->facts.items[found->item].due, number = found->number;
    const char *which_zh = row ? zc_arena_printf(arena, "“%s”", zc_record_text(row, "name")) : "", *which_en = row ? zc_arena_printf(arena, "“%s”: ", zc_record_text(row, "name")) : "";
    struct zc_reason *reason;
    if (found->rule == ZC_LAMP_OVERDUE) {
        int most = reading->rules.red_overdue;
        const char *beyond_zh = number > most ? zc_arena_printf(arena, "；超过 %d 个即为滞后", most) : "", *beyond_en = number > most ? zc_arena_printf(arena, "; more than %d is late", most) : "";
        reason = say(reading, found, "overdue", zc_arena_printf(arena, "%s时限 %s，未核实，逾期 %d 个工作日%s", which_zh, day_zh(compute, due), number, beyond_zh),
                     zc_arena_printf(arena, "%sdue %s, not verified, %d workdays over%s", which_en, day_en(compute, due), number, beyond_en), row);
    } else if (found->rule == ZC_LAMP_DUE_SOON) {
        reason = say(reading, found, "due_soon",
                     number ? zc_arena_printf(arena, "%s时限 %s，还有 %d 个工作日，未自报完成", which_zh, day_zh(compute, due), number)
                            : zc_arena_printf(arena, "%s时限 %s，已到期，未自报完成", which_zh, day_zh(compute, due)),
                     zc_arena_printf(arena, "%sdue %s, %d workdays left, not claimed", which_en, day_en(compute, due), number), row);
    } else {
        say(reading, found, "claimed_before", zc_arena_printf(arena, "%s启用日期之前自报完成，期初待核", which_zh),
            zc_arena_printf(arena, "%sclaimed before the first day, to be verified", which_en), row);
        return;
    }
    reason->number = number;
    reason->unit = days_unit;
}

static void about_whole(const struct reading *reading, const struct zc_lamp_reason *found)
{
    const struct zc_compute *compute = reading->compute;
    struct zc_arena *arena = compute->arena;
    struct zc_reason *reason;
    int number = found->number;
    char bound[32];
    int64_t limit;
    switch (found->rule) {
    case ZC_LAMP_WRITTEN_OFF:
        say(reading, found, "written_off", zc_arena_printf(arena, "%s 销账", day_zh(compute, (int)zc_compute_number(compute->record, "written_off_on"))),
            zc_arena_printf(arena, "written off on %s", day_en(compute, (int)zc_compute_number(compute->record, "written_off_on"))), NULL);
        break;
    case ZC_LAMP_INDEX:
        zc_ratio_decimal(&limit, found->light == ZC_LAMP_RED ? reading->rules.red_index : reading->rules.yellow_index, 2);
        zc_decimal_format(bound, limit, 2);
        say(reading, found, "index", zc_arena_printf(arena, "进度指数 %s，低于 %s", index_text(reading), bound),
            zc_arena_printf(arena, "schedule index %s, below %s", index_text(reading), bound), NULL);
        break;
    case ZC_LAMP_UNREPORTED:
        reason = say(reading, found, "unreported", zc_arena_printf(arena, "连续 %d 个月没有认可的月报", number),
                     zc_arena_printf(arena, "no accepted report for %d closed months", number), reading->report);
        reason->number = number;
        reason->unit = (struct zc_pair){"个月", "months"};
        break;
    case ZC_LAMP_CONTRADICTED:
        say(reading, found, "contradicted", zc_arena_printf(arena, "近两个季度有 %d 次自报被督察认定不实", number),
            zc_arena_printf(arena, "%d claims contradicted by inspection in the last two quarters", number), reading->finding);
        break;
    case ZC_LAMP_NOTICE:
        reason = say(reading, found, "notice", zc_arena_printf(arena, "督办通知 %s 时限 %s，逾期 %d 个工作日", zc_record_text(reading->notice, "number"), day_zh(compute, (int)zc_compute_number(reading->notice, "due_on")), number),
                     zc_arena_printf(arena, "supervision notice %s due %s, %d workdays over", zc_record_text(reading->notice, "number"), day_en(compute, (int)zc_compute_number(reading->notice, "due_on")), number),
                     reading->notice);
        reason->number = number;
        reason->unit = days_unit;
        break;
    case ZC_LAMP_REPORT_LATE:
        reason = say(reading, found, "report_late", zc_arena_printf(arena, "最近一次月报迟 %d 个工作日", number), zc_arena_printf(arena, "the latest report came %d workdays late", number),
                     reading->report);
        reason->number = number;
        reason->unit = days_unit;
        break;
    case ZC_LAMP_MOVED:
        reason = say(reading, found, "moved", zc_arena_printf(arena, "本年改期 %d 次，超过 %d 次", number, reading->rules.yellow_moved),
                     zc_arena_printf(arena, "the due date moved %d times this year, more than %d", number, reading->rules.yellow_moved), NULL);
        reason->number = number;
        reason->unit = (struct zc_pair){"次", "times"};
        break;
    case ZC_LAMP_NOTHING_YET: say(reading, found, "nothing_yet", "下季度前无到期事项，未启动", "nothing due before the next quarter, and not started", NULL); break;
    default: say(reading, found, "on_track", "时限内", "in time", NULL); break;
    }
}

/* 6 */

struct zc_value zc_fn_reform_lamp(const struct zc_compute *compute)
{
    const struct zc_record *task = compute->record;
    const struct zc_rows *plans = input(compute, "reform.plan");
    struct reading reading = {.compute = compute, .plan = plans->count ? plans->items : NULL};
    size_t count;
    if (in(task, "draft cancelled carried"))
        return ZC_EMPTY; /* nothing is under way */
    if (in(task, "suspended")) {
        zc_compute_reason(compute, "grey", "suspended", (struct zc_pair){"经批准暂缓", "suspended by decision"}, NULL);
        return zc_text("grey");
    }
    reading.facts = (struct zc_lamp_case){.asof = compute->times.asof,
                                          .first_day = reading.plan ? (int)zc_compute_number(reading.plan, "go_live_on") : 0,
                                          .written_off = in(task, "written_off")};
    read_rules(&reading);
    read_items(&reading);
    read_index(&reading);
    int of_task = moved_most(input(compute, "slices"), reading.facts.asof), of_items = moved_most(input(compute, "item.slices"), reading.facts.asof);
    reading.facts.moved = of_items > of_task ? of_items : of_task;
    read_unreported(&reading);
    read_report(&reading);
    read_findings(&reading);
    read_notices(&reading, "supervision_notice");
    read_notices(&reading, "supervision_notice.item.task");
    struct zc_lamp_reason *found = zc_arena_array(compute->arena, ZC_LAMP_RULES + 2 * reading.facts.item_count, sizeof *found);
    enum zc_lamp light = zc_lamp_compute(found, &count, &reading.facts, &reading.rules, zc_compute_calendar(compute));
    for (size_t i = 0; i < count; i++)
        if (found[i].item >= 0)
            about_item(&reading, &found[i]);
        else
            about_whole(&reading, &found[i]);
    return zc_text(marks[light]);
}

/* 7 */

struct zc_value zc_fn_reform_confidence(const struct zc_compute *compute)
{
    const struct zc_rows *rows = input(compute, "reform.confidence");
    const struct zc_record *latest = NULL;
    for (size_t i = 0; i < rows->count; i++) { /* by id: of one day the later one */
        const struct zc_record *row = &rows->items[i];
        if (!latest || zc_compute_number(row, "stated_on") >= zc_compute_number(latest, "stated_on"))
            latest = row;
    }
    if (!latest)
        return ZC_EMPTY;
    const char *level = zc_record_text(latest, "level"), *sentence = zc_record_text(latest, "sentence");
    zc_compute_reason(compute, level, "stated", (struct zc_pair){sentence, sentence}, latest);
    return zc_text(level);
}
