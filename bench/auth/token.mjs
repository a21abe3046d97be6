// Makes a key pair, writes the public key as PEM, prints a token for an hour for each subject, a line each.
// Usage: token.mjs <issuer> <audience> <key file> [subject ...]   the subject is alice where none is given
import { createSign, generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";

const [issuer, audience, file, ...given] = process.argv.slice(2);
const subjects = given.length ? given : ["alice"];
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
writeFileSync(file, publicKey.export({ type: "spki", format: "pem" }));
const part = value => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
for (const sub of subjects) {
  const signed = part({ alg: "RS256", typ: "JWT" }) + "."
    + part({ iss: issuer, aud: audience, sub, roles: ["rider"], iat: now, exp: now + 3600 });
  console.log(signed + "." + createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url"));
}
