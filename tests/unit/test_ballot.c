/*
 * ballot: a box from opening to sealing, looked at as somebody would who has the files: 1 making one; 2 the order in its bytes; 3 codes;
 * 4 sealing and what is told; 5 a box that is lost.
 */
#include "city_kit.h"

#include "base/buf.h"
#include "base/merkle.h"
#include "record/ballot.h"
#include "store/store.h"

#include <dirent.h>
#include <sys/stat.h>

enum { OPTIONS = 7, LEADERS = 3, HEADS = 8, OTHERS = 60, CAST = 60 };

static struct zc_arena arena;
static struct zc_error err;
static int64_t box, unit;
static struct zc_ballot_sheet sheet;
static const char *used[CAST]; /* codes in the order of casting */
static char marks[CAST][OPTIONS + 1]; /* each ballot is unlike every other */

/* 1 */

static int64_t add(struct zc_tx *tx, const char *entity, const char *const *pairs)
{
    int64_t id = 0;
    bool changed;
    struct zc_patch patch = zc_patch_new(&arena, zc_model_entity(city->model, entity), 0);
    for (; *pairs; pairs += 2)
        must(zc_patch_set(&patch, &arena, pairs[0], pairs[1], &err), &err);
    must(zc_record_change(&id, &changed, tx, &patch, &err), &err);
    return id;
}

static const char *number(int64_t value) { return zc_arena_printf(&arena, "%lld", (long long)value); }

static int64_t make_box(const char *title)
{
    struct zc_tx *tx;
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    if (!unit)
        unit = add(tx, "core.unit", (const char *const[]){"code", "T1", "name", "示例局", "short_name", "示例局", "system", "government", NULL});
    int64_t id = add(tx, "core.ballot_box", (const char *const[]){"title", title, "unit", number(unit), "question", "示例：请推荐", "options", ";甲;乙;丙;丁;戊;己;庚;", "most", "7", NULL});
    static const struct {
        const char *name;
        int codes;
    } classes[] = {{"A 班子成员", LEADERS}, {"B 中层正职", HEADS}, {"C 其他", OTHERS}};
    for (size_t i = 0; i < 3; i++)
        add(tx, "core.ballot_class", (const char *const[]){"box", number(id), "name", classes[i].name, "codes", number(classes[i].codes), NULL});
    must(zc_tx_commit(tx, &err), &err);
    return id;
}

static void open_it(int64_t id, struct zc_ballot_sheet *out)
{
    struct zc_tx *tx;
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    must(zc_ballot_open(out, tx, &arena, id, &err), &err);
    must(zc_tx_commit(tx, &err), &err);
}

static const char *path_of(int64_t id) { return zc_arena_printf(&arena, "%s/city/boxes/%lld.box", city_folder, (long long)id); }

static struct zc_buf bytes_of(const char *path)
{
    struct zc_buf bytes = {0};
    char piece[4096];
    size_t size;
    FILE *file = fopen(path, "rb");
    if (!file)
        return bytes;
    while ((size = fread(piece, 1, sizeof piece, file)))
        zc_buf_add(&bytes, piece, size);
    fclose(file);
    return bytes;
}

static int open(void **state)
{
    city_found(state);
    box = make_box("示例推荐");
    open_it(box, &sheet);
    return 0;
}

static int close_all(void **state)
{
    zc_arena_free(&arena);
    return city_close(state);
}

/* 2 */

static int refused(int rc, const char *word)
{
    if (rc >= 0 || !strstr(err.zh, word))
        fail_msg("%d: %s", rc, err.zh);
    return rc;
}

/* Kendall's tau of places against the order of casting, in hundredths. For 60 in an order of chance it has a standard deviation of 9. */
static int order_in(const long *places, size_t count)
{
    long agree = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            agree += places[i] < places[j] ? 1 : -1;
    return (int)(agree * 200 / (long)(count * (count - 1)));
}

static void no_order(const char *what, const long *places, size_t count)
{
    int tau = order_in(places, count);
    if (tau > 50 || tau < -50)
        fail_msg("%s: the order of casting shows, tau %d %%", what, tau);
}

static long place(const struct zc_buf *bytes, const char *text)
{
    const char *found = memmem(bytes->bytes, bytes->size, text, strlen(text));
    return found ? (long)(found - (const char *)bytes->bytes) : -1;
}

struct layout {
    long codes[CAST + 20], keys[CAST + 20];
    char code[CAST + 20][65], key[CAST + 20][65];
    size_t code_count, key_count;
};

