/* finding: one function, which adds and copies. */
#include "paper/finding.h"

struct zc_finding *zc_finding_add(struct zc_findings *findings, const char *sheet, int row, int column,
                                  enum zc_severity severity, const char *code, const char *zh, const char *en)
{
    struct zc_arena *arena = findings->arena;
    struct zc_finding *finding =
        zc_arena_push(arena, &findings->items, &findings->count, &findings->capacity, sizeof *finding);
    *finding = (struct zc_finding){zc_arena_str(arena, sheet), row, column, severity, zc_arena_str(arena, code),
                                   {zc_arena_str(arena, zh), zc_arena_str(arena, en)}, NULL, NULL};
    return finding;
}
