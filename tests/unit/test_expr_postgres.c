/*
 * The Postgres text of expressions, run by a real PostgreSQL where one is installed: the same rows, the same answers as SQLite.
 * A cluster of its own in a scratch folder, reached through a socket in that folder only, stopped by the number in its
 * postmaster.pid. Places ($1 …) are filled in as typed constants, as an engine that binds int8 and text would.
 */
#include "expr_kit.h"

#include <glob.h>
#include <signal.h>

enum { EXPRESSIONS = 3000 };

static struct kit kit;
static char bin[128], *cluster;

static const char *as_other(void) { return geteuid() == 0 ? "runuser -u nobody -- " : ""; }

static int run(const char *command) { return system(command); }

static bool find_programs(void)
{
    glob_t found;
    bool there = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0 && found.gl_pathc;
    if (there)
        snprintf(bin, sizeof bin, "%.*s", (int)(strlen(found.gl_pathv[found.gl_pathc - 1]) - strlen("/initdb")), found.gl_pathv[found.gl_pathc - 1]);
    globfree(&found);
    return there;
}

static bool start_cluster(void)
{
    struct zc_arena *arena = &kit.arena;
    cluster = zc_arena_printf(arena, "%s/pg", kit.root);
    assert_int_equal(chmod(kit.root, 0755), 0);
    assert_int_equal(mkdir(cluster, 0700), 0);
    if (geteuid() == 0 && run(zc_arena_printf(arena, "chown nobody %s", cluster)) != 0)
        return false;
    if (run(zc_arena_printf(arena, "cd /tmp && %s%s/initdb -D %s/data -U zc -A trust -E UTF8 --locale=C >%s/initdb.log 2>&1", as_other(), bin, cluster,
                            kit.root)) != 0)
        return false;
    return run(zc_arena_printf(arena,
                               "cd /tmp && %s%s/pg_ctl -D %s/data -w -t 60 -o \"-c listen_addresses='' -c unix_socket_directories=%s -c fsync=off\" "
                               "-l %s/log start >%s/start.log 2>&1",
                               as_other(), bin, cluster, cluster, cluster, kit.root)) == 0;
}

static void stop_cluster(void)
{
    char path[256];
    long pid = 0;
    snprintf(path, sizeof path, "%s/data/postmaster.pid", cluster);
    FILE *file = fopen(path, "r");
    if (file && fscanf(file, "%ld", &pid) == 1 && pid > 1)
        kill((pid_t)pid, SIGINT); /* fast shutdown */
    if (file)
        fclose(file);
    for (int wait = 0; wait < 200 && pid > 1 && kill((pid_t)pid, 0) == 0; wait++)
        usleep(50000);
}

static void quote(struct zc_buf *out, const char *text)
{
    zc_buf_char(out, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            zc_buf_char(out, '\'');
        zc_buf_char(out, *text);
    }
    zc_buf_char(out, '\'');
}

/* The statement with $n replaced by constants of the type that would be bound. */
static void filled(struct zc_buf *out, const struct zc_sql *sql)
{
    for (const char *at = zc_buf_text(&sql->text); *at;) {
        if (*at != '$') {
            zc_buf_char(out, *at++);
            continue;
        }
        char *end;
        const struct zc_value *value = &sql->binds[strtoul(at + 1, &end, 10) - 1];
        if (value->kind == ZC_V_TEXT) {
            quote(out, value->text);
            zc_buf_str(out, "::text");
        } else if (value->kind == ZC_V_INT) {
            zc_buf_printf(out, "'%lld'::bigint", (long long)value->number);
        } else {
            zc_buf_str(out, "NULL::bigint");
        }
        at = end;
    }
}

static void dump_table(struct zc_buf *out, const struct zc_entity *entity, char table)
{
    struct zc_stmt *stmt;
    struct zc_buf sql = {0};
    zc_buf_printf(out, "CREATE TABLE \"%c_%s\" (id bigint, slice bigint, valid_from bigint, valid_to bigint, known_from bigint, known_to bigint", table,
                  entity->table);
    for (size_t i = 0; i < entity->column_count; i++)
        zc_buf_printf(out, ", \"%s\" %s", entity->columns[i]->name, zc_field_is_text(entity->columns[i]) ? "text" : "bigint");
    zc_buf_str(out, ");\n");
    zc_buf_printf(&sql, "SELECT * FROM \"%c_%s\"", table, entity->table);
    KIT_OK(&kit, zc_stmt_prepare(&stmt, kit.db.store, zc_buf_text(&sql), &kit.err));
    while (zc_stmt_step(stmt, &kit.err) > 0) {
        zc_buf_printf(out, "INSERT INTO \"%c_%s\" VALUES (", table, entity->table);
        for (size_t i = 0; i < entity->column_count + 6; i++) {
            zc_buf_str(out, i ? ", " : "");
            if (zc_stmt_null(stmt, (int)i))
                zc_buf_str(out, "NULL");
            else
                quote(out, zc_stmt_text(stmt, (int)i, NULL));
        }
        zc_buf_str(out, ");\n");
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql);
}

static void source(void *user, struct zc_sql *sql, const struct zc_entity *entity) { zc_rows_source(sql, entity, *(struct zc_times *)user); }

