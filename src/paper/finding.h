/*
 * finding: one thing to say about one place of a workbook. An error must be mended before the file is taken over; a confirm
 * is taken over and waits for a person; an info only tells.
 */
#ifndef ZC_PAPER_FINDING_H
#define ZC_PAPER_FINDING_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>

enum zc_severity { ZC_SEV_ERROR, ZC_SEV_WARNING, ZC_SEV_CONFIRM };

struct zc_finding {
    const char *sheet;
    int row;               /* Excel's; 0 = the whole file */
    int column;            /* 0 = A; -1 = the whole row */
    enum zc_severity severity;
    const char *code;      /* percent_out_of_range … */
    struct zc_pair message;
    const char *written;   /* what stands there */
    const char *read_as;   /* how it was read, or NULL */
};
struct zc_findings {
    struct zc_finding *items;
    size_t count, capacity;
    struct zc_arena *arena;
};
/* Adds one; all texts are copied into the arena. zh and en are ready texts. */
struct zc_finding *zc_finding_add(struct zc_findings *findings, const char *sheet, int row, int column,
                                  enum zc_severity severity, const char *code, const char *zh, const char *en);

/* Copies the workbook `from` to `to` with each found cell filled and commented and one result sheet 导入结果 in front of or
 * behind the others; every other part stays byte-identical. CSV and XLS inputs give a new XLSX with the result sheet only. */
int zc_annotate(const char *from, const char *to, const struct zc_findings *findings, struct zc_error *err);

#endif
