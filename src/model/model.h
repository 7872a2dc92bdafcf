/*
 * model: what the modules declare, as the program holds it in memory after loading. Read-only after zc_model_load;
 * lives in its own arena as long as the process. Full names are "module.name" (reform.task); inside its own module a
 * declaration may use the short name. See docs/module-language.md for the files.
 */
#ifndef ZC_MODEL_MODEL_H
#define ZC_MODEL_MODEL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "model/value.h"

#include <stdbool.h>
#include <stddef.h>

struct zc_expr; /* model/expr.h */
struct zc_entity;
struct zc_yaml; /* model/yaml.h: a node with file, line and column */
struct zc_first_day;    /* model/opening.h: from when a ledger counts, and which claims are older */
struct zc_opening_rule;
struct zc_succession_rule; /* model/succession.h: what goes over to another unit */
struct zc_carry_rule;   /* model/carry.h: what is carried into the next year */
struct zc_effects;      /* model/effect.h: what follows for other records */
struct zc_burdens;      /* model/burden.h: what a unit is asked */
struct zc_letter;       /* model/letter.h: what anybody may send without an account */
struct zc_draw_rule;    /* model/draw.h: how a sample is drawn */
struct zc_vote;         /* model/vote.h: its numbers are a vote */
struct zc_apart_rule;   /* model/apart.h: who took which step, and who may not take the next */
struct zc_step_rule;    /* model/step.h: what a step asks and writes beyond its guard */
struct zc_acts;         /* model/act.h: what a step does beside the state */
struct zc_hold;
struct zc_bind_rule;
struct zc_periods;       /* model/periodic.h: months, quarters, years that are closed, and the reports owed for them */
struct zc_periodic;
struct zc_menu;         /* model/menu.h: groups of entities in a menu */
struct zc_tree;         /* model/tree.h: links from superiors to subordinates */
struct zc_gantt;        /* model/gantt.h: its bars in time */
struct zc_lights;       /* model/lights.h: which field is its lamp */
struct zc_wall;         /* model/wall.h: a screen of panels */
struct zc_matrix;       /* model/matrix.h: who has which part in the rows */
struct zc_record_page;  /* model/record_page.h: how the page of a record is composed */
struct zc_paper;         /* model/paper.h: an official paper of its records */
struct zc_check_phrases; /* model/check_kinds.h */
struct zc_check_match;
struct zc_check_chain;
struct zc_score_scheme; /* model/scores.h: by what units are ranked and scored */
struct zc_check_clock;  /* model/check_watch.h */
struct zc_check_draws;
struct zc_check_tree;
struct zc_check_more;   /* model/check_more.h */

struct zc_place { /* where a declaration stands, for messages */
    const char *file;
    int line, column;
};

struct zc_code {
    const char *code;
    struct zc_pair title;
    struct zc_pair shipped;        /* the title as declared; without one the city added the code (query/code) */
};
struct zc_codelist {
    const char *full_name; /* reform.domain */
    const char *module;
    struct zc_pair title;
    struct zc_code *codes;
    size_t count;
};

enum zc_column_class { ZC_CLASS_OPEN, ZC_CLASS_INTERNAL, ZC_CLASS_PERSONAL, ZC_CLASS_SENSITIVE, ZC_CLASS_SECRET_SOURCE };
enum zc_secrecy { ZC_SECRECY_PUBLIC, ZC_SECRECY_INTERNAL, ZC_SECRECY_WORK_SECRET };

struct zc_field {
    const char *name;
    struct zc_pair title, help;
    enum zc_type type;
    bool list;     /* many values; kept as ";a;b;" */
    int scale;     /* decimals of a decimal; 2 for money */
    int max;       /* code points of a text; 0 = 2000 */
    int64_t least, most; /* bounds of int, decimal and money; INT64_MIN/MAX when open */
    bool required, search, erasable, unique;
    enum zc_column_class class_;
    const char *unit;              /* 万元, 平方公里; shown in headers */
    struct zc_pair unit_title;
    const struct zc_entity *to;    /* ref */
    const char *inverse;           /* name under which `to` sees the rows that point at it; default the child's plural given by `inverse:` */
    const struct zc_codelist *codelist; /* code */
    const struct zc_expr *derived; /* expression instead of a stored value */
    const char *computed;          /* C function "module.name"; neither derived nor computed = stored */
    const char **inputs;
    const char **input_where;      /* which rows of each; NULL for all */
    const bool **input_reads;      /* which stored fields of each, by column; NULL for all */
    size_t input_count;
    const struct zc_expr *check;   /* must hold when the field is not empty */
    struct zc_pair check_message;
    const char *valid;             /* text: the C function "module.name" that finds it well-formed; NULL: any text is */
    const struct zc_expr *valid_where; /* of which rows; NULL = of all */
    const char *shared_needs;      /* text: a value that another record bears, too, needs this field filled */
    const char *baseline_at;       /* transition that freezes a copy in <name>_baseline */
    int column;                    /* index among the stored fields, -1 when derived or computed */
    struct zc_place place;
};

