// A small server for the pages of gallery/, with the assets that the build made, the security headers
// of the real program and a stream that tests can write to.
//   node tests/browser/gallery.mjs [PORT]   to look at the pages in a browser
import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";

const ROOT = new URL("../..", import.meta.url).pathname;
const ASSETS = `${ROOT}build/assets`;
const PAGES = `${ROOT}tests/browser/gallery`;

export const pageNames = readdirSync(PAGES).map((file) => file.replace(/\.html$/, ""));

// The policy as the program sends it: read from its source, so that the two cannot differ.
function policy() {
  const source = readFileSync(`${ROOT}src/web/answer.c`, "utf8");
  const [, literals] = source.match(/gate_csp =\s*((?:"[^"]*"\s*)+);/);
  return [...literals.matchAll(/"([^"]*)"/g)].map(([, text]) => text).join("");
}

export async function startGallery(port = 0) {
  const manifest = JSON.parse(readFileSync(`${ASSETS}/manifest.json`, "utf8"));
  const byPath = new Map(manifest.map((asset) => [asset.path, asset]));
  const byName = new Map(manifest.map((asset) => [asset.name, asset]));
  const state = { streams: new Set(), posts: [], follows: [], isDown: false, event: 0 };

  function fill(text) {
    const path = (name) => byName.get(name).path;
    const use = (kind, name) => `<svg class="${kind}" aria-hidden="true"><use href="${path("icons.svg")}#${name}"/></svg>`;
    return text
      .replace(/{{head (\w+) ([^}]*)}}/g, (_, lang, title) => head(lang, title, path))
      .replace(/{{icon ([\w-]+)}}/g, (_, name) => use("icon", name))
      .replace(/{{sign (\d)}}/g, (_, day) => use("sign", `week-${day}`))
      .replace(/{{soon (-?\d+)}}/g, (_, s) => String(Math.floor(Date.now() / 60000) * 60 + Number(s)));
  }

  const send = (answer, status, type, body, headers = {}) => {
    answer.writeHead(status, { "Content-Type": type, "Content-Security-Policy": policy(), ...headers });
    answer.end(body);
  };
  const html = (answer, status, body) => send(answer, status, "text/html; charset=utf-8", body);

  function follow(request, answer) {
    state.follows.push({ url: request.url, seen: request.headers["last-event-id"] ?? null });
    answer.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    answer.write(": hello\n\n");
    state.streams.add(answer);
    request.on("close", () => state.streams.delete(answer));
  }

  function posted(request, answer) {
    let body = "";
    request.on("data", (part) => { body += part; });
    request.on("end", () => {
      state.posts.push({ url: request.url, fields: new URLSearchParams(body) });
      if (request.url === "/wrong") {
        html(answer, 422, '<div class="error-summary" role="alert" tabindex="-1" aria-labelledby="bad"><h2 id="bad">Look again' +
          '</h2><ul><li><a href="#w">Write more.</a></li></ul></div><label for="w">Text</label><input id="w" name="w" type="text">' +
          '<button class="btn">Send</button>');
      } else if (request.url === "/ended") {
        html(answer, 403, fill('<!doctype html>{{head en Sign in}}<body class="bare" data-session-ended><main id="main"><h1>Sign in</h1></main>'));
      } else {
        answer.writeHead(303, { Location: "/gallery/today" });
        answer.end();
      }
    });
  }

  const server = createServer((request, answer) => {
    const path = request.url.split("?")[0];
    const asset = byPath.get(path);
    if (asset) {
      send(answer, 200, asset.type, readFileSync(`${ASSETS}/${asset.file}${asset.brotli ? ".br" : ""}`),
        asset.brotli ? { "Content-Encoding": "br" } : {});
    } else if (request.method === "POST") {
      posted(request, answer);
    } else if (path.startsWith("/gallery/") && pageNames.includes(path.slice(9))) {
      html(answer, 200, fill(readFileSync(`${PAGES}/${path.slice(9)}.html`, "utf8")));
    } else if (path === "/live" && !state.isDown) {
      follow(request, answer);
    } else if (path === "/part") {
      html(answer, 200, `<p id="found">Found ${new URL(request.url, "http://x").searchParams.get("q").length}</p>`);
    } else if (path === "/live") {
      html(answer, 503, "<h1>Too many</h1>");
    } else {
      html(answer, 404, "<!doctype html><title>None</title>");
    }
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    state,
    // One event, as the hub writes it.
    push(topic, inside) {
      const fragment = `<hx-partial hx-target="#live-${topic}" hx-swap="innerMorph">${inside}</hx-partial>`;
      const data = fragment.split("\n").map((line) => `data: ${line}\n`).join("");
      state.event += 1;
      state.streams.forEach((stream) => stream.write(`id: ${state.event}\nevent: message\n${data}\n`));
    },
    cut() {
      state.streams.forEach((stream) => stream.destroy());
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function head(lang, title, path) {
  const now = Math.floor(Date.now() / 1000);
  return `<html lang="${lang}" data-now="${now}" data-zone="Europe/Paris" data-words-now="Now"
 data-words-minutes="in {n} min" data-words-hours="in {n} h {m} min"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><title>${title}</title>
<meta name="theme-color" content="#17235c"><meta name="csrf" content="0123456789012345678901.abcdefghijabcdefghijab">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${path("bricolage-700.woff2")}">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${path("atkinson-400.woff2")}">
<link rel="stylesheet" href="${path("semaine.css")}"><link rel="icon" type="image/svg+xml" href="${path("favicon.svg")}">
<script type="module" src="${path("semaine.js")}"></script></head>`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const gallery = await startGallery(Number(process.argv[2] ?? 8090));
  console.log(pageNames.map((name) => `${gallery.url}/gallery/${name}`).join("\n"));
}
