/* vote: 1 reading a rule; 2 counting. */
#include "maths/vote.h"

#include <stdlib.h>
#include <string.h>

enum { LARGEST_UNDER = 1000 };

/* 1 */

static void blanks(const char **at) { *at += strspn(*at, " "); }

static bool word(const char **at, const char *expected)
{
    size_t length = strlen(expected);
    blanks(at);
    if (strncmp(*at, expected, length) != 0)
        return false;
    *at += length;
    return true;
}

/* The word as a whole: `due` does not begin `dues`. */
static bool name(const char **at, const char *expected)
{
    const char *before = *at;
    if (word(at, expected) && !((**at >= 'a' && **at <= 'z') || **at == '_'))
        return true;
    *at = before;
    return false;
}

static bool number(const char **at, int *out)
{
    blanks(at);
    size_t digits = strspn(*at, "0123456789");
    if (!digits || digits > 4 || (**at == '0'))
        return false;
    *out = (int)strtol(*at, NULL, 10);
    *at += digits;
    return true;
}

static bool share(const char **at, struct zc_vote_share *out)
{
    if (word(at, ">="))
        out->above = false;
    else if (word(at, ">"))
        out->above = true;
    else
        return false;
    if (!number(at, &out->over) || !word(at, "/") || !number(at, &out->under) || out->over > out->under || out->under > LARGEST_UNDER)
        return false;
    if (name(at, "due"))
        out->of_present = false;
    else if (name(at, "present"))
        out->of_present = true;
    else
        return false;
    return true;
}

bool zc_vote_rule_parse(struct zc_vote_rule *out, const char *text)
{
    *out = (struct zc_vote_rule){0};
    if (!name(&text, "quorum") || !name(&text, "present") || !share(&text, &out->quorum) || out->quorum.of_present || !word(&text, ";") || !name(&text, "pass"))
        return false;
    if (name(&text, "none")) {
        blanks(&text);
        return !*text;
    }
    out->decides = true;
    if (!name(&text, "yes"))
        return false;
    if (word(&text, "+")) {
        if (!name(&text, "written"))
            return false;
        out->written = true;
    }
    if (!share(&text, &out->pass))
        return false;
    blanks(&text);
    return !*text;
}

/* 2 */

enum zc_vote_fault zc_vote_fault_of(const struct zc_vote_rule *rule, const struct zc_vote_count *count)
{
    const int64_t all[] = {count->due, count->present, count->yes, count->no, count->abstain, count->written};
    for (int i = 0; i < 6; i++)
        if (all[i] < 0 || all[i] > ZC_VOTE_MOST)
            return ZC_VOTE_NEGATIVE;
    if (!count->due)
        return ZC_VOTE_NEGATIVE;
    if (count->yes + count->no + count->abstain > count->present)
        return ZC_VOTE_VOTES;
    if (count->present + count->written > count->due)
        return ZC_VOTE_PEOPLE;
    return count->written && rule->decides && !rule->written ? ZC_VOTE_WRITTEN : ZC_VOTE_SOUND;
}

/* The fewest people that are so large a share of `whole`. */
static int64_t least(struct zc_vote_share share, int64_t whole)
{
    int64_t parts = whole * share.over;
    return share.above ? parts / share.under + 1 : (parts + share.under - 1) / share.under;
}

bool zc_vote_result(struct zc_vote_result *out, const struct zc_vote_rule *rule, const struct zc_vote_count *count)
{
    *out = (struct zc_vote_result){0};
    if (zc_vote_fault_of(rule, count) != ZC_VOTE_SOUND)
        return false;
    out->yes = count->yes + (rule->written ? count->written : 0);
    out->present_least = least(rule->quorum, count->due);
    out->quorum = count->present >= out->present_least;
    out->yes_least = rule->decides ? least(rule->pass, rule->pass.of_present ? count->present : count->due) : 0;
    out->passed = out->quorum && rule->decides && out->yes >= out->yes_least;
    return true;
}
