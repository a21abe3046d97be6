#!/bin/bash
# Measures the processor time of traces (1% of the records) and of metrics: ingest.sh with Howdah as it is, with traces, and without metrics.
# See bench/README.md. Usage and environment are those of ingest.sh; BEFORE=<another howdah.jar> adds this JAR as a contender.
set -euo pipefail
export REPLAY=${REPLAY:-false} CONTENDERS=${CONTENDERS:-howdah,howdah_traced,howdah_unmeasured${BEFORE:+,howdah_before}}
exec "$(dirname "$0")/ingest.sh" "$@"
