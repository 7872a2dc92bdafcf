/*
 * The journal for people who check: 1 who may see the content of an entry; 2 the chains; 3 a page of one chain; 4 one entry,
 * byte for byte.
 *
 * An entry holds what was written, so its content is shown to whoever may see the record and every field in it. Place,
 * time and digest of each entry are open to all: without them nobody could check a chain.
 */
#include "http/page.h"
#include "base/json.h"
#include "query/duty.h"
#include "query/journal.h"
#include "record/entry.h"

#include <string.h>

enum { PAGE_ENTRIES = 100 };

/* 1 */

static bool may_see_record(struct zc_page *page, const struct zc_json *payload)
{
    const char *name = zc_json_text(payload, "entity"), *id_text = zc_json_text(payload, "id");
    const struct zc_entity *entity = name ? zc_model_entity(page->model, name) : NULL;
    const struct zc_json *fields = zc_json_get(payload, "fields");
    struct zc_record record;
    int64_t id;
    if (!entity || !zc_page_may_list(page, entity) || !zc_page_id(&id, id_text) ||
        zc_rows_get(&record, page->arena, page->db, entity, id, zc_times_now(page->db), page->reader, NULL))
        return false;
    for (const struct zc_json *field = fields ? fields->child : NULL; field; field = field->next) {
        const struct zc_field *declared = zc_entity_field(entity, field->key);
        if (!declared || !zc_rows_class_visible(declared, page->reader, entity))
            return false;
    }
    return true;
}

bool zc_page_may_see_entry(struct zc_page *page, const struct zc_journal_entry *entry)
{
    struct zc_json *payload;
    if (strcmp(entry->kind, "publish") == 0 || strcmp(entry->kind, "seal") == 0)
        return true;
    if (strcmp(entry->kind, "record") != 0)
        return zc_reader_has_role(page->reader, "core.audit_admin");
    return !zc_json_parse(&payload, page->arena, entry->payload, strlen(entry->payload), NULL) &&
           may_see_record(page, payload);
}

/* The record an entry writes, for a line of the list. */
static void entry_subject(struct zc_page *page, const struct zc_journal_entry *entry)
{
    struct zc_json *payload;
    struct zc_record record;
    int64_t id;
    if (strcmp(entry->kind, "record") != 0 ||
        zc_json_parse(&payload, page->arena, entry->payload, strlen(entry->payload), NULL))
        return;
    const char *name = zc_json_text(payload, "entity");
    const struct zc_entity *entity = name ? zc_model_entity(page->model, name) : NULL;
    if (entity && zc_page_id(&id, zc_json_text(payload, "id")) &&
        !zc_rows_get(&record, page->arena, page->db, entity, id, zc_times_now(page->db), page->reader, NULL))
        zc_page_put(page, "$ <a href=\"$\">$</a>", zc_page_pair(page, entity->title), zc_page_record(page, entity, id),
                    zc_record_name(page->arena, page->db, &record, page->lang));
}

/* 2 */

void zc_chains_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_journal heads;
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_journal_heads(&heads, page.arena, page.db, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_page_head(&page, ZC_T(&page, "账本", "Journal"));
    zc_page_put(&page,
                "<h1>$</h1><p class=\"lead\">$</p><div class=\"wide\"><table class=\"rows\"><thead><tr><th "
                "scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th></tr></thead><tbody>",
                ZC_T(&page, "账本", "Journal"),
                ZC_T(&page, "每个区域一条链。每一条流水都带着上一条的摘要，改动任何一个字节，后面的摘要就对不上。",
                     "One chain an area. Each entry carries the digest of the entry before: one changed byte, and no "
                     "later digest fits."),
                ZC_T(&page, "链", "Chain"), ZC_T(&page, "条数", "Entries"),
                ZC_T(&page, "末条摘要 SM3", "Digest of the last entry, SM3"));
    for (size_t i = 0; i < heads.count; i++)
        zc_page_put(
            &page,
            "<tr><th scope=\"row\"><a href=\"/journal/$\">$</a></th><td class=\"n\">$</td><td><code>$</code></td></tr>",
            zc_arena_printf(page.arena, "%lld", (long long)heads.items[i].chain),
            heads.items[i].chain ? zc_arena_printf(page.arena, "%lld", (long long)heads.items[i].chain)
                                 : ZC_T(&page, "0（全市共用）", "0 (everywhere)"),
            zc_page_number(&page, heads.items[i].seq), heads.items[i].digest);
    zc_page_put(&page, "</tbody></table></div>\n");
    zc_page_foot(&page);
}

