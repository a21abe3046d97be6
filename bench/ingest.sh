#!/bin/bash
# Records stored for each second by Howdah, by a bare loop with the same guard, and by the MongoDB Kafka sink connector, in turn, each
# as a fresh JVM on the same Kafka and MongoDB (the embedded ones, in a JVM of their own); a replay; the heap of a batch in flight.
# Usage: bench/ingest.sh [rounds]      5 rounds take 25 minutes; rounds of several calls are put together
#        bench/ingest.sh smoke         one short round, to see that it works
# Environment: EVENTS, WARM_UP (records), ACTIVE (an update takes one of that many newest rides; 0: of all), CONSUMERS, BATCH, HEAP,
# CONTENDERS (howdah,bare,connector,howdah_jq; those of overhead.sh; each round begins with the next), REPLAY (false: none), BEFORE
# (another jar, for howdah_before), JVM and SERVICES_JVM (more options, as for a flight recording; %r is the run's name).
# Results are in target/bench, by workload; delete it to begin anew.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
if [ "$rounds" = smoke ]; then
  rounds=1 EVENTS=${EVENTS:-20000} WARM_UP=${WARM_UP:-10000}
fi
work=target/bench
mkdir -p "$work/classes"
[ -f target/howdah.jar ] || mvn -q -B -Dmaven.test.skip=true package
[ -f "$work/connector.cp" ] ||
  mvn -q -B -f bench/ingest/connector/pom.xml dependency:build-classpath -Dmdep.outputFile="$PWD/$work/connector.cp"
find bench/ingest/src -name '*.java' -print0 | xargs -0 javac --release 17 -proc:none -cp target/howdah.jar -d "$work/classes"
rm -rf "$work"/*.log "$work"/connect-*
exec java -cp "target/howdah.jar:$work/classes" \
  -Drounds="$rounds" -Devents="${EVENTS:-200000}" -DwarmUp="${WARM_UP:-300000}" -Dactive="${ACTIVE:-0}" \
  -Dcontenders="${CONTENDERS:-howdah,bare,connector,howdah_jq}" -Dreplay="${REPLAY:-true}" \
  -Dconsumers="${CONSUMERS:-1}" -DbatchSize="${BATCH:-1000}" \
  -Dheap="${HEAP:-512m}" -Djvm="${JVM:-}" -DservicesJvm="${SERVICES_JVM:-}" \
  -Djar=target/howdah.jar -Dbefore="${BEFORE:-}" -Dapp=bench/ingest/app -Dwork="$work" -Dconnector="$work/connector.cp" io.howdah.bench.IngestBench
