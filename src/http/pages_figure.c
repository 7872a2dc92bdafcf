/*
 * Figures and their traces: 1 which figure, at which times; 2 what changed since a day; 3 the records behind it; 4 the trace
 * page; 5 all figures; 6 the downloads: lines, CSV, JSON.
 */
#include "http/page.h"
#include "base/digest.h"
#include "query/opening.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 50, SORT_ROWS = 2000, CHANGE_SHOWN = 12, COLUMNS = 4, STEPS = 12 };

/* 1 */

static int figure_at(struct zc_figure *out, struct zc_page *page, const struct zc_metric *metric, struct zc_times times)
{
    struct zc_metric_query query = {metric, page->period, times, page->reader};
    return zc_metric_figure(out, page->arena, page->db, &query, &page->err);
}

static bool open_figure(struct zc_page *page, struct zc_figure *figure, struct zc_response *response,
                        struct zc_request *request)
{
    if (!zc_page_open(page, response, request))
        return false;
    const struct zc_metric *metric = zc_model_metric(page->model, request->params[0]);
    if (!metric || (!metric->city && !page->reader->account)) {
        zc_page_missing(page);
        return false;
    }
    if (figure_at(figure, page, metric, page->times)) {
        zc_page_fail(page, page->err.code);
        return false;
    }
    return true;
}

static int64_t known_or_now(const struct zc_page *page, struct zc_times times)
{
    return times.present || times.known == ZC_INSTANT_MAX ? zc_db_now(page->db) : times.known;
}

static const char *trace_path(const struct zc_page *page, const char *id, const char *what)
{
    return zc_arena_printf(page->arena, "/figures/%s%s", zc_page_encode(page, id), what);
}

/* 2 */

