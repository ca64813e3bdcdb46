#!/usr/bin/env node
// headers: each compiles alone, and every function in it stands under a comment: its own, or that of
// its group: declarations with no blank line between them, or a struct and the function right after.
import { spawnSync } from 'node:child_process';
import { code, end, finding, read } from './lib.mjs';

const cc = (process.env.CC || 'gcc').split(' ');
const flags = ['-std=gnu17', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-Isrc', '-Ibuild', '-I.', '-fsyntax-only', '-x', 'c'];

function blank_bodies(lines) { // struct bodies, macros and inline bodies are not declarations
  let depth = 0;
  let macro = false;
  return lines.map((l) => {
    const inside = depth > 0 || macro || /^#/.test(l);
    macro = (macro || /^#/.test(l)) && /\\$/.test(l);
    const plain = l.replace(/\/\*.*?\*\/|"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/g, '');
    if (!/^\s*(\/?\*|#)/.test(l)) depth += (plain.match(/\{/g) ?? []).length - (plain.match(/\}/g) ?? []).length;
    return inside ? (/^\}/.test(l) ? '#}' : '#') : l;
  });
}

const headers = code(/\.h$/);
let count = 0;
for (const file of headers) {
  const run = spawnSync(cc[0], [...cc.slice(1), ...flags, file], { encoding: 'utf8' });
  if (run.error) finding(file, 0, `cannot run ${cc[0]}: ${run.error.message}`);
  else if (run.status !== 0) finding(file, 0, `does not compile alone\n${run.stderr.split('\n').slice(0, 6).join('\n')}`);

  const lines = blank_bodies(read(file).split('\n'));
  lines.forEach((l, i) => {
    const m = /^(?!typedef\b|return\b|static\b)[a-z][\w\s*]*?\**(\w+)\(/.exec(l);
    if (!m) return;
    count++;
    let up = i - 1;
    const on = (n) => lines[n].trim() !== '' || lines[n - 1] === '#}';
    while (up > 0 && on(up) && !/\*\/\s*$/.test(lines[up])) up--;
    const above = up >= 0 && /\*\/\s*$/.test(lines[up]);
    if (!above && !/\/\*.*\*\/\s*$/.test(l)) finding(file, i + 1, `${m[1]} says nothing of what it promises`);
  });
}
end(`headers: ${headers.length} headers, ${count} functions`);
