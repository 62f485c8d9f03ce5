# Two commands do everything a newcomer needs: `make up` and `make test`. Each sets up what it uses; the second time
# that is quick. Needed: Python 3.11 or newer, and Go where there is no Pulumi CLI yet.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help up down test bench apiserver nextflow kestra postgresql lint lock table pages clean python

# Its wheel is installed into .venv by pip; nothing outside .venv and the user's cache is touched.
UV_VERSION := 0.13.8
VENV := .venv
BIN := $(VENV)/bin
# Written last: an environment without it is not finished.
READY := $(VENV)/.ready
# Written first, removed last: an environment with it was interrupted, and is made anew.
HALF_MADE := $(VENV)/.half-made
# The system's certificates: behind a company's proxy the ones that uv brings are not enough.
QUIET := $(shell [ -t 2 ] || echo --quiet)
UV := $(BIN)/uv pip install --system-certs --python $(BIN)/python
PIP := $(BIN)/python -m pip install --disable-pip-version-check
# The command line starts in a quarter of a second when what it imports is compiled, and some machines forbid Python to
# write that down by itself (PYTHONDONTWRITEBYTECODE).
COMPILED := click msgspec pydantic pydantic_core ruamel rich annotated_types typing_inspection typing_extensions.py
STEPS := 5

help:
	@echo "make up      build the example environment in the local cloud and submit a job to it"
	@echo "make test    lint and test everything"
	@echo "make down    take the example environment down (pulumi destroy)"
	@echo "make apiserver  get what the tests' Kubernetes API server needs: etcd by apt, kube-apiserver from source"
	@echo "make nextflow   get the Nextflow that tests run: Java and Maven by apt, Nextflow by Maven"
	@echo "make kestra     get the model of Kestra that judges flows, by Maven; it needs a JDK 25"
	@echo "make postgresql get the PostgreSQL that tests use, by apt"
	@echo "make lint    ruff and pyright only"
	@echo "make lock    pin the newest versions of everything in requirements.txt"
	@echo "make table   write the placement table anew from the provider SDKs"
	@echo "make pages   write docs/rules.md, docs/platforms.md and docs/policies.md anew"
	@echo "make bench   measure how fast everything is, and write it to docs/performance.md (about 20 minutes)"
	@echo "make clean   throw the local cloud, its stacks and dist/ away"

up: python
	@$(BIN)/python -m sandbox.tour

down: python
	@$(BIN)/python -m sandbox start
	@eval "$$($(BIN)/python -m sandbox env)" && pulumi destroy --yes --stack dev

test: STEPS := 7
test: python
	@echo "[2/7] Pulumi engine"
	@$(BIN)/python -m sandbox engine
	@echo "[3/7] Kubernetes API server"
	@$(MAKE) --no-print-directory apiserver
	@echo "[4/7] Nextflow and Kestra"
	@$(MAKE) --no-print-directory nextflow kestra
	@echo "[5/7] PostgreSQL"
	@$(MAKE) --no-print-directory postgresql
	@echo "[6/7] Lint and types"
	@$(MAKE) --no-print-directory lint
	@echo "[7/7] Tests"
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# etcd by apt, where there is one, and kube-apiserver from source, once. Without etcd its tests are skipped.
apiserver: $(READY)
	@$(BIN)/python -m sandbox.apiserver

# Java and Maven by apt, where there is one, and Nextflow with Maven, once. Without them its tests are skipped.
nextflow: $(READY)
	@$(BIN)/python -m sandbox.nextflow

# Maven by apt, where there is one, and Kestra's core with Maven, once. Without a JDK 25 its tests are skipped.
kestra: $(READY)
	@$(BIN)/python -m sandbox.kestra

# By apt, where there is one. Without it, tests of runs use SQLite only.
postgresql: $(READY)
	@$(BIN)/python -m sandbox.postgresql

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright

# Pins every package for every platform, with hashes: the one lock file (docs/adr/0001).
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes --no-annotate \
	  --no-header --upgrade pyproject.toml --output-file requirements.txt

# Where labels go on each resource type, read off the pinned provider SDKs.
table: $(READY)
	$(BIN)/python -m tools.placement_table

# Pages that are written from the code.
pages: $(READY)
	$(BIN)/python -m tools.rules_page
	$(BIN)/python -m tools.platforms_page
	$(BIN)/python -m tools.policies_page

# Wants a quiet machine; GROUPS="pure coverage" runs some.
bench: $(READY)
	@$(BIN)/python -m sandbox engine
	@$(BIN)/python -m benchmarks $(GROUPS)

clean:
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m sandbox reset; fi
	rm -rf dist

python: $(READY)
	@echo "[1/$(STEPS)] Python environment: $(VENV) is ready"

$(READY): requirements.txt pyproject.toml Makefile
	@echo "[1] Python environment: making $(VENV) (the first time takes a minute or two)"
	@if [ -e $(HALF_MADE) ]; then echo "    an earlier attempt was interrupted; starting over"; rm -rf $(VENV); fi
	@if [ ! -x $(BIN)/python ]; then \
	  for python in $${PYTHON:-python3 python3.13 python3.12 python3.11}; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "error: Python 3.11 or newer is needed (got $$(python3 --version 2>&1)); say where: make up PYTHON=python3.12" >&2; \
	    exit 1; \
	  fi; \
	  mkdir -p $(VENV) && touch $(HALF_MADE) && "$$found" -m venv $(VENV); \
	fi
	@touch $(HALF_MADE)
	@rm -f $(READY)
	@$(PIP) --quiet uv==$(UV_VERSION)
	@$(UV) $(QUIET) -r requirements.txt || { echo "    uv could not; pip is slower and may"; $(PIP) -r requirements.txt; }
	@$(UV) $(QUIET) --no-deps -e . || $(PIP) --no-deps -e .
	@cd $(VENV)/lib/python3*/site-packages && ../../../bin/python -m compileall -q $(COMPILED)
	@$(BIN)/python -m compileall -q labelwright
	@rm -f $(HALF_MADE)
	@touch $(READY)
