/*
 * expr_print: an expression written back: fully parenthesised where and, or, not meet, so that the same tree gives the same text
 * and the text gives the same tree. A chain (a and b and c, a + b - c, not not a) stays one, lest it nest too deeply to be read.
 */
#include "base/date.h"
#include "base/decimal.h"
#include "model/expr_tree.h"


static void quoted(struct zc_buf *out, const char *text)
{
    zc_buf_char(out, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            zc_buf_char(out, '\'');
        zc_buf_char(out, *text);
    }
    zc_buf_char(out, '\'');
}

static void literal(struct zc_buf *out, const struct zc_expr *expr)
{
    char text[48];
    if (expr->value.kind == ZC_V_TEXT) {
        quoted(out, expr->value.text);
    } else if (expr->type == ZC_BOOL) {
        zc_buf_str(out, expr->value.number ? "true" : "false");
    } else if (expr->type == ZC_DATE) {
        zc_date_format(text, (int)expr->value.number);
        zc_buf_str(out, text);
    } else {
        zc_decimal_format(text, expr->value.number, expr->scale);
        zc_buf_str(out, text);
    }
}

static void wrapped(struct zc_buf *out, const struct zc_expr *expr)
{
    bool wrap = expr->kind == ZC_N_AND || expr->kind == ZC_N_OR || expr->kind == ZC_N_NOT || expr->kind == ZC_N_EVERY || expr->kind == ZC_N_SOME ||
                expr->kind == ZC_N_COMPARE || expr->kind == ZC_N_IN || expr->kind == ZC_N_HAS || expr->kind == ZC_N_CONTAINS ||
                expr->kind == ZC_N_ADD || expr->kind == ZC_N_SUB || (expr->kind == ZC_N_COUNT && expr->left);
    zc_buf_str(out, wrap ? "(" : "");
    zc_expr_print(out, expr);
    zc_buf_str(out, wrap ? ")" : "");
}

/* Whether the left side is the beginning of the same chain. */
static bool continues(const struct zc_expr *expr)
{
    enum zc_node_kind left = expr->left->kind;
    if (expr->kind == ZC_N_ADD || expr->kind == ZC_N_SUB)
        return left == ZC_N_ADD || left == ZC_N_SUB;
    return left == expr->kind && (left == ZC_N_AND || left == ZC_N_OR);
}

void zc_expr_print(struct zc_buf *out, const struct zc_expr *expr)
{
    static const char *const ops[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
    switch (expr->kind) {
    case ZC_N_LITERAL: literal(out, expr); break;
    case ZC_N_PARAM: zc_buf_printf(out, ":%s", zc_param_names[expr->param]); break;
    case ZC_N_ID: zc_buf_str(out, "id"); break;
    case ZC_N_PATH:
        for (size_t i = 0; i < expr->path_length; i++)
            zc_buf_printf(out, "%s%s", i ? "." : "", expr->path[i]->name);
        break;
    case ZC_N_EMPTY:
        zc_buf_str(out, "empty(");
        zc_expr_print(out, expr->left);
        zc_buf_char(out, ')');
        break;
    case ZC_N_NOT:
        zc_buf_str(out, "not ");
        if (expr->left->kind == ZC_N_NOT)
            zc_expr_print(out, expr->left);
        else
            wrapped(out, expr->left);
        break;
    case ZC_N_KIN:
        zc_buf_str(out, "kin(");
        zc_expr_print(out, expr->left);
        zc_buf_printf(out, expr->value.number == ZC_KIN_TO_AFFINITY ? ")" : ", %s)", zc_kin_degree_words[expr->value.number]);
        break;
    case ZC_N_ROLE: zc_buf_printf(out, "role %s", expr->role); break;
    case ZC_N_RULE: zc_buf_printf(out, "rule %s", expr->rule); break;
    case ZC_N_IN:
        wrapped(out, expr->left);
        zc_buf_str(out, " in (");
        for (size_t i = 0; i < expr->item_count; i++) {
            zc_buf_str(out, i ? ", " : "");
            literal(out, expr->items[i]);
        }
        zc_buf_char(out, ')');
        break;
    case ZC_N_EVERY:
    case ZC_N_SOME:
    case ZC_N_COUNT:
        zc_buf_printf(out, "%s %s", expr->kind == ZC_N_SOME ? "some" : expr->kind == ZC_N_COUNT ? "count" : expr->or_none ? "every or none" : "every",
                      expr->via->inverse ? expr->via->inverse : "assignments");
        if (expr->left) {
            zc_buf_str(out, " where ");
            wrapped(out, expr->left);
        }
        break;
    default:
        if (continues(expr))
            zc_expr_print(out, expr->left);
        else
            wrapped(out, expr->left);
        zc_buf_str(out, expr->kind == ZC_N_AND        ? " and "
                        : expr->kind == ZC_N_OR       ? " or "
                        : expr->kind == ZC_N_HAS      ? " has "
                        : expr->kind == ZC_N_CONTAINS ? " contains "
                        : expr->kind == ZC_N_ADD      ? " + "
                        : expr->kind == ZC_N_SUB      ? " - "
                                                      : ops[expr->op]);
        wrapped(out, expr->right);
    }
}
