/* exposition: 1 pieces; 2 families and samples; 3 histograms. */
#include "base/exposition.h"
#include "base/error.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* 1 */

static void escape(struct zc_buf *out, const char *text, bool quotes)
{
    for (; *text; text++)
        if (*text == '\\')
            zc_buf_str(out, "\\\\");
        else if (*text == '\n')
            zc_buf_str(out, "\\n");
        else if (*text == '"' && quotes)
            zc_buf_str(out, "\\\"");
        else
            zc_buf_char(out, *text);
}

static bool name_is_good(const char *name)
{
    return *name && !strchr("0123456789", *name) && !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:")];
}

/* The shortest of the usual forms that reads back as the same number. */
static void put_real(struct zc_buf *out, double value)
{
    char text[40];
    double back = 0;
    if (isnan(value) || isinf(value)) {
        zc_buf_str(out, isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
        return;
    }
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (sscanf(text, "%lf", &back) == 1 && back == value)
            break;
    }
    zc_buf_str(out, text);
}

static void put_name(struct zc_exposition *exposition, const char *suffix, const struct zc_label *labels, size_t count)
{
    struct zc_buf *out = exposition->out;
    zc_buf_printf(out, "%s%s", exposition->name, suffix);
    for (size_t i = 0; i < count; i++) {
        zc_assert(name_is_good(labels[i].name) && !strchr(labels[i].name, ':'));
        zc_buf_printf(out, "%c%s=\"", i ? ',' : '{', labels[i].name);
        escape(out, labels[i].value, true);
        zc_buf_char(out, '"');
    }
    zc_buf_str(out, count ? "} " : " ");
}

/* 2 */

void zc_exposition_family(struct zc_exposition *exposition, enum zc_exposition_kind kind, const char *name, const char *help)
{
    static const char *const kinds[] = {"counter", "gauge", "histogram"};
    size_t length = strlen(name);
    zc_assert(name_is_good(name));
    zc_assert((kind == ZC_COUNTER) == (length > 6 && strcmp(name + length - 6, "_total") == 0));
    exposition->name = name;
    exposition->kind = kind;
    zc_buf_printf(exposition->out, "# HELP %s ", name);
    escape(exposition->out, help, false);
    zc_buf_printf(exposition->out, "\n# TYPE %s %s\n", name, kinds[kind]);
}

void zc_exposition_int(struct zc_exposition *exposition, const struct zc_label *labels, size_t count, int64_t value)
{
    zc_assert(exposition->kind != ZC_HISTOGRAM);
    put_name(exposition, "", labels, count);
    zc_buf_int(exposition->out, value);
    zc_buf_char(exposition->out, '\n');
}

void zc_exposition_real(struct zc_exposition *exposition, const struct zc_label *labels, size_t count, double value)
{
    zc_assert(exposition->kind != ZC_HISTOGRAM);
    put_name(exposition, "", labels, count);
    put_real(exposition->out, value);
    zc_buf_char(exposition->out, '\n');
}

/* 3 */

void zc_exposition_histogram(struct zc_exposition *exposition, const struct zc_label *labels, size_t count, const double *bounds, const uint64_t *counts,
                             size_t bound_count, double sum)
{
    struct zc_label all[ZC_LABELS_MOST + 1];
    struct zc_buf bound = {0};
    int64_t total = 0;
    zc_assert(exposition->kind == ZC_HISTOGRAM && count <= ZC_LABELS_MOST);
    for (size_t i = 0; i < count; i++)
        all[i] = labels[i];
    for (size_t i = 0; i <= bound_count; i++) { /* the format wants each to hold all below it */
        total += (int64_t)counts[i];
        zc_buf_clear(&bound);
        put_real(&bound, i < bound_count ? bounds[i] : INFINITY);
        all[count] = (struct zc_label){"le", zc_buf_text(&bound)};
        put_name(exposition, "_bucket", all, count + 1);
        zc_buf_int(exposition->out, total);
        zc_buf_char(exposition->out, '\n');
    }
    zc_buf_free(&bound);
    put_name(exposition, "_sum", labels, count);
    put_real(exposition->out, sum);
    zc_buf_char(exposition->out, '\n');
    put_name(exposition, "_count", labels, count);
    zc_buf_int(exposition->out, total);
    zc_buf_char(exposition->out, '\n');
}
