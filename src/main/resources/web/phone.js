// The phone of the demo: an approaching ride, the steps of a delivery, prescriptions to collect.

import { byId, h, keep, setText } from "./dom.js";
import { execute } from "./graphql.js";
import { RideMap } from "./map.js";
import { toast, words } from "./toasts.js";

const RIDE = { REQUESTED: "Looking for a driver", ACCEPTED: "A driver is coming", ON_THE_WAY: "On the way", NEAR: "Nearly there", ARRIVED: "Your taxi is here" };
const STEPS = { PLACED: "Ordered", ACCEPTED: "Accepted", COOKING: "Cooking", PICKED_UP: "On its way", AT_THE_DOOR: "At the door" };
const SHOWN = 3;
const COLLECT = "mutation($id: ID!) { collectPrescription(id: $id) { accepted } }";
const DRIVERS = "{ drivers(first: 4, orderBy: [{field: stars, direction: DESC}]) { totalCount nodes { id name plate stars } } }";

/** Replaces `crypto.randomUUID`, which browsers offer only to localhost and HTTPS pages. */
const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const minutes = (seconds) => (seconds >= 90 ? `${Math.round(seconds / 60)} min` : `${seconds} s`);
const others = (documents, noun) => (documents.length > 1 ? `and ${documents.length - 1} more ${documents.length === 2 ? noun : noun.replace(/y$/, "ie") + "s"}` : "");

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

  /** Returns the document of a list to show, and all eligible ones. Keeps showing the same document while it exists. */
  #feature(name, eligible) {
    const documents = this.store.documents(name).filter(eligible);
    const shown = documents.find((document) => document.id === this.#featured.get(name)) ?? documents.sort((a, b) => b.id.localeCompare(a.id))[0];
    this.#featured.set(name, shown?.id);
    return [shown, documents];
  }

  /** Returns the notification text for a change of a shown document; "" for other changes. */
  words({ list, key }, before, now) {
    return list === "prescriptions" || this.#featured.get(list) === key ? words(list, before, now) : "";
  }

  /** Draws the documents of the store; `complete` means that all have arrived. */
  draw(complete) {
    const some = [this.#drawRide(), this.#drawFood(), this.#drawMedicines()].includes(true);
    if (some) this.empty.hidden = true;
    else if (complete && this.empty.hidden) this.#drawNothing();
  }

  #drawRide() {
    const [ride, rides] = this.#feature("rides", () => true);
    this.cards.rides.hidden = !ride;
    if (!ride) return false;
    const state = JSON.stringify(ride);
    if (state !== this.#drawn) this.#map.show(ride);
    this.#drawn = state;
    setText(this.ride.title, RIDE[ride.status] ?? ride.status);
    setText(this.ride.eta, ride.status === "ARRIVED" ? "now" : ride.etaSeconds === null || ride.etaSeconds === undefined ? "" : minutes(ride.etaSeconds));
    const position = ride.position ? ` at ${ride.position.lat.toFixed(4)}, ${ride.position.lon.toFixed(4)}` : "";
    setText(this.ride.detail, ride.driverName ? `${ride.driverName}${position} · ${ride.id}` : ride.id);
    setText(this.ride.more, others(rides, "ride"));
    return true;
  }

  #drawFood() {
    const [meal, meals] = this.#feature("deliveries", () => true);
    this.cards.deliveries.hidden = !meal;
    if (!meal) return false;
    setText(this.food.title, meal.restaurantName ?? "Your food");
    const reached = Object.keys(STEPS).indexOf(meal.step);
    [...this.food.steps.children].forEach((step, i) => {
      step.className = i < reached ? "past" : i === reached ? "present" : "";
      if (i === reached) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    setText(this.food.detail, `${STEPS[meal.step] ?? meal.step} · ${meal.id}`);
    setText(this.food.more, others(meals, "delivery"));
    return true;
  }

  #drawMedicines() {
    const ready = this.store.documents("prescriptions").filter((medicine) => medicine.status === "READY");
    const issued = this.store.documents("prescriptions").length - ready.length;
    this.cards.prescriptions.hidden = ready.length + issued === 0;
    ready.sort((a, b) => a.id.localeCompare(b.id));
    const focused = this.medicines.contains(document.activeElement);
    keep(this.medicines, ready.slice(0, SHOWN), (medicine) => medicine.id, (medicine) => this.#medicine(medicine), () => {});
    // Keeps the keyboard focus near: without it, collecting would send the user back to the top of the page.
    if (focused && !this.medicines.contains(document.activeElement)) (this.medicines.querySelector("button") ?? this.cards.prescriptions).focus();
    const waiting = [ready.length > SHOWN ? `${ready.length - SHOWN} more are ready` : "", issued ? `${issued} being prepared` : ""];
    setText(this.medicine.more, waiting.filter(Boolean).join(", ") || (ready.length ? "" : "none yet"));
    return ready.length + issued > 0;
  }

  #medicine({ id, medicine, pharmacy, collectBy }) {
    const button = h("button", { type: "button", "aria-label": `Collect ${medicine}`, onclick: () => this.#collect(id, button) }, "Collect");
    return h("li", {}, h("span", {}, h("strong", {}, medicine), h("small", {}, `${pharmacy}${collectBy ? `, until ${collectBy}` : ""}`)), button);
  }

  /** Sends the command; its effect arrives as a change. */
  async #collect(id, button) {
    if (button.ariaDisabled === "true") return;
    // `disabled` would take the focus away.
    button.ariaDisabled = "true";
    setText(button, "Sent");
    const { errors } = await execute(this.person, COLLECT, { id }, { "Idempotency-Key": randomKey() }).catch((error) => ({ errors: [error] }));
    if (!errors) return;
    button.ariaDisabled = null;
    setText(button, "Collect");
    toast(errors[0].message, { urgent: true });
  }

  async #drawNothing() {
    this.empty.hidden = false;
    this.empty.replaceChildren(h("h3", {}, "You have no documents"), h("p", { class: "quiet" }, "Rides, deliveries and prescriptions are visible to their owner only. Drivers are public:"));
    const { data } = await execute(this.person, DRIVERS).catch(() => ({}));
    if (data) this.empty.append(h("ul", { class: "medicines" }, data.drivers.nodes.map((driver) =>
      h("li", {}, h("span", {}, h("strong", {}, driver.name), h("small", {}, driver.plate)), h("span", {}, `${driver.stars} ★`)))));
  }
}
