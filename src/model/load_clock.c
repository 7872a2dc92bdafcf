/* load_clock: the key clocks of an entity: 1 what it may name; 2 its length; 3 its warnings; 4 one clock. */
#include "base/hours.h"
#include "model/bind.h"
#include "model/model.h"

#include <stdio.h>
#include <string.h>

enum { MOST_WARNS = sizeof ((struct zc_clock *)0)->warns / sizeof *((struct zc_clock *)0)->warns };

/* 1 */

static const struct zc_transition *step_named(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return &entity->transitions[i];
    return NULL;
}

const char *zc_load_rule_named(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_place *place, const char *text)
{
    const char *dot = strchr(text, '.'), *id = dot && strchr(dot + 1, '.') ? text : zc_arena_printf(&loader->model->arena, "%s.%s", entity->module, text);
    for (size_t i = 0; i < loader->model->rule_count; i++)
        if (strcmp(loader->model->rules[i].id, id) == 0)
            return id;
    struct zc_nearest nearest = zc_nearest_to(id);
    for (size_t i = 0; i < loader->model->rule_count; i++)
        zc_nearest_see(&nearest, loader->model->rules[i].id);
    zc_bind_fail_near(loader, place, &nearest, "没有规则值 %s", "there is no rule value %s", nearest.word);
    return NULL;
}

static const char *number_rule(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_place *place, const char *text)
{
    const char *id = zc_load_rule_named(loader, entity, place, text);
    if (id && !zc_model_rule_counts(loader->model, id))
        zc_bind_fail(loader, place, "规则值 %s 不是整数", "the rule value %s is no whole number", id);
    return id;
}

/* A clock of minutes is timed by instants; the others by days, those of an instant too. */
static void event(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_clock *clock, const char *key, const char *name)
{
    const struct zc_transition *step = name ? step_named(entity, name) : NULL;
    const struct zc_field *field = name && !step ? zc_entity_field(entity, name) : NULL;
    bool timed = clock->kind == ZC_CLOCK_MINUTES, instant = step ? step->at_field != NULL : field && field->type == ZC_INSTANT;
    if (!name || (timed ? instant : step || instant || (field && field->type == ZC_DATE)))
        return;
    if (timed)
        zc_bind_fail(loader, &clock->place, "按小时、分钟计的时限,%s 应为时刻字段或记下时刻(at)的步骤,%s 不是", "%s of a clock of hours or minutes names an instant field or a transition with at, which %s is not",
                     key, name);
    else
        zc_bind_fail(loader, &clock->place, "%s 里的 %s 不是日期或时刻字段,也不是步骤", "%s names %s, which is no field of a date or an instant and no transition", key, name);
}

/* A field of the type by which the clock is timed. */
static const char *timing_field(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_clock *clock, struct zc_yaml *map, const char *key)
{
    enum zc_type type = clock->kind == ZC_CLOCK_MINUTES ? ZC_INSTANT : ZC_DATE;
    const char *name = zc_bind_text(loader, map, key, true);
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (name && (!field || field->type != type || field->column < 0))
        zc_bind_fail(loader, &map->place, "%s 应写存入的%s%.0s字段", "%s names a stored %.0s%s field", key, type == ZC_DATE ? "日期" : "时刻", type == ZC_DATE ? "date" : "instant");
    return name;
}

/* 2 */

/* "reply_workdays or clocks.reply_workdays": an int of the row where it is filled, else the rule value. */
static const char *stated(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_yaml *node, const char *name)
{
    const struct zc_field *field = zc_entity_field(entity, name);
    if (!field || field->column < 0 || field->type != ZC_INT || field->list || field->least < 0 || field->most > 36500)
        zc_bind_fail(loader, &node->place, "时长的字段 %s 应为 0 至 36500 之间的整数字段", "the length names the field %s, which has to be an int bounded within 0 and 36500", name);
    return name;
}

