// Measures the latency from an event's time to its arrival at a client, over the demo's three channels.
// Usage: node --experimental-websocket bench/latency.mjs [frames] [host:port]
// Prints the time of the first event, and median, p95, p99 and maximum in milliseconds.
const wanted = Number(process.argv[2] ?? 400);
const host = process.argv[3] ?? '127.0.0.1:8080';
const latencies = [];

function percentile(share) {
  const sorted = [...latencies].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function finish() {
  const figures = {frames: latencies.length, median: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), max: percentile(1)};
  console.log(JSON.stringify(figures));
  process.exit(0);
}

function subscribe(channel, person) {
  const socket = new WebSocket(`ws://${host}/notifications/${channel}?as=${person}`);
  socket.onmessage = ({data}) => {
    const now = Date.now();
    const frame = JSON.parse(data);
    if (!frame.time) return; // about the subscription alone
    if (latencies.length === 0) console.log(`first frame at ${new Date(now).toISOString()}`);
    latencies.push(now - Date.parse(frame.time));
    if (latencies.length === wanted) finish();
  };
  // Until the server is up the connection is refused: try again, so that the first frame is not missed.
  socket.onerror = () => setTimeout(() => subscribe(channel, person), 50);
}

// The people of the demo: together they see everything.
for (const channel of ['rides', 'deliveries', 'prescriptions'])
  for (const person of ['alice', 'bob', 'carol', 'dave']) subscribe(channel, person);
