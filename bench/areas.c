/*
 * areas: 1 reading the village file; 2 import of its rows as records beside a bare bulk insert with an SM3 chain; 3 search in
 * their names beside a scan; 4 checking the journal beside bare SM3. Usage: bench_areas WORK SIZE VILLAGES.CSV STREETS.CSV ROWS
 */
#include "bench.h"

#include "base/digest.h"
#include "record/entry.h"
#include "record/verify.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 50000, RUNS = 5 };

/* 1: code,"name",street,province,city,county */

struct village {
    char code[16], name[128], street[16];
};

static bool next_village(struct village *out, FILE *file)
{
    char line[512], *code = line, *name, *street;
    if (!fgets(line, sizeof line, file) || !(name = strchr(line, ',')) || !(street = strrchr(name, '"')))
        return false;
    *name++ = 0;
    name += *name == '"';
    *street = 0;
    street += 2;
    street[strcspn(street, ",\r\n")] = 0;
    snprintf(out->code, sizeof out->code, "%s", code);
    snprintf(out->name, sizeof out->name, "%s", name);
    snprintf(out->street, sizeof out->street, "%s", street);
    return true;
}

static FILE *open_csv(const char *path)
{
    char head[512];
    FILE *file = fopen(path, "r");
    if (!file || !fgets(head, sizeof head, file)) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    return file;
}

/* 2 */

struct parent {
    int64_t code, id;
};
static struct parent *parents;
static size_t parent_count;

static int by_code(const void *a, const void *b)
{
    int64_t left = ((const struct parent *)a)->code, right = ((const struct parent *)b)->code;
    return (left > right) - (left < right);
}

static void load_parents(struct zc_db *db, const char *path)
{
    FILE *file = open_csv(path);
    struct village street;
    struct zc_tx *tx = bench_begin(db);
    parents = zc_malloc(60000 * sizeof *parents);
    while (next_village(&street, file)) {
        zc_assert(parent_count < 60000);
        parents[parent_count++] = (struct parent){
            strtoll(street.code, NULL, 10), bench_record(tx, "core.area", ZC_TODAY, "code", street.code, "name", street.name, "kind", "township", NULL)};
    }
    bench_commit(tx);
    fclose(file);
    qsort(parents, parent_count, sizeof *parents, by_code);
}

static double import_ours(struct zc_db *db, const char *path, long rows)
{
    FILE *file = open_csv(path);
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.area");
    struct zc_error err = {0};
    struct zc_actor actor = {.face = "import", .reader = &ZC_READER_CITY};
    struct village village;
    struct zc_arena arena = {0};
    double start = bench_now();
    for (long done = 0; done < rows;) {
        struct zc_tx *tx;
        bench_must(zc_tx_begin(&tx, db, &actor, &err), &err, "beginning");
        for (long i = 0; i < BATCH && done < rows; i++, done++) {
            char parent[24];
            int64_t id;
            bool changed;
            zc_assert(next_village(&village, file));
            struct parent key = {.code = strtoll(village.street, NULL, 10)}, *found = bsearch(&key, parents, parent_count, sizeof key, by_code);
            snprintf(parent, sizeof parent, "%lld", (long long)(found ? found->id : 0));
            struct zc_patch patch = zc_patch_new(&arena, entity, 0);
            const char *const fields[][2] = {{"code", village.code}, {"name", village.name}, {"kind", "village"}, {"parent", parent}, {"edition", "2023-06-30"}};
            for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
                bench_must(zc_patch_set(&patch, &arena, fields[f][0], fields[f][1], &err), &err, village.code);
            bench_must(zc_record_change(&id, &changed, tx, &patch, &err), &err, village.code);
            zc_arena_free(&arena);
        }
        bench_commit(tx);
    }
    fclose(file);
    return bench_now() - start;
}

