/*
 * rows: 1 reading a statement's row into a record; 2 building the list query (filter, search, order, cursor); 3 list, count,
 * get, history; 4 lookups by key and field; 5 showing values.
 */
#include "query/rows.h"
#include "query/search.h"
#include "query/subject_key.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIXED = 6 }; /* id, slice, valid_from, valid_to, known_from, known_to stand before the fields */

/* 1 */

static void read_record(struct zc_record *record, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, struct zc_stmt *stmt,
                        const struct zc_reader *reader)
{
    *record = (struct zc_record){.entity = entity,
                                 .id = zc_stmt_int(stmt, 0),
                                 .slice = (int)zc_stmt_int(stmt, 1),
                                 .valid_from = (int)zc_stmt_int(stmt, 2),
                                 .valid_to = (int)zc_stmt_int(stmt, 3),
                                 .known_from = zc_stmt_int(stmt, 4),
                                 .known_to = zc_stmt_int(stmt, 5)};
    record->values = zc_arena_array(arena, entity->column_count + 1, sizeof *record->values);
    for (size_t i = 0; i < entity->column_count; i++) {
        int column = (int)i + FIXED;
        size_t size;
        if (zc_stmt_null(stmt, column) || !zc_rows_class_visible(entity->columns[i], reader, entity))
            continue;
        if (zc_field_is_text(entity->columns[i])) {
            const char *text = zc_stmt_text(stmt, column, &size);
            text = zc_arena_copy(arena, text, size);
            record->values[i] = zc_text(entity->columns[i]->erasable ? zc_erasable_open(arena, db, entity, record->id, entity->columns[i]->name, text) : text);
        } else {
            record->values[i] = zc_int(zc_stmt_int(stmt, column));
        }
    }
}

void zc_rows_bind(struct zc_stmt *stmt, const struct zc_sql *sql)
{
    for (size_t i = 0; i < sql->bind_count; i++) {
        const struct zc_value *value = &sql->binds[i];
        if (value->kind == ZC_V_INT)
            zc_stmt_bind_int(stmt, (int)i + 1, value->number);
        else if (value->kind == ZC_V_TEXT)
            zc_stmt_bind_text(stmt, (int)i + 1, value->text, strlen(value->text));
        else
            zc_stmt_bind_null(stmt, (int)i + 1);
    }
}

static void select_columns(struct zc_sql *sql, const struct zc_entity *entity)
{
    zc_buf_str(&sql->text, "SELECT r.id, r.slice, r.valid_from, r.valid_to, r.known_from, r.known_to");
    zc_buf_str(&sql->text, entity->row_column_names);
}

/* 2 */

struct order_key {
    const struct zc_field *field; /* NULL = the id itself */
    bool down;
};

static int order_keys(struct order_key **out, size_t *count, struct zc_arena *arena, const struct zc_rows_query *query,
                      struct zc_error *err)
{
    /* A search without an order gives the newest first: the index yields its hits by id, and the first page need not wait
     * for all of them. */
    bool newest = !query->order && query->search && *query->search;
    const char **names = query->order ? query->order : query->entity->order;
    size_t given = query->order ? query->order_count : newest ? 0 : query->entity->order_count;
    struct order_key *keys = zc_arena_array(arena, given + 1, sizeof *keys);
    for (size_t i = 0; i < given; i++) {
        keys[i].down = names[i][0] == '-';
        if (strcmp(names[i] + keys[i].down, "id") == 0) { /* unique: what follows would not matter */
            *out = keys;
            *count = i + 1;
            return ZC_OK;
        }
        keys[i].field = zc_entity_field(query->entity, names[i] + keys[i].down);
        if (!keys[i].field)
            return zc_fail(err, ZC_EINPUT, "排序字段 %s 不存在", "there is no field %s to sort by", names[i]);
        /* sorting by a hidden column would tell its order */
        if (keys[i].field->computed || keys[i].field->derived || keys[i].field->erasable || !zc_rows_class_visible(keys[i].field, query->reader, query->entity))
            return zc_fail(err, ZC_EINPUT, "不能按 %s 排序", "cannot sort by %s", names[i]);
    }
    keys[given] = (struct order_key){NULL, newest || (given && keys[0].down)};
    *out = keys;
    *count = given + 1;
    return ZC_OK;
}

