"""Compile the translation catalogues (locale/*/LC_MESSAGES/*.po) to the .mo files Django reads.

The .mo files are committed, so that a machine without GNU gettext serves every language, and
compiled by polib, which is installed anyway. `--check` changes nothing and fails when one of
them differs from a fresh compilation.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".venv", "var", ".git", "node_modules"}


def catalogues() -> Iterator[Path]:
    """Every .po file of the project, in a stable order."""
    for folder in sorted(ROOT.glob("**/LC_MESSAGES")):
        if NOT_OURS.isdisjoint(folder.relative_to(ROOT).parts):
            yield from sorted(folder.glob("*.po"))


def compiled(catalogue: Path) -> bytes:
    """The .mo content of a .po file; unfinished (fuzzy) entries are left out, as msgfmt does."""
    content: bytes = polib.pofile(str(catalogue), encoding="utf-8").to_binary()
    return content


def stale_catalogues() -> list[Path]:
    """The .po files whose .mo file is missing or differs from a fresh compilation."""
    return [
        catalogue
        for catalogue in catalogues()
        if not catalogue.with_suffix(".mo").exists()
        or catalogue.with_suffix(".mo").read_bytes() != compiled(catalogue)
    ]


def main() -> None:
    """Compile what is stale, or only report it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="report, change nothing")
    check = parser.parse_args().check
    stale = stale_catalogues()
    for catalogue in stale:
        print(("Stale: " if check else "Compiled: ") + str(catalogue.relative_to(ROOT)))
        if not check:
            catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))
    if check and stale:
        sys.exit("Run `make compilemessages` and commit the .mo files.")


if __name__ == "__main__":
    main()
