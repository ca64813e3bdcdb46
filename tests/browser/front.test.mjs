// The promises of stylesheet and scripts, in a real browser, on the pages of gallery/ and under
// the program's own security policy. Run: node --test tests/browser/front.test.mjs (after make).
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { pageNames, startGallery } from "./gallery.mjs";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

let gallery;
let browser;

before(async () => {
  gallery = await startGallery();
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  gallery?.stop();
});

// A page of its own for one test; `wrong` gathers what must never happen.
async function open(t, name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy|violates|Refused to/.test(message.text())) {
      wrong.push(message.text());
    }
  });
  t.after(() => context.close());
  await page.goto(`${gallery.url}/gallery/${name}`);
  return { page, wrong, context };
}

const followed = async (count) => {
  for (let i = 0; i < 200 && gallery.state.follows.length < count; i++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.ok(gallery.state.follows.length >= count, "the page follows the stream");
};

for (const name of pageNames) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      test(`${name} has no fault that axe finds, ${colorScheme} at ${width}`, async (t) => {
        const { page, wrong } = await open(t, name, { colorScheme, viewport: { width, height: 900 } });
        await page.waitForLoadState("load");
        // By the debugger, because the policy lets no page run such a script by itself.
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }));
        const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`);
        assert.deepEqual(found, []);
        assert.deepEqual(wrong, []);
      });
    }
  }

  test(`${name} fits into 320 pixels`, async (t) => {
    const { page } = await open(t, name, { viewport: { width: 320, height: 700 } });
    const [has, shows] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(has <= shows, `${has} pixels wide`);
  });
}

test("targets are 24 pixels high, buttons 44", async (t) => {
  for (const name of pageNames) {
    const { page } = await open(t, name, { viewport: { width: 390, height: 844 } });
    const small = await page.evaluate(() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
      .filter((e) => e.offsetParent !== null && !e.matches(".skip, p a, [type=hidden]"))
      .map((e) => [e, e.getBoundingClientRect().height, e.matches(".btn, .tabs a, select, [type=text]") ? 44 : 24])
      .filter(([, height, least]) => height < least - 0.5).map(([e, height]) => `${e.outerHTML.slice(0, 80)} ${height}`));
    assert.deepEqual(small, [], name);
  }
});

test("the three fonts are used, and latin-ext only where a name needs it", async (t) => {
  const { page } = await open(t, "screen");
  await page.evaluate(() => document.fonts.ready);
  const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map((e) => e.name).filter((n) => n.endsWith("woff2")));
  assert.equal((await loaded()).filter((n) => n.includes("-ext")).length, 0);
  await page.goto(`${gallery.url}/gallery/today`);
  await page.evaluate(() => document.fonts.ready);
  assert.ok((await loaded()).some((n) => n.endsWith("atkinson-700-ext.woff2")), "Jan Przykład");
});

test("icons are drawn from the sprite under the policy", async (t) => {
  const { page } = await open(t, "today");
  await page.waitForLoadState("networkidle");
  const box = await page.evaluate(() => {
    const b = document.querySelector(".tabs .icon use").getBBox();
    return [b.width, b.height];
  });
  assert.ok(box[0] > 10 && box[1] > 10, String(box));
});

test("print shows neither navigation nor buttons", async (t) => {
  const { page } = await open(t, "today");
  await page.emulateMedia({ media: "print" });
  for (const hidden of [".tabs", ".tools", ".nextup .acts", ".foot", ".demo-line"]) {
    assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  }
  assert.equal(await page.locator(".day").isVisible(), true);
});

test("a live fragment arrives while somebody types, and takes neither words, caret nor focus", async (t) => {
  gallery.state.follows.length = 0;
  const { page, wrong } = await open(t, "live");
  await followed(1);
  assert.equal(gallery.state.follows[0].url, "/live?t=board/7");
  await page.locator("#note").fill("Borrow the physics workshop");
  await page.evaluate(() => document.querySelector("#note").setSelectionRange(6, 9));
  await page.locator("#more summary").click();
  await page.locator("#note").focus();
  await page.evaluate(() => document.querySelector("#note").setSelectionRange(6, 9));
  gallery.push("board-7", `<h2>First experiments</h2>
