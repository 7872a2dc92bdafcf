/*
 * verify: 1 naming faults; 2 the chains; 3 rebuilding slices into a scratch database with the code that writes them;
 * 4 comparing tables; 5 attachments; 6 seals; 7 the take-out.
 */
#include "record/verify.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "query/tables.h"
#include "record/ahead.h"
#include "record/entry.h"
#include "record/seal.h"
#include "record/slices.h"
#include "store/schema.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMED_FAULTS = 50, TOLD_ENTRIES = 2000 };

struct verifier {
    struct zc_verdict *verdict;
    struct zc_arena *arena;
    struct zc_db *db;
    struct zc_db scratch;
    size_t fault_capacity;
    zc_tell *tell;
    void *user;
    int64_t total;
    int64_t listed; /* entries found under their record */
};

/* 1 */

static void fault(struct verifier *verifier, const char *zh, const char *en)
{
    struct zc_verdict *verdict = verifier->verdict;
    verdict->fault_count++;
    if (verdict->named >= NAMED_FAULTS)
        return;
    struct zc_fault *one = zc_arena_push(verifier->arena, &verdict->faults, &verdict->named, &verifier->fault_capacity, sizeof *one);
    one->text = (struct zc_pair){zc_arena_str(verifier->arena, zh), zc_arena_str(verifier->arena, en)};
}

static void fault_at(struct verifier *verifier, const struct zc_entry *entry, const char *zh, const char *en)
{
    char zh_text[400], en_text[400];
    snprintf(zh_text, sizeof zh_text, "链 %lld 第 %lld 条:%s", (long long)entry->chain, (long long)entry->seq, zh);
    snprintf(en_text, sizeof en_text, "chain %lld entry %lld: %s", (long long)entry->chain, (long long)entry->seq, en);
    fault(verifier, zh_text, en_text);
}

/* Half of the work is hashing and rebuilding each; the tables and files come last. */
static int tell_part(struct verifier *verifier, const char *zh, const char *en, int64_t done, int from, int width, struct zc_error *err)
{
    int64_t total = verifier->total ? verifier->total : 1;
    struct zc_step step = {{zh, en}, done, verifier->total, from + (int)(width * (done < total ? done : total) / total)};
    return zc_progress(verifier->tell, verifier->user, step, err);
}

/* 2 */

/* A text that goes on behind a NUL cannot come from the program; its end would not be hashed. */
static bool whole_texts(struct zc_stmt *stmt)
{
    static const int texts[] = {2, 6, 7, 8, 10};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t size;
        const char *text = zc_stmt_text(stmt, texts[i], &size);
        if (!text || strlen(text) != size)
            return false;
    }
    return true;
}

static void read_entry(struct zc_entry *entry, struct zc_stmt *stmt, const char *city)
{
    *entry = (struct zc_entry){.city = city, .chain = zc_stmt_int(stmt, 0), .seq = zc_stmt_int(stmt, 1), .at = zc_stmt_int(stmt, 3),
                               .wall = zc_stmt_int(stmt, 4), .tx = zc_stmt_int(stmt, 5), .kind = zc_stmt_text(stmt, 6, NULL),
                               .actor = zc_stmt_text(stmt, 7, NULL), .links = zc_stmt_text(stmt, 8, NULL)};
    snprintf(entry->prev, sizeof entry->prev, "%s", zc_stmt_text(stmt, 2, NULL));
    entry->payload = zc_stmt_text(stmt, 9, &entry->payload_size);
}

static const char all_entries[] = "SELECT chain, seq, prev, at, wall, tx, kind, actor, links, payload, digest FROM journal ";

