#!/usr/bin/env node
// words-banned: functions of the C library that only the one file named here may call, and why.
import { bare, code, end, finding, read } from './lib.mjs';

const never = /^$/;
const programs = /^(tools|tests|bench)\/|_test\.c$/;
const command = /^src\/(main\.c|cli\/)|^(tools|tests|bench)\//;
const banned = [
  [/strn?cpy|strn?cat|stpn?cpy|v?sprintf|gets/, never, 'writes past the end; use buf (base/buf.h)'],
  [/strtok(_r)?/, never, 'changes what it reads; use str_cut and its like (base/str.h)'],
  [/ato[ifl]l?|strto(l|ll|ul|ull|d|f|ld|imax|umax)/, /^src\/base\/(str|text)\.c$/, 'reads rubbish as a number; use str_to_…'],
  [/alloca|system|popen/, never, 'no shell, no unbounded stack'],
  [/gmtime(_r)?|localtime(_r)?|mktime|timegm|time|gettimeofday/, /^src\/base\/time\.c$/, 'one clock and one calendar: base/time.h, c->now'],
  [/s?rand(om)?|[dejlmn]rand48/, never, 'libsodium gives random bytes (base/id.h)'],
  [/_?exit|_Exit|quick_exit|abort/, command, 'nothing below main ends the program; return an err'],
  [/v?printf|puts|putchar|perror/, command, 'the log is base/log.h, pages are views'],
  [/malloc|calloc|realloc|reallocarray|free|strn?dup|v?asprintf/, /^src\/base\/arena\.c$/, 'memory comes from an arena (base/arena.h)'],
];
// Who may keep memory beyond an arena: one owner, a _new/_free pair and a written limit.
const keepers = {
  'src/app/live.c': 'topics that somebody follows',
  'src/app/program.c': 'the program itself',
  'src/core/shop.c': 'the shop lives as long as the program',
  'src/live/hub.c': 'the hub, followers up to followers_max, and one event a topic',
  'src/live/topics.c': 'topics, up to topics_max and 10,000 idle ones',
  'src/store/store.c': 'a connection keeps its statements; a running statement its buffers',
  'src/store/store_file.c': 'the lock on the file lives as long as the server',
  'src/store/writer.c': 'the writer and its queue',
  'src/web/address.c': 'the table of addresses, sized by connections_max',
  'src/web/block.c': 'bytes that came in: at most one head a connection',
  'src/web/conn.c': 'connections, up to connections_max',
  'src/web/exchange.c': 'requests and their bodies, up to bodies_max',
  'src/web/gate.c': 'the gate lives as long as the server',
  'src/web/handle.c': 'what hangs between the threads of a request',
  'src/web/kept.c': 'pages kept in memory, up to a written limit',
  'src/web/output.c': 'answers that are not sent yet, one a connection',
  'src/web/rate.c': 'the table of counted addresses, of a fixed size',
  'src/web/server.c': 'the server and its loops',
  'src/web/stream.c': 'event streams, up to connections_max',
};

let count = 0;
for (const file of code()) {
  const used = new Set();
  count++;
  read(file).split('\n').forEach((text, i) => {
    if (/\b(TODO|FIXME|XXX|HACK)\b(?! #\d)/.test(text)) finding(file, i + 1, 'a note to do it later: do it, or name the issue');
  });
  bare(read(file)).split('\n').forEach((text, i) => {
    for (const m of text.matchAll(/(?<![\w.]|->)(\w+)\s*\(/g)) {
      for (const [words, allowed, why] of banned) {
        if (!new RegExp(`^(${words.source})$`).test(m[1]) || allowed.test(file)) continue;
        const memory = words.source.startsWith('malloc');
        if (memory && (programs.test(file) || keepers[file])) used.add(file);
        else finding(file, i + 1, `${m[1]}: ${why}`);
      }
    }
  });
  if (keepers[file] && !used.has(file)) finding(file, 0, 'is listed as a keeper of memory in words-banned.mjs and keeps none');
}
end(`words-banned: ${count} files`);
