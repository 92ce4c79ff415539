#!/usr/bin/env bash
# Puts PySpark, which no lock of ours can hold since it comes as source only, into .servers/spark (or
# $KGBUILD_SERVERS/spark), for tests/spark and benchmarks/spark.py; and Java where there is none. What is there already
# stays. The Python that runs it has to be of the version that the tests run with. The pip and setuptools of
# tests/spark/build.lock build it, since each pip builds in its own way.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive
servers=${KGBUILD_SERVERS:-.servers}
if ! command -v java >/dev/null; then
  apt-get -qq update
  apt-get -qq install -y --no-install-recommends default-jre-headless </dev/null >/dev/null
fi
[[ -d $servers/spark ]] && exit 0
part=$servers/.spark.part
rm -rf "$part"
mkdir -p "$servers"
"${PYTHON:-python3}" -m venv "$part"
"$part/bin/python" -m pip install --quiet --no-deps --require-hashes --requirement tests/spark/build.lock
"$part/bin/python" -m pip install --quiet --no-deps --no-build-isolation --require-hashes \
  --requirement tests/spark/pyspark.lock
mv "$part" "$servers/spark"