/* Compares the head of a chain with its last entry; on `at`, too: known times go on from there. */
static int chain_heads(struct verifier *verifier, int64_t chain, int64_t seq, const char *digest, int64_t at, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, verifier->db->store, "SELECT seq, digest, at FROM head WHERE chain = ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    rc = zc_stmt_step(stmt, err);
    struct zc_entry place = {.chain = chain, .seq = seq};
    if (rc == 0 || (rc > 0 && (zc_stmt_int(stmt, 0) != seq || strcmp(zc_stmt_text(stmt, 1, NULL), digest) != 0 || zc_stmt_int(stmt, 2) != at)))
        fault_at(verifier, &place, "链头与末条不符(末尾被截断或改动)", "the chain head does not match the last entry (tail cut or changed)");
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

/* A chain that is gone as a whole has left its head. */
static int check_orphans(struct verifier *verifier, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, verifier->db->store, "SELECT chain, seq FROM head WHERE chain NOT IN (SELECT chain FROM journal) ORDER BY chain", err);
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_entry place = {.chain = zc_stmt_int(stmt, 0), .seq = zc_stmt_int(stmt, 1)};
        fault_at(verifier, &place, "链头与末条不符(整条链不见了)", "the chain head does not match: the whole chain is gone");
        rc = ZC_OK;
    }
    zc_stmt_done(stmt);
    return rc;
}

static int check_chains(struct verifier *verifier, struct zc_error *err)
{
    struct zc_stmt *stmt;
    struct zc_buf scratch = {0};
    char sql[200], last[ZC_DIGEST_HEX] = "";
    int64_t chain = -1, seq = 0, at = 0;
    snprintf(sql, sizeof sql, "%sORDER BY chain, seq", all_entries);
    int rc = zc_stmt_prepare(&stmt, verifier->db->store, sql, err);
    if (!rc)
        zc_stmt_by_part(stmt);
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_entry entry;
        char digest[ZC_DIGEST_HEX];
        rc = ZC_OK;
        read_entry(&entry, stmt, verifier->db->city->id);
        if (entry.chain != chain) {
            if (chain >= 0 && (rc = chain_heads(verifier, chain, seq, last, at, err)))
                break;
            chain = entry.chain;
            seq = at = 0;
            memset(last, '0', 64);
            verifier->verdict->chains++;
        }
        zc_entry_digest(digest, &entry, &scratch);
        if (entry.seq != seq + 1)
            fault_at(verifier, &entry, "序号不连续,缺条", "gap: entries are missing before it");
        if (strcmp(entry.prev, last) != 0)
            fault_at(verifier, &entry, "与前一条的摘要不符", "digest: it does not follow the entry before it");
        if (entry.at < at)
            fault_at(verifier, &entry, "时间倒退", "time goes back");
        if (strcmp(digest, zc_stmt_text(stmt, 10, NULL)) != 0 || !whole_texts(stmt))
            fault_at(verifier, &entry, "内容与摘要不符(条目被改动)", "digest: the entry was changed");
        snprintf(last, sizeof last, "%s", digest);
        seq = entry.seq;
        at = entry.at;
        if (++verifier->verdict->entries % TOLD_ENTRIES == 0)
            rc = tell_part(verifier, "核对链", "hashing the chains", verifier->verdict->entries, 0, 400, err);
    }
    zc_stmt_done(stmt);
    if (!rc && chain >= 0)
        rc = chain_heads(verifier, chain, seq, last, at, err);
    zc_buf_free(&scratch);
    return rc;
}

/* 3 */

/* The way from a record to its entries, by which histories and traces are read. */
static int check_listed(struct verifier *verifier, const struct zc_entry *entry, int64_t record, const char *entity, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, verifier->db->store, "SELECT entity FROM journal_record WHERE record = ?1 AND chain = ?2 AND seq = ?3", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, record);
    zc_stmt_bind_int(stmt, 2, entry->chain);
    zc_stmt_bind_int(stmt, 3, entry->seq);
    rc = zc_stmt_step(stmt, err);
    if (rc == 0 || (rc > 0 && strcmp(zc_stmt_text(stmt, 0, NULL), entity) != 0))
        fault_at(verifier, entry, "未列在它的记录名下", "it is not listed under its record");
    else if (rc > 0)
        verifier->listed++;
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

