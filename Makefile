# libcodat. `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.

CARGO    ?= cargo
CC       ?= cc
CXX      ?= c++
GO       ?= $(or $(shell command -v go),/usr/local/go/bin/go)
PYTHON   ?= python3
NODE     ?= node
NPM      ?= npm
PREFIX   ?= /usr/local
DESTDIR  ?=
VERSION  := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
ABI      := $(shell sed -n 's/^\#define CODAT_ABI_VERSION //p' include/codat.h)

DEBUG    := target/debug
RELEASE  := target/release
CFLAGS   ?= -O2 -g
CXXFLAGS ?= -O2 -g
STRICT   := -Wall -Wextra -Wpedantic -Werror -Iinclude
CFLAGS   += -std=c99 $(STRICT)
CXXFLAGS += -std=c++17 $(STRICT)
RPATH    = -L$(DEBUG) -lcodat -Wl,-rpath,$(abspath $(DEBUG))
VENV     := target/venv
BROWSER_VENV := target/venv-browser
SITE_VENV := target/venv-site
CHROMIUM ?= chromium
REPORT   := $(abspath target/conformance.tsv)

# The wrappers load the library that was just built, not an installed one.
export CODAT_LIBRARY := $(abspath $(DEBUG)/libcodat.so)

# If a tool is missing, the target is skipped with a message; if CI is set, that is an error.
need = command -v $(1) >/dev/null || { echo "skipped: $(2) needs $(1), which is not installed"; test -z "$$CI"; exit; }

# Runs an example, and compares its output with the common output of all examples.
example = mkdir -p target/examples && echo "== $(1)" && $(3) | tee target/examples/$(2).txt \
  && cmp target/examples/$(2).txt examples/output.txt
# Node 20 or later, with npm.
need_node = { $(NODE) -e 'process.exit(+(parseInt(process.versions.node) < 20))' && command -v $(NPM); } >/dev/null 2>&1 \
  || { echo "skipped: $(1) needs node (20 or later) and npm, which are not installed"; test -z "$$CI"; exit; }
# How Go links with the archive of a folder. Go does not notice a changed archive: a flag that changes with it, a folder
# that does not exist, makes Go link again whatever it built or tested before.
go_linked = CGO_LDFLAGS="-L$(abspath $(1)) -L$(abspath $(1))/$$(cksum < $(1)/libcodat.a | tr ' ' -)"
need_venv = $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
  || { echo "skipped: $(1) needs $(PYTHON) with venv, which is not installed"; test -z "$$CI"; exit; }

.PHONY: help check demo demo-c demo-cpp demo-node demo-python demo-csharp demo-go wrappers lean-test test test-rust test-browser test-node test-python \
  test-csharp test-go test-at-odd-hours conformance conformance-table build lint lint-rust lint-node lint-python lint-docs reference site header valgrind valgrind-shipped asan tsan miri campaign killed soak fuzz deny \
  msrv lean install clean \
  bench bench-quick bench-inner bench-build bench-build-c bench-build-rust bench-build-python bench-build-go bench-build-csharp bench-build-node

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  #/p' $(MAKEFILE_LIST)

demo: demo-c demo-cpp demo-node demo-python demo-csharp demo-go ## Runs the tutorial in every language, on the embedded sandbox

test: test-rust test-browser test-node test-python test-csharp test-go ## Runs all tests

# CI builds the tests too. They need more features of the crates: without them each step would build the library again.
BUILD ?= build
build:
	$(CARGO) $(BUILD)

demo-c: build
	@$(call need,$(CC),the C example) && mkdir -p target/examples \
	  && $(CC) $(CFLAGS) examples/c/guide.c -o target/examples/guide-c $(RPATH) \
	  && $(call example,C,c,target/examples/guide-c)

# The example finds the package where `npm install` would have put it.
demo-node: build
	@$(call need_node,the TypeScript example) && $(MAKE) --no-print-directory $(NODE_ADDON) \
	  && mkdir -p target/examples/node/node_modules && ln -sfn $(abspath bindings/node) target/examples/node/node_modules/codat \
	  && bindings/node/node_modules/.bin/tsc -p examples/node \
	  && $(call example,TypeScript,node,$(NODE) target/examples/node/guide.mjs) \
	  && cp examples/node/first.mjs target/examples/node && $(NODE) target/examples/node/first.mjs

demo-python: build
	@$(call need,$(PYTHON),the Python example) \
	  && $(call example,Python,python,PYTHONPATH=bindings/python/src $(PYTHON) examples/python/guide.py)

