/*
 * expr_parse: 1 words of the text; 2 making and checking nodes; 3 paths, quantifiers, self; 4 the grammar, loosest binding
 * first: or, and, not, comparison, sum, primary.
 */
#include "base/decimal.h"
#include "base/date.h"
#include "base/text.h"
#include "model/expr_tree.h"

#include <stdio.h>
#include <string.h>

enum { DEEPEST = 64, LONGEST = 4000 };

const char *const zc_param_names[ZC_PARAM_COUNT] = {"today", "asof", "from", "to", "unit", "post", "person", "area"};

struct parser {
    struct zc_arena *arena;
    const struct zc_model *model;
    const struct zc_entity *scope;
    const char *start, *at;
    int depth;
    bool counting; /* inside the condition of `count`: a truth value is not compared, the count is */
    struct zc_error *err;
};

/* 1 */

static int refuse(struct parser *parser, const char *zh, const char *en)
{
    size_t place = zc_utf8_length(zc_arena_copy(parser->arena, parser->start, (size_t)(parser->at - parser->start))) + 1;
    return zc_fail(parser->err, ZC_EINPUT, "表达式第 %zu 字处:%s%.0s(%.200s)", "expression, character %zu: %.0s%s (%.200s)", place, zh, en, parser->start);
}

static bool name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
static bool digit(char c) { return c >= '0' && c <= '9'; }

static void blanks(struct parser *parser)
{
    while (*parser->at == ' ' || *parser->at == '\t' || *parser->at == '\n' || *parser->at == '\r')
        parser->at++;
}

static bool peek_word(struct parser *parser, const char *word)
{
    blanks(parser);
    size_t length = strlen(word);
    return strncmp(parser->at, word, length) == 0 && !name_char(parser->at[length]) && parser->at[length] != '.';
}

static bool take_word(struct parser *parser, const char *word)
{
    if (!peek_word(parser, word))
        return false;
    parser->at += strlen(word);
    return true;
}

static bool take(struct parser *parser, const char *sign)
{
    blanks(parser);
    size_t length = strlen(sign);
    if (strncmp(parser->at, sign, length) != 0)
        return false;
    parser->at += length;
    return true;
}

static const char *name(struct parser *parser)
{
    blanks(parser);
    const char *from = parser->at;
    if (digit(*from))
        return NULL;
    while (name_char(*parser->at))
        parser->at++;
    return parser->at == from ? NULL : zc_arena_copy(parser->arena, from, (size_t)(parser->at - from));
}

/* 2 */

static struct zc_expr *make(struct parser *parser, enum zc_node_kind kind, enum zc_type type)
{
    struct zc_expr *expr = zc_arena_alloc(parser->arena, sizeof *expr);
    expr->kind = kind;
    expr->type = type;
    expr->entity = parser->scope;
    return expr;
}

static struct zc_expr *pair(struct parser *parser, enum zc_node_kind kind, struct zc_expr *left, struct zc_expr *right)
{
    struct zc_expr *expr = make(parser, kind, ZC_BOOL);
    expr->left = left;
    expr->right = right;
    return expr;
}

static const char *type_word(const struct zc_expr *expr)
{
    static const char *const words[] = {"text", "code", "int", "bool", "date", "instant", "decimal", "money", "ref"};
    return expr->list ? "list" : words[expr->type];
}

static bool is_number(const struct zc_expr *expr)
{
    return !expr->list && (expr->type == ZC_INT || expr->type == ZC_DECIMAL || expr->type == ZC_MONEY);
}

static bool is_text(const struct zc_expr *expr) { return !expr->list && (expr->type == ZC_TEXT || expr->type == ZC_CODE); }

/* A code literal must stand in the list it is compared with; the nearest one is offered. */
static int check_code(struct parser *parser, const struct zc_expr *side, const struct zc_expr *literal)
{
    if (!side->codelist || literal->kind != ZC_N_LITERAL || zc_codelist_find(side->codelist, literal->value.text ? literal->value.text : ""))
        return ZC_OK;
    const char *nearest = side->codelist->count ? side->codelist->codes[0].code : "";
    int best = 1000;
    for (size_t i = 0; i < side->codelist->count; i++) {
        int distance = zc_text_distance(side->codelist->codes[i].code, literal->value.text ? literal->value.text : "", 20);
        if (distance < best) {
            best = distance;
            nearest = side->codelist->codes[i].code;
        }
    }
    char zh[200], en[200];
    snprintf(zh, sizeof zh, "代码“%.60s”不在“%s”中,最接近的是“%s”", literal->value.text ? literal->value.text : "", side->codelist->full_name, nearest);
    snprintf(en, sizeof en, "code '%.60s' is not in %s; the nearest is '%s'", literal->value.text ? literal->value.text : "", side->codelist->full_name, nearest);
    return refuse(parser, zh, en);
}

