#!/bin/bash
# Compares deliveries, memory and latency of Howdah with a bare Vert.x loop, npm ws and the stock camel-vertx-websocket. Each server has the
# first core, the load generator the second. See bench/README.md.
# Usage: bench/push.sh            takes 15 minutes; 4 with FIGURES=1 SOCKETS=1000
#        bench/push.sh smoke      short check that the script works
# Environment: FIGURES (1,2,3,4,5,6), CONTENDERS (howdah,bare,ws,stock), SOCKETS (1000,5000) and IN_FLIGHT (16, concurrent
# events) of figure 1, MANY (5000, sockets of 2 and 4, ten times those of 5, at least those of 6), ROUNDS, SECONDS_EACH, WARM_UP (seconds), HEAP (JVM
# options), HOWDAH_JVM (JVM options of Howdah only, for example for a recording), JAR (target/howdah.jar).
# Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  SOCKETS=${SOCKETS:-50} MANY=${MANY:-100} ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-1} WARM_UP=${WARM_UP:-1}
fi
work=target/bench
mkdir -p "$work/push-classes" "$work/ws"
jar=${JAR:-target/howdah.jar}
[ -f "$jar" ] || mvn -q -B -Dmaven.test.skip=true package
if [[ ${CONTENDERS:-ws} == *ws* ]]; then
  cp bench/push/ws/* "$work/ws"
  [ -d "$work/ws/node_modules/ws" ] || npm install --silent --no-audit --no-fund --prefix "$work/ws"
fi
find bench/push/src -name '*.java' -print0 |
  xargs -0 javac --release 17 -proc:none -sourcepath bench/ingest/src -cp "$jar" -d "$work/push-classes"
rm -f "$work"/push-*.log
exec taskset -c 1 java -Xms512m -Xmx512m -XX:+UseSerialGC -cp "$jar:$work/push-classes" \
  -Dfigures="${FIGURES:-1,2,3,4,5,6}" -Dcontenders="${CONTENDERS:-howdah,bare,ws,stock}" -Dsockets="${SOCKETS:-1000,5000}" \
  -DinFlight="${IN_FLIGHT:-16}" -Dmany="${MANY:-5000}" -Drounds="${ROUNDS:-5}" -Dseconds="${SECONDS_EACH:-4}" -DwarmUp="${WARM_UP:-12}" \
  -Dheap="${HEAP:--Xms512m -Xmx512m}" -DhowdahJvm="${HOWDAH_JVM:-}" \
  -Djar="$jar" -Dapp=bench/push/app -Dwork="$work" io.howdah.bench.push.PushBench
