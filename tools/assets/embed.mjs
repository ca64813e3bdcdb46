// Writes the assets as an assembly file (their bytes, by .incbin) and a C table that points at them.
import { writeFileSync } from "node:fs";

const FORMS = [["plain", ""], ["gzip", ".gz"], ["brotli", ".br"]];

// `all` is sorted by path. Files are named from the root of the repository, where the compiler runs.
export function writeTable(folder, files, all) {
  writeFileSync(`${folder}/assets.S`, assembly(files, all));
  writeFileSync(`${folder}/assets_table.c`, table(all));
}

function label(index, form) {
  return `asset_${index}_${form}`;
}

function assembly(files, all) {
  const bytes = all.flatMap((asset, index) => FORMS.filter(([form]) => asset[form]).map(([form, suffix]) =>
    `    .globl ${label(index, form)}\n    .hidden ${label(index, form)}\n    .balign 16\n` +
    `${label(index, form)}:\n    .incbin "${files}/${asset.file}${suffix}"\n    .byte 0\n`));
  // cet.h marks the object as fit for control-flow protection; without the mark the linker
  // would take that protection from the whole program.
  return `/* Written by tools/assets. */
#ifdef __CET__
#include <cet.h>
#endif
    .section .rodata.assets, "a", %progbits
${bytes.join("")}    .section .note.GNU-stack, "", %progbits
`;
}

function table(all) {
  const names = all.map((asset, index) => ({ name: asset.name, index })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const externs = all.flatMap((asset, index) =>
    FORMS.filter(([form]) => asset[form]).map(([form]) => `extern const char ${label(index, form)}[];\n`));
  return `/* Written by tools/assets. */
#include "app/assets_table.h"

${externs.join("")}
const struct asset asset_table[] = {
${all.map(row).join("")}};
const size_t asset_table_count = COUNT_OF(asset_table);

const struct asset_name asset_names[] = {
${names.map(({ name, index }) => `    {STR_INIT(${quoted(name)}), ${index}},\n`).join("")}};
const size_t asset_name_count = COUNT_OF(asset_names);
`;
}

function row(asset, index) {
  const part = (form) => (asset[form] ? `{${label(index, form)}, ${asset[form].length}}` : "{NULL, 0}");
  return `    {
        .path = STR_INIT(${quoted(asset.path)}),
        .type = STR_INIT(${quoted(asset.type)}),
        .etag = STR_INIT(${quoted(`W/"${asset.sha256.slice(0, 32)}"`)}),
        .plain = ${part("plain")},
        .gzip = ${part("gzip")},
        .brotli = ${part("brotli")},
        .immutable = ${asset.immutable},
    },
`;
}

function quoted(text) {
  if (!/^[\x20-\x7e]*$/.test(text)) {
    throw new Error(`"${text}" is no name for a file of the program: plain ASCII only`);
  }
  return JSON.stringify(text);
}
