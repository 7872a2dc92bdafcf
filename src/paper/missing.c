/* missing: 1 the answers; 2 nearly known; 3 meeting a name; 4 telling; 5 making units and posts; 6 making the record of the year. */
#include "paper/missing.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"
#include "paper/import.h"
#include "query/rows.h"

#include <stdlib.h>
#include <string.h>

/* Where posts stand of which nobody has said to which unit they belong. */
static const char unplaced_code[] = "P000", unplaced_name[] = "所在单位待核";

enum { SHORT_NAME = 8, LEAST_PREFIX = 3 };

static const struct {
    const char *word;
    struct zc_pair title;
    bool made, left_out; /* may be */
} kinds[ZC_MISSING_KINDS] = {
    [ZC_MISSING_UNIT] = {"unit", {"单位", "unit"}, true, true},
    [ZC_MISSING_AREA] = {"area", {"区域", "area"}, false, true},
    [ZC_MISSING_POST] = {"post", {"岗位", "post"}, true, true},
    [ZC_MISSING_RECORD] = {"record", {"年度记录", "record of the year"}, true, false},
};

const char *zc_missing_word(enum zc_missing_kind kind) { return kinds[kind].word; }
struct zc_pair zc_missing_title(enum zc_missing_kind kind) { return kinds[kind].title; }

/* 1 */

/* Whether the list says `kind`, or `kind:name` when a name is given. */
static bool says(const struct zc_missing *missing, const char *list, enum zc_missing_kind kind, const char *name)
{
    size_t word = strlen(kinds[kind].word);
    for (const char *at = list ? list : ""; *at;) {
        size_t length = strcspn(at, ",;");
        const char *item = zc_text_squeeze(missing->arena, zc_arena_copy(missing->arena, at, length));
        at += length + (at[length] != 0);
        if (strncmp(item, kinds[kind].word, word) != 0)
            continue;
        if (name ? item[word] == ':' && strcmp(item + word + 1, name) == 0 : !item[word])
            return true;
    }
    return false;
}

static int check_list(const struct zc_missing *missing, const char *list, bool made, struct zc_error *err)
{
    for (const char *at = list ? list : ""; *at;) {
        size_t length = strcspn(at, ",;"), kind = 0;
        const char *item = zc_text_squeeze(missing->arena, zc_arena_copy(missing->arena, at, length));
        at += length + (at[length] != 0);
        if (!*item)
            continue;
        size_t word = strcspn(item, ":");
        while (kind < ZC_MISSING_KINDS && (strlen(kinds[kind].word) != word || strncmp(kinds[kind].word, item, word) != 0))
            kind++;
        if (kind == ZC_MISSING_KINDS || !(made ? kinds[kind].made : kinds[kind].left_out))
            return made ? zc_fail(err, ZC_EUSAGE, "可以同意新建的是 unit、post、record,或 unit:名称;收到“%s”",
                                  "what may be made with consent is unit, post, record, or unit:NAME; \"%s\" came", item)
                        : zc_fail(err, ZC_EUSAGE, "可以留空的是 unit、area、post,或 area:名称;收到“%s”",
                                  "what may be left out is unit, area, post, or area:NAME; \"%s\" came", item);
    }
    return ZC_OK;
}

int zc_missing_init(struct zc_missing *missing, struct zc_arena *arena, const struct zc_register *reg, const char *create, const char *leave_out,
                    const char *given, struct zc_error *err)
{
    *missing = (struct zc_missing){.arena = arena, .reg = reg, .sheet = "", .create = create, .leave_out = leave_out, .given = given};
    zc_map_init(&missing->known, arena);
    int rc = check_list(missing, create, true, err);
    return rc ? rc : check_list(missing, leave_out, false, err);
}

/* 2 */

/* One letter apart, two in a long name, or one name inside the other: that is more often a slip than another unit. */
static bool nearly(const char *a, const char *b)
{
    size_t long_a = zc_utf8_length(a), long_b = zc_utf8_length(b), shorter = long_a < long_b ? long_a : long_b, longer = long_a + long_b - shorter;
    int most = shorter <= SHORT_NAME ? 1 : 2;
    if (shorter >= LEAST_PREFIX && shorter * 2 >= longer && (strstr(a, b) || strstr(b, a)))
        return true;
    return zc_text_distance(a, b, most) <= most;
}

static const struct zc_register_entry *near_of(const struct zc_missing *missing, enum zc_missing_kind kind, const char *name)
{
    if (kind >= ZC_MISSING_RECORD)
        return NULL;
    const struct zc_register_names *names = &missing->reg->kinds[kind];
    for (size_t i = 0; i < names->count; i++)
        if (nearly(name, names->names[i]))
            return names->owners[i];
    return NULL;
}