<ul id="notes"><li id="note-2">A new one <button class="btn small" id="vote-2">Vote</button></li>
<li id="note-1">A shelf of spare parts, 2 votes <button class="btn small" id="vote-1">Vote</button></li></ul>
<details id="more"><summary>Rules</summary><p>New rule</p></details>
<form class="add" id="add" method="post" action="/sent"><input type="hidden" name="csrf" value=""><label class="unseen" for="note">New idea</label><input id="note" name="note" type="text" value=""><button class="btn primary">Add</button></form>
<form id="other" method="post" action="/sent"><input type="hidden" name="csrf" value=""><button class="btn">Close</button></form>`);
  await page.locator("#note-2").waitFor();
  const seen = await page.evaluate(() => {
    const note = document.querySelector("#note");
    return {
      focus: document.activeElement.id, text: note.value, caret: [note.selectionStart, note.selectionEnd],
      open: document.querySelector("#more").open, rule: document.querySelector("#more p").textContent,
      tokens: [...document.querySelectorAll("#live-board-7 [name=csrf]")].map((e) => e.value.length),
      order: [...document.querySelectorAll("#notes li")].map((e) => e.id),
    };
  });
  assert.deepEqual(seen, {
    focus: "note", text: "Borrow the physics workshop", caret: [6, 9], open: true, rule: "New rule", tokens: [45, 45],
    order: ["note-2", "note-1"],
  });
  assert.deepEqual(wrong, []);
});

test("when a live change takes the focused button away, the focus goes to the heading", async (t) => {
  gallery.state.follows.length = 0;
  const { page } = await open(t, "live");
  await followed(1);
  await page.locator("#vote-1").focus();
  gallery.push("board-7", "<h2>First experiments</h2><p id=closed>Closed</p>");
  await page.locator("#closed").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "First experiments");
});

test("a cut stream is taken up again from the last event, and nobody is alarmed by a blink", async (t) => {
  gallery.state.follows.length = 0;
  const { page } = await open(t, "live");
  await followed(1);
  gallery.push("board-7", "<h2>One</h2>");
  await page.getByRole("heading", { name: "One" }).waitFor();
  gallery.cut();
  await followed(2);
  assert.equal(gallery.state.follows[1].seen, String(gallery.state.event));
  gallery.push("board-7", "<h2>Two</h2>");
  await page.getByRole("heading", { name: "Two" }).waitFor();
  assert.equal(await page.locator("#live-lost").isVisible(), false);
});

test("a page that could not follow at first tries again, says so after 20 seconds, and takes it back", async (t) => {
  gallery.state.follows.length = 0;
  gallery.state.isDown = true;
  t.after(() => { gallery.state.isDown = false; });
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${gallery.url}/gallery/live`);
  await page.waitForLoadState("networkidle");
  await page.clock.runFor(19000);
  assert.equal(await page.locator("#live-lost").isVisible(), false);
  await page.waitForTimeout(200);
  await page.clock.runFor(3000);
  await page.locator("#live-lost").waitFor();
  assert.equal(await page.locator("main h1").textContent(), "Live", "the error page went nowhere");
  gallery.state.isDown = false;
  for (let i = 0; i < 20 && gallery.state.follows.length === 0; i++) {
    await page.clock.runFor(5000);
    await page.waitForTimeout(50);
  }
  await page.locator("#live-lost").waitFor({ state: "hidden" });
});

test("a part is fetched into its place, and marked busy meanwhile", async (t) => {
  const { page, wrong } = await open(t, "live");
  let release;
  await page.route("**/part?*", async (route) => {
    await new Promise((done) => { release = done; });
    await route.continue();
  });
  await page.locator("#q").fill("Ilse");
  await page.getByRole("button", { name: "Find" }).click();
  await page.locator("#part[aria-busy=true]").waitFor({ state: "attached" });
  release();
  await page.getByText("Found 4").waitFor();
  assert.equal(await page.locator("#part").getAttribute("aria-busy"), null);
  assert.deepEqual(wrong, []);
});

