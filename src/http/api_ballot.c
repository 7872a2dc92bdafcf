/* Secret ballots through the API: opening a box, which answers with its codes this once, and sealing it. Ballots are cast on the page alone. */
#include "http/api.h"
#include "http/ballot_office.h"
#include "base/qr.h"

/* The one of the address, when the reader may meet it. */
static bool box_of(int64_t *out, struct zc_api *api)
{
    const struct zc_entity *entity = zc_api_entity(api, "core.ballot_box", ZC_API_WRITE);
    struct zc_record record;
    if (!entity)
        return false;
    if (zc_api_id(out, api->request->params[0]) && !zc_rows_get(&record, api->arena, api->db, entity, *out, zc_times_now(api->db), api->reader, NULL))
        return true;
    zc_api_missing(api);
    return false;
}

void zc_api_ballot_open(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_ballot_sheet sheet;
    int64_t box;
    zc_api_open(&api, response, request);
    if (!box_of(&box, &api))
        return;
    int rc = zc_ballot_office_open(&sheet, request, box, "api", &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"box\":\"%lld\",\"classes\":[", (long long)box);
    for (size_t c = 0; c < sheet.class_count; c++) {
        zc_buf_printf(api.out, "%s{\"class\":\"%lld\",\"name\":", c ? ",\n" : "\n", (long long)sheet.classes[c].id);
        zc_buf_json_str(api.out, sheet.classes[c].name);
        zc_buf_str(api.out, ",\"codes\":[");
        for (size_t i = 0; i < sheet.classes[c].count; i++)
            zc_buf_printf(api.out, "%s\"%s\"", i ? "," : "", sheet.classes[c].codes[i]);
        zc_buf_str(api.out, "],\"pictures\":[");
        for (size_t i = 0; i < sheet.classes[c].count; i++) {
            struct zc_buf picture = {0};
            struct zc_error none; /* without a picture the code is typed */
            bool drawn = !zc_qr_svg(&picture, zc_ballot_office_address(request, sheet.classes[c].codes[i]), &none);
            zc_buf_str(api.out, i ? "," : "");
            zc_buf_json_str(api.out, drawn ? zc_buf_text(&picture) : NULL);
            zc_buf_free(&picture);
        }
        zc_buf_str(api.out, "]}");
    }
    zc_buf_str(api.out, "],\"address\":");
    zc_buf_json_str(api.out, zc_ballot_office_address(request, ""));
    zc_buf_str(api.out, "}\n");
}

void zc_api_ballot_seal(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    int64_t box;
    zc_api_open(&api, response, request);
    if (!box_of(&box, &api))
        return;
    int rc = zc_ballot_office_seal(request, box, "api", &api.err);
    if (rc)
        zc_api_fail(&api, rc);
    else
        zc_buf_printf(api.out, "{\"box\":\"%lld\",\"state\":\"sealed\"}\n", (long long)box);
}
