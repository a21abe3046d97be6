// Channels of docs/protocol.md over server-sent events or WebSocket, one connection per channel. Browsers cannot send headers on
// either, so a ticket authenticates the client. A ticket is valid once, and an EventSource that reconnects by itself would reuse it:
// the page closes the EventSource and opens a new one with a new ticket.

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
  const response = await fetchAs(person, "/notifications/ticket", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path: list.path }),
  });
  if (!response.ok) throw new Error(`ticket request failed (${response.status})`);
  const { ticket } = await response.json();
  const query = new URLSearchParams(list.parameters);
  query.set("snapshot", "true");
  query.set("ticket", ticket);
  if (cursor) query.set("since", cursor);
  return `${list.path}?${query}`;
}

const eventSource = (path) => new EventSource(path);
const webSocket = (path) => new WebSocket(location.origin.replace(/^http/, "ws") + path, "cloudevents.json");

function open(make, { person, lists, cursors, onChange, onEnd }) {
  const sources = [];
  let over = false;
  const close = () => {
    over = true;
    sources.forEach((source) => source.close());
  };
  const end = (reason) => {
    if (over) return;
    close();
    onEnd(reason);
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
        else onChange(change);
      };
      source.onerror = source.onclose = ({ reason }) => end(reason || "the stream ended");
    } catch (error) {
      end(error.message);
    }
  });
  return close;
}

/** Opens an EventSource for each list, from its cursor. Options and result are those of `openSocket` in socket.js. */
export const openEvents = (options) => open(eventSource, options);

/** Opens a channel WebSocket for each list, from its cursor. */
export const openChannels = (options) => open(webSocket, options);
