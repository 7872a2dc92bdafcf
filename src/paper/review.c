/* review: 1 the template; 2 binding; 3 naked figures; 4 HTML and Markdown; 5 publishing. */
#include "paper/review.h"
#include "base/decimal.h"
#include "base/digest.h"
#include "paper/prose.h"
#include "query/definition.h"
#include "record/blob.h"

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

/* 2 */

static int bind_one(struct zc_review *review, struct zc_arena *arena, struct zc_db *db, const struct zc_segment *segment, struct zc_error *err)
{
    const struct zc_metric *metric = zc_model_metric(db->city->model, segment->text);
    struct zc_figure *figure = &review->figures[segment->number - 1];
    struct zc_metric_query query = {metric, review->period, review->times, &ZC_READER_CITY};
    char where[64];
    snprintf(where, sizeof where, "%d:%d", segment->line, segment->column);
    int rc = ZC_OK;
    if (!metric)
        rc = zc_fail(err, ZC_EINPUT, "没有指标 %s", "there is no metric %s", segment->text);
    else if (!metric->city)
        rc = zc_fail(err, ZC_EINPUT, "指标 %s 随查看人而变,不能印发", "the metric %s depends on who reads and cannot be published", segment->text);
    if (!rc && segment->asof && !zc_date_parse(&query.times.asof, segment->asof))
        rc = zc_fail(err, ZC_EINPUT, "asof= 应为日期,收到 %s", "asof= takes a date, %s came", segment->asof);
    if (!rc && segment->period && !zc_period_parse(&query.period, segment->period))
        rc = zc_fail(err, ZC_EINPUT, "period= 看不懂:%s", "period= is unreadable: %s", segment->period);
    if (segment->asof)
        query.times.present = false;
    if (!rc)
        rc = zc_metric_figure(figure, arena, db, &query, err);
    if (!rc && !figure->known)
        rc = zc_fail(err, ZC_ECHECK, "指标 %s 没有数据", "the metric %s has no data", segment->text);
    return rc ? zc_fail_within(err, where) : ZC_OK;
}

/* 3: the text as it would be read, with a neutral sign where a figure or a mark stands, line by line as written. */

static int find_naked(struct zc_review *review, struct zc_arena *arena, const struct zc_model *model, struct zc_error *err)
{
    struct zc_buf text = {0};
    struct zc_proofs proofs;
    size_t naked_capacity = 0, wording_capacity = 0;
    for (size_t i = 0; i < review->article.count; i++) {
        const struct zc_segment *segment = &review->article.items[i];
        zc_buf_str(&text, segment->kind == ZC_SEG_TEXT ? segment->text : "□");
        if (segment->kind == ZC_SEG_MARK)
            *(struct zc_proof_mark *)zc_arena_push(arena, &review->wordings, &review->wording_count, &wording_capacity, sizeof *review->wordings) =
                (struct zc_proof_mark){segment->text, "mark", {segment->reason, segment->reason}};
    }
    struct zc_prose_tables tables = {.wordings = model->wordings, .wording_count = model->wording_count};
    int rc = zc_prose_check(&proofs, arena, zc_buf_text(&text), text.size, &tables, err);
    for (size_t i = 0; i < proofs.count && !rc; i++) {
        const struct zc_proof *proof = &proofs.items[i];
        if (proof->status == ZC_PROOF_ALLOWED)
            continue;
        if (proof->status == ZC_PROOF_NAME_NUMBER || proof->status == ZC_PROOF_CLAIM || proof->status == ZC_PROOF_WORDING) {
            *(struct zc_proof_mark *)zc_arena_push(arena, &review->wordings, &review->wording_count, &wording_capacity, sizeof *review->wordings) =
                (struct zc_proof_mark){proof->text, zc_proof_status_name(proof->status), proof->reason};
            continue;
        }
        struct zc_naked *naked = zc_arena_push(arena, &review->naked, &review->naked_count, &naked_capacity, sizeof *naked);
        naked->text = proof->text;
        naked->line = 1;
        for (size_t c = 0; c < proof->offset; c++)
            naked->line += text.bytes[c] == '\n';
    }
    zc_buf_free(&text);
    return rc;
}

int zc_review_bind(struct zc_review *out, struct zc_arena *arena, struct zc_db *db, const char *report, const char *text, enum zc_lang lang,
                   const struct zc_period *period, struct zc_times times, struct zc_error *err)
{
    *out = (struct zc_review){.report = report, .language = lang == ZC_EN ? "en" : "zh", .period = *period, .times = times};
    int rc = zc_article_parse(&out->article, arena, text, err);
    if (rc)
        return rc;
    out->figures = zc_arena_array(arena, out->article.figures + 1, sizeof *out->figures);
    for (size_t i = 0; i < out->article.count && !rc; i++)
        if (out->article.items[i].kind == ZC_SEG_FIGURE)
            rc = bind_one(out, arena, db, &out->article.items[i], err);
    return rc ? rc : find_naked(out, arena, db->city->model, err);
}

