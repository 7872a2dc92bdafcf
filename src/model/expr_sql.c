/*
 * expr_sql: one emitter for both engines; where they differ stands in store/words. Conditions are never NULL: every
 * comparison is wrapped so that an empty side gives false. A quantifier's or ref's subquery gets its own alias (x1, x2 …).
 */
#include "model/expr_tree.h"

#include <stdio.h>
#include <string.h>

struct emitter {
    struct zc_sql *sql;
    const struct zc_sql_context *context;
    const struct zc_sql_words *words;
    int depth;
};

void zc_sql_bind(struct zc_sql *sql, struct zc_value value)
{
    *(struct zc_value *)zc_arena_push(sql->arena, &sql->binds, &sql->bind_count, &sql->bind_capacity, sizeof value) = value;
    zc_buf_char(&sql->text, zc_sql_words(sql->dialect)->place);
    zc_buf_int(&sql->text, (int64_t)sql->bind_count);
}

static bool is_text(const struct zc_expr *expr) { return expr->list || expr->type == ZC_TEXT || expr->type == ZC_CODE; }

static void bind(struct emitter *emitter, const struct zc_expr *expr, struct zc_value value)
{
    const struct zc_sql_words *words = emitter->words;
    zc_buf_str(&emitter->sql->text, words->bind_open);
    zc_sql_bind(emitter->sql, value);
    zc_buf_str(&emitter->sql->text, is_text(expr) ? words->bind_text : words->bind_number);
}

static void truth(struct emitter *emitter, const struct zc_expr *expr, const char *alias);
static void value(struct emitter *emitter, const struct zc_expr *expr, const char *alias);

static void quoted(struct zc_buf *text, const char *alias, const char *name)
{
    zc_buf_str(text, alias);
    zc_buf_str(text, ".\"");
    zc_buf_str(text, name);
    zc_buf_char(text, '"');
}

static void field(struct emitter *emitter, const struct zc_field *what, const char *alias)
{
    if (what->derived)
        value(emitter, what->derived, alias);
    else if (what->computed && emitter->context->computed)
        emitter->context->computed(emitter->context->user, emitter->sql, what, alias);
    else if (what->computed)
        zc_buf_str(&emitter->sql->text, "NULL");
    else
        quoted(&emitter->sql->text, alias, what->name);
}

/* a.b.c: (SELECT x.c FROM b's rows AS x WHERE x.id = (SELECT …)) */
static void path(struct emitter *emitter, const struct zc_expr *expr, size_t length, const char *alias)
{
    struct zc_buf *text = &emitter->sql->text;
    const struct zc_field *last = expr->path[length - 1];
    if (length == 1) {
        field(emitter, last, alias);
        return;
    }
    char inner[16];
    snprintf(inner, sizeof inner, "x%d", ++emitter->depth);
    zc_buf_str(text, "(SELECT ");
    field(emitter, last, inner);
    zc_buf_str(text, " FROM ");
    emitter->context->source(emitter->context->user, emitter->sql, expr->path[length - 2]->to);
    zc_buf_printf(text, " AS %s WHERE %s.id = ", inner, inner);
    path(emitter, expr, length - 1, alias);
    zc_buf_char(text, ')');
}

static void children(struct emitter *emitter, const struct zc_expr *expr, const char *alias, const char *what, bool negated)
{
    struct zc_buf *text = &emitter->sql->text;
    char inner[16];
    snprintf(inner, sizeof inner, "x%d", ++emitter->depth);
    zc_buf_printf(text, "(SELECT %s FROM ", what);
    emitter->context->source(emitter->context->user, emitter->sql, expr->child);
    zc_buf_printf(text, " AS %s WHERE %s.\"%s\" = %s.id", inner, inner, expr->via->name, alias);
    if (expr->left) {
        zc_buf_str(text, negated ? " AND NOT " : " AND ");
        truth(emitter, expr->left, inner);
    }
    zc_buf_char(text, ')');
}