static bool holds(const struct zc_figure *figure, const struct zc_row_ref *row) /* both ascend by id: a binary search */
{
    size_t low = 0, high = figure->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (figure->rows[middle].id < row->id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < figure->row_count && figure->rows[low].id == row->id;
}

static size_t list_changes(struct zc_page *page, const struct zc_figure *from, const struct zc_figure *to,
                           struct zc_times times, const char *mark)
{
    size_t found = 0, hidden = 0;
    for (size_t i = 0; i < to->row_count; i++) {
        struct zc_record record;
        if (holds(from, &to->rows[i]))
            continue;
        if (++found > CHANGE_SHOWN)
            continue;
        if (zc_rows_get(&record, page->arena, page->db, to->rows[i].entity, to->rows[i].id, times, page->reader, NULL)) {
            hidden++;
            continue;
        }
        const char *day = record.entity->valid_from ? record.entity->valid_from : "";
        struct zc_value value = zc_record_value(&record, to->metric->flow ? to->metric->flow : day);
        zc_page_put(page, "<li><span class=\"delta\">$</span> <a href=\"$\">$</a>", mark,
                    zc_page_record(page, record.entity, record.id),
                    zc_record_name(page->arena, page->db, &record, page->lang));
        zc_page_put(page, value.kind == ZC_V_INT ? " <small>$</small></li>" : "<small>$</small></li>",
                    value.kind == ZC_V_INT ? zc_page_date(page, (int)value.number) : "");
    }
    if (found > CHANGE_SHOWN)
        zc_page_put(page, "<li>$</li>",
                    zc_arena_printf(page->arena, ZC_T(page, "还有 %zu 条", "%zu more"), found - CHANGE_SHOWN));
    if (hidden)
        zc_page_put(
            page, "<li>$</li>",
            zc_arena_printf(page->arena, ZC_T(page, "其中 %zu 条您无权查看", "%zu of them you may not see"), hidden));
    return found;
}

static void change_since(struct zc_page *page, const struct zc_figure *figure)
{
    const char *given = zc_request_query(page->request, "since");
    int since;
    struct zc_figure before;
    if (figure->basis != ZC_BASIS_RECORDS || figure->metric->kind == ZC_METRIC_RATIO)
        return;
    if (!given || !zc_date_parse(&since, given) || since >= page->times.asof) {
        /* three months before the end of a month is the end of a month: 30 June → 31 March */
        int year, month, day, next = zc_date_add_months(page->times.asof + 1, -3);
        zc_date_split(page->times.asof + 1, &year, &month, &day);
        since = day == 1 ? next - 1 : zc_date_add_months(page->times.asof, -3);
    }
    struct zc_times times = zc_times_at(page->db, since, page->times.present ? ZC_INSTANT_MAX : page->times.known);
    if (figure_at(&before, page, figure->metric, times))
        return;
    zc_page_put(page, "<section><h2>$</h2>",
                zc_arena_printf(page->arena, ZC_T(page, "自 %s 以来", "Change since %s"), zc_page_date(page, since)));
    zc_page_put(page, "<p><a class=\"fig\" href=\"$\">$</a> → <b>$</b></p>",
                zc_page_link_at(page, page->request->path, zc_page_iso(page, since), page->known, figure->period.name),
                zc_page_value(page, &before), zc_page_value(page, figure));
    zc_page_put(page, "<ul class=\"changes\">");
    size_t changes = list_changes(page, &before, figure, page->times, "+");
    changes += list_changes(page, figure, &before, times, "−");
    if (!changes)
        zc_page_put(page, "<li>$</li>", ZC_T(page, "没有记录增减", "No record came or went"));
    zc_page_put(page, "</ul>");
}

/* A stock over the last three years, counted at the end of every quarter: a step line with few labels. */
static void step_line(struct zc_page *page, const struct zc_figure *figure)
{
    struct point {
        int day;
        int64_t value;
    } points[STEPS + 1];
    size_t count = 0;
    int year, month, day;
    int64_t most = 1;
    if (figure->basis != ZC_BASIS_RECORDS || figure->metric->flow || figure->metric->kind == ZC_METRIC_RATIO ||
        !figure->known)
        return;
    zc_date_split(page->times.asof, &year, &month, &day);
    for (int i = STEPS; i-- > 0;) { /* the ends of the quarters before the day, oldest first */
        struct zc_figure then;
        int quarter = year * 4 + (month - 1) / 3 - i, end;
        if (!zc_date_make(&end, quarter / 4, quarter % 4 * 3 + 1, 1))
            return;
        struct zc_times times = zc_times_at(page->db, end - 1, page->times.present ? ZC_INSTANT_MAX : page->times.known);
        if (figure_at(&then, page, figure->metric, times) || !then.known || then.value < 0)
            return;
        points[count++] = (struct point){end - 1, then.value};
    }
    points[count++] = (struct point){page->times.asof, figure->value};
    for (size_t i = 0; i < count; i++)
        most = points[i].value > most ? points[i].value : most;
    struct zc_buf path = {0};
    int span = points[count - 1].day - points[0].day, x[STEPS + 1], y[STEPS + 1];
    for (size_t i = 0; i < count; i++) {
        x[i] = 6 + (int)((int64_t)(points[i].day - points[0].day) * 290 / (span > 0 ? span : 1));
        y[i] = 80 - (int)((__int128)points[i].value * 56 / most);
        zc_buf_printf(&path, i ? "H%dV%d" : "M%d %d", x[i], y[i]);
    }
    zc_page_put(
        page, "<svg class=\"steps-line\" viewBox=\"0 0 316 100\" role=\"img\" aria-label=\"$\"><path class=\"area\" d=\"$H$V80H6z\"/><path d=\"$\"/>",
        ZC_T(page, "近三年的变化，按季度末", "the last three years, at the end of each quarter"), zc_buf_text(&path),
        zc_page_number(page, x[count - 1]), zc_buf_text(&path));
    for (size_t i = 0; i < count; i++) {
        int at_year, at_month, at_day;
        struct zc_figure label = *figure;
        zc_date_split(points[i].day, &at_year, &at_month, &at_day);
        bool last = i + 1 == count;
        if (!last && at_month != 12)
            continue;
        label.value = points[i].value;
        zc_page_put(page, "<circle class=\"$\" cx=\"$\" cy=\"$\" r=\"3.5\"/>", last ? "last" : "",
                    zc_page_number(page, x[i]), zc_page_number(page, y[i]));
        if (last || x[count - 1] - x[i] > 40)
            zc_page_put(page, "<text class=\"$\" x=\"$\" y=\"$\">$</text>", last ? "last" : "",
                        zc_page_number(page, x[i] - 2), zc_page_number(page, y[i] - 8),
                        zc_figure_text(&label, true, page->arena));
        if (!last)
            zc_page_put(page, "<text class=\"axis\" x=\"$\" y=\"96\">$</text>", zc_page_number(page, x[i]),
                        zc_arena_printf(page->arena, ZC_T(page, "%d年末", "end %d"), at_year));
    }
    zc_page_put(page, "</svg>");
    zc_buf_free(&path);
}

/* Closes the section with the form that chooses the other day. */
static void since_form(struct zc_page *page, const struct zc_figure *figure)
{
    if (figure->basis != ZC_BASIS_RECORDS || figure->metric->kind == ZC_METRIC_RATIO)
        return;
    step_line(page, figure);
    zc_page_put(page, "<form class=\"times small\" method=\"get\" action=\"$\">", page->request->path);
    const char *keep[] = {"asof",   page->asof,         "known", page->known,
                          "period", page->period_given, "lang",  zc_request_query(page->request, "lang")};
    for (size_t i = 0; i < sizeof keep / sizeof *keep; i += 2)
        if (keep[i + 1])
            zc_page_put(page, "<input type=\"hidden\" name=\"$\" value=\"$\">", keep[i], keep[i + 1]);
    zc_page_put(
        page, "<label><span class=\"off\">$</span><input type=\"date\" name=\"since\"></label><button>$</button></form></section>\n",
        ZC_T(page, "与哪一天相比", "Compare with"), ZC_T(page, "换一天比", "Compare with another day"));
}

/* 3 */

struct sorted {
    struct zc_record record;
    int day;
};

static int newest_first(const void *a, const void *b)
{
    const struct sorted *left = a, *right = b;
    if (left->day != right->day)
        return left->day < right->day ? 1 : -1;
    return (left->record.id > right->record.id) - (left->record.id < right->record.id);
}

static size_t read_rows(struct sorted **out, struct zc_page *page, const struct zc_figure *figure, size_t from,
                        size_t count)
{
    struct sorted *rows = zc_arena_array(page->arena, count + 1, sizeof *rows);
    size_t found = 0;
    for (size_t i = from; i < from + count && i < figure->row_count; i++) {
        const struct zc_row_ref *ref = &figure->rows[i];
        if (zc_rows_get(&rows[found].record, page->arena, page->db, ref->entity, ref->id, figure->times, page->reader,
                        NULL))
            continue;
        const char *day = figure->metric->flow ? figure->metric->flow : ref->entity->valid_from;
        struct zc_value value = day ? zc_record_value(&rows[found].record, day) : ZC_EMPTY;
        rows[found].day = value.kind == ZC_V_INT ? (int)value.number : 0;
        found++;
    }
    *out = rows;
    return found;
}

static void records(struct zc_page *page, const struct zc_figure *figure)
{
    struct sorted *rows;
    int64_t number = 1;
    const char *given = zc_request_query(page->request, "page");
    bool sorts = figure->row_count <= SORT_ROWS;
    if (given && (!zc_page_id(&number, given) || number < 1 || number > 1000000))
        number = 1;
    size_t from = (size_t)(number - 1) * PAGE_ROWS;
    zc_page_put(page, "<h2 id=\"records\">$ <small>", ZC_T(page, "背后的记录", "The records behind it"));
    if (figure->visible_count == figure->row_count)
        zc_page_put(page, "$</small></h2>",
                    zc_arena_printf(page->arena, ZC_T(page, "%s 条，都可以看%s", "%s records, all of them to be seen%s"),
                                    zc_page_number(page, (int64_t)figure->row_count),
                                    sorts ? ZC_T(page, "；新的在前", "; newest first") : ""));
    else
        zc_page_put(page, "$</small></h2>",
                    zc_arena_printf(page->arena, ZC_T(page, "%2$s 条中您可以看 %1$s 条", "%s of %s rows you may see"),
                                    zc_page_number(page, (int64_t)figure->visible_count),
                                    zc_page_number(page, (int64_t)figure->row_count)));
    size_t found =
        sorts ? read_rows(&rows, page, figure, 0, figure->row_count) : read_rows(&rows, page, figure, from, PAGE_ROWS);
    if (sorts) {
        qsort(rows, found, sizeof *rows, newest_first);
        size_t skip = from < found ? from : found;
        rows += skip;
        found = found - skip < PAGE_ROWS ? found - skip : PAGE_ROWS;
    }
    if (found) {
        const struct zc_entity *entity = rows[0].record.entity;
        const struct zc_field *columns[COLUMNS];
        struct zc_record *plain = zc_arena_array(page->arena, found, sizeof *plain);
        size_t same = 0;
        for (size_t i = 0; i < found; i++)
            if (rows[i].record.entity == entity)
                plain[same++] = rows[i].record;
        size_t count = zc_page_columns(page, columns, COLUMNS, entity, plain, same);
        zc_page_put(page, "<div class=\"wide\"><table class=\"rows\">");
        zc_page_table_head(page, entity, columns, count);
        zc_page_put(page, "<tbody>");
        for (size_t i = 0; i < found;
             i++) /* a ratio has rows of its part and of its whole: those of another entity by name alone */
            zc_page_table_row(page, &rows[i].record, columns, rows[i].record.entity == entity ? count : 0);
        zc_page_put(page, "</tbody></table></div>");
    }
    zc_page_put(page, "<p class=\"more\">");
    if (number > 1)
        zc_page_put(page, "<a href=\"$#records\">$</a> · ",
                    zc_page_here(page, "page", zc_arena_printf(page->arena, "%lld", (long long)number - 1)),
                    ZC_T(page, "前一页", "Previous"));
    if (figure->row_count > from + PAGE_ROWS)
        zc_page_put(page, "<a href=\"$#records\">$</a> · ",
                    zc_page_here(page, "page", zc_arena_printf(page->arena, "%lld", (long long)number + 1)),
                    zc_arena_printf(page->arena, ZC_T(page, "还有 %zu 条", "%zu more records"),
                                    figure->row_count - from - PAGE_ROWS));
    zc_page_put(page, "<a href=\"$\">CSV</a> · <a href=\"$\">JSON</a></p>\n",
                zc_page_link(page, trace_path(page, figure->metric->id, "/csv"), NULL),
                zc_page_link(page, trace_path(page, figure->metric->id, "/json"), NULL));
}

/* 4 */

static void value_and_sentence(struct zc_page *page, const struct zc_figure *figure)
{
    const struct zc_metric *metric = figure->metric;
    zc_page_put(page,
                figure->known
                    ? "<h1 class=\"figure\"><span class=\"big\">$</span> $ <span class=\"unit\">$</span></h1>"
                    : "<h1 class=\"figure\"><span class=\"none\">$</span> $<span class=\"unit\">$</span></h1>",
                zc_page_value(page, figure), zc_page_pair(page, metric->title),
                page->english || !figure->known ? "" : zc_page_pair(page, metric->unit));
    zc_page_put(page, "<p class=\"lead\">");
    if (figure->before_start)
        zc_page_put(page, ZC_T(page, "所看的时间早于本市启用账本，没有记录可数。这不是 0。",
                               "The time asked for lies before the city began its ledger: there is nothing to count. "
                               "That is not zero."));
    else if (!figure->known)
        zc_page_put(page, ZC_T(page, "这一天还没有这个数：没有单位填报，或没有规则在用。",
                               "There is no such figure on this day: nobody declared it, or no rule was in force."));
    else if (figure->basis == ZC_BASIS_RECORDS)
        zc_page_put(page,
                    ZC_T(page, "截至 $，这个数由 <b>$ 条记录</b>数出来，不是人填的。",
                         "On $ this figure is <b>counted from $ records</b>. It is not typed by hand."),
                    zc_page_date(page, figure->times.asof), zc_page_number(page, (int64_t)figure->row_count));
    else if (figure->basis == ZC_BASIS_RULE)
        zc_page_put(page,
                    ZC_T(page, "这个数由 $ 在用的<b>规则</b>定下。依据：$",
                         "This figure is set by the <b>rule</b> in force on $. Basis: $"),
                    zc_page_date(page, figure->times.asof), figure->rule ? figure->rule->basis : "");
    else
        zc_page_put(page,
                    ZC_T(page, "这个数由<b>$填报</b>，来源文件：$。日后能由记录数出来时，差额会列在这里。",
                         "This figure was <b>declared by $</b>; source document: $. Once records can count it, any "
                         "difference is listed here."),
                    figure->declared_by, figure->declared_source);
    zc_page_put(page, "</p>\n");
    struct zc_opening_sum opening;
    const char *words = zc_opening_of_figure(&opening, page->arena, page->db, figure, NULL) ? NULL : zc_opening_words(&opening, page->arena, page->lang);
    if (words)
        zc_page_put(page, "<p class=\"meta opening\">$</p>", words);
    if (figure->by_area)
        zc_page_put(page, "<p class=\"meta edition\">$</p>",
                    figure->edition ? zc_arena_printf(page->arena, ZC_T(page, "区划版本：%s截止，%s公布", "Areas as in the edition closed on %s, published on %s"),
                                                      zc_page_date(page, figure->edition), zc_page_date(page, figure->edition_published))
                                    : ZC_T(page, "区划版本：所看日期无对应版本", "Areas: no edition was out by then"));
    if (metric->flow)
        zc_page_put(page, "<p class=\"meta\">$</p>",
                    zc_arena_printf(page->arena, ZC_T(page, "期间 %s:%s 至 %s", "Period %s: %s to %s"),
                                    figure->period.name, zc_page_date(page, figure->period.from),
                                    zc_page_date(page, figure->period.to < figure->times.asof ? figure->period.to
                                                                                              : figure->times.asof)));
}

static void facts(struct zc_page *page, const struct zc_figure *figure)
{
    struct zc_figure again;
    char mark[16];
    strncpy(mark, zc_basis_mark(figure->basis), sizeof mark - 1);
    mark[sizeof mark - 1] = 0;
    zc_page_put(
        page, "<section><dl class=\"facts\"><dt>$</dt><dd>$</dd><dt>$</dt><dd>$</dd><dt>$</dt><dd><span class=\"mark\">$</span> $</dd>",
        ZC_T(page, "事实截至", "True on"),
        zc_arena_printf(page->arena, ZC_T(page, "%s 24时", "%s, end of day"), zc_page_date(page, figure->times.asof)),
        ZC_T(page, "当时所知", "Known on"),
        figure->times.present ? ZC_T(page, "现在", "now")
                              : zc_arena_printf(page->arena, ZC_T(page, "%s", "%s (China time)"),
                                                zc_page_instant(page, figure->times.known)),
        ZC_T(page, "依据", "Basis"), mark, zc_page_basis(page, figure->basis));
    if (page->known && figure->known) { /* what the ledger knows today about the same day */
        struct zc_times now = zc_times_at(page->db, figure->times.asof, ZC_INSTANT_MAX);
        if (!figure_at(&again, page, figure->metric, now)) {
            bool same = strcmp(again.digest, figure->digest) == 0, equal = again.known && again.value == figure->value;
            zc_page_put(page,
                        same ? "<dt>$</dt><dd class=\"same\">✓ $ $</dd>" : "<dt>$</dt><dd class=\"drift\">▲ $ $</dd>",
                        ZC_T(page, "按今天所知重算", "Counted again today"),
                        equal && !same ? ZC_T(page, "数相同，记录有改动：", "Same value, records changed:")
                        : same         ? ZC_T(page, "一致：", "Same:")
                                       : ZC_T(page, "有变动：", "Drifted:"),
                        zc_page_value(page, &again));
        }
    }
    zc_page_put(page, "</dl></section>\n");
}

static void proof(struct zc_page *page, const struct zc_figure *figure)
{
    struct zc_error ignored;
    struct zc_buf lines = {0};
    zc_page_put(page, "<section><h2>$</h2><p class=\"meta\">$</p>", ZC_T(page, "账本证明", "Proof"),
                figure->basis == ZC_BASIS_RECORDS
                    ? zc_arena_printf(page->arena,
                                      ZC_T(page, "%zu 条记录各行的 SM3 摘要", "SM3 digest of the lines of %zu records"),
                                      figure->row_count)
                    : ZC_T(page, "所据一行的 SM3 摘要", "SM3 digest of the line behind it"));
    zc_page_digest(page, figure->digest);
    zc_page_put(page, "<p class=\"meta\">$ <a href=\"$\">$</a></p></section>\n",
                ZC_T(page, "每条记录的流水号见记录页。", "Each record's page names its journal entries."),
                zc_page_link_at(page, zc_arena_printf(page->arena, "/journal/%lld", (long long)page->city->area), NULL,
                                NULL, NULL),
                zc_arena_printf(page->arena, ZC_T(page, "%lld 链", "Chain %lld"), (long long)page->city->area));
    size_t count = 0;
    if (!zc_metric_lines(&lines, page->db, figure, &ignored))
        for (const char *at = zc_buf_text(&lines); (at = strchr(at, '\n')); at++)
            count++;
    zc_page_put(page, "<section><h2>$</h2><ol><li><a href=\"$\">$</a></li><li>$</li><li>$</li></ol></section>\n",
                ZC_T(page, "自己核一遍", "Check it yourself"),
                zc_page_link(page, trace_path(page, figure->metric->id, "/lines"), NULL),
                zc_arena_printf(page->arena, ZC_T(page, "下载 %zu 行（%zu 字节）", "Download the %zu lines (%zu bytes)"),
                                count, lines.size),
                ZC_T(page, "按字节排序（已排好），算 SM3：openssl dgst -sm3",
                     "They are sorted by byte; compute SM3: openssl dgst -sm3"),
                ZC_T(page, "与上面的摘要对照", "Compare with the digest above"));
    zc_buf_free(&lines);
    zc_page_put(page, "<section><h2>$</h2><p class=\"cite\">$</p></section>\n", ZC_T(page, "引注", "Cite"),
                zc_arena_printf(page->arena,
                                ZC_T(page, "%s，%s%s，%s，事实截至 %s，按%s所知，SM3 %.8s。",
                                     "%s, %s%s, %s, as of %s, known %s, SM3 %.8s."),
                                zc_pick(page->city->name, page->lang), zc_page_pair(page, figure->metric->title),
                                page->city->sample ? ZC_T(page, "（示例）", " (sample)") : "",
                                zc_page_value(page, figure), zc_page_date(page, figure->times.asof),
                                zc_page_instant(page, known_or_now(page, figure->times)), figure->digest));
}

void zc_figure_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_figure figure;
    if (!open_figure(&page, &figure, response, request))
        return;
    const struct zc_metric *metric = figure.metric;
    zc_page_head(
        &page, zc_arena_printf(page.arena, "%s %s", zc_page_value(&page, &figure), zc_page_pair(&page, metric->title)));
    zc_page_put(&page, "<p class=\"crumb\"><a href=\"$\">$</a> › $</p>\n<div class=\"trace\"><article>",
                zc_page_link(&page, "/figures", NULL), ZC_T(&page, "全部指标", "All figures"),
                zc_page_pair(&page, metric->title));
    value_and_sentence(&page, &figure);
    zc_page_put(&page, "<h2>$</h2><p>$</p><pre class=\"rule\">$</pre>", ZC_T(&page, "数的是什么", "What is counted"),
                zc_page_pair(&page, metric->explain), zc_page_rule(page.arena, metric));
    if (figure.rule && figure.rule->status && strcmp(figure.rule->status, "to_confirm") == 0)
        zc_page_put(&page, "<p class=\"unsure\">▲ $</p>", ZC_T(&page, "这条规则未确认", "This rule is not confirmed"));
    if (figure.row_count)
        records(&page, &figure);
    zc_page_put(&page, "</article>\n<aside>");
    facts(&page, &figure);
    change_since(&page, &figure);
    since_form(&page, &figure);
    proof(&page, &figure);
    zc_page_put(&page, "<section><h2>$</h2>", ZC_T(&page, "看别的时间", "Another time"));
    zc_page_times(&page, request->path,
                  metric->flow || metric->kind == ZC_METRIC_DECLARED || metric->kind == ZC_METRIC_RATIO);
    zc_page_put(&page, "</section></aside></div>\n");
    zc_page_foot(&page);
}

