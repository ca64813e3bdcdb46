// The demo week as people walk through it: with scripts, without them, and by keyboard alone.
//   node --test tests/browser/week.test.mjs          after make
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, signInBy, startDemo, watch } from "./demo.mjs";
import { tabTo, typeOver } from "./keys.mjs";

const LAPTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const WEEK = "/e/2026-uspn/programme";
const LIVE_MS = 2000; // what has been changed is on every open page within two seconds
const WAYS = [{ name: "with scripts", javaScriptEnabled: true }, { name: "without scripts", javaScriptEnabled: false }];

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  assert.equal(await demo?.stop(), 0, "the program ends in order");
});

// A browser of its own for one reader; what must never happen on its pages fails the test at the end.
async function reader(t, role, options = {}) {
  const context = await browser.newContext({ viewport: LAPTOP, locale: "en-GB", ...options });
  const page = await context.newPage();
  const wrong = watch(page, demo.url);
  page.setDefaultTimeout(10000);
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, []);
  });
  if (role) {
    await signInBy(page, demo.links[role]);
  }
  return page;
}

const go = (page, path) => page.goto(demo.url + path);
const heading = (page) => page.locator("h1").innerText();
const textOf = (page) => page.locator("main").innerText();
const notice = (page) => page.locator("main [role=status].ok").innerText();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

async function eventually(holds, what, within = 5000) {
  const end = Date.now() + within;
  while (!await holds()) {
    assert.ok(Date.now() < end, what);
    await new Promise((done) => { setTimeout(done, 50); });
  }
}

// Presses and tells the status of what was answered.
async function once(page, selector, path) {
  const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST" && r.url().includes(path)), page.locator(selector).click()]);
  return answer.status();
}

/* ---- signing in ---- */

async function askForMail(page, address) {
  await go(page, "/sign-in");
  await page.getByLabel("Your e-mail address").fill(address);
  await press(page, "Send me a link");
  await page.waitForURL("**/sign-in/sent");
  return textOf(page);
}

// The newest mail to somebody, as the organiser of the demo finds it.
async function newestMail(desk, name) {
  await go(desk, "/desk/outbox");
  await desk.locator("tbody tr", { hasText: name }).first().locator("a").click();
  const text = await desk.locator("pre.letter").innerText();
  const [link] = text.match(/http:\S+\/sign-in\/\S+/);
  const [code] = text.match(/\b\d{3} ?\d{3}\b/);
  return { link, code };
}

const WHO = { "with scripts": ["chiara.immaginaria@udclv.example", "Immaginaria"], "without scripts": ["salvatore.ipotesi@udclv.example", "Ipotesi"] };

for (const way of WAYS) {
  test(`somebody signs in by the code and later by the link of a mail, ${way.name}`, async (t) => {
    const [address, name] = WHO[way.name];
    const desk = await reader(t, "organiser", way);
    const page = await reader(t, null, way);

    const unknown = await askForMail(page, "nobody.at.all@nowhere.example");
    assert.equal(await askForMail(page, address), unknown, "the answer does not tell whether an address is known");

    const first = await newestMail(desk, name);
    await page.getByLabel("The six digits from the mail").fill("000000");
    await press(page, "Sign in");
    assert.equal(await page.locator(".error-summary").count(), 1);
    await page.getByLabel("The six digits from the mail").fill(first.code);
    await press(page, "Sign in");
    await page.waitForURL("**/today");

    await go(page, "/sign-out");
    await press(page, "Sign out of this browser");
    await page.waitForURL("**/sign-in");
    assert.equal(await notice(page), "You are signed out.");
    await go(page, "/today");
    assert.match(page.url(), /\/sign-in/);

    await askForMail(page, address);
    const second = await newestMail(desk, name);
    assert.notEqual(second.link, first.link);
    const other = await reader(t, null, way);
    await other.goto(second.link); // a mail scanner that only looks burns nothing
    await page.goto(second.link);
    assert.match(await heading(page), /^Welcome/);
    await page.locator("main form button").click();
    await page.waitForURL("**/today");
    const answer = await other.goto(second.link);
    assert.equal(answer.status(), 410);
    assert.equal(await heading(other), "This link no longer works");
    await other.getByRole("link", { name: "Send me a new link" }).click();
    assert.equal(await heading(other), "Sign in");
  });
}

