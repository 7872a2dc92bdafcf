/* ballot: 1 the file of a box; 2 codes; 3 opening; 4 casting; 5 sealing; 6 what is left. */
#include "record/ballot.h"
#include "base/merkle.h"
#include "base/secret.h"
#include "base/text.h"
#include "maths/tally.h"
#include "query/rule.h"
#include "record/attachment.h"
#include "record/blob.h"
#include "record/tx.h"
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char open_step[] = "open", seal_step[] = "seal";

/* 1 */

static const char *box_path(struct zc_arena *arena, const struct zc_city *city, int64_t box)
{
    return zc_arena_printf(arena, "%s/boxes/%lld.box", city->folder, (long long)box);
}

/* When a file was touched would tell when somebody voted: it always says the beginning of time. */
static void forget_time(const char *path)
{
    const struct timespec beginning[2] = {{0, 0}, {0, 0}};
    utimensat(AT_FDCWD, path, beginning, 0);
}

static int sync_folder(const struct zc_city *city, struct zc_error *err)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/boxes", city->folder);
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = folder < 0 ? -1 : fsync(folder);
    if (folder >= 0)
        close(folder);
    return rc ? zc_fail(err, ZC_EIO, "票箱文件夹 %s 写不进去：%s", "the folder of ballot boxes %s cannot be written: %s", path, strerror(errno)) : ZC_OK;
}

bool zc_ballot_there(const struct zc_city *city, int64_t box)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/boxes/%lld.box", city->folder, (long long)box);
    return access(path, F_OK) == 0;
}

/* ZC_ENOTFOUND where there is none. */
static int open_box(struct zc_store **out, struct zc_arena *arena, const struct zc_city *city, int64_t box, struct zc_error *err)
{
    *out = NULL;
    if (!zc_ballot_there(city, box))
        return zc_fail(err, ZC_ENOTFOUND, "票箱文件不在了：没有封存的票已经丢失，请作废后重投", "the file of the box is gone: what was not sealed is lost, so void the box and vote again");
    return zc_store_open(out, box_path(arena, city, box), ZC_STORE_BOX, err);
}

/* Overwritten before it is let go, as far as the disk does what it is told. */
static void destroy(const char *path)
{
    static const char zeros[4096];
    int file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat info;
    if (file >= 0 && fstat(file, &info) == 0)
        for (off_t done = 0; done < info.st_size; done += (off_t)sizeof zeros)
            if (pwrite(file, zeros, sizeof zeros, done) < 0)
                break;
    if (file >= 0) {
        fsync(file);
        close(file);
    }
    unlink(path);
}

static void destroy_box(struct zc_arena *arena, const struct zc_city *city, int64_t box)
{
    const char *path = box_path(arena, city, box);
    destroy(path);
    destroy(zc_arena_printf(arena, "%s-journal", path));
    sync_folder(city, NULL);
}

static int run(struct zc_store *store, const char *sql, const char *const *texts, size_t count, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < count; i++)
        zc_stmt_bind_text(stmt, (int)i + 1, texts[i], strlen(texts[i]));
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        ;
    zc_stmt_done(stmt);
    return rc;
}

/* The first column of the first row; NULL when there is none. */
static int ask(const char **out, struct zc_arena *arena, struct zc_store *store, const char *sql, const char *const *texts, size_t count, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = NULL;
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < count; i++)
        zc_stmt_bind_text(stmt, (int)i + 1, texts[i], strlen(texts[i]));
    if ((rc = zc_stmt_step(stmt, err)) > 0)
        *out = zc_arena_str(arena, zc_stmt_text(stmt, 0, NULL));
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

static int said(const char **out, struct zc_arena *arena, struct zc_store *store, const char *name, struct zc_error *err)
{
    int rc = ask(out, arena, store, "SELECT value FROM said WHERE name = ?1", &name, 1, err);
    return rc || *out ? rc : zc_fail(err, ZC_EIO, "票箱文件不全：缺 %s", "the file of the box is incomplete: %s is missing", name);
}

/* 2 */

