// Every page that a link leads to, for each role: valid, light, accessible on a phone and on a laptop in
// the light and in the dark, and silent towards everybody else.
//   node --test tests/browser/every_page.test.mjs     ROLES="participant organiser" for fewer
// WEIGHTS=1 also prints each page with its bytes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, signInBy, startDemo, watch } from "./demo.mjs";
import { LIMITS, faultsOfAxe, faultsOfHtml, faultsOfText, partsOf, sideways, structureOf, weightsOf, zipped } from "./pages.mjs";

const ROLES = (process.env.ROLES ?? "visitor participant speaker partner organiser alliance projector").split(" ");
const PAGES_MAX = 80;
const LIKE_MAX = 2; // pages of one pattern, such as /e/{}/s/{}: the third session says nothing new
const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1440, height: 900 };
// What another light or width can break; the other rules see the same tree.
const LOOKS = ["color-contrast", "target-size", "link-in-text-block"];

let demo;
let browser;
const fetched = {};
const checked = new Set(); // pages with the same text for several roles are read once
let looks = 0;
const known = new Set(); // parts that were looked at in both sizes and both lights

before(async () => {
  demo = await startDemo();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  assert.equal(await demo?.stop(), 0, "the program ends in order");
  assert.ok(looks >= ROLES.length, `only ${looks} pages were looked at`);
  console.log(`${looks} pages had parts that were on none before, and were looked at in both lights and sizes`);
});

const pattern = (path) => path.split("?")[0].replace(/^\/e\/[^/]+/, "/e/{}").replace(/\/(s|people|institutions|outbox|sign-in|screen|jobs)\/[^/]+/g, "/$1/{}");

// Where a page leads: our own pages only, each once, without what is downloaded.
async function linksOf(page) {
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.href));
  return links.map((link) => new URL(link)).filter((url) => url.origin === demo.url)
    .filter((url) => !url.searchParams.has("lang") && !/\.(csv|ics|json|zip|db)$|^\/me\/data$|^\/a\//.test(url.pathname))
    .map((url) => url.pathname + url.search);
}

async function inLight(page, colorScheme, size) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(size);
}

// A page that is made of nothing but parts which were looked at on others is not looked at again.
async function faultsOfLooks(page) {
  const parts = await partsOf(page);
  const faults = [];
  if (parts.some((part) => !known.has(part))) {
    parts.forEach((part) => known.add(part));
    looks += 1;
    for (const [name, colorScheme, size, only] of [["1440 light", "light", LAPTOP], ["390 dark", "dark", PHONE],
      ["1440 dark", "dark", LAPTOP, LOOKS], ["390 light", "light", PHONE, LOOKS]]) {
      await inLight(page, colorScheme, size);
      faults.push(...(await faultsOfAxe(page, only)).map((fault) => `${name}: ${fault}`));
    }
  }
  await inLight(page, "light", { width: 320, height: 700 });
  faults.push(...await sideways(page));
  await inLight(page, "light", LAPTOP);
  return faults;
}

// What stays the same when only tokens and the clock differ.
const essence = (html) => html.replace(/value="[\w-]+\.[\w-]+"|data-now="\d+"|content="[\w.-]+"/g, "");

function faultsOfWeight(html, weights) {
  const faults = [];
  for (const [what, has, limit] of [["HTML", zipped(html), LIMITS.html], ["CSS", weights.css, LIMITS.css], ["JavaScript", weights.js, LIMITS.js],
    ["fonts", weights.fonts, LIMITS.fonts], ["fonts for names", weights.extraFonts, LIMITS.extraFonts], ["requests", weights.requests, LIMITS.requests]]) {
    if (has > limit) {
      faults.push(`${what}: ${has}, allowed ${limit}`);
    }
  }
  return faults;
}

async function faultsOfPage(t, page, path, html) {
  const weights = await weightsOf(page, fetched);
  if (process.env.WEIGHTS) {
    t.diagnostic(`${path} html ${zipped(html)} css ${weights.css} js ${weights.js} fonts ${weights.fonts} requests ${weights.requests}`);
  }
  const faults = [...faultsOfText(html, demo.url), ...faultsOfWeight(html, weights), ...await structureOf(page)];
  if (!checked.has(essence(html))) {
    checked.add(essence(html));
    faults.push(...await faultsOfHtml(html), ...await faultsOfLooks(page));
  }
  return faults;
}

async function crawl(t, page, starts) {
  const wrong = watch(page, demo.url);
  const queue = [...starts];
  const seen = new Set(queue);
  const alike = {};
  const faults = [];
  let count = 0;
  for (let path = queue.shift(); path !== undefined && count < PAGES_MAX; path = queue.shift()) {
    const kind = pattern(path);
    alike[kind] = (alike[kind] ?? 0) + 1;
    if (alike[kind] > LIKE_MAX) {
      continue;
    }
    count += 1;
    const answer = await page.goto(demo.url + path);
    const html = await (await page.context().request.get(demo.url + path)).text();
    await page.evaluate(() => document.fonts.ready);
    const found = answer.status() === 200 ? await faultsOfPage(t, page, path, html) : [`answers ${answer.status()}`];
    faults.push(...[...found, ...wrong.splice(0)].map((fault) => `${path}: ${fault}`));
    for (const link of await linksOf(page)) {
      if (!seen.has(link)) {
        seen.add(link);
        queue.push(link);
      }
    }
  }
  t.diagnostic(`${count} pages`);
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
  return count;
}

async function walk(t, role) {
  const context = await browser.newContext({ viewport: LAPTOP, colorScheme: "light" });
  t.after(() => context.close());
  const page = await context.newPage();
  const starts = { visitor: ["/", "/sign-in"], projector: [new URL(demo.links.projector).pathname], organiser: ["/desk", "/today", "/"] };
  if (role !== "visitor" && role !== "projector") {
    await signInBy(page, demo.links[role]);
  }
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const count = await crawl(t, page, starts[role] ?? ["/today", "/"]);
  assert.ok(role === "projector" || count >= 8, `only ${count} pages were found`);
}

describe("every page keeps every promise", { concurrency: 2 }, () => {
  for (const role of ROLES) {
    test(`for ${role}`, (t) => walk(t, role));
  }
});
