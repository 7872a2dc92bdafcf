/* issue: 1 issuing, inside the step; 2 finding what was issued. */
#include "paper/issue.h"
#include "base/json.h"
#include "base/text.h"
#include "model/act.h"
#include "paper/official_draw.h"
#include "paper/official_pack.h"
#include "query/eval.h"
#include "query/journal.h"
#include "record/act.h"
#include "record/attachment.h"
#include "record/blob.h"
#include "record/papers.h"
#include "record/tx.h"

#include <string.h>

/* 1 */

/* Drawn beside the writer, if it is from this very description; else its description stands for it in a run that is not kept. */
static void take_drawn(struct zc_buf *out, struct zc_papers *papers, const struct zc_official *paper)
{
    struct zc_buf description = {0};
    zc_official_pack(&description, paper);
    const struct zc_buf *file = zc_papers_file(papers, &description);
    file = file ? file : &description;
    zc_buf_add(out, file->bytes, file->size);
    zc_buf_free(&description);
}

static int draw(struct zc_buf *out, struct zc_tx *tx, struct zc_arena *arena, const char **title, const struct zc_record *record, const struct zc_paper *paper,
                struct zc_error *err)
{
    const struct zc_city *city = tx->db->city;
    struct zc_composed composed;
    struct zc_compose what = {.paper = paper, .entity = record->entity, .id = record->id, .reader = &ZC_READER_CITY,
                              .times = zc_times_at(tx->db, zc_instant_date(record->known_from), record->known_from)};
    int rc = zc_compose(&composed, arena, tx->db, &what, err);
    if (rc)
        return rc;
    *title = composed.official->title ? composed.official->title : zc_pick(paper->title, ZC_ZH);
    if (composed.naked_count)
        return zc_fail(err, ZC_ECHECK, "%s里有 %zu 个裸数，第一个是“%s”，不能成文%.0s", "%.0s%zu numbers have nothing behind them, the first is \"%s\": the %s cannot be issued",
                       zc_pick(paper->title, ZC_ZH), composed.naked_count, composed.naked[0].text, zc_pick(paper->title, ZC_EN));
    if (tx->tried)
        return ZC_OK;
    if (tx->papers) {
        take_drawn(out, tx->papers, composed.official);
        return ZC_OK;
    }
    if (city->drawer)
        return city->drawer(out, city, composed.official, err);
    return zc_official_pdf(out, NULL, composed.official, &(struct zc_official_place){city->folder, zc_compose_address(city)}, err);
}

/* As much of the title as a file's name takes. */
static const char *file_name(struct zc_arena *arena, const char *title)
{
    const char *at = title, *end = title + strlen(title);
    for (int i = 0; i < ZC_ATTACHMENT_NAME - 4 && at < end; i++)
        zc_utf8_next(&at, end);
    return zc_arena_printf(arena, "%.*s.pdf", (int)(at - title), title);
}

int zc_act_issue(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, const struct zc_act_paper *rule, struct zc_error *err)
{
    struct zc_attachment file = {.entity = record->entity, .id = record->id, .media_type = "application/pdf"};
    struct zc_buf bytes = {0};
    const char *title = "";
    int64_t id;
    bool changed;
    struct zc_eval eval;
    zc_eval_init(&eval, arena, tx->db, zc_times_now(tx->db), &ZC_READER_CITY);
    if (rule->paper->when && !zc_eval_test(&eval, rule->paper->when, record))
        return ZC_OK; /* a record that has no such paper */
    if (*zc_record_text(record, rule->digest->name))
        return zc_fail(err, ZC_ECONFLICT, "%s已经成文%.0s", "%.0sthe %s was issued already", zc_pick(rule->paper->title, ZC_ZH), zc_pick(rule->paper->title, ZC_EN));
    if (tx->papers && !tx->papers->at && !tx->tried) {
        tx->papers->wanted = true;
        return zc_fail(err, ZC_ECHECK, "%s要先画好%.0s", "%.0sthe %s has to be drawn first", zc_pick(rule->paper->title, ZC_ZH), zc_pick(rule->paper->title, ZC_EN));
    }
    int rc = draw(&bytes, tx, arena, &title, record, rule->paper, err);
    if (rc || tx->tried) {
        zc_buf_free(&bytes);
        return rc;
    }
    if (tx->papers && tx->papers->wanted)
        zc_sm3_hex(file.digest, bytes.bytes, bytes.size); /* will be undone: no file is made */
    else
        rc = zc_blob_store(file.digest, tx->db->city, bytes.bytes, bytes.size, err); /* synced before the commit that names it */
    file.size = (int64_t)bytes.size;
    file.name = file_name(arena, title);
    zc_buf_free(&bytes);
    if (!rc)
        rc = zc_attachment_add(&id, tx, &file, err);
    struct zc_patch patch = zc_patch_new(arena, record->entity, record->id);
    if (!rc)
        rc = zc_patch_set(&patch, arena, rule->digest->name, file.digest, err);
    return rc ? rc : zc_record_change(&id, &changed, tx, &patch, err);
}

