// The text format of Prometheus, as /observe/metrics answers it, and what is made of two readings: docs/metrics.md.

import { fetchAsOperator } from "./identity.js";

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** A reading: the samples, by their metrics' names. */
export function parse(text) {
  const metrics = new Map();
  for (const line of text.split("\n")) {
    const found = line.startsWith("#") ? null : SAMPLE.exec(line);
    if (!found) continue;
    const labels = Object.fromEntries([...(found[2] ?? "").matchAll(LABEL)].map(([, name, value]) => [name, value]));
    if (!metrics.has(found[1])) metrics.set(found[1], []);
    metrics.get(found[1]).push({ labels, value: Number(found[3].replace("Inf", "Infinity")) });
  }
  return metrics;
}

/** The sum of a metric's samples that have these labels; 0 where there is none. */
export function sum(reading, name, labels = {}) {
  return (reading.get(name) ?? [])
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((total, sample) => total + (Number.isFinite(sample.value) ? sample.value : 0), 0);
}

/** The values of a label. */
export const values = (reading, name, label) => [...new Set((reading.get(name) ?? []).map((sample) => sample.labels[label]))].sort();

/** How much of a counter came between two readings. */
export const grown = (before, now, name, labels) => Math.max(0, sum(now, name, labels) - sum(before, name, labels));

/** What the given share of what came between two readings is not above, in the histogram's unit; NaN where nothing came. */
export function quantile(before, now, name, share, labels = {}) {
  const buckets = values(now, `${name}_bucket`, "le")
    .map((text) => ({ le: Number(text.replace("+Inf", "Infinity")), count: grown(before, now, `${name}_bucket`, { ...labels, le: text }) }))
    .sort((a, b) => a.le - b.le);
  const all = buckets.at(-1)?.count ?? 0;
  if (!all) return NaN;
  const rank = all * share;
  let low = 0, below = 0;
  for (const { le, count } of buckets) {
    if (count >= rank) return Number.isFinite(le) ? low + ((le - low) * (rank - below)) / Math.max(1, count - below) : low;
    low = le;
    below = count;
  }
  return low;
}

/** Reads the metrics; null where one may not. */
export async function read() {
  const answer = await fetchAsOperator("/dev/observe/metrics");
  return answer.ok ? parse(await answer.text()) : null;
}
