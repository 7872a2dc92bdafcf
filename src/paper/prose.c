/* prose: idioms, phrases found in the text, candidates of each number, the decision; then JSON and HTML. */
#include "paper/prose.h"
#include "base/decimal.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- phrases ---- */

/* Common Chinese idioms and set terms whose numerals count nothing. */
static const char *const idioms[] = {
    "一把手",       "一批",
    "一件事",       "一件一件",
    "一项一项",     "一个一个",
    "一步一步",     "一系列",
    "一定",         "统一",
    "唯一",         "单一",
    "一方面",       "另一方面",
    "一体化",       "一体推进",
    "一体",         "进一步",
    "下一步",       "第一步",
    "第一时间",     "第一线",
    "第一责任人",   "第一书记",
    "第一要务",     "一盘棋",
    "一张蓝图",     "一竿子",
    "一线",         "一些",
    "一般",         "一直",
    "一切",         "一致",
    "一起",         "一同",
    "一样",         "一旦",
    "一再",         "一律",
    "一贯",         "一流",
    "一举",         "一手抓",
    "两手抓",       "两手都要硬",
    "一条龙",       "一条心",
    "一条线",       "一站式",
    "一门式",       "一窗式",
    "一窗受理",     "一次性",
    "一揽子",       "一刀切",
    "一阵风",       "一锤子",
    "一口价",       "一句话",
    "一把尺子",     "一杆秤",
    "一本账",       "一笔账",
    "一张网",       "一张图",
    "一张表",       "一个口径",
    "一个声音",     "一个模子",
    "一个样",       "一个都不能少",
    "一股脑",       "一段时间",
    "一段时期",     "一户一策",
    "一村一品",     "一县一案",
    "一事一议",     "一案双查",
    "一岗双责",     "一人一档",
    "一企一策",     "一河一策",
    "一校一策",     "一竿子插到底",
    "一以贯之",     "一如既往",
    "一目了然",     "一清二楚",
    "一丝不苟",     "一视同仁",
    "一脉相承",     "一鼓作气",
    "一马当先",     "一蹴而就",
    "一步到位",     "一步一个脚印",
    "一心一意",     "一网通办",
    "一网统管",     "一门通办",
    "一号文件",     "最多跑一次",
    "最后一公里",   "最先一公里",
    "最后一米",     "一带一路",
    "一国两制",     "一票否决",
    "一言堂",       "一家人",
    "一家亲",       "一家之言",
    "一点",         "一下",
    "一时",         "一度",
    "一边",         "一面",
    "一路",         "一身",
    "一道",         "万一",
    "之一",         "逐一",
    "合一",         "多规合一",
    "多证合一",     "二合一",
    "三合一",       "五证合一",
    "三证合一",     "归一",
    "二次创业",     "三农",
    "三公经费",     "三公",
    "三会一课",     "三重一大",
    "三去一降一补", "三严三实",
    "两学一做",     "两会",
    "两个一百年",   "两个维护",
    "两不愁三保障", "两山",
    "三变",         "三权分置",
    "三资",         "三通一平",
    "五险一金",     "五位一体",
    "四个全面",     "四个意识",
    "四个自信",     "四风",
    "四套班子",     "四大班子",
    "四梁八柱",     "四位一体",
    "三位一体",     "八项规定",
    "十三五",       "十二五",
    "十四五",       "十一五",
    "十八大",       "十九大",
    "二十大",       "三中全会",
    "四中全会",     "五中全会",
    "六中全会",     "三中、四中、五中、六中全会",
    "七一",         "八一",
    "十一黄金周",   "三令五申",
    "三番五次",     "三心二意",
    "五花八门",     "四面八方",
    "四通八达",     "七嘴八舌",
    "八方",         "九牛一毛",
    "十全十美",     "十年树木",
    "十分",         "十足",
    "百年大计",     "百年树人",
    "百姓",         "百花齐放",
    "百尺竿头",     "千方百计",
    "千家万户",     "千头万绪",
    "三三两两",     "一人一策",
    "一案一档",     "一来一回",
    "千差万别",     "千丝万缕",
    "千军万马",     "千变万化",
    "千篇一律",     "万众一心",
    "万无一失",     "万事",
    "千万",         "成千上万",
    "百折不挠",     "百年",
    "千年",         "两面人",
    "三个臭皮匠",   "三人行",
    "二级市场",     "一级市场",
    "一类产业",     "三产",
    "二产",         "一产",
    "第一产业",     "第二产业",
    "第三产业",     "一二三产业",
    "三三制",       "二维码",
    "三维",         "三甲",
    "三级甲等",     "二级甲等",
    "九年义务教育", "小康路上一个都不能少",
    "三年千院",     "一网一台一库一卡",
    "1234工作法",   "一拖三",
    "一河百山千园",
};
/* A rank or a first, wherever it is claimed. */
static const char *const claims[] = {
    "全国首部",
    "全国首个",
    "全国首家",
    "全国首例",
    "全国首创",
    "全国首次",
    "全国率先",
    "全国第一",
    "全国领先",
    "全省首部",
    "全省首个",
    "全省首家",
    "全省首例",
    "全省首创",
    "全省首次",
    "全省率先",
    "全省第一",
    "省内率先",
    "省内首个",
    "省内首家",
    "省内首次",
    "国内首个",
    "国内首家",
    "国内首创",
    "国内领先",
    "全市首个",
    "全市首家",
    "世界第一",
    "全球首个",
    "首次试行",
    "首屈一指",
    "first in the province",
    "first in the country",
    "first in China",
};

