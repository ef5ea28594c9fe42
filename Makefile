# `make run` and `make test` are all that a fresh machine needs: Python 3.11 or newer, and make.
PYTHON ?= python3
BIN := .venv/bin
# one more than there are cores: many tests wait for a browser or a server
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# what is started again and again is compiled once
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test lint format types install install-test browser bench screenshots clean

run: demo
	$(BIN)/workbench ui

demo: .venv/.installed
	$(BIN)/workbench demo

test: .venv/.installed-test browser lint types
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

lint: .venv/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: .venv/.installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: .venv/.installed-test
	$(BIN)/mypy --num-workers auto

install: .venv/.installed

install-test: .venv/.installed-test

.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than Python 3.11; say which to use: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

# pip would compile on one core what compileall does on all; what cannot be compiled is never imported
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable
COMPILE = $(BIN)/python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true

.venv/.installed: .venv/.created pyproject.toml
	@echo "installing; the first time this takes a minute or two"
	$(INSTALL) .
	@$(COMPILE)
	@touch $@

.venv/.installed-test: .venv/.created pyproject.toml
	@echo "installing; the first time this takes a few minutes"
	$(INSTALL) '.[test]'
	@$(COMPILE)
	@touch .venv/.installed $@

# the browser tests skip, with a reason, where there is no Chromium and it cannot be installed
browser:
	@command -v chromium >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
		else \
			echo "no Chromium here: the browser tests will be skipped (on Debian: apt-get install chromium)"; \
		fi; }

bench: .venv/.installed-test
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:
	rm -rf .venv demo-output

screenshots: .venv/.installed-test browser
	$(BIN)/python docs/screenshots.py
