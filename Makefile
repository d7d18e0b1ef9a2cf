# The first two commands of the README: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STORE ?= graph
BROWSER ?= open
PORT ?= 0

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types layers generated docs neo4j train wheel bench screenshots clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(VENV)/.product: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("MethodGraph needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.product
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/.docs: $(VENV)/.product
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[docs]'
	@touch $@

demo: $(VENV)/.product ## set up, build the graph from the shipped listings, open the dashboard (BROWSER=none: print its address)
	$(BIN)/kg build examples/listings/*.txt --store $(STORE)
	$(BIN)/kg stats --store $(STORE)
	$(BIN)/kg explore --store $(STORE) --port $(PORT) $(if $(filter none,$(BROWSER)),--no-browser)

test: $(VENV)/.dev ## set up and run all tests
	$(BIN)/python -m pytest $(ARGS)

check: format lint types layers generated docs test ## everything that CI checks

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports

generated: $(VENV)/.dev ## are the generated pages and schemas up to date?
	$(BIN)/python -m kg.cli.reference --check
	$(BIN)/python -m tests.docs --check

docs: $(VENV)/.docs ## the documentation as a site in site/: open site/index.html
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo 'The site is in site/: open site/index.html'

neo4j: $(VENV)/.dev ## start a real Neo4j from Maven Central on 127.0.0.1 and print its address
	$(BIN)/python -m tests.neo4j

train: $(VENV)/.product ## train the models from the corpus (resumes; hours on a laptop)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[train,fetch]'
	$(BIN)/python -m weasel run all

wheel: $(VENV)/.dev ## build the wheel, install it alone in a fresh environment, build and query with it
	rm -rf dist && $(BIN)/python -m build --wheel --outdir dist .
	$(PYTHON) tests/wheel.py dist/*.whl

bench: $(VENV)/.dev ## run the benchmarks; results go to benchmarks/results/
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/.dev ## every view of the dashboard, light and dark, into docs/screenshots/
	$(BIN)/python -m dashboards.screenshots

clean: ## remove what builds and runs leave behind (not the graph)
	rm -rf dist build site .mypy_cache .ruff_cache .pytest_cache *.egg-info
