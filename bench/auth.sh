#!/bin/bash
# Measures the cost of a token: the same process answers the same GraphQL requests with and without one. See bench/README.md.
# Usage: bench/auth.sh         takes 3 minutes
#        bench/auth.sh smoke   short check that the script works
# Environment: ROUNDS, SECONDS_EACH, WARM_UP (seconds), CONNECTIONS, HEAP (JVM options), JAR (target/howdah.jar).
# Needs wrk (Debian: apt-get install wrk) and Node.js 20 or newer. Logs are in target/bench.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = smoke ]; then
  ROUNDS=${ROUNDS:-1} SECONDS_EACH=${SECONDS_EACH:-1} WARM_UP=${WARM_UP:-2}
fi
bench=auth
. bench/one-processor.sh
start_data
port=20700
start_howdah_with_tokens $port alice
export TOKEN
url=http://127.0.0.1:$port/graphql
await_answer -H 'Content-Type: application/json' -d @bench/graphql/typename.json "$url"
# A wrong token must get 401; otherwise the result is meaningless.
status=$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer ${TOKEN}x" -H 'Content-Type: application/json' \
  -d @bench/graphql/typename.json "$url")
[ "$status" = 401 ] || { echo "a wrong token is answered with $status" >&2; exit 1; }

load() { # typename or page, token or none, for seconds
  local with=()
  [ "$2" = token ] && with=(-H "Authorization: Bearer $TOKEN")
  taskset -c 1 wrk -t1 -c"$connections" -d"$3s" "${with[@]}" -s bench/graphql/post.lua "$url" -- "bench/graphql/$1.json"
}
for query in typename page; do
  for who in none token; do load $query $who "$warm" >/dev/null; done
  for round in $(seq "$rounds"); do
    for who in none token; do measure "$howdah" "$query-$who" load $query $who "$seconds"; done
  done
done
for query in typename page; do node bench/graphql/compare.mjs "$work/auth-figures.csv" $query-token $query-none; done
