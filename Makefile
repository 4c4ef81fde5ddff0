PYTHON ?= python3
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# Some machines switch this on; then each process of the tests compiles every module again.
unexport PYTHONDONTWRITEBYTECODE

# Building a package downloads nothing: the build tools are locked in requirements/build.txt.
# Python compiles a module when it is first used; pip would take longer to compile them all.
INSTALL := .venv/bin/python -m pip install --quiet --no-compile --use-pep517 --no-build-isolation
LOCK := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(UPGRADE)

SPREAD := --numprocesses auto --dist worksteal
PYTEST := .venv/bin/python -m pytest $(SPREAD)

# Stamp files, so that setup runs only once.
SITE := .venv/site.stamp
LINT := .venv/lint.stamp
WORKFLOWS := .venv/workflows.stamp
TEST := node_modules/.package-lock.json

# Leave a .venv alone if make did not create it, or if it is a link to one elsewhere; ours contains a marker file.
OTHER_VENV := [ -L .venv ] || { [ -e .venv ] && [ ! -e .venv/begun ]; }
OWN_VENV = @! { $(OTHER_VENV); } || { echo >&2 "This folder has a .venv that make did not create: rename it, or delete it if you do not need it, and run make again."; exit 1; }

.DELETE_ON_ERROR:
.PHONY: help setup site check quick test nightly lint coverage mutants golden docs pictures fonts words bench peers fuzz lock wheel template clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(SITE) ## Set up the program, .venv/bin/notices

site: $(SITE) ## Build the site into build/
	.venv/bin/notices build --commit "$$(git rev-parse HEAD 2>/dev/null)"

check: $(SITE) ## Report the problems in content/
	.venv/bin/notices check

quick: lint ## Check style, types and layers, and run every test that needs only Python
	$(PYTEST) -p no:rerunfailures -m "not browser and not tools and not sweep"

test: lint $(TEST) ## Run quick, plus the tests in a browser, an HTML validator, feed readers and the workflows
	$(PYTEST) --durations 10 -m "not sweep"

nightly: lint $(TEST) ## Run every case of every test, then the fuzzer and the mutants
	$(PYTEST) --hypothesis-profile nightly
	$(MAKE) fuzz mutants

lint: $(LINT) $(WORKFLOWS) ## Check style, types and workflows, and find dead code
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache --no-logo
	.venv/bin/python tests/unused.py

# Only after a change, because each of these commands takes longer than ruff and mypy together.
$(WORKFLOWS): $(LINT) $(wildcard action.yml .github/*.yml .github/*/*.yml)
	.venv/bin/actionlint .github/workflows/*.yml
	.venv/bin/zizmor --offline --persona pedantic --quiet --no-progress .github action.yml
	.venv/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	.venv/bin/check-jsonschema --builtin-schema vendor.github-actions action.yml .github/*/action.yml
	.venv/bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	.venv/bin/check-jsonschema --builtin-schema vendor.github-issue-forms \
		.github/ISSUE_TEMPLATE/bug.yml .github/ISSUE_TEMPLATE/idea.yml
	.venv/bin/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@touch $@

coverage: $(LINT) $(TEST) ## Measure branch coverage of generator/; fails under 95%
	.venv/bin/coverage erase
	.venv/bin/coverage run -m pytest -m "not sweep" $(SPREAD)
	.venv/bin/coverage combine --quiet
	.venv/bin/coverage report

mutants: COUNT ?= 400
mutants: .venv/mutants.stamp ## Break the program in COUNT places, one at a time, and check that a test fails
	rm -rf mutants
	PYTHONPATH=.venv/mutants nice .venv/bin/python tests/mutants.py --count $(COUNT)

golden: $(LINT) ## Regenerate the expected pages and letters; review them as a diff
	.venv/bin/python -m pytest tests/test_golden.py tests/test_letter.py --renew-golden

docs: $(SITE) ## Regenerate the pages and schemas that are made from the program
	.venv/bin/python docs/renew.py
	.venv/bin/python tests/licenses.py

pictures: $(LINT) $(TEST) ## Regenerate the screenshots in docs/pictures/
	.venv/bin/python tests/pictures.py

fonts: $(LINT) ## Regenerate tests/fonts/ from the fonts installed on this Debian machine
	.venv/bin/python tests/subsets.py

