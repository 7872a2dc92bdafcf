/*
 * rows: 1 reading a statement's row into a record; 2 building the list query (filter, search); 3 a list as of a day, walked;
 * 4 list, count, get, history; 5 lookups by key and field; 6 showing values. Order and cursor stand in rows_order.
 */
#include "query/compute.h"
#include "query/rows_kept.h"
#include "query/rule.h"
#include "query/rows_order.h"
#include "query/search.h"
#include "query/subject_key.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIXED = 6 }; /* id, slice, valid_from, valid_to, known_from, known_to stand before the fields */

/* 1 */

static void read_record(struct zc_record *record, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, struct zc_stmt *stmt,
                        const struct zc_reader *reader, const bool *columns)
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
        if (columns && !columns[i]) {
            record->values[i].kind = ZC_V_UNREAD;
            continue;
        }
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

static void select_columns(struct zc_sql *sql, const struct zc_entity *entity, const bool *columns)
{
    zc_buf_str(&sql->text, "SELECT r.id, r.slice, r.valid_from, r.valid_to, r.known_from, r.known_to");
    if (!columns)
        zc_buf_str(&sql->text, entity->row_column_names);
    for (size_t i = 0; columns && i < entity->column_count; i++)
        if (columns[i])
            zc_buf_printf(&sql->text, ", r.\"%s\"", entity->columns[i]->name);
        else
            zc_buf_str(&sql->text, ", NULL");
}

/* 2 */

/* How a list reaches its rows. */
enum plan {
    PLAN_PLAIN,  /* from the source at the two times */
    PLAN_SEARCH, /* from the search index, by id */
    PLAN_ROW     /* one row that a walk has come to, by its key */
};

/* How the id of such a list is called. */
static const char *id_name(const struct zc_sql *sql, enum plan plan)
{
    return plan == PLAN_SEARCH ? zc_arena_printf(sql->arena, "f.%s", zc_sql_words(sql->dialect)->search_id) : "r.id";
}

/* The past has no index: it is scanned for each word, without case and signs as the index is. */
static void past_search(struct zc_sql *sql, const struct zc_rows_query *query)
{
    const struct zc_sql_words *words = zc_sql_words(sql->dialect);
    static const char gaps[] = " \t\r\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    char *said = zc_text_nfkc(sql->arena, query->search), *save = NULL;
    for (char *word = strtok_r(said, gaps, &save); word; word = strtok_r(NULL, gaps, &save)) {
        if (!*zc_text_tokens(sql->arena, word))
            continue;
        zc_buf_printf(&sql->text, " AND (%s", words->no);
        for (size_t i = 0; i < query->entity->column_count; i++) {
            const struct zc_field *field = query->entity->columns[i];
            if (!field->search || !zc_rows_class_visible(field, query->reader, query->entity))
                continue;
            zc_buf_printf(&sql->text, " OR %s(lower(coalesce(r.\"%s\", '')), lower(", words->find, field->name);
            zc_sql_bind(sql, zc_text(word));
            zc_buf_str(&sql->text, ")) > 0");
        }
        zc_buf_char(&sql->text, ')');
    }
}

/* The condition that an index holds what is sought. */
static void match(struct zc_sql *sql, const char *alias, const char *table, const char *sought)
{
    const struct zc_sql_words *words = zc_sql_words(sql->dialect);
    zc_buf_printf(&sql->text, words->match, alias, table);
    zc_sql_bind(sql, zc_text(sought));
    if (words->match_again) {
        zc_buf_str(&sql->text, words->match_again);
        zc_sql_bind(sql, zc_text(sought));
    }
    zc_buf_printf(&sql->text, words->match_close, alias);
}

/* Each word of the search is one phrase of bigrams; a single character is a front. NULL when no word says anything. */
static const char *sought(const struct zc_sql *sql, const struct zc_rows_query *query)
{
    struct zc_buf text = {0};
    struct zc_phrase *phrases = NULL;
    size_t count = 0, capacity = 0;
    char *said = zc_text_nfkc(sql->arena, query->search), *save = NULL;
    for (char *word = strtok_r(said, " \t\r\n", &save); word; word = strtok_r(NULL, " \t\r\n", &save)) {
        const char *tokens = zc_text_tokens(sql->arena, word);
        if (*tokens)
            *(struct zc_phrase *)zc_arena_push(sql->arena, &phrases, &count, &capacity, sizeof *phrases) = (struct zc_phrase){tokens, zc_utf8_length(word) == 1};
    }
    zc_sql_sought(&text, sql->dialect, phrases, count);
    const char *copy = count ? zc_arena_copy(sql->arena, text.bytes, text.size) : NULL;
    zc_buf_free(&text);
    return copy;
}

