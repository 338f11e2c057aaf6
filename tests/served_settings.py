"""Settings of a process beside the tests: it works on a copy of the demo site of its own."""

import os
from pathlib import Path

from hub.settings.test import *  # noqa: F403
from hub.settings.test import DATABASES, SQLITE_OPTIONS
from tests.demo_site import DATABASE, MEDIA

_SITE = Path(os.environ["TEST_SITE"])
DATABASES = {
    "default": {
        **DATABASES["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _SITE / DATABASE,
        # The disk need not survive a power cut for a test.
        "OPTIONS": {
            **SQLITE_OPTIONS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF",
        },
    }
}
MEDIA_ROOT = _SITE / MEDIA
