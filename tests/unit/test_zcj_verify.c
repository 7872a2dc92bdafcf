/*
 * zcj-verify: take-outs with one thing wrong each, given to the real program. A journal of three chains and nine entries is
 * laid out, sealed twice, then damaged; what the program names and how it ends is compared with what an auditor should see.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "record/entry.h"
#include "record/seal.h"

#define OWN "00112233445566778899aabbccddeeff"
#define OTHER "ffeeddccbbaa99887766554433221100"
#define ABC "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" /* SM3 of "abc", GB/T 32905 example 1 */

struct draft {
    int64_t chain, seq, tx, minute;
    const char *links, *kind, *payload;
};
static const struct draft whole[] = {
    {0, 1, 1, 0, "-", "found", "{\"a\":\"1\"}"},
    {0, 2, 5, 4, "-", "record", "{\"a\":\"2\"}"},
    {520100, 1, 2, 1, "-", "record", "{\"a\":\"3\"}"},
    {520100, 2, 3, 2, "-", "record", "{\"a\":\"4\"}"},
    {520100, 3, 5, 5, "0:2", "record", "{\"a\":\"5\"}"},
    {520100, 4, 7, 7, "-", "file", "{\"digest\":\"" ABC "\"}"},
    {520115, 1, 4, 3, "-", "record", "{\"a\":\"7\"}"},
    {520115, 2, 6, 6, "-", "record", "{\"a\":\"8\"}"},
    {520115, 3, 7, 8, "520100:4", "record", "{\"a\":\"9\"}"},
};
enum { WHOLE = sizeof whole / sizeof *whole, MOST = WHOLE + 3 };

struct room {
    char folder[64], program[512];
    struct zc_buf blocks[MOST]; /* the entries of the journal, each as its bytes */
    size_t count;
    char digests[WHOLE][ZC_DIGEST_HEX];
    char said[16384];
    int status;
};

static const char *in(const struct room *room, const char *name)
{
    static char path[4][160];
    static unsigned turn;
    char *out = path[turn++ % 4];
    snprintf(out, sizeof path[0], "%s/%s", room->folder, name);
    return out;
}

static void put_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Lays out entries as a city would write them: each carries the digest of the one before it in its chain. */
static void lay(struct room *room, const struct draft *drafts, size_t count, const char *city)
{
    char prev[ZC_DIGEST_HEX] = "";
    assert_true(count <= MOST);
    for (size_t i = 0; i < count; i++) {
        struct zc_entry entry = {.city = city,
                                 .chain = drafts[i].chain,
                                 .seq = drafts[i].seq,
                                 .tx = drafts[i].tx,
                                 .kind = drafts[i].kind,
                                 .actor = "7/12/-/web",
                                 .links = drafts[i].links,
                                 .payload = drafts[i].payload,
                                 .payload_size = strlen(drafts[i].payload)};
        assert_true(zc_instant_parse(&entry.at, "2017-01-03T01:00:00.000000Z"));
        entry.wall = entry.at += drafts[i].minute * 60000000;
        if (i == 0 || drafts[i].chain != drafts[i - 1].chain)
            memset(prev, '0', 64);
        memcpy(entry.prev, prev, sizeof prev);
        zc_entry_digest(prev, &entry, &room->blocks[i]);
        if (i < WHOLE)
            memcpy(room->digests[i], prev, sizeof prev);
    }
    for (size_t i = count; i < MOST; i++)
        zc_buf_clear(&room->blocks[i]);
    room->count = count;
}

/* Seals the chains up to the named places of `whole`, chains ascending. */
static void seal(const struct room *room, int64_t serial, const char *city, const size_t *heads, size_t count)
{
    struct zc_seal_head rows[3];
    struct zc_seal seal = {.serial = serial, .watermark = 7, .heads = rows, .head_count = count};
    snprintf(seal.city, sizeof seal.city, "%s", city);
    assert_true(zc_instant_parse(&seal.at, "2017-01-03T16:00:00.000000Z"));
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct zc_seal_head){whole[heads[i]].chain, whole[heads[i]].seq, ""};
        memcpy(rows[i].digest, room->digests[heads[i]], ZC_DIGEST_HEX);
    }
    assert_int_equal(zc_seal_sign(&seal, in(room, "keys/seal.key"), NULL), ZC_OK);
    assert_int_equal(zc_seal_append(in(room, "seals"), &seal, NULL), ZC_OK);
}