static void params(struct zc_value *out, struct zc_times times)
{
    out[ZC_P_TODAY] = zc_int(zc_db_today(&kit.db));
    out[ZC_P_ASOF] = zc_int(times.asof);
    out[ZC_P_FROM] = zc_int(kit_day("2017-01-11"));
    out[ZC_P_TO] = zc_int(kit_day("2017-01-13"));
    out[ZC_P_UNIT] = zc_int(2);
}

/* "id id id" of the rows that SQLite answers with. */
static void by_sqlite(struct zc_buf *out, const struct zc_entity *entity, const struct zc_expr *expr, struct zc_times times)
{
    struct zc_arena arena = {0};
    struct zc_rows rows;
    const char *roles[] = {"core.office"}, *by_id[] = {NULL};
    const struct zc_reader reader = {.city = true, .roles = roles, .role_count = 1};
    struct zc_rows_query query = {.entity = entity, .times = times, .reader = &reader, .where = expr, .order = by_id};
    params(query.params, times);
    KIT_OK(&kit, zc_rows_list(&rows, &arena, &kit.db, &query, &kit.err));
    for (size_t i = 0; i < rows.count; i++)
        zc_buf_printf(out, "%s%lld", i ? " " : "", (long long)rows.items[i].id);
    zc_arena_free(&arena);
}

static void for_postgres(struct zc_buf *out, const struct zc_entity *entity, const struct zc_expr *expr, struct zc_times times)
{
    struct zc_arena arena = {0};
    struct zc_sql sql = {.dialect = ZC_POSTGRES, .arena = &arena};
    struct zc_sql_context context = {.role = expr_role, .source = source, .user = &times};
    params(context.params, times);
    zc_buf_str(&sql.text, "SELECT coalesce(string_agg(r.id::text, ' ' ORDER BY r.id), '') FROM ");
    zc_rows_source(&sql, entity, times);
    zc_buf_str(&sql.text, " AS r WHERE ");
    zc_expr_sql(&sql, expr, &context, "r");
    zc_buf_str(&sql.text, ";\n");
    filled(out, &sql);
    zc_buf_free(&sql.text);
    zc_arena_free(&arena);
}

static void postgres_answers_as_sqlite_does(void **state)
{
    (void)state;
    if (!find_programs()) {
        print_message("no PostgreSQL is installed: skipped\n");
        skip();
    }
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-03-01T01:00:00Z");
    uint64_t seed = 20170707;
    fill_city(&kit, &seed);
    bool started = start_cluster();
    struct zc_buf script = {0}, expected = {0}, texts = {0}, text = {0};
    struct maker maker = {&kit, &seed, &text};
    for (size_t i = 0; i < kit.city->model->entity_count; i++) {
        dump_table(&script, kit.city->model->entities[i], 't');
        dump_table(&script, kit.city->model->entities[i], 'h');
    }
    for (int i = 0; i < EXPRESSIONS; i++) {
        struct zc_arena arena = {0};
        struct zc_times times = i % 2 ? zc_times_now(&kit.db) : zc_times_at(&kit.db, kit_day("2017-01-03") + kit_below(&seed, 14), ZC_INSTANT_MAX);
        const struct zc_entity *entity = kit_entity(&kit, roots[kit_below(&seed, 4)]);
        const struct zc_expr *expr = random_expr(&maker, &arena, entity);
        for_postgres(&script, entity, expr, times);
        by_sqlite(&expected, entity, expr, times);
        zc_buf_char(&expected, '\n');
        zc_buf_printf(&texts, "%s\n", zc_buf_text(&text));
        zc_arena_free(&arena);
    }
    char path[128], line[65536];
    snprintf(path, sizeof path, "%s/script.sql", kit.root);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fwrite(script.bytes, 1, script.size, file) == script.size);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0644), 0);
    FILE *answers = NULL;
    if (started) {
        snprintf(line, sizeof line, "%s/psql -h %s -U zc -d postgres -X -q -A -t -v ON_ERROR_STOP=1 -f %s 2>&1", bin, cluster, path);
        answers = popen(line, "r");
    }
    char *want = expected.bytes, *of = texts.bytes, wrong[2000] = "";
    for (int i = 0; started && i < EXPRESSIONS && !wrong[0]; i++) {
        size_t length = strcspn(want, "\n"), shown = strcspn(of, "\n");
        if (!fgets(line, sizeof line, answers))
            snprintf(line, sizeof line, "(no answer)");
        line[strcspn(line, "\n")] = 0;
        if (strlen(line) != length || memcmp(line, want, length) != 0)
            snprintf(wrong, sizeof wrong, "expression %d {%.*s}: PostgreSQL says %.600s, SQLite %.*s", i, (int)shown, of, line, (int)length, want);
        want += length + 1;
        of += shown + 1;
    }
    if (answers)
        pclose(answers);
    stop_cluster();
    zc_buf_free(&script);
    zc_buf_free(&expected);
    zc_buf_free(&texts);
    zc_buf_free(&text);
    kit_close(&kit);
    if (!started) {
        print_message("PostgreSQL did not start here: skipped\n");
        skip();
    }
    if (wrong[0])
        fail_msg("%s", wrong);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(postgres_answers_as_sqlite_does)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
