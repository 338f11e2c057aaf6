#!/bin/sh
# Bring .venv to exactly what one lock file says: scripts/install.sh requirements.txt
# Creates .venv when it is missing and does nothing when the lock has not changed since.
# Tools are always called as `.venv/bin/python -m tool`, so that the tree may be moved.
set -eu
cd "$(dirname "$0")/.."
lock=$1

usable() { # is $1 a Python that the hub runs on?
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if usable "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "The hub needs Python 3.11 or newer; none was found. Name one with PYTHON=/path/to/python3." >&2
    exit 1
}

create_venv() {
    python=$(find_python)
    echo "Creating .venv with $("$python" --version)"
    rm -rf .venv
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv .venv
    elif "$python" -m pip --version >/dev/null 2>&1; then
        # Debian packages ensurepip apart from Python; an installed pip can fill .venv as well.
        "$python" -m venv --without-pip .venv
        "$python" -m pip --python .venv/bin/python install --quiet pip
    else
        echo "$python cannot create a virtual environment: its module ensurepip is missing." >&2
        echo "On Debian and Ubuntu install it with: apt-get install python3-venv" >&2
        exit 1
    fi
}

usable .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1 || create_venv

digest() { # of a lock, bound to the interpreter that it was installed for
    .venv/bin/python - "$1" <<'PYTHON'
import hashlib, pathlib, sys
text = pathlib.Path(sys.argv[1]).read_bytes() + sys.version.encode()
print(hashlib.sha256(text).hexdigest())
PYTHON
}

stamp=.venv/$(basename "$lock").installed
if [ "$(cat "$stamp" 2>/dev/null)" = "$(digest "$lock")" ]; then
    exit 0
fi
echo "Installing $lock"
rm -f .venv/*.installed
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    --requirement "$lock"
digest "$lock" >"$stamp"
if [ "$lock" = requirements-dev.txt ]; then
    # It holds everything that requirements.txt holds, at the same versions.
    digest requirements.txt >.venv/requirements.txt.installed
fi