/* The program stands beside the tests. */
static void find_program(struct room *room)
{
    const char *root = getenv("MESON_BUILD_ROOT");
    char own[400];
    if (root) {
        snprintf(room->program, sizeof room->program, "%s/zcj-verify", root);
    } else {
        ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);
        assert_true(size > 0);
        own[size] = 0;
        *strrchr(own, '/') = 0;
        snprintf(room->program, sizeof room->program, "%s/zcj-verify", own);
    }
    if (access(room->program, X_OK) != 0)
        fail_msg("%s is not built", room->program);
}

static int enter(void **state)
{
    struct room *room = calloc(1, sizeof *room);
    *state = room;
    snprintf(room->folder, sizeof room->folder, "/tmp/zc_verify_XXXXXX");
    assert_non_null(mkdtemp(room->folder));
    find_program(room);
    assert_int_equal(mkdir(in(room, "keys"), 0700) | mkdir(in(room, "other"), 0700) | mkdir(in(room, "files"), 0700), 0);
    assert_int_equal(mkdir(in(room, "files/66"), 0700), 0);
    assert_int_equal(zc_seal_keys_make(in(room, "keys"), NULL), ZC_OK);
    assert_int_equal(zc_seal_keys_make(in(room, "other"), NULL), ZC_OK);
    lay(room, whole, WHOLE, OWN);
    seal(room, 1, OWN, (const size_t[]){1, 4, 6}, 3); /* transactions 1 to 5 */
    seal(room, 2, OWN, (const size_t[]){1, 5, 7}, 3); /* all but the last entry */
    return 0;
}

