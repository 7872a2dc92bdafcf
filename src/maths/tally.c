#include "maths/tally.h"

void zc_tally_told(bool *out, const int64_t *ballots, size_t count, int64_t least)
{
    int64_t withheld = 0;
    for (size_t i = 0; i < count; i++) {
        out[i] = ballots[i] >= least && ballots[i] > 0;
        withheld += out[i] ? 0 : ballots[i];
    }
    while (withheld > 0 && withheld < least) {
        size_t smallest = count;
        for (size_t i = 0; i < count; i++)
            if (out[i] && (smallest == count || ballots[i] < ballots[smallest]))
                smallest = i;
        if (smallest == count)
            return;
        out[smallest] = false;
        withheld += ballots[smallest];
    }
}

/* Fisher and Yates, as Durstenfeld wrote it (CACM algorithm 235). */
void zc_tally_shuffle(size_t *out, size_t count, uint64_t (*below)(uint64_t most))
{
    for (size_t i = 0; i < count; i++)
        out[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)below(i), kept = out[i - 1];
        out[i - 1] = out[other];
        out[other] = kept;
    }
}
