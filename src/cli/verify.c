/* verify, seal and journal: proving the ledger, signing its heads, taking it out. */
#include "cli/progress.h"
#include "cli/verbs.h"
#include "record/seal.h"
#include "record/verify.h"

#include <unistd.h>

int zc_verb_verify(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_verdict verdict;
    if (args->word_count != 1) {
        zc_fail(&err, ZC_EUSAGE, "缺少城市文件夹", "the city folder is missing");
        return zc_args_fail(args, &err);
    }
    if (zc_session_open(&session, args->words[0], ZC_STORE_READ, &err))
        return zc_args_fail(args, &err);
    struct zc_shown shown;
    zc_shown_begin(&shown, args, "verify");
    int rc = zc_verify(&verdict, &args->arena, &session.db, zc_args_option(args, "seals"), zc_shown_tell, &shown, &err);
    zc_shown_end(&shown);
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    for (size_t i = 0; i < verdict.named; i++)
        fprintf(args->err, "  ✗ %s\n", zc_pick(verdict.faults[i].text, args->lang));
    zc_say(args, "链 %lld 条,条目 %lld 条,切片 %lld 片,附件 %lld 个,封存 %lld 次", "%lld chains, %lld entries, %lld slices, %lld attachments, %lld seals",
           (long long)verdict.chains, (long long)verdict.entries, (long long)verdict.slices, (long long)verdict.files, (long long)verdict.seals);
    if (verdict.fault_count) {
        zc_say(args, "✗ 校验未通过:%zu 处", "✗ verification failed: %zu faults", verdict.fault_count);
        return 1;
    }
    if (verdict.sealed_to)
        zc_say(args, "✓ 校验通过,证明到封存处(%lld 条),其后 %lld 条未封存", "✓ verified up to the seal (%lld entries); %lld entries after it are not sealed",
               (long long)verdict.sealed_to, (long long)verdict.after_seal);
    else
        zc_say(args, "✓ 校验通过;没有外存的封存可对,末尾被截断看不出来", "✓ verified; without a seal kept elsewhere a cut tail would not show");
    return 0;
}

int zc_verb_seal(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    const char *out = zc_args_option(args, "out");
    if (args->word_count != 1 || !out) {
        zc_fail(&err, ZC_EUSAGE, "缺少城市文件夹或 --out", "the city folder or --out is missing");
        return zc_args_fail(args, &err);
    }
    if (zc_session_open(&session, args->words[0], ZC_STORE_WRITE, &err))
        return zc_args_fail(args, &err);
    int64_t serial = 0, entries = 0;
    int rc = zc_seal_city(&serial, &entries, &session.db, out, zc_args_face(args), &err);
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    zc_say(args, "已封存第 %lld 号,覆盖 %lld 条,存于 %s;请存放到本机以外", "seal %lld over %lld entries is in %s; keep it off this machine",
           (long long)serial, (long long)entries, out);
    return 0;
}

int zc_verb_journal(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    const char *out = zc_args_option(args, "out");
    if (args->word_count != 1 || !out) {
        zc_fail(&err, ZC_EUSAGE, "缺少城市文件夹或 --out", "the city folder or --out is missing");
        return zc_args_fail(args, &err);
    }
    if (zc_session_open(&session, args->words[0], ZC_STORE_READ, &err))
        return zc_args_fail(args, &err);
    int rc = zc_journal_export(&session.db, out, &err);
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    zc_say(args, "账本已取出:%s。离线校验:zcj-verify %s --seals 封存文件 --key keys/seal.pub", "the journal is in %s; verify it offline: zcj-verify %s --seals SEALS --key keys/seal.pub",
           out, out);
    return 0;
}
