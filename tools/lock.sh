#!/bin/sh
# Writes the lock files anew: tools/lock.sh UV [--upgrade]
# They hold names, versions and hashes only, no addresses. All but the lowest versions serve Python 3.11 to 3.13.
# Without --upgrade, versions that still fit stay.
set -eu
uv=$1
upgrade=${2-}
cd "$(dirname "$0")/.."

compile() {
  # shellcheck disable=SC2086  # no argument at all where nothing is to be upgraded
  "$uv" pip compile --python-version 3.11 --generate-hashes --no-strip-extras --only-binary :all: \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet $upgrade "$@"
}

# All extras but spark: PySpark comes as source only, so tools/install_spark.sh has locks of its own.
compile pyproject.toml --group dev --extra mcp --extra neo4j --extra parquet --extra train \
  --universal --output-file requirements-dev.lock
# Of what development has, the part that a user needs.
compile pyproject.toml --group build --universal --constraint requirements-dev.lock --output-file requirements.lock

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$(dirname "$uv")/python" - >"$work/lowest.in" <<'END'
import tomllib
whole = tomllib.load(open("pyproject.toml", "rb"))
project = whole["project"]
extras = [wanted for name, extra in project["optional-dependencies"].items() if name != "spark" for wanted in extra]
for wanted in [*project["dependencies"], *extras, *whole["dependency-groups"]["test"]]:
    print(wanted.replace(">=", "=="))
END
compile "$work/lowest.in" --output-file requirements-lowest.lock

# The pips that tests/packaging/test_install_locked.py tries: Debian 12's, the one of Python 3.11.7, the newest.
newest=tests/packaging/pip-newest.lock
printf 'pip\n' | compile - --output-file "$newest"
for version in 23.0.1 23.2.1; do
  printf 'pip==%s\n' "$version" | compile - --output-file "tests/packaging/pip-$version.lock"
done
