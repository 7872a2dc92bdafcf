/*
 * form_return: 1 whether the form is known; 2 the row behind a key, and what was edited in it; 3 cells that were filled in;
 * 4 rows and sheets; 5 the journal: what came back, what is missing.
 */
#include "paper/form.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/json.h"
#include "base/text.h"
#include "paper/check.h"
#include "paper/plain.h"
#include "query/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST_SHOWN = 32, MOST_LINES = 50000 };

struct coming {
    struct zc_import_result *result;
    struct zc_arena *arena;
    struct zc_db *db;
    const struct zc_form_mark *mark;
    const struct zc_form *form;
    const struct zc_form_part *part;
    const struct zc_entity *entity;
    const struct zc_field **shown, **fill;
    struct zc_map seen; /* record ids of this sheet */
    bool headed;
};

static void say_file(struct coming *coming, const char *code, const char *zh, const char *en)
{
    zc_import_say(coming->result, ZC_FORM_SHEET, 0, -1, ZC_SEV_ERROR, code, "%s%.0s", "%.0s%s", zh, en);
}

/* 1 */

/* The payload of the journal entry that sent it. */
static int sent_as(const struct zc_json **out, struct coming *coming, struct zc_error *err)
{
    struct zc_journal journal;
    *out = NULL;
    int rc = zc_journal_of_kind(&journal, coming->arena, coming->db, coming->db->city->area, "export", err);
    for (size_t i = 0; i < journal.count && !rc; i++) {
        struct zc_json *json;
        const char *payload = journal.items[i].payload;
        if (strstr(payload, coming->mark->id) && !zc_json_parse(&json, coming->arena, payload, strlen(payload), NULL) && zc_json_text(json, "form") &&
            strcmp(zc_json_text(json, "form"), coming->mark->id) == 0)
            *out = json;
    }
    return rc;
}

/* Nothing is read of a form that this city did not send. */
static int recognise(bool *known, struct coming *coming, struct zc_error *err)
{
    struct zc_form *form;
    struct zc_error why = {0};
    const struct zc_json *sent;
    *known = false;
    if (!coming->mark->whole) {
        say_file(coming, "form_edited", "隐藏的表 _form 被改动,不能确认是哪一份填报表", "the hidden sheet _form was edited: which form this is cannot be told");
        return ZC_OK;
    }
    if (strcmp(coming->mark->city, coming->db->city->id) != 0) {
        say_file(coming, "form_unknown", "这份填报表不是本市发出的", "this form was not sent by this city");
        return ZC_OK;
    }
    int rc = sent_as(&sent, coming, err);
    if (rc)
        return rc;
    if (!sent || zc_form_find(&form, coming->arena, coming->db->city->model, coming->mark->layout, &why)) {
        say_file(coming, "form_unknown", sent ? why.zh : "账本里没有发出过这份填报表", sent ? why.en : "the journal knows of no such form");
        return ZC_OK;
    }
    coming->form = form;
    *known = true;
    return ZC_OK;
}

/* 2 */

static void at_cell(struct coming *coming, int row, int column, const char *code, const char *zh, const char *en, const char *what)
{
    zc_import_say(coming->result, coming->part->sheet, row, column, ZC_SEV_ERROR, code, "%s%.0s:%.120s", "%.0s%s: %.120s", zh, en, what);
}

static const char *text_at(struct coming *coming, const struct zc_row *line, int column, const struct zc_field *field)
{
    const struct zc_cell *cell = zc_row_cell(line, column);
    return cell ? zc_plain_cell(cell, coming->arena, field) : "";
}

/* The slice that was shown, among all that were ever known. */
static const struct zc_record *slice_of(const struct zc_rows *history, int slice)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->items[i].slice == slice)
            return &history->items[i];
    return NULL;
}

/* Which cell was touched, when the digest of the row is no longer its own. A key that belongs to quite another row was itself
 * touched. */
