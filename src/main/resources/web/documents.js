// The phone of an application that is not the demo: the last documents of each channel, as they are.

import { byId, h, keep, say } from "./dom.js";

const SHOWN = 3;
const FIELDS = 4;

const brief = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "–"));

export class Documents {
  constructor(store, lists) {
    Object.assign(this, { store, lists });
    byId("phone-body").replaceChildren();
  }

  words({ list, key, what }) {
    return `${list}: ${key} ${what === "gone" ? "is gone" : "has changed"}`;
  }

  draw() {
    keep(byId("phone-body"), this.lists, (list) => list.name,
      (list) => h("article", { class: "tile" }, h("h3", {}, list.name), h("p", { class: "quiet" }), h("div")),
      (tile, list) => this.#tile(tile, list));
  }

  #tile(tile, { name }) {
    const documents = [...this.store.list(name)].slice(-SHOWN).reverse();
    const [, count, rows] = tile.children;
    say(count, documents.length ? `${this.store.list(name).size} documents, of which these came last` : "no document that one may see");
    keep(rows, documents, ([key]) => key, () => h("dl", { class: "document" }), (row, [key, { node }]) => {
      const fields = Object.entries(node ?? {}).slice(0, FIELDS);
      const state = JSON.stringify([key, fields]);
      if (row.dataset.state === state) return;
      row.dataset.state = state;
      row.replaceChildren(...fields.flatMap(([field, value]) => [h("dt", {}, field), h("dd", {}, brief(value))]));
    });
  }
}
