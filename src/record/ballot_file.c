/* ballot_file: 1 the file; 2 codes; 3 making it; 4 what it says; 5 ballots. */
#include "record/ballot_file.h"
#include "base/buf.h"
#include "base/secret.h"
#include "query/rows.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SERIAL_BITS = 43 }; /* of an id, below its area (query/rows.h) */

struct zc_ballot_file {
    struct zc_arena *arena;
    struct zc_store *store;
    const char *path;
    bool cast;
};

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

bool zc_ballot_file_there(const struct zc_city *city, int64_t box)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/boxes/%lld.box", city->folder, (long long)box);
    return access(path, F_OK) == 0;
}

int zc_ballot_file_open(struct zc_ballot_file **out, struct zc_arena *arena, const struct zc_city *city, int64_t box, bool writing, struct zc_error *err)
{
    struct zc_store *store;
    *out = NULL;
    if (!zc_ballot_file_there(city, box))
        return zc_fail(err, ZC_ENOTFOUND, "票箱文件不在了：没有封存的票已经丢失，请作废后重投", "the file of the box is gone: what was not sealed is lost, so void the box and vote again");
    int rc = zc_store_open(&store, box_path(arena, city, box), ZC_STORE_BOX, err);
    if (rc)
        return rc;
    if ((rc = writing ? zc_store_begin_write(store, err) : zc_store_begin(store, err))) {
        zc_store_close(store);
        return rc;
    }
    *out = zc_arena_alloc(arena, sizeof **out);
    **out = (struct zc_ballot_file){arena, store, box_path(arena, city, box), false};
    return ZC_OK;
}

int zc_ballot_file_commit(struct zc_ballot_file *file, struct zc_error *err) { return zc_store_commit(file->store, err); }

