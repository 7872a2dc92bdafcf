/* verify: one changed byte anywhere is found, and its place is named. */
#include "kit.h"

#include "record/blob.h"
#include "record/seal.h"

static struct kit kit;
static int64_t unit, plan, task;
static char seals[128], file[ZC_DIGEST_HEX];

static int setup(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-06-01T01:00:00Z");
    snprintf(seals, sizeof seals, "%s/seals", kit.root);
    unit = kit_new(&kit, "core.unit", "code=A01\nname=示例单位", "2017-01-01");
    plan = kit_new(&kit, "core.plan", "title=示例计划\nyear=2017", "2017-01-01");
    task = kit_new(&kit, "core.task", zc_arena_printf(&kit.arena, "plan=%lld\nname=任务\nsize=5\nwords=;甲;乙;", (long long)plan), "2017-01-01");
    kit_set(&kit, "core.task", task, "size=6\nlevel=national", "2017-03-01", NULL);
    kit_set(&kit, "core.task", task, "size=7", "2017-02-01", "2017-04-01");
    KIT_OK(&kit, zc_blob_store(file, kit.city, "附件内容", strlen("附件内容"), &kit.err));
    kit_begin(&kit);
    KIT_OK(&kit, zc_tx_note(kit.tx, 520100, "file", zc_arena_printf(&kit.arena, "{\"digest\":\"%s\",\"name\":\"示例.txt\"}", file), &kit.err));
    kit_commit(&kit);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static struct zc_verdict verdict_of(const char *seals_path)
{
    struct zc_verdict verdict;
    KIT_OK(&kit, zc_verify(&verdict, &kit.arena, &kit.db, seals_path, NULL, NULL, &kit.err));
    return verdict;
}

static void expect_fault(const char *what, const char *seals_path, const char *says)
{
    struct zc_verdict verdict = verdict_of(seals_path);
    bool found = false;
    for (size_t i = 0; i < verdict.named && !found; i++) {
        found = strstr(verdict.faults[i].text.en, says) != NULL;
        assert_true(verdict.faults[i].text.zh && *verdict.faults[i].text.zh);
    }
    if (!found)
        fail_msg("%s: %zu faults, expected \"%s\", first: %s", what, verdict.fault_count, says, verdict.named ? verdict.faults[0].text.en : "none");
}

/* The database is put back afterwards, so that every case begins from the sound city. */
static void tampered(const char *sql, const char *seals_path, const char *says)
{
    char backup[200], command[1000];
    snprintf(backup, sizeof backup, "%s/sound.db", kit.root);
    remove(backup);
    KIT_OK(&kit, zc_store_backup(kit.db.store, backup, &kit.err));
    zc_db_close(&kit.db);
    KIT_OK(&kit, zc_db_open(&kit.db, kit.city, ZC_STORE_WRITE, &kit.err));
    kit_run(&kit, sql);
    if (kit_number(&kit, "SELECT changes()") < 1)
        fail_msg("%s changes nothing", sql);
    expect_fault(sql, seals_path, says);
    zc_db_close(&kit.db);
    snprintf(command, sizeof command, "%s/city.db-wal", kit.folder);
    remove(command);
    snprintf(command, sizeof command, "%s/city.db-shm", kit.folder);
    remove(command);
    snprintf(command, sizeof command, "%s/city.db", kit.folder);
    assert_int_equal(rename(backup, command), 0);
    KIT_OK(&kit, zc_db_open(&kit.db, kit.city, ZC_STORE_WRITE, &kit.err));
}

static void a_sound_city_is_sound(void **state)
{
    (void)state;
    struct zc_verdict verdict = verdict_of(NULL);
    assert_true(verdict.fault_count == 0 && verdict.chains == 2 && verdict.entries == 7 && verdict.files == 1);
    assert_int_equal(verdict.slices, kit_number(&kit, "SELECT (SELECT count(*) FROM t_core_task) + (SELECT count(*) FROM h_core_task) + 2"));
    assert_int_equal(verdict.after_seal, 7);
}

static void every_part_that_is_changed_is_named(void **state)
{
    (void)state;
    const struct {
        const char *sql, *says;
    } cases[] = {
        /* the journal */
        {"UPDATE journal SET payload = replace(payload, '示例单位', '示例单味') WHERE chain = 0 AND seq = 1", "chain 0 entry 1: digest: the entry was changed"},
        {"UPDATE journal SET at = at + 1 WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: digest"},
        {"UPDATE journal SET wall = wall + 1 WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: digest"},
        {"UPDATE journal SET tx = tx + 1 WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: digest"},
        {"UPDATE journal SET kind = 'records' WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: digest"},
        {"UPDATE journal SET actor = '1/-/-/cli' WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: digest"},
        {"UPDATE journal SET links = '0:1' WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: digest"},
        {"UPDATE journal SET actor = actor || char(0) || 'x' WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: "},
        {"UPDATE journal SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: digest"},
        {"UPDATE journal SET prev = substr(prev, 2) || substr(prev, 1, 1) WHERE chain = 520100 AND seq = 3", "chain 520100 entry 3: digest: it does not follow"},
        {"DELETE FROM journal WHERE chain = 520100 AND seq = 3", "chain 520100 entry 4: gap"},
        {"DELETE FROM journal WHERE chain = 520100 AND seq = 1", "chain 520100 entry 2: gap"},
        {"UPDATE journal SET seq = 99 WHERE chain = 520100 AND seq = 6", "chain 520100 entry 99: gap"},
        {"INSERT INTO journal SELECT chain, 7, digest, at + 1, wall, tx, kind, actor, links, payload, digest FROM journal WHERE chain = 520100 AND seq = 6",
         "chain 520100 entry 7: "},
        {"DELETE FROM journal WHERE chain = 0", "chain 0 entry 1: the chain head does not match"},
        /* heads */
        {"UPDATE head SET seq = seq + 1 WHERE chain = 520100", "chain 520100 entry 6: the chain head does not match"},
        {"UPDATE head SET digest = replace(digest, substr(digest, 9, 1), 'x') WHERE chain = 520100", "chain 520100 entry 6: the chain head does not match"},
        {"UPDATE head SET at = at - 1 WHERE chain = 520100", "chain 520100 entry 6: the chain head does not match"},
        {"DELETE FROM head WHERE chain = 520100", "chain 520100 entry 6: the chain head does not match"},
        {"INSERT INTO head VALUES (520101, 1, 'x', 1)", "chain 520101 entry 1: the chain head does not match"},
        {"DELETE FROM journal WHERE chain = 520100 AND seq = 6", "chain 520100 entry 5: the chain head does not match"},
        /* present and past rows */
        {"UPDATE t_core_unit SET name = '示例单味'", "field name: differs from the journal"},
        {"UPDATE t_core_unit SET name = name || char(0) || '尾'", "field name: differs from the journal"},
        {"UPDATE t_core_unit SET rank = 1", "field rank: differs from the journal"},
        {"UPDATE t_core_unit SET valid_to = valid_to - 1", "field valid_to: differs from the journal"},
        {"UPDATE t_core_unit SET slice = 2", "field slice: differs from the journal"},
        {"UPDATE t_core_unit SET id = id + 1", "is missing from the table"},
        {"UPDATE t_core_task SET words = ';乙;甲;'", "field words: differs from the journal"},
        {"UPDATE h_core_task SET size = size + 1 WHERE valid_from = (SELECT min(valid_from) FROM h_core_task)", "field size: differs from the journal"},
        {"UPDATE h_core_task SET known_to = known_to - 1 WHERE known_to < 9000000000000000", "field known_to: differs from the journal"},
        {"UPDATE h_core_task SET known_from = known_from - 500 WHERE known_to < 9000000000000000 AND slice = 1", "is not in the journal (added)"},
        {"DELETE FROM t_core_task", "(present table): is missing from the table (deleted)"},
        {"DELETE FROM h_core_task WHERE slice = 1", "(past table): is missing from the table (deleted)"},
        {"INSERT INTO t_core_unit SELECT id + 5, slice, valid_from, valid_to, known_from, known_to, 'A99', name, short, rank, parent FROM t_core_unit",
         "(present table): is not in the journal (added)"},
        {"INSERT INTO h_core_unit SELECT id, slice + 1, valid_from, valid_to, known_from + 1, known_to, code, name, short, rank, parent FROM t_core_unit",
         "(past table): is not in the journal (added)"},
        /* the way from a record to its entries */
        {"DELETE FROM journal_record WHERE seq = 4", "chain 520100 entry 4: it is not listed under its record"},
        {"UPDATE journal_record SET record = record + 1 WHERE seq = 4", "chain 520100 entry 4: it is not listed under its record"},
        {"INSERT INTO journal_record SELECT record, chain, seq + 50, entity FROM journal_record WHERE seq = 4", "chain 520100 entry 54: listed under a record, but no such entry"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tampered(cases[i].sql, NULL, cases[i].says);
    }
    assert_int_equal(verdict_of(NULL).fault_count, 0); /* each case gave the sound city back */
}

/* Every single byte of one payload. */
static void no_byte_of_a_payload_may_change(void **state)
{
    (void)state;
    struct zc_stmt *stmt;
    size_t size;
    char *payload;
    KIT_OK(&kit, zc_stmt_prepare(&stmt, kit.db.store, "SELECT payload FROM journal WHERE chain = 520100 AND seq = 4", &kit.err));
    assert_true(zc_stmt_step(stmt, &kit.err) > 0);
    const char *text = zc_stmt_text(stmt, 0, &size);
    payload = zc_arena_copy(&kit.arena, text, size);
    zc_stmt_done(stmt);
    static const unsigned char flips[] = {0x01, 0x04, 0x20, 0x80};
    for (size_t i = 0; i < size; i++) {
        char was = payload[i];
        payload[i] = (char)((unsigned char)was ^ flips[i % 4]);
        if (!payload[i])
            payload[i] = 1;
        KIT_OK(&kit, zc_stmt_prepare(&stmt, kit.db.store, "UPDATE journal SET payload = ?1 WHERE chain = 520100 AND seq = 4", &kit.err));
        zc_stmt_bind_text(stmt, 1, payload, size);
        assert_int_equal(zc_stmt_step(stmt, &kit.err), 0);
        zc_stmt_done(stmt);
        payload[i] = was;
        expect_fault("a byte of the payload", NULL, "chain 520100 entry 4: digest: the entry was changed");
    }
}

/* 1: attachments */

static void attachments_are_hashed_again(void **state)
{
    (void)state;
    char path[300], moved[400];
    zc_blob_path(path, sizeof path, kit.city, file);
    FILE *stream = fopen(path, "r+b");
    assert_non_null(stream);
    assert_int_equal(fputc('x', stream), 'x');
    fclose(stream);
    expect_fault("a changed attachment", NULL, zc_arena_printf(&kit.arena, "attachment %s: its content does not match", file));
    snprintf(moved, sizeof moved, "%s.away", path);
    assert_int_equal(rename(path, moved), 0);
    expect_fault("a missing attachment", NULL, zc_arena_printf(&kit.arena, "attachment %s is missing", file));
}

/* 2: seals */

static void a_seal_holds_what_it_covers(void **state)
{
    (void)state;
    int64_t serial, entries;
    KIT_OK(&kit, zc_seal_city(&serial, &entries, &kit.db, seals, "cli", &kit.err));
    assert_true(serial == 1 && entries == 7);
    struct zc_verdict verdict = verdict_of(seals);
    assert_true(verdict.fault_count == 0 && verdict.seals == 1 && verdict.sealed_to == 7 && verdict.after_seal == 1);
    kit_set(&kit, "core.task", task, "size=9", NULL, NULL);
    KIT_OK(&kit, zc_seal_city(&serial, &entries, &kit.db, seals, "cli", &kit.err));
    assert_int_equal(serial, 2);
    verdict = verdict_of(seals);
    assert_true(verdict.fault_count == 0 && verdict.seals == 2 && verdict.sealed_to == entries && verdict.after_seal == 1);

    /* a tail that is cut with all its traces shows only by the seal; what came after the seal, not even by it */
    tampered("DELETE FROM journal WHERE chain = 520100 AND seq = (SELECT max(seq) FROM journal WHERE chain = 520100)", seals,
             "the chain head does not match");
    tampered("DELETE FROM journal WHERE chain = 520100 AND seq >= 7; "
             "DELETE FROM journal_record WHERE chain = 520100 AND seq >= 7; "
             "UPDATE head SET (seq, digest, at) = (SELECT seq, digest, at FROM journal WHERE chain = 520100 ORDER BY seq DESC LIMIT 1) WHERE chain = 520100",
             seals, "tail missing: it was sealed and is gone");
    tampered("UPDATE journal SET digest = replace(digest, substr(digest, 3, 1), 'x') WHERE chain = 520100 AND seq = 6", seals, "chain 520100 entry 6: seal mismatch");
}

static void change_file(const char *path, const char *find, const char *put)
{
    char bytes[8192];
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    size_t size = fread(bytes, 1, sizeof bytes - 1, stream);
    fclose(stream);
    bytes[size] = 0;
    char *at = strstr(bytes, find);
    assert_non_null(at);
    assert_int_equal(strlen(find), strlen(put));
    memcpy(at, put, strlen(put));
    stream = fopen(path, "wb");
    assert_true(fwrite(bytes, 1, size, stream) == size);
    fclose(stream);
}

static void a_seal_of_another_hand_or_city_does_not_count(void **state)
{
    (void)state;
    int64_t serial, entries;
    KIT_OK(&kit, zc_seal_city(&serial, &entries, &kit.db, seals, "cli", &kit.err));
    char copy[160], command[500], key[200];
    snprintf(copy, sizeof copy, "%s.copy", seals);
    snprintf(command, sizeof command, "cp %s %s", seals, copy);
    assert_int_equal(system(command), 0);
    change_file(copy, "heads=2\n0 1 ", "heads=2\n0 9 ");
    expect_fault("a changed seal", copy, "seal 1: signature is not valid");
    assert_int_equal(verdict_of(copy).sealed_to, 0);

    /* another city's seal, well signed by the same key */
    struct zc_seal *read;
    size_t count;
    KIT_OK(&kit, zc_seal_read(&read, &count, &kit.arena, seals, &kit.err));
    memset(read[0].city, 'a', 32);
    snprintf(key, sizeof key, "%s/keys/seal.key", kit.folder);
    KIT_OK(&kit, zc_seal_sign(&read[0], key, &kit.err));
    remove(copy);
    KIT_OK(&kit, zc_seal_append(copy, &read[0], &kit.err));
    expect_fault("a foreign seal", copy, "foreign city");

    /* an unreadable file is an error, not a pass */
    struct zc_verdict verdict;
    assert_int_not_equal(zc_verify(&verdict, &kit.arena, &kit.db, "/nonexistent/seals", NULL, NULL, &kit.err), ZC_OK);
}

/* The journal of another city under this one's name: every entry carries the city's id. */
static void a_journal_of_another_city_does_not_pass(void **state)
{
    (void)state;
    char path[160], id[40];
    snprintf(path, sizeof path, "%s/city.conf", kit.folder);
    snprintf(id, sizeof id, "id = %.6s", kit.city->id);
    char other[40];
    snprintf(other, sizeof other, "id = %s", strncmp(kit.city->id, "ffffff", 6) == 0 ? "eeeeee" : "ffffff");
    change_file(path, id, other);
    zc_db_close(&kit.db);
    zc_city_close(kit.city);
    kit.city = NULL;
    KIT_OK(&kit, zc_city_open(&kit.city, kit.folder, &kit.err));
    KIT_OK(&kit, zc_db_open(&kit.db, kit.city, ZC_STORE_WRITE, &kit.err));
    expect_fault("another city", NULL, "chain 0 entry 1: digest: the entry was changed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sound_city_is_sound, setup, teardown),
        cmocka_unit_test_setup_teardown(every_part_that_is_changed_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(no_byte_of_a_payload_may_change, setup, teardown),
        cmocka_unit_test_setup_teardown(attachments_are_hashed_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_seal_holds_what_it_covers, setup, teardown),
        cmocka_unit_test_setup_teardown(a_seal_of_another_hand_or_city_does_not_count, setup, teardown),
        cmocka_unit_test_setup_teardown(a_journal_of_another_city_does_not_pass, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
