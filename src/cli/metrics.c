/* metrics: the verb that prints figures, as a table for people, JSON or CSV for programs. */
#include "cli/verbs.h"
#include "query/metric.h"
#include "base/buf.h"
#include "base/text.h"

#include <string.h>

/* Columns a text takes on a terminal: two for a Chinese character. */
static int width(const char *text)
{
    int columns = 0;
    const char *end = text + strlen(text);
    while (text < end) {
        uint32_t c = zc_utf8_next(&text, end);
        columns += c >= 0x1100 && (c >= 0x2E80 || c <= 0x115F) && c < 0x1F000 ? 2 : 1;
    }
    return columns;
}

static void pad(FILE *out, const char *text, int columns, bool right)
{
    int missing = columns - width(text);
    for (int i = 0; right && i < missing; i++)
        fputc(' ', out);
    fputs(text, out);
    for (int i = 0; !right && i < missing; i++)
        fputc(' ', out);
}

static void csv_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static int figures(struct zc_args *args, struct zc_db *db, const struct zc_metric **metrics, size_t count, const struct zc_times *times,
                   const struct zc_period *period, const char *format, struct zc_error *err)
{
    bool json = strcmp(format, "json") == 0, csv = strcmp(format, "csv") == 0;
    struct zc_buf line = {0};
    int rc = ZC_OK;
    if (json)
        fputs("[", args->out);
    else if (csv)
        fputs("id,value,unit,basis,period,asof,known,rows,digest\n", args->out);
    for (size_t i = 0; i < count && !rc; i++) {
        struct zc_arena arena = {0};
        struct zc_figure figure;
        struct zc_metric_query query = {metrics[i], *period, *times, &ZC_READER_CITY};
        if (!(rc = zc_metric_figure(&figure, &arena, db, &query, err))) {
            if (json) {
                zc_buf_clear(&line);
                zc_figure_json(&line, &figure);
                fprintf(args->out, "%s%s", i ? ",\n " : "", line.bytes);
            } else if (csv) {
                char asof[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
                zc_date_format(asof, times->asof);
                zc_instant_format(known, times->known);
                fprintf(args->out, "%s,%s,", metrics[i]->id, figure.known ? zc_figure_text(&figure, false, &arena) : "");
                csv_text(args->out, zc_pick(metrics[i]->unit, args->lang));
                fprintf(args->out, ",%s,%s,%s,%s,%zu,%s\n", zc_basis_word(figure.basis), period->name, asof, known, figure.row_count, figure.digest);
            } else {
                fprintf(args->out, "  %s ", zc_basis_mark(figure.basis));
                pad(args->out, zc_figure_text(&figure, true, &arena), 11, true);
                fputc(' ', args->out);
                pad(args->out, zc_pick(metrics[i]->unit, args->lang), 16, false);
                pad(args->out, zc_pick(metrics[i]->title, args->lang), 54, false);
                fprintf(args->out, " %5zu  %.8s  %s%s\n", figure.row_count, figure.digest, metrics[i]->id,
                        figure.before_start ? (args->lang == ZC_EN ? "  (no records before the start)" : "  (启用前无记录)") : "");
            }
        }
        zc_arena_free(&arena);
    }
    if (json)
        fputs("]\n", args->out);
    zc_buf_free(&line);
    return rc;
}

int zc_verb_metrics(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_times times;
    struct zc_period period;
    const char *format = zc_args_option(args, "format") ? zc_args_option(args, "format") : "table";
    if (zc_args_words(args, 1, SIZE_MAX, "城市文件夹", "the city folder", &err) || zc_session_read(&session, &times, args, &err))
        return zc_args_fail(args, &err);
    int rc = zc_args_period(&period, args, &times, &err);
    const struct zc_model *model = session.city->model;
    const struct zc_metric **chosen = zc_arena_array(&args->arena, model->metric_count + args->word_count, sizeof *chosen);
    size_t count = 0;
    for (size_t i = 0; i < model->metric_count && args->word_count == 1; i++)
        chosen[count++] = model->metrics[i];
    for (size_t i = 1; i < args->word_count && !rc; i++) {
        chosen[count] = zc_model_metric(model, args->words[i]);
        if (!chosen[count++])
            rc = zc_fail(&err, ZC_ENOTFOUND, "没有指标 %s", "there is no metric %s", args->words[i]);
    }
    if (!rc && strcmp(format, "table") == 0) {
        char asof[64], known[64];
        zc_date_words(asof, sizeof asof, times.asof, args->lang == ZC_EN);
        zc_instant_format(known, times.known);
        if (session.city->sample)
            zc_say(args, "示例城市:以下每条记录都是示例", "Sample city: every record below is a made-up sample");
        zc_say(args, "期间 %s · 截至 %s · 按 %s 所知 · ● 计数 ◇ 规则 ○ 填报", "period %s · as of %s · as known at %s · ● counted ◇ rule ○ declared",
               period.name, asof, known);
    }
    if (!rc)
        rc = figures(args, &session.db, chosen, count, &times, &period, format, &err);
    int status = rc ? zc_args_fail(args, &err) : 0;
    zc_session_close(&session);
    return status;
}
