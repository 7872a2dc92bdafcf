/* Records: 1 the list with search, filter, sort and pages; 2 CSV; 3 one record with its slices, entries and neighbours. */
#include "http/page.h"
#include "query/access.h"
#include "query/basis_words.h"
#include "record/carry.h"
#include "query/eval.h"
#include "query/journal.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 50, PAGE_SLICES = 100, CSV_ROWS = 100000, NEIGHBOURS = 20, LIST_COLUMNS = 8, LONG_FILTER = 4000 };

/* 1 */

static const struct zc_entity *entity_of(struct zc_page *page, const char *name)
{
    const struct zc_entity *entity = strchr(name, '.') ? zc_model_entity(page->model, name) : NULL;
    return entity && zc_page_may_list(page, entity) ? entity : NULL;
}

/* Fills the query from the address: q, where, sort, after. */
static void read_query(struct zc_rows_query *query, struct zc_page *page, const struct zc_entity *entity,
                       const char **order)
{
    const struct zc_request *request = page->request;
    *query = (struct zc_rows_query){.entity = entity,
                                    .times = page->times,
                                    .reader = page->reader,
                                    .filter = zc_request_query(request, "where"),
                                    .search = zc_request_query(request, "q"),
                                    .after = zc_request_query(request, "after")};
    query->params[ZC_P_FROM] = zc_int(page->period.from);
    query->params[ZC_P_TO] = zc_int(page->period.to);
    *order = zc_request_query(request, "sort");
    if (*order && **order) {
        query->order = order;
        query->order_count = 1;
    }
}

static size_t list_columns(const struct zc_page *page, const struct zc_field **out, const struct zc_entity *entity)
{
    return zc_page_columns(page, out, LIST_COLUMNS, entity, NULL, 0);
}

static void sort_head(struct zc_page *page, const struct zc_entity *entity, const struct zc_field *field,
                      const char *order)
{
    const char *title = zc_page_pair(page, field ? field->title : entity->title),
               *name = field ? field->name : entity->named_by;
    const struct zc_field *by = field || !name ? field : zc_entity_field(entity, name);
    const char *open = field && zc_page_right(field) ? "<th scope=\"col\" class=\"n\"" : "<th scope=\"col\"";
    zc_buf_str(page->out, open);
    bool up = order && name && strcmp(order, name) == 0,
         down = order && name && *order == '-' && strcmp(order + 1, name) == 0;
    if (up || down)
        zc_page_put(page, " aria-sort=\"$\"", up ? "ascending" : "descending");
    if (!by || by->derived || by->computed) {
        zc_page_put(page, ">$</th>", title);
        return;
    }
    struct zc_page fresh = *page; /* another order begins at the first page */
    struct zc_request first = *page->request;
    first.query = zc_arena_array(page->arena, page->request->query_count + 1, sizeof *first.query);
    first.query_count = 0;
    for (size_t i = 0; i < page->request->query_count; i++)
        if (strcmp(page->request->query[i].name, "after") != 0)
            first.query[first.query_count++] = page->request->query[i];
    fresh.request = &first;
    zc_page_put(page, "><a href=\"$\">$</a>$</th>",
                zc_page_here(&fresh, "sort", up ? zc_arena_printf(page->arena, "-%s", name) : name), title,
                up     ? " ↑"
                : down ? " ↓"
                       : "");
}