static void read_layout(struct layout *out, const struct zc_buf *bytes)
{
    struct zc_store *store;
    struct zc_stmt *stmt;
    *out = (struct layout){0};
    must(zc_store_open(&store, path_of(box), ZC_STORE_BOX, &err), &err);
    must(zc_stmt_prepare(&stmt, store, "SELECT hash FROM code ORDER BY hash", &err), &err);
    while (zc_stmt_step(stmt, &err) > 0)
        snprintf(out->code[out->code_count++], 65, "%s", zc_stmt_text(stmt, 0, NULL));
    zc_stmt_done(stmt);
    must(zc_stmt_prepare(&stmt, store, "SELECT key FROM ballot ORDER BY key", &err), &err);
    while (zc_stmt_step(stmt, &err) > 0)
        snprintf(out->key[out->key_count++], 65, "%s", zc_stmt_text(stmt, 0, NULL));
    zc_stmt_done(stmt);
    zc_store_close(store);
    for (size_t i = 0; i < out->code_count; i++)
        assert_true((out->codes[i] = place(bytes, out->code[i])) > 0);
    for (size_t i = 0; i < out->key_count; i++)
        assert_true((out->keys[i] = place(bytes, out->key[i])) > 0);
}

/* Where each ballot that was cast stands in the order of the keys. */
static void ranks(long *places)
{
    struct zc_store *store;
    struct zc_stmt *stmt;
    long rank = 0;
    size_t found = 0;
    must(zc_store_open(&store, path_of(box), ZC_STORE_BOX, &err), &err);
    must(zc_stmt_prepare(&stmt, store, "SELECT marks FROM ballot ORDER BY key", &err), &err);
    for (; zc_stmt_step(stmt, &err) > 0; rank++)
        for (int i = 0; i < CAST; i++)
            if (strcmp(zc_stmt_text(stmt, 0, NULL), marks[i]) == 0) {
                places[i] = rank;
                found++;
            }
    zc_stmt_done(stmt);
    zc_store_close(store);
    assert_int_equal(found, CAST);
}

