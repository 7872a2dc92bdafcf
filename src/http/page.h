/*
 * page: the frame around every page that the program renders itself, and the small pieces the pages share: escaped output,
 * addresses that keep the two times, dates in words, the mark of a figure, digests, record tables.
 *
 * A page is made on the stack by its handler; all texts live in the request's arena, the HTML goes to the response's body.
 * Text reaches the body only through zc_page_put, whose arguments are escaped, so no field value can become markup.
 * No page uses a script, and none carries a style of its own: the policy of the server forbids both.
 */
#ifndef ZC_HTTP_PAGE_H
#define ZC_HTTP_PAGE_H

#include "http/server.h"
#include "query/journal.h"
#include "query/metric.h"

struct zc_page {
    struct zc_request *request;
    struct zc_response *response;
    struct zc_buf *out;
    struct zc_arena *arena;
    struct zc_db *db;
    const struct zc_city *city;
    const struct zc_model *model;
    const struct zc_server *server;
    const struct zc_reader *reader;
    enum zc_lang lang;
    bool english;
    struct zc_times times;                   /* asof= and known=, by default now */
    struct zc_period period;                 /* period=, by default the half-year of the as-of day */
    const char *asof, *known, *period_given; /* as given in the address, NULL when absent */
    struct zc_error err;
};

/* The words of the page's language. */
#define ZC_T(page, zh, en) ((page)->english ? (en) : (zh))

/* Appends html in which each $ stands for the next argument, escaped (NULL is nothing). A wrong number of
 * arguments is logged; the scenario tests fail on that line. */
