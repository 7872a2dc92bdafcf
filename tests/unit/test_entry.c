/* entry: the worked chain byte for byte, what the reader refuses, and the one form of a payload. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "record/entry.h"

#define P1 "{\"entity\":\"core.unit\",\"fields\":{\"kind\":\"11\",\"name\":\"示例市规划局\",\"short_name\":\"市规划局\"}," \
           "\"id\":\"4574847980850380801\",\"op\":\"change\",\"slice\":\"1\",\"valid_from\":\"2017-01-01\",\"valid_to\":null}"
#define P2 "{\"entity\":\"core.unit\",\"fields\":{\"name\":\"示例市自然资源和规划局\"},\"id\":\"4574847980850380801\"," \
           "\"op\":\"change\",\"slice\":\"2\",\"valid_from\":\"2019-01-25\",\"valid_to\":null}"
#define P3 "{\"entity\":\"core.unit\",\"id\":\"4574847980850380801\",\"purpose\":\"audit\",\"rows\":\"1\",\"slice\":\"2\"}"

/* The worked chain of the design (core 7.3); sizes and digests made with `openssl dgst -sm3` over printf output. */
static const struct {
    const char *at;
    int64_t tx;
    const char *kind, *actor, *links, *payload;
    size_t payload_size, size;
    const char *digest;
} chain[] = {
    {"2017-01-03T01:00:00.000000Z", 41, "record", "7/12/-/web", "-", P1, 196, 445,
     "c2a22770e456c5ae76a53601082fba537900875640bbcb2c6783f7baee91f64d"},
    {"2019-01-25T02:30:00.000000Z", 97, "record", "7/12/9/import", "520115:3", P2, 171, 430,
     "35aa8f147f36087a0414f6c0f308ebed303c58161be0b8c0ee1e80e6b4d84bb0"},
    {"2019-01-25T02:30:00.000001Z", 98, "read", "8/13/-/web", "-", P3, 90, 336,
     "2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe"},
};
enum { ENTRIES = sizeof chain / sizeof *chain };

static void make(struct zc_entry *entry, size_t i, const char *prev)
{
    *entry = (struct zc_entry){.city = "00112233445566778899aabbccddeeff",
                               .chain = 520100,
                               .seq = (int64_t)i + 1,
                               .tx = chain[i].tx,
                               .kind = chain[i].kind,
                               .actor = chain[i].actor,
                               .links = chain[i].links,
                               .payload = chain[i].payload,
                               .payload_size = strlen(chain[i].payload)};
    memcpy(entry->prev, prev, ZC_DIGEST_HEX);
    assert_true(zc_instant_parse(&entry->at, chain[i].at));
    entry->wall = entry->at;
}

static void zeros(char prev[ZC_DIGEST_HEX])
{
    memset(prev, '0', 64);
    prev[64] = 0;
}

static void the_worked_chain(void **state)
{
    (void)state;
    char prev[ZC_DIGEST_HEX];
    struct zc_buf scratch = {0};
    zeros(prev);
    for (size_t i = 0; i < ENTRIES; i++) {
        struct zc_entry entry;
        assert_int_equal(strlen(chain[i].payload), chain[i].payload_size);
        make(&entry, i, prev);
        zc_entry_digest(prev, &entry, &scratch);
        assert_int_equal(scratch.size, chain[i].size);
        assert_string_equal(prev, chain[i].digest);
    }
    zc_buf_free(&scratch);
}

static void the_first_entry_is_this_text(void **state)
{
    (void)state;
    char prev[ZC_DIGEST_HEX];
    struct zc_buf out = {0};
    struct zc_entry entry;
    zeros(prev);
    make(&entry, 0, prev);
    zc_entry_write(&out, &entry);
    assert_string_equal(zc_buf_text(&out), "zcj1\ncity=00112233445566778899aabbccddeeff\nchain=520100\nseq=1\n"
                                           "prev=0000000000000000000000000000000000000000000000000000000000000000\n"
                                           "at=2017-01-03T01:00:00.000000Z\nwall=2017-01-03T01:00:00.000000Z\ntx=41\n"
                                           "kind=record\nactor=7/12/-/web\nlinks=-\nlen=196\n\n" P1 "\n");
    zc_buf_free(&out);
}

