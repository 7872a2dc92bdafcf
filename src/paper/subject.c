/* subject: tokens, the table of phrases with its index, the window around a number, the score. */
#include "paper/subject.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tokens ---- */

enum token_kind { TOKEN_HAN, TOKEN_WORD, TOKEN_NUMBER, TOKEN_SOFT, TOKEN_MIDDLE, TOKEN_HARD };
struct token {
    uint64_t key; /* HAN: the letter; WORD: hash with bit 40 set; NUMBER: index */
    enum token_kind kind;
};
struct tokens {
    struct token *items;
    size_t count, capacity;
};

static void push(struct tokens *tokens, struct zc_arena *arena, enum token_kind kind, uint64_t key)
{
    struct token *token = zc_arena_push(arena, &tokens->items, &tokens->count, &tokens->capacity, sizeof *token);
    *token = (struct token){.key = key, .kind = kind};
}

static bool is_stop_word(const char *word, size_t size)
{
    static const char *const stops[] = {"of",  "the", "in", "and", "a",    "an",   "to",     "by",
                                        "for", "on",  "at", "is",  "was",  "were", "are",    "with",
                                        "as",  "its", "it", "has", "have", "had",  "number", "total"};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (strlen(stops[i]) == size && memcmp(stops[i], word, size) == 0)
            return true;
    return false;
}

static void push_word(struct tokens *tokens, struct zc_arena *arena, const char *from, const char *to)
{
    char word[32];
    size_t size = 0;
    for (; from < to && size < sizeof word; from++)
        word[size++] = *from >= 'A' && *from <= 'Z' ? (char)(*from + 32) : *from;
    if (is_stop_word(word, size) || size < 2)
        return;
    if (size > 4 && memcmp(word + size - 3, "ies", 3) == 0) {
        size -= 2;
        word[size - 1] = 'y';
    } else if (size > 3 && word[size - 1] == 's' && word[size - 2] != 's') {
        size--;
    }
    uint64_t hash = 1469598103934665603u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)word[i]) * 1099511628211u;
    push(tokens, arena, TOKEN_WORD, (hash & 0xffffffu) | 1ull << 28);
}

static enum token_kind mark_kind(uint32_t c)
{
    switch (c) {
    case '\n':
    case '!':
    case '?':
    case 0x3002:
    case 0xFF01:
    case 0xFF1F: return TOKEN_HARD;
    case ';':
    case 0xFF1B: return TOKEN_MIDDLE;
    case ',':
    case ':':
    case '|':
    case '\t':
    case 0xFF0C:
    case 0x3001:
    case 0xFF1A: return TOKEN_SOFT;
    default: return TOKEN_NUMBER; /* nothing */
    }
}

