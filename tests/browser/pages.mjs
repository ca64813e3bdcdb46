// What is asked of every page, whoever reads it: structure, size, accessibility, and that it asks
// nobody else. Each question answers with a list of sentences; an empty list is what is wanted.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

// In bytes of gzip, ux.md 3.4; fonts as they are, because they are compressed already.
// A name in another language than English or French may ask for up to two more fonts, latin-ext.
export const LIMITS = { html: 8 * 1024, css: 12 * 1024, js: 20 * 1024, fonts: 60 * 1024, extraFonts: 2, requests: 8 };

const validator = new HtmlValidate(new StaticConfigLoader({
  extends: ["html-validate:standard", "html-validate:document", "html-validate:a11y"],
  rules: {
    "doctype-style": "off",
    "void-style": "off",
    "no-trailing-whitespace": "off",
    "long-title": "off",
    // The desk's side bar has two headings of its own before the page's; axe checks the order inside.
    "heading-level": ["error", { minInitialRank: "h2" }],
    // A button in a form sends it: that is the standard's own default, and what every form here means.
    "no-implicit-button-type": "off",
    // Blanks around text come from templates and are nothing in HTML.
    "element-permitted-order": "error",
    "no-inline-style": "error",
    "require-csp-nonce": "off",
    "require-sri": "off",
    // Telephone numbers are written as their owners write them.
    "tel-non-breaking": "off",
  },
}));

export async function faultsOfHtml(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((result) => result.messages).map((m) => `${m.ruleId} in line ${m.line}: ${m.message}`);
}

// What a policy would forbid, and what would tell somebody else.
export function faultsOfText(html, origin) {
  const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
  const faults = [];
  for (const tag of tags) {
    if (/\sstyle\s*=/i.test(tag) || /\son[a-z]+\s*=/i.test(tag)) {
      faults.push(`carries style or script: ${tag.slice(0, 120)}`);
    }
    const [, loaded] = tag.match(/^<(?:img|script|link|iframe|source|use|form|embed|object|video|audio)\b[^>]*?\s(?:src|href|action|data)="((?:https?:)?\/\/[^"]*)"/i) ?? [];
    if (loaded && !loaded.startsWith(origin)) {
      faults.push(`loads from or sends to another host: ${loaded}`);
    }
  }
  return faults;
}

export function zipped(html) {
  return gzipSync(html, { level: 6 }).length;
}

// Bytes of what a page loads, as gzip; fonts as they are. The stream, and the sign in the browser's tab, are
// not part of what a first view waits for.
export async function weightsOf(page, fetched) {
  const urls = await page.evaluate(() => performance.getEntriesByType("resource").map((e) => e.name));
  const weights = { css: 0, js: 0, fonts: 0, extraFonts: 0, requests: 1 };
  for (const url of new Set(urls)) {
    if (/\/live\?|\/favicon-\d\.svg$/.test(url)) {
      continue;
    }
    if (/-ext\.woff2$/.test(url)) {
      weights.extraFonts += 1;
      continue;
    }
    weights.requests += 1;
    const kind = /\.css$/.test(url) ? "css" : /\.js$/.test(url) ? "js" : /\.woff2$/.test(url) ? "fonts" : null;
    if (kind) {
      fetched[url] ??= await sizeOf(url);
      weights[kind] += fetched[url];
    }
  }
  return weights;
}

async function sizeOf(url) {
  const answer = await fetch(url, { headers: { "Accept-Encoding": "identity" } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return url.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length;
}

export function structureOf(page) {
  return page.evaluate(() => {
    const faults = [];
    if (!document.documentElement.lang) {
      faults.push("has no language");
    }
    if (!document.title.trim() || /^ · /.test(document.title)) {
      faults.push("has no title");
    }
    const h1 = document.querySelectorAll("h1");
    if (h1.length !== 1 || !h1[0].textContent.trim()) {
      faults.push(`has ${h1.length} h1`);
    }
    return faults;
  });
}

// Of what parts a page is made: each element with its classes, the names of its attributes and where it stands.
export function partsOf(page) {
  return page.evaluate(() => {
    const name = (e) => `${e.localName}.${[...e.classList].filter((c) => !/^(q|n|r|m|tone-)\d+$/.test(c)).join(".")}`;
    const all = [...document.querySelectorAll("body, body *")].filter((e) => !e.closest("svg svg, use"));
    return [...new Set(all.map((e) => [name(e), e.parentElement ? name(e.parentElement) : "",
      e.getAttributeNames().filter((n) => n !== "class").sort().join(" "), e.getAttribute("role") ?? "", e.getAttribute("aria-current") ?? ""].join("|")))];
  });
}

// At 320 pixels, what stands out to the right of the window and is not in a box that scrolls by itself.
export async function sideways(page) {
  return page.evaluate(() => {
    const has = document.documentElement.scrollWidth;
    if (has <= innerWidth) {
      return [];
    }
    const scrolls = (e) => e && (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(e.parentElement));
    return [`is ${has} pixels wide at ${innerWidth}: ${out.slice(-3).map((e) => e.outerHTML.slice(0, 90)).join(" … ")}`];
  });
}

// `only` names rules for a second look in another light.
export async function faultsOfAxe(page, only) {
  if (!(await page.evaluate(() => Boolean(window.axe)))) {
    // By the debugger, because the policy lets no page run such a script by itself.
    await page.evaluate(axe);
  }
  const found = await page.evaluate(async (rules) => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await window.axe.run(document, {
      runOnly: rules ? { type: "rule", values: rules } : { type: "tag", values: tags },
      resultTypes: ["violations"],
    });
    return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target} ${n.any?.[0]?.message ?? ""}`).join(" | ")}`);
  }, only ?? null);
  return found;
}

