/* link: 1 roles and declarations; 2 the rule of a person at a post; 3 posts and their holders; 4 a link; 5 rule values. */
#include "query/link.h"
#include "base/digest.h"
#include "base/map.h"
#include "query/duty.h"
#include "query/rule.h"

#include <stdio.h>
#include <string.h>

/* 1 */

static bool among(const char *const *roles, size_t count, const char *role)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(roles[i], role) == 0)
            return true;
    return false;
}

static bool may_issue(const struct zc_link_rule *rule, const struct zc_reader *acting)
{
    for (size_t i = 0; i < acting->role_count; i++)
        if (among(rule->by, rule->by_count, acting->roles[i]))
            return true;
    return false;
}

bool zc_link_issuer(const struct zc_model *model, const struct zc_reader *acting)
{
    for (size_t i = 0; i < model->link_count; i++)
        if (may_issue(&model->links[i], acting))
            return true;
    return false;
}

/* Walks the roles of a post, ";a;b;"; NULL at the end. */
static const char *next_role(const char **at, struct zc_arena *arena)
{
    *at += strspn(*at, ";");
    size_t size = strcspn(*at, ";");
    const char *role = size ? zc_arena_copy(arena, *at, size) : NULL;
    *at += size;
    return role;
}

/* Every role of the post is covered; with `led` also one of those that the rule is for. */
static bool covers(const struct zc_link_rule *rule, struct zc_arena *arena, const char *roles, bool led)
{
    bool leads = false;
    for (const char *at = roles, *role; (role = next_role(&at, arena));) {
        bool to = among(rule->to, rule->to_count, role);
        leads |= to;
        if (!to && !among(rule->beside, rule->beside_count, role))
            return false;
    }
    return leads || !led;
}

/* 2 */

static bool get(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const char *name, int64_t id)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, name);
    return entity && id && !zc_rows_get(out, arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, NULL);
}

int zc_link_rule_of(const struct zc_link_rule **out, struct zc_arena *arena, struct zc_db *db, int64_t person, int64_t post,
                    const struct zc_reader *by, struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    struct zc_duties duties;
    *out = NULL;
    int rc = zc_duties_of(&duties, arena, db, person, err);
    if (rc)
        return rc;
    const struct zc_duty *held = zc_duty_for(&duties, post);
    if (!held || held->deputy)
        return zc_fail(err, ZC_EDENIED, "这个人现在不在这个岗位上", "this person does not hold the post now");
    for (size_t r = 0; r < model->link_count && !*out; r++) {
        bool all = !by || may_issue(&model->links[r], by);
        for (size_t i = 0; i < duties.count && all; i++) {
            struct zc_record record;
            if (duties.items[i].deputy && model->links[r].device) /* a device serves its one post, so it never acts as a deputy */
                continue;
            all = get(&record, arena, db, "core.post", duties.items[i].post) &&
                  covers(&model->links[r], arena, zc_record_text(&record, "roles"), duties.items[i].post == post);
        }
        if (all)
            *out = &model->links[r];
    }
    return *out ? ZC_OK
                : zc_fail(err, ZC_EDENIED, "不能给这个岗位发一次性链接:本人名下的角色超出声明的范围,或您的岗位无权发。可请安全管理员办理",
                          "no one-time link can be issued for this post: its holder has roles beyond the declaration, or your post may not issue one. The security administrator can help");
}

/* 3 */

static const char *decimal(struct zc_arena *arena, int64_t id) { return zc_arena_printf(arena, "%lld", (long long)id); }

static int list(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const char *name, const char *filter, const char **order, size_t orders, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, name);
    *out = (struct zc_rows){0};
    if (!entity)
        return ZC_OK;
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = filter, .order = order, .order_count = orders};
    return zc_rows_list(out, arena, db, &query, err);
}

struct waiting {
    int64_t account, made, expires;
};
static int waiting_links(struct zc_map *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    struct zc_stmt *stmt;
    zc_map_init(out, arena);
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT post, account, made, expires FROM link WHERE expires > ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, zc_instant_now() / 1000000);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct waiting *one = zc_arena_alloc(arena, sizeof *one);
        *one = (struct waiting){zc_stmt_int(stmt, 1), zc_stmt_int(stmt, 2), zc_stmt_int(stmt, 3)};
        zc_map_put(out, decimal(arena, zc_stmt_int(stmt, 0)), one);
    }
    zc_stmt_done(stmt);
    return rc;
}

