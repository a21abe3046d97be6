#!/bin/bash
# How long `howdah run` takes until it is ready, in seconds and in processor time, and what it holds in memory with 100 sockets under
# load: as a plain jar, with an archive of classes, as ./howdah starts it, and as the image does, in turn. bench/README.md says what the
# figures are.
# Usage: bench/start.sh          takes 14 minutes; SOCKETS=0 leaves the memory out and takes 2
#        bench/start.sh smoke    a short look, to see that it works
# Environment: CONTENDERS (plain,archive,script,image), ROUNDS, SOCKETS, RATE (events each second), SECONDS_EACH, IMAGE_MEMORY (of the
# image's container), JAR (target/howdah.jar; the script runs that one whatever it says), SERVER_JAR (target/howdah-server.jar, that of
# the image).
# A socket that answers no ping, as these, is closed after a minute: SECONDS_EACH is to be less.
# Needs Linux, and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-5}
fi
export ROUNDS=${ROUNDS:-5} SOCKETS=${SOCKETS:-100} RATE=${RATE:-200} SECONDS_EACH=${SECONDS_EACH:-35} IMAGE_MEMORY=${IMAGE_MEMORY:-1g}
export CONTENDERS=${CONTENDERS:-plain,archive,script,image} WORK=target/bench JAR=${JAR:-target/howdah.jar}
export SERVER_JAR=${SERVER_JAR:-target/howdah-server.jar}
[ -f "$JAR" ] && [ -f "$SERVER_JAR" ] || mvn -q -B -Dmaven.test.skip=true package
mkdir -p $WORK/start-classes
javac --release 17 -proc:none -cp "$JAR" -d $WORK/start-classes bench/start/DemoServices.java
export ARCHIVE=$WORK/start.jsa SERVER_ARCHIVE=$WORK/start-server.jsa
[ "$ARCHIVE" -nt "$JAR" ] || { rm -f "$ARCHIVE"; sh deploy/share-classes.sh run "$JAR" "$ARCHIVE"; }
[ "$SERVER_ARCHIVE" -nt "$SERVER_JAR" ] || { rm -f "$SERVER_ARCHIVE"; sh deploy/share-classes.sh run "$SERVER_JAR" "$SERVER_ARCHIVE" "$JAR"; }

rm -f $WORK/start-*.log $WORK/start-figures.json
mkfifo $WORK/start-pipe 2>/dev/null || true
java -Xmx1g -XX:+UseSerialGC -cp "$JAR:$WORK/start-classes" io.howdah.bench.start.DemoServices <$WORK/start-pipe >$WORK/start-services.log 2>&1 &
services=$!
trap 'exec 3>&-; kill $services 2>/dev/null' EXIT
exec 3>$WORK/start-pipe
until grep -q '^services ' $WORK/start-services.log; do
  kill -0 $services || { cat $WORK/start-services.log >&2; exit 1; }
  sleep 0.2
done
read -r _ HOWDAH_KAFKA_BROKERS HOWDAH_MONGO_URI DELIVERIES_RESTAURANTS_URL < <(grep '^services ' $WORK/start-services.log)
export HOWDAH_KAFKA_BROKERS HOWDAH_MONGO_URI DELIVERIES_RESTAURANTS_URL HOWDAH_HTTP_PORT=20800 HOWDAH_MANAGEMENT_PORT=20801
export HOWDAH_AUTH_MODE=oidc HOWDAH_AUTH_ISSUER=https://issuer.example.com HOWDAH_AUTH_AUDIENCE=howdah HOWDAH_AUTH_KEY_FILE=$PWD/$WORK/start-key.pem
# The people of the demo.
TOKENS=$(node bench/auth/token.mjs $HOWDAH_AUTH_ISSUER $HOWDAH_AUTH_AUDIENCE "$HOWDAH_AUTH_KEY_FILE" alice bob carol dave)
export TOKENS
node bench/start/measure.mjs $WORK/start-figures.json $WORK/start-pipe
