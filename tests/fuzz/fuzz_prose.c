/* prose: any text against a small table; what is reported must lie inside the text, in order. */
#include "paper/prose.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const words[] = {"国家级改革试点"};
    static const struct zc_known known[] = {
        {"national", {"国家级改革试点数", "national reform pilots"}, {"项", "pilots"}, true, 46, 0, words, 1},
        {"saving", {"可节约用电成本", "cost saved"}, {"万元", "10k CNY"}, true, 9000, 0, NULL, 0},
        {"area", {"生态功能红线区面积", "red-line area"}, {"平方公里", "km2"}, true, 288143, 2, NULL, 0},
        {"month", {"预计上线月份", "month of launch"}, {"月", "month"}, true, 9, 0, NULL, 0},
    };
    static const struct zc_wording wordings[] = {{"三年千院", "name_number", {"名称", "name"}}, {"全国首部", "claim", {NULL, NULL}}};
    struct zc_prose_tables tables = {known, 4, wordings, 2, false};
    struct zc_arena arena = {0};
    struct zc_proofs proofs;
    struct zc_buf out = {0};
    const char *text = (const char *)bytes;
    if (zc_prose_check(&proofs, &arena, text, size, &tables, NULL) == ZC_OK) {
        size_t at = 0;
        for (size_t i = 0; i < proofs.count; i++) {
            zc_assert(proofs.items[i].size > 0 && proofs.items[i].offset >= at);
            zc_assert(proofs.items[i].size <= size && proofs.items[i].offset <= size - proofs.items[i].size);
            at = proofs.items[i].offset + proofs.items[i].size;
        }
        zc_prose_json(&out, &proofs, true);
        zc_prose_html(&out, text, size, &proofs, ZC_EN);
    }
    zc_buf_free(&out);
    zc_arena_free(&arena);
    return 0;
}
