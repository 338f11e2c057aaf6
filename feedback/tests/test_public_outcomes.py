"""/impact/outcomes/: the whole hub, for everybody, without a page or a person by itself."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest

from feedback.models import (
    AgreementCount,
    AgreementSet,
    AgreementStatement,
    PairedCount,
    PollCount,
    ReadingCount,
    Remark,
)
from feedback.tests.counted import answered, opened

pytestmark = pytest.mark.django_db

ADDRESS = "/impact/outcomes/"
MONTH = date(2026, 1, 1)


@pytest.fixture
def counted(english):
    for model in (AgreementCount, PairedCount, PollCount, ReadingCount):
        model.objects.all().delete()
    chosen = AgreementSet.objects.create(title="T", heading="U?", thanks="T.", locale=english)
    statement = AgreementStatement.objects.create(
        set=chosen, text="I will change my practice", measure="intent", locale=english
    )
    key = statement.translation_key
    answered(UUID(int=1), key, (1, 2, 4, 10, 3), respondents=20, month=MONTH)
    answered(UUID(int=2), key, (9, 0, 0, 0, 0), respondents=9, month=MONTH)
    opened(UUID(int=1), 4000, 3000, 2000, day=MONTH)
    return statement


def test_everybody_reads_it_without_the_notice(visitor, counted):
    response = visitor.get(ADDRESS)
    text = response.content.decode()
    assert response.status_code == 200
    for words in ("65% agree, 20% neutral, 15% disagree", "65.0%", "SHA-256", "Level 4"):
        assert words in text, words
    assert "set-cookie" not in {name.lower() for name in response.headers}


def test_nine_readers_are_in_no_channel(visitor, counted):
    data = json.loads(visitor.get("/impact/outcomes.json").content)
    assert data["data"]["statements"][0]["counts"] == [1, 2, 4, 10, 3]
    assert data["figures"]["statements"][0]["groups_held_back"] == 1


def test_page_csv_and_json_name_one_hash(visitor, counted):
    sha = json.loads(visitor.get("/impact/outcomes.json").content)["sha256"]
    assert sha in visitor.get(ADDRESS).content.decode()
    assert sha in b"".join(visitor.get("/impact/outcomes.csv")).decode()


def test_no_filter_and_no_remark_is_public(visitor, counted):
    Remark.objects.create(
        page_key=UUID(int=1), language="en", text="Secretly wrong", received_on=MONTH
    )
    whole = visitor.get(ADDRESS).content
    narrowed = visitor.get(ADDRESS, {"article": str(UUID(int=1)), "language": "pt"}).content
    assert b"Secretly wrong" not in whole
    assert (
        json.loads(visitor.get("/impact/outcomes.json?language=pt").content)["data"]["query"] == ""
    )
    assert b"65.0%" in narrowed


def test_it_is_read_only(visitor, counted):
    assert visitor.post(ADDRESS).status_code in (403, 405)


def test_an_empty_hub_says_so(visitor, counted):
    for model in (AgreementCount, ReadingCount):
        model.objects.all().delete()
    assert "No figure has reached ten readers" in visitor.get(ADDRESS).content.decode()


def test_it_speaks_the_language_of_the_address(visitor, counted):
    response = visitor.get(f"/pt{ADDRESS}")
    assert response.status_code == 200
    assert '<html lang="pt"' in response.content.decode()


def test_it_needs_no_inline_style_or_script(visitor, counted):
    text = visitor.get(ADDRESS).content.decode()
    body = text[text.index("<main") : text.index("</main>")]
    assert " style=" not in body
    assert "<script" not in body
