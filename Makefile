# Everything a newcomer needs: `make demo` and `make test`. See CONTRIBUTING.md for the rest.

SWIFT ?= swift
BUILD := $(SWIFT) build -c release
DEBIAN_PACKAGES := libzmq3-dev libssl-dev libopenblas-dev libboost-math-dev libsqlite3-dev

.PHONY: deps build demo test check format lint bench clean

## Installs the system libraries (Debian); does nothing when they are there.
deps:
	@missing=""; for p in $(DEBIAN_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  echo "installing$$missing"; \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

## Builds both programs.
build: deps
	$(BUILD) --product jdl
	$(BUILD) --product jdl-worker

## A synthetic population, its import, a coordinator and two workers, one request, its report.
demo: build
	$$($(BUILD) --show-bin-path)/jdl demo --out demo-out --force

## Every test, on real processes and sockets.
test: deps lint
	$(BUILD) --build-tests
	$(SWIFT) test -c release --skip-build

## Format and the fast tests.
check: deps lint
	$(BUILD) --build-tests
	$(SWIFT) test -c release --skip-build --skip 'ClusterTests|EndToEndTests|ReferenceTests|KnownTruthTests'

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

## Figures beside those of the peers; see docs/benchmarks.md.
bench: build
	Benchmarks/run

clean:
	rm -rf .build demo-out
