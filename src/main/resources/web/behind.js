// Behind the scenes: the way of an event through the process, out of two readings of its metrics.

import { byId, h, keep, say } from "./dom.js";
import { fetchAsOperator } from "./identity.js";
import { grown, quantile, read, sum, values } from "./metrics.js";
import { spark } from "./spark.js";
import { show } from "./code.js";

const EVERY_MS = 2_000;
const SLOWLY = 5;
const KEPT = 90;
/** Before there are more, the line is drawn as for so many. */
const FIRST = 30;
const LATENCY = "howdah_push_latency_seconds";

const rate = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(1));
const ms = (seconds) => (Number.isFinite(seconds) ? `${Math.round(seconds * 1000)} ms` : "–");

export class Behind {
  #before = null;
  #routes = [];
  #round = 0;
  #busy = false;
  #lines = { p50: [], p95: [] };
  #files = [];
  #counted = -1;

  /** Reads the metrics from now on, so that there is something to draw when somebody looks. */
  constructor() {
    byId("file").onchange = () => this.#showFile();
    this.#turn();
    setInterval(() => this.#turn(), EVERY_MS);
  }

  /** Whether somebody looks. */
  look(looks) {
    this.looks = looks;
    this.#round = 0;
    this.#counted = -1;
    if (looks && this.#before) this.#look().catch((error) => this.#fail(error));
  }

  async #turn() {
    if (document.hidden || this.#busy) return;
    this.#busy = true;
    try {
      if (this.looks && this.#round++ % SLOWLY === 0) await this.#look();
      const now = await read();
      if (!now) throw new Error("This machine gives no operator's token: open the page as localhost or 127.0.0.1.");
      now.at = performance.now();
      const before = this.#before;
      this.#before = now;
      if (before) this.#draw(before, now, (now.at - before.at) / 1000);
      else setTimeout(() => this.#turn(), EVERY_MS / 4);
      byId("behind-trouble").hidden = true;
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  #fail(error) {
    byId("behind-trouble").hidden = false;
    say(byId("behind-trouble"), error.message);
  }

  /** What changes seldom. */
  async #look() {
    const routes = await fetchAsOperator("/dev/admin/routes");
    if (routes.ok) this.#routes = await routes.json();
    await this.#list();
    await this.#reloads();
    // A question for dead letters is noted in the audit log: it is asked when there are more, or somebody begins to look.
    const count = this.#before ? sum(this.#before, "howdah_ingest_dead_letters_total") : 0;
    if (count === this.#counted) return;
    this.#counted = count;
    await this.#letters();
  }

  #draw(before, now, seconds) {
    const per = (name, labels) => grown(before, now, name, labels) / seconds;
    this.#figures(per, now);
    keep(byId("path"), this.#ways(now), (way) => way.domain, (way) => this.#row(way), (row, way) => this.#say(row, way, per, before, now));
    this.#lines.p50.push(quantile(before, now, LATENCY, 0.5));
    this.#lines.p95.push(quantile(before, now, LATENCY, 0.95));
    Object.values(this.#lines).forEach((line) => line.length > KEPT && line.shift());
    spark(byId("latency"), this.#lines, Math.max(FIRST, this.#lines.p50.length));
    const [half, most] = [this.#lines.p50.at(-1), this.#lines.p95.at(-1)];
    say(byId("latency-now"), Number.isFinite(most) ? `half in ${ms(half)}, 95 in 100 in ${ms(most)}` : "nothing changes just now");
  }

  #figures(per, now) {
    const figures = [
      ["events in", `${rate(per("howdah_ingest_records_total"))}/s`],
      ["frames out", `${rate(per("howdah_push_frames_total"))}/s`],
      ["lag", String(sum(now, "howdah_ingest_lag"))],
      ["subscriptions", String(sum(now, "howdah_push_connections"))],
      ["dead letters", String(sum(now, "howdah_ingest_dead_letters_total"))],
    ];
    keep(byId("figures"), figures, ([name]) => name, ([name]) => h("div", { class: "figure" }, h("strong"), h("span", {}, name)),
      (figure, [, value]) => say(figure.firstElementChild, value));
  }

  /** The ways from topics to channels: routes of the same model belong together. */
  #ways(now) {
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
      station("topic", topics.join(", ") || "others write it", "topic"), pipe(),
      station("model", model, "read model"), pipe(),
      station("stream", `${model} changes`, "change stream"), pipe(),
      station("sockets", `/notifications/${domain}`, "sockets"));
  }

  #say(row, { domain, model, notify, state, topics }, per, before, now) {
    const lag = topics.reduce((total, topic) => total + sum(now, "howdah_ingest_lag", { topic }), 0);
    const queue = sum(now, "howdah_stream_queue", { route: notify });
    const stalled = sum(now, "howdah_stream_stalled", { route: notify }), detached = sum(now, "howdah_stream_detached", { route: notify });
    const subscriptions = sum(now, "howdah_push_subscriptions", { channel: domain });
    const speed = (name, labels) => `${rate(per(name, labels))}/s`;
    const changes = per("camel_exchanges_total", { routeId: notify });
    const stale = sum(now, "howdah_ingest_stale_total", { model });
    const said = {
      topic: [speed("howdah_ingest_records_total", { model }), `lag ${lag}`],
      model: [speed("howdah_ingest_applied_total", { model }), stale ? `${stale} stale` : "written, guarded"],
      stream: [`${rate(changes)}/s`, stalled ? "stalled" : detached ? "behind, on its own stream" : state === "Started" ? `${queue} waiting` : state],
      sockets: [ms(quantile(before, now, LATENCY, 0.5, { channel: domain })), `event to socket, for ${subscriptions}`],
    };
    for (const [kind, [figure, note]] of Object.entries(said)) {
      const station = row.querySelector(`.${kind}`);
      say(station.querySelector(".rate"), figure);
      say(station.querySelector(".note"), note);
    }
    row.classList.toggle("quiet-way", changes < 0.05);
    row.style.setProperty("--pace", `${Math.max(0.6, 3 - changes / 5)}s`);
  }

  async #letters() {
    const answer = await fetchAsOperator("/dev/admin/dead-letters/search", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ limit: 20 }),
    });
    if (!answer.ok) return;
    const lines = (await answer.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const letters = lines.filter((line) => line.letter).map((line) => line.letter);
    const found = lines.find((line) => line.summary)?.summary.found ?? 0;
    say(byId("letters-count"), found ? `${found} open` : "none");
    byId("letters").replaceChildren(letters.length ? table(letters)
      : h("p", { class: "quiet" }, "No record was refused. One that is no ride, sent to rides.events, would stand here with the reason, and stop nothing."));
  }

  async #list() {
    const answer = await fetchAsOperator("/dev/files");
    if (!answer.ok) return;
    const { demo, files } = await answer.json();
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

  /** How the last change of the files went. */
  async #reloads() {
    if (this.demo) return say(byId("reload"), "The demo's files come with the jar. howdah dev my-app puts each change of yours in place.");
    const answer = await fetchAsOperator("/dev/observe/health");
    const checks = answer.headers.get("content-type")?.includes("json") ? (await answer.json()).checks ?? [] : [];
    const refused = checks.find((check) => check.name === "reload" && check.status === "DOWN");
    const done = this.#before ? sum(this.#before, "howdah_reload_seconds_count", { outcome: "done" }) : 0;
    say(byId("reload"), refused ? `Refused: ${(refused.message ?? "see the log").replaceAll("\\/", "/")}` : done ? `Changes put in place: ${done}; the last one is` : "As they were at the start");
  }
}

function table(letters) {
  const cell = (text) => h("td", {}, text ?? "");
  return h("table", {},
    h("thead", {}, h("tr", {}, ["when", "place", "model", "error", "message", "times"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, letters.map((letter) => h("tr", {},
      cell(new Date(letter.lastFailedAt).toLocaleTimeString("en-GB")), cell(letter.at), cell(letter.model), cell(letter.error), cell(letter.message), cell(String(letter.attempts))))));
}
