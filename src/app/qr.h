/*
 * qr.h: a text as a QR code (ISO/IEC 18004), drawn as SVG. For `@call` in views.
 */
#ifndef APP_QR_H
#define APP_QR_H

#include "base/str.h"
#include "web/html.h"

#define QR_TEXT_MAX 300 /* bytes; an address is about 80 */

/*
 * <svg class="qr" role="img"> of `text` with `label` as its name: black on white in every
 * scheme, with the quiet zone of 4 modules that readers need, error correction M or better.
 * Writes nothing for a text that is empty or longer than QR_TEXT_MAX.
 */
void qr_draw(html *h, str text, str label);

#endif