test("what was typed outlives the end of the session", async (t) => {
  const page = await reader(t, "participant");
  await go(page, "/me");
  const about = page.getByLabel("About you, in English");
  const before = await about.inputValue();
  await about.fill("I was in the middle of this sentence");
  const other = await page.context().newPage();
  await go(other, "/sign-out");
  await press(other, "Sign out of this browser");
  await press(page, "Save");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).waitFor();
  await signInBy(page, demo.links.participant);
  await go(page, "/me");
  assert.equal(await about.inputValue(), "I was in the middle of this sentence");
  await about.fill(before);
});

/* ---- the programme ---- */

test("the programme is a timetable on a laptop and a list on a phone, from the same page", async (t) => {
  const page = await reader(t);
  await go(page, WEEK);
  const places = () => page.evaluate(() => ["10-", "11-"].map((n) => document.querySelector(`.slot a[href*="/s/${n}"]`).closest(".slot").getBoundingClientRect())
    .map((b) => [Math.round(b.left), Math.round(b.top)]));
  const [[leftOne, topOne], [leftTwo, topTwo]] = await places();
  assert.ok(Math.abs(topOne - topTwo) < 4 && leftTwo > leftOne + 50, "side by side, at the same height");
  await page.setViewportSize(PHONE);
  const [one, two] = await places();
  assert.equal(one[0], two[0], "one below the other");
  assert.ok(two[1] > one[1] + 40);
});

test("what happens now is marked, in a word and for a screen reader, in both languages", async (t) => {
  const page = await reader(t);
  await go(page, WEEK);
  const now = page.locator(".slot[aria-current=time]");
  assert.equal(await now.count(), 1);
  assert.match(await now.innerText(), /Welcome coffee and badges/);
  assert.equal(await now.locator(".tag.now").innerText(), "Now");

  await page.locator("header a[hreflang=fr]").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  assert.match(await now.innerText(), /Café d’accueil et badges/);
  assert.equal(await now.locator(".tag.now").innerText(), "Maintenant");
  await page.locator(".slot a[href*='/s/9-']").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "fr", "the choice stays");
  assert.match(await heading(page), /Ouverture/);
  await page.locator("header a[hreflang=en]").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});

async function filterAndShowAll(page) {
  await go(page, WEEK);
  const all = await page.locator(".slot h3 a").count();
  await page.locator("details.filters summary").click();
  await page.getByLabel("Kind").selectOption({ label: "Workshop" });
  await press(page, "Show");
  await page.waitForURL(/kind=workshop/);
  const shown = await page.locator(".slot h3 a").count();
  assert.ok(shown > 3 && shown < all, `${shown} of ${all}`);
  assert.equal(await page.locator(".slot .kind", { hasText: "Workshop" }).count(), shown);
  assert.match(await page.locator("main [role=status]").innerText(), new RegExp(`^${shown} sessions fit`));
  await page.getByRole("link", { name: "Show all" }).click();
  assert.equal(await page.locator(".slot h3 a").count(), all);
}

async function walkThroughDays(page) {
  await page.locator(".week a", { hasText: "Wed" }).click();
  assert.equal(new URL(page.url()).hash, "#day-2026-03-25");
  await eventually(async () => {
    const top = await page.locator("#day-2026-03-25").evaluate((e) => e.getBoundingClientRect().top);
    return top > -5 && top < 300;
  }, "the day comes into sight");
  await page.locator(".slot a[href*='/s/32-']").click();
  assert.equal(await heading(page), "Innovation across borders: who opens the door?");
  await page.locator(".pager a[rel=next]").click();
  assert.equal(await heading(page), "Coffee");
  await page.locator(".pager a[rel=prev]").click();
  assert.equal(await heading(page), "Innovation across borders: who opens the door?");
}

for (const way of WAYS) {
  test(`a visitor chooses sessions, walks through days and from session to session, ${way.name}`, async (t) => {
    const page = await reader(t, null, way);
    await filterAndShowAll(page);
    await walkThroughDays(page);
  });
}

/* ---- Today ---- */

async function starAndTakeAway(page) {
  await go(page, "/e/2026-uspn/s/18");
  const title = await heading(page);
  await press(page, "Star");
  await page.getByRole("button", { name: "Take the star away" }).waitFor();
  await go(page, "/stars");
  assert.ok((await page.locator(".slot h3 a").allInnerTexts()).includes(title));
  await page.getByRole("link", { name: title }).click();
  await press(page, "Take the star away");
  await page.getByRole("button", { name: "Star", exact: true }).waitFor();
}

