#!/usr/bin/env node
// migrations: what was merged never changes. Looks back at the newest release, the main branch and
// the commit before; then asks sqlc whether all of them run and every column is explained.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { end, files, finding, read } from './lib.mjs';

const git = (...args) => {
  const run = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return run.status === 0 ? run.stdout : '';
};
const line = (...args) => git(...args).trim();

const back = new Map();
const look = (what, commit) => commit && !back.has(commit) && back.set(commit, what);
look('a release', line('rev-parse', '-q', '--verify', `${line('describe', '--tags', '--abbrev=0', '--match', 'v*') || 'none'}^{commit}`));
for (const main of ['origin/main', 'main']) look(main, line('merge-base', 'HEAD', main));
look('the last commit', line('rev-parse', '-q', '--verify', 'HEAD~1'));

for (const [commit, what] of back) {
  const merged = line('ls-tree', '-r', '--name-only', commit, 'src').split('\n').filter((f) => /\/migrations\/.*\.sql$/.test(f));
  for (const file of merged) {
    if (!fs.existsSync(file)) finding(file, 0, `is part of ${what} and is gone; write a new migration instead`);
    else if (git('show', `${commit}:${file}`) !== read(file)) finding(file, 0, `is part of ${what} and has changed; write a new migration instead`);
  }
}

const all = files(['src'], /\/migrations\/[^/]*\.sql$/);
for (const file of all) {
  if (!/^\d{8}T\d{4}_[a-z0-9_]+\.sql$/.test(path.basename(file))) finding(file, 0, 'is not named YYYYMMDDThhmm_what.sql');
}
const sqlc = 'build/tools/sqlc';
let asked = 'sqlc is not built: not run';
if (fs.existsSync(sqlc) && all.length) {
  const dirs = [...new Set(all.map((f) => path.dirname(f)))];
  const run = spawnSync(sqlc, ['--check-migrations', ...dirs.flatMap((d) => ['--schema', d])], { encoding: 'utf8' });
  asked = 'sqlc has run them';
  if (run.status !== 0) finding('sqlc --check-migrations', 0, (run.stderr || run.stdout || String(run.error)).trim());
}
end(`migrations: ${all.length} files, ${asked}, ${back.size} point(s) of history`);
