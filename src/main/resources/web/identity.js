// Who one is: `howdah dev` takes requests without a token for alice's, and signs tokens for the others.

export const PEOPLE = { alice: "alice", bob: "bob", nobody: "nobody" };

/** Whose requests without a token are. */
const DEMO_USER = "alice";

const EARLY_MS = 60_000;
const held = new Map();

/** A token of somebody, "" where none is given. */
async function token(subject, operator) {
  const known = held.get(subject);
  if (known && known.until > Date.now()) return known.token;
  const answer = await fetch("/dev/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ subject, operator }),
  });
  if (!answer.ok) return "";
  const { token, expiresIn } = await answer.json();
  held.set(subject, { token, until: Date.now() + expiresIn * 1000 - EARLY_MS });
  return token;
}

/** A token of a person; "" is good for the demo's user alone, or one would be shown what is theirs in another's name. */
export async function tokenOf(person) {
  const text = await token(person, false);
  if (!text && person !== DEMO_USER) throw new Error(`${location.host} gives no token for ${person}; open the page on the machine that it runs on`);
  return text;
}

/** Forgets a token that is not taken any more. */
export const forget = (person) => held.delete(person);

function authorised(text, headers = {}) {
  return text ? { ...headers, Authorization: `Bearer ${text}` } : headers;
}

/** Asks for something as a person. */
export async function fetchAs(person, path, options = {}) {
  return fetch(path, { ...options, headers: authorised(await tokenOf(person), options.headers) });
}

/** Asks for something as an operator of the process. */
export async function fetchAsOperator(path, options = {}) {
  return fetch(path, { ...options, headers: authorised(await token("operator", true), options.headers) });
}
