/*
 * clock_state: how a clock of a record stands on the as-of day, as a code that lists, figures and checks may ask for. The field is called
 * CLOCK_state after the clock that it tells of, is a code of core.clock_state, and names as its inputs the fields that start and stop it.
 * Empty while the clock has not started.
 */
#ifndef ZC_CORE_CLOCK_STATE_H
#define ZC_CORE_CLOCK_STATE_H

#include "query/compute.h"

ZC_FUNCTION(core, clock_state);

#endif