/* numerals may be NULL: then digits are dropped. starts[i] becomes the token index of numeral i. */
static void cut(struct tokens *out, struct zc_arena *arena, const char *text, size_t size,
                const struct zc_numerals *numerals, size_t *starts)
{
    size_t next = 0;
    const char *end = text + size;
    for (const char *p = text; p < end;) {
        size_t offset = (size_t)(p - text);
        if (numerals && next < numerals->count && offset >= numerals->items[next].offset) {
            starts[next] = out->count;
            push(out, arena, TOKEN_NUMBER, next);
            const char *behind = text + numerals->items[next].offset + numerals->items[next].size;
            p = behind > p ? behind : p;
            next++;
            continue;
        }
        const char *from = p;
        uint32_t c = zc_utf8_next(&p, end);
        if (zc_is_han(c)) {
            push(out, arena, TOKEN_HAN, c);
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            while (p < end && ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')))
                p++;
            push_word(out, arena, from, p);
        } else if (c == '.' && (p == end || *p == ' ' || *p == '\n')) {
            push(out, arena, TOKEN_HARD, 0);
        } else if (mark_kind(c) != TOKEN_NUMBER) {
            push(out, arena, mark_kind(c), 0);
        }
    }
}

/* ---- the table ---- */

enum { PHRASE_MAX = 48, WINDOW_MAX = 96 };

struct phrase {
    size_t known;
    bool title;
    struct token *tokens;
    size_t count;
    double weight; /* sum over the tokens */
    unsigned seen; /* stamp of the last question */
};
struct entry {
    uint64_t key;
    size_t phrase;
};
struct zc_subject_table {
    struct phrase *phrases;
    size_t count, capacity;
    struct entry *index; /* sorted by key */
    size_t index_count, index_capacity;
    struct entry *weights; /* sorted by token key; `phrase` is the number of figures that have it */
    size_t weight_count;
    size_t known_count;
    unsigned stamp;
    double *best, *title; /* by known figure */
    size_t *touched;      /* known figures with a score */
};

static int by_key(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return left->phrase < right->phrase ? -1 : left->phrase > right->phrase;
}

static size_t lower_bound(const struct entry *entries, size_t count, uint64_t key)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = (low + count) / 2;
        if (entries[middle].key < key)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

static double weight_of(const struct zc_subject_table *table, uint64_t key)
{
    size_t i = lower_bound(table->weights, table->weight_count, key);
    double have = i < table->weight_count && table->weights[i].key == key ? (double)table->weights[i].phrase : 0;
    double weight = log2(((double)table->known_count + 2) / (have + 1));
    return weight < 0.35 ? 0.35 : weight;
}

/* 国家级改革试点数 → 国家级改革试点; 河流条数 → 河流; brackets end a title. */
static size_t title_size(const char *title)
{
    size_t size = strlen(title);
    bool wide = size > 3 && memcmp(title + size - 3, "）", 3) == 0;
    if (wide || (size && title[size - 1] == ')')) {
        const char *bracket = NULL;
        for (const char *next = title; (next = strstr(next, wide ? "（" : "(")) != NULL; next++)
            bracket = next;
        if (bracket && bracket > title)
            size = (size_t)(bracket - title);
    }
    if (size >= 9 && memcmp(title + size - 3, "数", 3) == 0) {
        size -= 3;
        const char *measures = "次个项条座户家村县件所层级";
        for (const char *m = measures; *m; m += 3)
            if (size >= 9 && memcmp(title + size - 3, m, 3) == 0) {
                size -= 3;
                break;
            }
    }
    return size;
}

static void add_phrase(struct zc_subject_table *table, struct zc_arena *arena, size_t known, const char *text,
                       size_t size, bool title)
{
    struct tokens tokens = {0}, kept = {0};
    cut(&tokens, arena, text, size, NULL, NULL);
    for (size_t i = 0; i < tokens.count && kept.count < PHRASE_MAX; i++)
        if (tokens.items[i].kind <= TOKEN_WORD)
            push(&kept, arena, tokens.items[i].kind, tokens.items[i].key);
    if (!kept.count)
        return;
    struct phrase *phrase = zc_arena_push(arena, &table->phrases, &table->count, &table->capacity, sizeof *phrase);
    *phrase = (struct phrase){.known = known, .title = title, .tokens = kept.items, .count = kept.count};
    for (size_t i = 0; i < kept.count; i++) {
        bool pair = i + 1 < kept.count && kept.items[i].kind == TOKEN_HAN && kept.items[i + 1].kind == TOKEN_HAN;
        if (!pair && kept.items[i].kind == TOKEN_HAN)
            continue;
        struct entry *entry =
            zc_arena_push(arena, &table->index, &table->index_count, &table->index_capacity, sizeof *entry);
        entry->key = pair ? kept.items[i].key << 32 | kept.items[i + 1].key : kept.items[i].key;
        entry->phrase = table->count - 1;
    }
}

static void weigh(struct zc_subject_table *table, struct zc_arena *arena)
{
    struct entry *all = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < table->count; i++)
        for (size_t k = 0; k < table->phrases[i].count; k++) {
            struct entry *entry = zc_arena_push(arena, &all, &count, &capacity, sizeof *entry);
            *entry = (struct entry){.key = table->phrases[i].tokens[k].key, .phrase = table->phrases[i].known};
        }
    if (count)
        qsort(all, count, sizeof *all, by_key);
    size_t kept = 0;
    for (size_t i = 0; i < count;) {
        struct entry sum = {.key = all[i].key, .phrase = 0};
        for (size_t last = SIZE_MAX; i < count && all[i].key == sum.key; i++)
            if (all[i].phrase != last) {
                last = all[i].phrase;
                sum.phrase++;
            }
        all[kept++] = sum;
    }
    table->weights = all;
    table->weight_count = kept;
    for (size_t i = 0; i < table->count; i++)
        for (size_t k = 0; k < table->phrases[i].count; k++)
            table->phrases[i].weight += weight_of(table, table->phrases[i].tokens[k].key);
}

