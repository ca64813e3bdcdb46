// The find box: "/" goes to it, the arrow keys walk through what was found, Escape goes back.
// A person can switch single keys off (WCAG 2.1.4): <html data-keys="off">.

const TYPING = "input, select, textarea, [contenteditable]";

function box() {
  return document.querySelector(".find input");
}

function move(from, by) {
  const links = [...document.querySelectorAll(".found a")];
  const next = links.indexOf(from) + by;
  (links[next] ?? (next < 0 ? box() : from))?.focus();
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const inBox = target === box();
  const inFound = target.closest(".found");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  if (key === "/" && !target.closest(TYPING) && document.documentElement.dataset.keys !== "off" && box()) {
    box().focus();
    box().select();
  } else if (key === "ArrowDown" && (inBox || inFound)) {
    move(target, 1);
  } else if (key === "ArrowUp" && inFound) {
    move(target, -1);
  } else if (key === "Escape" && inFound) {
    box()?.focus();
  } else {
    return;
  }
  event.preventDefault();
});