static int bring_to_scale(struct parser *parser, struct zc_expr *literal, int scale)
{
    if (literal->kind != ZC_N_LITERAL || literal->scale == scale)
        return ZC_OK;
    int64_t value;
    if ((literal->scale > scale) || !zc_decimal_rescale(&value, literal->value.number, literal->scale, scale))
        return refuse(parser, "小数位数多于字段的", "more decimals than the field has");
    literal->value.number = value;
    literal->scale = scale;
    literal->type = scale ? ZC_DECIMAL : literal->type; /* 100 beside an amount is 100.00 */
    return ZC_OK;
}

static int scale_of(const struct zc_expr *expr) { return expr->type == ZC_MONEY ? 2 : expr->type == ZC_DECIMAL ? expr->scale : 0; }

/* Both sides of one type; literals are brought to the other side's scale, codes are checked. */
static int reconcile(struct parser *parser, struct zc_expr *left, struct zc_expr *right)
{
    int rc;
    if (is_text(left) && is_text(right)) {
        if ((rc = check_code(parser, left, right)))
            return rc;
        return check_code(parser, right, left);
    }
    if (is_number(left) && is_number(right)) {
        if ((rc = bring_to_scale(parser, right, scale_of(left))) || (rc = bring_to_scale(parser, left, scale_of(right))))
            return rc;
        if (scale_of(left) != scale_of(right))
            return refuse(parser, "两边的小数位数不同", "the two sides have different scales");
        return ZC_OK;
    }
    if (!left->list && !right->list) {
        if (left->type == right->type && left->type != ZC_REF)
            return ZC_OK;
        if (left->type == ZC_REF && right->type == ZC_REF) {
            if (left->ref_to && right->ref_to && left->ref_to != right->ref_to)
                return refuse(parser, "两边指向不同的实体", "the two sides point to different entities");
            return ZC_OK;
        }
        if ((left->type == ZC_REF && right->kind == ZC_N_LITERAL && right->type == ZC_INT) ||
            (right->type == ZC_REF && left->kind == ZC_N_LITERAL && left->type == ZC_INT))
            return ZC_OK;
    }
    char zh[120], en[120];
    snprintf(zh, sizeof zh, "不能拿 %s 与 %s 相比", type_word(left), type_word(right));
    snprintf(en, sizeof en, "cannot compare %s with %s", type_word(left), type_word(right));
    return refuse(parser, zh, en);
}

static int need_truth(struct parser *parser, const struct zc_expr *expr)
{
    return expr->type == ZC_BOOL && !expr->list ? ZC_OK : refuse(parser, "此处应为条件", "a condition is expected here");
}

/* 3 */

static const struct zc_entity *home_root(const struct zc_entity *entity)
{
    for (int depth = 0; entity->home == ZC_HOME_PARENT && depth < 16; depth++) {
        const struct zc_field *field = zc_entity_field(entity, entity->home_field);
        if (!field || !field->to)
            break;
        entity = field->to;
    }
    return entity;
}

static int unknown_field(struct parser *parser, const struct zc_entity *entity, const char *word)
{
    const char *nearest = "";
    int best = 1000;
    for (size_t i = 0; i < entity->field_count; i++) {
        int distance = zc_text_distance(entity->fields[i].name, word, 20);
        if (distance < best) {
            best = distance;
            nearest = entity->fields[i].name;
        }
    }
    char zh[200], en[200];
    snprintf(zh, sizeof zh, "%s 没有字段 %.60s,最接近的是 %s", entity->full_name, word, nearest);
    snprintf(en, sizeof en, "%s has no field %.60s; the nearest is %s", entity->full_name, word, nearest);
    return refuse(parser, zh, en);
}