/* Hidden column classes never match. */
static void search_condition(struct zc_sql *sql, const struct zc_rows_query *query, enum plan plan)
{
    const char *text = sought(sql, query), *id = zc_sql_words(sql->dialect)->search_id;
    if (!text) {
        zc_buf_str(&sql->text, " AND 1 = 0");
    } else if (query->times.present) {
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
                zc_buf_str(&sql->text, " AND ");
            else
                zc_buf_printf(&sql->text, "%sSELECT f.%s FROM \"%s\" AS f WHERE ", first ? "" : " UNION ALL ", id, table);
            match(sql, "f", table, text);
            first = false;
        }
        if (plan != PLAN_SEARCH)
            zc_buf_str(&sql->text, first ? "SELECT 0 WHERE 1 = 0)" : ")");
    } else {
        past_search(sql, query);
    }
}

struct list_user {
    struct zc_db *db;
    struct zc_times times;
    const struct zc_reader *reader;
};
static bool list_role(void *user, const char *role) { return zc_reader_has_role(((struct list_user *)user)->reader, role); }
static struct zc_value list_rule(void *user, const char *id) { return zc_rule_number(((struct list_user *)user)->db, id, ((struct list_user *)user)->times); }
static void list_source(void *user, struct zc_sql *sql, const struct zc_entity *entity)
{
    zc_rows_source(sql, entity, ((struct list_user *)user)->times);
}

static void list_computed(void *user, struct zc_sql *sql, const struct zc_field *field, const char *alias)
{
    const struct list_user *list = user;
    zc_compute_sql(sql, list->db, list->times, field, alias);
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
    const struct zc_expr *filter; /* the reader's own; NULL for none */
    bool past;                    /* of PLAN_ROW: which table */
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
    return search && query->times.present && !query->order && search_classes(query, &class_) == 1 ? PLAN_SEARCH : PLAN_PLAIN;
}

static void valid_at(struct zc_sql *sql, struct zc_times times)
{
    zc_buf_str(&sql->text, "r.valid_from <= ");
    zc_sql_bind(sql, zc_int(times.asof));
    zc_buf_str(&sql->text, " AND r.valid_to > ");
    zc_sql_bind(sql, zc_int(times.asof));
    if (!zc_times_latest(times)) {
        zc_buf_str(&sql->text, " AND r.known_from <= ");
        zc_sql_bind(sql, zc_int(times.known));
        zc_buf_str(&sql->text, " AND r.known_to > ");
        zc_sql_bind(sql, zc_int(times.known));
    }
    zc_buf_str(&sql->text, " AND ");
}

static void from(struct zc_sql *sql, const struct zc_rows_query *query, const struct way *way)
{
    struct zc_buf *text = &sql->text;
    const struct zc_entity *entity = query->entity;
    enum zc_column_class class_;
    zc_buf_str(text, " FROM ");
    if (way->plan == PLAN_ROW) { /* its key takes the first places */
        zc_buf_printf(text, "\"%c_%s\" AS r WHERE r.id = ", way->past ? 'h' : 't', entity->table);
        zc_sql_bind(sql, ZC_EMPTY);
        zc_buf_str(text, way->past ? " AND r.known_from = " : " AND r.known_from <= ");
        zc_sql_bind(sql, ZC_EMPTY);
        zc_buf_str(text, way->past ? " AND r.valid_from = " : " AND ");
        if (way->past) {
            zc_sql_bind(sql, ZC_EMPTY);
            zc_buf_str(text, " AND ");
        }
    } else if (!query->times.present) {
        zc_rows_source(sql, entity, query->times);
        zc_buf_str(text, " AS r WHERE ");
    } else {
        if (way->plan == PLAN_SEARCH) {
            char table[ZC_SEARCH_TABLE];
            search_classes(query, &class_);
            zc_search_table(table, entity, class_);
            zc_buf_printf(text, "\"%s\" AS f JOIN \"t_%s\" AS r ON r.id = +f.%s WHERE ", table, entity->table, zc_sql_words(sql->dialect)->search_id);
        } else {
            zc_buf_str(text, "\"t_");
            zc_buf_str(text, entity->table);
            zc_buf_str(text, "\" AS r WHERE ");
        }
        valid_at(sql, query->times);
    }
}

