# What this project is run with. `make help` lists the targets.

PYTHON ?= python3
STACK ?= dev
BASE ?=
TAG ?=
# What was typed reaches a command through its environment, as one argument: neither make nor a
# shell looks for anything of its own in it.
override STACK := $(value STACK)
override BASE := $(value BASE)
override TAG := $(value TAG)
export STACK BASE TAG
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
AWS_VENV := .venv-aws
AWS_READY := $(AWS_VENV)/.ready
POLICY_VENV := .venv-policy
POLICY_READY := $(POLICY_VENV)/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# installs many packages several times as fast; where it does not get to them (a registry that pip's
# own settings name), pip does. Compiled, since no command is to wait for that
UV := $(BIN)/python -m uv pip install --quiet --compile-bytecode --python $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help setup preview check aws-tools policy-tools test test-generated test-live lint types imports docs docs-check bench charts pins dist dist-check release-check clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# Everything is pinned with hashes, so two machines get the same bytes.
$(READY): requirements.txt pyproject.toml
	@echo "setting up $(VENV) (once; half a minute or so)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt | $(PIP) --require-hashes -r /dev/stdin >&2
	@$(UV) --require-hashes -r requirements.txt >&2 || $(PIP) --require-hashes -r requirements.txt >&2
	@$(PIP) --no-deps --no-build-isolation --editable . >&2
	@$(BIN)/python -m compileall -q cilium_ako components >&2
	@touch $@

# AWS' client wants a python-dateutil that is older than the Kubernetes client's
$(AWS_READY): tests/aws/requirements.txt $(READY)
	$(call other_environment,$(AWS_VENV),$<)

# pulumi-policy wants a protobuf that is older than the program's
$(POLICY_READY): policy/requirements.txt $(READY)
	$(call other_environment,$(POLICY_VENV),$<)

define other_environment
@test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
@$(BIN)/python -m uv pip install --quiet --no-config --python $(1)/bin/python --require-hashes -r $(2) >&2 || \
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2) >&2
@touch $@
endef

setup: $(READY) ## the locked virtual environment, with uv in it

preview: $(READY) ## what `pulumi up` would create: make preview STACK=dev (or a file's path)
	@$(BIN)/cilium-ako preview -- "$$STACK"

check: $(READY) ## every problem of every stack here
	@$(BIN)/cilium-ako check

test: $(READY) ## the suite; what it skips it says, with the reason
	@$(BIN)/python -m pytest -q -n auto --ignore tests/live $(if $(COVERAGE),--cov --cov-report term)

policy-tools: $(POLICY_READY) ## the environment of the policy pack: pulumi-policy

aws-tools: $(AWS_READY) ## what tests of AWS are run against: moto, and linters of policies

test-generated: $(READY) ## the properties alone, over more configs: CILIUM_AKO_EXAMPLES=20000 make test-generated
	@$(BIN)/python -m pytest -q -n auto -m generated tests

test-live: $(READY) ## the doctor against a real API server (Go builds it once: some minutes)
	@$(BIN)/python -m pytest -q tests/live

lint: $(READY) ## ruff: what it finds, and the format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(READY) ## mypy, strict
	@$(BIN)/mypy

imports: $(READY) ## which package may import which
	@$(BIN)/lint-imports

docs: $(READY) ## pages, tables and schemas that follow from the models and the catalogue
	@$(BIN)/python -m tools.generate_docs

docs-check: $(READY) ## whether these are current
	@$(BIN)/python -m tools.generate_docs --check

bench: $(READY) ## the figures of benchmarks/, as ratios measured side by side
	@$(BIN)/python -m benchmarks

charts: $(READY) ## pull the charts that the stacks pin, and hold them against charts.lock
	@$(BIN)/python -m tools.fetch_charts $${BASE:+"--base=$$BASE"} $(if $(RECORD),--record)

pins: $(READY) ## resolve all packages anew
	@$(BIN)/python tools/pin.py --upgrade

dist: $(READY) ## sdist and wheel of HEAD in dist/, built twice and held against each other
	@$(BIN)/python -m tools.build_dist

dist-check: $(READY) ## the wheel in dist/, installed where there is nothing else, and tried
	@$(BIN)/python -m tools.try_wheel

release-check: $(READY) ## what stands against a release: make release-check TAG=v1.2.3
	@$(BIN)/python -m tools.release_check $${TAG:+"--tag=$$TAG"}

clean: ## takes away what make made, environments and caches included
	rm -rf $(VENV) $(AWS_VENV) $(POLICY_VENV) .cache dist
