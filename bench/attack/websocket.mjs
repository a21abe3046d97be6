// A WebSocket client without manners: it reads only if it is told to, and sends what it is given.
import net from "node:net";

const TEXT = 1, CLOSE = 8, PING = 9, PONG = 10;

export class WebSocketClient {
  // opened(client), text(message), closed(what): the HTTP status of a refusal, the close code, or "cut".
  constructor({ port, from, path, headers = {}, protocol, read = true, opened, text = () => {}, closed = () => {} }) {
    this.isOpen = false;
    this.code = "cut";
    this.waiting = Buffer.alloc(0);
    this.socket = net.connect({ port, host: "127.0.0.1", localAddress: from });
    const lines = Object.entries({
      Host: `127.0.0.1:${port}`, Upgrade: "websocket", Connection: "Upgrade", "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", ...(protocol ? { "Sec-WebSocket-Protocol": protocol } : {}), ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.on("connect", () => this.socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`));
    this.socket.on("data", data => {
      this.waiting = this.waiting.length ? Buffer.concat([this.waiting, data]) : data;
      if (!this.isOpen && !this.open(opened)) return;
      if (read) this.frames(text);
      else this.socket.pause();
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.isOpen = false;
      closed(this.code);
    });
  }

  open(opened) {
    const end = this.waiting.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const status = this.waiting.toString("latin1", 9, 12);
    if (status !== "101") {
      this.code = status;
      this.socket.destroy();
      return false;
    }
    this.waiting = this.waiting.subarray(end + 4);
    this.isOpen = true;
    opened(this);
    return true;
  }

  frames(text) {
    for (;;) {
      const data = this.waiting;
      if (data.length < 2) return;
      let length = data[1] & 127, head = 2;
      if (length === 126) (length = data.length < 4 ? Infinity : data.readUInt16BE(2)), (head = 4);
      else if (length === 127) (length = data.length < 10 ? Infinity : Number(data.readBigUInt64BE(2))), (head = 10);
      if (data.length < head + length) return;
      const payload = data.subarray(head, head + length);
      this.waiting = data.subarray(head + length);
      const kind = data[0] & 15;
      if (kind === TEXT) text(payload.toString());
      else if (kind === PING) this.send(payload, PONG);
      else if (kind === CLOSE) {
        this.code = payload.length >= 2 ? "close " + payload.readUInt16BE(0) : "close";
        this.socket.end();
      }
    }
  }

  // A mask of zeros is a mask, and leaves the bytes as they are.
  send(payload, kind = TEXT) {
    const bytes = Buffer.from(payload);
    const head = bytes.length < 126 ? Buffer.alloc(6) : bytes.length < 65536 ? Buffer.alloc(8) : Buffer.alloc(14);
    head[0] = 128 | kind;
    if (head.length === 6) head[1] = 128 | bytes.length;
    else if (head.length === 8) (head[1] = 254), head.writeUInt16BE(bytes.length, 2);
    else (head[1] = 255), head.writeBigUInt64BE(BigInt(bytes.length), 2);
    if (this.socket.writable) this.socket.write(Buffer.concat([head, bytes]));
  }

  destroy() {
    this.socket.destroy();
  }
}
