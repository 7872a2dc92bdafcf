/* citizen_id: the check character, the folded number, then date and sex. */
#include "citizen_id.h"

#include "base/date.h"
#include "base/text.h"

#include <string.h>

enum { SHORT_SIZE = 15, ADDRESS_SIZE = 6 };

char zc_citizen_id_check_character(const char *first17)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < ZC_CITIZEN_ID_SIZE - 1; i++) {
        if (first17[i] < '0' || first17[i] > '9')
            return 0;
        sum += (first17[i] - '0') * weights[i];
    }
    return "10X98765432"[sum % 11];
}

static int number_at(const char *text, int size)
{
    int number = 0;
    for (int i = 0; i < size; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

static enum zc_citizen_id_result judge(struct zc_citizen_id *out, const char *folded, int latest)
{
    char number[ZC_CITIZEN_ID_SIZE + 1];
    size_t size = strlen(folded);
    if (zc_utf8_length(folded) != ZC_CITIZEN_ID_SIZE && zc_utf8_length(folded) != SHORT_SIZE)
        return ZC_CITIZEN_ID_LENGTH;
    if (size != ZC_CITIZEN_ID_SIZE && size != SHORT_SIZE)
        return ZC_CITIZEN_ID_CHARACTER;
    out->short_form = size == SHORT_SIZE;
    if (out->short_form) {
        memcpy(number, folded, ADDRESS_SIZE);
        memcpy(number + ADDRESS_SIZE, "19", 2);
        memcpy(number + ADDRESS_SIZE + 2, folded + ADDRESS_SIZE, SHORT_SIZE - ADDRESS_SIZE);
        number[ZC_CITIZEN_ID_SIZE - 1] = '0';
    } else {
        memcpy(number, folded, ZC_CITIZEN_ID_SIZE);
    }
    number[ZC_CITIZEN_ID_SIZE] = '\0';
    char check = zc_citizen_id_check_character(number), *last = &number[ZC_CITIZEN_ID_SIZE - 1];
    if (*last == 'x')
        *last = 'X';
    if (!check || !((*last >= '0' && *last <= '9') || *last == 'X'))
        return ZC_CITIZEN_ID_CHARACTER;
    if (out->short_form)
        *last = check;
    memcpy(out->number, number, sizeof number);
    memcpy(out->address, number, ADDRESS_SIZE);
    out->foreign = number[0] == '9';
    out->male = (number[16] - '0') % 2 == 1;
    if (*last != check) {
        out->expected = check;
        return ZC_CITIZEN_ID_CHECK;
    }
    if (!zc_date_make(&out->birth, number_at(number + 6, 4), number_at(number + 10, 2), number_at(number + 12, 2)) ||
        out->birth > latest)
        return ZC_CITIZEN_ID_DATE;
    return ZC_CITIZEN_ID_VALID;
}

void zc_citizen_id_check(struct zc_citizen_id *out, const char *text, int latest)
{
    struct zc_arena arena = {0};
    *out = (struct zc_citizen_id){0};
    out->result = judge(out, zc_text_squeeze(&arena, text), latest);
    zc_arena_free(&arena);
}
