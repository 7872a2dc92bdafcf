/*
 * zcj-verify: proves a take-out of a city's journal without the program that wrote it. One file; needs the C library and
 * OpenSSL's libcrypto (3.0 or later) and nothing else: no database, no network. Any auditor may read it through and build it:
 *
 *     cc -O2 -o zcj-verify zcj-verify.c -lcrypto
 *
 * It shares no line with the program, so that one mistake cannot hide in both.
 *
 *     zcj-verify JOURNAL.zcj [--seals FILE]… [--key seal.pub] [--files FOLDER]
 *
 * It prints chains, entries, first and last instant, up to which seal all is proven and how many entries lie after it, and a
 * line for each fault. A fault is one of
 *
 *     digest          an entry does not give the digest that the next one carries, or cannot be read; or an attachment
 *                     is not what its name says
 *     gap             entries are missing inside a chain
 *     order           an entry stands twice or not at its place
 *     time goes back  the city clock of an entry is before that of the entry before it
 *     link missing    an entry of the same transaction in another chain, or a named attachment, is not there
 *     seal mismatch   a sealed entry has another digest
 *     signature       a seal was not signed by this key
 *     tail missing    the end of a chain was sealed and is not there
 *     foreign city    an entry or a seal belongs to another city
 *
 * Exit status: 0 no fault, 1 faults, 2 the call or an input is unusable.
 *
 * The tour: 1 faults; 2 SM3; 3 reading one entry; 4 walking the file; 5 chains; 6 links; 7 seals; 8 attachments; 9 the report.
 * Memory: 72 bytes an entry; the journal itself is mapped.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGEST = 32, HEX = 64, CITY = 32, INSTANT = 27, NAMED = 1000, DEEPEST = 8 };

_Noreturn static void stop(const char *what, const char *which)
{
    fprintf(stderr, "zcj-verify: %s: %s\n", what, which);
    exit(2);
}

/* Room for one more element; the whole process ends when there is none. */
static void *grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t more = *capacity ? *capacity * 2 : 64;
    if (more > SIZE_MAX / size || !(array = realloc(array, more * size)))
        stop("内存不足 out of memory", "realloc");
    *capacity = more;
    return array;
}

/* 1 */

enum fault_kind { DIGEST_FAULT, GAP, ORDER, TIME_BACK, LINK, SEAL_MISMATCH, SIGNATURE, TAIL, FOREIGN };
static const char *const fault_names[] = {"digest", "gap", "order", "time goes back", "link missing",
                                          "seal mismatch", "signature", "tail missing", "foreign city"};

struct fault {
    enum fault_kind kind;
    int64_t chain, seq;  /* seq 0: the fault is not at an entry */
    int64_t seal;        /* 0: not found by a seal */
    char words[160];     /* Chinese and English */
};

static struct fault *faults;
static size_t fault_count, fault_capacity;

static void fault(enum fault_kind kind, int64_t chain, int64_t seq, int64_t seal, const char *words)
{
    faults = grow(faults, fault_count, &fault_capacity, sizeof *faults);
    struct fault *one = &faults[fault_count++];
    *one = (struct fault){kind, chain, seq, seal, ""};
    snprintf(one->words, sizeof one->words, "%s", words);
}

/* 2 */

static EVP_MD_CTX *sm3;
static EVP_MD *sm3_algorithm;

static void sm3_start(void)
{
    if (EVP_DigestInit_ex(sm3, sm3_algorithm, NULL) != 1)
        stop("SM3", "libcrypto");
}

static void sm3_add(const void *bytes, size_t size)
{
    if (EVP_DigestUpdate(sm3, bytes, size) != 1)
        stop("SM3", "libcrypto");
}

static void sm3_end(unsigned char out[DIGEST])
{
    unsigned size = DIGEST;
    if (EVP_DigestFinal_ex(sm3, out, &size) != 1 || size != DIGEST)
        stop("SM3", "libcrypto");
}

static int hex_digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

