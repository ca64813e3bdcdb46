#include "app/qr.h"

#include <qrcodegen/qrcodegen.h>

/* Version 15 at level M takes 412 bytes. */
enum { VERSION_MAX = 15, QUIET = 4 };

/* One row: each run of dark modules is a bar of height 1. */
static void row_draw(html *h, const uint8_t *code, int size, int y) {
    int x = 0;

    while (x < size) {
        int start = x;

        while (x < size && qrcodegen_getModule(code, x, y)) {
            x++;
        }
        if (x > start) {
            buf_fmt(&h->out, "M%d %dh%dv1h-%dz", start + QUIET, y + QUIET, x - start, x - start);
        }
        x++;
    }
}

void qr_draw(html *h, str text, str label) {
    uint8_t room[qrcodegen_BUFFER_LEN_FOR_VERSION(VERSION_MAX)];
    uint8_t code[qrcodegen_BUFFER_LEN_FOR_VERSION(VERSION_MAX)];
    int size = 0;

    if (text.len == 0 || text.len > QR_TEXT_MAX ||
        !qrcodegen_encodeText(str_c(h->out.mem, text), room, code, qrcodegen_Ecc_MEDIUM,
                              qrcodegen_VERSION_MIN, VERSION_MAX, qrcodegen_Mask_AUTO, true)) {
        return;
    }
    size = qrcodegen_getSize(code);
    buf_fmt(&h->out, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
            size + 2 * QUIET, size + 2 * QUIET);
    html_str(h, label);
    buf_fmt(&h->out, "\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
            size + 2 * QUIET, size + 2 * QUIET);
    for (int y = 0; y < size; y++) {
        row_draw(h, code, size, y);
    }
    html_raw(h, STR("\"/></svg>"));
}