/* How a list reaches its rows. */
enum plan {
    PLAN_PLAIN,  /* from the source at the two times */
    PLAN_WALK,   /* from present and past together, walked in the order of the list, so that a page ends the reading */
    PLAN_SEARCH  /* from the search index, by id */
};

static void key_name(struct zc_sql *sql, const struct order_key *key, enum plan plan)
{
    if (key->field) {
        zc_buf_str(&sql->text, plan == PLAN_WALK ? "\"" : "r.\"");
        zc_buf_str(&sql->text, key->field->name);
        zc_buf_char(&sql->text, '"');
    } else {
        zc_buf_str(&sql->text, plan == PLAN_SEARCH ? "f.rowid" : plan == PLAN_WALK ? "id" : "r.id");
    }
}

static void order_by(struct zc_sql *sql, const struct order_key *keys, size_t count, enum plan plan)
{
    zc_buf_str(&sql->text, " ORDER BY ");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(&sql->text, i ? ", " : "");
        key_name(sql, &keys[i], plan);
        zc_buf_str(&sql->text, keys[i].down ? " DESC" : "");
    }
}

/* A cursor is one part a sort key, joined by dots: "-" empty, "i12" number, "t" and the text in hex. */
enum { LONGEST_CURSOR = 256 << 10 };

static const char *cursor_make(struct zc_arena *arena, const struct order_key *keys, size_t count, const struct zc_record *last)
{
    struct zc_buf out = {0};
    for (size_t i = 0; i < count; i++) {
        struct zc_value value = keys[i].field ? last->values[keys[i].field->column] : zc_int(last->id);
        zc_buf_str(&out, i ? "." : "");
        zc_buf_char(&out, value.kind == ZC_V_INT ? 'i' : value.kind == ZC_V_TEXT ? 't' : '-');
        if (value.kind == ZC_V_INT)
            zc_buf_int(&out, value.number);
        for (const char *c = value.kind == ZC_V_TEXT ? value.text : ""; *c; c++)
            zc_buf_printf(&out, "%02x", (unsigned char)*c);
    }
    const char *cursor = zc_arena_copy(arena, out.bytes, out.size);
    zc_buf_free(&out);
    return cursor;
}

static bool part_read(struct zc_value *out, struct zc_arena *arena, const char *part, size_t length)
{
    char *end, *text = zc_arena_copy(arena, part + 1, length - 1);
    *out = ZC_EMPTY;
    if (*part == '-')
        return length == 1;
    if (*part == 'i') {
        *out = zc_int(strtoll(text, &end, 10));
        return length > 1 && *end == 0 && text[0] != ' ' && text[0] != '+';
    }
    if (*part != 't' || length % 2 == 0)
        return false;
    for (size_t i = 0; i < length / 2; i++) {
        const char pair[3] = {text[2 * i], text[2 * i + 1], 0};
        if (strspn(pair, "0123456789abcdef") != 2 || strcmp(pair, "00") == 0)
            return false;
        text[i] = (char)strtol(pair, NULL, 16);
    }
    text[length / 2] = 0;
    *out = zc_text(text);
    return length > 1 && zc_utf8_valid(text, length / 2);
}

static int cursor_read(struct zc_value *values, const struct order_key *keys, size_t count, struct zc_arena *arena, const char *cursor,
                       struct zc_error *err)
{
    bool good = strlen(cursor) <= LONGEST_CURSOR;
    const char *at = cursor;
    for (size_t i = 0; good && i < count; i++) {
        size_t length = strcspn(at, ".");
        good = length && part_read(&values[i], arena, at, length) && (at[length] == '.') == (i + 1 < count);
        if (good && values[i].kind) /* a number for a number, a text for a text; the id is never empty */
            good = (values[i].kind == ZC_V_TEXT) == (keys[i].field && zc_field_is_text(keys[i].field));
        good = good && (keys[i].field || values[i].kind);
        at += length + 1;
    }
    return good ? ZC_OK : zc_fail(err, ZC_EINPUT, "翻页标记无效", "the page cursor is not valid");
}

