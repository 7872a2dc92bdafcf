/* vote: the result of a vote whose numbers stand in a record (the key `vote` of its entity), as computed fields. */
#ifndef ZC_CORE_VOTE_H
#define ZC_CORE_VOTE_H

#include "query/compute.h"

/* Whether enough were there. */
ZC_FUNCTION(core, vote_quorum);
/* passed, not_passed, no_quorum or advice; its reasons say by how much and on which text of which rule it rests. */
ZC_FUNCTION(core, vote_result);

#endif
