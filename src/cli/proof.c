/* proof: every number of an ordinary text held against the figures of a period. */
#include "cli/verbs.h"
#include "base/decimal.h"
#include "paper/proof.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { LARGEST_TEXT = 4 << 20 };

static int read_text(char **out, size_t *size, struct zc_args *args, const char *path, struct zc_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "读不到 %s:%s", "cannot read %s: %s", path, strerror(errno));
    *out = zc_arena_alloc(&args->arena, LARGEST_TEXT + 1);
    *size = fread(*out, 1, LARGEST_TEXT + 1, file);
    fclose(file);
    return *size > LARGEST_TEXT ? zc_fail(err, ZC_ELIMIT, "文稿超过 4 MiB", "the text is larger than 4 MiB") : ZC_OK;
}

/* A copy of the writer's own file: what differs and what is unbound is highlighted and says why in a comment. */
static int annotate(struct zc_args *args, const char *folder, const char *from, const struct zc_proofs *proofs, struct zc_error *err)
{
    size_t count;
    struct zc_docx_note *notes = zc_proof_notes(&count, &args->arena, proofs, args->lang);
    return zc_docx_annotate_file(from, zc_arena_printf(&args->arena, "%s/proof.docx", folder), notes, count, "筑城", err);
}

static int write_html(struct zc_args *args, const char *folder, const char *text, size_t size, const struct zc_proofs *proofs, struct zc_error *err)
{
    struct zc_buf html = {0};
    char path[4200];
    snprintf(path, sizeof path, "%s/proof.html", folder);
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return zc_fail(err, ZC_EIO, "无法新建 %s:%s", "cannot make %s: %s", folder, strerror(errno));
    zc_buf_str(&html, "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>proof</title><style>body{font:17px/1.9 serif;max-width:46em;margin:2em auto}"
                      ".zc-equal{background:#e7f3ee}.zc-different{background:#fbeae8;outline:2px solid #b3261e}.zc-unbound{background:#fbf3e0}"
                      ".zc-claim,.zc-wording,.zc-name_number{background:#eceef1}</style></head><body>\n");
    zc_prose_html(&html, text, size, proofs, args->lang);
    zc_buf_str(&html, "\n</body></html>\n");
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(html.bytes, 1, html.size, file) == html.size;
    if (file && fclose(file) != 0)
        good = false;
    zc_buf_free(&html);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
}

static void say_proofs(struct zc_args *args, const struct zc_proofs *proofs)
{
    size_t counts[ZC_PROOF_ALLOWED + 1] = {0};
    for (size_t i = 0; i < proofs->count; i++) {
        const struct zc_proof *proof = &proofs->items[i];
        char known[48];
        counts[proof->status]++;
        if (proof->status == ZC_PROOF_DIFFERENT) {
            zc_decimal_format_grouped(known, proof->known_value, proof->known_scale);
            zc_say(args, "  ■ 第 %zu 字节“%s”:%s 应为 %s%s", "  ■ byte %zu \"%s\": %s is %s %s", proof->offset, proof->text, zc_pick(proof->title, args->lang), known,
                   zc_pick(proof->known_unit, args->lang));
        } else if (proof->status == ZC_PROOF_UNBOUND) {
            zc_say(args, "  ▲ 第 %zu 字节“%s”:没有对应的指标", "  ▲ byte %zu \"%s\": no figure behind it", proof->offset, proof->text);
        }
    }
    zc_say(args, "相符 %zu,不符 %zu,无依据 %zu;名称中的数 %zu,首创类提法 %zu,习惯用语 %zu", "equal %zu, different %zu, unbound %zu; name-numbers %zu, claims %zu, wordings %zu",
           counts[ZC_PROOF_EQUAL], counts[ZC_PROOF_DIFFERENT], counts[ZC_PROOF_UNBOUND], counts[ZC_PROOF_NAME_NUMBER], counts[ZC_PROOF_CLAIM], counts[ZC_PROOF_WORDING]);
}

int zc_verb_proof(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_period period;
    struct zc_times times;
    struct zc_proofs proofs = {0};
    struct zc_prose_tables tables = {0};
    struct zc_known *known = NULL;
    char *bytes = NULL;
    const char *text = NULL;
    size_t bytes_size = 0, size = 0;
    bool docx = false;
    size_t words = zc_args_option(args, "period") ? 2 : SIZE_MAX;
    if (zc_args_words(args, words, words, "城市文件夹、文稿和 --period", "the city folder, the text and --period", &err) ||
        zc_session_read(&session, &times, args, &err))
        return zc_args_fail(args, &err);
    int rc = zc_args_period(&period, args, &times, &err);
    if (!rc && !zc_args_option(args, "asof") && times.asof > period.to)
        times = zc_times_at(&session.db, period.to, times.known);
    if (!rc)
        rc = read_text(&bytes, &bytes_size, args, args->words[1], &err);
    if (!rc)
        rc = zc_proof_read(&text, &size, &docx, &args->arena, bytes, bytes_size, &err);
    if (!rc)
        rc = zc_proof_known(&known, &tables.known_count, &args->arena, &session.db, &period, times, &err);
    tables.known = known;
    tables.wordings = session.city->model->wordings;
    tables.wording_count = session.city->model->wording_count;
    if (!rc)
        rc = zc_prose_check(&proofs, &args->arena, text, size, &tables, &err);
    if (!rc && zc_args_option(args, "out"))
        rc = write_html(args, zc_args_option(args, "out"), text, size, &proofs, &err);
    if (!rc && docx && zc_args_option(args, "out"))
        rc = annotate(args, zc_args_option(args, "out"), args->words[1], &proofs, &err);
    if (!rc && zc_args_is(args, "format", "json")) {
        struct zc_buf json = {0};
        zc_prose_json(&json, &proofs, false);
        fprintf(args->out, "%s\n", zc_buf_text(&json));
        zc_buf_free(&json);
    } else if (!rc) {
        say_proofs(args, &proofs);
    }
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    for (size_t i = 0; i < proofs.count; i++)
        if (proofs.items[i].status == ZC_PROOF_DIFFERENT)
            return 1;
    return 0;
}