/* Rows after the cursor in the order of the keys; an empty value stands before all others. */
static void after_cursor(struct zc_sql *sql, const struct order_key *keys, const struct zc_value *values, size_t count, enum plan plan)
{
    if (plan == PLAN_WALK)
        plan = PLAN_PLAIN; /* outside, the columns stand under r again */
    zc_buf_str(&sql->text, " AND (");
    for (size_t i = 0; i < count; i++) {
        if (i)
            zc_buf_str(&sql->text, " OR ");
        zc_buf_char(&sql->text, '(');
        for (size_t j = 0; j < i; j++) {
            key_name(sql, &keys[j], plan);
            zc_buf_str(&sql->text, values[j].kind ? " = " : " IS NULL");
            if (values[j].kind)
                zc_sql_bind(sql, values[j]);
            zc_buf_str(&sql->text, " AND ");
        }
        if (!values[i].kind) {
            if (keys[i].down)
                zc_buf_str(&sql->text, "1 = 0");
            else {
                key_name(sql, &keys[i], plan);
                zc_buf_str(&sql->text, " IS NOT NULL");
            }
        } else {
            zc_buf_char(&sql->text, '(');
            key_name(sql, &keys[i], plan);
            zc_buf_str(&sql->text, keys[i].down ? " < " : " > ");
            zc_sql_bind(sql, values[i]);
            if (keys[i].down) {
                zc_buf_str(&sql->text, " OR ");
                key_name(sql, &keys[i], plan);
                zc_buf_str(&sql->text, " IS NULL");
            }
            zc_buf_char(&sql->text, ')');
        }
        zc_buf_char(&sql->text, ')');
    }
    zc_buf_char(&sql->text, ')');
}

/* The past has no index: it is scanned for each word, without case and signs as the index is. */
static void past_search(struct zc_sql *sql, const struct zc_rows_query *query)
{
    static const char gaps[] = " \t\r\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    char *words = zc_text_nfkc(sql->arena, query->search), *save = NULL;
    for (char *word = strtok_r(words, gaps, &save); word; word = strtok_r(NULL, gaps, &save)) {
        if (!*zc_text_tokens(sql->arena, word))
            continue;
        zc_buf_str(&sql->text, " AND (0");
        for (size_t i = 0; i < query->entity->column_count; i++) {
            const struct zc_field *field = query->entity->columns[i];
            if (!field->search || !zc_rows_class_visible(field, query->reader, query->entity))
                continue;
            zc_buf_printf(&sql->text, " OR instr(lower(coalesce(r.\"%s\", '')), lower(", field->name);
            zc_sql_bind(sql, zc_text(word));
            zc_buf_str(&sql->text, ")) > 0");
        }
        zc_buf_char(&sql->text, ')');
    }
}

