/* proof: 1 the figures of a city; 2 the text; 3 notes for the writer's file. */
#include "paper/proof.h"
#include "base/decimal.h"

#include <string.h>

enum { LARGEST_TEXT = 4 << 20 };

/* 1 */

int zc_proof_known(struct zc_known **out, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_period *period, struct zc_times times,
                   struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    *out = zc_arena_array(arena, model->metric_count + 1, sizeof **out);
    *count = 0;
    int rc = ZC_OK;
    for (size_t i = 0; i < model->metric_count && !rc; i++) {
        const struct zc_metric *metric = model->metrics[i];
        struct zc_figure figure;
        struct zc_metric_query query = {metric, *period, times, &ZC_READER_CITY};
        if (!metric->city)
            continue;
        if (!(rc = zc_metric_figure(&figure, arena, db, &query, err)))
            (*out)[(*count)++] = (struct zc_known){metric->id, metric->title, metric->unit, figure.known, figure.value, figure.scale, metric->words, metric->word_count};
    }
    return rc;
}

/* 2 */

int zc_proof_read(const char **text, size_t *size, bool *docx, struct zc_arena *arena, const char *bytes, size_t bytes_size, struct zc_error *err)
{
    struct zc_docx_text read;
    *docx = bytes_size > 4 && memcmp(bytes, "PK\3\4", 4) == 0;
    *text = bytes;
    *size = bytes_size;
    if (*docx) {
        int rc = zc_docx_read(&read, arena, bytes, bytes_size, err);
        if (rc)
            return rc;
        *text = read.text;
        *size = read.size;
    }
    return *size > LARGEST_TEXT ? zc_fail(err, ZC_ELIMIT, "文稿超过 4 MiB", "the text is larger than 4 MiB") : ZC_OK;
}

/* 3 */

struct zc_docx_note *zc_proof_notes(size_t *count, struct zc_arena *arena, const struct zc_proofs *proofs, enum zc_lang lang)
{
    struct zc_docx_note *notes = zc_arena_array(arena, proofs->count + 1, sizeof *notes);
    *count = 0;
    for (size_t i = 0; i < proofs->count; i++) {
        const struct zc_proof *proof = &proofs->items[i];
        char known[48];
        if (proof->status != ZC_PROOF_DIFFERENT && proof->status != ZC_PROOF_UNBOUND)
            continue;
        zc_decimal_format_grouped(known, proof->known_value, proof->known_scale);
        notes[(*count)++] = (struct zc_docx_note){
            proof->offset, proof->size,
            proof->status == ZC_PROOF_DIFFERENT
                ? zc_arena_printf(arena, lang == ZC_EN ? "%s is %s %s" : "%s应为 %s%s", zc_pick(proof->title, lang), known, zc_pick(proof->known_unit, lang))
            : lang == ZC_EN ? "no figure behind this number"
                            : "这个数没有对应的指标",
            proof->status == ZC_PROOF_DIFFERENT ? "red" : "yellow"};
    }
    return notes;
}
