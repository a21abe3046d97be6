#!/usr/bin/env bash
# Measures a well-behaved client with and without an attack: the p99 of its GraphQL queries, live events and snapshots. The attacks are the
# files of bench/attack/corpus. The server has the first core; the client, the attacker and MongoDB have the second. See bench/README.md.
# Usage: bench/attack.sh         takes 50 minutes
#        bench/attack.sh smoke   short check that the script works: 4 minutes
# Environment: ATTACKS (names separated by commas; default: all), ROUNDS, SECONDS_EACH, WARM_UP and WARM_UP_ATTACK (seconds), RATE (queries of the client per
# second), HEAP (JVM
# options), JAR (target/howdah.jar).
# Needs Linux, since the attacker comes from 127.0.0.2, and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-2} WARM_UP=${WARM_UP:-5} WARM_UP_ATTACK=${WARM_UP_ATTACK:-2}
fi
export ROUNDS=${ROUNDS:-2} SECONDS_EACH=${SECONDS_EACH:-8} WARM_UP=${WARM_UP:-20} WARM_UP_ATTACK=${WARM_UP_ATTACK:-40} RATE=${RATE:-50}
export ATTACKS=${ATTACKS:-} PORT=20600 HEAP=${HEAP:--Xms768m -Xmx768m}
ulimit -n 8192 2>/dev/null || true
bench=attack load_generator=node app=bench/attack/app
# The warm-up has both cores, so compilers are done before the server is confined to the first.
howdah_cores=0,1 HOWDAH_JVM="-XX:ActiveProcessorCount=1 ${HOWDAH_JVM:-}"
. bench/one-processor.sh
start_data
# Node.js finds MongoDB's client library here.
mkdir -p "$work/graphql-peers/attack"
cp bench/attack/*.mjs "$work/graphql-peers/attack"
node "$work/graphql-peers/attack/fill.mjs"
# No proxy is trusted, so Howdah counts the addresses of the client and the attacker.
start_howdah_with_tokens $PORT 'alice mallory' HOWDAH_HTTP_REQUESTS_PER_SECOND=200 HOWDAH_GRAPHQL_MAX_RUNNING_PER_SUBJECT=4 HOWDAH_HTTP_TRUSTED_PROXIES=
export TOKEN OTHER_TOKEN HOWDAH_PID=$howdah
await_answer "http://127.0.0.1:$((PORT + 1))/observe/health/ready"
taskset -c 1 node "$work/graphql-peers/attack/measure.mjs" bench/attack/corpus "$work/attack-figures.csv"
curl -s "http://127.0.0.1:$((PORT + 1))/observe/metrics" | grep -E '^howdah_(http_refused|operations_refused)_total' | grep -v ' 0\.0$' || true