static void list_form(struct zc_page *page, const struct zc_entity *entity, const struct zc_rows_query *query, bool wrong)
{
    zc_page_put(
        page, "<form class=\"find\" method=\"get\" action=\"/records/$\"><label>$ <input type=\"search\" name=\"q\" value=\"$\" maxlength=\"200\"></label>",
        entity->full_name, ZC_T(page, "查找", "Search"), query->search);
    zc_page_put(page,
                wrong ? "<label>$ <input name=\"where\" class=\"code\" aria-invalid=\"true\" "
                        "aria-describedby=\"wrong\" value=\"$\" maxlength=\"4000\"></label>"
                      : "<label>$ <input name=\"where\" class=\"code\" value=\"$\" maxlength=\"4000\"></label>",
                ZC_T(page, "条件", "Condition"), query->filter);
    zc_page_put(page, "<label>$ <input type=\"date\" name=\"asof\" value=\"$\"></label>",
                ZC_T(page, "事实截至", "True on"), page->asof);
    const char *keep[] = {"known", page->known,
                          "sort",  zc_request_query(page->request, "sort"),
                          "lang",  zc_request_query(page->request, "lang")};
    for (size_t i = 0; i < sizeof keep / sizeof *keep; i += 2)
        if (keep[i + 1] && *keep[i + 1])
            zc_page_put(page, "<input type=\"hidden\" name=\"$\" value=\"$\">", keep[i], keep[i + 1]);
    zc_page_put(page, "<button>$</button></form>\n", ZC_T(page, "查", "Find"));
}

static void fields_help(struct zc_page *page, const struct zc_entity *entity)
{
    zc_page_put(
        page, "<details class=\"help\"><summary>$</summary><p>$</p><ul>",
        ZC_T(page, "条件怎么写", "How a condition is written"),
        ZC_T(page, "例：not empty（字段） and 字段 >= 2017-06-30。空值参加的比较都不成立。",
             "For example: not empty(field) and field >= 2017-06-30. A comparison with an empty value is never true."));
    for (size_t i = 0; i < entity->field_count; i++)
        if (zc_rows_class_visible(&entity->fields[i], page->reader, entity))
            zc_page_put(page, "<li><code>$</code> $</li>", entity->fields[i].name,
                        zc_page_pair(page, entity->fields[i].title));
    zc_page_put(page, "</ul></details>\n");
}

static void records_csv(struct zc_response *response, struct zc_request *request, const char *name);

void zc_records_page(struct zc_response *response, struct zc_request *request)
{
    size_t length = strlen(request->params[0]);
    if (length > 4 &&
        strcmp(request->params[0] + length - 4, ".csv") == 0) { /* a {…} of a route takes all up to the next / */
        records_csv(response, request, zc_arena_copy(request->arena, request->params[0], length - 4));
        return;
    }
    struct zc_page page;
    struct zc_rows_query query;
    struct zc_rows rows = {0};
    const char *order;
    const struct zc_field *columns[LIST_COLUMNS];
    int64_t total = 0;
    if (!zc_page_open(&page, response, request))
        return;
    const struct zc_entity *entity = entity_of(&page, request->params[0]);
    if (!entity) {
        zc_page_missing(&page);
        return;
    }
    read_query(&query, &page, entity, &order);
    query.limit = PAGE_ROWS;
    int rc = zc_rows_list(&rows, page.arena, page.db, &query, &page.err);
    if (rc && rc != ZC_EINPUT) {
        zc_page_fail(&page, rc);
        return;
    }
    struct zc_rows_query all = query;
    all.after = NULL;
    if (!rc)
        rc = zc_rows_count(&total, page.db, &all, &page.err);
    response->status = rc ? 400 : 200;
    zc_page_head(&page, zc_page_pair(&page, entity->title));
    zc_page_put(&page, "<h1>$ <small>$</small></h1><p class=\"meta\">$</p>", zc_page_pair(&page, entity->title),
                rc ? "" : zc_arena_printf(page.arena, ZC_T(&page, "%s 条", "%s records"), zc_page_number(&page, total)),
                zc_page_pair(&page, entity->help));
    if (rc)
        zc_page_put(&page, "<p class=\"wrong\" role=\"alert\" id=\"wrong\">$</p>", zc_error_text(&page.err, page.lang));
    list_form(&page, entity, &query, rc != 0);
    fields_help(&page, entity);
    size_t count = list_columns(&page, columns, entity);
    if (rows.count) {
        zc_page_put(&page, "<div class=\"wide\"><table class=\"rows\"><thead><tr>");
        sort_head(&page, entity, NULL, order);
        for (size_t i = 0; i < count; i++)
            sort_head(&page, entity, columns[i], order);
        zc_page_put(&page, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < rows.count; i++)
            zc_page_table_row(&page, &rows.items[i], columns, count);
        zc_page_put(&page, "</tbody></table></div>\n");
    } else if (!rc) {
        zc_page_put(&page, "<p>$</p>", ZC_T(&page, "没有符合的记录。", "No record matches."));
    }
    zc_page_put(&page, "<p class=\"more\">");
    if (query.after && *query.after)
        zc_page_put(&page, "<a href=\"$\">$</a> · ", zc_page_here(&page, "after", NULL),
                    ZC_T(&page, "第一页", "First page"));
    if (rows.next)
        zc_page_put(&page, "<a rel=\"next\" href=\"$\">$</a> · ", zc_page_here(&page, "after", rows.next),
                    ZC_T(&page, "后 50 条", "Next 50"));
    struct zc_request file = *request; /* the same question, as a file */
    file.path = zc_arena_printf(page.arena, "/records/%s.csv", entity->full_name);
    struct zc_page other = page;
    other.request = &file;
    zc_page_put(&page, "<a href=\"$\">CSV</a></p>\n", zc_page_here(&other, "after", NULL));
    zc_page_foot(&page);
}

