/* expr_eval: the evaluator in C, then the walks over what an expression reads and how large it is once derived fields are written out. */
#include "model/expr_tree.h"

#include <stdio.h>
#include <string.h>

enum zc_type zc_expr_type(const struct zc_expr *expr) { return expr->type; }

static struct zc_value field_value(const struct zc_expr_context *context, const void *row, const struct zc_field *field)
{
    if (field->derived)
        return zc_expr_value(field->derived, context, row);
    return context->field(context->user, row, field);
}

static struct zc_value path_value(const struct zc_expr *expr, const struct zc_expr_context *context, const void *row)
{
    for (size_t i = 0; i < expr->path_length; i++) {
        struct zc_value value = field_value(context, row, expr->path[i]);
        if (i + 1 == expr->path_length || !value.kind)
            return value;
        row = context->follow(context->user, expr->path[i]->to, value.number);
        if (!row)
            return ZC_EMPTY;
    }
    return ZC_EMPTY;
}

static bool holds(enum zc_compare op, int order)
{
    switch (op) {
    case ZC_EQ: return order == 0;
    case ZC_NE: return order != 0;
    case ZC_LT: return order < 0;
    case ZC_LE: return order <= 0;
    case ZC_GT: return order > 0;
    default: return order >= 0;
    }
}

static bool compare(const struct zc_value *left, enum zc_compare op, const struct zc_value *right)
{
    if (!left->kind || !right->kind || left->kind != right->kind)
        return false;
    int order;
    if (left->kind == ZC_V_INT)
        order = (left->number > right->number) - (left->number < right->number);
    else
        order = strcmp(left->text, right->text);
    return holds(op, order);
}

static bool list_has(const struct zc_value *list, const struct zc_value *item)
{
    char number[32];
    if (list->kind != ZC_V_TEXT || !item->kind)
        return false;
    const char *text = item->text;
    if (item->kind == ZC_V_INT) {
        snprintf(number, sizeof number, "%lld", (long long)item->number);
        text = number;
    }
    size_t length = strlen(text);
    for (const char *at = list->text; *at == ';' && at[1];) {
        size_t part = strcspn(at + 1, ";");
        if (part == length && memcmp(at + 1, text, length) == 0)
            return true;
        at += part + 1;
    }
    return false;
}

static size_t children(const struct zc_expr *expr, const struct zc_expr_context *context, const void *row, size_t *all)
{
    const void *const *rows;
    size_t count = context->children(context->user, row, expr->child, expr->via, &rows), good = 0;
    for (size_t i = 0; i < count; i++)
        good += !expr->left || zc_expr_test(expr->left, context, rows[i]);
    *all = count;
    return good;
}

static struct zc_value sum(const struct zc_expr *expr, const struct zc_expr_context *context, const void *row)
{
    struct zc_value left = zc_expr_value(expr->left, context, row), right = zc_expr_value(expr->right, context, row);
    int64_t value;
    if (left.kind != ZC_V_INT || right.kind != ZC_V_INT)
        return ZC_EMPTY;
    bool over = expr->kind == ZC_N_ADD ? __builtin_add_overflow(left.number, right.number, &value)
                                       : __builtin_sub_overflow(left.number, right.number, &value);
    return over ? ZC_EMPTY : zc_int(value);
}

struct zc_value zc_expr_value(const struct zc_expr *expr, const struct zc_expr_context *context, const void *row)
{
    size_t all;
    switch (expr->kind) {
    case ZC_N_LITERAL: return expr->value;
    case ZC_N_PARAM: return context->params[expr->param];
    case ZC_N_RULE: return context->rule ? context->rule(context->user, expr->rule) : ZC_EMPTY;
    case ZC_N_PATH: return path_value(expr, context, row);
    case ZC_N_ID: return context->field(context->user, row, NULL);
    case ZC_N_ADD:
    case ZC_N_SUB: return sum(expr, context, row);
    case ZC_N_COUNT: return zc_int((int64_t)children(expr, context, row, &all));
    default: return zc_int(zc_expr_test(expr, context, row));
    }
}

