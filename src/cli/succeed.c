/* succeed: what becomes of units and of proposed changes of areas: 1 what is asked; 2 the report; 3 the verb. */
#include "cli/verbs.h"
#include "record/area_change.h"
#include "record/succession.h"

#include <string.h>

enum { MOST_IDS = 200 };

/* 1 */

static int word_among(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return (int)i;
    return -1;
}

typedef int find_by_name(int64_t *id, struct zc_db *db, const char *text, struct zc_error *err);

/* "031,032" */
static int read_ids(int64_t **out, size_t *count, struct zc_args *args, struct zc_db *db, const char *text, find_by_name *find, struct zc_error *err)
{
    size_t capacity = *count;
    int rc = ZC_OK;
    for (const char *at = text ? text : ""; *at && !rc;) {
        size_t size = strcspn(at, ",");
        if (*count >= MOST_IDS)
            return zc_fail(err, ZC_EUSAGE, "一次至多 %d 个", "at most %d at once", (int)MOST_IDS);
        int64_t *one = zc_arena_push(&args->arena, out, count, &capacity, sizeof **out);
        rc = find(one, db, zc_arena_copy(&args->arena, at, size), err);
        at += size + (at[size] == ',');
    }
    return rc;
}

/* "031:reform.task:domain = '02'" */
static int read_part(struct zc_succession_part *out, struct zc_args *args, struct zc_db *db, const char *word, struct zc_error *err)
{
    const char *first = strchr(word, ':'), *second = first ? strchr(first + 1, ':') : NULL;
    if (!first)
        return zc_fail(err, ZC_EUSAGE, "应为 单位:实体 或 单位:实体:条件,收到 %s", "UNIT:ENTITY or UNIT:ENTITY:CONDITION is expected, %s came", word);
    const char *end = second ? second : word + strlen(word), *entity = zc_arena_copy(&args->arena, first + 1, (size_t)(end - first - 1));
    out->filter = second ? second + 1 : NULL;
    out->entity = zc_model_entity(db->city->model, entity);
    if (!out->entity)
        return zc_fail(err, ZC_EUSAGE, "没有实体 %s", "there is no entity %s", entity);
    return zc_succession_unit(&out->to, db, zc_arena_copy(&args->arena, word, (size_t)(first - word)), err);
}

static int read_ask(struct zc_succession *ask, struct zc_args *args, struct zc_db *db, int kind, struct zc_error *err)
{
    const char *to = zc_args_option(args, "to"), *on = zc_args_option(args, "on");
    int64_t *from = NULL;
    size_t capacity = 0;
    struct zc_succession_part *parts = NULL;
    *ask = (struct zc_succession){.kind = kind, .code = zc_args_option(args, "code"), .name = zc_args_option(args, "name"),
                                  .short_name = zc_args_option(args, "short-name"), .basis = zc_args_option(args, "basis"),
                                  .function = zc_args_option(args, "function"), .note = zc_args_option(args, "why"), .ends = zc_args_option(args, "ends") != NULL};
    if (!on || !zc_date_parse(&ask->on, on))
        return zc_fail(err, ZC_EUSAGE, "--on 应为生效日期,如 2017-09-01,收到 %s", "--on takes the day from which it holds, such as 2017-09-01, %s came", on ? on : "-");
    int rc = read_ids(&from, &ask->from_count, args, db, args->words[2], zc_succession_unit, err);
    if (!rc && to)
        rc = zc_succession_unit(&ask->to, db, to, err);
    for (size_t i = 3; i < args->word_count && !rc; i++)
        rc = read_part(zc_arena_push(&args->arena, &parts, &ask->part_count, &capacity, sizeof *parts), args, db, args->words[i], err);
    ask->from = from;
    ask->parts = parts;
    return rc;
}

static int read_settling(struct zc_area_ask *ask, struct zc_args *args, struct zc_db *db, int verdict, struct zc_error *err)
{
    int64_t *events = NULL, *to = NULL;
    size_t capacity = 0;
    int rc = ZC_OK;
    *ask = (struct zc_area_ask){.verdict = verdict, .basis = zc_args_option(args, verdict == ZC_AREA_REFUSE ? "why" : "basis")};
    for (size_t i = 2; i < args->word_count && !rc; i++)
        rc = zc_area_event_find(zc_arena_push(&args->arena, &events, &ask->event_count, &capacity, sizeof *events), db, args->words[i], err);
    if (!rc)
        rc = read_ids(&to, &ask->to_count, args, db, zc_args_option(args, "to"), zc_area_find, err);
    ask->events = events;
    ask->to = to;
    return rc;
}

