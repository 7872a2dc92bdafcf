/*
 * api: the pieces that the handlers of /api/v1 share: opening a request, the two times, an entity by name with the token's
 * scope, records as JSON, reads that are journalled, writes that are safe to send twice.
 *
 * A handler makes a struct zc_api on the stack; all texts live in the request's arena, JSON goes to the response's body. What
 * is hidden and what is missing get the same answer, 404, with the same words.
 */
#ifndef ZC_HTTP_API_H
#define ZC_HTTP_API_H

#include "base/json.h"
#include "http/server.h"
#include "query/due.h"
#include "query/metric.h"

struct zc_api {
    struct zc_request *request;
    struct zc_response *response;
    struct zc_buf *out;
    struct zc_arena *arena;
    struct zc_db *db;
    const struct zc_city *city;
    const struct zc_model *model;
    struct zc_server *server;
    const struct zc_reader *reader;
    const struct zc_identity *identity; /* NULL when signed out */
    const bool *only; /* of a list that asks for some fields: which, by their place in the entity; NULL: all */
    bool wrote; /* by a handler that writes: whether something became different */
    struct zc_compute_set *many;  /* of the rows of the list under way (query/compute.h); NULL: each record by itself */
    struct zc_error err;
};
enum zc_api_verb { ZC_API_READ, ZC_API_WRITE };

void zc_api_open(struct zc_api *api, struct zc_response *response, struct zc_request *request);
void zc_api_fail(struct zc_api *api, int code);  /* answers with api->err */
void zc_api_missing(struct zc_api *api);         /* the one answer for what is not there and what may not be seen */

/* The entity named in the address, when the reader may meet it at all and the token's scope covers the verb; else NULL and the
 * answer is an error already. */
const struct zc_entity *zc_api_entity(struct zc_api *api, const char *name, enum zc_api_verb verb);
/* Whether any read rule of the entity could let this reader see a row. */
bool zc_api_may_meet(const struct zc_reader *reader, const struct zc_entity *entity);
/* Whether a token's scopes cover `what` ("reform.task", "metrics", "journal"); true without a token. */
bool zc_api_scope(const struct zc_identity *identity, const char *what, enum zc_api_verb verb);
bool zc_api_id(int64_t *out, const char *text);  /* a decimal id */
/* asof= and known=, by default now. false: answered. */
bool zc_api_times(struct zc_api *api, struct zc_times *out);
/* period= of the address or of a form, and both times as the command line takes them: by default the half-year of today, the last day
 * of the period if it is over, and what is known now. false: answered. */
bool zc_api_period(struct zc_api *api, struct zc_period *period, struct zc_times *times, const char *period_text, const char *asof_text, const char *known_text);
bool zc_api_flag(const struct zc_api *api, const char *name); /* name=true in the address */
/* limit= (1 to 500, default 50). false: answered. */
bool zc_api_limit(struct zc_api *api, size_t *out);

/* The name of a referenced record, in the arena; NULL when the reader may not see it. */
const char *zc_api_ref_name(struct zc_api *api, const struct zc_field *field, int64_t id);
void zc_api_value(struct zc_buf *out, const struct zc_field *field, const struct zc_value *value);
void zc_api_record(struct zc_api *api, const struct zc_record *record, struct zc_times times, bool labels);
/* The names of the fields that are shown, comma-separated JSON texts. */
void zc_api_pair(struct zc_buf *out, struct zc_pair pair); /* {"zh":…,"en":…} */
void zc_api_date(struct zc_buf *out, int date);
void zc_api_instant(struct zc_buf *out, int64_t instant);
/* basis, status, due_at, alarm_at and minutes_left of a clock, each with a comma before it; NULL: it has not started. */
void zc_api_clock(struct zc_api *api, const struct zc_clock *clock, const struct zc_clock_result *result);
/* How many extensions counted of those declared, whether the end of the whole cuts it off, and how the whole stands, each with a comma before it. */
void zc_api_clock_stages(struct zc_api *api, const struct zc_clock *clock, const struct zc_due *due);
void zc_api_number(struct zc_buf *out, int64_t id); /* an id or a serial: a decimal string */

/* What an entity, and then all modules together, declare beside the fields, each with a comma before it (api_declared.c). */
void zc_api_declared(struct zc_api *api, const struct zc_entity *entity);
void zc_api_declared_scores(struct zc_api *api);

/* The member `total` of a list, with a comma before it: counted to 1,000 unless `exact`. */
int zc_api_total(struct zc_api *api, const struct zc_rows_query *query, bool exact);

/* Journals that rows were read, when the declarations ask for it. Submitted to the writer before the answer leaves and not
 * waited for; a negative code (the queue is full) must refuse the read. */
int zc_api_note_read(struct zc_api *api, const struct zc_entity *entity, const struct zc_record *records, size_t count);
/* The same of groups: one entry with the digest of the address that asked for them. */
int zc_api_note_aggregate(struct zc_api *api, const struct zc_entity *entity);

/* ---- writing ---- */

