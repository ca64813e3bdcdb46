#!/usr/bin/env node
// gen: what the build writes is never committed.
import { spawnSync } from 'node:child_process';
import { end, finding, skip } from './lib.mjs';

const run = spawnSync('git', ['ls-files', '-z'], { encoding: 'utf8', maxBuffer: 1 << 26 });
if (run.status !== 0) skip('not a git checkout');
const list = run.stdout.split('\0').filter(Boolean);
for (const file of list) {
  if (/^(build|node_modules)\/|\.(o|d|a|so|db|db-wal|db-shm|gcda|gcno|profraw)$|_(sql|views)\.[ch]$/.test(file)) {
    finding(file, 0, 'is generated and must not be in git');
  }
}
end(`gen: ${list.length} files in git`);
