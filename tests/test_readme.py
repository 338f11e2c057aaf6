"""What the README tells a newcomer to type exists, in the order it tells it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from hub.demo.site import DEMO_PASSWORD
from hub.roles import DEMO_ACCOUNTS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.as_posix()
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), flags=re.MULTILINE))


def test_the_two_commands_come_first_and_in_order():
    commands = re.findall(r"^```sh\n(.*?)\n```", read("README.md"), flags=re.DOTALL | re.MULTILINE)
    assert commands[:2] == ["make run", "make test"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_command_that_is_named_exists(document):
    named = re.findall(r"(?:`|^)make ([a-z][a-z-]*)", document.read_text("utf-8"), flags=re.M)
    assert set(named) <= make_targets()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document):
    links = LINK.findall(document.read_text(encoding="utf-8"))
    missing = [link for link in links if not (document.parent / link).exists()]
    assert missing == []


def test_make_help_explains_every_command_of_the_readme():
    explained = set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), flags=re.MULTILINE))
    assert {"run", "test", "check", "demo", "bench", "help"} <= explained


def test_the_demo_accounts_are_those_that_the_demo_makes():
    accounts = [name for name, _group, _is_admin in DEMO_ACCOUNTS]
    assert re.findall(r"^\| `(\w+)` \|", read("README.md"), flags=re.MULTILINE) == accounts
    assert f"`{DEMO_PASSWORD}`" in read("README.md")
    announced = read("scripts/start.py")
    assert f'DEMO_PASSWORD = "{DEMO_PASSWORD}"' in announced
    assert "({})".format(", ".join(f'"{name}"' for name in accounts)) in announced


def test_the_map_shows_every_package():
    for package in ROOT.glob("*/apps.py"):
        assert f"`{package.parent.name}/`" in read("README.md")


def test_continuous_integration_runs_the_test_command_of_the_readme():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text()
    assert re.search(r"^make test\b", script.read_text(), flags=re.MULTILINE)


def test_decisions_are_numbered_and_dated():
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert len(numbers) == len(set(numbers))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}: "), path.name
        assert re.search(r"^Date: \d{4}-\d\d-\d\d$", text, flags=re.MULTILINE), path.name
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{path.name}: {heading}"


def test_decisions_that_the_code_points_to_exist():
    existing = {path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")}
    named = {
        number
        for package in ROOT.glob("*/apps.py")
        for path in package.parent.rglob("*.py")
        for number in re.findall(r"(?:docs/adr/|ADR )(\d{4})", path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= existing
