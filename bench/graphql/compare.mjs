// Compares two contenders of a figures file, by the medians of their rounds. Usage: compare.mjs <file> <contender> <peer>
import { readFileSync } from "node:fs";

const [file, contender, peer] = process.argv.slice(2);
const rows = readFileSync(file, "utf8").trim().split("\n").map(line => line.split(","));
const median = values => values.sort((x, y) => x - y)[Math.floor(values.length / 2)];
const of = who => rows.filter(row => row[0] === who);
const rate = who => median(of(who).map(row => +row[1]));
const cpu = who => median(of(who).map(row => row[3] * 10000 / row[2]));
console.log(`${"".padEnd(16)}${"req/s".padStart(10)}${"cpu us/req".padStart(12)}`);
for (const who of [peer, contender]) console.log(who.padEnd(16) + rate(who).toFixed(0).padStart(10) + cpu(who).toFixed(1).padStart(12));
console.log(`${contender} / ${peer}, req/s: ${(rate(contender) / rate(peer)).toFixed(3)}; processor time: ${(cpu(contender) / cpu(peer)).toFixed(3)}\n`);
