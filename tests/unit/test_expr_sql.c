/*
 * expr_sql: the evaluator in C and the SQL emitter say the same of random expressions over random rows with derived fields,
 * refs that lead nowhere and empty values; what the parser takes SQLite takes too, however deep; errors point at the word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/date.h"
#include "model/expr.h"
#include "tree.h"

enum { ROWS = 14, MOST_COLUMNS = 24, ENTITIES = 4, ROUNDS = 24, EACH_ROUND = 150 };
static const unsigned SEED = 20170630;

/* The sample model: unit everywhere; plan has a home of its own; task and item live with their plan. */
static const char unit_yaml[] =
    "entity: unit\ntitle: 单位 | unit\nspread: everywhere\n"
    "fields:\n"
    "  name: {title: 名 | name, type: text}\n"
    "  parent: {title: 上级 | parent, type: ref, to: unit, inverse: subs}\n"
    "  size: {title: 人数 | size, type: int}\n"
    "  open: {title: 开 | open, type: bool}\n"
    "access: {read: [\"true\"]}\n";
static const char plan_yaml[] =
    "entity: plan\ntitle: 计划 | plan\nhome: own\n"
    "fields:\n"
    "  year: {title: 年 | year, type: int}\n"
    "  unit: {title: 单位 | unit, type: ref, to: unit}\n"
    "  starts: {title: 起 | starts, type: date}\n"
    "  budget: {title: 预算 | budget, type: money}\n"
    "access: {read: [\"role office\"]}\n";
static const char task_yaml[] =
    "entity: task\ntitle: 任务 | task\nhome: plan\n"
    "fields:\n"
    "  plan: {title: 计划 | plan, type: ref, to: plan, required: true, inverse: tasks}\n"
    "  title: {title: 题 | title, type: text}\n"
    "  level: {title: 级 | level, type: code, from: level}\n"
    "  n: {title: 数 | n, type: int}\n"
    "  cost: {title: 费 | cost, type: money}\n"
    "  rate: {title: 率 | rate, type: decimal, scale: 3}\n"
    "  flag: {title: 标 | flag, type: bool}\n"
    "  due: {title: 限 | due, type: date}\n"
    "  done: {title: 完 | done, type: date}\n"
    "  seen_at: {title: 时 | seen, type: instant}\n"
    "  unit: {title: 单位 | unit, type: ref, to: unit}\n"
    "  units: {title: 单位们 | units, type: \"ref[]\", to: unit}\n"
    "  tags: {title: 签 | tags, type: \"text[]\"}\n"
    "  kinds: {title: 类 | kinds, type: \"code[]\", from: level}\n"
    "  overdue: {title: 逾期 | overdue, type: bool, derived: \"empty(done) and due < :asof\"}\n"
    "  later: {title: 推 | later, type: date, derived: \"due + n\"}\n"
    "  year: {title: 年 | year, type: int, derived: \"plan.year + 1\"}\n"
    "  boss: {title: 主管 | boss, type: ref, to: unit, derived: \"plan.unit\"}\n"
    "  open_items: {title: 未完 | open, type: int, derived: \"count items where empty(done)\"}\n"
    "states: {draft: 草 | draft, active: 行 | active, over: 完 | over}\n"
    "transitions:\n"
    "  start: {title: 起 | start, from: draft, to: active}\n"
    "  finish: {title: 止 | finish, from: active, to: over}\n"
    "access: {read: [\"role office\"]}\n";
static const char item_yaml[] =
    "entity: item\ntitle: 事项 | item\nhome: task\n"
    "fields:\n"
    "  task: {title: 任务 | task, type: ref, to: task, required: true, inverse: items}\n"
    "  seq: {title: 序 | seq, type: int}\n"
    "  note: {title: 注 | note, type: text}\n"
    "  good: {title: 好 | good, type: bool}\n"
    "  done: {title: 完 | done, type: date}\n"
    "  late: {title: 迟 | late, type: bool, derived: \"done > task.due\"}\n"
    "access: {read: [\"role office\"]}\n";
static const char module_yaml[] = "module: t\ntitle: 试 | t\nroles: {office: 办 | office, other: 他 | other}\n"
                                  "codes:\n"
                                  "  level: {title: 级 | level, values: {national: 国 | n, provincial: 省 | p, city: 市 | c}}\n"
                                  "  sort: {title: 类 | sort, values: {own: 自选 | own}}\n";

static struct zc_model *model;

static int load(void **state)
{
    (void)state;
    char folder[64], *report = NULL;
    struct zc_error err;
    tree_make(folder);
    tree_write(folder, "t/module.yaml", module_yaml);
    tree_write(folder, "t/entities/unit.yaml", unit_yaml);
    tree_write(folder, "t/entities/plan.yaml", plan_yaml);
    tree_write(folder, "t/entities/task.yaml", task_yaml);
    tree_write(folder, "t/entities/item.yaml", item_yaml);
    int rc = zc_model_load(&model, folder, &report, &err);
    tree_remove(folder);
    if (rc)
        print_error("%s", report);
    free(report);
    return rc;
}

