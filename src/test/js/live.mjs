// Runs the clients of docs/graphql.md beside it: live.mjs <path of GraphQL's URL, without its scheme> <token's seconds>.
// Prints what each shows, and how often it was asked who it is, as one line now and then.
import { EventSource } from "eventsource";
import { WebSocket } from "ws";
globalThis.WebSocket = WebSocket;
globalThis.EventSource = EventSource;
const [place, expires] = process.argv.slice(2);
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
const alice = (name) => () => {
  asked[name] = (asked[name] ?? 0) + 1;
  return { as: "alice", expires: +expires };
};
for (const name of ["graphql-ws", "apollo", "apollo-native", "urql"])
  (await import(`./${name}.js`)).rides(`ws://${place}`, alice(name), show(name));
(await import("./graphql-sse.js")).rides(`http://${place}?as=alice&expires=${expires}`, {}, show("graphql-sse"));
(await import("./event-source.js")).rides(`http://${place}?as=alice&expires=${expires}`, show("event-source"));
// React Native's app goes into the background, and comes back, as often as it is told to.
const { AppState } = await import("react-native");
process.stdin.on("data", (state) => AppState.become(`${state}`.trim()));
process.stdin.on("end", () => process.exit());