struct zc_subject_table *zc_subject_table_make(struct zc_arena *arena, const struct zc_known *known, size_t count)
{
    struct zc_subject_table *table = zc_arena_alloc(arena, sizeof *table);
    table->known_count = count;
    table->best = zc_arena_array(arena, count + 1, sizeof *table->best);
    table->title = zc_arena_array(arena, count + 1, sizeof *table->title);
    table->touched = zc_arena_array(arena, count + 1, sizeof *table->touched);
    for (size_t i = 0; i < count; i++) {
        if (known[i].title.zh)
            add_phrase(table, arena, i, known[i].title.zh, title_size(known[i].title.zh), true);
        if (known[i].title.en)
            add_phrase(table, arena, i, known[i].title.en, strlen(known[i].title.en), true);
        for (size_t k = 0; k < known[i].word_count; k++)
            add_phrase(table, arena, i, known[i].words[k], strlen(known[i].words[k]), false);
    }
    if (table->index_count)
        qsort(table->index, table->index_count, sizeof *table->index, by_key);
    weigh(table, arena);
    return table;
}

/* ---- the text ---- */

struct zc_subject_text {
    struct tokens tokens;
    size_t *starts;    /* by numeral */
    size_t *sentences; /* by numeral */
    size_t count;
};

struct zc_subject_text *zc_subject_text_make(struct zc_arena *arena, const char *text, size_t size,
                                             const struct zc_numerals *numerals)
{
    struct zc_subject_text *out = zc_arena_alloc(arena, sizeof *out);
    out->count = numerals->count;
    out->starts = zc_arena_array(arena, numerals->count + 1, sizeof *out->starts);
    out->sentences = zc_arena_array(arena, numerals->count + 1, sizeof *out->sentences);
    cut(&out->tokens, arena, text, size, numerals, out->starts);
    size_t sentence = 0;
    for (size_t i = 0; i < out->tokens.count; i++) {
        if (out->tokens.items[i].kind == TOKEN_HARD)
            sentence++;
        else if (out->tokens.items[i].kind == TOKEN_NUMBER)
            out->sentences[out->tokens.items[i].key] = sentence;
    }
    return out;
}

size_t zc_subject_sentence(const struct zc_subject_text *text, size_t index) { return text->sentences[index]; }

/* ---- the window and the score ---- */

struct place {
    struct token token;
    double weight; /* 0: a gap that no phrase crosses */
};

static size_t look_left(struct place *window, const struct zc_subject_text *text, size_t start)
{
    struct place back[WINDOW_MAX];
    size_t count = 0;
    double weight = 1;
    for (size_t i = start; i > 0 && count < WINDOW_MAX && weight >= 0.15; i--) {
        const struct token *token = &text->tokens.items[i - 1];
        static const double passes[] = {1, 1, 0.95, 0.85, 0.7, 0.5};
        weight *= passes[token->kind];
        back[count++] = (struct place){.token = *token, .weight = token->kind <= TOKEN_WORD ? weight : 0};
    }
    for (size_t i = 0; i < count; i++)
        window[i] = back[count - 1 - i];
    return count;
}

