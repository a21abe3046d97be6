// A peer of bench/push.sh: each line on standard input is a number; a frame that ends with it goes to all clients, as the
// documentation of ws has it for broadcasts. The frame is a Buffer, so that its text is encoded once and not for each client.
// Usage: node server.mjs <what stands before the number> <what stands behind it>
import {createInterface} from 'node:readline';
import {WebSocket, WebSocketServer} from 'ws';

const [before, behind] = process.argv.slice(2);
const server = new WebSocketServer({host: '127.0.0.1', port: 0, backlog: 8192});
server.on('listening', () => console.log(`port ${server.address().port}`));
const lines = createInterface({input: process.stdin});
lines.on('line', number => {
  const frame = Buffer.from(before + number + behind);
  server.clients.forEach(client => {
    if (client.readyState === WebSocket.OPEN) client.send(frame, {binary: false});
  });
});
lines.on('close', () => process.exit(0));
