/*
 * value: what a field can hold. A small tagged value that the record, query and expression code pass around.
 *
 *   type        kind          held in     written in JSON          SQL column
 *   text, code  ZC_V_TEXT     text        "…"                      TEXT
 *   int         ZC_V_INT      number      "12" in the journal      INTEGER
 *   bool        ZC_V_INT      0 or 1      true / false             INTEGER
 *   date        ZC_V_INT      days        "2017-06-30"             INTEGER
 *   instant     ZC_V_INT      µs UTC      "…T…Z"                   INTEGER
 *   decimal     ZC_V_INT      scaled      "2881.43"                INTEGER
 *   money       ZC_V_INT      fen         "115935200.00" (yuan)    INTEGER
 *   ref         ZC_V_INT      record id   "4574847980850380801"    INTEGER
 *   lists       ZC_V_TEXT     ";a;b;"     ["a","b"]                TEXT   (of text, code or ref; refs as decimal ids)
 *
 * Empty is ZC_V_EMPTY for every type (null in JSON, NULL in SQL). An empty text or list is stored as empty.
 */
#ifndef ZC_MODEL_VALUE_H
#define ZC_MODEL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

enum zc_type { ZC_TEXT, ZC_CODE, ZC_INT, ZC_BOOL, ZC_DATE, ZC_INSTANT, ZC_DECIMAL, ZC_MONEY, ZC_REF };

enum zc_value_kind { ZC_V_EMPTY, ZC_V_INT, ZC_V_TEXT, ZC_V_UNREAD }; /* unread: nobody asked for it, and whoever looks at it is wrong */

struct zc_value {
    enum zc_value_kind kind;
    int64_t number;
    const char *text; /* NUL-terminated, owned by whoever made the value */
};

#define ZC_EMPTY ((struct zc_value){ZC_V_EMPTY, 0, 0})
static inline struct zc_value zc_int(int64_t number) { return (struct zc_value){ZC_V_INT, number, 0}; }
static inline struct zc_value zc_text(const char *text)
{
    return text && *text ? (struct zc_value){ZC_V_TEXT, 0, text} : ZC_EMPTY;
}

bool zc_value_same(const struct zc_value *a, const struct zc_value *b);

#endif
