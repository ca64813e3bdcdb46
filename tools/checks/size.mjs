#!/usr/bin/env node
// size: functions, files and features stay small enough to be read in one go.
import { code, end, finding, functions, read } from './lib.mjs';

const limit = { function: 80, file: 800, feature: 2000 };
const budget = { median: 15, p90: 45 };

const lines = (file) => read(file).split('\n').length - 1;
const lengths = [];
const features = {};
let longest = { lines: 0 };
for (const file of code()) {
  const n = lines(file);
  const test = /_test\.c$|^tests\//.test(file);
  if (n > limit.file) finding(file, 0, `${n} lines; over ${limit.file} it is two files`);
  for (const f of functions(file)) {
    if (f.lines > limit.function) finding(file, f.line, `${f.name} has ${f.lines} lines, more than ${limit.function}`);
    if (!test && file.startsWith('src/')) lengths.push(f.lines);
    if (f.lines > longest.lines) longest = { ...f, file };
  }
  const feature = /^src\/features\/([^/]+)\//.exec(file);
  if (feature && !test) features[feature[1]] = (features[feature[1]] ?? 0) + n;
}
for (const [name, n] of Object.entries(features)) {
  if (n > limit.feature) finding(`src/features/${name}`, 0, `${n} lines of C; over ${limit.feature} it is two features`);
}
lengths.sort((a, b) => a - b);
const at = (part) => lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * part))] ?? 0;
if (at(0.5) > budget.median) finding('src', 0, `half of all functions have more than ${budget.median} lines`);
if (at(0.9) > budget.p90) finding('src', 0, `one function in ten has more than ${budget.p90} lines`);
end(`size: ${lengths.length} functions, median ${at(0.5)} lines (budget ${budget.median}), ` +
  `p90 ${at(0.9)} (${budget.p90}), longest ${longest.lines} (${longest.name ?? '-'})`);