struct zc_state {
    const char *name;
    struct zc_pair title;
};
struct zc_transition {
    const char *name;
    struct zc_pair title;
    const char **from;
    size_t from_count;
    const char *to;
    const char *on_field;          /* date field that receives the day */
    const char *at_field;          /* instant field that receives the moment */
    const char **by;               /* roles */
    size_t by_count;
    const struct zc_expr *when;
    struct zc_pair message;        /* what to say when `when` fails */
    struct zc_step_rule *rule;     /* NULL: no more than its guard */
    struct zc_effects *then;       /* NULL: nothing follows for other records */
    struct zc_apart_rule *apart;   /* NULL: anybody with the role, and who it was is in the journal alone */
    struct zc_acts *acts;          /* NULL: it sets the state and its day */
    struct zc_place place;
};

enum zc_clock_kind { ZC_CLOCK_UNTIL_DATE, ZC_CLOCK_WORKDAYS, ZC_CLOCK_DAYS, ZC_CLOCK_MONTHS, ZC_CLOCK_MINUTES };
enum zc_warn_unit { ZC_WARN_WORKDAYS, ZC_WARN_MINUTES, ZC_WARN_PERCENT }; /* percent: of the length */
struct zc_clock_warn {
    enum zc_warn_unit unit;
    int length;                    /* in the unit, before `times` */
    int times;                     /* 60 where it was said in hours */
    const char *rule;              /* the rule value that says the length instead; NULL = length */
};
enum zc_clock_class { ZC_CLOCK_PLAIN, ZC_CLOCK_CUSTODY, ZC_CLOCK_DUTY, ZC_CLOCK_RIGHT };
struct zc_clock_paused {
    const char *from, *to;         /* fields: dates; instants for MINUTES */
    bool resumes;                  /* `to` is the day on which it goes on, not the last of the pause */
};
struct zc_clock_extended {         /* the first counts before the second */
    const char *on;                /* field: when it was granted */
    const char *ground;            /* field that says why, NULL = none is asked for */
    enum zc_clock_kind kind;       /* WORKDAYS, DAYS, MONTHS or MINUTES */
    int length, times;
    const char *length_rule, *length_field;
    struct zc_place place;
};
enum { ZC_CLOCK_PAUSES = 4, ZC_CLOCK_EXTENSIONS = 6 };
struct zc_clock {
    const char *name;
    struct zc_pair title;
    enum zc_clock_kind kind;
    const char *starts;            /* field with the origin (a date or an instant), or a transition */
    const char *ends_on;           /* UNTIL_DATE: field with the due date */
    int length;                    /* of the other kinds, before `times` */
    int times;                     /* 60 where it was said in hours, else 1 */
    const char *length_rule;       /* the rule value that says it instead; NULL = length */
    const char *length_field;      /* an int of the row that says it before both, where it is filled; NULL = none */
    const char *hours_rule;        /* the rule value that says which hours count (base/hours.h); NULL = round the clock */
    bool roll;                     /* DAYS and MONTHS: roll over a day off */
    const char **stops;            /* transitions or fields that stop it when set */
    size_t stop_count;
    enum zc_clock_class class_;
    bool month_end;                /* months from the last day of a month end on the last day of a month */
    bool inclusive;                /* the starting day is counted */
    const char *credit;            /* int field: days taken off; NULL = none */
    const char **restarts;         /* transitions or fields from which it counts anew */
    size_t restart_count;
    struct zc_clock_paused paused[ZC_CLOCK_PAUSES];
    size_t paused_count;
    struct zc_clock_extended extended[ZC_CLOCK_EXTENSIONS];
    size_t extended_count;
    const struct zc_clock *within; /* the whole of which it is a stage, declared before it; NULL = none */
    struct zc_clock_warn warns[4];
    size_t warn_count;
    bool of_ledger;                /* not for what started before the first day */
    const char *basis, *status;    /* status: "" | "assumption" | "to_confirm" */
    struct zc_place place;
};

