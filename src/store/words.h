/*
 * words: what the two engines say differently in one and the same statement. A statement is written once; where a word of it cannot be
 * the same, it is taken from here, by the dialect of the store that will run it (zc_store_dialect). So nobody above asks which engine runs.
 */
#ifndef ZC_STORE_WORDS_H
#define ZC_STORE_WORDS_H

#include "base/buf.h"

#include <stdbool.h>

enum zc_dialect { ZC_SQLITE, ZC_POSTGRES };

struct zc_sql_words {
    const char *yes, *no;                 /* a condition that always holds, and one that never does */
    const char *truth_open, *truth_close; /* around a condition that is wanted as a number 0 or 1 */
    const char *find;                     /* the function that gives the position of a text in another, 0 for none */
    char place;                           /* before the number of a place */
    const char *bind_open;                /* around a bound value: PostgreSQL cannot guess the type of $1 - $2 */
    const char *bind_text, *bind_number;
    const char *bytewise;                 /* after a text whose order is asked */
    const char *integer, *text;           /* types of columns, as zc_store_columns gives them back */
    const char *by_key;                   /* at the end of a table that is stored in the order of its primary key */
    const char *empty_first, *empty_last; /* after an ascending and a descending key: an empty value stands before all others */
    const char *year, *month, *month_of_year; /* of a column of days, whose name takes the place of %s: "2017", "2017-06", 6 */
    const char *search_id;                /* the column of a search index that holds the id */
    const char *match;                    /* the condition on a search index up to the place of what is sought: %1$s its alias, %2$s its name */
    const char *match_again, *match_close; /* up to the place where it is bound once more, with its alias; NULL: once does. And the end */
};
const struct zc_sql_words *zc_sql_words(enum zc_dialect dialect);

/*
 * The search index named `table` holds for an id the tokens of its texts, parted by blanks.
 * MAKE creates it; PUT and TAKE store and take out ?1, an id, with ?2, its tokens; CLEAR empties it.
 */
enum zc_search_verb { ZC_SEARCH_MAKE, ZC_SEARCH_PUT, ZC_SEARCH_TAKE, ZC_SEARCH_CLEAR };
void zc_sql_search(struct zc_buf *out, enum zc_dialect dialect, enum zc_search_verb verb, const char *table);

/*
 * What is sought in a search index: phrases, each of tokens that stand one behind the other; a `front` is one character by which a token
 * has to begin. All of them have to be found. Appends the text to bind, once or twice, into the condition of search_match.
 */
struct zc_phrase {
    const char *tokens;
    bool front;
};
void zc_sql_sought(struct zc_buf *out, enum zc_dialect dialect, const struct zc_phrase *phrases, size_t count);

#endif