/* Core 7.3: the first 市规划局 changed to 市规建局. */
static void one_changed_word_changes_the_digest(void **state)
{
    (void)state;
    char prev[ZC_DIGEST_HEX], digest[ZC_DIGEST_HEX], payload[sizeof P1];
    struct zc_buf scratch = {0};
    struct zc_entry entry;
    zeros(prev);
    make(&entry, 0, prev);
    memcpy(payload, P1, sizeof payload);
    memcpy(strstr(payload, "市规划局"), "市规建局", strlen("市规建局"));
    entry.payload = payload;
    zc_entry_digest(digest, &entry, &scratch);
    assert_string_equal(digest, "c154fb1fc1f0ba620bb101b1ef49ffbe7ca4af3b0acb3ab422a9f244b7a12724");
    zc_buf_free(&scratch);
}

static void what_is_read_is_written_again(void **state)
{
    (void)state;
    char prev[ZC_DIGEST_HEX];
    struct zc_arena arena = {0};
    struct zc_buf out = {0}, again = {0};
    zeros(prev);
    for (size_t i = 0; i < ENTRIES; i++) {
        struct zc_entry entry;
        make(&entry, i, prev);
        zc_entry_write(&out, &entry);
        memcpy(prev, chain[i].digest, ZC_DIGEST_HEX);
    }
    assert_int_equal(out.size, 445 + 430 + 336);
    size_t at = 0, used, count = 0;
    for (; at < out.size; at += used, count++) {
        struct zc_entry entry;
        struct zc_error err = {0};
        assert_int_equal(zc_entry_parse(&entry, &arena, out.bytes + at, out.size - at, &used, &err), ZC_OK);
        assert_int_equal(entry.seq, count + 1);
        assert_int_equal(entry.tx, chain[count].tx);
        assert_string_equal(entry.payload, chain[count].payload);
        zc_entry_write(&again, &entry);
    }
    assert_int_equal(count, ENTRIES);
    assert_int_equal(again.size, out.size);
    assert_memory_equal(again.bytes, out.bytes, out.size);
    zc_buf_free(&out);
    zc_buf_free(&again);
    zc_arena_free(&arena);
}