static int unload(void **state)
{
    (void)state;
    zc_model_free(model);
    return 0;
}

/* A fixed sequence, the same on every machine. */
static uint64_t dice_state;
static unsigned dice(unsigned sides)
{
    dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(dice_state >> 33) % sides;
}

/* 1. Rows in C and in SQLite. */

struct row {
    const struct zc_entity *entity;
    int64_t id;
    struct zc_value values[MOST_COLUMNS];
};
static struct row rows[ENTITIES][ROWS];
static struct zc_arena row_arena;
static sqlite3 *database;

static const char *const texts[] = {"甲", "乙", "甲乙", "a", "b", "a;b", "ab", "it's", "Z"};
static const char *pick_text(void) { return texts[dice(sizeof texts / sizeof *texts)]; }

static const struct zc_entity *target_of(size_t index) { return model->entities[index]; }

/* Most ids exist; some point at nothing. */
static int64_t pick_id(const struct zc_entity *to) { return (to->index + 1) * 100 + dice(ROWS + 2); }

static struct zc_value pick_list(const struct zc_field *field)
{
    struct zc_buf list = {0};
    for (unsigned i = 0, count = dice(4); i < count; i++) {
        zc_buf_str(&list, list.size ? "" : ";");
        if (field->type == ZC_REF)
            zc_buf_int(&list, pick_id(field->to));
        else if (field->type == ZC_CODE)
            zc_buf_str(&list, field->codelist->codes[dice((unsigned)field->codelist->count)].code);
        else
            zc_buf_str(&list, texts[dice(5)]);
        zc_buf_char(&list, ';');
    }
    struct zc_value value = zc_text(zc_arena_str(&row_arena, zc_buf_text(&list)));
    zc_buf_free(&list);
    return value;
}

static struct zc_value pick_value(const struct zc_field *field)
{
    if (!dice(4))
        return ZC_EMPTY;
    if (field->list)
        return pick_list(field);
    switch (field->type) {
    case ZC_TEXT: return zc_text(pick_text());
    case ZC_CODE: return zc_text(field->codelist->codes[dice((unsigned)field->codelist->count)].code);
    case ZC_BOOL: return zc_int(dice(2));
    case ZC_DATE: return zc_int(17340 + dice(12));
    case ZC_INSTANT: return zc_int(INT64_C(1498752000000000) + dice(5));
    case ZC_DECIMAL: return zc_int(((int64_t)dice(7) - 3) * 500);
    case ZC_MONEY: return zc_int(((int64_t)dice(7) - 3) * 50);
    case ZC_REF: return zc_int(pick_id(field->to));
    default: return zc_int((int64_t)dice(9) - 4);
    }
}

static void run(const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", message, sql);
}

static void bind(sqlite3_stmt *stmt, int place, const struct zc_value *value)
{
    int rc = value->kind == ZC_V_INT    ? sqlite3_bind_int64(stmt, place, value->number)
             : value->kind == ZC_V_TEXT ? sqlite3_bind_text(stmt, place, value->text, -1, SQLITE_TRANSIENT)
                                        : sqlite3_bind_null(stmt, place);
    assert_int_equal(rc, SQLITE_OK);
}

static void fill(const struct zc_entity *entity)
{
    struct zc_buf sql = {0};
    sqlite3_stmt *stmt;
    zc_buf_printf(&sql, "DROP TABLE IF EXISTS \"%s\"; CREATE TABLE \"%s\" (id INTEGER PRIMARY KEY", entity->table, entity->table);
    for (size_t i = 0; i < entity->column_count; i++)
        zc_buf_printf(&sql, ", \"%s\" %s", entity->columns[i]->name, zc_field_is_text(entity->columns[i]) ? "TEXT" : "INTEGER");
    zc_buf_str(&sql, ")");
    run(zc_buf_text(&sql));
    zc_buf_clear(&sql);
    zc_buf_printf(&sql, "INSERT INTO \"%s\" VALUES (?1", entity->table);
    for (size_t i = 0; i < entity->column_count; i++)
        zc_buf_printf(&sql, ", ?%zu", i + 2);
    zc_buf_str(&sql, ")");
    assert_int_equal(sqlite3_prepare_v2(database, zc_buf_text(&sql), -1, &stmt, NULL), SQLITE_OK);
    for (size_t i = 0; i < ROWS; i++) {
        struct row *row = &rows[entity->index][i];
        *row = (struct row){.entity = entity, .id = (entity->index + 1) * 100 + (int64_t)i};
        sqlite3_reset(stmt);
        sqlite3_bind_int64(stmt, 1, row->id);
        for (size_t c = 0; c < entity->column_count; c++) {
            row->values[c] = pick_value(entity->columns[c]);
            bind(stmt, (int)c + 2, &row->values[c]);
        }
        assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    }
    sqlite3_finalize(stmt);
    zc_buf_free(&sql);
}

