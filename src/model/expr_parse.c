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

enum { DEEPEST = 64, LONGEST = 4000, MOST_STEPS = 5, MOST_NESTED = 4, MOST_TERMS = 64 };
static const int64_t LARGEST_NUMBER = INT64_C(100000000000000000); /* so that sums stay within int64 */

const char *const zc_kin_degree_words[] = {"spouse", "lineal", "collateral", "affinity"};
const char *const zc_param_names[ZC_PARAM_COUNT] = {"today", "asof", "from", "to", "unit", "post", "person", "area"};

struct parser {
    struct zc_arena *arena;
    const struct zc_model *model;
    const struct zc_entity *scope;
    const char *start, *at;
    const char *token; /* where the last word or literal began */
    int depth, nested; /* parentheses and `not`; quantifiers inside each other */
    bool counting; /* inside the condition of `count`: a truth value is not compared, the count is */
    struct zc_error *err;
};

/* 1 */

static size_t place_of(const struct parser *parser, const char *at)
{
    size_t place = 1;
    for (const char *c = parser->start; c < at;) {
        zc_utf8_next(&c, at);
        place++;
    }
    return place;
}

static int refuse_place(struct parser *parser, size_t place, const char *zh, const char *en)
{
    int shown = (int)strnlen(parser->start, 200);
    while (shown == 200 && shown > 0 && ((unsigned char)parser->start[shown] & 0xC0) == 0x80)
        shown--; /* never half a character */
    return zc_fail(parser->err, ZC_EINPUT, "表达式第 %zu 字处:%s%.0s(%.*s)", "expression, character %zu: %.0s%s (%.*s)", place, zh, en, shown,
                   parser->start);
}

static void blanks(struct parser *parser);

/* Something else was expected at the place reached. */
static int refuse(struct parser *parser, const char *zh, const char *en)
{
    blanks(parser);
    return refuse_place(parser, place_of(parser, parser->at), zh, en);
}

/* The word or literal just read is wrong. */
static int refuse_token(struct parser *parser, const char *zh, const char *en)
{
    return refuse_place(parser, place_of(parser, parser->token), zh, en);
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
    parser->token = from;
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
    expr->at = place_of(parser, parser->token);
    return expr;
}

static struct zc_expr *pair(struct parser *parser, enum zc_node_kind kind, struct zc_expr *left, struct zc_expr *right)
{
    struct zc_expr *expr = make(parser, kind, ZC_BOOL);
    expr->left = left;
    expr->right = right;
    expr->at = left->at;
    return expr;
}

static const char *type_word(const struct zc_expr *expr, enum zc_lang lang)
{
    static const char *const words[2][9] = {{"文字", "代码", "整数", "是非", "日期", "时刻", "小数", "金额", "引用"},
                                            {"text", "code", "int", "bool", "date", "instant", "decimal", "money", "ref"}};
    return expr->list ? (lang == ZC_EN ? "a list" : "列表") : words[lang][expr->type];
}

/* "cannot compare due_on (date) with 'x' (text)" */
static int refuse_pair(struct parser *parser, const struct zc_expr *left, const struct zc_expr *right, const char *zh, const char *en)
{
    struct zc_buf a = {0}, b = {0};
    zc_expr_print(&a, left);
    zc_expr_print(&b, right);
    const char *one = zc_arena_str(parser->arena, zc_buf_text(&a)), *other = zc_arena_str(parser->arena, zc_buf_text(&b));
    zc_buf_free(&a);
    zc_buf_free(&b);
    return refuse_place(parser, right->at,
                        zc_arena_printf(parser->arena, "%s:%s(%s)与 %s(%s)", zh, one, type_word(left, ZC_ZH), other, type_word(right, ZC_ZH)),
                        zc_arena_printf(parser->arena, "%s: %s (%s) and %s (%s)", en, one, type_word(left, ZC_EN), other, type_word(right, ZC_EN)));
}

