# Snaptill. `make` alone lists the targets. Needs JDK 17 and make; Maven if it is installed, else
# the wrapper fetches it.
MVN := $(shell command -v mvn >/dev/null 2>&1 && echo mvn || echo ./mvnw) -B -ntp
SIMULATORS := java -jar target/snaptill-simulators.jar
DB ?= hsqldb
SOURCES := pom.xml $(shell find src simulators -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help build run test demo simulators verify bench-payments bench-photo-payments bench-relay bench-photos crash-test simulate fuzz format clean reset

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

build: target/snaptill.jar ## build both jars (gateway, simulators) without running the tests

target/snaptill.jar: $(SOURCES)
	@echo "Building (the first time fetches the libraries) ..."
	@$(MVN) -q package -DskipTests -Dspotless.check.skip
	@touch target/snaptill.jar

run: build ## start gateway and simulators, pay by SMS and by photo, show it, stay up (Ctrl-C stops); DB=postgres: on PostgreSQL
	@$(SIMULATORS) play --conf conf/gateway.yaml --stay --database $(DB)

demo: build ## the same two payments on a temporary database; exit 0 or 1
	@$(SIMULATORS) play --temporary --database $(DB)

simulators: build ## only the carrier, the MMSC, the banks and the phones, for any gateway
	@$(SIMULATORS) run

test: ## everything CI runs (browser tests need Debian's chromium and chromium-driver)
	$(MVN) verify

verify: build ## check the books of a stopped gateway (data/)
	@java -jar target/snaptill.jar verify --conf conf/gateway.yaml

bench-payments: build ## payments per second over real SMPP with full durability (about 10 minutes)
	@$(SIMULATORS) bench-payments

bench-photo-payments: build ## photos in by MM7, paid, receipts out, 2,000 of them (about 5 minutes)
	@$(SIMULATORS) bench-photo-payments $(BENCH_OPTIONS)

bench-relay: build ## texts in, one text out each, nothing paid, 30,000 at 50, 200 and unlimited outstanding
	@$(SIMULATORS) bench-relay

bench-photos: build ## how many photos are read and how fast, beside ZXing and BoofCV; PHOTOS=dir
	@test -n "$(PHOTOS)" || { echo "bench-photos: say PHOTOS=dir, a folder of pictures"; exit 2; }
	@java -Xmx512m -jar target/snaptill.jar bench-photos $(PHOTOS)

KILLS ?= 20
crash-test: build ## kill -9 gateway, banks and carrier KILLS times (20) under load, then check every book; SEED=n; DB=postgres: its server too
	@$(SIMULATORS) crash-test --kills $(KILLS) --database $(DB) $(if $(SEED),--seed $(SEED)) $(CRASH_OPTIONS)

SEEDS ?= 1000
simulate: ## SEEDS=n simulations (1000) of payments, faults and crashes; SEED=n tells one step by step
	@$(MVN) -q test-compile dependency:build-classpath -Dspotless.check.skip \
	  -Dmdep.includeScope=test -Dmdep.outputFile=target/test-classpath >&2
	@java -cp target/test-classes:target/classes:$$(cat target/test-classpath) \
	  dev.snaptill.simulation.Simulate $(if $(SEED),--seed $(SEED) --trace,--seeds $(SEEDS))

ROUNDS ?= 1
fuzz: ## search for bytes that do worse than a clean refusal, 2 minutes for each fuzz test; ROUNDS=n, FUZZ=class
	@$(MVN) -q test-compile -Dspotless.check.skip
	@for file in $$(grep -rl --include='$(or $(FUZZ),*FuzzTest).java' '@FuzzTest' src/test/java); do \
	  class=$$(basename $$file .java); \
	  for method in $$(grep -A1 '@FuzzTest' $$file | sed -nE 's/^ *void ([A-Za-z]+)\(.*/\1/p'); do \
	    for round in $$(seq $(ROUNDS)); do \
	      echo "$$class.$$method, round $$round of $(ROUNDS)"; \
	      JAZZER_FUZZ=1 $(MVN) -q surefire:test -Djazzer.instrument='dev.snaptill.**' -Dtest="$$class#$$method" || exit 1; \
	    done; \
	  done; \
	done

format: ## format the sources
	$(MVN) -q spotless:apply

clean: ## delete what was built
	rm -rf target

reset: ## delete the gateway's and the simulators' data (data/): all demo money and books
	rm -rf data
