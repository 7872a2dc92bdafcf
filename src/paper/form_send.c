/*
 * form_send: 1 the unit; 2 the columns of a sheet; 3 its rows; 4 instructions and the hidden mark; 5 the whole, journalled.
 *
 * Protected cells are written as text, so that what the digest of a row covers reads back as it was written.
 */
#include "paper/form.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"
#include "paper/plain.h"
#include "paper/sheet_write.h"
#include "query/eval.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DIGEST_SHOWN = 32 };

struct sending {
    struct zc_arena *arena;
    struct zc_db *db;
    const struct zc_form_job *job;
    const struct zc_reader *reader; /* who sends it */
    struct zc_record unit;
    struct zc_sheet_writer *writer;
    struct zc_form_mark mark;
    size_t rows;
};

/* 1 */

static bool is_called(struct zc_arena *arena, const struct zc_record *unit, const char *folded)
{
    static const char *const names[] = {"code", "name", "short_name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(zc_text_fold(arena, zc_record_text(unit, names[i])), folded) == 0)
            return true;
    for (const char *at = zc_record_text(unit, "aliases"); *at == ';' && at[1];) {
        size_t length = strcspn(at + 1, ";");
        if (strcmp(zc_text_fold(arena, zc_arena_copy(arena, at + 1, length)), folded) == 0)
            return true;
        at += length + 1;
    }
    return false;
}

static int find_unit(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const char *text, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.unit");
    const char *folded = zc_text_fold(arena, text);
    struct zc_rows units;
    const struct zc_record *found = NULL;
    struct zc_value code = zc_text(text);
    int64_t id = 0;
    if (!entity)
        return zc_fail(err, ZC_ENOTFOUND, "没有单位登记%s", "there is no register of units%s", "");
    int rc = zc_rows_find(&id, db, entity, "code", &code, err);
    if (!rc && id)
        return zc_rows_get(out, arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, err);
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(db), .reader = &ZC_READER_CITY};
    rc = rc ? rc : zc_rows_list(&units, arena, db, &query, err);
    for (size_t i = 0; !rc && i < units.count; i++) {
        if (!is_called(arena, &units.items[i], folded))
            continue;
        if (found)
            return zc_fail(err, ZC_EINPUT, "“%s”既是 %s 也是 %s,请用单位编码", "\"%s\" is %s and %s: give the code", text, zc_record_text(found, "code"),
                           zc_record_text(&units.items[i], "code"));
        found = &units.items[i];
    }
    if (!rc && !found)
        return zc_fail(err, ZC_ENOTFOUND, "没有单位“%s”", "there is no unit \"%s\"", text);
    if (!rc)
        *out = *found;
    return rc;
}

/* 2 */

static enum zc_column_type fill_type(const struct zc_field *field)
{
    if (field->list)
        return ZC_COLUMN_TEXT;
    return field->type == ZC_INT ? ZC_COLUMN_INTEGER : field->type == ZC_DATE ? ZC_COLUMN_DATE : field->type == ZC_MONEY ? ZC_COLUMN_MONEY
           : field->type == ZC_DECIMAL && field->scale <= 9 ? ZC_COLUMN_DECIMAL
                                                            : ZC_COLUMN_TEXT;
}

static void choices_of(struct zc_column *column, struct sending *sending, const struct zc_field *field)
{
    enum zc_lang lang = sending->job->lang;
    const char **choices;
    if (field->list || (field->type != ZC_BOOL && (field->type != ZC_CODE || !field->codelist)))
        return;
    size_t count = field->type == ZC_BOOL ? 2 : field->codelist->count;
    choices = zc_arena_array(sending->arena, count + 1, sizeof *choices);
    for (size_t i = 0; i < count; i++) {
        struct zc_value value = field->type == ZC_BOOL ? zc_int(i == 0) : zc_text(field->codelist->codes[i].code);
        choices[i] = zc_plain_text(sending->arena, sending->db, field, &value, lang);
    }
    column->choices = choices;
    column->choice_count = count;
}

