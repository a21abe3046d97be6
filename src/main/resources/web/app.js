// Entry point of the page. The view, the user and the transport are in the URL, so that a second tab can show another user.

import { application } from "./application.js";
import { Behind } from "./behind.js";
import { byId, radios, setText } from "./dom.js";
import { PEOPLE } from "./identity.js";
import { Live } from "./live.js";
import { Query } from "./query.js";

const LABELS = { socket: "WebSocket", channels: "WebSocket", events: "SSE" };
const RETRY_MS = 2_000;
const VIEWS = ["", "#phone", "#behind"];
const chosen = (name, choices, fallback) => {
  const value = new URL(location.href).searchParams.get(name);
  return value in choices ? value : fallback;
};

function view(behind) {
  const back = location.hash === "#behind";
  byId("phone-view").hidden = back;
  byId("behind-view").hidden = !back;
  for (const [link, here] of [["to-phone", !back], ["to-behind", back]]) {
    if (here) byId(link).setAttribute("aria-current", "page");
    else byId(link).removeAttribute("aria-current");
  }
  behind.setVisible(back);
}

/** Loads the description of the application, and retries without limit: the process may be starting, or reloading files. */
async function describe(person) {
  for (;;) {
    try {
      const app = await application(person);
      byId("trouble").hidden = true;
      return app;
    } catch (reason) {
      fail({ reason });
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

async function start() {
  const behind = new Behind();
  // Other fragments, such as the target of the skip link, do not switch the view.
  addEventListener("hashchange", () => VIEWS.includes(location.hash) && view(behind));
  view(behind);

  let person = chosen("as", PEOPLE, "alice");
  const app = await describe(person);
  let transport = chosen("by", app.transports, Object.keys(app.transports)[0]);
  const query = new Query(app.examples, person);
  const live = new Live(app, person, transport);

  function change(next) {
    ({ person, transport } = { person, transport, ...next });
    const here = new URL(location.href);
    here.searchParams.set("as", person);
    here.searchParams.set("by", transport);
    history.replaceState(null, "", here);
    live.switchTo(person, transport);
    if (next.person) query.switchTo(person);
  }

  radios(byId("who"), "as", PEOPLE, person, (value) => change({ person: value }));
  const transports = Object.fromEntries(Object.keys(app.transports).map((name) => [name, LABELS[name]]));
  radios(byId("by"), "by", transports, transport, (value) => change({ transport: value }));
}

function fail({ reason }) {
  byId("trouble").hidden = false;
  setText(byId("trouble"), `Error: ${reason?.message ?? reason}`);
}

addEventListener("unhandledrejection", fail);
await start().catch((reason) => fail({ reason }));
