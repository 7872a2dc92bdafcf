/* fuzz codes: decimals, unit codes, citizen numbers, document numbers, masks, stored passwords, tokens, envelopes. */
#include <stdint.h>
#include <string.h>

#include "../../modules/core/citizen_id.h"
#include "../../modules/core/uscc.h"
#include "../../modules/reform/document_number.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/mask.h"
#include "base/secret.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char key[32];
    struct zc_arena arena = {0};
    const char *text = zc_arena_copy(&arena, data, size);
    struct zc_uscc_verdict code;
    struct zc_citizen_id id;
    struct zc_document_number number;
    int64_t value;
    for (int scale = 0; scale <= 18; scale++)
        if (zc_decimal_parse(&value, text, scale)) {
            char plain[32], grouped[48];
            int64_t again;
            zc_decimal_format(plain, value, scale);
            zc_decimal_format_grouped(grouped, value, scale);
            zc_assert(zc_decimal_parse(&again, plain, scale) && again == value);
            zc_assert(zc_decimal_parse(&again, grouped, scale) && again == value);
        }
    zc_uscc_check(&code, text);
    zc_citizen_id_check(&id, text, ZC_DATE_MAX);
    if (zc_document_number_parse(&number, text)) {
        char out[80];
        zc_assert(zc_document_number_format(out, &number) && strcmp(out, text) == 0);
    }
    zc_mask_citizen_id(&arena, text);
    zc_mask_name(&arena, text);
    zc_mask_phone(&arena, text);
    zc_mask_address(&arena, text);
    zc_mask_card(&arena, text);
    zc_password_needs_rehash(text, zc_password_floor);
    zc_api_token_well_formed(text);
    char *opened;
    size_t opened_size;
    zc_envelope_open(&opened, &opened_size, &arena, key, (struct zc_envelope_place){"core.person", 1, "phone"}, data, size, NULL);
    zc_arena_free(&arena);
    return 0;
}
