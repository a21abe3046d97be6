// Reads an AsyncAPI document and prints what AsyncAPI's own validator says of it: a JSON array of diagnostics.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Parser, fromFile } = createRequire(import.meta.url)("@asyncapi/parser");
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
const said = diagnostics.map(({ code, message, severity, path }) => ({ code, message, severity, path: path.join("/") }));
if (!document) said.push({ code: "no-document", message: "The document could not be read.", severity: 0, path: "" });
console.log(JSON.stringify(said));
