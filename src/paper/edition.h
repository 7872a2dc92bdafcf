/* edition: the stored text of a published edition, a fragment of our own making kept under its SM3 among the city's files. */
#ifndef ZC_PAPER_EDITION_H
#define ZC_PAPER_EDITION_H

#include "base/buf.h"
#include "query/city.h"

/* Appends the text; false when the file is missing or its bytes do not have that digest (then what was appended is no text). */
bool zc_edition_text(struct zc_buf *out, struct zc_arena *arena, const struct zc_city *city, const char *digest);

#endif
