#!/bin/sh
# Proves the power of the oracle: applies each mutation of the product, alone, and runs seeds until one fails.
# Needs compiled classes (mvn test-compile); changes no file of the project.
#
#   src/test/mutations/run.sh                          all mutations, up to 40 seeds each
#   src/test/mutations/run.sh -n 100 -s 7 skip-left    one, up to 100 seeds from seed 7 on
set -eu

home=$(CDPATH='' cd -- "$(dirname "$0")/../../.." && pwd)
patches=$home/src/test/mutations
work=$home/target/mutations
seeds=40
first=1
while getopts n:s: option; do
  case $option in
    n) seeds=$OPTARG ;;
    s) first=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- $(cd "$patches" && ls *.patch | sed 's/\.patch$//')

mkdir -p "$work"
[ -s "$work/classpath" ] || mvn -q -B -f "$home/pom.xml" dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$work/classpath"
libraries=$(cat "$work/classpath")
missed=0
for name in "$@"; do
  rm -rf "$work/$name"
  mkdir -p "$work/$name/classes"
  files=$(sed -n 's/^+++ b\///p' "$patches/$name.patch")
  for file in $files; do
    mkdir -p "$work/$name/$(dirname "$file")"
    cp "$home/$file" "$work/$name/$file"
  done
  if ! (cd "$work/$name" && patch -s -p1 <"$patches/$name.patch" &&
    javac -nowarn -proc:none --release 17 -parameters -d classes -cp "$home/target/classes:$libraries" $files) >"$work/$name/log" 2>&1; then
    echo "$name: does not apply or compile any more, see $work/$name/log"
    missed=$((missed + 1))
    continue
  fi
  if (cd "$work/$name" && java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx1g -Dbasedir="$home" \
    -cp "classes:$home/target/test-classes:$home/target/classes:$libraries" io.howdah.oracle.Rounds "$first" "$seeds") >>"$work/$name/log" 2>&1; then
    :
  else
    missed=$((missed + 1))
  fi
  echo "$name: $(grep -E '^(RED|GREEN) after' "$work/$name/log" | tail -n 1 | cut -c1-300 || true)"
done
[ "$missed" -eq 0 ]