/* The ids are written in as many places as the next of few sizes has, the last one again in those left over: few statements serve all counts. */
static void among_sql(struct zc_sql *sql, const struct zc_rows_among *among)
{
    size_t places = 1;
    if (!among->ids)
        return;
    zc_assert(among->count && among->count <= ZC_ROWS_AMONG);
    while (places < among->count)
        places *= 8;
    zc_buf_printf(&sql->text, " AND r.\"%s\" IN (", among->by ? among->by->name : "id");
    for (size_t i = 0; i < places; i++) {
        if (i)
            zc_buf_char(&sql->text, ',');
        zc_sql_bind(sql, zc_int(among->ids[i < among->count ? i : among->count - 1]));
    }
    zc_buf_char(&sql->text, ')');
}

static int read_filter(const struct zc_expr **out, struct zc_arena *arena, struct zc_db *db, const struct zc_rows_query *query, struct zc_error *err)
{
    *out = NULL;
    if (!query->filter || !*query->filter)
        return ZC_OK;
    int rc = zc_expr_parse(out, arena, db->city->model, query->entity, query->filter, err);
    if (rc)
        return rc;
    struct hidden hidden = {query->reader, NULL}; /* a filter on a hidden column would be an oracle */
    zc_expr_fields(*out, look_hidden, &hidden);
    if (zc_expr_type(*out) != ZC_BOOL)
        return zc_fail(err, ZC_EINPUT, "筛选应为一个是非判断,如 level = 'national'", "a filter has to be a condition such as level = 'national'");
    return hidden.found ? zc_fail(err, ZC_EINPUT, "不能按 %s 筛选", "cannot filter by %s", hidden.found->name) : ZC_OK;
}

static void from_and_where(struct zc_sql *sql, struct zc_db *db, const struct zc_rows_query *query, const struct way *way)
{
    struct list_user user = {db, query->times, query->reader};
    struct zc_sql_context context = {.role = list_role, .rule = list_rule, .source = list_source, .computed = list_computed, .user = &user};
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
    among_sql(sql, &query->among);
    if (query->where) {
        zc_buf_str(&sql->text, " AND ");
        zc_expr_sql(sql, query->where, &context, "r");
    }
    if (way->filter) {
        context.source = readable_source;
        zc_buf_str(&sql->text, " AND ");
        zc_expr_sql(sql, way->filter, &context, "r");
    }
    if (query->search && *query->search)
        search_condition(sql, query, way->plan);
}

int zc_rows_from(struct zc_sql *sql, struct zc_db *db, const struct zc_rows_query *query, struct zc_error *err)
{
    struct way way = {.plan = PLAN_PLAIN};
    int rc = read_filter(&way.filter, sql->arena, db, query, err);
    if (!rc)
        from_and_where(sql, db, query, &way);
    return rc;
}

/* 3: a list as of a day. Each of the two tables has an index that holds the order and the valid times; both are walked key by key and
 * merged here, and only a row that was valid then is read, by its key, with the reader's rule and filters. So a page ends the reading,
 * and neither table is searched to its end for its next valid row. */

struct side {
    struct zc_stmt *keys, *row;
    struct zc_value *ahead; /* the keys it stands at */
    bool past, more;
};

struct walk {
    struct zc_db *db;
    struct zc_arena *arena;
    const struct zc_rows_query *query;
    const struct zc_order_key *keys;
    size_t key_count;
    const struct zc_value *after; /* NULL: from the start */
    const struct zc_expr *filter;
    struct side sides[2];
};

static bool known_now(const struct walk *walk) { return zc_times_latest(walk->query->times); }