/* Exactly one of the keys that say a length; false when none is there. */
struct said {
    enum zc_clock_kind kind;
    int length, times;
    const char *rule, *field;
    int given;
};
static void said_length(struct said *out, struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *yaml)
{
    static const struct {
        const char *key;
        enum zc_clock_kind kind;
        int times;
    } lengths[] = {{"workdays", ZC_CLOCK_WORKDAYS, 1}, {"days", ZC_CLOCK_DAYS, 1}, {"months", ZC_CLOCK_MONTHS, 1}, {"years", ZC_CLOCK_MONTHS, 12},
                   {"hours", ZC_CLOCK_MINUTES, 60}, {"minutes", ZC_CLOCK_MINUTES, 1}};
    *out = (struct said){.times = 1};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        const struct zc_yaml *node = zc_yaml_get(yaml, lengths[i].key);
        if (!node)
            continue;
        out->given++;
        out->kind = lengths[i].kind;
        out->times = lengths[i].times;
        const char *or = node->kind == ZC_YAML_SCALAR ? strstr(node->text, " or ") : NULL;
        if (or) {
            out->field = stated(loader, entity, node, zc_arena_copy(&loader->model->arena, node->text, (size_t)(or - node->text)));
            out->rule = number_rule(loader, entity, &node->place, zc_arena_str(&loader->model->arena, or + 4));
        } else if (node->kind == ZC_YAML_SCALAR && strchr(node->text, '.')) {
            out->rule = number_rule(loader, entity, &node->place, node->text);
        } else if (node->kind == ZC_YAML_SCALAR && node->text[0] >= 'a' && node->text[0] <= 'z') {
            out->field = stated(loader, entity, node, node->text);
        } else {
            out->length = (int)zc_bind_int(loader, yaml, lengths[i].key, 0);
        }
    }
    if (out->length < 0 || out->length > 1000000)
        zc_bind_fail(loader, &yaml->place, "时限应为 0 至 1000000", "a length is 0 to 1000000");
}

static void length(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    struct said said;
    said_length(&said, loader, entity, yaml);
    clock->kind = said.kind;
    clock->length = said.length;
    clock->times = said.times;
    clock->length_rule = said.rule;
    clock->length_field = said.field;
    clock->ends_on = zc_bind_text(loader, yaml, "ends_on", false);
    if (said.given + (clock->ends_on != NULL) != 1)
        zc_bind_fail(loader, &yaml->place, "须且只能写 ends_on、workdays、days、months、years、hours、minutes 之一",
                     "exactly one of ends_on, workdays, days, months, years, hours, minutes is needed");
    const struct zc_field *end = clock->ends_on ? zc_entity_field(entity, clock->ends_on) : NULL;
    if (clock->ends_on && (!end || end->type != ZC_DATE))
        zc_bind_fail(loader, &clock->place, "ends_on 应为日期字段", "ends_on names a date field");
}

static void hours(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    const struct zc_yaml *node = zc_yaml_get(yaml, "hours_of");
    const char *text = zc_bind_text(loader, yaml, "hours_of", false);
    clock->hours_rule = text ? zc_load_rule_named(loader, entity, &node->place, text) : NULL;
    if (clock->hours_rule && !zc_model_rule_tells_hours(loader->model, clock->hours_rule))
        zc_bind_fail(loader, &node->place, "规则值 %s 不是工作时间,应如 workdays 09:00-12:00 13:00-17:00", "the rule value %s tells no hours such as workdays 09:00-12:00 13:00-17:00",
                     clock->hours_rule);
}

/* 3 */

static bool warn(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, const char *text)
{
    static const struct {
        const char *word;
        enum zc_warn_unit unit;
        int times;
    } units[] = {{"workdays", ZC_WARN_WORKDAYS, 1}, {"hours", ZC_WARN_MINUTES, 60}, {"minutes", ZC_WARN_MINUTES, 1}, {"percent", ZC_WARN_PERCENT, 1}};
    struct zc_clock_warn *made = &clock->warns[clock->warn_count];
    char first[200], word[16];
    size_t unit = 0;
    if (sscanf(text, "%199s %15s", first, word) != 2)
        return false;
    while (unit < 4 && strcmp(units[unit].word, word) != 0)
        unit++;
    if (unit == 4)
        return false;
    *made = (struct zc_clock_warn){.unit = units[unit].unit, .times = units[unit].times};
    if (strchr(first, '.'))
        made->rule = number_rule(loader, entity, &clock->place, zc_arena_str(&loader->model->arena, first));
    else if (!zc_rule_is_whole(first) || sscanf(first, "%d", &made->length) != 1)
        return false;
    bool timed = clock->kind == ZC_CLOCK_MINUTES;
    if ((timed && made->unit == ZC_WARN_WORKDAYS) || (!timed && made->unit == ZC_WARN_PERCENT) || (made->unit == ZC_WARN_PERCENT && made->length > 100))
        return false;
    clock->warn_count++;
    return true;
}