/* The id of the box before the first dash; the rest in the form in which it is hashed, whatever was typed small or without dashes. */
static bool read_code(int64_t *box, char hash[ZC_DIGEST_HEX], const char *code)
{
    char plain[17], whole[64];
    size_t length = 0, digits = strspn(code, "0123456789");
    if (!digits || digits > 19 || code[digits] != '-')
        return false;
    *box = strtoll(code, NULL, 10);
    for (const char *at = code + digits; *at; at++) {
        char c = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
        if (c == '-' || c == ' ')
            continue;
        c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c; /* the alphabet has neither */
        if (length == 16 || !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
            return false;
        plain[length++] = c;
    }
    plain[length] = 0;
    snprintf(whole, sizeof whole, "%lld|%s", (long long)*box, plain);
    zc_sm3_hex(hash, whole, strlen(whole));
    zc_wipe(plain, sizeof plain);
    zc_wipe(whole, sizeof whole);
    return length == 16;
}

static void make_code(char out[ZC_BALLOT_CODE], char hash[ZC_DIGEST_HEX], int64_t box)
{
    char secret[20];
    int64_t same;
    zc_recovery_code(secret);
    snprintf(out, ZC_BALLOT_CODE, "%lld-%s", (long long)box, secret);
    zc_assert(read_code(&same, hash, out) && same == box);
    zc_wipe(secret, sizeof secret);
}

/* 3 */

static const struct zc_entity *kept(struct zc_tx *tx, const char *name) { return zc_model_entity(zc_tx_db(tx)->city->model, name); }

static int classes_of(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, int64_t box, struct zc_error *err)
{
    static const char *order[] = {"name"};
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, "core.ballot_class"), .times = zc_times_now(db), .reader = &ZC_READER_CITY,
                                  .order = order, .order_count = 1};
    query.filter = zc_arena_printf(arena, "box = %lld", (long long)box);
    return zc_rows_list(out, arena, db, &query, err);
}

struct row {
    char key[ZC_DIGEST_HEX];
    const char *class_;
};

static int by_key(const void *a, const void *b) { return strcmp(((const struct row *)a)->key, ((const struct row *)b)->key); }

/* In the order of their keys, which is one of chance: so pages, too, are filled in it. */
static int fill(struct zc_store *store, const char *sql, struct row *rows, size_t count, const char *marks, struct zc_error *err)
{
    int rc = ZC_OK;
    qsort(rows, count, sizeof *rows, by_key);
    for (size_t i = 0; i < count && !rc; i++)
        rc = run(store, sql, (const char *const[]){rows[i].key, rows[i].class_, marks}, marks ? 3 : 2, err);
    return rc;
}

/* Nothing marked yet: as long as any ballot will be, so that filling it moves nothing. */
static char *unfilled(struct zc_arena *arena, size_t options)
{
    char *marks = zc_arena_alloc(arena, options + 1);
    memset(marks, '-', options);
    return marks;
}

