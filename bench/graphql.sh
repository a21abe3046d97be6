#!/bin/bash
# Compares GraphQL requests per second of Howdah with Mercurius (JIT), graphql-yoga and Apollo Server. See bench/README.md.
# Usage: bench/graphql.sh         takes 5 minutes
#        bench/graphql.sh smoke   short check that the script works
# Environment: FIGURES (typename,page), CONTENDERS (howdah,mercurius,yoga,apollo), ROUNDS, SECONDS_EACH, WARM_UP (seconds),
# CONNECTIONS, HEAP (JVM options), HOWDAH_JVM (JVM options of Howdah only, for example for a recording), JAR (target/howdah.jar).
# Needs wrk (Debian: apt-get install wrk) and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-1} WARM_UP=${WARM_UP:-2}
fi
figures=${FIGURES:-typename,page} contenders=${CONTENDERS:-howdah,mercurius,yoga,apollo}
bench=graphql
. bench/one-processor.sh
start_data

port=20400
declare -A ports urls
for contender in ${contenders//,/ }; do
  port=$((port + 2))
  ports[$contender]=$port
  if [ "$contender" = howdah ]; then
    start_howdah $port
    pid_howdah=$howdah
  else
    PORT=$port NODE_ENV=production taskset -c 0 node "$work/graphql-peers/$contender.mjs" >"$work/graphql-$contender.log" 2>&1 &
    pids+=($!)
    declare "pid_$contender=$!"
  fi
  path=graphql
  [ "$contender" = apollo ] && path=
  urls[$contender]=http://127.0.0.1:$port/$path
done

body() { # of a contender and a figure
  [ "$2" = typename ] && [ "$1" != howdah ] && echo hello || echo "$2"
}
load() { taskset -c 1 wrk -t1 -c"$connections" -d"$3s" -s bench/graphql/post.lua "${urls[$1]}" -- "bench/graphql/$(body "$1" "$2").json"; }

for contender in ${contenders//,/ }; do
  await_answer -H 'Content-Type: application/json' -d '{"query":"{ __typename }"}' "${urls[$contender]}"
done
# All pages must be equal; otherwise the comparison is meaningless.
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
      measure "${!pid}" "$figure,$contender" load "$contender" "$figure" "$seconds"
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
