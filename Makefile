# Two commands are enough: `make demo` and `make test`. The rest is for working on Terang.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA := data
# Material's notice about its own successor
export NO_MKDOCS_2_WARNING := 1

.PHONY: demo test serve check measure pictures clean lock help

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make demo   sample data, checks, releases and the site, from nothing, into site/
demo: $(VENV)/ready
	@echo "[1/4] Memeriksa kriteria / checking criteria"
	@$(BIN)/terang check criteria
	@echo "[2/4] Membuat data contoh sintetis / making synthetic sample data"
	@$(BIN)/terang sample --out $(DATA)
	@echo "[3/4] Menyusun rilis terlindungi / building protected releases"
	@$(BIN)/terang release build --data $(DATA) --out docs/rilis
	@echo "[4/4] Membangun situs / building the site"
	@$(BIN)/mkdocs build --quiet --strict
	@echo
	@echo "Selesai / done. Buka / open: site/index.html   (atau / or: make serve)"

## make test   everything: tests, lint, types
test: $(VENV)/ready-dev
	$(BIN)/ruff check generator tests
	$(BIN)/ruff format --check generator tests
	$(BIN)/mypy
	$(BIN)/pytest -n auto

## make serve  live preview; follows changes in criteria/
serve: $(VENV)/ready
	$(BIN)/mkdocs serve

## make check  only check the criteria files
check: $(VENV)/ready
	$(BIN)/terang check criteria

## make measure   how soon the first pages are painted on a slow phone (needs a quiet machine)
measure: $(VENV)/ready-dev
	TERANG_MEASURE=1 $(BIN)/pytest -n 0 tests/browser/test_private_and_light.py -k largest

## make pictures  the pictures of README and CONTRIBUTING, from the built site
pictures: $(VENV)/ready-dev
	$(BIN)/python -m tests.browser.pictures

## make clean  remove what was built (not .venv)
clean:
	rm -rf site $(DATA) build dist

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Modul venv belum ada. Pasang dulu / install it first: sudo apt-get install python3-venv"; exit 1; }

# packages are pinned with hashes; `make lock` renews the pins from pyproject.toml
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

$(VENV)/ready: requirements.lock $(VENV)/bin/python
	@echo "[0/4] Memasang paket / installing packages"
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(PIP_INSTALL) --no-deps -e .
	@touch $@

# the tests of Spark run where Java is
$(VENV)/ready-dev: requirements-dev.lock requirements-spark.lock $(VENV)/ready
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@if command -v java >/dev/null; then $(PIP_INSTALL) --require-hashes -r requirements-spark.lock; fi
	@touch $@

## make lock   newest packages that pyproject.toml allows, into requirements*.lock (names no registry)
lock: $(VENV)/bin/python
	@$(PIP_INSTALL) uv
	$(BIN)/uv pip compile pyproject.toml --extra release $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra release --extra postgres --extra dp --extra dev $(LOCK) -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra spark $(LOCK) -c requirements-dev.lock -o requirements-spark.lock

LOCK = --upgrade --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11
