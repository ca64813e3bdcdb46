#!/bin/sh
# words: no sentence outside the catalogue, none untranslated without being counted.
set -u
[ -f tools/words/words.mjs ] || { echo 'skipped: tools/words/words.mjs does not exist yet'; exit 77; }
exec node tools/words/words.mjs check
