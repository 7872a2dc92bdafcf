/* review: 1 the templates' files; 2 binding; 3 naked figures and wordings; 4 HTML, Markdown, DOCX; 5 publishing. */
#include "paper/review.h"
#include "base/decimal.h"
#include "base/digest.h"
#include "paper/proof.h"
#include "query/definition.h"
#include "record/blob.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_TEMPLATE = 1 << 20 };

/* 1 */

int zc_review_template(char **out, struct zc_arena *arena, const struct zc_city *city, const char *report, enum zc_lang lang, struct zc_error *err)
{
    if (strchr(report, '/') || strchr(report, '.'))
        return zc_fail(err, ZC_EINPUT, "报告名 %s 不可用", "the report's name %s cannot be used", report);
    for (size_t i = 0; i < city->model->module_count; i++) {
        const char *path = zc_arena_printf(arena, "%s/reports/%s%s.md", city->model->modules[i].folder, report, lang == ZC_EN ? ".en" : "");
        FILE *file = fopen(path, "rb");
        if (!file)
            continue;
        char *bytes = zc_arena_alloc(arena, LARGEST_TEMPLATE + 1);
        size_t size = fread(bytes, 1, LARGEST_TEMPLATE, file);
        fclose(file);
        bytes[size] = 0;
        *out = bytes;
        return ZC_OK;
    }
    return zc_fail(err, ZC_ENOTFOUND, "没有报告模板 %s", "there is no report template %s", report);
}

static int by_name(const void *a, const void *b)
{
    const struct zc_review_source *left = a, *right = b;
    int order = strcmp(left->module, right->module);
    order = order ? order : strcmp(left->report, right->report);
    return order ? order : (int)left->lang - (int)right->lang;
}

int zc_review_sources(struct zc_review_source **out, size_t *count, struct zc_arena *arena, const struct zc_city *city, struct zc_error *err)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < city->model->module_count; i++) {
        const char *folder = zc_arena_printf(arena, "%s/reports", city->model->modules[i].folder);
        DIR *open = opendir(folder);
        if (!open && errno == ENOENT)
            continue;
        if (!open)
            return zc_fail(err, ZC_EIO, "读不到 %s:%s", "cannot read %s: %s", folder, strerror(errno));
        for (struct dirent *entry; (entry = readdir(open));) {
            size_t size = strlen(entry->d_name);
            if (size < 4 || strcmp(entry->d_name + size - 3, ".md") != 0)
                continue;
            bool en = size > 6 && strcmp(entry->d_name + size - 6, ".en.md") == 0;
            *(struct zc_review_source *)zc_arena_push(arena, out, count, &capacity, sizeof **out) = (struct zc_review_source){
                zc_arena_copy(arena, entry->d_name, size - (en ? 6 : 3)), city->model->modules[i].name, en ? ZC_EN : ZC_ZH};
        }
        closedir(open);
    }
    if (*count)
        qsort(*out, *count, sizeof **out, by_name);
    return ZC_OK;
}

/* 2 */

static int bind_one(struct zc_review *review, size_t index, struct zc_db *db, struct zc_error *err)
{
    const struct zc_segment *segment = review->text.figures[index];
    const struct zc_metric *metric = zc_model_metric(db->city->model, segment->metric);
    struct zc_figure *figure = &review->figures[index];
    struct zc_metric_query query = {metric, review->period, review->times, &ZC_READER_CITY};
    char where[64];
    snprintf(where, sizeof where, "%d:%d", segment->line, segment->column);
    int rc = ZC_OK;
    if (!metric)
        rc = zc_fail(err, ZC_EINPUT, "没有指标 %s", "there is no metric %s", segment->metric);
    else if (!metric->city)
        rc = zc_fail(err, ZC_EINPUT, "指标 %s 随查看人而变,不能印发", "the metric %s depends on who reads and cannot be published", segment->metric);
    if (!rc && segment->asof && !zc_date_parse(&query.times.asof, segment->asof))
        rc = zc_fail(err, ZC_EINPUT, "asof= 应为日期,收到 %s", "asof= takes a date, %s came", segment->asof);
    if (!rc && segment->known && !zc_instant_parse(&query.times.known, segment->known))
        rc = zc_fail(err, ZC_EINPUT, "known= 应为时刻,收到 %s", "known= takes an instant, %s came", segment->known);
    if (!rc && segment->period && !zc_period_parse(&query.period, segment->period))
        rc = zc_fail(err, ZC_EINPUT, "period= 看不懂:%s", "period= is unreadable: %s", segment->period);
    if (segment->asof || segment->known)
        query.times.present = false;
    if (!rc)
        rc = zc_metric_figure(figure, review->arena, db, &query, err);
    if (!rc && !figure->known)
        rc = zc_fail(err, ZC_ECHECK, "指标 %s 没有数据", "the metric %s has no data", segment->metric);
    const char *shown;
    if (!rc)
        rc = zc_review_shown(&shown, review, index, err);
    return rc ? zc_fail_within(err, where) : ZC_OK;
}

