// Builds what the browser gets and what the demo imports, and writes it down as C for the
// binary. Usage: node tools/assets/build.mjs (from the root of the repository). It reads
//   src/app/style/*.css, src/features/*/*.css     one stylesheet, in the order of the names
//   src/app/script/*.js, src/features/*/*.js      one module, after htmx and its stream extension
//   src/app/icons.list                            names of Lucide icons, for the sprite
//   node_modules                                  fonts, icons, htmx, and their licence texts
//   share/demo/                                   the demo week, under its own names
// and writes build/assets/ (the files), build/assets/manifest.json, build/gen/assets.S and
// build/gen/assets_table.c. The same input gives the same bytes. It fails past the budget.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { writeTable } from "./embed.mjs";
import { favicon, sprite } from "./pictures.mjs";

const OUT = "build/assets";
const KB = 1024;

// What a page may weigh, gzipped (fonts: as they are), by the front-end design.
const BUDGET = { "semaine.css": 12 * KB, "semaine.js": 20 * KB, "latin fonts": 60 * KB };

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/plain; charset=utf-8",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

// Packages whose work reaches the browser; their licence texts are served.
const SERVED = [
  "@fontsource/atkinson-hyperlegible-next",
  "@fontsource/bricolage-grotesque",
  "htmx.org",
  "lucide-static",
];

// `declared` spans the weights that the stylesheet asks for, so that none is drawn by the browser.
const FONTS = [
  { family: "Bricolage Grotesque", id: "bricolage-grotesque", weight: 700, declared: "600 800" },
  { family: "Atkinson Hyperlegible Next", id: "atkinson-hyperlegible-next", weight: 400, declared: "400" },
  { family: "Atkinson Hyperlegible Next", id: "atkinson-hyperlegible-next", weight: 700, declared: "700" },
];
const SUBSETS = { latin: "", "latin-ext": "-ext" };

const assets = new Map(); // name -> {name, path, type, sha256, plain, gzip, brotli, immutable}