static int side_open(struct side *side, const struct walk *walk, struct zc_error *err)
{
    struct zc_sql sql = {.dialect = zc_store_dialect(walk->db->store), .arena = walk->arena};
    zc_buf_str(&sql.text, "SELECT ");
    for (size_t i = 0; i + 1 < walk->key_count; i++)
        zc_buf_printf(&sql.text, "r.\"%s\", ", walk->keys[i].field->name);
    zc_buf_str(&sql.text, "r.id, r.valid_from, r.valid_to");
    zc_buf_str(&sql.text, !side->past ? "" : known_now(walk) ? ", r.known_from" : ", r.known_from, r.known_to");
    zc_buf_printf(&sql.text, " FROM \"%c_%s\" AS r WHERE ", side->past ? 'h' : 't', walk->query->entity->table);
    if (side->past && known_now(walk)) /* the literal of the index of what is known now */
        zc_buf_printf(&sql.text, "r.known_to = %lld", (long long)ZC_INSTANT_MAX);
    else
        zc_buf_str(&sql.text, zc_sql_words(sql.dialect)->yes);
    if (walk->after)
        zc_cursor_sql(&sql, walk->keys, walk->after, walk->key_count, "r.id");
    zc_order_sql(&sql, walk->keys, walk->key_count, "r.id");
    int rc = zc_stmt_prepare(&side->keys, walk->db->store, zc_buf_text(&sql.text), err);
    if (!rc) {
        zc_rows_bind(side->keys, &sql);
        zc_stmt_by_part(side->keys);
    }
    zc_buf_free(&sql.text);
    side->ahead = zc_arena_array(walk->arena, walk->key_count, sizeof *side->ahead);
    return rc;
}

/* Texts of the keys stay where the statement holds them, until its next step. */
static int side_next(struct side *side, const struct walk *walk, struct zc_error *err)
{
    int rc = zc_stmt_step(side->keys, err);
    side->more = rc > 0;
    for (size_t i = 0; side->more && i < walk->key_count; i++) {
        const struct zc_field *field = walk->keys[i].field;
        side->ahead[i] = zc_stmt_null(side->keys, (int)i) ? ZC_EMPTY
                         : field && zc_field_is_text(field) ? zc_text(zc_stmt_text(side->keys, (int)i, NULL))
                                                            : zc_int(zc_stmt_int(side->keys, (int)i));
    }
    return rc < 0 ? rc : ZC_OK;
}

static int compare_values(const struct zc_value *a, const struct zc_value *b)
{
    if (!a->kind || !b->kind)
        return (a->kind != 0) - (b->kind != 0);
    return a->kind == ZC_V_TEXT ? strcmp(a->text, b->text) : (a->number > b->number) - (a->number < b->number);
}

static struct side *side_first(struct walk *walk)
{
    struct side *present = &walk->sides[0], *past = &walk->sides[1];
    if (!present->more || !past->more)
        return present->more ? present : past->more ? past : NULL;
    for (size_t i = 0; i < walk->key_count; i++) {
        int order = compare_values(&present->ahead[i], &past->ahead[i]);
        if (order)
            return (order < 0) == !walk->keys[i].down ? present : past;
    }
    return present; /* two slices of one record: at most one of them was so then */
}

static bool valid_then(const struct side *side, const struct walk *walk)
{
    const struct zc_times *times = &walk->query->times;
    int at = (int)walk->key_count;
    return zc_stmt_int(side->keys, at) <= times->asof && zc_stmt_int(side->keys, at + 1) > times->asof &&
           (!side->past || known_now(walk) || (zc_stmt_int(side->keys, at + 2) <= times->known && zc_stmt_int(side->keys, at + 3) > times->known));
}

/* Reads the row that the side stands at. `seen` false: a rule or filter leaves it out. The row's statement is prepared at the first. */
static int side_read(struct zc_record *out, bool *seen, struct side *side, const struct walk *walk, struct zc_error *err)
{
    const struct zc_entity *entity = walk->query->entity;
    int at = (int)walk->key_count;
    if (!side->row) {
        struct zc_sql sql = {.dialect = zc_store_dialect(walk->db->store), .arena = walk->arena};
        select_columns(&sql, entity, walk->query->columns);
        from_and_where(&sql, walk->db, walk->query, &(struct way){PLAN_ROW, walk->filter, side->past});
        int rc = zc_stmt_prepare(&side->row, walk->db->store, zc_buf_text(&sql.text), err);
        if (!rc)
            zc_rows_bind(side->row, &sql);
        zc_buf_free(&sql.text);
        if (rc)
            return rc;
    }
    zc_stmt_rewind(side->row);
    zc_stmt_bind_int(side->row, 1, side->ahead[at - 1].number);
    zc_stmt_bind_int(side->row, 2, side->past ? zc_stmt_int(side->keys, at + 2) : walk->query->times.known);
    if (side->past)
        zc_stmt_bind_int(side->row, 3, zc_stmt_int(side->keys, at));
    int rc = zc_stmt_step(side->row, err);
    if ((*seen = rc > 0))
        read_record(out, walk->arena, walk->db, entity, side->row, walk->query->reader, walk->query->columns);
    return rc < 0 ? rc : ZC_OK;
}

