"""The demo's money: all levels, a correction, a foreign currency; invented, and marked as such."""

import json
import re
from collections import Counter
from datetime import date

import pytest
import yaml
from django.core.management import call_command
from wagtail.models import Locale, Page

from articles.models import ArticlePage, TopicPage
from core.models import HubDocument, User
from hub.demo.agreements import Agreement, draw_agreement, lines_of
from hub.demo.content import CONTENT
from hub.demo.site import DEMO_PASSWORD, DEMO_SPONSOR
from hub.models import DemoRecord
from sponsors.models import (
    EntryKind,
    ExchangeRate,
    Funder,
    FunderPage,
    FundersPage,
    FundersYearPage,
    FundingRecord,
    LedgerEntry,
    LevelScheme,
    SponsorAccess,
)
from sponsors.selectors import (
    current_funding,
    figures_of_year,
    frozen_funding,
    publications_of,
    years_with_records,
)

pytestmark = pytest.mark.django_db
COMPANIES = {
    "Northvane Bio",
    "Aldermoor Therapeutics",
    "Calder Finch Pharma",
    "Ostravia Cell Therapies",
}
ASSOCIATION = "Beaumarais Association for Blood Education"


def register():
    return yaml.safe_load((CONTENT / "funding.yaml").read_text(encoding="utf-8"))


def article(slug, language="en"):
    return ArticlePage.objects.get(slug=slug, locale__language_code=language)


def levels(year):
    return {row.name: row.level for row in figures_of_year(year).rows}


# --- The register ---------------------------------------------------------------------------------
def test_every_record_of_the_file_is_booked():
    booked = FundingRecord.objects.filter(reverses=None)
    assert set(booked.values_list("reference", flat=True)) == {
        raw["reference"] for raw in register()["records"]
    }


def test_four_companies_and_an_association_of_a_group_and_readers_pay():
    kinds = dict(Funder.objects.values_list("public_name", "kind"))
    assert {name for name, kind in kinds.items() if kind == "company"} == COMPANIES
    assert Counter(kinds.values()) == {"company": 4, "association": 1, "readers": 1}
    assert Funder.objects.get(kind="association").parent_group == "Beaumarais Group"


def test_all_levels_are_given_in_2026():
    assert levels(2026) == {
        "Northvane Bio": "principal",
        "Aldermoor Therapeutics": "major",
        "Calder Finch Pharma": "major",
        ASSOCIATION: "supporting",
        "Ostravia Cell Therapies": "contributing",
        "Readers": None,
    }


def test_three_years_differ_and_their_shares_add_up():
    shares = [
        {row.name: row.share_tenths for row in figures_of_year(year).rows}
        for year in (2024, 2025, 2026)
    ]
    assert all(sum(year.values()) == 1000 for year in shares)
    assert len({frozenset(year.items()) for year in shares}) == 3
    assert set(years_with_records(ahead=True)) >= {2024, 2025, 2026}


def test_only_in_the_first_year_somebody_is_above_the_ceiling():
    named = {year: figures_of_year(year).over_ceiling for year in (2024, 2025, 2026)}
    assert named == {2024: ("Northvane Bio",), 2025: (), 2026: ()}


def test_an_agreement_over_two_years_is_spread_over_both():
    record = FundingRecord.objects.get(reference="DEMO-2025-NVB-2")
    assert (record.period_start.year, record.period_end.year) == (2025, 2026)


def test_every_amount_in_another_currency_has_its_dated_rate():
    foreign = FundingRecord.objects.exclude(currency="EUR")
    assert foreign
    assert all(record.exchange_rate.on for record in foreign)


def test_a_mistake_is_reversed_with_its_reason_and_booked_again():
    wrong = FundingRecord.objects.get(reference="DEMO-2026-ALD-1")
    assert wrong.reversal.amount_minor == -wrong.amount_minor
    assert "96,000.00" in wrong.reversal.reason
    right = FundingRecord.objects.get(reference="DEMO-2026-ALD-2")
    assert right.amount_minor == 96_000_00
    assert right.agreement == wrong.agreement


def test_money_for_a_topic_and_for_one_article_is_booked_on_them():
    topic = FundingRecord.objects.get(scope="topic")
    assert topic.page.specific == TopicPage.objects.get(
        slug="car-t-cell-therapy", locale__language_code="en"
    )
    item = FundingRecord.objects.get(scope="item")
    assert item.page.specific == article("mrd-sequencing-or-flow")