/* The same columns under the same key, every row chained by SM3 over its text. */
static double import_bare(const char *work, const char *path, long rows)
{
    FILE *file = open_csv(path);
    char place[1024], digest[ZC_DIGEST_HEX];
    sqlite3 *db;
    sqlite3_stmt *insert;
    struct village village;
    snprintf(place, sizeof place, "%s/bare-areas.db", work);
    remove(place);
    zc_assert(sqlite3_open(place, &db) == SQLITE_OK);
    zc_assert(sqlite3_exec(db,
                           "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
                           "CREATE TABLE area (id INTEGER PRIMARY KEY, code TEXT UNIQUE, name TEXT, kind TEXT, parent INTEGER, edition TEXT, digest TEXT)",
                           NULL, NULL, NULL) == SQLITE_OK);
    zc_assert(sqlite3_prepare_v2(db, "INSERT INTO area (code, name, kind, parent, edition, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", -1, &insert, NULL) ==
              SQLITE_OK);
    memset(digest, '0', sizeof digest - 1);
    digest[64] = 0;
    double start = bench_now();
    for (long done = 0; done < rows;) {
        zc_assert(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK);
        for (long i = 0; i < BATCH && done < rows; i++, done++) {
            char row[512];
            zc_assert(next_village(&village, file));
            int size = snprintf(row, sizeof row, "%s\n%s\n%s\nvillage\n%s\n2023-06-30\n", digest, village.code, village.name, village.street);
            zc_sm3_hex(digest, row, (size_t)size);
            sqlite3_bind_text(insert, 1, village.code, -1, SQLITE_STATIC);
            sqlite3_bind_text(insert, 2, village.name, -1, SQLITE_STATIC);
            sqlite3_bind_text(insert, 3, "village", -1, SQLITE_STATIC);
            sqlite3_bind_int64(insert, 4, strtoll(village.street, NULL, 10));
            sqlite3_bind_text(insert, 5, "2023-06-30", -1, SQLITE_STATIC);
            sqlite3_bind_text(insert, 6, digest, 64, SQLITE_STATIC);
            zc_assert(sqlite3_step(insert) == SQLITE_DONE);
            sqlite3_reset(insert);
        }
        zc_assert(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
    }
    double seconds = bench_now() - start;
    fclose(file);
    sqlite3_finalize(insert);
    sqlite3_close(db);
    return seconds;
}

/* 3 */

static long scan(struct zc_db *db, const char *word)
{
    struct zc_stmt *stmt;
    struct zc_error err = {0};
    char pattern[64];
    snprintf(pattern, sizeof pattern, "%%%s%%", word);
    bench_must(zc_stmt_prepare(&stmt, db->store, "SELECT count(*) FROM t_core_area WHERE name LIKE ?1 OR code LIKE ?1", &err), &err, "scanning");
    zc_stmt_bind_text(stmt, 1, pattern, strlen(pattern));
    bench_must(zc_stmt_step(stmt, &err), &err, "scanning");
    long found = (long)zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return found;
}

static void measure_search(struct zc_db *db, const char *size, long rows)
{
    /* the commonest endings of names, common words, places, and words that hardly occur */
    static const char *const words[] = {"社区", "居委", "村委", "新村", "东风", "和平", "幸福", "中心", "花园", "河西", "大桥", "王家", "李家", "张庄", "刘庄",
                                        "石板", "金山", "龙山", "白云", "观山", "乌当", "明清", "永阳", "胜利", "红旗", "解放", "建设", "农场", "林场", "茶场"};
    enum { WORDS = sizeof words / sizeof *words, ROUNDS = 20 };
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.area");
    struct zc_error err = {0};
    double *seconds = zc_malloc(WORDS * ROUNDS * sizeof *seconds), total = 0;
    long truth = 0, found = 0;
    for (int round = -1; round < ROUNDS; round++)
        for (int i = 0; i < WORDS; i++) {
            struct zc_arena arena = {0};
            struct zc_rows list;
            double start = bench_now();
            struct zc_rows_query query = {.entity = entity, .times = zc_times_now(db), .reader = &ZC_READER_PUBLIC, .search = words[i], .limit = 20};
            bench_must(zc_rows_list(&list, &arena, db, &query, &err), &err, words[i]);
            double took = bench_now() - start;
            if (round >= 0) {
                seconds[round * WORDS + i] = took;
                total += took;
            } else {
                int64_t count;
                query.limit = 0;
                bench_must(zc_rows_count(&count, db, &query, &err), &err, words[i]);
                found += (long)count;
                truth += scan(db, words[i]);
                if (count != scan(db, words[i]))
                    fprintf(stderr, "search: %s is found %lld times, a scan finds %ld\n", words[i], (long long)count, scan(db, words[i]));
            }
            zc_arena_free(&arena);
        }
    double median = bench_median(seconds, WORDS * ROUNDS), p99 = seconds[WORDS * ROUNDS * 99 / 100], recall = (double)found / (double)truth;
    bench_result(&(struct bench_result){.work = "search of a two-character word in names, first 20", .size = size, .rows = rows, .versions = 1, .bytes = 30,
                                        .ours = bench_text("p99 %.1f ms, median %.2f ms", p99 * 1e3, median * 1e3),
                                        .peer = bench_text("LIKE scan: recall %.4f", recall), .bar = "p99 ≤ 10 ms, recall 1.00",
                                        .met = p99 <= 0.010 && found == truth, .units = (double)rows, .seconds = p99});
    free(seconds);
}

/* 4 */

static double bare_sm3(long count, size_t size)
{
    char *entry = zc_malloc(size + 1), hex[ZC_DIGEST_HEX];
    memset(entry, 'e', size);
    double start = bench_now();
    for (long i = 0; i < count; i++) {
        zc_sm3_hex(hex, entry, size);
        memcpy(entry, hex, size < 64 ? size : 64);
    }
    double seconds = bench_now() - start;
    free(entry);
    return seconds;
}

static double entry_bytes(struct zc_db *db, long *count)
{
    struct zc_stmt *stmt;
    struct zc_error err = {0};
    /* the ten header lines of an entry beside its texts: their names, instants and line ends */
    bench_must(zc_stmt_prepare(&stmt, db->store, "SELECT count(*), avg(length(CAST(payload AS BLOB)) + length(kind) + length(actor) + length(links) + 300) FROM journal",
                               &err), &err, "reading");
    bench_must(zc_stmt_step(stmt, &err), &err, "reading");
    *count = (long)zc_stmt_int(stmt, 0);
    double bytes = (double)zc_stmt_int(stmt, 1);
    zc_stmt_done(stmt);
    return bytes;
}

static void measure_verify(struct zc_db *db, const char *size)
{
    struct zc_error err = {0};
    long count;
    double bytes = entry_bytes(db, &count), ours[3], peer[3];
    for (int run = 0; run < 3; run++) {
        struct zc_arena arena = {0};
        struct zc_verdict verdict;
        double start = bench_now();
        bench_must(zc_verify_chains(&verdict, &arena, db, &err), &err, "checking the chains");
        ours[run] = bench_now() - start;
        zc_assert(verdict.fault_count == 0 && verdict.entries == count);
        peer[run] = bare_sm3(count, (size_t)bytes);
        zc_arena_free(&arena);
    }
    double own = bench_median(ours, 3), bare = bench_median(peer, 3);
    bench_result(&(struct bench_result){.work = "journal verification: chains", .size = size, .rows = count, .versions = 1, .bytes = bytes,
                                        .ours = bench_text("%.0f/s", (double)count / own), .peer = bench_text("bare SM3 %.0f/s", (double)count / bare),
                                        .ratio = bare / own, .bar = "≥ 0.6", .met = bare / own >= 0.6, .units = (double)count, .seconds = own});
    struct zc_arena arena = {0};
    struct zc_verdict verdict;
    bench_memory_forget();
    double start = bench_now();
    bench_must(zc_verify(&verdict, &arena, db, NULL, NULL, NULL, &err), &err, "verifying");
    own = bench_now() - start;
    zc_assert(verdict.fault_count == 0);
    bench_result(&(struct bench_result){.work = "journal verification: whole, slices rebuilt and compared", .size = size, .rows = count, .versions = 1, .bytes = bytes,
                                        .ours = bench_text("%.0f/s, peak %ld MiB", (double)count / own, bench_memory_peak() / 1024),
                                        .peer = bench_text("bare SM3 %.0f/s", (double)count / bare), .ratio = bare / own, .met = -1, .units = (double)count,
                                        .seconds = own});
    zc_arena_free(&arena);
}

int main(int argc, char **argv)
{
    struct zc_db db;
    struct zc_error err = {0};
    if (argc != 6) {
        fprintf(stderr, "usage: bench_areas WORK SIZE VILLAGES.CSV STREETS.CSV ROWS\n");
        return 2;
    }
    long rows = strtol(argv[5], NULL, 10);
    struct zc_city *city = bench_city(argv[1], bench_text("areas-%ld", rows));
    bench_must(zc_db_open(&db, city, ZC_STORE_WRITE, &err), &err, "opening");
    load_parents(&db, argv[4]);
    import_bare(argv[1], argv[3], rows / 10);
    double bare[3], ours;
    for (int i = 0; i < 3; i++)
        bare[i] = import_bare(argv[1], argv[3], rows);
    bench_memory_forget();
    ours = import_ours(&db, argv[3], rows);
    double peer = bench_median(bare, 3), ratio = peer / ours;
    bench_result(&(struct bench_result){.work = "import of village rows: validation, slices, journal, search, batches of 50,000", .size = argv[2], .rows = rows,
                                        .versions = 1, .bytes = 60,
                                        .ours = bench_text("%.0f/s, peak %ld MiB", (double)rows / ours, bench_memory_peak() / 1024),
                                        .peer = bench_text("bare bulk insert + SM3 %.0f/s", (double)rows / peer), .ratio = ratio, .bar = "≥ 0.4; memory flat",
                                        .met = ratio >= 0.4, .units = (double)rows, .seconds = ours});
    measure_search(&db, argv[2], rows + (long)parent_count);
    measure_verify(&db, argv[2]);
    zc_db_close(&db);
    zc_city_close(city);
    free(parents);
    return 0;
}
