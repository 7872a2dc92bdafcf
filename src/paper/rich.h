/*
 * rich: gathers the text of a shared string, an inline string or a comment out of its runs (ECMA-376-1, 18.4).
 * Phonetic runs are no text; struck-out runs are kept apart; _xHHHH_ escapes are undone. The owner frees it.
 */
#ifndef ZC_PAPER_RICH_H
#define ZC_PAPER_RICH_H

#include "base/buf.h"

#include <stdbool.h>

struct zc_rich {
    struct zc_buf text, struck;
    bool in_text, in_run, in_properties, in_phonetic, run_struck;
    bool styled; /* some run has properties of its own, so the cell's font does not rule */
};

void zc_rich_begin(struct zc_rich *rich); /* keeps the memory */
void zc_rich_start(struct zc_rich *rich, const char *name, const char **attributes);
void zc_rich_end(struct zc_rich *rich, const char *name);
void zc_rich_add(struct zc_rich *rich, const char *bytes, size_t size);
void zc_rich_finish(struct zc_rich *rich); /* undoes the escapes; call once, at the end */
void zc_rich_free(struct zc_rich *rich);

/* Undoes _xHHHH_ in place: Excel writes so what XML cannot hold. NUL and lone surrogates stay escaped. */
void zc_rich_unescape(struct zc_buf *text);
/* Appends `text` escaped for XML and for _xHHHH_; characters that XML forbids become U+FFFD. */
void zc_rich_escape(struct zc_buf *out, const char *text);

#endif
