/*
 * import_stages: what the files of the import share behind paper/import.h. Reading: import_file (over import_read, import_plain,
 * form) with the names of import_register. Storing: import_store runs import_rows, which asks import_refs what a reference means.
 */
#ifndef ZC_PAPER_IMPORT_STAGES_H
#define ZC_PAPER_IMPORT_STAGES_H

#include "paper/import.h"

enum zc_import_fate { ZC_FATE_SAME, ZC_FATE_CHANGED, ZC_FATE_MADE };

struct zc_import_store {
    struct zc_arena *arena;   /* while rows are stored: of the row under way, so that memory does not grow with them */
    struct zc_arena *kept;    /* of the import */
    struct zc_db *db;
    struct zc_tx *tx;
    const struct zc_import_job *job;
    struct zc_import_report *report;
    struct zc_map ids;        /* "entity|text" → the id it stands for */
    struct zc_map complained; /* references that were said to be missing */
    bool *deferred;           /* by row: a reference inside the entity waits for the second round */
    enum zc_import_fate *fates; /* by row */
};

/* The file's name for people. */
const char *zc_import_file_name(const struct zc_import_job *job);
/* Units, areas, collective names and posts of the records. */
int zc_import_register(struct zc_register *reg, struct zc_arena *arena, struct zc_db *db, struct zc_error *err);
/* What the record of that year says; 0 without one. user: struct zc_db. */
int64_t zc_import_approved_total(void *user, const struct zc_layout *layout, int year);
/* A finding when the records, with what this import made, are more than was approved. */
int zc_import_check_approved(struct zc_import_store *store, struct zc_error *err);

/* Those that bear this name, as many as a finding lists; `also`: " and …", what else must hold. */
int zc_import_list_named(struct zc_rows *out, struct zc_import_store *store, const struct zc_entity *entity, const char *text, const char *also,
                         struct zc_error *err);
/* The ids of a reference or a list of them; *waits when one inside the entity itself may still come. What is missing is a finding. */
int zc_import_resolve(struct zc_value *out, bool *waits, struct zc_import_store *store, struct zc_import_row *row, const struct zc_import_value *value,
                      const struct zc_field *field, bool second_round, struct zc_error *err);
/* A plain table that is already refused: its references are looked up all the same, so that one pass says everything. */
int zc_import_check_references(struct zc_import_store *store, const struct zc_entity *entity, struct zc_error *err);

/* All rows, in two rounds, inside the transaction; counts what became of them. */
int zc_import_store_rows(struct zc_import_store *store, struct zc_error *err);

#endif
