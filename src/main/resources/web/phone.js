// The phone: a ride that draws near, a meal's steps, medicines to collect.

import { byId, h, keep, say } from "./dom.js";
import { ask } from "./graphql.js";
import { RideMap } from "./map.js";
import { toast, words } from "./toasts.js";

const RIDE = { REQUESTED: "Looking for a driver", ACCEPTED: "A driver is coming", ON_THE_WAY: "On the way", NEAR: "Nearly there", ARRIVED: "Your taxi is here" };
const STEPS = { PLACED: "Ordered", ACCEPTED: "Accepted", COOKING: "Cooking", PICKED_UP: "On its way", AT_THE_DOOR: "At the door" };
const SHOWN = 3;
const COLLECT = "mutation($id: ID!) { collectPrescription(id: $id) { accepted } }";
const DRIVERS = "{ drivers(first: 4, orderBy: [{field: stars, direction: DESC}]) { totalCount nodes { id name plate stars } } }";

/** As `crypto.randomUUID`, which browsers have for pages of this machine and of TLS alone. */
const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const minutes = (seconds) => (seconds >= 90 ? `${Math.round(seconds / 60)} min` : `${seconds} s`);
const others = (documents, noun) => (documents.length > 1 ? `and ${documents.length - 1} more ${documents.length === 2 ? noun : noun + "s"}` : "");

export class Phone {
  #featured = new Map();
  #map = new RideMap();
  #drawn = "";

