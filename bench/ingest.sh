#!/bin/bash
# Compares stored records per second of Howdah, a bare loop with the same guard, and MongoDB's Kafka sink connector; also measures a replay
# and the heap of a batch. See bench/README.md.
# Usage: bench/ingest.sh [rounds]      5 rounds take 25 minutes; results of several runs are combined
#        bench/ingest.sh smoke         one short round, to check that the script works
# Environment: EVENTS, WARM_UP (records), ACTIVE (updates change one of that many newest rides; 0: of all), CONSUMERS, BATCH, HEAP,
# CONTENDERS (howdah,bare,connector,howdah_jq; those of overhead.sh), REPLAY (false: none), BEFORE (another JAR, for howdah_before), JVM and
# SERVICES_JVM (more options, for example for a flight recording; %r is the name of the run).
# Results are in target/bench, by workload; delete it to start again.
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
