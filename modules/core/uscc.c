/* uscc: the two check characters, the offered correction, the verdict. */
#include "uscc.h"

#include "base/text.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
enum { BASE = 31, ORGANISATION_AT = 8, ORGANISATION_SIZE = 8 };

static int value_of(char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

char zc_uscc_check_character(const char *first17)
{
    int sum = 0, weight = 1;
    for (int i = 0; i < ZC_USCC_SIZE - 1; i++) {
        int value = value_of(first17[i]);
        if (value < 0)
            return 0;
        sum += value * weight;
        weight = weight * 3 % BASE;
    }
    /* The outer modulo matters: a sum divisible by 31 has the check value 0, not 31. */
    return alphabet[(BASE - sum % BASE) % BASE];
}

char zc_organisation_check_character(const char *first8)
{
    static const int weights[ORGANISATION_SIZE] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < ORGANISATION_SIZE; i++) {
        char c = first8[i];
        if (c >= '0' && c <= '9')
            sum += (c - '0') * weights[i];
        else if (c >= 'A' && c <= 'Z')
            sum += (c - 'A' + 10) * weights[i];
        else
            return 0;
    }
    int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
}

static void judge(struct zc_uscc_verdict *out)
{
    const char *code = out->code;
    for (int i = 0; i < ZC_USCC_SIZE; i++)
        if (value_of(code[i]) < 0) {
            out->result = ZC_USCC_CHARACTER;
            out->position = i + 1;
            return;
        }
    char organisation = zc_organisation_check_character(code + ORGANISATION_AT), check = zc_uscc_check_character(code);
    if (code[ZC_USCC_SIZE - 2] != organisation) {
        out->result = ZC_USCC_ORGANISATION;
        out->position = ZC_USCC_SIZE - 1;
        out->expected = organisation;
    } else if (code[ZC_USCC_SIZE - 1] != check) {
        out->result = ZC_USCC_CHECK;
        out->position = ZC_USCC_SIZE;
        out->expected = check;
    }
}

/* Letters outside the alphabet are nearly always misread digits. */
static void offer(struct zc_uscc_verdict *out)
{
    static const char wrong[] = "OIZSV", right[] = "0125U";
    struct zc_uscc_verdict again = {0};
    memcpy(again.code, out->code, sizeof again.code);
    for (int i = 0; i < ZC_USCC_SIZE; i++) {
        const char *at = strchr(wrong, again.code[i]);
        if (at)
            again.code[i] = right[at - wrong];
    }
    judge(&again);
    if (again.result == ZC_USCC_VALID)
        memcpy(out->correction, again.code, sizeof out->correction);
}

void zc_uscc_check(struct zc_uscc_verdict *out, const char *text)
{
    struct zc_arena arena = {0};
    *out = (struct zc_uscc_verdict){0};
    const char *folded = zc_text_squeeze(&arena, text);
    if (zc_utf8_length(folded) != ZC_USCC_SIZE) {
        out->result = ZC_USCC_LENGTH;
    } else {
        const char *end = folded + strlen(folded);
        for (int i = 0; i < ZC_USCC_SIZE; i++) {
            uint32_t c = zc_utf8_next(&folded, end);
            if (c >= 'a' && c <= 'z')
                c -= 'a' - 'A';
            out->code[i] = c > ' ' && c < 0x7F ? (char)c : '?';
        }
        judge(out);
        if (out->result == ZC_USCC_CHARACTER)
            offer(out);
    }
    zc_arena_free(&arena);
}