bool zc_expr_test(const struct zc_expr *expr, const struct zc_expr_context *context, const void *row)
{
    struct zc_value left, right;
    size_t all, good;
    switch (expr->kind) {
    case ZC_N_NOT: return !zc_expr_test(expr->left, context, row);
    case ZC_N_AND: return zc_expr_test(expr->left, context, row) && zc_expr_test(expr->right, context, row);
    case ZC_N_OR: return zc_expr_test(expr->left, context, row) || zc_expr_test(expr->right, context, row);
    case ZC_N_EMPTY: return zc_expr_value(expr->left, context, row).kind == ZC_V_EMPTY;
    case ZC_N_ROLE: return context->role(context->user, expr->role);
    case ZC_N_KIN:
        left = zc_expr_value(expr->left, context, row);
        return context->kin && left.kind == ZC_V_INT && context->params[ZC_P_PERSON].kind &&
               context->kin(context->user, context->params[ZC_P_PERSON].number, left.number, (enum zc_kin_degree)expr->value.number);
    case ZC_N_COMPARE:
        left = zc_expr_value(expr->left, context, row);
        right = zc_expr_value(expr->right, context, row);
        return compare(&left, expr->op, &right);
    case ZC_N_IN:
        left = zc_expr_value(expr->left, context, row);
        for (size_t i = 0; i < expr->item_count; i++)
            if (compare(&left, ZC_EQ, &expr->items[i]->value))
                return true;
        return false;
    case ZC_N_HAS:
        left = zc_expr_value(expr->left, context, row);
        right = zc_expr_value(expr->right, context, row);
        return list_has(&left, &right);
    case ZC_N_CONTAINS:
        left = zc_expr_value(expr->left, context, row);
        right = zc_expr_value(expr->right, context, row);
        return left.kind == ZC_V_TEXT && right.kind == ZC_V_TEXT && *right.text && strstr(left.text, right.text);
    case ZC_N_EVERY:
        good = children(expr, context, row, &all);
        return good == all && (all || expr->or_none);
    case ZC_N_SOME: return children(expr, context, row, &all) > 0;
    default:
        left = zc_expr_value(expr, context, row);
        return left.kind == ZC_V_INT && left.number != 0;
    }
}

/* The walks. */

enum { LONGEST_CHAIN = 32 };
struct reach {
    struct zc_hop hops[LONGEST_CHAIN];
    void (*visit)(void *user, const struct zc_hop *hops, size_t count);
    void *user;
};

static void reaches(struct reach *reach, size_t count, const struct zc_expr *expr)
{
    if (!expr)
        return;
    size_t here = count;
    for (size_t i = 0; i < expr->path_length; i++) {
        reaches(reach, here, expr->path[i]->derived);
        if (i + 1 == expr->path_length || here == LONGEST_CHAIN)
            break;
        reach->hops[here++] = (struct zc_hop){expr->path[i]->to, expr->path[i], NULL};
        reach->visit(reach->user, reach->hops, here);
    }
    if (expr->child && count < LONGEST_CHAIN) {
        reach->hops[count] = (struct zc_hop){expr->child, NULL, expr->via};
        reach->visit(reach->user, reach->hops, count + 1);
        reaches(reach, count + 1, expr->left); /* the condition stands in the child's scope */
        return;
    }
    reaches(reach, count, expr->left);
    reaches(reach, count, expr->right);
}

void zc_expr_reaches(const struct zc_expr *expr, void (*visit)(void *user, const struct zc_hop *hops, size_t count), void *user)
{
    struct reach reach = {.visit = visit, .user = user};
    reaches(&reach, 0, expr);
}

bool zc_expr_needs_role(const struct zc_expr *expr)
{
    switch (expr->kind) {
    case ZC_N_ROLE: return true;
    case ZC_N_AND: return zc_expr_needs_role(expr->left) || zc_expr_needs_role(expr->right);
    case ZC_N_OR: return zc_expr_needs_role(expr->left) && zc_expr_needs_role(expr->right);
    default: return false;
    }
}

bool zc_expr_names_role(const struct zc_expr *expr, const char *full_role)
{
    if (!expr)
        return false;
    return (expr->kind == ZC_N_ROLE && strcmp(expr->role, full_role) == 0) || zc_expr_names_role(expr->left, full_role) ||
           zc_expr_names_role(expr->right, full_role);
}

