// Runs the clients of docs/graphql-live.md beside it: live.mjs <path of GraphQL's URL, without its scheme> <URL of fresh tokens>.
// Prints what each shows, and how often it was asked who it is, as one line now and then.
import { EventSource } from "eventsource";
import { WebSocket } from "ws";
const [place, tokens] = process.argv.slice(2);
const plainFetch = globalThis.fetch;
let cookie = "";
globalThis.WebSocket = WebSocket;
// What a browser does with cookies.
globalThis.fetch = async (url, init) => {
  const response = await plainFetch(url, init);
  cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
  return response;
};
globalThis.EventSource = class extends EventSource {
  constructor(url) {
    super(url, { fetch: (input, init) => plainFetch(input, { ...init, headers: { ...init.headers, Cookie: cookie } }) });
  }
};
const shown = {}, asked = {};
let news = false;
const show = (name) => (rides) => {
  shown[name] = rides;
  news = true;
};
setInterval(() => {
  if (news) console.log(JSON.stringify({ shown, asked }));
  news = false;
}, 50);
const alice = (name) => async () => {
  asked[name] = (asked[name] ?? 0) + 1;
  return { Authorization: `Bearer ${await (await plainFetch(tokens)).text()}` };
};
for (const name of ["graphql-ws", "apollo", "apollo-native", "urql"])
  (await import(`./${name}.js`)).rides(`ws://${place}`, alice(name), show(name));
for (const name of ["graphql-sse", "event-source"])
  (await import(`./${name}.js`)).rides(`http://${place}`, alice(name), show(name));
// React Native's app goes into the background, and comes back, as often as it is told to.
const { AppState } = await import("react-native");
process.stdin.on("data", (state) => AppState.become(`${state}`.trim()));
process.stdin.on("end", () => process.exit());
