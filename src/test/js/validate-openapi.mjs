// Reads an OpenAPI document and prints what a validator says of it: the errors, an empty JSON array if it is valid.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";

const validator = new Validator();
const { valid, errors } = await validator.validate(JSON.parse(readFileSync(process.argv[2], "utf8")));
let said = valid ? [] : [errors ?? "it is not valid"].flat();
if (valid && validator.version !== "3.1") said.push(`its version is ${validator.version}`);
try {
  if (valid) validator.resolveRefs();
} catch (e) {
  said.push(String(e));
}
console.log(JSON.stringify(said));
