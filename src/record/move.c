/* move: 1 rows; 2 a copy in a file; 3 the settings; 4 the move. */
#include "record/move.h"
#include "query/tables.h"
#include "record/search_index.h"
#include "record/setting.h"
#include "store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 1 */

enum { TOGETHER = 32, MOST_PLACES = 8000 }; /* rows of one statement, as far as its places reach: a server is asked that much less often */

enum cell_kind { CELL_NULL, CELL_NUMBER, CELL_TEXT };
/* A value as it is stored: an empty text is not an empty value. */
struct cell {
    enum cell_kind kind;
    int64_t number;
    const char *text;
    size_t size;
};
/* Rows that were read and wait to be written; their texts are in the arena. */
struct held {
    struct zc_arena arena;
    struct cell *cells;
    size_t rows, most, columns;
};

static void hold(struct held *held, const struct zc_stmt *row, const bool *texts)
{
    size_t at = held->rows++ * held->columns;
    for (size_t i = 0; i < held->columns; i++, at++) {
        struct cell *cell = &held->cells[at];
        *cell = (struct cell){.kind = CELL_NULL};
        if (zc_stmt_null(row, (int)i))
            continue;
        cell->kind = texts[i] ? CELL_TEXT : CELL_NUMBER;
        if (texts[i]) {
            const char *text = zc_stmt_text(row, (int)i, &cell->size);
            cell->text = zc_arena_copy(&held->arena, text, cell->size);
        } else {
            cell->number = zc_stmt_int(row, (int)i);
        }
    }
}

static int put(struct held *held, struct zc_store *to, const char *table, const struct zc_map *columns, struct zc_error *err)
{
    struct zc_buf sql = {0};
    struct zc_stmt *stmt = NULL;
    size_t count = held->rows * held->columns;
    if (!count)
        return ZC_OK;
    zc_buf_printf(&sql, "INSERT INTO \"%s\" (", table);
    for (size_t i = 0; i < held->columns; i++)
        zc_buf_printf(&sql, "%s\"%s\"", i ? ", " : "", columns->entries[i].key);
    zc_buf_str(&sql, ") VALUES ");
    for (size_t i = 0; i < count; i++)
        zc_buf_printf(&sql, "%s?%zu%s", i % held->columns ? ", " : i ? ", (" : "(", i + 1, i % held->columns == held->columns - 1 ? ")" : "");
    int rc = zc_stmt_prepare(&stmt, to, zc_buf_text(&sql), err);
    zc_buf_free(&sql);
    for (size_t i = 0; i < count && !rc; i++)
        if (held->cells[i].kind == CELL_TEXT)
            zc_stmt_bind_text(stmt, (int)i + 1, held->cells[i].text, held->cells[i].size);
        else if (held->cells[i].kind == CELL_NUMBER)
            zc_stmt_bind_int(stmt, (int)i + 1, held->cells[i].number);
    rc = rc ? rc : zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    held->rows = 0;
    zc_arena_clear(&held->arena);
    return rc;
}

static int copy_table(struct zc_store *to, struct zc_store *from, const char *table, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_map columns;
    struct zc_buf sql = {0};
    struct zc_stmt *rows = NULL;
    zc_map_init(&columns, &arena);
    int rc = zc_store_columns(&columns, from, table, err);
    if (rc || !columns.count) { /* a table that a newer program has and the other lacks is empty */
        zc_arena_free(&arena);
        return rc;
    }
    bool *texts = zc_arena_array(&arena, columns.count, sizeof *texts);
    struct held held = {.columns = columns.count, .most = columns.count < MOST_PLACES / TOGETHER ? TOGETHER : 1 + MOST_PLACES / (columns.count + 1)};
    held.cells = zc_arena_array(&arena, held.most * held.columns, sizeof *held.cells);
    for (size_t i = 0; i < columns.count; i++) {
        texts[i] = strcmp(columns.entries[i].value, zc_sql_words(zc_store_dialect(from))->text) == 0;
        zc_buf_printf(&sql, "%s\"%s\"", i ? ", " : "SELECT ", columns.entries[i].key);
    }
    zc_buf_printf(&sql, " FROM \"%s\"", table);
    rc = zc_stmt_prepare(&rows, from, zc_buf_text(&sql), err);
    if (!rc)
        zc_stmt_by_part(rows);
    while (!rc && (rc = zc_stmt_step(rows, err)) > 0) {
        hold(&held, rows, texts);
        rc = held.rows == held.most ? put(&held, to, table, &columns, err) : ZC_OK;
    }
    if (!rc)
        rc = put(&held, to, table, &columns, err);
    zc_stmt_done(rows);
    zc_buf_free(&sql);
    zc_arena_free(&held.arena);
    zc_arena_free(&arena);
    return rc;
}

