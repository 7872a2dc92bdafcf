/* error: formatting both languages, prefixing, picking, and the invariant that aborts. */
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int zc_fail(struct zc_error *err, int code, const char *zh_format, const char *en_format, ...)
{
    if (!err)
        return code;
    va_list args, again;
    va_start(args, en_format);
    va_copy(again, args);
    err->code = code;
    vsnprintf(err->zh, sizeof err->zh, zh_format, args);
    vsnprintf(err->en, sizeof err->en, en_format, again);
    va_end(again);
    va_end(args);
    return code;
}

static void prepend(char *text, size_t size, const char *prefix)
{
    char copy[sizeof((struct zc_error *)0)->zh];
    snprintf(copy, sizeof copy, "%s", text);
    int written = snprintf(text, size, "%s: ", prefix);
    size_t used = written < 0 ? 0 : (size_t)written >= size ? size - 1 : (size_t)written;
    snprintf(text + used, size - used, "%s", copy);
}

int zc_fail_within(struct zc_error *err, const char *prefix)
{
    if (!err)
        return ZC_EINTERNAL;
    prepend(err->zh, sizeof err->zh, prefix);
    prepend(err->en, sizeof err->en, prefix);
    return err->code;
}

const char *zc_pick(struct zc_pair pair, enum zc_lang lang)
{
    const char *first = lang == ZC_EN ? pair.en : pair.zh;
    const char *second = lang == ZC_EN ? pair.zh : pair.en;
    return first && *first ? first : second ? second : "";
}

const char *zc_error_text(const struct zc_error *err, enum zc_lang lang)
{
    return lang == ZC_EN && err->en[0] ? err->en : err->zh;
}

void zc_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "zhucheng: invariant broken: %s (%s:%d)\n", condition, file, line);
    abort();
}
