/* document_number: reading, then writing, which reads its own result back. */
#include "document_number.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { LEAST_CODE = 2, MOST_CODE = 12, YEAR_DIGITS = 4, MOST_SERIAL_DIGITS = 5 };

static bool skip(const char **at, const char *text)
{
    size_t size = strlen(text);
    if (strncmp(*at, text, size) != 0)
        return false;
    *at += size;
    return true;
}

/* Between `least` and `most` ASCII digits. */
static bool digits(const char **at, int least, int most, int *out)
{
    int count = 0;
    for (*out = 0; count < most && **at >= '0' && **at <= '9'; count++, ++*at)
        *out = *out * 10 + (**at - '0');
    return count >= least;
}

bool zc_document_number_parse(struct zc_document_number *out, const char *text)
{
    const char *at = text, *end = text + strlen(text), *code_end = at;
    struct zc_document_number number = {0};
    int count = 0;
    for (const char *ahead = at; count <= MOST_CODE && zc_is_han(zc_utf8_next(&ahead, end)); count++)
        code_end = ahead;
    if (count < LEAST_CODE || count > MOST_CODE)
        return false;
    memcpy(number.code, text, (size_t)(code_end - text));
    at = code_end;
    if (!skip(&at, "〔") || !digits(&at, YEAR_DIGITS, YEAR_DIGITS, &number.year) || number.year < 1900 || number.year > 2099 ||
        !skip(&at, "〕") || *at == '0' || !digits(&at, 1, MOST_SERIAL_DIGITS, &number.serial) || strcmp(at, "号") != 0)
        return false;
    if (out)
        *out = number;
    return true;
}

bool zc_document_number_format(char out[80], const struct zc_document_number *number)
{
    int size = snprintf(out, 80, "%s〔%d〕%d号", number->code, number->year, number->serial);
    return size > 0 && size < 80 && zc_document_number_parse(NULL, out);
}
