#include "base/qr.h"

#include <qrencode.h>

enum { QUIET = 4 };

int zc_qr_svg(struct zc_buf *out, const char *text, struct zc_error *err)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return zc_fail(err, ZC_EINPUT, "内容太长,画不成二维码", "the text is too long for a QR code");
    int side = code->width + 2 * QUIET;
    zc_buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
                  side, side, side, side);
    for (int y = 0; y < code->width; y++)
        for (int x = 0, run; x < code->width; x += run) {
            const unsigned char *row = code->data + y * code->width;
            for (run = 1; x + run < code->width && (row[x] & 1) == (row[x + run] & 1); run++)
                ;
            if (row[x] & 1)
                zc_buf_printf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
        }
    zc_buf_str(out, "\"/></svg>");
    QRcode_free(code);
    return ZC_OK;
}
