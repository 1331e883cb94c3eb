# Two commands for a newcomer: `make serve` and `make test`. Everything else wraps what a contributor repeats.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: serve test test-slow lint types imports check lock starter-vectors

serve: $(VENV)/.serve
	$(BIN)/xiaobao serve

test: $(VENV)/.test
	$(BIN)/python -m pytest -m "not slow"

test-slow: $(VENV)/.test
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy app.py assistant eval ingest knowledge_base web

imports: $(VENV)/.test
	$(BIN)/lint-imports

check: lint types imports test

# The pinned versions, with hashes and without any host; run after changing pyproject.toml (needs uv).
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra laws -o requirements/serve.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra laws --extra test -o requirements/test.txt

# Recompute the vectors that ship with the starter knowledge; run after changing knowledge_base/starter.
starter-vectors: $(VENV)/.serve
	$(BIN)/xiaobao index starter-vectors

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "小宝需要 Python 3.11 或更新的版本；用 make PYTHON=python3.12 指定")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: requirements/serve.txt pyproject.toml | $(VENV)/bin/python
	@echo "正在安装小宝（约一两分钟）……"
	$(PIP) install --progress-bar on -q --require-hashes -r requirements/serve.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.txt pyproject.toml | $(VENV)/bin/python
	@echo "正在安装小宝和测试工具（约两分钟）……"
	$(PIP) install --progress-bar on -q --require-hashes -r requirements/test.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@
