/* promise_more: 1 rules; 2 texts alike; 3 reported for the latest closed period; 4 histories; 5 groups; 6 forms. */
#include "query/promise_more.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/trigram.h"
#include "model/periodic.h"
#include "query/compute.h"
#include "query/eval.h"
#include "query/journal.h"
#include "query/opening.h"
#include "query/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int rows_of(struct zc_rows *out, struct zc_check_run *run, const struct zc_entity *entity, const struct zc_expr *where, const char *filter)
{
    struct zc_rows_query query = {.entity = entity, .times = run->times, .reader = &ZC_READER_CITY, .where = where, .filter = filter};
    return zc_rows_list(out, run->arena, run->db, &query, run->err);
}

static void tell(struct zc_check_run *run, const struct zc_record *record, const struct zc_check_more *check, const char *zh, const char *en)
{
    zc_check_failed(run, record, (struct zc_pair){zc_arena_printf(run->arena, "%s：%s", check->message.zh, zh), zc_arena_printf(run->arena, "%s: %s", check->message.en, en)});
}

/* 1 */

/* The rule value in force, as a decimal of `scale`; *there is false when none is. */
static int rule_value(int64_t *out, bool *there, struct zc_check_run *run, const char *id, int scale)
{
    const struct zc_rule_value *rule;
    int rc = zc_rule_at(&rule, run->arena, run->db, id, run->times, run->err);
    *there = !rc && rule && zc_decimal_parse(out, rule->value, scale);
    return rc;
}

/* 2 */

static int compare_rows(const struct zc_check_more *check, const struct zc_record *a, const struct zc_record *b)
{
    for (size_t i = 0; i < check->same_count; i++) {
        struct zc_value left = a->values[check->same[i]->column], right = b->values[check->same[i]->column];
        int which = left.kind == ZC_V_TEXT && right.kind == ZC_V_TEXT ? strcmp(left.text, right.text)
                    : left.kind != right.kind                         ? (int)left.kind - (int)right.kind
                                                                      : (left.number > right.number) - (left.number < right.number);
        if (which)
            return which;
    }
    return 0;
}

static int run_similar(struct zc_check_run *run, const struct zc_check_more *check)
{
    struct zc_rows rows = {0};
    int64_t most = 0;
    bool there;
    const char **order = zc_arena_array(run->arena, check->same_count + 2, sizeof *order);
    for (size_t i = 0; i < check->same_count; i++)
        order[i] = check->same[i]->name;
    order[check->same_count] = check->order->name;
    struct zc_rows_query query = {.entity = check->entity, .times = run->times, .reader = &ZC_READER_CITY, .where = check->where, .order = order, .order_count = check->same_count + 1};
    int rc = rule_value(&most, &there, run, check->most, 4);
    if (!rc && there)
        rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    if (!rc && !rows.count)
        zc_check_waits(run, check->needs);
    for (size_t i = 1; i < rows.count && !rc; i++) {
        const struct zc_record *before = &rows.items[i - 1], *now = &rows.items[i];
        const char *old = zc_record_text(before, check->field->name), *new_ = zc_record_text(now, check->field->name);
        struct zc_arena scratch = {0};
        int common, all;
        if (compare_rows(check, before, now) != 0 || !*old || !*new_)
            continue;
        zc_trigram_compare(&common, &all, &scratch, old, new_);
        zc_arena_free(&scratch);
        run->result->applicable++;
        if ((int64_t)common * 10000 < most * all) {
            run->result->passed++;
            continue;
        }
        char words[80];
        snprintf(words, sizeof words, "%d/%d = %d%%", common, all, all ? common * 100 / all : 0);
        tell(run, now, check, words, words);
    }
    return rc;
}

/* 3 */