words: $(SITE) ## Update the translation catalogs from the templates; new sentences are empty
	.venv/bin/pybabel --quiet extract --mapping-file pyproject.toml --keywords pgettext:1c,2 --no-location \
		--add-comments TRANSLATORS: \
		--output-file .venv/sentences.pot themes/default
	for file in themes/default/locale/*.po; do \
		.venv/bin/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
			--locale "$$(basename "$$file" .po | tr - _)" --input-file .venv/sentences.pot --output-file "$$file" && \
		sed -E '/^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' \
			"$$file" > .venv/renewed.po && mv .venv/renewed.po "$$file" || exit; \
	done

bench: $(LINT) $(TEST) ## Time the build, the preview and the search with many entries
	.venv/bin/python bench/run.py
	.venv/bin/python bench/preview.py
	.venv/bin/python bench/find.py
	.venv/bin/python bench/parts.py --write

# Only these two targets need their tools, which are large or built for few platforms; each has its own folder.
fuzz: COUNT ?= 10000
fuzz: .venv/fuzz.stamp ## Feed COUNT=10000 inputs to each parser of untrusted text, or only to TARGETS=reader
	PYTHONPATH=.venv/fuzz nice .venv/bin/python tests/fuzz.py --count $(COUNT) $(TARGETS)

peers: $(SITE) ## Compare the build with four other generators, and write the table into docs/speed.md
	.venv/bin/python bench/peers.py --write

# Each file uses the versions in the files before it, because all are installed together; uv has its own folder.
lock: .venv/made ## Regenerate requirements/ from pyproject.toml; UPGRADE=--upgrade takes new releases
	$(OWN_VENV)
	.venv/bin/python -m venv --clear .venv/lock
	.venv/lock/bin/python -m pip install --quiet --require-hashes --requirement requirements/lock.txt
	$(LOCK) --group build --output-file requirements/build.txt
	$(LOCK) pyproject.toml --constraints requirements/build.txt --output-file requirements/run.txt
	$(LOCK) pyproject.toml --group test --constraints requirements/build.txt \
		--constraints requirements/run.txt --output-file requirements/test.txt
	$(LOCK) --group fuzz --output-file requirements/fuzz.txt
	$(LOCK) --group mutants --constraints requirements/test.txt --output-file requirements/mutants.txt
	$(LOCK) --group lock --output-file requirements/lock.txt
	rm -rf .venv/lock

wheel: $(SITE) ## Build the wheel of the last commit twice into dist/, and compare
	.github/wheel

template: $(SITE) ## Make a template of a district's repository that calls PROGRAM=OWNER/NAME@VERSION, into dist/
	.github/template "$(PROGRAM)"

clean: ## Remove everything that make has made
	rm -rf mutants node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -rf dist/notices-*.whl dist/notices-template.zip
	find bench generator tests -name __pycache__ -prune -exec rm -r {} +
	find build -mindepth 1 ! -path build/.gitignore -delete
	@if $(OTHER_VENV); then echo ".venv stays, since make did not create it."; else rm -rf .venv; fi

.venv/made:
	$(OWN_VENV)
	@sh requirements/venv "$(PYTHON)"

$(SITE): requirements/build.txt requirements/run.txt pyproject.toml $(wildcard hatch_build.py generator/site/engine.py themes/default/templates/*) | .venv/made
	$(OWN_VENV)
	@echo "Installing what the program needs"
	@$(INSTALL) --require-hashes --requirement requirements/build.txt
	@$(INSTALL) --require-hashes --requirement requirements/run.txt
	@$(INSTALL) --no-deps --editable .
	@# Python reads this file in the encoding of the locale, which may lack a letter of the path to this folder.
	@for path in .venv/lib/python*/site-packages/_editable_impl_notices.pth; do \
		[ ! -e "$$path" ] || echo ../../../.. > "$$path"; \
	done
	@touch $@

$(LINT): requirements/test.txt $(SITE)
	$(OWN_VENV)
	@command -v git >/dev/null || sh requirements/debian git
	@echo "Installing what the tests need"
	@$(INSTALL) --require-hashes --requirement requirements/test.txt
	@touch $@

$(TEST): package.json package-lock.json tests/setup
	@sh tests/setup
	@touch $@

.venv/%.stamp: requirements/%.txt $(LINT)
	$(OWN_VENV)
	rm -rf .venv/$*
	.venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: --target .venv/$* --requirement $<
	@touch $@
