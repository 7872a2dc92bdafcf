/* slow: 1 what is watched; 2 time spent; 3 a statement without its values. */
#include "store/slow.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* 1 */

static int64_t threshold_ns;
static zc_slow_tell *told;

void zc_slow_watch(int ms, zc_slow_tell *tell)
{
    threshold_ns = tell && ms > 0 ? ms * INT64_C(1000000) : 0;
    told = tell;
}

/* 2 */

int64_t zc_slow_clock(void)
{
    struct timespec now;
    if (!threshold_ns)
        return 0;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

void zc_slow_add(struct zc_spent *spent, int64_t since, bool row)
{
    spent->rows += row;
    if (since)
        spent->ns += zc_slow_clock() - since;
}

bool zc_slow_passed(const struct zc_spent *spent) { return threshold_ns && spent->ns >= threshold_ns; }

void zc_slow_say(const struct zc_spent *spent, const char *sql, const char *plan)
{
    struct zc_buf text = {0};
    zc_slow_strip(&text, sql);
    told(&(struct zc_slow){zc_buf_text(&text), spent->ns / 1000000, spent->rows, plan});
    zc_buf_free(&text);
}

/* 3 */

bool zc_slow_has_plan(const char *sql)
{
    static const char *const words[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE"};
    sql += strspn(sql, " \t\r\n(");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(sql, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static bool of_name(char c) { return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80; }

void zc_slow_strip(struct zc_buf *out, const char *sql)
{
    char before = ' ';
    while (*sql) {
        const char *at = sql;
        if (*sql == '\'') { /* '' inside is one quote */
            do
                sql = strchr(sql + 1, '\'');
            while (sql && sql[1] == '\'' && sql++);
            sql = sql ? sql + 1 : at + strlen(at);
            zc_buf_char(out, '?');
            if ((before == 'x' || before == 'X') && out->size > 1 && (out->size < 3 || !of_name(out->bytes[out->size - 3]))) {
                out->size -= 2; /* the x of a blob's text */
                zc_buf_char(out, '?');
            }
            before = '?';
        } else if (*sql == '"') {
            const char *end = strchr(sql + 1, '"');
            sql = end ? end + 1 : sql + strlen(sql);
            zc_buf_add(out, at, (size_t)(sql - at));
            before = '"';
        } else if (isdigit((unsigned char)*sql) && !of_name(before) && before != '?' && before != ':') {
            while (of_name(*sql) || *sql == '.' || ((*sql == '+' || *sql == '-') && (sql[-1] == 'e' || sql[-1] == 'E')))
                sql++;
            zc_buf_char(out, '?');
            before = '0';
        } else {
            before = *sql;
            zc_buf_char(out, *sql++);
        }
    }
}
