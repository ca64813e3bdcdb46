// Starts the demo week on a port of its own, with a file of its own, and opens browsers on it.
// SEMAINE names the program; without it the release of this tree is taken, or what `make` built last.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const ROOT = new URL("../..", import.meta.url).pathname;
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const STARTS_MS = 30000;

function program() {
  const built = ["build/release/semaine", "build/dev/semaine"].map((path) => join(ROOT, path));
  return process.env.SEMAINE ?? built.find(existsSync) ?? built[0];
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

// The lines that the demo prints: "organiser    http://127.0.0.1:8080/sign-in/…".
function readLinks(printed) {
  return Object.fromEntries([...printed.matchAll(/^(\S+) +(http:\S+)$/gm)].map(([, role, url]) => [role, url]));
}

// `moment` is a time in Paris, such as "2026-03-25T14:00"; without it Monday 08:42.
export async function startDemo(moment) {
  const folder = mkdtempSync(join(tmpdir(), "semaine-"));
  const port = await freePort();
  const child = spawn(program(), ["demo", ...(moment ? ["--now", moment] : [])], {
    env: { ...process.env, PORT: String(port), HOST: "127.0.0.1", DATA: join(folder, "week.db") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let complained = "";
  const ended = new Promise((done) => { child.on("close", done); });
  child.stderr.on("data", (part) => { complained += part; });
  const ready = new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`The demo did not start:\n${printed}${complained}`)), STARTS_MS);
    child.on("error", fail);
    child.on("close", () => fail(new Error(`The demo ended:\n${printed}${complained}`)));
    child.stdout.on("data", (part) => {
      printed += part;
      if (/^projector .*\n/m.test(printed)) {
        clearTimeout(late);
        done();
      }
    });
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const status = await ended;
    rmSync(folder, { recursive: true, force: true });
    return status;
  };
  await ready;
  return { url: `http://127.0.0.1:${port}`, links: readLinks(printed), folder, stop, complaints: () => complained };
}

export function launch() {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

// What must never happen on a page, gathered while it does.
export function watch(page, origin) {
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error in a script: ${error}`));
  page.on("console", (message) => {
    // The browser itself remarks on each answer of 4xx; a test that wants one says so.
    if (message.type() === "error" && !/the server responded with a status of 4\d\d/.test(message.text())) {
      wrong.push(`console: ${message.text()}`);
    }
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`) && !/^(data|blob|about):/.test(request.url())) {
      wrong.push(`asks another host: ${request.url()}`);
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 500) {
      wrong.push(`${response.status()} at ${response.url()}`);
    }
  });
  return wrong;
}

// Opens a ready link and presses its button.
export async function signInBy(page, link) {
  await page.goto(link);
  await page.locator("main form button").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}
