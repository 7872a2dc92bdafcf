#include "query/basis_words.h"

#include "base/json.h"

#include <string.h>

static const char *title_of(const struct zc_model *model, const char *entity, const char *act, enum zc_lang lang)
{
    const struct zc_entity *declared = entity ? zc_model_entity(model, entity) : NULL;
    for (size_t i = 0; declared && i < declared->transition_count; i++)
        if (strcmp(declared->transitions[i].name, act) == 0)
            return zc_pick(declared->transitions[i].title, lang);
    return act;
}

const char *zc_basis_words(struct zc_arena *arena, const struct zc_model *model, const struct zc_journal_entry *entry, enum zc_lang lang)
{
    struct zc_json *payload;
    bool en = lang == ZC_EN;
    if (!strstr(entry->payload, "\"step\":{") || zc_json_parse(&payload, arena, entry->payload, strlen(entry->payload), NULL))
        return NULL;
    const struct zc_json *step = zc_json_get(payload, "step"), *rules = step ? zc_json_get(step, "rules") : NULL;
    const char *act = step ? zc_json_text(step, "act") : NULL, *calendar = step ? zc_json_text(step, "calendar") : NULL,
               *declarations = step ? zc_json_text(step, "declarations") : NULL;
    if (!act || !declarations)
        return NULL;
    struct zc_buf out = {0};
    zc_buf_printf(&out, en ? "step %s" : "步骤“%s”", title_of(model, zc_json_text(payload, "entity"), act, lang));
    for (const struct zc_json *rule = rules ? rules->child : NULL; rule; rule = rule->next) {
        const char *id = zc_json_text(rule, "id"), *value = zc_json_text(rule, "value"), *slice = zc_json_text(rule, "slice");
        if (!id || !value)
            continue;
        zc_buf_printf(&out, en ? "; by rule %s = %s" : ";依据规则 %s = %s", id, value);
        if (slice)
            zc_buf_printf(&out, en ? " (slice %s)" : "(第 %s 片)", slice);
    }
    if (calendar)
        zc_buf_printf(&out, en ? "; calendar of the notice of %s" : ";日历依 %s 的通知", calendar);
    zc_buf_printf(&out, en ? "; declarations %.12s" : ";声明 %.12s", declarations);
    const char *text = zc_arena_copy(arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
    return text;
}

static void put_text(struct zc_buf *out, const struct zc_json *from, const char *key, bool *any)
{
    const char *text = zc_json_text(from, key);
    if (!text)
        return;
    zc_buf_str(out, *any ? "," : "");
    zc_buf_json_str(out, key);
    zc_buf_char(out, ':');
    zc_buf_json_str(out, text);
    *any = true;
}

void zc_basis_key(struct zc_buf *out, struct zc_arena *arena, const struct zc_journal_entry *entry)
{
    static const char *const own[] = {"act", "calendar", "declarations"}, *const of_rule[] = {"id", "record", "slice", "value"};
    struct zc_json *payload;
    if (!strstr(entry->payload, "\"step\":{") || zc_json_parse(&payload, arena, entry->payload, strlen(entry->payload), NULL))
        return;
    const struct zc_json *step = zc_json_get(payload, "step"), *rules = step ? zc_json_get(step, "rules") : NULL;
    if (!step)
        return;
    bool any = false;
    zc_buf_str(out, ",\"step\":{");
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        put_text(out, step, own[i], &any);
    zc_buf_str(out, any ? ",\"rules\":[" : "\"rules\":[");
    for (const struct zc_json *rule = rules ? rules->child : NULL; rule; rule = rule->next) {
        bool some = false;
        zc_buf_str(out, rule == rules->child ? "{" : ",{");
        for (size_t i = 0; i < sizeof of_rule / sizeof *of_rule; i++)
            put_text(out, rule, of_rule[i], &some);
        zc_buf_char(out, '}');
    }
    zc_buf_str(out, "]}");
}