static void name_edited(struct coming *coming, const struct zc_row *line, const struct zc_record *shown, const char *const *cells)
{
    size_t count = coming->part->shown_count, differ = 0;
    const char **was = zc_arena_array(coming->arena, count + 1, sizeof *was); /* NULL where nothing was touched */
    for (size_t i = 0; i < count; i++) {
        const struct zc_field *field = coming->shown[i];
        const char *sent = zc_plain_text(coming->arena, coming->db, field, &shown->values[field->column], coming->mark->lang);
        if (strcmp(zc_text_squeeze(coming->arena, sent), zc_text_squeeze(coming->arena, cells[i])) == 0)
            continue;
        differ++;
        was[i] = sent;
    }
    if (!differ || differ * 2 > count) {
        at_cell(coming, line->number, 0, "key_edited", "隐藏的行标识被改动", "the hidden row key was edited", text_at(coming, line, 0, NULL));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct zc_field *field = coming->shown[i];
        if (!was[i])
            continue;
        zc_import_say(coming->result, coming->part->sheet, line->number, (int)i + 1, ZC_SEV_ERROR, "protected_edited",
                      "“%s”是锁定的列,发出时是“%.80s”,现在写“%.80s”%.0s:请恢复原样", "column %4$s is locked; \"%2$.80s\" was sent, \"%3$.80s\" stands there now%1$.0s: restore it",
                      zc_pick(field->title, ZC_ZH), was[i], cells[i], zc_pick(field->title, ZC_EN));
    }
}

/* The slice that the line was made from; NULL when the line cannot be trusted, which was then said. */
static const struct zc_record *behind(struct coming *coming, const struct zc_row *line, struct zc_import_row *row, struct zc_error *err)
{
    const char *key = text_at(coming, line, 0, NULL), *said = "";
    const char **cells = zc_arena_array(coming->arena, coming->part->shown_count + 1, sizeof *cells);
    char digest[ZC_DIGEST_HEX];
    struct zc_rows history;
    if (!*key) {
        at_cell(coming, line->number, 0, "row_added", "填报表里不能新增行,行标识为空", "no rows can be added to a form; the row key is empty", text_at(coming, line, 1, NULL));
        return NULL;
    }
    bool read = zc_plain_read_key(&row->id, &row->slice, &said, key);
    if (read && zc_rows_history(&history, coming->arena, coming->db, coming->entity, row->id, &ZC_READER_CITY, err))
        return NULL;
    const struct zc_record *shown = read ? slice_of(&history, row->slice) : NULL;
    if (!shown) {
        at_cell(coming, line->number, 0, "key_edited", "隐藏的行标识被改动,找不到这条记录", "the hidden row key was edited: there is no such record", key);
        return NULL;
    }
    for (size_t i = 0; i < coming->part->shown_count; i++)
        cells[i] = text_at(coming, line, (int)i + 1, NULL);
    zc_form_row_digest(digest, coming->arena, zc_plain_key(coming->arena, &(struct zc_record){.id = row->id, .slice = row->slice}), cells, coming->part->shown_count);
    if (strncmp(digest, said, DIGEST_SHOWN) != 0 || strlen(said) != DIGEST_SHOWN) {
        name_edited(coming, line, shown, cells);
        return NULL;
    }
    const char *id = zc_arena_printf(coming->arena, "%lld", (long long)row->id);
    if (zc_map_get(&coming->seen, id)) {
        at_cell(coming, line->number, 0, "duplicate_row", "这一行出现两次", "this row stands twice", cells[0]);
        return NULL;
    }
    zc_map_put(&coming->seen, id, coming);
    return shown;
}

/* 3 */

/* 60% typed into a column of percents is 0.6 to the spreadsheet. */
static const char *filled_text(struct coming *coming, const struct zc_cell *cell, const struct zc_field *field)
{
    if (cell && cell->kind == ZC_CELL_NUMBER && cell->percent && field->unit && strstr(field->unit, "%") && field->type == ZC_INT)
        return zc_arena_printf(coming->arena, "%.10g", cell->number * 100);
    return cell ? zc_plain_cell(cell, coming->arena, field) : "";
}

