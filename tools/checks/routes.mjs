#!/usr/bin/env node
// routes: `semaine routes --check` is content, and every route's path is asked for by some test.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { end, files, finding, read, skip } from './lib.mjs';

const semaine = process.env.SEMAINE || 'build/dev/semaine';
if (!fs.existsSync(semaine)) skip(`${semaine} does not exist yet`);

const ask = (...args) => spawnSync(semaine, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
const check = ask('routes', '--check');
if (check.status !== 0) finding('semaine routes --check', 0, (check.stdout + check.stderr).trim() || 'failed');

// In tests a path's variable part is a literal, a printf conversion or a ${…} of JavaScript.
const tests = files(['src', 'tests'], /_test\.c$|^tests\/.*\.(c|h|mjs|js)$/).map(read).join('\n')
  .replace(/%" PRI[dux]64 "|%(?:" PRI[dux]64)|%[0-9.*]*(?:l|ll|z)?[dus]|\$\{[^}]*\}/g, '1');
let count = 0;
for (const row of ask('routes').stdout.split('\n')) {
  const m = /^(GET|POST)\s+(\/\S*)/.exec(row);
  if (!m) continue;
  count++;
  const parts = m[2].split(/\{\w*\}/).map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const path = new RegExp(`["'\`\\s=]${parts.join('[^/"\'`?#\\s]+')}(?=["'\`?#\\s\\\\]|$)`, 'm');
  if (!path.test(tests)) finding(`${m[1]} ${m[2]}`, 0, 'no test asks for it');
}
if (!count) finding('semaine routes', 0, 'prints no route');
end(`routes: ${count} routes`);
