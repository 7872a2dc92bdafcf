/* ballot: 1 opening; 2 casting; 3 sealing; 4 what is left. */
#include "record/ballot.h"
#include "base/merkle.h"
#include "base/secret.h"
#include "maths/tally.h"
#include "query/rule.h"
#include "record/attachment.h"
#include "record/blob.h"
#include "record/tx.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char open_step[] = "open", seal_step[] = "seal";

/* 1 */

static const struct zc_entity *kept(struct zc_tx *tx, const char *name) { return zc_model_entity(zc_tx_db(tx)->city->model, name); }

static int classes_of(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, int64_t box, struct zc_error *err)
{
    static const char *order[] = {"name"};
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, "core.ballot_class"), .times = zc_times_now(db), .reader = &ZC_READER_CITY,
                                  .order = order, .order_count = 1};
    query.filter = zc_arena_printf(arena, "box = %lld", (long long)box);
    return zc_rows_list(out, arena, db, &query, err);
}

/* The step with the actor's own right, then what it writes with the city's. */
static int take(struct zc_tx *tx, int64_t box, const char *step, struct zc_error *err)
{
    tx->balloting = true;
    int rc = zc_record_transition(tx, kept(tx, "core.ballot_box"), box, step, NULL, err);
    tx->balloting = false;
    return rc;
}

static int put(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id, const char *const *pairs, size_t count, struct zc_error *err)
{
    const struct zc_reader *reader = tx->actor.reader;
    struct zc_patch patch = zc_patch_new(arena, entity, id);
    int64_t same = id;
    bool changed;
    int rc = ZC_OK;
    for (size_t i = 0; i < count && !rc; i++)
        rc = zc_patch_set(&patch, arena, pairs[2 * i], pairs[2 * i + 1], err);
    tx->actor.reader = &ZC_READER_CITY;
    if (!rc)
        rc = zc_record_change(&same, &changed, tx, &patch, err);
    tx->actor.reader = reader;
    return rc;
}

static const char *decimal(struct zc_arena *arena, int64_t number) { return zc_arena_printf(arena, "%lld", (long long)number); }

/* What voters will see, checked before anything is made. */
static int paper_of(struct zc_ballot_paper *out, struct zc_arena *arena, const struct zc_record *box, struct zc_error *err)
{
    *out = (struct zc_ballot_paper){.title = zc_record_text(box, "title"), .question = zc_record_text(box, "question"), .most = (size_t)zc_record_value(box, "most").number};
    out->option_count = zc_ballot_options(&out->options, arena, zc_record_text(box, "options"));
    if (out->option_count < 1 || out->option_count > ZC_BALLOT_OPTIONS || out->option_count < out->most)
        return zc_fail(err, ZC_ECHECK, "选项应为 1 至 %d 个，且不少于每票最多可选的个数；现有 %zu 个", "a box takes 1 to %d options, and as many as may be marked; it has %zu", (int)ZC_BALLOT_OPTIONS,
                       out->option_count);
    return ZC_OK;
}

static int sheet_of(struct zc_ballot_sheet *out, struct zc_arena *arena, const struct zc_rows *classes, struct zc_error *err)
{
    *out = (struct zc_ballot_sheet){.classes = zc_arena_array(arena, classes->count + 1, sizeof *out->classes)};
    for (size_t i = 0; i < classes->count; i++) {
        struct zc_ballot_class *made = &out->classes[out->class_count++];
        *made = (struct zc_ballot_class){classes->items[i].id, zc_record_text(&classes->items[i], "name"), (size_t)zc_record_value(&classes->items[i], "codes").number, NULL};
        out->codes += made->count;
        if (out->codes > ZC_BALLOT_CODES)
            return zc_fail(err, ZC_ECHECK, "一个票箱至多 %d 个投票码", "a box has at most %d codes", (int)ZC_BALLOT_CODES);
        made->codes = zc_arena_array(arena, made->count + 1, sizeof *made->codes);
    }
    return out->codes ? ZC_OK : zc_fail(err, ZC_ECHECK, "先写明投票人类别和各发多少投票码", "say first which classes of voters there are and how many codes each gets");
}

