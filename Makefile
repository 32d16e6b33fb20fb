# From a bare machine with Python >= 3.11: `make demo` to try it, `make test` to prove it.
PYTHON ?= python3
BIN := .venv/bin
export PORT

.PHONY: .venv demo test check bench lock dev format
.venv:
	@$(PYTHON) requirements/install.py base

dev:
	@$(PYTHON) requirements/install.py dev

demo: .venv
	@$(BIN)/python manage.py demo

test: dev
	@$(BIN)/python requirements/services.py browser
	# The tests start the product in some hundred processes: compiled once, and kept in __pycache__.
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy .
	$(BIN)/djlint templates --lint --quiet
	HUB_ENV=test DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	HUB_ENV=test $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null
	$(BIN)/python requirements/deploy_check.py

bench: dev
	$(BIN)/python -m tests.bench

format: dev
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

# Renews the hashed locks; needs uv. No address of a package index goes into them.
lock:
	for name in base dev; do \
	  uv pip compile pyproject.toml $$( [ $$name = dev ] && echo "--extra dev" ) --universal --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 -o requirements/$$name.txt; \
	done
	uv pip compile requirements/bench.in --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 -o requirements/bench.txt