/* How others call a field in the heads of their workbooks. */
struct zc_head {
    const char *word;
    const struct zc_field *field;
};

enum zc_home { ZC_HOME_EVERYWHERE, ZC_HOME_OWN, ZC_HOME_PARENT };

/* Who answers an instruction (批示) on a record: whoever holds `to` in the unit that `unit` leads to. */
struct zc_instruct {
    const char **by;               /* roles that may give one */
    size_t by_count;
    const char *unit;              /* ref field to core.unit */
    const char *to;                /* role */
    int workdays;                  /* until the answer, unless another day is given */
};

struct zc_entity {
    const char *module, *name, *full_name; /* reform, task, reform.task */
    struct zc_pair title, help;
    const char *named_by;          /* field shown as the record's name */
    const char **key;              /* natural key, for imports; may be empty */
    size_t key_count;
    enum zc_home home;
    const char *home_field;        /* ZC_HOME_PARENT: ref field */
    const char *valid_from;        /* date field from which the record exists; NULL = day of entry */
    bool two_time;                 /* history: two_time, else journal_only */
    bool read_log, public_;
    enum zc_secrecy secrecy;
    struct zc_field *fields;       /* all, in order of declaration; the state field `state` is added when states exist */
    size_t field_count, column_count;
    const struct zc_field **columns; /* the stored ones by column index */
    const char *column_names, *row_column_names; /* for SQL: `, "a", "b"` and `, r."a", r."b"` */
    struct zc_state *states;
    size_t state_count;
    struct zc_transition *transitions;
    size_t transition_count;
    struct zc_clock *clocks;
    size_t clock_count;
    struct zc_first_day *first_day; /* NULL: counts from the beginning */
    struct zc_opening_rule *opening; /* NULL: no claims that await opening verification */
    struct zc_succession_rule *succession; /* NULL: what its rows name of units stays */
    struct zc_carry_rule *carry;   /* NULL: its rows are not carried into the next year */
    struct zc_burdens *burden;     /* NULL: its rows ask nobody anything */
    struct zc_letter *letter;      /* NULL: nobody without an account sends one */
    struct zc_draw_rule *draw;     /* NULL: nothing is drawn from its rows */
    struct zc_vote *vote;          /* NULL: its rows are no votes */
    struct zc_hold *holds;         /* which fields are written when (model/act.h) */
    size_t hold_count;
    struct zc_bind_rule *bind;     /* NULL: its texts are not bound to figures */
    struct zc_periods *periods;    /* NULL: its rows are no periods */
    struct zc_periodic *periodic;  /* NULL: its rows are no reports of periods */
    struct zc_tree *tree;            /* NULL: its rows are no links of a tree */
    struct zc_lights *lights;      /* NULL: it has no lamp */
    struct zc_gantt *gantt;          /* NULL: no chart of bars (model/gantt.h) */
    const struct zc_expr **read, **deny, **write;
    const char **read_text, **deny_text, **write_text; /* as declared */
    size_t read_count, deny_count, write_count;
    const struct zc_expr **checks; /* of the whole row: `checks: [{that:, message:}]` */
    struct zc_pair *check_messages;
    size_t check_count;
    const char *number_form;       /* "{plan.year}-{domain}-{serial:03}" or NULL */
    const char *number_field, *number_at;
    bool number_gapless;           /* once given it is never lost */
    const char *number_valid;      /* C function "module.name" that says whether a number is well-formed; NULL = none */
    const char **order;            /* default list order: field names, "-" in front for descending */
    size_t order_count;
    struct zc_head *heads;         /* besides the titles of its fields */
    size_t head_count;
    const char **list_fields;      /* columns of the default list */
    size_t list_count;
    const struct zc_field *file_digest; /* receives the digest of a file that is attached to the record; NULL: none */
    const char **dispatch;         /* roles that may hand a record out as assignments; none = it takes none */
    size_t dispatch_count;
    struct zc_instruct *instruct;  /* NULL: no instructions are given on it */
    const char *desk;              /* ref field to the post or unit whose desk its clocks stand on; NULL = nobody's */
    struct zc_matrix *matrix;      /* NULL: none is declared */
    struct zc_record_page *page;   /* NULL: composed of its fields and of what points at it */
    const char *table;             /* "reform_task": present t_…, past h_… */
    int index;                     /* position in the model */
    struct zc_place place;
};

