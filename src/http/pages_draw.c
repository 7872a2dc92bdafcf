/*
 * A draw that anybody may repeat, without an account and without a script (model/draw.h, `public`): the seed, the list as it stood, the way from the one
 * to the other step by step, and what the program itself finds when it draws again. 1 which draws; 2 the list as text; 3 the steps; 4 pages.
 */
#include "http/page.h"
#include "query/draw.h"

#include <stdlib.h>
#include <string.h>

struct shown {
    struct zc_record record;
    struct zc_draw_result result;
};

/* 1 */

static bool is_public(const struct zc_entity *entity) { return entity && entity->draw && entity->draw->public_; }

/* The draw of the address, from its publication on; before it, and where draws are not public, there is nothing. */
static bool read_draw(struct shown *out, struct zc_page *page)
{
    const char *again = zc_request_query(page->request, "again");
    const struct zc_entity *entity = zc_model_entity(page->model, page->request->params[0]);
    struct zc_times now = zc_times_now(page->db);
    int64_t id;
    int rc = ZC_ENOTFOUND;
    if (is_public(entity) && zc_page_id(&id, page->request->params[1]))
        rc = zc_rows_get(&out->record, page->arena, page->db, entity, id, now, &ZC_READER_CITY, NULL);
    if (!rc && zc_record_value(&out->record, entity->draw->publish->on_field).kind) {
        rc = again && *again ? zc_draw_again(&out->result, page->arena, page->db, &out->record, now, &page->err)
                             : zc_draw_read(&out->result, page->arena, page->db, &out->record, now, &page->err);
        if (!rc)
            return true;
        zc_page_fail(page, rc);
        return false;
    }
    zc_page_missing(page);
    return false;
}

static const char *address(const struct zc_page *page, const struct zc_record *record, const char *more)
{
    return zc_page_link(page, zc_arena_printf(page->arena, "/draws/%s/%lld%s", record->entity->full_name, (long long)record->id, more), NULL);
}

/* 2 */

static int by_number(const void *a, const void *b)
{
    int64_t left = strtoll(*(const char *const *)a, NULL, 10), right = strtoll(*(const char *const *)b, NULL, 10);
    return (left > right) - (left < right);
}

/* One decimal id a line, ascending. */
void zc_draw_list(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct shown draw;
    if (!zc_page_open(&page, response, request) || !read_draw(&draw, &page))
        return;
    const char **ids = zc_arena_array(page.arena, draw.result.count + 1, sizeof *ids);
    for (size_t i = 0; i < draw.result.count; i++)
        ids[i] = draw.result.lines[i].id;
    if (draw.result.count)
        qsort(ids, draw.result.count, sizeof *ids, by_number);
    response->type = "text/plain; charset=utf-8";
    for (size_t i = 0; i < draw.result.count; i++)
        zc_buf_printf(page.out, "%s\n", ids[i]);
}

/* 3 */

static void put_fact(struct zc_page *page, const char *title, const char *value) { zc_page_put(page, "<dt>$</dt><dd>$</dd>", title, value); }

static void put_facts(struct zc_page *page, const struct shown *draw)
{
    const struct zc_draw_result *result = &draw->result;
    const struct zc_draw_rule *rule = draw->record.entity->draw;
    zc_page_put(page, "<dl class=\"facts\">");
    put_fact(page, ZC_T(page, "种子", "seed"), result->seed);
    put_fact(page, ZC_T(page, "公布日期", "published on"), zc_page_date(page, result->published_on));
    put_fact(page, ZC_T(page, "公布时的账本位置", "entry of the publication"), result->position);
    put_fact(page, ZC_T(page, "抽查数", "sample size"), zc_page_number(page, result->size));
    if (result->frame) {
        put_fact(page, ZC_T(page, "抽样范围", "drawn from"), zc_page_pair(page, result->frame->claim));
        put_fact(page, ZC_T(page, "范围的条件", "condition of the list"), zc_arena_printf(page->arena, "%s %s", result->frame->of->full_name, result->frame->where_text));
    }
    put_fact(page, ZC_T(page, "期间", "period"),
             zc_arena_printf(page->arena, "%s – %s", zc_page_iso(page, (int)draw->record.values[rule->from->column].number),
                             zc_page_iso(page, (int)draw->record.values[rule->to->column].number)));
    if (result->drawn_on) {
        put_fact(page, ZC_T(page, "抽样日期", "drawn on"), zc_page_date(page, result->drawn_on));
        put_fact(page, ZC_T(page, "名单照此刻所知", "list as known at"), zc_page_instant(page, result->known));
        put_fact(page, ZC_T(page, "名单数", "size of the list"), zc_page_number(page, (int64_t)result->count));
        put_fact(page, ZC_T(page, "名单摘要（SM3）", "digest of the list (SM3)"), result->digest);
    }
    zc_page_put(page, "</dl>\n");
}

