#include "core/pseudo.h"

#include "base/buf.h"

enum { SENTENCE_MAX = 1 << 16 };

static const char *const small[] = {"á", "ƀ", "ç", "ð", "é", "ƒ", "ĝ", "ĥ", "î",
                                    "ĵ", "ķ", "ļ", "ɱ", "ñ", "ö", "þ", "ǫ", "ŕ",
                                    "š", "ţ", "û", "ṽ", "ŵ", "ẋ", "ý", "ž"};
static const char *const large[] = {"Å", "Ɓ", "Ç", "Ð", "É", "Ƒ", "Ĝ", "Ĥ", "Î",
                                    "Ĵ", "Ķ", "Ļ", "Ṁ", "Ñ", "Ö", "Þ", "Ǫ", "Ŕ",
                                    "Š", "Ţ", "Û", "Ṽ", "Ŵ", "Ẋ", "Ý", "Ž"};

str pseudo_sentence(arena *mem, str sentence) {
    buf out = buf_new(mem, SENTENCE_MAX);
    bool in_braces = false;

    buf_char(&out, '[');
    for (size_t i = 0; i < sentence.len; i++) {
        char c = sentence.at[i];
        in_braces = c == '{' || (in_braces && c != '}');
        if (!in_braces && c >= 'a' && c <= 'z') {
            buf_c(&out, small[c - 'a']);
        } else if (!in_braces && c >= 'A' && c <= 'Z') {
            buf_c(&out, large[c - 'A']);
        } else {
            buf_char(&out, c);
        }
    }
    buf_char(&out, ' ');
    for (size_t i = 0; i < sentence.len / 3 + 1; i++) {
        buf_char(&out, '~');
    }
    buf_char(&out, ']');
    return buf_str(&out);
}
