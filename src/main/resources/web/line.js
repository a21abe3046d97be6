// The line between the page and the process: it is opened, cut, lost, and comes again from its cursors.

import { openChannels, openEvents } from "./events.js";
import { openSocket } from "./socket.js";

const WAYS = { socket: openSocket, events: openEvents, channels: openChannels };
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** For as long after its return a list may catch up; a change that happened after the return ends it at once. */
const CATCHING_UP_MS = 1_500;

export class Line {
  #cursors = new Map();
  #close = () => {};
  #timer;
  #wait = FIRST_WAIT_MS;
  #options;
  #ready = new Set();
  #catchingUp = new Map();
  #away = null;

  /**
   * @param options person, way (a name of WAYS), lists; and what is told: `clear(list)`, `change(change, late)`,
   *   `state(state)`, `leaving()` before it comes again, `back(away)` when it has caught up.
   */
  constructor(options) {
    this.#options = options;
    this.state = "opening";
  }

  open() {
    clearTimeout(this.#timer);
    this.#close();
    this.#ready.clear();
    this.#become(this.#away ? "returning" : "opening");
    const { person, lists, way } = this.#options;
    this.#close = WAYS[way]({
      person, lists, cursors: this.#cursors,
      heard: (change) => this.#hear(change),
      ended: (reason) => this.#lose(reason),
    });
  }

  /** Ends it for good. */
  end() {
    clearTimeout(this.#timer);
    this.#close();
    this.state = "ended";
  }

  cut() {
    clearTimeout(this.#timer);
    this.#close();
    this.#leave();
    this.#become("cut");
  }

  async restore() {
    await this.#options.leaving();
    if (this.state === "cut") this.open();
  }

  #leave() {
    this.#away ??= { since: Date.now(), caught: 0, resync: false };
  }

  #become(state) {
    this.state = state;
    this.#options.state(state);
  }

  #lose(reason) {
    if (this.state === "live") this.#leave();
    this.reason = reason;
    this.#become("lost");
    this.#timer = setTimeout(async () => {
      await this.#options.leaving();
      if (this.state === "lost") this.open();
    }, this.#wait * (0.5 + Math.random()));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #hear(change) {
    const { list, what, cursor } = change;
    this.#wait = FIRST_WAIT_MS;
    if (what !== "item") this.#cursors.set(list, cursor);
    if (what === "ready") this.#begin(change);
    else if (what === "begin") this.#options.clear(list);
    else if (what === "resync") this.#again(list);
    else if (what === "item" || what === "put" || what === "gone") this.#options.change(change, this.#isLate(change));
  }

  #begin({ list, recovered }) {
    if (!recovered) {
      this.#options.clear(list);
      if (this.#away) this.#away.resync = true;
    } else if (this.#away) this.#catchingUp.set(list, Date.now());
    this.#ready.add(list);
    if (this.#ready.size < this.#options.lists.length) return;
    this.#become("live");
    const away = this.#away;
    if (!away) return;
    away.until = Date.now();
    setTimeout(() => {
      this.#catchingUp.clear();
      if (this.#away !== away || this.state !== "live") return;
      this.#away = null;
      this.#options.back(away);
    }, CATCHING_UP_MS);
  }

  /** Everything may have changed: the list begins anew. */
  #again(list) {
    this.#leave();
    this.#away.resync = true;
    this.#cursors.delete(list);
    this.open();
  }

  /** Whether a change is one that was missed. The first that happened since the return says that its list has caught up. */
  #isLate({ list, what, time }) {
    const since = this.#catchingUp.get(list);
    if (since === undefined || what === "item") return false;
    if (time && Date.parse(time) >= since) {
      this.#catchingUp.delete(list);
      return false;
    }
    this.#away.caught++;
    return true;
  }
}