#define zc_page_put(page, html, ...)                                                                                   \
    zc_page_write(page, html, (const char *const[]){NULL, ##__VA_ARGS__},                                              \
                  sizeof((const char *const[]){NULL, ##__VA_ARGS__}) / sizeof(char *) - 1)
void zc_page_write(struct zc_page *page, const char *html, const char *const *arguments, size_t count);

/* Reads what every address accepts. false: the answer is already an error. */
bool zc_page_open(struct zc_page *page, struct zc_response *response, struct zc_request *request);
void zc_page_fail(struct zc_page *page, int code); /* answers with page->err */
void zc_page_missing(struct zc_page *page);        /* the one answer for what is not there and what may not be seen */

/* The frame. `title` stands in the window's title and is not repeated in the body. */
void zc_page_head(struct zc_page *page, const char *title);
void zc_page_foot(struct zc_page *page);
void zc_page_html_open(struct zc_page *page, const char *title,
                       const char *class_); /* up to <body>: for pages with a frame of their own */
void zc_page_html_close(struct zc_page *page);

/* An address inside this city that keeps language and times as given; `extra` is "a=b&c=d" (already encoded) or NULL. */
const char *zc_page_link(const struct zc_page *page, const char *path, const char *extra);
/* The same, with the two times and the period set to these (NULL: left out). */
const char *zc_page_link_at(const struct zc_page *page, const char *path, const char *asof, const char *known,
                            const char *period);
const char *zc_page_here(const struct zc_page *page, const char *name,
                         const char *value); /* this address with one parameter changed */
const char *zc_page_encode(const struct zc_page *page, const char *text);
const char *zc_page_entry(const struct zc_page *page, int64_t chain, int64_t seq); /* address of a journal entry */
const char *zc_page_record(const struct zc_page *page, const struct zc_entity *entity, int64_t id);

const char *zc_page_date(const struct zc_page *page, int date); /* 2017年6月30日 | 30 June 2017; open end: 至今 */
const char *zc_page_instant(const struct zc_page *page, int64_t instant); /* in Shanghai's time */
const char *zc_page_iso(const struct zc_page *page, int date);
const char *zc_page_known(const struct zc_page *page, int64_t instant); /* as an address carries it */
const char *zc_page_number(const struct zc_page *page, int64_t number); /* 18,204 */
const char *zc_page_pair(const struct zc_page *page, struct zc_pair pair);

const char *zc_page_basis(const struct zc_page *page, enum zc_basis basis); /* 计数 | counted from records */
const char *zc_page_value(const struct zc_page *page, const struct zc_figure *figure); /* grouped, or why there is none */
const char *zc_page_rule(struct zc_arena *arena, const struct zc_metric *metric);      /* the definition as one line: count pilot where … */
void zc_page_digest(struct zc_page *page, const char *digest);                         /* in groups of eight */

/* The form that chooses the as-of day, the known time and the period; keeps the given hidden fields. */
void zc_page_times(struct zc_page *page, const char *action, bool with_period);

bool zc_page_signed_in(const struct zc_page *page);
/* Whether the content of a journal entry may be shown: the record and every field that it writes. */
bool zc_page_may_see_entry(struct zc_page *page, const struct zc_journal_entry *entry);
bool zc_page_may_list(const struct zc_page *page, const struct zc_entity *entity); /* worth a link for this reader */

/* The columns by which rows of an entity differ, at most `most` (for tables below a figure or a record). */
size_t zc_page_columns(const struct zc_page *page, const struct zc_field **out, size_t most,
                       const struct zc_entity *entity, const struct zc_record *rows, size_t count);
void zc_page_table_head(struct zc_page *page, const struct zc_entity *entity, const struct zc_field *const *columns,
                        size_t count);
void zc_page_table_row(struct zc_page *page, const struct zc_record *record, const struct zc_field *const *columns,
                       size_t count);
bool zc_page_right(const struct zc_field *field); /* a number: set to the right */

/* Decimal ids of addresses; false when it is none. */
bool zc_page_id(int64_t *out, const char *text);
/* One CSV cell, quoted; what a spreadsheet would run as a formula is made text. */
void zc_page_csv(struct zc_buf *out, const char *text);

extern const char zc_style_css[]; /* built from style.css */
extern const char zc_style_tag[]; /* first digits of its digest: the address changes when the style does */

/* the handlers, by file */
zc_handler zc_start_page, zc_search_page, zc_sign_in_post, zc_sign_in_password, zc_sign_out, zc_sign_switch,
    zc_invite_page, zc_invite_accept, zc_link_page, zc_link_accept, zc_letter_page, zc_letter_send, zc_ballot_ask_page,
    zc_ballot_page, zc_ballot_cast_page, zc_ballot_box_page, zc_ballot_box_open, zc_ballot_box_seal;
zc_handler zc_figures_page, zc_figure_page, zc_figure_lines, zc_figure_csv, zc_figure_json_page;
zc_handler zc_records_page, zc_record_page, zc_paper_page;
zc_handler zc_chains_page, zc_chain_page, zc_entry_page;
zc_handler zc_definitions_page, zc_rules_page, zc_codes_page;
zc_handler zc_opening_page, zc_opening_verify, zc_opening_withdraw, zc_promises_page;
zc_handler zc_carry_page, zc_carry_take, zc_carry_take_back;
zc_handler zc_succession_page, zc_succession_take, zc_succession_take_back, zc_succession_areas;
zc_handler zc_reviews_page, zc_review_page;
zc_handler zc_page_import, zc_page_import_check, zc_page_import_take, zc_page_import_copy, zc_page_imports,
    zc_page_import_withdraw;
zc_handler zc_draws_page, zc_draw_page, zc_draw_list;
zc_handler zc_leader_page, zc_leader_instruct;
zc_handler zc_desk_page, zc_desk_step, zc_dispatch_page, zc_dispatch_take;
zc_handler zc_sessions_page, zc_sessions_end, zc_password_page, zc_password_post;
zc_handler zc_page_jobs, zc_page_job, zc_page_job_cancel, zc_page_job_again, zc_page_job_answer, zc_page_job_verify, zc_page_job_export, zc_page_job_form,
    zc_page_job_backup, zc_page_job_file;
struct zc_factor_offer;
struct zc_import_outcome;
struct zc_job_look;
/* How an import that ran as a job came out: the findings, or what was taken. Of its owner only. */
void zc_page_import_outcome(struct zc_page *page, const struct zc_import_outcome *outcome, const struct zc_job_order *order);
/* What an import that runs as a job asks its owner. */
void zc_page_import_question(struct zc_page *page, const struct zc_job_look *look);
void zc_sign_in_page(struct zc_page *page, const char *complaint);
/* login: asked for when NULL; offer: of a device to be enrolled with it, NULL = none */
void zc_password_form(struct zc_page *page, const char *login, const struct zc_factor_offer *offer, const char *complaint);
const char *zc_password_words(const struct zc_page *page); /* what a password has to be, by the city's profile */

#endif
