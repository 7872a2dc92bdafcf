/*
 * draw: how a module says that a sample is drawn from records (reform.md C6).
 *
 *   draw:
 *     publish: publish                       from this step on seed, size, frame and period never change, not for the city either
 *     step: draw                             this step draws
 *     seed: seed                             a text
 *     size: size                             an int
 *     period: [from_on, to_on]               dates; :from and :to of the frames' conditions
 *     among: frame                           a code whose value names the frame
 *     frames: {claims: {of: item, where: "…", as: item, unit: task.lead_unit, claim: 自报完成 | reported complete, set: {claim_seen: proof}}}
 *     into: finding                          the entity of which every record drawn becomes one row
 *     by: round                              its ref to the record that draws
 *     rank: drawn_rank                       its int: the place in the draw; nobody's hand writes it
 *     unit: unit                             its ref to the unit that is asked
 *     keep: {count: frame_count, digest: frame_digest, known: frame_known_at, position: published_at_entry}
 *     checked: "state = 'final' and …"       of its rows: which are decided, and which of them proved false
 *     false: "state = 'final' and …"
 *     visit: {claim: claim_seen, on: visited_on, ask: [verdict, facts, evidence], send: send}
 *
 *     public: true                           the page /draws/ENTITY/ID shows seed, list and steps to anybody, from the publication on
 *
 * `visit` is optional: what who inspects is shown of a row, where the day of the visit goes, which fields he is asked for and by which step
 * his finding goes on. `as` is the ref of the row to the record drawn; `unit` leads from that record to the unit that answers for it. The frame is read when
 * the draw is made, after the publication; anybody reads it again at the same two times and orders it by SM3(seed | id).
 */
#ifndef ZC_MODEL_DRAW_H
#define ZC_MODEL_DRAW_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_draw_set {
    const struct zc_field *field;  /* of the row made */
    const struct zc_expr *value;   /* of the record drawn */
};
struct zc_draw_frame {
    const char *name;              /* the code */
    const struct zc_entity *of;
    const struct zc_expr *where, *unit;
    const char *where_text;
    const struct zc_field *as;
    struct zc_pair claim;
    struct zc_draw_set *sets;
    size_t set_count;
};
struct zc_draw_rule {
    const struct zc_transition *publish, *step; /* both keep their day in a field */
    const struct zc_field *seed, *size, *from, *to, *among;
    const struct zc_field *count, *digest, *known, *position;
    struct zc_draw_frame *frames;
    size_t frame_count;
    const struct zc_entity *into;
    const struct zc_field *by, *rank, *unit;
    const struct zc_expr *checked, *false_;
    const struct zc_field *claim, *visited; /* of `into`: what was claimed; the day of the visit */
    const struct zc_field **asked;          /* what who inspects fills in; none: there is no form for it */
    size_t asked_count;
    const struct zc_transition *send;
    bool public_;                           /* anybody sees it, and may draw again, from its publication on */
};
/* Binds the key of an entity; after the transitions of all entities are known. */
void zc_load_draw(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);
/* The draw by which rows of this entity are made; NULL when by none. */
const struct zc_draw_rule *zc_draw_into(const struct zc_model *model, const struct zc_entity *entity);

#endif
