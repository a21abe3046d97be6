// The part of graphql-transport-ws that the page needs: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

import { tokenOf, forget } from "./identity.js";

const FORBIDDEN = 4403;
const KINDS = { READY: "ready", SNAPSHOT: "item", SNAPSHOT_END: "end", CREATED: "put", UPDATED: "put", DELETED: "gone", LEFT: "gone", POSITION: "position", RESYNC: "resync" };

function changeOf(list, payload) {
  const change = payload.data?.[list.change];
  if (!change) throw new Error(payload.errors?.[0]?.message ?? "result without data");
  const { operation, ...rest } = change;
  return { list: list.name, what: KINDS[operation], time: rest.node?.updatedAt, ...rest };
}

/**
 * Opens one WebSocket with a subscription for each list, from its cursor. Returns a function that closes it.
 * Calls `onChange` with each change, and `onEnd` with a reason when the connection ends by itself.
 */
export function openSocket({ person, lists, cursors, onChange, onEnd }) {
  let socket = null, over = false;
  const end = (reason) => {
    if (over) return;
    over = true;
    socket?.close();
    onEnd(reason);
  };
  const send = (message) => socket.send(JSON.stringify(message));
  const receive = (message) => {
    if (message.type === "connection_ack") {
      lists.forEach((list) => send({
        id: list.name, type: "subscribe", payload: { query: list.subscription, variables: { since: cursors.get(list.name) ?? null } },
      }));
    } else if (message.type === "next") onChange(changeOf(lists.find((list) => list.name === message.id), message.payload));
    else if (message.type === "ping") send({ type: "pong" });
    else if (message.type === "error") end(message.payload[0].message);
    else if (message.type === "complete") end("the subscription ended");
  };
  tokenOf(person).then((token) => {
    if (over) return;
    socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws");
    socket.onopen = () => send({ type: "connection_init", payload: token ? { Authorization: `Bearer ${token}` } : {} });
    socket.onmessage = ({ data }) => {
      if (over) return;
      try {
        receive(JSON.parse(data));
      } catch (error) {
        end(error.message);
      }
    };
    socket.onclose = ({ code, reason }) => {
      if (code === FORBIDDEN) forget(person);
      end(reason || `the socket was closed (${code})`);
    };
  }).catch((error) => end(error.message));
  return () => {
    over = true;
    socket?.close();
  };
}