static int walk_list(struct zc_rows *out, struct walk *walk, struct zc_error *err)
{
    size_t capacity = 0, skip = walk->query->skip;
    int rc = ZC_OK;
    walk->sides[1].past = true;
    for (int i = 0; i < 2 && !rc; i++)
        if (!(rc = side_open(&walk->sides[i], walk, err)))
            rc = side_next(&walk->sides[i], walk, err);
    for (struct side *side; !rc && (side = side_first(walk)); rc = rc ? rc : side_next(side, walk, err)) {
        struct zc_record record;
        bool seen;
        if (!valid_then(side, walk) || (rc = side_read(&record, &seen, side, walk, err)) || !seen)
            continue;
        if (skip) {
            skip--;
            continue;
        }
        if (out->count == walk->query->limit) {
            out->next = zc_cursor_make(walk->arena, walk->keys, walk->key_count, &out->items[out->count - 1]);
            break;
        }
        *(struct zc_record *)zc_arena_push(walk->arena, &out->items, &out->count, &capacity, sizeof record) = record;
    }
    for (int i = 0; i < 2; i++) {
        zc_stmt_done(walk->sides[i].keys);
        zc_stmt_done(walk->sides[i].row);
    }
    return rc;
}

/* 4 */

int zc_rows_list(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_rows_query *query,
                 struct zc_error *err)
{
    *out = (struct zc_rows){0};
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_order_key *keys = NULL;
    struct zc_value *after = NULL;
    const struct zc_expr *filter;
    size_t key_count = 0, capacity = 0;
    struct zc_stmt *stmt = NULL;
    int rc = zc_order_keys(&keys, &key_count, arena, query, err);
    if (!rc)
        rc = read_filter(&filter, arena, db, query, err);
    if (!rc && query->after && *query->after) {
        after = zc_arena_array(arena, key_count, sizeof *after);
        rc = zc_cursor_read(after, keys, key_count, arena, query->after, err);
    }
    if (rc)
        return rc;
    if (!query->times.present && query->limit && !(query->search && *query->search) && zc_order_indexed(keys, key_count, query->entity))
        return walk_list(out, &(struct walk){db, arena, query, keys, key_count, after, filter, {{0}}}, err);
    enum plan plan = plan_of(query);
    select_columns(&sql, query->entity, query->columns);
    from_and_where(&sql, db, query, &(struct way){.plan = plan, .filter = filter});
    if (after)
        zc_cursor_sql(&sql, keys, after, key_count, id_name(&sql, plan));
    zc_order_sql(&sql, keys, key_count, id_name(&sql, plan));
    if (query->limit) {
        zc_buf_str(&sql.text, " LIMIT ");
        zc_sql_bind(&sql, zc_int((int64_t)query->limit + 1));
    }
    if (query->limit && query->skip) {
        zc_buf_str(&sql.text, " OFFSET ");
        zc_sql_bind(&sql, zc_int((int64_t)query->skip));
    }
    if ((rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err)))
        goto done;
    zc_rows_bind(stmt, &sql);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        if (query->limit && out->count == query->limit) {
            out->next = zc_cursor_make(arena, keys, key_count, &out->items[out->count - 1]);
            rc = ZC_OK;
            break;
        }
        struct zc_record *record = zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *record);
        read_record(record, arena, db, query->entity, stmt, query->reader, query->columns);
    }
done:
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    return rc;
}

