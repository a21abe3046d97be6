// How many replicas, partitions and shards a load takes, and what breaks first: arithmetic with the constants of docs/capacity.md.
// Usage: node bench/capacity/capacity.mjs [--sockets n] [--events n] [--audience n] [--queries n] [--cores n] [--memory GiB] ...
// Each constant below is an option as well, for figures of your own machine.

/** What was measured, in microseconds of processor time and bytes; bench/README.md says how. */
const MEASURED = {
  "event-us": 21.4, // ingest: a record of 300 bytes, stored
  "consumer-rate": 24_446, // records each second that one consumer stores, waiting for MongoDB meanwhile
  "change-us": 147, // a replica reads a change, makes its frame and finds who is to have it
  "frame-us": 12.9, // a frame to one socket that gets nothing else at that moment
  "query-us": 1_620, // a page of 20 by GraphQL with a relation
  "socket-bytes": 11_390,
};
/** What was not, and is to be replaced by what your MongoDB does. */
const ASSUMED = { "shard-writes": 15_000, "base-mib": 400 };
const LOAD = { sockets: 1_000_000, events: 50_000, audience: 1, queries: 0 };
/** A replica: its size, how much of its processors is planned for, and the sockets that howdah.push.max-connections lets in. */
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

// Beside the following of changes, all that a replica does is divided among the replicas.
const shared = events * seconds("event-us") + events * audience * seconds("frame-us") + queries * seconds("query-us");
const following = changes => changes * seconds("change-us");

/** Replicas of a cell, which has a share of the load and follows its own changes alone; Infinity where following takes too much. */
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

const say = number => Math.round(number).toLocaleString("en-US").replaceAll(",", " ");
const count = (number, thing) => `${say(number)} ${thing}${number === 1 ? "" : "s"}`;
const rows = [];
const one = replicas(1);
rows.push(["one change stream, each replica follows all of it", one === Infinity
  ? `breaks: following ${say(events)} changes/s takes ${following(events).toFixed(1)} processors of each replica, and ${budget.toFixed(1)} are planned for`
  : `${count(one, "replica")}, following takes ${following(events).toFixed(1)} processors of each`]);
rows.push(["cells, each with a database, a topic's share and replicas of its own",
  `${count(best, "cell")} of ${count(replicas(best), "replica")}, ${say(best * replicas(best))} in all; each follows ${say(events / best)} changes/s with ${following(events / best).toFixed(1)} processors`]);
const relays = whole(following(events) / budget);
const leaves = Math.max(whole(sockets / socketsEach), whole(shared / budget));
rows.push(["relay tree (not built): relays follow, leaves hold the sockets",
  `${count(relays, "relay")}, each key by one of them, and ${leaves === 1 ? "1 leaf" : say(leaves) + " leaves"}, ${say(relays + leaves)} in all`]);
rows.push(["partitions of the topics, at least", say(partitions)]);
rows.push(["shards of MongoDB, by writes alone (assumed)", say(shards)]);
rows.push(["sockets of a replica", `${say(socketsEach)}, by ${socketsThatFit < values["max-connections"] ? "memory" : "howdah.push.max-connections"}`]);

console.log(`${say(sockets)} sockets, ${say(events)} events/s, each for ${say(audience)} of them, ${say(queries)} queries/s`);
for (const [what, answer] of rows) console.log(`- ${what}: ${answer}`);
