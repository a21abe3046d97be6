// The page: which view, as whom, and by which way are in its address, so that a second tab can be somebody else.

import { application } from "./application.js";
import { Behind } from "./behind.js";
import { byId, radios, say } from "./dom.js";
import { PEOPLE } from "./identity.js";
import { Live } from "./live.js";
import { Query } from "./query.js";

const LABELS = { socket: "WebSocket", channels: "WebSocket", events: "SSE" };
const AGAIN_MS = 2_000;
const VIEWS = ["", "#phone", "#behind"];
const chosen = (name, choices, fallback) => {
  const said = new URL(location.href).searchParams.get(name);
  return said in choices ? said : fallback;
};

function view(behind) {
  const back = location.hash === "#behind";
  byId("phone-view").hidden = back;
  byId("behind-view").hidden = !back;
  for (const [link, here] of [["to-phone", !back], ["to-behind", back]]) {
    if (here) byId(link).setAttribute("aria-current", "page");
    else byId(link).removeAttribute("aria-current");
  }
  behind.look(back);
}

/** Waits for as long as it takes: the process may be about to start, or its files be in the middle of a change. */
async function described(person) {
  for (;;) {
    try {
      const app = await application(person);
      byId("trouble").hidden = true;
      return app;
    } catch (reason) {
      fail({ reason });
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
}

async function start() {
  const behind = new Behind();
  // Of the other places in the page, such as what one skips to, none is a view.
  addEventListener("hashchange", () => VIEWS.includes(location.hash) && view(behind));
  view(behind);

  let person = chosen("as", PEOPLE, "alice");
  const app = await described(person);
  let way = chosen("by", app.ways, Object.keys(app.ways)[0]);
  const query = new Query(app.examples, person);
  const live = new Live(app, person, way);

  function change(next) {
    ({ person, way } = { person, way, ...next });
    const here = new URL(location.href);
    here.searchParams.set("as", person);
    here.searchParams.set("by", way);
    history.replaceState(null, "", here);
    live.become(person, way);
    if (next.person) query.become(person);
  }

  radios(byId("who"), "as", PEOPLE, person, (value) => change({ person: value }));
  const ways = Object.fromEntries(Object.keys(app.ways).map((name) => [name, LABELS[name]]));
  radios(byId("by"), "by", ways, way, (value) => change({ way: value }));
}

function fail({ reason }) {
  byId("trouble").hidden = false;
  say(byId("trouble"), `Something failed: ${reason?.message ?? reason}`);
}

addEventListener("unhandledrejection", fail);
await start().catch((reason) => fail({ reason }));
