#!/usr/bin/env node
// layers: an include may not cross a wall (ARCHITECTURE.md, "Who may know whom").
import path from 'node:path';
import { code, end, finding, includes, reaches, resolve } from './lib.mjs';

const below = {
  base: [], store: ['base'], solve: ['base'],
  live: ['base', 'store'], jobs: ['base', 'store'],
  core: ['base', 'store', 'live', 'jobs'],
  web: ['base', 'store', 'live', 'jobs', 'core'],
  app: ['base', 'store', 'live', 'jobs', 'core', 'web'],
  features: ['base', 'live', 'jobs', 'core', 'solve', 'web', 'app'],
};
const above = new Set(['cli', 'main.c']); // the command line knows everything
const handler = /^(feature\.c|web(_\w+)?\.[ch]|\w+_panels\.[ch]|\w+_test\.[ch])$/;

let count = 0;
for (const file of code(/^src\/.*\.[ch]$/)) {
  const [, layer, folder] = file.split('/');
  const name = path.basename(file);
  count++;
  if (above.has(layer)) continue;
  if (!below[layer]) {
    finding(file, 0, `src/${layer} is no layer; ARCHITECTURE.md names them`);
    continue;
  }
  const own = layer === 'features' ? folder : layer;
  for (const { name: to, line } of includes(file)) {
    const [top, next, rest] = to.split('/');
    const refuse = (why) => finding(file, line, `includes ${to}: ${why}`);
    if (top === 'tests' || top === 'kit') {
      if (!/_test\.[ch]$/.test(name)) refuse('only tests use the test kit');
    } else if (top === 'gen') {
      const of = next.replace(/_(sql|views)\.h$/, '');
      if (of !== own && !below[layer].includes(of)) {
        refuse(`what was generated for ${of} belongs to ${of}`);
      }
    } else if (top === 'features') {
      if (layer !== 'features') refuse('the frame knows no feature');
      else if (next !== folder && rest !== `${next}.h`) refuse(`of another feature only features/${next}/${next}.h`);
    } else if (top === 'store' && layer === 'features') {
      refuse('features reach the store through store.sql');
    } else if (top !== layer && !below[layer].includes(top)) {
      refuse(below[top] ? `${layer} does not stand on ${top}` : 'write the path from src/');
    }
    // A rule reaches no page, not through another header either.
    if (layer === 'features' && !handler.test(name) && resolve(to)) {
      const reached = [resolve(to), ...reaches(resolve(to))];
      const page = reached.find((f) => /^src\/web\/|^build\/gen\/\w+_views\.h$/.test(f));
      if (page) refuse(`only web.c, feature.c, *_panels.c and tests know ${page.replace(/^(src|build)\//, '')}`);
    }
  }
}
end(`layers: ${count} files`);
