// The users of the page. In `howdah dev`, requests without a token run as alice; the process signs tokens for other users.

export const PEOPLE = { alice: "alice", bob: "bob", guest: "guest" };

/** The user of requests without a token. */
const DEMO_USER = "alice";

/** Tokens are renewed this long before they expire. */
const EARLY_MS = 60_000;
const cached = new Map();

/** Returns a token of a subject; "" if the process issues none. */
async function fetchToken(subject, operator) {
  const known = cached.get(subject);
  if (known && known.until > Date.now()) return known.token;
  const response = await fetch("/dev/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ subject, operator }),
  });
  if (!response.ok) return "";
  const { token, expiresIn } = await response.json();
  cached.set(subject, { token, until: Date.now() + expiresIn * 1000 - EARLY_MS });
  return token;
}

/**
 * Returns a token of a person. "" is allowed for the demo user only: for another person, a request without a token would show the
 * demo user's data under the wrong name.
 */
export async function tokenOf(person) {
  const text = await fetchToken(person, false);
  if (!text && person !== DEMO_USER) throw new Error(`no token for ${person} at ${location.host}: open the page on the machine that runs Howdah`);
  return text;
}

/** Drops the cached token of a person, for example after the server rejected it. */
export const forget = (person) => cached.delete(person);

function authorised(text, headers = {}) {
  return text ? { ...headers, Authorization: `Bearer ${text}` } : headers;
}

/** Fetches as a person. */
export async function fetchAs(person, path, options = {}) {
  return fetch(path, { ...options, headers: authorised(await tokenOf(person), options.headers) });
}

/** Fetches as an operator of the process. */
export async function fetchAsOperator(path, options = {}) {
  return fetch(path, { ...options, headers: authorised(await fetchToken("operator", true), options.headers) });
}