static void take_filled(struct coming *coming, const struct zc_row *line, struct zc_import_row *row, const struct zc_record *shown, size_t index)
{
    const struct zc_field *field = coming->fill[index];
    int column = 1 + (int)(coming->part->shown_count + index);
    const struct zc_cell *cell = zc_row_cell(line, column);
    const char *text = filled_text(coming, cell, field);
    const char *was = zc_plain_text(coming->arena, coming->db, field, &shown->values[field->column], coming->mark->lang);
    struct zc_error why = {0};
    struct zc_value value = ZC_EMPTY;
    if (cell && cell->kind == ZC_CELL_ERROR) {
        at_cell(coming, line->number, column, "formula_error", "公式出错,请改填数值", "the formula failed: enter the value", cell->text ? cell->text : "");
        return;
    }
    if (zc_check_marked(coming->arena, text)) {
        at_cell(coming, line->number, column, "classified_marking", "单元格带有密级标志,整个文件拒收,请按保密规定处理",
                "the cell bears a secrecy marking: the whole file is refused", text);
        coming->result->refused = true;
    }
    if (zc_check_garbled(text))
        at_cell(coming, line->number, column, "garbled_text", "含乱码,请重新填写", "garbled text: write it again", text);
    if (strcmp(zc_text_trim(coming->arena, was), text) == 0)
        return;
    if (field->type != ZC_REF && zc_field_parse(&value, field, text, coming->arena, &why)) {
        zc_import_say(coming->result, coming->part->sheet, line->number, column, ZC_SEV_ERROR, "value_unreadable", "%s%.0s", "%.0s%s", why.zh, why.en);
        return;
    }
    if (field->type != ZC_REF && zc_value_same(&value, &shown->values[field->column]))
        return;
    struct zc_import_value *put = zc_import_put(coming->result, row, field->name, text);
    put->column = column;
    put->written = text;
    put->label = zc_plain_head(coming->arena, field, coming->mark->lang);
}

/* 4 */

static bool blank(struct coming *coming, const struct zc_row *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (*zc_plain_cell(&line->cells[i], coming->arena, NULL))
            return false;
    return true;
}

/* Columns are read by their place: it must still be theirs. */
static void check_head(struct coming *coming, const struct zc_row *line)
{
    size_t shown = coming->part->shown_count, count = shown + coming->part->fill_count;
    coming->headed = line->number == 1 && zc_plain_is_key_head(text_at(coming, line, 0, NULL));
    for (size_t i = 0; coming->headed && i < count; i++) {
        const struct zc_field *field = i < shown ? coming->shown[i] : coming->fill[i - shown];
        const char *head = zc_plain_head(coming->arena, field, coming->mark->lang), *came = text_at(coming, line, (int)i + 1, NULL);
        coming->headed = strcmp(zc_text_squeeze(coming->arena, head), zc_text_squeeze(coming->arena, came)) == 0;
        if (!coming->headed)
            at_cell(coming, line->number, (int)i + 1, "header_edited", "表头被改动,或增减了列,应为", "the header was edited, or columns were added or taken away; expected", head);
    }
    if (!coming->headed && line->number != 1)
        at_cell(coming, 1, 0, "header_edited", "表头不在第一行", "the header is not in the first row", "");
}

static int take_line(struct coming *coming, const struct zc_row *line, struct zc_error *err)
{
    struct zc_import_row row = {.entity = coming->entity->full_name, .sheet = coming->part->sheet, .row = line->number};
    struct zc_error why = {0};
    if (blank(coming, line))
        return ZC_OK;
    const struct zc_record *shown = behind(coming, line, &row, &why);
    if (why.code && why.code != ZC_ENOTFOUND) {
        *err = why;
        return why.code;
    }
    if (!shown)
        return ZC_OK;
    for (size_t i = 0; i < coming->part->fill_count; i++)
        take_filled(coming, line, &row, shown, i);
    *(struct zc_import_row *)zc_arena_push(coming->arena, &coming->result->rows, &coming->result->row_count, &coming->result->row_capacity, sizeof row) = row;
    return ZC_OK;
}

