#!/usr/bin/env bash
# What a client that behaves notices of one that attacks: the p99 of its GraphQL queries, of what its live subscription delivers and of its
# snapshots beside an attack, and beside none, in turn. The attacks are the files of bench/attack/corpus. The server has the first
# processor; the client, the attacker and MongoDB have the second. bench/README.md says how it is measured.
# Usage: bench/attack.sh         takes 35 minutes
#        bench/attack.sh smoke   a short look at each, to see that it works: 4 minutes
# Environment: ATTACKS (names with commas; all), ROUNDS, SECONDS_EACH, WARM_UP (seconds), RATE (queries of the client each second), HEAP (JVM
# options), JAR (target/howdah.jar).
# Needs Linux, since the attacker comes from 127.0.0.2, and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-2} WARM_UP=${WARM_UP:-5}
fi
export ROUNDS=${ROUNDS:-2} SECONDS_EACH=${SECONDS_EACH:-8} WARM_UP=${WARM_UP:-20} RATE=${RATE:-50}
export ATTACKS=${ATTACKS:-} PORT=20600 HEAP=${HEAP:--Xms768m -Xmx768m}
ulimit -n 8192 2>/dev/null || true
bench=attack load_generator=node app=bench/attack/app
. bench/one-processor.sh
start_data
# Beside the client library of MongoDB, where Node.js looks for it.
mkdir -p "$work/graphql-peers/attack"
cp bench/attack/*.mjs "$work/graphql-peers/attack"
node "$work/graphql-peers/attack/fill.mjs"
# All limits are the defaults. Client and attacker come from this machine, which is no proxy here: addresses are counted.
start_howdah_with_tokens $PORT 'alice mallory' HOWDAH_HTTP_REQUESTS_PER_SECOND=200 HOWDAH_GRAPHQL_MAX_RUNNING_PER_SUBJECT=4 HOWDAH_HTTP_TRUSTED_PROXIES=
export TOKEN OTHER_TOKEN
await_answer "http://127.0.0.1:$((PORT + 1))/observe/health/ready"
taskset -c 1 node "$work/graphql-peers/attack/measure.mjs" bench/attack/corpus "$work/attack-figures.csv"
curl -s "http://127.0.0.1:$((PORT + 1))/observe/metrics" | grep -E '^howdah_(http_refused|operations_refused)_total' | grep -v ' 0\.0$' || true
