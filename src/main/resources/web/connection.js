// Connection between the page and the process: opens, disconnects, detects losses, and resumes from the cursors.

import { openChannels, openEvents } from "./events.js";
import { openSocket } from "./socket.js";

const TRANSPORTS = { socket: openSocket, events: openEvents, channels: openChannels };
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 10_000;
/** A connection that stays live this long resets the backoff. */
const STEADY_MS = 5_000;
/** A list without events for this long after a reconnect has caught up. */
const QUIET_MS = 1_500;

export class Connection {
  #cursors = new Map();
  /** Lists with an unfinished snapshot: they cannot resume from a cursor within it. */
  #partial = new Set();
  #closeTransport = () => {};
  #timer;
  #steady;
  #wait = FIRST_WAIT_MS;
  #options;
  #ready = new Set();
  #catchingUp = new Map();
  #outage = null;

  /**
   * @param options person, transport (a name of TRANSPORTS), lists; and callbacks: `clear(list)`, `change(change, late)`,
   *   `state(state)`, `beforeReconnect()`, and `caughtUp(outage)` after the replay.
   */
  constructor(options) {
    this.#options = options;
    this.state = "opening";
  }

  open() {
    this.#close();
    const { person, lists, transport } = this.#options;
    if (lists.length === 0) {
      this.#lose("this application has no channels", "empty");
      return;
    }
    this.#setState(this.#outage ? "returning" : "opening");
    this.#closeTransport = TRANSPORTS[transport]({
      person, lists, cursors: this.#cursors,
      onChange: (change) => this.#receive(change),
      onEnd: (reason) => this.#lose(reason),
    });
  }

  /** Closes the connection for good. */
  end() {
    this.#close();
    this.state = "ended";
  }

  cut() {
    this.#close();
    this.#startOutage();
    this.#setState("cut");
  }

  async restore() {
    if (this.state === "cut") await this.#reconnect();
  }

  #close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#steady);
    this.#closeTransport();
    this.#closeTransport = () => {};
    this.#ready.clear();
    this.#catchingUp.forEach(({ timer }) => clearTimeout(timer));
    this.#catchingUp.clear();
  }

  #startOutage() {
    this.#outage ??= { since: Date.now(), replayed: 0, resync: false };
  }

  #setState(state) {
    this.state = state;
    this.#options.state(state);
  }

  /** Reconnects, unless the state changes meanwhile. */
  async #reconnect() {
    const { state } = this;
    try {
      await this.#options.beforeReconnect();
      if (this.state === state) this.open();
    } catch (error) {
      if (this.state === state) this.#lose(error.message);
    }
  }

  #lose(reason, state = "lost") {
    if (this.state === "live") this.#startOutage();
    this.#close();
    this.reason = reason;
    this.#setState(state);
    const wait = /retry in (\d+) ms/.exec(reason)?.[1];
    this.#timer = setTimeout(() => this.#reconnect(), wait ? Number(wait) : this.#wait * (0.5 + Math.random()));
    if (!wait) this.#wait = Math.min(this.#wait * 2, MAX_WAIT_MS);
  }

  #receive(change) {
    const { list, what, cursor, recovered } = change;
    if (what === "resync") {
      this.#resync();
      return;
    }
    if (what === "begin" || (what === "ready" && !recovered)) {
      this.#cursors.delete(list);
      this.#partial.add(list);
      this.#options.clear(list);
    } else if (what === "end" || what === "ready") this.#partial.delete(list);
    if (cursor && what !== "item" && !this.#partial.has(list)) this.#cursors.set(list, cursor);
    if (what === "ready") this.#onReady(change);
    else if (what === "end") this.#catchUp(list);
    else if (what === "item" || what === "put" || what === "gone") this.#options.change(change, this.#isLate(change));
  }

  #onReady({ list, recovered }) {
    if (this.#outage) {
      this.#outage.resync ||= !recovered;
      const replay = { since: Date.now(), unsure: 0, recovered };
      this.#catchingUp.set(list, replay);
      if (recovered) this.#whenQuiet(list, replay);
    }
    this.#ready.add(list);
    if (this.#ready.size < this.#options.lists.length) return;
    this.#setState("live");
    if (this.#outage) this.#outage.until = Date.now();
    this.#steady = setTimeout(() => (this.#wait = FIRST_WAIT_MS), STEADY_MS);
  }

  /** Starts again with snapshots of all lists: a single list cannot restart alone. */
  #resync() {
    this.#close();
    this.#startOutage();
    this.#outage.resync = true;
    this.#cursors.clear();
    this.#setState("returning");
    this.#reconnect();
  }

  /**
   * Returns whether a change was missed during the outage. The first change with a time after the reconnect shows that its list has
   * caught up. A change without a time, such as a deletion, counts as missed if a missed change or silence follows.
   */
  #isLate({ list, what, time }) {
    const replay = this.#catchingUp.get(list);
    if (!replay?.recovered || what === "item") return false;
    if (time && Date.parse(time) >= replay.since) {
      replay.unsure = 0;
      this.#catchUp(list);
      return false;
    }
    replay.unsure++;
    if (time) this.#count(replay);
    this.#whenQuiet(list, replay);
    return true;
  }

  #whenQuiet(list, replay) {
    clearTimeout(replay.timer);
    replay.timer = setTimeout(() => this.#catchUp(list), QUIET_MS);
  }

  #count(replay) {
    this.#outage.replayed += replay.unsure;
    replay.unsure = 0;
  }

  /** Marks a list as caught up; the last one ends the outage. */
  #catchUp(list) {
    const replay = this.#catchingUp.get(list);
    if (!replay) return;
    clearTimeout(replay.timer);
    this.#count(replay);
    this.#catchingUp.delete(list);
    if (this.#catchingUp.size > 0 || this.state !== "live") return;
    const outage = this.#outage;
    this.#outage = null;
    this.#options.caughtUp(outage);
  }
}
