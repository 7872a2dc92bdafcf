/* check and schema: the declarations by themselves, and against the tables of a city. */
#include "cli/verbs.h"
#include "base/buf.h"
#include "query/compute.h"
#include "query/tables.h"

#include <stdlib.h>

int zc_verb_check(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_model *model = NULL;
    char *report = NULL;
    const char *folder = args->word_count ? args->words[0] : zc_modules_folder(&args->arena);
    int rc = zc_model_load(&model, folder, &report, &err);
    if (rc) {
        fprintf(args->err, "%s", report ? report : "");
        free(report);
        return zc_args_fail(args, &err);
    }
    if (zc_compute_check(model, &err)) {
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

int zc_verb_schema(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_buf plan = {0};
    if (args->word_count != 1 || !zc_args_option(args, "plan")) {
        zc_fail(&err, ZC_EUSAGE, "用法:schema 城市文件夹 --plan", "usage: schema DIR --plan");
        return zc_args_fail(args, &err);
    }
    if (zc_session_look(&session, args->words[0], &err))
        return zc_args_fail(args, &err);
    int rc = zc_tables_plan(&plan, &session.db, &err);
    if (!rc && plan.size)
        fputs(plan.bytes, args->out);
    else if (!rc)
        zc_say(args, "表结构与声明一致,无需改动", "the tables match the declarations; nothing to change");
    zc_buf_free(&plan);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