def test_one_funder_suggested_a_topic_and_none_saw_a_draft():
    involvement = Counter(FundingRecord.objects.values_list("involvement", flat=True))
    assert involvement["suggested_topic"] == 1
    assert set(involvement) == {"funds_only", "suggested_topic"}


def test_readers_contributions_say_how_many_there_were():
    for record in FundingRecord.objects.filter(kind="contributions"):
        assert record.givers > 100
        assert record.agreement is None


# --- Invented, and marked -------------------------------------------------------------------------
def test_what_is_invented_about_money_is_marked():
    assert all("(invented)" in name for name in Funder.objects.values_list("legal_name", flat=True))
    assert all(
        reference.startswith("DEMO-")
        for reference in FundingRecord.objects.values_list("reference", flat=True)
    )
    for funder in Funder.objects.exclude(website=""):
        assert funder.website.endswith(".example")


@pytest.mark.parametrize(
    ("language", "word"), [("", "invented"), ("pt", "inventad"), ("es", "inventad")]
)
def test_the_pages_about_money_say_that_it_is_invented(language, word):
    for page in yaml.safe_load((CONTENT / language / "funder-pages.yaml").read_text()).values():
        assert word in page["introduction"]
    for page in yaml.safe_load((CONTENT / language / "funder-years.yaml").read_text()).values():
        assert word in page["introduction"]
    funders = (CONTENT / language / "funders.yaml").read_text().lower()
    assert word in funders


NOBODY_PAYS = re.compile(
    r"receives no money|no recibe dinero|não recebe dinheiro|nobody pays|ninguém paga|nadie paga"
)


def test_no_page_says_that_nobody_pays():
    for path in CONTENT.rglob("*.yaml"):
        assert not NOBODY_PAYS.search(path.read_text(encoding="utf-8")), path


# --- Agreements -----------------------------------------------------------------------------------
def test_every_agreement_is_a_file_that_says_it_is_invented():
    records = FundingRecord.objects.exclude(kind="contributions").filter(reverses=None)
    for record in records:
        assert len(record.agreement_sha256) == 64
        with record.agreement.file.open("rb") as file:
            drawn = file.read()
        assert drawn.startswith(b"%PDF-1.4")
        assert b"INVENTED" in drawn
        assert record.agreement.title.endswith("(invented)")


AGREEMENT = Agreement(
    reference="X-1",
    funder="Société (Marlow) \\ Müller, a very long name " * 4,
    support="Educational grant",
    amount="€1,000",
    period="1 May 2026 to 2 May 2026",
    purpose="The whole hub",
)


def test_the_same_agreement_is_drawn_to_the_same_bytes():
    assert draw_agreement(AGREEMENT) == draw_agreement(AGREEMENT)


def test_a_drawn_agreement_is_a_sound_pdf():
    drawn = draw_agreement(AGREEMENT)
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", drawn)[1])
    assert drawn[start:].startswith(b"xref\n0 10\n")
    offsets = re.findall(rb"(\d{10}) 00000 n \n", drawn)
    assert len(offsets) == 9
    for number, offset in enumerate(offsets, start=1):
        assert drawn[int(offset) :].startswith(b"%d 0 obj\n" % number)
    length, content = re.search(rb"/Length (\d+) >>\nstream\n(.*)\nendstream", drawn, re.S).groups()
    assert len(content) == int(length)
    assert rb"\(Marlow\) \\ M" in content
    assert all(len(line.text) <= 84 for line in lines_of(AGREEMENT))


# --- Pages ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "pt", "es"])
def test_the_pages_about_money_exist_in_every_language(language):
    locale = Locale.objects.get(language_code=language)
    (funders,) = FundersPage.objects.live().filter(locale=locale)
    assert len(funders.rules) == 6
    years = FundersYearPage.objects.live().child_of(funders)
    assert set(years.values_list("year", "slug")) == {
        (2024, "2024"),
        (2025, "2025"),
        (2026, "2026"),
    }
    pages = FunderPage.objects.live().child_of(funders).select_related("funder")
    assert {(page.slug, page.funder.slug) for page in pages} == {
        (slug, slug) for slug in Funder.objects.values_list("slug", flat=True)
    }


# --- The funding as of publication ----------------------------------------------------------------
def test_every_article_has_the_record_of_the_day_it_was_published():
    for page in ArticlePage.objects.live().select_related("locale"):
        days = [record.published_at.date() for record in publications_of(page)]
        wanted = [page.updated_on, page.published_on] if page.updated_on else [page.published_on]
        assert days == wanted, page.slug


