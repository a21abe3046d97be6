// Uses the page of `howdah dev` in Chromium as a person does, and prints what it saw as one JSON object; `failures` contains the
// problems. Every wait is for something on the page.
// Arguments: the page's URL, the path of Chromium, a folder for screenshots.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, executablePath, folder] = process.argv.slice(2);
// At most 5 s on an idle machine (PageIT logs the time); other tests may run at the same time.
const SOON = 20_000;
const LONG = 45_000;
const WIDE = { width: 1280, height: 900 };
const ID = /\b(?:ride|delivery|rx)-\d+\b/g;

mkdirSync(folder, { recursive: true });
const result = { failures: [], seen: {}, shots: {}, firstLive: {}, reports: {}, contrast: {} };
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

/** Records each id that the page ever shows, by the user who is signed in at the time. */
function noteIds(pattern) {
  const ids = (globalThis.shownIds = {});
  const note = () => {
    const who = document.querySelector("input[name=as]:checked")?.value ?? "";
    for (const [id] of (document.body?.innerText ?? "").matchAll(new RegExp(pattern, "g"))) ((ids[who] ??= {})[id] = true);
  };
  addEventListener("DOMContentLoaded", () => new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true }));
}

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(LONG);
  page.on("console", (message) => message.type() === "error" && result.failures.push(`console: ${message.text()} ${message.location().url}`));
  page.on("pageerror", (error) => result.failures.push(`page error: ${error.message}`));
  const host = new URL(base).host;
  const ours = (url) => new URL(url).host === host;
  page.on("request", (request) => ours(request.url()) || result.failures.push(`request to another host: ${request.url()}`));
  page.on("websocket", (socket) => ours(socket.url()) || result.failures.push(`socket to another host: ${socket.url()}`));
  await page.addInitScript(noteIds, ID.source);
  await page.goto(base + path);
  return page;
}

async function step(name, act) {
  try {
    await act();
  } catch (error) {
    result.failures.push(`${name}: ${error.message.split("\n")[0]}`);
  }
}

/** Waits until a condition holds in the page. Returns the milliseconds since `began`. */
async function until(page, condition, timeout = LONG, began = Date.now()) {
  await page.waitForFunction(condition, undefined, { timeout });
  return Date.now() - began;
}

const isLive = () => document.querySelector("#phone-state.live")
  && [...document.querySelectorAll("#phone-body .tile")].some((tile) => !tile.hidden)
  && document.querySelectorAll("#heard li").length > 0
  && document.querySelectorAll("#strip .tick").length > 0;

async function cutAndRecover(page, name) {
  await page.focus("#cut");
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelector("#phone-state.cut"));
  const before = await page.textContent("#heard-count");
  // Long enough to miss events of this person; the page must show none meanwhile.
  await page.waitForTimeout(4_000);
  const after = await page.textContent("#heard-count");
  if (before !== after) result.failures.push(`${name}: ${before} became ${after} while disconnected`);
  if (!(await page.$("#strip .gap"))) result.failures.push(`${name}: the strip shows no gap`);
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelector("#report .report"));
  result.reports[name] = (await page.textContent("#report")).replace(/\s+/g, " ");
  await until(page, () => document.querySelector("#phone-state.live"));
}

/** Takes a screenshot, and records the boxes of the parts that must be on it. */
async function shoot(page, name, parts, fullPage = false) {
  const boxes = {};
  for (const part of parts) {
    const element = page.locator(part).first();
    if (!fullPage) await element.scrollIntoViewIfNeeded();
  }
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  for (const part of parts) boxes[part] = await page.locator(part).first().boundingBox();
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  result.shots[name] = boxes;
}

/** Returns the contrast of texts with their background (WCAG 2.2). */
function contrasts(selectors) {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = rgba(colour).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let up = element; up; up = up.parentElement) {
      const colour = getComputedStyle(up).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return "white";
  };
  return Object.fromEntries(selectors.flatMap((selector) => {
    const element = document.querySelector(selector);
    if (!element) return [];
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    return [[selector, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]];
  }));
}

const TEXTS = ["h1", ".lead p", ".top nav a[aria-current]", ".top nav a:not([aria-current])", "#who label", "#who input:checked + label", "#cut", "#ask",
  ".eta", ".tile .quiet", ".steps li:not(.past):not(.present)", ".toasts", "#line-state", ".legend", ".report .big", ".report strong", "#answer", ".heard b", ".heard time", "footer p"];
const BACK_TEXTS = [".figure span", ".station small", ".station b", "#latency-now", "#letters td", "#text .c-note", "#text .c-text", "#text .c-mark", "#text .c-name"];

