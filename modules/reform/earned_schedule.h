/*
 * earned_schedule: how far in time the work is, not in weight (Lipke 2003; ISO 21508:2018; reform.md C4). At the end of a
 * plan EV/PV returns to 1 even for late work; ES/AT does not.
 */
#ifndef ZC_REFORM_EARNED_SCHEDULE_H
#define ZC_REFORM_EARNED_SCHEDULE_H

#include "base/error.h"
#include "base/ratio.h"

struct zc_earned_schedule {
    struct zc_ratio es;       /* periods */
    struct zc_ratio variance; /* SV(t) = ES − AT */
    struct zc_ratio spi_time; /* SPI(t) = ES / AT; empty at AT = 0 */
    struct zc_ratio spi;      /* EV / PV, for comparison; empty while nothing is planned */
    struct zc_ratio forecast; /* planned duration / SPI(t), in periods; empty at AT = 0 or ES = 0 */
};

/* pv[0 … duration] must not fall; 0 ≤ at; 0 ≤ ev ≤ pv[duration]. `at` may lie beyond the duration: late work. */
int zc_earned_schedule_compute(struct zc_earned_schedule *out, const int64_t *pv, int duration, int at, int64_t ev,
                               struct zc_error *err);

#endif
