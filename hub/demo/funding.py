"""Loads the register of the demonstration through the services that editors use.

What is there already stays: a record is known by its reference, a funder by its address, a scheme
by its first year. Nothing here is written twice and nothing an editor did is undone.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Locale, Page

from articles.models import ArticlePage, TopicPage
from core.models import HubDocument, User
from hub.demo import content
from hub.demo.agreements import Agreement, draw_agreement
from hub.demo.library import Library
from sponsors.models import (
    Funder,
    FunderWording,
    FundingRecord,
    FundingSettings,
    Involvement,
    LevelScheme,
    LevelThreshold,
    Scope,
    SponsorAccess,
    SupportKind,
)
from sponsors.money import money_text, parse_amount
from sponsors.services import announce_scheme, book_record, reverse_record

Data = dict[str, Any]
REGISTER = "funding.yaml"
SUBJECTS: dict[str, type[Page]] = {Scope.TOPIC: TopicPage, Scope.ITEM: ArticlePage}


def load_funders() -> int:
    """Level schemes and funders, in the languages there are; how many were written."""
    register = content.read(REGISTER)
    written = 0
    for scheme in register["schemes"]:
        written += _load_scheme(scheme)
    for funder in register["funders"]:
        written += _load_funder(funder)
    return written


def _load_scheme(raw: Data) -> int:
    if LevelScheme.objects.filter(from_year=raw["from_year"]).exists():
        return 0
    scheme = LevelScheme(from_year=raw["from_year"], ceiling_tenths=raw["ceiling"])
    scheme.thresholds = [
        LevelThreshold(level=level, minimum_tenths=minimum)
        for level, minimum in raw["thresholds"].items()
    ]
    scheme.save()
    announce_scheme(scheme)
    return 1


def _load_funder(raw: Data) -> int:
    if Funder.objects.filter(slug=raw["slug"]).exists():
        return 0
    wordings = raw.get("wordings") or {}
    funder = Funder(**{name: value for name, value in raw.items() if name != "wordings"})
    funder.wordings = [
        FunderWording(locale=Locale.objects.get(language_code=code), **words)
        for code, words in wordings.items()
    ]
    funder.full_clean()
    funder.save()
    return 1


def load_records(library: Library, by: User) -> int:
    """Book every record that is not there, with its agreement; how many were booked or reversed.

    The pages that money is booked on must exist.
    """
    register = content.read(REGISTER)
    raw_records = {raw["reference"]: raw for raw in register["records"]}
    if not FundingRecord.objects.exists():
        FundingSettings.objects.update_or_create(
            defaults={"reporting_currency": register["currency"]}
        )
    known = set(FundingRecord.objects.values_list("reference", flat=True))
    written = 0
    for reference, raw in raw_records.items():
        if reference in known:
            continue
        record = _book(raw, _agreement(raw_records, reference, library), by)
        written += 1
        if raw.get("reversed"):
            reverse_record(record, reason=raw["reversed"], by=by)
            written += 1
    return written


def _book(raw: Data, agreement: HubDocument | None, by: User) -> FundingRecord:
    currency = _currency(raw)
    rate = raw.get("rate") or {}
    # The register knows no receipt and no rate of a day to come: where the clock is behind these
    # files, money has not arrived and the rate is today's.
    today, received_on = timezone.localdate(), raw.get("received_on")
    return book_record(
        funder=Funder.objects.get(slug=raw["funder"]),
        kind=raw["kind"],
        amount_minor=parse_amount(raw["amount"], currency),
        currency=currency,
        period_start=raw["from"],
        period_end=raw["to"],
        received_on=received_on if received_on and received_on <= today else None,
        scope=raw.get("scope", Scope.HUB),
        page=_subject(raw),
        involvement=raw.get("involvement", Involvement.FUNDS_ONLY),
        agreement=agreement,
        givers=raw.get("givers"),
        reference=raw["reference"],
        by=by,
        rate=Decimal(rate["rate"]) if rate else None,
        rate_on=min(rate["day"], today) if rate else None,
        rate_source=rate.get("source", ""),
    )


def _currency(raw: Data) -> str:
    return str(raw.get("currency") or content.read(REGISTER)["currency"])


def _subject(raw: Data) -> Page | None:
    """The topic or article in the original language that the money is for."""
    if "page" not in raw:
        return None
    model = SUBJECTS[raw["scope"]]
    page: Page = model.objects.get(slug=raw["page"], locale=Locale.get_default())
    return page


def _agreement(records: dict[str, Data], reference: str, library: Library) -> HubDocument | None:
    """The agreement of a record. A record that was booked wrongly has that of its correction."""
    raw = records[records[reference].get("agreement", reference)]
    if raw["kind"] == SupportKind.CONTRIBUTIONS:
        return None
    return library.drawn_document(
        f"Agreement {raw['reference']} (invented)",
        "An invented agreement, made for the demonstration.",
        f"agreement-{raw['reference'].lower()}.pdf",
        lambda: draw_agreement(_agreement_facts(raw)),
    )


def _agreement_facts(raw: Data) -> Agreement:
    currency, subject = _currency(raw), _subject(raw)
    scope = Scope(raw.get("scope", Scope.HUB))
    return Agreement(
        reference=raw["reference"],
        funder=Funder.objects.get(slug=raw["funder"]).legal_name,
        support=str(SupportKind(raw["kind"]).label),
        amount=money_text(parse_amount(raw["amount"], currency), currency, "en"),
        period=f"{_day(raw['from'])} to {_day(raw['to'])}",
        purpose=f"{scope.label}: {subject.title}" if subject else str(scope.label),
    )


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


# --- The account of a funder ----------------------------------------------------------------------
def load_sponsor_account(username: str, password: str) -> int:
    """Somebody who looks in for a funder; made once, like the accounts of the CMS."""
    raw = content.read(REGISTER)["sponsor_account"]
    names = {"email": raw["email"], "first_name": raw["first_name"]}
    user, is_new = User.objects.get_or_create(username=username, defaults=names)
    if not is_new:
        return 0
    user.set_password(password)
    user.save()
    SponsorAccess.objects.create(user=user, funder=Funder.objects.get(slug=raw["funder"]))
    return 1
