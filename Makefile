# Everything works on a machine that has Python 3.11+, make and git: what else is needed goes into .venv and
# web/node_modules. Nothing is installed outside this folder, except Chromium for the tests where none is found.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
READY := .venv/.ready
.DEFAULT_GOAL := help
.PHONY: help run dev test check format chaos bench api migration reference web

help: ## What there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: web ## Install, build and start Prosa with its demo company: http://127.0.0.1:8000
	@$(BIN)/prosa up

dev: $(READY) ## The same, reloading the server and the pages as you edit: http://127.0.0.1:5173
	@$(BIN)/python tools/web.py dev

test: web ## All tests, or some: make test T=tests/core
	@$(BIN)/python -m tests.browser
	@$(if $(T),,$(BIN)/python tools/web.py run test)
	@$(BIN)/python -m pytest $(or $(T),--numprocesses=auto --dist=worksteal)

check: $(READY) ## Style, types, import contracts, unused code, the API client, the pages' texts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/unused.py
	$(BIN)/python tools/web.py api --check
	$(BIN)/python tools/web.py run check
	$(BIN)/python tools/web.py build
	$(BIN)/python tools/web.py run budget

format: $(READY) ## Format the Python code and mend what can be mended
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

chaos: $(READY) ## Kills, failures and takeovers against real processes; the books must balance
	@$(BIN)/prosa chaos --messages 1000 --seed 7

bench: web ## The benchmarks, as ratios on this machine
	@$(BIN)/python -m tests.load

api: $(READY) ## Generate the pages' API client again, after a change to a route
	@$(BIN)/python tools/web.py api

migration: $(READY) ## A new migration from the changed models: make migration NAME="add labels"
	@$(BIN)/python tools/migration.py "$(NAME)"

reference: $(READY) ## Write docs/reference again, after a change to settings, events or jobs
	@$(BIN)/python tools/settings_page.py
	@$(BIN)/python -m tools.events_page

web: $(READY) ## Build the pages into the package, when they changed
	@$(BIN)/python tools/web.py build

$(READY): pyproject.toml uv.lock tools/bootstrap.py
	@test -n "$(PYTHON)" || { echo "Prosa needs Python 3.11 or newer: make PYTHON=/path/to/python3 run" >&2; exit 1; }
	@echo "Installing the Python packages" >&2
	@$(PYTHON) tools/bootstrap.py
	@touch $@
