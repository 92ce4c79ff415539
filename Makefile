# Works on a machine with Python 3.11 or newer (with venv), git and make; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What is in .venv: what a user needs, and on top of it what development needs.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
LOWEST := $(VENV)/lowest
LOWEST_TESTS := $(addprefix tests/,records graph cli/test_contract.py cli/test_profiles.py export/test_command.py \
  extraction/test_extractor.py extraction/test_model_file.py packaging/test_demo_sample.py report/test_figures.py \
  server/test_protocol.py)
ARGS ?=
COPIES ?= 100
BENCH ?=
UPGRADE ?= --upgrade

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test lowest bench lint format wheel lock clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# A changed lock begins with an empty .venv: what it no longer holds would stay and might contradict it.
$(RUNTIME): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(None if sys.version_info >= (3, 11) else f"kgbuild needs Python 3.11 or newer, $(PYTHON) is {v}; try: make PYTHON=python3.12")'
	@echo "Setting up $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv --clear $(VENV)
	@tools/install_locked.sh $(BIN)/python requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	@echo "Adding the development tools to $(VENV)"
	@tools/install_locked.sh $(BIN)/python requirements-dev.lock
	@touch $@

$(LOWEST)/.installed: $(DEV) requirements-lowest.lock
	@$(PYTHON) -m venv --clear $(LOWEST)
	@tools/install_locked.sh $(LOWEST)/bin/python requirements-lowest.lock
	@touch $@

setup: $(DEV) ## make .venv with everything that development needs

demo: $(RUNTIME) ## build the packaged sample into output/demo
	@$(BIN)/kgbuild demo

test: $(DEV) ## run the tests on all cores; ARGS="-k name" picks some
	@$(BIN)/python -m pytest --numprocesses logical $(ARGS)

lowest: $(LOWEST)/.installed ## try a fast part of the tests with the lowest versions that pyproject.toml allows
	@env -u KGBUILD_REQUIRE_ALL PYTHONPATH=$(CURDIR) $(LOWEST)/bin/python -m pytest -q -W ignore -k "not packaged_sample" $(LOWEST_TESTS)

bench: $(DEV) ## measure what a large graph takes: COPIES of the demo (100); BENCH="--output benchmarks/large.md" keeps the table
	@$(BIN)/python benchmarks/enlarged.py output/demo $(COPIES) $(VENV)/bench
	@env PYTHONPATH=$(CURDIR) $(BIN)/python benchmarks/large.py $(VENV)/bench $(BENCH)

lint: $(DEV) ## style, types and import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

format: $(DEV) ## rewrite the code in the project's style
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

wheel: $(DEV) ## build the wheel into dist
	@rm -rf dist
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist . > $(VENV)/wheel.log 2>&1 || { cat $(VENV)/wheel.log; exit 1; }
	@ls dist/*.whl

lock: $(DEV) ## pin the newest versions anew; UPGRADE= keeps those that still fit
	@tools/lock.sh $(BIN)/uv $(UPGRADE)

clean: ## remove what make made, .venv included
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
