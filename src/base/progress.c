#include "base/progress.h"

#include <stdio.h>

int zc_progress(zc_tell *tell, void *user, struct zc_step step, struct zc_error *err)
{
    if (!tell || tell(user, &step))
        return ZC_OK;
    return zc_fail(err, ZC_ESTOPPED, "已取消,没有存入任何内容", "cancelled: nothing was stored");
}

void zc_pace_note(struct zc_pace *pace, int64_t now, int permille)
{
    if (!pace->permille)
        pace->began = now;
    if (permille > pace->permille)
        pace->permille = permille < 1000 ? permille : 1000;
}

int64_t zc_pace_left(const struct zc_pace *pace, int64_t now)
{
    int64_t spent = now - pace->began;
    if (pace->permille < 20 || spent < 1000000)
        return -1;
    return (spent / 1000 * (1000 - pace->permille) / pace->permille + 999) / 1000;
}

void zc_pace_text(char out[ZC_LEFT_TEXT], int64_t seconds, enum zc_lang lang)
{
    out[0] = 0;
    if (seconds >= 120)
        snprintf(out, ZC_LEFT_TEXT, lang == ZC_EN ? "about %lld min left" : "还需约 %lld 分钟", (long long)((seconds + 59) / 60));
    else if (seconds >= 0)
        snprintf(out, ZC_LEFT_TEXT, lang == ZC_EN ? "about %lld s left" : "还需约 %lld 秒", (long long)seconds);
}
