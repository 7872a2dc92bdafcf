#include "tokens.h"

#include <ctype.h>
#include <string.h>

static bool begins_word(char c) { return isalpha((unsigned char)c) || c == '_' || (c & 0x80); }
static bool in_word(char c) { return begins_word(c) || isdigit((unsigned char)c) || c == '$'; }

/* The end of what stands in quotes; a quote that stands twice is one of it. */
static const char *quoted_end(const char *at)
{
    char quote = *at++;
    for (; *at; at++)
        if (*at == quote && *++at != quote)
            return at;
    return at;
}

static const char *read_one(struct token *out, struct zc_arena *arena, const char *at)
{
    static const char *const signs[] = {"||", "<=", ">=", "<>", "!=", "::", "@>", "<@", "->", "=>"};
    const char *end = at + 1;
    out->kind = TOKEN_SIGN;
    if (*at == '\'' || *at == '"') {
        end = quoted_end(at);
        out->kind = *at == '"' ? TOKEN_NAME : TOKEN_TEXT;
        out->text = zc_arena_copy(arena, at + 1, end - at > 1 ? (size_t)(end - at - 2) : 0);
        return end;
    }
    if (begins_word(*at)) {
        while (in_word(*end))
            end++;
        char *word = zc_arena_copy(arena, at, (size_t)(end - at));
        for (char *c = word; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        out->kind = TOKEN_WORD;
        out->text = word;
        return end;
    }
    if (isdigit((unsigned char)*at) || (*at == '$' && isdigit((unsigned char)at[1]))) {
        while (isdigit((unsigned char)*end) || *end == '.')
            end++;
        out->kind = *at == '$' ? TOKEN_PLACE : TOKEN_NUMBER;
    }
    for (size_t i = 0; out->kind == TOKEN_SIGN && i < sizeof signs / sizeof *signs; i++)
        if (strncmp(at, signs[i], 2) == 0)
            end = at + 2;
    out->text = zc_arena_copy(arena, at, (size_t)(end - at));
    return end;
}

void tokens_read(struct tokens *out, struct zc_arena *arena, const char *sql)
{
    size_t *open = NULL, depth = 0, capacity = 0;
    *out = (struct tokens){0};
    for (;;) {
        sql += strspn(sql, " \t\r\n");
        struct token *token = zc_arena_push(arena, &out->items, &out->count, &out->capacity, sizeof *token);
        size_t here = out->count - 1;
        *token = (struct token){.kind = TOKEN_END, .text = "", .from = sql, .partner = here};
        if (!*sql)
            break;
        sql = read_one(token, arena, sql);
        if (token_is(token, "(")) {
            *(size_t *)zc_arena_push(arena, &open, &depth, &capacity, sizeof *open) = here;
        } else if (token_is(token, ")") && depth) {
            token->partner = open[--depth];
            out->items[token->partner].partner = here;
        }
    }
    out->count--;
}

bool token_is(const struct token *token, const char *word_or_sign)
{
    return (token->kind == TOKEN_WORD || token->kind == TOKEN_SIGN) && strcmp(token->text, word_or_sign) == 0;
}

bool token_names(const struct token *token) { return token->kind == TOKEN_WORD || token->kind == TOKEN_NAME; }
