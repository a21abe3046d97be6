# Common functions of graphql.sh, rest.sh, auth.sh and attack.sh, which source this file. The measured server has the first core; the load
# generator (wrk, or $load_generator) and MongoDB have the second. $bench is the name of the script, for its logs in target/bench.
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-5} warm=${WARM_UP:-25} connections=${CONNECTIONS:-32}
work=target/bench
jar=${JAR:-target/howdah.jar}
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; exec 3>&-' EXIT

# Builds the JARs, and starts Kafka and MongoDB with the data of a page of rides: sets brokers and MONGO_URI.
start_data() {
  command -v "${load_generator:-wrk}" >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }
  mkdir -p "$work/graphql-classes" "$work/graphql-peers"
  [ -f "$jar" ] || mvn -q -B -Dmaven.test.skip=true package
  cp bench/graphql/peers/* "$work/graphql-peers"
  [ -d "$work/graphql-peers/node_modules" ] || npm install --silent --no-audit --no-fund --prefix "$work/graphql-peers"
  javac --release 17 -proc:none -cp "$jar" -d "$work/graphql-classes" bench/ingest/src/io/howdah/bench/Services.java
  rm -f "$work/$bench"-*.log "$work/$bench"-*.csv
  mkfifo "$work/$bench-pipe" 2>/dev/null || true
  taskset -c 1 java -Xmx1g -XX:+UseSerialGC -cp "$jar:$work/graphql-classes" io.howdah.bench.Services \
    <"$work/$bench-pipe" >"$work/$bench-services.log" 2>&1 &
  pids+=($!)
  exec 3>"$work/$bench-pipe"
  until grep -q '^services ' "$work/$bench-services.log"; do sleep 0.2; done
  read -r _ brokers MONGO_URI < <(grep '^services ' "$work/$bench-services.log")
  export MONGO_URI
  node "$work/graphql-peers/fill.mjs"
}

# start_howdah <port> [VARIABLE=value ...]: starts bench/graphql/app, or $app, with one event loop; sets howdah to its process id.
start_howdah() {
  # The load generator is one client in place of many.
  env HOWDAH_AUTH_MODE=none HOWDAH_HTTP_REQUESTS_PER_SECOND=10000000 HOWDAH_GRAPHQL_MAX_RUNNING_PER_SUBJECT=32 HOWDAH_KAFKA_BROKERS="$brokers" \
    HOWDAH_MONGO_URI="$MONGO_URI" HOWDAH_MONGO_DATABASE=bench HOWDAH_HTTP_PORT="$1" HOWDAH_MANAGEMENT_PORT=$(($1 + 1)) \
    HOWDAH_HTTP_EVENT_LOOPS=1 "${@:2}" taskset -c "${howdah_cores:-0}" java ${HEAP:--Xms512m -Xmx512m} -XX:+UseSerialGC ${HOWDAH_JVM:-} \
    -jar "$jar" run "${app:-bench/graphql/app}" >"$work/$bench-howdah.log" 2>&1 &
  howdah=$!
  pids+=($howdah)
}

# start_howdah_with_tokens <port> <subjects> [VARIABLE=value ...]: the same in mode oidc with a key file; requests without a
# token are anonymous. Sets TOKEN, and OTHER_TOKEN for the second subject.
start_howdah_with_tokens() {
  { read -r TOKEN; read -r OTHER_TOKEN || true; } < <(node bench/auth/token.mjs https://issuer.example.com howdah "$work/auth-key.pem" $2)
  start_howdah "$1" HOWDAH_AUTH_MODE=oidc HOWDAH_AUTH_ISSUER=https://issuer.example.com HOWDAH_AUTH_AUDIENCE=howdah \
    HOWDAH_AUTH_KEY_FILE="$PWD/$work/auth-key.pem" HOWDAH_AUTH_ANONYMOUS=true "${@:3}"
}

# await_answer <curl's arguments>: waits until a server answers.
await_answer() {
  for i in $(seq 300); do
    curl -sf -o /dev/null "$@" && return
    sleep 0.4
  done
}

# ticks <process id>: prints the processor time of a process in hundredths of a second.
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }

# measure <process id> <what> <command of wrk>: adds a line "what,requests per second,requests,ticks" to the results.
measure() {
  local before out cpu
  before=$(ticks "$1")
  out=$("${@:3}")
  cpu=$(($(ticks "$1") - before))
  if grep -q 'Non-2xx\|Socket errors' <<<"$out"; then echo "$2: $out" >&2; exit 1; fi
  echo "$2,$(awk '/Requests\/sec/ {print $2}' <<<"$out"),$(awk '/requests in/ {print $1}' <<<"$out"),$cpu" >>"$work/$bench-figures.csv"
}