/* 3: what stands in the text and holds a number without being a figure: marks of the author, and known phrases. */

static int find_wordings(struct zc_review *review, const char *text, const struct zc_model *model, struct zc_error *err)
{
    struct zc_prose_tables tables = {.wordings = model->wordings, .wording_count = model->wording_count};
    struct zc_proofs proofs;
    size_t capacity = 0;
    for (size_t i = 0; i < review->text.mark_count; i++) {
        const struct zc_segment *mark = review->text.marks[i];
        *(struct zc_proof_mark *)zc_arena_push(review->arena, &review->wordings, &review->wording_count, &capacity, sizeof *review->wordings) =
            (struct zc_proof_mark){mark->text, zc_proof_status_name(mark->mark), {mark->reason, mark->reason}};
    }
    int rc = zc_prose_check(&proofs, review->arena, text, strlen(text), &tables, err);
    for (size_t i = 0; i < proofs.count && !rc; i++) {
        const struct zc_proof *proof = &proofs.items[i];
        if (proof->status == ZC_PROOF_NAME_NUMBER || proof->status == ZC_PROOF_CLAIM || proof->status == ZC_PROOF_WORDING)
            *(struct zc_proof_mark *)zc_arena_push(review->arena, &review->wordings, &review->wording_count, &capacity, sizeof *review->wordings) =
                (struct zc_proof_mark){proof->text, zc_proof_status_name(proof->status), proof->reason};
    }
    return rc;
}

/* Everything that can be said of a text that parses. */
static int count_all(struct zc_review *out, struct zc_arena *arena, struct zc_db *db, const char *report, const char *text, enum zc_lang lang,
                     const struct zc_period *period, struct zc_times times, struct zc_error *err)
{
    *out = (struct zc_review){.report = report, .language = lang == ZC_EN ? "en" : "zh", .period = *period, .times = times, .arena = arena};
    int rc = zc_template_parse(&out->text, arena, text, strlen(text), err);
    if (rc)
        return rc;
    out->figures = zc_arena_array(arena, out->text.figure_count + 1, sizeof *out->figures);
    out->wrong = zc_arena_array(arena, out->text.figure_count + 1, sizeof *out->wrong);
    for (size_t i = 0; i < out->text.figure_count; i++) {
        out->wrong[i] = (struct zc_error){0};
        out->wrong_count += bind_one(out, i, db, &out->wrong[i]) != ZC_OK;
    }
    return find_wordings(out, text, db->city->model, err);
}

int zc_review_bind(struct zc_review *out, struct zc_arena *arena, struct zc_db *db, const char *report, const char *text, enum zc_lang lang,
                   const struct zc_period *period, struct zc_times times, struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    int rc = count_all(out, arena, db, report, text, lang, period, times, err);
    for (size_t i = 0; !rc && i < out->text.figure_count; i++)
        if (out->wrong[i].code) {
            rc = out->wrong[i].code;
            if (err)
                *err = out->wrong[i];
        }
    return rc ? rc : zc_template_naked(&out->naked, &out->naked_count, arena, &out->text, model->wordings, model->wording_count, err);
}

int zc_review_try(struct zc_review *out, struct zc_arena *arena, struct zc_db *db, const char *report, const char *text, enum zc_lang lang,
                  const struct zc_period *period, struct zc_times times, struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    struct zc_known *known = NULL;
    struct zc_prose_tables tables = {.wordings = model->wordings, .wording_count = model->wording_count};
    int rc = count_all(out, arena, db, report, text, lang, period, times, err);
    if (!rc)
        rc = zc_template_naked(&out->naked, &out->naked_count, arena, &out->text, model->wordings, model->wording_count, err);
    if (rc || !out->naked_count)
        return rc;
    rc = zc_proof_known(&known, &tables.known_count, arena, db, period, times, err);
    tables.known = known;
    return rc ? rc : zc_template_suggest(&out->naked, &out->naked_count, arena, &out->text, &tables, err);
}