/* What the evaluator asks. */
static bool has_role(void *user, const char *full_role)
{
    (void)user;
    return strcmp(full_role, "t.office") == 0;
}

static struct zc_value field_of(void *user, const void *row, const struct zc_field *field)
{
    (void)user;
    const struct row *own = row;
    return field ? own->values[field->column] : zc_int(own->id);
}

static const void *follow(void *user, const struct zc_entity *to, int64_t id)
{
    (void)user;
    for (size_t i = 0; i < ROWS; i++)
        if (rows[to->index][i].id == id)
            return &rows[to->index][i];
    return NULL;
}

static size_t children(void *user, const void *row, const struct zc_entity *child, const struct zc_field *via, const void *const **out)
{
    (void)user;
    size_t count = 0;
    const void **found = zc_arena_array(&row_arena, ROWS, sizeof *found);
    for (size_t i = 0; i < ROWS; i++) {
        const struct zc_value *ref = &rows[child->index][i].values[via->column];
        if (ref->kind == ZC_V_INT && ref->number == ((const struct row *)row)->id)
            found[count++] = &rows[child->index][i];
    }
    *out = found;
    return count;
}

/* A source of two halves, as at an earlier day; it binds something itself, so that places must be numbered in order. */
static void source(void *user, struct zc_sql *sql, const struct zc_entity *entity)
{
    (void)user;
    zc_buf_printf(&sql->text, "(SELECT * FROM \"%s\" WHERE id > ", entity->table);
    zc_sql_bind(sql, zc_int(0));
    zc_buf_printf(&sql->text, " UNION ALL SELECT * FROM \"%s\" WHERE id <= ", entity->table);
    zc_sql_bind(sql, zc_int(0));
    zc_buf_str(&sql->text, " AND id > 0)");
}

static void params(struct zc_value *out)
{
    for (int i = 0; i < ZC_PARAM_COUNT; i++)
        out[i] = i <= ZC_P_TO ? zc_int(17343 + i) : i == ZC_P_AREA ? ZC_EMPTY : zc_int(pick_id(zc_model_entity(model, "t.unit")));
}

/* 2. Random expressions, as text; what is made always parses. */

static void refs_before(struct zc_buf *out, const struct zc_entity **entity)
{
    while (!dice(3)) { /* a step along a ref, where the home allows it */
        const struct zc_field *steps[MOST_COLUMNS];
        unsigned count = 0;
        for (size_t i = 0; i < (*entity)->field_count; i++) {
            const struct zc_field *field = &(*entity)->fields[i];
            if (field->type == ZC_REF && !field->list)
                steps[count++] = field;
        }
        if (!count || out->size > 3000)
            return;
        const struct zc_field *step = steps[dice(count)];
        zc_buf_printf(out, "%s.", step->name);
        *entity = step->to;
    }
}

/* A path to a field of the kind wanted, or false. */
static bool some_path(struct zc_buf *out, const struct zc_entity *entity, bool (*fits)(const struct zc_field *field), const struct zc_field **field)
{
    size_t before = out->size;
    unsigned steps = 0;
    for (int attempt = 0; attempt < 8; attempt++) {
        const struct zc_entity *at = entity;
        const struct zc_field *good[MOST_COLUMNS * 2];
        unsigned count = 0;
        out->size = before;
        zc_buf_str(out, "");
        refs_before(out, &at);
        steps = 0;
        for (size_t i = before; i < out->size; i++)
            steps += out->bytes[i] == '.';
        if (steps > 3)
            continue;
        for (size_t i = 0; i < at->field_count; i++)
            if (fits(&at->fields[i]))
                good[count++] = &at->fields[i];
        if (!count)
            continue;
        *field = good[dice(count)];
        zc_buf_str(out, (*field)->name);
        return true;
    }
    out->size = before;
    zc_buf_add(out, "", 0);
    return false;
}

static bool any_field(const struct zc_field *field) { return field != NULL; }
static bool is_int(const struct zc_field *field) { return field->type == ZC_INT; }
static bool is_money(const struct zc_field *field) { return field->type == ZC_MONEY; }
static bool is_date(const struct zc_field *field) { return field->type == ZC_DATE; }
static bool is_bool(const struct zc_field *field) { return field->type == ZC_BOOL; }
static bool is_text(const struct zc_field *field) { return field->type == ZC_TEXT && !field->list; }
static bool is_code(const struct zc_field *field) { return field->type == ZC_CODE && !field->list; }
static bool is_ref(const struct zc_field *field) { return field->type == ZC_REF && !field->list; }
static bool is_list(const struct zc_field *field) { return field->list; }
static bool is_decimal(const struct zc_field *field) { return field->type == ZC_DECIMAL; }
static bool is_instant(const struct zc_field *field) { return field->type == ZC_INSTANT; }

