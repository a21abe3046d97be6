#!/bin/bash
# What traces (1 % of the records, to a collector that is there) and metrics take of Howdah's processor time for a stored record: ingest.sh
# with Howdah alone, as it is, traced, and without metrics, in turn. Usage and environment are those of ingest.sh; with
# BEFORE=<another howdah.jar> that one takes its turn, too.
set -euo pipefail
export REPLAY=${REPLAY:-false} CONTENDERS=${CONTENDERS:-howdah,howdah_traced,howdah_unmeasured${BEFORE:+,howdah_before}}
exec "$(dirname "$0")/ingest.sh" "$@"