/* 2 */

static void records_csv(struct zc_response *response, struct zc_request *request, const char *name)
{
    struct zc_page page;
    struct zc_rows_query query;
    struct zc_rows rows;
    const char *order;
    if (!zc_page_open(&page, response, request))
        return;
    const struct zc_entity *entity = entity_of(&page, name);
    if (!entity) {
        zc_page_missing(&page);
        return;
    }
    read_query(&query, &page, entity, &order);
    query.limit = 500;
    query.after = NULL;
    zc_buf_str(page.out, "\xef\xbb\xbf"
                         "id,slice,valid_from,valid_to");
    for (size_t i = 0; i < entity->column_count; i++)
        if (zc_rows_class_visible(entity->columns[i], page.reader, entity)) {
            zc_buf_char(page.out, ',');
            zc_page_csv(page.out, zc_page_pair(&page, entity->columns[i]->title));
        }
    zc_buf_str(page.out, "\r\n");
    for (size_t done = 0; done < CSV_ROWS;) {
        struct zc_arena arena = {0};
        int rc = zc_rows_list(&rows, &arena, page.db, &query, &page.err);
        if (rc) {
            zc_arena_free(&arena);
            zc_page_fail(&page, rc);
            return;
        }
        for (size_t r = 0; r < rows.count; r++) {
            const struct zc_record *record = &rows.items[r];
            char from[ZC_DATE_TEXT], to[ZC_DATE_TEXT];
            zc_date_format(from, record->valid_from);
            zc_date_format(to, record->valid_to);
            zc_buf_printf(page.out, "%lld,%d,%s,%s", (long long)record->id, record->slice, from, to);
            for (size_t i = 0; i < entity->column_count; i++) {
                const struct zc_field *field = entity->columns[i];
                if (!zc_rows_class_visible(field, page.reader, entity))
                    continue;
                zc_buf_char(page.out, ',');
                if (field->type == ZC_DATE && !field->list && record->values[i].kind == ZC_V_INT) {
                    zc_date_format(from, (int)record->values[i].number); /* a date that a spreadsheet knows as one */
                    zc_buf_str(page.out, from);
                } else {
                    zc_page_csv(page.out, zc_record_show(&arena, page.db, record, field, page.lang));
                }
            }
            zc_buf_str(page.out, "\r\n");
        }
        done += rows.count;
        query.after = zc_arena_str(page.arena, rows.next);
        zc_arena_free(&arena);
        if (!query.after)
            break;
    }
    response->type = "text/csv; charset=utf-8";
    zc_response_header(response, "Content-Disposition",
                       zc_arena_printf(page.arena, "attachment; filename=\"%s.csv\"", entity->full_name));
}

/* 3 */

