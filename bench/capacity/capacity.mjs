// Calculates the replicas, partitions and shards that a load needs, and what limits it, from the constants of docs/capacity.md.
// Usage: node bench/capacity/capacity.mjs [--sockets n] [--events n] [--audience n] [--queries n] [--cores n] [--memory GiB] ...
// Each constant below is an option, too: set it to your own measurement.

/** Measured constants, in microseconds of processor time and bytes; bench/README.md describes the methods. */
const MEASURED = {
  "event-us": 21.4, // ingest: a record of 300 bytes, stored
  "consumer-rate": 24_446, // records per second that one consumer stores
  "change-us": 147, // a replica reads a change, encodes the event and finds its subscribers
  "frame-us": 12.9, // an event to one idle socket
  "query-us": 1_620, // a GraphQL page of 20 documents with a relation
  "socket-bytes": 11_390,
};
/** Assumed constants; replace them with measurements of your MongoDB. */
const ASSUMED = { "shard-writes": 15_000, "base-mib": 400 };
const LOAD = { sockets: 1_000_000, events: 50_000, audience: 1, queries: 0 };
/** A replica: cores, GiB of memory, the planned share of its cores, and howdah.push.max-connections. */
const REPLICA = { cores: 4, memory: 2, busy: 0.6, "max-connections": 20_000 };

const values = { ...MEASURED, ...ASSUMED, ...LOAD, ...REPLICA };
for (let i = 2; i < process.argv.length; i += 2) {
  const name = process.argv[i].replace(/^--/, "");
  const value = Number(process.argv[i + 1]);
  if (!(name in values) || !(value >= 0)) {
    console.error(`${process.argv[i]} ${process.argv[i + 1] ?? ""}: must be one of ${Object.keys(values).map(known => "--" + known).join(", ")} with a number`);
    process.exit(2);
  }
  values[name] = value;
}

const { sockets, events, audience, queries } = values;
const seconds = name => values[name] / 1e6;
const whole = number => Math.max(1, Math.ceil(number - 1e-9));
const budget = values.cores * values.busy;
const socketsThatFit = Math.floor(((values.memory * 1024 - values["base-mib"]) * 1024 * 1024) / values["socket-bytes"]);
const socketsEach = Math.min(values["max-connections"], socketsThatFit);

// The replicas share all work except following changes.
const shared = events * seconds("event-us") + events * audience * seconds("frame-us") + queries * seconds("query-us");
const following = changes => changes * seconds("change-us");

/** Returns the replicas that one of `cells` cells needs; Infinity if following its changes needs more cores than planned. */
function replicas(cells) {
  const left = budget - following(events / cells);
  const bySockets = whole(sockets / cells / socketsEach);
  return left <= 0 ? Infinity : Math.max(bySockets, whole(shared / cells / left));
}

const partitions = whole(events / (values["consumer-rate"] * values.busy));
const shards = whole(events / values["shard-writes"]);
let cells = 1;
while (cells < 10_000 && replicas(cells) === Infinity) cells++;
let best = cells;
for (let more = cells; more <= cells * 8 && more < 10_000; more++) {
  if (more * replicas(more) < best * replicas(best)) best = more;
}

const say = number => Math.round(number).toLocaleString("en-US");
const count = (number, thing) => `${say(number)} ${thing}${number === 1 ? "" : "s"}`;
const rows = [];
const one = replicas(1);
rows.push(["one database", one === Infinity
  ? `not possible; following ${say(events)} changes/s takes ${following(events).toFixed(1)} cores of each replica, ${budget.toFixed(1)} are planned`
  : `${count(one, "replica")}; following changes takes ${following(events).toFixed(1)} cores of each`]);
rows.push(["cells", `${count(best, "cell")} of ${count(replicas(best), "replica")}, ${count(best * replicas(best), "replica")} in total; `
  + `each follows ${say(events / best)} changes/s with ${following(events / best).toFixed(1)} cores`]);
const relays = whole(following(events) / budget);
const leaves = Math.max(whole(sockets / socketsEach), whole(shared / budget));
rows.push(["relay tree (not implemented)", `${count(relays, "relay")} and ${leaves === 1 ? "1 leaf" : say(leaves) + " leaves"}, ${say(relays + leaves)} processes in total`]);
rows.push(["topic partitions", `at least ${say(partitions)}`]);
rows.push(["MongoDB shards (assumed)", `${say(shards)} for the writes`]);
rows.push(["sockets per replica", `${say(socketsEach)}, limited by ${socketsThatFit < values["max-connections"] ? "memory" : "howdah.push.max-connections"}`]);

console.log(`${count(sockets, "socket")}, ${say(events)} events/s, each for ${count(audience, "socket")}, ${say(queries)} queries/s`);
for (const [what, answer] of rows) console.log(`- ${what}: ${answer}`);
