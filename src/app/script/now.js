// Time that goes on while a page is open: countdowns, the session that is now, clocks and timers.
//
// <html data-now="EPOCH">      the program's clock when the page was written; or, on a page that the
// <html data-shift="SECONDS">  server keeps, how far that clock is ahead of the wall's (the demo's is)
// <html data-zone="Europe/Paris" data-words-now="Now" data-words-minutes="in {n} min" data-words-hours="in {n} h {m} min">
// <time data-until="EPOCH">in 13 min</time>          minutes are rounded up; past 12 hours nothing is changed
// <time data-timer="EPOCH">11:20</time>              counts down by the second, stops at 0:00
// <time data-clock>08:42</time>                      the time in the edition's zone
// <li data-from="EPOCH" data-to="EPOCH">             gets class is-now, aria-current, and the word in its .state
// <p class="now-line q3 m5" data-start="EPOCH">      EPOCH is quarter 0 of its timetable

const page = document.documentElement;
const words = page.dataset;
const shiftMs = words.now ? words.now * 1000 - Date.now() : (words.shift ?? 0) * 1000;
const HALF_DAY_S = 12 * 3600;

const now = () => (Date.now() + shiftMs) / 1000;

const ALL = {
  "[data-until]": countdown,
  "[data-from][data-to]": session,
  "[data-clock]": clock,
  ".now-line[data-start]": line,
};

function tick() {
  for (const [selector, update] of Object.entries(ALL)) {
    document.querySelectorAll(selector).forEach(update);
  }
}

function countdown(element) {
  const left = element.dataset.until - now();
  if (left <= 0) {
    write(element, words.wordsNow);
  } else if (left < HALF_DAY_S) {
    const minutes = Math.ceil(left / 60);
    const text = minutes < 60 ? words.wordsMinutes : words.wordsHours;
    write(element, text?.replace("{n}", minutes < 60 ? minutes : Math.floor(minutes / 60)).replace("{m}", minutes % 60));
  }
}

function session(element) {
  const isNow = element.dataset.from <= now() && now() < element.dataset.to;
  const state = element.querySelector(".state");
  const tag = state?.querySelector(".tag.now");
  element.classList.toggle("is-now", isNow);
  if (isNow) {
    element.setAttribute("aria-current", "time");
  } else {
    element.removeAttribute("aria-current");
  }
  if (isNow && state && !tag && words.wordsNow) {
    const added = document.createElement("span");
    added.className = "tag now";
    added.textContent = words.wordsNow;
    state.prepend(added);
  } else if (!isNow) {
    tag?.remove();
  }
}

function clock(element) {
  write(element, new Intl.DateTimeFormat("en-GB", { timeZone: words.zone, hour: "2-digit", minute: "2-digit" }).format(now() * 1000));
}

function line(element) {
  const minutes = Math.floor((now() - element.dataset.start) / 60);
  const quarter = Math.floor(minutes / 15);
  const isShown = minutes >= 0 && quarter <= 56;
  element.hidden = !isShown;
  if (isShown) {
    element.className = `now-line q${quarter} m${Math.floor((minutes % 15) / 5) * 5}`;
  }
}

function timer(element) {
  const left = Math.max(0, Math.ceil(element.dataset.timer - now()));
  write(element, `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
}

function write(element, text) {
  if (text && element.textContent !== text) {
    element.textContent = text;
  }
}

// At the turn of each minute, and a moment after, so that nothing shows the minute before.
function everyMinute() {
  tick();
  setTimeout(everyMinute, 60050 - ((now() * 1000) % 60000));
}

everyMinute();
setInterval(() => document.querySelectorAll("[data-timer]").forEach(timer), 1000);
document.addEventListener("htmx:after:swap", tick);
document.addEventListener("visibilitychange", () => document.hidden || tick());
