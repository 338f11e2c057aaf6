"""Recordings can be wound on: a player gets exactly the bytes it asks for."""

import io

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from core import ranges
from core.ranges import UNSATISFIABLE, asked_range, partial_response

FILE = bytes(range(256)) * 40


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 99)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=100-", UNSATISFIABLE),
        ("bytes=-0", UNSATISFIABLE),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("lines=0-1", None),
        ("", None),
    ],
)
def test_a_range_is_read_as_the_standard_says(header, expected):
    assert asked_range(header, 100) == expected


@given(st.text(max_size=60), st.integers(0, 10_000))
def test_no_header_is_too_odd(header, size):
    wanted = asked_range(header, size)
    if isinstance(wanted, tuple):
        assert 0 <= wanted[0] <= wanted[1] < size


@given(st.integers(0, len(FILE) - 1), st.integers(0, len(FILE) - 1))
def test_the_part_holds_exactly_the_bytes_asked_for(one, other):
    start, end = sorted((one, other))
    request = RequestFactory().get("/", headers={"range": f"bytes={start}-{end}"})
    response = partial_response(request, io.BytesIO(FILE), len(FILE), "audio/mpeg")
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/{len(FILE)}"
    assert response.content == FILE[start : end + 1]


def test_one_answer_is_never_larger_than_memory_allows(monkeypatch):
    monkeypatch.setattr(ranges, "LARGEST_PART", 100)
    request = RequestFactory().get("/", headers={"range": "bytes=50-"})
    response = ranges.partial_response(request, io.BytesIO(FILE), len(FILE), "audio/mpeg")
    assert response["Content-Range"] == f"bytes 50-149/{len(FILE)}"
    assert len(response.content) == 100


def test_a_range_beyond_the_end_is_refused_with_the_size():
    request = RequestFactory().get("/", headers={"range": "bytes=99999-"})
    response = partial_response(request, io.BytesIO(FILE), len(FILE), "audio/mpeg")
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(FILE)}"
