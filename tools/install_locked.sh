#!/bin/sh
# Installs exactly what a lock file holds: tools/install_locked.sh PYTHON LOCK
# The lock is whole, so pip resolves nothing (--no-deps): no newer version on offer, and no pip that reads pins in its
# own way, can contradict it. Nothing is built (--only-binary), since a build would fetch tools that no lock holds.
# Last, `pip check` tells what a lock lacks.
set -eu
python=$1
lock=$2
"$python" -m pip install --quiet --no-deps --only-binary :all: --require-hashes --requirement "$lock"
said=$("$python" -m pip check) || {
  printf '%s\n%s: not whole, or not alone in this environment (`make clean` begins anew)\n' "$said" "$lock" >&2
  exit 1
}
