/* change: the three verbs over one record or, under a condition, over many. They act as the operating-system user, journalled as such. */
#include "cli/verbs.h"
#include "query/replay.h"
#include "record/bulk.h"

#include <stdlib.h>
#include <string.h>

struct editing {
    struct zc_session session;
    struct zc_tx *tx;
    const struct zc_entity *entity;
    int64_t id;
    struct zc_drift before; /* what was already drifting */
};

static int record_of(struct editing *editing, struct zc_args *args, struct zc_error *err)
{
    if (args->word_count < 2) /* a whole transaction, whatever it wrote */
        return ZC_OK;
    bool many = zc_args_option(args, "where") != NULL, new_one = many || strcmp(args->words[2], "new") == 0;
    char nothing = 0, *end = &nothing;
    editing->entity = zc_model_entity(editing->session.city->model, args->words[1]);
    editing->id = new_one ? 0 : strtoll(args->words[2], &end, 10);
    if (!editing->entity)
        return zc_fail(err, ZC_EUSAGE, "没有实体 %s", "there is no entity %s", args->words[1]);
    if (*end || (!editing->id && !new_one))
        return zc_fail(err, ZC_EUSAGE, "编号应为十进制数,收到 %s", "the id is a decimal number, %s came", args->words[2]);
    return ZC_OK;
}

/* Opens the city of the first word, a transaction, and what the next two name: an entity, and one of its records unless many are
 * meant. Ended by `finish`. */
static int begin(struct editing *editing, struct zc_args *args, struct zc_error *err)
{
    int rc = zc_session_open(&editing->session, args->words[0], ZC_STORE_WRITE, err);
    if (rc)
        return rc;
    struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
    rc = record_of(editing, args, err);
    if (!rc && !(rc = zc_tx_begin(&editing->tx, &editing->session.db, &actor, err)) &&
        (rc = zc_replay_drifts(&editing->before, &args->arena, &editing->session.db, err)))
        zc_tx_rollback(editing->tx);
    if (rc)
        zc_session_close(&editing->session);
    return rc;
}

static int day_option(int *out, const struct zc_args *args, const char *name, int otherwise, struct zc_error *err)
{
    const char *text = zc_args_option(args, name);
    *out = otherwise;
    if (text && !zc_date_parse(out, text))
        return zc_fail(err, ZC_EUSAGE, "--%s 应为日期,如 2017-06-30,收到 %s", "--%s takes a date such as 2017-06-30, %s came", name, text);
    return ZC_OK;
}

/* Before it is saved, a correction says which printed figures will no longer come out as printed. */
static int announce_drift(struct zc_args *args, struct zc_db *db, const struct zc_drift *before, struct zc_error *err)
{
    struct zc_drift after;
    bool said = false;
    int rc = zc_replay_drifts(&after, &args->arena, db, err);
    for (size_t i = 0; i < after.count && !rc; i++) {
        const struct zc_replayed *item = &after.items[i];
        bool known = false;
        for (size_t k = 0; k < before->count && !known; k++)
            known = before->items[k].binding.id == item->binding.id && before->items[k].change_count == item->change_count;
        if (known)
            continue;
        if (!said)
            zc_say(args, "注意:这一改会让已印发的数变动", "note: this changes figures that were published");
        said = true;
        zc_say(args, "  ▲ %s:印出 %s,改后 %s", "  ▲ %s: printed %s, %s after this change", zc_pick(item->title, args->lang), item->shown,
               item->now == ZC_REPLAY_BROKEN ? "?" : zc_figure_text(&item->figure_now, true, &args->arena));
    }
    return rc;
}

static int finish(struct editing *editing, struct zc_args *args, int rc, struct zc_error *err)
{
    bool dry = zc_args_option(args, "dry-run") != NULL;
    if (!rc)
        rc = announce_drift(args, &editing->session.db, &editing->before, err);
    if (rc || dry)
        zc_tx_rollback(editing->tx);
    else
        rc = zc_tx_commit(editing->tx, err);
    zc_session_close(&editing->session);
    if (!rc && dry)
        zc_say(args, "只是试算,没有存入", "this was a dry run; nothing was stored");
    return rc ? zc_args_fail(args, err) : 0;
}

/* The days and the FIELD=VALUE words from `first` on. */
static int read_patch(struct zc_patch *patch, struct zc_args *args, size_t first, struct zc_error *err)
{
    patch->why = zc_args_option(args, "why");
    int rc = day_option(&patch->valid_from, args, "from", ZC_TODAY, err);
    if (!rc)
        rc = day_option(&patch->valid_to, args, "to", 0, err);
    for (size_t i = first; i < args->word_count && !rc; i++) {
        const char *equal = strchr(args->words[i], '=');
        if (!equal)
            rc = zc_fail(err, ZC_EUSAGE, "应为 字段=值,收到 %s", "FIELD=VALUE is expected, %s came", args->words[i]);
        else
            rc = zc_patch_set(patch, &args->arena, zc_arena_copy(&args->arena, args->words[i], (size_t)(equal - args->words[i])), equal + 1, err);
    }
    return rc;
}

