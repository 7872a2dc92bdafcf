#include "record/held.h"
#include "base/date.h"
#include "base/text.h"
#include "query/eval.h"
#include "query/promise_kinds.h"
#include "query/rule.h"
#include "record/tx.h"

#include <string.h>

struct word {
    const char *text;              /* squeezed, as texts are compared */
    const struct zc_field *field;
};
struct words {
    struct word *items;
    size_t count, capacity;
    const char *phrases;           /* of asking, and all of the above */
};

static void add(struct words *words, struct zc_arena *arena, const char *text, const struct zc_field *field)
{
    static const char comma[] = "、";
    if (!text || zc_utf8_length(text) < 2 || strstr(text, comma))
        return;
    const char *squeezed = zc_text_squeeze(arena, text);
    *(struct word *)zc_arena_push(arena, &words->items, &words->count, &words->capacity, sizeof *words->items) = (struct word){squeezed, field};
    words->phrases = zc_arena_printf(arena, "%s、%s", words->phrases, squeezed);
}

/* How the fields that the record has, and that the asker sees, are called. */
static void gather(struct words *words, struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record)
{
    const struct zc_entity *entity = record->entity;
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_field *field = entity->columns[i];
        if (!record->values[i].kind || !zc_eval_visible(tx->actor.reader, entity, field))
            continue;
        add(words, arena, field->title.zh, field);
        add(words, arena, field->title.en, field);
        for (size_t h = 0; h < entity->head_count; h++)
            if (entity->heads[h].field == field)
                add(words, arena, entity->heads[h].word, field);
    }
}

/* The next part of the text; *at moves behind it. */
static const char *part_of(struct zc_arena *arena, const char **at)
{
    static const char *const marks[] = {"、", "，", ",", "；", ";", "。", "\n"};
    const char *from = *at, *end = from + strlen(from);
    size_t mark = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *found = strstr(from, marks[i]);
        if (found && found < end) {
            end = found;
            mark = strlen(marks[i]);
        }
    }
    *at = end + (*end ? mark : 0);
    return zc_text_squeeze(arena, zc_arena_copy(arena, from, (size_t)(end - from)));
}

static int refuse(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, const struct zc_field *field, struct zc_error *err)
{
    char on[ZC_DATE_TEXT];
    const char *zh, *en;
    zc_date_format(on, zc_instant_date(record->known_from));
    zh = zc_arena_printf(arena, "“%s”本系统已有，不再向单位要：%s“%.60s”，%s为“%.120s”（%s 记）", zc_pick(field->title, ZC_ZH), zc_pick(record->entity->title, ZC_ZH),
                         zc_record_name(arena, tx->db, record, ZC_ZH), zc_pick(field->title, ZC_ZH), zc_record_show(arena, tx->db, record, field, ZC_ZH), on);
    en = zc_arena_printf(arena, "\"%s\" is held already and not asked for again: %s \"%.60s\", %s: \"%.120s\" (entered %s)", zc_pick(field->title, ZC_EN),
                         zc_pick(record->entity->title, ZC_EN), zc_record_name(arena, tx->db, record, ZC_EN), zc_pick(field->title, ZC_EN),
                         zc_record_show(arena, tx->db, record, field, ZC_EN), on);
    return zc_fail(err, ZC_ECONFLICT, "%s%.0s", "%.0s%s", zh, en);
}

int zc_held_check(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, const char *text, struct zc_error *err)
{
    const struct zc_rule_value *rule = NULL;
    struct words words = {0};
    int rc = text && *text ? zc_rule_at(&rule, arena, tx->db, "core.asking.phrases", zc_times_now(tx->db), err) : ZC_OK;
    if (rc || !rule)
        return rc;
    words.phrases = zc_text_squeeze(arena, rule->value);
    gather(&words, tx, arena, record);
    for (const char *at = text; *at;) {
        const char *part = part_of(arena, &at);
        const struct zc_field *asked = NULL;
        for (size_t i = 0; i < words.count && !asked; i++)
            if (strstr(part, words.items[i].text))
                asked = words.items[i].field;
        if (asked && zc_says_nothing(arena, part, words.phrases))
            return refuse(tx, arena, record, asked, err);
    }
    return ZC_OK;
}
