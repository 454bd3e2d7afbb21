# The front door of Cordon. `make run` shows the map, `make test` proves it.
# Everything that is missing is installed from Debian's and npm's packages by these targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8080
CITY ?= var/anlan.gpkg
TARGET ?= process
FUZZ_S ?= 60
CORDON := target/debug/cordon
STAGE := scripts/stage
# One selection of packages for build and test, so that dependencies are compiled once.
PACKAGES := --workspace --exclude cordon-benches

.PHONY: help run test system web build city lint rust-test web-test bench fuzz openapi clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: system web build city ## Install, build, load the demonstration city, serve http://localhost:8080
	@echo "Cordon: http://localhost:$(PORT)  (stop with Ctrl-C)"
	$(CORDON) serve --data $(CITY) --bind 127.0.0.1:$(PORT)

test: system web lint rust-test web-test ## Install what is missing and pass all tests
	@scripts/stage --report

system: ## Debian packages: GDAL, PROJ, SQLite, Chromium, fonts
	@$(STAGE) system scripts/install-system

web: api/web/dist/index.html ## Build the web front end

api/web/dist/index.html: $(shell find api/web -path api/web/node_modules -prune -o -path api/web/dist -prune -o -type f -print 2>/dev/null)
	@$(STAGE) web-install npm --prefix api/web ci --no-audit --no-fund --loglevel=error
	@$(STAGE) web-build npm --prefix api/web run build
	@touch $@

build: ## Build the cordon binary
	@$(STAGE) build cargo build --locked $(PACKAGES)

city: build ## Write the demonstration city (fictitious)
	@mkdir -p $(dir $(CITY))
	@test -f $(CITY) || $(STAGE) city $(CORDON) synth --demo -o $(CITY)

lint: ## Format and clippy, warnings are errors
	@$(STAGE) fmt cargo fmt --all --check
	@$(STAGE) clippy cargo clippy --locked --workspace --all-targets -- -D warnings

rust-test: ## All Rust tests (one integration binary)
	@$(STAGE) rust-build cargo build --locked $(PACKAGES)
	@$(STAGE) rust-test cargo test --locked $(PACKAGES)

web-test: web build ## The page in real Chromium against the real server
	@$(STAGE) web-test env CORDON_BIN=$(abspath $(CORDON)) npm --prefix api/web test

bench: ## All benches (figures: docs/performance.md)
	cargo bench --locked --workspace --profile dev $(BENCHES)

fuzz: ## One fuzz target under libFuzzer: make fuzz TARGET=substance_file (needs nightly and cargo-fuzz)
	@rustup toolchain list | grep -q '^nightly' || { echo "make fuzz needs a nightly toolchain: rustup toolchain install nightly"; exit 1; }
	@cargo fuzz --version >/dev/null 2>&1 || { echo "make fuzz needs cargo-fuzz: cargo install --locked cargo-fuzz"; exit 1; }
	cargo +nightly fuzz run $(TARGET) -- -max_total_time=$(FUZZ_S)

openapi: build ## Regenerate the committed API description
	$(CORDON) openapi --output openapi.json

clean: ## Remove what was built
	rm -rf target api/web/dist api/web/node_modules var