static void a_reader_refuses_other_notations(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"zcj1\n", "zcj2\n"},
        {"zcj1\n", "zcj1\r\n"},
        {"city=0011", "city=001"},
        {"ddeeff", "DDEEFF"},
        {"chain=520100", "chain=-20100"},
        {"chain=520100", "chain=0520100"},
        {"chain=520100\nseq=1", "seq=1\nchain=520100"},
        {"seq=1", "seq=0"},
        {"seq=1", "seq="},
        {"seq=1", "seq=9223372036854775808"},
        {"prev=0", "prev=g"},
        {"prev=0", "prev="},
        {"at=2017-01-03T01:00:00.000000Z", "at=2017-01-03T01:00:00Z"},
        {"at=2017-01-03T01:00:00.000000Z", "at=2017-01-03 01:00:00.000000Z"},
        {"at=2017-01-03T01:00:00.000000Z", "at=2017-02-30T01:00:00.000000Z"},
        {"at=2017-01-03T01:00:00.000000Z", "at=2017-01-03"},
        {"wall=", "walk="},
        {"tx=41", "tx=4 1"},
        {"kind=record", "kind=Record"},
        {"kind=record", "kind="},
        {"actor=7/12/-/web", "actor=7/12/web"},
        {"actor=7/12/-/web", "actor=7//-/web"},
        {"actor=7/12/-/web", "actor=7/12/-/web/"},
        {"actor=7/12/-/web", "actor=7/12/-/w b"},
        {"links=-", "links="},
        {"links=-", "links=1"},
        {"links=-", "links=1:0"},
        {"links=-", "links=1:2,"},
        {"links=-", "links=1:2;3:4"},
        {"len=196", "len=197"},
        {"len=196", "len=195"},
        {"len=196", "len=67108865"},
        {"len=196\n\n", "len=196\n"},
    };
    char prev[ZC_DIGEST_HEX];
    struct zc_arena arena = {0};
    struct zc_buf whole = {0}, other = {0};
    struct zc_entry entry;
    size_t used;
    zeros(prev);
    make(&entry, 0, prev);
    zc_entry_write(&whole, &entry);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_error err = {0};
        const char *place = strstr(whole.bytes, cases[i].from);
        assert_non_null(place);
        zc_buf_clear(&other);
        zc_buf_add(&other, whole.bytes, (size_t)(place - whole.bytes));
        zc_buf_str(&other, cases[i].to);
        zc_buf_str(&other, place + strlen(cases[i].from));
        int rc = zc_entry_parse(&entry, &arena, other.bytes, other.size, &used, &err);
        if (rc == ZC_OK)
            fail_msg("accepted: %s", cases[i].to);
        assert_int_equal(err.code, rc);
        assert_true(err.zh[0] && err.en[0]);
    }
    /* Every shorter piece is refused too. */
    for (size_t size = 0; size < whole.size; size++)
        assert_int_not_equal(zc_entry_parse(&entry, &arena, whole.bytes, size, &used, NULL), ZC_OK);
    assert_int_equal(zc_entry_parse(&entry, &arena, whole.bytes, whole.size, &used, NULL), ZC_OK);
    zc_buf_free(&whole);
    zc_buf_free(&other);
    zc_arena_free(&arena);
}

static void links_may_be_many(void **state)
{
    (void)state;
    char prev[ZC_DIGEST_HEX];
    struct zc_arena arena = {0};
    struct zc_buf out = {0};
    struct zc_entry entry, read;
    size_t used;
    zeros(prev);
    make(&entry, 0, prev);
    entry.links = "0:1,520102:77,520115:3";
    zc_entry_write(&out, &entry);
    assert_int_equal(zc_entry_parse(&read, &arena, out.bytes, out.size, &used, NULL), ZC_OK);
    assert_string_equal(read.links, entry.links);
    zc_buf_free(&out);
    zc_arena_free(&arena);
}

