/*
 * document_number: code + 〔year〕 + serial + 号, as on every official paper (GB/T 9704-2012 7.2.5; reform.md C10).
 * Accepted: two to twelve Chinese characters, hexagonal brackets U+3014 U+3015, a full year of 19xx or 20xx, a serial of one to
 * five digits without leading zero, 号 and nothing else.
 */
#ifndef ZC_REFORM_DOCUMENT_NUMBER_H
#define ZC_REFORM_DOCUMENT_NUMBER_H

#include <stdbool.h>

struct zc_document_number {
    char code[12 * 4 + 1];
    int year, serial;
};

/* `out` may be NULL when only the verdict is wanted. */
bool zc_document_number_parse(struct zc_document_number *out, const char *text);
/* False when the parts would not make a number that parses. */
bool zc_document_number_format(char out[80], const struct zc_document_number *number);

#endif
