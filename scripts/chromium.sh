#!/bin/sh
# See to it that the browser journeys find Chromium: install it as root on Debian and Ubuntu,
# otherwise name the package and stop. Missing means failed: a journey is never passed by skipping.
set -eu

if [ -x /usr/bin/chromium ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser journeys"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
if [ ! -x /usr/bin/chromium ]; then
    echo "The browser journeys need Chromium at /usr/bin/chromium." >&2
    echo "On Debian install it with: sudo apt-get install chromium" >&2
    echo "To run everything else meanwhile: make test-fast" >&2
    exit 1
fi