/* Each word of the search is one phrase of bigrams; a single character is a prefix. Hidden column classes never match. */
static void search_condition(struct zc_sql *sql, const struct zc_rows_query *query, enum plan plan)
{
    struct zc_buf match = {0};
    char *words = zc_text_nfkc(sql->arena, query->search), *save = NULL;
    bool any = false;
    for (char *word = strtok_r(words, " \t\r\n", &save); word; word = strtok_r(NULL, " \t\r\n", &save)) {
        const char *tokens = zc_text_tokens(sql->arena, word);
        if (!*tokens)
            continue;
        zc_buf_str(&match, any ? " AND \"" : "\"");
        zc_buf_str(&match, tokens); /* tokens hold letters and digits only: no quote can stand in them */
        zc_buf_str(&match, zc_utf8_length(word) == 1 ? "\"*" : "\"");
        any = true;
    }
    if (!any) {
        zc_buf_str(&sql->text, " AND 1 = 0");
    } else if (query->times.present) {
        const char *bound = zc_arena_copy(sql->arena, match.bytes, match.size);
        char table[ZC_SEARCH_TABLE];
        bool first = true;
        if (plan != PLAN_SEARCH)
            zc_buf_str(&sql->text, " AND r.id IN (");
        for (enum zc_column_class class_ = ZC_CLASS_OPEN; class_ <= ZC_CLASS_SECRET_SOURCE; class_++) {
            struct zc_field probe = {.class_ = class_};
            if (!zc_search_has(query->entity, class_) || !zc_rows_class_visible(&probe, query->reader, query->entity))
                continue;
            zc_search_table(table, query->entity, class_);
            if (plan == PLAN_SEARCH)
                zc_buf_printf(&sql->text, " AND f.\"%s\" MATCH ", table);
            else
                zc_buf_printf(&sql->text, "%sSELECT rowid FROM \"%s\" WHERE \"%s\" MATCH ", first ? "" : " UNION ALL ", table, table);
            zc_sql_bind(sql, zc_text(bound));
            first = false;
        }
        if (plan != PLAN_SEARCH)
            zc_buf_str(&sql->text, first ? "SELECT 0 WHERE 0)" : ")");
    } else {
        past_search(sql, query);
    }
    zc_buf_free(&match);
}

struct list_user {
    struct zc_db *db;
    struct zc_times times;
    const struct zc_reader *reader;
};
static bool list_role(void *user, const char *role) { return zc_reader_has_role(((struct list_user *)user)->reader, role); }
static void list_source(void *user, struct zc_sql *sql, const struct zc_entity *entity)
{
    zc_rows_source(sql, entity, ((struct list_user *)user)->times);
}

/* A reader's own filter reaches other rows only as far as he may see them: else their existence could be asked out. */
static void readable_source(void *user, struct zc_sql *sql, const struct zc_entity *entity)
{
    const struct list_user *list = user;
    if (list->reader->city) {
        list_source(user, sql, entity);
        return;
    }
    zc_buf_str(&sql->text, "(SELECT s.* FROM ");
    zc_rows_source(sql, entity, list->times);
    zc_buf_printf(&sql->text, " AS s WHERE s.id IN (SELECT p.id FROM \"t_%s\" AS p WHERE ", entity->table);
    zc_rows_access(sql, list->db, entity, list->reader, "p");
    zc_buf_str(&sql->text, "))");
}

struct hidden {
    const struct zc_reader *reader;
    const struct zc_field *found;
};
static void look_hidden(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    struct hidden *hidden = user;
    if (field->erasable || !zc_rows_class_visible(field, hidden->reader, entity))
        hidden->found = field;
}

struct way {
    enum plan plan;
    const struct order_key *keys; /* of PLAN_WALK */
    size_t key_count;
};

static size_t search_classes(const struct zc_rows_query *query, enum zc_column_class *first)
{
    size_t count = 0;
    for (enum zc_column_class class_ = ZC_CLASS_SECRET_SOURCE + 1; class_-- > ZC_CLASS_OPEN;) {
        struct zc_field probe = {.class_ = class_};
        if (zc_search_has(query->entity, class_) && zc_rows_class_visible(&probe, query->reader, query->entity)) {
            *first = class_;
            count++;
        }
    }
    return count;
}

static enum plan plan_of(const struct zc_rows_query *query)
{
    enum zc_column_class class_;
    bool search = query->search && *query->search;
    if (search && query->times.present && !query->order && search_classes(query, &class_) == 1)
        return PLAN_SEARCH;
    return !query->times.present && query->limit && !search ? PLAN_WALK : PLAN_PLAIN;
}

static void valid_at(struct zc_sql *sql, struct zc_times times)
{
    zc_buf_str(&sql->text, "r.valid_from <= ");
    zc_sql_bind(sql, zc_int(times.asof));
    zc_buf_str(&sql->text, " AND r.valid_to > ");
    zc_sql_bind(sql, zc_int(times.asof));
    if (times.known != ZC_INSTANT_MAX) {
        zc_buf_str(&sql->text, " AND r.known_from <= ");
        zc_sql_bind(sql, zc_int(times.known));
        zc_buf_str(&sql->text, " AND r.known_to > ");
        zc_sql_bind(sql, zc_int(times.known));
    }
    zc_buf_str(&sql->text, " AND ");
}

