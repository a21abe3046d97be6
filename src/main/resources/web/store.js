// The documents that one holds: what the changes of the lists have made of them.

export class Store {
  #lists = new Map();

  list(name) {
    if (!this.#lists.has(name)) this.#lists.set(name, new Map());
    return this.#lists.get(name);
  }

  documents(name) {
    return [...this.list(name).values()].map((held) => held.node);
  }

  /** Forgets a list. */
  clear(name) {
    this.list(name).clear();
  }

  clearAll() {
    this.#lists.clear();
  }

  /**
   * Takes a change; one that is older than what is held of its document is dropped.
   * Returns the document as it was before, and as it is now.
   */
  apply({ list, what, key, version, node }) {
    const documents = this.list(list);
    const before = documents.get(key);
    if (what === "gone") documents.delete(key);
    // A version that is no number is compared with nothing: changes of one key come in their order.
    else if (!before || !(Number(version) < Number(before.version))) {
      // A key that is known would keep its place, and what came last is to be the last.
      documents.delete(key);
      documents.set(key, { version, node });
    }
    return { before: before?.node, now: documents.get(key)?.node };
  }
}

/**
 * Compares what is held with what a query has answered: `missing` and `behind` are lost, `surplus` should have gone.
 * `changed` are the keys that have changed since the query was sent: of these the query may know less, never more. If there is
 * `more` than was answered, what is held beside may be in that.
 */
export function compare(held, answered, changed, more = false) {
  const result = { same: 0, missing: 0, behind: 0, surplus: 0 };
  const seen = new Set();
  for (const { id, version } of answered) {
    seen.add(id);
    const mine = held.get(id);
    if (!mine) result.missing += changed.has(id) ? 0 : 1;
    else if (Number(mine.version) < Number(version)) result.behind++;
    else result.same++;
  }
  if (!more) for (const key of held.keys()) if (!seen.has(key) && !changed.has(key)) result.surplus++;
  return result;
}
