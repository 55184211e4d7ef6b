# Two commands are all a newcomer needs: `make release` and `make test`.
# Both set up .venv from the locked, hash-checked requirements when needed.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# What is compiled once serves every process that the tests start.
unexport PYTHONDONTWRITEBYTECODE
# Each worker has a processor, on which idle threads of OpenBLAS would turn round.
test test-all: export OPENBLAS_NUM_THREADS = 1

.DEFAULT_GOAL := help
.PHONY: help setup release test test-all browser accessibility test-spark check format benchmark mutations faults oracle lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Create .venv with the locked dependencies

# The stamp is as old as the files that decide what is installed; nothing changed, nothing done.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make $(MAKECMDGOALS) PYTHON=python3.13" >&2; exit 3; }
	$(PYTHON) -m venv --clear $(VENV)
	PIP_CONSTRAINT= $(BIN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

release: $(READY) ## Assemble, validate and publish the real data into dist/
	$(BIN)/opendata release $(RELEASE)

test: $(READY) browser ## Run a test of every kind; of some folders with ONLY="tests/annex tests/site"
	$(BIN)/python -m pytest -m "not whole" $(ONLY)

# What `make test` leaves out, and why: python -m tests.whole.
test-all: $(READY) browser ## Run all tests; of some folders with ONLY as above
	$(BIN)/python -m pytest $(ONLY)

# Found, or installed where that needs nobody's password; without it the tests of the pages fail.
browser: $(READY) ## Find Chromium for the tests of the pages, or install it
	@$(BIN)/python -m tests.site.chromium >/dev/null 2>&1 || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  echo "Installing Chromium for the tests of the pages" >&2 && \
	  apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	} || true
	@$(BIN)/python -m tests.site.chromium >/dev/null || true

accessibility: $(READY) browser ## Check every page of the newest release in dist/ with axe-core
	$(BIN)/python -m tests.site.accessibility "$$(ls -d dist/*/ | sort -V | tail -1)"

test-spark: $(VENV)/.spark ## Run the tests of the Spark engine (installs pyspark; needs Java 17)
	$(BIN)/python -m pytest -n 0 tests/spark

$(VENV)/.spark: requirements-spark.lock $(READY)
	PIP_CONSTRAINT= $(BIN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements-spark.lock
	@touch $@

$(VENV)/.benchmark: requirements-benchmark.lock $(READY)
	PIP_CONSTRAINT= $(BIN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements-benchmark.lock
	@touch $@

check: $(READY) ## Lint, format check, the contract of the rooms, and strict types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

format: $(READY) ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: $(VENV)/.benchmark ## Measure speed against peers, as a table of ratios
	$(BIN)/python -m tests.benchmarks

mutations: $(READY) ## Prove that every check can fail: a mutation score per engine
	$(BIN)/python -m tests.mutations

faults: $(READY) ## Fail or kill the commands that write at their calls: POINTS=10000 of them
	$(BIN)/python -m tests.faults --points $(or $(POINTS),10000)

oracle: $(READY) ## Try on 1,000 small tables whether anybody can be found, by enumeration
	$(BIN)/python -m tests.disclosure.trying 1000

lock: $(READY) ## Resolve the dependencies anew into the locked requirements (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --group dev pyproject.toml --output-file requirements.lock
	printf '%s\n' click pyarrow pyyaml | uv pip compile --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header --constraint requirements.lock - \
	  --output-file requirements-read.txt
	echo 'pyspark==4.3.0' | uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header - --output-file requirements-spark.lock
	echo 'pandera[polars]' | uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --constraint requirements.lock - \
	  --output-file requirements-benchmark.lock

clean: ## Remove everything that was built, the environment included
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