static int leave(void **state)
{
    struct room *room = *state;
    static const char *const names[] = {"keys/seal.key", "keys/seal.pub", "keys", "other/seal.key", "other/seal.pub", "other",
                                        "files/66/" ABC, "files/" ABC, "files/66", "files", "seals", "journal.zcj"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(in(room, names[i]));
    assert_int_equal(rmdir(room->folder), 0);
    for (size_t i = 0; i < MOST; i++)
        zc_buf_free(&room->blocks[i]);
    free(room);
    return 0;
}

static void run(struct room *room, const char *arguments)
{
    char command[2048];
    snprintf(command, sizeof command, "cd '%s' && '%s' %s 2>&1", room->folder, room->program, arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    room->said[fread(room->said, 1, sizeof room->said - 1, pipe)] = 0;
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    room->status = WEXITSTATUS(status);
}

static void put_journal(struct room *room)
{
    struct zc_buf all = {0};
    for (size_t i = 0; i < room->count; i++)
        zc_buf_add(&all, room->blocks[i].bytes, room->blocks[i].size);
    put_file(in(room, "journal.zcj"), zc_buf_text(&all), all.size);
    zc_buf_free(&all);
}

/* `faults`: the lines after "fault: " up to the bar, joined by "; "; `proven`: "2" or "-". */
static void expect(struct room *room, const char *arguments, const char *proven, int after, const char *faults)
{
    char found[4096] = "", line[200];
    put_journal(room);
    run(room, arguments);
    for (const char *at = room->said; (at = strstr(at, "fault: ")); at++) {
        const char *from = at + strlen("fault: "), *bar = strstr(from, " | ");
        assert_non_null(bar);
        size_t size = strlen(found);
        snprintf(found + size, sizeof found - size, "%s%.*s", size ? "; " : "", (int)(bar - from), from);
    }
    if (strcmp(found, faults) != 0)
        print_message("%s", room->said);
    assert_string_equal(found, faults);
    assert_int_equal(room->status, *faults ? 1 : 0);
    snprintf(line, sizeof line, "verified up to seal: %s%c", proven, *proven == '-' ? '\n' : ' ');
    assert_non_null(strstr(room->said, line));
    snprintf(line, sizeof line, "entries after it: %d\n", after);
    assert_non_null(strstr(room->said, line));
}

#define SEALED "journal.zcj --seals seals --key keys/seal.pub"

static void swap(struct room *room, size_t a, size_t b)
{
    struct zc_buf kept = room->blocks[a];
    room->blocks[a] = room->blocks[b];
    room->blocks[b] = kept;
}

static void drop(struct room *room, size_t place)
{
    for (size_t i = place; i + 1 < room->count; i++)
        swap(room, i, i + 1);
    room->count--;
}

static void change(struct room *room, size_t place, const char *from, const char *to)
{
    struct zc_buf other = {0};
    const char *at = strstr(room->blocks[place].bytes, from);
    assert_non_null(at);
    zc_buf_add(&other, room->blocks[place].bytes, (size_t)(at - room->blocks[place].bytes));
    zc_buf_str(&other, to);
    zc_buf_str(&other, at + strlen(from));
    zc_buf_free(&room->blocks[place]);
    room->blocks[place] = other;
}

/* Puts a copy of one block before `place`. */
static void insert_copy(struct room *room, size_t place, size_t of)
{
    struct zc_buf copy = {0};
    zc_buf_add(&copy, room->blocks[of].bytes, room->blocks[of].size);
    zc_buf_free(&room->blocks[room->count]);
    room->blocks[room->count++] = copy;
    for (size_t i = room->count - 1; i > place; i--)
        swap(room, i, i - 1);
}

static void a_whole_take_out(void **state)
{
    struct room *room = *state;
    expect(room, SEALED, "2", 1, "");
    assert_non_null(strstr(room->said, "city: " OWN "\n"));
    assert_non_null(strstr(room->said, "chains: 3\n"));
    assert_non_null(strstr(room->said, "entries: 9\n"));
    assert_non_null(strstr(room->said, "first: 2017-01-03T01:00:00.000000Z\n"));
    assert_non_null(strstr(room->said, "last: 2017-01-03T01:08:00.000000Z\n"));
    expect(room, "journal.zcj", "-", 9, "");
    assert_non_null(strstr(room->said, "without a seal a cut tail does not show"));
}

static void a_changed_entry(void **state)
{
    struct room *room = *state;
    change(room, 3, "{\"a\":\"4\"}", "{\"a\":\"X\"}");
    expect(room, SEALED, "-", 9, "digest chain=520100 seq=2");
    expect(room, "journal.zcj", "-", 9, "digest chain=520100 seq=2");
}

/* Nothing follows the last entry of a chain; only a seal knows it. */
static void a_changed_last_entry(void **state)
{
    struct room *room = *state;
    change(room, 7, "{\"a\":\"8\"}", "{\"a\":\"X\"}");
    drop(room, 8);
    expect(room, "journal.zcj", "-", 8, "");
    expect(room, SEALED, "1", 2, "seal mismatch chain=520115 seq=2 seal=2");
}

static void a_deleted_entry(void **state)
{
    struct room *room = *state;
    drop(room, 3);
    expect(room, SEALED, "-", 8, "gap chain=520100 seq=2");
}

static void a_deleted_first_entry(void **state)
{
    struct room *room = *state;
    drop(room, 2);
    expect(room, SEALED, "-", 8, "gap chain=520100 seq=1");
}

static void an_inserted_entry(void **state)
{
    struct room *room = *state;
    insert_copy(room, 4, 3);
    change(room, 4, "{\"a\":\"4\"}", "{\"a\":\"X\"}");
    expect(room, SEALED, "-", 10, "order chain=520100 seq=2");
}

/* Whoever can write may compute every digest anew: then only the seals tell. */
static void an_inserted_entry_with_all_digests_made_anew(void **state)
{
    struct room *room = *state;
    struct draft drafts[WHOLE + 1];
    memcpy(drafts, whole, 4 * sizeof *whole);
    drafts[4] = (struct draft){520100, 3, 3, 2, "-", "record", "{\"a\":\"X\"}"};
    memcpy(drafts + 5, whole + 4, (WHOLE - 4) * sizeof *whole);
    drafts[5].seq = 4;
    drafts[6].seq = 5;
    drafts[9].links = "520100:5";
    lay(room, drafts, WHOLE + 1, OWN);
    expect(room, "journal.zcj", "-", 10, "");
    expect(room, SEALED, "-", 10, "seal mismatch chain=520100 seq=3 seal=1; seal mismatch chain=520100 seq=4 seal=2");
}

static void two_swapped_entries(void **state)
{
    struct room *room = *state;
    swap(room, 3, 4);
    expect(room, SEALED, "-", 9, "order chain=520100 seq=2");
}

static void swapped_contents_under_their_numbers(void **state)
{
    struct room *room = *state;
    change(room, 3, "{\"a\":\"4\"}", "{\"a\":\"5\"}");
    change(room, 4, "{\"a\":\"5\"}", "{\"a\":\"4\"}");
    expect(room, SEALED, "-", 9, "digest chain=520100 seq=2; digest chain=520100 seq=3; seal mismatch chain=520100 seq=3 seal=1");
}

static void swapped_chains(void **state)
{
    struct room *room = *state;
    insert_copy(room, 0, 2);
    drop(room, 3);
    expect(room, SEALED, "-", 9, "order chain=0 seq=1; order chain=0 seq=2");
}

static void a_tail_cut_before_the_seal(void **state)
{
    struct room *room = *state;
    drop(room, 8);
    drop(room, 7);
    expect(room, SEALED, "1", 1, "tail missing chain=520115 seq=2 seal=2");
}

static void a_chain_that_is_gone(void **state)
{
    struct room *room = *state;
    for (int i = 0; i < 3; i++)
        drop(room, 6);
    expect(room, SEALED, "-", 6, "tail missing chain=520115 seq=1 seal=1; tail missing chain=520115 seq=2 seal=2");
}

/* What no seal has seen may vanish unseen: the report says how much is sealed. */
static void a_tail_cut_after_the_seal(void **state)
{
    struct room *room = *state;
    drop(room, 8);
    expect(room, SEALED, "2", 0, "");
}

static void a_file_cut_inside_an_entry(void **state)
{
    struct room *room = *state;
    room->blocks[8].size -= 4;
    expect(room, SEALED, "2", 0, "tail missing chain=520115 seq=3");
}

static void a_grafted_entry_of_another_city(void **state)
{
    struct room *room = *state;
    insert_copy(room, 9, 8);
    change(room, 9, OWN, OTHER);
    change(room, 9, "seq=3", "seq=4");
    expect(room, SEALED, "2", 1, "foreign city chain=520115 seq=4");
    expect(room, "journal.zcj", "-", 9, "foreign city chain=520115 seq=4");
}

/* At the very beginning of the file it could pose as the city; the seal knows better. */
static void a_grafted_first_entry(void **state)
{
    struct room *room = *state;
    insert_copy(room, 0, 0);
    change(room, 0, OWN, OTHER);
    expect(room, SEALED, "2", 1, "foreign city chain=0 seq=1");
}

static void a_seal_of_another_city(void **state)
{
    struct room *room = *state;
    seal(room, 3, OTHER, (const size_t[]){1}, 1);
    expect(room, SEALED, "2", 1, "foreign city chain=- seq=- seal=3");
}

static void a_wrong_key(void **state)
{
    struct room *room = *state;
    expect(room, "journal.zcj --seals seals --key other/seal.pub", "-", 9,
           "signature chain=- seq=- seal=1; signature chain=- seq=- seal=2");
}

static void time_that_goes_back(void **state)
{
    struct room *room = *state;
    struct draft drafts[WHOLE];
    memcpy(drafts, whole, sizeof drafts);
    drafts[4].minute = 1;
    lay(room, drafts, WHOLE, OWN);
    expect(room, "journal.zcj", "-", 9, "time goes back chain=520100 seq=3");
}

static void links_that_lead_nowhere(void **state)
{
    static const struct {
        const char *links, *faults;
    } cases[] = {
        {"0:3", "link missing chain=520100 seq=3"},                                       /* no such entry */
        {"0:1", "link missing chain=520100 seq=3"},                                       /* of another transaction */
        {"520100:3", "link missing chain=520100 seq=3"},                                  /* itself */
        {"0:2,7:1", "link missing chain=520100 seq=3"},
        {"7:1,0:9", "link missing chain=520100 seq=3; link missing chain=520100 seq=3"},
        {"0;2", "link missing chain=520100 seq=3"},
        {"", "link missing chain=520100 seq=3"},
        {"0:2", ""},
    };
    struct room *room = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct draft drafts[WHOLE];
        memcpy(drafts, whole, sizeof drafts);
        drafts[4].links = cases[i].links;
        lay(room, drafts, WHOLE, OWN);
        expect(room, "journal.zcj", "-", 9, cases[i].faults);
    }
}

static void entries_that_cannot_be_read(void **state)
{
    static const struct {
        const char *from, *to, *faults;
        int after;
    } cases[] = {
        {"len=9", "len=8", "digest chain=520100 seq=2", 9},
        {"len=9", "len=999999999999", "digest chain=520100 seq=2", 9},
        {"tx=3", "tx=03", "digest chain=520100 seq=2", 9},
        {"kind=", "sort=", "digest chain=520100 seq=2", 9},
        {"seq=2", "seq=x", "digest chain=- seq=-; gap chain=520100 seq=2", 8},
        {"zcj1", "zcj9", "digest chain=- seq=-; gap chain=520100 seq=2", 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct room *room = *state;
        lay(room, whole, WHOLE, OWN);
        change(room, 3, cases[i].from, cases[i].to);
        expect(room, SEALED, "-", cases[i].after, cases[i].faults);
    }
}

static void attachments(void **state)
{
    struct room *room = *state;
    put_file(in(room, "files/66/" ABC), "abc", 3);
    expect(room, SEALED " --files files", "2", 1, "");
    assert_non_null(strstr(room->said, "attachments: 1\n"));
    put_file(in(room, "files/66/" ABC), "abd", 3);
    expect(room, SEALED " --files files", "2", 1, "digest chain=- seq=-");
    assert_int_equal(unlink(in(room, "files/66/" ABC)), 0);
    expect(room, SEALED " --files files", "2", 1, "link missing chain=520100 seq=4");
    put_file(in(room, "files/" ABC), "abc", 3);
    expect(room, SEALED " --files files", "2", 1, "");
}

static void unusable_calls(void **state)
{
    static const char *const cases[] = {
        "",
        "nothing.zcj",
        "keys",
        "journal.zcj another.zcj",
        "journal.zcj --seals",
        "journal.zcj --seals seals",
        "journal.zcj --seals seals --key nothing.pub",
        "journal.zcj --seals seals --key seals",
        "journal.zcj --seals journal.zcj --key keys/seal.pub",
        "journal.zcj --files nothing",
        "journal.zcj --unknown x",
    };
    struct room *room = *state;
    put_journal(room);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run(room, cases[i]);
        if (room->status != 2)
            fail_msg("%s: %d, %s", cases[i], room->status, room->said);
        assert_true(room->said[0]);
    }
}

static void an_empty_take_out(void **state)
{
    struct room *room = *state;
    room->count = 0;
    expect(room, "journal.zcj", "-", 0, "");
    expect(room, SEALED, "-", 0,
           "tail missing chain=0 seq=2 seal=1; tail missing chain=520100 seq=3 seal=1; tail missing chain=520115 seq=1 seal=1; "
           "tail missing chain=0 seq=2 seal=2; tail missing chain=520100 seq=4 seal=2; tail missing chain=520115 seq=2 seal=2");
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(a_whole_take_out),
        STORY(a_changed_entry),
        STORY(a_changed_last_entry),
        STORY(a_deleted_entry),
        STORY(a_deleted_first_entry),
        STORY(an_inserted_entry),
        STORY(an_inserted_entry_with_all_digests_made_anew),
        STORY(two_swapped_entries),
        STORY(swapped_contents_under_their_numbers),
        STORY(swapped_chains),
        STORY(a_tail_cut_before_the_seal),
        STORY(a_chain_that_is_gone),
        STORY(a_tail_cut_after_the_seal),
        STORY(a_file_cut_inside_an_entry),
        STORY(a_grafted_entry_of_another_city),
        STORY(a_grafted_first_entry),
        STORY(a_seal_of_another_city),
        STORY(a_wrong_key),
        STORY(time_that_goes_back),
        STORY(links_that_lead_nowhere),
        STORY(entries_that_cannot_be_read),
        STORY(attachments),
        STORY(unusable_calls),
        STORY(an_empty_take_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
