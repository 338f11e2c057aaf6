# Medical education hub. `make help` lists the commands; the two to know are run and test.
# Works with any POSIX shell and any GNU make; everything written at run time goes to var/ and .venv/.

PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2
ARGS ?=

PY := .venv/bin/python
MANAGE := $(PY) manage.py
DEMO := HUB_ENV=demo
# A complete, made-up production environment, so that its settings can be checked anywhere.
PRODUCTION := HUB_ENV=production HUB_SECRET_KEY=only-for-make-check-0123456789-abcdefghijklmnopqrstuvwxyz \
	HUB_ALLOWED_HOSTS=hub.example HUB_BASE_URL=https://hub.example

export HYPOTHESIS_STORAGE_DIRECTORY := var/cache/hypothesis
export DJANGO_COLORS := nocolor

.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-postgresql check demo bench dev messages compilemessages lock \
	install install-dev lint format types imports templates migrations deploy catalogues coverage

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## install, prepare and serve the demo hub at http://127.0.0.1:8000/ (PORT=, HOST=)
	@$(DEMO) $(PY) scripts/start.py --host $(HOST) --port $(PORT)

test: install-dev ## run all tests, browser journeys included (ARGS= goes to pytest)
	@sh scripts/chromium.sh
	@sh scripts/pango.sh
	@sh scripts/postgresql.sh
	$(PY) -m pytest -n $(WORKERS) $(ARGS)

test-fast: install-dev ## run the tests that need neither a browser nor PostgreSQL
	@sh scripts/pango.sh
	$(PY) -m pytest -n $(WORKERS) -m "not browser and not postgres" $(ARGS)

test-postgresql: install-dev ## run the tests of money and reader voice on PostgreSQL instead of SQLite
	@sh scripts/pango.sh
	@sh scripts/postgresql.sh
	$(PY) -m tests.postgres $(PY) -m pytest -n $(WORKERS) -m "not browser and not postgres" \
		sponsors feedback $(ARGS)

check: lint types imports templates migrations deploy catalogues ## lint, format, types, imports, templates, migrations, deployment

demo: install ## load or refresh the demo content; safe to repeat
	$(DEMO) $(MANAGE) migrate --no-input --verbosity 0
	$(DEMO) $(MANAGE) load_demo

bench: install ## measure what each page costs (CPU, SQL queries, size), and the outcomes report
	$(DEMO) $(PY) bench/pages.py $(ARGS)
	$(PY) bench/outcomes.py

dev: install-dev ## serve with reloading and debug pages, for working on the code
	$(MANAGE) migrate --no-input --verbosity 0
	$(MANAGE) runserver $(HOST):$(PORT)

coverage: install-dev ## run all tests and show the lines that none of them reaches
	@sh scripts/chromium.sh
	@sh scripts/pango.sh
	@sh scripts/postgresql.sh
	$(PY) -m pytest -n $(WORKERS) --cov --cov-report=term $(ARGS)

messages: install-dev ## collect new texts into locale/ (needs GNU gettext), then compile
	@command -v xgettext >/dev/null || { echo "Install GNU gettext first: apt-get install gettext" >&2; exit 1; }
	$(MANAGE) makemessages --locale pt --locale es --no-wrap --add-location file \
		--ignore 'var/*' --ignore '.venv/*' --ignore 'tests/*'
	$(PY) scripts/catalogues.py

compilemessages: install ## compile locale/*.po to the committed .mo files (needs nothing else)
	$(PY) scripts/catalogues.py

lock: install-dev ## fix exact versions and hashes of requirements*.in (UPGRADE=--upgrade for newer ones)
	$(PY) -m uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		requirements.in --output-file requirements.txt
	$(PY) -m uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		requirements-dev.in --output-file requirements-dev.txt

install:
	@sh scripts/install.sh requirements.txt

install-dev:
	@sh scripts/install.sh requirements-dev.txt

# The parts of `make check`; pre-commit calls the same ones.
lint: install-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: install-dev ## format the code and fix what can be fixed
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: install-dev
	$(PY) -m mypy .

imports: install-dev
	$(PY) -c "from importlinter.cli import lint_imports_command as main; main()" --no-cache --no-logo

templates: install-dev
	$(PY) -m djlint templates --lint --quiet

migrations: install-dev
	HUB_ENV=test $(MANAGE) makemigrations --check --dry-run

deploy: install-dev
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

catalogues: install-dev
	$(PY) scripts/catalogues.py --check