demo-cpp: build
	@$(call need,$(CXX),the C++ example) && mkdir -p target/examples \
	  && $(CXX) $(CXXFLAGS) examples/cpp/guide.cpp -o target/examples/guide-cpp $(RPATH) \
	  && $(call example,C++,cpp,target/examples/guide-cpp)

demo-csharp: build
	@$(call need,dotnet,the C# example) \
	  && $(call example,C#,csharp,dotnet run --project examples/csharp) && dotnet run --project examples/csharp/first

demo-go: build
	@$(call need,$(GO),the Go example) && mkdir -p target/examples \
	  && $(call go_linked,$(DEBUG)) $(GO) build -C examples/go -o $(abspath target/examples/guide-go) \
	  && $(call example,Go,go,target/examples/guide-go)

# Files that several targets use: CI builds them first, because targets run at the same time.
wrappers: $(VENV) $(BROWSER_VENV) $(SITE_VENV)
	@$(call need_node,the TypeScript wrapper) && $(MAKE) --no-print-directory $(NODE_BUILT)

# The other tests need the sandbox, or are the same without it.
LEAN_TESTS := --lib --test transport --test reuse --test configuration --test header
# In a separate folder: the library has the same file names, and each build would replace the other's.
LEAN_TARGET ?= target/lean-test
lean-test: ## The library without the sandbox: unit tests, and those of transport, configuration and header
	$(CARGO) test --no-default-features --quiet --target-dir $(LEAN_TARGET) $(LEAN_TESTS)

test-rust: ## The core, the sandbox, the C ABI (with C and C++ programs) and the contract with the service
	$(CARGO) test

# The folder has an old time until all is installed, so an interrupted installation is repeated.
$(VENV): bindings/python/requirements-dev.txt
	$(PYTHON) -m venv $(VENV) && touch -d @0 $(VENV) && $(VENV)/bin/pip install --quiet -r $< && touch $(VENV)

$(BROWSER_VENV): tests/browser/requirements.txt
	$(PYTHON) -m venv $(BROWSER_VENV) && touch -d @0 $(BROWSER_VENV) && $(BROWSER_VENV)/bin/pip install --quiet -r $< && touch $(BROWSER_VENV)

test-browser: build ## The sandbox's pages, in Chromium; with CODAT_SCREENSHOTS=1 it writes the pictures of docs/images
	@$(call need,$(CHROMIUM),the test of the pages) && $(call need_venv,the test of the pages) \
	  && $(MAKE) --no-print-directory $(BROWSER_VENV) && cd tests/browser \
	  && CHROMIUM=$$(command -v $(CHROMIUM)) $(abspath $(BROWSER_VENV))/bin/pytest -q -p no:cacheprovider

NODE_MODULES := bindings/node/node_modules/.package-lock.json
NODE_BUILT := bindings/node/dist/index.mjs
$(NODE_MODULES): bindings/node/package-lock.json
	cd bindings/node && $(NPM) ci --silent && touch node_modules/.package-lock.json

# The addon has the library inside, and needs no node-gyp: the headers come from npm, the functions from node itself.
NODE_ADDON := bindings/node/dist/native/codat.node
ADDON := $(addprefix bindings/node/native/,codat.c environment.c values.c)
ADDON_FILES := $(addprefix bindings/node/native/,addon.h exports.map)
ADDON_FLAGS := -O2 -std=c99 $(STRICT) -isystem bindings/node/node_modules/node-api-headers/include -fPIC -shared \
  -Wl,-z,nodelete -Wl,--gc-sections -Wl,--version-script=bindings/node/native/exports.map
$(NODE_ADDON): $(NODE_BUILT) $(ADDON) $(ADDON_FILES) include/codat.h $(DEBUG)/libcodat.a
	mkdir -p $(@D) && $(CC) $(ADDON_FLAGS) $(ADDON) $(DEBUG)/libcodat.a -Wl,--strip-debug -lpthread -ldl -lm -lgcc_s -o $@

$(NODE_BUILT): $(NODE_MODULES) $(wildcard bindings/node/src/*.ts bindings/node/src/*/*.ts) bindings/node/build/esm.mjs
	cd bindings/node && $(NPM) run --silent build

test-node: build ## The TypeScript wrapper
	@$(call need_node,the TypeScript wrapper) && $(MAKE) --no-print-directory $(NODE_ADDON) \
	  && cd bindings/node && $(NPM) run --silent test

test-python: build ## The Python wrapper
	@$(call need_venv,the Python wrapper) && $(MAKE) --no-print-directory $(VENV) \
	  && cd bindings/python && PYTHONPATH=src $(abspath $(VENV))/bin/pytest

conformance: build ## The scenarios in every language, as a table
	rm -f $(REPORT)
	CODAT_CONFORMANCE_REPORT=$(REPORT) $(CARGO) test --quiet --test conformance
	CODAT_CONFORMANCE_REPORT=$(REPORT) $(CARGO) test --quiet --test abi conformance
	@$(call need_node,the TypeScript runner) && $(MAKE) --no-print-directory $(NODE_ADDON) && cd bindings/node \
	  && CODAT_CONFORMANCE_REPORT=$(REPORT) $(NPM) run --silent conformance
	@$(call need_venv,the Python runner) && $(MAKE) --no-print-directory $(VENV) && cd bindings/python \
	  && CODAT_CONFORMANCE_REPORT=$(REPORT) PYTHONPATH=src $(abspath $(VENV))/bin/pytest -q tests/test_conformance.py
	@$(call need,dotnet,the C# runner) \
	  && CODAT_CONFORMANCE_REPORT=$(REPORT) dotnet run --project bindings/csharp/tests -- conformance
	@$(call need,$(GO),the Go runner) && $(call go_linked,$(DEBUG)) CODAT_CONFORMANCE_REPORT=$(REPORT) \
	  $(GO) test -C bindings/go -count=1 -run Conformance .
	@$(MAKE) --no-print-directory conformance-table

conformance-table: ## The table of the scenarios that have run so far
	@tests/conformance/table.sh $(REPORT) rust c node python csharp go

# The times at which the programs' wall clocks start. The build is used as it is; cargo itself has the real time.
ODD_HOURS ?= 2027-12-31T23:59:50 2028-02-29T12:00:00
AT_ODD_HOUR := $(abspath tests/odd_hours/run.sh)
ODD_HOURS_RUST := --lib --test sandbox --test conformance --test contract --test models --test pages --test rate_limits \
  --test transport --test workflows --test create_many
test-at-odd-hours: build ## The Rust and Python tests late on December 31 and on February 29
	@$(AT_ODD_HOUR) true || { test -z "$$CI"; exit; } \
	  && for instant in $(ODD_HOURS); do export CODAT_INSTANT=$$instant && echo "== $$instant" \
	    && $(CARGO) test --quiet --config 'target."cfg(all())".runner="$(AT_ODD_HOUR)"' $(ODD_HOURS_RUST) || exit 1; \
	    $(call need_venv,the Python wrapper) && $(MAKE) --no-print-directory $(VENV) && (cd bindings/python \
	      && PYTHONPATH=src $(AT_ODD_HOUR) $(abspath $(VENV))/bin/pytest -q -p no:cacheprovider) || exit 1; done

test-csharp: build ## The C# wrapper
	@$(call need,dotnet,the C# wrapper) && dotnet run --project bindings/csharp/tests

test-go: build ## The Go wrapper, linked with the archive and with the shared library
	@$(call need,$(GO),the Go wrapper) && export $(call go_linked,$(DEBUG)) && cd bindings/go \
	  && unformatted=$$("$$($(GO) env GOROOT)/bin/gofmt" -l . ../../examples/go) \
	  && { test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }; } \
	  && export LD_LIBRARY_PATH=$(abspath $(DEBUG)) GODEBUG=cgocheck=1 \
	  && $(GO) vet ./... && $(GO) vet -C ../../examples/go ./... \
	  && $(GO) test -count=1 -race ./... && $(GO) test -count=1 -race -tags codat_shared ./... \
	  && $(GO) test -count=1 -run Threads . && $(GO) test -C ../../examples/go -count=1 ./...

# The checks that a change breaks first; each language has a larger suite.
check: lint-docs ## The fast loop: words, formatting, lints, the core's unit tests and the scenarios
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) test --quiet --lib
	$(CARGO) test --quiet --test conformance

lint: lint-docs lint-rust lint-node lint-python ## Formatting and linters, as in CI

lint-rust:
	$(CARGO) fmt --check
	cd benches && $(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) clippy --all-targets --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps
	$(CARGO) clippy --manifest-path benches/Cargo.toml --all-targets --target-dir target -- -D warnings

lint-node:
	@$(call need_node,the linter of TypeScript) && $(MAKE) --no-print-directory $(NODE_BUILT) \
	  && cd bindings/node && $(NPM) run --silent lint

# Of the wrappers and the benchmarks. tests/layers.rs checks the core, bindings/go/layers_test.go the
# Go package.
CYCLES := tests/wrappers/cycles.py
lint-python: $(VENV)
	$(PYTHON) $(CYCLES)
	cd bindings/python && $(abspath $(VENV))/bin/ruff format --check . ../../examples/python ../../tests/browser ../../benches ../../docs/site ../../$(CYCLES)
	cd bindings/python && $(abspath $(VENV))/bin/ruff check . ../../examples/python ../../benches ../../docs/site ../../$(CYCLES)
	cd bindings/python && $(abspath $(VENV))/bin/ruff check --extend-ignore D,PT011 ../../tests/browser
	cd bindings/python && $(abspath $(VENV))/bin/mypy src tests ../../examples/python ../../$(CYCLES)
	cd docs/site && $(abspath $(VENV))/bin/mypy --config-file ../../bindings/python/pyproject.toml .

lint-docs: ## The words of Markdown files, comments, messages and names of tests; the width and the links of Markdown files
	$(PYTHON) docs/site/check.py

reference: build ## Generates docs/reference from the header, the table of operations and the errors
	$(PYTHON) docs/site/generate.py

$(SITE_VENV): docs/site/requirements.txt
	$(PYTHON) -m venv $(SITE_VENV) && touch -d @0 $(SITE_VENV) && $(SITE_VENV)/bin/pip install --quiet -r $< && touch $(SITE_VENV)

# mdBook copies what else is in docs; the scripts are not for readers.
SITE := $(abspath target/site)
site: build ## The documentation as a site in target/site, with its links checked; needs mdbook
	@$(call need,mdbook,the site) && $(call need_venv,the site) && $(MAKE) --no-print-directory $(SITE_VENV) \
	  && $(PYTHON) docs/site/generate.py --check && $(PYTHON) docs/site/check.py \
	  && rm -rf $(SITE) && mdbook build --dest-dir $(SITE) docs && rm $(SITE)/book.toml && find $(SITE)/site -type f ! -name "*.css" -delete \
	  && RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps && cp -r target/doc $(SITE)/rust \
	  && $(SITE_VENV)/bin/linkchecker --config docs/site/linkchecker.ini $(SITE)/index.html

header: ## Generates include/codat.h from src/ffi
	CODAT_UPDATE_HEADER=1 $(CARGO) test --test header header_is_up_to_date

valgrind: build ## The C conformance run, misuse and threads under valgrind
	tests/abi/valgrind.sh

valgrind-shipped: native ## The same with the library that the packages hold: faster, and no source lines in reports
	tests/abi/valgrind.sh $(SHIPS)/lib

asan: ## The C programs and the library under AddressSanitizer, to find memory errors
	tests/abi/sanitizer.sh address

tsan: ## The same under ThreadSanitizer, to find data races
	tests/abi/sanitizer.sh thread

MIRI := miri test --no-default-features --lib --target-dir target/miri
MIRI_TESTS := ffi:: per_process:: slab:: running:: context:: transport::gate --skip no_more_calls_are_in_flight_than_allowed
miri: ## The core's unit tests that need no network, in Miri
	@$(CARGO) +nightly miri --version >/dev/null 2>&1 || { echo "skipped: Miri needs a nightly toolchain with it"; test -z "$$CI"; exit; } \
	  && MIRIFLAGS="-Zmiri-disable-isolation -Zmiri-ignore-leaks" PROPTEST_CASES=4 $(CARGO) +nightly $(MIRI) -- $(MIRI_TESTS)

SEEDS ?= 1000
campaign: ## The fault campaign; SEEDS=1000 sets the number of seeds, CODAT_CAMPAIGN_SEED=17 repeats one
	CODAT_CAMPAIGN_SEEDS=$(SEEDS) $(CARGO) test --quiet --test campaign -- --nocapture

KILLED_COMPANIES ?= 10000
killed: ## A list of 10,000 companies, its run killed 20 times and resumed: each exists once
	CODAT_KILLED_COMPANIES=$(KILLED_COMPANIES) $(CARGO) test --quiet --test create_many killed_runs -- --nocapture

SECONDS_OF_SOAK ?= 600
soak: ## Minutes at full speed: memory, file descriptors and threads remain constant
	CODAT_SOAK_SECONDS=$(SECONDS_OF_SOAK) $(CARGO) test --quiet --test soak -- --ignored --nocapture

FUZZ_SECONDS ?= 600
# `--dev` builds in half the time, and runs slower.
FUZZ_FLAGS ?=
FUZZ_TARGETS := config input answer query webhook wire abi
fuzz: ## Each fuzz target for FUZZ_SECONDS=600, from its corpus; needs cargo-fuzz
	@$(call need,cargo-fuzz,fuzzing) \
	  && export RUSTC_BOOTSTRAP=1 && $(CARGO) fuzz build $(FUZZ_FLAGS) && for target in $(FUZZ_TARGETS); do \
	    echo "== fuzz $$target" && mkdir -p target/fuzz/$$target && $(CARGO) fuzz run $(FUZZ_FLAGS) $$target target/fuzz/$$target fuzz/corpus/$$target -- \
	      -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4096 -verbosity=0 -print_final_stats=1 || exit 1; done

deny: ## Licenses, sources and duplicates of the dependencies, and advisories if they can be fetched
	@$(call need,cargo-deny,the check of licences) \
	  && $(CARGO) deny --locked check licenses bans sources \
	  && if $(CARGO) deny fetch db >/dev/null 2>&1; then $(CARGO) deny --locked check advisories; \
	    else echo "not checked: the database of advisories cannot be fetched"; fi

MSRV := $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
msrv: ## Builds with the oldest supported Rust
	@rustup toolchain list 2>/dev/null | grep -q '^$(MSRV)' || { echo "skipped: Rust $(MSRV) is not installed"; test -z "$$CI"; exit; } \
	  && $(CARGO) +$(MSRV) check --locked --target-dir target/msrv

# The method: docs/explanation/how-we-measure.md. ONLY=c,rust and OPS=get,list100 measure a part.
BENCH := target/bench
ROUNDS ?= 5
TURN ?= 1
comma := ,
BENCHED := $(or $(subst $(comma), ,$(ONLY)),c rust python go csharp node)
bench: bench-build ## libcodat beside other clients: CPU, calls per second, memory, size; ONLY=c,rust OPS=get
	CODAT_BENCH_BUILT=$(BENCH) CODAT_BENCH_LIBRARY=$(BENCH_LIBRARY) $(PYTHON) benches/side_by_side/run.py --rounds $(ROUNDS) --seconds $(TURN) $(BENCH_FLAGS) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(OPS),--ops $(OPS))

bench-quick: build ## The same in about a minute, with the debug build: checks that everything runs
	CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
	  $(MAKE) --no-print-directory bench BENCH=target/bench-quick BENCH_LIBRARY=$(DEBUG) ROUNDS=1 TURN=0.1

bench-inner: ## Benchmarks of parts of the core, with criterion
	$(CARGO) bench --manifest-path benches/Cargo.toml --target-dir target/bench-inner

# Measures the library without the sandbox. In a separate folder: beside the programs cargo builds another library with
# their profile, under the same name.
BENCH_LIBRARY := $(BENCH)/library/release
bench-build:
	$(if $(filter $(DEBUG),$(BENCH_LIBRARY)),,$(CARGO) rustc --release --lib --crate-type cdylib,staticlib $(LEAN) \
	  --target-dir $(BENCH)/library)
	$(CARGO) build --release --manifest-path benches/Cargo.toml --target-dir $(BENCH)
	@for language in $(BENCHED); do $(MAKE) --no-print-directory bench-build-$$language || exit 1; done

bench-build-rust:
	@true

bench-build-c:
	@$(call need,$(CC),the C part of the benchmarks) \
	  && echo 'int main(void) { return 0; }' | $(CC) -O2 -x c - -o $(BENCH)/bench-c-empty \
	  && $(CC) $(CFLAGS) benches/side_by_side/c/codat.c -o $(BENCH)/bench-c-codat \
	    -pthread -L$(BENCH_LIBRARY) -lcodat -Wl,-rpath,$(abspath $(BENCH_LIBRARY)) \
	  && { echo '#include <curl/curl.h>' | $(CC) -E -x c - >/dev/null 2>&1 \
	    || { echo "skipped: the libcurl loop needs libcurl's headers, which are not installed"; test -z "$$CI"; exit; } \
	    && $(CC) $(CFLAGS) benches/side_by_side/c/curl.c -o $(BENCH)/bench-c-curl -pthread -lcurl; }

bench-build-python: $(BENCH)/venv-official
	@$(call need_venv,the Python part of the benchmarks) && $(PYTHON) -m venv --without-pip $(BENCH)/venv

$(BENCH)/venv-official: benches/side_by_side/python/requirements.txt
	@$(call need_venv,the official client) && $(PYTHON) -m venv $@ && touch -d @0 $@ \
	  && { $@/bin/pip install --quiet -r $< || { rm -rf $@; echo "skipped: the official client cannot be installed"; test -z "$$CI"; exit; }; } \
	  && touch -c $@

bench-build-go:
	@$(call need,$(GO),the Go part of the benchmarks) \
	  && $(call go_linked,$(BENCH_LIBRARY)) $(GO) build -C benches/side_by_side/go -o $(abspath $(BENCH)) ./...

bench-build-csharp:
	@$(call need,dotnet,the C# part of the benchmarks) \
	  && dotnet publish --nologo -v quiet -c Release -o $(BENCH)/csharp benches/side_by_side/csharp \
	    -p:CodatLibraryDir=$(abspath $(BENCH_LIBRARY))

# The package as npm would install it, with the library that is measured.
BENCH_NODE := $(BENCH)/node
bench-build-node:
	@$(call need_node,the TypeScript part of the benchmarks) && $(MAKE) --no-print-directory $(NODE_BUILT) \
	  && mkdir -p $(BENCH_NODE) && cp benches/side_by_side/node/* benches/side_by_side/node/.npmrc $(BENCH_NODE) \
	  && cd $(BENCH_NODE) && $(NPM) ci --silent && mkdir -p node_modules/codat && cd $(CURDIR) \
	  && cp -r bindings/node/package.json bindings/node/dist $(BENCH_NODE)/node_modules/codat \
	  && mkdir -p $(BENCH_NODE)/node_modules/codat/dist/native && $(CC) $(ADDON_FLAGS) $(ADDON) $(BENCH_LIBRARY)/libcodat.a \
	    -Wl,--strip-debug -lpthread -ldl -lm -lgcc_s -o $(BENCH_NODE)/node_modules/codat/dist/native/codat.node

# Leaves out what other languages do not use: the sandbox, and Rust's log.
LEAN := --no-default-features --features no-rust-log
lean: ## The smallest shared library, without the sandbox: target/lean/release/libcodat.so
	$(CARGO) rustc --release --lib --crate-type cdylib $(LEAN) --target-dir target/lean
	@wc -c target/lean/release/libcodat.so

# The program first: with it the library is built for Rust too, and the linker may not optimize all of it then.
SHIPPED = --release --locked --features no-rust-log $(SHIPPED_FOR)
# The prefix that pkg-config reports; a tree that can be moved has another.
PC_PREFIX ?= $(PREFIX)
INSTALLED = $(DESTDIR)$(PREFIX)
install: ## Installs the library, the headers and the files for pkg-config and CMake under PREFIX
	CODAT_SONAME=libcodat.so.$(ABI) $(CARGO) build $(SHIPPED) $(if $(QUICK),--lib) --bin codat-sandbox
	$(if $(QUICK),,CODAT_SONAME=libcodat.so.$(ABI) $(CARGO) rustc $(SHIPPED) --lib --crate-type cdylib,staticlib)
	install -d $(INSTALLED)/bin $(INSTALLED)/include $(INSTALLED)/lib/pkgconfig $(INSTALLED)/lib/cmake/codat
	install -m 755 $(RELEASE)/codat-sandbox $(INSTALLED)/bin
	install -m 644 include/codat.h include/codat.hpp $(INSTALLED)/include
	install -m 755 $(RELEASE)/libcodat.so $(INSTALLED)/lib/libcodat.so.$(ABI)
	ln -sf libcodat.so.$(ABI) $(INSTALLED)/lib/libcodat.so
	install -m 644 $(RELEASE)/libcodat.a $(INSTALLED)/lib
	strip --strip-debug $(INSTALLED)/lib/libcodat.a
	sed -e 's|@prefix@|$(PC_PREFIX)|' -e 's|@version@|$(VERSION)|' codat.pc.in > $(INSTALLED)/lib/pkgconfig/codat.pc
	install -m 644 cmake/codatConfig.cmake $(INSTALLED)/lib/cmake/codat
	sed 's|@version@|$(VERSION)|' cmake/codatConfigVersion.cmake.in \
	  > $(INSTALLED)/lib/cmake/codat/codatConfigVersion.cmake

include packaging/packages.mk

clean: ## Removes everything built
	$(CARGO) clean
