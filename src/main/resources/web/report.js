// What the page says when the line is back: how much it caught up with, from where, and whether anything is lost.

import { h } from "./dom.js";
import { ask } from "./graphql.js";
import { grown, read } from "./metrics.js";
import { compare } from "./store.js";

const RECOVERIES = "howdah_push_recoveries_total";
/** For as long what a query knows may be under way to the page. */
const PATIENCE_MS = 10_000;
const EVERY_MS = 250;
const SOURCES = { ring: "the ring in memory", stream: "the change stream", resync: "a new snapshot (resync)" };

/** Sees what becomes of a cut. */
export class Report {
  #before = null;
  #changed = null;

  /** Of lists that have no query for their state nothing is compared. `isLive` tells whether the line is. */
  constructor({ person, lists, store, isLive }) {
    Object.assign(this, { person, store, isLive, lists: lists.filter((list) => list.state) });
  }

  /** Just before the line comes again. */
  async leaving() {
    this.#changed = null;
    this.#before = await read().catch(() => null);
  }

  changed({ list, key }) {
    this.#changed?.get(list)?.add(key);
  }

  /** Where it came from, as the process counts it: each of the page's lists once, and whoever came back at the same time. */
  async #sources() {
    const now = this.#before && (await read().catch(() => null));
    if (!now) return [];
    return Object.keys(SOURCES).filter((source) => grown(this.#before, now, RECOVERIES, { source }) > 0);
  }

  /**
   * Asks once what there is, and compares: nothing of that may be missing or older. What the answer knows may still be under way,
   * so that it is waited for before it is called lost. Returns null if the line leaves again meanwhile.
   */
  async compared() {
    const changed = (this.#changed = new Map(this.lists.map(({ name }) => [name, new Set()])));
    try {
      const { data, errors } = await ask(this.person, `{ ${this.lists.map((list) => list.state).join(" ")} }`);
      if (!data) throw new Error(errors?.[0]?.message ?? "no answer");
      const end = Date.now() + PATIENCE_MS;
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

  /** What to show of a time away, null if the line is away again before that can be said. */
  async back(away) {
    const sources = await this.#sources();
    const found = this.lists.length ? await this.compared().catch(() => undefined) : undefined;
    if (found === null || !this.isLive()) return null;
    const from = sources.map((source) => SOURCES[source]).join(" and ");
    const lost = found ? found.missing + found.behind + found.surplus : 0;
    const said = [
      h("p", { class: "big" }, `${away.caught} ${away.caught === 1 ? "event" : "events"} caught up`, from ? ` from ${from}` : ""),
      h("p", {}, `The line was away for ${((away.until - away.since) / 1000).toFixed(1)} s. `,
        away.resync && !sources.includes("resync") ? "The state was read anew. " : "",
        this.lists.length ? verdict(found, lost) : away.resync ? "" : "Each channel says that it has recovered: nothing is missing."),
    ];
    return h("div", { class: lost ? "report bad" : "report good" }, ...said);
  }
}

function verdict(found, lost) {
  if (!found) return "What is there now could not be asked, so it was not compared.";
  if (lost) return `Compared with a fresh query: ${found.missing} missing, ${found.behind} behind, ${found.surplus} that should have gone.`;
  return h("strong", {}, `Nothing was lost: a fresh query has the same ${found.same} documents, in the same versions.`);
}
