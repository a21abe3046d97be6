// Strip of the last minute: live events, replayed events, and gaps without a connection.

import { svg } from "./dom.js";

const SECONDS = 60;
const WIDTH = 600;
const LANES = { rides: 12, deliveries: 32, prescriptions: 52 };
const MAX_EVENTS = 500;

export class Strip {
  #events = [];
  #gaps = [];

  constructor(element) {
    this.element = element;
  }

  event({ list, time }, late) {
    const at = Date.parse(time);
    if (!Number.isFinite(at)) return;
    this.#events.push({ at, late, lane: LANES[list] ?? 32 });
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
  }

  /** Starts a gap, or ends the current one. */
  gap(open) {
    const last = this.#gaps.at(-1);
    if (open && (!last || last.to)) this.#gaps.push({ from: Date.now(), to: 0 });
    else if (!open && last && !last.to) last.to = Date.now();
  }

  clear() {
    this.#events = [];
    this.#gaps = [];
  }

  draw() {
    const now = Date.now(), begin = now - SECONDS * 1000;
    const x = (at) => Math.max(0, ((at - begin) / 1000) * (WIDTH / SECONDS));
    this.#events = this.#events.filter((event) => event.at > begin);
    this.#gaps = this.#gaps.filter((gap) => !gap.to || gap.to > begin);
    this.element.replaceChildren(
      ...this.#gaps.map(({ from, to }) => svg("rect", { class: "gap", x: x(from), y: 0, width: Math.max(1, x(to || now) - x(from)), height: 64 })),
      ...this.#events.map(({ at, late, lane }) => svg("rect", { class: late ? "tick late" : "tick", x: x(at), y: lane - 8, width: 2.5, height: 16 })),
    );
  }
}