struct phrase {
    const char *text;
    size_t size;
    enum zc_proof_status status;
    struct zc_pair reason;
    bool builtin;
};

static int by_text(const void *a, const void *b)
{
    const struct phrase *left = a, *right = b;
    size_t size = left->size < right->size ? left->size : right->size;
    int order = memcmp(left->text, right->text, size);
    if (order)
        return order;
    if (left->size != right->size)
        return left->size < right->size ? -1 : 1;
    return (int)left->builtin - (int)right->builtin;
}

struct phrases {
    struct phrase *items; /* sorted */
    size_t count;
};

static void gather(struct phrases *out, struct zc_arena *arena, const struct zc_prose_tables *tables)
{
    size_t idiom_count = sizeof idioms / sizeof *idioms, claim_count = sizeof claims / sizeof *claims;
    out->items = zc_arena_array(arena, tables->wording_count + idiom_count + claim_count, sizeof *out->items);
    for (size_t i = 0; i < tables->wording_count; i++) {
        const struct zc_wording *wording = &tables->wordings[i];
        enum zc_proof_status status = ZC_PROOF_WORDING;
        if (wording->kind && strcmp(wording->kind, "name_number") == 0)
            status = ZC_PROOF_NAME_NUMBER;
        else if (wording->kind && strcmp(wording->kind, "claim") == 0)
            status = ZC_PROOF_CLAIM;
        if (wording->phrase && *wording->phrase)
            out->items[out->count++] = (struct phrase){.text = wording->phrase,
                                                       .size = strlen(wording->phrase),
                                                       .status = status,
                                                       .reason = wording->reason};
    }
    if (!tables->no_builtin) {
        for (size_t i = 0; i < idiom_count; i++)
            out->items[out->count++] =
                (struct phrase){.text = idioms[i],
                                .size = strlen(idioms[i]),
                                .status = ZC_PROOF_WORDING,
                                .builtin = true,
                                .reason = {"习惯说法，不表数量", "an idiom that counts nothing"}};
        for (size_t i = 0; i < claim_count; i++)
            out->items[out->count++] =
                (struct phrase){.text = claims[i],
                                .size = strlen(claims[i]),
                                .status = ZC_PROOF_CLAIM,
                                .builtin = true,
                                .reason = {"名次或首创的说法，须有证据", "a rank or a first, which needs evidence"}};
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_text);
}

