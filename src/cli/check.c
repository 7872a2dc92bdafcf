/* check and schema: the declarations by themselves, how their tables would be spread, and against the tables, rules and codes of a city. */
#include "cli/verbs.h"
#include "base/buf.h"
#include "query/compute.h"
#include "query/shipped.h"
#include "query/spread.h"
#include "query/tables.h"
#include "query/vote.h"

#include <stdlib.h>
#include <unistd.h>

/* "core.rule_value 8796093022209 reform.clocks.x: …" for each that waits for a person. */
static int say_conflicts(struct zc_args *args, struct zc_db *db, struct zc_error *err)
{
    struct zc_rows rows;
    int rc = zc_shipped_conflicts(&rows, &args->arena, db, err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *row = &rows.items[i];
        bool rule = zc_entity_field(row->entity, "rule") != NULL;
        const char *own = zc_record_text(row, rule ? "value" : "title_zh"), *shipped = zc_record_text(row, rule ? "shipped_value" : "shipped_title_zh");
        zc_say(args, "▲ 待人决定:%s %lld %s %s,本市 %s,出厂 %s", "▲ to be decided: %s %lld %s %s: the city says %s, shipped is %s",
               row->entity->full_name, (long long)row->id, zc_record_text(row, rule ? "rule" : "list"), rule ? "" : zc_record_text(row, "code"), own, shipped);
    }
    if (!rc && !rows.count)
        zc_say(args, "规则和代码没有待人决定的冲突", "no rule and no code waits for a person to decide");
    return rc;
}

/* What the next opening would load. */
static int say_edition(struct zc_args *args, bool *any, struct zc_db *db, struct zc_error *err)
{
    struct zc_shipped_list list;
    int rc = zc_shipped_plan(&list, &args->arena, db, err);
    *any = !rc && (list.news || list.follows || list.conflicts);
    if (*any)
        zc_say(args, "-- 规则和代码:新增 %zu,随新版更新 %zu,本市改过而出厂又变 %zu", "-- rules and codes: %zu new, %zu follow the new edition, %zu the city changed and the edition too",
               list.news, list.follows, list.conflicts);
    for (size_t i = 0; i < list.count && *any; i++)
        if (list.items[i].fate == ZC_SHIPPED_CONFLICT)
            zc_say(args, "-- ▲ %s:本市的保留,待人决定", "-- ▲ %s: the city's own stays, for a person to decide", list.items[i].name);
    return rc;
}

static int check_city(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    if (zc_session_open(&session, args->words[0], ZC_STORE_READ, &err))
        return zc_args_fail(args, &err);
    int rc = say_conflicts(args, &session.db, &err);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}

int zc_verb_check(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_model *model = NULL;
    char *report = NULL;
    if (args->word_count && access(zc_arena_printf(&args->arena, "%s/city.conf", args->words[0]), R_OK) == 0)
        return check_city(args);
    const char *folder = args->word_count ? args->words[0] : zc_modules_folder(&args->arena);
    int rc = zc_model_load(&model, folder, &report, &err);
    if (rc) {
        fprintf(args->err, "%s", report ? report : "");
        free(report);
        return zc_args_fail(args, &err);
    }
    if (zc_compute_check(model, &err) || zc_votes_check(model, &err)) {
        free(report);
        zc_model_free(model);
        return zc_args_fail(args, &err);
    }
    zc_say(args, "声明无误:模块 %zu 个,实体 %zu 个,指标 %zu 个,规则值 %zu 个,摘要 %s",
           "the declarations are sound: %zu modules, %zu entities, %zu metrics, %zu rule values, digest %s", model->module_count,
           model->entity_count, model->metric_count, model->rule_count, model->language_digest);
    free(report);
    zc_model_free(model);
    return 0;
}

/* The modules of a city are those of the program. */
static int say_spread(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_model *model = NULL;
    struct zc_spread_list list;
    struct zc_buf out = {0};
    char *report = NULL;
    bool city = args->word_count && access(zc_arena_printf(&args->arena, "%s/city.conf", args->words[0]), R_OK) == 0;
    int rc = zc_args_words(args, 0, 1, "至多一个模块文件夹或城市文件夹", "at most one folder, of modules or of a city", &err);
    if (!rc && (rc = zc_model_load(&model, args->word_count && !city ? args->words[0] : zc_modules_folder(&args->arena), &report, &err)))
        fprintf(args->err, "%s", report ? report : "");
    rc = rc ? rc : zc_spread_of(&list, &args->arena, model, &err);
    if (!rc) {
        zc_spread_put(&out, &list, args->lang);
        fputs(zc_buf_text(&out), args->out);
    }
    zc_buf_free(&out);
    free(report);
    zc_model_free(model);
    return rc ? zc_args_fail(args, &err) : 0;
}

int zc_verb_schema(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_buf plan = {0};
    if (zc_args_option(args, "citus") && !zc_args_option(args, "plan"))
        return say_spread(args);
    if (args->word_count != 1 || !zc_args_option(args, "plan") || zc_args_option(args, "citus")) {
        zc_fail(&err, ZC_EUSAGE, "用法:schema 城市文件夹 --plan,或 schema [模块文件夹|城市文件夹] --citus", "usage: schema DIR --plan, or schema [MODULES|DIR] --citus");
        return zc_args_fail(args, &err);
    }
    if (zc_session_look(&session, args->words[0], &err))
        return zc_args_fail(args, &err);
    int rc = zc_tables_guard(&session.db, &err);
    if (rc == ZC_ECHECK) /* every other verb refuses it */
        zc_say(args, "会拒绝打开:%s", "opening it would be refused: %s", args->lang == ZC_EN ? err.en : err.zh);
    bool refused = rc == ZC_ECHECK;
    if (!rc || refused)
        rc = zc_tables_plan(&plan, &session.db, &err);
    bool edition = false;
    if (!rc && plan.size)
        fputs(plan.bytes, args->out);
    if (!rc && !plan.size) /* before the tables are there, all rules and codes are new */
        rc = say_edition(args, &edition, &session.db, &err);
    if (!rc && !plan.size && !edition && !refused)
        zc_say(args, "表结构与声明一致,无需改动", "the tables match the declarations; nothing to change");
    zc_buf_free(&plan);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