/* The fields of a part, as it was sent, that the form still declares: what was not to be filled in is never read as filled. */
static bool fields_of(struct coming *coming)
{
    const struct zc_form_part *part = coming->part;
    coming->entity = zc_model_entity(coming->db->city->model, part->entity);
    if (!coming->entity)
        return false;
    coming->shown = zc_arena_array(coming->arena, part->shown_count + 1, sizeof *coming->shown);
    coming->fill = zc_arena_array(coming->arena, part->fill_count + 1, sizeof *coming->fill);
    for (size_t i = 0; i < part->shown_count; i++)
        if (!(coming->shown[i] = zc_entity_field(coming->entity, part->shown[i])) || coming->shown[i]->column < 0)
            return false;
    for (size_t i = 0; i < part->fill_count; i++) {
        bool declared = false;
        for (size_t s = 0; s < coming->form->sheet_count; s++)
            for (size_t f = 0; coming->form->sheets[s].entity == coming->entity && f < coming->form->sheets[s].fill_count; f++)
                declared = declared || strcmp(coming->form->sheets[s].fill[f].field->name, part->fill[i]) == 0;
        if (!declared)
            return false;
        coming->fill[i] = zc_entity_field(coming->entity, part->fill[i]);
    }
    return part->shown_count > 0;
}

static int take_part(struct coming *coming, struct zc_book *book, struct zc_error *err)
{
    const struct zc_sheet_info *info;
    size_t sheets = zc_book_sheets(book, &info), found = sheets, first = coming->result->row_count, errors = coming->result->errors;
    struct zc_grid grid;
    int rc = ZC_OK;
    for (size_t i = 0; i < sheets; i++)
        if (strcmp(info[i].name, coming->part->sheet) == 0)
            found = i;
    if (found == sheets || !fields_of(coming)) {
        zc_import_say(coming->result, coming->part->sheet, 0, -1, ZC_SEV_ERROR, "sheet_missing", "工作表“%s”不在,或已不在填报表的声明里",
                      "sheet \"%s\" is missing, or is no longer declared", coming->part->sheet);
        return ZC_OK;
    }
    coming->headed = false;
    zc_map_init(&coming->seen, coming->arena);
    if ((rc = zc_grid_load(&grid, coming->arena, book, found, err)))
        return rc;
    if (grid.count > MOST_LINES)
        return zc_fail(err, ZC_ELIMIT, "填报表最多 %d 行", "a form holds at most %d rows", MOST_LINES);
    if (grid.count)
        check_head(coming, &grid.rows[0]);
    for (size_t i = 1; coming->headed && i < grid.count && !rc; i++)
        rc = take_line(coming, &grid.rows[i], err);
    size_t came = coming->result->row_count - first;
    if (!rc && came < coming->part->rows && coming->result->errors == errors)
        zc_import_say(coming->result, coming->part->sheet, 0, -1, ZC_SEV_WARNING, "rows_missing", "发出 %zu 行,交回 %zu 行:少了的行没有变动",
                      "%zu rows were sent, %zu came back: nothing was changed in the missing ones", coming->part->rows, came);
    return rc;
}

int zc_form_read(struct zc_import_result *out, struct zc_arena *arena, struct zc_db *db, struct zc_book *book, const struct zc_form_mark *mark,
                 struct zc_error *err)
{
    struct coming coming = {.result = out, .arena = arena, .db = db, .mark = mark};
    bool known;
    *out = (struct zc_import_result){.stand = mark->stand, .form = mark};
    out->findings.arena = arena;
    int rc = recognise(&known, &coming, err);
    for (size_t i = 0; !rc && known && i < mark->part_count; i++) {
        coming.part = &mark->parts[i];
        rc = take_part(&coming, book, err);
    }
    return rc;
}

/* 5 */

static bool text_is(const struct zc_json *json, const char *key, const char *value)
{
    const char *text = zc_json_text(json, key);
    return text && strcmp(text, value) == 0;
}