/* The longest phrase that begins at `text`; at equal length the caller's own goes before the built-in. */
static const struct phrase *phrase_at(const struct phrases *phrases, const char *text, size_t size)
{
    size_t low = 0, high = phrases->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        /* Most phrases begin with 一: the first letter, at most three bytes, is a good place to start. */
        const struct phrase *phrase = &phrases->items[middle];
        size_t first = phrase->size < 3 ? phrase->size : 3;
        if (memcmp(phrase->text, text, first < size ? first : size) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct phrase *best = NULL;
    for (; low < phrases->count; low++) {
        const struct phrase *phrase = &phrases->items[low];
        int order = memcmp(phrase->text, text, phrase->size < size ? phrase->size : size);
        if (order > 0)
            break;
        if (order == 0 && phrase->size <= size && (!best || phrase->size > best->size))
            best = phrase;
    }
    return best;
}

static bool holds_numeral(const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end) {
        uint32_t c = zc_utf8_next(&text, end);
        if (c >= '0' && c <= '9')
            return true;
        static const char numerals[] = "〇零一二三四五六七八九十百千万亿两";
        const char *n = numerals, *numerals_end = numerals + sizeof numerals - 1;
        while (n < numerals_end)
            if (zc_utf8_next(&n, numerals_end) == c)
                return true;
    }
    return false;
}

/* ---- units ---- */

/* The unit of a known figure: declared in Chinese or English, or the measure word in its title (条数, 户数). */
static const struct zc_unit *unit_of(const struct zc_known *known)
{
    const struct zc_unit *unit = zc_unit_find(known->unit.zh);
    if (!unit && known->unit.zh)
        unit = zc_unit_at(known->unit.zh, strlen(known->unit.zh));
    if (!unit)
        unit = zc_unit_find(known->unit.en);
    const char *title = known->title.zh;
    size_t size = title ? strlen(title) : 0;
    if (!unit && size > 6 && memcmp(title + size - 3, "数", 3) == 0)
        unit = zc_unit_at(title + size - 6, 3);
    else
        return unit;
    return unit && unit->kind == ZC_UNIT_COUNT ? unit : NULL; /* 已完成数 is not counted in 成 */
}

/* How well the written unit suits the figure's: below zero means not at all. */
static double unit_fit(const struct zc_unit *written, const struct zc_unit *known)
{
    bool counts = !known || known->kind == ZC_UNIT_COUNT;
    if (!written)
        return counts ? -0.03 : -0.1;
    if (counts) {
        if (written->kind != ZC_UNIT_COUNT)
            return -1;
        return known && strcmp(known->name, written->name) == 0 ? 0.08 : 0;
    }
    if (strcmp(written->base, known->base) == 0)
        return 0.08;
    return strcmp(known->base, "月") == 0 && strcmp(written->base, "个月") == 0 ? 0 : -1;
}

/* ---- candidates ---- */

enum { GOOD = 35, STRONG = 66 }; /* hundredths of a score */
enum { NEAR = 40 };              /* numbers to either side */

struct candidate {
    size_t known;
    double score;
    bool exact;
};
struct question {
    const struct zc_numeral *numeral;
    size_t index, sentence;
    struct candidate candidates[ZC_SUBJECTS_MAX];
    size_t count;
    size_t bound; /* known figure, SIZE_MAX when none */
    double score; /* of the binding */
};

/* Value of the numeral in the unit of the figure. A number without unit under a figure in 万元 may be written in either. */
static bool same_value(const struct zc_numeral *numeral, const struct zc_known *known, const struct zc_unit *unit)
{
    if (numeral->huge)
        return false;
    if (numeral->over != 1 || !numeral->unit || !unit || unit->kind == ZC_UNIT_COUNT ||
        numeral->unit->kind == ZC_UNIT_COUNT)
        return zc_numeral_same(numeral->value, numeral->scale, numeral->over, known->value, known->scale);
    int64_t value;
    int scale;
    const struct zc_unit *to = strcmp(unit->base, numeral->unit->base) == 0 ? unit : numeral->unit;
    return zc_unit_convert(&value, &scale, numeral->value, numeral->scale, numeral->unit, to) &&
           zc_numeral_same(value, scale, 1, known->value, known->scale);
}

