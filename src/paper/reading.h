/*
 * reading: value readers. A reader turns one cell into the text form of a field (as zc_field_parse reads it; references as
 * the code or key of their target; lists with ";") and says what a person must confirm or mend. Readers are pure: what they
 * need besides the cell comes in the struct, and they touch nothing else.
 *
 *   text serial integer code domain percent       readers_text.c
 *   unit units areas post keys                    readers_names.c
 *   date due period month meeting document        readers_date.c, readers_text.c
 */
#ifndef ZC_PAPER_READING_H
#define ZC_PAPER_READING_H

#include "base/workday.h"
#include "paper/layout.h"
#include "paper/register.h"
#include "paper/sheet.h"

struct zc_reason {
    enum zc_severity severity;
    const char *code, *zh, *en;
    const char *read_as; /* NULL when nothing was read */
    bool keep;           /* a warning that waits for a person like something to confirm */
};
/* Marks the latest reason to be kept. */
static inline void zc_reason_keep(struct zc_reason *reasons, size_t count) { reasons[count - 1].keep = true; }
struct zc_reading {
    struct zc_arena *arena;
    const struct zc_cell *cell; /* NULL: no cell there */
    const struct zc_layout_field *field;
    const char *label;          /* header of the column, for messages */
    const struct zc_register *reg;
    const struct zc_calendar *calendar;
    int year;                   /* of the plan; 0 when unknown */
    int date;                   /* the day on which names are looked up */
    /* out */
    const char *value;          /* "" when empty */
    const char *guess;          /* what an unreadable value most likely was; only for checks across rows */
    struct zc_reason *reasons;
    size_t count, capacity;
};

/* NULL when no reader has this name. */
zc_reading_fn zc_reading_find(const char *name);
/* Runs the field's reader on a cell: errors of formulas and empty cells are settled here, the rest by the reader. */
void zc_reading_run(struct zc_reading *reading);

/* For the readers themselves. */
const char *zc_reading_raw(const struct zc_reading *reading);      /* the cell's text as it stands, "" when none */
const char *zc_reading_squeezed(const struct zc_reading *reading); /* squeezed; "" also for what the layout calls empty */
void zc_reading_say(struct zc_reading *reading, enum zc_severity severity, const char *code, const char *read_as, const char *zh,
                    const char *en, ...) __attribute__((format(printf, 5, 7), format(printf, 6, 7)));

void zc_read_text(struct zc_reading *reading);
void zc_read_lines(struct zc_reading *reading);
void zc_read_mark(struct zc_reading *reading);
void zc_read_serial(struct zc_reading *reading);
void zc_read_integer(struct zc_reading *reading);
void zc_read_code(struct zc_reading *reading);
void zc_read_domain(struct zc_reading *reading);
void zc_read_percent(struct zc_reading *reading);
void zc_read_document(struct zc_reading *reading);
void zc_read_title(struct zc_reading *reading);
void zc_read_key(struct zc_reading *reading);
void zc_read_keys(struct zc_reading *reading);
void zc_read_list(struct zc_reading *reading);
void zc_read_unit(struct zc_reading *reading);
void zc_read_units(struct zc_reading *reading);
void zc_read_area(struct zc_reading *reading);
void zc_read_areas(struct zc_reading *reading);
void zc_read_post(struct zc_reading *reading);
void zc_read_date(struct zc_reading *reading);
void zc_read_due(struct zc_reading *reading);
void zc_read_period(struct zc_reading *reading);

/* The number in brackets behind a name, "(32项)" → 32; -1 when none. */
int zc_reading_bracket(struct zc_arena *arena, const char *text);

/* One date or period in words, from squeezed text. */
enum zc_when_kind { ZC_WHEN_NONE, ZC_WHEN_DAY, ZC_WHEN_PERIOD, ZC_WHEN_MONTH, ZC_WHEN_LOOSE, ZC_WHEN_IMPOSSIBLE };
struct zc_when {
    enum zc_when_kind kind;
    int from, to;           /* days; of a period its first and last civil day; LOOSE: a year's end without a year */
    int year, month, day;   /* of an impossible date */
    size_t length;          /* bytes that were used */
};
/* Reads the longest date at the start of `text`; `year` is used where none is written (0: then none is allowed). */
struct zc_when zc_when_parse(const char *text, int year);

#endif