static int fill_box(struct zc_store *store, struct zc_arena *arena, const struct zc_record *box, struct zc_ballot_sheet *sheet, size_t options, struct zc_error *err)
{
    struct row *codes = zc_arena_array(arena, sheet->codes + 1, sizeof *codes), *ballots = zc_arena_array(arena, sheet->codes + 1, sizeof *ballots);
    const char *most = zc_arena_printf(arena, "%lld", (long long)zc_record_value(box, "most").number);
    size_t next = 0;
    for (size_t c = 0; c < sheet->class_count; c++) {
        struct zc_ballot_class *class_ = &sheet->classes[c];
        const char *id = zc_arena_printf(arena, "%lld", (long long)class_->id);
        for (size_t i = 0; i < class_->count; i++, next++) {
            unsigned char random[16];
            make_code(class_->codes[i], codes[next].key, box->id);
            zc_random(random, sizeof random);
            zc_hex(ballots[next].key, random, sizeof random);
            codes[next].class_ = ballots[next].class_ = id;
        }
    }
    int rc = zc_store_begin_write(store, err);
    if (!rc)
        rc = zc_store_run(store,
                          "CREATE TABLE said (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
                          "CREATE TABLE code (hash TEXT PRIMARY KEY, class TEXT NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;"
                          "CREATE TABLE ballot (key TEXT PRIMARY KEY, class TEXT NOT NULL, marks TEXT NOT NULL) WITHOUT ROWID",
                          err);
    const char *const pairs[][2] = {{"title", zc_record_text(box, "title")}, {"question", zc_record_text(box, "question")}, {"options", zc_record_text(box, "options")},
                                    {"most", most}, {"closed", "0"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs && !rc; i++)
        rc = run(store, "INSERT INTO said (name, value) VALUES (?1, ?2)", pairs[i], 2, err);
    if (!rc)
        rc = fill(store, "INSERT INTO code (hash, class, used) VALUES (?1, ?2, 0)", codes, sheet->codes, NULL, err);
    if (!rc)
        rc = fill(store, "INSERT INTO ballot (key, class, marks) VALUES (?1, ?2, ?3)", ballots, sheet->codes, unfilled(arena, options), err);
    if (!rc)
        rc = zc_store_commit(store, err);
    if (rc)
        zc_store_rollback(store);
    return rc;
}

static int make_box(struct zc_arena *arena, const struct zc_city *city, const struct zc_record *box, struct zc_ballot_sheet *sheet, size_t options, struct zc_error *err)
{
    const char *path = box_path(arena, city, box->id);
    struct zc_store *store = NULL;
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/boxes", city->folder);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return zc_fail(err, ZC_EIO, "无法新建 %s：%s", "cannot make %s: %s", folder, strerror(errno));
    destroy_box(arena, city, box->id); /* of an opening that was refused: its codes were never shown */
    int file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return zc_fail(err, ZC_EIO, "无法新建票箱 %s：%s", "cannot make the box %s: %s", path, strerror(errno));
    close(file);
    int rc = zc_store_open(&store, path, ZC_STORE_BOX, err);
    if (!rc)
        rc = fill_box(store, arena, box, sheet, options, err);
    zc_store_close(store);
    if (!rc)
        rc = sync_folder(city, err);
    if (rc)
        destroy_box(arena, city, box->id);
    else
        forget_time(path);
    return rc;
}

static size_t split_options(const char ***out, struct zc_arena *arena, const char *list)
{
    const char **options = zc_arena_array(arena, ZC_BALLOT_OPTIONS + 1, sizeof *options);
    size_t count = 0;
    for (const char *at = list + strspn(list, ";"); *at && count <= ZC_BALLOT_OPTIONS; at += strcspn(at, ";"), at += *at != 0)
        options[count++] = zc_arena_copy(arena, at, strcspn(at, ";"));
    *out = options;
    return count;
}

/* The step with the actor's own right, then what it writes with the city's. */
static int take(struct zc_tx *tx, int64_t box, const char *step, struct zc_error *err)
{
    tx->balloting = true;
    int rc = zc_record_transition(tx, kept(tx, "core.ballot_box"), box, step, NULL, err);
    tx->balloting = false;
    return rc;
}

static int put(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id, const char *const *pairs, size_t count, struct zc_error *err)
{
    const struct zc_reader *reader = tx->actor.reader;
    struct zc_patch patch = zc_patch_new(arena, entity, id);
    int64_t same = id;
    bool changed;
    int rc = ZC_OK;
    for (size_t i = 0; i < count && !rc; i++)
        rc = zc_patch_set(&patch, arena, pairs[2 * i], pairs[2 * i + 1], err);
    tx->actor.reader = &ZC_READER_CITY;
    if (!rc)
        rc = zc_record_change(&same, &changed, tx, &patch, err);
    tx->actor.reader = reader;
    return rc;
}

static const char *decimal(struct zc_arena *arena, int64_t number) { return zc_arena_printf(arena, "%lld", (long long)number); }

int zc_ballot_open(struct zc_ballot_sheet *out, struct zc_tx *tx, struct zc_arena *arena, int64_t id, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    struct zc_record box;
    struct zc_rows rows;
    const char **options;
    *out = (struct zc_ballot_sheet){0};
    int rc = take(tx, id, open_step, err);
    if (!rc)
        rc = zc_rows_get(&box, arena, db, kept(tx, "core.ballot_box"), id, zc_times_now(db), &ZC_READER_CITY, err);
    if (!rc)
        rc = classes_of(&rows, arena, db, id, err);
    if (rc)
        return rc;
    size_t count = split_options(&options, arena, zc_record_text(&box, "options"));
    if (count < 1 || count > ZC_BALLOT_OPTIONS || (int64_t)count < zc_record_value(&box, "most").number)
        return zc_fail(err, ZC_ECHECK, "选项应为 1 至 %d 个，且不少于每票最多可选的个数；现有 %zu 个", "a box takes 1 to %d options, and as many as may be marked; it has %zu", (int)ZC_BALLOT_OPTIONS,
                       count);
    out->classes = zc_arena_array(arena, rows.count + 1, sizeof *out->classes);
    for (size_t i = 0; i < rows.count; i++) {
        struct zc_ballot_class *made = &out->classes[out->class_count++];
        *made = (struct zc_ballot_class){rows.items[i].id, zc_record_text(&rows.items[i], "name"), (size_t)zc_record_value(&rows.items[i], "codes").number, NULL};
        out->codes += made->count;
        if (out->codes > ZC_BALLOT_CODES)
            return zc_fail(err, ZC_ECHECK, "一个票箱至多 %d 个投票码", "a box has at most %d codes", (int)ZC_BALLOT_CODES);
        made->codes = zc_arena_array(arena, made->count + 1, sizeof *made->codes);
    }
    if (!out->codes)
        return zc_fail(err, ZC_ECHECK, "先写明投票人类别和各发多少投票码", "say first which classes of voters there are and how many codes each gets");
    rc = put(tx, arena, box.entity, id, (const char *const[]){"codes", decimal(arena, (int64_t)out->codes)}, 1, err);
    return rc ? rc : make_box(arena, db->city, &box, out, count, err);
}

/* 4 */

/* Why the box of a code takes no ballot. */
static int state_of(struct zc_arena *arena, struct zc_db *db, int64_t box, struct zc_error *err)
{
    struct zc_record record;
    if (zc_rows_get(&record, arena, db, zc_model_entity(db->city->model, "core.ballot_box"), box, zc_times_now(db), &ZC_READER_CITY, NULL))
        return zc_fail(err, ZC_ENOTFOUND, "没有这个投票码，请照票面再输一次", "there is no such code; type it again as it is printed");
    const char *state = zc_record_text(&record, "state");
    if (strcmp(state, "open") == 0)
        return ZC_OK;
    if (strcmp(state, "draft") == 0)
        return zc_fail(err, ZC_ECHECK, "投票还没有开始", "the box is not open yet");
    return strcmp(state, "sealed") == 0 ? zc_fail(err, ZC_ECHECK, "票箱已经封存，不再收票", "the box is sealed and takes no more ballots")
                                        : zc_fail(err, ZC_ECHECK, "这次投票已经作废，请等通知重投", "this vote is void; it will be repeated");
}

/* A store that takes this code, with the class of it; inside a transaction when `writing`. */
static int reach(struct zc_store **out, struct zc_arena *arena, struct zc_db *db, const char *code, char hash[ZC_DIGEST_HEX], bool writing, struct zc_error *err)
{
    int64_t box;
    const char *closed, *used;
    *out = NULL;
    if (!read_code(&box, hash, code))
        return zc_fail(err, ZC_ENOTFOUND, "没有这个投票码，请照票面再输一次", "there is no such code; type it again as it is printed");
    int rc = state_of(arena, db, box, err);
    if (!rc)
        rc = open_box(out, arena, db->city, box, err);
    if (!rc)
        rc = writing ? zc_store_begin_write(*out, err) : zc_store_begin(*out, err);
    if (!rc)
        rc = said(&closed, arena, *out, "closed", err);
    if (!rc)
        rc = ask(&used, arena, *out, "SELECT used FROM code WHERE hash = ?1", (const char *const[]){hash}, 1, err);
    if (!rc && !used)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有这个投票码，请照票面再输一次", "there is no such code; type it again as it is printed");
    else if (!rc && strcmp(used, "0") != 0)
        rc = zc_fail(err, ZC_ECHECK, "这个投票码已经用过，每码只投一次", "this code is used: each serves once");
    else if (!rc && strcmp(closed, "0") != 0)
        rc = zc_fail(err, ZC_ECHECK, "票箱正在封存，不再收票", "the box is being sealed and takes no more ballots");
    return rc;
}

static int paper_of(struct zc_ballot_paper *out, struct zc_arena *arena, struct zc_store *store, struct zc_error *err)
{
    const char *options = NULL, *most = NULL;
    *out = (struct zc_ballot_paper){0};
    int rc = said(&out->title, arena, store, "title", err);
    rc = rc ? rc : said(&out->question, arena, store, "question", err);
    rc = rc ? rc : said(&options, arena, store, "options", err);
    rc = rc ? rc : said(&most, arena, store, "most", err);
    if (rc)
        return rc;
    out->option_count = split_options(&out->options, arena, options);
    out->most = (size_t)strtoul(most, NULL, 10);
    return ZC_OK;
}

int zc_ballot_paper(struct zc_ballot_paper *out, struct zc_arena *arena, struct zc_db *db, const char *code, struct zc_error *err)
{
    struct zc_store *store;
    char hash[ZC_DIGEST_HEX];
    int rc = reach(&store, arena, db, code, hash, false, err);
    if (!rc)
        rc = paper_of(out, arena, store, err);
    if (store)
        zc_store_rollback(store);
    zc_store_close(store);
    return rc;
}

/* Each number from 0 to most less one is as likely as any other: what would make some likelier is thrown again. */
static uint64_t below(uint64_t most)
{
    uint64_t drawn, end = UINT64_MAX - UINT64_MAX % most;
    do
        zc_random(&drawn, sizeof drawn);
    while (drawn >= end);
    return drawn % most;
}

/* Into one of the empty ballots of the class, whichever chance takes. */
static int fill_one(struct zc_arena *arena, struct zc_store *store, const char *hash, const char *empty, const char *marks, struct zc_error *err)
{
    const char *class_ = NULL, *count = NULL, *key = NULL;
    int rc = ask(&class_, arena, store, "SELECT class FROM code WHERE hash = ?1", &hash, 1, err);
    if (!rc)
        rc = ask(&count, arena, store, "SELECT count(*) FROM ballot WHERE class = ?1 AND marks = ?2", (const char *const[]){class_, empty}, 2, err);
    uint64_t left = rc || !count ? 0 : strtoull(count, NULL, 10);
    if (!rc && !left)
        rc = zc_fail(err, ZC_EIO, "票箱文件不对：没有空票了", "the file of the box is wrong: no empty ballot is left");
    if (!rc)
        rc = ask(&key, arena, store,
                 zc_arena_printf(arena, "SELECT key FROM ballot WHERE class = ?1 AND marks = ?2 ORDER BY key LIMIT 1 OFFSET %llu", (unsigned long long)below(left)),
                 (const char *const[]){class_, empty}, 2, err);
    if (!rc)
        rc = run(store, "UPDATE ballot SET marks = ?2 WHERE key = ?1", (const char *const[]){key, marks}, 2, err);
    return rc ? rc : run(store, "UPDATE code SET used = 1 WHERE hash = ?1", &hash, 1, err);
}

int zc_ballot_cast(struct zc_arena *arena, struct zc_db *db, const char *code, const char *marks, struct zc_error *err)
{
    struct zc_store *store;
    struct zc_ballot_paper paper;
    char hash[ZC_DIGEST_HEX];
    size_t marked = 0;
    int rc = reach(&store, arena, db, code, hash, true, err);
    if (!rc)
        rc = paper_of(&paper, arena, store, err);
    for (const char *at = marks; !rc && *at; at++)
        marked += *at == '1';
    if (!rc && (strlen(marks) != paper.option_count || strspn(marks, "01") != paper.option_count))
        rc = zc_fail(err, ZC_EINPUT, "选项不对", "these are not the options of the ballot");
    if (!rc && marked > paper.most)
        rc = zc_fail(err, ZC_EINPUT, "选了 %zu 个，最多选 %zu 个；这张票还没有投", "%zu are marked, at most %zu may be; the ballot is not cast yet", marked, paper.most);
    if (!rc)
        rc = fill_one(arena, store, hash, unfilled(arena, paper.option_count), marks, err);
    if (!rc)
        rc = zc_store_commit(store, err);
    else if (store)
        zc_store_rollback(store);
    zc_store_close(store);
    if (!rc)
        forget_time(box_path(arena, db->city, strtoll(code, NULL, 10)));
    return rc;
}

/* 5 */

struct tally {
    struct zc_rows classes;
    int64_t *ballots;           /* by class */
    bool *told;
    const char **lines;         /* class and marks, as they are stored */
    size_t line_count;
    struct zc_ballot_paper paper;
};

static size_t class_index(const struct tally *tally, const char *id)
{
    size_t i = 0;
    while (i < tally->classes.count && tally->classes.items[i].id != strtoll(id, NULL, 10))
        i++;
    return i;
}

static int read_ballots(struct tally *tally, struct zc_arena *arena, struct zc_store *store, size_t codes, struct zc_error *err)
{
    struct zc_stmt *stmt;
    const char *empty = unfilled(arena, tally->paper.option_count);
    tally->lines = zc_arena_array(arena, 2 * codes + 2, sizeof *tally->lines);
    int rc = zc_stmt_prepare(&stmt, store, "SELECT class, marks FROM ballot WHERE marks <> ?1 ORDER BY key", err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, empty, strlen(empty));
    while ((rc = zc_stmt_step(stmt, err)) > 0 && tally->line_count < codes) {
        tally->lines[2 * tally->line_count] = zc_arena_str(arena, zc_stmt_text(stmt, 0, NULL));
        tally->lines[2 * tally->line_count + 1] = zc_arena_str(arena, zc_stmt_text(stmt, 1, NULL));
        size_t class_ = class_index(tally, tally->lines[2 * tally->line_count++]);
        if (class_ < tally->classes.count)
            tally->ballots[class_]++;
    }
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

/* The ballots in an order of chance. A class that is not told apart is not named there either. */
static const char **shuffled(struct zc_arena *arena, const struct tally *tally)
{
    const char **lines = zc_arena_array(arena, tally->line_count + 1, sizeof *lines);
    size_t *order = zc_arena_array(arena, tally->line_count + 1, sizeof *order);
    zc_tally_shuffle(order, tally->line_count, below);
    for (size_t i = 0; i < tally->line_count; i++) {
        const char *const *line = &tally->lines[2 * order[i]];
        size_t class_ = class_index(tally, line[0]);
        bool told = class_ < tally->classes.count && tally->told[class_];
        lines[i] = zc_arena_printf(arena, "%zu\t%s", told ? class_ + 1 : 0, line[1]);
    }
    return lines;
}

static const char *ballots_text(struct zc_arena *arena, const struct zc_record *box, const struct tally *tally, const char *const *lines, const char *root, size_t *size)
{
    struct zc_buf text = {0};
    zc_buf_printf(&text, "zhucheng ballots 1\nbox\t%lld\t%s\n", (long long)box->id, zc_record_text(box, "title"));
    for (size_t i = 0; i < tally->paper.option_count; i++)
        zc_buf_printf(&text, "option\t%zu\t%s\n", i + 1, tally->paper.options[i]);
    for (size_t i = 0; i < tally->classes.count; i++)
        if (tally->told[i])
            zc_buf_printf(&text, "class\t%zu\t%s\n", i + 1, zc_record_text(&tally->classes.items[i], "name"));
    zc_buf_printf(&text, "root\t%s\n\n", root);
    for (size_t i = 0; i < tally->line_count; i++)
        zc_buf_printf(&text, "%s\n", lines[i]);
    const char *copy = zc_arena_copy(arena, zc_buf_text(&text), text.size);
    *size = text.size;
    zc_buf_free(&text);
    return copy;
}

/* Over the ballots of a class, of all when `class_` is NULL. */
static int put_counts(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *box, const struct tally *tally, const struct zc_record *class_, struct zc_error *err)
{
    const struct zc_entity *entity = kept(tx, "core.ballot_count");
    int rc = ZC_OK;
    for (size_t option = 0; option < tally->paper.option_count && !rc; option++) {
        int64_t count = 0;
        for (size_t i = 0; i < tally->line_count; i++)
            count += tally->lines[2 * i + 1][option] == '1' && (!class_ || strtoll(tally->lines[2 * i], NULL, 10) == class_->id);
        const char *const pairs[] = {"box", decimal(arena, box->id), "seq", decimal(arena, (int64_t)option + 1), "option", tally->paper.options[option],
                                     "votes", decimal(arena, count), "class", class_ ? decimal(arena, class_->id) : ""};
        rc = put(tx, arena, entity, 0, pairs, class_ ? 5 : 4, err);
    }
    return rc;
}

static int64_t least_told(struct zc_arena *arena, struct zc_db *db)
{
    struct zc_rules rules;
    int least = 0;
    bool there = false;
    zc_rules_open(&rules, arena, db, zc_times_now(db).known);
    int rc = zc_rules_number(&least, &there, &rules, "core.ballot.class_least", zc_times_now(db).asof, NULL);
    return !rc && there && least > ZC_BALLOT_LEAST ? least : ZC_BALLOT_LEAST; /* a city withholds more and never less */
}

static int write_result(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *box, struct tally *tally, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    struct zc_attachment file = {.entity = box->entity, .id = box->id, .name = "选票.txt", .media_type = "text/plain"};
    char root[ZC_DIGEST_HEX];
    int64_t blank = 0, same;
    size_t size;
    zc_tally_told(tally->told, tally->ballots, tally->classes.count, least_told(arena, db));
    const char **lines = shuffled(arena, tally);
    zc_merkle_root(root, lines, tally->line_count);
    const char *text = ballots_text(arena, box, tally, lines, root, &size);
    for (size_t i = 0; i < tally->line_count; i++)
        blank += strchr(tally->lines[2 * i + 1], '1') == NULL;
    int rc = put(tx, arena, box->entity, box->id,
                 (const char *const[]){"cast", decimal(arena, (int64_t)tally->line_count), "blank", decimal(arena, blank), "root", root}, 3, err);
    for (size_t i = 0; i < tally->classes.count && !rc; i++)
        rc = put(tx, arena, kept(tx, "core.ballot_class"), tally->classes.items[i].id,
                 (const char *const[]){"cast", decimal(arena, tally->ballots[i]), "told", tally->told[i] ? "true" : "false"}, 2, err);
    if (!rc)
        rc = put_counts(tx, arena, box, tally, NULL, err);
    for (size_t i = 0; i < tally->classes.count && !rc; i++)
        if (tally->told[i])
            rc = put_counts(tx, arena, box, tally, &tally->classes.items[i], err);
    if (!rc)
        rc = zc_blob_store(file.digest, db->city, text, size, err);
    file.size = (int64_t)size;
    const struct zc_reader *reader = tx->actor.reader;
    tx->actor.reader = &ZC_READER_CITY;
    if (!rc)
        rc = zc_attachment_add(&same, tx, &file, err);
    tx->actor.reader = reader;
    return rc;
}

int zc_ballot_seal(struct zc_tx *tx, struct zc_arena *arena, int64_t id, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    struct zc_store *store = NULL;
    struct zc_record box;
    struct tally tally = {0};
    int rc = take(tx, id, seal_step, err);
    if (!rc)
        rc = zc_rows_get(&box, arena, db, kept(tx, "core.ballot_box"), id, zc_times_now(db), &ZC_READER_CITY, err);
    if (!rc)
        rc = classes_of(&tally.classes, arena, db, id, err);
    if (!rc)
        rc = open_box(&store, arena, db->city, id, err);
    if (rc == ZC_ENOTFOUND && !store && err)
        rc = err->code = ZC_ECHECK;
    if (!rc) { /* nobody casts between the count and the commit */
        rc = zc_store_begin_write(store, err);
        if (!rc)
            rc = zc_store_run(store, "UPDATE said SET value = '1' WHERE name = 'closed'", err);
        if (!rc)
            rc = zc_store_commit(store, err);
    }
    tally.ballots = zc_arena_array(arena, tally.classes.count + 1, sizeof *tally.ballots);
    tally.told = zc_arena_array(arena, tally.classes.count + 1, sizeof *tally.told);
    if (!rc)
        rc = paper_of(&tally.paper, arena, store, err);
    if (!rc)
        rc = read_ballots(&tally, arena, store, (size_t)zc_record_value(&box, "codes").number, err);
    zc_store_close(store);
    return rc ? rc : write_result(tx, arena, &box, &tally, err);
}

/* 6 */

void zc_ballot_sweep(struct zc_db *db)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.ballot_box");
    struct zc_arena arena = {0};
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/boxes", db->city->folder);
    DIR *boxes = entity ? opendir(folder) : NULL;
    struct dirent *entry;
    while (boxes && (entry = readdir(boxes))) {
        char *end;
        long long id = strtoll(entry->d_name, &end, 10);
        struct zc_record record;
        if (end == entry->d_name || strcmp(end, ".box") != 0 ||
            zc_rows_get(&record, &arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, NULL))
            continue;
        const char *state = zc_record_text(&record, "state");
        if (strcmp(state, "sealed") == 0 || strcmp(state, "void") == 0)
            destroy_box(&arena, db->city, id);
    }
    if (boxes)
        closedir(boxes);
    zc_arena_free(&arena);
}

int zc_ballot_check_step(const struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_transition *step, struct zc_error *err)
{
    bool own = strcmp(step->name, open_step) == 0 || strcmp(step->name, seal_step) == 0;
    if (!own || tx->balloting || strcmp(entity->full_name, "core.ballot_box") != 0)
        return ZC_OK;
    return zc_fail(err, ZC_ECHECK, "不能单办这一步：票箱在 /ballots/%lld 页上开启、封存", "not by the step alone: a box is opened and sealed on its page /ballots/%lld", (long long)id);
}
