// The line between the page and the process: it is opened, cut, lost, and comes again from its cursors.

import { openChannels, openEvents } from "./events.js";
import { openSocket } from "./socket.js";

const WAYS = { socket: openSocket, events: openEvents, channels: openChannels };
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 10_000;
/** A line that has been live for so long has come back; one that is lost before that is waited for longer each time. */
const STEADY_MS = 5_000;
/** A list that is told nothing for so long after its return has caught up. */
const QUIET_MS = 1_500;

export class Line {
  #cursors = new Map();
  /** Lists of which a snapshot is under way: there is no place in it to go on from. */
  #partial = new Set();
  #close = () => {};
  #timer;
  #steady;
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
    this.#halt();
    const { person, lists, way } = this.#options;
    if (lists.length === 0) {
      this.#lose("this application has no channels", "empty");
      return;
    }
    this.#become(this.#away ? "returning" : "opening");
    this.#close = WAYS[way]({
      person, lists, cursors: this.#cursors,
      heard: (change) => this.#hear(change),
      ended: (reason) => this.#lose(reason),
    });
  }

  /** Ends it for good. */
  end() {
    this.#halt();
    this.state = "ended";
  }

  cut() {
    this.#halt();
    this.#leave();
    this.#become("cut");
  }

  async restore() {
    if (this.state === "cut") await this.#come();
  }

  #halt() {
    clearTimeout(this.#timer);
    clearTimeout(this.#steady);
    this.#close();
    this.#close = () => {};
    this.#ready.clear();
    this.#catchingUp.forEach(({ timer }) => clearTimeout(timer));
    this.#catchingUp.clear();
  }

  #leave() {
    this.#away ??= { since: Date.now(), caught: 0, resync: false };
  }

  #become(state) {
    this.state = state;
    this.#options.state(state);
  }

  /** Opens it again, unless something else becomes of it meanwhile. */
  async #come() {
    const { state } = this;
    try {
      await this.#options.leaving();
      if (this.state === state) this.open();
    } catch (error) {
      if (this.state === state) this.#lose(error.message);
    }
  }

  #lose(reason, state = "lost") {
    if (this.state === "live") this.#leave();
    this.#halt();
    this.reason = reason;
    this.#become(state);
    const told = /retry in (\d+) ms/.exec(reason)?.[1];
    this.#timer = setTimeout(() => this.#come(), told ? Number(told) : this.#wait * (0.5 + Math.random()));
    if (!told) this.#wait = Math.min(this.#wait * 2, MAX_WAIT_MS);
  }

  #hear(change) {
    const { list, what, cursor, recovered } = change;
    if (what === "resync") {
      this.#again();
      return;
    }
    if (what === "begin" || (what === "ready" && !recovered)) {
      this.#cursors.delete(list);
      this.#partial.add(list);
      this.#options.clear(list);
    } else if (what === "end" || what === "ready") this.#partial.delete(list);
    if (cursor && what !== "item" && !this.#partial.has(list)) this.#cursors.set(list, cursor);
    if (what === "ready") this.#begin(change);
    else if (what === "end") this.#catchUp(list);
    else if (what === "item" || what === "put" || what === "gone") this.#options.change(change, this.#isLate(change));
  }

  #begin({ list, recovered }) {
    if (this.#away) {
      this.#away.resync ||= !recovered;
      const catching = { since: Date.now(), unsure: 0, recovered };
      this.#catchingUp.set(list, catching);
      if (recovered) this.#whenQuiet(list, catching);
    }
    this.#ready.add(list);
    if (this.#ready.size < this.#options.lists.length) return;
    this.#become("live");
    if (this.#away) this.#away.until = Date.now();
    this.#steady = setTimeout(() => (this.#wait = FIRST_WAIT_MS), STEADY_MS);
  }

  /** Everything may have changed: all begins anew, since one list cannot go on without the others. */
  #again() {
    this.#halt();
    this.#leave();
    this.#away.resync = true;
    this.#cursors.clear();
    this.#become("returning");
    this.#come();
  }

  /**
   * Whether a change is one that was missed. The first that happened since the return says that its list has caught up. One that
   * tells no time, as of a document that has gone, is counted when one that was missed comes after it, or none at all.
   */
  #isLate({ list, what, time }) {
    const catching = this.#catchingUp.get(list);
    if (!catching?.recovered || what === "item") return false;
    if (time && Date.parse(time) >= catching.since) {
      catching.unsure = 0;
      this.#catchUp(list);
      return false;
    }
    catching.unsure++;
    if (time) this.#count(catching);
    this.#whenQuiet(list, catching);
    return true;
  }

  #whenQuiet(list, catching) {
    clearTimeout(catching.timer);
    catching.timer = setTimeout(() => this.#catchUp(list), QUIET_MS);
  }

  #count(catching) {
    this.#away.caught += catching.unsure;
    catching.unsure = 0;
  }

  /** A list has caught up: the last one ends the time away. */
  #catchUp(list) {
    const catching = this.#catchingUp.get(list);
    if (!catching) return;
    clearTimeout(catching.timer);
    this.#count(catching);
    this.#catchingUp.delete(list);
    if (this.#catchingUp.size > 0 || this.state !== "live") return;
    const away = this.#away;
    this.#away = null;
    this.#options.back(away);
  }
}
