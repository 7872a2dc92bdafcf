/* entry: the worked chain of core.md 7.3, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "record/entry.h"

static const char p1[] = "{\"entity\":\"core.unit\",\"fields\":{\"kind\":\"11\",\"name\":\"示例市规划局\",\"short_name\":\"市规划局\"},"
                         "\"id\":\"4574847980850380801\",\"op\":\"change\",\"slice\":\"1\",\"valid_from\":\"2017-01-01\",\"valid_to\":null}";
static const char p2[] = "{\"entity\":\"core.unit\",\"fields\":{\"name\":\"示例市自然资源和规划局\"},\"id\":\"4574847980850380801\","
                         "\"op\":\"change\",\"slice\":\"2\",\"valid_from\":\"2019-01-25\",\"valid_to\":null}";
static const char p3[] = "{\"entity\":\"core.unit\",\"id\":\"4574847980850380801\",\"purpose\":\"audit\",\"rows\":\"1\",\"slice\":\"2\"}";

static const struct {
    const char *at;
    int64_t tx;
    const char *kind, *actor, *links, *payload;
    size_t length, bytes;
    const char *digest;
} chain[] = {
    {"2017-01-03T01:00:00.000000Z", 41, "record", "7/12/-/web", "-", p1, 196, 445,
     "c2a22770e456c5ae76a53601082fba537900875640bbcb2c6783f7baee91f64d"},
    {"2019-01-25T02:30:00.000000Z", 97, "record", "7/12/9/import", "520115:3", p2, 171, 430,
     "35aa8f147f36087a0414f6c0f308ebed303c58161be0b8c0ee1e80e6b4d84bb0"},
    {"2019-01-25T02:30:00.000001Z", 98, "read", "8/13/-/web", "-", p3, 90, 336,
     "2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe"},
};

static struct zc_entry entry_of(size_t i, const char *prev)
{
    struct zc_entry entry = {.city = "00112233445566778899aabbccddeeff", .chain = 520100, .seq = (int64_t)i + 1, .tx = chain[i].tx,
                             .kind = chain[i].kind, .actor = chain[i].actor, .links = chain[i].links, .payload = chain[i].payload,
                             .payload_size = strlen(chain[i].payload)};
    assert_true(zc_instant_parse(&entry.at, chain[i].at));
    entry.wall = entry.at;
    snprintf(entry.prev, sizeof entry.prev, "%s", prev);
    return entry;
}

static void the_worked_chain(void **state)
{
    (void)state;
    char digest[ZC_DIGEST_HEX];
    struct zc_buf out = {0};
    memset(digest, '0', 64);
    digest[64] = 0;
    for (size_t i = 0; i < 3; i++) {
        struct zc_entry entry = entry_of(i, digest);
        zc_entry_digest(digest, &entry, &out);
        assert_int_equal(strlen(chain[i].payload), chain[i].length);
        assert_int_equal(out.size, chain[i].bytes);
        assert_string_equal(digest, chain[i].digest);
    }
    zc_buf_free(&out);
}

static void one_changed_character_breaks_the_chain(void **state)
{
    (void)state;
    char payload[300], digest[ZC_DIGEST_HEX];
    char zeros[65];
    struct zc_buf out = {0};
    memset(zeros, '0', 64);
    zeros[64] = 0;
    struct zc_entry entry = entry_of(0, zeros);
    snprintf(payload, sizeof payload, "%s", p1);
    char *place = strstr(payload, "市规划局");
    memcpy(place, "市规建局", strlen("市规建局"));
    entry.payload = payload;
    zc_entry_digest(digest, &entry, &out);
    assert_string_equal(digest, "c154fb1fc1f0ba620bb101b1ef49ffbe7ca4af3b0acb3ab422a9f244b7a12724");
    zc_buf_free(&out);
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_buf out = {0};
    struct zc_entry again;
    struct zc_error err;
    size_t used;
    struct zc_entry entry = entry_of(1, chain[0].digest);
    zc_entry_write(&out, &entry);
    assert_int_equal(zc_entry_parse(&again, &arena, out.bytes, out.size, &used, &err), ZC_OK);
    assert_int_equal(used, out.size);
    assert_true(again.seq == 2 && again.chain == 520100 && again.at == entry.at && again.tx == 97);
    assert_string_equal(again.links, "520115:3");
    assert_string_equal(again.payload, p2);
    for (size_t cut = 0; cut < out.size; cut++)
        assert_int_not_equal(zc_entry_parse(&again, &arena, out.bytes, cut, &used, &err), ZC_OK);
    zc_buf_free(&out);
    zc_arena_free(&arena);
}

static void only_canonical_payloads_pass(void **state)
{
    (void)state;
    static const struct {
        const char *payload;
        int good;
    } cases[] = {
        {"{}", 1}, {"{\"a\":\"1\",\"b\":[true,false,null]}", 1}, {"{\"a\":\"\\u0001\\n\"}", 1}, {"{\"a_b\":\"x\",\"ab\":\"y\"}", 1},
        {"{\"b\":\"1\",\"a\":\"2\"}", 0}, {"{\"a\":\"1\",\"a\":\"2\"}", 0}, {"{\"a\":1}", 0}, {"{ \"a\":\"1\"}", 0}, {"{\"A\":\"1\"}", 0},
        {"{\"a\":\"\\u000a\"}", 0}, {"{\"a\":\"\\u001F\"}", 0}, {"{\"a\":\"\\/\"}", 0}, {"{\"a\":\"1\"}x", 0}, {"{\"a\":\"1\",}", 0}, {"", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_error err;
        int rc = zc_payload_check(cases[i].payload, strlen(cases[i].payload), &err);
        if ((rc == ZC_OK) != cases[i].good)
            fail_msg("%s: %d", cases[i].payload, rc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_chain),
        cmocka_unit_test(one_changed_character_breaks_the_chain),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(only_canonical_payloads_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