for (const way of WAYS) {
  test(`Today says what is next, where, and that the room has changed; stars and tasks, ${way.name}`, async (t) => {
    const page = await reader(t, "participant", { ...way, viewport: PHONE });
    const next = page.locator(".nextup");
    assert.match(await next.locator("h2").innerText(), /^Opening: why a campus needs both/);
    assert.match(await next.innerText(), /Amphi 2[\s\S]*Room changed[\s\S]*Not in\s+Amphi 1/);
    assert.match(await next.locator(".countdown").innerText(), /^in 1[5-8] min$/);
    const bottom = await next.locator(".place").evaluate((e) => e.getBoundingClientRect().bottom);
    assert.ok(bottom < PHONE.height, `the place is seen without scrolling: ${bottom}`);
    const rest = await page.locator("ol.day .slot h3 a").allInnerTexts();
    assert.ok(rest.length >= 6 && rest.includes("Dinner by the canal"), rest.join(", "));

    const tasks = await page.locator(".todo a").count();
    assert.ok(tasks >= 1);
    await page.locator(".todo a").first().click();
    assert.notEqual(new URL(page.url()).pathname, "/today");
    await starAndTakeAway(page);
  });
}

/* ---- the desk ---- */

for (const way of WAYS) {
  test(`settings that are wrong come back with nothing lost, and right ones are kept, ${way.name}`, async (t) => {
    const page = await reader(t, "organiser", way);
    await go(page, "/desk/settings");
    const field = (name) => page.locator(`[name="${name}"]`);
    const before = { place: await field("place").inputValue(), day: await field("first_day").inputValue() };
    const saveWith = async (day) => {
      // What no browser lets through but any program can send.
      await field("first_day").evaluate((e) => { e.removeAttribute("required"); e.type = "text"; });
      await field("first_day").fill(day);
      return once(page, "main form button.primary", "/desk/settings");
    };
    await field("place").fill("Villetaneuse");
    if (way.javaScriptEnabled) {
      assert.equal(await saveWith("2026-02-30"), 422);
      await page.waitForFunction(() => document.activeElement.className === "error-summary");
      assert.equal(await field("place").inputValue(), "Villetaneuse");
      await page.locator(".error-summary a").first().click();
      assert.equal(await page.evaluate(() => document.activeElement.name), "first_day");
      assert.equal(await field("first_day").getAttribute("aria-invalid"), "true");
    } else {
      await field("first_day").fill("2026-03-29"); // after the last day
      assert.equal(await once(page, "main form button.primary", "/desk/settings"), 422);
      assert.equal(await field("place").inputValue(), "Villetaneuse");
      assert.ok(await page.locator(".error-summary a").count() >= 1);
    }
    await field("first_day").fill(before.day);
    assert.equal(await once(page, "main form button.primary", "/desk/settings"), 303);
    assert.equal(await notice(page), "Saved.");
    assert.equal(await field("place").inputValue(), "Villetaneuse");
    await field("place").fill(before.place);
    assert.equal(await once(page, "main form button.primary", "/desk/settings"), 303);
  });

  test(`a person is found, and changed, and a wrong address comes back, ${way.name}`, async (t) => {
    const page = await reader(t, "organiser", way);
    await go(page, "/desk/people");
    assert.ok(await page.locator("tbody a[href*='/desk/people/']").count() > 50);
    await page.getByLabel("Name", { exact: true }).fill("lotte");
    await press(page, "Show");
    assert.equal(await page.locator("tbody a[href*='/desk/people/']").count(), 1);
    await page.getByRole("link", { name: "Lotte Voorbeeld" }).first().click();
    assert.equal(await heading(page), "Lotte Voorbeeld");
    const save = "main form:has([name=version]) button.primary";
    await page.getByLabel("Given name").fill("Lotte Maria");
    await page.getByLabel("E-mail", { exact: true }).fill("jan.przyklad@thws.example"); // somebody else's
    assert.equal(await once(page, save, "/desk/people/"), 422);
    assert.equal(await page.getByLabel("Given name").inputValue(), "Lotte Maria");
    await page.getByLabel("E-mail", { exact: true }).fill("lotte.voorbeeld@thuas.example");
    assert.equal(await once(page, save, "/desk/people/"), 303);
    assert.equal(await heading(page), "Lotte Maria Voorbeeld");
    await page.getByLabel("Given name").fill("Lotte");
    assert.equal(await once(page, save, "/desk/people/"), 303);
    await go(page, "/desk/institutions");
    assert.equal(await page.locator("tbody tr").count(), 8);
  });

  test(`a room is put out of use and opened again, ${way.name}`, async (t) => {
    const page = await reader(t, "organiser", way);
    await closeRoom(page, "B206", "The ceiling drips.");
    assert.equal(await notice(page), "B206 is out of use.");
    await go(page, "/e/2026-uspn/s/11");
    assert.match(await textOf(page), /B206 is out of use/);
    await openRoom(page, "B206");
    assert.equal(await notice(page), "B206 is open.");
  });

  test(`a table is checked, brought in, and seen, ${way.name}`, async (t) => {
    const page = await reader(t, "organiser", way);
    const name = way.javaScriptEnabled ? "C310" : "C311";
    const send = async (text, button) => {
      await go(page, "/desk/import");
      await page.locator("input[type=file]").setInputFiles({ name: "rooms.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
      await press(page, button);
      await page.waitForURL("**/jobs/*");
      await page.getByRole("link", { name: "Show the result" }).click();
    };
    await send(`code,name,seats\n${name.toLowerCase()},${name},many\n`, "Only check");
    assert.match(await textOf(page), /rooms\.csv\s+2\s+seats: Write a whole number/);
    await send(`code,name,seats\n${name.toLowerCase()},${name},24\n`, "Only check");
    await go(page, "/desk/rooms");
    assert.equal(await page.getByRole("heading", { name }).count(), 0, "a check stores nothing");
    await send(`code,name,seats\n${name.toLowerCase()},${name},24\n`, "Import");
    assert.match(await textOf(page), /1 new row is stored/);
    await go(page, "/desk/rooms");
    assert.equal(await page.getByRole("heading", { name }).count(), 1);
  });
}

test("what is looked for is found with / from anywhere on the desk", async (t) => {
  const page = await reader(t, "organiser");
  await page.keyboard.press("/");
  await page.keyboard.type("ilse");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/find?q=ilse");
  await page.locator(".find input").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/people\//);
  assert.match(await heading(page), /Ilse Beispiel/);
});

/* ---- live ---- */

async function closeRoom(desk, room, reason) {
  await go(desk, "/desk/rooms");
  const card = desk.locator("main .cards > li", { hasText: room }).filter({ has: desk.getByRole("heading", { name: room, exact: true }) });
  await card.locator("summary").click();
  await card.getByLabel("Why, for everybody to read").fill(reason);
  await card.getByRole("button", { name: `Put ${room} out of use` }).click();
  await desk.locator("main [role=status].ok").waitFor();
}

async function openRoom(desk, room) {
  await go(desk, "/desk/rooms");
  await press(desk, `Open ${room}`);
  await desk.locator("main [role=status].ok").waitFor();
}

test("an open programme changes by itself, and takes neither focus nor what was chosen", async (t) => {
  const desk = await reader(t, "organiser");
  const page = await reader(t);
  const following = page.waitForResponse((r) => r.url().includes("/live?"));
  await go(page, WEEK);
  await following;
  await page.locator("details.filters summary").click();
  await page.getByLabel("Kind").selectOption({ label: "Panel" });
  await page.locator(".slot a[href*='/s/10-']").focus();
  const kept = () => page.evaluate(() => [document.activeElement.getAttribute("href"), document.querySelector("#kind").value, document.querySelector("details.filters").open]);
  const was = await kept();

  const closed = page.locator(".slot:has(a[href*='/s/10-']) .tag", { hasText: "Room out of use" });
  await closeRoom(desk, "B204", "Someone has locked it.");
  await closed.waitFor({ timeout: LIVE_MS });
  assert.deepEqual(await kept(), was);
  await openRoom(desk, "B204");
  await closed.waitFor({ state: "detached", timeout: LIVE_MS });
  assert.deepEqual(await kept(), was);
});

test("the projector shows the day on one screen and follows what changes", async (t) => {
  const desk = await reader(t, "organiser");
  await go(desk, "/desk/screens");
  const address = await desk.getByLabel("Address of the screens", { exact: true }).inputValue();
  assert.equal(address, demo.links.projector);

  const page = await reader(t);
  const following = page.waitForResponse((r) => r.url().includes("/live?"));
  await page.goto(address);
  await following;
  await page.evaluate(() => document.fonts.ready);
  const [has, shows, smallest] = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight,
    Math.min(...[...document.querySelectorAll(".wall .title, .wall .when, .wall h2")].map((e) => parseFloat(getComputedStyle(e).fontSize)))]);
  assert.ok(has <= shows, `${has} pixels high on a screen of ${shows}`);
  assert.ok(smallest >= LAPTOP.width * 0.016 - 0.5, `letters of ${smallest} pixels`);
  assert.match(await page.locator("body").innerText(), /Opening: why a campus needs both/);
  assert.match(await page.locator(".news").innerText(), /Amphi 2/);
});

