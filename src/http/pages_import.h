/* pages_import: what the import pages and the JSON beside them share. Texts lie in the page's arena. */
#ifndef ZC_HTTP_PAGES_IMPORT_H
#define ZC_HTTP_PAGES_IMPORT_H

#include "http/import_ask.h"
#include "http/page.h"
#include "http/waiting.h"
#include "paper/form.h"
#include "paper/import.h"
#include "paper/missing.h"

/* What a check, or a taking over that could not be, ended with. */
struct zc_import_found {
    const struct zc_import_report *report;
    const struct zc_job_order *order; /* what was asked */
    const char *upload, *path;        /* under which the file waits, NULL: it does not; the file itself */
    struct zc_missing *missing;       /* names to be answered; NULL: none */
    const char *job;                  /* the job that waits for the answers; NULL: they go with taking over */
    int code;                         /* its words are page->err */
};

bool zc_import_page_may(struct zc_page *page); /* false: answered */
/* NULL when the name is not one that was given out to this account. */
const char *zc_import_waiting(const struct zc_page *page, const char *name, const char *ending);
struct zc_actor zc_import_actor(const struct zc_page *page);

void zc_import_steps(struct zc_page *page, int now);
void zc_import_found_page(struct zc_page *page, const struct zc_import_found *found);
void zc_import_taken_page(struct zc_page *page, const struct zc_import_report *report, const char *name);
/* make0, make1, … or leave0, …: the answers as the command line would give them; NULL without any. */
const char *zc_import_answers(const struct zc_page *page, const char *prefix);

#endif