/* The request's body as a JSON object (an empty body is an empty object). NULL: answered. */
const struct zc_json *zc_api_body(struct zc_api *api);
/* Refuses members that nobody reads. `known`: names separated by blanks. false: answered. */
bool zc_api_members(struct zc_api *api, const struct zc_json *object, const char *known);
/* A date member. false: answered; *out is left alone when it is absent. */
bool zc_api_day(struct zc_api *api, const struct zc_json *object, const char *name, int *out);
struct zc_patch; /* record/write.h */
/* The member `fields` into the patch, as far as this reader may write them. false: answered. */
bool zc_api_fields(struct zc_api *api, struct zc_patch *patch, const struct zc_json *body);
const char *zc_api_why_text(const struct zc_json *body); /* NULL when absent or too long */
/* Runs a handler that writes so that the same Idempotency-Key with the same request gives the same answer once more. */
void zc_api_once(struct zc_api *api, void (*write)(struct zc_api *api));

/* Runs a handler that writes and keeps nothing: the answer is what it would do to published figures, or its refusal. */
void zc_api_try(struct zc_api *api, void (*write)(struct zc_api *api));
/* The same in two halves, for an answer that says more: what has drifted before the write, and after it the member `drift`. */
struct zc_drift; /* query/replay.h */
int zc_api_drift_before(struct zc_drift *out, struct zc_api *api);
int zc_api_drift_put(struct zc_api *api, const struct zc_drift *before, bool wrote);

/* ---- long work ---- */

/* 202 with the address of the job. */
void zc_api_job_asked(struct zc_api *api, const char *token);
struct zc_import_report;
/* How an import or a check came out: the members of an object, without braces. `upload` as the file waits, NULL when it does not; `path`
 * of the file, NULL when it is gone. */
void zc_api_import_report(struct zc_api *api, const struct zc_import_report *report, const struct zc_job_order *order, const char *upload,
                          const char *path, int code, const struct zc_error *err);

/* ---- journal ---- */

struct zc_journal_entry;
/* One entry as JSON; its content only for who may see the record and every field in it. */
void zc_api_entry(struct zc_api *api, const struct zc_journal_entry *entry);

/* the handlers, by file */
zc_handler zc_api_meta, zc_api_openapi;
zc_handler zc_api_list, zc_api_aggregate, zc_api_get, zc_api_history, zc_api_record_journal, zc_api_inbox;
zc_handler zc_api_create, zc_api_change, zc_api_end, zc_api_withdraw, zc_api_transition, zc_api_drift, zc_api_drift_new, zc_api_drift_end, zc_api_drift_withdraw, zc_api_drift_transition;
zc_handler zc_api_metric_groups, zc_api_promises;
zc_handler zc_api_metrics, zc_api_metric, zc_api_metric_trace, zc_api_metric_lines, zc_api_chains, zc_api_chain;
zc_handler zc_api_why, zc_api_session, zc_api_session_start, zc_api_session_end, zc_api_sessions, zc_api_sessions_end, zc_api_password, zc_api_factor, zc_api_factor_offer, zc_api_factor_enrol, zc_api_tokens, zc_api_token_make, zc_api_token_end;
zc_handler zc_api_ballot_open, zc_api_ballot_seal, zc_api_burden, zc_api_draw, zc_api_ranking, zc_api_score;
zc_handler zc_api_carry, zc_api_carry_preview, zc_api_carry_withdraw;
zc_handler zc_api_departure, zc_api_departure_preview, zc_api_departure_last, zc_api_departure_withdraw;
zc_handler zc_api_succession, zc_api_succession_preview, zc_api_succession_withdraw;
zc_handler zc_api_attach, zc_api_file, zc_api_comment;
zc_handler zc_api_tree, zc_api_calendar_feed;
zc_handler zc_api_desk, zc_api_dispatch, zc_api_leader, zc_api_instruct;
zc_handler zc_api_events;
zc_handler zc_api_import, zc_api_jobs, zc_api_job, zc_api_job_ask, zc_api_job_cancel, zc_api_job_answer, zc_api_job_again, zc_api_job_file;
zc_handler zc_api_import_layouts, zc_api_import_withdraw;
zc_handler zc_api_search, zc_api_edition_text, zc_api_due, zc_api_calendar;
zc_handler zc_api_bulk, zc_api_bulk_withdraw, zc_api_transaction;
zc_handler zc_api_account_access, zc_api_account_sessions_end, zc_api_account_unlock, zc_api_account_factor_reset;
zc_handler zc_api_fill;
zc_handler zc_api_templates, zc_api_bind, zc_api_publish, zc_api_drift_publish, zc_api_replay, zc_api_proof, zc_api_proof_copy;
zc_handler zc_api_opening, zc_api_opening_verify, zc_api_opening_withdraw;
zc_handler zc_api_periodic, zc_api_periodic_owed, zc_api_periodic_send, zc_api_period_close;
zc_handler zc_api_record_page, zc_api_paper, zc_api_paper_preview;
zc_handler zc_api_links, zc_api_link_make, zc_api_link_withdraw;
zc_handler zc_api_entrance, zc_api_session_by_post, zc_api_session_switch; /* beside the sign-in pages */

#endif
