/*
 * binding_state: whether a figure that was published still comes out as printed, counted again by the definition stored with it, on its own day and
 * as known at the time asked (core.replay). A figure that counts published figures is not asked about itself: it has no answer.
 */
#ifndef ZC_CORE_BINDING_STATE_H
#define ZC_CORE_BINDING_STATE_H

#include "query/compute.h"

ZC_FUNCTION(core, binding_state);

#endif
