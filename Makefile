# Every target sets up the environment it needs in .venv; the first time takes a moment.
#
#   make test PYTHON=python3.12     choose the interpreter which creates .venv
#   make test WORKERS=8             run the tests on more processes
#   make fuzz EXAMPLES=10000        more examples for each property
#   make fuzz SECONDS=600           new rounds of examples for ten minutes

PYTHON   ?= python3
WORKERS  ?= 2
EXAMPLES ?= 2000
SECONDS  ?= 0

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.stamp
PIP   := $(BIN)/python -m pip --disable-pip-version-check
# What mypy reads; a folder which does not exist yet is left out.
TYPED := $(wildcard src tests examples benchmarks conftest.py)

# -E: Sphinx does not repeat the warnings of pages it read before, so it reads all anew.
SPHINX := -E -W --keep-going -n -b html

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test check bench fuzz docs fmt clean

help: ## list the targets
	@echo "usage: make TARGET"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1\t\2/p' Makefile | expand -t 10

demo: $(STAMP)-demo ## watch a synthetic portfolio being collected for half a year
	@$(BIN)/collectflow demo

test: $(STAMP)-test ## run the tests and the examples in the prose, with coverage
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term

check: $(STAMP)-check ## formatting, lint, types, architecture, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/sphinx-build -q $(SPHINX) docs docs/_build/html

bench: $(STAMP)-bench ## measure; writes benchmarks/latest.json
	$(BIN)/python -m benchmarks

fuzz: $(STAMP)-test ## search longer for counter-examples (EXAMPLES=, SECONDS=)
	@end=$$(( $$(date +%s) + $(SECONDS) )); \
	while :; do \
		HYPOTHESIS_PROFILE=fuzz HYPOTHESIS_MAX_EXAMPLES=$(EXAMPLES) \
			$(BIN)/python -m pytest -n $(WORKERS) -m hypothesis tests || exit $$?; \
		[ "$$(date +%s)" -lt "$$end" ] || break; \
	done

docs: $(STAMP)-docs ## build the documentation into docs/_build/html
	$(BIN)/sphinx-build $(SPHINX) docs docs/_build/html

fmt: $(STAMP)-check ## format the code, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove everything the other targets made, .venv included
	rm -rf $(VENV) build dist docs/_build collectflow-demo .coverage .coverage.* htmlcov
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment; a stamp for each set of requirements installed into it.
$(STAMP)-demo:  EXTRAS := cli
$(STAMP)-test:  EXTRAS := all,tests
$(STAMP)-check: EXTRAS := dev
$(STAMP)-bench: EXTRAS := bench
$(STAMP)-docs:  EXTRAS := all,docs

$(STAMP)-demo $(STAMP)-test $(STAMP)-check $(STAMP)-bench $(STAMP)-docs: pyproject.toml | $(STAMP)-venv
	@echo "installing collectflow[$(EXTRAS)] into $(VENV) ..."
	@$(PIP) install --quiet --editable ".[$(EXTRAS)]"
	@touch $@

$(STAMP)-venv:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
		echo "collectflow needs Python 3.11 or newer, and '$(PYTHON)' was not found;" \
		     "choose one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "collectflow needs Python 3.11 or newer, and '$(PYTHON)' is" \
		     "$$("$(PYTHON)" --version 2>&1); choose another with: make PYTHON=python3.11" >&2; exit 1; }
	@echo "creating $(VENV) ..."
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@
