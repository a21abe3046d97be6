// Short notifications about the user's documents; screen readers announce them politely.

import { byId, h } from "./dom.js";

const SHOWN_MS = 5_000;
const PAUSE_MS = 2_500;
const MAX_SHOWN = 1;

let last = 0;

export function toast(text, { urgent = false } = {}) {
  const now = Date.now();
  if (!urgent && now - last < PAUSE_MS) return;
  last = now;
  const toasts = byId("toasts");
  const shown = h("div", { class: urgent ? "toast urgent" : "toast" }, text);
  toasts.append(shown);
  while (toasts.children.length > MAX_SHOWN) toasts.firstElementChild.remove();
  setTimeout(() => shown.remove(), SHOWN_MS);
}

export const noToasts = () => byId("toasts").replaceChildren();

const RIDE = {
  ACCEPTED: (ride) => `${ride.driverName} takes your ride`,
  NEAR: (ride) => `${ride.driverName} is near`,
  ARRIVED: (ride) => `${ride.driverName} is here`,
};
const STEP = { PICKED_UP: "is on its way", AT_THE_DOOR: "is at the door" };

/** Returns the text for a change; "" for changes without a notification. */
export function words(list, before, now) {
  if (list === "rides" && now && before?.status !== now.status) return RIDE[now.status]?.(now) ?? "";
  if (list === "deliveries" && now && before?.step !== now.step && STEP[now.step]) return `${now.restaurantName ?? "Your food"} ${STEP[now.step]}`;
  if (list === "prescriptions" && now?.status === "READY" && before?.status !== "READY") return `${now.medicine} is ready at ${now.pharmacy}`;
  return "";
}
