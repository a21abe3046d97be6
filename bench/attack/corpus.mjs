// Reads the attacks, one file each in corpus/. bench/README.md describes the format.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const REQUIRED = ["name", "does", "protocol", "sockets", "rate"];
const KNOWN = new Set([...REQUIRED, "port", "method", "path", "headers", "token", "body", "head", "drip", "dripMs", "init", "frames", "loop",
  "read", "holdMs", "from"]);
const PROTOCOLS = ["tcp", "http", "ws"];

// Returns the attacks of a folder by name. Throws one line about an invalid file.
export function readAttacks(folder) {
  const attacks = new Map();
  for (const file of readdirSync(folder).filter(name => name.endsWith(".json")).sort()) {
    const attack = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
    const wrong = mistake(attack, file.replace(/\.json$/, ""));
    if (wrong) throw new Error(`${folder}/${file}: ${wrong}`);
    attacks.set(attack.name, { port: "application", method: "GET", path: "/graphql", headers: {}, token: true, init: true, read: true, from: ["127.0.0.2"], ...attack });
  }
  return attacks;
}

function mistake(attack, name) {
  const absent = REQUIRED.find(key => attack[key] === undefined);
  if (absent) return `${absent} is missing`;
  const unknown = Object.keys(attack).find(key => !KNOWN.has(key));
  if (unknown) return `${unknown} is unknown; there are ${[...KNOWN].join(", ")}`;
  if (attack.name !== name) return `name must be ${name}, as the file is called`;
  if (!PROTOCOLS.includes(attack.protocol)) return `protocol must be one of ${PROTOCOLS.join(", ")}`;
  if (attack.protocol === "tcp" && !attack.head) return "head is missing";
  return "";
}

// Returns the value of a template: %n% is the number of the request, %socket% that of the socket.
function expand(template, variables) {
  if (typeof template === "string") return template.replace(/%(\w+)%/g, (all, name) => variables[name] ?? all);
  if (Array.isArray(template)) return template.map(each => expand(each, variables));
  if (template === null || typeof template !== "object") return template;
  if ("repeat" in template) {
    const same = typeof template.repeat === "string" && !template.repeat.includes("%");
    return same ? template.repeat.repeat(template.times) : each(template.times, template.repeat, variables).join("");
  }
  if ("list" in template) return each(template.times, template.list, variables);
  if ("number" in template) return Number(expand(template.number, variables));
  if ("join" in template) return template.join.map(part => expand(part, variables)).join("");
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, expand(value, variables)]));
}

// %i% counts.
function each(times, template, variables) {
  if (!JSON.stringify(template).includes("%")) return Array(times).fill(expand(template, variables));
  return Array.from({ length: times }, (_, i) => expand(template, { ...variables, i }));
}

export const text = (template, variables) => String(expand(template, variables));

function bytes(body, variables) {
  if (body === undefined) return Buffer.alloc(0);
  if (body.gzip) return gzipSync(bytes(body.gzip, variables));
  return Buffer.from("json" in body ? JSON.stringify(expand(body.json, variables)) : text(body.text, variables));
}

// Returns what makes a body, or a text, for a request; what is always the same is made once.
export function maker(template, make = bytes) {
  const changes = /%(n|socket)%/.test(JSON.stringify(template ?? ""));
  const made = changes ? null : make(template, {});
  return variables => made ?? make(template, variables);
}
