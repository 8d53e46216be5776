# Two commands do everything on a fresh machine: `make demo` and `make test`. `make check` is what CI runs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CODE   := cli audit checks planning reports inventories tests bench

.PHONY: help demo test check format lint types imports packaging bench bench-switches bench-snmp bench-probe bench-capture peers windows clean lock system
.DEFAULT_GOAL := help

help:
	@echo "make demo     set up, then audit the Riverside sample plant: PDF, workbook, JSON"
	@echo "make test     set up, then run all tests"
	@echo "make check    format, lint, types, import rules, tests, packaging test (CI)"
	@echo "make bench    print the figures of the benchmarks"
	@echo "make bench-switches | bench-snmp | bench-capture | bench-probe   one field each"
	@echo "make peers    install the protocol servers that the tests in namespaces ask (Debian, root)"
	@echo "make windows  run tests with Python for Windows under Wine (Debian: wine64, gcc-mingw-w64-x86-64)"
	@echo "make lock     resolve the dependencies again (needs uv)"

demo: $(VENV)/.ready
	$(BIN)/plantready demo demo-riverside

test: $(VENV)/.ready-dev
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --durations 25

check: $(VENV)/.ready-dev format lint types imports test packaging

format: $(VENV)/.ready-dev
	$(BIN)/ruff format --check $(CODE)

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check $(CODE)

types: $(VENV)/.ready-dev
	$(BIN)/mypy
	$(BIN)/pyright

imports: $(VENV)/.ready-dev
	$(BIN)/lint-imports

packaging: $(VENV)/.ready-dev
	$(BIN)/python -m tests.packaging.check_wheel

bench: $(VENV)/.ready-dev
	$(BIN)/python -m bench.startup
	$(BIN)/python -m bench.demo

bench-switches: $(VENV)/.ready-dev
	$(BIN)/python -m bench.switches
	$(BIN)/python -m bench.dumps
	$(BIN)/python -m bench.topology

bench-snmp: $(VENV)/.ready-dev
	$(BIN)/python -m bench.snmp

bench-capture: $(VENV)/.ready-dev
	$(BIN)/python -m bench.capture
	$(BIN)/python -m bench.capture_truth

bench-probe: $(VENV)/.ready-dev peers
	$(BIN)/python -m bench.probe

# Independent protocol servers and network tools for the tests in namespaces: Debian as root.
peers:
	@sh .ci/peers

windows: $(VENV)/.ready-dev
	$(BIN)/python -m tests.packaging.wine

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) dist build demo-riverside .mypy_cache .ruff_cache .pytest_cache

# The libraries WeasyPrint draws with. Debian as root: installed. Everywhere else: said exactly.
system:
	@sh .ci/system-libraries

$(VENV)/bin/pip: | system
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: $(VENV)/bin/pip requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r .ci/build.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
