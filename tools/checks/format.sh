#!/bin/sh
# format: all C is as clang-format 14 prints it. Other versions disagree with it, so they do not judge.
set -u

tool=$(command -v clang-format-14 || command -v clang-format) || {
    echo 'skipped: no clang-format'
    exit 77
}
case $("$tool" --version) in
*' version 14.'*) ;;
*) echo "skipped: $("$tool" --version), but 14 decides"; exit 77 ;;
esac

list=$(find src tools tests bench -name '*.[ch]' -type f 2>/dev/null | sort)
[ -n "$list" ] || { echo 'format: 0 files'; exit 0; }
# Only the first line of each finding: which file and where.
if out=$(echo "$list" | xargs "$tool" --dry-run -Werror 2>&1); then
    echo "format: $(echo "$list" | wc -l) files"
else
    echo "$out" | grep 'error: ' | cut -d: -f1,2 | sort -u -t: -k1,1 |
        sed 's/$/: not as clang-format prints it; clang-format -i mends it/'
    echo "$out" | grep 'error: ' | cut -d: -f1 | sort -u | wc -l | sed 's/$/ file(s) with findings/'
    exit 1
fi