int zc_form_note_return(struct zc_tx *tx, const struct zc_form_mark *mark, const char *file_digest, int64_t import_id, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    struct zc_arena arena = {0};
    struct zc_journal journal;
    struct zc_buf payload = {0};
    bool noted = false;
    int rc = zc_journal_of_kind(&journal, &arena, db, db->city->area, "return", err);
    for (size_t i = 0; i < journal.count && !rc && !noted; i++)
        noted = strstr(journal.items[i].payload, mark->id) && strstr(journal.items[i].payload, file_digest);
    if (!rc && !noted) {
        zc_buf_printf(&payload, "{\"file\":\"%s\",\"form\":\"%s\",\"import\":\"%lld\",\"layout\":", file_digest, mark->id, (long long)import_id);
        zc_buf_json_str(&payload, mark->layout);
        zc_buf_str(&payload, ",\"unit\":");
        zc_buf_json_str(&payload, mark->unit);
        zc_buf_char(&payload, '}');
        rc = zc_tx_note(tx, db->city->area, "return", payload.bytes, err);
    }
    zc_buf_free(&payload);
    zc_arena_free(&arena);
    return rc;
}

/* An import that was withdrawn as a whole did not come. */
static bool withdrawn(struct zc_arena *arena, struct zc_db *db, const char *import)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.import");
    int64_t id = import ? strtoll(import, NULL, 10) : 0;
    struct zc_record record;
    return entity && id && !zc_rows_get(&record, arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, NULL) &&
           strcmp(zc_record_text(&record, "state"), "withdrawn") == 0;
}

struct sent_unit {
    bool back;
    struct zc_form_missing unit;
};

int zc_form_missing_of(struct zc_form_round *out, struct zc_arena *arena, struct zc_db *db, const char *layout, int stand,
                       const struct zc_form_mark *marks, size_t mark_count, struct zc_error *err)
{
    struct zc_journal sent, came;
    struct zc_map returned, units; /* form id; unit code */
    char day[ZC_DATE_TEXT];
    size_t capacity = 0;
    *out = (struct zc_form_round){0};
    zc_map_init(&returned, arena);
    zc_map_init(&units, arena);
    zc_date_format(day, stand);
    int rc = zc_journal_of_kind(&sent, arena, db, db->city->area, "export", err);
    rc = rc ? rc : zc_journal_of_kind(&came, arena, db, db->city->area, "return", err);
    if (rc)
        return rc;
    for (size_t i = 0; i < came.count; i++) {
        struct zc_json *json;
        if (!zc_json_parse(&json, arena, came.items[i].payload, strlen(came.items[i].payload), NULL) && zc_json_text(json, "form") &&
            !withdrawn(arena, db, zc_json_text(json, "import")))
            zc_map_put(&returned, zc_json_text(json, "form"), json);
    }
    for (size_t i = 0; i < sent.count; i++) { /* a unit may have been sent the form again: any of them counts */
        struct zc_json *json;
        if (zc_json_parse(&json, arena, sent.items[i].payload, strlen(sent.items[i].payload), NULL) || !text_is(json, "layout", layout) ||
            !text_is(json, "stand", day) || !zc_json_text(json, "unit") || !zc_json_text(json, "form"))
            continue;
        struct sent_unit *unit = zc_map_get(&units, zc_json_text(json, "unit"));
        if (!unit) {
            unit = zc_arena_alloc(arena, sizeof *unit);
            unit->unit = (struct zc_form_missing){layout, zc_json_text(json, "unit"), zc_json_text(json, "unit_name"), zc_json_text(json, "exported"), stand};
            zc_map_put(&units, unit->unit.unit, unit);
        }
        unit->back = unit->back || zc_map_get(&returned, zc_json_text(json, "form"));
        for (size_t m = 0; m < mark_count; m++)
            unit->back = unit->back || strcmp(marks[m].id, zc_json_text(json, "form")) == 0;
    }
    for (size_t i = 0; i < units.count; i++) {
        const struct sent_unit *entry = units.entries[i].value;
        out->sent++;
        out->came += entry->back;
        if (!entry->back)
            *(struct zc_form_missing *)zc_arena_push(arena, &out->missing, &out->missing_count, &capacity, sizeof *out->missing) = entry->unit;
    }
    return ZC_OK;
}
