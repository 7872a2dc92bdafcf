/* change: the three verbs over one record. They act as the operating-system user, journalled as such. */
#include "cli/verbs.h"
#include "query/replay.h"
#include "record/write.h"

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
    bool new_one = strcmp(args->words[2], "new") == 0;
    char nothing = 0, *end = &nothing;
    editing->entity = zc_model_entity(editing->session.city->model, args->words[1]);
    editing->id = new_one ? 0 : strtoll(args->words[2], &end, 10);
    if (!editing->entity)
        return zc_fail(err, ZC_EUSAGE, "没有实体 %s", "there is no entity %s", args->words[1]);
    if (*end || (!editing->id && !new_one))
        return zc_fail(err, ZC_EUSAGE, "编号应为十进制数,收到 %s", "the id is a decimal number, %s came", args->words[2]);
    return ZC_OK;
}

/* Opens the city of the first word, a transaction, and the record that the next two name. Ended by `finish`. */
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

int zc_verb_change(struct zc_args *args)
{
    struct zc_error err = {0};
    struct editing editing;
    bool changed = false;
    if (zc_args_words(args, 4, SIZE_MAX, "城市文件夹、实体、编号和 字段=值", "the city folder, an entity, an id and FIELD=VALUE", &err) ||
        begin(&editing, args, &err))
        return zc_args_fail(args, &err);
    struct zc_patch patch = zc_patch_new(&args->arena, editing.entity, editing.id);
    patch.why = zc_args_option(args, "why");
    int rc = day_option(&patch.valid_from, args, "from", ZC_TODAY, &err);
    if (!rc)
        rc = day_option(&patch.valid_to, args, "to", 0, &err);
    for (size_t i = 3; i < args->word_count && !rc; i++) {
        const char *equal = strchr(args->words[i], '=');
        if (!equal)
            rc = zc_fail(&err, ZC_EUSAGE, "应为 字段=值,收到 %s", "FIELD=VALUE is expected, %s came", args->words[i]);
        else
            rc = zc_patch_set(&patch, &args->arena, zc_arena_copy(&args->arena, args->words[i], (size_t)(equal - args->words[i])), equal + 1, &err);
    }
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

int zc_verb_withdraw(struct zc_args *args) { return put_away(args, false); }
