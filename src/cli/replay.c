/* replay: the figures of a published edition counted again. */
#include "cli/verbs.h"
#include "base/buf.h"
#include "query/replay.h"

#include <string.h>

static const char *const words[] = {"same", "drifted", "broken"};

static void print_json(FILE *out, const struct zc_replay_list *list, struct zc_arena *arena)
{
    struct zc_buf text = {0};
    zc_buf_printf(&text, "{\"edition\":\"%lld\",\"figures\":%zu,\"same_then\":%zu,\"same_now\":%zu,\"items\":[", (long long)list->edition.id, list->count,
                  list->same_then, list->same_now);
    for (size_t i = 0; i < list->count; i++) {
        const struct zc_replayed *item = &list->items[i];
        zc_buf_printf(&text, "%s{\"metric\":\"%s\",\"published\":", i ? ",\n " : "", item->metric);
        zc_buf_json_str(&text, item->shown);
        zc_buf_printf(&text, ",\"then\":\"%s\",\"now\":\"%s\",\"value_now\":", words[item->then], words[item->now]);
        zc_buf_json_str(&text, item->now == ZC_REPLAY_BROKEN ? NULL : zc_figure_text(&item->figure_now, false, arena));
        zc_buf_str(&text, ",\"changes\":[");
        for (size_t c = 0; c < item->change_count; c++)
            zc_buf_printf(&text, "%s{\"entity\":\"%s\",\"id\":\"%lld\",\"slice_then\":%d,\"slice_now\":%d}", c ? "," : "", item->changes[c].entity->full_name,
                          (long long)item->changes[c].id, item->changes[c].slice_then, item->changes[c].slice_now);
        zc_buf_str(&text, "]}");
    }
    zc_buf_str(&text, "]}\n");
    fwrite(text.bytes, 1, text.size, out);
    zc_buf_free(&text);
}

static void print_item(struct zc_args *args, struct zc_db *db, const struct zc_replayed *item)
{
    if (item->then != ZC_REPLAY_SAME)
        zc_say(args, "  ✗ %s:按当时所知重算不出印出的数 %s", "  ✗ %s: the printed figure %s does not come out as known then", zc_pick(item->title, args->lang), item->shown);
    if (item->now == ZC_REPLAY_SAME)
        return;
    zc_say(args, "  ▲ %s:印出 %s,按现在所知 %s,变动记录 %zu 条", "  ▲ %s: printed %s, as known now %s, %zu records changed", zc_pick(item->title, args->lang), item->shown,
           item->now == ZC_REPLAY_BROKEN ? "?" : zc_figure_text(&item->figure_now, true, &args->arena), item->change_count);
    for (size_t c = 0; c < item->change_count && c < 20; c++) {
        const struct zc_row_change *change = &item->changes[c];
        struct zc_rows history;
        const char *name = "";
        if (!zc_rows_history(&history, &args->arena, db, change->entity, change->id, &ZC_READER_CITY, NULL))
            name = zc_record_name(&args->arena, db, &history.items[history.count - 1], args->lang);
        zc_say(args, "      %s %lld %s:v%d → v%d", "      %s %lld %s: v%d → v%d", change->entity->full_name, (long long)change->id, name, change->slice_then,
               change->slice_now);
    }
}

int zc_verb_replay(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_replay_list list = {0};
    int64_t edition;
    if (zc_args_words(args, 2, 2, "城市文件夹和版本", "the city folder and an edition", &err) ||
        zc_session_open(&session, args->words[0], ZC_STORE_READ, &err))
        return zc_args_fail(args, &err);
    int rc = zc_store_begin(session.db.store, &err);
    if (!rc)
        rc = zc_edition_find(&edition, &session.db, args->words[1], &err);
    if (!rc)
        rc = zc_replay_edition(&list, &args->arena, &session.db, edition, &err);
    if (!rc && zc_args_is(args, "format", "json")) {
        print_json(args->out, &list, &args->arena);
    } else if (!rc) {
        zc_say(args, "重放 %s 第 %lld 版:按当时所知一致 %zu / %zu,按现在所知一致 %zu / %zu", "replay of %s, edition %lld: same as known then %zu / %zu, same as known now %zu / %zu",
               zc_record_text(&list.edition, "title"), (long long)zc_record_value(&list.edition, "number").number, list.same_then, list.count, list.same_now, list.count);
        for (size_t i = 0; i < list.count; i++)
            print_item(args, &session.db, &list.items[i]);
        if (list.same_then == list.count)
            zc_say(args, "same", "same");
        if (list.same_now != list.count)
            zc_say(args, "drifted", "drifted");
    }
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : list.same_then == list.count ? 0 : 1;
}
