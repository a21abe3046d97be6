// Parses the Prometheus text format of /observe/metrics (docs/metrics.md), and computes rates and quantiles from two readings.

import { fetchAsOperator } from "./identity.js";

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Returns a reading: samples by metric name. */
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

/** Returns the sum of a metric's samples with these labels; 0 if there are none. */
export function sum(reading, name, labels = {}) {
  return (reading.get(name) ?? [])
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((total, sample) => total + (Number.isFinite(sample.value) ? sample.value : 0), 0);
}

/** Returns the distinct values of a label, sorted. */
export const values = (reading, name, label) => [...new Set((reading.get(name) ?? []).map((sample) => sample.labels[label]))].sort();

/** Returns the increase of a counter between two readings. */
export const grown = (before, now, name, labels) => Math.max(0, sum(now, name, labels) - sum(before, name, labels));

/** Returns a quantile of the observations between two readings, in the histogram's unit; NaN if there are none. */
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

/** Reads the metrics; null if the page has no access. */
export async function read() {
  const response = await fetchAsOperator("/dev/observe/metrics");
  return response.ok ? parse(await response.text()) : null;
}
