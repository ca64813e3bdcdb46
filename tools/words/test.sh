#!/bin/sh
# test.sh: a small tree with one fault at a time. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
words=$PWD/tools/words/words.mjs
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# A tree that is in order: sentences of the frame, of a view, of C, of a table.
fresh() {
    rm -rf "$work/t"
    mkdir -p "$work/t/src/core" "$work/t/src/app/words" "$work/t/src/features/polls/words" \
        "$work/t/src/features/polls/views" "$work/t/build/gen"
    cd "$work/t" || exit 2
    printf 'err f(cx *c) { /* not W("this") */\n    return refuse(c, ERR_GONE, W("It has "\n        "\\"ended\\"."));\n}\n' > src/core/x.c
    printf 'str g(cx *c) {\n    return say_count(c, W("one vote"), W("{n} votes"), 3);\n}\n' > src/features/polls/polls.c
    printf 'const struct setting s[] = {{.key = "polls.x", .label = "Close by itself"}};\n' > src/features/polls/feature.c
    printf 'void t(void) { W("Only a test"); }\n' > src/features/polls/polls_test.c
    printf '@view a(str x)\n<p>{t "Ask {name}" name=x}</p>\n@call f(W("Vote"))\n@end\n' > src/features/polls/views/a.html
    printf '{"id":"Ask {name}","plural":null,"file":"src/features/polls/views/a.html","line":2}\n' > build/gen/polls_words.jsonl
    head='msgid ""\nmsgstr ""\n"Project-Id-Version: x\\n"\n"PO-Revision-Date: 2026-01-01 00:00+0000\\n"\n"Last-Translator: x\\n"\n"Language-Team: x\\n"\n"Language: fr\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=n>1;\\n"\n'
    printf "$head"'\nmsgid "It has \\"ended\\"."\nmsgstr "C’est fini."\n' > src/app/words/fr.po
    printf "$head"'\nmsgid "one vote"\nmsgid_plural "{n} votes"\nmsgstr[0] "un vote"\nmsgstr[1] "{n} votes"\n\nmsgid "Close by itself"\nmsgstr "Fermer seul"\n\nmsgid "Ask {name}"\nmsgstr "Demandez à {name}"\n\nmsgid "Vote"\nmsgstr ""\n"Vo"\n"ter"\n' > src/features/polls/words/fr.po
}

# says WHAT: the check fails and says so.
says() {
    if node "$words" check > "$work/said" 2>&1; then
        failed=$((failed + 1)); echo "failed: passed, and should say: $1"
    elif grep -Fq "$1" "$work/said"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1)); echo "failed: wanted '$1', got:"; cat "$work/said"
    fi
    fresh
}
# holds FILE TEXT
holds() {
    if grep -Fq "$2" "$1"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "failed: no '$2' in:"; cat "$1"; fi
}
change() { sed -i "$2" "$1"; }
polls=src/features/polls/words/fr.po

fresh
node "$words" check > "$work/said" 2>&1; holds "$work/said" '5 sentences, fr, 0 faults'
node "$words" collect > "$work/pot"
holds "$work/pot" 'msgid "It has \"ended\"."'
holds "$work/pot" 'msgid_plural "{n} votes"'
msgfmt --check-format -o /dev/null "$work/pot" && passed=$((passed + 1)) || failed=$((failed + 1))

change $polls '/Fermer seul/s/".*"/""/'; says 'src/features/polls/feature.c:1: "Close by itself" is not in fr'
change $polls '/^msgid "Vote"/i #, fuzzy'; says '"Vote" is not in fr'
change $polls 's/à {name}/à {nom}/'; says '{name} is in only one of "Ask {name}"'
change $polls 's/à {name}/à toi/'; says '{name} is in only one of "Ask {name}"'
change $polls '/^msgid_plural/d; s/^msgstr\[0\]/msgstr/; /^msgstr\[1\]/d'; says '"one vote" must have the plural "{n} votes"'
change $polls '/^msgstr\[1\]/d'; says '"one vote" needs 2 form(s)'
printf '\nmsgid "Gone"\nmsgstr "Parti"\n' >> $polls; says '"Gone" is obsolete'
printf '\nmsgid "It has \\"ended\\"."\nmsgstr "C’est fini."\n' >> $polls; says 'is obsolete: no sentence like it is in src/features/polls'
printf '\nmsgid "Vote"\nmsgstr "Votez"\n' >> src/app/words/fr.po; says '"Vote" is translated otherwise in'
printf '\nmsgid "Vote"\nmsgstr "Voter"\n' >> $polls; says '"Vote" stands twice'
printf 'msgid Vote\n' >> $polls; says 'this line is not of a .po file'
printf 'str i(cx *c) { return say_count(c, W("one vote"), W("{n} ballots"), 3); }\n' >> src/core/x.c; says 'with different words for many'
rm build/gen/polls_words.jsonl; says 'its views are not compiled yet'
printf 'str k(void) { return W("New"); }\n' >> src/core/x.c; says 'src/core/x.c:5: "New" is not in fr'

printf 'str k(void) { return W("New"); }\n' >> src/core/x.c
node "$words" missing fr > "$work/said"; holds "$work/said" 'src/app/words/fr.po'; holds "$work/said" 'msgid "New"'
fresh
node "$words" build --out build/gen/words.c && holds build/gen/words.c 'words_catalogue_count = 1;'
msgunfmt build/gen/fr.mo > "$work/back"; holds "$work/back" 'msgstr "Voter"'; holds "$work/back" 'C’est fini.'
rm -r src/app/words src/features/polls/words
node "$words" build --out build/gen/words.c && holds build/gen/words.c 'words_catalogue_count = 0;'

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
