/* seal: the worked seal byte for byte, a signature made elsewhere, keys, and files of several seals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "record/seal.h"

/* Made with another program: openssl genpkey -algorithm SM2, then
 * openssl pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678 over the worked seal. */
static const char foreign_public[] = "-----BEGIN PUBLIC KEY-----\n"
                                     "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEP4ttVZYpys8R9jXm8POLtMA68Wo3\n"
                                     "W9WlR/4VI46J3F/1118WjMK1sAKKyEYMoWj8OL5vEqD0CAxrZcovUPha0A==\n"
                                     "-----END PUBLIC KEY-----\n";
#define SEAL_HEAD "zcs1\ncity=00112233445566778899aabbccddeeff\nserial=1\nat=2019-01-25T16:00:00.000000Z\nwatermark=98\n"
#define SEAL_TEXT SEAL_HEAD "heads=1\n520100 3 2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe\n"
#define SEAL_SIG "sig=MEUCIQCEM44QQS3ntou/WfJRxqV2Y+OcgKM52vGpZuoi3xtjNwIgXppnhJdpPDMmyYRWpTbSGtWV08uesAimaacs9bYYNjU=\n"

struct room {
    char folder[64], key[96], public_key[96], seals[96];
    struct zc_arena arena;
};

static int enter(void **state)
{
    struct room *room = calloc(1, sizeof *room);
    snprintf(room->folder, sizeof room->folder, "/tmp/zc_seal_XXXXXX");
    assert_non_null(mkdtemp(room->folder));
    snprintf(room->key, sizeof room->key, "%s/seal.key", room->folder);
    snprintf(room->public_key, sizeof room->public_key, "%s/seal.pub", room->folder);
    snprintf(room->seals, sizeof room->seals, "%s/seals", room->folder);
    *state = room;
    return 0;
}

static int leave(void **state)
{
    struct room *room = *state;
    unlink(room->key);
    unlink(room->public_key);
    unlink(room->seals);
    rmdir(room->folder);
    zc_arena_free(&room->arena);
    free(room);
    return 0;
}

static void worked(struct zc_seal *seal, struct zc_seal_head *head)
{
    *head = (struct zc_seal_head){520100, 3, "2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe"};
    *seal = (struct zc_seal){.city = "00112233445566778899aabbccddeeff", .serial = 1, .watermark = 98, .heads = head, .head_count = 1};
    assert_true(zc_instant_parse(&seal->at, "2019-01-25T16:00:00.000000Z"));
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
}

/* Size and SM3 of the design (core 7.4). */
static void the_worked_seal(void **state)
{
    (void)state;
    struct zc_seal seal;
    struct zc_seal_head head;
    struct zc_buf text = {0};
    char digest[ZC_DIGEST_HEX];
    worked(&seal, &head);
    zc_seal_write(&text, &seal);
    assert_string_equal(zc_buf_text(&text), SEAL_TEXT);
    assert_int_equal(text.size, 178);
    zc_sm3_hex(digest, text.bytes, text.size);
    assert_string_equal(digest, "e7d3d7b8c62614df7d1cbadc1e1ffdf0fff00dc1d83c292c83c27e8995aa198a");
    zc_buf_free(&text);
}

static void a_signature_of_another_program_is_good(void **state)
{
    struct room *room = *state;
    struct zc_seal *seals;
    size_t count;
    put_file(room->public_key, foreign_public);
    assert_int_equal(zc_seal_parse(&seals, &count, &room->arena, SEAL_TEXT SEAL_SIG, strlen(SEAL_TEXT SEAL_SIG), NULL), ZC_OK);
    assert_int_equal(count, 1);
    assert_int_equal(zc_seal_verify(&seals[0], room->public_key, NULL), ZC_OK);
    seals[0].heads[0].seq = 4;
    assert_int_equal(zc_seal_verify(&seals[0], room->public_key, NULL), ZC_ECHECK);
}