/* A chain a + b - c without parentheses inside: SQLite's parser bears a hundred of them. */
static void terms(struct emitter *emitter, const struct zc_expr *expr, const char *alias)
{
    if (expr->kind != ZC_N_ADD && expr->kind != ZC_N_SUB) {
        value(emitter, expr, alias);
        return;
    }
    terms(emitter, expr->left, alias);
    zc_buf_str(&emitter->sql->text, expr->kind == ZC_N_ADD ? " + " : " - ");
    value(emitter, expr->right, alias);
}

static void value(struct emitter *emitter, const struct zc_expr *expr, const char *alias)
{
    struct zc_buf *text = &emitter->sql->text;
    switch (expr->kind) {
    case ZC_N_LITERAL: bind(emitter, expr, expr->value); break;
    case ZC_N_PARAM: bind(emitter, expr, emitter->context->params[expr->param]); break;
    case ZC_N_RULE:
        emitter->sql->of_the_day = true;
        bind(emitter, expr, emitter->context->rule ? emitter->context->rule(emitter->context->user, expr->rule) : ZC_EMPTY);
        break;
    case ZC_N_PATH: path(emitter, expr, expr->path_length, alias); break;
    case ZC_N_ID: zc_buf_printf(text, "%s.id", alias); break;
    case ZC_N_ADD:
    case ZC_N_SUB:
        zc_buf_char(text, '(');
        terms(emitter, expr, alias);
        zc_buf_char(text, ')');
        break;
    case ZC_N_COUNT: children(emitter, expr, alias, "count(*)", false); break;
    default:
        zc_buf_str(text, emitter->words->truth_open);
        truth(emitter, expr, alias);
        zc_buf_str(text, emitter->words->truth_close);
    }
}

static void guarded(struct emitter *emitter, const char *operator_, const struct zc_expr *expr, const char *alias)
{
    struct zc_buf *text = &emitter->sql->text;
    bool ordered = expr->op > ZC_NE && is_text(expr->left);
    zc_buf_str(text, "coalesce(");
    value(emitter, expr->left, alias);
    zc_buf_str(text, ordered ? emitter->words->bytewise : "");
    zc_buf_str(text, operator_);
    value(emitter, expr->right, alias);
    zc_buf_printf(text, ", %s)", emitter->words->no);
}

/* A list is ";a;b;". A text that holds a semicolon is member of none, though ";a;b;" would be found in it. */
static void membership(struct emitter *emitter, const struct zc_expr *expr, const char *alias)
{
    struct zc_buf *text = &emitter->sql->text;
    bool fixed = expr->right->kind == ZC_N_LITERAL, number = !is_text(expr->right);
    if (fixed && !number && strchr(expr->right->value.text, ';')) {
        zc_buf_str(text, emitter->words->no);
        return;
    }
    zc_buf_printf(text, "coalesce(%s(", emitter->words->find);
    value(emitter, expr->left, alias);
    zc_buf_str(text, number ? ", ';' || CAST(" : ", ';' || ");
    value(emitter, expr->right, alias);
    zc_buf_str(text, number ? " AS TEXT) || ';') > 0" : " || ';') > 0");
    if (!fixed && !number) {
        zc_buf_printf(text, " AND %s(", emitter->words->find);
        value(emitter, expr->right, alias);
        zc_buf_str(text, ", ';') = 0");
    }
    zc_buf_printf(text, ", %s)", emitter->words->no);
}

static void contains(struct emitter *emitter, const struct zc_expr *expr, const char *alias)
{
    struct zc_buf *text = &emitter->sql->text;
    zc_buf_printf(text, "coalesce(%s(", emitter->words->find);
    value(emitter, expr->left, alias);
    zc_buf_str(text, ", ");
    value(emitter, expr->right, alias);
    zc_buf_printf(text, ") > 0, %s)", emitter->words->no);
}

/* a AND b AND c: one pair of parentheses for the chain. */
static void chain(struct emitter *emitter, const struct zc_expr *expr, enum zc_node_kind kind, const char *alias)
{
    if (expr->kind != kind) {
        truth(emitter, expr, alias);
        return;
    }
    chain(emitter, expr->left, kind, alias);
    zc_buf_str(&emitter->sql->text, kind == ZC_N_AND ? " AND " : " OR ");
    chain(emitter, expr->right, kind, alias);
}

