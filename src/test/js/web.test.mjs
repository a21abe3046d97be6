// The page's modules that need no browser. The argument is the folder that they are in.

import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { pathToFileURL } from "node:url";

const load = (name) => import(pathToFileURL(`${process.argv[2]}/${name}`));
const { Store, compare } = await load("store.js");
const { grown, parse, quantile, sum, values } = await load("metrics.js");
const { words } = await load("toasts.js");
const { Line } = await load("line.js");
const { Report } = await load("report.js");

const change = (what, key, version) => ({ list: "rides", what, key, version, node: { id: key, version } });

test("a store keeps the newest of each key", () => {
  const store = new Store();
  store.apply(change("put", "a", 2));
  store.apply(change("put", "a", 1));
  store.apply(change("item", "b", 1));
  assert.deepEqual(store.documents("rides").map((ride) => ride.version), [2, 1]);
  const { before, now } = store.apply(change("gone", "b"));
  assert.equal(before.id, "b");
  assert.equal(now, undefined);
});

test("a store has last what came last", () => {
  const store = new Store();
  for (const key of ["a", "b", "c"]) store.apply(change("put", key, 1));
  store.apply(change("put", "a", 2));
  store.apply(change("put", "b", 0));
  assert.deepEqual([...store.list("rides").keys()], ["b", "c", "a"]);
});

test("a store takes versions that are no numbers as they come", () => {
  const store = new Store();
  store.apply(change("put", "a", "2026-01-01T00:00:00Z"));
  store.apply(change("put", "a", "2026-01-02T00:00:00Z"));
  assert.equal(store.documents("rides")[0].version, "2026-01-02T00:00:00Z");
});

test("a comparison finds what is missing, behind and surplus, and forgives what is under way", () => {
  const held = new Map([["same", { version: 3 }], ["behind", { version: 1 }], ["ahead", { version: 9 }], ["surplus", { version: 1 }], ["new", { version: 1 }]]);
  const answered = [{ id: "same", version: 3 }, { id: "behind", version: 2 }, { id: "ahead", version: 8 }, { id: "missing", version: 1 }, { id: "left", version: 1 }];
  const changed = new Set(["new", "left"]);
  assert.deepEqual(compare(held, answered, changed), { same: 2, missing: 1, behind: 1, surplus: 1 });
  assert.deepEqual(compare(held, answered, changed, true), { same: 2, missing: 1, behind: 1, surplus: 0 });
});

const BEFORE = parse('# TYPE c counter\nc_total{channel="a"} 5.0\nc_total{channel="b",x="q\\"uote"} 2.0\nn NaN\n'
  + 'h_bucket{channel="a",le="0.01"} 0\nh_bucket{channel="a",le="0.1"} 0\nh_bucket{channel="a",le="+Inf"} 0\n');
const NOW = parse('c_total{channel="a"} 8.0\nc_total{channel="b",x="q\\"uote"} 2.0\n'
  + 'h_bucket{channel="a",le="0.01"} 5\nh_bucket{channel="a",le="0.1"} 10\nh_bucket{channel="a",le="+Inf"} 10\n');

test("metrics are read by name and label", () => {
  assert.equal(sum(BEFORE, "c_total"), 7);
  assert.equal(sum(BEFORE, "c_total", { channel: "a" }), 5);
  assert.equal(sum(BEFORE, "n"), 0);
  assert.deepEqual(values(BEFORE, "c_total", "channel"), ["a", "b"]);
  assert.equal(grown(BEFORE, NOW, "c_total"), 3);
  assert.equal(grown(NOW, BEFORE, "c_total"), 0);
});

test("a quantile lies in its bucket", () => {
  assert.equal(quantile(BEFORE, NOW, "h", 0.5), 0.01);
  assert.ok(Math.abs(quantile(BEFORE, NOW, "h", 0.75) - 0.055) < 1e-9);
  assert.ok(Number.isNaN(quantile(NOW, NOW, "h", 0.5)));
  assert.ok(Number.isNaN(quantile(BEFORE, NOW, "h", 0.5, { channel: "b" })));
});

test("a toast says what has become of a document, once", () => {
  const near = { status: "NEAR", driverName: "Aiko" };
  assert.equal(words("rides", { status: "ON_THE_WAY" }, near), "Aiko is near");
  assert.equal(words("rides", near, near), "");
  assert.equal(words("rides", near, undefined), "");
  assert.equal(words("deliveries", undefined, { step: "PICKED_UP", restaurantName: null }), "Your food is on its way");
});