/* ---- by keyboard alone ---- */

describe("by keyboard alone, with the focus in sight", () => {
  test("one signs in", async (t) => {
    const desk = await reader(t, "organiser");
    const page = await reader(t);
    await go(page, "/sign-in");
    await tabTo(page, "#email");
    await page.keyboard.type("federica.campione@udclv.example");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/sign-in/sent");
    const { code } = await newestMail(desk, "Campione");
    await tabTo(page, "#code");
    await page.keyboard.type(code);
    await tabTo(page, "main form button");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/today");
  });

  test("one skips to the content, chooses sessions and opens one", async (t) => {
    const page = await reader(t);
    await go(page, WEEK);
    await tabTo(page, ".skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await tabTo(page, "details.filters summary");
    await page.keyboard.press("Enter");
    await tabTo(page, "#kind");
    await page.keyboard.press("P"); // a select takes the first letter of what it offers
    await tabTo(page, "details.filters form button");
    await page.keyboard.press("Enter");
    await page.waitForURL(/kind=/);
    await tabTo(page, ".slot a");
    const href = await page.evaluate(() => document.activeElement.getAttribute("href"));
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${href}`);
  });

  test("one walks through the timetable and its sessions", async (t) => {
    const page = await reader(t);
    await go(page, WEEK);
    await tabTo(page, ".timetable");
    await tabTo(page, ".slot a[href*='/s/14-']");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/s\/14-/);
  });

  test("one reads Today and gives a star", async (t) => {
    const page = await reader(t, "participant", { viewport: PHONE });
    await tabTo(page, ".nextup .acts a.btn");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/s\/9-/);
    await tabTo(page, "form[action^='/stars/'] button");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Take the star away" }).waitFor();
  });

  test("one changes the settings", async (t) => {
    const page = await reader(t, "organiser");
    await go(page, "/desk/settings");
    await tabTo(page, "[name=contact_email]");
    const before = await page.evaluate(() => document.activeElement.value);
    await page.evaluate(() => { document.activeElement.type = "text"; });
    await typeOver(page, "nobody");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.className === "error-summary");
    await tabTo(page, ".error-summary a");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.name), "contact_email");
    await typeOver(page, before);
    await tabTo(page, "main form button.primary");
    await page.keyboard.press("Enter");
    await page.locator("main [role=status].ok").waitFor();
  });
});

/* ---- how fast ---- */

// 1.6 Mbit/s, 150 ms, a processor six times slower: times are printed and not asked for, because they are the machine's.
test("on a slow phone nothing moves on Today and the programme once it is painted", async (t) => {
  for (const [role, path] of [["participant", "/today"], [null, WEEK]]) {
    const page = await reader(t, role, { viewport: PHONE });
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 200000, uploadThroughput: 93750 });
    await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
    await page.addInitScript(() => {
      window.seen = { lcp: 0, cls: 0 };
      new PerformanceObserver((list) => { window.seen.lcp = list.getEntries().at(-1).startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
      new PerformanceObserver((list) => { list.getEntries().forEach((e) => { window.seen.cls += e.hadRecentInput ? 0 : e.value; }); }).observe({ type: "layout-shift", buffered: true });
    });
    page.setDefaultTimeout(30000);
    await page.goto(demo.url + path, { waitUntil: "load", timeout: 30000 });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(500);
    const { lcp, cls, bytes } = await page.evaluate(() => ({ ...window.seen,
      bytes: [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")].reduce((sum, e) => sum + e.transferSize, 0) }));
    t.diagnostic(`${path}: LCP ${Math.round(lcp)} ms, CLS ${cls.toFixed(4)}, ${Math.round(bytes / 1024)} KB`);
    assert.ok(lcp > 0, "something was painted");
    assert.ok(cls <= 0.02, `what is read stays where it is: ${cls}`);
  }
});