static void warns(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    size_t count;
    const char **texts = zc_bind_list(loader, yaml, "warn", &count);
    if (count > MOST_WARNS)
        zc_bind_fail(loader, &clock->place, "warn 至多四项", "warn takes at most four");
    for (size_t i = 0; i < count && i < MOST_WARNS; i++)
        if (!warn(loader, entity, clock, texts[i]))
            zc_bind_fail(loader, &clock->place, "warn 应写作 10 workdays、4 hours、30 minutes,或 规则包.名称 workdays;按小时、分钟计的时限可写 30 percent,不写 workdays",
                         "warn is written as 10 workdays, 4 hours, 30 minutes, or as PACK.NAME workdays; a clock of hours or minutes takes 30 percent and no workdays");
}

/* 4 */

/* A map, or a list of at most so many. */
static struct zc_yaml *maps(struct zc_loader *loader, struct zc_yaml *yaml, const char *key, size_t most)
{
    struct zc_yaml *node = zc_yaml_get(yaml, key);
    if (node && node->kind == ZC_YAML_LIST && node->count > most)
        zc_bind_fail(loader, &node->place, "%s 至多 %zu 项", "%s takes at most %zu", key, most);
    return !node ? NULL : node->kind == ZC_YAML_LIST ? node->child : node;
}

static void pauses(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    for (struct zc_yaml *at = maps(loader, yaml, "paused", ZC_CLOCK_PAUSES); at && clock->paused_count < ZC_CLOCK_PAUSES; at = at->key ? NULL : at->next) {
        struct zc_clock_paused *made = &clock->paused[clock->paused_count++];
        zc_bind_only(loader, at, "from to until");
        made->from = timing_field(loader, entity, clock, at, "from");
        made->resumes = zc_yaml_get(at, "until") != NULL;
        if (made->resumes && zc_yaml_get(at, "to"))
            zc_bind_fail(loader, &at->place, "to(最后一天)与 until(恢复之日)只能写一个", "only one of to (the last day) and until (the day on which it goes on)");
        made->to = timing_field(loader, entity, clock, at, made->resumes ? "until" : "to");
    }
}

static void extensions(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    for (struct zc_yaml *at = maps(loader, yaml, "extended", ZC_CLOCK_EXTENSIONS); at && clock->extended_count < ZC_CLOCK_EXTENSIONS; at = at->key ? NULL : at->next) {
        struct zc_clock_extended *made = &clock->extended[clock->extended_count++];
        struct said said;
        zc_bind_only(loader, at, "on ground workdays days months years hours minutes");
        said_length(&said, loader, entity, at);
        bool calendar = clock->kind != ZC_CLOCK_WORKDAYS && clock->kind != ZC_CLOCK_MINUTES, suits = calendar ? said.kind == ZC_CLOCK_DAYS || said.kind == ZC_CLOCK_MONTHS : said.kind == clock->kind;
        if (said.given != 1 || !suits)
            zc_bind_fail(loader, &at->place, "延长须写一个时长,按时限的计法:工作日延工作日,小时、分钟延小时、分钟,其余延 days、months、years",
                         "an extension takes one length, counted as the clock is: workdays for workdays, hours or minutes for those, else days, months or years");
        *made = (struct zc_clock_extended){.on = timing_field(loader, entity, clock, at, "on"), .ground = zc_bind_text(loader, at, "ground", false), .kind = said.kind,
                                           .length = said.length, .times = said.times, .length_rule = said.rule, .length_field = said.field, .place = at->place};
        const struct zc_field *ground = made->ground ? zc_entity_field(entity, made->ground) : NULL;
        if (made->ground && (!ground || ground->column < 0))
            zc_bind_fail(loader, &at->place, "ground 应写一个存入的字段", "ground names a stored field");
    }
}

