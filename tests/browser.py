"""A real browser on a real server, for the journeys.

The server is a process of its own on its own copy of the demo hub, so that no test's transaction
and no clean-up of a test can touch it. Chromium is never skipped: without it the journeys fail.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.demo_site import DATABASE, ROOT, environment

CHROMIUM = os.environ.get("TEST_CHROMIUM", "/usr/bin/chromium")
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
START = 60  # seconds a server may take to answer

Browse = Callable[..., Page]


# --- The server -----------------------------------------------------------------------------------
@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the site in `folder` with gunicorn; yields its address, without a slash at the end."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as database:
        port = urlsplit(address).port
        database.execute("UPDATE wagtailcore_site SET hostname = '127.0.0.1', port = ?", [port])
        database.commit()
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "hub.wsgi:application"),
            *("--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread"),
            *("--threads", "4", "--log-level", "warning", "--keep-alive", "75"),
        ],
        cwd=ROOT,
        env=environment(folder),
        pass_fds=[listener.fileno()],
        stdout=log,
        stderr=log,
    )
    listener.close()
    try:
        # The socket listens already: the answer comes as soon as the server is there.
        with urlopen(f"{address}/readyz", timeout=START) as answer:
            assert answer.status == 200
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def hub_address(demo_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served demo hub, shared by journeys that only read."""
    folder = tmp_path_factory.mktemp("served") / "site"
    shutil.copytree(demo_site, folder)
    with serve(folder) as address:
        yield address


@pytest.fixture
def own_hub_address(demo_site: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a demo hub served for this test alone, for journeys that write."""
    folder = tmp_path / "site"
    shutil.copytree(demo_site, folder)
    with serve(folder) as address:
        yield address


# --- The browser ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, for the journeys of one module.

    Not for the whole session: while Playwright runs, Django takes the thread for an asynchronous
    one and refuses database access to the tests of other modules.
    """
    if not Path(CHROMIUM).exists():
        pytest.fail(
            f"The browser journeys need Chromium at {CHROMIUM}. On Debian and Ubuntu install the "
            "package `chromium`, or set TEST_CHROMIUM to the path of the program.",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Watch:
    """Notes what a page must not do: errors in the console and requests to other sites."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.errors: list[str] = []
        self.foreign: list[str] = []

    def follow(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.on("request", self._request)

    def _console(self, message: object) -> None:
        if message.type in ("error", "warning"):  # type: ignore[attr-defined]
            place = message.location.get("url", "")  # type: ignore[attr-defined]
            self.errors.append(f"{message.text} ({place})")  # type: ignore[attr-defined]

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.foreign.append(request.url)


@pytest.fixture
def watch(hub_address: str) -> Iterator[Watch]:
    """Fails the journey at its end if a page wrote an error or asked another site for anything."""
    noted = Watch(hub_address)
    yield noted
    assert noted.errors == []
    assert noted.foreign == []


@pytest.fixture
def browse(chromium: Browser, hub_address: str, watch: Watch) -> Iterator[Browse]:
    """A function that opens a tab of a new, empty browser profile: `browse(**PHONE)`.

    Its arguments are those of a Playwright context (viewport, java_script_enabled, color_scheme).
    """
    with contextlib.ExitStack() as profiles:

        def open_tab(**options: object) -> Page:
            context = chromium.new_context(base_url=hub_address, **options)  # type: ignore[arg-type]
            profiles.callback(context.close)
            context.set_default_timeout(15_000)
            page = context.new_page()
            watch.follow(page)
            return page

        yield open_tab
