/*
 * text: what Chinese offices write, made comparable. ICU does the Unicode work; the bigrams are our own.
 * All inputs and outputs are UTF-8. Results live in the arena that is passed in.
 */
#ifndef ZC_BASE_TEXT_H
#define ZC_BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool zc_utf8_valid(const char *bytes, size_t size);
/* Reads one code point at *at and moves past it; 0xFFFD for a broken byte (moves one byte). 0 only at the end. */
uint32_t zc_utf8_next(const char **at, const char *end);
size_t zc_utf8_length(const char *text); /* code points */

char *zc_text_nfc(struct zc_arena *arena, const char *text);
char *zc_text_nfkc(struct zc_arena *arena, const char *text);
/* NFKC, then without any white space: also U+00A0, U+3000, U+200B, U+FEFF, line breaks. Reading rule 7 of the fixtures. */
char *zc_text_squeeze(struct zc_arena *arena, const char *text);
/* squeeze, then also lower case and without brackets and quotation marks: for matching names. */
char *zc_text_fold(struct zc_arena *arena, const char *text);
char *zc_text_trim(struct zc_arena *arena, const char *text); /* white space of every kind at both ends */

/* GB18030 (so GBK, GB2312 too) to UTF-8; NULL when the bytes are not valid GB18030. */
char *zc_text_from_gb18030(struct zc_arena *arena, const void *bytes, size_t size);

/* Search tokens: folded CJK runs as overlapping bigrams (a run of one character as itself), other letters and digits as
 * lower-case words; separated by one blank. 改革试点 2017 → "改革 革试 试点 2017". */
char *zc_text_tokens(struct zc_arena *arena, const char *text);
/* Collation key for Chinese order (ICU zh, pinyin) as lower-case hex, bytewise comparable. Thread-safe. */
char *zc_text_sort_key(struct zc_arena *arena, const char *text);

/* Jaccard similarity of character trigrams over squeezed text, as shared/all counts (check Q2 of reform.md). */
void zc_text_trigrams(int *shared, int *all, const char *a, const char *b);
/* Smallest number of single-character edits between two folded texts; for "the nearest is …". most + 1 when beyond `most`. */
int zc_text_distance(const char *a, const char *b, int most);

bool zc_is_han(uint32_t code_point);

#endif