static void condition(struct zc_buf *out, const struct zc_entity *entity, int depth);

static void quote(struct zc_buf *out, const char *text)
{
    zc_buf_char(out, '\'');
    for (; *text; text++) {
        zc_buf_char(out, *text);
        if (*text == '\'')
            zc_buf_char(out, *text);
    }
    zc_buf_char(out, '\'');
}

static const char *inverse_of(const struct zc_entity *entity, const struct zc_entity **child)
{
    const char *name = strcmp(entity->name, "unit") == 0 ? "subs" : strcmp(entity->name, "plan") == 0 ? "tasks" : strcmp(entity->name, "task") == 0 ? "items" : NULL;
    static const char *const children_of[][2] = {{"subs", "t.unit"}, {"tasks", "t.task"}, {"items", "t.item"}};
    for (size_t i = 0; name && i < 3; i++)
        if (strcmp(children_of[i][0], name) == 0)
            *child = zc_model_entity(model, children_of[i][1]);
    return name;
}

static void whole_number(struct zc_buf *out, const struct zc_entity *entity, int depth)
{
    const struct zc_field *field;
    const struct zc_entity *child;
    const char *inverse = inverse_of(entity, &child);
    unsigned way = dice(6);
    if (way == 0 && depth > 0) {
        zc_buf_char(out, '(');
        whole_number(out, entity, depth - 1);
        zc_buf_str(out, dice(2) ? " + " : " - ");
        whole_number(out, entity, depth - 1);
        zc_buf_char(out, ')');
    } else if (way == 1 && inverse && depth > 0) {
        zc_buf_printf(out, "(count %s", inverse);
        if (dice(2)) {
            zc_buf_str(out, " where (");
            condition(out, child, depth - 2);
            zc_buf_char(out, ')');
        }
        zc_buf_char(out, ')');
    } else if (way == 2 || !some_path(out, entity, is_int, &field)) {
        zc_buf_printf(out, "%d", (int)dice(9) - 4);
    }
}

static void day(struct zc_buf *out, const struct zc_entity *entity, int depth)
{
    const struct zc_field *field;
    unsigned way = dice(6);
    if (way == 0 && depth > 0) {
        zc_buf_char(out, '(');
        day(out, entity, depth - 1);
        zc_buf_str(out, dice(2) ? " + " : " - ");
        whole_number(out, entity, depth - 1);
        zc_buf_char(out, ')');
    } else if (way == 1 || !some_path(out, entity, is_date, &field)) {
        static const char *const fixed[] = {":today", ":asof", ":from", ":to", "2017-06-25", "2017-07-01"};
        zc_buf_str(out, fixed[dice(6)]);
    }
}

