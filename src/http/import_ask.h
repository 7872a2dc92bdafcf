/*
 * import_ask: one import as it is asked over HTTP, by the API and by the page alike. The file is read and checked by itself on the
 * thread of the pool; the writer is held only while its rows are checked against the records and stored. A big table, one that is asked
 * as a job, and any while a long import holds the writer, becomes a job (http/background.h).
 *
 * What is only checked is kept waiting (http/waiting.h) for whoever takes it over; what was taken, and what bears a secrecy marking,
 * does not stay. Everything returned lies in the request's arena.
 */
#ifndef ZC_HTTP_IMPORT_ASK_H
#define ZC_HTTP_IMPORT_ASK_H

#include "http/background.h"

struct zc_import_ask {
    struct zc_job_order order;     /* upload: the name under which the file waits already, or NULL */
    const char *path;              /* of the file */
    bool as_job;                   /* whatever its size */
};
struct zc_import_answer {
    const char *job;               /* the token of the job that it became; then nothing else holds */
    int code;                      /* ZC_OK, or ZC_ECHECK or ZC_EDENIED with findings in the report; the words are in err */
    struct zc_import_report report;
    const char *upload;            /* under which the file waits now; NULL when it does not */
    const char *path;              /* of the file */
};
/* The file that a request brings, or the waiting one that it names. ZC_EINPUT, ZC_ENOTFOUND. */
int zc_import_ask_file(struct zc_import_ask *ask, struct zc_request *request, const char *upload, const char *name, bool trial, const char *face,
                       struct zc_error *err);
/* For a route that is ZC_ROUTE_SLOW. Any other failure than `code` is returned. */
int zc_import_carry_out(struct zc_import_answer *out, const struct zc_import_ask *ask, struct zc_request *request, struct zc_error *err);

#endif
