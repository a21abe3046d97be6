#!/bin/bash
# Measures how long `howdah run` takes until it is ready, and its memory with 100 sockets under load: as a plain JAR, with a class archive,
# by ./howdah, and as in the image. See bench/README.md.
# Usage: bench/start.sh          takes 14 minutes; 2 minutes with SOCKETS=0, without memory
#        bench/start.sh smoke    short check that the script works
# Environment: CONTENDERS (plain,archive,script,image), ROUNDS, SOCKETS, RATE (events per second), SECONDS_EACH, IMAGE_MEMORY (of the
# image's container), JAR (target/howdah.jar; ./howdah always uses this one), SERVER_JAR (target/howdah-server.jar, that of
# the image).
# SECONDS_EACH must be less than 60: these sockets don't answer pings, and Howdah closes such sockets after a minute.
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
# The demo's users.
TOKENS=$(node bench/auth/token.mjs $HOWDAH_AUTH_ISSUER $HOWDAH_AUTH_AUDIENCE "$HOWDAH_AUTH_KEY_FILE" alice bob carol dave)
export TOKENS
node bench/start/measure.mjs $WORK/start-figures.json $WORK/start-pipe
