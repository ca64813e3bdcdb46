#!/usr/bin/env node
// tidy: clang-tidy 14, one process a file (several at once it sees ghosts), two at a time. A file is
// looked at again only when it, a header it reaches or the settings changed: build/tidy remembers.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { code, end, finding, reaches, read, skip } from './lib.mjs';

const version = (tool) => spawnSync(tool, ['--version'], { encoding: 'utf8' }).stdout ?? '';
const tool = ['clang-tidy-14', 'clang-tidy'].find((t) => version(t).includes('version 14.'));
if (!tool) skip('no clang-tidy 14');

// The analyzer walks so many states a function and stops; TIDY_DEEP=1 lets it walk ten times as far.
const far = process.env.TIDY_DEEP ? [] : ['-Xclang', '-analyzer-config', '-Xclang', 'max-nodes=20000'];
const flags = ['-std=gnu17', '-Isrc', '-Ibuild', '-I.', ...far];
const settings = ['.', 'tools', 'bench', 'tests/faults', 'tests/load'].map((d) => `${d}/.clang-tidy`)
  .filter((f) => fs.existsSync(f)).map(read).join();
const memory = 'build/tidy';
fs.mkdirSync(memory, { recursive: true });

function mark(file) {
  const hash = createHash('sha256').update(settings + flags.join());
  for (const f of [file, ...[...reaches(file)].sort()]) hash.update(f).update(read(f));
  return `${memory}/${hash.digest('hex')}`;
}

function look(file) {
  const remembered = mark(file);
  if (fs.existsSync(remembered)) return Promise.resolve(false);
  return new Promise((done) => {
    const run = spawn(tool, ['--quiet', file, '--', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    const out = [];
    run.stdout.on('data', (d) => out.push(d));
    run.stderr.on('data', (d) => out.push(d));
    run.on('close', (status) => {
      const text = Buffer.concat(out).toString();
      if (status === 0) fs.writeFileSync(remembered, file);
      else finding(file, 0, text.split('\n').filter((l) => /(error|warning): /.test(l)).join('\n').replaceAll(`${process.cwd()}/`, '') || text);
      done(true);
    });
  });
}

const named = process.argv.slice(2);
const list = named.length ? named : code(/\.c$/);
const queue = [...list];
let looked = 0;
await Promise.all([0, 1].map(async () => {
  for (let file = queue.shift(); file; file = queue.shift()) looked += await look(file);
}));
end(`tidy: ${list.length} files, ${looked} looked at now`);