int zc_ballot_open(struct zc_ballot_sheet *out, struct zc_tx *tx, struct zc_arena *arena, int64_t id, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    struct zc_record box;
    struct zc_rows classes;
    struct zc_ballot_paper paper;
    *out = (struct zc_ballot_sheet){0};
    int rc = take(tx, id, open_step, err);
    if (!rc)
        rc = zc_rows_get(&box, arena, db, kept(tx, "core.ballot_box"), id, zc_times_now(db), &ZC_READER_CITY, err);
    if (!rc)
        rc = classes_of(&classes, arena, db, id, err);
    if (!rc)
        rc = paper_of(&paper, arena, &box, err);
    if (!rc)
        rc = sheet_of(out, arena, &classes, err);
    if (!rc)
        rc = put(tx, arena, box.entity, id, (const char *const[]){"codes", decimal(arena, (int64_t)out->codes)}, 1, err);
    return rc ? rc : zc_ballot_file_make(arena, db->city, id, &paper, out, err);
}

/* 2 */

static int no_code(struct zc_error *err)
{
    return zc_fail(err, ZC_ENOTFOUND, "没有这个投票码，请照票面再输一次", "there is no such code; type it again as it is printed");
}

/* Why the box of a code takes no ballot. */
static int state_of(struct zc_arena *arena, struct zc_db *db, int64_t box, struct zc_error *err)
{
    struct zc_record record;
    if (zc_rows_get(&record, arena, db, zc_model_entity(db->city->model, "core.ballot_box"), box, zc_times_now(db), &ZC_READER_CITY, NULL))
        return no_code(err);
    const char *state = zc_record_text(&record, "state");
    if (strcmp(state, "open") == 0)
        return ZC_OK;
    if (strcmp(state, "draft") == 0)
        return zc_fail(err, ZC_ECHECK, "投票还没有开始", "the box is not open yet");
    return strcmp(state, "sealed") == 0 ? zc_fail(err, ZC_ECHECK, "票箱已经封存，不再收票", "the box is sealed and takes no more ballots")
                                        : zc_fail(err, ZC_ECHECK, "这次投票已经作废，请等通知重投", "this vote is void; it will be repeated");
}

/* The file that takes this code, in a transaction; to be closed also when it is refused. */
static int reach(struct zc_ballot_file **out, struct zc_ballot_paper *paper, char hash[ZC_DIGEST_HEX], struct zc_arena *arena, struct zc_db *db, const char *code, bool writing,
                 struct zc_error *err)
{
    enum zc_ballot_code_state state;
    int64_t box;
    *out = NULL;
    if (!zc_ballot_code_read(&box, hash, db->city, code))
        return no_code(err);
    int rc = state_of(arena, db, box, err);
    rc = rc ? rc : zc_ballot_file_open(out, arena, db->city, box, writing, err);
    rc = rc ? rc : zc_ballot_file_code(&state, *out, hash, err);
    if (rc)
        return rc;
    if (state == ZC_BALLOT_CODE_NONE)
        return no_code(err);
    if (state == ZC_BALLOT_CODE_USED)
        return zc_fail(err, ZC_ECHECK, "这个投票码已经用过，每码只投一次", "this code is used: each serves once");
    if (state == ZC_BALLOT_CODE_LATE)
        return zc_fail(err, ZC_ECHECK, "票箱正在封存，不再收票", "the box is being sealed and takes no more ballots");
    return zc_ballot_file_paper(paper, *out, err);
}

int zc_ballot_paper(struct zc_ballot_paper *out, struct zc_arena *arena, struct zc_db *db, const char *code, struct zc_error *err)
{
    struct zc_ballot_file *file;
    char hash[ZC_DIGEST_HEX];
    int rc = reach(&file, out, hash, arena, db, code, false, err);
    zc_ballot_file_close(file);
    return rc;
}

static int check_marks(const struct zc_ballot_paper *paper, const char *marks, struct zc_error *err)
{
    size_t marked = 0;
    if (strlen(marks) != paper->option_count || strspn(marks, "01") != paper->option_count)
        return zc_fail(err, ZC_EINPUT, "选项不对", "these are not the options of the ballot");
    for (const char *at = marks; *at; at++)
        marked += *at == '1';
    return marked <= paper->most ? ZC_OK
                                 : zc_fail(err, ZC_EINPUT, "选了 %zu 个，最多选 %zu 个；这张票还没有投", "%zu are marked, at most %zu may be; the ballot is not cast yet", marked, paper->most);
}

int zc_ballot_cast(struct zc_arena *arena, struct zc_db *db, const char *code, const char *marks, struct zc_error *err)
{
    struct zc_ballot_file *file;
    struct zc_ballot_paper paper;
    char hash[ZC_DIGEST_HEX];
    int rc = reach(&file, &paper, hash, arena, db, code, true, err);
    rc = rc ? rc : check_marks(&paper, marks, err);
    rc = rc ? rc : zc_ballot_file_cast(file, hash, marks, err);
    rc = rc ? rc : zc_ballot_file_commit(file, err);
    zc_ballot_file_close(file);
    return rc;
}

