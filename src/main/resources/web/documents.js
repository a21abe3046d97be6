// The phone for applications other than the demo: the latest documents of each channel, field by field.

import { byId, h, keep, setText } from "./dom.js";

const SHOWN = 3;
const FIELDS = 4;

const brief = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "–"));

export class Documents {
  constructor(store, lists) {
    Object.assign(this, { store, lists });
    byId("phone-body").replaceChildren();
  }

  words({ list, key, what }) {
    return `${list}: ${key} ${what === "gone" ? "was removed" : "changed"}`;
  }

  draw() {
    keep(byId("phone-body"), this.lists, (list) => list.name,
      (list) => h("article", { class: "tile" }, h("h3", {}, list.name), h("p", { class: "quiet" }), h("div")),
      (tile, list) => this.#tile(tile, list));
  }

  #tile(tile, { name }) {
    const documents = [...this.store.list(name)].slice(-SHOWN).reverse();
    const [, count, rows] = tile.children;
    setText(count, documents.length ? `${this.store.list(name).size} documents; the latest ${documents.length}:` : "no documents visible to this user");
    keep(rows, documents, ([key]) => key, () => h("dl", { class: "document" }), (row, [key, { node }]) => {
      const fields = Object.entries(node ?? {}).slice(0, FIELDS);
      const state = JSON.stringify([key, fields]);
      if (row.dataset.state === state) return;
      row.dataset.state = state;
      row.replaceChildren(...fields.flatMap(([field, value]) => [h("dt", {}, field), h("dd", {}, brief(value))]));
    });
  }
}
