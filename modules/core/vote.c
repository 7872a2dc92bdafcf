/* vote: the numbers of the row against the rule in force on the day of the vote, as known at the known time. */
#include "vote.h"
#include "query/vote.h"

static bool read_vote(struct zc_vote_reading *out, const struct zc_compute *compute)
{
    struct zc_rules *rules = zc_compute_rules(compute);
    return compute->record->entity->vote && !zc_vote_read(out, rules, compute->record, NULL) && out->counted;
}

struct zc_value zc_fn_core_vote_quorum(const struct zc_compute *compute)
{
    struct zc_vote_reading reading;
    if (!read_vote(&reading, compute))
        return ZC_EMPTY;
    zc_compute_reason(compute, reading.result.quorum ? "yes" : "no", "quorum", zc_vote_quorum_words(compute->arena, &reading), NULL);
    return zc_int(reading.result.quorum);
}

static void basis(const struct zc_compute *compute, const struct zc_vote_reading *reading, const char *mark)
{
    struct zc_reason *reason = zc_compute_reason(compute, mark, "basis", zc_vote_basis_words(compute->arena, reading), NULL);
    if (!reason || !reading->basis->record)
        return;
    reason->entity = zc_compute_entity(compute, "core.rule_value");
    reason->id = reading->basis->record;
}

struct zc_value zc_fn_core_vote_result(const struct zc_compute *compute)
{
    struct zc_vote_reading reading;
    if (!read_vote(&reading, compute))
        return ZC_EMPTY;
    const char *word = zc_vote_word(&reading);
    zc_compute_reason(compute, word, "quorum", zc_vote_quorum_words(compute->arena, &reading), NULL);
    zc_compute_reason(compute, word, "pass", zc_vote_pass_words(compute->arena, &reading), NULL);
    basis(compute, &reading, word);
    return zc_text(word);
}
