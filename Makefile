# Every line is one that can be typed as well.

.PHONY: run test repeat features docs specs bench microbench fuzz soak lint vuln build

# Serves on port 4000 and logs to numbers.log. Ctrl-C stops it.
run: build
	./numberserver

# Everything: features and specs, with the race detector. Four packages at a time, as
# their specs wait most of the time.
test:
	go test -race -p 4 ./...

# Everything COUNT times. Ginkgo runs a suite once in a process, so go test -count=3
# cannot do it.
repeat:
	set -e; for run in $$(seq $${COUNT:-3}); do go test -race -p 4 -count=1 ./...; done

# The requirements only, as they read.
features:
	go tool godog run --strict --no-colors features/

# The features and their results as one page, features.html.
docs:
	FEATURES_PAGE=features.html go test -count=1 .

# The specs only, in random order and without the race detector.
specs:
	go tool ginkgo run -r --no-color --randomize-all --randomize-suites app steps

# How fast the server is on this machine, beside a sink, as a table. The results stay
# in bench.txt. See app/bench/README.md.
bench:
	go run ./app/bench >bench.txt
	go tool benchstat -col /server bench.txt

# Time per line of each stage: parsing, deduplicating, formatting.
microbench:
	go test -run '^$$' -bench . -benchtime 20000000x ./app/...

# Searches for lines that the program and the standard library read or write
# differently, for FUZZTIME each.
fuzz:
	set -e; for package in $$(grep -rl '^func Fuzz' --include '*_test.go' app | xargs dirname | sort -u); do \
	for name in $$(go test -list '^Fuzz' ./$$package | grep ^Fuzz); do \
	go test -run '^$$' -fuzz "^$$name$$" -fuzztime $${FUZZTIME:-1m} ./$$package; done; done

# Floods, kills, resets and resumes for NUMBERSERVER_SOAK, and NUMBERSERVER_ROUNDS
# random moments of every kind.
soak:
	NUMBERSERVER_SOAK=$${NUMBERSERVER_SOAK:-10m} NUMBERSERVER_ROUNDS=$${NUMBERSERVER_ROUNDS:-200} go test -count=1 -timeout 0 ./app/e2e

lint:
	test -z "$$(gofmt -l .)" || { gofmt -d .; exit 1; }
	go vet ./...
	go tool staticcheck -checks 'inherit,-ST1001' ./...  # dot imports of Gomega in steps and testkit
	go mod tidy -diff

# Known vulnerabilities of the dependencies. This asks a database on the internet.
vuln:
	go tool govulncheck ./...

build:
	go build -o numberserver .