  constructor(store, person) {
    Object.assign(this, { store, person });
    this.ride = {
      title: h("h3"), eta: h("span", { class: "eta" }), detail: h("p", { class: "quiet" }), more: h("span", { class: "quiet" }),
    };
    this.food = { title: h("h3"), steps: h("ol", { class: "steps" }), detail: h("p", { class: "quiet" }), more: h("span", { class: "quiet" }) };
    this.food.steps.append(...Object.entries(STEPS).map(([step, label]) => h("li", { "data-step": step }, label)));
    this.medicines = h("ul", { class: "medicines" });
    this.medicine = { more: h("span", { class: "quiet" }) };
    this.cards = {
      rides: h("article", { class: "tile", id: "ride" }, this.#map.element, h("div", { class: "row" }, this.ride.title, this.ride.eta), this.ride.detail, this.ride.more),
      deliveries: h("article", { class: "tile", id: "delivery" }, this.food.title, this.food.steps, this.food.detail, this.food.more),
      prescriptions: h("article", { class: "tile", id: "prescription", tabindex: "-1" }, h("h3", {}, "Ready to collect"), this.medicines, this.medicine.more),
    };
    this.empty = h("article", { class: "tile", id: "nothing", hidden: true });
    byId("phone-body").replaceChildren(...Object.values(this.cards), this.empty);
  }

  /** The document of a list that is shown, the same as long as it is there. */
  #feature(name, eligible) {
    const documents = this.store.documents(name).filter(eligible);
    const shown = documents.find((document) => document.id === this.#featured.get(name)) ?? documents.sort((a, b) => b.id.localeCompare(a.id))[0];
    this.#featured.set(name, shown?.id);
    return [shown, documents];
  }

  /** The words for a change of what is shown, "" where there is nothing to say. */
  words({ list, key }, before, now) {
    return list === "prescriptions" || this.#featured.get(list) === key ? words(list, before, now) : "";
  }

  /** Draws what the store has; `whole` tells that it has all. */
  draw(whole) {
    const some = [this.#drawRide(), this.#drawFood(), this.#drawMedicines()].includes(true);
    if (some) this.empty.hidden = true;
    else if (whole && this.empty.hidden) this.#drawNothing();
  }

  #drawRide() {
    const [ride, rides] = this.#feature("rides", () => true);
    this.cards.rides.hidden = !ride;
    if (!ride) return false;
    const state = JSON.stringify(ride);
    if (state !== this.#drawn) this.#map.show(ride);
    this.#drawn = state;
    say(this.ride.title, RIDE[ride.status] ?? ride.status);
    say(this.ride.eta, ride.status === "ARRIVED" ? "now" : ride.etaSeconds === null || ride.etaSeconds === undefined ? "" : minutes(ride.etaSeconds));
    const place = ride.position ? ` at ${ride.position.lat.toFixed(4)}, ${ride.position.lon.toFixed(4)}` : "";
    say(this.ride.detail, ride.driverName ? `${ride.driverName}${place} · ${ride.id}` : ride.id);
    say(this.ride.more, others(rides, "ride"));
    return true;
  }

  #drawFood() {
    const [meal, meals] = this.#feature("deliveries", () => true);
    this.cards.deliveries.hidden = !meal;
    if (!meal) return false;
    say(this.food.title, meal.restaurantName ?? "Your food");
    const reached = Object.keys(STEPS).indexOf(meal.step);
    [...this.food.steps.children].forEach((step, i) => {
      step.className = i < reached ? "past" : i === reached ? "present" : "";
      if (i === reached) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    say(this.food.detail, `${STEPS[meal.step] ?? meal.step} · ${meal.id}`);
    say(this.food.more, others(meals, "meal"));
    return true;
  }

  #drawMedicines() {
    const ready = this.store.documents("prescriptions").filter((medicine) => medicine.status === "READY");
    const issued = this.store.documents("prescriptions").length - ready.length;
    this.cards.prescriptions.hidden = ready.length + issued === 0;
    ready.sort((a, b) => a.id.localeCompare(b.id));
    const focused = this.medicines.contains(document.activeElement);
    keep(this.medicines, ready.slice(0, SHOWN), (medicine) => medicine.id, (medicine) => this.#medicine(medicine), () => {});
    // Whoever has just collected by the keyboard is not sent back to the top of the page.
    if (focused && !this.medicines.contains(document.activeElement)) (this.medicines.querySelector("button") ?? this.cards.prescriptions).focus();
    const waiting = [ready.length > SHOWN ? `${ready.length - SHOWN} more are ready` : "", issued ? `${issued} being prepared` : ""];
    say(this.medicine.more, waiting.filter(Boolean).join(", ") || (ready.length ? "" : "none yet"));
    return ready.length + issued > 0;
  }

  #medicine({ id, medicine, pharmacy, collectBy }) {
    const button = h("button", { type: "button", "aria-label": `Collect ${medicine}`, onclick: () => this.#collect(id, button) }, "Collect");
    return h("li", {}, h("span", {}, h("strong", {}, medicine), h("small", {}, `${pharmacy}${collectBy ? `, until ${collectBy}` : ""}`)), button);
  }

  /** A command: what becomes of it comes as a change. */
  async #collect(id, button) {
    if (button.ariaDisabled === "true") return;
    // A button that is disabled loses the focus.
    button.ariaDisabled = "true";
    say(button, "Sent");
    const { errors } = await ask(this.person, COLLECT, { id }, { "Idempotency-Key": randomKey() }).catch((error) => ({ errors: [error] }));
    if (!errors) return;
    button.ariaDisabled = null;
    say(button, "Collect");
    toast(errors[0].message, { urgent: true });
  }

  async #drawNothing() {
    this.empty.hidden = false;
    this.empty.replaceChildren(h("h3", {}, "Nothing here is yours"), h("p", { class: "quiet" }, "A ride, a meal or a prescription is shown to its owner alone. What is public is here for all:"));
    const { data } = await ask(this.person, DRIVERS).catch(() => ({}));
    if (data) this.empty.append(h("ul", { class: "medicines" }, data.drivers.nodes.map((driver) =>
      h("li", {}, h("span", {}, h("strong", {}, driver.name), h("small", {}, driver.plate)), h("span", {}, `${driver.stars} ★`)))));
  }
}
