# The packages for each language, in target/packages. Each is built, and then tried in a place like a user's who has
# nothing else: `try-…`, in a fresh folder, without Rust. All of them hold one and the same build of the library.

PACKAGES := target/packages
TOOLS    := target/venv-packages
# The oldest glibc on which the packages run: CentOS 7's, and all that has come since.
GLIBC    := 2.17
TRIPLE   := x86_64-unknown-linux-gnu
# CI sets QUICK=1: not optimized at link time, which takes most of the time. In a separate folder, so that no release has it.
NATIVE   := $(abspath target/native$(if $(QUICK),-quick))
SHIPS    := $(NATIVE)/prefix
IN_CLEAN_PLACE := packaging/in-clean-place
# The shared library uses the system's unwinder, not the one that zig would link: pthread_exit() and pthread_cancel() unwind
# with the system's, and frames of a callback crash if there are two.
UNWINDER := $(shell $(CC) -print-file-name=libgcc_s.so.1)
# So that the same commit makes the same files, wherever it is built.
NAMELESS := --remap-path-prefix=$(CURDIR)=libcodat --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=cargo
$(SHIPS) package-c package-python package-csharp package-go sbom: export SOURCE_DATE_EPOCH = $(shell git log -1 --format=%ct)

.PHONY: native package-c package-node package-python install-python package-csharp package-go sbom release release-abi

$(TOOLS): packaging/requirements.txt
	$(PYTHON) -m venv $@ && touch -d @0 $@ && $@/bin/pip install --quiet -r $< && touch $@

# The tree that `make install` installs; all packages are built from it. It can be moved.
native: $(SHIPS) ## The library that the packages hold
$(SHIPS): $(TOOLS) Makefile packaging/packages.mk packaging/check-native packaging/check-glibc Cargo.toml Cargo.lock build.rs codat.pc.in \
  $(wildcard cmake/*) $(shell find src include -type f)
	rm -rf $@
	PATH=$(abspath $(TOOLS))/bin:$$PATH RUSTFLAGS="$(NAMELESS)" $(if $(QUICK),CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16) CODAT_UNWINDER=$(UNWINDER) $(MAKE) --no-print-directory install CARGO=cargo-zigbuild DESTDIR= PREFIX=$@ \
	  PC_PREFIX='$$$${pcfiledir}/../..' RELEASE=$(NATIVE)/$(TRIPLE)/release \
	  SHIPPED_FOR="--target $(TRIPLE).$(GLIBC) --target-dir $(NATIVE)"
	packaging/check-native $@ $(GLIBC) $(ABI) || { rm -rf $@; exit 1; }

package-c: $(SHIPS) ## An archive and a Debian package for C and C++
	packaging/c.sh $(SHIPS) $(PACKAGES) $(VERSION) $(GLIBC)
	$(IN_CLEAN_PLACE) $(CC) packaging/try-c.sh $(PACKAGES) $(VERSION)

# It links with what the library links with, and runs on the same glibc: zig has the stubs of old ones, and an unwinder.
PACKAGED_ADDON := $(NATIVE)/codat.node
$(PACKAGED_ADDON): $(SHIPS) $(NODE_MODULES) $(ADDON) $(ADDON_FILES)
	$(TOOLS)/bin/python -m ziglang cc -target x86_64-linux-gnu.$(GLIBC) $(ADDON_FLAGS) -s $(ADDON) $(SHIPS)/lib/libcodat.a \
	  -lunwind -lpthread -ldl -lm -o $@
	packaging/check-glibc $(GLIBC) $@ || { rm -f $@; exit 1; }

package-node: $(SHIPS) ## An npm package for TypeScript and JavaScript
	@$(call need_node,the npm package) && $(MAKE) --no-print-directory $(NODE_BUILT) $(PACKAGED_ADDON) \
	  && packaging/node.sh $(PACKAGED_ADDON) $(PACKAGES) $(VERSION) \
	  && $(IN_CLEAN_PLACE) $(NODE) packaging/try-node.sh $(PACKAGES) $(VERSION)

package-python: $(SHIPS) ## A wheel for Python
	packaging/python.sh $(SHIPS) $(PACKAGES) $(TOOLS) $(GLIBC)
	$(IN_CLEAN_PLACE) $(PYTHON) packaging/try-python.sh $(PACKAGES) $(VERSION)

# Not optimized: the target only checks that it can be built.
install-python: ## Installs the Python package as a user does who has Rust and no wheel, and runs the guide
	rm -rf target/clean && $(PYTHON) -m venv target/clean
	CARGO_TARGET_DIR=$(abspath target/clean-build) CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
	  CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 target/clean/bin/pip install --quiet ./bindings/python
	cd target/clean && env -u CODAT_LIBRARY bin/python ../../examples/python/guide.py | cmp - ../../examples/output.txt

package-csharp: $(SHIPS) ## A NuGet package for .NET
	@$(call need,dotnet,the NuGet package) && packaging/csharp.sh $(SHIPS) $(PACKAGES) \
	  && $(IN_CLEAN_PLACE) dotnet packaging/try-csharp.sh $(PACKAGES) $(VERSION)

package-go: $(SHIPS) ## A module for Go, in a folder that GOPROXY can name
	@$(call need,$(GO),the Go module) && packaging/go.sh $(SHIPS) $(PACKAGES) $(VERSION) $(GO) \
	  && $(IN_CLEAN_PLACE) $(GO) packaging/try-go.sh $(PACKAGES) $(VERSION)

SBOM := $(PACKAGES)/libcodat-$(VERSION).cdx.json
sbom: ## What the library is built from, in CycloneDX
	packaging/sbom.sh $(SBOM) $(TRIPLE)

RELEASED := libcodat-$(VERSION)-linux-x86_64.tar.gz libcodat_$(VERSION)_amd64.deb codat-$(VERSION)-py3-none-*.whl Codat.$(VERSION).nupkg \
  codat-go-$(VERSION)-linux-x86_64.tar.gz codat-$(VERSION).tgz $(notdir $(SBOM))
release: package-c package-node package-python package-csharp package-go sbom ## All that a release has, in target/packages: docs/releasing.md
	cd $(PACKAGES) && sha256sum $(RELEASED) > SHA256SUMS && ls -l

release-abi: ## Puts the header on record as released: the next versions must not break it
	CODAT_RELEASE_ABI=1 $(CARGO) test --quiet --test abi_record what_was_released
