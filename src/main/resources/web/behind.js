// The view "Behind the scenes": the path of events through the process, computed from its metrics.

import { byId, h, keep, setText } from "./dom.js";
import { fetchAsOperator } from "./identity.js";
import { grown, quantile, read, sum, values } from "./metrics.js";
import { spark } from "./spark.js";
import { show } from "./code.js";

const EVERY_MS = 2_000;
/** Routes, files and dead letters are read on every fifth round. */
const SLOW_ROUNDS = 5;
const MAX_VALUES = 90;
/** The chart is at least this many values wide. */
const MIN_WIDTH = 30;
const LATENCY = "howdah_push_latency_seconds";

const rate = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(1));
const ms = (seconds) => (Number.isFinite(seconds) ? `${Math.round(seconds * 1000)} ms` : "–");

export class Behind {
  #before = null;
  #routes = [];
  #round = 0;
  #busy = false;
  #latencies = { p50: [], p95: [] };
  #files = [];
  #letterCount = -1;

  /** Starts reading the metrics, so that there are values to draw when the view opens. */
  constructor() {
    byId("file").onchange = () => this.#showFile();
    this.#poll();
    setInterval(() => this.#poll(), EVERY_MS);
  }

  /** Shows or hides the view. */
  setVisible(visible) {
    this.visible = visible;
    this.#round = 0;
    this.#letterCount = -1;
    if (visible && this.#before) this.#pollSlowly().catch((error) => this.#fail(error));
  }

  async #poll() {
    if (document.hidden || this.#busy) return;
    this.#busy = true;
    try {
      if (this.visible && this.#round++ % SLOW_ROUNDS === 0) await this.#pollSlowly();
      const now = await read();
      if (!now) throw new Error("No operator token: open the page at localhost or 127.0.0.1 on the machine that runs Howdah.");
      now.at = performance.now();
      const before = this.#before;
      this.#before = now;
      if (before) this.#draw(before, now, (now.at - before.at) / 1000);
      else setTimeout(() => this.#poll(), EVERY_MS / 4);
      byId("behind-trouble").hidden = true;
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  #fail(error) {
    byId("behind-trouble").hidden = false;
    setText(byId("behind-trouble"), error.message);
  }

  /** Reads what seldom changes: routes, files, reloads and dead letters. */
  async #pollSlowly() {
    const routes = await fetchAsOperator("/dev/admin/routes");
    if (routes.ok) this.#routes = await routes.json();
    await this.#readFiles();
    await this.#readReloads();
    // Each search for dead letters writes to the audit log: search only when their count changed, or the view has just opened.
    const count = this.#before ? sum(this.#before, "howdah_ingest_dead_letters_total") : 0;
    if (count === this.#letterCount) return;
    this.#letterCount = count;
    await this.#readLetters();
  }

  #draw(before, now, seconds) {
    const per = (name, labels) => grown(before, now, name, labels) / seconds;
    this.#figures(per, now);
    keep(byId("path"), this.#paths(now), (path) => path.domain, (path) => this.#row(path), (row, path) => this.#update(row, path, per, before, now));
    this.#latencies.p50.push(quantile(before, now, LATENCY, 0.5));
    this.#latencies.p95.push(quantile(before, now, LATENCY, 0.95));
    Object.values(this.#latencies).forEach((line) => line.length > MAX_VALUES && line.shift());
    spark(byId("latency"), this.#latencies, Math.max(MIN_WIDTH, this.#latencies.p50.length));
    const [p50, p95] = [this.#latencies.p50.at(-1), this.#latencies.p95.at(-1)];
    setText(byId("latency-now"), Number.isFinite(p95) ? `p50 ${ms(p50)}, p95 ${ms(p95)}` : "no changes right now");
  }

  #figures(per, now) {
    const figures = [
      ["events in", `${rate(per("howdah_ingest_records_total"))}/s`],
      ["events out", `${rate(per("howdah_push_frames_total"))}/s`],
      ["lag", String(sum(now, "howdah_ingest_lag"))],
      ["subscriptions", String(sum(now, "howdah_push_connections"))],
      ["dead letters", String(sum(now, "howdah_ingest_dead_letters_total"))],
    ];
    keep(byId("figures"), figures, ([name]) => name, ([name]) => h("div", { class: "figure" }, h("strong"), h("span", {}, name)),
      (figure, [, value]) => setText(figure.firstElementChild, value));
  }

  /** Returns the paths from topics to channels, joined by the model of their routes. */
  #paths(now) {
    const models = new Map((now.get("howdah_ingest_records_total") ?? []).map(({ labels }) => [labels.routeId, labels.model]));
    const ofKind = (kind) => this.#routes.filter((route) => route.kind === kind);
    return ofKind("notify").map(({ id, from, state }) => {
      const model = from.replace("changes of ", "");
      const ingests = ofKind("ingest").filter((route) => models.get(route.id) === model);
      return { domain: id.replace(/-notify$/, ""), model, notify: id, state, topics: ingests.map((route) => route.from.replace(/^kafka:/, "")) };
    });
  }

  #row({ domain, model, topics }) {
    const station = (kind, title, detail) => h("div", { class: `station ${kind}` }, h("small", {}, detail), h("b", {}, title), h("span", { class: "rate" }), h("span", { class: "quiet note" }));
    const pipe = () => h("div", { class: "pipe", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    return h("div", { class: "way-row" },
      station("topic", topics.join(", ") || "no ingest route", "topic"), pipe(),
      station("model", model, "read model"), pipe(),
      station("stream", `${model} changes`, "change stream"), pipe(),
      station("sockets", `/notifications/${domain}`, "sockets"));
  }

  #update(row, { domain, model, notify, state, topics }, per, before, now) {
    const lag = topics.reduce((total, topic) => total + sum(now, "howdah_ingest_lag", { topic }), 0);
    const queue = sum(now, "howdah_stream_queue", { route: notify });
    const stalled = sum(now, "howdah_stream_stalled", { route: notify }), detached = sum(now, "howdah_stream_detached", { route: notify });
    const subscriptions = sum(now, "howdah_push_subscriptions", { channel: domain });
    const speed = (name, labels) => `${rate(per(name, labels))}/s`;
    const changes = per("camel_exchanges_total", { routeId: notify });
    const stale = sum(now, "howdah_ingest_stale_total", { model });
    const texts = {
      topic: [speed("howdah_ingest_records_total", { model }), `lag ${lag}`],
      model: [speed("howdah_ingest_applied_total", { model }), stale ? `${stale} stale` : "no stale records"],
      stream: [`${rate(changes)}/s`, stalled ? "stalled" : detached ? "behind, reads its own stream" : state === "Started" ? `${queue} queued` : state],
      sockets: [ms(quantile(before, now, LATENCY, 0.5, { channel: domain })), `p50, ${subscriptions} ${subscriptions === 1 ? "subscription" : "subscriptions"}`],
    };
    for (const [kind, [figure, note]] of Object.entries(texts)) {
      const station = row.querySelector(`.${kind}`);
      setText(station.querySelector(".rate"), figure);
      setText(station.querySelector(".note"), note);
    }
    row.classList.toggle("quiet-way", changes < 0.05);
    row.style.setProperty("--pace", `${Math.max(0.6, 3 - changes / 5)}s`);
  }

  async #readLetters() {
    const response = await fetchAsOperator("/dev/admin/dead-letters/search", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ limit: 20 }),
    });
    if (!response.ok) return;
    const lines = (await response.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const letters = lines.filter((line) => line.letter).map((line) => line.letter);
    const found = lines.find((line) => line.summary)?.summary.found ?? 0;
    setText(byId("letters-count"), found ? `${found} open` : "none");
    byId("letters").replaceChildren(letters.length ? table(letters)
      : h("p", { class: "quiet" }, "No rejected records. A record on rides.events that is not a ride would appear here with the reason; other records would continue."));
  }

  async #readFiles() {
    const response = await fetchAsOperator("/dev/files");
    if (!response.ok) return;
    const { demo, files } = await response.json();
    this.demo = demo;
    this.#files = files;
    const choice = byId("file");
    keep(choice, files, (file) => file.name, (file) => h("option", { value: file.name }, file.name), () => {});
    this.#showFile();
  }

  #showFile() {
    const file = this.#files.find(({ name }) => name === byId("file").value);
    const state = JSON.stringify(file);
    if (!file || state === this.shown) return;
    this.shown = state;
    show(byId("text"), file.name, file.text);
  }

  /** Shows the outcome of the last reload. */
  async #readReloads() {
    if (this.demo) return setText(byId("reload"), "The demo's files come with the JAR. howdah dev my-app reloads your own files when they change.");
    const response = await fetchAsOperator("/dev/observe/health");
    const checks = response.headers.get("content-type")?.includes("json") ? (await response.json()).checks ?? [] : [];
    const rejected = checks.find((check) => check.name === "reload" && check.status === "DOWN");
    const done = this.#before ? sum(this.#before, "howdah_reload_seconds_count", { outcome: "done" }) : 0;
    setText(byId("reload"), rejected ? `Rejected: ${(rejected.message ?? "see the log").replaceAll("\\/", "/")}` : done ? `Reloads: ${done}; the files are in use as they are now` : "Not reloaded since the start");
  }
}

function table(letters) {
  const cell = (text) => h("td", {}, text ?? "");
  return h("table", {},
    h("thead", {}, h("tr", {}, ["time", "record", "model", "error", "message", "attempts"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, letters.map((letter) => h("tr", {},
      cell(new Date(letter.lastFailedAt).toLocaleTimeString("en-GB")), cell(letter.at), cell(letter.model), cell(letter.error), cell(letter.message), cell(String(letter.attempts))))));
}