/* 3 */

static const char *next_code(struct zc_missing *missing)
{
    for (;;) {
        const char *code = zc_arena_printf(missing->arena, "P%03d", ++missing->serial);
        if (!zc_map_get(&missing->reg->kinds[ZC_REGISTER_UNIT].by_code, code))
            return code;
    }
}

static enum zc_missing_answer answer_to(const struct zc_missing *missing, const struct zc_missing_item *item)
{
    bool by_name = kinds[item->kind].made && says(missing, missing->create, item->kind, item->name);
    if (by_name)
        return ZC_MISSING_CREATE;
    if (says(missing, missing->leave_out, item->kind, item->name))
        return ZC_MISSING_LEAVE_OUT;
    if (kinds[item->kind].made && !item->near && says(missing, missing->create, item->kind, NULL))
        return ZC_MISSING_CREATE;
    return says(missing, missing->leave_out, item->kind, NULL) ? ZC_MISSING_LEAVE_OUT : ZC_MISSING_OPEN;
}

struct zc_missing_item *zc_missing_meet(struct zc_missing *missing, enum zc_missing_kind kind, const char *name, int row, int column)
{
    name = zc_text_squeeze(missing->arena, name);
    const char *key = zc_arena_printf(missing->arena, "%s:%s", kinds[kind].word, name);
    struct zc_missing_item *item = zc_map_get(&missing->known, key);
    if (!item) {
        item = zc_arena_alloc(missing->arena, sizeof *item);
        *item = (struct zc_missing_item){.kind = kind, .name = name, .sheet = missing->sheet, .row = row, .column = column, .last_row = row - 1};
        item->near = near_of(missing, kind, name);
        item->answer = answer_to(missing, item);
        if (item->answer == ZC_MISSING_CREATE && kind == ZC_MISSING_UNIT)
            item->code = next_code(missing);
        missing->open += item->answer == ZC_MISSING_OPEN;
        zc_map_put(&missing->known, key, item);
        *(struct zc_missing_item **)zc_arena_push(missing->arena, &missing->items, &missing->count, &missing->capacity, sizeof item) = item;
    }
    item->rows += item->last_row != row;
    item->last_row = row;
    return item;
}

/* 4 */

static int by_need(const void *a, const void *b)
{
    const struct zc_missing_item *left = *(struct zc_missing_item *const *)a, *right = *(struct zc_missing_item *const *)b;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (!left->near != !right->near)
        return left->near ? -1 : 1;
    if (left->rows != right->rows)
        return left->rows > right->rows ? -1 : 1;
    return strcmp(left->name, right->name);
}

void zc_missing_sort(struct zc_missing *missing)
{
    if (missing->count)
        qsort(missing->items, missing->count, sizeof *missing->items, by_need);
}

const char *zc_missing_command(const struct zc_missing *missing, struct zc_arena *arena)
{
    struct zc_buf create = {0}, leave_out = {0};
    bool any[ZC_MISSING_KINDS] = {false};
    size_t settled = 0;
    for (size_t i = 0; i < missing->count; i++) {
        const struct zc_missing_item *item = missing->items[i];
        struct zc_buf *list = kinds[item->kind].made ? &create : &leave_out;
        if (item->answer == ZC_MISSING_LEAVE_OUT && kinds[item->kind].made)
            list = &leave_out;
        if (item->near && kinds[item->kind].made) /* takes a consent by name */
            continue;
        settled += item->answer == ZC_MISSING_OPEN;
        if (!any[item->kind])
            zc_buf_printf(list, "%s%s", list->size ? "," : "", kinds[item->kind].word);
        any[item->kind] = true;
    }
    const char *text = !settled && !missing->needs
                           ? ""
                           : zc_arena_printf(arena, "%s%s%s%s%s%s%s%s", create.size ? "--create-missing=" : "", zc_buf_text(&create),
                                             create.size && leave_out.size ? " " : "", leave_out.size ? "--leave-out=" : "",
                                             zc_buf_text(&leave_out), missing->needs ? " --given=" : "", missing->needs ? missing->needs : "",
                                             missing->needs ? "=?" : "");
    zc_buf_free(&create);
    zc_buf_free(&leave_out);
    return text;
}

/* 5 */

struct making {
    struct zc_missing *missing;
    struct zc_tx *tx;
    struct zc_import_result *result;
    const char *file;
    int from; /* the day from which what is made exists */
};

static const struct zc_entity *entity_of(const struct making *making, const char *name)
{
    return zc_model_entity(zc_tx_db(making->tx)->city->model, name);
}