/* 2 */

/* When the step was taken that issued it: the known time of what stands on the paper. */
static int issued_at(int64_t *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, const char *step, struct zc_error *err)
{
    struct zc_journal entries;
    *out = 0;
    int rc = zc_journal_of(&entries, arena, db, record->id, err);
    for (size_t i = 0; i < entries.count && !rc; i++) {
        struct zc_json *payload;
        rc = zc_json_parse(&payload, arena, entries.items[i].payload, strlen(entries.items[i].payload), err);
        const char *name = rc ? NULL : zc_json_text(zc_json_get(payload, "step"), "act");
        if (name && strcmp(name, step) == 0)
            *out = entries.items[i].at;
    }
    return rc;
}

static int find(struct zc_issued *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, const struct zc_paper *paper, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity, *files = zc_model_entity(db->city->model, "core.attachment");
    *out = (struct zc_issued){0};
    for (size_t i = 0; i < entity->transition_count; i++) {
        const struct zc_transition *step = &entity->transitions[i];
        const char *digest = step->acts && step->acts->paper && step->acts->paper->paper == paper ? zc_record_text(record, step->acts->paper->digest->name) : "";
        struct zc_value keys[] = {zc_text(entity->full_name), zc_int(record->id), zc_text(digest)};
        struct zc_record file;
        int64_t known, attachment = 0;
        int rc = ZC_OK;
        if (strlen(digest) != 64 || !files)
            continue;
        rc = zc_rows_by_key(&attachment, db, files, keys, err);
        if (!rc && !attachment)
            rc = zc_fail(err, ZC_EIO, "成文的公文 %s 不在附件里", "the paper %s as it was issued is not among the files", digest);
        if (!rc)
            rc = zc_rows_get(&file, arena, db, files, attachment, zc_times_now(db), &ZC_READER_CITY, err);
        if (!rc)
            rc = issued_at(&known, arena, db, record, step->name, err);
        if (rc)
            return rc;
        *out = (struct zc_issued){.rule = step->acts->paper, .attachment = attachment, .path = zc_attachment_path(arena, db->city, digest),
                                  .file_name = zc_record_text(&file, "file_name"), .times = zc_times_at(db, zc_instant_date(known), known)};
        memcpy(out->digest, digest, sizeof out->digest);
        return ZC_OK;
    }
    return ZC_OK;
}

int zc_issue_choose(struct zc_issued *out, struct zc_compose *what, bool asked_times, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    enum { MOST = 32 };
    const struct zc_paper *choices[MOST];
    struct zc_record record;
    size_t count;
    *out = (struct zc_issued){0};
    if (!asked_times) /* fixed times: the paper says of what state it is */
        what->times = zc_times_at(db, ZC_DATE_MAX, zc_db_watermark(db));
    int rc = zc_compose_choices(choices, MOST, &count, arena, db, what, err);
    if (!rc && !what->paper && count)
        what->paper = choices[0];
    if (rc || !what->paper)
        return rc;
    rc = zc_rows_get(&record, arena, db, what->entity, what->id, what->times, what->reader, err);
    if (!rc)
        rc = find(out, arena, db, &record, what->paper, err);
    if (!rc && out->rule && !asked_times)
        what->times = out->times;
    out->meant = !rc && out->rule && !what->period && what->times.asof == out->times.asof && what->times.known == out->times.known;
    return rc;
}
