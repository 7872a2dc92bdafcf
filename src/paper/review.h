/*
 * review: a report bound to its figures. Binding counts every placeholder at the report's period and times from one snapshot
 * and looks for naked figures; publishing stores the edition, one binding a figure, and the text, in one transaction.
 */
#ifndef ZC_PAPER_REVIEW_H
#define ZC_PAPER_REVIEW_H

#include "paper/template.h"
#include "query/metric.h"
#include "record/write.h"

struct zc_review {
    const char *report, *language;   /* "review", "zh" */
    struct zc_period period;
    struct zc_times times;
    struct zc_template text;
    struct zc_figure *figures;       /* in the order of the text */
    struct zc_error *wrong;          /* of each figure; code 0 where it was counted and can be shown */
    size_t wrong_count;
    const char *reason;              /* why this edition corrects the one before; may be NULL */
    struct zc_naked *naked;
    size_t naked_count, wording_count; /* wordings found in the text: idioms, name-numbers, claims, marks */
    struct zc_arena *arena;
    struct zc_proof_mark {
        const char *phrase, *kind;   /* wording, name_number, claim, mark */
        struct zc_pair reason;
    } *wordings;
};

/* The template: reports/<report>.md (Chinese) or <report>.en.md of any module. */
int zc_review_template(char **out, struct zc_arena *arena, const struct zc_city *city, const char *report, enum zc_lang lang, struct zc_error *err);
/* One template that some module ships. */
struct zc_review_source {
    const char *report, *module;
    enum zc_lang lang;
};
/* All of them, by module and name. */
int zc_review_sources(struct zc_review_source **out, size_t *count, struct zc_arena *arena, const struct zc_city *city, struct zc_error *err);
/* Parses and counts. Unknown metrics and figures without data are refused with their line; naked figures are listed. */
int zc_review_bind(struct zc_review *out, struct zc_arena *arena, struct zc_db *db, const char *report, const char *text, enum zc_lang lang,
                   const struct zc_period *period, struct zc_times times, struct zc_error *err);

/* The same of a text that is being written: refused only where it cannot be parsed. Figures that cannot be counted say why in
 * `wrong`, naked figures come with the metric that they seem to be. */
int zc_review_try(struct zc_review *out, struct zc_arena *arena, struct zc_db *db, const char *report, const char *text, enum zc_lang lang,
                  const struct zc_period *period, struct zc_times times, struct zc_error *err);
/* The text of one figure as it will be printed. */
int zc_review_shown(const char **out, const struct zc_review *review, size_t index, struct zc_error *err);

/* The address of a figure's trace below the city's own. */
const char *zc_review_address(const struct zc_review *review, const struct zc_figure *figure);

/* The article with its figures as links, then the list of figures and the list of wordings. A fragment. */
int zc_review_html(struct zc_buf *out, struct zc_review *review, struct zc_error *err);
int zc_review_markdown(struct zc_buf *out, struct zc_review *review, struct zc_error *err);
/* A word-processor file: figures are locked content controls tagged with their place, the list of figures stands behind. */
int zc_review_docx(struct zc_buf *out, struct zc_review *review, struct zc_error *err);

struct zc_published {
    int64_t edition;
    int64_t number;
};
/* The writer's right to it is what core.edition declares. Refused while a figure is naked or wrong. Writes files/xx/<SM3> before the transaction commits. */
int zc_review_publish(struct zc_published *out, struct zc_tx *tx, struct zc_review *review, struct zc_error *err);

#endif
