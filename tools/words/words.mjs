#!/usr/bin/env node
// words: the sentences of the program and their translations. README.md is the manual.
//
//   words collect [--out FILE]    every sentence, as a gettext template
//   words check                   0 where every language has every sentence, and nothing else
//   words missing LANG            what is still to be translated, ready to be pasted into a .po file
//   words build --out FILE        the catalogues as C, by msgcat and msgfmt
//
// Views are read from what viewc noted in build/gen/*_words.jsonl; C files are read here.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const [command, ...rest] = process.argv.slice(2);
const option = (name, otherwise) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : otherwise);
const root = option('--root', '.');
const gen = option('--gen', join(root, 'build/gen'));
const faults = [];
const fault = (file, line, sentence) => faults.push(`${file}:${line}: ${sentence.replaceAll('\n', '\\n')}`);

function filesUnder(folder, wanted) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root === '.' ? 0 : join(root, '/').length))
    .sort();
}

// Whose words a file's sentences belong to: its feature's, else the frame's.
const home = (file) => file.match(/^src\/features\/[^/]+/)?.[0] ?? 'src/app';
const read = (file) => readFileSync(join(root, file), 'utf8');

// ---- collecting ---------------------------------------------------------------------------
const literal = String.raw`((?:"(?:[^"\\\n]|\\.)*"\s*)+)`;
const pairs = new RegExp(String.raw`\b(?:say_count|words|html_n)\s*\([^;"]*?\bW\(\s*${literal}\)\s*,\s*W\(\s*${literal}\)`, 'g');
const marked = new RegExp(String.raw`\bW\(\s*${literal}\)`, 'g');
const labels = new RegExp(String.raw`\.(?:label|help)\s*=\s*${literal}`, 'g');