/* Writes the patch; what the rules refuse is a finding at the first place of the name. */
static int write(struct making *making, const struct zc_missing_item *item, struct zc_patch *patch, struct zc_error *err)
{
    struct zc_error why = {0};
    struct zc_arena *arena = making->missing->arena;
    int64_t id = 0;
    bool changed;
    char letter[4] = "";
    if (item->column >= 0)
        zc_column_letter(letter, item->column);
    patch->valid_from = making->from;
    patch->why = zc_arena_printf(arena, "导入%s时经同意新建,待核:%s!%s%d“%s”,%zu行用到", making->file, item->sheet, letter, item->row, item->name, item->rows);
    int rc = zc_patch_set(patch, arena, "provisional", "true", &why);
    rc = rc ? rc : zc_record_change(&id, &changed, making->tx, patch, &why);
    if (rc == ZC_EINPUT || rc == ZC_ECHECK || rc == ZC_ECONFLICT || rc == ZC_EDENIED) {
        zc_import_say(making->result, item->sheet, item->row, item->column, ZC_SEV_ERROR, "not_created", "不能新建%s“%s”:%s%.0s%.0s",
                      "%4$s \"%2$s\" cannot be made: %5$s%1$.0s%3$.0s", kinds[item->kind].title.zh, item->name, why.zh, kinds[item->kind].title.en,
                      why.en);
        return ZC_OK;
    }
    if (rc) {
        *err = why;
        return rc;
    }
    zc_import_say(making->result, item->sheet, item->row, item->column, ZC_SEV_CONFIRM, "created_provisional",
                  "经同意新建%s“%s”,待核,%zu行用到%.0s", "%4$s \"%2$s\" was made with consent and is provisional; %3$zu rows need it%1$.0s",
                  kinds[item->kind].title.zh, item->name, item->rows, kinds[item->kind].title.en);
    return ZC_OK;
}

static int make_unit(struct making *making, const struct zc_missing_item *item, const char *code, const char *name, struct zc_error *err)
{
    struct zc_arena *arena = making->missing->arena;
    const struct zc_entity *entity = entity_of(making, "core.unit");
    struct zc_patch patch = zc_patch_new(arena, entity, 0);
    int rc = zc_patch_set(&patch, arena, "code", code, err);
    rc = rc ? rc : zc_patch_set(&patch, arena, "name", name, err);
    rc = rc ? rc : zc_patch_set(&patch, arena, "system", "unconfirmed", err);
    return rc ? rc : write(making, item, &patch, err);
}

/* 市住建局联络员 and 市委常委、市委组织部部长 begin, or their last part does, with a unit that is known. */
static const char *unit_of_post(const struct zc_missing *missing, const char *title)
{
    const struct zc_register_names *units = &missing->reg->kinds[ZC_REGISTER_UNIT];
    const char *last = title, *best = NULL;
    size_t longest = 0;
    for (const char *next; (next = strstr(last, "、"));)
        last = next + strlen("、");
    for (size_t i = 0; i < units->count; i++) {
        size_t length = strlen(units->names[i]);
        if (length > longest && zc_utf8_length(units->names[i]) >= LEAST_PREFIX && strncmp(last, units->names[i], length) == 0) {
            longest = length;
            best = units->owners[i]->code;
        }
    }
    for (size_t i = 0; i < missing->count; i++) {
        const struct zc_missing_item *unit = missing->items[i];
        size_t length = strlen(unit->name);
        if (unit->code && length > longest && zc_utf8_length(unit->name) >= LEAST_PREFIX && strncmp(last, unit->name, length) == 0) {
            longest = length;
            best = unit->code;
        }
    }
    return best;
}

static int id_of_unit(int64_t *id, const struct making *making, const char *code, struct zc_error *err)
{
    struct zc_value value = zc_text(code);
    return zc_rows_find(id, zc_tx_db(making->tx), entity_of(making, "core.unit"), "code", &value, err);
}

static int make_post(struct making *making, const struct zc_missing_item *item, struct zc_error *err)
{
    struct zc_arena *arena = making->missing->arena;
    const struct zc_entity *entity = entity_of(making, "core.post");
    const char *code = unit_of_post(making->missing, item->name);
    int64_t unit = 0;
    int rc = id_of_unit(&unit, making, code ? code : unplaced_code, err);
    if (!rc && !unit && !code) {
        rc = make_unit(making, item, unplaced_code, unplaced_name, err);
        rc = rc ? rc : id_of_unit(&unit, making, unplaced_code, err);
    }
    if (rc || !unit)
        return rc;
    struct zc_patch patch = zc_patch_new(arena, entity, 0);
    rc = zc_patch_set(&patch, arena, "title", item->name, err);
    rc = rc ? rc : zc_patch_set(&patch, arena, "unit", zc_arena_printf(arena, "%lld", (long long)unit), err);
    return rc ? rc : write(making, item, &patch, err);
}

/* 6 */

