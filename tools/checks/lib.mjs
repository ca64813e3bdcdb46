// What the checks share. They run in the root of a tree, read only what is there, print one line a
// finding as FILE:LINE: SENTENCE, and end with 0 fine, 1 findings, 77 cannot run here (and why).
import fs from 'node:fs';
import path from 'node:path';

export const read = (file) => fs.readFileSync(file, 'utf8');

// All files under `dirs` whose path matches `pattern`, in the order of their names.
export function files(dirs, pattern) {
  const found = [];
  for (const dir of dirs) {
    if (!fs.existsSync(dir)) continue;
    for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
      const name = path.posix.join(dir, entry.name);
      if (entry.isDirectory()) {
        if (!['build', 'node_modules', '.git'].includes(entry.name)) found.push(...files([name], pattern));
      } else if (pattern.test(name)) found.push(name);
    }
  }
  return found.sort();
}

export const code = (pattern = /\.[ch]$/) => files(['src', 'tools', 'tests', 'bench'], pattern);

// C text with comments, and strings too unless `strings`, made blank; lines stay where they are.
export function bare(text, strings = false) {
  const token = /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return text.replace(token, (t) =>
    strings && (t[0] === '"' || t[0] === "'") ? t : t.replace(/[^\n]/g, ' '));
}

// The quoted includes of a file: [{ name, line }].
export function includes(file) {
  const found = [];
  bare(read(file), true).split('\n').forEach((text, i) => {
    const m = /^\s*#\s*include\s+"([^"]+)"/.exec(text);
    if (m) found.push({ name: m[1], line: i + 1 });
  });
  return found;
}

// Where an include is, or undefined.
export const resolve = (name) => ['src/', 'build/', ''].map((d) => d + name).find((f) => fs.existsSync(f));

// The project's headers that `file` reaches, itself excluded.
export function reaches(file, seen = new Set()) {
  for (const { name } of includes(file)) {
    const found = resolve(name);
    if (found && !seen.has(found)) {
      seen.add(found);
      reaches(found, seen);
    }
  }
  return seen;
}

// Functions as clang-format writes them: [{ name, line, lines }], `line` counts from 1.
export function functions(file) {
  const lines = bare(read(file)).split('\n');
  const found = [];
  for (let i = 0, head = 0; i < lines.length; i++) {
    if (/^\w/.test(lines[i])) head = i;
    const text = lines.slice(head, i + 1).join(' ');
    if (!/\)\s*\{\s*$/.test(lines[i]) || /^(struct|union|enum|typedef)\b[^(]*\{|=/.test(text)) continue;
    const end = lines.findIndex((l, n) => n >= i && /^\}/.test(l));
    const name = /(\w+)\s*\(/.exec(text);
    if (end < 0 || !name) continue;
    found.push({ name: name[1], line: head + 1, lines: end - head + 1 });
    i = end;
  }
  return found;
}

const findings = [];
export const finding = (file, line, sentence) => findings.push(`${file}${line ? `:${line}` : ''}: ${sentence}`);

export function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

export function end(summary) {
  for (const f of findings) console.log(f);
  console.log(findings.length ? `${findings.length} finding(s); ${summary}` : summary);
  process.exit(findings.length ? 1 : 0);
}
