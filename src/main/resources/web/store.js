// The documents on the page, kept current by the changes of the lists.

export class Store {
  #lists = new Map();

  list(name) {
    if (!this.#lists.has(name)) this.#lists.set(name, new Map());
    return this.#lists.get(name);
  }

  documents(name) {
    return [...this.list(name).values()].map(({ node }) => node);
  }

  /** Removes all documents of a list. */
  clear(name) {
    this.list(name).clear();
  }

  clearAll() {
    this.#lists.clear();
  }

  /**
   * Applies a change, unless the stored document is newer.
   * Returns the document before and after the change.
   */
  apply({ list, what, key, version, node }) {
    const documents = this.list(list);
    const before = documents.get(key);
    if (what === "gone") documents.delete(key);
    // Versions that are not numbers are not compared: changes of one key arrive in order.
    else if (!before || !(Number(version) < Number(before.version))) {
      // Deleting first moves the key to the end of the map: the latest change is last.
      documents.delete(key);
      documents.set(key, { version, node });
    }
    return { before: before?.node, now: documents.get(key)?.node };
  }
}

/**
 * Compares the documents on the page with the result of a query. `missing` and `behind` count lost changes, `surplus` counts
 * documents that should be gone. The result may be older for the keys in `changed`, which changed since the query was sent. If the
 * query has `more` pages, documents outside the result are not surplus.
 */
export function compare(documents, nodes, changed, more = false) {
  const result = { same: 0, missing: 0, behind: 0, surplus: 0 };
  const seen = new Set();
  for (const { id, version } of nodes) {
    seen.add(id);
    const mine = documents.get(id);
    if (!mine) result.missing += changed.has(id) ? 0 : 1;
    else if (Number(mine.version) < Number(version)) result.behind++;
    else result.same++;
  }
  if (!more) for (const key of documents.keys()) if (!seen.has(key) && !changed.has(key)) result.surplus++;
  return result;
}
