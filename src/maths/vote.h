/*
 * vote: whether a vote has its quorum and is passed (people.md 0.3). How many have to be there and how many have to agree is
 * a rule that law or a house fixes and changes from a day on, so it is a text of a rule value and never stands in the program:
 *
 *   quorum present >= 1/2 due; pass yes + written > 1/2 due
 *   quorum present > 4/5 due; pass yes > 1/2 present
 *   quorum present >= 2/3 due; pass none                       advice and no decision
 *
 * Nothing is inferred: who was present has not thereby agreed, and what does not add up is no result. Whole numbers throughout.
 */
#ifndef ZC_MATHS_VOTE_H
#define ZC_MATHS_VOTE_H

#include <stdbool.h>
#include <stdint.h>

enum { ZC_VOTE_MOST = 1000000000 }; /* people in one vote */

struct zc_vote_share {
    int over, under;  /* a fraction in (0, 1] */
    bool above;       /* more than it; else at least it */
    bool of_present;  /* of those present; else of those who are entitled */
};
struct zc_vote_rule {
    struct zc_vote_share quorum, pass;
    bool decides;     /* false: advice, nothing is ever passed */
    bool written;     /* written votes count as yes */
};
/* false for any other text. */
bool zc_vote_rule_parse(struct zc_vote_rule *out, const char *text);

struct zc_vote_count {
    int64_t due;      /* entitled to vote */
    int64_t present;
    int64_t yes, no, abstain; /* of those present */
    int64_t written;  /* yes in writing of some who are not present */
};
enum zc_vote_fault {
    ZC_VOTE_SOUND,
    ZC_VOTE_NEGATIVE, /* a number below 0 or above ZC_VOTE_MOST, or nobody is entitled */
    ZC_VOTE_VOTES,    /* yes + no + abstain > present */
    ZC_VOTE_PEOPLE,   /* present + written > due */
    ZC_VOTE_WRITTEN   /* the rule knows no written votes and some came */
};
enum zc_vote_fault zc_vote_fault_of(const struct zc_vote_rule *rule, const struct zc_vote_count *count);

struct zc_vote_result {
    bool quorum, passed;           /* passed only with a quorum */
    int64_t present_least;         /* how many make a quorum */
    int64_t yes_least;             /* how many yes, written ones included, pass it; more than there are people where none can */
    int64_t yes;                   /* how many count */
};
/* false, and no result, when the numbers are not sound. */
bool zc_vote_result(struct zc_vote_result *out, const struct zc_vote_rule *rule, const struct zc_vote_count *count);

#endif
