# Two commands do everything on a fresh machine with Python 3.11: `make demo` and `make test`.
# `make help` lists the rest.

PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
OUTSIDE := .venv-outside

.DEFAULT_GOAL := help
.PHONY: help demo test lint samples docs references pictures lock benchmarks outside clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Other people's packages that tests/outside compares with; without them those tests are skipped.
$(OUTSIDE)/.ready: tests/outside/requirements.txt
	test -x $(OUTSIDE)/bin/python || $(PYTHON) -m venv $(OUTSIDE)
	$(OUTSIDE)/bin/python -m pip install --quiet --disable-pip-version-check -r tests/outside/requirements.txt
	@touch $@

# Clients of Postgres and Spark, for tests/warehouse; without them those tests are skipped.
$(VENV)/.warehouse: $(READY) requirements-warehouse.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-warehouse.lock
	@touch $@

demo: $(READY)  ## report on both sample clients, audit and baseline, and say where the reports are
	$(BIN)/cmokit demo

test: $(READY)  ## every test
	$(BIN)/python -m pytest -n 2 --dist loadscope

outside: $(READY) $(OUTSIDE)/.ready  ## the tests that compare with other people's packages, in an environment of theirs
	$(BIN)/python -m pytest tests/outside

lint: $(READY)  ## style, types, import contracts
	$(BIN)/ruff check lib tests benchmarks docs .ci
	$(BIN)/ruff format --check lib tests benchmarks docs .ci
	$(BIN)/mypy
	$(BIN)/lint-imports

samples: $(READY)  ## write data_samples/ anew
	$(BIN)/python -m cmokit.samples

docs: $(READY)  ## write the generated pages of docs/ anew
	$(BIN)/python docs/write_pages.py

references: $(READY)  ## write the executed notebooks that the notebook tests compare with
	$(BIN)/python tests/notebooks/write_references.py

pictures: $(READY)  ## write the README's pictures of real pages (needs pdftoppm)
	$(BIN)/python docs/gallery/take_pictures.py

benchmarks: $(READY)  ## what docs/performance.md quotes; takes minutes
	$(BIN)/python benchmarks/write_page.py

lock:  ## pin every package with its hashes (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --group dev --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  -c requirements.lock .ci/warehouse.in -o requirements-warehouse.lock
	$(PYTHON) .ci/pin_uv.py
	$(BIN)/python .ci/write_notices.py

clean:  ## remove the environment and everything generated here
	rm -rf $(VENV) engagements build dist
	find reports -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
