/* people: 1 records made and found by name; 2 links; 3 accounts; 4 the three administrators. */
#include "record/people.h"
#include "record/password.h"
#include "record/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 1 */

static int entity_named(const struct zc_entity **out, struct zc_db *db, const char *name, struct zc_error *err)
{
    *out = zc_model_entity(db->city->model, name);
    return *out ? ZC_OK : zc_fail(err, ZC_EINTERNAL, "缺少 %s 的声明", "%s is not declared", name);
}

/* pairs: field, text, …, NULL */
static int make(int64_t *id, struct zc_arena *arena, struct zc_tx *tx, const char *entity_name, const char *const *pairs, struct zc_error *err)
{
    const struct zc_entity *entity;
    bool changed;
    int rc = entity_named(&entity, zc_tx_db(tx), entity_name, err);
    if (rc)
        return rc;
    struct zc_patch patch = zc_patch_new(arena, entity, 0);
    for (size_t i = 0; pairs[i] && !rc; i += 2)
        rc = zc_patch_set(&patch, arena, pairs[i], pairs[i + 1], err);
    return rc ? rc : zc_record_change(id, &changed, tx, &patch, err);
}

static int find(int64_t *id, struct zc_db *db, const char *entity_name, const char *field, const char *text, struct zc_error *err)
{
    const struct zc_entity *entity;
    struct zc_value value = zc_text(text);
    *id = 0;
    int rc = entity_named(&entity, db, entity_name, err);
    return rc || !value.kind ? rc : zc_rows_find(id, db, entity, field, &value, err);
}

static const char *decimal(struct zc_arena *arena, int64_t id) { return zc_arena_printf(arena, "%lld", (long long)id); }

static const char *today_text(struct zc_arena *arena, struct zc_db *db)
{
    char text[ZC_DATE_TEXT];
    zc_date_format(text, zc_db_today(db));
    return zc_arena_str(arena, text);
}

int zc_people_find(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const char *login, struct zc_error *err)
{
    const struct zc_entity *accounts;
    int64_t id;
    int rc = entity_named(&accounts, db, "core.account", err);
    if (!rc)
        rc = find(&id, db, "core.account", "login_name", login, err);
    if (!rc && !id)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有账号 %s", "there is no account %s", login);
    return rc ? rc : zc_rows_get(out, arena, db, accounts, id, zc_times_now(db), &ZC_READER_CITY, err);
}

/* 2 */

static bool name_is_plain(const char *login) /* it becomes the name of a file */
{
    size_t length = strlen(login);
    return length >= 1 && length <= 60 && login[0] != '.' &&
           strspn(login, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == length;
}

static int write_link(const char **out, struct zc_arena *arena, const char *folder, const char *login, const char *token, struct zc_error *err)
{
    const char *keys = zc_arena_printf(arena, "%s/keys", folder), *invites = zc_arena_printf(arena, "%s/keys/invites", folder);
    const char *path = zc_arena_printf(arena, "%s/%s.txt", invites, login);
    if ((mkdir(keys, 0700) != 0 && errno != EEXIST) || (mkdir(invites, 0700) != 0 && errno != EEXIST))
        return zc_fail(err, ZC_EIO, "无法新建 %s:%s", "cannot make %s: %s", invites, strerror(errno));
    unlink(path); /* the link before is void once another is made */
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    char *line = zc_arena_printf(arena, "/invite/%s\n", token);
    bool good = file >= 0 && write(file, line, strlen(line)) == (ssize_t)strlen(line) && fsync(file) == 0;
    int problem = errno;
    if (file >= 0)
        close(file);
    *out = path;
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(problem));
}

static int make_link(const char **path, struct zc_arena *arena, struct zc_tx *tx, int64_t account, const char *login, int hours, struct zc_error *err)
{
    char token[ZC_TOKEN_TEXT];
    int rc = name_is_plain(login) ? zc_invite_make(token, tx, account, hours, err)
                                  : zc_fail(err, ZC_EINPUT, "登录名只能用字母、数字和 . _ -,收到 %s", "a login name is made of letters, digits and . _ -, %s came", login);
    return rc ? rc : write_link(path, arena, zc_tx_db(tx)->city->folder, login, token, err);
}

/* 3 */

static int hold(struct zc_arena *arena, struct zc_tx *tx, int64_t person, int64_t post, struct zc_error *err)
{
    const char *today = today_text(arena, zc_tx_db(tx));
    int64_t id;
    return make(&id, arena, tx, "core.holding",
                (const char *const[]){"post", decimal(arena, post), "person", decimal(arena, person), "kind", "full", "from_on", today, "rights", "full", NULL}, err);
}

static int person_named(int64_t *id, struct zc_arena *arena, struct zc_tx *tx, const char *name, struct zc_error *err)
{
    const struct zc_entity *persons;
    struct zc_rows rows;
    int rc = entity_named(&persons, zc_tx_db(tx), "core.person", err);
    if (rc)
        return rc;
    struct zc_rows_query query = {.entity = persons, .times = zc_times_now(zc_tx_db(tx)), .reader = &ZC_READER_CITY};
    if ((rc = zc_rows_list(&rows, arena, zc_tx_db(tx), &query, err)))
        return rc;
    size_t same = 0;
    for (size_t i = 0; i < rows.count; i++)
        if (strcmp(zc_record_text(&rows.items[i], "name"), name) == 0) {
            *id = rows.items[i].id;
            same++;
        }
    if (same > 1)
        return zc_fail(err, ZC_EINPUT, "有 %zu 个人叫 %s,请先区分", "%zu persons are called %s; tell them apart first", same, name);
    return same ? ZC_OK : make(id, arena, tx, "core.person", (const char *const[]){"name", name, NULL}, err);
}