static void whole(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    const char *name = zc_bind_text(loader, yaml, "within", false);
    for (const struct zc_clock *other = entity->clocks; name && other < clock && !clock->within; other++)
        if (strcmp(other->name, name) == 0)
            clock->within = other;
    if (name && !clock->within)
        zc_bind_fail(loader, &clock->place, "within 应写前面已声明的时限,%s 不是", "within names a clock declared before this one, which %s is not", name);
}

static void terms(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    bool calendar = clock->kind != ZC_CLOCK_WORKDAYS && clock->kind != ZC_CLOCK_MINUTES;
    clock->roll = zc_bind_bool(loader, yaml, "roll", false);
    clock->class_ = (enum zc_clock_class)zc_bind_word(loader, yaml, "class", "plain custody duty right", ZC_CLOCK_PLAIN);
    clock->month_end = zc_bind_bool(loader, yaml, "month_end", false);
    clock->inclusive = zc_bind_bool(loader, yaml, "inclusive", false);
    clock->credit = zc_bind_text(loader, yaml, "credit", false);
    if (clock->roll && clock->class_)
        zc_bind_fail(loader, &clock->place, "写了 class 就不写 roll:class 已说明是否顺延", "class says whether it rolls: leave roll out");
    if (!calendar && (clock->roll || clock->class_ || clock->month_end || clock->inclusive || clock->credit))
        zc_bind_fail(loader, &clock->place, "roll、class、month_end、inclusive、credit 只用于按日、按月的时限", "roll, class, month_end, inclusive and credit are for clocks of days, months and dates");
    if (clock->inclusive && clock->kind != ZC_CLOCK_DAYS && clock->kind != ZC_CLOCK_MONTHS)
        zc_bind_fail(loader, &clock->place, "inclusive 只用于 days、months、years", "inclusive is for days, months and years");
    const struct zc_field *credit = clock->credit ? zc_entity_field(entity, clock->credit) : NULL;
    if (clock->credit && (!credit || credit->column < 0 || credit->type != ZC_INT || credit->list || credit->least < 0 || credit->most > 36500))
        zc_bind_fail(loader, &clock->place, "credit 应写 0 至 36500 之间的整数字段", "credit names an int field bounded within 0 and 36500");
    clock->restarts = zc_bind_list(loader, yaml, "restarts", &clock->restart_count);
    for (size_t i = 0; i < clock->restart_count; i++)
        event(loader, entity, clock, "restarts", clock->restarts[i]);
}

static void one_clock(struct zc_loader *loader, const struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    *clock = (struct zc_clock){.name = yaml->key, .place = yaml->place};
    zc_bind_only(loader, yaml, "title starts restarts ends_on workdays days months years hours minutes hours_of roll class month_end inclusive credit stops "
                               "paused extended within warn of_ledger basis status");
    if (yaml->kind != ZC_YAML_MAP)
        return;
    clock->title = zc_bind_pair(loader, yaml, "title", true);
    clock->starts = zc_bind_text(loader, yaml, "starts", true);
    length(loader, entity, clock, yaml);
    hours(loader, entity, clock, yaml);
    terms(loader, entity, clock, yaml);
    clock->stops = zc_bind_list(loader, yaml, "stops", &clock->stop_count);
    clock->of_ledger = zc_bind_bool(loader, yaml, "of_ledger", false);
    clock->basis = zc_bind_text(loader, yaml, "basis", false);
    clock->status = zc_bind_text(loader, yaml, "status", false);
    pauses(loader, entity, clock, yaml);
    extensions(loader, entity, clock, yaml);
    whole(loader, entity, clock, yaml);
    warns(loader, entity, clock, yaml);
    event(loader, entity, clock, "starts", clock->starts);
    for (size_t i = 0; i < clock->stop_count; i++)
        event(loader, entity, clock, "stops", clock->stops[i]);
}

void zc_load_clocks(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "clocks");
    if (!list || list->kind != ZC_YAML_MAP) {
        if (list)
            zc_bind_fail(loader, &list->place, "clocks 应为 时限: {…}", "clocks takes CLOCK: {…}");
        return;
    }
    entity->clocks = zc_arena_array(&loader->model->arena, list->count + 1, sizeof *entity->clocks);
    for (struct zc_yaml *child = list->child; child; child = child->next)
        one_clock(loader, entity, &entity->clocks[entity->clock_count++], child);
}