/* 4 */

static bool english(const struct zc_review *review) { return strcmp(review->language, "en") == 0; }

static size_t index_of(const struct zc_review *review, const struct zc_segment *segment)
{
    size_t index = 0;
    while (index < review->text.figure_count && review->text.figures[index] != segment)
        index++;
    zc_assert(index < review->text.figure_count);
    return index;
}

const char *zc_review_address(const struct zc_review *review, const struct zc_figure *figure)
{
    char asof[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
    zc_date_format(asof, figure->times.asof);
    zc_instant_format(known, figure->times.known);
    return zc_arena_printf(review->arena, "/figures/%s?period=%s&asof=%s&known=%s", figure->metric->id, figure->period.name, asof, known);
}

int zc_review_shown(const char **out, const struct zc_review *review, size_t index, struct zc_error *err)
{
    const struct zc_figure *figure = &review->figures[index];
    return zc_figure_show(out, review->arena, figure->value, figure->scale, figure->metric->unit.zh, &review->text.figures[index]->style, err);
}

static int show(void *user, struct zc_shown *out, const struct zc_segment *segment, struct zc_error *err)
{
    const struct zc_review *review = user;
    size_t index = index_of(review, segment);
    const struct zc_figure *figure = &review->figures[index];
    char asof[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
    zc_date_format(asof, figure->times.asof);
    zc_instant_format(known, figure->times.known);
    *out = (struct zc_shown){.value = zc_figure_text(figure, false, review->arena), .title = zc_pick(figure->metric->title, english(review) ? ZC_EN : ZC_ZH),
                             .tag = zc_arena_printf(review->arena, "f%zu", index + 1), .href = zc_review_address(review, figure), .mark = zc_basis_mark(figure->basis)};
    const char *names[] = {"data-asof", "data-known", "data-digest", "data-basis"};
    const char *values[] = {zc_arena_str(review->arena, asof), zc_arena_str(review->arena, known), figure->digest, zc_basis_word(figure->basis)};
    for (size_t i = 0; i < 4; i++) {
        out->names[out->count] = names[i];
        out->values[out->count++] = values[i];
    }
    return zc_review_shown(&out->text, review, index, err);
}

int zc_review_markdown(struct zc_buf *out, struct zc_review *review, struct zc_error *err)
{
    return zc_template_markdown(out, &review->text, show, review, err);
}

int zc_review_docx(struct zc_buf *out, struct zc_review *review, struct zc_error *err)
{
    return zc_template_docx(out, &review->text, english(review) ? "List of figures" : "数据清单", show, review, err);
}

static int figure_list(struct zc_buf *out, const struct zc_review *review, struct zc_error *err)
{
    static const char *const heads[2][6] = {{"序", "指标", "数值", "单位", "依据", "口径"}, {"No.", "Figure", "Value", "Unit", "Basis", "Definition"}};
    static const char *const bases[2][3] = {{"计数", "规则", "填报"}, {"counted", "rule", "declared"}};
    bool en = english(review);
    enum zc_lang lang = en ? ZC_EN : ZC_ZH;
    int rc = ZC_OK;
    zc_buf_printf(out, "<h2 id=\"figures\">%s</h2><table class=\"zc-figures\"><thead><tr>", en ? "List of figures" : "数据清单");
    for (int i = 0; i < 6; i++)
        zc_buf_printf(out, "<th>%s</th>", heads[en][i]);
    zc_buf_str(out, "</tr></thead><tbody>");
    for (size_t i = 0; i < review->text.figure_count && !rc; i++) {
        const struct zc_figure *figure = &review->figures[i];
        const char *text = "";
        rc = zc_review_shown(&text, review, i, err);
        zc_buf_printf(out, "<tr><td>%zu</td><td><a href=\"", i + 1);
        zc_buf_html(out, zc_review_address(review, figure));
        zc_buf_str(out, "\">");
        zc_buf_html(out, zc_pick(figure->metric->title, lang));
        zc_buf_printf(out, "</a></td><td class=\"number\">%s</td><td>", text);
        zc_buf_html(out, zc_pick(figure->metric->unit, lang));
        zc_buf_printf(out, "</td><td>%s %s</td><td>", zc_basis_mark(figure->basis), bases[en][figure->basis]);
        zc_buf_html(out, zc_pick(figure->metric->explain, lang));
        if (figure->basis == ZC_BASIS_DECLARED && figure->declared_by) {
            zc_buf_str(out, " · ");
            zc_buf_html(out, figure->declared_by);
        }
        zc_buf_str(out, "</td></tr>");
    }
    zc_buf_str(out, "</tbody></table>");
    return rc;
}

static void wording_list(struct zc_buf *out, const struct zc_review *review)
{
    if (!review->wording_count)
        return;
    zc_buf_printf(out, "<h2 id=\"wordings\">%s</h2><ul class=\"zc-wordings\">", english(review) ? "Wording that holds a number but no figure" : "表述:含数字而不是数");
    for (size_t i = 0; i < review->wording_count; i++) {
        zc_buf_str(out, "<li>");
        zc_buf_html(out, review->wordings[i].phrase);
        zc_buf_str(out, " — ");
        zc_buf_html(out, zc_pick(review->wordings[i].reason, english(review) ? ZC_EN : ZC_ZH));
        zc_buf_str(out, "</li>");
    }
    zc_buf_str(out, "</ul>");
}

int zc_review_html(struct zc_buf *out, struct zc_review *review, struct zc_error *err)
{
    size_t bases[3] = {0};
    bool en = english(review);
    for (size_t i = 0; i < review->text.figure_count; i++)
        bases[review->figures[i].basis]++;
    zc_buf_str(out, "<article class=\"zc-review\">");
    zc_buf_printf(out, en ? "<p class=\"zc-count\"><strong>%s</strong> ● counted %zu ◇ rule %zu ○ declared %zu · wording %zu</p>"
                          : "<p class=\"zc-count\"><strong>%s</strong> ● 计数 %zu ◇ 规则 %zu ○ 填报 %zu · 表述 %zu</p>",
                  review->naked_count ? (en ? "Some figures are naked." : "本文有裸数。") : (en ? "No figure is naked." : "本文无裸数。"), bases[0], bases[1], bases[2],
                  review->wording_count);
    int rc = zc_template_html(out, &review->text, show, review, err);
    if (!rc)
        rc = figure_list(out, review, err);
    wording_list(out, review);
    zc_buf_str(out, "</article>");
    return rc;
}

/* 5 */

static int set_text(struct zc_patch *patch, struct zc_arena *arena, const char *field, const char *text, struct zc_error *err)
{
    return zc_patch_set(patch, arena, field, text, err);
}

static void set_number(struct zc_patch *patch, const char *name, int64_t number)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    if (!field || field->column < 0)
        return;
    patch->values[field->column] = zc_int(number);
    patch->set[field->column] = true;
}

static int write_binding(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *bindings, int64_t edition, const struct zc_review *review, size_t index,
                         struct zc_error *err)
{
    const struct zc_figure *figure = &review->figures[index];
    struct zc_patch patch = zc_patch_new(arena, bindings, 0);
    struct zc_buf definition = {0};
    char anchor[24];
    const char *text;
    int64_t value, id;
    bool changed;
    snprintf(anchor, sizeof anchor, "f%zu", index + 1);
    int rc = zc_review_shown(&text, review, index, err);
    if (rc)
        return rc;
    zc_definition_write(&definition, zc_tx_db(tx)->city->model, figure->metric, figure->rule);
    int scale = zc_entity_field(bindings, "value")->scale;
    if (!zc_decimal_rescale(&value, figure->value, figure->scale, scale))
        rc = zc_fail(err, ZC_ELIMIT, "指标 %s 的值超出绑定的精度", "the value of %s does not fit a binding", figure->metric->id);
    set_number(&patch, "edition", edition);
    set_number(&patch, "place", (int64_t)index + 1);
    set_number(&patch, "asof_on", figure->times.asof);
    set_number(&patch, "from_on", figure->period.from);
    set_number(&patch, "to_on", figure->period.to);
    set_number(&patch, "known_at", figure->times.known);
    set_number(&patch, "value", value);
    set_number(&patch, "row_count", (int64_t)figure->row_count);
    const struct {
        const char *field, *text;
    } texts[] = {{"anchor", anchor}, {"metric", figure->metric->id}, {"definition", definition.bytes}, {"params", figure->period.name},
                 {"basis", zc_basis_word(figure->basis)}, {"unit", figure->metric->unit.zh}, {"shown", text}, {"row_digest", figure->digest}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !rc; i++)
        rc = set_text(&patch, arena, texts[i].field, texts[i].text, err);
    if (!rc)
        rc = zc_record_change(&id, &changed, tx, &patch, err);
    zc_buf_free(&definition);
    return rc;
}

static int next_edition(int64_t *number, int64_t *previous, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *editions, const struct zc_review *review,
                        struct zc_error *err)
{
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = editions, .times = zc_times_now(db), .reader = &ZC_READER_CITY};
    int rc = zc_rows_list(&rows, arena, db, &query, err);
    *number = 1;
    *previous = 0;
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *row = &rows.items[i];
        int64_t its = zc_record_value(row, "number").number;
        if (strcmp(zc_record_text(row, "report"), review->report) == 0 && strcmp(zc_record_text(row, "period"), review->period.name) == 0 && its >= *number) {
            *number = its + 1;
            *previous = row->id;
        }
    }
    return rc;
}

