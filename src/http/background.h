/*
 * background: the work that jobs do (record/job.h) and how page and API ask for it: taking a big table in (job_import), writing rows, a
 * form or a backup into a file (job_export), and verifying the ledger. An import reads its file on the thread of the jobs and holds the writer only while it checks rows against records and
 * stores them; the rights of whoever asked are looked up again there.
 */
#ifndef ZC_HTTP_BACKGROUND_H
#define ZC_HTTP_BACKGROUND_H

#include "http/server.h"
#include "paper/import.h"

enum { ZC_BIG_ROWS = 2000 }; /* a table of so many rows becomes a job */

/* What an import that ran as a job leaves for who asked: the report without its rows, and the first findings. */
struct zc_import_outcome {
    int code;                /* of the import; ZC_ECHECK: findings */
    struct zc_error err;
    struct zc_import_report report;
};
extern const char zc_job_import[], zc_job_verify[], zc_job_export[], zc_job_backup[]; /* kinds */

bool zc_may_import(const struct zc_reader *reader);
bool zc_may_verify(const struct zc_reader *reader);
bool zc_may_backup(const struct zc_reader *reader);

/* The import that an order or its like describes. `read_as` is a layout, an entity, or NULL. Texts are not copied. */
struct zc_import_job zc_import_job_of(const struct zc_model *model, const struct zc_job_order *order, const char *path);
/* An order of whoever is signed in, for a file that waits. Refused with ZC_EDENIED when the chosen post may not. */
int zc_import_order(struct zc_job_order *out, struct zc_arena *arena, const struct zc_identity *identity, const char *face, const char *name, bool trial,
                    struct zc_error *err);
int zc_verify_order(struct zc_job_order *out, const struct zc_identity *identity, const char *face, struct zc_error *err);

/* Rows of an entity that the reader may see, as CSV or XLSX; `filter` may be NULL. ZC_ENOTFOUND: no such entity. */
int zc_export_order(struct zc_job_order *out, struct zc_arena *arena, const struct zc_model *model, const struct zc_identity *identity, const char *face,
                    const char *entity, const char *filter, bool csv, enum zc_lang lang, struct zc_error *err);
/* The form of one unit; `form` NULL: the only one that is declared. */
int zc_form_order(struct zc_job_order *out, struct zc_arena *arena, const struct zc_model *model, const struct zc_identity *identity, const char *face,
                  const char *unit, const char *form, enum zc_lang lang, struct zc_error *err);
int zc_backup_order(struct zc_job_order *out, struct zc_arena *arena, const struct zc_identity *identity, const char *face, struct zc_error *err);

/* The file that an ended job left for whoever asked for it. `fetch` journals that it is taken. */
struct zc_job_output {
    const char *path, *name;
    int64_t until;           /* µs: from then on it is removed */
};
/* ZC_ENOTFOUND: there is none, not any more, or it is somebody else's. */
int zc_job_output_find(struct zc_job_output *out, struct zc_arena *arena, struct zc_server *server, struct zc_db *db, const struct zc_identity *identity,
                       const char *token, struct zc_error *err);
int zc_job_output_fetch(struct zc_job_output *out, struct zc_arena *arena, struct zc_server *server, struct zc_db *db, const struct zc_identity *identity,
                        const char *face, const char *token, struct zc_error *err);

/* The record of a job, as far as the reader may see it. */
int zc_job_find(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const char *token, const struct zc_reader *reader, struct zc_error *err);
/* Asks once more for a job of one's own that has ended. */
int zc_job_again(const char **token, struct zc_arena *arena, struct zc_server *server, struct zc_db *db, const struct zc_identity *identity,
                 const char *face, const char *former, struct zc_error *err);

/* For the work: the rights of now of whoever asked; ZC_EDENIED when the post is no longer held or may no longer do this. */
int zc_acting_now(struct zc_identity *out, struct zc_arena *arena, struct zc_db *db, const struct zc_job_order *order,
                  bool (*may)(const struct zc_reader *reader), struct zc_error *err);
int zc_job_run_import(struct zc_server *server, struct zc_job *job, struct zc_error *err);
int zc_job_run_export(struct zc_server *server, struct zc_job *job, struct zc_error *err); /* a backup too */

/* For the server: runs one job. */
int zc_background_run(struct zc_server *server, struct zc_job *job, struct zc_error *err);

#endif