static int check_unlisted(struct verifier *verifier, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int64_t count = 0;
    int rc = zc_stmt_prepare(&stmt, verifier->db->store, "SELECT count(*) FROM journal_record", err);
    if (!rc && (rc = zc_stmt_step(stmt, err)) > 0)
        count = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    if (rc < 0 || count == verifier->listed)
        return rc < 0 ? rc : ZC_OK;
    rc = zc_stmt_prepare(&stmt, verifier->db->store,
                         "SELECT r.chain, r.seq FROM journal_record AS r WHERE NOT EXISTS (SELECT 1 FROM journal AS j WHERE j.chain = r.chain "
                         "AND j.seq = r.seq AND j.kind = 'record') ORDER BY 1, 2",
                         err);
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_entry place = {.chain = zc_stmt_int(stmt, 0), .seq = zc_stmt_int(stmt, 1)};
        fault_at(verifier, &place, "列在记录名下,但没有这一条", "listed under a record, but no such entry");
        rc = ZC_OK;
    }
    zc_stmt_done(stmt);
    return rc;
}

static int rebuild_entry(struct verifier *verifier, const struct zc_entry *entry, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_json *payload;
    int rc = zc_json_parse(&payload, &arena, entry->payload, entry->payload_size, err);
    const char *name = rc ? NULL : zc_json_text(payload, "entity"), *id = rc ? NULL : zc_json_text(payload, "id"),
               *op = rc ? NULL : zc_json_text(payload, "op"), *slice = rc ? NULL : zc_json_text(payload, "slice"),
               *from = rc ? NULL : zc_json_text(payload, "valid_from"), *to = rc ? NULL : zc_json_text(payload, "valid_to");
    const struct zc_entity *entity = name ? zc_model_entity(verifier->db->city->model, name) : NULL;
    if (!entity || !id || !op || !slice) {
        fault_at(verifier, entry, "条目看不懂,或实体已不再声明", "unreadable, or its entity is no longer declared");
        rc = ZC_OK;
        goto done;
    }
    struct zc_change change = {.entity = entity, .id = strtoll(id, NULL, 10), .valid_to = ZC_DATE_MAX, .at = entry->at};
    static const char *const words[] = {"change", "end", "withdraw", "restore"};
    while (change.op < ZC_OP_RESTORE && strcmp(op, words[change.op]) != 0)
        change.op++;
    const char *known = zc_json_text(payload, "known");
    if (strcmp(op, words[change.op]) != 0 || (change.op == ZC_OP_RESTORE && (!known || !zc_instant_parse(&change.known, known)))) {
        fault_at(verifier, entry, "动作看不懂", "its act is unreadable");
        goto done;
    }
    change.fresh = change.op == ZC_OP_CHANGE && strcmp(slice, "1") == 0;
    if ((from && !zc_date_parse(&change.valid_from, from)) || (to && !zc_date_parse(&change.valid_to, to))) {
        fault_at(verifier, entry, "日期看不懂", "a date is unreadable");
        goto done;
    }
    if ((rc = check_listed(verifier, entry, change.id, entity->full_name, err)))
        goto done;
    struct zc_value *values = zc_arena_array(&arena, entity->column_count + 1, sizeof *values);
    bool *set = zc_arena_array(&arena, entity->column_count + 1, sizeof *set);
    const struct zc_json *fields = zc_json_get(payload, "fields");
    for (const struct zc_json *member = fields ? fields->child : NULL; member; member = member->next) {
        const struct zc_field *field = zc_entity_field(entity, member->key);
        struct zc_error bad;
        if (!field || field->column < 0 || zc_field_from_json(&values[field->column], field, member, &arena, &bad)) {
            fault_at(verifier, entry, "有字段看不懂,或已不再声明", "a field is unreadable or no longer declared");
            goto done;
        }
        set[field->column] = true;
    }
    change.values = values;
    change.set = set;
    struct zc_slices_plan plan;
    rc = zc_slices_plan(&plan, &arena, verifier->scratch.store, &change, err);
    if (!rc && plan.slice != (int)strtol(slice, NULL, 10))
        fault_at(verifier, entry, "切片编号对不上", "its slice number does not follow from the entries before it");
    if (!rc && plan.changed)
        rc = zc_slices_store_tables(verifier->scratch.store, &plan, err);
    if (rc && verifier->verdict->fault_count) { /* what a broken journal says need not fit together */
        fault_at(verifier, entry, "按流水重建时放不下", "it cannot be rebuilt after the entries before it");
        rc = ZC_OK;
    }
done:
    zc_arena_free(&arena);
    return rc;
}