static struct zc_column fill_column(struct sending *sending, const struct zc_form_field *fill)
{
    const struct zc_field *field = fill->field;
    enum { HALF = 1 << 30 };
    struct zc_column column = {.title = zc_plain_head(sending->arena, field, sending->job->lang),
                               .type = fill_type(field),
                               .scale = field->type == ZC_DECIMAL ? field->scale : 0,
                               .width = field->type == ZC_TEXT ? 40 : 0,
                               .editable = true,
                               .hint = fill->hint.zh ? zc_pick(fill->hint, sending->job->lang) : zc_pick(field->help, sending->job->lang),
                               .checked = true,
                               .least = field->least < -HALF ? -HALF : field->least,
                               .most = field->most > HALF ? HALF : field->most};
    choices_of(&column, sending, field);
    return column;
}

/* 3 */

static void write_row(struct sending *sending, struct zc_arena *page, const struct zc_form_sheet *sheet, const struct zc_record *record)
{
    enum zc_lang lang = sending->job->lang;
    char digest[ZC_DIGEST_HEX];
    const char **cells = zc_arena_array(page, sheet->shown_count, sizeof *cells), *key = zc_plain_key(page, record);
    int column = 1;
    for (size_t i = 0; i < sheet->shown_count; i++) {
        const struct zc_field *field = sheet->shown[i].field;
        cells[i] = zc_plain_text(page, sending->db, field, &record->values[field->column], lang);
        zc_sheet_writer_text(sending->writer, column++, cells[i]);
    }
    zc_form_row_digest(digest, page, key, cells, sheet->shown_count);
    zc_sheet_writer_text(sending->writer, 0, zc_arena_printf(page, "%s|%.*s", key, DIGEST_SHOWN, digest));
    for (size_t i = 0; i < sheet->fill_count; i++, column++) {
        const struct zc_field *field = sheet->fill[i].field;
        const struct zc_value *value = &record->values[field->column];
        if (value->kind == ZC_V_INT && fill_type(field) == ZC_COLUMN_DATE)
            zc_sheet_writer_date(sending->writer, column, (int)value->number);
        else if (value->kind == ZC_V_INT && fill_type(field) != ZC_COLUMN_TEXT)
            zc_sheet_writer_integer(sending->writer, column, value->number);
        else
            zc_sheet_writer_text(sending->writer, column, zc_plain_text(page, sending->db, field, value, lang));
    }
    zc_sheet_writer_end_row(sending->writer);
}

/* A form shows a unit its own rows, all of them. Whoever may not see one of them, or a field of it, may not send the form. */
static int may_see(const struct sending *sending, const struct zc_form_sheet *sheet, const struct zc_rows *rows, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_record record;
    bool all = true;
    for (size_t i = 0; i < sheet->shown_count; i++)
        all = all && zc_eval_visible(sending->reader, sheet->entity, sheet->shown[i].field);
    for (size_t i = 0; i < sheet->fill_count; i++)
        all = all && zc_eval_visible(sending->reader, sheet->entity, sheet->fill[i].field);
    for (size_t i = 0; all && !sending->reader->city && i < rows->count; i++)
        all = zc_rows_get(&record, &arena, sending->db, sheet->entity, rows->items[i].id, zc_times_now(sending->db), sending->reader, NULL) == ZC_OK;
    zc_arena_free(&arena);
    return all ? ZC_OK : zc_fail(err, ZC_EDENIED, "这份填报表里有您的岗位无权查看的内容%s", "this form holds what your post may not see%s", "");
}

