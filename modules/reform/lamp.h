/*
 * lamp: red, yellow, green by rule (reform.md C5). The first light that a rule gives wins, in the order of the enum; every rule that
 * spoke is kept. Pure: the facts of one task on one day are handed in, and the thresholds are the rule values of that day.
 *
 * Before the first day of the ledger (期初) nothing is late and no report is missing: what would be red or yellow for it is to be
 * verified instead. Afterwards the same holds for what was claimed before that day, until somebody has stood for it.
 */
#ifndef ZC_REFORM_LAMP_H
#define ZC_REFORM_LAMP_H

#include "base/ratio.h"
#include "base/workday.h"

enum zc_lamp { ZC_LAMP_NONE, ZC_LAMP_DONE, ZC_LAMP_RED, ZC_LAMP_YELLOW, ZC_LAMP_OPENING, ZC_LAMP_GREY, ZC_LAMP_GREEN };

enum zc_lamp_rule {
    ZC_LAMP_WRITTEN_OFF,
    ZC_LAMP_OVERDUE,       /* number: working days over; red beyond `red_overdue`, else yellow */
    ZC_LAMP_INDEX,         /* SPI(t) below the red or the yellow threshold */
    ZC_LAMP_UNREPORTED,    /* number: closed months in a row without an accepted report */
    ZC_LAMP_CONTRADICTED,  /* number: claims contradicted by inspections within the quarters looked back on */
    ZC_LAMP_NOTICE,        /* number: working days over of the supervision notice that is over longest */
    ZC_LAMP_DUE_SOON,      /* number: working days left */
    ZC_LAMP_REPORT_LATE,   /* number: working days by which the latest report came late */
    ZC_LAMP_MOVED,         /* number: changes of the due date this year */
    ZC_LAMP_CLAIMED_BEFORE, /* claimed before the first day and verified by nobody */
    ZC_LAMP_NOTHING_YET,   /* nothing due before the next quarter, and not started */
    ZC_LAMP_ON_TRACK,
    ZC_LAMP_RULES
};

struct zc_lamp_rules { /* thresholds of the day; each red when beyond, unless it says otherwise */
    int red_overdue;         /* working days */
    int due_soon;            /* working days before the due date */
    int red_unreported;      /* closed months from which on it is red */
    int yellow_moved;        /* changes of the due date */
    struct zc_ratio red_index, yellow_index;
};

struct zc_lamp_item {
    int due;                /* the current due date */
    bool started, claimed;  /* or further on */
    bool earned;            /* verified, or stood for as an opening claim */
    bool opening;           /* claimed before the first day, and nobody has stood for it */
    bool out;               /* cancelled, carried over or suspended: no rule looks at it */
};

struct zc_lamp_case {
    int asof, first_day;    /* 0: the ledger counts from its beginning */
    bool written_off;
    const struct zc_lamp_item *items;
    size_t item_count;
    struct zc_ratio index;  /* empty: not judged */
    int unreported, contradicted, moved;
    int notice_over;        /* working days, 0 = none is over */
    int report_late;        /* working days, 0 = in time or none */
};

struct zc_lamp_reason {
    enum zc_lamp_rule rule;
    enum zc_lamp light;
    int number;
    int item;               /* index, -1 = the whole */
};

/* `reasons` holds what spoke, at most ZC_LAMP_RULES + 2 × item_count of them; the strongest light first. */
enum zc_lamp zc_lamp_compute(struct zc_lamp_reason *reasons, size_t *count, const struct zc_lamp_case *facts, const struct zc_lamp_rules *rules,
                             const struct zc_calendar *calendar);

#endif
