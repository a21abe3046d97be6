#!/bin/bash
# Measures the demo: seconds from the JVM start to the first event at a client, latency at 20 events/s, and the processor use of the idle
# demo. Needs Node 20 or newer. Usage: bench/first-look.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
export HOWDAH_HTTP_PORT=${HOWDAH_HTTP_PORT:-18080} HOWDAH_MANAGEMENT_PORT=${HOWDAH_MANAGEMENT_PORT:-19876}
export HOWDAH_DEV_KAFKA_PORT=${HOWDAH_DEV_KAFKA_PORT:-19092} HOWDAH_DEV_MONGO_PORT=${HOWDAH_DEV_MONGO_PORT:-27117}
log=$(mktemp)
pid=

stop() { if [ -n "$pid" ]; then kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; pid=; fi; }
trap 'stop; rm -f "$log"' EXIT

./howdah --version
for round in $(seq "$rounds"); do
  node --experimental-websocket bench/latency.mjs 400 "127.0.0.1:$HOWDAH_HTTP_PORT" >"$log" 2>/dev/null &
  client=$!
  started=$(date +%s%3N)
  ./howdah dev >/dev/null 2>&1 &
  pid=$!
  wait "$client"
  first=$(date -d "$(sed -n 's/first frame at //p' "$log")" +%s%3N)
  echo "round $round: first notification after $((first - started)) ms; latency in ms $(tail -1 "$log")"
  stop
done

HOWDAH_DEV_EVENTS_PER_SECOND=0 ./howdah dev >/dev/null 2>&1 &
pid=$!
ticks() { awk '{print $14 + $15}' "/proc/$pid/stat"; }
sleep 60
before=$(ticks)
sleep 60
after=$(ticks)
awk -v t="$((after - before))" -v hz="$(getconf CLK_TCK)" 'BEGIN {printf "idle: %.1f %% of one core\n", t / hz / 60 * 100}'
