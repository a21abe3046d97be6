// Tests of the page's modules that need no browser. The argument is the folder that they are in.

import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { pathToFileURL } from "node:url";

const load = (name) => import(pathToFileURL(`${process.argv[2]}/${name}`));
const { Store, compare } = await load("store.js");
const { grown, parse, quantile, sum, values } = await load("metrics.js");
const { words } = await load("toasts.js");
const { Connection } = await load("connection.js");
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

test("the latest change is last in a store", () => {
  const store = new Store();
  for (const key of ["a", "b", "c"]) store.apply(change("put", key, 1));
  store.apply(change("put", "a", 2));
  store.apply(change("put", "b", 0));
  assert.deepEqual([...store.list("rides").keys()], ["b", "c", "a"]);
});

test("a store applies versions that are not numbers in order of arrival", () => {
  const store = new Store();
  store.apply(change("put", "a", "2026-01-01T00:00:00Z"));
  store.apply(change("put", "a", "2026-01-02T00:00:00Z"));
  assert.equal(store.documents("rides")[0].version, "2026-01-02T00:00:00Z");
});

test("a comparison finds missing, outdated and surplus documents, and tolerates changes on their way", () => {
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

test("a toast announces a new status of a document once", () => {
  const near = { status: "NEAR", driverName: "Aiko" };
  assert.equal(words("rides", { status: "ON_THE_WAY" }, near), "Aiko is near");
  assert.equal(words("rides", near, near), "");
  assert.equal(words("rides", near, undefined), "");
  assert.equal(words("deliveries", undefined, { step: "PICKED_UP", restaurantName: null }), "Your food is on its way");
});

/** Server side of the connection: records each socket that the page opens, and sends messages. */
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

  push(id, operation, more = {}) {
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

/** Runs everything that waits only for promises. */
async function settle() {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

async function pass(ms) {
  mock.timers.tick(ms);
  await settle();
}

/** Defines a test with a connection of two lists, on a mocked clock. */
function connectionTest(name, body, names = ["a", "b"]) {
  test(name, async () => {
    FakeSocket.all = [];
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
    mock.method(Math, "random", () => 0.5);
    globalThis.location = { origin: "http://127.0.0.1", host: "127.0.0.1" };
    globalThis.WebSocket = FakeSocket;
    globalThis.fetch = async () => ({ ok: false });
    const calls = { changes: [], cleared: [], outages: [], states: [], reconnects: 0, beforeReconnect: async () => {} };
    const connection = new Connection({
      person: "alice", transport: "socket", lists: names.map((list) => ({ name: list, change: `${list}Changed`, subscription: "" })),
      clear: (list) => calls.cleared.push(list), change: (change, late) => calls.changes.push([change.key, late]),
      state: (state) => calls.states.push(state), caughtUp: (outage) => calls.outages.push(outage),
      beforeReconnect: () => {
        calls.reconnects++;
        return calls.beforeReconnect();
      },
    });
    try {
      connection.open();
      await settle();
      await body(connection, calls);
    } finally {
      connection.end();
      mock.timers.reset();
      mock.restoreAll();
    }
  });
}

/** A time just before a test starts, and the current time in a test. */
const MISSED = new Date(999_999).toISOString();
const now = () => new Date(Date.now()).toISOString();

/** Makes both lists ready, each with a cursor. */
function ready(recovered) {
  const socket = FakeSocket.last.acknowledge();
  for (const list of ["a", "b"]) {
    socket.push(list, "READY", { recovered, cursor: recovered ? `${list}1` : null });
    if (!recovered) socket.push(list, "SNAPSHOT_END", { cursor: `${list}1` });
  }
  return socket;
}

async function cutAndReconnect(connection) {
  connection.cut();
  await connection.restore();
  await settle();
  return FakeSocket.last.acknowledge();
}

connectionTest("a connection resumes from its cursors", async (connection) => {
  assert.deepEqual(ready(false).cursors, { a: null, b: null });
  FakeSocket.last.push("a", "UPDATED", { key: "x", cursor: "a2" });
  assert.deepEqual((await cutAndReconnect(connection)).cursors, { a: "a2", b: "b1" });
});

connectionTest("a connection does not resume within an unfinished snapshot", async (connection) => {
  const socket = FakeSocket.last.acknowledge();
  socket.push("a", "READY", { recovered: false, cursor: "early" });
  socket.push("a", "SNAPSHOT", { key: "x", cursor: "item" });
  socket.push("a", "POSITION", { cursor: "in between" });
  assert.deepEqual((await cutAndReconnect(connection)).cursors, { a: null, b: null });
});

connectionTest("a resync of one list restarts all lists, once the page is ready", async (connection, calls) => {
  const old = ready(false);
  let go;
  calls.beforeReconnect = () => new Promise((done) => (go = done));
  old.push("a", "RESYNC", { cursor: "a9" });
  old.push("b", "RESYNC", { cursor: "b9" });
  assert.ok(old.closed);
  await settle();
  assert.equal(FakeSocket.all.length, 1);
  assert.equal(calls.reconnects, 1);
  go();
  await settle();
  assert.deepEqual(ready(false).cursors, { a: null, b: null });
  assert.equal(calls.outages.length, 1);
  assert.ok(calls.outages[0].resync);
});

connectionTest("a list has caught up at the first event after the reconnect, or after silence", async (connection, calls) => {
  ready(false);
  connection.cut();
  await connection.restore();
  await settle();
  const socket = ready(true);
  socket.push("a", "UPDATED", { key: "x", node: { updatedAt: MISSED } });
  await pass(1_400);
  socket.push("a", "UPDATED", { key: "y", node: { updatedAt: MISSED } });
  await pass(1_400);
  assert.deepEqual(calls.outages, []);
  socket.push("a", "UPDATED", { key: "z", node: { updatedAt: now() } });
  assert.deepEqual(calls.outages.map(({ replayed, resync }) => ({ replayed, resync })), [{ replayed: 2, resync: false }]);
  assert.deepEqual(calls.changes, [["x", true], ["y", true], ["z", false]]);
});

connectionTest("a removal without a time counts as missed if a missed change follows", async (connection, calls) => {
  ready(false);
  connection.cut();
  await connection.restore();
  await settle();
  const socket = ready(true);
  socket.push("a", "LEFT", { key: "w" });
  socket.push("a", "UPDATED", { key: "x", node: { updatedAt: MISSED } });
  socket.push("a", "LEFT", { key: "y" });
  socket.push("a", "UPDATED", { key: "z", node: { updatedAt: now() } });
  await pass(1_500);
  assert.deepEqual(calls.outages.map(({ replayed }) => replayed), [2]);
});

connectionTest("the backoff grows with each failure, until a connection stays live", async (connection, calls) => {
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
  assert.equal(calls.reconnects, 5);
});

connectionTest("a connection retries if the page cannot read the description of the application", async (connection, calls) => {
  ready(false);
  calls.beforeReconnect = async () => {
    throw new Error("not described");
  };
  FakeSocket.last.onclose({ code: 1006, reason: "" });
  await pass(500);
  assert.equal(connection.reason, "not described");
  calls.beforeReconnect = async () => {};
  await pass(1_000);
  assert.equal(FakeSocket.all.length, 2);
});

connectionTest("a connection without channels reports it and retries", async (connection, calls) => {
  assert.deepEqual(calls.states, ["empty"]);
  await pass(500);
  assert.equal(calls.reconnects, 1);
  assert.equal(FakeSocket.all.length, 0);
}, []);

/** Defines a test with a report on one list; the query returns `x` in version 2, and no `y`. */
function reportTest(name, body) {
  test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
    globalThis.location = { host: "127.0.0.1" };
    let queries = 0;
    globalThis.fetch = async (path) => path !== "/graphql" ? { ok: false }
      : { json: async () => ({ data: { rides: { nodes: [{ id: "x", version: 2 }], pageInfo: { hasNextPage: false } } } }), count: ++queries };
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
      report.compareWithQuery().then((found) => (state.found = found));
      await settle();
      await body({ report, put, state, side });
      assert.equal(queries, 1);
    } finally {
      mock.timers.reset();
    }
  });
}

reportTest("a comparison waits for changes that the query already contains", async ({ put, state }) => {
  for (let i = 0; i < 30; i++) await pass(250);
  assert.equal(state.found, undefined);
  put("put", "x", 3);
  put("gone", "y");
  await pass(250);
  assert.deepEqual(state.found, { same: 1, missing: 0, behind: 0, surplus: 0 });
});

reportTest("changes that do not arrive in time are lost", async ({ put, state }) => {
  put("gone", "x");
  for (let i = 0; i < 40; i++) await pass(250);
  assert.deepEqual(state.found, { same: 0, missing: 0, behind: 0, surplus: 1 });
});

reportTest("a comparison has no result if the connection is lost again", async ({ state, side }) => {
  side.live = false;
  await pass(250);
  assert.equal(state.found, null);
});

reportTest("a comparison has no result if a reconnect follows", async ({ report, state }) => {
  report.beforeReconnect();
  await pass(250);
  assert.equal(state.found, null);
});
