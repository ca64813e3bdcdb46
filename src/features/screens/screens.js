// A hall screen goes on by itself: it takes every change from the stream, and fetches itself anew
// when a session starts or ends. A lost network changes nothing on it; it tries again in silence.
//
// <header data-changes-at="EPOCH" data-zone="Europe/Paris">   the moment of the next change

const wall = () => document.querySelector(".screen [data-changes-at]");
const page = document.documentElement;
const shiftMs = page.dataset.now * 1000 - Date.now();
const LOOK_MS = 5000;
const WHOLE_MS = 600000; // so often whether or not something was to change
let fetchedMs = Date.now();

function isDue() {
  const at = Number(wall().dataset.changesAt);
  return (at > 0 && Date.now() + shiftMs >= at * 1000) || Date.now() - fetchedMs > WHOLE_MS;
}

async function fetchAnew() {
  const answer = await fetch(location.href);
  if (answer.status === 404) {
    location.reload(); // the address has ended: the page says so
  }
  if (!answer.ok) {
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const style = (d) => d.querySelector("link[rel=stylesheet]")?.getAttribute("href");
  if (style(fresh) !== style(document)) {
    location.reload(); // a newer program
    return;
  }
  document.querySelector(".stage").replaceChildren(...fresh.querySelector(".stage").childNodes);
  fetchedMs = Date.now();
  document.dispatchEvent(new Event("visibilitychange")); // clocks are written at once
}

async function look() {
  if (isDue()) {
    await fetchAnew().catch(() => {});
  }
  setTimeout(look, LOOK_MS);
}

if (wall()) {
  const address = new URL(location.href);
  page.dataset.zone ??= wall().dataset.zone;
  if (address.searchParams.has("live")) {
    navigator.wakeLock?.request("screen").catch(() => {});
    setTimeout(look, LOOK_MS);
  } else {
    address.searchParams.set("live", "1"); // from here on the server sends no Refresh header
    location.replace(address);
  }
}
