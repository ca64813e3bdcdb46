#include "web/request_in.h"

/* RFC 7578 over RFC 2046: parts between lines of "--boundary". */
enum { BOUNDARY_MAX = 70, PART_HEAD_MAX = 2000 };

/* Cuts at the next ';' that stands outside quotes. */
static str next_parameter(str s, str *part) {
    bool quoted = false;

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '"') {
            quoted = !quoted;
        } else if (s.at[i] == ';' && !quoted) {
            *part = str_first(s, i);
            return str_from(s, i + 1);
        }
    }
    *part = s;
    return STR_NONE;
}

/* The value of `name=` in a header's parameters, quoted or not; \" and \\ stay as browsers send
 * them. */
static str parameter(str header, str name) {
    str rest = header;

    while (rest.len > 0) {
        str part = STR_NONE;
        str key = STR_NONE;

        rest = next_parameter(rest, &part);
        str value = str_cut(str_trim(part), '=', &key, NULL);
        if (!str_eq_nocase(key, name)) {
            continue;
        }
        if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"') {
            return str_at(value.at + 1, value.len - 2);
        }
        return value;
    }
    return STR_NONE;
}

static size_t find_bytes(str s, str part) {
    return part.len == 0 ? SIZE_MAX : str_find(s, part);
}

/* Browsers percent-encode quotes and line ends of names. */
static str name_read(arena *mem, str s) {
    str out = STR_NONE;

    return request_decode(mem, s, false, &out) ? out : s;
}

static err part_head(arena *mem, str head, struct field *f) {
    while (head.len > 0) {
        size_t end = find_bytes(head, STR("\r\n"));
        str line = str_first(head, end);
        str key = STR_NONE;
        str value = str_cut(line, ':', &key, NULL);

        head = end == SIZE_MAX ? STR_NONE : str_from(head, end + 2);
        if (str_eq_nocase(key, STR("Content-Disposition"))) {
            f->name = name_read(mem, parameter(value, STR("name")));
            f->file_name = name_read(mem, parameter(value, STR("filename")));
            f->is_file = find_bytes(value, STR("filename=")) != SIZE_MAX;
        }
    }
    return f->name.len > 0 ? OK : ERR_INPUT;
}

/* One part, from behind its boundary line; `*rest` starts behind the next boundary. */
static err part_read(arena *mem, str body, str mark, struct field *f, str *rest) {
    size_t head_end = find_bytes(body, STR("\r\n\r\n"));
    size_t end = 0;

    if (head_end == SIZE_MAX || head_end > PART_HEAD_MAX) {
        return ERR_INPUT;
    }
    TRY(part_head(mem, str_first(body, head_end), f));
    body = str_from(body, head_end + 4);
    end = find_bytes(body, mark);
    if (end == SIZE_MAX) {
        return ERR_INPUT;
    }
    f->value = str_first(body, end);
    *rest = str_from(body, end + mark.len);
    return OK;
}

err request_multipart(arena *mem, str type, str body, struct field **out, size_t *count) {
    str boundary = parameter(type, STR("boundary"));
    str mark = str_fmt(mem, "\r\n--%.*s", STR_ARG(boundary));
    struct field *fields = arena_array(mem, REQUEST_FIELDS_MAX, sizeof(*fields));
    size_t n = 0;

    if (fields == NULL) {
        return ERR_MEMORY;
    }
    if (boundary.len == 0 || boundary.len > BOUNDARY_MAX || !str_starts(body, str_from(mark, 2))) {
        return ERR_INPUT;
    }
    body = str_from(body, mark.len - 2);
    while (!str_starts(body, STR("--"))) {
        if (n == REQUEST_FIELDS_MAX) {
            return ERR_LARGE;
        }
        if (!str_starts(body, STR("\r\n"))) {
            return ERR_INPUT;
        }
        TRY(part_read(mem, str_from(body, 2), mark, &fields[n], &body));
        n++;
    }
    *out = fields;
    *count = n;
    return OK;
}