static bool read_hex(unsigned char *out, const char *text, size_t digits)
{
    for (size_t i = 0; i < digits; i += 2) {
        int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i / 2] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static bool same(const unsigned char *a, const unsigned char *b) { return memcmp(a, b, DIGEST) == 0; }

/* 3 */

struct text {
    const char *at;
    size_t size;
};

struct cursor {
    const char *at, *end;
};

static bool take(struct cursor *cursor, const char *literal)
{
    size_t size = strlen(literal);
    if ((size_t)(cursor->end - cursor->at) < size || memcmp(cursor->at, literal, size) != 0)
        return false;
    cursor->at += size;
    return true;
}

static bool take_line(struct text *out, struct cursor *cursor)
{
    const char *line_end = memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
    if (!line_end)
        return false;
    *out = (struct text){cursor->at, (size_t)(line_end - cursor->at)};
    cursor->at = line_end + 1;
    return true;
}

/* Decimal without sign and leading zero, then `after`. */
static bool take_number(int64_t *out, struct cursor *cursor, char after)
{
    const char *first = cursor->at;
    int64_t number = 0;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++) {
        int digit = *cursor->at - '0';
        if (number > (INT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (cursor->at == first || cursor->at == cursor->end || *cursor->at != after || (*first == '0' && cursor->at - first > 1))
        return false;
    cursor->at++;
    *out = number;
    return true;
}

/* YYYY-MM-DDTHH:MM:SS.ffffffZ: of fixed width, so instants compare as texts. */
static bool is_instant(struct text text)
{
    static const char form[] = "0000-00-00T00:00:00.000000Z";
    if (text.size != INSTANT)
        return false;
    for (size_t i = 0; i < INSTANT; i++)
        if (form[i] == '0' ? text.at[i] < '0' || text.at[i] > '9' : text.at[i] != form[i])
            return false;
    return true;
}

struct entry {
    struct text city, at, kind, links, payload;
    unsigned char prev[DIGEST];
    int64_t chain, seq, tx;
    size_t size;
    bool cut; /* it would go on behind the end of the file */
};

/* False when the bytes are no entry; then chain and seq are what could be read of them, 0 otherwise. */
static bool read_entry(struct entry *entry, const char *bytes, const char *end)
{
    struct cursor cursor = {bytes, end};
    struct text line;
    int64_t length;
    *entry = (struct entry){.cut = false};
    bool header = take(&cursor, "zcj1\ncity=") && take_line(&entry->city, &cursor) && take(&cursor, "chain=") &&
                  take_number(&entry->chain, &cursor, '\n') && take(&cursor, "seq=") &&
                  take_number(&entry->seq, &cursor, '\n') && take(&cursor, "prev=") && take_line(&line, &cursor) &&
                  line.size == HEX && read_hex(entry->prev, line.at, HEX) && take(&cursor, "at=") &&
                  take_line(&entry->at, &cursor) && is_instant(entry->at) && take(&cursor, "wall=") &&
                  take_line(&line, &cursor) && is_instant(line) && take(&cursor, "tx=") &&
                  take_number(&entry->tx, &cursor, '\n') && take(&cursor, "kind=") && take_line(&entry->kind, &cursor) &&
                  take(&cursor, "actor=") && take_line(&line, &cursor) && take(&cursor, "links=") &&
                  take_line(&entry->links, &cursor) && take(&cursor, "len=") && take_number(&length, &cursor, '\n') &&
                  take(&cursor, "\n");
    unsigned char city[CITY / 2];
    if (!header || entry->city.size != CITY || !read_hex(city, entry->city.at, CITY) || entry->seq < 1) {
        entry->cut = cursor.at == end || !memchr(cursor.at, '\n', (size_t)(end - cursor.at));
        return false;
    }
    if (length >= end - cursor.at) {
        /* No payload holds a line feed: if one comes, the length lies; if none comes, the file was cut. */
        entry->cut = !memchr(cursor.at, '\n', (size_t)(end - cursor.at));
        return false;
    }
    entry->payload = (struct text){cursor.at, (size_t)length};
    cursor.at += length;
    if (*cursor.at != '\n')
        return false;
    entry->size = (size_t)(cursor.at + 1 - bytes);
    return true;
}

/* 4 */

struct place {
    int64_t chain, seq, tx;
    size_t offset, size;
    unsigned char digest[DIGEST];
};

static const char *journal;
static size_t journal_size;
static struct place *places;
static size_t place_count, place_capacity;
static char city[CITY + 1];        /* empty until known */
static char first_at[INSTANT + 1], last_at[INSTANT + 1];

static void note_instant(struct text at)
{
    if (!first_at[0] || memcmp(at.at, first_at, INSTANT) < 0)
        memcpy(first_at, at.at, INSTANT);
    if (memcmp(at.at, last_at, INSTANT) > 0)
        memcpy(last_at, at.at, INSTANT);
}

/* Where the next entry begins: texts hold no line feed, so this line cannot stand inside one. */
static size_t next_entry(size_t from)
{
    static const char start[] = "\nzcj1\ncity=";
    const char *found = memmem(journal + from, journal_size - from, start, sizeof start - 1);
    return found ? (size_t)(found + 1 - journal) : journal_size;
}

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->chain != b->chain)
        return a->chain < b->chain ? -1 : 1;
    if (a->seq != b->seq)
        return a->seq < b->seq ? -1 : 1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

static void walk(void)
{
    int64_t chain = -1, highest = 0;
    bool sorted = true;
    for (size_t offset = 0; offset < journal_size;) {
        struct entry entry;
        bool good = read_entry(&entry, journal + offset, journal + journal_size);
        size_t size = good ? entry.size : next_entry(offset) - offset;
        if (!good) {
            bool cut = entry.cut && offset + size == journal_size;
            fault(cut ? TAIL : DIGEST_FAULT, entry.chain, entry.seq, 0,
                  cut ? "文件在条目中间断了 the file ends inside this entry" : "条目读不出 the entry cannot be read");
            if (cut || entry.seq < 1) {
                offset += size;
                continue;
            }
        } else if (!city[0]) {
            memcpy(city, entry.city.at, CITY);
        }
        if (good && memcmp(entry.city.at, city, CITY) != 0) {
            fault(FOREIGN, entry.chain, entry.seq, 0, "条目属于另一个城市 the entry belongs to another city");
            offset += size;
            continue;
        }
        if (entry.chain < chain || (entry.chain == chain && entry.seq <= highest)) {
            fault(ORDER, entry.chain, entry.seq, 0, "条目重复或不在其位 the entry stands twice or not at its place");
            sorted = false;
        }
        if (entry.chain > chain || (entry.chain == chain && entry.seq > highest)) {
            chain = entry.chain;
            highest = entry.seq;
        }
        places = grow(places, place_count, &place_capacity, sizeof *places);
        struct place *place = &places[place_count++];
        *place = (struct place){entry.chain, entry.seq, good ? entry.tx : -1, offset, size, {0}};
        sm3_start();
        sm3_add(journal + offset, size);
        sm3_end(place->digest);
        if (good)
            note_instant(entry.at);
        offset += size;
    }
    if (!sorted)
        qsort(places, place_count, sizeof *places, compare_places);
}

/* 5 */

/* All entries with one number in one chain: [from, to). More than one was already named as `order`. */
static size_t group_end(size_t from)
{
    size_t to = from + 1;
    while (to < place_count && places[to].chain == places[from].chain && places[to].seq == places[from].seq)
        to++;
    return to;
}

static bool read_place(struct entry *entry, const struct place *place)
{
    return read_entry(entry, journal + place->offset, journal + place->offset + place->size);
}

static void check_follows(size_t from, size_t to, size_t before, size_t before_end)
{
    static const unsigned char zeros[DIGEST];
    for (size_t i = from; i < to; i++) {
        struct entry entry, former;
        bool fits = false;
        if (!read_place(&entry, &places[i]))
            continue;
        if (places[i].seq == 1 && !same(entry.prev, zeros))
            fault(DIGEST_FAULT, places[i].chain, 1, 0, "首条的 prev 应为零 prev of a first entry must be zeros");
        if (before == before_end || places[before].seq != places[i].seq - 1)
            continue;
        for (size_t j = before; j < before_end && !fits; j++)
            fits = same(entry.prev, places[j].digest);
        /* A former entry that cannot be read was named already. */
        if (!fits && read_place(&former, &places[before]))
            fault(DIGEST_FAULT, places[i].chain, places[i].seq - 1, 0,
                  "内容与后一条所记摘要不符 the next entry carries another digest of it");
        if (read_place(&former, &places[before_end - 1]) && memcmp(entry.at.at, former.at.at, INSTANT) < 0)
            fault(TIME_BACK, places[i].chain, places[i].seq, 0, "时间早于前一条 its time is before the entry before it");
    }
}

static int64_t check_chains(void)
{
    int64_t chains = 0;
    size_t before = 0, before_end = 0;
    for (size_t from = 0, to; from < place_count; from = to) {
        to = group_end(from);
        bool fresh = from == 0 || places[from].chain != places[from - 1].chain;
        if (fresh) {
            chains++;
            before = before_end = from;
        }
        int64_t expected = fresh ? 1 : places[before].seq + 1;
        if (places[from].seq > expected) {
            char words[160];
            snprintf(words, sizeof words, "缺第 %" PRId64 " 至 %" PRId64 " 条 entries %" PRId64 " to %" PRId64 " are missing", expected,
                     places[from].seq - 1, expected, places[from].seq - 1);
            fault(GAP, places[from].chain, expected, 0, words);
        }
        check_follows(from, to, before, before_end);
        before = from;
        before_end = to;
    }
    return chains;
}

/* 6 */

/* The first place with this number, NULL when there is none. */
static const struct place *find(int64_t chain, int64_t seq)
{
    size_t low = 0, high = place_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places[middle].chain < chain || (places[middle].chain == chain && places[middle].seq < seq))
            low = middle + 1;
        else
            high = middle;
    }
    return low < place_count && places[low].chain == chain && places[low].seq == seq ? &places[low] : NULL;
}

