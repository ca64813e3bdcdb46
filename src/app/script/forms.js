// Forms: one press sends once, the focus goes to what was wrong, and what was typed outlives a session.

const GUARD_MS = 3000;
const DRAFT = "draft ";
const TOKEN = "input[type=hidden][name=csrf]";
const sent = new WeakMap(); // form -> when it was sent last
const used = new Set(); // tokens that this page has sent

// A second press within three seconds is not sent. Buttons are not `disabled`: that would take
// the pressed one's name and value out of what is sent, and the focus away.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") {
    return;
  }
  if (Date.now() - (sent.get(form) ?? 0) < GUARD_MS) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sent.set(form, Date.now());
  mark(form, true);
  setTimeout(() => mark(form, false), GUARD_MS);
  freshen(form.querySelector(TOKEN));
  if (form.matches("[data-keep]")) {
    sessionStorage.setItem(DRAFT + form.action, JSON.stringify(typed(form)));
  }
}, true);

// A token is SEAL.ONCE, and the server does what carries the same ONCE a single time. All forms of a
// page are written with one token, so what is sent from it later gets a ONCE of its own.
function freshen(input) {
  if (input && used.has(input.value)) {
    const bytes = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)));
    const once = btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
    input.value = `${input.value.split(".")[0]}.${once}`;
  }
  used.add(input?.value);
}

function mark(form, isSent) {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (isSent) {
      button.setAttribute("aria-disabled", "true");
    } else {
      button.removeAttribute("aria-disabled");
    }
  }
}

// Back to a page that the browser had kept: its forms may be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    for (const form of document.forms) {
      sent.delete(form);
      mark(form, false);
    }
  }
});

function texts(form) {
  return [...form.elements].filter((e) => e.name && e.matches("textarea, input:is([type=text], [type=search], :not([type]))"));
}

function typed(form) {
  return texts(form).map((e) => [e.name, e.value]);
}

// The server answered a form with the sign-in page (<body data-session-ended>): what was typed waits
// in this tab until a page shows that form again. Any other answer means that it was taken.
function restore() {
  const drafts = Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT));
  const isSigningIn = document.body.matches(".bare");
  if ("sessionEnded" in document.body.dataset) {
    sessionStorage.setItem("waits", "1");
  }
  const waits = sessionStorage.getItem("waits") !== null;
  if (drafts.length === 0 || (waits && isSigningIn)) {
    return;
  }
  const left = drafts.filter((key) => {
    const form = [...document.forms].find((f) => DRAFT + f.action === key && f.matches("[data-keep]"));
    if (waits && !form) {
      return true; // signing in leads to another page first
    }
    if (waits) {
      fill(form, JSON.parse(sessionStorage.getItem(key)));
    }
    sessionStorage.removeItem(key);
    return false;
  });
  if (left.length === 0) {
    sessionStorage.removeItem("waits");
  }
}

function fill(form, values) {
  for (const [name, value] of values) {
    const field = texts(form).find((e) => e.name === name && e.value === e.defaultValue);
    if (field) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

function toSummary(root) {
  root.querySelector(".error-summary")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (field) {
    event.preventDefault();
    (document.querySelector(`label[for="${CSS.escape(field.id)}"]`) ?? field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  if (!event.target.closest?.("[hx-sse\\:connect]")) {
    toSummary(event.detail.ctx.target ?? document);
  }
});

restore();
toSummary(document);
