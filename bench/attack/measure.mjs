// A client that behaves, measured with and without an attack beside it, in turn. Usage: measure.mjs <figures file>
// Environment: see bench/attack.sh.
import http from "node:http";
import { fork } from "node:child_process";
import { writeFileSync, appendFileSync } from "node:fs";

const port = +process.env.PORT, rounds = +process.env.ROUNDS, seconds = +process.env.SECONDS_EACH, rate = +process.env.RATE;
const attacks = process.env.ATTACKS.split(",");
const figures = process.argv[2];
const body = JSON.stringify({ query: "{ rides(first: 20) { nodes { id status etaSeconds updatedAt driver { name } } } }" });
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
const wait = ms => new Promise(done => setTimeout(done, ms));

function ask() {
  return new Promise((done, failed) => {
    const request = http.request({
      port, host: "127.0.0.1", path: "/graphql", method: "POST", agent,
      headers: { "Content-Type": "application/json", "Content-Length": body.length, Authorization: `Bearer ${process.env.TOKEN}` },
    }, answer => {
      let text = "";
      answer.on("data", part => (text += part));
      answer.on("end", () => (answer.statusCode === 200 && text.includes('"nodes"') ? done() : failed(new Error(answer.statusCode + " " + text.slice(0, 200)))));
    });
    request.setTimeout(20000, () => request.destroy(new Error("no answer")));
    request.on("error", failed);
    request.end(body);
  });
}

// Requests have their time whether the one before is answered or not, and are measured from it: a server that stalls is not spared.
async function measure(forSeconds) {
  const taken = [];
  let failures = 0;
  const begun = performance.now(), open = [];
  for (let i = 0; i < forSeconds * rate; i++) {
    const due = begun + (i * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    open.push(ask().then(() => taken.push(performance.now() - due), failure => {
      failures++;
      if (failures === 1) console.error("not served: " + failure.message);
    }));
  }
  await Promise.all(open);
  taken.sort((a, b) => a - b);
  return { p50: taken[Math.floor(taken.length / 2)], p99: taken[Math.floor(taken.length * 0.99)], failures };
}

async function attacked(attack) {
  const attacker = fork(new URL("attacker.mjs", import.meta.url), [attack], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await new Promise(ready => attacker.once("message", ready));
  await wait(1000);
  const seen = await measure(seconds);
  const counts = new Promise(told => attacker.once("message", told));
  attacker.send("stop");
  const done = await counts;
  attacker.kill();
  await wait(1000);
  return { ...seen, done };
}

// Compilers are to be done with what the attacks make the server do, too.
await measure(+process.env.WARM_UP);
for (const attack of attacks) await attacked(attack);
writeFileSync(figures, "round,attack,quiet p50,quiet p99,p50,p99,failures,what the attacker got\n");
const all = {};
for (let round = 1; round <= rounds; round++) {
  for (const attack of attacks) {
    const quiet = await measure(seconds);
    const seen = await attacked(attack);
    (all[attack] ??= []).push({ quiet, seen });
    appendFileSync(figures, [round, attack, quiet.p50.toFixed(2), quiet.p99.toFixed(2), seen.p50.toFixed(2), seen.p99.toFixed(2),
      quiet.failures + seen.failures, JSON.stringify(seen.done).replaceAll(",", " ")].join(",") + "\n");
  }
}
const median = values => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(`\n${"attack".padEnd(12)}${"quiet p99".padStart(12)}${"p99".padStart(12)}${"ratio".padStart(8)}${"not served".padStart(12)}  attacker, last round`);
for (const [attack, seen] of Object.entries(all)) {
  const ratio = median(seen.map(s => s.seen.p99 / s.quiet.p99));
  console.log(attack.padEnd(12) + (median(seen.map(s => s.quiet.p99)).toFixed(1) + " ms").padStart(12)
    + (median(seen.map(s => s.seen.p99)).toFixed(1) + " ms").padStart(12) + ratio.toFixed(2).padStart(8)
    + String(seen.reduce((sum, s) => sum + s.seen.failures + s.quiet.failures, 0)).padStart(12)
    + "  " + JSON.stringify(seen[seen.length - 1].seen.done));
}
agent.destroy();