static int path(struct zc_expr **out, struct parser *parser, const char *first)
{
    struct zc_expr *expr = make(parser, ZC_N_PATH, ZC_TEXT);
    const struct zc_entity *entity = parser->scope;
    size_t capacity = 0;
    const char *word = first;
    if (strcmp(first, "id") == 0 && *parser->at != '.' && !zc_entity_field(entity, "id")) {
        *out = make(parser, ZC_N_ID, ZC_REF);
        (*out)->ref_to = entity;
        return ZC_OK;
    }
    for (;;) {
        const struct zc_field *field = zc_entity_field(entity, word);
        if (!field)
            return unknown_field(parser, entity, word);
        if (field->computed)
            return refuse(parser, "计算字段不能用在这里", "a computed field cannot be used here");
        *(const struct zc_field **)zc_arena_push(parser->arena, &expr->path, &expr->path_length, &capacity, sizeof field) = field;
        if (*parser->at != '.') {
            expr->type = field->type;
            expr->list = field->list;
            expr->scale = field->scale;
            expr->codelist = field->codelist;
            expr->ref_to = field->to;
            *out = expr;
            return ZC_OK;
        }
        parser->at++;
        if (field->type != ZC_REF || field->list || !field->to)
            return refuse(parser, "只有单个引用字段后面能接点", "only a single ref can be followed");
        if (field->to->home != ZC_HOME_EVERYWHERE && home_root(field->to) != home_root(entity)) {
            char zh[200], en[200];
            snprintf(zh, sizeof zh, "%s 的归属地与 %s 不同,不能顺着引用走;请在本实体放一个抄录字段", field->to->full_name, entity->full_name);
            snprintf(en, sizeof en, "%s has another home than %s: declare a copied field instead of following the ref", field->to->full_name,
                     entity->full_name);
            return refuse(parser, zh, en);
        }
        entity = field->to;
        if (!(word = name(parser)))
            return refuse(parser, "点后应为字段名", "a field name is expected after the dot");
    }
}

static int expression(struct zc_expr **out, struct parser *parser);

static int quantifier(struct zc_expr **out, struct parser *parser, enum zc_node_kind kind, bool or_none)
{
    struct zc_expr *expr = make(parser, kind, kind == ZC_N_COUNT ? ZC_INT : ZC_BOOL);
    const char *inverse = name(parser);
    expr->or_none = or_none;
    for (size_t i = 0; inverse && i < parser->model->entity_count && !expr->child; i++) {
        const struct zc_entity *child = parser->model->entities[i];
        for (size_t f = 0; f < child->field_count; f++)
            if (child->fields[f].to == parser->scope && child->fields[f].inverse && strcmp(child->fields[f].inverse, inverse) == 0 &&
                !child->fields[f].list) {
                expr->child = child;
                expr->via = &child->fields[f];
            }
    }
    if (!expr->child) {
        char zh[160], en[160];
        snprintf(zh, sizeof zh, "%s 没有下级列表 %.60s(由子实体引用字段的 inverse 给出)", parser->scope->full_name, inverse ? inverse : "");
        snprintf(en, sizeof en, "%s has no list %.60s (given by `inverse` of a child's ref)", parser->scope->full_name, inverse ? inverse : "");
        return refuse(parser, zh, en);
    }
    if (take_word(parser, "where")) {
        const struct zc_entity *outer = parser->scope;
        bool counting = parser->counting;
        parser->scope = expr->child;
        parser->counting = kind == ZC_N_COUNT;
        int rc = expression(&expr->left, parser);
        if (!rc)
            rc = need_truth(parser, expr->left);
        parser->scope = outer;
        parser->counting = counting;
        if (rc)
            return rc;
    } else if (kind == ZC_N_EVERY) {
        return refuse(parser, "every 后应有 where", "every needs where");
    }
    *out = expr;
    return ZC_OK;
}