/* 5 */

void zc_figures_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request))
        return;
    size_t marks[3] = {0};
    zc_page_head(&page, ZC_T(&page, "全部指标", "All figures"));
    zc_page_put(
        &page, "<h1>$</h1><p class=\"meta\">$</p>", ZC_T(&page, "全部指标", "All figures"),
        zc_arena_printf(page.arena,
                        ZC_T(&page, "期间 %s · 事实截至 %s · 按%s所知", "Period %s · true on %s · as known at %s"),
                        page.period.name, zc_page_date(&page, page.times.asof),
                        page.times.present ? ZC_T(&page, "现在", "now") : zc_page_instant(&page, page.times.known)));
    zc_page_times(&page, "/figures", true);
    zc_page_put(&page,
                "<div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\" "
                "class=\"n\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th>"
                "<th scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th></tr></thead><tbody>\n",
                ZC_T(&page, "指标", "Figure"), ZC_T(&page, "数值", "Value"), ZC_T(&page, "单位", "Unit"),
                ZC_T(&page, "依据", "Basis"), ZC_T(&page, "记录", "Records"),
                ZC_T(&page, "口径或填报单位", "Definition or declaring unit"));
    for (size_t i = 0; i < page.model->metric_count; i++) {
        const struct zc_metric *metric = page.model->metrics[i];
        struct zc_figure figure;
        if (!metric->city && !page.reader->account)
            continue;
        if (figure_at(&figure, &page, metric, page.times)) {
            zc_page_put(&page, "<tr><th scope=\"row\">$</th><td colspan=\"5\">$</td></tr>",
                        zc_page_pair(&page, metric->title), zc_error_text(&page.err, page.lang));
            continue;
        }
        marks[figure.basis]++;
        const char *link = zc_page_link(&page, trace_path(&page, metric->id, ""), NULL);
        zc_page_put(
            &page,
            "<tr><th scope=\"row\"><a href=\"$\">$</a></th><td class=\"n\"><a class=\"$\" href=\"$\">$</a></td><td "
            "class=\"unit\">$</td><td class=\"basis\"><span class=\"mark $\">$</span> $</td>"
            "<td class=\"n\">$</td><td class=\"meta\">$</td></tr>\n",
            link, zc_page_pair(&page, metric->title), figure.known ? "fig" : "none", link,
            zc_page_value(&page, &figure), zc_page_pair(&page, metric->unit), zc_basis_word(figure.basis),
            zc_basis_mark(figure.basis), zc_page_basis(&page, figure.basis),
            figure.basis == ZC_BASIS_RECORDS ? zc_page_number(&page, (int64_t)figure.row_count) : "—",
            figure.basis == ZC_BASIS_DECLARED && figure.declared_by ? figure.declared_by
                                                                    : zc_page_pair(&page, metric->explain));
    }
    zc_page_put(&page, "</tbody></table></div><p class=\"marks\">● $ $ · ◇ $ $ · ○ $ $</p>\n",
                zc_page_basis(&page, ZC_BASIS_RECORDS), zc_page_number(&page, (int64_t)marks[0]),
                zc_page_basis(&page, ZC_BASIS_RULE), zc_page_number(&page, (int64_t)marks[1]),
                zc_page_basis(&page, ZC_BASIS_DECLARED), zc_page_number(&page, (int64_t)marks[2]));
    zc_page_foot(&page);
}