/* 2 */

static void tell(struct zc_args *args, struct zc_db *db, const struct zc_succession_report *report)
{
    char day[ZC_DATE_TEXT];
    for (size_t i = 0; i < report->line_count; i++) {
        const struct zc_succession_line *line = &report->lines[i];
        const char *names = "";
        for (size_t n = 0; n < line->name_count; n++)
            names = zc_arena_printf(&args->arena, "%s%s%s", names, n ? "、" : "", line->names[n]);
        fprintf(args->out, "  %-28s %s %zu%s%s%s\n", zc_pick(line->entity->title, args->lang), zc_pick(zc_fate_titles[line->fate], args->lang), line->count, *names ? ": " : "",
                names, line->count > line->name_count && line->name_count ? "…" : "");
    }
    if (report->due_count) {
        zc_date_format(day, report->due_first);
        zc_say(args, "  时限 %zu 个照走,最早 %s 到期,一个也不改期", "  %zu clocks run on, the first is due %s, none is re-dated", report->due_count, day);
    }
    for (size_t i = 0; i < report->drift.count; i++) {
        const struct zc_replayed *item = &report->drift.items[i];
        zc_say(args, "  ▲ 已印发的数会变动:%s:印出 %s,改后 %s", "  ▲ a published figure changes: %s: printed %s, %s after this", zc_pick(item->title, args->lang), item->shown,
               item->now == ZC_REPLAY_BROKEN ? "?" : zc_figure_text(&item->figure_now, true, &args->arena));
    }
    if (!report->line_count)
        zc_say(args, "  没有记录写着这个单位", "  no record names the unit");
    (void)db;
}

static void tell_areas(struct zc_args *args, const struct zc_area_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct zc_area_line *line = &report->lines[i];
        zc_say(args, "  %s:%s → %s%s%s%s;%zu 条记录照旧写着原区域", "  %s: %s → %s%s%s%s; %zu records go on naming the former area", line->title,
               *line->from ? line->from : "—", *line->to ? line->to : "—", strcmp(line->to, line->to_before) != 0 ? "(" : "",
               strcmp(line->to, line->to_before) != 0 ? line->to_before : "", strcmp(line->to, line->to_before) != 0 ? ")" : "", line->kept);
    }
}

/* 3 */

int zc_verb_succeed(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_tx *tx;
    if (zc_args_words(args, 3, SIZE_MAX, "城市文件夹、种类和单位或区划变动", "the city folder, a kind, and a unit or a change of areas", &err))
        return zc_args_fail(args, &err);
    int kind = word_among(args->words[1], zc_succession_words, ZC_SUCCESSION_KINDS), verdict = word_among(args->words[1], zc_area_verdict_words, ZC_AREA_VERDICTS);
    if (kind < 0 && verdict < 0) {
        zc_fail(&err, ZC_EUSAGE, "种类应为 rename、merge、split、transfer、abolish,或 confirm、change、refuse,收到 %s",
                "the kind is rename, merge, split, transfer, abolish, or confirm, change, refuse; %s came", args->words[1]);
        return zc_args_fail(args, &err);
    }
    if (zc_session_open(&session, args->words[0], ZC_STORE_WRITE, &err))
        return zc_args_fail(args, &err);
    struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
    struct zc_succession ask;
    struct zc_area_ask settling;
    struct zc_succession_report report = {0};
    struct zc_area_report areas = {0};
    bool dry = zc_args_option(args, "dry-run") != NULL;
    int64_t number = 0;
    int rc = kind >= 0 ? read_ask(&ask, args, &session.db, kind, &err) : read_settling(&settling, args, &session.db, verdict, &err);
    if (!rc && !(rc = zc_tx_begin(&tx, &session.db, &actor, &err))) {
        number = zc_tx_number(tx);
        rc = kind >= 0 ? zc_succession_run(&report, &args->arena, tx, &ask, &err) : zc_area_settle(&areas, &args->arena, tx, &settling, &err);
        if (rc || dry)
            zc_tx_rollback(tx);
        else
            rc = zc_tx_commit(tx, &err);
    }
    if (!rc && kind >= 0)
        tell(args, &session.db, &report);
    else if (!rc)
        tell_areas(args, &areas);
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    if (dry)
        zc_say(args, "只是试算,没有存入", "this was a dry run; nothing was stored");
    else
        zc_say(args, "已记入(事务 %lld;可用 withdraw --tx 整批撤回)", "written (transaction %lld; withdraw --tx takes it back)", (long long)number);
    return 0;
}