/* Small numbers meet by chance, long ones hardly. */
static double needed(const struct zc_numeral *numeral)
{
    int digits = 0;
    for (int64_t rest = numeral->value < 0 ? -(numeral->value + 1) : numeral->value; rest; rest /= 10)
        digits++;
    return digits >= 4 ? 0.25 : digits == 3 ? 0.3 : numeral->value > 10 ? GOOD / 100.0 : 0.45;
}

static void ask(struct question *question, struct zc_subject_table *table, const struct zc_subject_text *text,
                const struct zc_prose_tables *tables, const struct zc_unit *const *units)
{
    struct zc_subject subjects[ZC_SUBJECTS_MAX];
    size_t count = zc_subject_score(subjects, table, text, question->index);
    for (size_t i = 0; i < count; i++) {
        const struct zc_known *known = &tables->known[subjects[i].known];
        const struct zc_unit *unit = units[subjects[i].known];
        if (!known->has_value)
            continue;
        /* Only a figure that is a year or a month may be named by a date. */
        if (question->numeral->kind == ZC_NUMERAL_DATE &&
            (!unit || unit->kind != ZC_UNIT_CALENDAR || !question->numeral->unit))
            continue;
        double fit = unit_fit(question->numeral->unit, unit);
        if (fit < -0.5)
            continue;
        question->candidates[question->count++] = (struct candidate){.known = subjects[i].known,
                                                                     .score = subjects[i].score + fit,
                                                                     .exact = same_value(question->numeral, known, unit)};
    }
}

static const struct candidate *best_exact(const struct question *question)
{
    const struct candidate *best = NULL;
    for (size_t i = 0; i < question->count; i++)
        if (question->candidates[i].exact && question->candidates[i].score >= needed(question->numeral) &&
            (!best || question->candidates[i].score > best->score))
            best = &question->candidates[i];
    return best;
}

/* Is the figure bound in this sentence, not too far away, by another number whose words suit it better? */
static bool taken(const struct question *questions, size_t count, const struct question *by, size_t known, double score)
{
    size_t least = by->index > NEAR ? by->index - NEAR : 0, most = by->index + NEAR;
    for (size_t i = by->index; i-- > least && questions[i].sentence == by->sentence;)
        if (questions[i].bound == known && questions[i].score >= score)
            return true;
    for (size_t i = by->index + 1; i < count && i < most && questions[i].sentence == by->sentence; i++)
        if (questions[i].bound == known && questions[i].score >= score)
            return true;
    return false;
}

/* The figure that the words mean although the value differs; NULL unless that is hardly in doubt. */
static const struct candidate *meant(const struct question *questions, size_t count, const struct question *question,
                                     const struct zc_unit *const *units)
{
    const struct zc_numeral *numeral = question->numeral;
    if (numeral->kind != ZC_NUMERAL_FIGURE || numeral->part != ZC_PART_ALONE || numeral->about || numeral->loose ||
        numeral->torn || numeral->huge || numeral->over != 1)
        return NULL;
    const struct candidate *first = NULL;
    double second = 0;
    for (size_t i = 0; i < question->count; i++) {
        const struct candidate *candidate = &question->candidates[i];
        if (candidate->exact || taken(questions, count, question, candidate->known, 0))
            continue;
        /* 联系点分两类: a small number in words with a measure word of its own counts something else. */
        const struct zc_unit *unit = units[candidate->known];
        if (numeral->chinese && !numeral->scale && numeral->value <= 10 && numeral->unit && unit &&
            strcmp(unit->name, numeral->unit->name) != 0)
            continue;
        if (!first || candidate->score > first->score) {
            second = first ? first->score : second;
            first = candidate;
        } else if (candidate->score > second) {
            second = candidate->score;
        }
    }
    return first && first->score * 100 >= STRONG && first->score - second >= 0.08 ? first : NULL;
}

/* ---- the check ---- */

static struct zc_proof *add(struct zc_proofs *out, struct zc_arena *arena, const char *text, size_t offset, size_t size,
                            enum zc_proof_status status)
{
    struct zc_proof *proof = zc_arena_push(arena, &out->items, &out->count, &out->capacity, sizeof *proof);
    *proof = (struct zc_proof){
        .status = status, .offset = offset, .size = size, .over = 1, .text = zc_arena_copy(arena, text + offset, size)};
    return proof;
}