/*
 * The walk merges the two tables by their order indexes and filters outside: LIMIT -1 keeps the engine from moving the filter
 * inside, where each table would be searched to its end for its next valid row before the merge could go on. The rows come out
 * in the order in which the inner query makes them; nothing outside sorts.
 */
static void from(struct zc_sql *sql, const struct zc_rows_query *query, const struct way *way)
{
    static const char head[] = "SELECT id, slice, valid_from, valid_to, known_from, known_to";
    struct zc_buf *text = &sql->text;
    const struct zc_entity *entity = query->entity;
    enum zc_column_class class_;
    zc_buf_str(text, " FROM ");
    if (way->plan == PLAN_WALK) {
        for (int past = 0; past < 2; past++) {
            zc_buf_str(text, past ? " UNION ALL " : "(");
            zc_buf_str(text, head);
            zc_buf_str(text, entity->column_names);
            zc_buf_str(text, past ? " FROM \"h_" : " FROM \"t_");
            zc_buf_str(text, entity->table);
            zc_buf_char(text, '"');
        }
        if (query->times.known == ZC_INSTANT_MAX)
            zc_buf_printf(text, " WHERE known_to = %lld", (long long)ZC_INSTANT_MAX);
        order_by(sql, way->keys, way->key_count, PLAN_WALK);
        zc_buf_str(text, " LIMIT -1) AS r WHERE ");
        valid_at(sql, query->times);
    } else if (!query->times.present) {
        zc_rows_source(sql, entity, query->times);
        zc_buf_str(text, " AS r WHERE ");
    } else {
        if (way->plan == PLAN_SEARCH) {
            char table[ZC_SEARCH_TABLE];
            search_classes(query, &class_);
            zc_search_table(table, entity, class_);
            zc_buf_printf(text, "\"%s\" AS f JOIN \"t_%s\" AS r ON r.id = +f.rowid WHERE ", table, entity->table);
        } else {
            zc_buf_str(text, "\"t_");
            zc_buf_str(text, entity->table);
            zc_buf_str(text, "\" AS r WHERE ");
        }
        valid_at(sql, query->times);
    }
}

static int from_and_where(struct zc_sql *sql, struct zc_db *db, const struct zc_rows_query *query, const struct way *way,
                          struct zc_error *err)
{
    struct list_user user = {db, query->times, query->reader};
    struct zc_sql_context context = {.role = list_role, .source = list_source, .user = &user};
    memcpy(context.params, query->params, sizeof context.params);
    context.params[ZC_P_ASOF] = zc_int(query->times.asof);
    if (!context.params[ZC_P_TODAY].kind)
        context.params[ZC_P_TODAY] = zc_int(zc_db_today(db));
    if (query->reader->unit)
        context.params[ZC_P_UNIT] = zc_int(query->reader->unit);
    if (query->reader->post)
        context.params[ZC_P_POST] = zc_int(query->reader->post);
    if (query->reader->person)
        context.params[ZC_P_PERSON] = zc_int(query->reader->person);

    from(sql, query, way);
    if (query->times.present || query->reader->city) {
        zc_rows_access(sql, db, query->entity, query->reader, "r");
    } else { /* the past is judged by the present row; a record withdrawn since stays hidden */
        zc_buf_printf(&sql->text, "EXISTS (SELECT 1 FROM \"t_%s\" AS p WHERE p.id = r.id AND ", query->entity->table);
        zc_rows_access(sql, db, query->entity, query->reader, "p");
        zc_buf_char(&sql->text, ')');
    }
    if (query->where) {
        zc_buf_str(&sql->text, " AND ");
        zc_expr_sql(sql, query->where, &context, "r");
    }
    if (query->filter && *query->filter) {
        const struct zc_expr *filter;
        int rc = zc_expr_parse(&filter, sql->arena, db->city->model, query->entity, query->filter, err);
        if (rc)
            return rc;
        struct hidden hidden = {query->reader, NULL}; /* a filter on a hidden column would be an oracle */
        zc_expr_fields(filter, look_hidden, &hidden);
        if (zc_expr_type(filter) != ZC_BOOL)
            return zc_fail(err, ZC_EINPUT, "筛选应为一个是非判断,如 level = 'national'", "a filter has to be a condition such as level = 'national'");
        if (hidden.found)
            return zc_fail(err, ZC_EINPUT, "不能按 %s 筛选", "cannot filter by %s", hidden.found->name);
        context.source = readable_source;
        zc_buf_str(&sql->text, " AND ");
        zc_expr_sql(sql, filter, &context, "r");
    }
    if (query->search && *query->search)
        search_condition(sql, query, way->plan);
    return ZC_OK;
}