// The text of C string literals that stand side by side.
function textOf(source) {
  return [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map((m) => m[1].replace(/\\(x[0-9a-fA-F]{2}|.)/g,
    (_, c) => ({ n: '\n', t: '\t' })[c] ?? (c.length === 3 ? String.fromCharCode(parseInt(c.slice(1), 16)) : c))).join('');
}

// Comments made blank; line ends stay, strings too.
const withoutComments = (text) => text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)'|\/\*[^]*?\*\/|\/\/[^\n]*|<!--[^]*?-->/g,
  (m) => (/^["']/.test(m) ? m : m.replace(/[^\n]/g, ' ')));

function sentencesOfFile(file) {
  const text = withoutComments(read(file));
  const found = [];
  const put = (index, id, plural) => found.push({ id, plural, file, line: text.slice(0, index).split('\n').length });
  const counted = new Set();
  for (const m of text.matchAll(pairs)) {
    put(m.index, textOf(m[1]), textOf(m[2]));
    [m[1], m[2]].reduce((from, part) => { const at = text.indexOf(part, from); counted.add(at); return at + part.length; }, m.index);
  }
  for (const m of text.matchAll(marked)) if (!counted.has(m.index + m[0].indexOf('"'))) put(m.index, textOf(m[1]), null);
  for (const m of file.endsWith('.c') ? text.matchAll(labels) : []) put(m.index, textOf(m[1]), null);
  return found;
}

function sentencesOfViews() {
  const notes = existsSync(gen) ? readdirSync(gen).filter((name) => name.endsWith('_words.jsonl')).sort() : [];
  const views = notes.flatMap((name) => readFileSync(join(gen, name), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)));
  const noted = new Set(notes.map((name) => name.replace('_words.jsonl', '')));
  for (const file of filesUnder('src', /\.html$/)) {
    const owner = file.match(/([^/]+)\/views\//)?.[1];
    if (owner && !noted.has(owner)) { noted.add(owner); fault(file, 1, `its views are not compiled yet: run "make gen" first`); }
  }
  return views.filter((one) => existsSync(join(root, one.file)));
}

// id -> {id, plural, places, homes}; a sentence that counts somewhere counts everywhere.
function collect() {
  const all = new Map();
  const files = filesUnder('src', /\.(c|h|html)$/).filter((file) => !file.endsWith('_test.c'));
  for (const one of [...sentencesOfViews(), ...files.flatMap(sentencesOfFile)]) {
    if (one.id === '') continue;
    const known = all.get(one.id) ?? all.set(one.id, { id: one.id, plural: null, places: [], homes: new Set() }).get(one.id);
    if (one.plural && known.plural && one.plural !== known.plural) fault(one.file, one.line, `"${one.id}" counts here and in ${known.places[0]} with different words for many`);
    known.plural ??= one.plural;
    known.places.push(`${one.file}:${one.line}`);
    known.homes.add(home(one.file));
  }
  return all;
}

// ---- .po files ----------------------------------------------------------------------------
const catalogues = () => filesUnder('src', /\.po$/).filter((file) => /\/words\/[^/]+$/.test(file));
const language = (file) => basename(file, '.po');

function readPo(file) {
  const entries = [];
  let entry = null, field = null, fuzzy = false;
  read(file).split('\n').forEach((line, index) => {
    const m = line.match(/^(msgid|msgid_plural|msgstr|msgstr\[(\d)\])?\s*"((?:[^"\\]|\\.)*)"\s*$/);
    if (/^#,.*\bfuzzy\b/.test(line)) fuzzy = true;
    if (!m) { if (line.trim() && !line.startsWith('#')) fault(file, index + 1, 'this line is not of a .po file'); return; }
    if (m[1] === 'msgid') { entry = { file, line: index + 1, id: '', plural: null, forms: [], fuzzy }; entries.push(entry); fuzzy = false; }
    if (m[1]) field = m[1] === 'msgid' ? 'id' : m[1] === 'msgid_plural' ? 'plural' : Number(m[2] ?? 0);
    const text = textOf(`"${m[3]}"`);
    if (entry && typeof field === 'number') entry.forms[field] = (entry.forms[field] ?? '') + text;
    else if (entry) entry[field] = (entry[field] ?? '') + text;
  });
  return entries;
}

const formCount = (header) => Number(header.match(/nplurals=(\d+)/)?.[1] ?? 2);
const names = (text) => [...text.matchAll(/\{([A-Za-z_]\w*)\}/g)].map((m) => m[1]);

function checkEntry(entry, sentence, forms) {
  const { file, line, id } = entry;
  if (!sentence) return fault(file, line, `"${id}" is obsolete: no sentence like it is in ${home(file)}`);
  if (entry.plural !== sentence.plural) return fault(file, line, `"${id}" must have ${sentence.plural ? `the plural "${sentence.plural}"` : 'no plural'}`);
  if (entry.forms.length !== (entry.plural ? forms : 1)) return fault(file, line, `"${id}" needs ${entry.plural ? forms : 1} form(s)`);
  const wanted = new Set(names(id + (entry.plural ?? '')));
  for (const form of entry.forms) {
    const given = new Set(names(form));
    for (const name of new Set([...wanted, ...given])) {
      if (entry.plural && name === 'n') continue; // a form for one may leave the number out, and another add it
      if (wanted.has(name) !== given.has(name)) fault(file, line, `{${name}} is in only one of "${id}" and "${form}"`);
    }
  }
}

// What one language has: id -> entry. Faults of its files are noted.
function checkLanguage(lang, all) {
  const done = new Map();
  const files = catalogues().filter((file) => language(file) === lang);
  const head = files.map(readPo).flat().find((entry) => entry.id === '');
  for (const file of files) {
    const own = new Set();
    for (const entry of readPo(file)) {
      if (entry.id === '') continue;
      if (own.has(entry.id)) fault(file, entry.line, `"${entry.id}" stands twice in this file`);
      own.add(entry.id);
      if (entry.fuzzy || !entry.forms.every(Boolean)) continue;
      const known = all.get(entry.id);
      const used = known && (home(file) === 'src/app' || known.homes.has(home(file)));
      checkEntry(entry, used ? known : undefined, formCount(head?.forms[0] ?? ''));
      const earlier = done.get(entry.id);
      if (earlier && earlier.forms.join('\0') !== entry.forms.join('\0')) fault(file, entry.line, `"${entry.id}" is translated otherwise in ${earlier.file}:${earlier.line}`);
      done.set(entry.id, entry);
    }
  }
  return done;
}

const languages = () => [...new Set(catalogues().map(language))].sort();

function check() {
  const all = collect();
  for (const lang of languages()) {
    const done = checkLanguage(lang, all);
    for (const one of all.values()) if (!done.has(one.id)) fault(...one.places[0].split(/:(?=\d+$)/), `"${one.id}" is not in ${lang}`);
  }
  faults.forEach((line) => console.log(line));
  console.log(`words: ${all.size} sentences, ${languages().join(' ') || 'no languages'}, ${faults.length} faults`);
  return faults.length > 0 ? 1 : 0;
}

// ---- writing ------------------------------------------------------------------------------
const quoted = (text) => JSON.stringify(text);
function poEntry(one, forms) {
  const strings = one.plural ? Array.from({ length: forms }, (_, i) => `msgstr[${i}] ""`) : ['msgstr ""'];
  return [`#: ${one.places.slice(0, 4).join(' ')}`, `msgid ${quoted(one.id)}`, ...(one.plural ? [`msgid_plural ${quoted(one.plural)}`] : []), ...strings, ''].join('\n');
}

function template() {
  const head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n';
  const text = head + [...collect().values()].map((one) => poEntry(one, 2)).join('\n');
  if (option('--out')) writeFileSync(option('--out'), text); else process.stdout.write(text);
  return 0;
}

function missing(lang) {
  const all = collect();
  const done = checkLanguage(lang, all);
  const open = [...all.values()].filter((one) => !done.has(one.id));
  for (const folder of [...new Set(open.map((one) => [...one.homes][0]))].sort()) {
    console.log(`# ---- ${folder}/words/${lang}.po\n`);
    open.filter((one) => [...one.homes][0] === folder).forEach((one) => console.log(poEntry(one, 2)));
  }
  return 0;
}

// One language's .po files joined, the frame's first because its head counts, and compiled.
function compile(lang, out) {
  const files = catalogues().filter((file) => language(file) === lang).sort((a, b) => (home(b) === 'src/app') - (home(a) === 'src/app'));
  const po = join(dirname(out), `${lang}.po`);
  const mo = join(dirname(out), `${lang}.mo`);
  execFileSync('msgcat', ['--use-first', '--no-wrap', '-o', po, ...files.map((file) => join(root, file))], { stdio: 'inherit' });
  execFileSync('msgfmt', ['--check', '--no-hash', '--endianness=little', '-o', mo, po], { stdio: 'inherit' });
  return readFileSync(mo);
}

function build() {
  const out = option('--out', join(gen, 'words.c'));
  mkdirSync(dirname(out), { recursive: true });
  const list = languages();
  const arrays = list.map((lang) => {
    const bytes = [...compile(lang, out)].map(String);
    const lines = Array.from({ length: Math.ceil(bytes.length / 24) }, (_, i) => `    ${bytes.slice(i * 24, i * 24 + 24).join(', ')},`);
    return `static const unsigned char bytes_${lang.replace(/\W/g, '_')}[] = {\n${lines.join('\n')}\n};\n`;
  });
  const rows = list.map((lang) => `    {"${lang.toLowerCase()}", bytes_${lang.replace(/\W/g, '_')}, sizeof(bytes_${lang.replace(/\W/g, '_')})},`);
  const end = '    {NULL, NULL, 0}, /* so that the list may be empty */';
  writeFileSync(out, `/* Written by tools/words from the .po files. Edit those. */\n#include "core/catalogue.h"\n\n${arrays.join('\n')}
const struct words_catalogue words_catalogues[] = {\n${[...rows, end].join('\n')}\n};\nconst size_t words_catalogue_count = ${list.length};\n`);
  return 0;
}

const commands = { collect: template, check, missing: () => missing(rest[0]), build };
if (!commands[command]) {
  console.error('words collect [--out FILE] | check | missing LANG | build --out FILE');
  process.exit(2);
}
process.exitCode = commands[command]();