/* 6 */

void zc_figure_lines(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_figure figure;
    if (!open_figure(&page, &figure, response, request))
        return;
    response->type = "text/plain; charset=utf-8";
    int rc = zc_metric_lines(&response->body, page.db, &figure, &page.err);
    if (rc)
        zc_page_fail(&page, rc);
}

void zc_figure_csv(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_figure figure;
    if (!open_figure(&page, &figure, response, request))
        return;
    response->type = "text/csv; charset=utf-8";
    zc_response_header(response, "Content-Disposition",
                       zc_arena_printf(page.arena, "attachment; filename=\"%s.csv\"", figure.metric->id));
    zc_buf_str(page.out, "\xef\xbb\xbf"
                         "entity,id,slice,valid_from,valid_to,name\r\n");
    for (size_t i = 0; i < figure.row_count; i++) {
        const struct zc_row_ref *ref = &figure.rows[i];
        struct zc_arena arena = {0};
        struct zc_record record;
        /* a row that the reader may not see still counts: it keeps its line in /lines, not its name here */
        if (!zc_rows_get(&record, &arena, page.db, ref->entity, ref->id, figure.times, page.reader, NULL)) {
            char from[ZC_DATE_TEXT], to[ZC_DATE_TEXT];
            zc_date_format(from, record.valid_from);
            zc_date_format(to, record.valid_to);
            zc_buf_printf(page.out, "%s,%lld,%d,%s,%s,", ref->entity->full_name, (long long)ref->id, ref->slice, from,
                          to);
            zc_page_csv(page.out, zc_record_name(&arena, page.db, &record, page.lang));
            zc_buf_str(page.out, "\r\n");
        }
        zc_arena_free(&arena);
    }
}

