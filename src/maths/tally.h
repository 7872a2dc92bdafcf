/*
 * tally: what secret ballots come to, and what may be told of it (people.md 0.4). A class of voters with few ballots is not told
 * apart: its choices could be read off. Nor may the difference between the whole and the classes that are told give it away, so what
 * is withheld is, taken together, never few either, as long as there are classes to withhold.
 */
#ifndef ZC_MATHS_TALLY_H
#define ZC_MATHS_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which of the classes may be told: those with at least `least` ballots, without the smallest of them where the rest would be fewer
 * than that together. Of equals the first is withheld. */
void zc_tally_told(bool *out, const int64_t *ballots, size_t count, int64_t least);

/* Puts 0 … count-1 into an order that every other is as likely as. `below` gives a whole number from 0 to its argument less one, each as
 * likely as any other. */
void zc_tally_shuffle(size_t *out, size_t count, uint64_t (*below)(uint64_t most));

#endif
