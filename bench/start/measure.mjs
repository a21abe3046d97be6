// How long a start takes until the process is ready, and what it holds in memory with sockets under load. start.sh says with what.
// Usage: measure.mjs <figures.csv> <pipe of the services>; the rest comes by the environment.
import { spawn } from "node:child_process";
import { appendFileSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { get, request } from "node:http";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const [figures, pipe] = process.argv.slice(2);
const { CONTENDERS, JAR, ARCHIVE, SERVER_JAR, SERVER_ARCHIVE, IMAGE_MEMORY, WORK, TOKENS } = process.env;
const [rounds, sockets, rate, seconds] = ["ROUNDS", "SOCKETS", "RATE", "SECONDS_EACH"].map(name => Number(process.env[name]));
const port = Number(process.env.HOWDAH_HTTP_PORT), management = Number(process.env.HOWDAH_MANAGEMENT_PORT);
const channels = ["rides", "deliveries", "prescriptions"];
const tokens = TOKENS.trim().split("\n");

// The image's own command, on howdah-server.jar, in as much memory as its container has. A JVM that sees less than 1792 MiB takes the
// serial collector; it has to be told so where there is more than it is to take.
const dockerfile = readFileSync("Dockerfile", "utf8").replaceAll("\\\n", "").split(" AS server\n")[1];
const [java, ...options] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)[1])
  .map(option => option.replace("/opt/howdah/howdah-server.jar", SERVER_JAR).replace("/opt/howdah/howdah.jsa", SERVER_ARCHIVE));
const variables = [...dockerfile.matchAll(/^ENV (\S+)$/gm)].map(match => match[1]);
const commands = {
  plain: ["java", "-jar", JAR, "run"],
  archive: ["java", `-XX:SharedArchiveFile=${ARCHIVE}`, "-jar", JAR, "run"],
  script: ["./howdah", "run"],
  image: ["env", ...variables, java, `-XX:MaxRAM=${IMAGE_MEMORY}`, "-XX:+UseSerialGC", ...options, "run"],
};

const isReady = () => new Promise(done => get({ host: "127.0.0.1", port: management, path: "/observe/health/ready", agent: false },
  answer => { answer.resume(); done(answer.statusCode === 200); }).on("error", () => done(false)));

// Seconds of the processor that the process has used, its compilers and collector too.
function processorTime(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

// MiB of a line such as "VmRSS:  1234 kB".
const mebibytes = (file, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readFileSync(file, "utf8"))[1]) / 1024;

async function start(contender) {
  const log = openSync(`${WORK}/start-${contender}.log`, "w");
  const began = performance.now();
  const [program, ...given] = commands[contender];
  const child = spawn(program, given, { stdio: ["ignore", log, log] });
  while (!await isReady()) {
    if (child.exitCode !== null) throw new Error(`${contender} ended, see ${WORK}/start-${contender}.log`);
    await sleep(20);
  }
  return { child, ready: performance.now() - began, processor: processorTime(child.pid) };
}

async function end(child) {
  const ended = new Promise(done => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
}

// A WebSocket whose frames are counted by no more than the bytes that come: the client shall cost little.
const subscribe = (number, received) => new Promise((done, failed) => {
  const asked = request({
    host: "127.0.0.1", port, path: `/notifications/${channels[number % channels.length]}`, agent: false,
    headers: {
      Authorization: `Bearer ${tokens[number % tokens.length]}`, Connection: "Upgrade", Upgrade: "websocket",
      "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    },
  });
  asked.on("upgrade", (answer, socket) => {
    socket.on("data", bytes => { received.bytes += bytes.length; });
    done(socket);
  });
  asked.on("response", answer => failed(new Error(`a socket was refused with ${answer.statusCode}`)));
  asked.on("error", failed);
  asked.end();
});

async function load(child) {
  const received = { bytes: 0 };
  const open = [];
  for (let number = 0; number < sockets; number++) open.push(await subscribe(number, received));
  writeFileSync(pipe, `${rate}\n`);
  const before = processorTime(child.pid);
  await sleep(seconds * 1000);
  const memory = {
    rss: mebibytes(`/proc/${child.pid}/status`, "VmRSS"), pss: mebibytes(`/proc/${child.pid}/smaps_rollup`, "Pss"),
    peak: mebibytes(`/proc/${child.pid}/status`, "VmHWM"), anonymous: mebibytes(`/proc/${child.pid}/status`, "RssAnon"),
    processor: (processorTime(child.pid) - before) / seconds,
  };
  writeFileSync(pipe, "0\n");
  if (open.some(socket => socket.destroyed)) throw new Error("a socket was closed");
  open.forEach(socket => socket.destroy());
  if (received.bytes < 100 * sockets) throw new Error(`nothing was told: ${received.bytes} bytes`);
  return memory;
}

const rows = [];
for (let round = 1; round <= rounds; round++) {
  for (const contender of CONTENDERS.split(",")) {
    const { child, ready, processor } = await start(contender);
    const memory = sockets ? await load(child) : {};
    await end(child);
    rows.push({ contender, ready, processor, memory });
    appendFileSync(figures, JSON.stringify(rows.at(-1)) + "\n");
  }
}
const median = values => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const columns = {
  "ready s": row => row.ready / 1000, "processor s": row => row.processor, "RSS MiB": row => row.memory.rss, "PSS MiB": row => row.memory.pss,
  "anonymous MiB": row => row.memory.anonymous, "peak MiB": row => row.memory.peak, "processors": row => row.memory.processor,
};
console.log(`${cpus().length} processors, ${cpus()[0].model}, ${rounds} rounds; ${sockets} sockets, ${rate} events/s for ${seconds} s`);
console.log("".padEnd(10) + Object.keys(columns).map(name => name.padStart(15)).join(""));
for (const contender of CONTENDERS.split(",")) {
  const of = rows.filter(row => row.contender === contender);
  console.log(contender.padEnd(10) + Object.entries(columns).map(([name, value]) => {
    const middle = median(of.map(value));
    return (middle === undefined ? "" : middle.toFixed(name.endsWith("MiB") ? 0 : 2)).padStart(15);
  }).join(""));
}
