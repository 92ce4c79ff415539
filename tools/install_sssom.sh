#!/usr/bin/env bash
# Puts the sssom package, with all that it needs, into .servers/sssom (or $KGBUILD_SERVERS/sssom), for tests/ledger: it
# is far too much for the environment that kgbuild is developed in. What is there already stays.
set -euo pipefail
cd "$(dirname "$0")/.."
servers=${KGBUILD_SERVERS:-.servers}
[[ -d $servers/sssom ]] && exit 0
part=$servers/.sssom.part
rm -rf "$part"
mkdir -p "$servers"
"${PYTHON:-python3}" -m venv "$part"
"$part/bin/python" -m pip install --quiet --no-deps --require-hashes --requirement tests/ledger/sssom.lock
mv "$part" "$servers/sssom"