static int write_sheet(struct sending *sending, const struct zc_form_sheet *sheet, struct zc_error *err)
{
    enum zc_lang lang = sending->job->lang;
    struct zc_arena page = {0};
    struct zc_rows rows;
    struct zc_column *columns = zc_arena_array(sending->arena, 1 + sheet->shown_count + sheet->fill_count, sizeof *columns);
    struct zc_form_part *part = &sending->mark.parts[sending->mark.part_count++];
    size_t count = 0;
    *part = (struct zc_form_part){.sheet = zc_sheet_name(sending->arena, sending->db->city->sample ? "示例·" : "", zc_pick(sheet->name, lang)),
                                  .entity = sheet->entity->full_name,
                                  .shown = zc_arena_array(sending->arena, sheet->shown_count + 1, sizeof *part->shown),
                                  .fill = zc_arena_array(sending->arena, sheet->fill_count + 1, sizeof *part->fill)};
    columns[count++] = (struct zc_column){.title = zc_plain_key_head(sending->db->city), .hidden = true};
    for (size_t i = 0; i < sheet->shown_count; i++) {
        part->shown[part->shown_count++] = sheet->shown[i].field->name;
        columns[count++] = (struct zc_column){.title = zc_plain_head(sending->arena, sheet->shown[i].field, lang)};
    }
    for (size_t i = 0; i < sheet->fill_count; i++) {
        part->fill[part->fill_count++] = sheet->fill[i].field->name;
        columns[count++] = fill_column(sending, &sheet->fill[i]);
    }
    int rc = zc_sheet_writer_sheet(sending->writer, part->sheet, columns, count, true, err);
    struct zc_rows_query query = {.entity = sheet->entity, .times = zc_times_now(sending->db), .reader = &ZC_READER_CITY, .filter = sheet->where};
    query.params[ZC_P_UNIT] = zc_int(sending->unit.id);
    rc = rc ? rc : zc_rows_list(&rows, &page, sending->db, &query, err);
    rc = rc ? rc : may_see(sending, sheet, &rows, err);
    for (size_t i = 0; !rc && i < rows.count; i++)
        write_row(sending, &page, sheet, &rows.items[i]);
    part->rows = rc ? 0 : rows.count;
    sending->rows += part->rows;
    zc_arena_free(&page);
    return rc;
}

/* 4 */

static void instruct(struct sending *sending, const char *zh, const char *en)
{
    zc_sheet_writer_text(sending->writer, 0, zh);
    zc_sheet_writer_text(sending->writer, 1, en);
    zc_sheet_writer_end_row(sending->writer);
}

static int write_instructions(struct sending *sending, struct zc_error *err)
{
    const struct zc_form *form = sending->job->form;
    char zh[80], en[80];
    struct zc_arena *arena = sending->arena;
    struct zc_column columns[] = {{.title = "填报说明", .width = 60}, {.title = "Instructions", .width = 60}};
    int rc = zc_sheet_writer_sheet(sending->writer, "填报说明", columns, 2, true, err);
    if (rc)
        return rc;
    zc_date_words(zh, sizeof zh, sending->mark.stand, false);
    zc_date_words(en, sizeof en, sending->mark.stand, true);
    if (sending->db->city->sample)
        instruct(sending, "示例:本表出自示例城市,不是真实数据", "Sample: this form comes from a sample city and holds no real data");
    instruct(sending, form->title.zh, form->title.en);
    instruct(sending, zc_arena_printf(arena, "填报单位:%s(%s)", sending->mark.unit_name, sending->mark.unit),
             zc_arena_printf(arena, "Unit: %s (%s)", sending->mark.unit_name, sending->mark.unit));
    instruct(sending, zc_arena_printf(arena, "截至日期:%s。填写的内容自该日起算", zh), zc_arena_printf(arena, "Stand: %s. What you fill in holds from that day", en));
    for (size_t i = 0; i < form->note_count; i++)
        instruct(sending, form->notes[i].zh, form->notes[i].en);
    instruct(sending, "只填没有锁定的列;有下拉列表的从列表中选", "Fill in only the columns that are not locked; choose from the list where there is one");
    instruct(sending, "锁定的列、隐藏的列和隐藏的表不要改动;发现有误请告知发表单位", "Leave locked columns, hidden columns and hidden sheets as they are; say so if something there is wrong");
    instruct(sending, "不要增加、复制或删除行;没有变化的行照原样留着", "Do not add, copy or delete rows; leave rows without news as they are");
    instruct(sending, "填完按原文件格式(xlsx)交回,一个单位交一份", "Return it as the same kind of file (xlsx), one a unit");
    return ZC_OK;
}

static void say(struct sending *sending, const char *key, const char *value)
{
    zc_sheet_writer_text(sending->writer, 0, key);
    zc_sheet_writer_text(sending->writer, 1, value);
    zc_sheet_writer_end_row(sending->writer);
}

