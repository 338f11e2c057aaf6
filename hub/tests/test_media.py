"""Files: originals for nobody, pictures of gated pages for readers, no way out of the folder."""

from pathlib import Path

import pytest
from django.conf import settings

from core.models import HubImage
from tests.factories import (
    audio,
    block,
    figure,
    make_article,
    make_document,
    make_image,
    make_plain_page,
)


def rendition_of(image):
    return image.get_rendition("width-32|format-webp")


@pytest.fixture
def gated(db):
    """A picture that only an article shows."""
    image = make_image()
    make_article(body=[figure(image)])
    return image


def test_a_picture_of_an_article_is_for_readers(visitor, reader, gated):
    address = rendition_of(gated).url
    assert visitor.get(address).status_code == 404
    response = reader.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert "private" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"]
    assert b"".join(response.streaming_content)[:4] == b"RIFF"


def test_a_picture_of_an_open_page_is_for_everybody(visitor):
    image = make_image()
    make_plain_page(body=[figure(image)])
    response = visitor.get(rendition_of(image).url)
    assert response.status_code == 200
    assert "public" in response.headers["Cache-Control"]
    assert "immutable" in response.headers["Cache-Control"]


def test_a_picture_that_no_page_shows_is_for_the_cms(visitor, reader, administrator):
    address = rendition_of(make_image()).url
    assert visitor.get(address).status_code == 404
    assert administrator.get(address).status_code == 200


def test_a_draft_does_not_make_a_picture_public(visitor):
    image = make_image()
    make_plain_page(live=False, body=[figure(image)])
    assert visitor.get(rendition_of(image).url).status_code == 404


@pytest.mark.parametrize("who", ["visitor", "reader", "administrator"])
def test_originals_are_for_nobody(request, who, gated):
    client = request.getfixturevalue(who)
    assert client.get(gated.file.url).status_code == 404
    assert client.get(f"/media/{gated.file.name}").status_code == 404


def test_conditions_and_ranges_tell_nothing(visitor, reader, gated):
    address = rendition_of(gated).url
    known = reader.get(address)
    for headers in (
        {"Range": "bytes=0-10"},
        {"If-None-Match": known.headers.get("ETag", "*")},
        {"If-None-Match": "*"},
        {"If-Modified-Since": known.headers.get("Last-Modified", "Tue, 24 Nov 2026 00:00:00 GMT")},
    ):
        assert visitor.get(address, headers=headers).status_code == 404
        assert visitor.head(address, headers=headers).status_code == 404


ESCAPES = [
    "../hub.sqlite3",
    "images/../original_images/x.png",
    "images/../../hub.sqlite3",
    "..%2fhub.sqlite3",
    "%2e%2e/%2e%2e/etc/passwd",
    "images/..%5c..%5cx.png",
    "/etc/passwd",
    "//etc/passwd",
    "images/",
    "images",
    "",
    "images/x.png%00.png",
    "images/" + "a" * 5000,
    "documents/notes.pdf",
    "original_images/",
]


@pytest.mark.parametrize("path", ESCAPES)
def test_there_is_no_way_out_of_the_folder(reader, path):
    assert reader.get(f"/media/{path}").status_code in (301, 400, 404)


def test_a_file_that_is_no_rendition_is_not_served(reader):
    folder = Path(settings.MEDIA_ROOT) / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("page.html", "drawing.svg", "data.json", "copy.png"):
        path = folder / name
        path.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        assert reader.get(f"/media/images/{name}").status_code == 404
        path.unlink()


def test_a_link_in_the_folder_leads_nowhere(reader, tmp_path):
    (tmp_path / "secret.png").write_bytes(b"secret")
    link = Path(settings.MEDIA_ROOT) / "images" / "link.png"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(tmp_path / "secret.png")
    try:
        assert reader.get("/media/images/link.png").status_code == 404
    finally:
        link.unlink()


def test_media_can_only_be_read(reader, gated):
    for method in ("post", "put", "delete"):
        assert getattr(reader, method)(rendition_of(gated).url).status_code in (403, 405)


# --- Documents ------------------------------------------------------------------------------------
def test_a_document_is_behind_the_notice(visitor, reader):
    document = make_document(name="slides.pdf", content=b"%PDF-1.4 slides")
    make_article(body=[block("download", {"document": document.pk, "text": ""})])
    shown = visitor.get(document.url)
    assert "data-gate" in shown.content.decode()
    response = reader.get(document.url)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert body == b"%PDF-1.4 slides"


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.pdf", b"<html><script>alert(1)</script>"), ("notes.txt", b"<script>alert(1)</script>")],
)
def test_a_document_runs_nothing(reader, name, content):
    response = reader.get(make_document(name=name, content=content).url)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "html" not in response.headers["Content-Type"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_recording_can_be_wound_on(reader):
    document = make_document(name="talk.mp3", content=bytes(range(256)) * 8)
    make_article(lead_media=[audio(document)], format="podcast")
    response = reader.get(document.url, headers={"Range": "bytes=100-199"})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == "bytes 100-199/2048"


def test_the_pictures_of_the_demo_have_words(db):
    assert HubImage.objects.exists()
    for image in HubImage.objects.all():
        assert image.description or image.is_decorative, image.title
