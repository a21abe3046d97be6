// A client that behaves, measured with and without an attack beside it, in turn: its queries, what its live subscription delivers, and its
// snapshots. Usage: measure.mjs <corpus> <figures file>
// Environment: see bench/attack.sh.
import http from "node:http";
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Long, MongoClient } from "mongodb";
import { readAttacks } from "./corpus.mjs";
import { WebSocketClient } from "./websocket.mjs";

const [corpus, figures] = process.argv.slice(2);
const port = +process.env.PORT, rounds = +process.env.ROUNDS, seconds = +process.env.SECONDS_EACH;
const rates = { queries: +process.env.RATE, live: 10, snapshots: 2 };
const known = readAttacks(corpus);
const attacks = process.env.ATTACKS ? process.env.ATTACKS.split(",") : [...known.keys()];
const unknown = attacks.find(name => !known.has(name));
if (unknown) throw new Error(`ATTACKS=${unknown}: there are ${[...known.keys()].join(", ")}`);
const token = process.env.TOKEN, PATIENCE_MS = 20_000;
const body = JSON.stringify({ query: "{ rides(first: 20) { nodes { id status etaSeconds updatedAt driver { name } } } }" });
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
const wait = ms => new Promise(done => setTimeout(done, ms));
const late = failed => setTimeout(() => failed(new Error("no answer")), PATIENCE_MS);

function ask() {
  return new Promise((done, failed) => {
    const request = http.request({
      port, host: "127.0.0.1", path: "/graphql", method: "POST", agent,
      headers: { "Content-Type": "application/json", "Content-Length": body.length, Authorization: `Bearer ${token}` },
    }, answer => {
      let text = "";
      answer.on("data", part => (text += part));
      answer.on("end", () => (answer.statusCode === 200 && text.includes('"nodes"') ? done() : failed(new Error(answer.statusCode + " " + text.slice(0, 200)))));
    });
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error("no answer")));
    request.on("error", failed);
    request.end(body);
  });
}

// One socket of graphql-transport-ws for everything live; when it is closed, what waits fails, and it is opened again.
const handlers = new Map();
let line, ready, ids = 0;
function connect() {
  ready = new Promise(acknowledged => {
    line = new WebSocketClient({
      port, path: "/graphql", protocol: "graphql-transport-ws",
      opened: client => client.send(JSON.stringify({ type: "connection_init", payload: { Authorization: `Bearer ${token}` } })),
      text: text => {
        const message = JSON.parse(text);
        if (message.type === "connection_ack") acknowledged();
        else handlers.get(message.id)?.(message);
      },
      closed: what => {
        const ended = [...handlers.values()];
        handlers.clear();
        setTimeout(connect, 100);
        ended.forEach(each => each({ type: "closed", payload: what }));
      },
    });
  });
}

function subscribe(query, heard) {
  const id = String(++ids);
  handlers.set(id, heard);
  line.send(JSON.stringify({ id, type: "subscribe", payload: { query } }));
  return () => handlers.delete(id) && line.send(JSON.stringify({ id, type: "complete" }));
}

async function snapshot() {
  await ready;
  return new Promise((done, failed) => {
    const alarm = late(failed);
    const stop = subscribe("subscription { rideChanged(snapshot: true) { operation node { id status } } }", message => {
      const operation = message.payload?.data?.rideChanged?.operation;
      if (message.type === "next" && operation !== "SNAPSHOT_END") return;
      clearTimeout(alarm);
      stop();
      if (operation === "SNAPSHOT_END") done();
      else failed(new Error(JSON.stringify(message).slice(0, 200)));
    });
  });
}

// The live subscription: who waits for a change is told when it is delivered.
const awaited = new Map();
async function follow() {
  await ready;
  await new Promise(begun => {
    subscribe('subscription { rideChanged(where: {status: {eq: "LIVE"}}) { operation node { etaSeconds } } }', message => {
      const change = message.payload?.data?.rideChanged;
      if (message.type === "next" && change?.operation === "READY") begun();
      else if (message.type === "next") awaited.get(change?.node?.etaSeconds)?.done();
      else {
        [...awaited.values()].forEach(each => each.failed(new Error(JSON.stringify(message).slice(0, 200))));
        setTimeout(follow, 200);
      }
    });
  });
}

const mongo = await new MongoClient(process.env.MONGO_URI).connect();
let changes = 0;
function change() {
  return new Promise((done, failed) => {
    const mine = ++changes, alarm = late(failed);
    const end = act => value => {
      clearTimeout(alarm);
      awaited.delete(mine);
      act(value);
    };
    awaited.set(mine, { done: end(done), failed: end(failed) });
    const version = Long.fromNumber(mine);
    mongo.db("bench").collection("rides").replaceOne({ _id: "ride-live" }, {
      _id: "ride-live", id: "ride-live", sequence: version, riderId: "rider-live", status: "LIVE", etaSeconds: mine, updatedAt: new Date(),
      _h: { rev: version, v: { main: version }, at: new Date(), was: { status: "LIVE", phase: null, etaSeconds: mine - 1 } },
    }, { upsert: true }).catch(end(failed));
  });
}

