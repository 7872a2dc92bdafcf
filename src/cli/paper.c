/*
 * paper: the official paper of a record as PDF, word-processor file, HTML, picture of a page or workbook; without --as what it has. With "-"
 * in place of a record the description comes over the standard input: so the server lets a process of its own draw (http/drawing.h).
 */
#include "cli/verbs.h"
#include "paper/compose.h"
#include "paper/issue.h"
#include "paper/official_docx.h"
#include "paper/official_draw.h"
#include "paper/official_pack.h"
#include "paper/official_xlsx.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 64 << 20 };

static int list(struct zc_args *args, struct zc_session *session, const struct zc_compose *what, struct zc_error *err)
{
    enum { MOST = 32 };
    const struct zc_paper *papers[MOST];
    size_t count;
    int rc = zc_compose_choices(papers, MOST, &count, &args->arena, &session->db, what, err);
    for (size_t i = 0; i < count && !rc; i++)
        fprintf(args->out, "%s\t%s\n", papers[i]->name, zc_pick(papers[i]->title, args->lang));
    if (!rc && !count)
        zc_say(args, "这条记录没有公文%s", "this record has no official paper%s", "");
    return rc;
}

/* The state of the layout: what a screen says beside the paper; with `page` the picture of that page (the last one where there are fewer). */
static int describe(struct zc_buf *out, const struct zc_official *paper, const struct zc_official_place *place, size_t page, struct zc_error *err)
{
    struct zc_official_state state;
    struct zc_buf picture = {0};
    char digest[ZC_DIGEST_HEX];
    int rc = zc_official_svg(&picture, &state, paper, place, 1, err);
    if (!rc && page > 1 && state.pages > 1) {
        zc_buf_free(&picture);
        rc = zc_official_svg(&picture, &state, paper, place, page < state.pages ? page : state.pages, err);
    }
    if (rc) {
        zc_buf_free(&picture);
        return rc;
    }
    zc_official_digest(digest, paper);
    zc_buf_printf(out, "{\"digest\":\"%s\",\"pages\":%zu,\"check_pages\":%zu,\"figures\":%zu,\"conforms\":%s,\"trace\":", digest, state.pages, state.leaves - state.pages,
                  paper->figure_count, state.conforms ? "true" : "false");
    zc_buf_json_str(out, paper->trace);
    zc_buf_str(out, ",\"remarks\":[");
    for (size_t i = 0; i < state.remark_count; i++) {
        zc_buf_str(out, i ? "," : "");
        zc_buf_json_str(out, state.remarks[i]);
    }
    zc_buf_char(out, ']');
    if (page) {
        zc_buf_printf(out, ",\"page\":%zu,\"svg\":", page < state.pages ? page : state.pages);
        zc_buf_json_str(out, zc_buf_text(&picture));
    }
    zc_buf_free(&picture);
    zc_buf_str(out, "}\n");
    return ZC_OK;
}

static int make(struct zc_buf *out, struct zc_official_state *state, struct zc_args *args, const struct zc_city *city, const struct zc_official *paper, struct zc_error *err)
{
    const struct zc_official_place place = {city->folder, zc_compose_address(city)};
    const char *as = zc_args_option(args, "as"), *page = zc_args_option(args, "page");
    char *end = NULL;
    unsigned long number = page ? strtoul(page, &end, 10) : 1;
    if (page && (*end || !number || number > 500))
        return zc_fail(err, ZC_EUSAGE, "--page 应为 1 至 500，收到 %s", "--page takes 1 to 500, %s came", page);
    const char *pages = zc_args_option(args, "pages");
    if (pages && strcmp(as, "html") != 0)
        return zc_fail(err, ZC_EUSAGE, "--pages 只用于 --as html%s", "--pages goes with --as html%s", "");
    if (strcmp(as, "json") == 0)
        return describe(out, paper, &place, page ? number : 0, err);
    if (pages)
        return zc_official_html_body(out, paper, &place, pages, "", err);
    if (strcmp(as, "pdf") == 0)
        return zc_official_pdf(out, state, paper, &place, err);
    if (strcmp(as, "svg") == 0)
        return zc_official_svg(out, state, paper, &place, number, err);
    if (strcmp(as, "docx") == 0)
        return zc_official_docx(out, paper, err);
    if (strcmp(as, "xlsx") == 0)
        return zc_official_xlsx(out, paper, place.address, err);
    return zc_official_html(out, paper, &place, err);
}

static int write_file(struct zc_args *args, const char *path, const struct zc_buf *bytes, struct zc_error *err)
{
    if (strcmp(path, "-") == 0)
        return fwrite(zc_buf_text(bytes), 1, bytes->size, args->out) == bytes->size && fflush(args->out) == 0
                   ? ZC_OK
                   : zc_fail(err, ZC_EIO, "无法写出：%s", "cannot write: %s", strerror(errno));
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(zc_buf_text(bytes), 1, bytes->size, file) == bytes->size;
    if (file && fclose(file) != 0)
        good = false;
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "无法写入 %s：%s", "cannot write %s: %s", path, strerror(errno));
}

