# Two commands do everything on a fresh machine: `make run` and `make test`.
# Needs: make, a POSIX shell, and Python 3.12 or newer. Nothing is installed outside this folder.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin
UV := .uv/bin/uv
UV_VERSION := 0.13.9
UV_READY := .uv/.ready-$(UV_VERSION)
LOCKED := $(VENV)/.locked
BENCHMARKS_READY := .benchmarks/.locked
ZERO_SHOT_READY := .zero-shot/.locked
INSTALLED := $(VENV)/.installed

export UV_PYTHON_DOWNLOADS := never
export OMP_NUM_THREADS ?= 1

# The first Python that runs, is new enough and can create a virtual environment. A name on the
# PATH may be a pyenv shim that only fails, so each candidate is run.
define FIND_PYTHON
root="$${PYENV_ROOT:-$$(pyenv root 2>/dev/null || true)}"; \
pyenv_pythons="$$(ls -d "$${root:-/nonexistent}"/versions/*/bin/python3 2>/dev/null | sort -rV)"; \
for python in python3.13 python3.12 $$pyenv_pythons python3; do \
	if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' \
		>/dev/null 2>&1; then break; fi; \
	python=; \
done; \
if [ -z "$$python" ]; then \
	echo "Planodds needs Python 3.12 or newer, with its venv module; none was found." >&2; \
	echo "Install one and run make again, for instance:" >&2; \
	echo "  Debian, Ubuntu: apt-get install python3 python3-venv" >&2; \
	echo "  pyenv:          pyenv install 3.13" >&2; \
	echo "  conda:          conda env create -f environment.yml" >&2; \
	exit 1; \
fi
endef

.PHONY: help env run test lint format mutants faults bench calibrate ablation terms record check lab docs lock benchmarks zero-shot clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(INSTALLED) ## Create the environment in .venv (the other targets call this)

run: env ## Build a complete edition: forecasts, odds, notebooks, brief (outputs/)
	$(BIN)/planodds run

test: env ## Run all tests, including the slow ones, in three processes (many wait for others)
	$(BIN)/python -m pytest -n 3 --dist loadfile

lint: env ## Check style and types (ruff, mypy)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: env ## Format the code and sort the imports
	$(BIN)/ruff check --fix --select I
	$(BIN)/ruff format

mutants: env ## Insert each known mistake into a copy; its test must fail (4 minutes)
	$(BIN)/python -m tests.mutants.run

faults: env ## Try all damaged inputs, then kills, full disks and strange places (2 hours)
	$(BIN)/python -m tests.faults.run
	$(BIN)/python -m tests.faults.drills

bench: env ## Measure speed as ratios within one run (15 minutes)
	$(BIN)/python -m tests.bench.bench

calibrate: env ## Simulation-based calibration of both samplers; writes data/record (30 minutes)
	$(BIN)/planodds calibrate
	$(BIN)/planodds calibrate --simulations 400 --seed 20261124 --name calibration_again
	$(BIN)/planodds calibrate --simulations 40 --engine nuts --name calibration_nuts

ablation: env ## Score the model without each of its terms; writes data/record (15 minutes)
	$(BIN)/planodds ablate

terms: ablation  # former name

record: env benchmarks ## Recompute the track record: all panels, origins, benchmarks (30 minutes; resumes)
	$(BIN)/planodds record

check: env ## Validate data, plan, priors and scenarios in seconds
	$(BIN)/planodds check

lab: env ## Open JupyterLab at the project, with the start notebook
	$(BIN)/planodds lab

docs: env ## Build the documentation into docs/_build/html (planodds docs opens it)
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

LOCK = $(UV) pip compile --no-config --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade) --quiet

lock: $(UV_READY) ## Rewrite the locks of packages (UPGRADE=1: newest versions)
	$(LOCK) pyproject.toml --extra dev --output-file requirements.lock
	$(LOCK) requirements-benchmarks.in --output-file requirements-benchmarks.lock
	$(LOCK) requirements-zero-shot.in --output-file requirements-zero-shot.lock

benchmarks: $(BENCHMARKS_READY) ## Create the environment of statsforecast in .benchmarks (for record)

zero-shot: $(ZERO_SHOT_READY) ## Create the environment of fracast in .zero-shot (record --with-fracast)

clean: ## Remove the environment and tool caches (editions stay)
	rm -rf $(VENV) .benchmarks .zero-shot .uv .pytest_cache dist
	find model tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV_READY):
	@$(FIND_PYTHON); echo "Python: $$("$$python" --version) ($$python)"; \
	rm -rf .uv && "$$python" -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	touch $@

$(LOCKED): requirements.lock $(UV_READY)
	test -x $(BIN)/python || $(UV) venv --no-config --quiet --python .uv/bin/python $(VENV)
	@echo "Installing the packages of requirements.lock into $(VENV) ..."
	$(UV) pip sync --no-config --quiet --python $(BIN)/python --require-hashes \
		--compile-bytecode requirements.lock
	touch $@

$(BENCHMARKS_READY) $(ZERO_SHOT_READY): .%/.locked: requirements-%.lock $(UV_READY)
	test -x .$*/bin/python || $(UV) venv --no-config --quiet --python .uv/bin/python .$*
	$(UV) pip sync --no-config --quiet --python .$*/bin/python --require-hashes \
		requirements-$*.lock
	touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	$(UV) pip install --no-config --python $(BIN)/python --no-deps --no-build-isolation \
		--quiet --editable .
	@echo "Compiling the samplers ..."
	$(BIN)/python -m planodds.forecasting.gibbs
	$(BIN)/python -m planodds.forecasting.nuts
	touch $@