int zc_rows_from(struct zc_sql *sql, struct zc_db *db, const struct zc_rows_query *query, struct zc_error *err)
{
    return from_and_where(sql, db, query, &(struct way){PLAN_PLAIN, NULL, 0}, err);
}

/* 3 */

int zc_rows_list(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_rows_query *query,
                 struct zc_error *err)
{
    *out = (struct zc_rows){0};
    struct zc_sql sql = {.dialect = ZC_SQLITE, .arena = arena};
    struct order_key *keys = NULL;
    size_t key_count = 0, capacity = 0;
    struct zc_stmt *stmt = NULL;
    int rc = order_keys(&keys, &key_count, arena, query, err);
    if (rc)
        return rc;
    select_columns(&sql, query->entity);
    enum plan plan = plan_of(query);
    if ((rc = from_and_where(&sql, db, query, &(struct way){plan, keys, key_count}, err)))
        goto done;
    if (query->after && *query->after) {
        struct zc_value *values = zc_arena_array(arena, key_count, sizeof *values);
        if ((rc = cursor_read(values, keys, key_count, arena, query->after, err)))
            goto done;
        after_cursor(&sql, keys, values, key_count, plan);
    }
    if (plan != PLAN_WALK)
        order_by(&sql, keys, key_count, plan);
    if (query->limit) {
        zc_buf_str(&sql.text, " LIMIT ");
        zc_sql_bind(&sql, zc_int((int64_t)query->limit + 1));
    }
    if ((rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err)))
        goto done;
    zc_rows_bind(stmt, &sql);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        if (query->limit && out->count == query->limit) {
            out->next = cursor_make(arena, keys, key_count, &out->items[out->count - 1]);
            rc = ZC_OK;
            break;
        }
        struct zc_record *record = zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *record);
        read_record(record, arena, db, query->entity, stmt, query->reader);
    }
done:
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    return rc;
}