/* The day to which the present tables have turned: today, or the day before the first that has come and waits. */
static int turned_to(int *out, struct verifier *verifier, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = zc_db_today(verifier->db);
    int rc = zc_stmt_prepare(&stmt, verifier->db->store, "SELECT day FROM ahead WHERE day <= ?1 ORDER BY day LIMIT 1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, *out);
    if ((rc = zc_stmt_step(stmt, err)) > 0)
        *out = (int)zc_stmt_int(stmt, 0) - 1;
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

/* What begins later must be noted, or the present table would not turn to it. */
static int check_ahead(struct verifier *verifier, const struct zc_entity *entity, struct zc_error *err)
{
    struct zc_stmt *noted, *slices = NULL;
    char sql[300];
    snprintf(sql, sizeof sql, "SELECT id, valid_from FROM \"h_%s\" WHERE valid_from IN (SELECT day FROM ahead) AND known_to = %lld", entity->table,
             (long long)ZC_INSTANT_MAX);
    int rc = zc_stmt_prepare(&noted, verifier->db->store, "SELECT 1 FROM ahead WHERE day = ?2 AND record = ?1 AND entity = ?3", err);
    if (!rc && (rc = zc_stmt_prepare(&slices, verifier->scratch.store, sql, err)))
        zc_stmt_done(noted);
    if (rc)
        return rc;
    while ((rc = zc_stmt_step(slices, err)) > 0) {
        zc_stmt_rewind(noted);
        zc_stmt_bind_int(noted, 1, zc_stmt_int(slices, 0));
        zc_stmt_bind_int(noted, 2, zc_stmt_int(slices, 1));
        zc_stmt_bind_text(noted, 3, entity->full_name, strlen(entity->full_name));
        if ((rc = zc_stmt_step(noted, err)) < 0)
            break;
        if (!rc) {
            char zh[300], en[300];
            snprintf(zh, sizeof zh, "%s %lld 日后的一片没有备注", entity->full_name, (long long)zc_stmt_int(slices, 0));
            snprintf(en, sizeof en, "%s %lld: a slice that begins later is not noted", entity->full_name, (long long)zc_stmt_int(slices, 0));
            fault(verifier, zh, en);
        }
    }
    zc_stmt_done(slices);
    zc_stmt_done(noted);
    return rc;
}

static int rebuild(struct verifier *verifier, struct zc_error *err)
{
    struct zc_stmt *stmt;
    char sql[200];
    verifier->scratch.city = verifier->db->city;
    int rc = zc_store_open(&verifier->scratch.store, "", ZC_STORE_SCRATCH, err);
    if (!rc)
        rc = zc_schema_create(verifier->scratch.store, err);
    if (!rc)
        rc = zc_tables_apply(&verifier->scratch, err);
    if (!rc)
        rc = zc_store_begin_write(verifier->scratch.store, err);
    if (rc)
        return rc;
    /* in the order of known time over all chains: as it was written */
    snprintf(sql, sizeof sql, "%sWHERE kind = 'record' ORDER BY at, chain", all_entries);
    rc = zc_stmt_prepare(&stmt, verifier->db->store, sql, err);
    if (!rc)
        zc_stmt_by_part(stmt);
    int64_t done = 0;
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_entry entry;
        read_entry(&entry, stmt, verifier->db->city->id);
        rc = rebuild_entry(verifier, &entry, err);
        if (!rc && ++done % TOLD_ENTRIES == 0)
            rc = tell_part(verifier, "按流水重建", "rebuilding from the journal", done, 400, 500, err);
    }
    zc_stmt_done(stmt);
    if (!rc)
        rc = check_unlisted(verifier, err);
    int day;
    if (!rc)
        rc = turned_to(&day, verifier, err);
    if (!rc)
        rc = zc_ahead_turn(&verifier->scratch, NULL, day, err);
    return rc ? rc : zc_store_commit(verifier->scratch.store, err);
}

/* 4 */

static int open_table(struct zc_stmt **out, struct zc_store *store, const struct zc_entity *entity, char table, struct zc_error *err)
{
    struct zc_buf sql = {0};
    zc_buf_str(&sql, "SELECT id, known_from, valid_from, slice, valid_to, known_to");
    for (size_t i = 0; i < entity->column_count; i++)
        zc_buf_printf(&sql, ", \"%s\"", entity->columns[i]->name);
    zc_buf_printf(&sql, " FROM \"%c_%s\" ORDER BY id, known_from, valid_from", table, entity->table);
    int rc = zc_stmt_prepare(out, store, sql.bytes, err);
    if (!rc)
        zc_stmt_by_part(*out);
    zc_buf_free(&sql);
    return rc;
}

static int order_of(const struct zc_stmt *a, const struct zc_stmt *b)
{
    for (int column = 0; column < 3; column++) {
        int64_t left = zc_stmt_int(a, column), right = zc_stmt_int(b, column);
        if (left != right)
            return left < right ? -1 : 1;
    }
    return 0;
}

static void slice_fault(struct verifier *verifier, const struct zc_entity *entity, const struct zc_stmt *row, char table, const char *field,
                        const char *zh, const char *en)
{
    char zh_text[400], en_text[400];
    snprintf(zh_text, sizeof zh_text, "%s %lld 第 %lld 片(%s表)%s%s:%s", entity->full_name, (long long)zc_stmt_int(row, 0),
             (long long)zc_stmt_int(row, 3), table == 't' ? "现时" : "历史", field ? "字段 " : "", field ? field : "", zh);
    snprintf(en_text, sizeof en_text, "%s %lld slice %lld (%s table)%s%s: %s", entity->full_name, (long long)zc_stmt_int(row, 0),
             (long long)zc_stmt_int(row, 3), table == 't' ? "present" : "past", field ? " field " : "", field ? field : "", en);
    fault(verifier, zh_text, en_text);
}

static void compare_row(struct verifier *verifier, const struct zc_entity *entity, char table, struct zc_stmt *stored, struct zc_stmt *rebuilt)
{
    static const char *const fixed[] = {"id", "known_from", "valid_from", "slice", "valid_to", "known_to"};
    for (int column = 3; column < (int)entity->column_count + 6; column++) {
        size_t left_size, right_size; /* all bytes count: a text may go on behind a NUL */
        const char *left = zc_stmt_text(stored, column, &left_size), *right = zc_stmt_text(rebuilt, column, &right_size);
        if ((left == NULL) != (right == NULL) || left_size != right_size || (left && memcmp(left, right, left_size) != 0)) {
            slice_fault(verifier, entity, stored, table, column < 6 ? fixed[column] : entity->columns[column - 6]->name,
                        "与流水不符(记录被改动)", "differs from the journal (the row was changed)");
            return;
        }
    }
}

static int compare_table(struct verifier *verifier, const struct zc_entity *entity, char table, struct zc_error *err)
{
    struct zc_stmt *stored = NULL, *rebuilt = NULL;
    int rc = open_table(&stored, verifier->db->store, entity, table, err);
    if (!rc)
        rc = open_table(&rebuilt, verifier->scratch.store, entity, table, err);
    int left = rc ? rc : zc_stmt_step(stored, err), right = rc ? rc : zc_stmt_step(rebuilt, err);
    while (left > 0 || right > 0) {
        int order = left <= 0 ? 1 : right <= 0 ? -1 : order_of(stored, rebuilt);
        if (order == 0)
            compare_row(verifier, entity, table, stored, rebuilt);
        else if (order < 0)
            slice_fault(verifier, entity, stored, table, NULL, "流水中没有(被添加)", "is not in the journal (added)");
        else
            slice_fault(verifier, entity, rebuilt, table, NULL, "表中缺失(被删除)", "is missing from the table (deleted)");
        if (order <= 0) {
            left = zc_stmt_step(stored, err);
            verifier->verdict->slices++;
        }
        if (order >= 0)
            right = zc_stmt_step(rebuilt, err);
    }
    zc_stmt_done(stored);
    zc_stmt_done(rebuilt);
    return left < 0 ? left : right < 0 ? right : rc;
}

/* 5: attachments are files named by their SM3, in files/xx/ */

static void check_files(struct verifier *verifier)
{
    char path[4096];
    struct zc_sm3 *sm3 = zc_sm3_new();
    static const char digits[] = "0123456789abcdef";
    for (int folder = 0; folder < 256; folder++) {
        snprintf(path, sizeof path, "%s/files/%c%c", verifier->db->city->folder, digits[folder >> 4], digits[folder & 15]);
        DIR *open_folder = opendir(path);
        struct dirent *entry;
        while (open_folder && (entry = readdir(open_folder))) {
            char whole[4400], block[65536], hex[ZC_DIGEST_HEX];
            unsigned char raw[ZC_DIGEST_SIZE];
            if (strlen(entry->d_name) != 64)
                continue;
            snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
            FILE *file = fopen(whole, "rb");
            size_t got;
            while (file && (got = fread(block, 1, sizeof block, file)) > 0)
                zc_sm3_add(sm3, block, got);
            if (file)
                fclose(file);
            zc_sm3_done(sm3, raw);
            zc_hex(hex, raw, sizeof raw);
            verifier->verdict->files++;
            if (strcmp(hex, entry->d_name) != 0) {
                char zh[300], en[300];
                snprintf(zh, sizeof zh, "附件 %s 的内容与摘要不符", entry->d_name);
                snprintf(en, sizeof en, "attachment %s: its content does not match its digest", entry->d_name);
                fault(verifier, zh, en);
            }
        }
        if (open_folder)
            closedir(open_folder);
    }
    zc_sm3_free(sm3);
}

/* Every attachment that the journal names must lie there. */
static int check_missing_files(struct verifier *verifier, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, verifier->db->store, "SELECT payload FROM journal WHERE kind = 'file'", err);
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_arena arena = {0};
        struct zc_json *payload;
        size_t size;
        const char *text = zc_stmt_text(stmt, 0, &size);
        rc = ZC_OK;
        const char *digest = zc_json_parse(&payload, &arena, text, size, NULL) ? NULL : zc_json_text(payload, "digest");
        char path[4400];
        if (digest && strlen(digest) == 64) {
            snprintf(path, sizeof path, "%s/files/%.2s/%s", verifier->db->city->folder, digest, digest);
            if (access(path, R_OK) != 0) {
                char zh[300], en[300];
                snprintf(zh, sizeof zh, "附件 %s 不见了", digest);
                snprintf(en, sizeof en, "attachment %s is missing", digest);
                fault(verifier, zh, en);
            }
        }
        zc_arena_free(&arena);
    }
    zc_stmt_done(stmt);
    return rc;
}