/* 3 */

struct tally {
    struct zc_rows classes;
    int64_t *ballots;           /* by class */
    bool *told;
    struct zc_ballot_line *lines;
    size_t line_count;
    struct zc_ballot_paper paper;
};

static size_t class_index(const struct tally *tally, int64_t id)
{
    size_t i = 0;
    while (i < tally->classes.count && tally->classes.items[i].id != id)
        i++;
    return i;
}

/* The ballots in an order of chance. A class that is not told apart is not named there either. */
static const char **shuffled(struct zc_arena *arena, const struct tally *tally)
{
    const char **lines = zc_arena_array(arena, tally->line_count + 1, sizeof *lines);
    size_t *order = zc_arena_array(arena, tally->line_count + 1, sizeof *order);
    zc_tally_shuffle(order, tally->line_count, zc_random_below);
    for (size_t i = 0; i < tally->line_count; i++) {
        const struct zc_ballot_line *line = &tally->lines[order[i]];
        size_t class_ = class_index(tally, line->class_);
        bool told = class_ < tally->classes.count && tally->told[class_];
        lines[i] = zc_arena_printf(arena, "%zu\t%s", told ? class_ + 1 : 0, line->marks);
    }
    return lines;
}

static const char *ballots_text(struct zc_arena *arena, const struct zc_record *box, const struct tally *tally, const char *const *lines, const char *root, size_t *size)
{
    struct zc_buf text = {0};
    zc_buf_printf(&text, "zhucheng ballots 1\nbox\t%lld\t%s\n", (long long)box->id, zc_record_text(box, "title"));
    for (size_t i = 0; i < tally->paper.option_count; i++)
        zc_buf_printf(&text, "option\t%zu\t%s\n", i + 1, tally->paper.options[i]);
    for (size_t i = 0; i < tally->classes.count; i++)
        if (tally->told[i])
            zc_buf_printf(&text, "class\t%zu\t%s\n", i + 1, zc_record_text(&tally->classes.items[i], "name"));
    zc_buf_printf(&text, "root\t%s\n\n", root);
    for (size_t i = 0; i < tally->line_count; i++)
        zc_buf_printf(&text, "%s\n", lines[i]);
    const char *copy = zc_arena_copy(arena, zc_buf_text(&text), text.size);
    *size = text.size;
    zc_buf_free(&text);
    return copy;
}

/* Over the ballots of a class, of all when `class_` is NULL. */
static int put_counts(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *box, const struct tally *tally, const struct zc_record *class_, struct zc_error *err)
{
    const struct zc_entity *entity = kept(tx, "core.ballot_count");
    int rc = ZC_OK;
    for (size_t option = 0; option < tally->paper.option_count && !rc; option++) {
        int64_t count = 0;
        for (size_t i = 0; i < tally->line_count; i++)
            count += tally->lines[i].marks[option] == '1' && (!class_ || tally->lines[i].class_ == class_->id);
        const char *const pairs[] = {"box", decimal(arena, box->id), "seq", decimal(arena, (int64_t)option + 1), "option", tally->paper.options[option],
                                     "votes", decimal(arena, count), "class", class_ ? decimal(arena, class_->id) : ""};
        rc = put(tx, arena, entity, 0, pairs, class_ ? 5 : 4, err);
    }
    return rc;
}

static int64_t least_told(struct zc_arena *arena, struct zc_db *db)
{
    struct zc_rules rules;
    int least = 0;
    bool there = false;
    zc_rules_open(&rules, arena, db, zc_times_now(db).known);
    int rc = zc_rules_number(&least, &there, &rules, "core.ballot.class_least", zc_times_now(db).asof, NULL);
    return !rc && there && least > ZC_BALLOT_LEAST ? least : ZC_BALLOT_LEAST; /* a city withholds more and never less */
}

