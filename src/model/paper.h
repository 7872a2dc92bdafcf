/*
 * paper: which official papers an entity has, as a module declares them in papers/<name>.yaml. Everything that stands on a paper is a text
 * with places (model/fill.h); its body is a Markdown file beside the declaration, or the stored text of the record (an edition).
 *
 *   paper: minutes
 *   title: 会议纪要 | minutes
 *   of: meeting
 *   when: "not empty(held_on)"          which records have it; default all
 *   form: minutes                       document, letter, minutes, bulletin, press
 *   mark: "{{rule papers.group}}会议纪要"
 *   heading: "{{=title}}"               the title of the paper
 *   roster: [{label: 出席, names: "…"}]
 *   body: minutes.md                    or  text: html_digest
 *   asof: facts_on                      the day on which figures of the body are counted; default that of the paper
 *   known: closed_at                    with it the whole body is filled as of that day and as known then
 *   period: [starts_on, ends_on]        of flow figures; default the half-year of the day
 *   attachments: [{name: 任务台账, body: ledger.md}]   a name, or one with a body that is printed behind (7.3.7)
 *   draft: "{{if state = 'draft'}}草稿{{end}}"   across the page while it is not empty
 *
 * Read-only after loading, in the model's arena.
 */
#ifndef ZC_MODEL_PAPER_H
#define ZC_MODEL_PAPER_H

#include "model/fill.h"

struct zc_loader;

/* The texts, in the order of zc_paper_text_keys. */
enum zc_paper_text {
    ZC_PAPER_MARK, ZC_PAPER_NUMBER, ZC_PAPER_COPY_NUMBER, ZC_PAPER_SECRECY, ZC_PAPER_URGENCY, ZC_PAPER_SIGNER, ZC_PAPER_COMPILER, ZC_PAPER_COMPILED_ON,
    ZC_PAPER_HEADING, ZC_PAPER_ADDRESSEE, ZC_PAPER_SIGNATURE, ZC_PAPER_DATE, ZC_PAPER_NOTE, ZC_PAPER_COPIES, ZC_PAPER_PRINTER, ZC_PAPER_PRINTED_ON, ZC_PAPER_DRAFT,
    ZC_PAPER_TEXTS
};
extern const char *const zc_paper_text_keys[ZC_PAPER_TEXTS];

struct zc_paper_roster {
    const char *label;
    struct zc_fills names;
};
struct zc_paper_attachment {
    struct zc_fills name, body;            /* without a body it is a file of its own, named in the note alone */
};
struct zc_paper {
    const char *module, *name, *full_name; /* reform.minutes */
    struct zc_pair title;
    const struct zc_entity *of;
    const struct zc_expr *when;            /* NULL: every record */
    int form;                              /* as enum zc_official_form */
    struct zc_fills texts[ZC_PAPER_TEXTS];
    struct zc_paper_attachment *attachments;
    size_t attachment_count;
    struct zc_paper_roster *rosters;
    size_t roster_count;
    struct zc_fills body;
    const struct zc_field *text;           /* field with the digest of the stored text; NULL: the body is filled */
    const struct zc_field *asof;           /* date on which the figures of the body are counted; NULL: that of the paper */
    const struct zc_field *known;          /* instant; needs asof */
    const struct zc_field *from, *to;      /* dates; NULL: the half-year */
    bool seal;
    struct zc_place place;
};

/* One file; `body` reads a file beside it. */
void zc_load_paper(struct zc_loader *loader, const char *module, struct zc_yaml *yaml, const char *(*body)(void *user, const char *name, size_t *size), void *user);

/* Those of an entity, in order of name. */
size_t zc_papers_of(const struct zc_paper **out, size_t most, const struct zc_model *model, const struct zc_entity *entity);
const struct zc_paper *zc_paper_named(const struct zc_model *model, const struct zc_entity *entity, const char *name);

#endif
