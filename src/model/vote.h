/*
 * vote: a vote whose numbers stand in the fields of a record.
 *
 *   vote:
 *     kind: vote.leading_group              the rule value that says what makes a quorum and what passes (maths/vote.h)
 *     kind: {field: vote_kind, pack: vote}  or a code of the record, whose codes are the names of such values in that pack
 *     on: voted_on                          a date: the rule in force on this day judges
 *     due: entitled                         six ints; written may be left out
 *     present: present
 *     yes: yes_votes
 *     no: no_votes
 *     abstain: abstentions
 *     written: written_yes
 *     decides: [adopt]                      these steps are refused unless the vote is passed
 *     optional: true                        a record without any of the numbers was not voted on, and its steps are not asked
 *
 * Numbers that do not add up are refused when they are written. The result is never stored: the computed fields core.vote_quorum and
 * core.vote_result of the entity work it out at any two times.
 */
#ifndef ZC_MODEL_VOTE_H
#define ZC_MODEL_VOTE_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

enum { ZC_VOTE_DUE, ZC_VOTE_PRESENT, ZC_VOTE_YES, ZC_VOTE_NO, ZC_VOTE_ABSTAIN, ZC_VOTE_WRITTEN_YES, ZC_VOTE_NUMBERS };

struct zc_vote {
    const char *rule;              /* full id; NULL: by `kind` */
    const struct zc_field *kind;   /* code */
    const char *pack;              /* module.pack, before the code */
    const struct zc_field *on;
    const struct zc_field *numbers[ZC_VOTE_NUMBERS]; /* the last may be NULL */
    const struct zc_transition **decides;
    size_t decide_count;
    bool optional;
    struct zc_place place;
};
/* Binds the key of an entity; after its transitions. */
void zc_load_vote(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