static void keys_are_made_once_and_private(void **state)
{
    struct room *room = *state;
    struct stat status;
    struct zc_seal seal;
    struct zc_seal_head head;
    assert_int_equal(zc_seal_keys_make(room->folder, NULL), ZC_OK);
    assert_int_equal(stat(room->key, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(zc_seal_keys_make(room->folder, NULL), ZC_ECONFLICT);
    assert_int_equal(unlink(room->public_key), 0);
    assert_int_equal(zc_seal_keys_make(room->folder, NULL), ZC_ECONFLICT);
    worked(&seal, &head);
    assert_int_equal(chmod(room->key, 0640), 0);
    assert_int_equal(zc_seal_sign(&seal, room->key, NULL), ZC_EDENIED);
    assert_int_equal(seal.signature_size, 0);
}

static void every_part_of_a_seal_is_signed(void **state)
{
    struct room *room = *state;
    struct zc_seal seal, other;
    struct zc_seal_head head, moved;
    struct zc_error err = {0};
    worked(&seal, &head);
    assert_int_equal(zc_seal_keys_make(room->folder, NULL), ZC_OK);
    assert_int_equal(zc_seal_sign(&seal, room->key, &err), ZC_OK);
    assert_int_equal(zc_seal_verify(&seal, room->public_key, &err), ZC_OK);
    for (int part = 0; part < 8; part++) {
        other = seal;
        moved = head;
        other.heads = &moved;
        switch (part) {
        case 0: other.city[31] = 'e'; break;
        case 1: other.serial++; break;
        case 2: other.at++; break;
        case 3: other.watermark--; break;
        case 4: moved.chain++; break;
        case 5: moved.seq--; break;
        case 6: moved.digest[0] = '3'; break;
        default: other.signature[other.signature_size - 1] ^= 1;
        }
        assert_int_equal(zc_seal_verify(&other, room->public_key, &err), ZC_ECHECK);
    }
    /* Another city's key does not fit. */
    assert_int_equal(unlink(room->key) | unlink(room->public_key), 0);
    assert_int_equal(zc_seal_keys_make(room->folder, NULL), ZC_OK);
    assert_int_equal(zc_seal_verify(&seal, room->public_key, &err), ZC_ECHECK);
    put_file(room->public_key, "no key\n");
    assert_int_equal(zc_seal_verify(&seal, room->public_key, &err), ZC_EIO);
}

static void a_file_holds_several_seals(void **state)
{
    struct room *room = *state;
    struct zc_seal seal, *seals;
    struct zc_seal_head heads[2];
    size_t count;
    worked(&seal, heads);
    assert_int_equal(zc_seal_append(room->seals, &seal, NULL), ZC_EINTERNAL);
    assert_int_equal(zc_seal_keys_make(room->folder, NULL), ZC_OK);
    heads[1] = heads[0];
    heads[1].chain = 520115;
    for (int64_t serial = 1; serial <= 3; serial++) {
        seal.serial = serial;
        seal.head_count = serial == 3 ? 2 : 1;
        assert_int_equal(zc_seal_sign(&seal, room->key, NULL), ZC_OK);
        assert_int_equal(zc_seal_append(room->seals, &seal, NULL), ZC_OK);
    }
    assert_int_equal(zc_seal_read(&seals, &count, &room->arena, room->seals, NULL), ZC_OK);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(seals[i].serial, i + 1);
        assert_int_equal(zc_seal_verify(&seals[i], room->public_key, NULL), ZC_OK);
    }
    assert_int_equal(seals[2].head_count, 2);
    assert_int_equal(seals[2].heads[1].chain, 520115);
    struct zc_error err = {0};
    assert_int_equal(zc_seal_read(&seals, &count, &room->arena, "/nonexistent/seals", &err), ZC_EIO);
}

static void a_reader_refuses_other_notations(void **state)
{
    struct room *room = *state;
    static const char *const cases[] = {
        SEAL_TEXT,
        SEAL_TEXT "sig=\n",
        SEAL_TEXT "sig=MEUCIQ\n",
        SEAL_TEXT "sig=ME UCIQA\n",
        SEAL_TEXT "sig=MEU=IQ==\n",
        SEAL_TEXT "sig=MEUCIR==\n",
        SEAL_TEXT SEAL_SIG "\n",
        SEAL_TEXT SEAL_SIG SEAL_TEXT,
        "\n" SEAL_TEXT SEAL_SIG,
        SEAL_HEAD "heads=2\n520100 3 2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe\n" SEAL_SIG,
        SEAL_HEAD "heads=99999999999\n" SEAL_SIG,
        SEAL_HEAD "heads=01\n520100 3 2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe\n" SEAL_SIG,
        SEAL_HEAD "heads=1\n520100 0 2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe\n" SEAL_SIG,
        SEAL_HEAD "heads=1\n520100 3 2050C7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe\n" SEAL_SIG,
        SEAL_HEAD "heads=2\n520100 3 2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe\n"
                  "520100 3 2050c7fca1c22233e2df46426486cc2f2df3ae2a78d51e03dc46d3cbfee3cbfe\n" SEAL_SIG,
        "zcs1\ncity=00112233445566778899aabbccddeeff\nserial=0\nat=2019-01-25T16:00:00.000000Z\nwatermark=98\nheads=0\n" SEAL_SIG,
        "zcs1\ncity=00112233445566778899aabbccddeeff\nserial=1\nat=2019-01-26T00:00:00.0+08:00\nwatermark=98\nheads=0\n" SEAL_SIG,
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_seal *seals;
        struct zc_error err = {0};
        size_t count;
        if (zc_seal_parse(&seals, &count, &room->arena, cases[i], strlen(cases[i]), &err) != ZC_EINPUT)
            fail_msg("accepted: case %zu", i);
        assert_true(err.zh[0] && err.en[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_worked_seal, enter, leave),
        cmocka_unit_test_setup_teardown(a_signature_of_another_program_is_good, enter, leave),
        cmocka_unit_test_setup_teardown(keys_are_made_once_and_private, enter, leave),
        cmocka_unit_test_setup_teardown(every_part_of_a_seal_is_signed, enter, leave),
        cmocka_unit_test_setup_teardown(a_file_holds_several_seals, enter, leave),
        cmocka_unit_test_setup_teardown(a_reader_refuses_other_notations, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