static int compare_ids(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Only rows of the plan whose period was closed could have been reported in it. */
static bool of_another_plan(struct zc_eval *eval, const struct zc_periodic *rule, const struct zc_record *period, const struct zc_record *row)
{
    for (size_t i = 0; i < rule->subject_count; i++) {
        const struct zc_periodic_subject *subject = &rule->subjects[i];
        if (subject->ref->to == row->entity)
            return zc_expr_value(subject->along, &eval->context, row).number != period->values[period->entity->periods->along->column].number;
    }
    return false;
}

static int run_reported(struct zc_check_run *run, const struct zc_check_more *check)
{
    const struct zc_periodic *rule = check->report->periodic;
    const struct zc_periods *periods = rule->period->to->periods;
    static const char *const kinds[] = {"month", "quarter", "year"};
    struct zc_rows closed, rows = {0}, lines = {0};
    struct zc_record latest = {0};
    struct zc_first_days first;
    int rc = rows_of(&closed, run, rule->period->to, NULL, zc_arena_printf(run->arena, "%s = '%s' and state = '%s'", periods->kind->name, kinds[rule->every], periods->close->to));
    for (size_t i = 0; i < closed.count && !rc; i++)
        if (!latest.id || closed.items[i].values[periods->to->column].number > latest.values[periods->to->column].number)
            latest = closed.items[i];
    if (rc || !latest.id) {
        zc_check_waits(run, check->needs);
        return rc;
    }
    int end = (int)latest.values[periods->to->column].number;
    char day[ZC_DATE_TEXT];
    zc_date_format(day, end);
    rc = rows_of(&lines, run, rule->line, NULL, zc_arena_printf(run->arena, "%s = %s and %s.state = '%s'", rule->line_ends->name, day, rule->report->name, rule->accepted));
    if (!rc)
        rc = rows_of(&rows, run, check->entity, check->where, NULL);
    if (!rc)
        rc = zc_first_days_open(&first, run->arena, run->db, check->entity, run->times, run->err);
    int64_t *about = zc_arena_array(run->arena, lines.count + 1, sizeof *about);
    struct zc_eval eval;
    zc_eval_init(&eval, run->arena, run->db, run->times, &ZC_READER_CITY);
    for (size_t i = 0; i < lines.count; i++)
        about[i] = lines.items[i].values[check->field->column].number;
    if (lines.count)
        qsort(about, lines.count, sizeof *about, compare_ids);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *row = &rows.items[i];
        int begins = zc_first_day_of(&first, row);
        int64_t id = check->through ? row->values[check->through->column].number : row->id;
        if ((begins && begins > end) || row->valid_from > end || of_another_plan(&eval, rule, &latest, row))
            continue;
        run->result->applicable++;
        if (bsearch(&id, about, lines.count, sizeof *about, compare_ids))
            run->result->passed++;
        else
            tell(run, row, check, zc_record_text(&latest, periods->name->name), zc_record_text(&latest, periods->name->name));
    }
    return rc;
}

/* 4 */

static int by_known(const void *a, const void *b)
{
    const struct zc_record *left = a, *right = b;
    if (left->known_from != right->known_from)
        return left->known_from < right->known_from ? -1 : 1;
    return (left->valid_from > right->valid_from) - (left->valid_from < right->valid_from); /* the later part holds what was written */
}

/* The slices of a record known by the time of reading, in the order in which they became known. */
static int slices_of(struct zc_rows *out, struct zc_check_run *run, const struct zc_record *row)
{
    int rc = zc_rows_history(out, run->arena, run->db, row->entity, row->id, &ZC_READER_CITY, run->err);
    size_t kept = 0;
    for (size_t i = 0; i < out->count && !rc; i++)
        if (out->items[i].known_from <= run->times.known)
            out->items[kept++] = out->items[i];
    if (!rc) {
        out->count = kept;
        qsort(out->items, kept, sizeof *out->items, by_known);
    }
    return rc;
}

/* When the present value was first written; the row itself when the history does not tell. */
static int64_t written_at(const struct zc_rows *slices, const struct zc_record *row, const struct zc_field *field)
{
    for (size_t i = 0; i < slices->count; i++)
        if (zc_value_same(&slices->items[i].values[field->column], &row->values[field->column]))
            return slices->items[i].known_from;
    return row->known_from;
}

