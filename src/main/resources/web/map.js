// Map of an invented town with an approaching taxi. The ride's remaining time decides how far along its route the taxi is.

import { svg } from "./dom.js";

const WIDTH = 320, HEIGHT = 176;
const YOU = [228, 104];
const ROUTES = [
  "M20 28 H84 V68 H156 V104 H228",
  "M300 22 H268 V56 H196 V140 H228 V104",
  "M24 150 H108 V104 H228",
  "M300 156 H268 V68 H228 V104",
];
const STREETS = ["M0 28 H320", "M0 68 H320", "M0 104 H320", "M0 140 H320", "M36 0 V176", "M84 0 V176", "M108 0 V176", "M156 0 V176", "M196 0 V176", "M228 0 V176", "M268 0 V176"];
/** A taxi that needs longer than this is at the start of its route. */
const FAR_SECONDS = 420;
const MOVE_MS = 900;
const still = matchMedia("(prefers-reduced-motion: reduce)");

const hash = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);

export class RideMap {
  #at = 0;
  #from = 0;
  #to = 0;
  #startedAt = 0;
  #ride = "";

  constructor() {
    this.way = svg("path", { class: "way" });
    this.done = svg("path", { class: "way done" });
    this.taxi = svg("g", { class: "taxi" },
      svg("circle", { r: 11 }),
      svg("path", { d: "M-5.5 2.5 v-2.5 l1.5 -3.5 h8 l1.5 3.5 v2.5 z M-3.5 3.2 v1.3 M3.5 3.2 v1.3" }));
    this.you = svg("g", { class: "you", transform: `translate(${YOU.join(" ")})` }, svg("circle", { class: "halo", r: 14 }), svg("circle", { r: 6 }));
    this.element = svg("svg", { class: "map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
      svg("rect", { class: "ground", width: WIDTH, height: HEIGHT }),
      svg("path", { class: "park", d: "M112 8 h40 v56 h-40 z M272 108 h48 v28 h-48 z M0 108 h32 v28 h-32 z" }),
      svg("path", { class: "water", d: "M-10 92 C 60 70, 70 128, 132 122 S 214 170, 330 150" }),
      ...STREETS.map((d) => svg("path", { class: "street", d })),
      this.way, this.done, this.you, this.taxi);
  }

  show({ id, etaSeconds, status, driverName }) {
    const waiting = etaSeconds === null || etaSeconds === undefined;
    const share = waiting ? 0 : status === "ARRIVED" ? 1 : Math.max(0.02, 1 - etaSeconds / FAR_SECONDS);
    if (id !== this.#ride) {
      this.#ride = id;
      const d = ROUTES[hash(id) % ROUTES.length];
      this.way.setAttribute("d", d);
      this.done.setAttribute("d", d);
      this.length = this.way.getTotalLength();
      this.#at = share;
    }
    this.taxi.classList.toggle("away", waiting);
    this.element.setAttribute("aria-label", waiting ? "Map: no taxi yet" : `Map: ${driverName}'s taxi is ${etaSeconds} seconds away`);
    this.#from = this.#at;
    this.#to = share;
    this.#startedAt = performance.now();
    if (still.matches) this.#moveTaxiTo(share);
    else requestAnimationFrame((now) => this.#move(now));
  }

  #move(now) {
    const done = Math.min(1, Math.max(0, (now - this.#startedAt) / MOVE_MS));
    this.#moveTaxiTo(this.#from + (this.#to - this.#from) * done);
    if (done < 1) requestAnimationFrame((next) => this.#move(next));
  }

  #moveTaxiTo(share) {
    this.#at = share;
    const { x, y } = this.way.getPointAtLength(this.length * share);
    this.taxi.setAttribute("transform", `translate(${x} ${y})`);
    this.done.style.strokeDasharray = `${this.length * share} ${this.length}`;
  }
}