/* 4 */

static void shown(char out[48], const struct zc_review *review, const struct zc_segment *segment)
{
    const struct zc_figure *figure = &review->figures[segment->number - 1];
    if (segment->plain)
        zc_decimal_format(out, figure->value, figure->scale);
    else
        zc_decimal_format_grouped(out, figure->value, figure->scale);
}

static void plain_figure(struct zc_buf *out, const struct zc_segment *segment, void *user)
{
    char text[48];
    shown(text, user, segment);
    zc_buf_str(out, text);
}

void zc_review_markdown(struct zc_buf *out, const struct zc_review *review)
{
    union { /* the callback's user is not const */
        const struct zc_review *in;
        void *out;
    } user = {.in = review};
    zc_article_markdown(out, &review->article, plain_figure, user.out);
}

static void address(struct zc_buf *out, const struct zc_figure *figure)
{
    char asof[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
    zc_date_format(asof, figure->times.asof);
    zc_instant_format(known, figure->times.known);
    zc_buf_printf(out, "/figures/%s?period=%s&amp;asof=%s&amp;known=%s", figure->metric->id, figure->period.name, asof, known);
}

static void html_figure(struct zc_buf *out, const struct zc_segment *segment, void *user)
{
    const struct zc_review *review = user;
    const struct zc_figure *figure = &review->figures[segment->number - 1];
    char text[48], value[48], asof[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
    shown(text, review, segment);
    zc_decimal_format(value, figure->value, figure->scale);
    zc_date_format(asof, figure->times.asof);
    zc_instant_format(known, figure->times.known);
    zc_buf_printf(out, "<a class=\"zc-door\" id=\"f%zu\" href=\"", segment->number);
    address(out, figure);
    zc_buf_printf(out, "\"><data class=\"zc-figure\" value=\"%s\" data-metric=\"%s\" data-asof=\"%s\" data-known=\"%s\" data-digest=\"%s\">%s</data><sup class=\"zc-basis\">%s</sup></a>",
                  value, figure->metric->id, asof, known, figure->digest, text, zc_basis_mark(figure->basis));
}

static void figure_list(struct zc_buf *out, const struct zc_review *review)
{
    bool english = strcmp(review->language, "en") == 0;
    enum zc_lang lang = english ? ZC_EN : ZC_ZH;
    zc_buf_printf(out, "<h2 id=\"figures\">%s</h2><table class=\"zc-figures\"><thead><tr>", english ? "List of figures" : "数据清单");
    static const char *const heads[2][6] = {{"序", "指标", "数值", "单位", "依据", "口径"}, {"No.", "Figure", "Value", "Unit", "Basis", "Definition"}};
    for (int i = 0; i < 6; i++)
        zc_buf_printf(out, "<th>%s</th>", heads[english][i]);
    zc_buf_str(out, "</tr></thead><tbody>");
    static const char *const bases[2][3] = {{"计数", "规则", "填报"}, {"counted", "rule", "declared"}};
    for (size_t i = 0; i < review->article.count; i++) {
        const struct zc_segment *segment = &review->article.items[i];
        if (segment->kind != ZC_SEG_FIGURE)
            continue;
        const struct zc_figure *figure = &review->figures[segment->number - 1];
        char text[48];
        shown(text, review, segment);
        zc_buf_printf(out, "<tr><td>%zu</td><td><a href=\"", segment->number);
        address(out, figure);
        zc_buf_str(out, "\">");
        zc_buf_html(out, zc_pick(figure->metric->title, lang));
        zc_buf_printf(out, "</a></td><td class=\"number\">%s</td><td>", text);
        zc_buf_html(out, zc_pick(figure->metric->unit, lang));
        zc_buf_printf(out, "</td><td>%s %s</td><td>", zc_basis_mark(figure->basis), bases[english][figure->basis]);
        zc_buf_html(out, zc_pick(figure->metric->explain, lang));
        if (figure->basis == ZC_BASIS_DECLARED && figure->declared_by) {
            zc_buf_str(out, " · ");
            zc_buf_html(out, figure->declared_by);
        }
        zc_buf_str(out, "</td></tr>");
    }
    zc_buf_str(out, "</tbody></table>");
}

static void wording_list(struct zc_buf *out, const struct zc_review *review)
{
    bool english = strcmp(review->language, "en") == 0;
    if (!review->wording_count)
        return;
    zc_buf_printf(out, "<h2 id=\"wordings\">%s</h2><ul class=\"zc-wordings\">", english ? "Wording that holds a number but no figure" : "表述:含数字而不是数");
    for (size_t i = 0; i < review->wording_count; i++) {
        zc_buf_str(out, "<li>");
        zc_buf_html(out, review->wordings[i].phrase);
        zc_buf_str(out, " — ");
        zc_buf_html(out, zc_pick(review->wordings[i].reason, english ? ZC_EN : ZC_ZH));
        zc_buf_str(out, "</li>");
    }
    zc_buf_str(out, "</ul>");
}

int zc_review_html(struct zc_buf *out, const struct zc_review *review, struct zc_error *err)
{
    union {
        const struct zc_review *in;
        void *out;
    } user = {.in = review};
    size_t bases[3] = {0};
    bool english = strcmp(review->language, "en") == 0;
    for (size_t i = 0; i < review->article.figures; i++)
        bases[review->figures[i].basis]++;
    zc_buf_str(out, "<article class=\"zc-review\">");
    zc_buf_printf(out, english ? "<p class=\"zc-count\"><strong>%s</strong> ● counted %zu ◇ rule %zu ○ declared %zu · wording %zu</p>"
                               : "<p class=\"zc-count\"><strong>%s</strong> ● 计数 %zu ◇ 规则 %zu ○ 填报 %zu · 表述 %zu</p>",
                  review->naked_count ? (english ? "Some figures are naked." : "本文有裸数。") : (english ? "No figure is naked." : "本文无裸数。"), bases[0], bases[1],
                  bases[2], review->wording_count);
    int rc = zc_article_html(out, &review->article, html_figure, user.out, err);
    figure_list(out, review);
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

static int write_binding(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *bindings, int64_t edition, const struct zc_review *review,
                         const struct zc_segment *segment, struct zc_error *err)
{
    const struct zc_figure *figure = &review->figures[segment->number - 1];
    struct zc_patch patch = zc_patch_new(arena, bindings, 0);
    struct zc_buf definition = {0};
    char anchor[24], text[48];
    int64_t value, id;
    bool changed;
    snprintf(anchor, sizeof anchor, "f%zu", segment->number);
    shown(text, review, segment);
    zc_definition_write(&definition, zc_tx_db(tx)->city->model, figure->metric, figure->rule);
    int scale = zc_entity_field(bindings, "value")->scale, rc = ZC_OK;
    if (!zc_decimal_rescale(&value, figure->value, figure->scale, scale))
        rc = zc_fail(err, ZC_ELIMIT, "指标 %s 的值超出绑定的精度", "the value of %s does not fit a binding", figure->metric->id);
    set_number(&patch, "edition", edition);
    set_number(&patch, "place", (int64_t)segment->number);
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
        set_number(&patch, "figures", (int64_t)review->article.figures);
        set_number(&patch, "wordings", (int64_t)review->wording_count);
        if (previous)
            set_number(&patch, "corrects", previous);
        const struct {
            const char *field, *text;
        } texts[] = {{"report", review->report}, {"period", review->period.name}, {"title", review->article.title ? review->article.title : review->report},
                     {"html_digest", digest}, {"language", review->language}};
        for (size_t i = 0; i < sizeof texts / sizeof *texts && !rc; i++)
            rc = set_text(&patch, &arena, texts[i].field, texts[i].text, err);
        if (!rc)
            rc = zc_record_change(&out->edition, &changed, tx, &patch, err);
    }
    for (size_t i = 0; i < review->article.count && !rc; i++)
        if (review->article.items[i].kind == ZC_SEG_FIGURE)
            rc = write_binding(tx, &arena, bindings, out->edition, review, &review->article.items[i], err);
    if (!rc && previous)
        rc = zc_record_transition(tx, editions, previous, "correct", NULL, err);
    if (!rc) {
        zc_buf_printf(&note, "{\"digest\":\"%s\",\"name\":", digest);
        zc_buf_json_str(&note, review->article.title);
        zc_buf_printf(&note, ",\"size\":\"%zu\",\"subject\":\"%lld\"}", html.size, (long long)out->edition);
        rc = zc_tx_note(tx, db->city->area, "file", note.bytes, err);
    }
    if (!rc) {
        zc_buf_clear(&note);
        zc_buf_printf(&note, "{\"edition\":\"%lld\",\"figures\":\"%zu\",\"number\":\"%lld\",\"period\":\"%s\"}", (long long)out->edition, review->article.figures,
                      (long long)out->number, review->period.name);
        rc = zc_tx_note(tx, db->city->area, "publish", note.bytes, err);
    }
    zc_buf_free(&html);
    zc_buf_free(&note);
    zc_arena_free(&arena);
    return rc;
}
