/*
 * lights: which computed field of an entity is its lamp, and which shape each of its codes has.
 *
 *   lamp: {field: lamp, beside: [confidence], lights: {red: late, yellow: warn, opening: opening, green: ok, grey: none, done: done}}
 *
 * `field` is a computed code. `lights` gives each code of its list one of the shapes of the page: ■ late, ▲ warn, ◇ opening, ● ok,
 * ○ none, ✓ done; in this order the page names them. `beside` are computed codes that people speak of with it, and that are never
 * merged with it.
 */
#ifndef ZC_MODEL_LIGHTS_H
#define ZC_MODEL_LIGHTS_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_light {
    const char *code, *shape;
};
struct zc_lights {
    const struct zc_field *field;
    const struct zc_field **beside;
    size_t beside_count;
    struct zc_light *lights;
    size_t count;
};
/* Binds the key of an entity whose fields and code lists are known. */
void zc_load_lights(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
