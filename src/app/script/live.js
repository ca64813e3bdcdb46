// Live pages: htmx follows the stream of <div id="live" hx-sse:connect="/live?t=…" hx-swap="none" hidden>
// and puts each fragment in its place. What a person types, opens or focuses stays as it is.
// The contract with the server is in README.md of this folder.
import htmx from "htmx.org";

const LOST_MS = 20000;
const RETRY_MS = [1000, 3000, 10000, 30000];
const STREAM = "[hx-sse\\:connect]";
const HEADINGS = "h1, h2, h3, h4";

// Going back over a change of address that htmx made loads that page, whole and current.
htmx.config.history = "reload";
htmx.config.sse = { reconnectMaxDelay: 30000 };

htmx.registerExtension("semaine", {
  // What the reader opened stays open; the token of a form is the reader's own and no topic's.
  htmx_before_morph_attr: (element, { attrName }) => !isReaders(element, attrName),
});

function isReaders(element, attribute) {
  return (attribute === "open" && element.matches("details, dialog")) ||
    (attribute === "value" && element.matches("input[type=hidden][name=csrf]"));
}

document.addEventListener("htmx:sse:before:message", ({ detail }) => {
  // "message" is the name of a nameless event, by the standard; htmx would only announce it.
  if (detail.message.event === "message") {
    detail.message.event = "";
  }
});

// A form that came by the stream has no token, because all readers get the same bytes.
function fillTokens() {
  const token = document.querySelector("meta[name=csrf]")?.content;
  for (const input of document.querySelectorAll("input[type=hidden][name=csrf][value='']")) {
    input.value = token ?? "";
  }
}

// ---- the focus ----

let focused = null; // {element, target} before the swap

document.addEventListener("htmx:before:swap", ({ detail }) => {
  const element = document.activeElement;
  const target = detail.tasks.map((task) => task.target).find((t) => t?.contains?.(element) && element !== document.body);
  focused = target ? { element, target } : null;
});

document.addEventListener("htmx:after:swap", () => {
  fillTokens();
  if (focused && !focused.element.isConnected && document.activeElement === document.body) {
    const place = document.getElementById(focused.target.id) ?? document.querySelector("main");
    const heading = place.querySelector(HEADINGS) ?? place;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  focused = null;
});

document.addEventListener("htmx:before:request", ({ detail }) => busy(detail.ctx, true));
document.addEventListener("htmx:finally:request", ({ detail }) => busy(detail.ctx, false));

function busy({ target }, isBusy) {
  if (target && target !== document.body && !target.matches(STREAM)) {
    if (isBusy) {
      target.setAttribute("aria-busy", "true");
    } else {
      target.removeAttribute("aria-busy");
    }
  }
}

// ---- the connection ----

let lost = 0; // the timer that shows the hint
let failures = 0;

function showLost(isLost) {
  const hint = document.getElementById("live-lost");
  if (hint) {
    hint.hidden = !isLost;
  }
}

function waiting() {
  lost ||= setTimeout(() => showLost(true), LOST_MS);
}

document.addEventListener("htmx:sse:before:connection", waiting);
document.addEventListener("htmx:sse:after:connection", () => {
  clearTimeout(lost);
  lost = 0;
  failures = 0;
  showLost(false);
});

// Once it ran, the extension reconnects by itself. A first try that fails is repeated here.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const element = ctx.sourceElement;
  const status = ctx.response?.status;
  const isStream = ctx.response?.headers.get("Content-Type")?.includes("text/event-stream");
  if (!element.matches?.(STREAM) || isStream || [401, 403, 404, 410].includes(status)) {
    return;
  }
  waiting();
  const delay = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] * (0.7 + 0.6 * Math.random());
  setTimeout(() => {
    if (element.isConnected) {
      htmx.ajax("GET", element.getAttribute("hx-sse:connect"), { source: element });
    }
  }, delay);
});