/* What the other engine has of the search index is no row; a setting says for which entities it was made, so it is left out. */
static int copy_tables(struct zc_store *to, struct zc_store *from, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_map tables;
    zc_map_init(&tables, &arena);
    int rc = zc_store_tables(&tables, to, "", err);
    for (size_t i = 0; i < tables.count && !rc; i++)
        if (strncmp(tables.entries[i].key, "s_", 2) != 0)
            rc = copy_table(to, from, tables.entries[i].key, err);
    zc_arena_free(&arena);
    return rc ? rc : zc_store_run(to, "DELETE FROM setting WHERE name >= 'search:' AND name < 'search;'", err);
}

static int copy_all(struct zc_db *to, struct zc_db *from, struct zc_error *err)
{
    int rc = zc_tables_all_known(from, err);
    rc = rc ? rc : zc_schema_create(to->store, err);
    rc = rc ? rc : zc_tables_apply(to, err);
    if (rc)
        return rc;
    bool snapshot = zc_store_begin(from->store, NULL) == ZC_OK; /* one that stands already does as well */
    rc = zc_store_begin_write(to->store, err);
    rc = rc ? rc : copy_tables(to->store, from->store, err);
    rc = rc ? rc : zc_setting_put(to->store, "city", from->city->id, err);
    rc = rc ? rc : zc_store_commit(to->store, err);
    if (rc)
        zc_store_rollback(to->store);
    if (snapshot)
        zc_store_rollback(from->store);
    return rc ? rc : zc_search_rebuild(to, err);
}

/* 2 */

static void remove_file(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char name[4300];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static int into_file(struct zc_db *db, const char *path, struct zc_error *err)
{
    struct zc_db file = {.city = db->city};
    remove_file(path);
    int rc = zc_store_open(&file.store, path, ZC_STORE_CREATE, err);
    rc = rc ? rc : copy_all(&file, db, err);
    zc_db_close(&file); /* with the last connection goes the log beside it */
    if (rc)
        remove_file(path);
    return rc;
}

int zc_move_copy(struct zc_db *db, const char *path, struct zc_error *err)
{
    return zc_city_setting(db->city, "database") ? into_file(db, path, err) : zc_store_backup(db->store, path, err);
}

/* 3 */

static int failed(const char *path, struct zc_error *err)
{
    return zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(errno));
}

int zc_move_settings(const char *path, const char *folder, const char *database, struct zc_error *err)
{
    char from[4200], line[1024];
    snprintf(from, sizeof from, "%s/city.conf", folder);
    FILE *in = fopen(from, "r"), *out = in ? fopen(path, "w") : NULL;
    int rc = in ? out ? ZC_OK : failed(path, err) : zc_fail(err, ZC_EIO, "读不到 %s", "cannot read %s", from);
    bool ended = true;
    while (!rc && fgets(line, sizeof line, in)) {
        if (strncmp(line, "database = ", 11) == 0)
            continue;
        fputs(line, out);
        ended = line[strlen(line) - 1] == '\n';
    }
    if (!rc && database)
        fprintf(out, "%sdatabase = %s\n", ended ? "" : "\n", database);
    if (!rc && (fflush(out) != 0 || fsync(fileno(out)) != 0))
        rc = failed(path, err);
    if (in)
        fclose(in);
    if (out && fclose(out) != 0 && !rc)
        rc = failed(path, err);
    return rc;
}

