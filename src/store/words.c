/* words: 1 the table of both dialects; 2 search. */
#include "store/words.h"

/* 1 */

#define TERM "100"
#define DAY "DATE '1970-01-01' + CAST(%s AS int)"

static const struct zc_sql_words words[] = {
    [ZC_SQLITE] = {.yes = "1", .no = "0", .truth_open = "(", .truth_close = ")", .find = "instr",
                   .place = '?', .bind_open = "", .bind_text = "", .bind_number = "", .bytewise = "",
                   .integer = "INTEGER", .text = "TEXT", .by_key = " WITHOUT ROWID",
                   .empty_first = "", .empty_last = "",
                   .year = "strftime('%%Y', %s * 86400, 'unixepoch')",
                   .month = "strftime('%%Y-%%m', %s * 86400, 'unixepoch')",
                   .month_of_year = "strftime('%%m', %s * 86400, 'unixepoch')",
                   .search_id = "rowid", .match = "%1$s.\"%2$s\" MATCH ", .match_again = NULL, .match_close = ""},
    [ZC_POSTGRES] = {.yes = "true", .no = "false", .truth_open = "CAST(", .truth_close = " AS int)", .find = "strpos",
                     .place = '$', .bind_open = "CAST(", .bind_text = " AS text)", .bind_number = " AS bigint)", .bytewise = " COLLATE \"C\"",
                     .integer = "bigint", .text = "text", .by_key = "",
                     .empty_first = " NULLS FIRST", .empty_last = " NULLS LAST",
                     .year = "to_char(" DAY ", 'YYYY')",
                     .month = "to_char(" DAY ", 'YYYY-MM')",
                     .month_of_year = "CAST(extract(month FROM " DAY ") AS int)",
                     .search_id = "id",
                     .match = "%1$s.terms @> (SELECT array_agg(DISTINCT left(word, " TERM ")) FROM unnest(string_to_array(translate(",
                     .match_again = ", '|', ' '), ' ')) AS word WHERE word <> '') AND NOT EXISTS (SELECT 1 FROM unnest(string_to_array(",
                     .match_close = ", '|')) AS phrase WHERE strpos(' ' || %1$s.tokens || ' ', phrase) = 0)"},
};

const struct zc_sql_words *zc_sql_words(enum zc_dialect dialect) { return &words[dialect]; }

/* 2 */

/* SQLite: FTS5 without content; the tokens are made by us, so its tokenizer has only to split them at blanks, and sizes of documents serve no
 * ranking. What it is told to forget has to be said word by word. */
static const char *const search_sqlite[] = {
    [ZC_SEARCH_MAKE] = "CREATE VIRTUAL TABLE \"%1$s\" USING fts5(tokens, content='', columnsize=0, tokenize='ascii');\n",
    [ZC_SEARCH_PUT] = "INSERT INTO \"%1$s\" (rowid, tokens) VALUES (?1, ?2)",
    [ZC_SEARCH_TAKE] = "INSERT INTO \"%1$s\" (\"%1$s\", rowid, tokens) VALUES ('delete', ?1, ?2)",
    [ZC_SEARCH_CLEAR] = "INSERT INTO \"%1$s\" (\"%1$s\") VALUES ('delete-all')",
};

/* PostgreSQL: the tokens themselves, and their set with that of their first characters, which has the index. The set finds the rows, the
 * tokens then tell whether they stand one behind the other. A tsvector would number places no further than 16,383 and hold no more than
 * 1 MB of words, and a set of texts has neither end. Of a token longer than TERM characters the front stands in the set, for the index. */
static const char *const search_postgres[] = {
    [ZC_SEARCH_MAKE] = "CREATE TABLE \"%1$s\" (id bigint PRIMARY KEY, tokens text NOT NULL, terms text[] NOT NULL);\n"
                       "CREATE INDEX \"g_%1$s\" ON \"%1$s\" USING gin (terms);\n",
    [ZC_SEARCH_PUT] = "INSERT INTO \"%1$s\" (id, tokens, terms) SELECT ?1, ?2, coalesce(array_agg(DISTINCT term), '{}') FROM ("
                      "SELECT left(word, " TERM ") AS term FROM unnest(string_to_array(?2, ' ')) AS word UNION ALL "
                      "SELECT left(word, 1) FROM unnest(string_to_array(?2, ' ')) AS word) AS both_kinds WHERE term <> ''",
    [ZC_SEARCH_TAKE] = "DELETE FROM \"%1$s\" WHERE id = ?1",
    [ZC_SEARCH_CLEAR] = "DELETE FROM \"%1$s\"",
};

void zc_sql_search(struct zc_buf *out, enum zc_dialect dialect, enum zc_search_verb verb, const char *table)
{
    zc_buf_printf(out, (dialect == ZC_SQLITE ? search_sqlite : search_postgres)[verb], table);
}

/* Tokens are letters and digits only: neither a quote nor a bar can stand in them. */
void zc_sql_sought(struct zc_buf *out, enum zc_dialect dialect, const struct zc_phrase *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (dialect == ZC_SQLITE)
            zc_buf_printf(out, "%s\"%s\"%s", i ? " AND " : "", phrases[i].tokens, phrases[i].front ? "*" : "");
        else
            zc_buf_printf(out, "%s %s%s", i ? "|" : "", phrases[i].tokens, phrases[i].front ? "" : " ");
}
