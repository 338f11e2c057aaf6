"""The hub that tests start from: migrated, with the demo content, made once and then copied.

Migrations and the demo content cost half a minute of CPU time. They are done in a process of their
own, into a folder whose name is a digest of everything that goes in; a folder is there completely
or not at all (it is renamed into place), so that an old or half-written one is never used.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "cache" / "demo-site"
APPS = ("articles", "core", "feedback", "gate", "home", "hub", "search", "sponsors", "translation")
DATABASE, MEDIA = "hub.sqlite3", "media"


def ingredients() -> list[Path]:
    """Every file that decides what ends up in the database: code, demo content, versions, words."""
    code = [
        path for app in APPS for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts
    ]
    content = [path for path in (ROOT / "hub" / "demo").rglob("*") if path.is_file()]
    words = list((ROOT / "locale").rglob("*.mo"))
    content = [path for path in content if "__pycache__" not in path.parts]
    return sorted({*code, *content, *words, ROOT / "requirements-dev.txt", Path(__file__)})


def digest() -> str:
    """Changes with the content or name of any ingredient, and with the Python version."""
    summary = hashlib.sha256(sys.version.encode())
    for path in ingredients():
        summary.update(str(path.relative_to(ROOT)).encode())
        summary.update(hashlib.sha256(path.read_bytes()).digest())
    return summary.hexdigest()[:24]


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time builds, copies or clears away; the others wait."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy_demo_site(target: Path) -> Path:
    """Copy the site into the new folder `target`, building it first if need be."""
    with _alone():
        name = digest()
        if not (CACHE / name).exists():
            for old in CACHE.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            built = _build(CACHE / "unfinished")
            if digest() != name:  # somebody saved a file meanwhile: good for this run, not to keep
                return Path(shutil.move(built, target))
            built.rename(CACHE / name)
        shutil.copytree(CACHE / name, target)
    return target


def _build(unfinished: Path) -> Path:
    """Build the site in a folder; RuntimeError with the output if that fails."""
    unfinished.mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "tests.demo_site"],
        cwd=ROOT,
        env=environment(unfinished),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"The demo site cannot be built:\n{result.stdout}\n{result.stderr}")
    return unfinished


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process that works on the site in `folder` and on nothing else."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HUB_", "DJANGO_", "DATABASE_", "CACHE_", "PYTEST_", "COV_"))
    }
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "HUB_ENV": "test",
        # A test is a crowd behind one address.
        "HUB_ANSWERS_PER_MINUTE": "1000000",
        "TEST_SITE": str(folder),
        **more,
    }


def restore(folder: Path, copy: Path) -> None:
    """Put the database of `folder` back into the open file `copy`."""
    with (
        closing(sqlite3.connect(folder / DATABASE)) as original,
        closing(sqlite3.connect(copy)) as database,
    ):
        original.backup(database)


def _main() -> None:
    """Build the site in the folder of the environment."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs the settings
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA journal_mode=DELETE")
    connection.close()


if __name__ == "__main__":
    _main()
