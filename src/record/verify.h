/*
 * verify: proof that what is stored is what the journal says. It re-computes every chain, rebuilds present and past slices
 * from the entries alone and compares them with the tables row by row, re-hashes the attachments, and holds seals against
 * the chains. Faults are counted and the first ones named with their place.
 */
#ifndef ZC_RECORD_VERIFY_H
#define ZC_RECORD_VERIFY_H

#include "base/progress.h"
#include "query/city.h"

struct zc_fault {
    struct zc_pair text; /* place and what is wrong */
};
struct zc_verdict {
    int64_t chains, entries, slices, files;
    struct zc_fault *faults;
    size_t fault_count, named; /* named ≤ 50 are kept */
    int64_t sealed_to;         /* entries covered by the newest good seal; 0 = none */
    int64_t after_seal;
    int64_t seals;
};
/* seals_path: a file of seals kept elsewhere, NULL for none. `tell` may be NULL; it may stop the verification
 * (ZC_ESTOPPED: nothing was proved). */
int zc_verify(struct zc_verdict *out, struct zc_arena *arena, struct zc_db *db, const char *seals_path,
              zc_tell *tell, void *user, struct zc_error *err);

/* The chains alone: every entry hashed again and held against the next and the heads. */
int zc_verify_chains(struct zc_verdict *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err);

/* Writes the whole journal as a .zcj file (chains ascending). */
int zc_journal_export(struct zc_db *db, const char *path, struct zc_error *err);

#endif