int zc_rows_count_to(int64_t *out, struct zc_db *db, const struct zc_rows_query *query, int64_t most, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_sql sql = {.dialect = ZC_SQLITE, .arena = &arena};
    struct zc_stmt *stmt = NULL;
    zc_buf_str(&sql.text, most == INT64_MAX ? "SELECT count(*)" : "SELECT count(*) FROM (SELECT 1");
    struct way way = {plan_of(query) == PLAN_SEARCH ? PLAN_SEARCH : PLAN_PLAIN, NULL, 0};
    int rc = from_and_where(&sql, db, query, &way, err);
    if (!rc && most != INT64_MAX) {
        zc_buf_str(&sql.text, " LIMIT ");
        zc_sql_bind(&sql, zc_int(most));
        zc_buf_char(&sql.text, ')');
    }
    if (!rc)
        rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    if (!rc) {
        zc_rows_bind(stmt, &sql);
        rc = zc_stmt_step(stmt, err);
        if (rc > 0) {
            *out = zc_stmt_int(stmt, 0);
            rc = ZC_OK;
        }
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    zc_arena_free(&arena);
    return rc;
}

int zc_rows_count(int64_t *out, struct zc_db *db, const struct zc_rows_query *query, struct zc_error *err)
{
    return zc_rows_count_to(out, db, query, INT64_MAX, err);
}

static int none(struct zc_error *err, const struct zc_entity *entity, int64_t id)
{
    return zc_fail(err, ZC_ENOTFOUND, "没有%s %lld,或您无权查看", "there is no %s %lld, or you may not see it",
                   entity->title.zh ? entity->title.zh : entity->name, (long long)id);
}

int zc_rows_get(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id,
                struct zc_times times, const struct zc_reader *reader, struct zc_error *err)
{
    struct zc_sql sql = {.dialect = ZC_SQLITE, .arena = arena};
    struct zc_stmt *stmt = NULL;
    select_columns(&sql, entity);
    struct zc_rows_query query = {.entity = entity, .times = times, .reader = reader};
    int rc = from_and_where(&sql, db, &query, &(struct way){PLAN_PLAIN, NULL, 0}, err);
    if (!rc) {
        zc_buf_str(&sql.text, " AND r.id = ");
        zc_sql_bind(&sql, zc_int(id));
        rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    }
    if (!rc) {
        zc_rows_bind(stmt, &sql);
        rc = zc_stmt_step(stmt, err);
        if (rc > 0) {
            read_record(out, arena, db, entity, stmt, reader);
            rc = ZC_OK;
        } else if (!rc) {
            rc = none(err, entity, id);
        }
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    return rc;
}

int zc_rows_history(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id,
                    const struct zc_reader *reader, struct zc_error *err)
{
    *out = (struct zc_rows){0};
    if (!reader->city) {
        struct zc_sql sql = {.dialect = ZC_SQLITE, .arena = arena};
        struct zc_stmt *probe = NULL;
        zc_buf_printf(&sql.text, "SELECT 1 FROM \"t_%s\" AS r WHERE r.id = ", entity->table);
        zc_sql_bind(&sql, zc_int(id));
        zc_buf_str(&sql.text, " AND ");
        zc_rows_access(&sql, db, entity, reader, "r");
        int rc = zc_stmt_prepare(&probe, db->store, zc_buf_text(&sql.text), err);
        if (!rc) {
            zc_rows_bind(probe, &sql);
            rc = zc_stmt_step(probe, err);
        }
        zc_stmt_done(probe);
        zc_buf_free(&sql.text);
        if (rc < 0)
            return rc;
        if (rc == 0)
            return none(err, entity, id);
    }
    struct zc_sql sql = {.dialect = ZC_SQLITE, .arena = arena};
    struct zc_stmt *stmt = NULL;
    size_t capacity = 0;
    select_columns(&sql, entity);
    zc_buf_printf(&sql.text, " FROM \"t_%s\" AS r WHERE r.id = ", entity->table);
    zc_sql_bind(&sql, zc_int(id));
    zc_buf_str(&sql.text, " UNION ALL ");
    select_columns(&sql, entity);
    zc_buf_printf(&sql.text, " FROM \"h_%s\" AS r WHERE r.id = ", entity->table);
    zc_sql_bind(&sql, zc_int(id));
    zc_buf_str(&sql.text, " ORDER BY 3, 5, 2");
    int rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    if (!rc) {
        zc_rows_bind(stmt, &sql);
        while ((rc = zc_stmt_step(stmt, err)) > 0) {
            struct zc_record *record = zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *record);
            read_record(record, arena, db, entity, stmt, reader);
        }
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    if (!rc && !out->count)
        rc = none(err, entity, id);
    return rc;
}

/* 4 */

static int find(int64_t *id, struct zc_db *db, const struct zc_entity *entity, const char *const *names, const struct zc_value *values,
                size_t count, const void *use, struct zc_error *err)
{
    int rc = ZC_OK;
    struct zc_arena arena = {0};
    struct zc_sql sql = {.dialect = ZC_SQLITE, .arena = &arena};
    struct zc_stmt *stmt = NULL;
    *id = 0;
    bool full = true; /* with an empty value among them the statement is another one */
    for (size_t i = 0; i < count; i++)
        full = full && values[i].kind;
    if (full && (stmt = zc_stmt_again(db->store, entity, use))) {
        sql.binds = zc_arena_array(&arena, count + 1, sizeof *sql.binds);
        sql.binds[0] = zc_int(ZC_DATE_MAX);
        memcpy(sql.binds + 1, values, count * sizeof *values);
        sql.bind_count = count + 1;
        goto prepared;
    }
    zc_buf_printf(&sql.text, "SELECT id FROM \"t_%s\" WHERE valid_to = ", entity->table);
    zc_sql_bind(&sql, zc_int(ZC_DATE_MAX));
    for (size_t i = 0; i < count; i++) {
        zc_buf_printf(&sql.text, " AND \"%s\" ", names[i]);
        zc_buf_str(&sql.text, values[i].kind ? "= " : "IS NULL");
        if (values[i].kind)
            zc_sql_bind(&sql, values[i]);
    }
    zc_buf_str(&sql.text, " ORDER BY id LIMIT 1");
    rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    if (!rc && full)
        zc_stmt_keep(stmt, entity, use);
prepared:
    if (!rc) {
        zc_rows_bind(stmt, &sql);
        rc = zc_stmt_step(stmt, err);
        if (rc > 0) {
            *id = zc_stmt_int(stmt, 0);
            rc = ZC_OK;
        }
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    zc_arena_free(&arena);
    return rc;
}

int zc_rows_by_key(int64_t *id, struct zc_db *db, const struct zc_entity *entity, const struct zc_value *key_values, struct zc_error *err)
{
    zc_assert(entity->key_count > 0);
    return find(id, db, entity, entity->key, key_values, entity->key_count, entity->key, err);
}

int zc_rows_find(int64_t *id, struct zc_db *db, const struct zc_entity *entity, const char *field, const struct zc_value *value,
                 struct zc_error *err)
{
    const struct zc_field *declared = zc_entity_field(entity, field);
    if (!declared || declared->column < 0)
        return zc_fail(err, ZC_EINPUT, "%s没有字段 %s", "%s has no field %s", zc_pick(entity->title, ZC_ZH), field);
    return find(id, db, entity, &field, value, 1, declared, err);
}

/* 5 */

struct zc_value zc_record_value(const struct zc_record *record, const char *name)
{
    const struct zc_field *field = zc_entity_field(record->entity, name);
    return field && field->column >= 0 ? record->values[field->column] : ZC_EMPTY;
}

const char *zc_record_text(const struct zc_record *record, const char *name)
{
    struct zc_value value = zc_record_value(record, name);
    return value.kind == ZC_V_TEXT ? value.text : "";
}

/* Names are shown to whoever may see the row that holds the ref; the row behind stays under its own rule. */
static const char *name_of(struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, enum zc_lang lang)
{
    struct zc_record record;
    if (zc_rows_get(&record, arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, NULL))
        return zc_arena_printf(arena, "#%lld", (long long)id);
    return zc_record_name(arena, db, &record, lang);
}

const char *zc_record_show(struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, const struct zc_field *field,
                           enum zc_lang lang)
{
    struct zc_value value = field->column >= 0 ? record->values[field->column] : ZC_EMPTY;
    if (field->type != ZC_REF || !value.kind)
        return zc_field_show(field, &value, lang, arena);
    if (!field->list)
        return name_of(arena, db, field->to, value.number, lang);
    struct zc_buf names = {0};
    for (const char *at = value.text; *at;) {
        char *end;
        long long id = strtoll(at + (*at == ';'), &end, 10);
        if (!id)
            break;
        zc_buf_str(&names, names.size ? (lang == ZC_EN ? ", " : "、") : "");
        zc_buf_str(&names, name_of(arena, db, field->to, id, lang));
        at = end;
    }
    const char *text = zc_arena_copy(arena, zc_buf_text(&names), names.size);
    zc_buf_free(&names);
    return text;
}

const char *zc_record_name(struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, enum zc_lang lang)
{
    const struct zc_field *field = record->entity->named_by ? zc_entity_field(record->entity, record->entity->named_by) : NULL;
    const char *name = field ? zc_record_show(arena, db, record, field, lang) : "";
    return *name ? name : zc_arena_printf(arena, "#%lld", (long long)record->id);
}
