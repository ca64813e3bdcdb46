#!/bin/sh
# static_bench.sh [URL PID...]: requests a second and CPU a request for one page of 12.5 KB, against
# nginx with the same bytes. Without arguments the server is build/release/bench/serve; with them it is
# the program whose processes are PID..., and nginx serves what the URL gives.
# ROUNDS (7) of SECONDS (2) each, interleaved, the order turned round after each; medians.
set -eu
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-2}
connections=${CONNECTIONS:-64}
port=${PORT:-18431}

for tool in nginx wrk curl; do
    PATH=$PATH:/usr/sbin command -v $tool > /dev/null || { echo "static_bench: no $tool" >&2; exit 1; }
done
PATH=$PATH:/usr/sbin
dir=$(mktemp -d)
serve=''
peer=''
end() {
    [ -z "$serve" ] || kill "$serve" 2> /dev/null || true
    [ -z "$peer" ] || kill "$peer" 2> /dev/null || true
    wait 2> /dev/null || true
    rm -rf "$dir"
}
trap end EXIT INT TERM

mkdir "$dir/www"
chmod 755 "$dir" "$dir/www"
if [ $# -ge 2 ]; then
    url=$1
    shift
    pids=$*
    curl -sf "$url" > "$dir/www/page.html"
else
    # Text that looks like a page; its content does not matter, its length does.
    awk 'BEGIN { while (n < 12500) { s = sprintf("<li class=\"session\">%05d A workshop</li>\n", i++); n += length(s); printf "%s", s } }' |
        head -c 12500 > "$dir/www/page.html"
    build/release/bench/serve $((port + 1)) 2 "$dir/www/page.html" &
    serve=$!
    pids=$serve
    url=http://127.0.0.1:$((port + 1))/page.html
fi
sed "s|DIR|$dir|g; s|PORT|$port|g" bench/static_bench.conf > "$dir/nginx.conf"
nginx -e "$dir/error.log" -c "$dir/nginx.conf" &
peer=$!
peer_url=http://127.0.0.1:$port/page.html
for u in "$url" "$peer_url"; do
    n=0
    until curl -sf "$u" | cmp -s - "$dir/www/page.html"; do
        n=$((n + 1))
        [ $n -lt 50 ] || { echo "static_bench: $u does not give the page" >&2; exit 1; }
        sleep 0.1
    done
done
peers="$peer $(cat /proc/$peer/task/$peer/children)"

ticks() { # of all these processes, user and system
    for p in "$@"; do sed 's/.*) //' "/proc/$p/stat"; done | awk '{ n += $12 + $13 } END { print n }'
}
run() { # NAME URL PID...: one line "requests/s us-of-CPU/request" to NAME's file
    name=$1
    at=$2
    shift 2
    before=$(ticks "$@")
    wrk -t2 -c"$connections" -d"${seconds}s" "$at" > "$dir/wrk"
    after=$(ticks "$@")
    if grep -Eq 'Socket errors|Non-2xx' "$dir/wrk"; then
        cat "$dir/wrk" >&2
        exit 1
    fi
    awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
        / requests in / { n = $1 }
        /^Requests\/sec/ { r = $2 }
        END { printf "%.0f %.3f\n", r, ticks / hz * 1e6 / n }' "$dir/wrk" >> "$dir/$name"
}
run warm "$url" $pids
run warm "$peer_url" $peers
i=0
while [ $i -lt "$rounds" ]; do
    if [ $((i % 2)) = 0 ]; then
        run ours "$url" $pids
        run nginx "$peer_url" $peers
    else
        run nginx "$peer_url" $peers
        run ours "$url" $pids
    fi
    i=$((i + 1))
done

median() { sort -n | awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2 }'; }
column() { awk -v c="$2" '{ print $c }' "$dir/$1"; }
ratios() { paste -d' ' "$dir/ours" "$dir/nginx" | awk -v a="$1" '{ print $a / $(a + 2) }'; }
spread() { ratios "$1" | sort -n | awk '{ v[NR] = $1 } END { printf "%.2f to %.2f", v[1], v[NR] }'; }
row() { # NAME COLUMN FORMAT GOAL
    # shellcheck disable=SC2059
    printf "| %s | $3 | $3 | %.2f (%s) | %s |\n" "$1" "$(column ours "$2" | median)" \
        "$(column nginx "$2" | median)" "$(ratios "$2" | median)" "$(spread "$2")" "$4"
}
echo "## One page of $(wc -c < "$dir/www/page.html") bytes"
echo
echo "Against $(nginx -v 2>&1 | sed 's/.*: //') with 2 workers and the same bytes; wrk with 2 threads and $connections connections,"
echo "$rounds interleaved rounds of $seconds s, medians; the ratio is the median of the rounds' ratios (lowest to highest)."
echo
echo '| name | measured | peer | ratio | goal |'
echo '|---|---|---|---|---|'
row 'requests a second' 1 '%.0f' '>= 0.9'
row 'CPU us a request' 2 '%.2f' '<= 1.2'