static const char *fault(struct zc_check_run *run, const struct zc_check_more *check, const struct zc_rows *slices, const struct zc_record *row, int64_t days)
{
    int column = check->field->column;
    if (check->history == ZC_HISTORY_ENTERED) {
        char day[ZC_DATE_TEXT];
        int entered = zc_instant_date(written_at(slices, row, check->field));
        zc_date_format(day, entered);
        return row->values[column].number > entered + days ? zc_arena_str(run->arena, day) : NULL;
    }
    const struct zc_value *last = NULL;
    for (size_t i = 0; i < slices->count; i++) {
        const struct zc_value *value = &slices->items[i].values[column];
        if (last && last->kind && value->kind && !zc_value_same(last, value)) {
            char then[ZC_DATE_TEXT];
            int written = zc_instant_date(slices->items[i].known_from);
            if (written == zc_instant_date(slices->items[0].known_from)) /* taken on with its history: the change is of the day that it says */
                written = slices->items[i].valid_from;
            zc_date_format(then, written);
            if (check->history == ZC_HISTORY_KEPT || written > last->number)
                return zc_arena_str(run->arena, then);
        }
        if (value->kind)
            last = value;
    }
    return NULL;
}

/* Whether an import wrote the record at that moment. */
static int by_import(bool *out, struct zc_check_run *run, int64_t record, int64_t at)
{
    struct zc_journal entries;
    struct zc_arena scratch = {0};
    int rc = zc_journal_of(&entries, &scratch, run->db, record, run->err);
    *out = false;
    for (size_t i = 0; i < entries.count && !rc; i++)
        if (entries.items[i].at == at) {
            const char *face = strrchr(entries.items[i].actor, '/');
            *out = strcmp(face ? face + 1 : entries.items[i].actor, "import") == 0;
        }
    zc_arena_free(&scratch);
    return rc;
}

struct written {
    int64_t at;
    const struct zc_record *row;
};

static int by_moment(const void *a, const void *b)
{
    const struct written *left = a, *right = b;
    return (left->at > right->at) - (left->at < right->at);
}

static int run_bulk(struct zc_check_run *run, const struct zc_check_more *check, const struct zc_rows *rows)
{
    struct written *list = zc_arena_array(run->arena, rows->count + 1, sizeof *list);
    bool *failed = zc_arena_array(run->arena, rows->count + 1, sizeof *failed), most_there, minutes_there;
    size_t count = 0, from = 0;
    int64_t most = 0, minutes = 0;
    int rc = rule_value(&most, &most_there, run, check->most, 0);
    if (!rc)
        rc = rule_value(&minutes, &minutes_there, run, check->minutes, 0);
    if (rc || !most_there || !minutes_there)
        return rc;
    for (size_t i = 0; i < rows->count && !rc; i++) {
        struct zc_rows slices;
        bool imported = false;
        if (!rows->items[i].values[check->field->column].kind)
            continue;
        if (!(rc = slices_of(&slices, run, &rows->items[i]))) {
            int64_t at = written_at(&slices, &rows->items[i], check->field);
            rc = by_import(&imported, run, rows->items[i].id, at);
            if (!imported)
                list[count++] = (struct written){at, &rows->items[i]};
        }
        run->result->applicable++;
    }
    if (count && !rc)
        qsort(list, count, sizeof *list, by_moment);
    for (size_t i = 0; i < count && !rc; i++) {
        while (list[i].at - list[from].at > minutes * 60 * 1000000)
            from++;
        for (size_t k = from; k <= i && (int64_t)(i - from + 1) > most; k++)
            failed[k] = true;
    }
    for (size_t i = 0; i < count && !rc; i++)
        if (failed[i]) {
            char at[ZC_INSTANT_TEXT];
            zc_instant_format(at, list[i].at);
            tell(run, list[i].row, check, at, at);
        }
    return rc;
}

static int run_history(struct zc_check_run *run, const struct zc_check_more *check)
{
    struct zc_rows rows;
    int64_t days = 0;
    bool there = true;
    int rc = rows_of(&rows, run, check->entity, check->where, NULL);
    if (!rc && check->days)
        rc = rule_value(&days, &there, run, check->days, 0);
    if (rc || !there)
        return rc;
    size_t before = run->result->applicable, failing = run->result->failing_count;
    if (check->history == ZC_HISTORY_BULK) {
        rc = run_bulk(run, check, &rows);
        run->result->passed += run->result->applicable - before - (run->result->failing_count - failing);
    }
    for (size_t i = 0; i < rows.count && !rc && check->history != ZC_HISTORY_BULK; i++) {
        struct zc_rows slices;
        if (!rows.items[i].values[check->field->column].kind)
            continue;
        if ((rc = slices_of(&slices, run, &rows.items[i])))
            break;
        const char *wrong = fault(run, check, &slices, &rows.items[i], days);
        run->result->applicable++;
        run->result->passed += !wrong;
        if (wrong)
            tell(run, &rows.items[i], check, wrong, wrong);
    }
    if (!rc && run->result->applicable == before)
        zc_check_waits(run, check->needs);
    return rc;
}