static bool link_holds(int64_t chain, int64_t seq, int64_t own_chain, int64_t tx)
{
    const struct place *place = find(chain, seq);
    for (; place && place < places + place_count && place->chain == chain && place->seq == seq; place++)
        if (chain != own_chain && (place->tx == tx || place->tx < 0)) /* an unreadable entry was named already */
            return true;
    return false;
}

static void check_links(void)
{
    for (size_t i = 0; i < place_count; i++) {
        struct entry entry;
        if (!read_place(&entry, &places[i]) || (entry.links.size == 1 && entry.links.at[0] == '-'))
            continue;
        struct cursor cursor = {entry.links.at, entry.links.at + entry.links.size + 1}; /* the line feed ends the last one */
        while (cursor.at < cursor.end) {
            int64_t chain, seq;
            char words[160];
            const char *comma = memchr(cursor.at, ',', (size_t)(cursor.end - cursor.at));
            if (!take_number(&chain, &cursor, ':') || !take_number(&seq, &cursor, comma ? ',' : '\n')) {
                fault(LINK, entry.chain, entry.seq, 0, "链接写法不对 malformed link");
                break;
            }
            if (link_holds(chain, seq, entry.chain, entry.tx))
                continue;
            snprintf(words, sizeof words, "所指 %" PRId64 ":%" PRId64 " 不在 there is no %" PRId64 ":%" PRId64 " of its transaction", chain,
                     seq, chain, seq);
            fault(LINK, entry.chain, entry.seq, 0, words);
        }
    }
}

