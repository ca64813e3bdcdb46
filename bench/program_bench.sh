#!/bin/sh
# program_bench.sh: what the released program costs to start, to hold and to carry, and its public programme
# page from memory against nginx. The demo week in a folder of its own; medians of STARTS (9) starts.
set -eu
cd "$(dirname "$0")/.."
starts=${STARTS:-9}
port=${PORT:-18441}
dir=$(mktemp -d)
pid=''
end() {
    [ -z "$pid" ] || kill "$pid" 2> /dev/null || true
    wait 2> /dev/null || true
    rm -rf "$dir"
}
trap end EXIT INT TERM

now() { date +%s%N; }
page=/e/2026-uspn/programme
start() { # the program answers its first page; prints the milliseconds it took
    began=$(now)
    DATA=$dir/week.db PORT=$port build/release/semaine demo > "$dir/log" 2>&1 &
    pid=$!
    until curl -sf -o /dev/null "http://127.0.0.1:$port$page"; do sleep 0.003; done
    echo $((($(now) - began) / 1000))
}
stop() {
    kill "$pid"
    wait "$pid" 2> /dev/null || true
    pid=''
}
start > "$dir/first" # makes the file: a newcomer's first start
first=$(cat "$dir/first")
stop
: > "$dir/starts"
n=0
while [ $n -lt "$starts" ]; do
    start > "$dir/one" && cat "$dir/one" >> "$dir/starts"
    n=$((n + 1))
    [ $n -eq "$starts" ] || stop
done
median=$(sort -n "$dir/starts" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
sleep 2
memory=$(awk '/^Rss/ { sum += $2 } END { printf "%.1f", sum / 1024 }' "/proc/$pid/smaps_rollup")
private=$(awk '/^Private/ { sum += $2 } END { printf "%.1f", sum / 1024 }' "/proc/$pid/smaps_rollup")
size=$(stat -c %s build/release/semaine | awk '{ printf "%.1f", $1 / 1048576 }')
gz() { curl -s -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port$1" | wc -c | awk '{ printf "%.1f", $1 / 1024 }'; }

echo '## The program'
echo
echo '| | measured | goal |'
echo '|---|---|---|'
awk -v m="$median" -v f="$first" 'BEGIN { printf "| start to first page, demo week, median (the very first, which makes the file) | %.0f ms (%.0f ms) | ≤ 100 ms |\n", m / 1000, f / 1000 }'
echo "| resident memory, idle after a page (of it private) | $memory MB ($private MB) | ≤ 30 MB |"
echo "| program, stripped, with all it serves | $size MB | ≤ 8 MB |"
echo "| programme page, gzip | $(gz $page) KB | ≤ 8 KB |"
echo "| front page, gzip | $(gz /e/2026-uspn) KB | ≤ 8 KB |"
echo
echo '### The programme page from memory'
echo
ROUNDS=${ROUNDS:-7} PORT=$((port + 1)) bench/static_bench.sh "http://127.0.0.1:$port$page" "$pid" | grep '^|'
