#!/bin/sh
# Writes a class-data-sharing archive of the classes that a start loads: share-classes.sh <howdah.jar> <archive>
# It runs the demo, with the services inside the process and on free ports, until it is up, and ends it. The archive holds for this
# jar, where it lies, on this JVM; any other start goes on without it.
set -eu

jar=$1
archive=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# It stands on the JVM's archive of its own classes, which some images leave out.
java -Xshare:on -version >/dev/null 2>&1 || java -Xshare:dump >/dev/null

HOWDAH_HTTP_PORT=0 HOWDAH_MANAGEMENT_PORT=0 HOWDAH_DEV_KAFKA_PORT=0 HOWDAH_DEV_MONGO_PORT=0 \
  java -XX:ArchiveClassesAtExit="$archive" -Xlog:cds=off -Xlog:cds+dynamic=off \
  -Djava.io.tmpdir="$scratch" -Duser.home="$scratch" -jar "$jar" dev >"$scratch/log" 2>&1 &
howdah=$!
until grep -q '^Howdah is up' "$scratch/log"; do
  kill -0 "$howdah" 2>/dev/null || { cat "$scratch/log" >&2; exit 1; }
  sleep 1
done
kill "$howdah"
# Ended by SIGTERM, as was asked, is no failure.
wait "$howdah" || true
[ -s "$archive" ] || { cat "$scratch/log" >&2; exit 1; }
