# Two commands: `make run` (service on 127.0.0.1:8000) and `make test` (all checks).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed

.PHONY: run test lint prove bench bench-console screenshots train network evaluate corpus-card lock clean

run: $(RUN)
	$(BIN)/lathund serve

test: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lathund check-rules
	$(BIN)/lathund datasets check
	$(BIN)/pytest -n 2 --dist loadfile

prove: $(DEV)
	LATHUND_KILLS=200 LATHUND_TEST_FSYNC=on $(BIN)/pytest tests/prove/test_kills.py -s
	LATHUND_FUZZ=10000 LATHUND_MODERATORS=50 LATHUND_COMMENTS=20000 LATHUND_NUMBERS=43393 $(BIN)/pytest tests/prove -s --ignore tests/prove/test_kills.py

bench: $(DEV)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training.bench

screenshots: $(DEV)
	$(BIN)/python -m tests.console.screenshots

bench-console: $(DEV)
	$(BIN)/python -m training.bench_console

train: $(DEV)
	$(BIN)/lathund train

# The network is trained with PyTorch, in an environment of its own; nothing else needs it. Some twenty minutes on two cores.
network: $(DEV)
	$(PYTHON) -m venv .venv-network
	.venv-network/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	.venv-network/bin/pip install --quiet --disable-pip-version-check --no-deps --editable .
	.venv-network/bin/pip install --quiet --disable-pip-version-check 'torch>=2.13,<3'
	.venv-network/bin/python -m training.network_fit var/network

evaluate: $(DEV)
	$(BIN)/lathund evaluate

# The interpreter must be 3.11 to 3.13; say so instead of failing in the middle of an installation.
$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Lathund needs Python 3.11-3.13, this is %d.%d: make PYTHON=python3.12 run" % v)'
	$(PYTHON) -m venv $(VENV)

$(RUN): $(VENV)/pyvenv.cfg requirements/run.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(DEV): $(VENV)/pyvenv.cfg requirements/dev.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@ $(RUN)

# Needs uv (pip install uv); writes the locks for every supported Python.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements/run.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements/dev.lock

clean:
	rm -rf $(VENV) var build dist *.egg-info src/*.egg-info
