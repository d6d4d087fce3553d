# Two commands set everything up (git clone, cd); `make run` opens the portal, `make test` runs the suite.
# Every target prepares what it needs by itself.

PY := .venv/bin/python
EMBARQUE := $(PY) -m trajectoires.embarque
SOURCES := trajectoires comptes kits contenus diagnostic parcours webinaires regards reperes accompagnement tests deploiement $(wildcard benchs)
PYTEST_ARGS ?=
# Some machines forbid Python to keep what it compiled: each process would compile 4,500 files again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := run
.PHONY: run test check bench clean verrou prete-essais

run: .venv/.pret
	@$(EMBARQUE) preparer
	@exec $(EMBARQUE) servir

test: .venv/.pret prete-essais
	@$(EMBARQUE) avec --jetable --essais -- .venv/bin/pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

check: .venv/.pret
	@$(EMBARQUE) preparer
	.venv/bin/ruff format --check $(SOURCES)
	.venv/bin/ruff check $(SOURCES)
	.venv/bin/mypy
	@$(EMBARQUE) avec --jetable --essais -- $(PY) manage.py makemigrations --check --dry-run
	.venv/bin/djlint templates --lint --quiet
	$(PY) -m deploiement.gabarits
	$(PY) -m deploiement.controle

bench: .venv/.pret
	@$(EMBARQUE) preparer
	@$(EMBARQUE) avec --jetable -- $(PY) -m benchs

clean:
	@python3 deploiement/libre.py .donnees
	rm -rf .venv .donnees .mypy_cache .ruff_cache .hypothesis .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Lock again after a change of requirements/*.in; no address goes into the files.
VERROU := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
verrou: .venv/.pret
	$(VERROU) requirements/base.in -o requirements/base.txt
	$(VERROU) requirements/dev.in -o requirements/dev.txt

prete-essais: .venv/.pret
	@$(EMBARQUE) preparer --essais

.venv/.pret: requirements/dev.txt
	@sh deploiement/installer.sh
	@touch $@
