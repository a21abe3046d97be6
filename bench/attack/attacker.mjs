// One attack of the corpus on 127.0.0.1, until it is told to stop; then it tells what it got. Usage: attacker.mjs <folder> <name>
// Environment: PORT of the application, the next one is the management port; OTHER_TOKEN of the attacker.
import http from "node:http";
import net from "node:net";
import os from "node:os";
import { maker, readAttacks, text } from "./corpus.mjs";
import { WebSocketClient } from "./websocket.mjs";

// It shares a processor with the client that is measured.
os.setPriority(19);

const attack = readAttacks(process.argv[2]).get(process.argv[3]);
const port = +process.env.PORT + (attack.port === "management" ? 1 : 0);
const authorization = attack.token ? { Authorization: `Bearer ${process.env.OTHER_TOKEN}` } : {};
const got = {};
let stopped = false, number = 0, begun = false;
const count = what => {
  got[what] = (got[what] ?? 0) + 1;
  begin();
};
// The measurement begins when the attack has had an effect, or may never have one.
const begin = () => {
  if (!begun) process.send("ready");
  begun = true;
};
const from = index => attack.from[index % attack.from.length];

// Calls `act` as often each second as the attack says.
function atRate(act) {
  let due = 0, last = performance.now();
  setInterval(() => {
    const now = performance.now();
    due = Math.min(due + ((now - last) * attack.rate) / 1000, attack.rate);
    last = now;
    for (; due >= 1 && !stopped; due--) act(number++);
  }, 10);
}

// Opens as many as the attack says, each again when it has gone.
function keepOpen(open) {
  for (let i = 0; i < attack.sockets; i++) {
    const again = () => open(i, () => stopped || setTimeout(again, 100));
    setTimeout(again, i);
  }
}

const hold = close => attack.holdMs && setTimeout(close, attack.holdMs * (0.5 + Math.random()));

const protocols = {
  // `head`, then `drip` again and again.
  tcp() {
    const head = maker(attack.head, text);
    keepOpen((index, gone) => {
      const socket = net.connect({ port, host: "127.0.0.1", localAddress: from(index) });
      let answered = false;
      socket.on("connect", () => {
        count("opened");
        socket.write(head({ socket: index, n: number++ }));
        const drip = attack.drip && setInterval(() => socket.writable ? socket.write(attack.drip) : clearInterval(drip), attack.dripMs);
        hold(() => socket.destroy());
      });
      socket.on("data", data => {
        if (!answered) count(data.toString("latin1").slice(9, 12));
        answered = true;
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        count("closed");
        gone();
      });
    });
  },

  http() {
    const body = maker(attack.body), path = maker(attack.path, text);
    const headers = Object.entries(attack.headers).map(([name, value]) => [name, maker(value, text)]);
    const head = variables => ({ ...authorization, ...Object.fromEntries(headers.map(([name, value]) => [name, value(variables)])) });
    if (!attack.read) return unread(body, path, head);
    const agents = attack.from.map(localAddress => new http.Agent({ keepAlive: true, maxSockets: Math.ceil(attack.sockets / attack.from.length), localAddress }));
    let open = 0;
    const ask = (n, then) => {
      const variables = { n, socket: n % attack.sockets };
      const bytes = body(variables);
      open++;
      const done = what => {
        open--;
        count(what);
        then();
      };
      const request = http.request({
        port, host: "127.0.0.1", path: path(variables), method: attack.method, agent: agents[n % agents.length],
        headers: { ...head(variables), ...(bytes.length ? { "Content-Length": bytes.length } : {}) },
      }, answer => {
        hold(() => request.destroy());
        answer.resume();
        answer.on("close", () => done(answer.statusCode));
        answer.on("error", () => {});
      });
      let failed = false;
      request.on("error", () => {
        // After the answer has begun it is done by that.
        if (!failed && !request.res) done("error");
        failed = true;
      });
      request.end(bytes);
    };
    if (attack.rate) {
      atRate(n => open < attack.sockets * 10 && ask(n, () => {}));
    } else {
      const again = () => stopped || setImmediate(() => ask(number++, again));
      for (let i = 0; i < attack.sockets; i++) again();
    }
  },

  ws() {
    const frames = (attack.frames ?? []).map(frame => maker(frame)), loop = (attack.loop ?? []).map(frame => maker(frame));
    const path = maker(attack.path, text);
    const open = new Set();
    keepOpen((index, gone) => {
      let client = null;
      const act = () => {
        count("ready");
        frames.forEach(frame => client.send(frame({ socket: index, n: number++ })));
        open.add(client);
      };
      client = new WebSocketClient({
        port, from: from(index), path: path({ socket: index, n: number++ }), read: attack.read,
        protocol: attack.path.includes("graphql") ? "graphql-transport-ws" : undefined,
        headers: attack.init && attack.path.includes("graphql") ? {} : authorization,
        opened: now => {
          client = now;
          hold(() => client.destroy());
          if (!attack.init) return act();
          client.send(JSON.stringify({ type: "connection_init", payload: authorization }));
          // One that does not read cannot know when it is let in.
          if (!attack.read) setTimeout(act, 500);
        },
        text: message => {
          const type = /"type":"(\w+)"/.exec(message)?.[1] ?? "event";
          if (type === "connection_ack") act();
          else count(/"code":"(\w+)"/.exec(message)?.[1] ?? type);
        },
        closed: what => {
          count(what);
          open.delete(client);
          gone();
        },
      });
    });
    if (loop.length) {
      let turns = [];
      atRate(n => {
        if (!turns.length) turns = [...open];
        const client = turns.pop();
        if (client?.isOpen) loop.forEach(frame => client.send(frame({ n, socket: 0 })));
      });
    }
  },
};

// Requests one after the other on the same connections, whose answers are never read.
function unread(body, path, head) {
  const open = new Map();
  keepOpen((index, gone) => {
    const socket = net.connect({ port, host: "127.0.0.1", localAddress: from(index) });
    socket.pause();
    socket.on("connect", () => {
      count("opened");
      open.set(index, socket);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      count("closed");
      open.delete(index);
      gone();
    });
    hold(() => socket.destroy());
  });
  atRate(n => {
    const socket = open.get(n % attack.sockets);
    // What the kernel does not take is not sent.
    if (!socket || socket.writableLength > 1e6) return;
    const variables = { n, socket: n % attack.sockets }, bytes = body(variables);
    const lines = Object.entries({ Host: "x", ...head(variables), ...(bytes.length ? { "Content-Length": bytes.length } : {}) });
    socket.write(`${attack.method} ${path(variables)} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
    if (bytes.length) socket.write(bytes);
    count("sent");
  });
}

process.on("message", () => {
  stopped = true;
  process.send(got);
});
process.on("disconnect", () => process.exit());
protocols[attack.protocol]();
setTimeout(begin, 10_000);
