#!/bin/bash
# Compares pages per second by REST and by GraphQL: the same process, the same 20 rides and fields, no relation. See bench/README.md.
# Usage: bench/rest.sh         takes 2 minutes
#        bench/rest.sh smoke   short check that the script works
# Environment: ROUNDS, SECONDS_EACH, WARM_UP (seconds), CONNECTIONS, HEAP (JVM options), JAR (target/howdah.jar).
# Needs wrk (Debian: apt-get install wrk) and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-1} WARM_UP=${WARM_UP:-2}
fi
bench=rest
. bench/one-processor.sh
start_data
port=20500
start_howdah $port
graphql=http://127.0.0.1:$port/graphql
rest="http://127.0.0.1:$port/api/rides?first=20&fields=id,status,etaSeconds,fareEstimate,position,updatedAt"
await_answer "$rest"
# Both pages must be equal; otherwise the comparison is meaningless.
curl -sf -H 'Content-Type: application/json' -d @bench/graphql/flat.json "$graphql" |
  node -e 'console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).data.rides.nodes))' >"$work/rest-page-graphql.json"
curl -sf "$rest" | node -e 'console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0))))' >"$work/rest-page-rest.json"
cmp "$work/rest-page-graphql.json" "$work/rest-page-rest.json"

load() { # of a contender, for seconds
  if [ "$1" = graphql ]; then
    taskset -c 1 wrk -t1 -c"$connections" -d"$2s" -s bench/graphql/post.lua "$graphql" -- bench/graphql/flat.json
  else
    taskset -c 1 wrk -t1 -c"$connections" -d"$2s" "$rest"
  fi
}
for contender in graphql rest; do load "$contender" "$warm" >/dev/null; done
for round in $(seq "$rounds"); do
  for contender in graphql rest; do measure "$howdah" "$contender" load "$contender" "$seconds"; done
done
node bench/graphql/compare.mjs "$work/rest-figures.csv" rest graphql