/* What stands between single quotes of a command that people copy into their shell: a quote in it must not end them. */
static const char *quoted(struct zc_arena *arena, const char *text)
{
    struct zc_buf out = {0};
    for (; *text; text++)
        if (*text == '\'')
            zc_buf_str(&out, "'\\''");
        else
            zc_buf_char(&out, *text);
    const char *copy = zc_arena_str(arena, zc_buf_text(&out));
    zc_buf_free(&out);
    return copy;
}

static void put_steps(struct zc_page *page, const struct shown *draw)
{
    const struct zc_draw_result *result = &draw->result;
    const char *seed = quoted(page->arena, result->seed ? result->seed : ""), *size = zc_page_number(page, result->size), *id = result->count ? result->lines[0].id : "1";
    zc_page_put(page, "<h2>$</h2><ol>", ZC_T(page, "自己重算", "Draw again yourself"));
    zc_page_put(page, "<li>$ <a href=\"$\">$</a></li>", ZC_T(page, "取抽样时的名单，每行一个编号：", "Take the list as it stood, one number a line:"), address(page, &draw->record, "/list"),
                ZC_T(page, "名单", "the list"));
    zc_page_put(page, "<li>$<pre>printf '%s|%s' '$' $ | openssl dgst -sm3</pre>$ <code>$</code></li>",
                ZC_T(page, "把种子、竖线和编号连成一段文字（UTF-8），求国密 SM3 摘要。第一名的例子：", "Join seed, vertical bar and number to one text (UTF-8) and take its SM3. The first, for example:"), seed, id,
                ZC_T(page, "得", "gives"), result->count ? result->lines[0].digest : "");
    zc_page_put(page, "<li>$</li>", ZC_T(page, "全部摘要按字节从小到大排，编号随它。", "Sort all digests by their bytes, ascending, each with its number."));
    zc_page_put(page, "<li>$</li>", zc_arena_printf(page->arena, ZC_T(page, "前 %s 个就是抽中的。", "The first %s are drawn."), size));
    zc_page_put(page, "<li>$<pre>while read -r id; do printf '%s %s\\n' \"$(printf '%s|%s' '$' \"$id\" | openssl dgst -sm3 -r | cut -d' ' -f1)\" \"$id\"; done &lt; list | LC_ALL=C sort | openssl dgst -sm3</pre>$ <code>$</code></li>",
                ZC_T(page, "整张排好的表（每行“摘要 编号”，换行结尾）再求一次 SM3，应等于名单摘要：", "The SM3 of the whole sorted table, lines of \"digest number\" each ended by a line feed, is the digest of the list:"), "$", seed, "$", "$",
                ZC_T(page, "应得", "gives"), result->digest);
    zc_page_put(page, "</ol>\n");
}

static void put_again(struct zc_page *page, const struct shown *draw)
{
    const char *again = zc_request_query(page->request, "again");
    if (!again || !*again) {
        zc_page_put(page, "<p><a class=\"button\" href=\"$\">$</a></p>\n",
                    zc_page_link(page, zc_arena_printf(page->arena, "/draws/%s/%lld", draw->record.entity->full_name, (long long)draw->record.id), "again=1"), ZC_T(page, "重算", "Draw again"));
        return;
    }
    if (draw->result.same)
        zc_page_put(page, "<p class=\"good\" role=\"status\">✓ $</p>\n",
                    zc_arena_printf(page->arena, ZC_T(page, "已从账本重算：名单 %zu 个，摘要相同，抽中的 %zu 个相同。", "Drawn again from the ledger: a list of %zu with the same digest, and the same %zu are drawn."),
                                    draw->result.count, draw->result.drawn));
    else
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\">✗ $</p>\n",
                    ZC_T(page, "已从账本重算：与当时的名单或抽中的不同。", "Drawn again from the ledger: the list or what was drawn is not the same."));
}

