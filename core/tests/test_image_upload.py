"""Files that editors upload: what is broken or hostile gets a form error and is not kept."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.models import HubDocument, HubImage

pytestmark = pytest.mark.django_db

SMEAR = "Blood smear with many lymphoblasts"


def encoded(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    # Noise does not compress, so that a file cut in half lacks half of its pixels.
    Image.effect_noise(size, 80).convert("RGB").save(out, kind)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that unpack to `width` x `height` pixels, as a decompression bomb does."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = zlib.compress(b"\x00" * 4096)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


PNG = encoded("PNG")
REFUSED = {
    "a PNG that is cut off": ("smear.png", PNG[: len(PNG) // 2]),
    "a JPEG that is cut off": ("smear.jpg", encoded("JPEG")[:700]),
    "a PNG with only its head": ("smear.png", PNG[:24]),
    "a GIF that is also a script": ("smear.gif", b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)//"),
    "an empty file": ("smear.png", b""),
    "a picture of 900 million pixels": ("smear.png", png_that_claims(30_000, 30_000)),
    "a web page named as a picture": ("smear.png", b"<!doctype html><script>alert(1)</script>"),
    "a drawing with scripts (SVG)": (
        "smear.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    ),
    "a drawing named as a picture": ("smear.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a PNG named as a JPEG": ("smear.jpg", PNG),
    "a file above the limit": ("smear.png", PNG + b"\x00" * settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE),
}


def stored_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture(params=list(REFUSED.values()), ids=list(REFUSED))
def refused_file(request):
    name, content = request.param
    return SimpleUploadedFile(name, content, content_type="image/png")


@pytest.fixture
def writer(client, django_user_model):
    client.force_login(django_user_model.objects.get(username="writer"))
    return client


@pytest.fixture
def nothing_is_stored():
    """Checks after the test that neither a row nor a file was added."""
    images, files = HubImage.objects.count(), stored_files()
    yield
    assert HubImage.objects.count() == images
    assert stored_files() == files


def details(**other):
    return {"title": "Smear", "licence": "own", "description": SMEAR, "tags": "", **other}


def test_a_broken_file_gets_a_form_error(writer, refused_file, nothing_is_stored):
    response = writer.post(reverse("wagtailimages:add"), details(file=refused_file))
    assert response.status_code == 200
    assert response.context["form"].errors["file"]


def test_a_broken_file_among_several_gets_an_error(writer, refused_file, nothing_is_stored):
    response = writer.post(
        reverse("wagtailimages:add_multiple"), {"files[]": refused_file, "title": "Smear"}
    )
    assert response.status_code == 200
    answer = response.json()
    assert answer["success"] is False
    assert answer["error_message"]


def test_a_broken_file_in_the_chooser_gets_a_form_error(writer, refused_file, nothing_is_stored):
    fields = {f"image-chooser-upload-{k}": v for k, v in details(file=refused_file).items()}
    response = writer.post(reverse("wagtailimages_chooser:create"), fields)
    assert response.status_code == 200
    answer = response.json()
    assert answer["step"] == "reshow_creation_form"
    assert "error-message" in answer["htmlFragment"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_a_sound_picture_is_kept(writer, kind):
    suffix = "jpg" if kind == "JPEG" else kind.lower()
    upload = SimpleUploadedFile(f"smear.{suffix}", encoded(kind), content_type=f"image/{suffix}")
    response = writer.post(reverse("wagtailimages:add"), details(file=upload))
    assert response.status_code == 302
    image = HubImage.objects.get(title="Smear")
    assert (image.width, image.height) == (64, 48)
    assert image.default_alt_text == SMEAR


def test_a_picture_without_alternative_text_is_refused(writer, nothing_is_stored):
    upload = SimpleUploadedFile("smear.png", PNG, content_type="image/png")
    response = writer.post(reverse("wagtailimages:add"), details(file=upload, description="  "))
    assert response.status_code == 200
    assert "description" in response.context["form"].errors


def test_a_decorative_picture_needs_no_alternative_text(writer):
    upload = SimpleUploadedFile("smear.png", PNG, content_type="image/png")
    writer.post(reverse("wagtailimages:add"), details(file=upload, description="", decorative="on"))
    assert HubImage.objects.get(title="Smear").default_alt_text == ""


def test_of_several_pictures_each_is_asked_for_its_alternative_text(writer):
    before = HubImage.objects.count()
    upload = SimpleUploadedFile("smear.png", PNG, content_type="image/png")
    answer = writer.post(
        reverse("wagtailimages:add_multiple"), {"files[]": upload, "title": "Smear"}
    ).json()
    assert answer["success"] is True
    assert "description" in answer["form"]
    assert HubImage.objects.count() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("program.exe", b"MZ"),
        ("no-suffix", b"plain"),
        ("empty.pdf", b""),
    ],
)
def test_a_document_of_another_type_is_refused(writer, name, content):
    documents, files = HubDocument.objects.count(), stored_files()
    response = writer.post(
        reverse("wagtaildocs:add"),
        {"title": "File", "file": SimpleUploadedFile(name, content), "tags": ""},
    )
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert HubDocument.objects.count() == documents
    assert stored_files() == files