/* self(:person): the row is the reader's own, or names the reader in any field that points to a person. */
static int self(struct zc_expr **out, struct parser *parser)
{
    if (!take(parser, "(") || !take(parser, ":person") || !take(parser, ")"))
        return refuse(parser, "应写 self(:person)", "write self(:person)");
    struct zc_expr *any = NULL;
    const struct zc_entity *scope = parser->scope;
    for (size_t i = 0; i <= scope->field_count; i++) {
        struct zc_expr *side;
        if (i == scope->field_count) {
            if (strcmp(scope->name, "person") != 0)
                break;
            side = make(parser, ZC_N_ID, ZC_REF);
        } else {
            const struct zc_field *field = &scope->fields[i];
            if (field->type != ZC_REF || field->list || !field->to || strcmp(field->to->name, "person") != 0)
                continue;
            side = make(parser, ZC_N_PATH, ZC_REF);
            side->path = zc_arena_array(parser->arena, 1, sizeof *side->path);
            side->path[0] = field;
            side->path_length = 1;
        }
        struct zc_expr *param = make(parser, ZC_N_PARAM, ZC_REF);
        param->param = ZC_P_PERSON;
        struct zc_expr *same = pair(parser, ZC_N_COMPARE, side, param);
        same->op = ZC_EQ;
        any = any ? pair(parser, ZC_N_OR, any, same) : same;
    }
    if (!any)
        return refuse(parser, "这个实体没有指向人员的字段,self 无从判断", "no field of this entity points to a person, so self cannot be judged");
    *out = any;
    return ZC_OK;
}

static int role(struct zc_expr **out, struct parser *parser)
{
    const char *word = name(parser), *module = parser->scope->module;
    if (word && *parser->at == '.') {
        parser->at++;
        module = word;
        word = name(parser);
    }
    if (!word)
        return refuse(parser, "role 后应为角色名", "a role name is expected after role");
    const char *full = zc_arena_printf(parser->arena, "%s.%s", module, word);
    for (size_t i = 0; i < parser->model->role_count; i++)
        if (strcmp(parser->model->roles[i].full_name, full) == 0) {
            *out = make(parser, ZC_N_ROLE, ZC_BOOL);
            (*out)->role = parser->model->roles[i].full_name;
            return ZC_OK;
        }
    char zh[120], en[120];
    snprintf(zh, sizeof zh, "没有角色 %.60s", full);
    snprintf(en, sizeof en, "there is no role %.60s", full);
    return refuse(parser, zh, en);
}

/* 4 */

static int text_literal(struct zc_expr **out, struct parser *parser)
{
    struct zc_buf text = {0};
    parser->at++;
    for (;; parser->at++) {
        if (!*parser->at) {
            zc_buf_free(&text);
            return refuse(parser, "引号没有结束", "the quote is not closed");
        }
        if (*parser->at == '\'') {
            if (parser->at[1] != '\'')
                break;
            parser->at++;
        }
        zc_buf_char(&text, *parser->at);
    }
    parser->at++;
    *out = make(parser, ZC_N_LITERAL, ZC_TEXT);
    (*out)->value = (struct zc_value){ZC_V_TEXT, 0, zc_arena_copy(parser->arena, zc_buf_text(&text), text.size)};
    zc_buf_free(&text);
    return ZC_OK;
}

static int number_literal(struct zc_expr **out, struct parser *parser)
{
    const char *from = parser->at;
    int date;
    char day[11] = "";
    if (strlen(from) >= 10)
        memcpy(day, from, 10);
    if (strlen(from) >= 10 && from[4] == '-' && from[7] == '-' && !digit(from[10])) {
        if (!zc_date_parse(&date, day))
            return refuse(parser, "没有这一天", "there is no such day");
        parser->at += 10;
        *out = make(parser, ZC_N_LITERAL, ZC_DATE);
        (*out)->value = zc_int(date);
        return ZC_OK;
    }
    int scale = 0;
    while (digit(*parser->at))
        parser->at++;
    if (*parser->at == '.' && digit(parser->at[1])) {
        parser->at++;
        while (digit(*parser->at)) {
            parser->at++;
            scale++;
        }
    }
    int64_t value;
    if (name_char(*parser->at) || scale > 9 || !zc_decimal_parse(&value, zc_arena_copy(parser->arena, from, (size_t)(parser->at - from)), scale))
        return refuse(parser, "数的写法不对", "malformed number");
    *out = make(parser, ZC_N_LITERAL, scale ? ZC_DECIMAL : ZC_INT);
    (*out)->scale = scale;
    (*out)->value = zc_int(value);
    return ZC_OK;
}

static int param(struct zc_expr **out, struct parser *parser)
{
    parser->at++;
    const char *word = name(parser);
    for (int i = 0; word && i < ZC_PARAM_COUNT; i++)
        if (strcmp(word, zc_param_names[i]) == 0) {
            *out = make(parser, ZC_N_PARAM, i <= ZC_P_TO ? ZC_DATE : ZC_REF);
            (*out)->param = i;
            return ZC_OK;
        }
    return refuse(parser, "参数应为 :today :asof :from :to :unit :post :person :area 之一", "a parameter is one of :today :asof :from :to :unit :post :person :area");
}

