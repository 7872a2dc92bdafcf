/* trace: a figure down to its rule, records, slices and journal entries, for people or as JSON. */
#include "cli/verbs.h"
#include "base/buf.h"
#include "query/basis_words.h"
#include "query/opening.h"

#include <string.h>

static int record_lines(struct zc_args *args, struct zc_db *db, struct zc_arena *arena, const struct zc_row_ref *ref,
                        const struct zc_times *times, struct zc_error *err)
{
    struct zc_record record;
    struct zc_journal journal;
    char from[ZC_DATE_TEXT], to[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
    int rc = zc_rows_get(&record, arena, db, ref->entity, ref->id, *times, &ZC_READER_CITY, err);
    if (!rc)
        rc = zc_journal_of(&journal, arena, db, ref->id, err);
    if (rc)
        return rc;
    zc_date_format(from, record.valid_from);
    zc_date_format(to, record.valid_to);
    zc_instant_format(known, record.known_from);
    fprintf(args->out, "  %lld v%d  %s  [%s, %s)  %s %s\n", (long long)ref->id, ref->slice, zc_record_name(arena, db, &record, args->lang), from,
            *to ? to : "…", args->lang == ZC_EN ? "known" : "得知", known);
    for (size_t i = 0; i < journal.count; i++) {
        zc_instant_format(known, journal.items[i].at);
        fprintf(args->out, "      %s %lld:%lld  %s  %s  %.16s…\n", args->lang == ZC_EN ? "entry" : "流水", (long long)journal.items[i].chain,
                (long long)journal.items[i].seq, known, journal.items[i].actor, journal.items[i].digest);
        const char *basis = zc_basis_words(arena, db->city->model, &journal.items[i], args->lang);
        if (basis)
            fprintf(args->out, "        %s\n", basis);
    }
    return ZC_OK;
}

static int record_json(struct zc_buf *out, struct zc_db *db, struct zc_arena *arena, const struct zc_row_ref *ref,
                       const struct zc_times *times, struct zc_error *err)
{
    struct zc_record record;
    struct zc_journal journal;
    char date[ZC_DATE_TEXT], instant[ZC_INSTANT_TEXT];
    int rc = zc_rows_get(&record, arena, db, ref->entity, ref->id, *times, &ZC_READER_CITY, err);
    if (!rc)
        rc = zc_journal_of(&journal, arena, db, ref->id, err);
    if (rc)
        return rc;
    zc_buf_printf(out, "{\"entity\":\"%s\",\"id\":\"%lld\",\"slice\":%d,\"name\":", ref->entity->full_name, (long long)ref->id, ref->slice);
    zc_buf_json_str(out, zc_record_name(arena, db, &record, ZC_ZH));
    zc_date_format(date, record.valid_from);
    zc_buf_printf(out, ",\"valid_from\":\"%s\",\"valid_to\":", date);
    zc_date_format(date, record.valid_to);
    zc_buf_json_str(out, *date ? date : NULL);
    zc_instant_format(instant, record.known_from);
    zc_buf_printf(out, ",\"known_from\":\"%s\",\"entries\":[", instant);
    for (size_t i = 0; i < journal.count; i++) {
        zc_instant_format(instant, journal.items[i].at);
        zc_buf_printf(out, "%s{\"chain\":\"%lld\",\"seq\":\"%lld\",\"at\":\"%s\",\"digest\":\"%s\"", i ? "," : "", (long long)journal.items[i].chain,
                      (long long)journal.items[i].seq, instant, journal.items[i].digest);
        zc_basis_key(out, arena, &journal.items[i]);
        zc_buf_char(out, '}');
    }
    zc_buf_str(out, "]}");
    return ZC_OK;
}

int zc_verb_trace(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_times times;
    struct zc_period period;
    struct zc_figure figure;
    struct zc_opening_sum opening = {0};
    if (zc_args_words(args, 2, 2, "城市文件夹和指标", "the city folder and a metric", &err) || zc_session_read(&session, &times, args, &err))
        return zc_args_fail(args, &err);
    struct zc_db *db = &session.db;
    const struct zc_metric *metric = zc_model_metric(session.city->model, args->words[1]);
    bool json = zc_args_is(args, "format", "json");
    struct zc_buf out = {0};
    int rc = metric ? ZC_OK : zc_fail(&err, ZC_ENOTFOUND, "没有指标 %s", "there is no metric %s", args->words[1]);
    if (!rc)
        rc = zc_args_period(&period, args, &times, &err);
    if (!rc) {
        struct zc_metric_query query = {metric, period, times, &ZC_READER_CITY};
        rc = zc_metric_figure(&figure, &args->arena, db, &query, &err);
    }
    if (!rc)
        rc = zc_opening_of_figure(&opening, &args->arena, db, &figure, &err);
    if (!rc && json) {
        zc_buf_str(&out, "{\"figure\":");
        zc_figure_json(&out, &figure);
        zc_buf_str(&out, ",\"explain\":");
        zc_buf_json_str(&out, zc_pick(metric->explain, args->lang));
        zc_buf_str(&out, ",\"rule\":");
        zc_buf_json_str(&out, metric->where_text);
        zc_buf_str(&out, ",\"opening\":");
        zc_opening_json(&out, &opening);
        zc_buf_str(&out, ",\"records\":[");
    } else if (!rc) {
        char asof[64], known[ZC_INSTANT_TEXT];
        zc_date_words(asof, sizeof asof, times.asof, args->lang == ZC_EN);
        zc_instant_format(known, times.known);
        zc_say(args, "%s %s %s%s", "%s %s %s%s", zc_pick(metric->title, args->lang), zc_basis_mark(figure.basis),
               zc_figure_text(&figure, true, &args->arena), zc_pick(metric->unit, args->lang));
        zc_say(args, "  数的是:%s", "  counts: %s", zc_pick(metric->explain, args->lang));
        if (metric->where_text)
            zc_say(args, "  规则:%s", "  rule: %s", metric->where_text);
        zc_say(args, "  事实截至 %s;按 %s 所知;期间 %s", "  true on %s; as known at %s; period %s", asof, known, period.name);
        zc_say(args, "  摘要 SM3 %s,记录 %zu 条", "  SM3 %s over %zu records", figure.digest, figure.row_count);
        if (figure.by_area && figure.edition) {
            char cut[ZC_DATE_TEXT], out_on[ZC_DATE_TEXT];
            zc_date_format(cut, figure.edition);
            zc_date_format(out_on, figure.edition_published);
            zc_say(args, "  区划版本 %s(%s 公布)", "  areas as in the edition closed on %s (published %s)", cut, out_on);
        } else if (figure.by_area) {
            zc_say(args, "  区划版本:所看日期无对应版本", "  areas: no edition was out by then");
        }
        if (figure.rule)
            zc_say(args, "  规则值 %s = %s,依据:%s(%s)", "  rule value %s = %s, basis: %s (%s)", figure.rule->id, figure.rule->value,
                   figure.rule->basis ? figure.rule->basis : "", figure.rule->status ? figure.rule->status : "");
        if (zc_opening_words(&opening, &args->arena, args->lang))
            zc_say(args, "  %s", "  %s", zc_opening_words(&opening, &args->arena, args->lang));
        if (figure.before_start)
            zc_say(args, "  启用前无记录", "  no records before the start");
    }
    for (size_t i = 0; !rc && i < figure.row_count; i++) {
        struct zc_arena arena = {0};
        if (json) {
            zc_buf_str(&out, i ? ",\n " : "\n ");
            rc = record_json(&out, db, &arena, &figure.rows[i], &times, &err);
        } else {
            rc = record_lines(args, db, &arena, &figure.rows[i], &times, &err);
        }
        zc_arena_free(&arena);
    }
    if (!rc && json) {
        zc_buf_str(&out, "]}\n");
        fwrite(out.bytes, 1, out.size, args->out);
    }
    zc_buf_free(&out);
    int status = rc ? zc_args_fail(args, &err) : 0;
    zc_session_close(&session);
    return status;
}