int zc_rows_count_to(int64_t *out, struct zc_db *db, const struct zc_rows_query *query, int64_t most, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = &arena};
    struct zc_stmt *stmt = NULL;
    zc_buf_str(&sql.text, most == INT64_MAX ? "SELECT count(*)" : "SELECT count(*) FROM (SELECT 1");
    struct way way = {.plan = plan_of(query)};
    int rc = read_filter(&way.filter, &arena, db, query, err);
    if (!rc)
        from_and_where(&sql, db, query, &way);
    if (!rc && most != INT64_MAX) {
        zc_buf_str(&sql.text, " LIMIT ");
        zc_sql_bind(&sql, zc_int(most));
        zc_buf_str(&sql.text, ") AS counted");
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
    struct zc_stmt *stmt = NULL;
    int rc = zc_rows_kept_ask(&stmt, db, entity, times, reader, id, err);
    if (!rc) {
        struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
        struct zc_rows_query query = {.entity = entity, .times = times, .reader = reader};
        select_columns(&sql, entity, NULL);
        from_and_where(&sql, db, &query, &(struct way){.plan = PLAN_PLAIN});
        zc_buf_str(&sql.text, " AND r.id = ");
        zc_sql_bind(&sql, zc_int(id));
        if (!(rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err))) {
            zc_rows_bind(stmt, &sql);
            if (!sql.of_the_day)
                zc_rows_kept_put(db, entity, times, reader, &sql, stmt);
        }
        zc_buf_free(&sql.text);
    }
    if (rc < 0)
        return rc;
    rc = zc_stmt_step(stmt, err);
    if (rc > 0) {
        read_record(out, arena, db, entity, stmt, reader, NULL);
        rc = ZC_OK;
    } else if (!rc) {
        rc = none(err, entity, id);
    }
    zc_stmt_done(stmt);
    return rc;
}

static int by_valid(const void *a, const void *b)
{
    const struct zc_record *left = a, *right = b;
    if (left->valid_from != right->valid_from)
        return left->valid_from < right->valid_from ? -1 : 1;
    if (left->known_from != right->known_from)
        return left->known_from < right->known_from ? -1 : 1;
    return (left->slice > right->slice) - (left->slice < right->slice);
}

/* A slice of a record is one by when it was recorded and when it begins. */
static bool read_place(int64_t *known, int64_t *valid, const char *text)
{
    char *end;
    errno = 0;
    *known = strtoll(text, &end, 10);
    if (end == text || *end != '.')
        return false;
    *valid = strtoll(text = end + 1, &end, 10);
    return end != text && !*end && !errno;
}

static int history_access(struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, const struct zc_reader *reader, struct zc_error *err)
{
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_stmt *probe = NULL;
    if (reader->city)
        return ZC_OK;
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
    return rc < 0 ? rc : rc == 0 ? none(err, entity, id) : ZC_OK;
}

int zc_rows_history_page(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id,
                         const struct zc_reader *reader, struct zc_history_page *page, struct zc_error *err)
{
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_stmt *stmt = NULL;
    size_t capacity = 0;
    int64_t known = ZC_INSTANT_MAX, valid = 0;
    bool later = page && page->after && *page->after;
    *out = (struct zc_rows){0};
    if (later && !read_place(&known, &valid, page->after))
        return zc_fail(err, ZC_EINPUT, "after 不是上一页给的位置:%.60s", "after is no place that a page gave: %.60s", page->after);
    int rc = history_access(arena, db, entity, id, reader, err);
    if (rc)
        return rc;
    for (int past = 0; past < 2; past++) {
        if (past)
            zc_buf_str(&sql.text, " UNION ALL ");
        select_columns(&sql, entity, NULL);
        zc_buf_printf(&sql.text, " FROM \"%c_%s\" AS r WHERE r.id = ", past ? 'h' : 't', entity->table);
        zc_sql_bind(&sql, zc_int(id));
        if (page) {
            zc_buf_str(&sql.text, " AND (r.known_from, r.valid_from) < (");
            zc_sql_bind(&sql, zc_int(known));
            zc_buf_str(&sql.text, ", ");
            zc_sql_bind(&sql, zc_int(valid));
            zc_buf_char(&sql.text, ')');
        }
    }
    zc_buf_str(&sql.text, page ? " ORDER BY 5 DESC, 3 DESC LIMIT " : " ORDER BY 3, 5, 2");
    if (page)
        zc_sql_bind(&sql, zc_int((int64_t)page->limit + 1));
    rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    if (!rc) {
        zc_rows_bind(stmt, &sql);
        while ((rc = zc_stmt_step(stmt, err)) > 0) {
            struct zc_record *record = zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *record);
            read_record(record, arena, db, entity, stmt, reader, NULL);
        }
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    if (!rc && !out->count && !later)
        rc = none(err, entity, id);
    if (!page || rc)
        return rc;
    page->next = NULL;
    if (out->count > page->limit) {
        const struct zc_record *last = &out->items[--out->count - 1];
        page->next = zc_arena_printf(arena, "%lld.%d", (long long)last->known_from, last->valid_from);
    }
    if (out->count) /* of a place before the first slice there is nothing */
        qsort(out->items, out->count, sizeof *out->items, by_valid);
    return ZC_OK;
}

