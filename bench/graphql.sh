#!/bin/bash
# What an answer costs: Howdah beside npm mercurius (JIT), graphql-yoga and Apollo Server, in turn. Each server has the first
# processor; the load generator (wrk) and the MongoDB that all read have the second. bench/README.md says what each figure is.
# Usage: bench/graphql.sh         both figures take 5 minutes
#        bench/graphql.sh smoke   a short look at each, to see that it works
# Environment: FIGURES (typename,page), CONTENDERS (howdah,mercurius,yoga,apollo), ROUNDS, SECONDS_EACH, WARM_UP (seconds),
# CONNECTIONS, HEAP (JVM options), HOWDAH_JVM (more of Howdah's alone, as for a recording), JAR (target/howdah.jar).
# Needs wrk (Debian: apt-get install wrk) and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-1} WARM_UP=${WARM_UP:-2}
fi
figures=${FIGURES:-typename,page} contenders=${CONTENDERS:-howdah,mercurius,yoga,apollo}
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-5} warm=${WARM_UP:-25} connections=${CONNECTIONS:-32}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }
work=target/bench
mkdir -p "$work/graphql-classes" "$work/graphql-peers"
jar=${JAR:-target/howdah.jar}
[ -f "$jar" ] || mvn -q -B -Dmaven.test.skip=true package
cp bench/graphql/peers/* "$work/graphql-peers"
[ -d "$work/graphql-peers/node_modules" ] || npm install --silent --no-audit --no-fund --prefix "$work/graphql-peers"
javac --release 17 -proc:none -cp "$jar" -d "$work/graphql-classes" bench/ingest/src/io/howdah/bench/Services.java
rm -f "$work"/graphql-*.log "$work"/graphql-*.csv

pids=()
trap 'kill "${pids[@]}" 2>/dev/null; exec 3>&-' EXIT

mkfifo "$work/graphql-pipe" 2>/dev/null || true
taskset -c 1 java -Xmx1g -XX:+UseSerialGC -cp "$jar:$work/graphql-classes" io.howdah.bench.Services \
  <"$work/graphql-pipe" >"$work/graphql-services.log" 2>&1 &
pids+=($!)
exec 3>"$work/graphql-pipe"
until grep -q '^services ' "$work/graphql-services.log"; do sleep 0.2; done
read -r _ brokers MONGO_URI < <(grep '^services ' "$work/graphql-services.log")
export MONGO_URI
node "$work/graphql-peers/fill.mjs"

port=20400
declare -A ports urls
for contender in ${contenders//,/ }; do
  port=$((port + 2))
  ports[$contender]=$port
  if [ "$contender" = howdah ]; then
    HOWDAH_AUTH_MODE=none HOWDAH_HTTP_REQUESTS_PER_SECOND=10000000 HOWDAH_KAFKA_BROKERS=$brokers HOWDAH_MONGO_URI=$MONGO_URI HOWDAH_MONGO_DATABASE=bench HOWDAH_HTTP_PORT=$port \
      HOWDAH_MANAGEMENT_PORT=$((port + 1)) HOWDAH_HTTP_EVENT_LOOPS=1 taskset -c 0 java ${HEAP:--Xms512m -Xmx512m} -XX:+UseSerialGC \
      ${HOWDAH_JVM:-} -jar "$jar" run bench/graphql/app >"$work/graphql-howdah.log" 2>&1 &
  else
    PORT=$port NODE_ENV=production taskset -c 0 node "$work/graphql-peers/$contender.mjs" >"$work/graphql-$contender.log" 2>&1 &
  fi
  pids+=($!)
  declare "pid_$contender=$!"
  path=graphql
  [ "$contender" = apollo ] && path=
  urls[$contender]=http://127.0.0.1:$port/$path
done

body() { # of a contender and a figure
  [ "$2" = typename ] && [ "$1" != howdah ] && echo hello || echo "$2"
}
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
load() { taskset -c 1 wrk -t1 -c"$connections" -d"$3s" -s bench/graphql/post.lua "${urls[$1]}" -- "bench/graphql/$(body "$1" "$2").json"; }

for contender in ${contenders//,/ }; do
  for i in $(seq 150); do
    curl -sf -o /dev/null -H 'Content-Type: application/json' -d '{"query":"{ __typename }"}' "${urls[$contender]}" && break
    sleep 0.4
  done
done
# All give the same page, or the figure compares nothing.
for contender in ${contenders//,/ }; do
  curl -sf -H 'Content-Type: application/json' -d @bench/graphql/page.json "${urls[$contender]}" |
    node -e 'const a=JSON.parse(require("fs").readFileSync(0));const c=x=>x&&typeof x=="object"&&!Array.isArray(x)?Object.fromEntries(Object.keys(x).sort().map(k=>[k,c(x[k])])):Array.isArray(x)?x.map(c):x;console.log(JSON.stringify(c(a.data)))' \
    >"$work/graphql-page-$contender.json"
done
if [ "$(sort -u "$work"/graphql-page-*.json | wc -l)" != 1 ]; then
  echo "the contenders give different pages, see $work/graphql-page-*.json" >&2
  exit 1
fi

for figure in ${figures//,/ }; do
  for contender in ${contenders//,/ }; do load "$contender" "$figure" "$warm" >/dev/null; done
  for round in $(seq "$rounds"); do
    for contender in ${contenders//,/ }; do
      pid=pid_$contender
      before=$(ticks "${!pid}")
      out=$(load "$contender" "$figure" "$seconds")
      cpu=$(($(ticks "${!pid}") - before))
      if grep -q 'Non-2xx\|Socket errors' <<<"$out"; then echo "$contender: $out" >&2; exit 1; fi
      echo "$figure,$contender,$(awk '/Requests\/sec/ {print $2}' <<<"$out"),$(awk '/requests in/ {print $1}' <<<"$out"),$cpu" >>"$work/graphql-figures.csv"
    done
  done
done
node -e '
const rows = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(l => l.split(","));
const median = a => a.sort((x, y) => x - y)[Math.floor(a.length / 2)];
for (const figure of [...new Set(rows.map(r => r[0]))]) {
  console.log(`\n${figure.padEnd(12)}${"req/s".padStart(10)}${"ratio".padStart(8)}${"cpu us/req".padStart(12)}${"ratio".padStart(8)}`);
  const of = c => rows.filter(r => r[0] === figure && r[1] === c);
  const rate = c => median(of(c).map(r => +r[2])), cpu = c => median(of(c).map(r => r[4] * 10000 / r[3]));
  for (const c of [...new Set(rows.filter(r => r[0] === figure).map(r => r[1]))]) {
    const has = of("howdah").length > 0;
    console.log(c.padEnd(12) + rate(c).toFixed(0).padStart(10) + (has ? (rate("howdah") / rate(c)).toFixed(2) : "").padStart(8)
      + cpu(c).toFixed(0).padStart(12) + (has ? (cpu(c) / cpu("howdah")).toFixed(2) : "").padStart(8));
  }
}' "$work/graphql-figures.csv"
