"""Rules about the shape of the code that no single app can check for itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.api import read_configuration

ROOT = Path(__file__).resolve().parent.parent
APPS = ("articles", "core", "feedback", "gate", "home", "hub", "search", "sponsors", "translation")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
LOCK_FILES = ("requirements.txt", "requirements-dev.txt")


def modules() -> Iterator[Path]:
    """Every Python file of our apps, tests included."""
    for app in APPS:
        yield from sorted((ROOT / app).rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{getattr(node, 'lineno', 0)}" if node else ""
    return f"{path.relative_to(ROOT)}{line}"


def test_imports_run_downward_only():
    # In a process of its own: import-linter configures logging and so silences our loggers.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    result = subprocess.run(
        [*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_layers_name_every_app():
    session = read_configuration(str(ROOT / "pyproject.toml"))
    layers = next(
        contract["layers"]
        for contract in session["contracts_options"]
        if contract["id"] == "layers"
    )
    named = set(re.findall(r"\w+", " ".join(layers)))
    on_disk = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert on_disk == set(APPS)
    assert on_disk <= named


def test_no_module_has_a_vague_name():
    vague = [
        place(path)
        for path in modules()
        if path.stem in VAGUE_NAMES or path.parent.name in VAGUE_NAMES
    ]
    assert vague == []


def test_no_block_takes_raw_html():
    found = [
        place(path, node)
        for path in modules()
        for node in ast.walk(parsed(path))
        if "RawHTMLBlock" in (getattr(node, "id", ""), getattr(node, "attr", ""))
        or (isinstance(node, ast.ImportFrom) and "RawHTMLBlock" in {a.name for a in node.names})
    ]
    assert found == []


def imported_apps(node: ast.AST) -> set[str]:
    """Which of our apps an import statement names."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [node.module or ""] if node.level == 0 else ["."]
    else:
        return set()
    return {name.split(".")[0] for name in names if name.split(".")[0] in (*APPS, "")}


def test_no_function_imports_one_of_our_apps():
    hidden = [
        place(path, node)
        for path in modules()
        for function in ast.walk(parsed(path))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        # AppConfig.ready is where Django wants imports that need the loaded models.
        and not (path.name == "apps.py" and function.name == "ready")
        for node in ast.walk(function)
        if imported_apps(node)
    ]
    assert hidden == []


def variables_read(path: Path) -> set[str]:
    """Names given to `env.<type>(...)`, `os.environ.get(...)` and `os.environ[...]`."""
    names = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            argument = node.args[0]
            from_environment = ast.unparse(node.func.value) in {"env", "os.environ"}
        elif isinstance(node, ast.Subscript):
            argument = node.slice
            from_environment = ast.unparse(node.value) == "os.environ"
        else:
            continue
        if from_environment and isinstance(argument, ast.Constant):
            names.add(str(argument.value))
    return names


def documented_variables() -> set[str]:
    """First column of the table in docs/configuration.md."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]*)` \|", text, flags=re.MULTILINE))


def test_every_environment_variable_is_documented_and_no_other():
    read = variables_read(ROOT / "hub" / "environment.py") - {"DJANGO_SETTINGS_MODULE"}
    assert read
    assert read == documented_variables()


def test_every_documented_variable_has_a_default_an_explanation_and_an_example():
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `[A-Z].*$", text, flags=re.MULTILINE)
    assert rows
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert all(cells), row


def test_only_one_module_reads_the_environment():
    elsewhere = [
        place(path, node)
        for path in modules()
        if path != ROOT / "hub" / "environment.py" and "tests" not in path.parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    ]
    assert elsewhere == []


@pytest.mark.parametrize("name", LOCK_FILES)
def test_locks_fix_versions_by_hash_and_name_no_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"^\s+--hash=.*$", "", text, flags=re.MULTILINE), re.M)
    for requirement in re.split(r"\n(?=\S)", text):
        if not requirement.startswith("#"):
            assert re.match(r"[\w.\[\],-]+==\S+", requirement), requirement
            assert "--hash=sha256:" in requirement, requirement


def test_tests_run_on_the_versions_that_are_deployed():
    deployed, tested = (
        dict(re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / name).read_text(), re.M))
        for name in LOCK_FILES
    )
    assert deployed.items() <= tested.items()
