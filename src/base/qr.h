/* qr: a text as a QR code (ISO/IEC 18004), drawn as SVG. */
#ifndef ZC_BASE_QR_H
#define ZC_BASE_QR_H

#include "base/buf.h"
#include "base/error.h"

/* Level M, a quiet zone of four modules, dark on white. One path over a white field in a viewBox of modules: sharp at any size, and without
 * style or script, so that a strict policy lets it through. ZC_EINPUT when the text is too long for any code (2,331 bytes). */
int zc_qr_svg(struct zc_buf *out, const char *text, struct zc_error *err);

#endif