static bool holds_today(struct zc_arena *arena, struct zc_db *db, int64_t person, int64_t post)
{
    const struct zc_entity *holdings = zc_model_entity(db->city->model, "core.holding");
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = holdings, .times = zc_times_now(db), .reader = &ZC_READER_CITY,
                                  .filter = "person = :person and post = :post and from_on <= :today and (empty(to_on) or to_on >= :today)"};
    query.params[ZC_P_PERSON] = zc_int(person);
    query.params[ZC_P_POST] = zc_int(post);
    return holdings && !zc_rows_list(&rows, arena, db, &query, NULL) && rows.count;
}

int zc_people_add(const char **path, struct zc_arena *arena, struct zc_tx *tx, const char *login, const char *person_name, const char *post_title,
                  struct zc_error *err)
{
    int64_t account, person = 0, post;
    int rc = find(&post, zc_tx_db(tx), "core.post", "title", post_title, err);
    if (!rc && !post)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有岗位 %s,请先新增岗位", "there is no post %s; make the post first", post_title);
    if (!rc)
        rc = person_named(&person, arena, tx, person_name, err);
    if (!rc && !holds_today(arena, zc_tx_db(tx), person, post))
        rc = hold(arena, tx, person, post, err);
    if (!rc)
        rc = make(&account, arena, tx, "core.account", (const char *const[]){"login_name", login, "person", decimal(arena, person), NULL}, err);
    return rc ? rc : make_link(path, arena, tx, account, login, 72, err);
}

int zc_people_invite(const char **path, struct zc_arena *arena, struct zc_tx *tx, const char *login, int hours, struct zc_error *err)
{
    struct zc_record account;
    int rc = zc_people_find(&account, arena, zc_tx_db(tx), login, err);
    const char *state = rc ? "" : zc_record_text(&account, "state");
    if (!rc && (strcmp(state, "closed") == 0 || strcmp(state, "suspended") == 0))
        rc = zc_fail(err, ZC_EDENIED, "账号 %s 已停用或注销", "the account %s is suspended or closed", login);
    return rc ? rc : make_link(path, arena, tx, account.id, login, hours, err);
}

int zc_people_suspend(struct zc_tx *tx, const char *login, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_record account;
    int rc = zc_people_find(&account, &arena, zc_tx_db(tx), login, err);
    if (!rc)
        rc = zc_record_transition(tx, account.entity, account.id, "suspend", NULL, err);
    if (!rc)
        rc = zc_session_end_all(tx, account.id, NULL, err);
    zc_arena_free(&arena);
    return rc;
}

int zc_people_password(struct zc_tx *tx, const struct zc_record *account, const char *hash, const char *but, struct zc_error *err)
{
    int rc = zc_password_store(tx, account->entity, account->id, hash, true, err);
    if (!rc && strcmp(zc_record_text(account, "state"), "invited") == 0)
        rc = zc_record_transition(tx, account->entity, account->id, "redeem", NULL, err);
    return rc ? rc : zc_session_end_all(tx, account->id, but, err);
}

/* 4 */

static const struct {
    const char *login, *title, *role;
} administrators[] = {
    {"system", "系统管理员", ";core.system_admin;"},
    {"security", "安全管理员", ";core.security_admin;"},
    {"audit", "审计管理员", ";core.audit_admin;"},
};

static int found(struct zc_arena *arena, struct zc_tx *tx, struct zc_error *err)
{
    int64_t unit, post, person, account;
    const char *path;
    int rc = make(&unit, arena, tx, "core.unit",
                  (const char *const[]){"code", "000", "name", "平台管理机构", "short_name", "平台管理", "system", "government", NULL}, err);
    for (size_t i = 0; i < sizeof administrators / sizeof *administrators && !rc; i++) {
        const char *title = administrators[i].title;
        rc = make(&post, arena, tx, "core.post",
                  (const char *const[]){"title", title, "unit", decimal(arena, unit), "roles", administrators[i].role, NULL}, err);
        if (!rc) /* who they are is filled in by the city: the entry says which chair it is */
            rc = make(&person, arena, tx, "core.person", (const char *const[]){"name", title, NULL}, err);
        if (!rc)
            rc = hold(arena, tx, person, post, err);
        if (!rc)
            rc = make(&account, arena, tx, "core.account",
                      (const char *const[]){"login_name", administrators[i].login, "person", decimal(arena, person), NULL}, err);
        if (!rc)
            rc = make_link(&path, arena, tx, account, administrators[i].login, 24, err);
    }
    return rc;
}

int zc_people_found(struct zc_db *db, const char *folder, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_actor actor = {.face = "init", .reader = &ZC_READER_CITY};
    struct zc_tx *tx;
    (void)folder;
    int rc = zc_tx_begin(&tx, db, &actor, err);
    if (rc)
        return rc;
    rc = found(&arena, tx, err);
    if (rc)
        zc_tx_rollback(tx);
    else
        rc = zc_tx_commit(tx, err);
    zc_arena_free(&arena);
    return rc;
}