enum zc_metric_kind { ZC_METRIC_COUNT, ZC_METRIC_DISTINCT, ZC_METRIC_SUM, ZC_METRIC_RATIO, ZC_METRIC_RULE, ZC_METRIC_DECLARED, ZC_METRIC_MEDIAN };
struct zc_metric {
    const char *id;                /* reform_pilot_national_done: unique over all modules */
    const char *module;
    struct zc_pair title, explain; /* explain: what it counts, in words */
    struct zc_pair unit;
    enum zc_metric_kind kind;
    const struct zc_entity *entity;
    const struct zc_expr *where;
    const char *where_text;
    const char *field;             /* DISTINCT, SUM; MEDIAN: the date until which */
    const char *since;             /* MEDIAN: the date from which the days count */
    const char *flow;              /* date field that must lie in the period; NULL = stock at asof */
    const char *rule;              /* RULE: "pack.value" */
    const char *numerator, *denominator; /* RATIO: metric ids; shown as a percentage */
    const struct zc_rule_value *stored_rule; /* RULE of a stored definition: the value then */
    const struct zc_metric *parts[2];    /* RATIO of a stored definition: its own two metrics */
    bool city;                     /* scope: city (may be bound) or reader */
    int scale;                     /* decimals of the value */
    const char **words;            /* phrases by which prose names it: 国家级改革试点, for proof */
    size_t word_count;
    struct zc_place place;
};

struct zc_rule_value {
    const char *pack, *name, *id;  /* reform.supervision, inspections_per_year, reform.supervision.inspections_per_year */
    struct zc_pair title;
    const char *value;             /* text as declared */
    int from, to;                  /* days, half-open; to = ZC_DATE_MAX */
    const char *basis, *status;    /* status: law, local, assumption, to_confirm */
    struct zc_place place;
    int64_t record;                /* of a recorded value: which slice of which record says it; 0 = the declaration */
    int slice;
};

/* Who may hand a one-time link to whom: acting with a role of `by`, to who holds a post with a role of `to` and, in all posts that he
 * may act as, no role but those and `beside`. */
struct zc_link_rule {
    const char **by, **to, **beside;
    size_t by_count, to_count, beside_count;
    bool device;                   /* the link keeps the device signed in; else it lets its owner set a password */
};

struct zc_role {
    const char *full_name;         /* reform.office */
    struct zc_pair title;
};

struct zc_wording { /* phrases of prose that hold numerals but no figure */
    const char *phrase;
    const char *kind;              /* wording, name_number, claim */
    struct zc_pair reason;
};

/* A truth check: rows that must hold, a series without gaps, figures that must agree. */
struct zc_check_rows {
    const struct zc_entity *entity;
    const struct zc_field *of;          /* single ref: `that` is asked of the record that it leads to; NULL: of the row */
    const struct zc_expr *where, *that; /* applicable rows; what must hold */
    const char *that_text;
    struct zc_pair message, needs; /* needs: what to bring so that there are such rows */
};
struct zc_check_series { /* serial: a whole number, from 1 without gap or repeat in each group */
    const struct zc_entity *entity;
    const char **group;
    size_t group_count;
    const char *serial;
};
struct zc_check_sum { /* the parts add up to `is`; at_most: one part, not above `is` */
    const struct zc_metric **parts;
    size_t part_count;
    const struct zc_metric *is;
    bool at_most;
};
struct zc_truth_check {
    const char *id, *module;       /* D1, reform */
    const char *promise;
    struct zc_pair promise_title, title;
    struct zc_check_rows *rows;
    size_t row_count;
    struct zc_check_series *series; /* NULL when none */
    struct zc_check_sum *sums;
    size_t sum_count;
    struct zc_check_phrases *phrases; /* NULL when none */
    struct zc_check_match *match;
    struct zc_check_chain *chains;
    size_t chain_count;
    struct zc_check_clock *clocks;
    size_t clock_count;
    struct zc_check_draws *draws;  /* NULL when none */
    struct zc_check_tree *trees;
    size_t tree_count;
    struct zc_check_more *more;
    size_t more_count;
    struct zc_place place;
};

