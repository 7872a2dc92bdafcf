#include "store/schema.h"
#include "base/buf.h"

#include <string.h>

/* The tables are declared in SQLite's words; the other engine has its own for two of them. */
static void put_words(struct zc_buf *out, const char *text, const struct zc_sql_words *words)
{
    static const char integer[] = "INTEGER", by_key[] = " WITHOUT ROWID";
    while (*text) {
        size_t plain = strcspn(text, "I ");
        zc_buf_add(out, text, plain);
        text += plain;
        if (strncmp(text, integer, strlen(integer)) == 0) {
            zc_buf_str(out, words->integer);
            text += strlen(integer);
        } else if (strncmp(text, by_key, strlen(by_key)) == 0) {
            zc_buf_str(out, words->by_key);
            text += strlen(by_key);
        } else if (*text) {
            zc_buf_char(out, *text++);
        }
    }
}

static const char tables[] =
    /* The journal is the truth; every other table can be rebuilt from it. */
    "CREATE TABLE IF NOT EXISTS journal ("
    " chain INTEGER NOT NULL, seq INTEGER NOT NULL, prev TEXT NOT NULL, at INTEGER NOT NULL, wall INTEGER NOT NULL,"
    " tx INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, links TEXT NOT NULL, payload TEXT NOT NULL,"
    " digest TEXT NOT NULL, PRIMARY KEY (chain, seq)) WITHOUT ROWID;"
    "DROP INDEX IF EXISTS journal_tx;" /* of cities made before 0028 */
    /* Which entries wrote a record: the trace page and the history ask by record. */
    "CREATE TABLE IF NOT EXISTS journal_record ("
    " record INTEGER NOT NULL, chain INTEGER NOT NULL, seq INTEGER NOT NULL, entity TEXT NOT NULL,"
    " PRIMARY KEY (record, chain, seq)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS head ("
    " chain INTEGER PRIMARY KEY, seq INTEGER NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL);"
    /* Slices that begin after today: which records the present table must turn to on which day (record/ahead). */
    "CREATE TABLE IF NOT EXISTS ahead ("
    " day INTEGER NOT NULL, record INTEGER NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (day, record)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS serial (area INTEGER PRIMARY KEY, next INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS client_key ("
    " account INTEGER NOT NULL, client_key TEXT NOT NULL, digest TEXT NOT NULL, status INTEGER NOT NULL,"
    " reply TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, client_key)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS client_key_at ON client_key (at);"
    "CREATE TABLE IF NOT EXISTS session ("
    " token TEXT PRIMARY KEY, account INTEGER NOT NULL, post INTEGER NOT NULL, started INTEGER NOT NULL,"
    " used INTEGER NOT NULL, kind TEXT NOT NULL, expires INTEGER NOT NULL, scopes TEXT NOT NULL DEFAULT '') WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS invite ("
    " token TEXT PRIMARY KEY, account INTEGER NOT NULL, made INTEGER NOT NULL, expires INTEGER NOT NULL,"
    " used INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS link ("
    " token TEXT PRIMARY KEY, account INTEGER NOT NULL, post INTEGER NOT NULL, made INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX IF NOT EXISTS link_post ON link (post);" /* the one before dies with the next */
    /* Second factors: `sealed` opens with a key of keys/ alone; step: of the last code taken, so that none serves twice. */
    "CREATE TABLE IF NOT EXISTS factor ("
    " account INTEGER PRIMARY KEY, sealed TEXT NOT NULL, since INTEGER NOT NULL, step INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS recovery ("
    " account INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (account, digest)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS attempt ("
    " who TEXT NOT NULL, at INTEGER NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (who, at)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS attempt_at ON attempt (at);";

/*
 * An entry stands in the chain of its area, so a chain is an area. What belongs to accounts is whole on each server, as they are: to sign in and to
 * act need no second one. A request is remembered where it was carried out, in the transaction of its records.
 */
static const struct zc_spread_rule spread[] = {
    {"journal", ZC_SPREAD_BY_AREA, "chain"},
    {"journal_record", ZC_SPREAD_BY_AREA, "chain"},
    {"head", ZC_SPREAD_BY_AREA, "chain"},
    {"serial", ZC_SPREAD_BY_AREA, "area"},
    {"ahead", ZC_SPREAD_BY_AREA, ZC_AREA_COLUMN},
    {"client_key", ZC_SPREAD_BY_AREA, ZC_AREA_COLUMN},
    {"counter", ZC_SPREAD_WHOLE, NULL},
    {"setting", ZC_SPREAD_WHOLE, NULL},
    {"session", ZC_SPREAD_WHOLE, NULL},
    {"invite", ZC_SPREAD_WHOLE, NULL},
    {"link", ZC_SPREAD_WHOLE, NULL},
    {"factor", ZC_SPREAD_WHOLE, NULL},
    {"recovery", ZC_SPREAD_WHOLE, NULL},
    {"attempt", ZC_SPREAD_WHOLE, NULL},
    {"commit_mark", ZC_SPREAD_HERE, NULL}, /* of connections to this server (store/postgres) */
};

const struct zc_spread_rule *zc_schema_spread(size_t *count)
{
    *count = sizeof spread / sizeof *spread;
    return spread;
}

enum zc_dialect zc_schema_spread_dialect(void) { return ZC_POSTGRES; }

void zc_schema_text(struct zc_buf *out, enum zc_dialect dialect) { put_words(out, tables, zc_sql_words(dialect)); }

int zc_schema_create(struct zc_store *store, struct zc_error *err)
{
    struct zc_buf sql = {0};
    zc_schema_text(&sql, zc_store_dialect(store));
    int rc = zc_store_run(store, zc_buf_text(&sql), err);
    zc_buf_free(&sql);
    return rc;
}

bool zc_schema_has(const char *table)
{
    static const char begin[] = "CREATE TABLE IF NOT EXISTS ";
    size_t length = strlen(table);
    for (const char *at = tables; (at = strstr(at, begin));) {
        at += sizeof begin - 1;
        if (strncmp(at, table, length) == 0 && at[length] == ' ')
            return true;
    }
    return false;
}
