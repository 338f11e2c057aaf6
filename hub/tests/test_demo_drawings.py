"""The demonstration's figures exist under every name that the content uses, and are repeatable."""

import io
from pathlib import Path

import pytest
from PIL import Image

from hub.demo.drawings import KEYS, draw, media_poster

CONTENT_KEYS = {"blast", "antigen-loss", "bispecific", "car-t", "mrd-levels", "timeline-care"}
MEDIA = Path(__file__).parents[1] / "demo" / "media"


def test_every_key_of_the_content_format_has_a_drawing():
    assert set(KEYS) == CONTENT_KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_drawing_is_a_small_picture_and_always_the_same(key):
    data = draw(key)
    assert Image.open(io.BytesIO(data)).size == (1280, 720)
    assert len(data) < 80_000
    assert draw(key) == data


def test_an_unknown_key_is_refused():
    with pytest.raises(KeyError):
        draw("unknown")


@pytest.mark.parametrize("title", ["A film", "", "A very long title " * 30, "😀"])
def test_a_poster_takes_any_title(title):
    assert Image.open(io.BytesIO(media_poster(title))).size == (1280, 720)


def test_recordings_are_small_and_every_film_has_captions():
    recordings = [path for path in MEDIA.iterdir() if path.suffix in {".mp4", ".mp3"}]
    assert len(recordings) == 5
    assert all(1_000 < path.stat().st_size < 150_000 for path in recordings)
    for film in MEDIA.glob("*.mp4"):
        captions = film.with_suffix(".vtt").read_text(encoding="utf-8")
        assert captions.startswith("WEBVTT\n\n00:00.000 --> ")