/* 5 */

static int run_grouped(struct zc_check_run *run, const struct zc_check_more *check)
{
    const char *order[] = {check->field->name};
    struct zc_rows rows, *inputs = zc_arena_array(run->arena, check->input_count + 2, sizeof *inputs);
    struct zc_rows_query query = {.entity = check->entity, .times = run->times, .reader = &ZC_READER_CITY, .where = check->where, .order = order, .order_count = 1};
    zc_compute_fn *compute = zc_compute_function(check->function);
    int64_t most = 0;
    bool there;
    struct zc_field field = {.name = check->function, .type = ZC_DECIMAL, .scale = check->scale, .column = -1};
    int rc = rule_value(&most, &there, run, check->most, check->scale);
    if (!rc && !compute)
        rc = zc_fail(run->err, ZC_EINTERNAL, "程序里没有计算函数 %s", "the program has no function %s", check->function);
    if (!rc)
        rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    for (size_t i = 0; i < check->input_count && !rc; i++)
        rc = rows_of(&inputs[i + 1], run, check->inputs[i], NULL, check->input_where[i]);
    if (rc || !there)
        return rc;
    size_t asked = 0;
    for (size_t from = 0, to; from < rows.count; from = to) {
        struct zc_value group = rows.items[from].values[check->field->column];
        struct zc_record named;
        for (to = from + 1; to < rows.count && zc_value_same(&rows.items[to].values[check->field->column], &group); to++)
            ;
        if (!group.kind)
            continue;
        inputs[0] = (struct zc_rows){.items = rows.items + from, .count = to - from};
        struct zc_compute one = {run->arena, run->times, &field, &rows.items[from], inputs};
        struct zc_value value = compute(&one);
        if (!value.kind)
            continue;
        asked++;
        run->result->applicable++;
        run->result->passed += value.number <= most;
        char text[32];
        zc_decimal_format(text, value.number, check->scale);
        if (value.number > most && !(rc = zc_rows_get(&named, run->arena, run->db, check->field->to, group.number, zc_times_now(run->db), &ZC_READER_CITY, run->err)))
            tell(run, &named, check, text, text);
        if (rc)
            return rc;
    }
    if (!asked)
        zc_check_waits(run, check->needs);
    return rc;
}

/* 6 */

static int run_formed(struct zc_check_run *run, const struct zc_check_more *check)
{
    const struct zc_field *field = check->field;
    struct zc_rows rows = {0};
    struct zc_eval eval;
    size_t asked = 0;
    int rc = rows_of(&rows, run, check->entity, check->where, NULL);
    zc_eval_init(&eval, run->arena, run->db, run->times, &ZC_READER_CITY);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *record = &rows.items[i];
        if (!record->values[field->column].kind || (field->valid_where && !zc_eval_test(&eval, field->valid_where, record)))
            continue;
        bool well = zc_compute_valid(field->valid, run->arena, run->times, record, field);
        asked++;
        run->result->passed += well;
        if (!well)
            tell(run, record, check, record->values[field->column].text, record->values[field->column].text);
    }
    run->result->applicable += asked;
    if (!rc && !asked)
        zc_check_waits(run, check->needs);
    return rc;
}

int zc_check_more_run(struct zc_check_run *run, const struct zc_check_more *check)
{
    switch (check->kind) {
    case ZC_MORE_SIMILAR:
        return run_similar(run, check);
    case ZC_MORE_REPORTED:
        return run_reported(run, check);
    case ZC_MORE_HISTORY:
        return run_history(run, check);
    case ZC_MORE_FORMED:
        return run_formed(run, check);
    default:
        return run_grouped(run, check);
    }
}