static int write_result(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *box, struct tally *tally, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    struct zc_attachment file = {.entity = box->entity, .id = box->id, .name = "选票.txt", .media_type = "text/plain"};
    char root[ZC_DIGEST_HEX];
    int64_t blank = 0, same;
    size_t size;
    zc_tally_told(tally->told, tally->ballots, tally->classes.count, least_told(arena, db));
    const char **lines = shuffled(arena, tally);
    zc_merkle_root(root, lines, tally->line_count);
    const char *text = ballots_text(arena, box, tally, lines, root, &size);
    for (size_t i = 0; i < tally->line_count; i++)
        blank += strchr(tally->lines[i].marks, '1') == NULL;
    int rc = put(tx, arena, box->entity, box->id,
                 (const char *const[]){"cast", decimal(arena, (int64_t)tally->line_count), "blank", decimal(arena, blank), "root", root}, 3, err);
    for (size_t i = 0; i < tally->classes.count && !rc; i++)
        rc = put(tx, arena, kept(tx, "core.ballot_class"), tally->classes.items[i].id,
                 (const char *const[]){"cast", decimal(arena, tally->ballots[i]), "told", tally->told[i] ? "true" : "false"}, 2, err);
    if (!rc)
        rc = put_counts(tx, arena, box, tally, NULL, err);
    for (size_t i = 0; i < tally->classes.count && !rc; i++)
        if (tally->told[i])
            rc = put_counts(tx, arena, box, tally, &tally->classes.items[i], err);
    if (!rc)
        rc = zc_blob_store(file.digest, db->city, text, size, err);
    file.size = (int64_t)size;
    const struct zc_reader *reader = tx->actor.reader;
    tx->actor.reader = &ZC_READER_CITY;
    if (!rc)
        rc = zc_attachment_add(&same, tx, &file, err);
    tx->actor.reader = reader;
    return rc;
}

/* From here on nobody casts: between the count and the commit nothing may come. */
static int count(struct tally *tally, struct zc_arena *arena, const struct zc_city *city, int64_t box, struct zc_error *err)
{
    struct zc_ballot_file *file;
    int rc = zc_ballot_file_open(&file, arena, city, box, true, err);
    if (rc)
        return rc == ZC_ENOTFOUND && err ? (err->code = ZC_ECHECK) : rc; /* the box itself is there */
    rc = zc_ballot_file_shut(file, err);
    rc = rc ? rc : zc_ballot_file_paper(&tally->paper, file, err);
    rc = rc ? rc : zc_ballot_file_read(&tally->lines, &tally->line_count, file, tally->paper.option_count, err);
    rc = rc ? rc : zc_ballot_file_commit(file, err);
    zc_ballot_file_close(file);
    tally->ballots = zc_arena_array(arena, tally->classes.count + 1, sizeof *tally->ballots);
    tally->told = zc_arena_array(arena, tally->classes.count + 1, sizeof *tally->told);
    for (size_t i = 0; i < tally->line_count && !rc; i++)
        tally->ballots[class_index(tally, tally->lines[i].class_)]++;
    return rc;
}

int zc_ballot_seal(struct zc_tx *tx, struct zc_arena *arena, int64_t id, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    struct zc_record box;
    struct tally tally = {0};
    int rc = take(tx, id, seal_step, err);
    if (!rc)
        rc = zc_rows_get(&box, arena, db, kept(tx, "core.ballot_box"), id, zc_times_now(db), &ZC_READER_CITY, err);
    if (!rc)
        rc = classes_of(&tally.classes, arena, db, id, err);
    if (!rc)
        rc = count(&tally, arena, db->city, id, err);
    return rc ? rc : write_result(tx, arena, &box, &tally, err);
}

/* 4 */

void zc_ballot_sweep(struct zc_db *db)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.ballot_box");
    struct zc_arena arena = {0};
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/boxes", db->city->folder);
    DIR *boxes = entity ? opendir(folder) : NULL;
    struct dirent *entry;
    while (boxes && (entry = readdir(boxes))) {
        char *end;
        long long id = strtoll(entry->d_name, &end, 10);
        struct zc_record record;
        if (end == entry->d_name || strcmp(end, ".box") != 0 ||
            zc_rows_get(&record, &arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, NULL))
            continue;
        const char *state = zc_record_text(&record, "state");
        if (strcmp(state, "sealed") == 0 || strcmp(state, "void") == 0)
            zc_ballot_file_destroy(&arena, db->city, id);
    }
    if (boxes)
        closedir(boxes);
    zc_arena_free(&arena);
}

int zc_ballot_check_step(const struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_transition *step, struct zc_error *err)
{
    bool own = strcmp(step->name, open_step) == 0 || strcmp(step->name, seal_step) == 0;
    if (!own || tx->balloting || strcmp(entity->full_name, "core.ballot_box") != 0)
        return ZC_OK;
    return zc_fail(err, ZC_ECHECK, "不能单办这一步：票箱在 /ballots/%lld 页上开启、封存", "not by the step alone: a box is opened and sealed on its page /ballots/%lld", (long long)id);
}
