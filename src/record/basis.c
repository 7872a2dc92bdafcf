#include "record/basis.h"

#include "query/rule.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_RULES = 32 };

struct basis {
    const char *rules[MOST_RULES];
    size_t count;
    bool workdays; /* a clock counts working days or rolls over days off */
};

static void add(void *user, const char *rule)
{
    struct basis *basis = user;
    for (size_t i = 0; i < basis->count; i++)
        if (strcmp(basis->rules[i], rule) == 0)
            return;
    if (basis->count < MOST_RULES)
        basis->rules[basis->count++] = rule;
}

static bool concerns(const char *event, const struct zc_transition *step)
{
    return strcmp(event, step->name) == 0 || (step->on_field && strcmp(event, step->on_field) == 0) || (step->at_field && strcmp(event, step->at_field) == 0);
}

/* The clocks that the step starts or stops. */
static void add_clocks(struct basis *basis, const struct zc_entity *entity, const struct zc_transition *step)
{
    for (size_t c = 0; c < entity->clock_count; c++) {
        const struct zc_clock *clock = &entity->clocks[c];
        bool timed = concerns(clock->starts, step);
        for (size_t i = 0; i < clock->stop_count; i++)
            timed |= concerns(clock->stops[i], step);
        for (size_t i = 0; i < clock->restart_count; i++)
            timed |= concerns(clock->restarts[i], step);
        for (size_t i = 0; i < clock->extended_count; i++)
            if (concerns(clock->extended[i].on, step) && clock->extended[i].length_rule)
                add(basis, clock->extended[i].length_rule);
        if (!timed)
            continue;
        basis->workdays |= clock->kind == ZC_CLOCK_WORKDAYS || clock->roll || clock->class_ == ZC_CLOCK_DUTY || clock->class_ == ZC_CLOCK_RIGHT || clock->hours_rule;
        if (clock->length_rule)
            add(basis, clock->length_rule);
        if (clock->hours_rule)
            add(basis, clock->hours_rule);
        for (size_t i = 0; i < clock->warn_count; i++)
            if (clock->warns[i].rule)
                add(basis, clock->warns[i].rule);
    }
}

/* The rule values that stand in the number which the step takes. */
static void add_number(struct basis *basis, struct zc_arena *arena, const struct zc_entity *entity, const struct zc_transition *step)
{
    if (!entity->number_form || !entity->number_at || strcmp(entity->number_at, step->name) != 0)
        return;
    for (const char *at = entity->number_form; (at = strstr(at, "{rule ")); at++) {
        const char *name = zc_arena_copy(arena, at + 6, strcspn(at + 6, "}")), *dot = strchr(name, '.');
        add(basis, dot && strchr(dot + 1, '.') ? name : zc_arena_printf(arena, "%s.%s", entity->module, name));
    }
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void put_rule(struct zc_buf *out, bool *any, const struct zc_rule_value *rule)
{
    zc_buf_str(out, *any ? ",{\"id\":" : "{\"id\":");
    zc_buf_json_str(out, rule->id);
    if (rule->record)
        zc_buf_printf(out, ",\"record\":\"%lld\",\"slice\":\"%d\"", (long long)rule->record, rule->slice);
    zc_buf_str(out, ",\"value\":");
    zc_buf_json_str(out, rule->value);
    zc_buf_char(out, '}');
    *any = true;
}

static int add_rule(struct zc_buf *out, bool *any, struct zc_tx *tx, const char *id, struct zc_times times, struct zc_error *err)
{
    const struct zc_rule_value *rule;
    int rc = zc_rule_at(&rule, &tx->arena, tx->db, id, times, err);
    if (!rc && rule)
        put_rule(out, any, rule);
    return rc;
}

int zc_basis_json(struct zc_buf *out, struct zc_tx *tx, const struct zc_entity *entity, const struct zc_transition *step, struct zc_error *err)
{
    struct basis basis = {0};
    int day = zc_instant_date(zc_tx_next_at(tx)), rc = ZC_OK;
    struct zc_times times = zc_times_at(tx->db, day, ZC_INSTANT_MAX);
    const struct zc_notice *notice = zc_notice_known(&tx->db->city->notices, day);
    bool any = false;
    if (step->when)
        zc_expr_rules(step->when, add, &basis);
    add_clocks(&basis, entity, step);
    add_number(&basis, &tx->arena, entity, step);
    if (basis.count)
        qsort(basis.rules, basis.count, sizeof *basis.rules, by_text);
    zc_buf_str(out, "{\"act\":");
    zc_buf_json_str(out, step->name);
    if (basis.workdays && notice) {
        char date[ZC_DATE_TEXT];
        zc_date_format(date, notice->known_from);
        zc_buf_printf(out, ",\"calendar\":\"%s\"", date);
    }
    zc_buf_printf(out, ",\"declarations\":\"%s\"", tx->db->city->model->language_digest);
    bool rules = basis.count || tx->voted;
    if (rules)
        zc_buf_str(out, ",\"rules\":[");
    for (size_t i = 0; i < basis.count && !rc; i++)
        rc = add_rule(out, &any, tx, basis.rules[i], times, err);
    if (tx->voted) /* that of the day of the vote; the others are those of the act */
        put_rule(out, &any, tx->voted);
    if (rules)
        zc_buf_char(out, ']');
    zc_buf_char(out, '}');
    return rc;
}
