/* carry: the year change, from one plan to another. */
#include "cli/verbs.h"
#include "record/carry.h"

#include <stdlib.h>

/* By the one field of its natural key, else by id. */
static int plan_of(int64_t *id, struct zc_args *args, struct zc_db *db, const struct zc_entity *entity, const char *text, struct zc_error *err)
{
    struct zc_value key;
    const struct zc_field *field = entity->key_count == 1 ? zc_entity_field(entity, entity->key[0]) : NULL;
    struct zc_record record;
    int rc = ZC_OK;
    *id = 0;
    if (field && !zc_field_parse(&key, field, text, &args->arena, NULL))
        rc = zc_rows_by_key(id, db, entity, &key, err);
    char *end;
    long long number = strtoll(text, &end, 10);
    if (!rc && !*id && !*end && number > 0 && !zc_rows_get(&record, &args->arena, db, entity, number, zc_times_now(db), &ZC_READER_CITY, NULL))
        *id = number;
    return rc || *id ? rc : zc_fail(err, ZC_EINPUT, "没有%s%.0s“%.60s”", "there is no%.0s %s \"%.60s\"", zc_pick(entity->title, ZC_ZH), zc_pick(entity->title, ZC_EN), text);
}

static int day(int *out, struct zc_args *args, const char *name, int otherwise, struct zc_error *err)
{
    const char *text = zc_args_option(args, name);
    *out = otherwise;
    return !text || zc_date_parse(out, text) ? ZC_OK : zc_fail(err, ZC_EUSAGE, "--%s 应为日期,收到 %s", "--%s takes a date, %s came", name, text);
}

int zc_verb_carry(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_tx *tx;
    struct zc_carry_report report = {0};
    struct zc_carry_ask ask = {.why = zc_args_option(args, "why")};
    bool dry = zc_args_option(args, "dry-run") != NULL;
    int64_t number = 0;
    if (zc_args_words(args, 4, 4, "城市文件夹、实体、转出和转入", "the city folder, an entity, from and to", &err) || day(&ask.on, args, "on", ZC_TODAY, &err) ||
        day(&ask.due, args, "due", 0, &err) || zc_session_open(&session, args->words[0], ZC_STORE_WRITE, &err))
        return zc_args_fail(args, &err);
    struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
    ask.entity = zc_model_entity(session.city->model, args->words[1]);
    int rc = ask.entity ? ZC_OK : zc_fail(&err, ZC_EUSAGE, "没有实体 %s", "there is no entity %s", args->words[1]);
    if (!rc)
        rc = plan_of(&ask.from, args, &session.db, ask.entity, args->words[2], &err);
    if (!rc)
        rc = plan_of(&ask.to, args, &session.db, ask.entity, args->words[3], &err);
    if (!rc && !(rc = zc_tx_begin(&tx, &session.db, &actor, &err))) {
        number = zc_tx_number(tx);
        rc = zc_carry_run(&report, &args->arena, tx, &ask, &err);
        if (rc || dry)
            zc_tx_rollback(tx);
        else
            rc = zc_tx_commit(tx, &err);
    }
    for (size_t i = 0; i < report.line_count && !rc; i++) {
        const struct zc_carry_line *line = &report.lines[i];
        zc_say(args, "  %s:结转 %zu 条,留下 %zu 条", "  %s: %zu carried, %zu stay", zc_pick(line->entity->title, args->lang), line->carried, line->stays);
        for (size_t n = 0; n < line->name_count && line->entity->number_field; n++)
            fprintf(args->out, "    %s\n", line->names[n]);
        if (line->entity->number_field && line->carried > line->name_count)
            fprintf(args->out, "    …\n");
    }
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    if (dry)
        zc_say(args, "只是试算,没有存入", "this was a dry run; nothing was stored");
    else
        zc_say(args, "已记入(事务 %lld;可用 withdraw --tx 整批撤回)", "written (transaction %lld; withdraw --tx takes it back)", (long long)number);
    return 0;
}
