#!/usr/bin/env bash
# The handover proves itself: a bundle of each sample client's first two deliveries is unpacked in an empty environment
# without network and without this repository, its last reports come out again with equal figures, and when the third
# delivery is dropped in, the next update is made. Wheels are fetched from the index once, before the network is gone.
# Wants the demo's reports in this folder (they stand on those two deliveries) and the environment of .ci/run.
set -euo pipefail
cd "$(dirname "$0")/.."
root="$PWD" work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
PYTHON="${PYTHON:-$(command -v python3.11 || command -v python3)}"
receiver_b2b="Ines Castellano" receiver_shop="Dana Mensah"

bundle() {  # client, receiver, further words
  local client="$1" to="$2"
  shift 2
  .venv/bin/python .ci/two_deliveries.py "$client" "$root" "$work/from"
  .venv/bin/cmokit --workspace "$work/from" handover "$client" --bundle --to "$to" --today 2026-02-05 "$@" >/dev/null
  .venv/bin/cmokit --workspace "$work/from" verify "$work/from/reports/$client/handover/$client-handover.zip"
  "$PYTHON" -m zipfile -e "$work/from/reports/$client/handover/$client-handover.zip" "$work/to"
  mkdir "$work/to/$client-handover/exports"
  cp "data_samples/$client/delivery-3/"* "$work/to/$client-handover/exports/"
}

bundle sample-b2b "$receiver_b2b" --wheels linux
bundle sample-shop "$receiver_shop"

# As the runbook says, with nothing of this machine but its Python.
cat >"$work/receive.sh" <<'STEPS'
set -euo pipefail
cd "$WORK/to/sample-b2b-handover"
"$PYTHON" -m venv .venv
. .venv/bin/activate
python -m pip install --quiet --no-index --find-links wheels cmokit
for client in sample-b2b sample-shop; do
  cd "$WORK/to/$client-handover"
  mv exports "$WORK/exports-$client"  # the client's new files, which are no part of the archive
  cmokit verify .
  for phase in audit baseline; do
    cmokit run "$client" "$phase" >/dev/null
  done
  cmokit verify "$client"
  cmokit ingest "$client" "$WORK/exports-$client" >/dev/null
  cmokit update "$client" --as-of 2026-03-06 --meeting weekly
  test -s "reports/$client/update/2026-03-06_weekly/facts.json"
done
STEPS
mkdir "$work/home"
.ci/offline env -i HOME="$work/home" PATH=/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 TZ=UTC WORK="$work" \
  PYTHON="$PYTHON" PIP_CONFIG_FILE=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1 bash "$work/receive.sh"