static void take_value(struct zc_proof *proof, const struct zc_numeral *numeral, const struct zc_unit *unit)
{
    proof->kind = numeral->kind;
    proof->has_value = !numeral->huge;
    proof->value = numeral->value;
    proof->scale = numeral->scale;
    proof->over = numeral->over;
    int64_t value;
    int scale;
    if (unit && zc_numeral_in(&value, &scale, numeral, unit)) {
        proof->value = value;
        proof->scale = scale;
    }
}

static void bind(struct zc_proof *proof, const struct zc_known *known)
{
    proof->metric = known->metric;
    proof->title = known->title;
    proof->known_value = known->value;
    proof->known_scale = known->scale;
    proof->known_unit = known->unit;
}

/* What to offer a person where nothing is sure enough to be said. */
static const struct candidate *likeliest(const struct question *question)
{
    const struct candidate *best = NULL;
    for (size_t i = 0; i < question->count; i++)
        if (!best || question->candidates[i].score > best->score)
            best = &question->candidates[i];
    return best;
}

static struct zc_pair why_unbound(const struct zc_numeral *numeral)
{
    if (numeral->torn)
        return (struct zc_pair){"两数之间只有空格，可能丢了加号，请核对",
                                "only a blank between two numbers: perhaps a lost plus sign"};
    if (numeral->about)
        return (struct zc_pair){"约数，没有账本数字与之相等",
                                "an approximate number; no figure of the ledger equals it"};
    return (struct zc_pair){"没有绑定的数字", "bound to no figure"};
}

static void decide(struct zc_proofs *out, struct zc_arena *arena, const char *text, const struct question *questions,
                   size_t count, const struct question *question, const struct zc_prose_tables *tables,
                   const struct zc_unit *const *units)
{
    const struct zc_numeral *numeral = question->numeral;
    const struct candidate *other = meant(questions, count, question, units);
    enum zc_proof_status status = ZC_PROOF_UNBOUND;
    size_t known = SIZE_MAX;
    if (question->bound != SIZE_MAX) {
        bool lost = taken(questions, count, question, question->bound, question->score + 0.01);
        if (other && ((lost && other->score > question->score + 0.05) || question->score < other->score * 0.6)) {
            status = ZC_PROOF_DIFFERENT;
            known = other->known;
        } else {
            status = ZC_PROOF_EQUAL;
            known = question->bound;
        }
    } else if (other) {
        status = ZC_PROOF_DIFFERENT;
        known = other->known;
    } else if (numeral->kind != ZC_NUMERAL_FIGURE) {
        status = ZC_PROOF_ALLOWED;
    } else if (numeral->loose) {
        status = ZC_PROOF_WORDING;
    }
    struct zc_proof *proof = add(out, arena, text, numeral->offset, numeral->whole, status);
    take_value(proof, numeral, known != SIZE_MAX ? units[known] : NULL);
    if (known != SIZE_MAX) {
        bind(proof, &tables->known[known]);
    } else if (status == ZC_PROOF_UNBOUND) {
        const struct candidate *likely = likeliest(question);
        proof->reason = why_unbound(numeral);
        if (likely) {
            proof->likely = tables->known[likely->known].metric;
            proof->likely_title = tables->known[likely->known].title;
        }
    } else if (status == ZC_PROOF_WORDING) {
        proof->reason = (struct zc_pair){"概数说法，不表确数", "a loose number that means several"};
    }
}

