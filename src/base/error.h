/*
 * error: the one channel through which a function says what went wrong.
 *
 * A function that can fail takes a `struct zc_error *` as its last parameter and returns ZC_OK (0) or a negative code.
 * The message says what was expected, what came, and where (file, row, field), once in Chinese and once in English:
 * the caller's language decides which is printed. The struct lives with the caller; nothing is allocated.
 */
#ifndef ZC_BASE_ERROR_H
#define ZC_BASE_ERROR_H

#include <stdarg.h>
#include <stddef.h>

enum zc_code_t {
    ZC_OK = 0,
    ZC_EINPUT = -1,    /* the input is wrong; the message names the place */
    ZC_ENOTFOUND = -2, /* no such thing, or none that this reader may see */
    ZC_EDENIED = -3,   /* the rules refuse it */
    ZC_ECONFLICT = -4, /* somebody else changed it first */
    ZC_EIO = -5,       /* disk, network, library */
    ZC_ECHECK = -6,    /* a check ran and failed */
    ZC_EUSAGE = -7,    /* wrong command line */
    ZC_EBUSY = -8,     /* try again later */
    ZC_ELIMIT = -9,    /* a stated limit was passed */
    ZC_EINTERNAL = -10, /* a bug */
    ZC_ESTOPPED = -11, /* stopped because somebody asked; nothing of the work stays */
    ZC_EUNKNOWN = -12, /* the answer of the storage was lost: whether the work stands is not known, so it must not be done again by itself */
    ZC_EAWAY = -13     /* the storage cannot be reached, or takes no writes, just now; nothing of the work stands, and it can be done again */
};

enum zc_lang { ZC_ZH = 0, ZC_EN = 1 };

/* A text in both languages of the interface. Either may be NULL only where a declaration forgot it. */
struct zc_pair {
    const char *zh;
    const char *en;
};

struct zc_error {
    int code;
    char zh[1200];
    char en[1200];
};

/* Fills `err` (may be NULL) with both texts, formatted from the same arguments in the same order, and returns `code`. */
int zc_fail(struct zc_error *err, int code, const char *zh_format, const char *en_format, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

/* Puts "prefix: " before both messages; returns err->code. */
int zc_fail_within(struct zc_error *err, const char *prefix);

const char *zc_pick(struct zc_pair pair, enum zc_lang lang);
const char *zc_error_text(const struct zc_error *err, enum zc_lang lang);

/* An invariant that stays on in release builds: prints the place and aborts. */
#define zc_assert(condition) ((condition) ? (void)0 : zc_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void zc_assert_failed(const char *condition, const char *file, int line);

#endif