struct zc_module {
    const char *name, *folder;
    struct zc_pair title;
    const char **needs;
    size_t need_count;
    struct zc_place needs_place;
    struct zc_menu *menu;          /* model/menu.h; NULL: none */
};

struct zc_model {
    struct zc_arena arena;
    struct zc_module *modules;
    size_t module_count;
    struct zc_entity **entities;
    size_t entity_count;
    struct zc_metric **metrics;
    size_t metric_count;
    struct zc_rule_value *rules;
    size_t rule_count;
    struct zc_codelist **codelists;
    size_t codelist_count;
    struct zc_role *roles;
    size_t role_count;
    struct zc_link_rule *links;
    size_t link_count;
    struct zc_truth_check *checks;
    size_t check_count;
    struct zc_score_scheme *scores;
    size_t score_count;
    struct zc_wording *wordings;
    size_t wording_count;
    struct zc_wall **walls;        /* of the modules that have one */
    size_t wall_count;
    struct zc_yaml **layouts;      /* imports/<name>.yaml documents, bound by paper/layout */
    const char **layout_names;     /* "reform.ledger" */
    size_t layout_count;
    struct zc_paper **papers;      /* papers/<name>.yaml */
    size_t paper_count, paper_capacity;
    struct zc_map entity_by_name;  /* full name → zc_entity; short names too where unique */
    struct zc_map metric_by_id, codelist_by_name;
    const char *language_digest;   /* SM3 over all files read, hex: which declarations ran */
};

/* Reads every module folder below `folder` in order of need. Every error found is put into `report` (one a line, with
 * file:line:column), the first also into err. ZC_ECHECK when any. */
int zc_model_load(struct zc_model **out, const char *folder, char **report, struct zc_error *err);
void zc_model_free(struct zc_model *model);

const struct zc_entity *zc_model_entity(const struct zc_model *model, const char *name);
const struct zc_metric *zc_model_metric(const struct zc_model *model, const char *id);
const struct zc_field *zc_entity_field(const struct zc_entity *entity, const char *name); /* NULL when none */
const struct zc_code *zc_codelist_find(const struct zc_codelist *list, const char *code);
/* Whether a rule value is a whole number from 0 to 1,000,000: what clocks and expressions can count with. */
bool zc_rule_is_whole(const char *value);
/* Whether the rule is declared as a whole number, so that clocks and expressions may count with it: the city's own must be one, too. */
bool zc_model_rule_counts(const struct zc_model *model, const char *id);
/* Whether the rule is declared as a text of hours (base/hours.h): the city's own must be one, too. */
bool zc_model_rule_tells_hours(const struct zc_model *model, const char *id);
/* The declared rule value in force on `date`, NULL when none. Only query/rule asks: what counts are the records. */
const struct zc_rule_value *zc_model_rule(const struct zc_model *model, const char *id, int date);

/* Whether values of the field are texts (text, code, any list) rather than numbers. */
static inline bool zc_field_is_text(const struct zc_field *field)
{
    return field->list || field->type == ZC_TEXT || field->type == ZC_CODE;
}

/* Text ↔ value of one field, in the exact form of value.h. Refs are decimal ids here; names are resolved elsewhere.
 * The message names the field, what came and what was expected. A list is given as ";a;b;". */
int zc_field_parse(struct zc_value *out, const struct zc_field *field, const char *text, struct zc_arena *arena,
                   struct zc_error *err);
/* Appends the JSON of a value as in the table of value.h (the journal's form: numbers as strings). */
struct zc_buf;
void zc_field_json(struct zc_buf *out, const struct zc_field *field, const struct zc_value *value);
/* And back. */
struct zc_json;
int zc_field_from_json(struct zc_value *out, const struct zc_field *field, const struct zc_json *json, struct zc_arena *arena,
                       struct zc_error *err);
/* For people: code titles, dates in words, money grouped; refs stay ids. */
const char *zc_field_show(const struct zc_field *field, const struct zc_value *value, enum zc_lang lang, struct zc_arena *arena);

#endif
