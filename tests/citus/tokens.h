/*
 * tokens: a statement of PostgreSQL as a row of words, names and signs; brackets know their partners. Comments are not expected: the
 * program sends none. What the tokens point at lives in the arena.
 */
#ifndef ZC_TESTS_CITUS_TOKENS_H
#define ZC_TESTS_CITUS_TOKENS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_PLACE, TOKEN_SIGN };
struct token {
    enum token_kind kind;
    const char *text; /* words in small letters, names without their quotes */
    const char *from; /* its place in the statement */
    size_t partner;   /* of a bracket; its own place where none was found */
    bool seen;        /* for the reader's use */
};
struct tokens {
    struct token *items; /* one of kind END behind the last */
    size_t count, capacity;
};

void tokens_read(struct tokens *out, struct zc_arena *arena, const char *sql);
bool token_is(const struct token *token, const char *word_or_sign);
bool token_names(const struct token *token); /* may name a table, a column, a function */

#endif
