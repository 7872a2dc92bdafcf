/* field_json: the journal's form of a value read back (the table of value.h, right to left). */
#include "base/buf.h"
#include "base/json.h"
#include "model/model.h"

#include <string.h>

int zc_field_from_json(struct zc_value *out, const struct zc_field *field, const struct zc_json *json, struct zc_arena *arena,
                       struct zc_error *err)
{
    *out = ZC_EMPTY;
    if (json->kind == ZC_JSON_NULL)
        return ZC_OK;
    if (field->list) {
        if (json->kind != ZC_JSON_ARRAY)
            return zc_fail(err, ZC_EINPUT, "字段 %s 应为数组", "field %s takes an array", field->name);
        struct zc_buf list = {0};
        int rc = ZC_OK;
        for (const struct zc_json *item = json->child; item && !rc; item = item->next) {
            if ((item->kind != ZC_JSON_TEXT && item->kind != ZC_JSON_NUMBER) || !item->size)
                rc = zc_fail(err, ZC_EINPUT, "字段 %s 的数组只能放文字", "the array of field %s holds texts only", field->name);
            else
                zc_buf_printf(&list, list.size ? "%s;" : ";%s;", item->text);
        }
        if (!rc && list.size)
            rc = zc_field_parse(out, field, zc_arena_copy(arena, list.bytes, list.size), arena, err);
        zc_buf_free(&list);
        return rc;
    }
    if (json->kind == ZC_JSON_BOOL) {
        if (field->type != ZC_BOOL)
            return zc_fail(err, ZC_EINPUT, "字段 %s 不是是非值", "field %s is no boolean", field->name);
        *out = zc_int(json->boolean);
        return ZC_OK;
    }
    if (json->kind != ZC_JSON_TEXT && json->kind != ZC_JSON_NUMBER)
        return zc_fail(err, ZC_EINPUT, "字段 %s 应为文字或数", "field %s takes a text or a number", field->name);
    if (field->type == ZC_TEXT && json->kind == ZC_JSON_TEXT) { /* as it stands: blanks count */
        *out = zc_text(zc_arena_copy(arena, json->text, json->size));
        return ZC_OK;
    }
    return zc_field_parse(out, field, json->text, arena, err);
}
