/*
 * citus_lint: holds what the program sent against what Citus would refuse. Usage: citus_lint PLAN KNOWN LOG
 *
 * PLAN is what `zhucheng schema --citus` prints; LOG that of a server with log_statement=all and the program's name behind the process
 * (tests/postgres.sh); KNOWN a list "RULE SHAPE | reason", a finding a line. Prints the findings that are not known, each with a statement in
 * which it was met, and those known that were not met; exit 1 if there are any, 2 if there was nothing to look at.
 */
#include "base/buf.h"
#include "refusals.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXCERPT = 600 };

struct lint {
    struct zc_arena arena;
    struct looked looked;
    struct zc_map seen;  /* statements, but for their numbers */
    struct zc_map known; /* each with its reason */
    size_t sent;
};

typedef int take_line(struct lint *lint, char *line);

static int each_line(struct lint *lint, const char *path, take_line *take)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    int rc = 0;
    if (!file) {
        perror(path);
        return 2;
    }
    while (!rc && (size = getline(&line, &capacity, file)) >= 0) {
        while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
            line[--size] = 0;
        rc = take(lint, line);
    }
    rc = take(lint, NULL) || rc ? 2 : 0; /* NULL: there is no more */
    free(line);
    fclose(file);
    return rc;
}

/* 'name' behind a text; NULL when the text is not there. */
static const char *behind(struct lint *lint, const char *line, const char *text)
{
    const char *at = strstr(line, text);
    return at ? zc_arena_copy(&lint->arena, at + strlen(text), strcspn(at + strlen(text), "'")) : NULL;
}

static void add_table(struct lint *lint, const char *name, enum lies lies, const char *column)
{
    struct table *table = zc_arena_alloc(&lint->arena, sizeof *table);
    *table = (struct table){lies, column};
    zc_map_put(&lint->looked.tables, name, table);
}

static int take_plan(struct lint *lint, char *line)
{
    const char *name;
    if (!line)
        return lint->looked.tables.count == 0;
    if ((name = behind(lint, line, "create_reference_table('")))
        add_table(lint, name, LIES_WHOLE, NULL);
    else if ((name = behind(lint, line, "create_distributed_table('")))
        add_table(lint, name, LIES_BY_AREA, behind(lint, strstr(line, name) + strlen(name) + 1, ", '"));
    else if (strncmp(line, "-- ", 3) == 0 && line[3] && strspn(line + 3, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(line + 3))
        add_table(lint, line + 3, LIES_HERE, NULL);
    return 0;
}

static int take_known(struct lint *lint, char *line)
{
    if (!line || !*line || *line == '#')
        return 0;
    char *bar = strstr(line, " | ");
    if (!bar || !bar[3]) {
        fprintf(stderr, "a known finding without its reason: %s\n", line);
        return 1;
    }
    *bar = 0;
    zc_map_put(&lint->known, line, zc_arena_str(&lint->arena, bar + 3));
    return 0;
}

/* Statements that differ in their numbers alone are one. */
static char *without_numbers(struct zc_arena *arena, const char *sql)
{
    char *out = zc_arena_str(arena, sql), *to = out;
    for (const char *at = out; *at;) {
        bool number = isdigit((unsigned char)*at) && (at == out || (!isalnum((unsigned char)at[-1]) && at[-1] != '_' && at[-1] != '$'));
        *to++ = number ? '0' : *at;
        at++;
        while (number && isdigit((unsigned char)*at))
            at++;
    }
    *to = 0;
    return out;
}

static void take_statement(struct lint *lint, const char *sql)
{
    struct zc_arena arena = {0};
    const char *key = without_numbers(&arena, sql);
    lint->sent++;
    if (!zc_map_get(&lint->seen, key)) {
        zc_map_put(&lint->seen, key, lint);
        refusals_look(&lint->looked, sql);
    }
    zc_arena_free(&arena);
}

/* "2017-06-30 … [4711] NAME> LOG:  statement: SELECT …" or "execute s12: SELECT …"; what goes on in the next line begins with a tab there. The tools of
 * the server tell their names; the program tells none. */
static int take_log(struct lint *lint, char *line)
{
    static struct zc_buf open;
    static const char begin[] = "> LOG:  ", statement[] = "statement: ", execute[] = "execute ";
    if (line && *line == '\t') {
        if (open.size)
            zc_buf_printf(&open, " %s", line + 1);
        return 0;
    }
    if (open.size)
        take_statement(lint, open.bytes);
    zc_buf_clear(&open);
    if (!line) {
        zc_buf_free(&open);
        return lint->sent == 0;
    }
    char *at = strstr(line, begin), *name = strstr(line, "] ");
    if (!at || !name || name > at || strncmp(name + 2, "[unknown]> ", 11) != 0)
        return 0;
    at += sizeof begin - 1;
    if (strncmp(at, statement, sizeof statement - 1) == 0) {
        zc_buf_str(&open, at + sizeof statement - 1);
    } else if (strncmp(at, execute, sizeof execute - 1) == 0 && (at = strstr(at, ": "))) {
        zc_buf_str(&open, at + 2);
    }
    return 0;
}

static int report(struct lint *lint)
{
    size_t news = 0, gone = 0;
    struct looked *looked = &lint->looked;
    printf("%zu statements were sent, %zu distinct; %zu of them ask or change what lies by area, %zu name the area\n", lint->sent, looked->statements,
           looked->spread, looked->routed);
    for (size_t i = 0; i < looked->findings.count; i++) {
        const char *sql = looked->findings.entries[i].value;
        if (zc_map_get(&lint->known, looked->findings.entries[i].key))
            continue;
        printf("new: %s\n     %.*s%s\n", looked->findings.entries[i].key, EXCERPT, sql, strlen(sql) > EXCERPT ? " …" : "");
        news++;
    }
    for (size_t i = 0; i < lint->known.count; i++)
        if (!zc_map_get(&looked->findings, lint->known.entries[i].key)) {
            printf("gone: %s\n     no statement does this any more: take it out of the list\n", lint->known.entries[i].key);
            gone++;
        }
    printf("%zu findings: %zu known, %zu new; %zu known ones are gone\n", looked->findings.count, looked->findings.count - news, news, gone);
    return news || gone;
}

int main(int argc, char **argv)
{
    struct lint lint = {0};
    struct zc_arena findings = {0};
    if (argc != 4) {
        fprintf(stderr, "citus_lint PLAN KNOWN LOG\n");
        return 2;
    }
    lint.looked.arena = &findings;
    zc_map_init(&lint.looked.tables, &findings);
    zc_map_init(&lint.looked.findings, &findings);
    zc_map_init(&lint.seen, &findings);
    zc_map_init(&lint.known, &findings);
    int rc = each_line(&lint, argv[1], take_plan);
    rc = rc ? rc : each_line(&lint, argv[2], take_known);
    rc = rc ? rc : each_line(&lint, argv[3], take_log);
    if (rc)
        fprintf(stderr, "there is nothing to look at: no table in the plan, or no statement of the program in the log\n");
    else
        rc = report(&lint);
    zc_arena_free(&findings);
    zc_arena_free(&lint.arena);
    return rc;
}