void zc_figure_json_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_figure figure;
    if (!open_figure(&page, &figure, response, request))
        return;
    response->type = "application/json; charset=utf-8";
    zc_buf_printf(page.out, "{\"city\":\"%s\",\"sample\":%s,\"figure\":", page.city->id,
                  page.city->sample ? "true" : "false");
    zc_figure_json(page.out, &figure);
    zc_buf_printf(page.out, ",\"visible\":\"%zu\",\"rows\":[", figure.visible_count);
    bool first = true;
    for (size_t i = 0; i < figure.row_count; i++) {
        const struct zc_row_ref *ref = &figure.rows[i];
        struct zc_arena arena = {0};
        struct zc_record record;
        if (!zc_rows_get(&record, &arena, page.db, ref->entity, ref->id, figure.times, page.reader, NULL)) {
            zc_buf_printf(page.out, "%s{\"entity\":\"%s\",\"id\":\"%lld\",\"slice\":%d,\"name\":", first ? "" : ",",
                          ref->entity->full_name, (long long)ref->id, ref->slice);
            zc_buf_json_str(page.out, zc_record_name(&arena, page.db, &record, ZC_ZH));
            zc_buf_char(page.out, '}');
            first = false;
        }
        zc_arena_free(&arena);
    }
    zc_buf_str(page.out, "]}\n");
}
