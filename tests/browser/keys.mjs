// Hands that hold no mouse: everything by Tab, Enter, space and arrows, and the focus always in sight.
import assert from "node:assert/strict";

const TABS_MAX = 120;

// What has the focus, whether one can see that it has, and whether it lies in the window once the
// browser has scrolled to it.
function focused(page) {
  return page.evaluate(async () => {
    const frame = () => new Promise((done) => { requestAnimationFrame(done); });
    let before = NaN;
    for (let i = 0; i < 60 && before !== scrollY; i++) {
      before = scrollY;
      await frame();
      await frame();
    }
    const e = document.activeElement;
    const marked = (x) => {
      const style = getComputedStyle(x);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    };
    const box = e.getBoundingClientRect();
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return {
      what: e.outerHTML.slice(0, 120),
      isBody: e === document.body,
      isMarked: marked(e) || (e.parentElement !== null && marked(e.parentElement)),
      isInside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      isCovered: at !== null && !e.contains(at) && !at.contains(e) && at.closest("label")?.control !== e,
    };
  });
}

// Presses Tab until `selector` has the focus, and asks of every stop on the way that it can be seen.
export async function tabTo(page, selector) {
  const seen = [];
  for (let i = 0; i < TABS_MAX; i++) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (!now.isBody) {
      seen.push(now.what);
      assert.ok(now.isMarked, `the focus cannot be seen: ${now.what}`);
      assert.ok(now.isInside, `the focus is out of sight: ${now.what}`);
      assert.ok(!now.isCovered, `the focus is covered: ${now.what}`);
    }
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) {
      return;
    }
  }
  assert.fail(`${selector} cannot be reached by Tab; stops:\n${seen.join("\n")}`);
}

// Replaces what stands in the field that has the focus.
export async function typeOver(page, text) {
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}