/* 7 */

struct head {
    int64_t chain, seq;
    unsigned char digest[DIGEST];
};

struct seal {
    struct text text, signature, at, city;
    int64_t serial, watermark;
    struct head *heads;
    size_t head_count;
    bool signed_well, proven;
    int64_t covered;
};

static struct seal *seals;
static size_t seal_count, seal_capacity;

static bool read_seal(struct seal *seal, struct cursor *cursor)
{
    const char *first = cursor->at;
    int64_t count;
    unsigned char raw[CITY / 2];
    *seal = (struct seal){.serial = 0};
    if (!take(cursor, "zcs1\ncity=") || !take_line(&seal->city, cursor) || seal->city.size != CITY ||
        !read_hex(raw, seal->city.at, CITY) || !take(cursor, "serial=") || !take_number(&seal->serial, cursor, '\n') ||
        seal->serial < 1 || !take(cursor, "at=") || !take_line(&seal->at, cursor) || !is_instant(seal->at) ||
        !take(cursor, "watermark=") || !take_number(&seal->watermark, cursor, '\n') || !take(cursor, "heads=") ||
        !take_number(&count, cursor, '\n') || count > (cursor->end - cursor->at) / HEX)
        return false;
    size_t capacity = 0;
    for (int64_t i = 0; i < count; i++) {
        struct text line;
        seal->heads = grow(seal->heads, seal->head_count, &capacity, sizeof *seal->heads);
        struct head *head = &seal->heads[seal->head_count++];
        if (!take_number(&head->chain, cursor, ' ') || !take_number(&head->seq, cursor, ' ') || head->seq < 1 ||
            !take_line(&line, cursor) || line.size != HEX || !read_hex(head->digest, line.at, HEX) ||
            (i && head->chain <= head[-1].chain))
            return false;
    }
    seal->text = (struct text){first, (size_t)(cursor->at - first)};
    return take(cursor, "sig=") && take_line(&seal->signature, cursor);
}

