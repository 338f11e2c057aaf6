"""Logs in production: one JSON object a line, without who read or what they looked for."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from hub.log_privacy import PERSONAL, without_personal_data
from hub.settings.base import logging_configuration

CANARY = "zq7-canary"


@pytest.fixture
def log():
    """What production would write, as a list of lines to be read at the end."""
    stream = io.StringIO()
    configuration = logging_configuration("INFO", as_json=True)
    configuration["handlers"]["console"]["stream"] = stream
    root = logging.getLogger()
    names = ["django", "django.request", "wagtail", "django_tasks"]
    names.append("django.security.DisallowedHost")
    loggers = [root, *map(logging.getLogger, names)]
    before = [(one, one.level, one.handlers[:], one.propagate) for one in loggers]
    logging.config.dictConfig(configuration)
    yield stream
    for one, level, handlers, propagate in before:
        one.setLevel(level)
        one.handlers[:] = handlers
        one.propagate = propagate


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_line_is_one_object_with_time_and_level(reader, log):
    reader.get("/about/")
    structlog.get_logger("hub").warning("something\nhappened", number=3)
    logging.getLogger("hub").error("line one\nline two %s", "x")
    written = lines(log)
    assert len(written) >= 2
    for line in written:
        assert line["timestamp"].endswith("Z")
        assert line["level"]
        assert line["event"]


def test_a_failure_is_one_object_too(log):
    try:
        raise ValueError("reason")
    except ValueError:
        logging.getLogger("hub").exception("failed")
    (line,) = lines(log)
    assert "reason" in json.dumps(line["exception"])


@pytest.mark.parametrize(
    "address",
    [
        f"/search/?q={CANARY}",
        f"/articles/?topic={CANARY}",
        f"/no-such-page/?{CANARY}",
        f"/about/?q=%00{CANARY}",
        f"/media/x.png?{CANARY}",
        f"/acknowledge/?next=/{CANARY}/",
    ],
)
def test_no_line_tells_who_read_or_what_they_sought(reader, log, address):
    reader.cookies["hub_theme"] = f"{CANARY}-cookie"
    reader.get(
        address,
        headers={
            "User-Agent": f"{CANARY}-agent",
            "Referer": f"https://testserver/search/?q={CANARY}",
            "X-Forwarded-For": "203.0.113.77",
            "Accept-Language": f"x-{CANARY}",
        },
        REMOTE_ADDR="203.0.113.77",
    )
    written = log.getvalue()
    assert CANARY not in written
    assert "203.0.113.77" not in written


def test_a_form_is_not_logged(reader, log):
    reader.post("/acknowledge/", {"next": f"/{CANARY}/"})
    reader.post("/admin/login/", {"username": f"{CANARY}-user", "password": CANARY})
    assert CANARY not in log.getvalue()


def test_an_error_in_a_page_is_logged_without_the_query(reader, log, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("broken")

    monkeypatch.setattr("search.views.ranked_articles", fail)
    reader.raise_request_exception = False
    assert reader.get(f"/search/?q={CANARY}").status_code == 500
    assert "broken" in log.getvalue()
    assert CANARY not in log.getvalue()


@given(st.dictionaries(st.sampled_from([*PERSONAL, "code"]), st.text()), st.text())
def test_personal_keys_and_the_query_are_dropped(event, query):
    kept = without_personal_data(None, "info", {**event, "request": f"GET /a/?{query}"})
    assert not PERSONAL & set(kept)
    assert kept["request"] == "GET /a/"