static void truth(struct emitter *emitter, const struct zc_expr *expr, const char *alias)
{
    static const char *const ops[] = {" = ", " <> ", " < ", " <= ", " > ", " >= "};
    struct zc_buf *text = &emitter->sql->text;
    switch (expr->kind) {
    case ZC_N_NOT:
        if (expr->left->kind == ZC_N_NOT) { /* two-valued: twice is not at all */
            truth(emitter, expr->left->left, alias);
            break;
        }
        zc_buf_str(text, "NOT ");
        truth(emitter, expr->left, alias);
        break;
    case ZC_N_AND:
    case ZC_N_OR:
        zc_buf_char(text, '(');
        chain(emitter, expr, expr->kind, alias);
        zc_buf_char(text, ')');
        break;
    case ZC_N_EMPTY:
        zc_buf_char(text, '(');
        value(emitter, expr->left, alias);
        zc_buf_str(text, " IS NULL)");
        break;
    case ZC_N_ROLE:
        zc_buf_str(text, emitter->context->role(emitter->context->user, expr->role) ? emitter->words->yes : emitter->words->no);
        break;
    case ZC_N_KIN: {
        const struct zc_sql_context *context = emitter->context;
        emitter->sql->of_the_day = true;
        if (!context->kin || !context->params[ZC_P_PERSON].kind) {
            zc_buf_str(text, emitter->words->no);
            break;
        }
        zc_buf_str(text, "coalesce(");
        value(emitter, expr->left, alias);
        zc_buf_str(text, " IN (");
        context->kin(context->user, emitter->sql, context->params[ZC_P_PERSON].number, (enum zc_kin_degree)expr->value.number);
        zc_buf_printf(text, "), %s)", emitter->words->no);
        break;
    }
    case ZC_N_COMPARE: guarded(emitter, ops[expr->op], expr, alias); break;
    case ZC_N_IN:
        zc_buf_str(text, "coalesce(");
        value(emitter, expr->left, alias);
        zc_buf_str(text, " IN (");
        for (size_t i = 0; i < expr->item_count; i++) {
            zc_buf_str(text, i ? ", " : "");
            bind(emitter, expr->items[i], expr->items[i]->value);
        }
        zc_buf_printf(text, "), %s)", emitter->words->no);
        break;
    case ZC_N_HAS: membership(emitter, expr, alias); break;
    case ZC_N_CONTAINS: contains(emitter, expr, alias); break;
    case ZC_N_SOME:
        zc_buf_str(text, "EXISTS ");
        children(emitter, expr, alias, "1", false);
        break;
    case ZC_N_EVERY: {
        zc_buf_str(text, "(NOT EXISTS ");
        children(emitter, expr, alias, "1", true);
        if (!expr->or_none) {
            struct zc_expr any = *expr;
            any.left = NULL;
            zc_buf_str(text, " AND EXISTS ");
            children(emitter, &any, alias, "1", false);
        }
        zc_buf_char(text, ')');
        break;
    }
    case ZC_N_LITERAL: zc_buf_str(text, expr->value.number ? emitter->words->yes : emitter->words->no); break;
    default: /* a bool field, or a sum that counts as a condition nowhere else */
        zc_buf_str(text, "coalesce(");
        value(emitter, expr, alias);
        zc_buf_printf(text, " <> 0, %s)", emitter->words->no);
    }
}

void zc_expr_sql(struct zc_sql *sql, const struct zc_expr *expr, const struct zc_sql_context *context, const char *alias)
{
    struct emitter emitter = {sql, context, zc_sql_words(sql->dialect), 0};
    zc_buf_str(&sql->text, expr->kind == ZC_N_NOT ? "(" : ""); /* inside, NOT stands only where it binds as it should */
    truth(&emitter, expr, alias);
    zc_buf_str(&sql->text, expr->kind == ZC_N_NOT ? ")" : "");
}

void zc_expr_value_sql(struct zc_sql *sql, const struct zc_expr *expr, const struct zc_sql_context *context, const char *alias)
{
    struct emitter emitter = {sql, context, zc_sql_words(sql->dialect), 0};
    value(&emitter, expr, alias);
}
