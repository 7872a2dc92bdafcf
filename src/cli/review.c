/* review: binding the half-year review, writing it to a folder, publishing it as an edition. */
#include "cli/verbs.h"
#include "paper/review.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int write_file(const char *folder, const char *name, const struct zc_buf *text, struct zc_error *err)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(zc_buf_text(text), 1, text->size, file) == text->size;
    if (file && fclose(file) != 0)
        good = false;
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
}

static const char style[] =
    "body{font:17px/1.9 'Noto Serif CJK SC','Songti SC',serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1b2026}"
    "h1{font-size:25px;border-bottom:3px solid #9e1b22;padding-bottom:.4em}h2{font-size:19px}"
    ".zc-door{color:inherit;text-decoration:underline dotted #8793a1 1.5px;text-underline-offset:4px;font-weight:600}"
    ".zc-basis{font-size:9px;margin-left:1px}.zc-count,.zc-note{font:14px/1.6 sans-serif;color:#4d5661}"
    "table{border-collapse:collapse;font:13px/1.5 sans-serif;width:100%}td,th{border-bottom:1px solid #dde1e5;padding:4px 8px;text-align:left}"
    ".number{text-align:right;font-variant-numeric:tabular-nums}.zc-sample{background:#fdf5dc;border:1px solid #e6d291;padding:4px 12px;font:14px sans-serif}"
    "@media print{body{margin:0}}";

static int write_outputs(struct zc_args *args, struct zc_session *session, struct zc_review *review, const char *folder, struct zc_error *err)
{
    struct zc_buf html = {0}, markdown = {0}, docx = {0}, figures = {0};
    if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
        char parent[4200];
        snprintf(parent, sizeof parent, "%s", folder);
        char *slash = strrchr(parent, '/');
        if (slash)
            *slash = 0;
        if (!slash || mkdir(parent, 0755) != 0 || mkdir(folder, 0755) != 0)
            return zc_fail(err, ZC_EIO, "无法新建 %s:%s", "cannot make %s: %s", folder, strerror(errno));
    }
    zc_buf_printf(&html, "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>",
                  strcmp(review->language, "en") == 0 ? "en" : "zh-CN");
    zc_buf_html(&html, review->text.title);
    zc_buf_printf(&html, "</title><style>%s</style></head><body>\n", style);
    if (session->city->sample)
        zc_buf_str(&html, strcmp(review->language, "en") == 0 ? "<p class=\"zc-sample\">Sample: every record behind these figures is made up.</p>\n"
                                                              : "<p class=\"zc-sample\">示例:这些数背后的每条记录都是演示编写。</p>\n");
    int rc = zc_review_html(&html, review, err);
    zc_buf_str(&html, "\n</body></html>\n");
    if (!rc)
        rc = zc_review_markdown(&markdown, review, err);
    if (!rc)
        rc = zc_review_docx(&docx, review, err);
    zc_buf_char(&figures, '[');
    for (size_t i = 0; i < review->text.figure_count; i++) {
        zc_buf_str(&figures, i ? ",\n " : "");
        zc_figure_json(&figures, &review->figures[i]);
    }
    zc_buf_str(&figures, "]\n");
    const char *ending = strcmp(review->language, "en") == 0 ? ".en" : "";
    if (!rc)
        rc = write_file(folder, zc_arena_printf(&args->arena, "%s%s.html", review->report, ending), &html, err);
    if (!rc)
        rc = write_file(folder, zc_arena_printf(&args->arena, "%s%s.md", review->report, ending), &markdown, err);
    if (!rc)
        rc = write_file(folder, zc_arena_printf(&args->arena, "%s%s.docx", review->report, ending), &docx, err);
    if (!rc)
        rc = write_file(folder, "figures.json", &figures, err);
    zc_buf_free(&html);
    zc_buf_free(&markdown);
    zc_buf_free(&docx);
    zc_buf_free(&figures);
    return rc;
}

static void list_naked(struct zc_args *args, const struct zc_review *review)
{
    for (size_t i = 0; i < review->naked_count; i++)
        zc_say(args, "  ■ 第 %d 行裸数:%s", "  ■ naked figure in line %d: %s", review->naked[i].line, review->naked[i].text);
}

int zc_verb_review(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_review review = {0};
    struct zc_period period;
    struct zc_times times;
    struct zc_tx *tx = NULL;
    struct zc_published published;
    const char *out = zc_args_option(args, "out"), *report = zc_args_option(args, "report") ? zc_args_option(args, "report") : "review";
    const char *file = zc_args_option(args, "template");
    bool publish = zc_args_option(args, "publish") != NULL;
    char *text = NULL;
    size_t words = zc_args_option(args, "period") ? 1 : SIZE_MAX;
    if (zc_args_words(args, words, words, "城市文件夹和 --period", "the city folder and --period", &err) ||
        zc_session_open(&session, args->words[0], publish ? ZC_STORE_WRITE : ZC_STORE_READ, &err))
        return zc_args_fail(args, &err);
    struct zc_db *db = &session.db;
    struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
    /* publishing holds the write lock from counting to committing: values, rows and digests come from one state */
    int rc = publish ? zc_tx_begin(&tx, db, &actor, &err) : zc_store_begin(db->store, &err);
    if (!rc)
        rc = zc_args_times(&times, args, db, &err);
    if (!rc)
        rc = zc_args_period(&period, args, &times, &err);
    if (!rc && !zc_args_option(args, "asof") && times.asof > period.to)
        times = zc_times_at(db, period.to, times.known);
    if (!rc && file) {
        FILE *opened = fopen(file, "rb");
        text = zc_arena_alloc(&args->arena, (1 << 20) + 1);
        if (!opened || fread(text, 1, 1 << 20, opened) == 0)
            rc = zc_fail(&err, ZC_EIO, "读不到 %s", "cannot read %s", file);
        if (opened)
            fclose(opened);
    } else if (!rc) {
        rc = zc_review_template(&text, &args->arena, session.city, report, args->lang, &err);
    }
    if (!rc)
        rc = zc_review_bind(&review, &args->arena, db, report, text, args->lang, &period, times, &err);
    if (!rc && review.naked_count)
        list_naked(args, &review);
    if (!rc && out)
        rc = write_outputs(args, &session, &review, out, &err);
    if (!rc && publish)
        rc = zc_review_publish(&published, tx, &review, &err);
    if (tx && rc)
        zc_tx_rollback(tx);
    else if (tx)
        rc = zc_tx_commit(tx, &err);
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    size_t bases[3] = {0};
    for (size_t i = 0; i < review.text.figure_count; i++)
        bases[review.figures[i].basis]++;
    zc_say(args, "%s:%zu 个数(● 计数 %zu ◇ 规则 %zu ○ 填报 %zu),表述 %zu 处,裸数 %zu 个", "%s: %zu figures (● counted %zu ◇ rule %zu ○ declared %zu), %zu wordings, %zu naked",
           *review.text.title ? review.text.title : report, review.text.figure_count, bases[0], bases[1], bases[2], review.wording_count, review.naked_count);
    if (out)
        zc_say(args, "已写入 %s/", "written to %s/", out);
    if (publish)
        zc_say(args, "已印发第 %lld 版,编号 %lld", "published as edition %lld, id %lld", (long long)published.number, (long long)published.edition);
    return review.naked_count ? 1 : 0;
}
