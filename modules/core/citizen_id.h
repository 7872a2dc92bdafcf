/*
 * citizen_id: the citizen identity number, GB 11643-1999, MOD 11-2; residence cards of Hong Kong, Macao and Taiwan residents
 * (81, 82, 83) and foreign permanent residence cards since December 2023 (first digit 9) use the same algorithm (core.md 4.2).
 * Whether the address code is known is no matter of this check: an unknown one is a warning of the caller, never a refusal.
 */
#ifndef ZC_CORE_CITIZEN_ID_H
#define ZC_CORE_CITIZEN_ID_H

#include <stdbool.h>

enum { ZC_CITIZEN_ID_SIZE = 18 };

enum zc_citizen_id_result { ZC_CITIZEN_ID_VALID, ZC_CITIZEN_ID_LENGTH, ZC_CITIZEN_ID_CHARACTER, ZC_CITIZEN_ID_CHECK,
                            ZC_CITIZEN_ID_DATE };

struct zc_citizen_id {
    enum zc_citizen_id_result result;
    char number[ZC_CITIZEN_ID_SIZE + 1]; /* 18 digits, also for the form of 15; "" at a wrong length or character */
    char expected;                       /* CHECK: the character that would fit */
    char address[7];                     /* the code at first registration */
    int birth;                           /* day, when valid */
    bool male;
    bool foreign;                        /* first digit 9 */
    bool short_form;                     /* came with 15 digits */
};

/* x, full-width forms and blanks are folded. `latest` is the last possible day of birth, today or ZC_DATE_MAX. */
void zc_citizen_id_check(struct zc_citizen_id *out, const char *text, int latest);
char zc_citizen_id_check_character(const char *first17); /* 0 when one is no digit */

#endif
