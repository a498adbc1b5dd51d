# Everything a person or a machine does with this project. `make help` lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
# Such as MATRIX=--quick: the newest Python alone, and the tests that hang on versions.
MATRIX ?=
# uv, build and twine, apart from what newskit itself needs.
TOOLS  := .tools
# Further options of JupyterLab, such as LAB="--no-browser --port=8899". It wants to be told of root.
LAB    ?=
AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help lab test notebooks matrix hosted package check lint docs pages lock clean

help:  ## list what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

lab: $(READY)  ## set up, then open JupyterLab on the notebooks
	$(BIN)/jupyter lab --ServerApp.root_dir=notebooks --LabApp.news_url= \
	  --LabApp.default_url=/lab/tree/01_reading_the_article.ipynb $(AS_ROOT) $(LAB)

test: $(READY)  ## set up what is missing, then run every test
	$(BIN)/python -m pytest

notebooks: $(READY)  ## run every notebook in a clean kernel and store its outputs
	$(BIN)/python -m tests.notebooks

matrix: $(TOOLS)/ready  ## run the tests on every Python there is, newest and lowest libraries
	$(TOOLS)/bin/python -m tests.matrix $(MATRIX)

hosted: $(TOOLS)/ready  ## prove that a hosted notebook service can install it as it is
	$(TOOLS)/bin/python -m tests.matrix --hosted

package: $(TOOLS)/ready  ## build the sdist, and the wheel from it; check what is inside
	rm -rf dist
	$(TOOLS)/bin/python -m build --installer uv --outdir dist .
	$(TOOLS)/bin/twine check --strict dist/*

lint: $(READY)  ## style, types, and a lock that names no address
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	! grep -n '://' requirements.txt

docs: $(READY)  ## build the documentation site, warnings as errors
	$(BIN)/sphinx-build -qW --keep-going -b html docs docs/_build/html

pages: $(READY)  ## write the README's pictures and every page with figures anew
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/gallery.py
	$(BIN)/python docs/cli.py
	$(BIN)/python benchmarks/cards.py

check: lint test docs  ## all that must be green before a change lands

lock: $(TOOLS)/ready  ## pin the newest versions that fit, with hashes
	$(TOOLS)/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --extra dev \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.txt
	! grep -n '://' requirements.txt

clean:  ## remove what the other targets made
	rm -rf $(VENV) $(TOOLS) build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Built once; again only when the lock or the packaging changes.
$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newskit needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --require-hashes -r requirements.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation --editable .
	touch $@

$(TOOLS)/ready:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/pip install -q uv build twine
	touch $@
