// Report after a reconnect: how many events were replayed, from which source, and whether any were lost.

import { h } from "./dom.js";
import { execute } from "./graphql.js";
import { grown, read } from "./metrics.js";
import { compare } from "./store.js";

const RECOVERIES = "howdah_push_recoveries_total";
/** How long changes that a query already contains may still be on their way to the page. */
const TIMEOUT_MS = 10_000;
const EVERY_MS = 250;
const SOURCES = { ring: "the replay buffer", stream: "the change stream", resync: "a new snapshot (resync)" };

/** Observes a disconnect and the replay after it. */
export class Report {
  #before = null;
  #changed = null;

  /** Only lists with a state query are compared. `isLive` returns whether the connection is live. */
  constructor({ person, lists, store, isLive }) {
    Object.assign(this, { person, store, isLive, lists: lists.filter((list) => list.state) });
  }

  /** Prepares for a reconnect: reads the counters before it. */
  async beforeReconnect() {
    this.#changed = null;
    this.#before = await read().catch(() => null);
  }

  changed({ list, key }) {
    this.#changed?.get(list)?.add(key);
  }

  /** Returns the sources of the replay by the process's counters, which include clients that reconnected at the same time. */
  async #sources() {
    const now = this.#before && (await read().catch(() => null));
    if (!now) return [];
    return Object.keys(SOURCES).filter((source) => grown(this.#before, now, RECOVERIES, { source }) > 0);
  }

  /**
   * Queries the current state once and compares it with the page. Changes that the query already contains may still be on their way,
   * so the comparison repeats until it matches or times out. Returns null if the connection ends meanwhile.
   */
  async compareWithQuery() {
    const changed = (this.#changed = new Map(this.lists.map(({ name }) => [name, new Set()])));
    try {
      const { data, errors } = await execute(this.person, `{ ${this.lists.map((list) => list.state).join(" ")} }`);
      if (!data) throw new Error(errors?.[0]?.message ?? "no response");
      const end = Date.now() + TIMEOUT_MS;
      for (;;) {
        if (this.#changed !== changed || !this.isLive()) return null;
        const found = this.#compare(data, changed);
        if (found.missing + found.behind + found.surplus === 0 || Date.now() >= end) return found;
        await new Promise((done) => setTimeout(done, EVERY_MS));
      }
    } finally {
      if (this.#changed === changed) this.#changed = null;
    }
  }

  #compare(data, changed) {
    const total = { same: 0, missing: 0, behind: 0, surplus: 0 };
    for (const { name } of this.lists) {
      const { nodes, pageInfo } = data[name];
      const one = compare(this.store.list(name), nodes, changed.get(name), pageInfo.hasNextPage);
      Object.keys(total).forEach((key) => (total[key] += one[key]));
    }
    return total;
  }

  /** Returns the element that describes an outage; null if the connection ends before the report is complete. */
  async create(outage) {
    const sources = await this.#sources();
    const found = this.lists.length ? await this.compareWithQuery().catch(() => undefined) : undefined;
    if (found === null || !this.isLive()) return null;
    const from = sources.map((source) => SOURCES[source]).join(" and ");
    const lost = found ? found.missing + found.behind + found.surplus : 0;
    const paragraphs = [
      h("p", { class: "big" }, `${outage.replayed} missed ${outage.replayed === 1 ? "event" : "events"} replayed`, from ? ` from ${from}` : ""),
      h("p", {}, `Disconnected for ${((outage.until - outage.since) / 1000).toFixed(1)} s. `,
        outage.resync && !sources.includes("resync") ? "The page read the state again. " : "",
        this.lists.length ? verdict(found, lost) : outage.resync ? "" : "Each channel confirms a complete replay: nothing is missing."),
    ];
    return h("div", { class: lost ? "report bad" : "report good" }, ...paragraphs);
  }
}

function verdict(found, lost) {
  if (!found) return "Not compared with the current state: the query failed.";
  if (lost) return `Compared with a fresh query: ${found.missing} missing, ${found.behind} outdated, ${found.surplus} that should be gone.`;
  return h("strong", {}, `Nothing was lost: a fresh query returns the same ${found.same} documents in the same versions.`);
}