int zc_review_publish(struct zc_published *out, struct zc_tx *tx, struct zc_review *review, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_db *db = zc_tx_db(tx);
    const struct zc_entity *editions = zc_model_entity(db->city->model, "core.edition"), *bindings = zc_model_entity(db->city->model, "core.figure_binding");
    struct zc_buf html = {0}, note = {0};
    char digest[ZC_DIGEST_HEX];
    int64_t previous;
    bool changed;
    *out = (struct zc_published){0};
    int rc = editions && bindings ? ZC_OK : zc_fail(err, ZC_EINTERNAL, "缺少版本或绑定的声明", "the declarations of editions or bindings are missing");
    if (!rc && review->naked_count)
        rc = zc_fail(err, ZC_ECHECK, "有 %zu 个裸数,不能印发;第一个在第 %d 行:%s", "%zu figures are naked, so it cannot be published; the first is in line %d: %s",
                     review->naked_count, review->naked[0].line, review->naked[0].text);
    for (size_t i = 0; !rc && i < review->text.figure_count; i++)
        if (review->wrong[i].code) {
            rc = review->wrong[i].code;
            if (err)
                *err = review->wrong[i];
        }
    if (!rc)
        rc = next_edition(&out->number, &previous, &arena, db, editions, review, err);
    if (!rc)
        rc = zc_review_html(&html, review, err);
    if (!rc)
        rc = zc_blob_store(digest, db->city, html.bytes, html.size, err);
    if (!rc) {
        struct zc_patch patch = zc_patch_new(&arena, editions, 0);
        set_number(&patch, "number", out->number);
        set_number(&patch, "asof_on", review->times.asof);
        set_number(&patch, "known_at", review->times.known);
        set_number(&patch, "published_on", zc_db_today(db));
        set_number(&patch, "figures", (int64_t)review->text.figure_count);
        set_number(&patch, "wordings", (int64_t)review->wording_count);
        if (previous)
            set_number(&patch, "corrects", previous);
        if (zc_tx_actor(tx)->post)
            set_number(&patch, "signed_by", zc_tx_actor(tx)->post);
        const struct {
            const char *field, *text;
        } texts[] = {{"report", review->report}, {"period", review->period.name}, {"title", *review->text.title ? review->text.title : review->report},
                     {"html_digest", digest}, {"language", review->language}, {"reason", review->reason ? review->reason : ""}};
        for (size_t i = 0; i < sizeof texts / sizeof *texts && !rc; i++)
            if (*texts[i].text)
                rc = set_text(&patch, &arena, texts[i].field, texts[i].text, err);
        if (!rc)
            rc = zc_record_change(&out->edition, &changed, tx, &patch, err);
    }
    for (size_t i = 0; i < review->text.figure_count && !rc; i++)
        rc = write_binding(tx, &arena, bindings, out->edition, review, i, err);
    if (!rc && previous)
        rc = zc_record_transition(tx, editions, previous, "correct", NULL, err);
    if (!rc) {
        zc_buf_printf(&note, "{\"digest\":\"%s\",\"name\":", digest);
        zc_buf_json_str(&note, review->text.title);
        zc_buf_printf(&note, ",\"size\":\"%zu\",\"subject\":\"%lld\"}", html.size, (long long)out->edition);
        rc = zc_tx_note(tx, db->city->area, "file", note.bytes, err);
    }
    if (!rc) {
        zc_buf_clear(&note);
        zc_buf_printf(&note, "{\"edition\":\"%lld\",\"figures\":\"%zu\",\"number\":\"%lld\",\"period\":\"%s\"}", (long long)out->edition, review->text.figure_count,
                      (long long)out->number, review->period.name);
        rc = zc_tx_note(tx, db->city->area, "publish", note.bytes, err);
    }
    zc_buf_free(&html);
    zc_buf_free(&note);
    zc_arena_free(&arena);
    return rc;
}