/* Phrases first: they hide the numerals inside. `hidden` is set for each such numeral. */
static void find_phrases(struct zc_proofs *out, struct zc_arena *arena, const char *text, size_t size,
                         const struct phrases *phrases, const struct zc_numerals *numerals, bool *hidden)
{
    size_t next = 0;
    for (size_t i = 0; i < size;) {
        while (next < numerals->count && numerals->items[next].offset + numerals->items[next].size <= i)
            next++;
        const struct phrase *phrase =
            ((unsigned char)text[i] & 0xC0) == 0x80 ? NULL : phrase_at(phrases, text + i, size - i);
        if (!phrase) {
            i++;
            continue;
        }
        /* 十一批 holds no 一批, 21234工作法 no 1234工作法: a numeral must not cross the edge of a phrase. */
        size_t end = i + phrase->size, last = next;
        bool crossed = next < numerals->count && numerals->items[next].offset < i;
        for (; last < numerals->count && numerals->items[last].offset < end; last++)
            crossed = crossed || numerals->items[last].offset + numerals->items[last].size > end;
        if (crossed) {
            i++;
            continue;
        }
        if (phrase->status == ZC_PROOF_CLAIM || holds_numeral(phrase->text, phrase->size)) {
            struct zc_proof *proof = add(out, arena, text, i, phrase->size, phrase->status);
            proof->reason = phrase->reason;
            if (last == next + 1)
                take_value(proof, &numerals->items[next], NULL);
        }
        for (size_t k = next; k < last; k++)
            hidden[k] = true;
        i = end;
    }
}

static int by_offset(const void *a, const void *b)
{
    const struct zc_proof *left = a, *right = b;
    return left->offset < right->offset ? -1 : left->offset > right->offset;
}

int zc_prose_check(struct zc_proofs *out, struct zc_arena *arena, const char *text, size_t size,
                   const struct zc_prose_tables *tables, struct zc_error *err)
{
    *out = (struct zc_proofs){0};
    struct zc_numerals numerals;
    int rc = zc_numeral_find(&numerals, arena, text, size, err);
    if (rc)
        return rc;
    struct phrases phrases = {0};
    gather(&phrases, arena, tables);
    bool *hidden = zc_arena_array(arena, numerals.count + 1, sizeof *hidden);
    find_phrases(out, arena, text, size, &phrases, &numerals, hidden);

    struct zc_subject_table *table = zc_subject_table_make(arena, tables->known, tables->known_count);
    struct zc_subject_text *cut = zc_subject_text_make(arena, text, size, &numerals);
    const struct zc_unit **units = zc_arena_array(arena, tables->known_count + 1, sizeof *units);
    for (size_t i = 0; i < tables->known_count; i++)
        units[i] = unit_of(&tables->known[i]);
    struct question *questions = zc_arena_array(arena, numerals.count + 1, sizeof *questions);
    for (size_t i = 0; i < numerals.count; i++) {
        struct question *question = &questions[i];
        *question = (struct question){
            .numeral = &numerals.items[i], .index = i, .bound = SIZE_MAX, .sentence = zc_subject_sentence(cut, i)};
        bool asks = !hidden[i] && !question->numeral->torn &&
                    (question->numeral->kind == ZC_NUMERAL_FIGURE || question->numeral->kind == ZC_NUMERAL_DATE);
        if (!asks)
            continue;
        ask(question, table, cut, tables, units);
        const struct candidate *exact = best_exact(question);
        if (exact) {
            question->bound = exact->known;
            question->score = exact->score;
        }
    }
    for (size_t i = 0; i < numerals.count; i++)
        if (!hidden[i])
            decide(out, arena, text, questions, numerals.count, &questions[i], tables, units);
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_offset);
    return ZC_OK;
}

/* ---- output ---- */

const char *zc_proof_status_name(enum zc_proof_status status)
{
    static const char *const names[] = {"equal", "different", "name_number", "claim", "wording", "unbound", "allowed"};
    return names[status];
}

struct zc_pair zc_proof_status_title(enum zc_proof_status status)
{
    static const struct zc_pair titles[] = {{"相符", "equal"},
                                            {"不符", "different"},
                                            {"名称中的数", "number in a name"},
                                            {"说法待证", "claim"},
                                            {"习惯说法", "wording"},
                                            {"未绑定", "unbound"},
                                            {"日期、文号等", "date, document number or the like"}};
    return titles[status];
}

static void put_decimal(struct zc_buf *out, int64_t value, int scale)
{
    char text[32];
    zc_decimal_format(text, value, scale);
    zc_buf_str(out, text);
}

