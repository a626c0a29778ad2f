# What one does with Runlab. `make run` and `make test` are all a newcomer needs.
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest

.PHONY: run setup setup-dev browser test test-browser test-quick test-long test-days faults lint bench screenshots chaos

run: setup  ## start everything; Ctrl-C stops it
	@exec $(PYTHON) -m scripts.run

setup:  ## uv, .venv, packages, front-end libraries, .env; quick when nothing changed
	@python3 -m scripts.setup

setup-dev:
	@python3 -m scripts.setup --dev

browser: setup-dev  ## a Chromium for the browser tests
	@$(PYTHON) -m scripts.browser

test: browser  ## all but what takes long, a journey over every page included; under 20 minutes; RUNLAB_TEST_DAY=leap-day for one of tests/days.py
	RUNLAB_TEST_DAY=$${RUNLAB_TEST_DAY:-next} $(PYTEST) -n 2 --no-loadscope-reorder -m "not long and (not browser or smoke)"

test-browser: browser  ## the other browser tests, against a site with workers; under 15 minutes
	$(PYTEST) -m "browser and not smoke and not long" tests/browser

test-quick: setup-dev  ## under 5 minutes
	$(PYTEST) -m "not long and not slow and not browser"

test-long: browser test-days  ## what takes hours
	$(PYTEST) -m long

test-days: setup-dev  ## what depends on the day, on each of the days in tests/days.py
	@for day in $$($(PYTHON) -m tests.days); do RUNLAB_TEST_DAY=$$day \
	  $(PYTEST) -n 2 -m "not long" tests/runners tests/sessions tests/training || exit 1; done

faults: setup-dev  ## everything killed, cut off and filled once, and some seconds of chaos; 4 minutes
	$(PYTEST) tests/faults -m "not by_hand"

lint: setup-dev  ## formats, types, unused and unsafe code, import contracts, templates, Django's own checks
	@$(PYTHON) -m scripts.lint

bench: setup-dev  ## speeds and memory, measured on this machine: every benchmarks/**/bench_*.py
	@for file in $$(find benchmarks -name 'bench_*.py' | sort); do \
	  echo "== $$file"; PYTHONPATH=. $(PYTHON) "$$file" || exit 1; done

screenshots: browser  ## every page with the demonstration's data, light, dark and on a phone: var/screenshots
	@$(PYTHON) -m scripts.screenshots $(if $(URL),--url $(URL))

MINUTES ?= 60
SEED ?= 1
chaos: setup-dev  ## an hour of uploads while everything is killed at random; MINUTES=10 SEED=2 for another
	@$(PYTHON) -m tests.faults.chaos --minutes $(MINUTES) --seed $(SEED)