/** The process's side of the line: each socket that the page opens, and what it says. */
class FakeSocket {
  static all = [];

  constructor() {
    this.sent = [];
    FakeSocket.all.push(this);
  }

  static get last() {
    return FakeSocket.all.at(-1);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  tell(id, operation, more = {}) {
    this.onmessage({ data: JSON.stringify({ type: "next", id, payload: { data: { [`${id}Changed`]: { operation, ...more } } } }) });
  }

  get cursors() {
    return Object.fromEntries(this.sent.filter(({ type }) => type === "subscribe").map(({ id, payload }) => [id, payload.variables.since]));
  }

  acknowledge() {
    this.onmessage({ data: JSON.stringify({ type: "connection_ack" }) });
    return this;
  }
}

/** Lets what waits for promises alone go on. */
async function settle() {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

async function pass(ms) {
  mock.timers.tick(ms);
  await settle();
}

/** A test with a line of two lists, whose time passes when it says so. */
function lineTest(name, body, names = ["a", "b"]) {
  test(name, async () => {
    FakeSocket.all = [];
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
    mock.method(Math, "random", () => 0.5);
    globalThis.location = { origin: "http://127.0.0.1", host: "127.0.0.1" };
    globalThis.WebSocket = FakeSocket;
    globalThis.fetch = async () => ({ ok: false });
    const told = { changes: [], cleared: [], back: [], states: [], leavings: 0, leaving: async () => {} };
    const line = new Line({
      person: "alice", way: "socket", lists: names.map((list) => ({ name: list, change: `${list}Changed`, subscription: "" })),
      clear: (list) => told.cleared.push(list), change: (change, late) => told.changes.push([change.key, late]),
      state: (state) => told.states.push(state), back: (away) => told.back.push(away),
      leaving: () => {
        told.leavings++;
        return told.leaving();
      },
    });
    try {
      line.open();
      await settle();
      await body(line, told);
    } finally {
      line.end();
      mock.timers.reset();
      mock.restoreAll();
    }
  });
}

/** Just before the time that a test begins at, when its line returns, and as it is in the test now. */
const MISSED = new Date(999_999).toISOString();
const now = () => new Date(Date.now()).toISOString();

/** Both lists are there, each with a cursor. */
function ready(recovered) {
  const socket = FakeSocket.last.acknowledge();
  for (const list of ["a", "b"]) {
    socket.tell(list, "READY", { recovered, cursor: recovered ? `${list}1` : null });
    if (!recovered) socket.tell(list, "SNAPSHOT_END", { cursor: `${list}1` });
  }
  return socket;
}

async function cutAndReturn(line) {
  line.cut();
  await line.restore();
  await settle();
  return FakeSocket.last.acknowledge();
}

lineTest("a line comes again from its cursors", async (line) => {
  assert.deepEqual(ready(false).cursors, { a: null, b: null });
  FakeSocket.last.tell("a", "UPDATED", { key: "x", cursor: "a2" });
  assert.deepEqual((await cutAndReturn(line)).cursors, { a: "a2", b: "b1" });
});

lineTest("a snapshot that is not whole is no place to go on from", async (line) => {
  const socket = FakeSocket.last.acknowledge();
  socket.tell("a", "READY", { recovered: false, cursor: "early" });
  socket.tell("a", "SNAPSHOT", { key: "x", cursor: "item" });
  socket.tell("a", "POSITION", { cursor: "in between" });
  assert.deepEqual((await cutAndReturn(line)).cursors, { a: null, b: null });
});

lineTest("a resync of one list begins all of them anew, once the page is ready for it", async (line, told) => {
  const old = ready(false);
  let go;
  told.leaving = () => new Promise((done) => (go = done));
  old.tell("a", "RESYNC", { cursor: "a9" });
  old.tell("b", "RESYNC", { cursor: "b9" });
  assert.ok(old.closed);
  await settle();
  assert.equal(FakeSocket.all.length, 1);
  assert.equal(told.leavings, 1);
  go();
  await settle();
  assert.deepEqual(ready(false).cursors, { a: null, b: null });
  assert.equal(told.back.length, 1);
  assert.ok(told.back[0].resync);
});

lineTest("a list has caught up with the first event since the return, or when it is quiet", async (line, told) => {
  ready(false);
  line.cut();
  await line.restore();
  await settle();
  const socket = ready(true);
  socket.tell("a", "UPDATED", { key: "x", node: { updatedAt: MISSED } });
  await pass(1_400);
  socket.tell("a", "UPDATED", { key: "y", node: { updatedAt: MISSED } });
  await pass(1_400);
  assert.deepEqual(told.back, []);
  socket.tell("a", "UPDATED", { key: "z", node: { updatedAt: now() } });
  assert.deepEqual(told.back.map(({ caught, resync }) => ({ caught, resync })), [{ caught: 2, resync: false }]);
  assert.deepEqual(told.changes, [["x", true], ["y", true], ["z", false]]);
});

lineTest("what is gone tells no time: it was missed if something that was missed comes after it", async (line, told) => {
  ready(false);
  line.cut();
  await line.restore();
  await settle();
  const socket = ready(true);
  socket.tell("a", "LEFT", { key: "w" });
  socket.tell("a", "UPDATED", { key: "x", node: { updatedAt: MISSED } });
  socket.tell("a", "LEFT", { key: "y" });
  socket.tell("a", "UPDATED", { key: "z", node: { updatedAt: now() } });
  await pass(1_500);
  assert.deepEqual(told.back.map(({ caught }) => caught), [2]);
});

lineTest("a line that is refused again and again is waited for longer each time, until it has held", async (line, told) => {
  const waits = [];
  const lose = async (reason) => {
    const { length } = FakeSocket.all;
    FakeSocket.last.onclose({ code: 1006, reason });
    for (waits.push(0); FakeSocket.all.length === length; waits[waits.length - 1] += 100) await pass(100);
  };
  await lose("");
  ready(false);
  await lose("");
  ready(true);
  await pass(4_900);
  await lose("");
  ready(true);
  await pass(5_000);
  await lose("");
  await lose("going away, retry in 7300 ms");
  assert.deepEqual(waits, [500, 1000, 2000, 500, 7300]);
  assert.equal(told.leavings, 5);
});

lineTest("a line is tried again where the page cannot even ask what there is", async (line, told) => {
  ready(false);
  told.leaving = async () => {
    throw new Error("not described");
  };
  FakeSocket.last.onclose({ code: 1006, reason: "" });
  await pass(500);
  assert.equal(line.reason, "not described");
  told.leaving = async () => {};
  await pass(1_000);
  assert.equal(FakeSocket.all.length, 2);
});

lineTest("a line without channels says so, and looks again", async (line, told) => {
  assert.deepEqual(told.states, ["empty"]);
  await pass(500);
  assert.equal(told.leavings, 1);
  assert.equal(FakeSocket.all.length, 0);
}, []);

/** A report on one list, of which a query says that there is `x` in version 2, and no `y`. */
function reportTest(name, body) {
  test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
    globalThis.location = { host: "127.0.0.1" };
    let asked = 0;
    globalThis.fetch = async (path) => path !== "/graphql" ? { ok: false }
      : { json: async () => ({ data: { rides: { nodes: [{ id: "x", version: 2 }], pageInfo: { hasNextPage: false } } } }), asked: ++asked };
    const store = new Store();
    const side = { live: true };
    const report = new Report({ person: "alice", lists: [{ name: "rides", state: "rides" }], store, isLive: () => side.live });
    const put = (what, key, version) => {
      store.apply(change(what, key, version));
      report.changed(change(what, key, version));
    };
    put("put", "x", 1);
    put("put", "y", 1);
    const state = { found: undefined };
    try {
      report.compared().then((found) => (state.found = found));
      await settle();
      await body({ report, put, state, side });
      assert.equal(asked, 1);
    } finally {
      mock.timers.reset();
    }
  });
}

reportTest("what a query knows more of is waited for", async ({ put, state }) => {
  for (let i = 0; i < 30; i++) await pass(250);
  assert.equal(state.found, undefined);
  put("put", "x", 3);
  put("gone", "y");
  await pass(250);
  assert.deepEqual(state.found, { same: 1, missing: 0, behind: 0, surplus: 0 });
});

reportTest("what does not come in time is lost", async ({ put, state }) => {
  put("gone", "x");
  for (let i = 0; i < 40; i++) await pass(250);
  assert.deepEqual(state.found, { same: 0, missing: 0, behind: 0, surplus: 1 });
});

reportTest("of a line that is away again nothing is said", async ({ state, side }) => {
  side.live = false;
  await pass(250);
  assert.equal(state.found, null);
});

reportTest("what was asked before the line left again says nothing", async ({ report, state }) => {
  report.leaving();
  await pass(250);
  assert.equal(state.found, null);
});