static const char *given_for(const struct zc_missing *missing, const char *field)
{
    size_t length = strlen(field);
    for (const char *at = missing->given ? missing->given : ""; *at;) {
        size_t size = strcspn(at, ";");
        if (size > length && at[length] == '=' && strncmp(at, field, length) == 0)
            return zc_arena_copy(missing->arena, at + length + 1, size - length - 1);
        at += size + (at[size] != 0);
    }
    return NULL;
}

/* {year} and {approved_total}; NULL when the workbook does not say the latter. */
static const char *filled(struct zc_arena *arena, const char *template, const struct zc_import_result *result)
{
    static const char year[] = "{year}", total[] = "{approved_total}";
    struct zc_buf out = {0};
    for (const char *at = template; *at;) {
        if (strncmp(at, year, sizeof year - 1) == 0) {
            zc_buf_printf(&out, "%d", result->year);
            at += sizeof year - 1;
        } else if (strncmp(at, total, sizeof total - 1) == 0) {
            if (!result->approved_total) {
                zc_buf_free(&out);
                return NULL;
            }
            zc_buf_printf(&out, "%lld", (long long)result->approved_total);
            at += sizeof total - 1;
        } else {
            zc_buf_char(&out, *at++);
        }
    }
    const char *text = zc_arena_copy(arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
    return text;
}

void zc_missing_meet_record(struct zc_missing *missing, const char *entity, const struct zc_import_result *result)
{
    const struct zc_import_row *first = &result->rows[0];
    missing->record = entity;
    missing->sheet = first->sheet;
    zc_missing_meet(missing, ZC_MISSING_RECORD, zc_arena_printf(missing->arena, "%d", result->year), first->row, -1)->rows = result->row_count;
    for (size_t i = 0; i < result->layout->create_count && !missing->needs; i++) {
        const struct zc_layout_create *create = &result->layout->creates[i];
        if (!given_for(missing, create->field) && !filled(missing->arena, create->value, result))
            missing->needs = create->field;
    }
}

static int make_record(struct making *making, const struct zc_missing_item *item, struct zc_error *err)
{
    const struct zc_layout *layout = making->result->layout;
    struct zc_arena *arena = making->missing->arena;
    const struct zc_entity *entity = entity_of(making, layout->total_entity);
    struct zc_patch patch = zc_patch_new(arena, entity, 0);
    int rc = zc_patch_set(&patch, arena, layout->total_key, item->name, err);
    for (size_t i = 0; i < layout->create_count && !rc; i++) {
        const char *field = layout->creates[i].field, *given = given_for(making->missing, field);
        const char *text = given ? given : filled(arena, layout->creates[i].value, making->result);
        struct zc_error why = {0};
        const struct zc_field *declared = zc_entity_field(entity, field);
        if (text && zc_patch_set(&patch, arena, field, text, &why) == ZC_OK)
            continue;
        zc_import_say(making->result, item->sheet, item->row, item->column, ZC_SEV_ERROR, "value_needed",
                      "新建%s要有“%s”,表里没有写明或看不懂:请由人给出(--given %s=…)%.0s%.0s",
                      "making %4$s takes \"%5$s\", which the workbook does not say: give it (--given %3$s=…)%1$.0s%2$.0s", zc_pick(entity->title, ZC_ZH),
                      zc_pick(declared->title, ZC_ZH), field, zc_pick(entity->title, ZC_EN), zc_pick(declared->title, ZC_EN));
        return ZC_OK;
    }
    int from = making->from;
    making->from = ZC_TODAY; /* the entity may say itself from when it is so */
    rc = rc ? rc : write(making, item, &patch, err);
    making->from = from;
    return rc;
}

int zc_missing_create(struct zc_missing *missing, struct zc_tx *tx, struct zc_import_result *result, const char *file, struct zc_error *err)
{
    struct making making = {missing, tx, result, file, ZC_TODAY};
    int day, rc = ZC_OK;
    /* A workbook of a year needs them from the first day of that year. */
    if (result->year && zc_date_make(&day, result->year, 1, 1) && day < zc_db_today(zc_tx_db(tx)))
        making.from = day;
    for (enum zc_missing_kind kind = ZC_MISSING_UNIT; kind < ZC_MISSING_KINDS && !rc; kind++)
        for (size_t i = 0; i < missing->count && !rc; i++) {
            const struct zc_missing_item *item = missing->items[i];
            if (item->kind != kind || item->answer != ZC_MISSING_CREATE)
                continue;
            rc = kind == ZC_MISSING_UNIT   ? make_unit(&making, item, item->code, item->name, err)
                 : kind == ZC_MISSING_POST ? make_post(&making, item, err)
                                           : make_record(&making, item, err);
        }
    return rc;
}
