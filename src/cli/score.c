/* score: the ranking of a declared score, or one unit's points with their reasons. */
#include "cli/verbs.h"
#include "query/score.h"

#include <stdlib.h>
#include <string.h>

static void print_ranking(struct zc_args *args, struct zc_db *db, const struct zc_score_run *run)
{
    size_t ranked = (size_t)(run->scheme->rank - run->scheme->parts);
    const struct zc_score_list *list = NULL;
    for (size_t i = 0; i < run->count; i++) {
        const struct zc_score_unit *unit = &run->units[i];
        const struct zc_score_part *part = &unit->parts[ranked];
        if (!unit->list || !part->applicable)
            continue;
        if (unit->list != list)
            fprintf(args->out, "%s\n", zc_pick(unit->list->title, args->lang));
        list = unit->list;
        const char *place = unit->standing.rank ? zc_arena_printf(&args->arena, "%d", unit->standing.rank) : "–";
        fprintf(args->out, "  %4s  %s  %lld/%lld  %s\n", place, zc_score_text(&args->arena, part->value, 4), (long long)part->passed, (long long)part->applicable,
                zc_record_name(&args->arena, db, &unit->unit, args->lang));
    }
}

static void print_unit(struct zc_args *args, struct zc_db *db, struct zc_times times, const struct zc_score_run *run, const struct zc_score_unit *unit)
{
    fprintf(args->out, "%s  %s / %lld\n", zc_record_name(&args->arena, db, &unit->unit, args->lang), zc_score_text(&args->arena, unit->total, 2), (long long)unit->asked);
    for (size_t p = 0; p < run->scheme->part_count; p++) {
        const struct zc_score_part *part = &unit->parts[p];
        fprintf(args->out, "  %s  %s  (%lld/%lld × %lld)\n", zc_pick(run->scheme->parts[p].title, args->lang), zc_score_text(&args->arena, part->earned, 2), (long long)part->passed,
                (long long)part->applicable, (long long)part->points);
        for (size_t i = 0; i < unit->cells[p].count; i++) {
            struct zc_record record;
            const struct zc_score_line *line = &unit->cells[p].lines[i];
            if (!zc_rows_get(&record, &args->arena, db, run->scheme->parts[p].of, line->id, times, &ZC_READER_CITY, NULL))
                fprintf(args->out, "    %s %lld %s\n", line->passed ? "✓" : "■", (long long)line->id, zc_record_name(&args->arena, db, &record, args->lang));
        }
    }
}

int zc_verb_score(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_times times;
    struct zc_record record;
    struct zc_score_run run = {0};
    if (zc_args_words(args, 2, 3, "城市文件夹、考核名称,可加单位编号", "the city folder, a score, and an id of a unit if wanted", &err) || zc_session_read(&session, &times, args, &err))
        return zc_args_fail(args, &err);
    const struct zc_score_scheme *scheme = zc_model_score(session.city->model, args->words[1]);
    const char *text = zc_args_option(args, "scheme");
    char none = 0, *end = &none;
    long long id = text ? strtoll(text, &end, 10) : 0, unit = args->word_count > 2 && !*end ? strtoll(args->words[2], &end, 10) : 0;
    int rc = scheme ? ZC_OK : zc_fail(&err, ZC_EUSAGE, "没有考核 %s", "there is no score %s", args->words[1]);
    if (!rc && *end)
        rc = zc_fail(&err, ZC_EUSAGE, "编号应为十进制数", "an id is a decimal number");
    if (!rc)
        rc = zc_score_scheme_find(&record, &args->arena, &session.db, scheme, id, times, &ZC_READER_CITY, &err);
    if (!rc)
        rc = zc_score_run(&run, &args->arena, &session.db, scheme, &record, times, &err);
    if (!rc && args->word_count < 3)
        print_ranking(args, &session.db, &run);
    bool found = args->word_count < 3;
    for (size_t i = 0; i < run.count && !rc && !found; i++)
        if ((found = run.units[i].unit.id == unit))
            print_unit(args, &session.db, times, &run, &run.units[i]);
    if (!rc && !found)
        rc = zc_fail(&err, ZC_ENOTFOUND, "这个单位没有被考核的", "nothing of this unit is scored");
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