/* The word among a name's neighbours that is closest to it. */
static void nearer(const char **nearest, int *best, const char *candidate, const char *word)
{
    int distance = zc_text_distance(candidate, word, 20);
    if (distance < *best) {
        *best = distance;
        *nearest = candidate;
    }
}

static bool is_number(const struct zc_expr *expr)
{
    return !expr->list && (expr->type == ZC_INT || expr->type == ZC_DECIMAL || expr->type == ZC_MONEY);
}

static bool is_text(const struct zc_expr *expr) { return !expr->list && (expr->type == ZC_TEXT || expr->type == ZC_CODE); }

/* A code literal must stand in the list it is compared with; the nearest one is offered. An empty text equals nothing. */
static int check_literal(struct parser *parser, const struct zc_expr *side, const struct zc_expr *literal)
{
    if (literal->kind != ZC_N_LITERAL)
        return ZC_OK;
    const char *word = literal->value.text;
    if (!*word)
        return refuse_place(parser, literal->at, "空文字与什么都不相等,请写 empty(字段)", "an empty text equals nothing: write empty(field)");
    if (!side->codelist || zc_codelist_find(side->codelist, word))
        return ZC_OK;
    const char *nearest = side->codelist->count ? side->codelist->codes[0].code : "";
    int best = 1000;
    for (size_t i = 0; i < side->codelist->count; i++)
        nearer(&nearest, &best, side->codelist->codes[i].code, word);
    return refuse_place(parser, literal->at,
                        zc_arena_printf(parser->arena, "代码“%s”不在 %s 中,最接近的是“%s”", word, side->codelist->full_name, nearest),
                        zc_arena_printf(parser->arena, "code '%s' is not in %s; the nearest is '%s'", word, side->codelist->full_name, nearest));
}

/* A number, or a sum of numbers. */
static bool is_constant(const struct zc_expr *expr)
{
    if (expr->kind == ZC_N_ADD || expr->kind == ZC_N_SUB)
        return is_constant(expr->left) && is_constant(expr->right);
    return expr->kind == ZC_N_LITERAL;
}

static int bring_to_scale(struct parser *parser, struct zc_expr *constant, int scale)
{
    if (!is_constant(constant) || constant->scale == scale)
        return ZC_OK;
    if (constant->scale > scale)
        return refuse_place(parser, constant->at, "小数位数多于另一边", "more decimals than the other side has");
    int64_t value;
    int rc;
    if (constant->kind != ZC_N_LITERAL) {
        if ((rc = bring_to_scale(parser, constant->left, scale)) || (rc = bring_to_scale(parser, constant->right, scale)))
            return rc;
    } else if (!zc_decimal_rescale(&value, constant->value.number, constant->scale, scale) || value > LARGEST_NUMBER || value < -LARGEST_NUMBER) {
        return refuse_place(parser, constant->at, "数太大", "the number is too large");
    } else {
        constant->value.number = value;
    }
    constant->scale = scale;
    constant->type = ZC_DECIMAL; /* 100 beside an amount is 100.00 */
    return ZC_OK;
}

/* Both sides of one type; literals are brought to the other side's scale, codes are checked. */
static int reconcile(struct parser *parser, struct zc_expr *left, struct zc_expr *right)
{
    int rc;
    if (is_text(left) && is_text(right)) {
        if ((rc = check_literal(parser, left, right)))
            return rc;
        return check_literal(parser, right, left);
    }
    if (is_number(left) && is_number(right)) {
        bool first = is_constant(left) && (!is_constant(right) || left->scale < right->scale);
        if ((rc = first ? bring_to_scale(parser, left, right->scale) : bring_to_scale(parser, right, left->scale)))
            return rc;
        return left->scale == right->scale ? ZC_OK : refuse_pair(parser, left, right, "两边的小数位数不同", "the two sides have different scales");
    }
    if (!left->list && !right->list) {
        if (left->type == right->type && left->type != ZC_REF)
            return ZC_OK;
        if (left->type == ZC_REF && right->type == ZC_REF) {
            if (left->ref_to && right->ref_to && left->ref_to != right->ref_to)
                return refuse_pair(parser, left, right, "两边指向不同的实体", "the two sides point to different entities");
            return ZC_OK;
        }
        /* a whole number that holds the id of a record of any entity compares with the reader's ids */
        if ((left->type == ZC_REF && left->kind == ZC_N_PARAM && right->type == ZC_INT && right->kind == ZC_N_PATH) ||
            (right->type == ZC_REF && right->kind == ZC_N_PARAM && left->type == ZC_INT && left->kind == ZC_N_PATH))
            return ZC_OK;
        if ((left->type == ZC_REF && right->kind == ZC_N_LITERAL && right->type == ZC_INT) ||
            (right->type == ZC_REF && left->kind == ZC_N_LITERAL && left->type == ZC_INT))
            return ZC_OK;
    }
    return refuse_pair(parser, left, right, "不能相比", "these cannot be compared");
}