static char *read_all(size_t *size, const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t capacity = 0;
    *size = 0;
    if (!file)
        stop(path, strerror(errno));
    do {
        bytes = grow(bytes, *size + 1, &capacity, 1);
        *size += fread(bytes + *size, 1, capacity - *size, file);
    } while (*size == capacity);
    if (ferror(file))
        stop(path, "读不出 cannot be read");
    fclose(file);
    return bytes;
}

/* The bytes stay: the seals point into them. */
static void read_seals(const char *path)
{
    size_t size;
    char *bytes = read_all(&size, path);
    struct cursor cursor = {bytes, bytes + size};
    while (cursor.at < cursor.end) {
        seals = grow(seals, seal_count, &seal_capacity, sizeof *seals);
        if (!read_seal(&seals[seal_count], &cursor))
            stop(path, "不是封存文件 is no file of seals");
        seal_count++;
    }
}

static bool verify_signature(const struct seal *seal, EVP_PKEY *key)
{
    static const char id[] = "1234567812345678";
    unsigned char bytes[96];
    char padded[129];
    size_t size = seal->signature.size;
    if (!size || size % 4 || size > 128)
        return false;
    memcpy(padded, seal->signature.at, size);
    padded[size] = 0;
    int length = EVP_DecodeBlock(bytes, (const unsigned char *)padded, (int)size);
    length -= (padded[size - 1] == '=') + (padded[size - 2] == '=');
    if (length <= 0)
        return false;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *settings;
    if (!context || EVP_DigestVerifyInit_ex(context, &settings, "SM3", NULL, NULL, key, NULL) != 1 ||
        EVP_PKEY_CTX_set1_id(settings, id, (int)sizeof id - 1) != 1)
        stop("SM2", "libcrypto");
    bool good = EVP_DigestVerify(context, bytes, (size_t)length, (const unsigned char *)seal->text.at, seal->text.size) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

/* A well-signed seal says which city this is, before the first entry gets a say. */
static void judge_signatures(const char *key_path)
{
    if (!seal_count)
        return;
    FILE *file = fopen(key_path, "rb");
    EVP_PKEY *key = file ? PEM_read_PUBKEY(file, NULL, NULL, NULL) : NULL;
    if (!key || EVP_PKEY_is_a(key, "SM2") != 1)
        stop(key_path, "不是 SM2 公钥 is no SM2 public key");
    fclose(file);
    for (size_t i = 0; i < seal_count; i++) {
        seals[i].signed_well = verify_signature(&seals[i], key);
        if (!seals[i].signed_well)
            fault(SIGNATURE, 0, 0, seals[i].serial, "封存签名不是此公钥所签 the seal was not signed by this key");
        else if (!city[0])
            memcpy(city, seals[i].city.at, CITY);
    }
    EVP_PKEY_free(key);
}

static int64_t last_seq(int64_t chain)
{
    int64_t last = 0;
    size_t low = 0, high = place_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places[middle].chain <= chain) {
            if (places[middle].chain == chain)
                last = places[middle].seq;
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return last;
}

static bool head_stands(const struct seal *seal, const struct head *head)
{
    const struct place *place = find(head->chain, head->seq);
    if (!place) {
        bool tail = last_seq(head->chain) < head->seq;
        fault(tail ? TAIL : SEAL_MISMATCH, head->chain, head->seq, seal->serial,
              tail ? "已封存的末尾不在 the end of the chain was sealed and is not there" : "封存的条目不在 the sealed entry is not there");
        return false;
    }
    for (; place < places + place_count && place->chain == head->chain && place->seq == head->seq; place++)
        if (same(place->digest, head->digest))
            return true;
    fault(SEAL_MISMATCH, head->chain, head->seq, seal->serial, "与封存的摘要不符 the sealed digest is another");
    return false;
}

/* Up to which entry the seal covers the chain; 0: not at all. */
static int64_t sealed_seq(const struct seal *seal, int64_t chain)
{
    size_t low = 0, high = seal->head_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (seal->heads[middle].chain < chain)
            low = middle + 1;
        else
            high = middle;
    }
    return low < seal->head_count && seal->heads[low].chain == chain ? seal->heads[low].seq : 0;
}