static size_t look_right(struct place *window, const struct zc_subject_text *text, size_t start)
{
    size_t count = 0;
    double weight = 1;
    for (size_t i = start + 1; i < text->tokens.count && count < WINDOW_MAX / 2 && weight >= 0.4; i++) {
        const struct token *token = &text->tokens.items[i];
        if (token->kind == TOKEN_NUMBER || token->kind >= TOKEN_MIDDLE)
            break;
        if (token->kind == TOKEN_SOFT)
            weight *= 0.5;
        window[count++] = (struct place){.token = *token, .weight = token->kind <= TOKEN_WORD ? weight : 0};
    }
    return count;
}

static double cover(const struct zc_subject_table *table, const struct phrase *phrase, const struct place *window,
                    size_t size)
{
    double best[PHRASE_MAX] = {0}, sum = 0;
    for (size_t i = 0; i < phrase->count; i++)
        for (size_t j = 0; j < size; j++) {
            size_t run = 0;
            /* A run that started earlier has been counted from its start. */
            if (i && j && window[j - 1].weight > 0 && phrase->tokens[i - 1].key == window[j - 1].token.key)
                continue;
            while (i + run < phrase->count && j + run < size && window[j + run].weight > 0 &&
                   phrase->tokens[i + run].key == window[j + run].token.key)
                run++;
            if (run < 2 && !(run == 1 && phrase->tokens[i].kind == TOKEN_WORD))
                continue;
            for (size_t k = 0; k < run; k++)
                if (window[j + k].weight > best[i + k])
                    best[i + k] = window[j + k].weight;
        }
    for (size_t i = 0; i < phrase->count; i++)
        if (best[i] > 0)
            sum += best[i] * weight_of(table, phrase->tokens[i].key);
    return phrase->weight > 0 ? sum / phrase->weight : 0;
}

size_t zc_subject_score(struct zc_subject out[ZC_SUBJECTS_MAX], struct zc_subject_table *table,
                        const struct zc_subject_text *text, size_t index)
{
    struct place window[WINDOW_MAX * 2];
    size_t size = look_left(window, text, text->starts[index]);
    window[size++] = (struct place){.weight = 0};
    size += look_right(window + size, text, text->starts[index]);
    unsigned stamp = ++table->stamp;
    size_t touched = 0;
    for (size_t i = 0; i < size; i++) {
        if (window[i].weight <= 0)
            continue;
        uint64_t key = window[i].token.key;
        if (window[i].token.kind == TOKEN_HAN) {
            if (i + 1 >= size || window[i + 1].weight <= 0)
                continue;
            key = key << 32 | window[i + 1].token.key;
        }
        for (size_t e = lower_bound(table->index, table->index_count, key);
             e < table->index_count && table->index[e].key == key; e++) {
            struct phrase *phrase = &table->phrases[table->index[e].phrase];
            if (phrase->seen == stamp)
                continue;
            phrase->seen = stamp;
            double score = cover(table, phrase, window, size);
            if (score <= 0)
                continue;
            if (table->best[phrase->known] <= 0)
                table->touched[touched++] = phrase->known;
            if (score > table->best[phrase->known])
                table->best[phrase->known] = score;
            if (phrase->title && score > table->title[phrase->known])
                table->title[phrase->known] = score;
        }
    }
    size_t count = 0;
    for (size_t i = 0; i < touched; i++) {
        size_t known = table->touched[i];
        double score = 0.85 * table->best[known] + 0.15 * table->title[known];
        table->best[known] = table->title[known] = 0;
        if (score < 0.2)
            continue;
        size_t place = count < ZC_SUBJECTS_MAX ? count++ : ZC_SUBJECTS_MAX;
        for (; place > 0 && out[place - 1].score < score; place--)
            if (place < ZC_SUBJECTS_MAX)
                out[place] = out[place - 1];
        if (place < ZC_SUBJECTS_MAX)
            out[place] = (struct zc_subject){.known = known, .score = score};
    }
    return count;
}