static void settle_folder(const char *folder)
{
    int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle >= 0) {
        fsync(handle);
        close(handle);
    }
}

/* From here on the city is where the line says. */
static int name_database(const char *folder, const char *database, struct zc_error *err)
{
    char part[4200], conf[4200];
    snprintf(part, sizeof part, "%s/city.conf.part", folder);
    snprintf(conf, sizeof conf, "%s/city.conf", folder);
    int rc = zc_move_settings(part, folder, database, err);
    if (!rc && rename(part, conf) != 0)
        rc = failed(conf, err);
    if (rc)
        unlink(part);
    settle_folder(folder);
    return rc;
}

/* 4 */

int zc_move_may(const char *database, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_map tables;
    struct zc_store *store;
    if (!zc_store_is_server(database) || strlen(database) > 900 || strpbrk(database, "\r\n"))
        return zc_fail(err, ZC_EUSAGE, "数据库应写作 postgresql://…", "a database is named postgresql://…");
    int rc = zc_store_open(&store, database, ZC_STORE_WRITE, err); /* what refuses a writer refuses it now */
    if (rc)
        return rc;
    zc_map_init(&tables, &arena);
    rc = zc_store_tables(&tables, store, "", err);
    if (!rc && tables.count)
        rc = zc_fail(err, ZC_EINPUT, "数据库里已有表 %s:城市只放进空的数据库", "the database holds the table %s already: a city goes into an empty one", tables.entries[0].key);
    zc_arena_free(&arena);
    zc_store_close(store);
    return rc;
}

static bool there(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

static int to_server(struct zc_db *db, const char *file, const char *left, const char *database, struct zc_error *err)
{
    struct zc_db server = {.city = db->city};
    int rc = there(left) ? zc_fail(err, ZC_EINPUT, "%s 还在,请先移走", "%s is still there: take it away first", left) : zc_move_may(database, err);
    rc = rc ? rc : zc_store_open(&server.store, database, ZC_STORE_CREATE, err);
    rc = rc ? rc : copy_all(&server, db, err);
    zc_db_close(&server);
    if (rc || (rc = name_database(db->city->folder, database, err)))
        return rc;
    zc_db_close(db); /* with the last connection goes the log beside the file */
    if (rename(file, left) != 0)
        rc = failed(left, err);
    settle_folder(db->city->folder);
    return rc;
}

static int to_file(struct zc_db *db, const char *file, struct zc_error *err)
{
    char part[4300];
    snprintf(part, sizeof part, "%s.part", file);
    if (there(file))
        return zc_fail(err, ZC_EINPUT, "%s 还在,请先移走", "%s is still there: take it away first", file);
    int rc = into_file(db, part, err);
    if (!rc && rename(part, file) != 0)
        rc = failed(file, err);
    return rc ? rc : name_database(db->city->folder, NULL, err);
}

int zc_move(struct zc_db *db, const char *database, struct zc_error *err)
{
    char file[4200], left[4200];
    bool on_server = zc_city_setting(db->city, "database") != NULL;
    snprintf(file, sizeof file, "%s/city.db", db->city->folder);
    snprintf(left, sizeof left, "%s/city.db.moved", db->city->folder);
    if (!database && !on_server)
        return zc_fail(err, ZC_EINPUT, "城市已在文件 %s 里", "the city is in the file %s already", file);
    if (database && on_server)
        return zc_fail(err, ZC_EINPUT, "城市已在服务器上,请先移回文件夹", "the city is on a server already: move it back into its folder first");
    return database ? to_server(db, file, left, database, err) : to_file(db, file, err);
}