/* 6 */

static int check_seals(struct verifier *verifier, const char *path, struct zc_error *err)
{
    struct zc_seal *seals;
    size_t count;
    char key_path[4400];
    snprintf(key_path, sizeof key_path, "%s/keys/seal.pub", verifier->db->city->folder);
    int rc = zc_seal_read(&seals, &count, verifier->arena, path, err);
    for (size_t i = 0; i < count && !rc; i++) {
        char zh[300], en[300];
        struct zc_error bad = {0};
        bool good = true;
        int64_t covered = 0;
        int judged = zc_seal_verify(&seals[i], key_path, &bad);
        if (judged) {
            snprintf(zh, sizeof zh, judged == ZC_EIO ? "第 %lld 号封存无法核对:读不到 keys/seal.pub" : "第 %lld 号封存的签名无效", (long long)seals[i].serial);
            snprintf(en, sizeof en, judged == ZC_EIO ? "seal %lld cannot be judged: keys/seal.pub cannot be read" : "seal %lld: signature is not valid",
                     (long long)seals[i].serial);
            fault(verifier, zh, en);
            continue;
        }
        if (strcmp(seals[i].city, verifier->db->city->id) != 0) {
            fault(verifier, "封存属于另一个城市", "foreign city: the seal belongs to another city");
            continue;
        }
        for (size_t h = 0; h < seals[i].head_count && !rc; h++) {
            struct zc_stmt *stmt;
            if ((rc = zc_stmt_prepare(&stmt, verifier->db->store, "SELECT digest FROM journal WHERE chain = ?1 AND seq = ?2", err)))
                break;
            zc_stmt_bind_int(stmt, 1, seals[i].heads[h].chain);
            zc_stmt_bind_int(stmt, 2, seals[i].heads[h].seq);
            int found = zc_stmt_step(stmt, err);
            if (found < 0)
                rc = found;
            struct zc_entry place = {.chain = seals[i].heads[h].chain, .seq = seals[i].heads[h].seq};
            if (found == 0) {
                good = false;
                fault_at(verifier, &place, "已封存而不见了(末尾被截断)", "tail missing: it was sealed and is gone");
            } else if (found > 0 && strcmp(zc_stmt_text(stmt, 0, NULL), seals[i].heads[h].digest) != 0) {
                good = false;
                fault_at(verifier, &place, "与封存不符", "seal mismatch");
            }
            covered += seals[i].heads[h].seq;
            zc_stmt_done(stmt);
        }
        if (good && covered > verifier->verdict->sealed_to)
            verifier->verdict->sealed_to = covered;
        verifier->verdict->seals++;
    }
    verifier->verdict->after_seal = verifier->verdict->entries - verifier->verdict->sealed_to;
    return rc;
}