/* 3 */

void zc_chain_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_journal journal;
    int64_t chain, after = 0;
    if (!zc_page_open(&page, response, request))
        return;
    const char *given = zc_request_query(request, "after");
    if (!zc_page_id(&chain, request->params[0]) || (given && *given && !zc_page_id(&after, given))) {
        zc_page_missing(&page);
        return;
    }
    int rc = zc_journal_page(&journal, page.arena, page.db, chain, after, PAGE_ENTRIES + 1, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    if (!journal.count && !after) {
        zc_page_missing(&page);
        return;
    }
    bool more = journal.count > PAGE_ENTRIES;
    size_t count = more ? PAGE_ENTRIES : journal.count;
    const char *title = zc_arena_printf(page.arena, ZC_T(&page, "%lld 链", "Chain %lld"), (long long)chain);
    zc_page_head(&page, title);
    zc_page_put(&page,
                "<p class=\"crumb\"><a href=\"/journal\">$</a> › $</p><h1>$</h1><div class=\"wide\"><table "
                "class=\"rows\"><thead><tr><th scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th><th "
                "scope=\"col\">$</th><th scope=\"col\">$</th></tr></thead><tbody>\n",
                ZC_T(&page, "账本", "Journal"), title, title, ZC_T(&page, "条", "Entry"),
                ZC_T(&page, "得知时间", "Known at"), ZC_T(&page, "写的是", "What it writes"), "SM3");
    for (size_t i = 0; i < count; i++) {
        const struct zc_journal_entry *entry = &journal.items[i];
        bool open = zc_page_may_see_entry(&page, entry);
        const char *seq = zc_page_number(&page, entry->seq);
        if (open)
            zc_page_put(&page, "<tr><td class=\"n\"><a href=\"$\">$</a></td><td>$</td><td>",
                        zc_page_entry(&page, chain, entry->seq), seq, zc_page_instant(&page, entry->at));
        else
            zc_page_put(&page, "<tr><td class=\"n\">$</td><td>$</td><td class=\"meta\">$", seq,
                        zc_page_instant(&page, entry->at), ZC_T(&page, "内容无权查看", "content withheld"));
        if (open)
            entry_subject(&page, entry);
        zc_page_put(&page, "</td><td><code>$…</code></td></tr>\n",
                    zc_arena_copy(page.arena, entry->digest, strnlen(entry->digest, 16)));
    }
    zc_page_put(&page, "</tbody></table></div><p class=\"more\">");
    if (more)
        zc_page_put(
            &page, "<a rel=\"next\" href=\"$\">$</a>",
            zc_page_here(&page, "after", zc_arena_printf(page.arena, "%lld", (long long)journal.items[count - 1].seq)),
            ZC_T(&page, "后 100 条", "Next 100"));
    zc_page_put(&page, "</p>\n");
    zc_page_foot(&page);
}

/* 4 */