static void put_value(struct zc_page *page, const struct zc_record *record, const struct zc_field *field)
{
    const struct zc_value *value = &record->values[field->column];
    if (field->type == ZC_REF && !field->list && value->kind == ZC_V_INT && zc_page_may_list(page, field->to))
        zc_page_put(page, "<a href=\"$\">$</a>", zc_page_record(page, field->to, value->number),
                    zc_record_show(page->arena, page->db, record, field, page->lang));
    else if (field->type == ZC_DATE && !field->list && value->kind == ZC_V_INT)
        zc_page_put(page, "$", zc_page_date(page, (int)value->number));
    else if (field->type == ZC_INSTANT && !field->list && value->kind == ZC_V_INT)
        zc_page_put(page, "$", zc_page_instant(page, value->number));
    else
        zc_page_put(page, "$", zc_record_show(page->arena, page->db, record, field, page->lang));
}

static void fields(struct zc_page *page, const struct zc_record *record)
{
    const struct zc_entity *entity = record->entity;
    size_t empty = 0;
    zc_page_put(page, "<dl class=\"fields\">");
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_field *field = entity->columns[i];
        if (!zc_rows_class_visible(field, page->reader, entity))
            continue;
        if (record->values[i].kind == ZC_V_EMPTY) {
            empty++;
            continue;
        }
        zc_page_put(page, "<div><dt>$</dt><dd>", zc_page_pair(page, field->title));
        put_value(page, record, field);
        zc_page_put(page, "</dd></div>");
    }
    struct zc_eval eval;
    zc_eval_init(&eval, page->arena, page->db, page->times, page->reader);
    for (size_t i = 0; i < entity->field_count; i++) { /* what follows from the others is marked as such */
        const struct zc_field *field = &entity->fields[i];
        if (field->column >= 0 || !zc_eval_visible(page->reader, entity, field))
            continue;
        struct zc_value value = zc_eval_field(&eval, record, field);
        if (value.kind)
            zc_page_put(page, "<div><dt>$ <small>$</small></dt><dd>$</dd></div>", zc_page_pair(page, field->title), ZC_T(page, "推算", "worked out"),
                        zc_field_show(field, &value, page->lang, page->arena));
    }
    zc_page_put(page, "</dl>");
    if (empty)
        zc_page_put(
            page, "<p class=\"meta\">$</p>",
            zc_arena_printf(page->arena, ZC_T(page, "另有 %zu 个字段为空。", "%zu more fields are empty."), empty));
}

/* What a slice says that the slice before it did not. */
static void slice_words(struct zc_page *page, const struct zc_record *slice, const struct zc_record *before)
{
    size_t said = 0;
    for (size_t i = 0; i < slice->entity->column_count && said < 6; i++) {
        const struct zc_field *field = slice->entity->columns[i];
        if (!zc_rows_class_visible(field, page->reader, slice->entity) ||
            (before && zc_value_same(&slice->values[i], &before->values[i])))
            continue;
        if (!before && strcmp(field->name, "state") != 0 &&
            (!slice->entity->named_by || strcmp(field->name, slice->entity->named_by) != 0))
            continue;
        zc_page_put(page, said++ ? "$$ " : "$$ ", zc_page_pair(page, field->title), ZC_T(page, ":", ": "));
        if (slice->values[i].kind == ZC_V_EMPTY)
            zc_page_put(page, "—");
        else
            put_value(page, slice, field);
        zc_page_put(page, "<br>");
    }
}

