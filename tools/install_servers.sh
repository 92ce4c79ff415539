#!/usr/bin/env bash
# Installs the databases that tests/loading and benchmarks/loading.py talk to, in .servers (or $KGBUILD_SERVERS):
# Neo4j and Apache Jena Fuseki from Maven, at the versions of tests/servers/pom.xml and checked against
# tests/servers/checksums.sha256; Virtuoso from Debian. Oxigraph comes with the development tools. What is there
# already stays. `--update` writes the checksums anew after a change of versions.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive
servers=${KGBUILD_SERVERS:-.servers}
checksums=$PWD/tests/servers/checksums.sha256

missing=()
command -v java >/dev/null || missing+=(default-jre-headless)
command -v mvn >/dev/null || missing+=(maven)
command -v virtuoso-t >/dev/null || missing+=(virtuoso-opensource)
if ((${#missing[@]})); then
  apt-get -qq update
  apt-get -qq install -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null
fi

mkdir -p "$servers"
if [[ ${1:-} == --update ]]; then
  rm -rf "$servers/neo4j" "$servers/fuseki"
fi
for name in neo4j fuseki; do
  [[ -d $servers/$name ]] && continue
  part=$servers/.$name.part
  rm -rf "$part"
  mvn --quiet --batch-mode --file tests/servers/pom.xml --activate-profiles "$name" \
    dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$(realpath "$servers")/.$name.part"
  mv "$part" "$servers/$name"
done

cd "$servers"
if [[ ${1:-} == --update ]]; then
  sha256sum neo4j/*.jar fuseki/*.jar >"$checksums"
fi
sha256sum --quiet --strict --check "$checksums"
