/*
 * meter: what the server counts of its answers: by route (its pattern, never what stood in the address) and class of status, how long they
 * took by kind of work, how many were sent away. A count is an atomic addition; nothing is locked, and the number of series is bounded by
 * the number of routes.
 */
#ifndef ZC_HTTP_METER_H
#define ZC_HTTP_METER_H

#include "base/exposition.h"
#include "face/face.h"

/* Which thread did the work (face.h); REFUSED: the head alone decided. */
enum zc_work { ZC_WORK_REFUSED, ZC_WORK_READ, ZC_WORK_LONG, ZC_WORK_WRITE, ZC_WORK_ALONE, ZC_WORK_PASSWORD, ZC_WORK_DRAWING, ZC_WORKS };

struct zc_meter;
struct zc_meter *zc_meter_new(const struct zc_route *const *tables);
void zc_meter_free(struct zc_meter *meter);

struct zc_answered {
    const struct zc_route *route; /* NULL: none fits the address */
    size_t place;                 /* of the route, through all tables in their order */
    enum zc_method method;
    enum zc_work work;
    int status;
    int64_t ns, bytes;
};
void zc_meter_add(struct zc_meter *meter, const struct zc_answered *answered);
void zc_meter_put(struct zc_exposition *exposition, const struct zc_meter *meter);

extern const char *const zc_method_names[ZC_OTHER_METHOD + 1];

#endif
