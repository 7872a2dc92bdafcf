/* number_format: the built-in table, a scanner over format codes, serial numbers. */
#include "paper/number_format.h"

#include <math.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *const builtin[59] = {
    [1] = "0", [2] = "0.00", [3] = "#,##0", [4] = "#,##0.00", [9] = "0%", [10] = "0.00%", [11] = "0.00E+00",
    [12] = "# ?/?", [13] = "# ?\?/?\?", [14] = "yyyy/m/d", [15] = "d-mmm-yy", [16] = "d-mmm", [17] = "mmm-yy",
    [18] = "h:mm AM/PM", [19] = "h:mm:ss AM/PM", [20] = "h:mm", [21] = "h:mm:ss", [22] = "yyyy/m/d h:mm",
    [27] = "yyyy\"年\"m\"月\"", [28] = "m\"月\"d\"日\"", [29] = "m\"月\"d\"日\"", [30] = "m-d-yy",
    [31] = "yyyy\"年\"m\"月\"d\"日\"", [32] = "h\"时\"mm\"分\"", [33] = "h\"时\"mm\"分\"ss\"秒\"",
    [34] = "上午/下午h\"时\"mm\"分\"", [35] = "上午/下午h\"时\"mm\"分\"ss\"秒\"", [36] = "yyyy\"年\"m\"月\"",
    [37] = "#,##0 ;(#,##0)", [38] = "#,##0 ;[Red](#,##0)", [39] = "#,##0.00;(#,##0.00)", [40] = "#,##0.00;[Red](#,##0.00)",
    [45] = "mm:ss", [46] = "[h]:mm:ss", [47] = "mmss.0", [48] = "##0.0E+0", [49] = "@",
    [50] = "yyyy\"年\"m\"月\"", [51] = "m\"月\"d\"日\"", [52] = "yyyy\"年\"m\"月\"", [53] = "m\"月\"d\"日\"",
    [54] = "m\"月\"d\"日\"", [55] = "上午/下午h\"时\"mm\"分\"", [56] = "上午/下午h\"时\"mm\"分\"ss\"秒\"",
    [57] = "yyyy\"年\"m\"月\"", [58] = "m\"月\"d\"日\"",
};

const char *zc_number_format_builtin(int id)
{
    return id > 0 && id < (int)(sizeof builtin / sizeof *builtin) && builtin[id] ? builtin[id] : "";
}

/* Next character that acts, 0 at the end: past quoted text, escaped characters, fillers and bracketed conditions. An
 * elapsed time [h], [mm], [ss] acts as its letter. */
static char next_active(const char **at)
{
    while (**at) {
        char c = *(*at)++;
        if (c == '"') {
            *at += strcspn(*at, "\"");
            *at += **at == '"';
        } else if (c == '\\' || c == '_' || c == '*') {
            *at += **at != 0;
        } else if (c == '[') {
            size_t size = strcspn(*at, "]");
            char first = size ? **at : 0;
            size_t same = strspn(*at, "hHmMsS");
            *at += size;
            *at += **at == ']';
            if (first && same == size)
                return first;
        } else if (c >= 0) {
            return c;
        }
    }
    return 0;
}

bool zc_number_format_is_date(const char *code)
{
    if (strcasecmp(code, "general") == 0)
        return false;
    char c;
    while ((c = next_active(&code)) != 0 && c != ';')
        if (strchr("yYmMdDhHsS", c) != NULL)
            return true;
    return false;
}

bool zc_number_format_is_percent(const char *code)
{
    char c;
    while ((c = next_active(&code)) != 0 && c != ';')
        if (c == '%')
            return true;
    return false;
}

bool zc_serial_date(int *out, double serial, bool epoch_1904)
{
    /* Half a millisecond forgives the rounding of 23:59:59.9999999. 2958466 is the first day of the year 10000. */
    double day = floor(serial + 0.5 / 86400e3);
    if (!(day >= (epoch_1904 ? 0 : 1)) || day >= (epoch_1904 ? 2958466 - 1462 : 2958466))
        return false;
    int whole = (int)day;
    if (epoch_1904)
        whole += 1462;
    else if (whole == 60)
        return false;
    else if (whole < 60)
        whole++; /* the 1900 system counts a day too many from March 1900 on */
    *out = whole - 25569;
    return true;
}
