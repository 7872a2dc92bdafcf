/*
 * ballot_office: opening and sealing a box of secret ballots (record/ballot.h) while the server runs, for the page and the API alike: on the
 * writer's thread, answered after the commit. Only who is signed in does either: a token that leaked would be a ballot paper.
 */
#ifndef ZC_HTTP_BALLOT_OFFICE_H
#define ZC_HTTP_BALLOT_OFFICE_H

#include "http/server.h"
#include "record/ballot.h"

/* The codes, in the request's arena: shown in this answer and never again. */
int zc_ballot_office_open(struct zc_ballot_sheet *out, struct zc_request *request, int64_t box, const char *face, struct zc_error *err);
/* Seals it and destroys its file. */
int zc_ballot_office_seal(struct zc_request *request, int64_t box, const char *face, struct zc_error *err);
/* Destroys the files of boxes that are sealed or void. */
void zc_ballot_office_sweep(struct zc_request *request);
/* The address that a code is typed into or photographed from. */
const char *zc_ballot_office_address(struct zc_request *request, const char *code);

#endif
