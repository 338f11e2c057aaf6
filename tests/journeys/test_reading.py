"""How far an article was read reaches our own server as three counters, and nothing else does."""

import contextlib
import sqlite3

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, Watch
from tests.demo_site import DATABASE

pytestmark = pytest.mark.browser

LEAD = "/articles/tisa-cel-cibmtr-real-world/"
BEACON = "**/voice/reading/"
# What Chromium calls itself in front of people; without a window it says so, and is not counted.
PERSON = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)
LONG = 3600  # seconds
ALL_ON_SCREEN = {"viewport": {"width": 1280, "height": 30_000}}
SHOW = """state => Object.defineProperty(
    document, "visibilityState", { value: state, configurable: true }
)"""
ASKING_NOT_TO = {
    "global-privacy-control": "globalPrivacyControl: { get: () => true }",
    "do-not-track": "doNotTrack: { get: () => '1' }",
}


class Reading:
    """A reader in front of an article, on a clock that only goes when the test says so."""

    def __init__(self, page):
        self.page = page
        self.sent = []
        page.on("request", self._note)
        page.clock.install(time=0)
        page.clock.pause_at(1000)

    def _note(self, request):
        if request.url.endswith("/voice/reading/"):
            self.sent.append(request.post_data_json["stage"])

    def open(self, address=LEAD):
        self.page.goto(address)
        self.page.locator("form[data-gate] button[type=submit]").click()
        expect(self.text).to_be_attached()

    @property
    def text(self):
        return self.page.locator("[data-reading]")

    @property
    def stages(self):
        """{name: (share seen, soonest, latest)} as the page says it."""
        rows = self.text.evaluate("text => JSON.parse(text.dataset.readingStages)")
        return {name: tuple(rest) for name, *rest in rows}

    def wait(self, seconds):
        """Let so much time pass; the stages that were sent until then."""
        self.page.clock.run_for(round(seconds * 1000))
        # Whatever was sent was sent before this, so that it has been noted as well.
        assert self.page.evaluate("fetch('/healthz').then(answer => answer.status)") == 200
        return self.sent

    def wait_for(self, stage, seconds):
        """Let so much time pass, in which the stage is sent and taken by the server."""
        with self.page.expect_response(BEACON) as answer:
            self.page.clock.run_for(round(seconds * 1000))
        assert answer.value.status == 204
        assert self.sent[-1] == stage

    def scroll_to(self, share):
        """The lower edge of the window to this part of the text, whose end is the references."""
        self.page.evaluate(
            """share => {
                const { top } = document.querySelector("[data-reading]").getBoundingClientRect();
                const end = document.getElementById("references").getBoundingClientRect().top;
                const goal = top + share * (end - top) - innerHeight;
                scrollBy({ top: goal, behavior: "instant" });
            }""",
            share,
        )


@pytest.fixture
def reading(browse):
    """A function that puts a reader of the shared hub, who is not counted, in front of the lead."""

    def start(script=None, **options):
        page = browse(**{**DESKTOP, **options})
        if script:
            page.add_init_script(script)
        reader = Reading(page)
        reader.open()
        return reader

    return start


# --- Counted --------------------------------------------------------------------------------------
def counts(folder, key):
    """Today's counters of a page in English."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE, timeout=20)) as database:
        row = database.execute(
            "SELECT started, half, completed FROM feedback_readingcount"
            " WHERE page_key = ? AND language = 'en' AND day = ?",
            (key.replace("-", ""), timezone.localdate().isoformat()),
        ).fetchone()
    return row or (0, 0, 0)


def test_who_reads_to_the_end_is_counted_once_in_each_stage(chromium, own_hub_address, tmp_path):
    watch = Watch(own_hub_address)
    context = chromium.new_context(base_url=own_hub_address, user_agent=PERSON, **PHONE)
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch.follow(page)
    reader = Reading(page)
    reader.open()
    key = reader.text.get_attribute("data-reading-page")
    before = counts(tmp_path / "site", key)
    _seen, half, _latest = reader.stages["half"]
    _seen, completed, _latest = reader.stages["completed"]

    reader.wait_for("started", 10)
    reader.scroll_to(0.55)
    reader.wait_for("half", half)
    reader.scroll_to(1.05)
    reader.wait_for("completed", completed)
    # Printing, and staying on, are no further readings.
    page.pdf()
    reader.scroll_to(0)
    reader.scroll_to(1.05)
    assert reader.wait(LONG) == ["started", "half", "completed"]

    after = counts(tmp_path / "site", key)
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1]
    assert [cookie["name"] for cookie in context.cookies()] == ["hub_hcp"]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()
    assert (watch.errors, watch.foreign) == ([], [])


# --- When a stage is reached ----------------------------------------------------------------------
def test_who_leaves_at_once_has_not_opened_the_article(reading):
    reader = reading()
    _seen, soonest, _latest = reader.stages["started"]
    assert reader.wait(soonest - 1) == []
    assert reader.wait(2) == ["started"]


def test_who_only_scrolls_to_the_end_has_not_read_it(reading):
    reader = reading()
    reader.scroll_to(1.05)
    _seen, soonest, _latest = reader.stages["completed"]
    assert reader.wait(soonest - 1) == ["started", "half"]
    reader.scroll_to(0)
    assert reader.wait(5) == ["started", "half"]
    reader.scroll_to(1.05)
    assert reader.wait(2) == ["started", "half", "completed"]


def test_who_stops_in_the_middle_is_half_through(reading):
    reader = reading()
    _seen, soonest, _latest = reader.stages["half"]
    reader.scroll_to(0.45)
    assert reader.wait(soonest + 2) == ["started"]
    reader.scroll_to(0.55)
    assert reader.wait(soonest + 2) == ["started", "half"]


def test_who_does_not_scroll_is_counted_by_the_stated_time(reading):
    reader = reading()
    _seen, _soonest, half = reader.stages["half"]
    _seen, _soonest, completed = reader.stages["completed"]
    assert reader.wait(half - 1) == ["started"]
    assert reader.wait(2) == ["started", "half"]
    assert reader.wait(completed - half - 3) == ["started", "half"]
    assert reader.wait(3) == ["started", "half", "completed"]


def test_an_article_that_needs_no_scrolling_is_read_all_the_same(reading):
    reader = reading(**ALL_ON_SCREEN)
    _seen, soonest, _latest = reader.stages["completed"]
    assert reader.wait(soonest - 1) == ["started", "half"]
    assert reader.wait(2) == ["started", "half", "completed"]


def test_only_time_in_which_the_page_is_visible_counts(reading):
    reader = reading()
    reader.page.evaluate(SHOW, "hidden")
    assert reader.wait(LONG) == []
    reader.page.evaluate(SHOW, "visible")
    _seen, soonest, _latest = reader.stages["started"]
    assert reader.wait(soonest - 1) == []
    assert reader.wait(2) == ["started"]


# --- Never ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("signal", ASKING_NOT_TO)
def test_a_browser_that_asks_not_to_be_tracked_sends_nothing(signal, reading):
    ask = f"Object.defineProperties(Navigator.prototype, {{ {ASKING_NOT_TO[signal]} }})"
    reader = reading(ask)
    reader.scroll_to(1.05)
    assert reader.wait(LONG) == []


def test_the_notice_sends_nothing(browse):
    reader = Reading(browse(**DESKTOP))
    reader.page.goto(LEAD)
    expect(reader.page.locator("form[data-gate]")).to_be_visible()
    assert reader.wait(LONG) == []