static int change_many(struct zc_args *args)
{
    struct zc_error err = {0};
    struct editing editing;
    size_t seen = 0, changed = 0;
    if (zc_args_words(args, 3, SIZE_MAX, "城市文件夹、实体和 字段=值", "the city folder, an entity and FIELD=VALUE", &err))
        return zc_args_fail(args, &err);
    if (!strchr(args->words[2], '=')) {
        zc_fail(&err, ZC_EUSAGE, "有 --where 就不写编号,收到 %s", "--where takes no id, %s came", args->words[2]);
        return zc_args_fail(args, &err);
    }
    if (begin(&editing, args, &err))
        return zc_args_fail(args, &err);
    struct zc_patch patch = zc_patch_new(&args->arena, editing.entity, 0);
    struct zc_bulk bulk = {.patch = &patch, .filter = zc_args_option(args, "where")};
    int rc = read_patch(&patch, args, 2, &err);
    if (!rc)
        rc = zc_bulk_change(&seen, &changed, editing.tx, &bulk, &err);
    int64_t number = zc_tx_number(editing.tx);
    int status = finish(&editing, args, rc, &err);
    if (!status)
        zc_say(args, "符合条件 %zu 条,改动 %zu 条(事务 %lld;可用 withdraw --tx 整批撤回)", "%zu records meet the condition, %zu changed (transaction %lld; withdraw --tx takes it back)",
               seen, changed, (long long)number);
    return status;
}

int zc_verb_change(struct zc_args *args)
{
    struct zc_error err = {0};
    struct editing editing;
    bool changed = false;
    if (zc_args_option(args, "where"))
        return change_many(args);
    if (zc_args_words(args, 4, SIZE_MAX, "城市文件夹、实体、编号和 字段=值", "the city folder, an entity, an id and FIELD=VALUE", &err) ||
        begin(&editing, args, &err))
        return zc_args_fail(args, &err);
    struct zc_patch patch = zc_patch_new(&args->arena, editing.entity, editing.id);
    int rc = read_patch(&patch, args, 3, &err);
    if (!rc)
        rc = zc_record_change(&editing.id, &changed, editing.tx, &patch, &err);
    int64_t number = zc_tx_number(editing.tx);
    int status = finish(&editing, args, rc, &err);
    if (!status && changed && !zc_args_option(args, "dry-run"))
        zc_say(args, "已记入:%lld(事务 %lld)", "written: %lld (transaction %lld)", (long long)editing.id, (long long)number);
    else if (!status && !changed)
        zc_say(args, "没有变化,未写入", "nothing differs, nothing was written");
    return status;
}

/* end and withdraw. */
static int put_away(struct zc_args *args, bool from_a_day)
{
    struct zc_error err = {0};
    struct editing editing;
    int from;
    if (zc_args_words(args, 3, 3, "城市文件夹、实体和编号", "the city folder, an entity and an id", &err) || begin(&editing, args, &err))
        return zc_args_fail(args, &err);
    const char *why = zc_args_option(args, "why");
    int rc = day_option(&from, args, "from", ZC_TODAY, &err);
    if (!rc)
        rc = from_a_day ? zc_record_end(editing.tx, editing.entity, editing.id, from, why, &err)
                        : zc_record_withdraw(editing.tx, editing.entity, editing.id, why, &err);
    return finish(&editing, args, rc, &err);
}

int zc_verb_end(struct zc_args *args) { return put_away(args, true); }

static int withdraw_many(struct zc_args *args, const char *number)
{
    struct zc_error err = {0};
    struct editing editing;
    char *end;
    int64_t wanted = strtoll(number, &end, 10);
    if (*end || !*number) {
        zc_fail(&err, ZC_EUSAGE, "--tx 应为事务号,收到 %s", "--tx takes the number of a transaction, %s came", number);
        return zc_args_fail(args, &err);
    }
    if (zc_args_words(args, 1, 1, "城市文件夹", "the city folder", &err) || begin(&editing, args, &err))
        return zc_args_fail(args, &err);
    int rc = zc_bulk_withdraw(editing.tx, wanted, zc_args_option(args, "why"), &err);
    int status = finish(&editing, args, rc, &err);
    if (!status && !zc_args_option(args, "dry-run"))
        zc_say(args, "已整批撤回事务 %lld", "transaction %lld was withdrawn as a whole", (long long)wanted);
    return status;
}

int zc_verb_withdraw(struct zc_args *args)
{
    const char *number = zc_args_option(args, "tx");
    return number ? withdraw_many(args, number) : put_away(args, false);
}
