/*
 * vote: the vote of a record (model/vote.h) judged by the rule in force on the day of the vote. One reading for all who ask: the
 * computed fields, the write that brings the numbers, the step that waits for the decision, and who is told why it may not be taken.
 */
#ifndef ZC_QUERY_VOTE_H
#define ZC_QUERY_VOTE_H

#include "maths/vote.h"
#include "model/vote.h"
#include "query/eval.h"
#include "query/rule.h"

struct zc_vote_reading {
    bool begun;                    /* some number is there */
    const struct zc_field *lacks;  /* the first that a result needs and that is empty; NULL: all are there */
    const char *id;                /* of the rule; NULL while the kind is empty */
    const struct zc_rule_value *basis; /* in force on the day of the vote; NULL: none, or the day is empty */
    struct zc_vote_rule rule;
    struct zc_vote_count count;    /* what is empty is 0 */
    enum zc_vote_fault fault;      /* of the numbers that are there */
    bool counted;                  /* the result is one: all numbers, sound, and a rule */
    struct zc_vote_result result;
};
/* Of a record whose entity has a vote. */
int zc_vote_read(struct zc_vote_reading *out, struct zc_rules *rules, const struct zc_record *record, struct zc_error *err);
/* passed, not_passed, no_quorum, or advice where nothing is decided; NULL while it is not counted. */
const char *zc_vote_word(const struct zc_vote_reading *reading);
/* What the numbers say against the rule, and on what it rests: in the arena. The vote is counted. */
struct zc_pair zc_vote_quorum_words(struct zc_arena *arena, const struct zc_vote_reading *reading);
struct zc_pair zc_vote_pass_words(struct zc_arena *arena, const struct zc_vote_reading *reading);
struct zc_pair zc_vote_basis_words(struct zc_arena *arena, const struct zc_vote_reading *reading);
/* Why the numbers are refused. Who may not see one of them is not told any. */
struct zc_pair zc_vote_fault_words(struct zc_arena *arena, const struct zc_vote_reading *reading, const struct zc_entity *entity, const struct zc_reader *reader);
/* Why a step that the vote decides may not be taken: *out in the arena, zh NULL when it may, or when it is no such step. Told in
 * general words to a reader who may not see one of the numbers. */
int zc_vote_holds_back(struct zc_pair *out, struct zc_vote_reading *reading, struct zc_eval *eval, const struct zc_record *record, const struct zc_transition *step,
                       struct zc_error *err);

/* The rule is declared as one of votes, so that the city's own must be one, too. */
bool zc_vote_rule_declared(const struct zc_model *model, const char *id);
/* Every vote names rule values that tell what a vote needs, and an entity whose fields ask for the result has one. */
int zc_votes_check(const struct zc_model *model, struct zc_error *err);

#endif
