#!/bin/sh
# See to it that PDFs can be drawn: install WeasyPrint's system libraries as root on Debian and
# Ubuntu, otherwise name the packages and stop. Missing means failed, never skipped.
set -eu
cd "$(dirname "$0")/.."
packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

works() {
    .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1
}

if works; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing the libraries that draw PDFs"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of packages
    apt-get install -y -qq --no-install-recommends $packages >/dev/null
fi
if ! works; then
    echo "PDFs cannot be drawn: WeasyPrint does not find its system libraries." >&2
    echo "On Debian install them with: sudo apt-get install $packages" >&2
    exit 1
fi
