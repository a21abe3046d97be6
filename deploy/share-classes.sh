#!/bin/sh
# Creates a class-data-sharing archive of the classes that a start loads: share-classes.sh <run|dev> <jar> <archive> [howdah.jar]
# howdah.jar runs Kafka and MongoDB for `run`. Pass it if <jar> is howdah-server.jar, which contains neither.
# The script runs the demo with this command on free ports until it is up, then stops it. The archive works only for this JAR at this path on
# this JVM (JAVA_HOME, else java of the PATH); other starts ignore it. The archive of dev includes the broker's classes and is 30 MB larger.
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

# It builds on the JVM's own archive, which some images lack.
"$java" -Xshare:on -version >/dev/null 2>&1 || "$java" -Xshare:dump >/dev/null

# start <command> <jar> <log> <JVM option> [VARIABLE=value ...]: starts Howdah, waits until it is up, and sets howdah to its process id. The
# caller's variables are not passed: they may name a production Kafka and MongoDB. The process is too short-lived for the second compiler.
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
  # `dev` provides Kafka, MongoDB and events.
  start dev "$toolbox" services -Xshare:auto
  kafka=$(sed -n 's/^  Kafka *//p' "$scratch/services")
  mongo=$(sed -n 's/^  MongoDB *\([^,]*\),.*/\1/p' "$scratch/services")
  start run "$jar" log -XX:ArchiveClassesAtExit="$written" HOWDAH_AUTH_MODE=none \
    HOWDAH_KAFKA_BROKERS="$kafka" HOWDAH_MONGO_URI="mongodb://$mongo/?replicaSet=howdah"
  # Wait until records have been ingested.
  sleep 3
else
  start "$command" "$jar" log -XX:ArchiveClassesAtExit="$written"
fi
kill "$howdah"
# The exit code after SIGTERM is not a failure.
wait "$howdah" || true
# Write elsewhere and move, so that the archive is complete or absent.
[ -s "$written" ] || { cat "$scratch/log" >&2; exit 1; }
mv -f "$written" "$archive"
