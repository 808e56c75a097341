# The list of tasks. `make help` prints it.
PY ?= python3
BIN := .venv/bin
HOST ?= 0.0.0.0
PORT ?= 8000
export HOST PORT

.PHONY: help vendor setup run test test-long check bench format browser themes-eval themes-train themes-model

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/ready ## .venv with the locked packages and the bloesem command

.venv/ready: requirements.lock pyproject.toml
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Bloesem needs Python 3.11 or newer."; exit 1; }
	@test -x $(BIN)/python || $(PY) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev-ready: .venv/ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

run: setup ## the server on SQLite, with the sign-in link and the QR in the terminal
	$(BIN)/bloesem serve --host $(HOST) --port $(PORT)

browser: .venv/dev-ready ## a Chromium for the tests: the system's, else one we fetch
	@$(BIN)/python tools/browser.py

test: .venv/dev-ready browser ## every test
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not long"

test-long: .venv/dev-ready browser ## what takes minutes: big rooms, documents, power cuts
	$(BIN)/python -m pytest -m long

check: .venv/dev-ready ## formatter, linter, types, floors, message catalogues, links in docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_messages.py
	$(BIN)/python tools/check_docs.py

format: .venv/dev-ready ## what check would complain about, mended
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

vendor: ## the browser's libraries anew, as tools/vendor/package-lock.json pins them (needs npm)
	cd tools/vendor && npm ci --ignore-scripts --no-audit --no-fund && npm run -s copy

bench: .venv/dev-ready ## speed and memory beside a bare baseline; writes bench/latest.json
	$(BIN)/python -m bench

themes-train: .venv/ready ## the core weights of the startmoment pack, from its corpus and encoder (a few minutes)
	$(BIN)/python -m app.cli_themes train startmoment

TEST ?=
FAMILIES ?=
themes-eval: .venv/ready ## quality of the theming tiers; TEST=table.tsv FAMILIES=table.tsv, else cross-validation
	$(BIN)/python -m tools.themes_eval $(if $(TEST),--test $(TEST)) $(if $(FAMILIES),--families $(FAMILIES))

TORCH ?= build/torch/bin/python
themes-model: ## the sentence encoder again, with TORCH=python of an environment that has torch (docs/theming.md)
	$(TORCH) tools/model/finetune.py --hold-out 0 --seed 7 --out build/model/teacher
	$(TORCH) tools/model/distil.py --teacher build/model/teacher --hold-out 0 --layers 9 --epochs 5 --seed 9 --out build/model/measured
	$(TORCH) tools/model/export.py --run build/model/measured --out facilitation/packs/startmoment/model
	$(BIN)/python -m app.cli_themes train startmoment
	$(BIN)/python -m app.cli_themes train neighbourhood