int zc_rows_history(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id,
                    const struct zc_reader *reader, struct zc_error *err)
{
    return zc_rows_history_page(out, arena, db, entity, id, reader, NULL, err);
}

static void slices_of(struct zc_sql *sql, char table, const struct zc_entity *entity, struct zc_times times, const struct zc_rows_among *among)
{
    select_columns(sql, entity, NULL);
    zc_buf_printf(&sql->text, " FROM \"%c_%s\" AS r WHERE r.valid_from <= ", table, entity->table);
    zc_sql_bind(sql, zc_int(times.asof));
    if (zc_times_latest(times)) {
        zc_buf_str(&sql->text, zc_rows_held);
    } else {
        zc_buf_str(&sql->text, " AND r.known_from <= ");
        zc_sql_bind(sql, zc_int(times.known));
        zc_buf_str(&sql->text, " AND r.known_to > ");
        zc_sql_bind(sql, zc_int(times.known));
    }
    among_sql(sql, among);
}

int zc_rows_slices(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, struct zc_times times,
                   struct zc_rows_among among, struct zc_error *err)
{
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_stmt *stmt = NULL;
    size_t capacity = 0;
    *out = (struct zc_rows){0};
    slices_of(&sql, 't', entity, times, &among);
    zc_buf_str(&sql.text, " UNION ALL ");
    slices_of(&sql, 'h', entity, times, &among);
    zc_buf_str(&sql.text, " ORDER BY 1, 3, 2");
    int rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    if (!rc) {
        zc_rows_bind(stmt, &sql);
        while ((rc = zc_stmt_step(stmt, err)) > 0) {
            struct zc_record *record = zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *record);
            read_record(record, arena, db, entity, stmt, &ZC_READER_CITY, NULL);
        }
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    return rc < 0 ? rc : ZC_OK;
}

/* 5 */

struct wanted { /* what `find` looks for */
    const struct zc_entity *entity;
    int64_t but;
    int from, to; /* so on some day of [from, to), today or later */
    const char *const *names;
    const struct zc_value *values;
    size_t count;
    const void *use;
};

static void equal_to(struct zc_sql *sql, const struct wanted *wanted)
{
    for (size_t i = 0; i < wanted->count; i++) {
        zc_buf_printf(&sql->text, " AND \"%s\" ", wanted->names[i]);
        zc_buf_str(&sql->text, wanted->values[i].kind ? "= " : "IS NULL");
        if (wanted->values[i].kind)
            zc_sql_bind(sql, wanted->values[i]);
    }
    zc_buf_str(&sql->text, " ORDER BY id LIMIT 1");
}

static int first_id(int64_t *id, struct zc_stmt *stmt, const struct zc_sql *sql, struct zc_error *err)
{
    zc_rows_bind(stmt, sql);
    int rc = zc_stmt_step(stmt, err);
    if (rc > 0)
        *id = zc_stmt_int(stmt, 0);
    return rc < 0 ? rc : ZC_OK;
}