static int write_mark(struct sending *sending, struct zc_error *err)
{
    struct zc_form_mark *mark = &sending->mark;
    struct zc_column columns[] = {{.title = "key"}, {.title = "value", .width = 80}};
    char stand[ZC_DATE_TEXT], digest[ZC_DIGEST_HEX];
    int rc = zc_sheet_writer_sheet(sending->writer, ZC_FORM_SHEET, columns, 2, true, err);
    if (rc)
        return rc;
    zc_sheet_writer_hide(sending->writer);
    zc_date_format(stand, mark->stand);
    zc_form_mark_digest(digest, mark);
    mark->id = zc_arena_str(sending->arena, digest);
    say(sending, "form", mark->id);
    say(sending, "city", mark->city);
    say(sending, "layout", mark->layout);
    say(sending, "unit", mark->unit);
    say(sending, "unit_name", mark->unit_name);
    say(sending, "exported", mark->exported);
    say(sending, "stand", stand);
    say(sending, "lang", mark->lang == ZC_EN ? "en" : "zh");
    for (size_t i = 0; i < mark->part_count; i++)
        say(sending, "sheet", zc_form_part_text(sending->arena, &mark->parts[i]));
    return ZC_OK;
}

/* 5 */

static int note_sent(struct sending *sending, const struct zc_actor *actor, struct zc_error *err)
{
    const struct zc_form_mark *mark = &sending->mark;
    struct zc_buf payload = {0};
    struct zc_tx *tx;
    char stand[ZC_DATE_TEXT];
    zc_date_format(stand, mark->stand);
    zc_buf_str(&payload, "{\"exported\":");
    zc_buf_json_str(&payload, mark->exported);
    zc_buf_printf(&payload, ",\"form\":\"%s\",\"layout\":", mark->id);
    zc_buf_json_str(&payload, mark->layout);
    zc_buf_printf(&payload, ",\"rows\":\"%zu\",\"stand\":\"%s\",\"unit\":", sending->rows, stand);
    zc_buf_json_str(&payload, mark->unit);
    zc_buf_str(&payload, ",\"unit_name\":");
    zc_buf_json_str(&payload, mark->unit_name);
    zc_buf_char(&payload, '}');
    int rc = zc_tx_begin(&tx, sending->db, actor, err);
    if (!rc && (rc = zc_tx_note(tx, sending->db->city->area, "export", payload.bytes, err)))
        zc_tx_rollback(tx);
    else if (!rc)
        rc = zc_tx_commit(tx, err);
    zc_buf_free(&payload);
    return rc;
}

int zc_form_send(struct zc_form_sent *out, struct zc_arena *arena, struct zc_db *db, const struct zc_actor *actor, const struct zc_form_job *job,
                 const char *path, struct zc_error *err)
{
    struct sending sending = {.arena = arena, .db = db, .job = job, .reader = actor->reader};
    const struct zc_form *form = job->form;
    char exported[ZC_INSTANT_TEXT];
    int today = zc_db_today(db);
    zc_instant_format(exported, zc_db_now(db));
    if (job->stand != ZC_TODAY && job->stand > today)
        return zc_fail(err, ZC_EINPUT, "截至日期不能晚于今天%s", "the stand cannot lie after today%s", "");
    int rc = find_unit(&sending.unit, arena, db, job->unit, err);
    if (rc)
        return rc;
    sending.mark = (struct zc_form_mark){.city = db->city->id,
                                         .layout = form->name,
                                         .unit = zc_record_text(&sending.unit, "code"),
                                         .unit_name = zc_record_text(&sending.unit, "name"),
                                         .exported = exported,
                                         .lang = job->lang,
                                         .stand = job->stand == ZC_TODAY ? today : job->stand,
                                         .parts = zc_arena_array(arena, form->sheet_count, sizeof *sending.mark.parts)};
    if ((rc = zc_sheet_writer_open(&sending.writer, path, err)))
        return rc;
    if (db->city->sample)
        zc_sheet_writer_mark(sending.writer, "示例");
    bool snapshot = zc_store_begin(db->store, NULL) == ZC_OK;
    rc = write_instructions(&sending, err);
    for (size_t i = 0; !rc && i < form->sheet_count; i++)
        rc = write_sheet(&sending, &form->sheets[i], err);
    rc = rc ? rc : write_mark(&sending, err);
    if (snapshot)
        zc_store_rollback(db->store);
    if (rc && !zc_sheet_writer_failed(sending.writer))
        zc_sheet_writer_abandon(sending.writer);
    else
        rc = zc_sheet_writer_close(sending.writer, err);
    if (!rc && (rc = note_sent(&sending, actor, err)))
        unlink(path);
    *out = (struct zc_form_sent){sending.mark.id, sending.mark.unit, sending.mark.unit_name, sending.rows};
    return rc;
}
