# Two commands do all the set-up on a fresh machine: `make sample` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
SHARED ?= ../shared

.PHONY: sample test reference score spark speed clean

sample: .venv/.core
	$(BIN)/ddx extract data/speeches/texts/flood-speech.txt --date 2023-04-18

test: .venv/.dev
	$(BIN)/ruff check ddx tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest -q
	$(BIN)/ddx rules check rules data/words
	$(BIN)/ddx rules test --coverage 100

# The page of all rules; a test fails where it is not what the rules say.
reference: .venv/.core
	$(BIN)/ddx rules list -f md > docs/rule-reference.md

# The gold that only this project's machines have.
score: .venv/.dev
	$(BIN)/python benchmarks/score_shared.py $(SHARED)/gold

# `ddx batch --engine spark` in local mode; needs Java 17 (on Debian: apt-get install openjdk-17-jre-headless).
spark: .venv/.spark
	DDX_TEST_SPARK=1 $(BIN)/python -m pytest -q tests/corpus/test_spark.py

speed: .venv/.dev
	$(BIN)/python benchmarks/speed.py

.venv/.core: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	$(BIN)/python -m compileall -q ddx
	touch $@

.venv/.dev: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ .venv/.core

.venv/.spark: .venv/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[spark]'
	touch $@

clean:
	rm -rf .venv dist build
