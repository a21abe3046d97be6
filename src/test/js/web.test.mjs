// The page's modules that need no browser. The argument is the folder that they are in.

import assert from "node:assert/strict";
import test from "node:test";
import { pathToFileURL } from "node:url";

const load = (name) => import(pathToFileURL(`${process.argv[2]}/${name}`));
const { Store, compare } = await load("store.js");
const { grown, parse, quantile, sum, values } = await load("metrics.js");
const { words } = await load("toasts.js");

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
  assert.deepEqual(compare(held, answered, new Set(["new", "left"])), { same: 2, missing: 1, behind: 1, surplus: 1 });
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
