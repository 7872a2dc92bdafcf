/* pages_import: what the import pages and the JSON beside them share. Texts lie in the page's arena. */
#ifndef ZC_HTTP_PAGES_IMPORT_H
#define ZC_HTTP_PAGES_IMPORT_H

#include "http/background.h"
#include "http/page.h"
#include "http/waiting.h"
#include "paper/form.h"
#include "paper/import.h"
#include "paper/missing.h"

struct zc_import_checked {
    struct zc_import_report report;
    const char *name, *path, *token; /* token: under which the file waits, NULL when it does not */
    int rc;
};

bool zc_import_page_may(struct zc_page *page); /* false: answered */
/* NULL when the name is not one that was given out to this account. */
const char *zc_import_waiting(const struct zc_page *page, const char *name, const char *ending);
const char *zc_import_shown_name(const struct zc_page *page, const char *name);
struct zc_actor zc_import_actor(const struct zc_page *page);
const struct zc_upload *zc_import_upload(struct zc_page *page); /* NULL: answered */
/* Checks an upload and keeps it waiting. false: answered. */
bool zc_import_check_upload(struct zc_import_checked *out, struct zc_page *page, const struct zc_upload *upload);
int zc_import_take_waiting(struct zc_import_report *report, struct zc_page *page, struct zc_import_job *job, const char *token, const char **path);
void zc_import_page_withdraw(struct zc_page *page, const char *why);

void zc_import_steps(struct zc_page *page, int now);
void zc_import_found_page(struct zc_page *page, const struct zc_import_report *report, const char *name, const char *token, const char *path,
                          const char *layout, int rc);
void zc_import_taken_page(struct zc_page *page, const struct zc_import_report *report, const char *name);
/* make0, make1, … or leave0, …: the answers as the command line would give them; NULL without any. */
const char *zc_import_answers(const struct zc_page *page, const char *prefix);

#endif
