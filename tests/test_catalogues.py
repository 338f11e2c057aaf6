"""The compiled translations in the repository are those of the texts beside them."""

from __future__ import annotations

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))


def test_compiled_catalogues_are_fresh():
    assert CATALOGUES
    for catalogue in CATALOGUES:
        assert catalogue.with_suffix(".mo").read_bytes() == polib.pofile(catalogue).to_binary()
