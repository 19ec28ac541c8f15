# Everything from a fresh clone to a running Joren. Needs Python 3.11, git and make, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --require-hashes
SOURCES := joren tests tools benchmarks conftest.py
WORKERS ?= 2
# Its steps stand on each other: parted between two workers they would meet an empty installation.
STORY := tests/test_main_job_in_the_browser.py

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint format types contracts translations migrations spark bench wheel lock clean

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 22

run: setup ## Start everything with the demo business; Ctrl-C stops it
	@$(BIN)/joren up --demo

setup: $(VENV)/.installed ## Install what running needs
	@$(BIN)/python tools/link.py
	@if $(BIN)/python tools/frontend.py --needs-node; then $(INSTALL) -r tools/node.lock; fi
	@$(BIN)/python tools/frontend.py
	@$(BIN)/python tools/translations.py compile >/dev/null

$(VENV)/.uv: tools/uv.lock
	@$(PYTHON) -c 'import sys; sys.exit("Joren needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "Making an environment in $(VENV)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt install python3-venv"; rm -rf $(VENV); exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/uv.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.uv requirements.lock
	@echo "Installing packages…"
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.developing: $(VENV)/.installed requirements-dev.lock
	@echo "Installing the developers' packages…"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

$(VENV)/.sparking: $(VENV)/.installed requirements-spark.lock
	@echo "Installing Apache Spark…"
	@$(INSTALL) -r requirements-spark.lock
	@touch $@

test: setup $(VENV)/.developing ## Run the tests in parallel on a throw-away database (make test WORKERS=4)
	@$(BIN)/pytest $(STORY)
	@$(BIN)/pytest -n $(WORKERS) --ignore=$(STORY)

check: lint types contracts translations migrations test ## Everything that must hold before a change lands

lint: setup $(VENV)/.developing ## Style and likely mistakes
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check --quiet $(SOURCES)

format: setup $(VENV)/.developing ## Put the source into shape
	@$(BIN)/ruff check --fix --quiet $(SOURCES) || true
	@$(BIN)/ruff format $(SOURCES)

types: setup $(VENV)/.developing ## Strict types
	@$(BIN)/mypy joren tests

contracts: setup $(VENV)/.developing ## A stage imports only stages below it
	@$(BIN)/lint-imports --no-cache

translations: setup ## Every string has its Japanese
	@$(BIN)/python tools/translations.py check

migrations: setup $(VENV)/.developing ## The models and their migrations agree
	@DATABASE_URL=postgresql://127.0.0.1:1/none JOREN_DATABASE_POOL=0 DJANGO_SETTINGS_MODULE=joren.site.settings $(BIN)/python -W ignore -m django makemigrations --check --dry-run

spark: $(VENV)/.sparking ## Install what asking Apache Spark needs, beside Java 17 or newer

bench: setup $(VENV)/.developing ## Measure against bare COPY, hand-written SQL and the like; prints ratios
	@$(BIN)/python -m benchmarks $(if $(LARGE),--large)

wheel: setup $(VENV)/.developing ## Build the package with its assets inside, into dist/
	@$(UV) build --quiet --python $(BIN)/python --wheel --out-dir dist
	@ls dist

lock: $(VENV)/.uv ## Choose the newest versions that fit and write the lock files
	@$(BIN)/python tools/lock.py

clean: ## Remove what was built; the data (.joren) and the environment stay
	@rm -rf build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis joren/foundation/ui/static/vendor
	@find joren tests tools benchmarks -name '*.mo' -delete -o -name __pycache__ -type d -prune -exec rm -rf {} +