static void put_value(struct zc_buf *out, const struct zc_proof *proof)
{
    put_decimal(out, proof->value, proof->scale);
    if (proof->over != 1)
        zc_buf_printf(out, "/%lld", (long long)proof->over);
}

void zc_prose_json(struct zc_buf *out, const struct zc_proofs *proofs, bool all)
{
    bool first = true;
    zc_buf_char(out, '[');
    for (size_t i = 0; i < proofs->count; i++) {
        const struct zc_proof *proof = &proofs->items[i];
        if (proof->status == ZC_PROOF_ALLOWED && !all)
            continue;
        zc_buf_str(out, first ? "{\"text\":" : ",{\"text\":");
        first = false;
        zc_buf_json_str(out, proof->text);
        zc_buf_printf(out, ",\"offset\":%zu,\"status\":\"%s\",\"metric\":", proof->offset,
                      proof->status == ZC_PROOF_ALLOWED ? zc_numeral_kind_name(proof->kind)
                                                        : zc_proof_status_name(proof->status));
        zc_buf_json_str(out, proof->metric);
        zc_buf_str(out, ",\"value\":");
        if (proof->has_value) {
            zc_buf_char(out, '"');
            put_value(out, proof);
            zc_buf_char(out, '"');
        } else {
            zc_buf_str(out, "null");
        }
        if (proof->metric) {
            zc_buf_str(out, ",\"known\":\"");
            put_decimal(out, proof->known_value, proof->known_scale);
            zc_buf_char(out, '"');
        }
        if (proof->reason.zh) {
            zc_buf_str(out, ",\"reason\":{\"zh\":");
            zc_buf_json_str(out, proof->reason.zh);
            zc_buf_str(out, ",\"en\":");
            zc_buf_json_str(out, proof->reason.en);
            zc_buf_char(out, '}');
        }
        zc_buf_char(out, '}');
    }
    zc_buf_char(out, ']');
}

static void put_html(struct zc_buf *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        switch (text[i]) {
        case '&': zc_buf_str(out, "&amp;"); break;
        case '<': zc_buf_str(out, "&lt;"); break;
        case '>': zc_buf_str(out, "&gt;"); break;
        case '\n': zc_buf_str(out, "</p>\n<p>"); break;
        case '\r':
        case 0: break;
        default: zc_buf_char(out, text[i]);
        }
}

void zc_prose_html(struct zc_buf *out, const char *text, size_t size, const struct zc_proofs *proofs, enum zc_lang lang)
{
    size_t at = 0;
    zc_buf_str(out, "<p>");
    for (size_t i = 0; i < proofs->count; i++) {
        const struct zc_proof *proof = &proofs->items[i];
        if (proof->offset < at || proof->offset + proof->size > size || proof->status == ZC_PROOF_ALLOWED)
            continue;
        put_html(out, text + at, proof->offset - at);
        zc_buf_printf(out, "<mark class=\"zc-proof zc-%s\" title=\"", zc_proof_status_name(proof->status));
        zc_buf_html(out, zc_pick(zc_proof_status_title(proof->status), lang));
        if (proof->metric) {
            zc_buf_str(out, lang == ZC_ZH ? "：" : ": ");
            zc_buf_html(out, zc_pick(proof->title, lang));
            zc_buf_char(out, ' ');
            put_decimal(out, proof->known_value, proof->known_scale);
            zc_buf_html(out, zc_pick(proof->known_unit, lang));
            zc_buf_str(out, "\" data-metric=\"");
            zc_buf_html(out, proof->metric);
        } else if (proof->reason.zh) {
            zc_buf_str(out, lang == ZC_ZH ? "：" : ": ");
            zc_buf_html(out, zc_pick(proof->reason, lang));
        }
        zc_buf_str(out, "\">");
        put_html(out, text + proof->offset, proof->size);
        zc_buf_str(out, "</mark>");
        at = proof->offset + proof->size;
    }
    put_html(out, text + at, size - at);
    zc_buf_str(out, "</p>\n");
}
