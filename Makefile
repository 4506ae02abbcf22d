# Porthole's commands. Each is a script in scripts/ that says what it does.

# Where `make run` serves the page, and the registry it puts behind the same origin.
PORT ?= 8080
REGISTRY ?=
export PORT REGISTRY

.PHONY: help run build test check bench

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'make run takes PORT=8080 and REGISTRY=http://localhost:5000'

run: ## build the page, serve it on 127.0.0.1, print its address
	@scripts/run.sh

build: ## leave the site in dist/, print what a first visit costs
	@scripts/build.sh

test: ## install what tests need, run everything, end with what passed
	@scripts/test.sh

check: ## formatting and lints only
	@scripts/check.sh

bench: ## measure verification, write docs/PERFORMANCE.md
	@scripts/bench.sh