int zc_verify_chains(struct zc_verdict *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    *out = (struct zc_verdict){0};
    struct verifier verifier = {.verdict = out, .arena = arena, .db = db};
    int rc = zc_store_begin(db->store, err);
    if (!rc)
        rc = check_chains(&verifier, err);
    zc_store_rollback(db->store);
    return rc;
}

int zc_verify(struct zc_verdict *out, struct zc_arena *arena, struct zc_db *db, const char *seals_path,
              zc_tell *tell, void *user, struct zc_error *err)
{
    *out = (struct zc_verdict){0};
    struct verifier verifier = {.verdict = out, .arena = arena, .db = db, .tell = tell, .user = user};
    struct zc_stmt *stmt;
    int rc = zc_store_begin(db->store, err); /* one snapshot for all parts */
    if (!rc && !(rc = zc_stmt_prepare(&stmt, db->store, "SELECT count(*) FROM journal", err))) {
        if ((rc = zc_stmt_step(stmt, err)) > 0) {
            verifier.total = zc_stmt_int(stmt, 0);
            rc = ZC_OK;
        }
        zc_stmt_done(stmt);
    }
    if (!rc)
        rc = check_chains(&verifier, err);
    if (!rc)
        rc = check_orphans(&verifier, err);
    if (!rc)
        rc = rebuild(&verifier, err);
    for (size_t i = 0; i < db->city->model->entity_count && !rc; i++) {
        if ((rc = tell_part(&verifier, "核对各表与附件", "comparing tables and files", verifier.total, 900, 50, err)))
            break;
        rc = compare_table(&verifier, db->city->model->entities[i], 't', err);
        if (!rc)
            rc = compare_table(&verifier, db->city->model->entities[i], 'h', err);
        if (!rc)
            rc = check_ahead(&verifier, db->city->model->entities[i], err);
    }
    if (!rc)
        check_files(&verifier);
    if (!rc)
        rc = check_missing_files(&verifier, err);
    out->after_seal = out->entries;
    if (!rc && seals_path)
        rc = check_seals(&verifier, seals_path, err);
    zc_store_rollback(db->store);
    zc_store_close(verifier.scratch.store);
    return rc;
}

/* 7 */

int zc_journal_export(struct zc_db *db, const char *path, struct zc_error *err)
{
    struct zc_stmt *stmt;
    struct zc_buf out = {0};
    char sql[200];
    FILE *file = fopen(path, "wb");
    if (!file)
        return zc_fail(err, ZC_EIO, "无法写入 %s", "cannot write %s", path);
    snprintf(sql, sizeof sql, "%sORDER BY chain, seq", all_entries);
    int rc = zc_stmt_prepare(&stmt, db->store, sql, err);
    if (!rc)
        zc_stmt_by_part(stmt);
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_entry entry;
        rc = ZC_OK;
        read_entry(&entry, stmt, db->city->id);
        zc_buf_clear(&out);
        zc_entry_write(&out, &entry);
        if (fwrite(out.bytes, 1, out.size, file) != out.size)
            rc = zc_fail(err, ZC_EIO, "写入 %s 失败,磁盘可能已满", "writing %s failed; the disk may be full", path);
    }
    zc_stmt_done(stmt);
    if (fclose(file) != 0 && !rc)
        rc = zc_fail(err, ZC_EIO, "写入 %s 失败,磁盘可能已满", "writing %s failed; the disk may be full", path);
    zc_buf_free(&out);
    return rc;
}