function main() {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const faces = addFonts();
  addServed("semaine.css", styleSheet(faces));
  addServed("semaine.js", script());
  addServed("icons.svg", sprite(lines("src/app/icons.list")));
  addServed("favicon.svg", favicon(1));
  for (let day = 0; day <= 6; day++) {
    addServed(`favicon-${day}.svg`, favicon(day));
  }
  addServed("licences.txt", licences());
  addDemo();
  checkBudget();
  const all = [...assets.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  all.forEach(writeForms);
  writeFileSync(`${OUT}/manifest.json`, JSON.stringify(all.map(summary), null, 1) + "\n");
  mkdirSync("build/gen", { recursive: true });
  writeTable("build/gen", OUT, all);
}

// A file for browsers: its address holds the hash of its bytes, so it may be kept for ever.
function addServed(name, content) {
  const plain = Buffer.from(content);
  const sha256 = createHash("sha256").update(plain).digest("hex");
  const asset = { name, path: `/a/${sha256.slice(0, 12)}/${name}`, sha256, plain, immutable: true };
  asset.type = TYPES[extname(name)];
  if (extname(name) !== ".woff2") {
    asset.gzip = smaller(plain, gzipSync(plain, { level: 9 }));
    asset.brotli = smaller(plain, brotliCompressSync(plain, brotliOptions(plain)));
  }
  assets.set(name, asset);
  return asset;
}

function smaller(plain, packed) {
  return packed.length < plain.length ? packed : null;
}

function brotliOptions(plain) {
  return {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  };
}

function addFonts() {
  return FONTS.map((font) => {
    const folder = `node_modules/@fontsource/${font.id}`;
    const ranges = JSON.parse(readFileSync(`${folder}/unicode.json`, "utf8"));
    return Object.entries(SUBSETS).map(([subset, suffix]) => {
      const short = font.id.split("-")[0];
      const file = readFileSync(`${folder}/files/${font.id}-${subset}-${font.weight}-normal.woff2`);
      const { path } = addServed(`${short}-${font.weight}${suffix}.woff2`, file);
      return `@font-face{font-family:"${font.family}";font-weight:${font.declared};font-display:swap;` +
        `src:url(${path}) format("woff2");unicode-range:${ranges[subset]}}`;
    }).join("\n");
  }).join("\n");
}

function styleSheet(faces) {
  const parts = sources(".css").map((file) => readFileSync(file, "utf8"));
  // A transform, unlike a bundle, leaves the addresses in url() as they are.
  const { code, warnings } = esbuild.transformSync([faces, ...parts].join("\n"), {
    loader: "css", minify: true, target: ["chrome109", "firefox115", "safari16"], sourcefile: "semaine.css",
  });
  refuseWarnings(warnings);
  return code;
}

function script() {
  const parts = ["htmx.org/dist/htmx.esm.js", "htmx.org/dist/ext/hx-sse.js", ...sources(".js").map((f) => `./${f}`)];
  const result = esbuild.buildSync({
    stdin: { contents: parts.map((part) => `import ${JSON.stringify(part)};`).join("\n"), resolveDir: "." },
    bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", write: false,
    // htmx itself is written first: the extension looks for the global that it leaves behind.
    mainFields: ["module", "main"],
  });
  refuseWarnings(result.warnings);
  return result.outputFiles[0].contents;
}

function refuseWarnings(warnings) {
  if (warnings.length > 0) {
    const texts = warnings.map((w) => `${w.location?.file}:${w.location?.line}: ${w.text}`);
    throw new Error(texts.join("\n"));
  }
}

// The files of the frame, then those of the features, each in the order of their names.
function sources(extension) {
  const frame = extension === ".css" ? "src/app/style" : "src/app/script";
  const features = existsSync("src/features")
    ? readdirSync("src/features", { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => `src/features/${e.name}`)
    : [];
  return [frame, ...features.sort()].filter(existsSync).flatMap((folder) =>
    readdirSync(folder).filter((f) => extname(f) === extension).sort().map((f) => join(folder, f)));
}

function lines(file) {
  return readFileSync(file, "utf8").split("\n").map((l) => l.replace(/#.*/, "").trim()).filter((l) => l !== "");
}

function licences() {
  const head = "This program serves files of the packages below. Their licences:\n";
  return head + SERVED.map((name) => {
    const folder = `node_modules/${name}`;
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const text = readFileSync(`${folder}/LICENSE`, "utf8").trim();
    return `\n\n${"=".repeat(72)}\n${name} ${version}\n${"=".repeat(72)}\n\n${text}\n`;
  }).join("");
}

// The demo week is imported, not served: its "path" is its name, which no address can be.
function addDemo() {
  if (!existsSync("share/demo")) {
    return;
  }
  for (const entry of readdirSync("share/demo", { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) {
      continue;
    }
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const name = file.replace(/^share\//, "");
    const plain = readFileSync(file);
    const sha256 = createHash("sha256").update(plain).digest("hex");
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    assets.set(name, { name, path: name, type, sha256, plain, immutable: false });
  }
}

function checkBudget() {
  const latin = [...assets.values()].filter((a) => /\d\.woff2$/.test(a.name));
  const weights = {
    "semaine.css": assets.get("semaine.css").gzip.length,
    "semaine.js": assets.get("semaine.js").gzip.length,
    "latin fonts": latin.reduce((sum, a) => sum + a.plain.length, 0),
  };
  for (const [what, bytes] of Object.entries(weights)) {
    console.log(`${what}: ${bytes} of ${BUDGET[what]} bytes`);
    if (bytes > BUDGET[what]) {
      throw new Error(`${what} is over its budget; see tools/assets/README.md`);
    }
  }
}

function writeForms(asset) {
  asset.file = `${asset.sha256.slice(0, 12)}-${basename(asset.name)}`;
  writeFileSync(`${OUT}/${asset.file}`, asset.plain);
  for (const [form, suffix] of [["gzip", ".gz"], ["brotli", ".br"]]) {
    if (asset[form]) {
      writeFileSync(`${OUT}/${asset.file}${suffix}`, asset[form]);
    }
  }
}

function summary(asset) {
  const { name, path, type, sha256, file } = asset;
  const size = (form) => asset[form]?.length ?? null;
  return { name, path, type, sha256, file, plain: size("plain"), gzip: size("gzip"), brotli: size("brotli") };
}

main();
