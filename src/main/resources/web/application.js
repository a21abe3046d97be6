// Whether the demo runs or an application of one's own, which has channels that this page knows nothing of.

import { EXAMPLES, LISTS, generalList, GENERAL_EXAMPLES } from "./lists.js";
import { fetchAs } from "./identity.js";

/** What to show, an error as long as that is not known: lists, examples, and by which ways the changes come, each with its name for a person. */
export async function application(person) {
  const answer = await fetchAs(person, "/asyncapi.json");
  if (!answer.ok) throw new Error(`the application is not described (/asyncapi.json answers ${answer.status})`);
  const { channels = {} } = await answer.json();
  const paths = Object.values(channels).map(({ address }) => address).filter((address) => address?.startsWith("/notifications/"));
  if (LISTS.every(({ path }) => paths.includes(path))) {
    return { demo: true, lists: LISTS, examples: EXAMPLES, ways: { socket: "GraphQL over WebSocket", events: "server-sent events" } };
  }
  return { demo: false, lists: paths.sort().map(generalList), examples: GENERAL_EXAMPLES, ways: { channels: "WebSocket", events: "server-sent events" } };
}