static void slices(struct zc_page *page, const struct zc_record *record)
{
    struct zc_rows history;
    struct zc_history_page part = {.limit = PAGE_SLICES, .after = zc_request_query(page->request, "before")};
    if (zc_rows_history_page(&history, page->arena, page->db, record->entity, record->id, page->reader, &part, &page->err))
        return;
    zc_page_put(page,
                "<h2 id=\"slices\">$ <small>$</small></h2><div class=\"wide\"><table class=\"rows\"><thead><tr><th "
                "scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th><th "
                "scope=\"col\">$</th></tr></thead><tbody>\n",
                ZC_T(page, "切片", "Slices"),
                ZC_T(page, "何时是这样，何时得知", "when it was so, and when that became known"),
                ZC_T(page, "切片", "Slice"), ZC_T(page, "事实期间", "True from – until"),
                ZC_T(page, "得知期间", "Known from – until"), ZC_T(page, "变了什么", "What changed"));
    for (size_t i = 0; i < history.count; i++) {
        const struct zc_record *slice = &history.items[i];
        bool shown = slice->slice == record->slice && slice->known_from == record->known_from;
        zc_page_put(page,
                    shown ? "<tr class=\"chosen\"><th scope=\"row\"><a href=\"$\">v$</a></th>"
                          : "<tr><th scope=\"row\"><a href=\"$\">v$</a></th>",
                    zc_page_link_at(page, page->request->path, zc_page_iso(page, slice->valid_from),
                                    slice->known_to == ZC_INSTANT_MAX ? NULL : zc_page_known(page, slice->known_to - 1),
                                    NULL),
                    zc_page_number(page, slice->slice));
        zc_page_put(page, "<td>$ – $</td><td>$ – $</td><td>", zc_page_date(page, slice->valid_from),
                    zc_page_date(page, slice->valid_to), zc_page_instant(page, slice->known_from),
                    slice->known_to == ZC_INSTANT_MAX ? ZC_T(page, "至今", "now")
                                                      : zc_page_instant(page, slice->known_to));
        slice_words(page, slice, i ? &history.items[i - 1] : NULL);
        zc_page_put(page, "</td></tr>\n");
    }
    zc_page_put(page, "</tbody></table></div>\n");
    if (part.next)
        zc_page_put(page, "<p><a href=\"$#slices\">$</a></p>\n", zc_page_here(page, "before", part.next), ZC_T(page, "更早记录的切片", "Slices recorded earlier"));
}

static void entries(struct zc_page *page, const struct zc_record *record)
{
    struct zc_journal journal;
    if (zc_journal_of(&journal, page->arena, page->db, record->id, &page->err))
        return;
    zc_page_put(page, "<h2 id=\"journal\">$ <small>$</small></h2><ul class=\"entries\">",
                ZC_T(page, "流水", "Journal entries"), ZC_T(page, "写入这条记录的每一笔", "each writing of this record"));
    for (size_t i = 0; i < journal.count; i++) {
        const struct zc_journal_entry *entry = &journal.items[i];
        bool open = zc_page_may_see_entry(page, entry);
        const char *place = zc_arena_printf(page->arena, ZC_T(page, "%lld 链第 %s 条", "chain %lld, entry %s"),
                                            (long long)entry->chain, zc_page_number(page, entry->seq));
        if (open)
            zc_page_put(page, "<li><a href=\"$\">$</a>", zc_page_entry(page, entry->chain, entry->seq), place);
        else
            zc_page_put(page, "<li>$ <small>$</small>", place,
                        ZC_T(page, "含您无权查看的字段", "holds fields that you may not see"));
        zc_page_put(page, " $ <code>$…</code>", zc_page_instant(page, entry->at),
                    zc_arena_copy(page->arena, entry->digest, strnlen(entry->digest, 16)));
        const char *basis = open ? zc_basis_words(page->arena, page->model, entry, page->lang) : NULL;
        if (basis)
            zc_page_put(page, " <small>$</small>", basis);
        zc_page_put(page, "</li>");
    }
    zc_page_put(page, "</ul>\n");
}

static void neighbours(struct zc_page *page, const struct zc_record *record)
{
    for (size_t e = 0; e < page->model->entity_count; e++) {
        const struct zc_entity *child = page->model->entities[e];
        for (size_t i = 0; i < child->column_count && zc_page_may_list(page, child); i++) {
            const struct zc_field *field = child->columns[i];
            struct zc_rows rows;
            const struct zc_field *columns[4];
            if (field->type != ZC_REF || field->list || field->to != record->entity ||
                !zc_rows_class_visible(field, page->reader, child))
                continue;
            const char *filter = zc_arena_printf(page->arena, "%s = %lld", field->name, (long long)record->id);
            struct zc_rows_query query = {
                .entity = child, .times = page->times, .reader = page->reader, .filter = filter, .limit = NEIGHBOURS};
            if (zc_rows_list(&rows, page->arena, page->db, &query, NULL) || !rows.count)
                continue;
            zc_page_put(page, "<h2>$ <small>$</small></h2><div class=\"wide\"><table class=\"rows\">",
                        zc_page_pair(page, child->title), zc_page_pair(page, field->title));
            size_t count = zc_page_columns(page, columns, 4, child, rows.items, rows.count);
            zc_page_table_head(page, child, columns, count);
            zc_page_put(page, "<tbody>");
            for (size_t r = 0; r < rows.count; r++)
                zc_page_table_row(page, &rows.items[r], columns, count);
            zc_page_put(page, "</tbody></table></div>");
            if (rows.next)
                zc_page_put(page, "<p class=\"more\"><a href=\"$\">$</a></p>",
                            zc_page_link(page, zc_arena_printf(page->arena, "/records/%s", child->full_name),
                                         zc_arena_printf(page->arena, "where=%s", zc_page_encode(page, filter))),
                            ZC_T(page, "看全部", "See all"));
        }
    }
}