/* Faults of entries under the seal take its proof away; those after it do not. */
static bool faultless_under(const struct seal *seal)
{
    for (size_t i = 0; i < fault_count; i++) {
        /* What is not this city's, and a seal that is not signed, says nothing about the city's own entries. */
        if (faults[i].kind == FOREIGN || faults[i].kind == SIGNATURE)
            continue;
        if (!faults[i].seq || faults[i].seq <= sealed_seq(seal, faults[i].chain))
            return false;
    }
    return true;
}

static const struct seal *check_seals(void)
{
    const struct seal *best = NULL;
    for (size_t i = 0; i < seal_count; i++) {
        struct seal *seal = &seals[i];
        if (!seal->signed_well)
            continue;
        if (memcmp(seal->city.at, city, CITY) != 0) {
            fault(FOREIGN, 0, 0, seal->serial, "封存属于另一个城市 the seal belongs to another city");
            continue;
        }
        seal->proven = true;
        for (size_t h = 0; h < seal->head_count; h++) {
            seal->proven &= head_stands(seal, &seal->heads[h]);
            if (__builtin_add_overflow(seal->covered, seal->heads[h].seq, &seal->covered))
                stop("封存 seal", "个数太大 too many entries");
        }
    }
    for (size_t i = 0; i < seal_count; i++)
        if (seals[i].proven && (!best || seals[i].covered > best->covered) && faultless_under(&seals[i]))
            best = &seals[i];
    return best;
}

/* 8 */

static size_t file_count;

static void check_file(const char *path, const char *name)
{
    unsigned char named[DIGEST], found[DIGEST];
    char block[65536];
    size_t got;
    if (strlen(name) != HEX || !read_hex(named, name, HEX))
        return;
    FILE *file = fopen(path, "rb");
    if (!file)
        stop(path, strerror(errno));
    sm3_start();
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        sm3_add(block, got);
    if (ferror(file))
        stop(path, "读不出 cannot be read");
    fclose(file);
    sm3_end(found);
    file_count++;
    if (!same(found, named)) {
        char words[160];
        snprintf(words, sizeof words, "附件 %s 的内容与名称不符 attachment is not what its name says", name);
        fault(DIGEST_FAULT, 0, 0, 0, words);
    }
}

/* Attachments lie in the folder itself or in folders below it. */
static void check_folder(const char *path, int depth)
{
    DIR *folder = opendir(path);
    if (!folder)
        stop(path, strerror(errno));
    for (struct dirent *one; (one = readdir(folder));) {
        char whole[4096];
        struct stat status;
        if (one->d_name[0] == '.')
            continue;
        if (snprintf(whole, sizeof whole, "%s/%s", path, one->d_name) >= (int)sizeof whole)
            stop(path, "路径太长 path too long");
        if (lstat(whole, &status) != 0)
            stop(whole, strerror(errno));
        if (S_ISREG(status.st_mode))
            check_file(whole, one->d_name);
        else if (S_ISDIR(status.st_mode) && depth < DEEPEST)
            check_folder(whole, depth + 1);
    }
    closedir(folder);
}

/* An entry of kind `file` names its attachment as "digest":"…". Inside a JSON text these quotation marks would be escaped, so
 * finding the bytes is enough. */
static void check_named_files(const char *folder)
{
    static const char key[] = "\"digest\":\"";
    for (size_t i = 0; i < place_count; i++) {
        struct entry entry;
        unsigned char raw[DIGEST];
        if (!read_place(&entry, &places[i]) || entry.kind.size != 4 || memcmp(entry.kind.at, "file", 4) != 0)
            continue;
        const char *found = memmem(entry.payload.at, entry.payload.size, key, sizeof key - 1);
        if (!found)
            continue;
        found += sizeof key - 1;
        if (entry.payload.at + entry.payload.size - found <= HEX || found[HEX] != '"' || !read_hex(raw, found, HEX))
            continue;
        char flat[4096], nested[4096], words[160];
        if (snprintf(flat, sizeof flat, "%s/%.64s", folder, found) >= (int)sizeof flat ||
            snprintf(nested, sizeof nested, "%s/%.2s/%.64s", folder, found, found) >= (int)sizeof nested)
            stop(folder, "路径太长 path too long");
        if (access(flat, R_OK) == 0 || access(nested, R_OK) == 0)
            continue;
        snprintf(words, sizeof words, "附件 %.64s 不在 attachment is not there", found);
        fault(LINK, entry.chain, entry.seq, 0, words);
    }
}