static int need_truth(struct parser *parser, const struct zc_expr *expr)
{
    if (expr->type == ZC_BOOL && !expr->list)
        return ZC_OK;
    return refuse_place(parser, expr->at, zc_arena_printf(parser->arena, "此处应为条件,来的是%s", type_word(expr, ZC_ZH)),
                        zc_arena_printf(parser->arena, "a condition is expected here, %s came", type_word(expr, ZC_EN)));
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

static bool same_home(const struct zc_entity *here, const struct zc_entity *there)
{
    return there->home == ZC_HOME_EVERYWHERE || home_root(here) == home_root(there);
}

static int unknown_field(struct parser *parser, const struct zc_entity *entity, const char *word)
{
    const char *nearest = "";
    int best = 1000;
    for (size_t i = 0; i < entity->field_count; i++)
        nearer(&nearest, &best, entity->fields[i].name, word);
    return refuse_token(parser, zc_arena_printf(parser->arena, "%s 没有字段 %s,最接近的是 %s", entity->full_name, word, nearest),
                        zc_arena_printf(parser->arena, "%s has no field %s; the nearest is %s", entity->full_name, word, nearest));
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
        if (field->computed && (field->type != ZC_CODE || field->list))
            return refuse_token(parser, "计算字段里只有单个代码能用在表达式里", "of computed fields only a single code can be used in an expression");
        if (expr->path_length == MOST_STEPS)
            return refuse_token(parser, "引用最多走四步", "at most four steps along refs");
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
        if (field->type == ZC_REF && !field->to)
            return refuse_token(parser, "这个引用指向的实体不存在", "the entity that this ref points to does not exist");
        if (field->type != ZC_REF || field->list)
            return refuse_token(parser, "只有单个引用字段后面能接点", "only a single ref can be followed");
        if (!same_home(entity, field->to))
            return refuse_token(parser,
                                zc_arena_printf(parser->arena, "%s 的归属地与 %s 不同,不能顺着引用走;请在 %s 放一个抄录字段", field->to->full_name,
                                                entity->full_name, entity->full_name),
                                zc_arena_printf(parser->arena, "%s has another home than %s: declare a copied field in %s instead of following the ref",
                                                field->to->full_name, entity->full_name, entity->full_name));
        entity = field->to;
        if (!(word = name(parser)))
            return refuse(parser, "点后应为字段名", "a field name is expected after the dot");
    }
}

static int expression(struct zc_expr **out, struct parser *parser);

