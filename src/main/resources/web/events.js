// The channels of docs/protocol.md, by server-sent events or a WebSocket each. Browsers let neither send a header, so that a ticket
// says who asks. It is good once; an EventSource would show it again, so that a new one is made where it would come again by itself.

import { fetchAs } from "./identity.js";

const CONTROL = {
  "io.howdah.ready": "ready", "io.howdah.snapshot.begin": "begin", "io.howdah.snapshot.item": "item", "io.howdah.snapshot.end": "end",
  "io.howdah.position": "position", "io.howdah.resync": "resync", "io.howdah.closed": "closed",
};

function changeOf(list, event) {
  const what = CONTROL[event.type] ?? (/\.(deleted|left)$/.test(event.type) ? "gone" : "put");
  return {
    list: list.name, what, key: event.subject, version: event.version, node: event.data, time: event.time,
    recovered: event.data?.recovered, cursor: event.id === "snapshot" ? null : event.id,
  };
}

async function url({ person, list, cursor }) {
  const answer = await fetchAs(person, "/notifications/ticket", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path: list.path }),
  });
  if (!answer.ok) throw new Error(`no ticket (${answer.status})`);
  const { ticket } = await answer.json();
  const query = new URLSearchParams(list.parameters);
  query.set("snapshot", "true");
  query.set("ticket", ticket);
  if (cursor) query.set("since", cursor);
  return `${list.path}?${query}`;
}

const eventSource = (path) => new EventSource(path);
const webSocket = (path) => new WebSocket(location.origin.replace(/^http/, "ws") + path, "cloudevents.json");

function open(make, { person, lists, cursors, heard, ended }) {
  const sources = [];
  let over = false;
  const close = () => {
    over = true;
    sources.forEach((source) => source.close());
  };
  const end = (reason) => {
    if (over) return;
    close();
    ended(reason);
  };
  lists.forEach(async (list) => {
    try {
      const path = await url({ person, list, cursor: cursors.get(list.name) });
      if (over) return;
      const source = make(path);
      sources.push(source);
      source.onmessage = ({ data }) => {
        if (over || !data) return;
        const change = changeOf(list, JSON.parse(data));
        if (change.what === "closed") end(change.node?.reason || "the stream was closed");
        else heard(change);
      };
      source.onerror = source.onclose = ({ reason }) => end(reason || "the stream has ended");
    } catch (error) {
      end(error.message);
    }
  });
  return close;
}

/** Opens a stream of events for each list, from its cursor; as `openSocket` of socket.js does. */
export const openEvents = (options) => open(eventSource, options);

/** Opens a WebSocket of its channel for each list, from its cursor. */
export const openChannels = (options) => open(webSocket, options);
