#!/bin/sh
# Writes a class-data-sharing archive of the classes that a start loads: share-classes.sh <run|dev> <jar> <archive> [howdah.jar]
# howdah.jar runs the services beside `run`; name it if <jar> is howdah-server.jar, which has none.
# It runs the demo by that command, on free ports, until it is up, and ends it. The archive holds for this jar, where it lies, on this JVM
# (JAVA_HOME, else java of the PATH); any other start goes on without it. That of dev has the broker's classes too, and takes 30 MB more.
set -eu

command=$1
jar=$2
archive=$3
toolbox=${4:-$jar}
written=$archive.$$
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
scratch=$(mktemp -d)
started=
end() {
  # shellcheck disable=SC2086 # process ids, or none
  [ -z "$started" ] || { kill $started || true; wait $started || true; } 2>/dev/null
  rm -rf "$scratch" "$written"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

# It stands on the JVM's archive of its own classes, which some images leave out.
"$java" -Xshare:on -version >/dev/null 2>&1 || "$java" -Xshare:dump >/dev/null

# start <command> <jar> <log> <option of the JVM> [VARIABLE=value ...]: sets howdah to its process id when it is up. The caller's variables
# stay outside: they may name a Kafka and a MongoDB that are no playground. Nothing of it lives long enough for the second compiler.
start() {
  what=$1 from=$2 log=$scratch/$3 option=$4
  shift 4
  : >"$log"
  env -i PATH="$PATH" "$@" \
    HOWDAH_HTTP_PORT=0 HOWDAH_MANAGEMENT_PORT=0 HOWDAH_DEV_KAFKA_PORT=0 HOWDAH_DEV_MONGO_PORT=0 \
    "$java" "$option" -Xlog:cds=off -Xlog:cds+dynamic=off -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    -Djava.io.tmpdir="$scratch" -Duser.home="$scratch" -jar "$from" "$what" >"$log" 2>&1 &
  howdah=$!
  started="$started $howdah"
  until grep -q '^Howdah is up' "$log"; do
    kill -0 "$howdah" 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 1
  done
}

if [ "$command" = run ]; then
  # A dev beside it has the services, and events.
  start dev "$toolbox" services -Xshare:auto
  kafka=$(sed -n 's/^  Kafka *//p' "$scratch/services")
  mongo=$(sed -n 's/^  MongoDB *\([^,]*\),.*/\1/p' "$scratch/services")
  start run "$jar" log -XX:ArchiveClassesAtExit="$written" HOWDAH_AUTH_MODE=none \
    HOWDAH_KAFKA_BROKERS="$kafka" HOWDAH_MONGO_URI="mongodb://$mongo/?replicaSet=howdah"
  # Until records have come through.
  sleep 3
else
  start "$command" "$jar" log -XX:ArchiveClassesAtExit="$written"
fi
kill "$howdah"
# Ended by SIGTERM, as was asked, is no failure.
wait "$howdah" || true
# Written elsewhere and moved, it is whole or not there.
[ -s "$written" ] || { cat "$scratch/log" >&2; exit 1; }
mv -f "$written" "$archive"
