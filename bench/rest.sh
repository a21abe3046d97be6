#!/bin/bash
# What a page costs by REST and by GraphQL: the same process, the same 20 rides, the same fields, no relation. The server has the
# first processor; the load generator (wrk) and MongoDB have the second. bench/README.md says what the figures are.
# Usage: bench/rest.sh         takes 2 minutes
#        bench/rest.sh smoke   a short look, to see that it works
# Environment: ROUNDS, SECONDS_EACH, WARM_UP (seconds), CONNECTIONS, HEAP (JVM options), JAR (target/howdah.jar).
# Needs wrk (Debian: apt-get install wrk) and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-1} WARM_UP=${WARM_UP:-2}
fi
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-5} warm=${WARM_UP:-25} connections=${CONNECTIONS:-32}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }
work=target/bench
mkdir -p "$work/graphql-classes" "$work/graphql-peers"
jar=${JAR:-target/howdah.jar}
[ -f "$jar" ] || mvn -q -B -Dmaven.test.skip=true package
cp bench/graphql/peers/* "$work/graphql-peers"
[ -d "$work/graphql-peers/node_modules" ] || npm install --silent --no-audit --no-fund --prefix "$work/graphql-peers"
javac --release 17 -proc:none -cp "$jar" -d "$work/graphql-classes" bench/ingest/src/io/howdah/bench/Services.java
rm -f "$work"/rest-*.log "$work/rest-figures.csv"

pids=()
trap 'kill "${pids[@]}" 2>/dev/null; exec 3>&-' EXIT

mkfifo "$work/rest-pipe" 2>/dev/null || true
taskset -c 1 java -Xmx1g -XX:+UseSerialGC -cp "$jar:$work/graphql-classes" io.howdah.bench.Services \
  <"$work/rest-pipe" >"$work/rest-services.log" 2>&1 &
pids+=($!)
exec 3>"$work/rest-pipe"
until grep -q '^services ' "$work/rest-services.log"; do sleep 0.2; done
read -r _ brokers MONGO_URI < <(grep '^services ' "$work/rest-services.log")
export MONGO_URI
node "$work/graphql-peers/fill.mjs"

port=20500
HOWDAH_AUTH_MODE=none HOWDAH_HTTP_REQUESTS_PER_SECOND=10000000 HOWDAH_KAFKA_BROKERS=$brokers HOWDAH_MONGO_URI=$MONGO_URI HOWDAH_MONGO_DATABASE=bench HOWDAH_HTTP_PORT=$port \
  HOWDAH_MANAGEMENT_PORT=$((port + 1)) HOWDAH_HTTP_EVENT_LOOPS=1 taskset -c 0 java ${HEAP:--Xms512m -Xmx512m} -XX:+UseSerialGC \
  -jar "$jar" run bench/graphql/app >"$work/rest-howdah.log" 2>&1 &
howdah=$!
pids+=($howdah)
graphql=http://127.0.0.1:$port/graphql
rest="http://127.0.0.1:$port/api/rides?first=20&fields=id,status,etaSeconds,fareEstimate,position,updatedAt"
for i in $(seq 150); do
  curl -sf -o /dev/null "$rest" && break
  sleep 0.4
done
# Both give the same page, or the figure compares nothing.
curl -sf -H 'Content-Type: application/json' -d @bench/graphql/flat.json "$graphql" |
  node -e 'console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).data.rides.nodes))' >"$work/rest-page-graphql.json"
curl -sf "$rest" | node -e 'console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0))))' >"$work/rest-page-rest.json"
cmp "$work/rest-page-graphql.json" "$work/rest-page-rest.json"

ticks() { awk '{print $14 + $15}' "/proc/$howdah/stat"; }
load() { # of a contender, for seconds
  if [ "$1" = graphql ]; then
    taskset -c 1 wrk -t1 -c"$connections" -d"$2s" -s bench/graphql/post.lua "$graphql" -- bench/graphql/flat.json
  else
    taskset -c 1 wrk -t1 -c"$connections" -d"$2s" "$rest"
  fi
}
for contender in graphql rest; do load "$contender" "$warm" >/dev/null; done
for round in $(seq "$rounds"); do
  for contender in graphql rest; do
    before=$(ticks)
    out=$(load "$contender" "$seconds")
    cpu=$(($(ticks) - before))
    if grep -q 'Non-2xx\|Socket errors' <<<"$out"; then echo "$contender: $out" >&2; exit 1; fi
    echo "$contender,$(awk '/Requests\/sec/ {print $2}' <<<"$out"),$(awk '/requests in/ {print $1}' <<<"$out"),$cpu" >>"$work/rest-figures.csv"
  done
done
node -e '
const rows = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(l => l.split(","));
const median = a => a.sort((x, y) => x - y)[Math.floor(a.length / 2)];
const of = c => rows.filter(r => r[0] === c);
const rate = c => median(of(c).map(r => +r[1])), cpu = c => median(of(c).map(r => r[3] * 10000 / r[2]));
console.log(`${"page".padEnd(12)}${"req/s".padStart(10)}${"cpu us/req".padStart(12)}`);
for (const c of ["graphql", "rest"]) console.log(c.padEnd(12) + rate(c).toFixed(0).padStart(10) + cpu(c).toFixed(0).padStart(12));
console.log(`rest / graphql, req/s: ${(rate("rest") / rate("graphql")).toFixed(2)}; processor time: ${(cpu("rest") / cpu("graphql")).toFixed(2)}`);
' "$work/rest-figures.csv"
