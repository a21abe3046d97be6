#!/bin/bash
# What a client that behaves notices of one that does not: its p99 by GraphQL beside each attack, and beside none, in turn. The server has
# the first processor, the client and the attacker have the second. bench/README.md says what the attacks are.
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
export ATTACKS=${ATTACKS:-slowloris,oversize,flood,storm} PORT=20600
work=target/bench
mkdir -p "$work"
jar=${JAR:-target/howdah.jar}
[ -f "$jar" ] || mvn -q -B -Dmaven.test.skip=true package
ulimit -n 8192 2>/dev/null || true

pids=()
trap 'kill "${pids[@]}" 2>/dev/null' EXIT

# Both come from this machine, which is no proxy here: addresses are counted.
HOWDAH_HTTP_PORT=$PORT HOWDAH_MANAGEMENT_PORT=$((PORT + 1)) HOWDAH_DEV_KAFKA_PORT=$((PORT + 2)) HOWDAH_DEV_MONGO_PORT=$((PORT + 3)) \
  HOWDAH_HTTP_EVENT_LOOPS=1 HOWDAH_HTTP_TRUSTED_PROXIES= taskset -c 0 java ${HEAP:--Xms768m -Xmx768m} -XX:+UseSerialGC \
  -jar "$jar" dev >"$work/attack-howdah.log" 2>&1 &
pids+=($!)
for i in $(seq 150); do
  grep -q 'Howdah is up' "$work/attack-howdah.log" && break
  sleep 0.4
done
TOKEN=$(java -jar "$jar" token alice --expires 2h)
OTHER_TOKEN=$(java -jar "$jar" token mallory --expires 2h)
export TOKEN OTHER_TOKEN
taskset -c 1 node bench/attack/measure.mjs "$work/attack-figures.csv"
curl -s "http://127.0.0.1:$((PORT + 1))/observe/metrics" | grep '^howdah_http_refused_total' | grep -v ' 0\.0$'