void zc_ballot_file_close(struct zc_ballot_file *file)
{
    if (!file || !file->store)
        return;
    zc_store_rollback(file->store);
    zc_store_close(file->store);
    file->store = NULL;
    if (file->cast)
        forget_time(file->path);
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

void zc_ballot_file_destroy(struct zc_arena *arena, const struct zc_city *city, int64_t box)
{
    const char *path = box_path(arena, city, box);
    destroy(path);
    destroy(zc_arena_printf(arena, "%s-journal", path));
    sync_folder(city, NULL);
}

static int prepare(struct zc_stmt **out, struct zc_store *store, const char *sql, const char *const *texts, size_t count, struct zc_error *err)
{
    int rc = zc_stmt_prepare(out, store, sql, err);
    for (size_t i = 0; i < count && !rc; i++)
        zc_stmt_bind_text(*out, (int)i + 1, texts[i], strlen(texts[i]));
    return rc;
}

static int run(struct zc_store *store, const char *sql, const char *const *texts, size_t count, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = prepare(&stmt, store, sql, texts, count, err);
    if (rc)
        return rc;
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
    int rc = prepare(&stmt, store, sql, texts, count, err);
    if (rc)
        return rc;
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

/* Before the first dash stands what tells the box: of one of the city's own area the serial of its id alone, so that less has to be typed. */
static int64_t short_id(const struct zc_city *city, int64_t box)
{
    int64_t area = zc_id_area(box) << SERIAL_BITS;
    return zc_id_area(box) == city->area ? box - area : box;
}

bool zc_ballot_code_read(int64_t *box, char hash[ZC_DIGEST_HEX], const struct zc_city *city, const char *code)
{
    char plain[17], whole[64];
    size_t length = 0, digits = strspn(code, "0123456789");
    if (!digits || digits > 19 || code[digits] != '-')
        return false;
    *box = strtoll(code, NULL, 10);
    if (!zc_id_area(*box))
        *box += city->area << SERIAL_BITS;
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

static void make_code(char out[ZC_BALLOT_CODE], char hash[ZC_DIGEST_HEX], const struct zc_city *city, int64_t box)
{
    char secret[20];
    int64_t same;
    zc_recovery_code(secret);
    snprintf(out, ZC_BALLOT_CODE, "%lld-%s", (long long)short_id(city, box), secret);
    zc_assert(zc_ballot_code_read(&same, hash, city, out) && same == box);
    zc_wipe(secret, sizeof secret);
}

/* 3 */

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

static int fill_box(struct zc_store *store, struct zc_arena *arena, const struct zc_city *city, int64_t box, const struct zc_ballot_paper *paper, struct zc_ballot_sheet *sheet, struct zc_error *err)
{
    struct row *codes = zc_arena_array(arena, sheet->codes + 1, sizeof *codes), *ballots = zc_arena_array(arena, sheet->codes + 1, sizeof *ballots);
    struct zc_buf options = {0};
    size_t next = 0;
    for (size_t c = 0; c < sheet->class_count; c++) {
        struct zc_ballot_class *class_ = &sheet->classes[c];
        const char *id = zc_arena_printf(arena, "%lld", (long long)class_->id);
        for (size_t i = 0; i < class_->count; i++, next++) {
            unsigned char random[16];
            make_code(class_->codes[i], codes[next].key, city, box);
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
    for (size_t i = 0; i < paper->option_count; i++)
        zc_buf_printf(&options, "%s;", paper->options[i]);
    const char *const pairs[][2] = {{"title", paper->title}, {"question", paper->question}, {"options", zc_buf_text(&options)},
                                    {"most", zc_arena_printf(arena, "%zu", paper->most)}, {"closed", "0"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs && !rc; i++)
        rc = run(store, "INSERT INTO said (name, value) VALUES (?1, ?2)", pairs[i], 2, err);
    if (!rc)
        rc = fill(store, "INSERT INTO code (hash, class, used) VALUES (?1, ?2, 0)", codes, sheet->codes, NULL, err);
    if (!rc)
        rc = fill(store, "INSERT INTO ballot (key, class, marks) VALUES (?1, ?2, ?3)", ballots, sheet->codes, unfilled(arena, paper->option_count), err);
    zc_buf_free(&options);
    if (!rc)
        rc = zc_store_commit(store, err);
    if (rc)
        zc_store_rollback(store);
    return rc;
}

size_t zc_ballot_options(const char ***out, struct zc_arena *arena, const char *list)
{
    const char **options = zc_arena_array(arena, ZC_BALLOT_OPTIONS + 1, sizeof *options);
    size_t count = 0;
    for (const char *at = list + strspn(list, ";"); *at && count <= ZC_BALLOT_OPTIONS; at += strcspn(at, ";"), at += *at != 0)
        options[count++] = zc_arena_copy(arena, at, strcspn(at, ";"));
    *out = options;
    return count;
}

int zc_ballot_file_make(struct zc_arena *arena, const struct zc_city *city, int64_t box, const struct zc_ballot_paper *paper, struct zc_ballot_sheet *sheet, struct zc_error *err)
{
    const char *path = box_path(arena, city, box);
    struct zc_store *store = NULL;
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/boxes", city->folder);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return zc_fail(err, ZC_EIO, "无法新建 %s：%s", "cannot make %s: %s", folder, strerror(errno));
    zc_ballot_file_destroy(arena, city, box); /* of an opening that was refused: its codes were never shown */
    int file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return zc_fail(err, ZC_EIO, "无法新建票箱 %s：%s", "cannot make the box %s: %s", path, strerror(errno));
    close(file);
    int rc = zc_store_open(&store, path, ZC_STORE_BOX, err);
    if (!rc)
        rc = fill_box(store, arena, city, box, paper, sheet, err);
    zc_store_close(store);
    if (!rc)
        rc = sync_folder(city, err);
    if (rc)
        zc_ballot_file_destroy(arena, city, box);
    else
        forget_time(path);
    return rc;
}

/* 4 */

int zc_ballot_file_paper(struct zc_ballot_paper *out, struct zc_ballot_file *file, struct zc_error *err)
{
    const char *options = NULL, *most = NULL;
    *out = (struct zc_ballot_paper){0};
    int rc = said(&out->title, file->arena, file->store, "title", err);
    rc = rc ? rc : said(&out->question, file->arena, file->store, "question", err);
    rc = rc ? rc : said(&options, file->arena, file->store, "options", err);
    rc = rc ? rc : said(&most, file->arena, file->store, "most", err);
    if (rc)
        return rc;
    out->option_count = zc_ballot_options(&out->options, file->arena, options);
    out->most = (size_t)strtoul(most, NULL, 10);
    return ZC_OK;
}

int zc_ballot_file_code(enum zc_ballot_code_state *out, struct zc_ballot_file *file, const char *hash, struct zc_error *err)
{
    const char *closed, *used;
    int rc = said(&closed, file->arena, file->store, "closed", err);
    rc = rc ? rc : ask(&used, file->arena, file->store, "SELECT used FROM code WHERE hash = ?1", &hash, 1, err);
    if (!rc)
        *out = !used ? ZC_BALLOT_CODE_NONE : strcmp(used, "0") != 0 ? ZC_BALLOT_CODE_USED : strcmp(closed, "0") != 0 ? ZC_BALLOT_CODE_LATE : ZC_BALLOT_CODE_GOOD;
    return rc;
}

int zc_ballot_file_shut(struct zc_ballot_file *file, struct zc_error *err) { return run(file->store, "UPDATE said SET value = '1' WHERE name = 'closed'", NULL, 0, err); }

/* 5 */

int zc_ballot_file_cast(struct zc_ballot_file *file, const char *hash, const char *marks, struct zc_error *err)
{
    const char *class_ = NULL, *count = NULL, *key = NULL, *empty = unfilled(file->arena, strlen(marks));
    int rc = ask(&class_, file->arena, file->store, "SELECT class FROM code WHERE hash = ?1", &hash, 1, err);
    if (!rc)
        rc = ask(&count, file->arena, file->store, "SELECT count(*) FROM ballot WHERE class = ?1 AND marks = ?2", (const char *const[]){class_, empty}, 2, err);
    uint64_t left = rc || !count ? 0 : strtoull(count, NULL, 10);
    if (!rc && !left)
        rc = zc_fail(err, ZC_EIO, "票箱文件不对：没有空票了", "the file of the box is wrong: no empty ballot is left");
    if (!rc)
        rc = ask(&key, file->arena, file->store,
                 zc_arena_printf(file->arena, "SELECT key FROM ballot WHERE class = ?1 AND marks = ?2 ORDER BY key LIMIT 1 OFFSET %llu", (unsigned long long)zc_random_below(left)),
                 (const char *const[]){class_, empty}, 2, err);
    if (!rc)
        rc = run(file->store, "UPDATE ballot SET marks = ?2 WHERE key = ?1", (const char *const[]){key, marks}, 2, err);
    file->cast = true;
    return rc ? rc : run(file->store, "UPDATE code SET used = 1 WHERE hash = ?1", &hash, 1, err);
}

int zc_ballot_file_read(struct zc_ballot_line **out, size_t *count, struct zc_ballot_file *file, size_t options, struct zc_error *err)
{
    struct zc_stmt *stmt;
    size_t capacity = 0;
    const char *empty = unfilled(file->arena, options);
    *out = NULL;
    *count = 0;
    int rc = zc_stmt_prepare(&stmt, file->store, "SELECT class, marks FROM ballot WHERE marks <> ?1 ORDER BY key", err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, empty, strlen(empty));
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_ballot_line *line = zc_arena_push(file->arena, out, count, &capacity, sizeof *line);
        *line = (struct zc_ballot_line){strtoll(zc_stmt_text(stmt, 0, NULL), NULL, 10), zc_arena_str(file->arena, zc_stmt_text(stmt, 1, NULL))};
    }
    zc_stmt_done(stmt);
    return rc;
}
