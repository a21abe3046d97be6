#!/bin/bash
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
work=target/bench
mkdir -p "$work/classes"
rm -f "$work"/*.log
[ -f "$work/connector.cp" ] || mvn -q -B -f bench/ingest/connector/pom.xml dependency:build-classpath -Dmdep.outputFile="$PWD/$work/connector.cp"
javac -nowarn --release 17 -cp target/howdah.jar -d "$work/classes" $(find bench/ingest/src -name '*.java')
java -cp "target/howdah.jar:$work/classes" -Drounds="$rounds" -Devents="${EVENTS:-200000}" -DwarmUp="${WARM_UP:-100000}" \
  -Dcontenders="${CONTENDERS:-howdah,bare,connector,howdah_jq}" -Dconsumers="${CONSUMERS:-1}" -Djvm="${JVM:-}" -DservicesJvm="${SERVICES_JVM:-}" \
  -Djar=target/howdah.jar -Dapp=bench/ingest/app -Dwork="$work" -Dconnector="$work/connector.cp" io.howdah.bench.IngestBench