static int primary(struct zc_expr **out, struct parser *parser)
{
    int rc;
    blanks(parser);
    if (*parser->at == '\'')
        return text_literal(out, parser);
    if (digit(*parser->at))
        return number_literal(out, parser);
    if (*parser->at == ':')
        return param(out, parser);
    if (take(parser, "(")) {
        bool counting = parser->counting;
        parser->counting = false;
        rc = expression(out, parser);
        parser->counting = counting;
        return rc ? rc : take(parser, ")") ? ZC_OK : refuse(parser, "缺少右括号", "a closing parenthesis is missing");
    }
    bool truth = peek_word(parser, "true");
    if (truth || peek_word(parser, "false")) {
        parser->at += truth ? 4 : 5;
        *out = make(parser, ZC_N_LITERAL, ZC_BOOL);
        (*out)->value = zc_int(truth);
        return ZC_OK;
    }
    const char *before = parser->at, *word = name(parser);
    if (!word)
        return refuse(parser, "此处应为字段、参数、常量或括号", "a field, parameter, literal or parenthesis is expected here");
    blanks(parser);
    if (strcmp(word, "empty") == 0 && *parser->at == '(') {
        parser->at++;
        const char *first = name(parser);
        struct zc_expr *inner;
        if (!first)
            return refuse(parser, "empty 里应为字段", "empty takes a field");
        if ((rc = path(&inner, parser, first)))
            return rc;
        if (!take(parser, ")"))
            return refuse(parser, "缺少右括号", "a closing parenthesis is missing");
        *out = pair(parser, ZC_N_EMPTY, inner, NULL);
        return ZC_OK;
    }
    if (strcmp(word, "self") == 0 && *parser->at == '(')
        return self(out, parser);
    if (name_char(*parser->at) && !digit(*parser->at)) { /* a keyword is followed by a word, a field is not */
        if (strcmp(word, "role") == 0)
            return role(out, parser);
        if (strcmp(word, "some") == 0)
            return quantifier(out, parser, ZC_N_SOME, false);
        if (strcmp(word, "count") == 0)
            return quantifier(out, parser, ZC_N_COUNT, false);
        if (strcmp(word, "every") == 0) {
            bool or_none = peek_word(parser, "or");
            if (or_none) {
                parser->at += 2;
                if (!take_word(parser, "none"))
                    return refuse(parser, "应写 every or none", "write every or none");
            }
            return quantifier(out, parser, ZC_N_EVERY, or_none);
        }
    }
    parser->at = before + strlen(word);
    return path(out, parser, word);
}

static int sum(struct zc_expr **out, struct parser *parser)
{
    int rc = primary(out, parser);
    while (!rc) {
        bool plus = take(parser, "+");
        if (!plus && !take(parser, "-"))
            break;
        struct zc_expr *left = *out, *right;
        if ((rc = primary(&right, parser)))
            break;
        bool dates = left->type == ZC_DATE && !left->list && right->type == ZC_INT && !right->list;
        if (!dates) {
            if (!is_number(left) || !is_number(right))
                return refuse(parser, "只有数,或日期加减天数,才能相加减", "only numbers, or a date and days, can be added");
            if ((rc = reconcile(parser, left, right)))
                break;
        }
        *out = pair(parser, plus ? ZC_N_ADD : ZC_N_SUB, left, right);
        (*out)->type = left->type;
        (*out)->scale = left->scale;
    }
    return rc;
}

static int in_list(struct zc_expr **out, struct parser *parser, struct zc_expr *left)
{
    struct zc_expr *expr = pair(parser, ZC_N_IN, left, NULL);
    size_t capacity = 0;
    if (!take(parser, "("))
        return refuse(parser, "in 后应为括号", "in takes a parenthesis");
    do {
        struct zc_expr *item;
        int rc = primary(&item, parser);
        if (!rc && item->kind != ZC_N_LITERAL)
            rc = refuse(parser, "in 的括号里只能是常量", "in takes literals only");
        if (!rc)
            rc = reconcile(parser, left, item);
        if (rc)
            return rc;
        *(struct zc_expr **)zc_arena_push(parser->arena, &expr->items, &expr->item_count, &capacity, sizeof item) = item;
    } while (take(parser, ","));
    if (!take(parser, ")"))
        return refuse(parser, "缺少右括号", "a closing parenthesis is missing");
    *out = expr;
    return ZC_OK;
}