static void put_order(struct zc_page *page, const struct shown *draw)
{
    zc_page_put(page, "<h2>$</h2><table class=\"records\"><thead><tr><th>$</th><th>$</th><th>SM3</th><th>$</th></tr></thead><tbody>\n", ZC_T(page, "排定的名单", "The list in its order"), ZC_T(page, "序", "place"),
                ZC_T(page, "编号", "number"), ZC_T(page, "抽中", "drawn"));
    for (size_t i = 0; i < draw->result.count; i++)
        zc_page_put(page, "<tr><td class=\"number\">$</td><td>$</td><td><code>$</code></td><td>$</td></tr>\n", zc_page_number(page, (int64_t)i + 1), draw->result.lines[i].id,
                    draw->result.lines[i].digest, draw->result.lines[i].drawn ? ZC_T(page, "✓ 抽中", "✓ drawn") : "");
    zc_page_put(page, "</tbody></table>\n");
}

/* 4 */

void zc_draw_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct shown draw;
    if (!zc_page_open(&page, response, request) || !read_draw(&draw, &page))
        return;
    const char *name = zc_record_name(page.arena, page.db, &draw.record, page.lang);
    zc_page_head(&page, name);
    zc_page_put(&page, "<h1>$ <small>$</small></h1><p class=\"meta\">$</p>\n", name, zc_page_pair(&page, draw.record.entity->title),
                ZC_T(&page, "种子先公布，名单后读取；抽到谁只由这两样决定，任何人可以重算。",
                     "The seed was published before the list was read; these two alone decide who is drawn, and anybody can draw again."));
    put_facts(&page, &draw);
    if (draw.result.drawn_on) {
        put_again(&page, &draw);
        put_steps(&page, &draw);
        put_order(&page, &draw);
    } else {
        zc_page_put(&page, "<p>$</p>\n", ZC_T(&page, "尚未抽样。", "Nothing is drawn yet."));
    }
    zc_page_foot(&page);
}

/* The draws whose seed is published, newest first, a page at a time; a kind of draw is paged by itself. */
enum { PAGE_DRAWS = 50 };

static int put_draws(struct zc_page *page, const struct zc_entity *entity, const char *after, size_t *count)
{
    struct zc_rows rows;
    const char *newest_first = zc_arena_printf(page->arena, "-%s", entity->draw->publish->on_field);
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(page->db), .reader = &ZC_READER_CITY, .filter = zc_arena_printf(page->arena, "not empty(%s)", entity->draw->publish->on_field),
                                  .order = &newest_first, .order_count = 1, .after = after, .limit = PAGE_DRAWS};
    int rc = zc_rows_list(&rows, page->arena, page->db, &query, &page->err);
    if (rc || !rows.count)
        return rc;
    zc_page_put(page, "<ul>\n");
    for (size_t i = 0; i < rows.count; i++)
        zc_page_put(page, "<li><a href=\"$\">$</a> <small>$ $</small></li>\n", address(page, &rows.items[i], ""), zc_record_name(page->arena, page->db, &rows.items[i], page->lang),
                    zc_page_pair(page, entity->title), zc_page_iso(page, (int)zc_record_value(&rows.items[i], entity->draw->publish->on_field).number));
    zc_page_put(page, "</ul>\n");
    if (rows.next)
        zc_page_put(page, "<p><a rel=\"next\" href=\"$\">$</a></p>\n",
                    zc_page_link(page, "/draws", zc_arena_printf(page->arena, "of=%s&after=%s", entity->full_name, zc_page_encode(page, rows.next))),
                    zc_arena_printf(page->arena, ZC_T(page, "更早的%s", "earlier: %s"), zc_page_pair(page, entity->title)));
    *count += rows.count;
    return ZC_OK;
}

void zc_draws_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    size_t count = 0;
    int rc = ZC_OK;
    if (!zc_page_open(&page, response, request))
        return;
    const char *of = zc_request_query(request, "of"), *after = zc_request_query(request, "after");
    if (of && *of && !is_public(zc_model_entity(page.model, of))) {
        zc_page_missing(&page);
        return;
    }
    zc_page_head(&page, ZC_T(&page, "公开的抽样", "Public draws"));
    zc_page_put(&page, "<h1>$</h1>\n", ZC_T(&page, "公开的抽样", "Public draws"));
    for (size_t i = 0; i < page.model->entity_count && !rc; i++)
        if (is_public(page.model->entities[i]) && (!of || !*of || strcmp(of, page.model->entities[i]->full_name) == 0))
            rc = put_draws(&page, page.model->entities[i], of && *of ? after : NULL, &count);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    if (!count)
        zc_page_put(&page, "<p>$</p>\n", ZC_T(&page, "还没有公布种子的抽样。", "No seed is published yet."));
    zc_page_foot(&page);
}
