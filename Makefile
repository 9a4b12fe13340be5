# libcodat. `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.

CARGO    ?= cargo
CC       ?= cc
CXX      ?= c++
PREFIX   ?= /usr/local
DESTDIR  ?=
VERSION  := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)

DEBUG    := target/debug
RELEASE  := target/release
CFLAGS   ?= -O2 -g
CXXFLAGS ?= -O2 -g
STRICT   := -Wall -Wextra -Wpedantic -Werror -Iinclude
CFLAGS   += -std=c99 $(STRICT)
CXXFLAGS += -std=c++17 $(STRICT)
RPATH    = -L$(DEBUG) -lcodat -Wl,-rpath,$(abspath $(DEBUG))

# A language whose toolchain is missing is named and skipped; with CI set it is an error instead.
need = command -v $(1) >/dev/null || { echo "skipped: $(2) needs $(1), which is not here"; test -z "$$CI"; exit; }

.PHONY: help demo demo-c demo-cpp demo-csharp test test-rust test-csharp build lint header valgrind install clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  #/p' Makefile

demo: demo-c demo-cpp demo-csharp ## Runs the guide's company and group steps on the embedded sandbox, in C, C++ and C#

test: test-rust test-csharp ## Passes all tests

build:
	$(CARGO) build

demo-c: build
	@$(call need,$(CC),the C example) && mkdir -p target/examples \
	  && $(CC) $(CFLAGS) examples/c/guide.c -o target/examples/guide-c $(RPATH) \
	  && echo "== C" && target/examples/guide-c

demo-cpp: build
	@$(call need,$(CXX),the C++ example) && mkdir -p target/examples \
	  && $(CXX) $(CXXFLAGS) examples/cpp/guide.cpp -o target/examples/guide-cpp $(RPATH) \
	  && echo "== C++" && target/examples/guide-cpp

demo-csharp: build
	@$(call need,dotnet,the C# example) && echo "== C#" \
	  && CODAT_LIBRARY=$(abspath $(DEBUG)/libcodat.so) dotnet run --project examples/csharp

test-rust: ## The core, the sandbox, the C ABI (with C and C++ programs) and the contract with the service
	$(CARGO) test

test-csharp: build ## The C# wrapper
	@$(call need,dotnet,the C# wrapper) \
	  && CODAT_LIBRARY=$(abspath $(DEBUG)/libcodat.so) dotnet run --project bindings/csharp/tests

lint: ## Formatting and linters, as in CI
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) clippy --all-targets --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps

header: ## Makes include/codat.h anew from src/ffi
	CODAT_UPDATE_HEADER=1 $(CARGO) test --test header header_is_up_to_date

valgrind: build ## The C conformance run, misuse and threads under valgrind
	tests/abi/valgrind.sh

install: ## Installs the library, the headers and the files for pkg-config and CMake under PREFIX
	$(CARGO) build --release
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig \
	  $(DESTDIR)$(PREFIX)/lib/cmake/codat
	install -m 755 $(RELEASE)/codat-sandbox $(DESTDIR)$(PREFIX)/bin
	install -m 644 include/codat.h include/codat.hpp $(DESTDIR)$(PREFIX)/include
	install -m 755 $(RELEASE)/libcodat.so $(DESTDIR)$(PREFIX)/lib
	install -m 644 $(RELEASE)/libcodat.a $(DESTDIR)$(PREFIX)/lib
	sed -e 's|@prefix@|$(PREFIX)|' -e 's|@version@|$(VERSION)|' codat.pc.in \
	  > $(DESTDIR)$(PREFIX)/lib/pkgconfig/codat.pc
	install -m 644 cmake/codatConfig.cmake $(DESTDIR)$(PREFIX)/lib/cmake/codat
	sed 's|@version@|$(VERSION)|' cmake/codatConfigVersion.cmake.in \
	  > $(DESTDIR)$(PREFIX)/lib/cmake/codat/codatConfigVersion.cmake

clean: ## Removes everything built
	$(CARGO) clean
