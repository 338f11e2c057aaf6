#!/bin/sh
# See to it that the tests on PostgreSQL find a server to start: install it as root on Debian and
# Ubuntu, otherwise name the package and stop. Missing means failed, never skipped.
set -eu
cd "$(dirname "$0")/.."

found() { # the programs, where the tests look for them
    .venv/bin/python -m tests.postgres >/dev/null 2>&1
}

if found; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing PostgreSQL for the tests that need it"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
if ! found; then
    echo "The tests on PostgreSQL need its server and client programs." >&2
    echo "On Debian install them with: sudo apt-get install postgresql" >&2
    echo "To run everything else meanwhile: make test-fast" >&2
    exit 1
fi
