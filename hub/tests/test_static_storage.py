"""The published style sheet is one file in the right order of layers."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from hub.static_storage import STYLE_SHEET, HubStaticFilesStorage, join_imports

LAYERS = ["tokens", "base", "layout", "components", "print"]


def test_an_import_becomes_a_layer():
    joined = join_imports('@import url("a.css") layer(base);', {"a.css": "p { margin: 0 }"}.get)
    assert joined == "@layer base {\np { margin: 0 }\n}"


def test_a_media_condition_is_kept():
    joined = join_imports('@import url("a.css") layer(print) print;', {"a.css": "p {}"}.get)
    assert joined == "@media print {\n@layer print {\np {}\n}\n}"


def test_an_import_that_browsers_would_ignore_is_refused():
    with pytest.raises(ValueError, match="write imports as"):
        join_imports("@import 'a.css';", lambda name: "")


@pytest.fixture
def published(tmp_path):
    """(the published style sheet, the names of all its sources)"""
    root = Path(finders.find("hub")).parent
    sources = FileSystemStorage(root)
    names = [
        path.relative_to(root).as_posix()
        for folder in ("css", "fonts")
        for path in (root / "hub" / folder).rglob("*.*")
    ]
    storage = HubStaticFilesStorage(location=tmp_path)
    for name in names:
        storage.save(name, sources.open(name))
    list(storage.post_process({name: (sources, name) for name in names}))
    with storage.open(storage.hashed_files[STYLE_SHEET]) as file:
        return file.read().decode(), names


def test_the_published_style_sheet_imports_nothing_and_leaves_nothing_out(published):
    text, names = published
    layers = re.findall(r"^@layer (\w+) \{", text, re.MULTILINE)
    assert "@import" not in text
    assert list(dict.fromkeys(layers)) == LAYERS
    # The CMS and PDFs have style sheets of their own.
    others = ("hub/css/admin", "hub/css/cms/", "hub/css/report")
    of_readers = [name for name in names if name.endswith(".css") and not name.startswith(others)]
    assert len(layers) == len(of_readers) - 1  # all but the entry itself


def test_its_fonts_are_addressed_by_their_content(published):
    text, _names = published
    assert re.search(r"literata-latin\.[0-9a-f]{12}\.woff2", text)