static void untouched_by_time(void)
{
    struct stat info;
    assert_int_equal(stat(path_of(box), &info), 0);
    assert_int_equal(info.st_mtim.tv_sec, 0);
    assert_int_equal(info.st_atim.tv_sec, 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void the_bytes_hold_no_order(void **state)
{
    (void)state;
    assert_int_equal(sheet.codes, LEADERS + HEADS + OTHERS);
    struct zc_buf before = bytes_of(path_of(box)), after;
    struct layout first, last;
    read_layout(&first, &before);
    assert_int_equal(first.code_count, sheet.codes);
    assert_int_equal(first.key_count, sheet.codes);
    long places[CAST];
    for (int i = 0; i < CAST; i++) { /* two leaders, seven heads, 51 others, one after the other */
        used[i] = i < 2 ? sheet.classes[0].codes[i] : i < 9 ? sheet.classes[1].codes[i - 2] : sheet.classes[2].codes[i - 9];
        for (int o = 0; o < OPTIONS; o++)
            marks[i][o] = (char)('0' + ((i + 1) >> o & 1));
        must(zc_ballot_cast(&arena, &db, used[i], marks[i], &err), &err);
        untouched_by_time();
    }
    after = bytes_of(path_of(box));
    read_layout(&last, &after);
    assert_int_equal(after.size, before.size); /* nothing was added, nothing moved: ballots and codes lie where they lay when nobody had voted */
    assert_memory_equal(first.codes, last.codes, sizeof first.codes);
    assert_memory_equal(first.keys, last.keys, sizeof first.keys);
    for (int i = 0; i < CAST; i++)
        assert_true((places[i] = place(&after, zc_arena_printf(&arena, "%lld%s", (long long)sheet.classes[i < 2 ? 0 : i < 9 ? 1 : 2].id, marks[i]))) > 0);
    no_order("the bytes of the box", places + 9, CAST - 9); /* within a class: what one casts is in a row of his class */
    ranks(places);
    no_order("the rows of the box", places + 9, CAST - 9);
    no_order("the rows of the box", places, CAST);
    size_t changed = 0;
    for (size_t i = 0; i < after.size; i++)
        changed += before.bytes[i] != after.bytes[i];
    /* a mark each, the used bit of a code each, and SQLite's two counters of writes; no free space was left behind */
    if (changed > CAST * (OPTIONS + 1) + 16)
        fail_msg("%zu bytes differ", changed);
    struct dirent *entry;
    DIR *boxes = opendir(zc_arena_printf(&arena, "%s/city/boxes", city_folder));
    while ((entry = readdir(boxes)))
        if (strstr(entry->d_name, "journal") || strstr(entry->d_name, "wal"))
            fail_msg("left beside the box: %s", entry->d_name);
    closedir(boxes);
    zc_buf_free(&before);
    zc_buf_free(&after);
}

/* 3 */

static void a_code_serves_once(void **state)
{
    (void)state;
    struct zc_ballot_paper paper;
    char small[ZC_BALLOT_CODE];
    const char *fresh = sheet.classes[2].codes[OTHERS - 1];
    assert_int_equal(refused(zc_ballot_cast(&arena, &db, used[0], "1111111", &err), "已经用过"), ZC_ECHECK);
    assert_int_equal(refused(zc_ballot_paper(&paper, &arena, &db, used[5], &err), "已经用过"), ZC_ECHECK);
    snprintf(small, sizeof small, "%s", fresh);
    small[strlen(small) - 1] = small[strlen(small) - 1] == '0' ? '1' : '0';
    assert_int_equal(refused(zc_ballot_paper(&paper, &arena, &db, small, &err), "没有这个投票码"), ZC_ENOTFOUND);
    static const char *const wrong[] = {"", "1", "abc", "99999999999999999999-AAAA", "1-AAAA-AAAA-AAAA-AAAA", "-AAAA-AAAA-AAAA-AAAA", "1-AAAA-AAAA-AAAA-AAAAA", "../city"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(refused(zc_ballot_paper(&paper, &arena, &db, wrong[i], &err), "没有这个投票码"), ZC_ENOTFOUND);
    assert_int_equal(refused(zc_ballot_cast(&arena, &db, fresh, "10101", &err), "选项不对"), ZC_EINPUT);
    assert_int_equal(refused(zc_ballot_cast(&arena, &db, fresh, "10101-0", &err), "选项不对"), ZC_EINPUT);
    snprintf(small, sizeof small, "%s", fresh); /* typed small, with blanks for dashes */
    for (char *at = small; *at; at++)
        *at = *at == '-' && strchr(small, '-') < at ? ' ' : *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    must(zc_ballot_paper(&paper, &arena, &db, small, &err), &err);
    assert_int_equal(paper.option_count, OPTIONS);
    assert_string_equal(paper.options[6], "庚");
    struct zc_tx *tx; /* the steps alone do nothing */
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    assert_int_equal(refused(zc_record_transition(tx, zc_model_entity(city->model, "core.ballot_box"), box, "seal", NULL, &err), "不能单办"), ZC_ECHECK);
    zc_tx_rollback(tx);
}

/* 4 */

static void lines_of(char (*out)[64], size_t *count, const char *text)
{
    const char *at = strstr(text, "\n\n");
    *count = 0;
    assert_non_null(at);
    for (at += 2; *at; at += strcspn(at, "\n") + 1) {
        assert_true(*count < CAST);
        snprintf(out[(*count)++], 64, "%.*s", (int)strcspn(at, "\n"), at);
    }
}

static int64_t count_of(const char *filter) { return count_at("core.ballot_count", zc_arena_printf(&arena, "box = %lld and %s", (long long)box, filter), NULL); }

static void nowhere(const char *text)
{
    for (const char *name = "city.db\0city.db-wal\0outbox.db\0"; *name; name += strlen(name) + 1) {
        struct zc_buf bytes = bytes_of(zc_arena_printf(&arena, "%s/city/%s", city_folder, name));
        if (bytes.size && place(&bytes, text) >= 0)
            fail_msg("%s holds %s", name, text);
        zc_buf_free(&bytes);
    }
}

static void sealed_in_an_order_of_chance(void **state)
{
    (void)state;
    struct zc_tx *tx;
    struct zc_rows files;
    struct zc_record record;
    struct layout layout;
    char lines[CAST][64], root[65];
    const char *texts[CAST], *spoilt = NULL;
    size_t count;
    long places[CAST];
    struct zc_buf open_box = bytes_of(path_of(box));
    read_layout(&layout, &open_box);
    zc_buf_free(&open_box);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    must(zc_ballot_seal(tx, &arena, box, &err), &err);
    assert_int_equal(refused(zc_ballot_cast(&arena, &db, sheet.classes[2].codes[OTHERS - 1], "1000000", &err), "不再收票"), ZC_ECHECK);
    must(zc_tx_commit(tx, &err), &err);
    zc_ballot_sweep(&db);
    assert_false(zc_ballot_file_there(city, box));
    assert_int_equal(refused(zc_ballot_cast(&arena, &db, sheet.classes[2].codes[OTHERS - 1], "1000000", &err), "已经封存"), ZC_ECHECK);

    must(zc_rows_get(&record, &arena, &db, zc_model_entity(city->model, "core.ballot_box"), box, zc_times_now(&db), &ZC_READER_CITY, &err), &err);
    assert_int_equal(zc_record_value(&record, "codes").number, LEADERS + HEADS + OTHERS);
    assert_int_equal(zc_record_value(&record, "cast").number, CAST);
    assert_int_equal(zc_record_value(&record, "blank").number, 0);
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, "core.attachment"), .times = zc_times_now(&db), .reader = &ZC_READER_CITY,
                                  .filter = zc_arena_printf(&arena, "subject_id = %lld", (long long)box)};
    must(zc_rows_list(&files, &arena, &db, &query, &err), &err);
    assert_int_equal(files.count, 1);
    const char *digest = zc_record_text(&files.items[0], "digest");
    struct zc_buf text = bytes_of(zc_arena_printf(&arena, "%s/city/files/%.2s/%s", city_folder, digest, digest));
    lines_of(lines, &count, zc_buf_text(&text));
    assert_int_equal(count, CAST);
    for (size_t i = 0; i < count; i++) {
        texts[i] = lines[i];
        size_t cast = 0;
        while (cast < CAST && strcmp(strchr(lines[i], '\t') + 1, marks[cast]) != 0)
            cast++;
        assert_true(cast < CAST);
        places[cast] = (long)i;
        assert_int_equal(lines[i][0], cast < 9 ? '0' : '3'); /* two leaders would show, and seven heads would tell of them */
    }
    no_order("the sealed ballots", places, CAST);
    zc_merkle_root(root, texts, count);
    assert_string_equal(root, zc_record_text(&record, "root"));
    spoilt = texts[7];
    texts[7] = "3\t0000000";
    zc_merkle_root(root, texts, count);
    assert_string_not_equal(root, zc_record_text(&record, "root"));
    texts[7] = spoilt;
    zc_buf_free(&text);

    for (int o = 0; o < OPTIONS; o++) { /* the whole and the others are told, by option; leaders and heads are not */
        int all = 0, others = 0;
        for (int i = 0; i < CAST; i++) {
            all += marks[i][o] == '1';
            others += i >= 9 && marks[i][o] == '1';
        }
        assert_int_equal(count_of(zc_arena_printf(&arena, "empty(class) and seq = %d and votes = %d", o + 1, all)), 1);
        assert_int_equal(count_of(zc_arena_printf(&arena, "class.name = 'C 其他' and seq = %d and votes = %d", o + 1, others)), 1);
    }
    assert_int_equal(count_of("votes >= 0"), 2 * OPTIONS);
    for (size_t i = 0; i < layout.code_count; i++)
        nowhere(layout.code[i]);
    for (size_t i = 0; i < layout.key_count; i++)
        nowhere(layout.key[i]);
    for (int i = 0; i < CAST; i++)
        nowhere(strchr(used[i], '-') + 1);
    struct zc_buf found = bytes_of(zc_arena_printf(&arena, "%s/city/city.db-wal", city_folder)); /* so that nowhere() looks at something */
    assert_true(found.size > 0);
    zc_buf_free(&found);
}

/* 5 */

static void a_lost_box_is_repeated(void **state)
{
    (void)state;
    struct zc_tx *tx;
    struct zc_ballot_sheet codes;
    int64_t second = make_box("示例推荐二");
    must(zc_tx_begin(&tx, &db, &actor, &err), &err); /* an opening that is refused gives codes that open nothing */
    must(zc_ballot_open(&codes, tx, &arena, second, &err), &err);
    zc_tx_rollback(tx);
    assert_int_equal(refused(zc_ballot_cast(&arena, &db, codes.classes[0].codes[0], "1000000", &err), "还没有开始"), ZC_ECHECK);
    const char *stale = codes.classes[0].codes[0];
    open_it(second, &codes);
    assert_int_equal(refused(zc_ballot_cast(&arena, &db, stale, "1000000", &err), "没有这个投票码"), ZC_ENOTFOUND);
    must(zc_ballot_cast(&arena, &db, codes.classes[0].codes[0], "1000000", &err), &err);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err); /* a sealing that is refused is tried again */
    must(zc_ballot_seal(tx, &arena, second, &err), &err);
    zc_tx_rollback(tx);
    zc_ballot_sweep(&db);
    assert_true(zc_ballot_file_there(city, second));
    assert_int_equal(unlink(path_of(second)), 0);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    assert_int_equal(refused(zc_ballot_seal(tx, &arena, second, &err), "作废后重投"), ZC_ECHECK);
    zc_tx_rollback(tx);
    assert_int_equal(refused(zc_ballot_cast(&arena, &db, codes.classes[0].codes[1], "1000000", &err), "作废后重投"), ZC_ENOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_bytes_hold_no_order), cmocka_unit_test(a_code_serves_once), cmocka_unit_test(sealed_in_an_order_of_chance),
                                       cmocka_unit_test(a_lost_box_is_repeated)};
    return cmocka_run_group_tests_name("ballot", tests, open, close_all);
}
