// The view of the phone: one line, and all that shows what comes over it.

import { application } from "./application.js";
import { Documents } from "./documents.js";
import { byId, h, say } from "./dom.js";
import { Line } from "./line.js";
import { Phone } from "./phone.js";
import { Report } from "./report.js";
import { Store } from "./store.js";
import { Strip } from "./strip.js";
import { noToasts, toast } from "./toasts.js";

const HEARD = 7;
const STATES = { opening: "connecting", returning: "coming back", live: "live", cut: "cut", lost: "lost, and tried again", empty: "no channels" };
const DRAWN_EVERY_MS = 250;
const WHOLE_AFTER_MS = 700;

export class Live {
  #store = new Store();
  #strip = new Strip(byId("strip"));
  #count = 0;
  #liveSince = 0;
  #dirty = true;
  #hid = false;

  /** Begins; `application` says what there is. */
  constructor(application, person, way) {
    Object.assign(this, { application, person, way });
    byId("cut").onclick = () => (this.line.state === "cut" ? this.line.restore() : this.line.cut());
    // A browser opens six connections to a host, and a stream of events holds one: a tab that nobody sees gives them back.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.way === "events" && this.line.state !== "cut") {
        this.#hid = true;
        this.line.cut();
      } else if (!document.hidden && this.#hid) {
        this.#hid = false;
        this.line.restore();
      }
    });
    setInterval(() => this.#draw(), DRAWN_EVERY_MS);
    this.#begin();
  }

  /** Somebody else, or another way: nothing of the former stays. */
  become(person, way) {
    this.line.end();
    Object.assign(this, { person, way });
    this.#begin();
  }

  #begin() {
    this.#store.clearAll();
    this.#strip.clear();
    this.#count = 0;
    say(byId("heard-count"), "");
    noToasts();
    byId("heard").replaceChildren();
    byId("report").replaceChildren();
    say(byId("phone-who"), this.person);
    const { lists, demo } = this.application;
    this.phone = demo ? new Phone(this.#store, this.person) : new Documents(this.#store, lists);
    const isLive = () => this.line === line && line.state === "live";
    const report = new Report({ person: this.person, lists, store: this.#store, isLive });
    const line = new Line({
      person: this.person, way: this.way, lists,
      clear: (list) => this.#store.clear(list),
      change: (change, late) => this.#take(change, late, report),
      state: (state) => this.#become(state),
      leaving: async () => {
        await report.leaving();
        await this.#describe(line);
      },
      back: async (away) => {
        const shown = await report.back(away);
        if (shown && this.line === line) byId("report").replaceChildren(shown);
      },
    });
    this.line = line;
    line.open();
  }

  /** The application may be another one by now: what the line goes on with has to be in it. */
  async #describe(line) {
    const now = await application(this.person);
    if (this.line !== line || JSON.stringify(now) === JSON.stringify(this.application)) return;
    if (now.demo !== this.application.demo) {
      location.reload();
      return;
    }
    this.application = now;
    this.become(this.person, this.way);
  }

  #take(change, late, report) {
    const { before, now } = this.#store.apply(change);
    report.changed(change);
    this.#dirty = true;
    if (change.what === "item") return;
    say(byId("heard-count"), `${++this.#count} events`);
    this.#strip.event(change, late);
    this.#hear(change, now, late);
    const text = late ? "" : this.phone.words(change, before, now);
    if (text) toast(text);
  }

  #hear({ list, what, key }, now, late) {
    const heard = byId("heard");
    const state = what === "gone" ? "is not in the list any more" : (now?.status ?? now?.step ?? "").toLowerCase().replaceAll("_", " ");
    const eta = now?.etaSeconds ? `, ${now.etaSeconds} s` : "";
    heard.prepend(h("li", { class: late ? "late" : "" }, h("time", {}, new Date().toLocaleTimeString("en-GB")), h("b", {}, list), h("span", {}, `${key} ${state}${eta}`)));
    while (heard.children.length > HEARD) heard.lastElementChild.remove();
  }

  #become(state) {
    const cut = state === "cut";
    const { ways, lists } = this.application;
    if (state === "live") this.#liveSince = Date.now();
    if (state === "live" || cut || state === "lost") this.#strip.gap(state !== "live");
    byId("phone-state").className = `state ${state}`;
    say(byId("phone-state"), STATES[state]);
    say(byId("cut"), cut ? "Let it come back" : "Cut the line");
    say(byId("line-state"), cut
      ? "Cut. Events go on without this page; it keeps its place by a cursor. Wait as long as you like."
      : state === "live" ? `Open: ${ways[this.way]}, ${lists.length} ${lists.length === 1 ? "subscription" : "subscriptions"} as ${this.person}.`
      : state === "empty" ? "This application has no channels." : state === "lost" ? `Lost: ${this.line.reason}. It is tried again.` : "Opening.");
    this.#dirty = true;
  }

  #draw() {
    if (document.hidden) return;
    this.#strip.draw();
    const whole = this.line.state === "live" && Date.now() - this.#liveSince > WHOLE_AFTER_MS;
    if (!this.#dirty && !whole) return;
    this.#dirty = false;
    this.phone.draw(whole);
  }
}
