/*
 * viewc.h: the compiler of views as a library, for its command line and its fuzzer.
 *
 * The language is described in README.md. One `struct viewc` takes the view files of
 * one feature and gives one C file, its header, and the list of its sentences.
 */
#ifndef VIEWC_VIEWC_H
#define VIEWC_VIEWC_H

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

struct viewc {
    arena *mem;
    str feature;    /* "seats": the functions are seats_view_card and seats_page_show */
    str header;     /* how the generated C names its header: "gen/seats_views.h" */
    buf includes;   /* from @use */
    buf prototypes; /* for the header */
    buf code;       /* the functions */
    buf words;      /* sentences, a JSON object a line: id, plural, file, line */
    buf faults;     /* "file:line: sentence" lines */
    map *names;     /* of the views so far */
};

/* Starts. `feature` is a C name. ERR_INPUT it is not; ERR_MEMORY. */
err viewc_init(struct viewc *v, arena *mem, str feature, str header) MUST_USE;

/*
 * Compiles one file; `name` is what messages and #line call it. ERR_INPUT: something
 * was refused, one line per view stands in `faults`; ERR_LARGE, ERR_MEMORY.
 */
err viewc_file(struct viewc *v, str name, str text) MUST_USE;

/* The generated header and C file. Only after every viewc_file was OK. */
err viewc_put_header(const struct viewc *v, buf *out) MUST_USE;
err viewc_put_code(const struct viewc *v, buf *out) MUST_USE;

#endif
