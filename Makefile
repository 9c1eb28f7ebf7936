# Works from a bare checkout with Python 3.11 or newer and make. `make demo` to look, `make test` to be sure.
.POSIX:

PORT ?= 8000
DATA_DIR ?= ./data/demo
ONLY ?=
WHEELS ?=
WORKERS ?= 2

BIN = .venv/bin
XHZ = $(BIN)/xiuhuazhen
# A worker goes through whole modules, so that what a module sets up is set up once; who is through helps the others.
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.PHONY: help setup install wheels demo run check lint test test-postgresql fix messages openapi guide bench requirements clean

help:
	@echo "make demo      set up and serve the demonstration on http://127.0.0.1:$(PORT) (PORT=, DATA_DIR=)"
	@echo "make run       serve what XHZ_DATA_DIR or DATABASE_URL holds"
	@echo "make check     lint, types, rules about the code, tests on SQLite; under 3 minutes"
	@echo "make test      everything: also on PostgreSQL and in a browser; about 45 minutes on 2 cores"
	@echo "make fix       put right what can be put right by itself"
	@echo "make messages  bring the catalogues of texts up to date"
	@echo "make openapi   write the description of the API, docs/api/openapi.json"
	@echo "make guide     make the pictures of docs/guide anew, after the journeys ran"
	@echo "make bench     measure; figures in bench/out/latest.json (ONLY=name)"
	@echo "make install   what a server needs; WHEELS=folder: from that folder, without a network"
	@echo "make wheels    fill the folder wheels/ for servers without a network, x86-64 and arm64"
	@echo "make setup     only set up; make requirements, make clean"

setup:
	@.ci/environment dev
	@$(XHZ) messages --compile

install:
	@$(if $(WHEELS),PIP_NO_INDEX=1 PIP_FIND_LINKS="$(WHEELS)") .ci/environment base
	@$(XHZ) messages --compile

# For the minor version of Python that runs here: on the servers it must be the same.
wheels:
	@.ci/environment base
	@.ci/wheels

demo:
	@.ci/environment base
	@$(XHZ) messages --compile
	@XHZ_DEMO=1 XHZ_DATA_DIR="$(DATA_DIR)" $(XHZ) migrate --verbosity 0
	@XHZ_DEMO=1 XHZ_DATA_DIR="$(DATA_DIR)" $(XHZ) demo
	@XHZ_DEMO=1 XHZ_DATA_DIR="$(DATA_DIR)" exec $(XHZ) run --port "$(PORT)"

run:
	@.ci/environment base
	@$(XHZ) messages --compile
	@$(XHZ) migrate --verbosity 0
	@exec $(XHZ) run --port "$(PORT)"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(XHZ) messages --check

check: lint
	$(PYTEST) -m "not journey and not postgresql_smoke and not campaign"

# PostgreSQL comes before the whole suite on SQLite, so that the last line is the one that counts every test once.
test: lint
	@.ci/packages
	@$(MAKE) test-postgresql
	$(PYTEST)

test-postgresql: setup
	$(BIN)/python -m tests.support.postgres -- $(PYTEST) -m "database and (not journey or postgresql_smoke)"

fix:
	@.ci/environment dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages:
	@.ci/environment dev
	$(XHZ) messages

openapi: setup
	$(BIN)/python -m tests.support.openapi

guide: setup
	$(BIN)/python -m tests.support.guide

bench: setup
	$(BIN)/python -m bench $(ONLY)

# Needs uv (https://docs.astral.sh/uv/). No file stores a download address.
requirements:
	uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --output-file requirements/base.txt
	uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt

# Leaves data/ alone: it may hold somebody's work.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .schemathesis bench/out tests/journeys/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find xiuhuazhen -name '*.mo' -exec rm -f {} +
