"""Reading, counted without following anybody: what is counted, what is not, and the counting.

The page tells our own server when it was opened, half read and read to the end
(`hub/static/hub/js/reading.js`). Stored are three counters for each page, language and day. All
rules are data, shown to readers on "what this site knows about you" (`reading_tags`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.locales import active_locale
from feedback.models import ReadingCount

ATTEMPTS = 3


class Stage(models.TextChoices):
    STARTED = "started", _("opened")
    HALF = "half", _("half read")
    COMPLETED = "completed", _("read to the end")


# --- When a stage is reached ----------------------------------------------------------------------
@dataclass(frozen=True)
class Pace:
    """Reached when the text is scrolled through to `seen`, but not before `soonest` of the stated
    time; wherever the reader is, when `latest` of that time has passed. All are shares; only time
    during which the page is visible counts. `templates/feedback/reading_rules.html` says the same
    in words."""

    seen: float
    soonest: float
    latest: float


FIRST_SECONDS = 5  # who leaves sooner has come to the wrong page
# A quarter of the stated time is some 950 words a minute (`articles.reading` states 238): nobody
# who reads the words is as fast, so whoever is has only scrolled past them.
PACES = {
    Stage.STARTED: Pace(seen=0, soonest=0, latest=0),
    Stage.HALF: Pace(seen=0.5, soonest=0.125, latest=0.5),
    Stage.COMPLETED: Pace(seen=1, soonest=0.25, latest=0.9),
}


class Due(NamedTuple):
    """A stage in seconds, as the browser is told it."""

    stage: str
    seen: float
    soonest: int
    latest: int


def timetable(minutes: int) -> list[Due]:
    """The stages of a text with this reading time, in order."""
    seconds = 60 * max(1, minutes)
    return [
        Due(
            stage.value,
            pace.seen,
            max(FIRST_SECONDS, math.ceil(pace.soonest * seconds)),
            max(FIRST_SECONDS, math.ceil(pace.latest * seconds)),
        )
        for stage, pace in PACES.items()
    ]


# --- What is not counted --------------------------------------------------------------------------
Headers = Mapping[str, str]

# Parts of the names by which programs that read pages announce themselves, in small letters.
# "compatible;" is a habit of crawlers; the last browser that had it could not run our script.
PROGRAMS = (
    "archiver",
    "bot",
    "compatible;",
    "crawl",
    "externalhit",
    "fetch",
    "gtmetrix",
    "google-",
    "googleother",
    "headless",
    "lighthouse",
    "mediapartners",
    "monitor",
    "phantom",
    "pingdom",
    "preview",
    "python",
    "scrape",
    "slurp",
    "spider",
    "statuscake",
)
NO_PROGRAMS = ("cubot",)  # a make of telephones

_PROGRAMS = re.compile("|".join(re.escape(word) for word in PROGRAMS))
_NO_PROGRAMS = re.compile("|".join(re.escape(word) for word in NO_PROGRAMS))


@dataclass(frozen=True)
class Rule:
    """A kind of request that is not counted. It is judged by its headers, which are then forgotten;
    `words` say to readers what it is."""

    words: Promise
    applies: Callable[[Headers], bool]


def _wants_privacy(headers: Headers) -> bool:
    return headers.get("Sec-GPC", "").strip() == "1"


def _wants_no_tracking(headers: Headers) -> bool:
    return headers.get("DNT", "").strip() == "1"


def _is_no_browser(headers: Headers) -> bool:
    return "Mozilla/" not in headers.get("User-Agent", "")


def _is_known_program(headers: Headers) -> bool:
    name = _NO_PROGRAMS.sub("", headers.get("User-Agent", "").casefold())
    return _PROGRAMS.search(name) is not None


def _is_not_sent_by_a_page(headers: Headers) -> bool:
    """Browsers say that a page of the same origin asked, old ones at least which origin. Whether
    that is ours has been checked before (`core.cross_origin`)."""
    site = headers.get("Sec-Fetch-Site")
    if site is None:
        return headers.get("Origin", "null") == "null"
    return site != "same-origin"


def _is_read_ahead(headers: Headers) -> bool:
    """`Sec-Purpose` is the standard (Fetch, "prefetch" and "prefetch;prerender"); the others are
    what browsers sent before."""
    said = (headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return any(re.search("prefetch|prerender|preview", value.casefold()) for value in said)


RULES: dict[str, Rule] = {
    "gpc": Rule(_("a browser that sends Global Privacy Control"), _wants_privacy),
    "dnt": Rule(_("a browser that sends Do Not Track"), _wants_no_tracking),
    "no-browser": Rule(
        _("a program that does not call itself a browser (without “Mozilla/” in its name)"),
        _is_no_browser,
    ),
    "program": Rule(_("a program whose name contains one of the words below"), _is_known_program),
    "no-page": Rule(
        _("a message that was not sent by a page of this site"), _is_not_sent_by_a_page
    ),
    "ahead": Rule(
        _("a page that a browser fetched ahead, before anybody opened it"), _is_read_ahead
    ),
}


def why_not_counted(headers: Headers) -> str | None:
    """The key of the first rule that applies to the headers (names in any case), or None."""
    return next((key for key, rule in RULES.items() if rule.applies(headers)), None)


# --- Counting -------------------------------------------------------------------------------------
def may_be_counted(page_key: UUID) -> bool:
    """Whether there is a page with a reading time, live and open to all, in the active language.

    Two queries.
    """
    pages = Page.objects.filter(translation_key=page_key, locale=active_locale())
    page = pages.live().public().first()
    return page is not None and hasattr(page.specific_class, "reading_minutes")


def count_reading(page_key: UUID, language: str, stage: Stage) -> bool:
    """Add one to today's counter; whether it was added.

    A page is never half read more often than opened, nor finished more often than half read: what
    has no room is left out. So of a reader who is at it over midnight the later stages count on the
    new day if somebody else has opened the page by then, else not at all.
    """
    place = {"page_key": page_key, "language": language, "day": timezone.localdate()}
    for _attempt in range(ATTEMPTS):
        with transaction.atomic():
            if _add(place, stage):
                return True
            if stage is not Stage.STARTED:
                return False
            try:
                with transaction.atomic():
                    ReadingCount.objects.create(**place, started=1)
            except IntegrityError:  # another transaction was first: its row is there to be added to
                continue
            return True
    return False


def _add(place: dict[str, object], stage: Stage) -> bool:
    """One statement, so that the database itself puts those at the same time in a row."""
    rows = ReadingCount.objects.filter(**place)
    if stage is Stage.HALF:
        rows = rows.filter(half__lt=F("started"))
    elif stage is Stage.COMPLETED:
        rows = rows.filter(completed__lt=F("half"))
    return bool(rows.update(**{stage.value: F(stage.value) + 1}))