test("a refused form comes back in its place with the focus on what is wrong", async (t) => {
  const { page } = await open(t, "live");
  await page.locator("#w").fill("kept");
  await page.locator("#wrong-form button").click();
  await page.getByText("Write more.").waitFor();
  await page.waitForFunction(() => document.activeElement.className === "error-summary");
  await page.getByText("Write more.").click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "w");
});

test("the focus is on the error summary when a page comes with one", async (t) => {
  const { page } = await open(t, "form");
  await page.waitForFunction(() => document.activeElement.className === "error-summary");
  await page.getByRole("link", { name: "Write the name that should be printed." }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "name");
});

test("three presses send once, with the name of the pressed button", async (t) => {
  gallery.state.posts.length = 0;
  const { page } = await open(t, "form");
  await page.route("**/sent", async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  await page.evaluate(() => {
    const save = document.querySelector("[name=go][value=save]");
    save.click();
    save.click();
    save.click();
  });
  await page.waitForURL("**/gallery/today");
  assert.equal(gallery.state.posts.length, 1);
  assert.equal(gallery.state.posts[0].fields.get("go"), "save");
});

test("what is sent later from the same page carries a once-key of its own under the same seal", async (t) => {
  gallery.state.posts.length = 0;
  const { page } = await open(t, "live");
  await page.route("**/sent", (route) => route.fulfill({ status: 204 }));
  const keys = [];
  page.on("request", (request) => {
    if (request.method() === "POST") {
      keys.push(new URLSearchParams(request.postData()).get("csrf"));
    }
  });
  await page.clock.install();
  await page.locator("#add button").click();
  await page.clock.runFor(4000);
  await page.locator("#add button").click();
  assert.equal(keys.length, 2);
  assert.notEqual(keys[0], keys[1]);
  assert.match(keys[1], /^0123456789012345678901\.[\w-]{22}$/);
});

test("what was typed outlives the end of the session", async (t) => {
  const { page } = await open(t, "form");
  await page.evaluate(() => { document.querySelector("form.form").action = "/ended"; });
  await page.locator("#need").fill("I come by wheelchair");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.route("**/gallery/form", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace('action="/sent"', 'action="/ended"') });
  });
  await page.goto(`${gallery.url}/gallery/form`);
  assert.equal(await page.locator("#need").inputValue(), "I come by wheelchair");
  await page.reload();
  assert.equal(await page.locator("#need").inputValue(), "", "given back once");
});

test("what was taken is not typed again into the next form", async (t) => {
  const { page } = await open(t, "form");
  await page.locator("#need").fill("Once");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**/gallery/today");
  await page.goto(`${gallery.url}/gallery/form`);
  assert.equal(await page.locator("#need").inputValue(), "");
});

test("a countdown counts, the session that is now is marked with the word, and both pass", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${gallery.url}/gallery/today`);
  assert.equal(await page.locator(".countdown").textContent(), "in 13 min");
  assert.equal(await page.locator(".day .is-now .tag.now").textContent(), "Now");
  await page.clock.runFor(5 * 60 * 1000);
  assert.equal(await page.locator(".countdown").textContent(), "in 8 min");
  await page.clock.runFor(8 * 60 * 1000);
  assert.equal(await page.locator(".countdown").textContent(), "Now");
  assert.equal(await page.locator(".day .is-now").count(), 0);
  assert.equal(await page.locator(".day .tag.now").count(), 0);
});

test("/ goes to the find box, unless somebody types or has switched it off", async (t) => {
  const { page } = await open(t, "desk");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "find");
  await page.locator("#m").focus();
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "m");
  await page.evaluate(() => { document.activeElement.blur(); document.documentElement.dataset.keys = "off"; });
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
});

test("without scripts every page is there, and its forms work", async (t) => {
  gallery.state.posts.length = 0;
  const { page } = await open(t, "form", { javaScriptEnabled: false });
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**/gallery/today");
  assert.equal(gallery.state.posts.length, 1);
});
