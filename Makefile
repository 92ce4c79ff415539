# Works on a machine with Python 3.11 or newer (with venv), git and make; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test lint format wheel lock clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml requirements-dev.lock
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(None if sys.version_info >= (3, 11) else f"kgbuild needs Python 3.11 or newer, $(PYTHON) is {v}; try: make PYTHON=python3.12")'
	@echo "Setting up $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(STAMP) ## make .venv with everything that development needs

demo: $(STAMP) ## build the packaged sample into output/demo
	@$(BIN)/kgbuild demo

test: $(STAMP) ## run the tests; ARGS="-k name" picks some
	@$(BIN)/python -m pytest $(ARGS)

lint: $(STAMP) ## style, types and import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

format: $(STAMP) ## rewrite the code in the project's style
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

wheel: $(STAMP) ## build the wheel into dist
	@rm -rf dist
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist . > $(VENV)/wheel.log 2>&1 || { cat $(VENV)/wheel.log; exit 1; }
	@ls dist/*.whl

# The lock holds names, versions and hashes only, and serves Python 3.11 to 3.13. uv lives in a place of its own,
# since only this target needs it.
lock: $(STAMP) ## pin the newest versions anew in requirements-dev.lock
	@test -x $(VENV)/uv/bin/uv || { $(PYTHON) -m venv $(VENV)/uv && $(VENV)/uv/bin/python -m pip install --quiet uv; }
	@$(VENV)/uv/bin/uv pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 \
	  --generate-hashes --upgrade --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --quiet --output-file requirements-dev.lock

clean: ## remove what make made, .venv included
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