static const char *sign(void)
{
    static const char *const signs[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
    return signs[dice(6)];
}

static void text_condition(struct zc_buf *out, const struct zc_entity *entity)
{
    const struct zc_field *field;
    if (!some_path(out, entity, is_text, &field)) {
        zc_buf_str(out, "true");
        return;
    }
    unsigned way = dice(4);
    if (way == 3) {
        zc_buf_str(out, " in (");
        for (unsigned i = 0, count = 1 + dice(3); i < count; i++) {
            zc_buf_str(out, i ? ", " : "");
            quote(out, pick_text());
        }
        zc_buf_char(out, ')');
        return;
    }
    zc_buf_str(out, way == 0 ? " contains " : sign());
    if (way == 1 || !some_path(out, entity, is_text, &field))
        quote(out, pick_text());
}

static void list_condition(struct zc_buf *out, const struct zc_entity *entity)
{
    const struct zc_field *field, *other;
    if (!some_path(out, entity, is_list, &field)) {
        zc_buf_str(out, "false");
        return;
    }
    zc_buf_str(out, " has ");
    if (field->type == ZC_REF) {
        bool here = strcmp(entity->name, "task") == 0;
        zc_buf_str(out, here && dice(2) ? (dice(2) ? "unit" : "boss") : dice(2) ? ":unit" : dice(2) ? ":area" : "103");
    } else if (field->type == ZC_CODE) {
        quote(out, field->codelist->codes[dice((unsigned)field->codelist->count)].code);
    } else if (dice(2) || !some_path(out, entity, is_text, &other)) {
        quote(out, pick_text());
    }
}

static void simple_condition(struct zc_buf *out, const struct zc_entity *entity, int depth)
{
    const struct zc_field *field;
    size_t before = out->size;
    switch (dice(14)) {
    case 0:
        zc_buf_str(out, "empty(");
        some_path(out, entity, any_field, &field);
        zc_buf_char(out, ')');
        return;
    case 1:
        if (some_path(out, entity, is_bool, &field))
            return;
        break;
    case 2: text_condition(out, entity); return;
    case 3: list_condition(out, entity); return;
    case 4:
        day(out, entity, depth);
        zc_buf_str(out, sign());
        day(out, entity, depth);
        return;
    case 5:
    case 6:
        whole_number(out, entity, depth);
        zc_buf_str(out, sign());
        whole_number(out, entity, depth);
        return;
    case 7:
        if (!some_path(out, entity, is_code, &field))
            break;
        zc_buf_str(out, sign());
        quote(out, field->codelist->codes[dice((unsigned)field->codelist->count)].code);
        return;
    case 8:
        if (!some_path(out, entity, is_money, &field))
            break;
        zc_buf_printf(out, "%s%s", dice(2) ? " + 0.5" : "", sign());
        zc_buf_str(out, dice(2) ? "1" : "-0.50");
        return;
    case 9:
        if (!some_path(out, entity, is_ref, &field))
            break;
        zc_buf_printf(out, "%s%s", dice(2) ? " = " : " != ", dice(2) ? ":unit" : dice(2) ? ":post" : "104");
        return;
    case 10: zc_buf_str(out, dice(2) ? "role office" : "role t.other"); return;
    case 11:
        if (!some_path(out, entity, is_decimal, &field))
            break;
        zc_buf_printf(out, "%s%s", sign(), dice(2) ? "0.5" : "-1");
        return;
    case 12:
        if (!some_path(out, entity, is_instant, &field))
            break;
        zc_buf_str(out, sign());
        if (some_path(out, entity, is_instant, &field))
            return;
        break;
    default:
        if (!some_path(out, entity, is_bool, &field))
            break;
        zc_buf_printf(out, "%s%s", dice(2) ? " = " : " != ", dice(2) ? "true" : "false");
        return;
    }
    out->size = before;
    zc_buf_str(out, dice(2) ? "true" : "id = 103");
}

static void condition(struct zc_buf *out, const struct zc_entity *entity, int depth)
{
    const struct zc_entity *child = NULL;
    const char *inverse = inverse_of(entity, &child);
    unsigned way = depth <= 0 ? 9 : dice(10);
    if (way < 3) {
        zc_buf_char(out, '(');
        condition(out, entity, depth - 1);
        for (unsigned i = 0, count = 1 + dice(3); i < count; i++) {
            zc_buf_str(out, way == 0 ? " and " : way == 1 ? " or " : dice(2) ? " and " : " or ");
            condition(out, entity, depth - 1);
        }
        zc_buf_char(out, ')');
    } else if (way == 3) {
        zc_buf_str(out, "not (");
        condition(out, entity, depth - 1);
        zc_buf_char(out, ')');
    } else if (way < 6 && inverse) {
        static const char *const words[] = {"some", "every", "every or none"};
        zc_buf_printf(out, "(%s %s where ", words[dice(3)], inverse);
        condition(out, child, depth - 2);
        zc_buf_char(out, ')');
    } else {
        simple_condition(out, entity, depth);
    }
}

/* 3. The two held equal. */

static int cases, trues, empties, expressions, too_deep;

/* PostgreSQL's text is the same statement in its own words: places in order, nothing of the other engine. */
static void shape_of_postgres(const struct zc_expr *expr, const struct zc_sql_context *context, size_t binds, const char *text)
{
    struct zc_arena arena = {0};
    struct zc_sql sql = {.dialect = ZC_POSTGRES, .arena = &arena};
    zc_expr_sql(&sql, expr, context, "r");
    const char *made = zc_buf_text(&sql.text);
    size_t next = 1;
    int depth = 0;
    for (const char *c = made; *c; c++) {
        depth += (*c == '(') - (*c == ')');
        if (depth < 0 || *c == '?' || *c == '\'')
            if (*c != '\'' || (strncmp(c, "';'", 3) != 0 && strncmp(c - 2, "';'", 3) != 0))
                fail_msg("%s\n%s", text, made);
        if (*c == '$' && strtoul(c + 1, NULL, 10) != next++)
            fail_msg("places out of order: %s\n%s", text, made);
    }
    if (depth || next - 1 != sql.bind_count || binds != sql.bind_count || strstr(made, "instr(") || strstr(made, "LATERAL"))
        fail_msg("%s\n%s", text, made);
    zc_buf_free(&sql.text);
    zc_arena_free(&arena);
}

static void same_in_both(const struct zc_entity *entity, const char *text, struct zc_expr_context *context)
{
    struct zc_arena arena = {0};
    struct zc_error err;
    const struct zc_expr *expr, *again;
    if (zc_expr_parse(&expr, &arena, model, entity, text, &err)) {
        if (!strstr(err.en, "too deeply"))
            fail_msg("%s: %s", text, err.en);
        too_deep++;
        zc_arena_free(&arena);
        return;
    }
    struct zc_buf printed = {0}, reprinted = {0};
    zc_expr_print(&printed, expr);
    if (printed.size <= 4000) { /* the parentheses added may pass the depth that is allowed */
        if (!zc_expr_parse(&again, &arena, model, entity, zc_buf_text(&printed), &err))
            zc_expr_print(&reprinted, again);
        else if (strstr(err.en, "nested too deeply"))
            zc_expr_print(&reprinted, expr);
        else
            fail_msg("printed form is refused: %s\n%s\n%s", zc_buf_text(&printed), text, err.en);
        assert_string_equal(zc_buf_text(&printed), zc_buf_text(&reprinted));
    }
    struct zc_sql_context names = {.role = has_role, .source = source};
    memcpy(names.params, context->params, sizeof names.params);
    struct zc_sql sql = {.dialect = ZC_SQLITE, .arena = &arena};
    bool truth = zc_expr_type(expr) == ZC_BOOL;
    zc_buf_str(&sql.text, truth ? "SELECT r.id, ((0 OR (" : "SELECT r.id, ((0 + (");
    if (truth)
        zc_expr_sql(&sql, expr, &names, "r");
    else
        zc_expr_value_sql(&sql, expr, &names, "r");
    size_t binds = sql.bind_count;
    zc_buf_str(&sql.text, "))) FROM ");
    source(NULL, &sql, entity);
    zc_buf_str(&sql.text, " AS r ORDER BY r.id");
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v2(database, zc_buf_text(&sql.text), -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s\n%s", sqlite3_errmsg(database), text, zc_buf_text(&sql.text));
    for (size_t i = 0; i < sql.bind_count; i++)
        bind(stmt, (int)i + 1, &sql.binds[i]);
    for (size_t i = 0; i < ROWS; i++, cases++) {
        const struct row *row = &rows[entity->index][i];
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int64(stmt, 0), row->id);
        struct zc_value in_c = truth ? zc_int(zc_expr_test(expr, context, row)) : zc_expr_value(expr, context, row);
        int kind = sqlite3_column_type(stmt, 1);
        bool same = in_c.kind == ZC_V_EMPTY ? kind == SQLITE_NULL
                    : in_c.kind == ZC_V_INT ? kind == SQLITE_INTEGER && sqlite3_column_int64(stmt, 1) == in_c.number
                                            : kind == SQLITE_TEXT && strcmp((const char *)sqlite3_column_text(stmt, 1), in_c.text) == 0;
        if (!same)
            fail_msg("row %lld of %s: C says %lld (kind %d), SQLite says %s\n%s\n%s", (long long)row->id, entity->name, (long long)in_c.number,
                     in_c.kind, (const char *)sqlite3_column_text(stmt, 1), text, zc_buf_text(&sql.text));
        trues += truth && in_c.number;
        empties += in_c.kind == ZC_V_EMPTY;
    }
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
    if (truth)
        shape_of_postgres(expr, &names, binds, text);
    expressions++;
    zc_buf_free(&printed);
    zc_buf_free(&reprinted);
    zc_buf_free(&sql.text);
    zc_arena_free(&arena);
}

static void c_and_sqlite_say_the_same(void **state)
{
    (void)state;
    static const char *const names[] = {"t.unit", "t.plan", "t.task", "t.item"};
    dice_state = SEED;
    print_message("seed %u\n", SEED);
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    for (int round = 0; round < ROUNDS; round++) {
        struct zc_expr_context context = {.role = has_role, .field = field_of, .follow = follow, .children = children};
        for (size_t i = 0; i < ENTITIES; i++)
            fill(target_of(i));
        params(context.params);
        for (int i = 0; i < EACH_ROUND; i++) {
            const struct zc_entity *entity = zc_model_entity(model, names[dice(4)]);
            struct zc_buf text = {0};
            if (i % 10 == 0)
                whole_number(&text, entity, 3);
            else if (i % 10 == 1)
                day(&text, entity, 3);
            else
                condition(&text, entity, 4);
            if (text.size && text.size <= 4000)
                same_in_both(entity, zc_buf_text(&text), &context);
            zc_buf_free(&text);
        }
        zc_arena_free(&row_arena);
    }
    sqlite3_close(database);
    print_message("%d expressions, %d cases, %d true, %d empty; %d too deep\n", expressions, cases, trues, empties, too_deep);
    assert_true(cases >= 20000 && trues > cases / 10 && trues < cases * 9 / 10 && empties > 100);
}

/* The deepest and longest that the parser takes must also be taken by SQLite. */
static void what_parses_also_runs(void **state)
{
    (void)state;
    const struct zc_entity *task = zc_model_entity(model, "t.task"), *plan = zc_model_entity(model, "t.plan");
    struct zc_expr_context context = {.role = has_role, .field = field_of, .follow = follow, .children = children};
    struct zc_buf text = {0};
    dice_state = SEED;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    for (size_t i = 0; i < ENTITIES; i++)
        fill(target_of(i));
    params(context.params);
    zc_buf_str(&text, "flag");
    while (text.size < 3990)
        zc_buf_str(&text, " or flag");
    same_in_both(task, zc_buf_text(&text), &context);
    zc_buf_clear(&text);
    zc_buf_str(&text, "n");
    for (int i = 1; i < 64; i++)
        zc_buf_str(&text, " + n");
    zc_buf_str(&text, " > 3");
    same_in_both(task, zc_buf_text(&text), &context);
    static const struct {
        const char *first, *again, *last, *tail;
    } towers[] = {
        {"", "not (flag or ", "flag", ""},
        {"", "flag = (flag and ", "flag", ""},
        {"", "flag = (n > 1 + (n - (n + 1)) and not (flag or ", "flag", ""},
        {"", "(units has unit or flag) = (kinds has level and ", "flag", ""},
        {"(some items where (not (good and ", "not (good or ", "good", ""},
        {"count items where (good = (", "not (good or ", "good", " > 0"},
    };
    for (size_t i = 0; i < sizeof towers / sizeof *towers; i++)
        for (int storeys = 1; storeys < 32; storeys++) {
            int open = 0;
            zc_buf_clear(&text);
            zc_buf_str(&text, towers[i].first);
            for (int storey = 0; storey < storeys; storey++)
                zc_buf_str(&text, towers[i].again);
            zc_buf_str(&text, towers[i].last);
            for (size_t at = 0; at < text.size; at++)
                open += (text.bytes[at] == '(') - (text.bytes[at] == ')');
            for (; open; open--)
                zc_buf_char(&text, ')');
            zc_buf_str(&text, towers[i].tail);
            same_in_both(task, zc_buf_text(&text), &context);
        }
    zc_buf_clear(&text);
    for (int i = 0; i < 60; i++)
        zc_buf_str(&text, "not ");
    zc_buf_str(&text, "flag");
    same_in_both(task, zc_buf_text(&text), &context);
    same_in_both(zc_model_entity(model, "t.unit"), "parent.parent.parent.parent.size = 3", &context);
    same_in_both(zc_model_entity(model, "t.unit"),
                 "every subs where not (size < 1 or (some subs where (open and not (count subs where (size > 0 and not (some subs where "
                 "not (not (open) and size = 1))) > 0))))", &context);
    same_in_both(plan, "count tasks where (count items where not (late) > 0 and overdue) > 0", &context);
    zc_buf_free(&text);
    zc_arena_free(&row_arena);
    sqlite3_close(database);
}

/* 4. Single sentences of the language. */

static void precedence_and_printing(void **state)
{
    (void)state;
    static const struct {
        const char *entity, *text, *printed;
    } cases_[] = {
        {"t.task", "flag or flag and not flag", "flag or (flag and (not flag))"},
        {"t.task", "n+1 - 2>=-3", "(n + 1 - 2) >= -3"},
        {"t.task", "cost = 5", "cost = 5"},
        {"t.task", "5 + cost > 0.5", "(5 + cost) > 0.5"},
        {"t.task", "level in ('city' , 'national')", "level in ('city', 'national')"},
        {"t.task", "title contains 'it''s'", "title contains 'it''s'"},
        {"t.task", "every or none items where good", "every or none items where good"},
        {"t.task", "count items where not empty(done) > 2", "(count items where (not empty(done))) > 2"},
        {"t.task", "count items where good and empty(done) = n", "(count items where (good and empty(done))) = n"},
        {"t.task", "due + 30 < :asof", "(due + 30) < :asof"},
        {"t.task", "role office", "role t.office"},
        {"t.task", "due = 2017-06-30", "due = 2017-06-30"},
        {"t.task", "rate > 1", "rate > 1"},
        {"t.task", "n > 7 - -7 - 0", "n > (7 - -7 - 0)"}, /* once taken for a day that is not */
        {"t.task", "71.00 + 7 + 1.77 < 1 + cost", "(71 + 7 + 1.77) < (1 + cost)"},
        {"t.task", "2 < 3.5", "2 < 3.5"},
        {"t.task", "state = 'draft'", "state = 'draft'"},
        {"t.item", "task.plan.unit.parent.name = '甲'", "task.plan.unit.parent.name = '甲'"},
    };
    for (size_t i = 0; i < sizeof cases_ / sizeof *cases_; i++) {
        struct zc_arena arena = {0};
        struct zc_error err;
        const struct zc_expr *expr;
        struct zc_buf out = {0};
        if (zc_expr_parse(&expr, &arena, model, zc_model_entity(model, cases_[i].entity), cases_[i].text, &err))
            fail_msg("%s: %s", cases_[i].text, err.en);
        zc_expr_print(&out, expr);
        assert_string_equal(zc_buf_text(&out), cases_[i].printed);
        zc_buf_free(&out);
        zc_arena_free(&arena);
    }
}

static void errors_say_where_and_what(void **state)
{
    (void)state;
    static const struct {
        const char *entity, *text, *expected;
    } cases_[] = {
        {"t.task", "due = 'x'", "character 7: these cannot be compared: due (date) and 'x' (text)"},
        {"t.task", "level = 'natonal'", "character 9: code 'natonal' is not in t.level; the nearest is 'national'"},
        {"t.task", "level in ('city', 'cty')", "character 19: code 'cty' is not in t.level; the nearest is 'city'"},
        {"t.task", "flag and tilte = 'x'", "character 10: t.task has no field tilte; the nearest is title"},
        {"t.task", "title = '甲乙' and duee < :asof", "character 18: t.task has no field duee; the nearest is due"},
        {"t.task", "title = ''", "character 9: an empty text equals nothing: write empty(field)"},
        {"t.task", "title = 'x", "character 9: the quote is not closed"},
        {"t.task", "due < :now", "character 7: a parameter is one of"},
        {"t.task", "due < 2017-02-30", "character 7: there is no such day"},
        {"t.task", "n > ", "character 5: a field, parameter, literal or parenthesis is expected here"},
        {"t.task", "(n > 1", "character 7: a closing parenthesis is missing"},
        {"t.task", "n > 1 n", "character 7: something follows the expression"},
        {"t.task", "n and flag", "character 1: a condition is expected here, int came"},
        {"t.task", "role offce", "character 6: there is no role t.offce; the nearest is t.office"},
        {"t.task", "some itms where good", "character 6: t.task has no list itms (given by `inverse` of a child's ref); the nearest is items"},
        {"t.task", "every items", "every needs where"},
        {"t.task", "title has 'x'", "character 11: has takes a list and one value: title (text) and 'x' (text)"},
        {"t.task", "n contains 'x'", "contains takes two texts: n (int) and 'x' (text)"},
        {"t.task", "due + due > :asof", "character 7: only numbers, or a date and days, can be added: due (date) and due (date)"},
        {"t.task", "n = 1.5", "character 5: more decimals than the other side has"},
        {"t.task", "cost = rate", "the two sides have different scales: cost (money) and rate (decimal)"},
        {"t.task", "flag < true", "truth values have no order"},
        {"t.task", "plan = unit", "the two sides point to different entities: plan (ref) and unit (ref)"},
        {"t.task", "units.name = 'x'", "character 1: only a single ref can be followed"},
        {"t.task", "n in (n)", "character 7: in takes literals only"},
        {"t.task", "self(:person)", "no field of this entity points to a person"},
        {"t.task", "n + 999999999999999999 > 1", "character 5: the number is too large"},
        {"t.task", "1a > 2", "character 1: malformed number"},
        {"t.unit", "parent.parent.parent.parent.parent.size = 1", "at most four steps along refs"},
        {"t.unit", "some subs where (some subs where (some subs where (some subs where (some subs where open))))", "nest at most four deep"},
    };
    for (size_t i = 0; i < sizeof cases_ / sizeof *cases_; i++) {
        struct zc_arena arena = {0};
        struct zc_error err = {0};
        const struct zc_expr *expr;
        if (!zc_expr_parse(&expr, &arena, model, zc_model_entity(model, cases_[i].entity), cases_[i].text, &err))
            fail_msg("taken, but should be refused: %s", cases_[i].text);
        if (!strstr(err.en, cases_[i].expected))
            fail_msg("%s\nexpected: %s\ncame:     %s", cases_[i].text, cases_[i].expected, err.en);
        assert_true(strlen(err.zh) > 0);
        zc_arena_free(&arena);
    }
}

static void depth_and_length_are_limited(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_error err;
    const struct zc_expr *expr;
    struct zc_buf text = {0};
    const struct zc_entity *task = zc_model_entity(model, "t.task");
    for (int i = 0; i < 100; i++)
        zc_buf_char(&text, '(');
    assert_int_equal(zc_expr_parse(&expr, &arena, model, task, zc_buf_text(&text), &err), ZC_EINPUT);
    assert_non_null(strstr(err.en, "nested too deeply"));
    zc_buf_clear(&text);
    while (text.size < 4001)
        zc_buf_str(&text, "flag or ");
    assert_int_equal(zc_expr_parse(&expr, &arena, model, task, zc_buf_text(&text), &err), ZC_EINPUT);
    assert_int_equal(zc_expr_parse(&expr, &arena, model, task, "title = '\xff'", &err), ZC_EINPUT);
    zc_buf_clear(&text);
    zc_buf_str(&text, "n");
    for (int i = 0; i < 64; i++)
        zc_buf_str(&text, "+n");
    assert_int_equal(zc_expr_parse(&expr, &arena, model, task, zc_buf_text(&text), &err), ZC_EINPUT);
    assert_non_null(strstr(err.en, "sixty-four"));
    zc_buf_free(&text);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(c_and_sqlite_say_the_same),   cmocka_unit_test(what_parses_also_runs),
        cmocka_unit_test(precedence_and_printing),     cmocka_unit_test(errors_say_where_and_what),
        cmocka_unit_test(depth_and_length_are_limited),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
