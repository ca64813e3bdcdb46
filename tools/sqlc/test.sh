#!/bin/sh
# test.sh [SQLC]: what sqlc must accept, and what it must refuse with which sentence.
set -u
sqlc=$(realpath "${1:-build/tools/sqlc}") || exit 1
cd "$(dirname "$0")/tests" || exit 1
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
passed=0
failed=0

pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    echo "$1: $2"
    [ -s "$out/said" ] && sed 's/^/    /' "$out/said"
}
compile() { # SQL, then more options
    sql=$1
    shift
    "$sqlc" --feature demo --schema schema --out-c "$out/demo_sql.c" --out-h "$out/demo_sql.h" "$@" "$sql" \
        > "$out/said" 2>&1
}
# Every line of a .want file stands in the text, blanks at the ends aside.
holds() { # WANT TEXT
    missing=
    while IFS= read -r line; do
        line=$(printf '%s' "$line" | sed 's/^[ \t]*//; s/[ \t]*$//')
        grep -qF -- "$line" "$2" || missing="$missing
    $line"
    done < "$1"
    [ -z "$missing" ]
}

for sql in good/*.sql; do
    name=${sql%.sql}
    rm -f "$out"/demo_sql.*
    if ! compile "$sql"; then
        fail "$name" "is refused"
        continue
    fi
    cat "$out/demo_sql.h" "$out/demo_sql.c" > "$out/text"
    if holds "$name.want" "$out/text"; then pass; else fail "$name" "lacks in its output:$missing"; fi
    # The code must be what the compiler of the build takes, for features and for the frame.
    compile "$sql" --frame
    if ${CC:-cc} -std=gnu17 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only \
        -I../../../src "$out/demo_sql.c" > "$out/said" 2>&1; then pass; else fail "$name" "does not compile"; fi
done
for sql in bad/*.sql; do
    name=${sql%.sql}
    rm -f "$out"/demo_sql.*
    if compile "$sql"; then
        fail "$name" "is taken"
    elif [ -e "$out/demo_sql.c" ]; then
        fail "$name" "is refused, yet there is output"
    elif holds "$name.want" "$out/said"; then
        pass
    else
        fail "$name" "is refused without saying:$missing"
    fi
done
for dir in migrations/*/; do
    name=${dir%/}
    if "$sqlc" --check-migrations --schema "$name" > "$out/said" 2>&1; then
        if [ -s "$name.want" ]; then fail "$name" "is taken"; else pass; fi
    elif [ -s "$name.want" ] && { cat "$name.want"; echo; } > "$out/want" && sed -i '/^$/d' "$out/want" &&
        holds "$out/want" "$out/said"; then
        pass
    else
        fail "$name" "is refused, or without saying: $(cat "$name.want")"
    fi
done

: > "$out/said"
# Migrations of several folders become one list in the order of their names.
mkdir -p "$out/a" "$out/b"
echo 'select 1; -- two' > "$out/a/20260102T0900_two.sql"
printf 'select 1;' > "$out/b/20260101T0900_one.sql"
if "$sqlc" --migrations --out "$out/list.c" "$out/a=first" "$out/b=second" "$out/none=third" > "$out/said" 2>&1 &&
    [ "$(grep -o 'name = "[^"]*"' "$out/list.c" | tr '\n' ' ')" = \
        'name = "20260101T0900_one" name = "20260102T0900_two" ' ] &&
    grep -q "sha256 = \"$(sha256sum "$out/b/20260101T0900_one.sql" | cut -d ' ' -f 1)\"" "$out/list.c" &&
    grep -q 'feature_migration_count = 2;' "$out/list.c"; then pass; else fail migrations "are listed wrongly"; fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
