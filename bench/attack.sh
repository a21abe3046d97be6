#!/bin/bash
# What a client that behaves notices of one that does not: its p99 by GraphQL beside each attack, and beside none, in turn. The server has
# the first processor; the client, the attacker and MongoDB have the second. bench/README.md says what the attacks are.
# Usage: bench/attack.sh         takes 6 minutes
#        bench/attack.sh smoke   a short look at each, to see that it works
# Environment: ATTACKS (slowloris,oversize,flood,storm), ROUNDS, SECONDS_EACH, WARM_UP (seconds), RATE (requests of the client each second),
# HEAP (JVM options), JAR (target/howdah.jar).
# Needs Linux, since the attacker comes from 127.0.0.2, and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-3} WARM_UP=${WARM_UP:-5}
fi
export ROUNDS=${ROUNDS:-5} SECONDS_EACH=${SECONDS_EACH:-8} WARM_UP=${WARM_UP:-20} RATE=${RATE:-50}
export ATTACKS=${ATTACKS:-slowloris,oversize,flood,storm} PORT=20600 HEAP=${HEAP:--Xms768m -Xmx768m}
ulimit -n 8192 2>/dev/null || true
bench=attack load_generator=node
. bench/one-processor.sh
start_data
# All limits are the defaults. Client and attacker come from this machine, which is no proxy here: addresses are counted.
start_howdah_with_tokens $PORT 'alice mallory' HOWDAH_HTTP_REQUESTS_PER_SECOND=200 HOWDAH_HTTP_TRUSTED_PROXIES=
export TOKEN OTHER_TOKEN
await_answer "http://127.0.0.1:$((PORT + 1))/observe/health/ready"
taskset -c 1 node bench/attack/measure.mjs "$work/attack-figures.csv"
curl -s "http://127.0.0.1:$((PORT + 1))/observe/metrics" | grep '^howdah_http_refused_total' | grep -v ' 0\.0$'