/* The paper as it was issued. */
static int read_file(struct zc_buf *out, const char *path, const char *digest, struct zc_error *err)
{
    char piece[65536], came[ZC_DIGEST_HEX];
    size_t size;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return zc_fail(err, ZC_EIO, "成文的公文 %s 不在", "the file of the paper %s is missing", digest);
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        zc_buf_add(out, piece, size);
    fclose(file);
    zc_sm3_hex(came, out->bytes, out->size);
    return strcmp(came, digest) == 0 ? ZC_OK : zc_fail(err, ZC_EIO, "成文的公文与摘要 %s 不符", "the file of the paper is not that of the digest %s", digest);
}

/* What another process composed. A paper of a sample city says so, whatever the description says. */
static int described(struct zc_args *args, struct zc_error *err)
{
    struct zc_city *city;
    struct zc_official *paper;
    struct zc_official_state state;
    struct zc_buf text = {0}, bytes = {0};
    char piece[65536];
    size_t size;
    int rc = zc_city_open(&city, args->words[0], err);
    if (rc)
        return rc;
    while ((size = fread(piece, 1, sizeof piece, stdin)) > 0 && text.size <= MOST_TEXT)
        zc_buf_add(&text, piece, size);
    rc = text.size > MOST_TEXT ? zc_fail(err, ZC_ELIMIT, "描述超过 %d 字节", "the description is longer than %d bytes", (int)MOST_TEXT)
                               : zc_official_unpack(&paper, &args->arena, zc_buf_text(&text), text.size, err);
    zc_buf_free(&text);
    if (!rc && city->sample && !paper->sample)
        rc = zc_fail(err, ZC_EDENIED, "示例城市的公文要写明示例", "a paper of a sample city says that it is one");
    if (!rc)
        rc = make(&bytes, &state, args, city, paper, err);
    if (!rc)
        rc = write_file(args, zc_args_option(args, "out"), &bytes, err);
    zc_buf_free(&bytes);
    zc_city_close(city);
    return rc;
}

int zc_verb_paper(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_compose what = {.reader = &ZC_READER_CITY};
    struct zc_composed composed;
    struct zc_issued issued;
    struct zc_official_state state = {0};
    struct zc_period period;
    struct zc_buf bytes = {0};
    char *end, digest[ZC_DIGEST_HEX];
    const char *out = zc_args_option(args, "out"), *name = zc_args_option(args, "paper"), *as = zc_args_option(args, "as");
    if (args->word_count == 2 && strcmp(args->words[1], "-") == 0 && as && out)
        return described(args, &err) ? zc_args_fail(args, &err) : 0;
    if (zc_args_words(args, 3, 3, "城市文件夹、实体和编号", "the city folder, an entity and an id", &err))
        return zc_args_fail(args, &err);
    if (!as != !out) {
        zc_fail(&err, ZC_EUSAGE, "--as 和 --out 要一起写%s", "--as and --out go together%s", "");
        return zc_args_fail(args, &err);
    }
    int rc = zc_session_read(&session, &what.times, args, &err);
    if (rc)
        return zc_args_fail(args, &err);
    what.entity = zc_model_entity(session.city->model, args->words[1]);
    what.id = strtoll(args->words[2], &end, 10);
    if (!what.entity)
        rc = zc_fail(&err, ZC_EUSAGE, "没有实体 %s", "there is no entity %s", args->words[1]);
    else if (*end || what.id <= 0)
        rc = zc_fail(&err, ZC_EUSAGE, "编号应为数字，收到 %s", "the id is a number, %s came", args->words[2]);
    else if (name && !(what.paper = zc_paper_named(session.city->model, what.entity, name)))
        rc = zc_fail(&err, ZC_EUSAGE, "%s 没有公文 %s", "%s has no official paper %s", what.entity->full_name, name);
    if (!rc && zc_args_option(args, "period")) {
        rc = zc_args_period(&period, args, &what.times, &err);
        what.period = &period;
    }
    if (!rc && !as)
        rc = list(args, &session, &what, &err);
    if (!rc && as)
        rc = zc_issue_choose(&issued, &what, zc_args_option(args, "asof") || zc_args_option(args, "known"), &args->arena, &session.db, &err);
    if (!rc && as)
        rc = zc_compose(&composed, &args->arena, &session.db, &what, &err);
    if (!rc && as && issued.meant && strcmp(as, "pdf") == 0)
        rc = read_file(&bytes, issued.path, issued.digest, &err);
    else if (!rc && as)
        rc = make(&bytes, &state, args, session.city, composed.official, &err);
    if (!rc && as)
        rc = write_file(args, out, &bytes, &err);
    bool quiet = out && strcmp(out, "-") == 0;
    if (!rc && as && !quiet) {
        zc_official_digest(digest, composed.official);
        zc_say(args, "%s：已写入 %s，内容摘要 %s", "%s: written to %s, digest of the content %s", zc_pick(composed.paper->title, args->lang), out, digest);
        if (state.pages)
            zc_say(args, "共 %zu 页，核对页 %zu 页", "%zu pages, %zu check pages", state.pages, state.leaves - state.pages);
        for (size_t i = 0; i < composed.naked_count; i++)
            zc_say(args, "  ■ 第 %d 行裸数：%s", "  ■ naked figure in line %d: %s", composed.naked[i].line, composed.naked[i].text);
    }
    zc_buf_free(&bytes);
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    return as && !quiet && composed.naked_count ? 1 : 0;
}
