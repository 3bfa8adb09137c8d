# Everything a contributor types. `make` alone lists it.

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
WORKERS ?= 2
TESTS ?= tests
NAME ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONPATH PYTHONHOME

.PHONY: help .venv run test check document attack-access attack-events attack-faults attack-grants attack-input attack-lives attack-money bench lock clean
.DEFAULT_GOAL := help

help:
	@echo 'make run             start everything on this machine (Ctrl-C stops it)'
	@echo 'make test            all tests; TESTS=tests/unit for some, WORKERS=4 for more at a time'
	@echo 'make check           format, lint, types, import contracts, schema drift'
	@echo 'make document        write docs/openapi.json anew, after a change to a route or to what it takes or tells'
	@echo 'make attack-access   attack who may see what, at length (about ten minutes); a short run is in make test'
	@echo 'make attack-events   kill everything around the events, a hundred times; ten times in make test'
	@echo 'make attack-faults   spoil what passes between every two parts of the platform, in every way (about a quarter of an hour)'
	@echo 'make attack-grants   let officers and a committee act on grants in any order, in two thousand sequences'
	@echo 'make attack-input    attack with bad input and slow clients, at length: 10,000 requests to each application'
	@echo 'make attack-lives    let things happen to people in any order, in thousands of sequences; in forty in make test'
	@echo 'make attack-money    let officers pay in any order, in two thousand sequences, and kill what they work on a thousand times'
	@echo 'make bench NAME=...  measure one claim'
	@echo 'make lock            write requirements.lock anew, and image.lock, the part of it that a container holds'
	@echo 'make clean           remove var/, with the databases in it; what is installed stays'

.venv: $(INSTALLED)

# The stamp is written last and removed first: an interrupted installation never looks finished.
$(INSTALLED): requirements.lock pyproject.toml
	@rm -f $@
	@command -v $(PYTHON) >/dev/null || { echo 'Python 3.11 or newer is needed, and there is no $(PYTHON).' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo 'Python lacks its venv module (on Debian and Ubuntu: apt install python3-venv).' >&2; exit 1; }
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo 'Creating .venv'; $(PYTHON) -m venv --clear .venv; }
	@echo 'Installing what requirements.lock names (one to three minutes)'
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	@echo 'Installing Nexus itself'
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# A Ctrl-C is how a run ends: neither make nor the shell has to complain about it.
run: $(INSTALLED)
	@trap ':' INT; $(BIN)/nexus run || { status=$$?; [ $$status -eq 130 ] || exit $$status; }

# In the order in which tests/conftest.py has them, and not the modules with most tests first: those are the quick ones.
test: $(INSTALLED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(TESTS)

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -m drift

document: $(INSTALLED)
	@$(BIN)/nexus document

attack-access: $(INSTALLED)
	NEXUS_ATTACK=long $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --timeout 1800 \
		$(wildcard tests/attacks/test_access_*.py) tests/e2e/test_revocation.py

attack-events: $(INSTALLED)
	NEXUS_ATTACK=long $(BIN)/python -m pytest --timeout 7200 tests/e2e/test_feed.py

attack-faults: $(INSTALLED)
	NEXUS_ATTACK=long $(BIN)/python -m pytest --timeout 7200 tests/e2e/test_faults.py tests/integration/test_gateway_sparing.py

attack-grants: $(INSTALLED)
	NEXUS_ATTACK=long $(BIN)/python -m pytest -n $(WORKERS) --timeout 7200 $(wildcard tests/attacks/test_grants_*.py)

attack-input: $(INSTALLED)
	NEXUS_ATTACK=long $(BIN)/python -m pytest -n $(WORKERS) --timeout 3600 tests/attacks/test_documented.py tests/e2e/test_slow_clients.py

attack-lives: $(INSTALLED)
	NEXUS_ATTACK=long $(BIN)/python -m pytest -n $(WORKERS) --timeout 3600 $(wildcard tests/attacks/test_lives_*.py)

attack-money: $(INSTALLED)
	NEXUS_ATTACK=long $(BIN)/python -m pytest -n $(WORKERS) --timeout 14400 tests/attacks/test_money_machine.py tests/e2e/test_money.py

bench: $(INSTALLED)
	$(BIN)/python -m bench $(NAME)

lock: $(INSTALLED)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 --group dev --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 --group image --constraint requirements.lock --output-file image.lock pyproject.toml

clean:
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m embedded.removal "$${NEXUS_VAR:-var}"; \
	else $(PYTHON) -m embedded.removal "$${NEXUS_VAR:-var}"; fi
