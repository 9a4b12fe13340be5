# libcodat. `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.

CARGO    ?= cargo
CC       ?= cc
PYTHON   ?= python3
PREFIX   ?= /usr/local
DESTDIR  ?=
VERSION  := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)

DEBUG    := target/debug
RELEASE  := target/release
VENV     := target/venv
CFLAGS   ?= -O2 -g
CFLAGS   += -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude
RPATH    = -L$(DEBUG) -lcodat -Wl,-rpath,$(abspath $(DEBUG))

# A language whose toolchain is missing is named and skipped; with CI set it is an error instead.
need = command -v $(1) >/dev/null || { echo "skipped: $(2) needs $(1), which is not here"; test -z "$$CI"; exit; }

.PHONY: help demo demo-c demo-python test test-rust test-python lint header valgrind install clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  #/p' Makefile

demo: demo-c demo-python ## Runs the guide's company and group steps on the embedded sandbox, in C and Python

test: test-rust test-python ## Passes all tests

build:
	$(CARGO) build

demo-c: build
	@$(call need,$(CC),the C example) && mkdir -p target/examples \
	  && $(CC) $(CFLAGS) examples/c/guide.c -o target/examples/guide-c $(RPATH) \
	  && echo "== C" && target/examples/guide-c

demo-python: build
	@$(call need,$(PYTHON),the Python example) && echo "== Python" \
	  && CODAT_LIBRARY=$(abspath $(firstword $(wildcard $(DEBUG)/libcodat.so $(DEBUG)/libcodat.dylib))) \
	     PYTHONPATH=bindings/python/src $(PYTHON) examples/python/guide.py

test-rust: ## The core, the sandbox, the C ABI (with C programs) and the contract with the service
	$(CARGO) test

$(VENV)/ready: bindings/python/requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

test-python: build ## The Python wrapper
	@$(call need,$(PYTHON),the Python wrapper) && $(MAKE) --no-print-directory $(VENV)/ready \
	  && CODAT_LIBRARY=$(abspath $(DEBUG)/libcodat.so) PYTHONPATH=bindings/python/src \
	     $(VENV)/bin/pytest bindings/python/tests -q

lint: $(VENV)/ready ## Formatting and linters, as in CI
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) clippy --all-targets --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps
	$(VENV)/bin/ruff check bindings/python examples/python
	$(VENV)/bin/ruff format --check bindings/python examples/python
	$(VENV)/bin/mypy --config-file bindings/python/pyproject.toml bindings/python/src

header: ## Makes include/codat.h anew from src/ffi
	CODAT_UPDATE_HEADER=1 $(CARGO) test --test header header_is_up_to_date

valgrind: build ## The C conformance run, misuse and threads under valgrind
	tests/abi/valgrind.sh $(DEBUG)

install: ## Installs the library, the header and the pkg-config file under PREFIX
	$(CARGO) build --release
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 755 $(RELEASE)/codat-sandbox $(DESTDIR)$(PREFIX)/bin
	install -m 644 include/codat.h $(DESTDIR)$(PREFIX)/include
	install -m 755 $(RELEASE)/libcodat.so $(DESTDIR)$(PREFIX)/lib
	install -m 644 $(RELEASE)/libcodat.a $(DESTDIR)$(PREFIX)/lib
	sed -e 's|@prefix@|$(PREFIX)|' -e 's|@version@|$(VERSION)|' codat.pc.in \
	  > $(DESTDIR)$(PREFIX)/lib/pkgconfig/codat.pc

clean: ## Removes everything built
	$(CARGO) clean