void zc_expr_rules(const struct zc_expr *expr, void (*visit)(void *user, const char *rule), void *user)
{
    if (!expr)
        return;
    if (expr->kind == ZC_N_RULE)
        visit(user, expr->rule);
    for (size_t i = 0; i < expr->path_length; i++)
        zc_expr_rules(expr->path[i]->derived, visit, user);
    zc_expr_rules(expr->left, visit, user);
    zc_expr_rules(expr->right, visit, user);
}

static const struct zc_entity *owner_at(const struct zc_expr *expr, size_t step)
{
    return step ? expr->path[step - 1]->to : expr->entity;
}

static void fields(const struct zc_expr *expr, bool inside, void (*visit)(void *user, const struct zc_entity *entity, const struct zc_field *field),
                   void *user)
{
    if (!expr)
        return;
    for (size_t i = 0; i < expr->path_length; i++) {
        visit(user, owner_at(expr, i), expr->path[i]);
        if (inside && expr->path[i]->derived)
            fields(expr->path[i]->derived, true, visit, user);
    }
    if (expr->via)
        visit(user, expr->child, expr->via);
    fields(expr->left, inside, visit, user);
    fields(expr->right, inside, visit, user);
}

void zc_expr_fields(const struct zc_expr *expr, void (*visit)(void *user, const struct zc_entity *entity, const struct zc_field *field), void *user)
{
    fields(expr, true, visit, user);
}

void zc_expr_reads(const struct zc_expr *expr, void (*visit)(void *user, const struct zc_entity *entity, const struct zc_field *field), void *user)
{
    fields(expr, false, visit, user);
}

/* Derived fields are written out where they are used: a circle would never end and a tower of them grows as a power. */
static bool spend(const struct zc_expr *expr, int *budget, int nest)
{
    if (!expr)
        return true;
    if (--*budget < 0 || nest > ZC_DERIVED_NEST)
        return false;
    for (size_t i = 0; i < expr->path_length; i++)
        if (expr->path[i]->derived && !spend(expr->path[i]->derived, budget, nest + 1))
            return false;
    *budget -= (int)expr->item_count;
    return spend(expr->left, budget, nest) && spend(expr->right, budget, nest);
}

static int larger(int a, int b) { return a > b ? a : b; }

/* Places on the stack of SQLite's parser (it has a hundred) while the innermost word of this node is read; read off its
 * grammar, on the safe side. Chains are written without parentheses, so their left side costs nothing. */
static int height(const struct zc_expr *expr)
{
    enum { SUBQUERY = 10, SOURCE = 16 };
    int own = 1;
    if (!expr)
        return 0;
    switch (expr->kind) {
    case ZC_N_PATH: {
        const struct zc_field *last = expr->path[expr->path_length - 1];
        for (size_t i = 0; i < expr->path_length; i++)
            if (expr->path[i]->derived)
                own = larger(own, 1 + height(expr->path[i]->derived));
        own += (int)(expr->path_length - 1) * SUBQUERY + (expr->path_length > 1 ? SOURCE : 0);
        return own + (last->type == ZC_BOOL ? 3 : 0);
    }
    case ZC_N_NOT:
    case ZC_N_EMPTY: return 2 + height(expr->left);
    case ZC_N_AND:
    case ZC_N_OR:
    case ZC_N_ADD:
    case ZC_N_SUB: return larger(height(expr->left) + (expr->left->kind != expr->kind), 3 + height(expr->right));
    case ZC_N_COMPARE: return 5 + larger(height(expr->left), 2 + height(expr->right));
    case ZC_N_KIN:
    case ZC_N_IN: return 6 + height(expr->left);
    case ZC_N_HAS:
    case ZC_N_CONTAINS: return 6 + larger(height(expr->left), 7 + height(expr->right));
    case ZC_N_EVERY:
    case ZC_N_SOME:
    case ZC_N_COUNT: return 4 + SUBQUERY + larger(SOURCE, height(expr->left));
    default: return own;
    }
}

bool zc_expr_fits(const struct zc_expr *expr)
{
    int budget = ZC_LARGEST_EXPR;
    return spend(expr, &budget, 0) && budget >= 0 && height(expr) <= ZC_HIGHEST_EXPR;
}
