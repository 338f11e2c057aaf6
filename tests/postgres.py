"""PostgreSQL for tests: a server of their own, made empty, used and thrown away.

`python -m tests.postgres COMMAND…` runs a command with DATABASE_URL set to an empty database, such
as all tests of an app: `python -m tests.postgres python -m pytest sponsors`. Without a command it
only looks for the programs.

The server listens on a socket in its own folder only. It runs as `postgres` where the tests run as
root, which PostgreSQL refuses. It does not wait for the disk (fsync=off): tests kill the web
server, not the database or the machine.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from tests.demo_site import APPS, ROOT, environment

CACHE = ROOT / "var" / "cache" / "postgresql"
DEBIAN = Path("/usr/lib/postgresql")
PROGRAMS = ("initdb", "pg_ctl", "postgres", "pg_dump", "psql")
USER = "postgres"  # the account that PostgreSQL's packages make
SUPERUSER, MAINTENANCE = "hub", "postgres"
COPY = "_copy"
READY = "TEST_DATABASE_IS_READY"  # set: the tests take the database as it is, without demo content
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresMissingError(RuntimeError):
    """No server programs on this machine."""


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs: the newest of Debian's, else on the search path."""
    packaged = sorted(
        DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[len(DEBIAN.parts)])
    )
    found = str(packaged[-1]) if packaged else shutil.which(name)
    if not found:
        raise PostgresMissingError(f"PostgreSQL's {name} is missing: run scripts/postgresql.sh")
    return found


def _account() -> dict[str, Any]:
    """Whom the server runs as: arguments of `subprocess.run`."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(USER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


class Server:
    """A running server whose files are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._run("initdb", "--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8")
        settings = {"listen_addresses": "''", "unix_socket_directories": f"'{folder}'", **QUICK}
        with (folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self._run("pg_ctl", "--wait", f"--log={folder / 'log'}", "start")

    def _run(self, name: str, *arguments: str) -> None:
        # No pipes: the server would keep them open, and we would wait for it to close them.
        with (self.folder / "programs.log").open("a") as log:
            subprocess.run(
                [program(name), f"--pgdata={self.folder / 'data'}", *arguments],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                check=True,
                **_account(),
            )

    def stop(self) -> None:
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def url(self, database: str) -> str:
        """As DATABASE_URL and psycopg take it."""
        return f"postgres://{SUPERUSER}@{quote(str(self.folder), safe='')}/{database}"

    def create(self, database: str, like: str = "template1") -> str:
        """A new database with what `like` holds; its URL."""
        with _maintaining(self.url(MAINTENANCE)) as server:
            _copy(server, like, database)
        return self.url(database)


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """A server until the end of the block, and nothing of it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
    server = None
    try:
        server = Server(folder)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder)


# --- Databases ------------------------------------------------------------------------------------
@contextlib.contextmanager
def _maintaining(conninfo: str = "", **parameters: Any) -> Iterator[psycopg.Connection]:
    """Databases cannot be made or dropped in a transaction."""
    with contextlib.closing(psycopg.connect(conninfo, autocommit=True, **parameters)) as server:
        yield server


def _copy(server: psycopg.Connection, original: str, copy: str) -> None:
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(copy), sql.Identifier(original)
        )
    )


def _drop(server: psycopg.Connection, name: str) -> None:
    """Whoever is still connected is cut off."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _server_of(connection: Any) -> Iterator[tuple[psycopg.Connection, str]]:
    """For Django's `connection`, which is closed: its server, and the name of its database."""
    connection.close()
    parameters = connection.get_connection_params()
    name = parameters.pop("dbname")
    with _maintaining(**{**parameters, "dbname": MAINTENANCE}) as server:
        yield server, name


def keep_copy(connection: Any) -> None:
    """Remember what the database of Django's `connection` holds now."""
    with _server_of(connection) as (server, name):
        _drop(server, name + COPY)
        _copy(server, name, name + COPY)


def put_back(connection: Any) -> None:
    """Make the database what it was at `keep_copy`."""
    with _server_of(connection) as (server, name):
        _drop(server, name)
        _copy(server, name + COPY, name)


def drop_copy(connection: Any) -> None:
    with _server_of(connection) as (server, name):
        _drop(server, name + COPY)


# --- Migrated, without content --------------------------------------------------------------------
def _digest() -> str:
    """Changes with what decides how the tables look: migrations, models, versions."""
    code = [
        path
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if {"migrations", "models"} & {*path.parts, path.stem}
    ]
    version = subprocess.run([program("postgres"), "--version"], capture_output=True, check=True)
    summary = hashlib.sha256(version.stdout)
    for path in sorted([*code, ROOT / "requirements.txt", Path(__file__)]):
        summary.update(str(path.relative_to(ROOT)).encode())
        summary.update(hashlib.sha256(path.read_bytes()).digest())
    return summary.hexdigest()[:24]


def environment_on(url: str, folder: Path) -> dict[str, str]:
    """The environment of a process that works on the database and keeps its files in `folder`."""
    return environment(
        folder, DJANGO_SETTINGS_MODULE="hub.settings.test", DATABASE_URL=url, TMPDIR=str(folder)
    )


def _migrated(server: Server, name: str, folder: Path) -> None:
    """Make the migrated database `name`. The migrations take half a minute, so what they make is
    kept as SQL; one test process makes it while the others wait."""
    CACHE.mkdir(parents=True, exist_ok=True)
    kept = CACHE / f"{_digest()}.sql"
    url = server.create(name)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"],
                cwd=ROOT,
                env=environment_on(url, folder),
                check=True,
            )
            for old in CACHE.glob("*.sql"):
                old.unlink()
            unfinished = CACHE / "unfinished"
            _client("pg_dump", url, "--no-owner", f"--file={unfinished}")
            unfinished.rename(kept)
            return
    _client("psql", url, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={kept}")


def _client(name: str, url: str, *arguments: str) -> None:
    subprocess.run(
        [program(name), f"--dbname={url}", *arguments], check=True, stdout=subprocess.DEVNULL
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server for these tests alone."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database on that server that has every table. Copy it, do not write to it."""
    _migrated(postgresql, "migrated", tmp_path_factory.mktemp("migrated"))
    return "migrated"


@pytest.fixture
def postgresql_url(postgresql: Server, migrated_postgresql: str) -> str:
    """DATABASE_URL of a migrated database for this test alone."""
    return postgresql.create(f"test_{uuid.uuid4().hex}", like=migrated_postgresql)


def run_committing_tests(url: str, folder: Path, *paths: str) -> None:
    """Run the tests under `paths` that commit on the migrated database `url`, in a process of their
    own: those are the tests of what happens at once. They find no demo content. AssertionError with
    the output if one fails, or if there is none."""
    result = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:xdist"),
            *("-m", "django_db(transaction=True) and not postgres and not browser", *paths),
        ],
        cwd=ROOT,
        env={**environment_on(url, folder), READY: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def _main(command: list[str]) -> int:
    if not command:
        for name in PROGRAMS:
            program(name)
        return 0
    with running_server() as server:
        chosen = {**os.environ, "DATABASE_URL": server.create("hub")}
        return subprocess.run(command, env=chosen, check=False).returncode


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
