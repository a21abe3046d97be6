// The view "Phone": one connection, and everything that shows its events.

import { application } from "./application.js";
import { Connection } from "./connection.js";
import { Documents } from "./documents.js";
import { byId, h, setText } from "./dom.js";
import { Phone } from "./phone.js";
import { Report } from "./report.js";
import { Store } from "./store.js";
import { Strip } from "./strip.js";
import { noToasts, toast } from "./toasts.js";

const MAX_EVENTS = 7;
const STATES = { opening: "connecting", returning: "reconnecting", live: "live", cut: "disconnected", lost: "lost, retrying", empty: "no channels" };
const DRAW_INTERVAL_MS = 250;
/** The first documents have arrived this long after the connection is live. */
const COMPLETE_AFTER_MS = 700;

export class Live {
  #store = new Store();
  #strip = new Strip(byId("strip"));
  #count = 0;
  #liveSince = 0;
  #dirty = true;
  #hidden = false;

  /** Connects; `application` is the result of application.js. */
  constructor(application, person, transport) {
    Object.assign(this, { application, person, transport });
    byId("cut").onclick = () => (this.connection.state === "cut" ? this.connection.restore() : this.connection.cut());
    // A browser opens at most six HTTP/1.1 connections per host, and each event stream takes one: hidden tabs release theirs.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.transport === "events" && this.connection.state !== "cut") {
        this.#hidden = true;
        this.connection.cut();
      } else if (!document.hidden && this.#hidden) {
        this.#hidden = false;
        this.connection.restore();
      }
    });
    setInterval(() => this.#draw(), DRAW_INTERVAL_MS);
    this.#connect();
  }

  /** Switches the user or the transport, and clears everything on the page. */
  switchTo(person, transport) {
    this.connection.end();
    Object.assign(this, { person, transport });
    this.#connect();
  }

  #connect() {
    this.#store.clearAll();
    this.#strip.clear();
    this.#count = 0;
    setText(byId("heard-count"), "");
    noToasts();
    byId("heard").replaceChildren();
    byId("report").replaceChildren();
    setText(byId("phone-who"), this.person);
    const { lists, demo } = this.application;
    this.phone = demo ? new Phone(this.#store, this.person) : new Documents(this.#store, lists);
    const isLive = () => this.connection === connection && connection.state === "live";
    const report = new Report({ person: this.person, lists, store: this.#store, isLive });
    const connection = new Connection({
      person: this.person, transport: this.transport, lists,
      clear: (list) => this.#store.clear(list),
      change: (change, late) => this.#apply(change, late, report),
      state: (state) => this.#showState(state),
      beforeReconnect: async () => {
        await report.beforeReconnect();
        await this.#describe(connection);
      },
      caughtUp: async (outage) => {
        const shown = await report.create(outage);
        if (shown && this.connection === connection) byId("report").replaceChildren(shown);
      },
    });
    this.connection = connection;
    connection.open();
  }

  /** Switches to the current description of the application, which may have changed since the last connection. */
  async #describe(connection) {
    const now = await application(this.person);
    if (this.connection !== connection || JSON.stringify(now) === JSON.stringify(this.application)) return;
    if (now.demo !== this.application.demo) {
      location.reload();
      return;
    }
    this.application = now;
    this.switchTo(this.person, this.transport);
  }

  #apply(change, late, report) {
    const { before, now } = this.#store.apply(change);
    report.changed(change);
    this.#dirty = true;
    if (change.what === "item") return;
    setText(byId("heard-count"), `${++this.#count} events`);
    this.#strip.event(change, late);
    this.#list(change, now, late);
    const text = late ? "" : this.phone.words(change, before, now);
    if (text) toast(text);
  }

  #list({ list, what, key }, now, late) {
    const events = byId("heard");
    const state = what === "gone" ? "left the list" : (now?.status ?? now?.step ?? "").toLowerCase().replaceAll("_", " ");
    const eta = now?.etaSeconds ? `, ${now.etaSeconds} s` : "";
    events.prepend(h("li", { class: late ? "late" : "" }, h("time", {}, new Date().toLocaleTimeString("en-GB")), h("b", {}, list), h("span", {}, `${key} ${state}${eta}`)));
    while (events.children.length > MAX_EVENTS) events.lastElementChild.remove();
  }

  #showState(state) {
    const cut = state === "cut";
    const { transports, lists } = this.application;
    if (state === "live") this.#liveSince = Date.now();
    if (state === "live" || cut || state === "lost") this.#strip.gap(state !== "live");
    byId("phone-state").className = `state ${state}`;
    setText(byId("phone-state"), STATES[state]);
    setText(byId("cut"), cut ? "Reconnect" : "Disconnect");
    setText(byId("line-state"), cut
      ? "Disconnected. Events continue without this page. It keeps a cursor for each list and receives what it missed when you reconnect."
      : state === "live" ? `Connected: ${transports[this.transport]}, ${lists.length} ${lists.length === 1 ? "subscription" : "subscriptions"} as ${this.person}.`
      : state === "empty" ? "This application has no channels." : state === "lost" ? `Connection lost: ${this.connection.reason}. Retrying.` : "Connecting.");
    this.#dirty = true;
  }

  #draw() {
    if (document.hidden) return;
    this.#strip.draw();
    const complete = this.connection.state === "live" && Date.now() - this.#liveSince > COMPLETE_AFTER_MS;
    if (!this.#dirty && !complete) return;
    this.#dirty = false;
    this.phone.draw(complete);
  }
}
