"""What `make run` does once the packages are there: make the hub ready, then serve it.

One process does all of it, since starting Django takes seconds and each step is often a no-op:
migrate when migrations are waiting, collect static files when they changed, load the demo hub
when the database is empty, then hand over to gunicorn.
"""

from __future__ import annotations

import argparse
import hashlib
import inspect
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.core.files.storage import storages  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from hub.environment import choose_settings_module  # noqa: E402

THREADS = 8

DEMO_ACCOUNTS = ("admin", "writer", "medical", "compliance", "publisher", "translator", "analyst")
DEMO_SPONSOR = "sponsor"
DEMO_PASSWORD = "demo-password"  # noqa: S105 - printed on purpose; refused in production


def migrate_if_needed() -> None:
    """Run `migrate` only when a migration waits: an idle one still costs seconds of checks."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def static_files_digest() -> str:
    """A digest over every static file (name, size, time) and the code that publishes them."""
    digest = hashlib.sha256(Path(inspect.getfile(type(storages["staticfiles"]))).read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_if_changed() -> None:
    """Copy, hash and compress the static files unless the last run did so for the same files."""
    stamp = Path(settings.STATIC_ROOT).with_suffix(".digest")
    digest = static_files_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print("Collecting static files", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def announce(address: str) -> None:
    """Say where the hub is and who may sign in."""
    print(
        f"\nThe hub is at {address}\n"
        f"Sign in at     {address}admin/ as {', '.join(DEMO_ACCOUNTS)}\n"
        f"Funders at     {address}sponsor/ as {DEMO_SPONSOR}\n"
        f"Password       {DEMO_PASSWORD} (demo accounts only)\n"
        "Stop with      Ctrl+C\n",
        flush=True,
    )


def serve(host: str, port: int) -> None:
    """Replace this process by gunicorn: one worker, so that SQLite has one writer."""
    connections.close_all()
    arguments = [
        *("-m", "gunicorn", "hub.wsgi:application"),
        *("--bind", f"{host}:{port}", "--worker-class", "gthread"),
        *("--workers", "1", "--threads", str(THREADS), "--log-level", "warning"),
        # Browsers reuse a connection for minutes; an autosave on one that was just closed fails.
        *("--keep-alive", "75"),
        # The hub itself answers an address that is too long, with a page.
        *("--limit-request-line", "0"),
    ]
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, *arguments])


def main() -> None:
    """Prepare, announce, serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    address = f"http://{options.host}:{options.port}/"
    os.environ.setdefault("HUB_ENV", "demo")
    os.environ.setdefault("HUB_BASE_URL", address)
    choose_settings_module()
    django.setup()
    migrate_if_needed()
    collect_static_if_changed()
    call_command("load_demo", if_empty=True)
    announce(address)
    serve(options.host, options.port)


if __name__ == "__main__":
    main()