/* 9 */

static void map_journal(const char *path)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0)
        stop(path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        stop(path, "不是文件 is no file");
    journal_size = (size_t)status.st_size;
    journal = "";
    if (journal_size) {
        void *bytes = mmap(NULL, journal_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes == MAP_FAILED)
            stop(path, strerror(errno));
        journal = bytes;
    }
    close(file);
}

static void print_fault(const struct fault *one)
{
    printf("fault: %s", fault_names[one->kind]);
    if (one->seq)
        printf(" chain=%" PRId64 " seq=%" PRId64, one->chain, one->seq);
    else
        printf(" chain=- seq=-");
    if (one->seal)
        printf(" seal=%" PRId64, one->seal);
    printf(" | %s\n", one->words);
}

static void report(int64_t chains, const struct seal *best, const char *files_folder)
{
    int64_t after = (int64_t)place_count - (best ? best->covered : 0);
    printf("城市 city: %s\n", city[0] ? city : "-");
    printf("链 chains: %" PRId64 "\n", chains);
    printf("条目 entries: %zu\n", place_count);
    printf("最早 first: %s\n", first_at[0] ? first_at : "-");
    printf("最晚 last: %s\n", last_at[0] ? last_at : "-");
    if (files_folder)
        printf("附件 attachments: %zu\n", file_count);
    printf("封存 seals: %zu\n", seal_count);
    if (best)
        printf("已证明至封存 verified up to seal: %" PRId64 " (%.*s, %" PRId64 " entries)\n", best->serial, INSTANT, best->at.at, best->covered);
    else
        printf("已证明至封存 verified up to seal: -\n");
    printf("其后条目 entries after it: %" PRId64 "\n", after);
    if (!seal_count)
        printf("注意 note: 未给封存,末尾被截看不出 without a seal a cut tail does not show\n");
    for (size_t i = 0; i < fault_count && i < NAMED; i++)
        print_fault(&faults[i]);
    if (fault_count > NAMED)
        printf("……另有 and %zu more\n", fault_count - NAMED);
    printf("%s\n", fault_count ? "结论 verdict: 有故障 faults" : "结论 verdict: 无故障 no fault");
}

_Noreturn static void usage(void)
{
    fputs("zcj-verify JOURNAL.zcj [--seals FILE]… [--key seal.pub] [--files FOLDER]\n"
          "用法 usage: 账本 journal; --seals 封存 seals (need --key); --key SM2 公钥 public key; --files 附件 attachments\n",
          stderr);
    exit(2);
}

int main(int count, char **arguments)
{
    const char *journal_path = NULL, *key_path = NULL, *files_folder = NULL;
    sm3 = EVP_MD_CTX_new();
    sm3_algorithm = EVP_MD_fetch(NULL, "SM3", NULL);
    if (!sm3 || !sm3_algorithm)
        stop("SM3", "libcrypto");
    for (int i = 1; i < count; i++) {
        const char *word = arguments[i];
        const char *value = i + 1 < count ? arguments[i + 1] : NULL;
        bool option = strncmp(word, "--", 2) == 0;
        if (option && !value)
            usage();
        if (!option && journal_path)
            usage();
        if (!option)
            journal_path = word;
        else if (strcmp(word, "--seals") == 0)
            read_seals(value);
        else if (strcmp(word, "--key") == 0)
            key_path = value;
        else if (strcmp(word, "--files") == 0)
            files_folder = value;
        else
            usage();
        i += option;
    }
    if (!journal_path || (seal_count && !key_path))
        usage();
    map_journal(journal_path);
    judge_signatures(key_path);
    walk();
    int64_t chains = check_chains();
    check_links();
    const struct seal *best = check_seals();
    if (files_folder) {
        check_folder(files_folder, 0);
        check_named_files(files_folder);
    }
    report(chains, best, files_folder);
    if (fflush(stdout) != 0)
        stop("stdout", strerror(errno));
    return fault_count ? 1 : 0;
}