/* Whoever may hand the record out finds the way here. */
static void hand_out(struct zc_page *page, const struct zc_record *record)
{
    const struct zc_identity *identity = page->request->identity;
    for (size_t i = 0; identity && i < record->entity->dispatch_count; i++)
        if (zc_reader_has_role(&identity->acting, record->entity->dispatch[i])) {
            zc_page_put(page, "<p><a class=\"button\" href=\"$\">$</a></p>",
                        zc_arena_printf(page->arena, "/desk/dispatch/%s/%lld", record->entity->full_name, (long long)record->id),
                        ZC_T(page, "交办", "Hand out"));
            return;
        }
}

/* Whoever may write a plan finds the way to its year change here. */
static void carry_over(struct zc_page *page, const struct zc_record *record)
{
    struct zc_eval eval;
    if (!page->request->identity || !zc_carry_possible(page->model, record->entity))
        return;
    zc_eval_init(&eval, page->arena, page->db, zc_times_now(page->db), page->reader);
    if (zc_access_decide(&eval, ZC_ACCESS_WRITE, record).granted)
        zc_page_put(page, "<p><a class=\"button\" href=\"$\">$</a></p>",
                    zc_arena_printf(page->arena, "/carry/%s/%lld", record->entity->full_name, (long long)record->id), ZC_T(page, "年度结转", "Carry over"));
}

void zc_record_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record record;
    int64_t id;
    if (!zc_page_open(&page, response, request))
        return;
    const struct zc_entity *entity = entity_of(&page, request->params[0]);
    if (!entity || !zc_page_id(&id, request->params[1])) {
        zc_page_missing(&page);
        return;
    }
    int rc = zc_rows_get(&record, page.arena, page.db, entity, id, page.times, page.reader, &page.err);
    if (rc == ZC_ENOTFOUND) { /* unknown, hidden, not yet: one answer, the same to the byte */
        zc_page_missing(&page);
        return;
    }
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    const char *name = zc_record_name(page.arena, page.db, &record, page.lang);
    zc_page_head(&page, name);
    zc_page_put(
        &page,
        "<p class=\"crumb\"><a href=\"$\">$</a> › $</p><article class=\"record\"><h1>$</h1><p class=\"meta\">$</p>",
        zc_page_link(&page, zc_arena_printf(page.arena, "/records/%s", entity->full_name), NULL),
        zc_page_pair(&page, entity->title), zc_arena_printf(page.arena, "%lld", (long long)id), name,
        zc_arena_printf(page.arena,
                        ZC_T(&page, "切片 v%d · 自 %s · %s 得知 · 事实截至 %s · 按%s所知",
                             "slice v%d · from %s · known since %s · true on %s · as known at %s"),
                        record.slice, zc_page_date(&page, record.valid_from), zc_page_instant(&page, record.known_from),
                        zc_page_date(&page, page.times.asof),
                        page.times.present ? ZC_T(&page, "现在", "now") : zc_page_instant(&page, page.times.known)));
    fields(&page, &record);
    hand_out(&page, &record);
    carry_over(&page, &record);
    slices(&page, &record);
    entries(&page, &record);
    neighbours(&page, &record);
    zc_page_put(&page, "</article>\n");
    zc_page_times(&page, request->path, false);
    zc_page_foot(&page);
}
