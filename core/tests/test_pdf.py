"""PDFs: readable for everybody, drawn without a network, and an honest error without libraries."""

import base64
import re
import socket
import zlib

import pytest
from PIL import ImageFile

from core import pdf
from core.pdf import NotAStaticFileError, PdfUnavailableError, pdf_from_html, static_file

PIXEL = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4v4z"/></svg>'
).decode()


def document(body, head=""):
    return (
        f'<!doctype html><html lang="pt"><head><meta charset="utf-8"><title>Relatório</title>{head}'
        f"</head><body><h1>Relatório</h1>{body}</body></html>"
    )


@pytest.fixture
def no_network(monkeypatch):
    """Whoever opens a connection or asks for the address of a host fails, and is noted."""
    asked = []

    def refuse(*args, **kwargs):
        asked.append(args)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return asked


def test_a_pdf_is_tagged_and_says_its_language_and_title(no_network):
    data = pdf_from_html(document("<p>Total</p><table><tr><th>Ano</th><td>2026</td></tr></table>"))
    assert data.startswith(b"%PDF-")
    plain = uncompressed(data)
    assert b'pdfuaid:part="1"' in plain
    assert b"/StructTreeRoot" in plain
    assert b"/MarkInfo" in plain
    assert re.search(rb"/Lang \(pt\)", plain)
    assert "Relatório".encode() in plain  # in the metadata, in UTF-8
    assert no_network == []


def uncompressed(data):
    """The objects of the file, whether in plain sight or in compressed streams."""
    parts = [data]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_nothing_is_fetched_from_elsewhere(no_network, tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("body::after { content: 'canary' }")
    head = (
        '<link rel="stylesheet" href="https://elsewhere.example/style.css">'
        f'<link rel="stylesheet" href="file://{secret}">'
        "<style>@import url('http://127.0.0.1:9/x.css');"
        "body { background: url(//elsewhere.example/back.png) }</style>"
    )
    body = (
        '<img src="https://elsewhere.example/pixel.png" alt="">'
        '<img src="/media/original.png" alt="">'
        f'<object data="file://{secret}"></object>'
        f'<a rel="attachment" href="file://{secret}">attached</a>'
        '<img src="ftp://elsewhere.example/x.png" alt="">'
    )
    data = pdf_from_html(document(body, head))
    assert data.startswith(b"%PDF-")
    assert b"canary" not in uncompressed(data)
    assert no_network == []


def test_our_own_static_files_and_drawings_are_used(no_network):
    plain = pdf_from_html(document("<p>1,284</p>"))
    head = (
        "<style>@font-face { font-family: Own; "
        "src: url('/static/hub/fonts/literata-latin.woff2') } p { font-family: Own }</style>"
    )
    own = pdf_from_html(document("<p>1,284</p>", head))
    assert b"+Own" in uncompressed(own)
    assert b"+Own" not in uncompressed(plain)
    drawn = pdf_from_html(
        document(f'<img src="data:image/svg+xml;base64,{PIXEL}" alt="A triangle">')
    )
    assert len(drawn) > 0
    assert no_network == []


@pytest.mark.parametrize(
    "address",
    [
        "https://hub.invalid/static/../manage.py",
        "https://hub.invalid/static/%2e%2e/manage.py",
        "https://hub.invalid/static//etc/passwd",
        "https://hub.invalid/static/",
        "https://hub.invalid/static/hub/no-such-file.css",
        "https://hub.invalid/media/originals/picture.png",
        "https://hub.invalid/documents/1/agreement.pdf",
        "https://hub.invalid.example/static/hub/css/main.css",
        "https://elsewhere.example/static/hub/css/main.css",
        "file:///etc/passwd",
        "/static/hub/css/main.css",
    ],
)
def test_only_the_address_of_a_static_file_is_one(address):
    with pytest.raises(NotAStaticFileError):
        static_file(address)


def test_a_static_file_is_found_by_its_address():
    assert static_file("https://hub.invalid/static/hub/css/main.css?v=1#top").name == "main.css"


@pytest.mark.parametrize("problem", [OSError("cannot load library"), ImportError("weasyprint")])
def test_without_the_libraries_the_error_names_the_packages(monkeypatch, problem):
    def missing(name):
        raise problem

    monkeypatch.setattr(pdf, "import_module", missing)
    with pytest.raises(PdfUnavailableError, match=r"apt-get install libpango-1\.0-0"):
        pdf_from_html(document("<p>x</p>"))


def test_letters_of_every_script_and_odd_markup_make_a_pdf(no_network):
    body = "<p>Ação, señal, Ελληνικά, العربية, 漢字, 🧪 &amp; <b>unclosed<p>&#0;" + "x" * 5000
    assert pdf_from_html(document(body)).startswith(b"%PDF-")


def test_drawing_a_pdf_does_not_make_pillow_accept_pictures_that_are_cut_off():
    pdf_from_html("<html lang='en'><title>A</title><p>A</p></html>")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