static int find_present(int64_t *id, struct zc_db *db, struct zc_arena *arena, const struct wanted *wanted, struct zc_error *err)
{
    int rc = ZC_OK;
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_stmt *stmt = NULL;
    struct zc_value fixed[] = {zc_int(wanted->from), zc_int(wanted->to), zc_int(wanted->but)};
    bool full = true; /* with an empty value among them the statement is another one */
    for (size_t i = 0; i < wanted->count; i++)
        full = full && wanted->values[i].kind;
    if (full && (stmt = zc_stmt_again(db->store, wanted->entity, wanted->use))) {
        sql.binds = zc_arena_array(arena, wanted->count + 3, sizeof *sql.binds);
        memcpy(sql.binds, fixed, sizeof fixed);
        memcpy(sql.binds + 3, wanted->values, wanted->count * sizeof *wanted->values);
        sql.bind_count = wanted->count + 3;
    } else {
        zc_buf_printf(&sql.text, "SELECT id FROM \"t_%s\" WHERE valid_to > ", wanted->entity->table);
        zc_sql_bind(&sql, fixed[0]);
        zc_buf_str(&sql.text, " AND valid_from < ");
        zc_sql_bind(&sql, fixed[1]);
        zc_buf_str(&sql.text, " AND id <> ");
        zc_sql_bind(&sql, fixed[2]);
        equal_to(&sql, wanted);
        rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
        if (!rc && full)
            zc_stmt_keep(stmt, wanted->entity, wanted->use);
    }
    if (!rc)
        rc = first_id(id, stmt, &sql, err);
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    return rc;
}

/* Among what lies beside the present table and begins later; there are few of them. */
static int find_ahead(int64_t *id, struct zc_db *db, struct zc_arena *arena, const struct wanted *wanted, struct zc_error *err)
{
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_stmt *stmt = NULL;
    zc_buf_printf(&sql.text, "SELECT id FROM \"h_%s\" WHERE id IN (SELECT record FROM ahead WHERE entity = ", wanted->entity->table);
    zc_sql_bind(&sql, zc_text(wanted->entity->full_name));
    zc_buf_str(&sql.text, ") AND known_to = ");
    zc_sql_bind(&sql, zc_int(ZC_INSTANT_MAX));
    zc_buf_str(&sql.text, " AND valid_to > ");
    zc_sql_bind(&sql, zc_int(wanted->from));
    zc_buf_str(&sql.text, " AND valid_from < ");
    zc_sql_bind(&sql, zc_int(wanted->to));
    zc_buf_str(&sql.text, " AND id <> ");
    zc_sql_bind(&sql, zc_int(wanted->but));
    equal_to(&sql, wanted);
    int rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    if (!rc)
        rc = first_id(id, stmt, &sql, err);
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    return rc;
}

static int find(int64_t *id, struct zc_db *db, const struct wanted *wanted, struct zc_error *err)
{
    struct zc_arena arena = {0};
    *id = 0;
    int rc = find_present(id, db, &arena, wanted, err);
    if (!rc && !*id && zc_db_behind(db, wanted->to - 1))
        rc = find_ahead(id, db, &arena, wanted, err);
    zc_arena_free(&arena);
    return rc;
}

int zc_rows_by_key(int64_t *id, struct zc_db *db, const struct zc_entity *entity, const struct zc_value *key_values, struct zc_error *err)
{
    int today = zc_db_today(db);
    return zc_rows_by_key_but(id, db, entity, 0, today, today + 1, key_values, err);
}

int zc_rows_by_key_but(int64_t *id, struct zc_db *db, const struct zc_entity *entity, int64_t but, int from, int to, const struct zc_value *key_values,
                       struct zc_error *err)
{
    zc_assert(entity->key_count > 0);
    return find(id, db, &(struct wanted){entity, but, from, to, entity->key, key_values, entity->key_count, entity->key}, err);
}

int zc_rows_find(int64_t *id, struct zc_db *db, const struct zc_entity *entity, const char *field, const struct zc_value *value,
                 struct zc_error *err)
{
    int today = zc_db_today(db);
    return zc_rows_find_but(id, db, entity, 0, today, today + 1, field, value, err);
}

int zc_rows_find_but(int64_t *id, struct zc_db *db, const struct zc_entity *entity, int64_t but, int from, int to, const char *field,
                     const struct zc_value *value, struct zc_error *err)
{
    const struct zc_field *declared = zc_entity_field(entity, field);
    if (!declared || declared->column < 0)
        return zc_fail(err, ZC_EINPUT, "%s没有字段 %s", "%s has no field %s", zc_pick(entity->title, ZC_ZH), field);
    return find(id, db, &(struct wanted){entity, but, from, to, &field, value, 1, declared}, err);
}

/* 6 */

struct zc_value zc_record_value(const struct zc_record *record, const char *name)
{
    const struct zc_field *field = zc_entity_field(record->entity, name);
    zc_assert(!field || field->column < 0 || record->values[field->column].kind != ZC_V_UNREAD);
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
