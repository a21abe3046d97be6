// Finds out whether the demo runs or another application, of which the page knows only the channels.

import { EXAMPLES, LISTS, generalList, GENERAL_EXAMPLES } from "./lists.js";
import { fetchAs } from "./identity.js";

/** Returns what to show: lists, example queries, and the transports with their display names. Throws if the process cannot describe itself. */
export async function application(person) {
  const response = await fetchAs(person, "/asyncapi.json");
  if (!response.ok) throw new Error(`no description of the application: /asyncapi.json returned ${response.status}`);
  const { channels = {} } = await response.json();
  const paths = Object.values(channels).map(({ address }) => address).filter((address) => address?.startsWith("/notifications/"));
  if (LISTS.every(({ path }) => paths.includes(path))) {
    return { demo: true, lists: LISTS, examples: EXAMPLES, transports: { socket: "GraphQL over WebSocket", events: "server-sent events" } };
  }
  return { demo: false, lists: paths.sort().map(generalList), examples: GENERAL_EXAMPLES, transports: { channels: "WebSocket", events: "server-sent events" } };
}