const kinds = { queries: ask, live: change, snapshots: snapshot };

// Each has its time whether the one before is done or not, and is measured from it: a server that stalls is not spared.
async function repeat(kind, act, rate, forSeconds) {
  const taken = [], open = [];
  let failures = 0;
  const begun = performance.now();
  for (let i = 0; i < forSeconds * rate; i++) {
    const due = begun + (i * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    open.push(act().then(() => taken.push(performance.now() - due), failure => {
      failures++;
      if (failures === 1) console.error(`${kind} not served: ${failure.message}`);
    }));
  }
  await Promise.all(open);
  taken.sort((a, b) => a - b);
  return { p50: taken[Math.floor(taken.length / 2)] ?? NaN, p99: taken[Math.floor(taken.length * 0.99)] ?? NaN, failures };
}

async function measure(forSeconds) {
  const seen = await Promise.all(Object.entries(kinds).map(async ([kind, act]) => [kind, await repeat(kind, act, rates[kind], forSeconds)]));
  return Object.fromEntries(seen);
}

// Below everything else where the system can do that; what it takes from the client is the server's doing then, and not its own.
const lowest = spawnSync("chrt", ["--idle", "0", "true"]).status === 0 ? ["chrt", "--idle", "0"] : [];

async function attacked(attack, forSeconds = seconds) {
  const [command, ...rest] = [...lowest, process.execPath, fileURLToPath(new URL("attacker.mjs", import.meta.url)), corpus, attack];
  const attacker = spawn(command, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const told = () => new Promise((done, failed) => {
    attacker.once("message", done);
    attacker.once("exit", code => failed(new Error(`${attack}: the attacker ended with ${code}`)));
  });
  await told();
  const seen = await measure(forSeconds);
  const counts = told();
  attacker.send("stop");
  const done = await counts;
  attacker.removeAllListeners("exit");
  attacker.kill();
  await wait(1000);
  return { ...seen, done };
}

connect();
await follow();
// Compilers are to be done with what the attacks make the server do, too.
await measure(+process.env.WARM_UP);
if (rounds > 1) for (const attack of attacks) await attacked(attack, +process.env.WARM_UP_ATTACK);
if (spawnSync("taskset", ["-apc", "0", process.env.HOWDAH_PID]).status !== 0) throw new Error("taskset failed");
await measure(seconds);
writeFileSync(figures, "round,attack,what,quiet p50,quiet p99,p50,p99,failures,what the attacker got\n");
const all = {};
for (let round = 1; round <= rounds; round++) {
  for (const attack of attacks) {
    const quiet = await measure(seconds);
    const seen = await attacked(attack);
    (all[attack] ??= []).push({ quiet, seen });
    for (const kind of Object.keys(kinds)) {
      appendFileSync(figures, [round, attack, kind, ...[quiet[kind].p50, quiet[kind].p99, seen[kind].p50, seen[kind].p99].map(ms => ms.toFixed(2)),
        quiet[kind].failures + seen[kind].failures, JSON.stringify(seen.done).replaceAll(",", " ")].join(",") + "\n");
    }
  }
}
const median = values => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(`\np99 in ms, without the attack -> beside it\n${"attack".padEnd(22)} ${Object.keys(kinds).map(kind => kind.padStart(17) + " ratio").join("")}  not served  attacker, last round`);
let idle = [];
for (const [attack, seen] of Object.entries(all)) {
  let line = attack.padEnd(22) + " ", failures = 0;
  for (const kind of Object.keys(kinds)) {
    const quiet = median(seen.map(each => each.quiet[kind].p99)), beside = median(seen.map(each => each.seen[kind].p99));
    line += `${quiet.toFixed(1)} -> ${beside.toFixed(1)}`.padStart(17) + median(seen.map(each => each.seen[kind].p99 / each.quiet[kind].p99)).toFixed(2).padStart(6);
    failures += seen.reduce((sum, each) => sum + each.quiet[kind].failures + each.seen[kind].failures, 0);
  }
  const done = seen[seen.length - 1].seen.done;
  if (!Object.keys(done).length) idle.push(attack);
  console.log(line + String(failures).padStart(12) + "  " + JSON.stringify(done));
}
if (idle.length) {
  console.error("These attacks got no answer at all, so they may not have been any: " + idle.join(", "));
  process.exitCode = 1;
}
agent.destroy();
await mongo.close();
process.exit();
