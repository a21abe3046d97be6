// What the page says when the line is back: how much it caught up with, from where, and whether anything is lost.

import { h } from "./dom.js";
import { ask } from "./graphql.js";
import { grown, read } from "./metrics.js";
import { compare } from "./store.js";

const RECOVERIES = "howdah_push_recoveries_total";
const SOURCES = { ring: "the ring in memory", stream: "the change stream", resync: "a new snapshot (resync)" };

/** Sees what becomes of a cut. */
export class Report {
  #before = null;
  #touched = null;

  /** Of lists that have no query for their state nothing is compared. */
  constructor({ person, lists, store }) {
    Object.assign(this, { person, store, lists: lists.filter((list) => list.state) });
  }

  /** Just before the line comes again. */
  async leaving() {
    this.#before = await read().catch(() => null);
  }

  changed({ key }) {
    this.#touched?.add(key);
  }

  /** Where it came from, as the process counts it: each of the page's lists once, and whoever came back at the same time. */
  async #sources() {
    const now = this.#before && (await read().catch(() => null));
    if (!now) return [];
    return Object.keys(SOURCES).filter((source) => grown(this.#before, now, RECOVERIES, { source }) > 0);
  }

  /** Asks what there is, and compares: nothing may be missing or older than that. */
  async #check() {
    this.#touched = new Set();
    const { data, errors } = await ask(this.person, `{ ${this.lists.map((list) => list.state).join(" ")} }`);
    if (!data) throw new Error(errors?.[0]?.message ?? "no answer");
    const total = { same: 0, missing: 0, behind: 0, surplus: 0 };
    for (const { name } of this.lists) {
      const one = compare(this.store.list(name), data[name].nodes, this.#touched);
      Object.keys(total).forEach((key) => (total[key] += one[key]));
    }
    this.#touched = null;
    return total;
  }

  /** What the answer knows may still be under way: it is looked at again before anything is called lost. */
  async #verdict() {
    let found;
    for (let i = 0; i < 4; i++) {
      found = await this.#check();
      if (found.missing + found.behind + found.surplus === 0) return found;
      await new Promise((done) => setTimeout(done, 500));
    }
    return found;
  }

  /** What to show of a time away. */
  async back(away) {
    const sources = await this.#sources();
    const found = this.lists.length ? await this.#verdict().catch(() => null) : null;
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