void zc_entry_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_journal journal;
    int64_t chain, seq;
    if (!zc_page_open(&page, response, request))
        return;
    if (!zc_page_id(&chain, request->params[0]) || !zc_page_id(&seq, request->params[1]) || seq < 1 ||
        zc_journal_page(&journal, page.arena, page.db, chain, seq - 1, 1, &page.err) || !journal.count ||
        journal.items[0].seq != seq || !zc_page_may_see_entry(&page, &journal.items[0])) {
        zc_page_missing(&page);
        return;
    }
    const struct zc_journal_entry *from = &journal.items[0];
    struct zc_entry entry = {.city = page.city->id,
                             .chain = from->chain,
                             .seq = from->seq,
                             .at = from->at,
                             .wall = from->wall,
                             .tx = from->tx,
                             .kind = from->kind,
                             .actor = from->actor,
                             .links = from->links,
                             .payload = from->payload,
                             .payload_size = strlen(from->payload)};
    struct zc_buf bytes = {0};
    char digest[ZC_DIGEST_HEX];
    memcpy(entry.prev, from->prev, strnlen(from->prev, sizeof entry.prev - 1));
    zc_entry_write(&bytes, &entry);
    zc_sm3_hex(digest, zc_buf_text(&bytes), bytes.size);
    bool same = strcmp(digest, from->digest) == 0;
    const char *title = zc_arena_printf(page.arena, ZC_T(&page, "%lld 链第 %s 条", "Chain %lld, entry %s"),
                                        (long long)chain, zc_page_number(&page, seq));
    zc_page_head(&page, title);
    zc_page_put(
        &page, "<p class=\"crumb\"><a href=\"/journal\">$</a> › <a href=\"/journal/$\">$</a> › $</p><article class=\"record\"><h1>$</h1><p class=\"lead\">",
        ZC_T(&page, "账本", "Journal"), request->params[0], request->params[0], zc_page_number(&page, seq), title);
    entry_subject(&page, from);
    zc_page_put(&page, "</p><dl class=\"fields\"><div><dt>$</dt><dd>$</dd></div><div><dt>$</dt><dd>$</dd></div>",
                ZC_T(&page, "得知时间", "Known at"), zc_page_instant(&page, from->at),
                ZC_T(&page, "机器时间", "Machine time"), zc_page_instant(&page, from->wall));
    zc_page_put(&page, "<div><dt>$</dt><dd>$</dd></div><div><dt>$</dt><dd>$<br>$</dd></div></dl>",
                ZC_T(&page, "事务", "Transaction"), zc_page_number(&page, from->tx),
                ZC_T(&page, "账号/岗位/代表/入口", "Account / post / for / face"), from->actor,
                zc_actor_words(page.arena, page.db, from->actor, page.lang));
    zc_page_put(&page, "<h2>$</h2><pre class=\"bytes\">$</pre>",
                zc_arena_printf(page.arena, ZC_T(&page, "原文（%zu 字节）", "As written (%zu bytes)"), bytes.size),
                zc_buf_text(&bytes));
    zc_page_put(&page, "<h2>$</h2>", ZC_T(&page, "以上字节的 SM3", "SM3 of these bytes"));
    zc_page_digest(&page, digest);
    zc_page_put(&page, same ? "<p class=\"same\">✓ $</p>" : "<p class=\"drift\">■ $</p>",
                same ? ZC_T(&page, "现算的摘要与账本所记一致；下一条的 prev 就是它。",
                            "Computed just now and equal to what the journal holds; the next entry carries it as prev.")
                     : ZC_T(&page, "现算的摘要与账本所记不同：这一条被改过。",
                            "Computed just now and different from what the journal holds: this entry was changed."));
    zc_page_put(&page, "<p class=\"more\">");
    if (seq > 1)
        zc_page_put(&page, "<a rel=\"prev\" href=\"$\">$</a> · ", zc_page_entry(&page, chain, seq - 1),
                    ZC_T(&page, "上一条", "Previous"));
    zc_page_put(&page, "<a rel=\"next\" href=\"$\">$</a></p></article>\n", zc_page_entry(&page, chain, seq + 1),
                ZC_T(&page, "下一条", "Next"));
    zc_page_foot(&page);
    zc_buf_free(&bytes);
}