def test_articles_of_different_days_were_paid_for_by_different_funders():
    early = frozen_funding(article("ukall-2003-ten-years"))
    late = frozen_funding(article("tisa-cel-cibmtr-real-world"))
    assert early.content["year"] == 2025
    assert late.content["year"] == 2026
    assert {funder.level for funder in early.funders} != {funder.level for funder in late.funders}


def test_a_grant_for_a_topic_is_named_on_its_articles_in_every_language():
    for language in ("en", "pt", "es"):
        frozen = frozen_funding(article("tisa-cel-cibmtr-real-world", language))
        (association,) = [one for one in frozen.funders if one.slug == "beaumarais-association"]
        assert {support.scope for support in association.support} == {"hub", "topic"}
    other = frozen_funding(article("gimema-lal2317-upfront-blinatumomab"))
    (association,) = [one for one in other.funders if one.slug == "beaumarais-association"]
    assert {support.scope for support in association.support} == {"hub"}


def test_a_suggested_topic_is_said_in_the_article():
    frozen = frozen_funding(article("mrd-sequencing-or-flow"))
    involvement = {
        (funder.name, support.involvement)
        for funder in frozen.funders
        for support in funder.support
    }
    assert ("Ostravia Cell Therapies", "suggested_topic") in involvement


@pytest.mark.parametrize("language", ["en", "pt", "es"])
@pytest.mark.parametrize("on", [date(2026, 11, 24), date(2028, 6, 1)])
def test_the_statement_names_everybody_in_every_language(language, on):
    statement = current_funding(Locale.objects.get(language_code=language), on).statement.text
    for name in (*COMPANIES, "Beaumarais"):
        assert name in statement


def test_the_chain_of_the_demo_is_sound():
    call_command("verify_disclosures", verbosity=0)


# --- Loading again --------------------------------------------------------------------------------
def test_an_article_that_changed_in_the_files_gets_a_further_record():
    page = article("calgb-10403-young-adults")
    before = publications_of(page)
    DemoRecord.objects.filter(key="en/ArticlePage/calgb-10403-young-adults").update(digest="old")
    call_command("load_demo", verbosity=0)
    after = publications_of(page)
    assert after[1:] == before
    assert after[0].published_at > before[0].published_at
    # The loader writes these records itself; once it is done, publishing does so again.
    page.save_revision().publish()
    assert publications_of(page)[1:] == after


def test_a_demo_of_the_time_before_the_register_is_brought_up_to_date():
    """As it was: pages and accounts, but no money and no records."""
    for model in (FunderPage, FundersYearPage):
        for page in model.objects.all():
            Page.objects.get(pk=page.pk).delete()
    SponsorAccess.objects.all().delete()
    User.objects.filter(username=DEMO_SPONSOR).delete()
    for model in (LedgerEntry, ExchangeRate, FundingRecord):
        model.objects.all()._raw_delete(model.objects.db)
    Funder.objects.all().delete()
    LevelScheme.objects.all().delete()
    HubDocument.objects.filter(title__startswith="Agreement").delete()
    call_command("load_demo", verbosity=0)
    assert levels(2026)["Northvane Bio"] == "principal"
    assert FunderPage.objects.live().count() == 18
    for page in ArticlePage.objects.live():
        assert frozen_funding(page).afterwards
    call_command("verify_disclosures", verbosity=0)


# --- The sponsor's account ------------------------------------------------------------------------
def test_the_sponsor_of_the_demo_may_look_in_and_has_no_place_in_the_cms():
    access = SponsorAccess.objects.select_related("user", "funder").get()
    assert (access.user.username, access.funder.slug) == (DEMO_SPONSOR, "northvane-bio")
    assert access.user.check_password(DEMO_PASSWORD)
    assert not access.user.groups.exists()
    assert not access.user.has_perm("wagtailadmin.access_admin")


def test_entries_of_the_register_come_before_the_articles():
    kinds = [kind for (kind,) in LedgerEntry.objects.order_by("number").values_list("kind")]
    first = kinds.index(EntryKind.PUBLICATION)
    assert EntryKind.RECORD not in kinds[first:]
    contents = [
        json.loads(content)["published_at"]
        for content in LedgerEntry.objects.filter(kind=EntryKind.PUBLICATION)
        .order_by("number")
        .values_list("content", flat=True)
    ]
    assert contents == sorted(contents)