static int compare(struct zc_expr **out, struct parser *parser)
{
    static const char *const signs[] = {"!=", "<=", ">=", "=", "<", ">"};
    static const enum zc_compare ops[] = {ZC_NE, ZC_LE, ZC_GE, ZC_EQ, ZC_LT, ZC_GT};
    struct zc_expr *left, *right;
    int rc = sum(&left, parser);
    *out = left;
    if (rc || (parser->counting && left->type == ZC_BOOL))
        return rc;
    if (take_word(parser, "in"))
        return in_list(out, parser, left);
    bool has = take_word(parser, "has"), contains = !has && take_word(parser, "contains");
    if (has || contains) {
        if ((rc = sum(&right, parser)))
            return rc;
        if (has ? !left->list || right->list : !is_text(left) || !is_text(right))
            return refuse(parser, has ? "has 左边应为列表,右边应为单个值" : "contains 两边应为文字",
                          has ? "has takes a list and one value" : "contains takes two texts");
        if (has) { /* compare as the list's member would */
            struct zc_expr *member = make(parser, ZC_N_PATH, left->type);
            *member = *left;
            member->list = false;
            if ((rc = reconcile(parser, member, right)))
                return rc;
        }
        *out = pair(parser, has ? ZC_N_HAS : ZC_N_CONTAINS, left, right);
        return ZC_OK;
    }
    for (int i = 0; i < 6; i++) {
        if (!take(parser, signs[i]))
            continue;
        if ((rc = sum(&right, parser)) || (rc = reconcile(parser, left, right)))
            return rc;
        if (left->type == ZC_BOOL && ops[i] > ZC_NE)
            return refuse(parser, "是非值不分大小", "truth values have no order");
        *out = pair(parser, ZC_N_COMPARE, left, right);
        (*out)->op = ops[i];
        return ZC_OK;
    }
    return ZC_OK;
}

static int negation(struct zc_expr **out, struct parser *parser)
{
    if (++parser->depth > DEEPEST)
        return refuse(parser, "嵌套太深", "nested too deeply");
    int rc;
    if (peek_word(parser, "not")) {
        parser->at += 3;
        struct zc_expr *inner;
        rc = negation(&inner, parser);
        if (!rc)
            rc = need_truth(parser, inner);
        if (!rc)
            *out = pair(parser, ZC_N_NOT, inner, NULL);
    } else {
        rc = compare(out, parser);
    }
    parser->depth--;
    return rc;
}

static int joined(struct zc_expr **out, struct parser *parser, const char *word, enum zc_node_kind kind, int (*part)(struct zc_expr **, struct parser *))
{
    int rc = part(out, parser);
    while (!rc && take_word(parser, word)) {
        struct zc_expr *right;
        if ((rc = need_truth(parser, *out)) || (rc = part(&right, parser)) || (rc = need_truth(parser, right)))
            break;
        *out = pair(parser, kind, *out, right);
    }
    return rc;
}

static int conjunction(struct zc_expr **out, struct parser *parser) { return joined(out, parser, "and", ZC_N_AND, negation); }
static int expression(struct zc_expr **out, struct parser *parser)
{
    if (++parser->depth > DEEPEST)
        return refuse(parser, "嵌套太深", "nested too deeply");
    int rc = joined(out, parser, "or", ZC_N_OR, conjunction);
    parser->depth--;
    return rc;
}

int zc_expr_parse(const struct zc_expr **out, struct zc_arena *arena, const struct zc_model *model, const struct zc_entity *entity,
                  const char *text, struct zc_error *err)
{
    struct parser parser = {.arena = arena, .model = model, .scope = entity, .start = text, .at = text, .err = err};
    struct zc_expr *expr;
    size_t size = strlen(text);
    if (size > LONGEST || !zc_utf8_valid(text, size))
        return zc_fail(err, ZC_EINPUT, "表达式超过 %d 字节或不是 UTF-8", "the expression is longer than %d bytes or not UTF-8", LONGEST);
    int rc = expression(&expr, &parser);
    blanks(&parser);
    if (!rc && *parser.at)
        rc = refuse(&parser, "多出内容", "something follows the expression");
    if (!rc)
        *out = expr;
    return rc;
}
