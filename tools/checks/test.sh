#!/bin/sh
# test.sh: each check refuses a bad sample, in its own words, and lets a good one pass.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# check NAME WANT STATUS: runs it in the sample; its output must hold WANT.
check() {
    if [ -f "$root/tools/checks/$1.mjs" ]; then
        out=$(node "$root/tools/checks/$1.mjs" 2>&1)
    else
        out=$(sh "$root/tools/checks/$1.sh" 2>&1)
    fi
    status=$?
    if [ $status = 77 ]; then echo "  skip   $1: $out"; return; fi
    case "$status $out" in
    "$3 "*"$2"*) passed=$((passed + 1)) ;;
    *) failed=$((failed + 1)); printf 'FAILED %s: wanted %s and "%s", got %s:\n%s\n' "$1" "$3" "$2" "$status" "$out" ;;
    esac
}
refuses() { check "$1" "$2" 1; }
accepts() { check "$1" "$1" 0; }
sample() { rm -rf "$work"; mkdir -p "$work/src/base" "$work/src/features/a" "$work/src/features/b"; cd "$work" || exit 1; }
put() { mkdir -p "$(dirname "$1")"; printf "$2" > "$1"; }

sample
put src/base/x.c '#include "base/y.h"\n#include "web/z.h"\n'
refuses layers 'src/base/x.c:2: includes web/z.h'
put src/base/x.c '/* #include "web/z.h" */\n#include "base/y.h"\n'
accepts layers
put src/features/a/a.c '#include "features/b/inner.h"\n'
refuses layers 'only features/b/b.h'
put src/features/a/a.c '#include "features/b/b.h"\n#include "gen/a_sql.h"\n'
put src/features/a/web.c '#include "web/reply.h"\n#include "gen/a_views.h"\n'
accepts layers
put src/features/a/a.c '#include "gen/b_sql.h"\n'
refuses layers 'belongs to b'
put src/features/a/a.c '#include "store/store.h"\n'
refuses layers 'through store.sql'
put src/web/html.h 'int x;\n'
put src/app/page.h '#include "web/html.h"\n'
put src/features/a/a.c '#include "app/page.h"\n'
refuses layers 'know web/html.h'
put src/features/a/a.c 'int x;\n'
put src/solve/s.c '#include "core/cx.h"\n'
refuses layers 'solve does not stand on core'

sample
put src/base/x.c 'int f(void) {\n    return atoi("1");\n}\n'
refuses words-banned 'src/base/x.c:2: atoi'
put src/base/x.c '/* atoi(x) */\nint f(struct s *x) {\n    return x->time(x) + "exit(1)"[0] + my_free(x);\n}\n'
accepts words-banned
put src/web/x.c 'void f(void) {\n    void *p = malloc(1);\n}\n'
refuses words-banned 'malloc: memory comes from an arena'
put src/web/x.c 'void f(void) {\n    abort();\n}\n'
refuses words-banned 'abort: nothing below main'
put src/web/x.c 'int f(void) {\n    return (int)time(0);\n}\n'
refuses words-banned 'time: one clock'

put src/web/x.c '/* TODO: more */\n'
refuses words-banned 'src/web/x.c:1: a note to do it later'

body() { for i in $(seq "$1"); do echo '    x++;'; done; }
sample
{ echo 'int f(int x) {'; body 79; echo '}'; } > src/base/x.c
refuses size 'src/base/x.c:1: f has 81 lines'
{ echo 'int f(int x) {'; body 13; echo '}'; } > src/base/x.c
accepts size
{ echo 'int f(int x) {'; body 14; echo '}'; } > src/base/x.c
refuses size 'more than 15 lines'
{ for i in $(seq 9); do printf 'int f%s(void) {\n    return 1;\n}\n' "$i"; done; } > src/base/x.c
for i in $(seq 801); do echo; done > src/base/y.c
refuses size 'src/base/y.c: 801 lines'
rm src/base/y.c
for f in 1 2 3; do for i in $(seq 700); do echo; done > src/features/a/$f.c; done
refuses size 'src/features/a: 2100 lines'

sample
put src/base/x.h '/* Says it. */\nint f(int a);\nint g(int a);\n\n/* A thing. */\nstruct s {\n    int a;\n};\n\nint h(struct s *s);\n'
accepts headers
put src/base/x.h '/* Says it. */\nint f(int a);\n\nint g(int a);\n'
refuses headers 'src/base/x.h:4: g says nothing'
put src/base/x.h '/* Says it. */\nint f(unknown a);\n'
refuses headers 'src/base/x.h: does not compile alone'

sample
git init -q -b main . && git config user.name t && git config user.email t@example.org
put src/features/a/migrations/20260101T0900_a.sql 'create table a (b);\n'
git add -A && git commit -qm one && git commit -q --allow-empty -m two
accepts migrations
put src/features/a/migrations/20260101T0900_a.sql 'create table a (c);\n'
refuses migrations 'and has changed'
git mv -f src/features/a/migrations/20260101T0900_a.sql src/features/a/migrations/b.sql
refuses migrations 'is gone'
refuses migrations 'is not named'
put build/gen/x.c 'int x;\n'
accepts gen
git add -f build/gen/x.c
refuses gen 'build/gen/x.c: is generated'

sample
put build/dev/semaine '#!/bin/sh\n[ "$2" = --check ] && exit "${BAD:-0}"\necho "GET /polls/{}/vote MEMBER"\necho "POST / VISITOR"\n'
chmod +x build/dev/semaine
put tests/stories/x_test.c 'get(t, "/polls/3/vote?x=1");\npost(t, "/", "");\n'
accepts routes
put tests/stories/x_test.c 'get(t, format("/polls/%%" PRId64 "/vote", id));\npost(t, "/", "");\n'
accepts routes
BAD=1 refuses routes 'routes --check: failed'
export BAD=0
put tests/stories/x_test.c 'get(t, "/polls/3/votes");\npost(t, "/", "");\n'
refuses routes 'GET /polls/{}/vote: no test asks for it'

sample
cp "$root/.clang-format" "$root/.clang-tidy" .
put src/base/x.c 'int f(void);\n\nint f(void) {\n    return 1;\n}\n'
accepts format
accepts tidy
put src/base/x.c 'int f(void);\nint f(void)\n{\n    return 1;\n}\n'
refuses format 'src/base/x.c:1: not as clang-format'
put src/base/x.c 'int f(int a);\nint f(int a) {\n    if (a)\n        return 1;\n    return 2;\n}\n'
refuses tidy 'readability-braces-around-statements'
refuses tidy 'readability-braces-around-statements'

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