static int quantifier(struct zc_expr **out, struct parser *parser, enum zc_node_kind kind, bool or_none)
{
    struct zc_expr *expr = make(parser, kind, kind == ZC_N_COUNT ? ZC_INT : ZC_BOOL);
    const char *inverse = name(parser), *nearest = "";
    int best = 1000;
    expr->or_none = or_none;
    for (size_t i = 0; inverse && i < parser->model->entity_count && !expr->child; i++) {
        const struct zc_entity *child = parser->model->entities[i];
        for (size_t f = 0; f < child->field_count; f++) {
            const struct zc_field *via = &child->fields[f];
            if (via->to != parser->scope || !via->inverse || via->list)
                continue;
            nearer(&nearest, &best, via->inverse, inverse);
            if (strcmp(via->inverse, inverse) == 0) {
                expr->child = child;
                expr->via = via;
            }
        }
    }
    /* assignments point at records of any entity by their id, which no other record has; their home is that of the record */
    bool handed_out = !expr->child && inverse && parser->scope->dispatch_count && strcmp(inverse, "assignments") == 0;
    if (handed_out && (expr->child = zc_model_entity(parser->model, "core.assignment")))
        expr->via = zc_entity_field(expr->child, "record_id");
    if (handed_out && !expr->via)
        expr->child = NULL;
    if (!inverse)
        return refuse(parser, "此处应为下级列表的名字", "the name of a list of children is expected here");
    if (!expr->child)
        return refuse_token(parser,
                            zc_arena_printf(parser->arena, "%s 没有下级列表 %s(由子实体引用字段的 inverse 给出)%s%s", parser->scope->full_name, inverse,
                                            *nearest ? ",最接近的是 " : "", nearest),
                            zc_arena_printf(parser->arena, "%s has no list %s (given by `inverse` of a child's ref)%s%s", parser->scope->full_name,
                                            inverse, *nearest ? "; the nearest is " : "", nearest));
    if (!handed_out && !same_home(parser->scope, expr->child))
        return refuse_token(parser, zc_arena_printf(parser->arena, "%s 的归属地与 %s 不同,不能在这里数", expr->child->full_name, parser->scope->full_name),
                            zc_arena_printf(parser->arena, "%s has another home than %s: it cannot be counted from here", expr->child->full_name,
                                            parser->scope->full_name));
    if (parser->nested == MOST_NESTED)
        return refuse_token(parser, "下级列表最多套四层", "lists of children nest at most four deep");
    if (take_word(parser, "where")) {
        const struct zc_entity *outer = parser->scope;
        bool counting = parser->counting;
        parser->scope = expr->child;
        parser->counting = kind == ZC_N_COUNT;
        parser->nested++;
        int rc = expression(&expr->left, parser);
        parser->nested--;
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

/* pack.name of the module itself, or module.pack.name. */
static int rule(struct zc_expr **out, struct parser *parser)
{
    const char *parts[3];
    size_t count = 0;
    blanks(parser);
    const char *from = parser->at;
    while (count < 3 && (parts[count] = name(parser))) {
        count++;
        if (*parser->at != '.')
            break;
        parser->at++;
    }
    parser->token = from;
    if (count < 2)
        return refuse(parser, "rule 后应为 规则包.名称", "rule takes PACK.NAME");
    const char *full = count == 3 ? zc_arena_printf(parser->arena, "%s.%s.%s", parts[0], parts[1], parts[2])
                                  : zc_arena_printf(parser->arena, "%s.%s.%s", parser->scope->module, parts[0], parts[1]);
    const char *nearest = "";
    int best = 1000;
    for (size_t i = 0; i < parser->model->rule_count; i++) {
        const struct zc_rule_value *known = &parser->model->rules[i];
        if (strcmp(known->id, full) == 0) {
            if (!zc_rule_is_whole(known->value))
                return refuse_token(parser, zc_arena_printf(parser->arena, "规则值 %s 不是整数", full),
                                    zc_arena_printf(parser->arena, "the rule value %s is no whole number", full));
            *out = make(parser, ZC_N_RULE, ZC_INT);
            (*out)->rule = known->id;
            return ZC_OK;
        }
        nearer(&nearest, &best, known->id, full);
    }
    return refuse_token(parser, zc_arena_printf(parser->arena, "没有规则值 %s%s%s", full, *nearest ? ",最接近的是 " : "", nearest),
                        zc_arena_printf(parser->arena, "there is no rule value %s%s%s", full, *nearest ? "; the nearest is " : "", nearest));
}

/* kin(path), kin(path, lineal): the person that the path leads to is kin of the reader. */
static int kin(struct zc_expr **out, struct parser *parser)
{
    struct zc_expr *who;
    int64_t degree = ZC_KIN_TO_AFFINITY;
    const char *first = take(parser, "(") ? name(parser) : NULL;
    if (!first)
        return refuse(parser, "kin 里应为指向人员的字段", "kin takes a field that leads to a person");
    int rc = path(&who, parser, first);
    if (rc)
        return rc;
    if (who->type != ZC_REF || who->list || strcmp(who->ref_to->name, "person") != 0)
        return refuse_token(parser, "kin 里应为指向人员的字段", "kin takes a field that leads to a person");
    if (take(parser, ",")) {
        degree = 0;
        while (degree <= ZC_KIN_TO_AFFINITY && !take_word(parser, zc_kin_degree_words[degree]))
            degree++;
        if (degree > ZC_KIN_TO_AFFINITY)
            return refuse(parser, "应为 spouse、lineal、collateral 或 affinity", "spouse, lineal, collateral or affinity is expected");
    }
    if (!take(parser, ")"))
        return refuse(parser, "缺少右括号", "a closing parenthesis is missing");
    struct zc_expr *expr = pair(parser, ZC_N_KIN, who, NULL);
    expr->value = zc_int(degree);
    *out = expr;
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
    const char *nearest = "";
    int best = 1000;
    for (size_t i = 0; i < parser->model->role_count; i++)
        nearer(&nearest, &best, parser->model->roles[i].full_name, full);
    return refuse_token(parser, zc_arena_printf(parser->arena, "没有角色 %s%s%s", full, *nearest ? ",最接近的是 " : "", nearest),
                        zc_arena_printf(parser->arena, "there is no role %s%s%s", full, *nearest ? "; the nearest is " : "", nearest));
}

/* 4 */

static int text_literal(struct zc_expr **out, struct parser *parser)
{
    struct zc_buf text = {0};
    parser->token = parser->at++;
    for (;; parser->at++) {
        if (!*parser->at) {
            zc_buf_free(&text);
            return refuse_token(parser, "引号没有结束", "the quote is not closed");
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

/* NNNN-NN-NN and no more; 7 - -7 - 0 is a sum. */
static bool looks_like_a_day(const char *text)
{
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : !digit(text[i]))
            return false;
    return !name_char(text[10]);
}

static int number_literal(struct zc_expr **out, struct parser *parser)
{
    const char *from = parser->token = parser->at;
    bool negative = *from == '-';
    if (looks_like_a_day(from)) {
        int date;
        if (!zc_date_parse(&date, zc_arena_copy(parser->arena, from, 10)))
            return refuse_token(parser, "没有这一天", "there is no such day");
        parser->at += 10;
        *out = make(parser, ZC_N_LITERAL, ZC_DATE);
        (*out)->value = zc_int(date);
        return ZC_OK;
    }
    int scale = 0;
    parser->at += negative;
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
    if (name_char(*parser->at) || scale > 9)
        return refuse_token(parser, "数的写法不对", "malformed number");
    /* a whole number may be the id of a record, which is larger than any amount; a sum takes no such number */
    if (!zc_decimal_parse(&value, zc_arena_copy(parser->arena, from, (size_t)(parser->at - from)), scale) ||
        (scale && (value > LARGEST_NUMBER || value < -LARGEST_NUMBER)))
        return refuse_token(parser, "数太大", "the number is too large");
    *out = make(parser, ZC_N_LITERAL, scale ? ZC_DECIMAL : ZC_INT);
    (*out)->scale = scale;
    (*out)->value = zc_int(value);
    return ZC_OK;
}

static int param(struct zc_expr **out, struct parser *parser)
{
    const char *colon = parser->at++;
    const char *word = name_char(*parser->at) ? name(parser) : NULL;
    parser->token = colon;
    for (int i = 0; word && i < ZC_PARAM_COUNT; i++)
        if (strcmp(word, zc_param_names[i]) == 0) {
            *out = make(parser, ZC_N_PARAM, i <= ZC_P_TO ? ZC_DATE : ZC_REF);
            (*out)->param = i;
            return ZC_OK;
        }
    return refuse_token(parser, "参数应为 :today :asof :from :to :unit :post :person :area 之一", "a parameter is one of :today :asof :from :to :unit :post :person :area");
}

static int primary(struct zc_expr **out, struct parser *parser)
{
    int rc;
    blanks(parser);
    if (*parser->at == '\'')
        return text_literal(out, parser);
    if (digit(*parser->at) || (*parser->at == '-' && digit(parser->at[1])))
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
        parser->token = parser->at;
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
    if (strcmp(word, "kin") == 0 && *parser->at == '(')
        return kin(out, parser);
    bool operator_ = peek_word(parser, "in") || peek_word(parser, "has") || peek_word(parser, "contains") || peek_word(parser, "and") ||
                     (peek_word(parser, "or") && strcmp(word, "every") != 0);
    if (name_char(*parser->at) && !digit(*parser->at) && !operator_) { /* a keyword is followed by a name, a field is not */
        if (strcmp(word, "role") == 0)
            return role(out, parser);
        if (strcmp(word, "rule") == 0)
            return rule(out, parser);
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
    int rc = primary(out, parser), terms = 1;
    while (!rc) {
        bool plus = take(parser, "+");
        if (!plus && !take(parser, "-"))
            break;
        struct zc_expr *left = *out, *right;
        if (++terms > MOST_TERMS)
            return refuse(parser, "一个和最多六十四项", "a sum has at most sixty-four terms");
        if ((rc = primary(&right, parser)))
            break;
        bool dates = left->type == ZC_DATE && !left->list && right->type == ZC_INT && right->scale == 0 && !right->list;
        if (!dates) {
            if (!is_number(left) || !is_number(right))
                return refuse_pair(parser, left, right, "只有数,或日期加减天数,才能相加减", "only numbers, or a date and days, can be added");
            if ((rc = reconcile(parser, left, right)))
                break;
        }
        const struct zc_expr *leading = is_constant(left) && !dates ? right : left;
        const struct zc_expr *sides[] = {left, right};
        for (int i = 0; i < 2; i++)
            if (sides[i]->kind == ZC_N_LITERAL && (sides[i]->value.number > LARGEST_NUMBER || sides[i]->value.number < -LARGEST_NUMBER))
                return refuse_place(parser, sides[i]->at, "数太大", "the number is too large");
        *out = pair(parser, plus ? ZC_N_ADD : ZC_N_SUB, left, right);
        (*out)->type = leading->type;
        (*out)->scale = leading->scale;
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
            rc = refuse_place(parser, item->at, "in 的括号里只能是常量", "in takes literals only");
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
            return refuse_pair(parser, left, right, has ? "has 左边应为列表,右边应为单个值" : "contains 两边应为文字",
                               has ? "has takes a list and one value" : "contains takes two texts");
        if (contains && right->kind == ZC_N_LITERAL && !*right->value.text)
            return refuse_place(parser, right->at, "contains 后的文字不能为空", "contains takes a text that is not empty");
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
            return refuse_place(parser, right->at, "是非值不分大小", "truth values have no order");
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
    struct parser parser = {.arena = arena, .model = model, .scope = entity, .start = text, .at = text, .token = text, .err = err};
    struct zc_expr *expr = NULL;
    size_t size = strlen(text);
    if (size > LONGEST || !zc_utf8_valid(text, size))
        return zc_fail(err, ZC_EINPUT, "表达式超过 %d 字节或不是 UTF-8", "the expression is longer than %d bytes or not UTF-8", LONGEST);
    int rc = expression(&expr, &parser);
    blanks(&parser);
    if (!rc && *parser.at)
        rc = refuse(&parser, "多出内容", "something follows the expression");
    if (!rc && !zc_expr_fits(expr))
        rc = refuse_place(&parser, 1, "表达式连同推算字段太大或嵌套太深", "the expression is too large or nested too deeply, its derived fields written out");
    if (!rc)
        *out = expr;
    return rc;
}
