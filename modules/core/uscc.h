/*
 * uscc: the unified social credit code of units, GB 32100-2015: 17 characters and a check character modulo 31; positions 9 to
 * 17 are the organisation code of GB 11714 with a check character of its own modulo 11 (core.md 2.3).
 */
#ifndef ZC_CORE_USCC_H
#define ZC_CORE_USCC_H

#include <stdbool.h>

enum { ZC_USCC_SIZE = 18 };

enum zc_uscc_result { ZC_USCC_VALID, ZC_USCC_LENGTH, ZC_USCC_CHARACTER, ZC_USCC_ORGANISATION, ZC_USCC_CHECK };

struct zc_uscc_verdict {
    enum zc_uscc_result result; /* the first fault found, in the order of the enum */
    char code[ZC_USCC_SIZE + 1];       /* as read: upper case, narrow, without blanks; "" at a wrong length */
    int position;                      /* 1 to 18: where the fault lies; 0 when valid or of the whole */
    char expected;                     /* ORGANISATION, CHECK: the character that would fit; for clerks, not for the public */
    char correction[ZC_USCC_SIZE + 1]; /* the code with O→0 I→1 Z→2 S→5 V→U where that makes it valid, else ""; only offered */
};

/* Case, full-width forms and blanks are folded first. */
void zc_uscc_check(struct zc_uscc_verdict *out, const char *text);
/* Check character over the first 17 characters, and over the eight of an organisation code; 0 for a wrong character. */
char zc_uscc_check_character(const char *first17);
char zc_organisation_check_character(const char *first8);

#endif