async function phone() {
  let began = Date.now();
  const page = await open("/");
  await step("alice by WebSocket", async () => {
    result.firstLive.socket = await until(page, isLive, SOON, began);
    await until(page, () => document.querySelector("#answer").textContent.includes('"nodes"'), SOON);
    await until(page, () => [...document.querySelectorAll("#ride, #delivery, #prescription")].every((tile) => !tile.hidden));
    await until(page, () => document.querySelector("#toasts .toast"));
    result.seen.toasts = await page.getAttribute("#toasts", "aria-live");
  });
  await step("cut and recover by WebSocket", () => cutAndRecover(page, "socket"));
  await step("screenshot", async () => {
    result.contrast.light = await page.evaluate(contrasts, TEXTS);
    await shoot(page, "phone", ["#ride .map", "#delivery", "#strip", "#report", "#query", "#who"]);
  });
  await step("collect", async () => {
    const medicine = page.locator("#prescription li").first();
    const id = await medicine.getAttribute("data-key");
    await medicine.locator("button").focus();
    await page.keyboard.press("Enter");
    // The effect of the command arrives through the topic; the page shows a failure as an urgent toast.
    await page.waitForFunction(async (prescription) => {
      const refused = document.querySelector("#toasts .urgent");
      if (refused) throw new Error(refused.textContent);
      if (document.querySelector(`#prescription li[data-key="${prescription}"]`)) return false;
      const answer = await fetch("/graphql", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ query: "query($id: ID!) { prescription(id: $id) { status } }", variables: { id: prescription } }),
      });
      return (await answer.json()).data.prescription.status === "COLLECTED";
    }, id, { polling: 200, timeout: LONG });
    // Keyboard users continue where they were.
    result.seen.focus = await page.evaluate(() => document.activeElement.closest("#prescription") !== null);
  });
  await step("bob", async () => {
    began = Date.now();
    await page.check("#as-bob", { force: true });
    await until(page, isLive, LONG, began);
    await until(page, () => document.querySelector("#asked").textContent.includes("as bob"), SOON);
  });
  await step("bob by events", async () => {
    await page.check("#by-events", { force: true });
    result.firstLive.events = await until(page, isLive, LONG);
  });
  await step("alice by events", async () => {
    began = Date.now();
    await page.check("#as-alice", { force: true });
    result.firstLive.eventsOfAlice = await until(page, isLive, SOON, began);
    await cutAndRecover(page, "events");
  });
  await step("guest", async () => {
    await page.check("#as-guest", { force: true });
    await until(page, () => !document.querySelector("#nothing").hidden && document.querySelectorAll("#nothing li").length > 0, LONG);
    result.seen.guest = await page.textContent("#nothing");
  });
  result.ids = Object.fromEntries(Object.entries(await page.evaluate(() => globalThis.shownIds)).map(([who, ids]) => [who, Object.keys(ids)]));
  result.address = page.url().replace(base, "");
  await page.context().close();
}

async function behind() {
  const began = Date.now();
  const page = await open("/#behind", { colorScheme: "dark", viewport: { width: 1280, height: 1060 } });
  await step("behind the scenes", async () => {
    result.firstLive.behind = await until(page, () => document.querySelectorAll(".way-row").length >= 4
      && /[1-9]/.test(document.querySelector("#figures strong")?.textContent ?? "") && document.querySelectorAll("#letters tbody tr").length > 0, SOON, began);
    await until(page, () => (document.querySelector("#latency .p50")?.getAttribute("d") ?? "").split("L").length > 4);
    result.seen.letters = await page.textContent("#letters");
    await page.selectOption("#file", "routes/domains/rides.camel.yaml");
    result.seen.file = await page.textContent("#text");
    await page.selectOption("#file", "graphql/rides.graphqls");
    result.seen.sdl = await page.textContent("#text");
    result.seen.reload = await page.textContent("#reload");
    result.seen.ways = await page.$$eval(".way-row", (rows) => rows.map((row) => row.textContent));
    result.contrast.behindDark = await page.evaluate(contrasts, BACK_TEXTS);
    await shoot(page, "behind", ["#figures", "#path", "#latency"]);
  });
  await step("skip to content", async () => {
    await page.focus(".skip");
    await page.keyboard.press("Enter");
    await until(page, () => location.hash === "#main");
    result.seen.skipped = await page.evaluate(() => document.activeElement.id);
    result.seen.behindStays = await page.isVisible("#behind-view");
  });
  await step("dark phone", async () => {
    await page.click("#to-phone");
    await until(page, isLive);
    result.contrast.dark = await page.evaluate(contrasts, TEXTS);
    await shoot(page, "dark", ["#ride .map", "#strip"]);
  });
  await page.context().close();
}

async function narrow() {
  const page = await open("/", { viewport: { width: 360, height: 780 } });
  await step("360 px", async () => {
    await until(page, isLive);
    await shoot(page, "narrow", ["#ride .map", "#strip", "#query"], true);
    result.seen.narrow = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.click("#to-behind");
    await until(page, () => document.querySelectorAll(".way-row").length >= 4);
    result.seen.narrowBehind = await page.evaluate(() => document.documentElement.scrollWidth);
  });
  await page.context().close();
}

async function graphiql() {
  const page = await open("/graphiql/");
  await step("GraphiQL", async () => {
    await page.locator(".graphiql-query-editor .CodeMirror-code").waitFor();
    result.seen.examples = await page.textContent(".graphiql-query-editor .CodeMirror-code");
    const query = encodeURIComponent("subscription { rideChanged(snapshot: true) { operation key } }");
    await page.goto(`${base}/graphiql/?query=${query}`);
    await page.locator(".graphiql-execute-button").click();
    await page.locator(".graphiql-response .CodeMirror-code", { hasText: "rideChanged" }).waitFor();
  });
  await page.context().close();
}

for (const view of [phone, behind, narrow, graphiql]) await step(view.name, view);
await browser.close();
console.log(JSON.stringify(result));