static const struct zc_link_rule *rule_for(const struct zc_model *model, struct zc_arena *arena, const struct zc_record *post, const struct zc_reader *acting)
{
    for (size_t i = 0; i < model->link_count; i++)
        if (may_issue(&model->links[i], acting) && covers(&model->links[i], arena, zc_record_text(post, "roles"), true))
            return &model->links[i];
    return NULL;
}

int zc_link_lines(struct zc_link_line **out, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *acting, struct zc_error *err)
{
    struct zc_rows posts, holdings = {0}, accounts = {0};
    struct zc_map account_of, links;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    zc_map_init(&account_of, arena);
    int rc = list(&posts, arena, db, "core.post", "state = 'active'", (const char *[]){"unit", "title"}, 2, err);
    if (!rc)
        rc = list(&holdings, arena, db, "core.holding", "from_on <= :today and (empty(to_on) or to_on >= :today) and not (rights = 'none')",
                  (const char *[]){"from_on"}, 1, err);
    if (!rc)
        rc = list(&accounts, arena, db, "core.account", "not (state = 'closed')", NULL, 0, err);
    if (!rc)
        rc = waiting_links(&links, arena, db, err);
    for (size_t i = 0; i < accounts.count && !rc; i++)
        zc_map_put(&account_of, decimal(arena, zc_record_value(&accounts.items[i], "person").number), &accounts.items[i]);
    for (size_t i = 0; i < posts.count && !rc; i++) {
        const struct zc_record *post = &posts.items[i];
        const struct zc_link_rule *rule = rule_for(db->city->model, arena, post, acting);
        const struct waiting *link = zc_map_get(&links, decimal(arena, post->id));
        size_t before = *count;
        for (size_t h = 0; h < holdings.count && rule; h++) {
            if (zc_record_value(&holdings.items[h], "post").number != post->id)
                continue;
            int64_t person = zc_record_value(&holdings.items[h], "person").number;
            const struct zc_record *account = zc_map_get(&account_of, decimal(arena, person));
            bool waits = link && account && link->account == account->id;
            *(struct zc_link_line *)zc_arena_push(arena, out, count, &capacity, sizeof **out) =
                (struct zc_link_line){*post, person, account ? account->id : 0, account ? zc_record_text(account, "state") : NULL, rule,
                                      waits ? link->made : 0, waits ? link->expires : 0};
        }
        if (rule && *count == before)
            *(struct zc_link_line *)zc_arena_push(arena, out, count, &capacity, sizeof **out) = (struct zc_link_line){*post, .rule = rule};
    }
    return rc;
}

/* 4 */

int zc_link_find(struct zc_link *out, struct zc_arena *arena, struct zc_db *db, const char *token, struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX];
    struct zc_stmt *stmt;
    struct zc_record account;
    *out = (struct zc_link){0};
    zc_sm3_hex(digest, token, strlen(token));
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT account, post, made, expires FROM link WHERE token = ?1 AND expires > ?2", err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, digest, 64);
    zc_stmt_bind_int(stmt, 2, zc_instant_now() / 1000000);
    rc = zc_stmt_step(stmt, err);
    if (rc > 0)
        *out = (struct zc_link){zc_stmt_int(stmt, 0), zc_stmt_int(stmt, 1), 0, zc_stmt_int(stmt, 2), zc_stmt_int(stmt, 3), NULL};
    zc_stmt_done(stmt);
    if (rc < 0)
        return rc;
    const char *state = rc && get(&account, arena, db, "core.account", out->account) ? zc_record_text(&account, "state") : "";
    if (strcmp(state, "active") != 0 && strcmp(state, "invited") != 0)
        return zc_fail(err, ZC_EDENIED, "链接无效、已用过或已过期,请向发链接的单位另要一条", "the link is not valid, used or expired; ask whoever issued it for a new one");
    out->person = zc_record_value(&account, "person").number;
    return zc_link_rule_of(&out->rule, arena, db, out->person, out->post, NULL, err);
}

/* 5 */

static int number(struct zc_db *db, const char *id, int otherwise, int most)
{
    struct zc_value value = zc_rule_number(db, id, zc_times_now(db));
    return value.kind != ZC_V_INT || value.number < 1 || value.number > most ? otherwise : (int)value.number;
}
int zc_link_hours(struct zc_db *db) { return number(db, "core.sign_in.link_hours", 72, 24 * 31); }
int zc_link_device_days(struct zc_db *db) { return number(db, "core.sign_in.device_days", 30, 365); }
