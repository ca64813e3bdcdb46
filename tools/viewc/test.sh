#!/bin/sh
# test.sh: viewc compiles what it should to what it should, and refuses the rest in its own words.
# The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
here=tools/viewc/tests
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
ok() { passed=$((passed + 1)); }
no() { failed=$((failed + 1)); echo "failed: $*"; }

make -s build/tools/viewc > "$work/make" 2>&1 || { cat "$work/make"; exit 2; }
viewc=build/tools/viewc
mkdir -p "$work/build/gen" "$work/bad"

# ---- refused: each paragraph of bad.txt in a file of its own ----------------------------------
awk -v dir="$work/bad" '/^====/ { n++; print substr($0, 6) > (dir "/" n ".want"); next }
                        { print > (dir "/" n ".html") }' "$here/bad.txt"
for want in "$work"/bad/*.want; do
    view=${want%.want}.html
    message=$(cat "$want")
    if "$viewc" --feature week --out-c "$work/x.c" --out-h "$work/x.h" "$view" 2> "$work/said"; then
        no "accepted, and should say: $message"
    elif [ -e "$work/x.c" ]; then
        no "refused, and wrote all the same: $message"
    elif grep -Fq "$view:${message# }" "$work/said"; then
        ok
    else
        no "wanted '$message', got '$(cat "$work/said")'"
    fi
done

# ---- two faults in two views are told at once -------------------------------------------------
printf '@view a()\n<p>Hello</p>\n@end\n@view b()\n<p></b>\n@end\n' > "$work/two.html"
"$viewc" --feature week --out-c "$work/x.c" --out-h "$work/x.h" "$work/two.html" 2> "$work/said"
[ "$(wc -l < "$work/said")" = 2 ] && ok || no "two faults in two views: $(cat "$work/said")"

# ---- a module script belongs to the frame alone -----------------------------------------------
printf '@view a()\n<script type="module" src="/a.js"></script>\n@end\n' > "$work/script.html"
"$viewc" --feature app --out-c "$work/x.c" --out-h "$work/x.h" "$work/script.html" && ok || no "script of the frame"
printf '@view a()\n<script type="module" src="/a.js">1</script>\n@end\n' > "$work/script.html"
"$viewc" --feature app --out-c "$work/y.c" --out-h "$work/y.h" "$work/script.html" 2> "$work/said" && no "script with content" || ok

# ---- accepted: compiled by both compilers without a warning, and run --------------------------
"$viewc" --feature week --out-c "$work/build/gen/week_views.c" --out-h "$work/build/gen/week_views.h" \
    --words "$work/words" "$here/programme.html" "$here/small.html" && ok || no 'good views are refused'
warn='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes
    -Wmissing-prototypes -Wmissing-declarations -Wredundant-decls -Wundef -Wvla -Wcast-qual
    -Wwrite-strings -Wbad-function-cast -Wformat=2 -Wnull-dereference -Wfloat-equal -Winit-self
    -Wunused-macros -Wframe-larger-than=16384 -Werror'
flags="-std=gnu17 -O1 -Isrc -I$work/build -I."
sources="-x c $here/week.c.in -x none $work/build/gen/week_views.c src/web/html.c src/core/words.c src/core/catalogue.c
    src/core/plural.c src/core/pseudo.c build/tools/base.a"
for cc in gcc clang; do
    # shellcheck disable=SC2086 # lists of words
    if command -v $cc > /dev/null && $cc $flags $warn -o "$work/week" $sources $(pkg-config --libs libutf8proc libsodium) -pthread; then
        ok
    else
        no "the generated C does not compile with $cc"
    fi
done
"$work/week" > "$work/week.out"
diff -u "$here/week.out" "$work/week.out" && ok || no 'the views write something else than tests/week.out'
diff -u "$here/words.jsonl" "$work/words" && ok || no 'the sentences are others than in tests/words.jsonl'

# ---- an error in the C of a view points into the view -----------------------------------------
printf '@view a(int x)\n<p>\n{y}</p>\n@end\n' > "$work/c.html"
"$viewc" --feature week --out-c "$work/c.c" --out-h "$work/c.h" "$work/c.html"
gcc -std=gnu17 -Isrc -I. -I"$work" -c -o "$work/c.o" "$work/c.c" 2> "$work/said"
grep -q 'c\.html:3:.*y.* undeclared' "$work/said" && ok || no "a C error does not point into the view: $(cat "$work/said")"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
