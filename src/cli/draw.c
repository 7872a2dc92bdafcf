/* draw: takes the step that draws a sample, and draws one again from what was published. */
#include "cli/verbs.h"
#include "query/draw.h"
#include "record/write.h"

#include <stdlib.h>

static int make(struct zc_args *args, struct zc_session *session, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    struct zc_tx *tx;
    struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
    int rc = zc_tx_begin(&tx, &session->db, &actor, err);
    if (rc)
        return rc;
    rc = zc_record_transition(tx, entity, id, entity->draw->step->name, NULL, err);
    if (rc)
        zc_tx_rollback(tx);
    return rc ? rc : zc_tx_commit(tx, err);
}

static int show(struct zc_args *args, struct zc_session *session, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    struct zc_record record;
    struct zc_draw_result result;
    int rc = zc_rows_get(&record, &args->arena, &session->db, entity, id, zc_times_now(&session->db), &ZC_READER_CITY, err);
    if (!rc)
        rc = zc_draw_again(&result, &args->arena, &session->db, &record, zc_times_now(&session->db), err);
    if (rc)
        return rc;
    for (size_t i = 0; i < result.count; i++)
        fprintf(args->out, "%s %4zu  %s  %s\n", result.lines[i].drawn ? "*" : " ", i + 1, result.lines[i].digest, result.lines[i].id);
    struct zc_pair sentence = zc_draw_sentence(&args->arena, &result);
    if (result.drawn_on) {
        zc_say(args, "种子 %s，公布于账本 %s", "seed %s, published in the journal at %s", result.seed, result.position);
        zc_say(args, "名单摘要 %s", "digest of the frame %s", result.digest);
    }
    fprintf(args->out, "%s\n", zc_pick(sentence, args->lang));
    if (result.drawn_on && !result.same)
        return zc_fail(err, ZC_ECHECK, "重抽与所存不同", "drawn again it is not what was kept");
    if (result.drawn_on)
        zc_say(args, "重抽一致", "drawn again, it is the same");
    return ZC_OK;
}

int zc_verb_draw(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    bool again = zc_args_option(args, "again") != NULL;
    if (zc_args_words(args, 3, 3, "城市文件夹、实体和编号", "the city folder, an entity and an id", &err) ||
        zc_session_open(&session, args->words[0], again ? ZC_STORE_READ : ZC_STORE_WRITE, &err))
        return zc_args_fail(args, &err);
    char *end;
    long long id = strtoll(args->words[2], &end, 10);
    const struct zc_entity *entity = zc_model_entity(session.city->model, args->words[1]);
    int rc = entity && entity->draw ? ZC_OK : zc_fail(&err, ZC_EUSAGE, "没有可抽样的实体 %s", "there is no entity %s that draws", args->words[1]);
    if (!rc && (*end || id <= 0))
        rc = zc_fail(&err, ZC_EUSAGE, "编号应为十进制数,收到 %s", "the id is a decimal number, %s came", args->words[2]);
    if (!rc && !again)
        rc = make(args, &session, entity, id, &err);
    if (!rc)
        rc = show(args, &session, entity, id, &err);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