/* A damaged store may hold any number; it must get a digest of its own, not an abort. */
static void instants_beyond_the_calendar_are_still_told_apart(void **state)
{
    (void)state;
    static const int64_t instants[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    enum { COUNT = sizeof instants / sizeof *instants };
    char prev[ZC_DIGEST_HEX], digests[COUNT][ZC_DIGEST_HEX];
    struct zc_buf scratch = {0};
    zeros(prev);
    for (size_t i = 0; i < COUNT; i++) {
        struct zc_entry entry;
        make(&entry, 0, prev);
        entry.at = instants[i];
        zc_entry_digest(digests[i], &entry, &scratch);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(digests[i], digests[j]);
    }
    zc_buf_free(&scratch);
}

static void payloads_have_one_form(void **state)
{
    (void)state;
    static const struct {
        const char *payload;
        bool good;
    } cases[] = {
        {P1, true},
        {P2, true},
        {P3, true},
        {"{}", true},
        {"[]", true},
        {"\"\"", true},
        {"{\"a\":[true,false,null,\"x\",{}]}", true},
        {"{\"a\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/\"}", true},
        {"{\"a\":\"\x7f\"}", true},
        {"{\"a\":\"\",\"a.b\":\"\",\"a_b\":\"\",\"aa\":\"\",\"b\":\"\"}", true},
        {"{\"0\":\"\",\"_\":\"\",\"a\":\"\"}", true},
        {"{\"a\":\"\xC3\xA9\"}", true},           /* U+00E9 composed */
        {"{\"a\":\"\xF0\xA0\x80\x80\"}", true},   /* U+20000, an ideograph beyond the basic plane */
        {"", false},
        {"{", false},
        {"{\"a\":1}", false},
        {"{\"a\":-1}", false},
        {"{\"a\":\"1\"} ", false},
        {" {\"a\":\"1\"}", false},
        {"{\"a\": \"1\"}", false},
        {"{\"a\" :\"1\"}", false},
        {"{\"a\":\"1\",}", false},
        {"[\"1\",]", false},
        {"{\"b\":\"\",\"a\":\"\"}", false},
        {"{\"a\":\"\",\"a\":\"\"}", false},
        {"{\"aa\":\"\",\"a\":\"\"}", false},
        {"{\"A\":\"\"}", false},
        {"{\"\":\"\"}", false},
        {"{\"名\":\"\"}", false},
        {"{\"\\u0061\":\"\"}", false},
        {"{\"a\":\"\\/\"}", false},
        {"{\"a\":\"\\u0041\"}", false},
        {"{\"a\":\"\\u001F\"}", false},
        {"{\"a\":\"\\u000a\"}", false},
        {"{\"a\":\"\\u0008\"}", false},
        {"{\"a\":\"\\u0000\"}", false},
        {"{\"a\":\"\\u4e2d\"}", false},
        {"{\"a\":\"\\u0\"}", false},
        {"{\"a\":\"\\", false},
        {"{\"a\":\"\n\"}", false},
        {"{\"a\":tru}", false},
        {"{\"a\":True}", false},
        {"\xEF\xBB\xBF{}", false},
        {"{\"a\":\"\xC3\"}", false},
        {"{\"a\":\"\xED\xA0\x80\"}", false},      /* a surrogate */
        {"{\"a\":\"\xC0\xAF\"}", false},          /* overlong */
        {"{\"a\":\"e\xCC\x81\"}", false},         /* e + U+0301, not composed */
        {"{\"a\":\"\xE2\x84\xAB\"}", false},      /* U+212B, which NFC replaces */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_error err = {0};
        int rc = zc_payload_check(cases[i].payload, strlen(cases[i].payload), &err);
        if ((rc == ZC_OK) != cases[i].good)
            fail_msg("%s: %s", cases[i].payload, rc ? err.en : "accepted");
    }
    assert_int_not_equal(zc_payload_check("{\"a\":\"\0\"}", 9, NULL), ZC_OK);
}

static void payloads_nest_to_a_limit(void **state)
{
    (void)state;
    char text[2 * (ZC_PAYLOAD_DEEPEST + 1)];
    memset(text, '[', sizeof text / 2);
    memset(text + sizeof text / 2, ']', sizeof text / 2);
    assert_int_not_equal(zc_payload_check(text, sizeof text, NULL), ZC_OK);
    assert_int_equal(zc_payload_check(text + 1, sizeof text - 2, NULL), ZC_OK);
}

/* What zc_buf_json writes is what the check wants to see. */
static void the_writer_of_texts_keeps_the_form(void **state)
{
    (void)state;
    struct zc_buf out = {0};
    char text[2] = {0};
    for (int c = 1; c < 128; c++) {
        text[0] = (char)c;
        zc_buf_clear(&out);
        zc_buf_json_str(&out, text);
        assert_int_equal(zc_payload_check(out.bytes, out.size, NULL), ZC_OK);
    }
    zc_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_chain),
        cmocka_unit_test(the_first_entry_is_this_text),
        cmocka_unit_test(one_changed_word_changes_the_digest),
        cmocka_unit_test(what_is_read_is_written_again),
        cmocka_unit_test(a_reader_refuses_other_notations),
        cmocka_unit_test(links_may_be_many),
        cmocka_unit_test(instants_beyond_the_calendar_are_still_told_apart),
        cmocka_unit_test(payloads_have_one_form),
        cmocka_unit_test(payloads_nest_to_a_limit),
        cmocka_unit_test(the_writer_of_texts_keeps_the_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
