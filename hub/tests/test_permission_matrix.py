"""Who gets what, at every address of the site.

The addresses come from the URL configuration: a new one without an entry here fails. Public ones
are asked for by everybody; of the CMS, everything is asked for by those who have no right to it,
and what concerns money, accounts and what readers said by every role.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Page, PageViewRestriction, Site

from core.models import User
from feedback.models import (
    AgreementResponse,
    AgreementSet,
    PairedOption,
    PairedQuestion,
    PairedResponse,
    Poll,
    PollVote,
    Remark,
)
from feedback.readers import COOKIE_NAME
from feedback.tests.factories import make_poll, make_set, new_token
from sponsors.models import Funder, LedgerEntry, LevelScheme, SponsorAccess
from sponsors.services import book_record
from tests.factories import (
    make_article,
    make_document,
    make_plain_page,
    make_topic,
)

pytestmark = pytest.mark.django_db

OUTSIDE = ("anonymous", "reader", "sponsor")
STAFF = ("writer", "medical", "compliance", "publisher", "translator", "analyst", "admin")
ROLES = (*OUTSIDE, *STAFF)

Expected = dict[str, str]


def everybody(outcome: str, **others: str) -> Expected:
    return {role: others.get(role, outcome) for role in ROLES}


def staff(outcome: str, others: str) -> Expected:
    return {role: outcome if role in STAFF else others for role in ROLES}


PAGE, NOTICE, LOGIN, ELSEWHERE = "page", "notice", "login", "elsewhere"
REFUSED, MISSING, WRONG_METHOD, GONE = "refused", "missing", "wrong method", "gone"
OPEN = everybody(PAGE)
# Nobody but a reader who accepted the notice: neither a funder nor the editors are let past it.
GATED = everybody(NOTICE, reader=PAGE)
# Whether there is anything behind the notice, only who passed it is told.
GATED_AND_MISSING = everybody(NOTICE, reader=MISSING)
SPONSORS = everybody(LOGIN, sponsor=PAGE)
STATUS = {403: REFUSED, 404: MISSING, 405: WRONG_METHOD, 410: GONE}
LOGINS = ("/admin/login/", "/sponsor/login/", "/_util/login/")


def outcome(response: HttpResponseBase) -> str:
    """What somebody got, in one word."""
    if response.status_code == 200:
        return NOTICE if b"data-gate" in response.getvalue() else PAGE
    if response.status_code in (301, 302, 303):
        return LOGIN if response.headers["Location"].startswith(LOGINS) else ELSEWHERE
    return STATUS.get(response.status_code, str(response.status_code))


# --- The people and the things --------------------------------------------------------------------
@dataclass
class Things:
    """What addresses with a number or a name in them are about."""

    addresses: dict[str, str]
    numbers: dict[str, int]
    page: int


@pytest.fixture
def funder() -> Funder:
    return Funder.objects.create(
        legal_name="Marlow Biosciences Ltd",
        public_name="Marlow Biosciences",
        slug="marlow",
        kind="company",
    )


@pytest.fixture
def access(funder: Funder) -> SponsorAccess:
    user = User.objects.create_user("ines", "ines@marlow.example", "a long enough secret")
    return SponsorAccess.objects.create(funder=funder, user=user)


@pytest.fixture
def question() -> PairedQuestion:
    locale = Page.objects.get(depth=2, locale__language_code="en").locale
    made = PairedQuestion(question="Which day counts?", explanation="Day 28.", locale=locale)
    made.options = [
        PairedOption(text=text, is_right=not place, sort_order=place, locale=locale)
        for place, text in enumerate(("Day 28", "Day 90"))
    ]
    made.save()
    return made


@pytest.fixture
def things(funder: Funder, access: SponsorAccess, question: PairedQuestion) -> Things:
    closed = make_plain_page(title="Closed")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    password = PageViewRestriction.objects.create(
        page=make_plain_page(), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    agreement = make_document("Agreement", "agreement.pdf")
    record = book_record(
        funder=funder,
        kind="sponsorship",
        amount_minor=100_000,
        currency="EUR",
        period_start=datetime.date(2026, 1, 1),
        period_end=datetime.date(2026, 12, 31),
        scope="hub",
        involvement="funds_only",
        reference="MB-1",
        agreement=agreement,
        received_on=datetime.date(2026, 1, 20),
    )
    scheme, _created = LevelScheme.objects.get_or_create(from_year=2199)
    asked, poll = make_set(), make_poll()
    voice = {"agreement_set": asked, "poll": poll, "paired_question": question}
    article, draft = make_article(**voice), make_article(live=False, **voice)
    silent = make_article(asks_agreement=False)
    remark = Remark.objects.create(
        page_key=article.translation_key,
        language="en",
        text="Figure 2 is blurred.",
        fingerprint="0" * 64,
        received_on=datetime.date(2026, 1, 20),
    )
    entry = LedgerEntry.objects.get(kind="record", object_id=record.pk)
    return Things(
        addresses={
            "article": article.url,
            "draft": draft.url,
            "closed": closed.url,
            "password": f"/_util/authenticate_with_password/{password.pk}/{password.page_id}/",
            "document": make_document().url,
            "topic": make_topic().slug,
            "entry": str(entry.number),
            "record": str(record.pk),
            "asked": str(article.translation_key),
            "asked_of_draft": str(draft.translation_key),
            "not_asked": str(silent.translation_key),
            "poll": str(poll.translation_key),
            "question": str(question.translation_key),
            "nothing": str(uuid.UUID(int=7)),
        },
        numbers={
            "wagtailsnippets_sponsors_funder": funder.pk,
            "wagtailsnippetchoosers_sponsors_funder": funder.pk,
            "funding_records": record.pk,
            "level_schemes": scheme.pk,
            "sponsor_accounts": access.pk,
            "funding_ledger": entry.pk,
            "wagtailusers_users": access.user_id,
            "wagtailusers_groups": Group.objects.get(name="Writers").pk,
            "wagtailsites": Site.objects.get().pk,
            "wagtaillocales": article.locale_id,
            "wagtailsnippets_feedback_poll": poll.pk,
            "wagtailsnippets_feedback_agreementset": asked.pk,
            "wagtailsnippets_feedback_pairedquestion": question.pk,
            "wagtailsnippetchoosers_feedback_poll": poll.pk,
            "wagtailsnippetchoosers_feedback_agreementset": asked.pk,
            "wagtailsnippetchoosers_feedback_pairedquestion": question.pk,
            "remarks": remark.pk,
        },
        page=article.pk,
    )


@pytest.fixture
def people(access: SponsorAccess) -> dict[str, Client]:
    clients = {role: Client() for role in ROLES}
    clients["reader"].post("/acknowledge/", {"next": "/"})
    clients["sponsor"].post("/sponsor/login/", {"name": "ines", "password": "a long enough secret"})
    for role in STAFF:
        clients[role].force_login(User.objects.get(username=role))
    return clients


@pytest.fixture(autouse=True)
def pdfs_that_need_no_library() -> Iterator[None]:
    with mock.patch("sponsors.sponsor_views.pdf_from_html", return_value=b"%PDF-1.7"):
        yield


# --- Addresses ------------------------------------------------------------------------------------
def routes(
    patterns: list[Any], prefix: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """(path, name) of every view."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from routes(pattern.url_patterns, path, inner)
        elif isinstance(pattern, URLPattern):
            yield path, ":".join([*spaces, pattern.name or ""])


def all_routes() -> list[tuple[str, str]]:
    return list(routes(get_resolver().url_patterns))


CMS = "admin/"

# By the name of the view: addresses and what each person gets there.
PUBLIC: dict[str, list[tuple[str, Expected]]] = {
    "wagtail_serve": [
        ("/privacy/", OPEN),
        ("/funders/", OPEN),
        ("/articles/", GATED),
        ("{article}", GATED),
        ("{draft}", everybody(MISSING)),
        ("{closed}", staff(PAGE, LOGIN)),
        ("/no-such-page/", everybody(MISSING)),
    ],
    "wagtailcore_login": [("/_util/login/", OPEN)],
    "wagtailcore_authenticate_with_password": [("{password}", OPEN)],
    "wagtaildocs_serve": [("{document}", GATED)],
    "wagtaildocs_authenticate_with_password": [
        ("/documents/authenticate_with_password/1/", everybody(MISSING))
    ],
    "media": [("/media/no-such.png", everybody(MISSING)), ("/media/", everybody(MISSING))],
    "gate:acknowledge": [("/acknowledge/", everybody(ELSEWHERE))],
    "gate:withdraw": [("/acknowledge/withdraw/", everybody(WRONG_METHOD))],
    "appearance": [("/appearance/", everybody(WRONG_METHOD))],
    "healthz": [("/healthz", OPEN)],
    "readyz": [("/readyz", OPEN)],
    "robots": [("/robots.txt", OPEN)],
    "security-txt": [("/.well-known/security.txt", OPEN)],
    "sitemap-index": [("/sitemap.xml", OPEN)],
    "sitemap-languages": [("/sitemap-languages.xml", OPEN)],
    "sitemap": [("/sitemap-en.xml", OPEN), ("/sitemap-xx.xml", everybody(MISSING))],
    "share-card": [("/cards/1-0123456789abcdef.png", everybody(MISSING))],
    "favicon": [("/favicon.ico", everybody(ELSEWHERE))],
    "feed-all-rss": [("/feeds/articles.rss", OPEN)],
    "feed-all-atom": [("/feeds/articles.atom", OPEN)],
    "feed-all-json": [("/feeds/articles.json", OPEN)],
    "feed-topic-rss": [("/feeds/topics/{topic}.rss", OPEN)],
    "feed-topic-atom": [("/feeds/topics/{topic}.atom", OPEN)],
    "feed-topic-json": [("/feeds/topics/{topic}.json", OPEN)],
    "search:results": [("/search/?q=remission", GATED)],
    # What readers say: asked behind the notice like the content it is about; what the site knows of
    # a reader, and what readers say together, is open to all.
    "feedback:agreement": [
        ("/voice/agreement/{asked}/", GATED),
        ("/pt/voice/agreement/{asked}/", GATED),
        ("/voice/agreement/{asked_of_draft}/", GATED_AND_MISSING),
        ("/voice/agreement/{not_asked}/", GATED_AND_MISSING),
        ("/voice/agreement/{nothing}/", GATED_AND_MISSING),
        ("/voice/agreement/7/", everybody(MISSING)),
    ],
    "feedback:poll": [
        ("/voice/polls/{poll}/", GATED),
        ("/voice/polls/{poll}/?fragment=1", GATED),
        ("/voice/polls/{nothing}/", GATED_AND_MISSING),
    ],
    "feedback:question": [
        ("/voice/questions/{question}/{asked}/before/", GATED),
        ("/voice/questions/{question}/{asked}/after/", GATED),
        ("/voice/questions/{question}/{asked_of_draft}/after/", GATED_AND_MISSING),
        ("/voice/questions/{question}/{not_asked}/after/", GATED_AND_MISSING),
        ("/voice/questions/{nothing}/{asked}/after/", GATED_AND_MISSING),
        ("/voice/questions/{question}/{asked}/meanwhile/", everybody(MISSING)),
    ],
    "feedback:reading": [("/voice/reading/", everybody(NOTICE, reader=WRONG_METHOD))],
    "feedback:about-me": [("/voice/about-me/", OPEN), ("/pt/voice/about-me/", OPEN)],
    "impact:outcomes": [("/impact/outcomes/", OPEN), ("/impact/outcomes/?page={asked}", OPEN)],
    "impact:outcomes-csv": [("/impact/outcomes.csv", OPEN)],
    "impact:outcomes-json": [("/impact/outcomes.json", OPEN)],
    "sponsors:data-csv": [("/funders/data.csv", OPEN)],
    "sponsors:data-json": [("/funders/data.json", OPEN)],
    "sponsors:schema": [("/funders/schema.json", OPEN)],
    "sponsors:year-csv": [("/funders/2026/data.csv", OPEN)],
    "sponsors:year-json": [("/funders/2026/data.json", OPEN)],
    "sponsors:statement": [("/funders/statement/", OPEN)],
    "sponsors:ledger": [("/funders/ledger/", OPEN)],
    "sponsors:ledger-lines": [("/funders/ledger.jsonl", OPEN)],
    "sponsors:ledger-entry": [("/funders/ledger/{entry}/", OPEN)],
    "sponsors:agreement": [("/funders/agreements/{record}/", OPEN)],
    "sponsors:sponsor-access": [("/funders/sponsor-access/", OPEN)],
    "sponsor:overview": [("/sponsor/", SPONSORS)],
    "sponsor:report": [("/sponsor/report/", SPONSORS)],
    "sponsor:report-pdf": [("/sponsor/report.pdf", SPONSORS)],
    "sponsor:record-csv": [("/sponsor/record.csv", SPONSORS)],
    "sponsor:log": [("/sponsor/log/", SPONSORS)],
    "sponsor:login": [("/sponsor/login/", everybody(PAGE, sponsor=ELSEWHERE))],
    "sponsor:logout": [("/sponsor/logout/", everybody(WRONG_METHOD))],
    "sponsor:password": [("/sponsor/password/", everybody(GONE))],
    "sponsor:forgotten": [("/sponsor/password/forgotten/", OPEN)],
}


def test_every_public_address_has_an_entry():
    named = {name for path, name in all_routes() if not path.startswith(CMS)}
    assert named == set(PUBLIC)


def test_everybody_gets_at_each_public_address_what_the_table_says(people, things):
    wrong = [
        f"{address} {role}: {got}, not {expected[role]}"
        for cases in PUBLIC.values()
        for template, expected in cases
        for address in [template.format(**things.addresses)]
        for role, client in people.items()
        if (got := outcome(client.get(address))) != expected[role]
    ]
    assert wrong == []


# --- The CMS --------------------------------------------------------------------------------------
# Who is not logged in sees the way in, and its words and pictures.
DOORS = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}

EDITORIAL = "as test_roles.py says"
ADMINISTRATORS = ("admin",)
REVIEWERS = ("compliance", "admin")
# Of readers' voice: who reads the numbers, who sees what is asked, who decides on it.
REPORT_READERS = ("writer", "publisher", "analyst", "admin")
POLL_READERS = ("writer", "publisher", "admin")
ASKERS = ("publisher", "admin")

# The first rule whose prefix fits decides. EDITORIAL: not about money or accounts, see there.
RULES: list[tuple[str, Any]] = [
    ("snippets/sponsors/funder/edit/", ADMINISTRATORS),
    ("snippets/sponsors/funder/delete/", ADMINISTRATORS),
    ("snippets/sponsors/funder/usage/", ADMINISTRATORS),
    ("snippets/sponsors/funder/", REVIEWERS),
    ("snippets/choose/sponsors/funder/", EDITORIAL),
    ("funding/records/", REVIEWERS),
    ("funding/schemes/", ADMINISTRATORS),
    ("funding/wording/", ADMINISTRATORS),
    ("funding/accounts/", ADMINISTRATORS),
    ("funding/ledger/", REVIEWERS),
    ("funding/files/", REVIEWERS),
    ("reader-voice/report/", REPORT_READERS),
    ("reader-voice/remarks/", ASKERS),
    ("snippets/feedback/poll/add/", ASKERS),
    ("snippets/feedback/poll/edit/", ASKERS),
    ("snippets/feedback/poll/delete/", ADMINISTRATORS),
    ("snippets/feedback/poll/usage/", ASKERS),
    ("snippets/feedback/poll/history", ASKERS),
    ("snippets/feedback/poll/", POLL_READERS),
    ("snippets/feedback/agreementset/delete/", ADMINISTRATORS),
    ("snippets/feedback/agreementset/", ASKERS),
    ("snippets/feedback/pairedquestion/delete/", ADMINISTRATORS),
    ("snippets/feedback/pairedquestion/", ASKERS),
    ("snippets/choose/feedback/poll/create/", ASKERS),
    ("snippets/choose/feedback/agreementset/create/", ASKERS),
    ("snippets/choose/feedback/pairedquestion/create/", ASKERS),
    # Words that are asked, and no answers: whoever edits something may choose from them.
    ("snippets/choose/feedback/", STAFF),
    ("users/", ADMINISTRATORS),
    ("groups/", ADMINISTRATORS),
    ("sites/", ADMINISTRATORS),
    ("locales/", ADMINISTRATORS),
    ("settings/", ADMINISTRATORS),
    ("redirects/", ADMINISTRATORS),
    *(
        (prefix, EDITORIAL)
        for prefix in (
            "snippets/",
            "workflows/",
            "pages/",
            "images/",
            "documents/",
            "localize/",
            "reports/",
            "api/main/",
            "collections/",
            "forms/",
            "topic_chooser/",
            "person_chooser/",
            "article_chooser/",
            "choose-",
            "password_reset/",
            "articles/",
            "topics/",
            "people/",
            "tag-autocomplete/",
            "editing-sessions/",
            "embeds/",
            "bulk/",
            "account/",
            "logout/",
            "dismissibles/",
            "block-preview/",
            "sprite/",
            "login/",
            "jsi18n/",
            "test404/",
            "failwhale/",
        )
    ),
]
POSTED = {"sponsor_accounts:invite"}  # answer nothing else
START = ("admin/", "admin/^.*/$")  # the first page, and whatever is none


def cms_routes() -> list[tuple[str, str]]:
    return [(path, name) for path, name in all_routes() if path.startswith(CMS)]


def rule_for(path: str) -> Any:
    below = re.sub(r"^\^", "", path.removeprefix(CMS))
    return next((who for prefix, who in RULES if below.startswith(prefix)), None)


def cms_address(path: str, name: str, things: Things) -> str:
    """An address of the route, with the number of a thing of its kind."""
    number = str(things.numbers.get(name.partition(":")[0], things.page))
    path = path.replace("<slug:language>", "en").replace("<slug:kind>", "csv")
    path = re.sub(r"<(?:int:|uuid:|str:)?\w*(?:id|pk|version)\w*>", number, path)
    path = re.sub(r"<int:\w+>", number, path)
    return "/" + re.sub(r"<[^>]+>", "articles", re.sub(r"[\^$]|\(\?:?|\)", "", path))


def test_every_address_of_the_cms_has_a_rule():
    assert [path for path, _name in cms_routes() if rule_for(path) is None] == [*START]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", OUTSIDE)
def test_nobody_from_outside_gets_into_the_cms(people, things, role, method):
    """A funder is a stranger there, as everybody without a right is."""
    into = []
    for path, name in cms_routes():
        if name in DOORS:
            continue
        got = outcome(getattr(people[role], method)(cms_address(path, name, things)))
        if got not in (LOGIN, REFUSED, MISSING):
            into.append(f"{path} {name}: {got}")
    assert into == []


def is_in(client: Client, response: HttpResponseBase) -> bool:
    """Whether somebody may be there: Wagtail sends away to its first page who may not."""
    if response.status_code in (301, 302):
        location = response.headers["Location"]
        return location != "/admin/" and is_in(client, client.get(location))
    return response.status_code not in (403, 404, 405)


def test_each_role_is_where_the_rules_let_it_be(people, things):
    """Administrators are asked about what is ours; elsewhere Wagtail lets them do everything."""
    wrong = []
    for path, name in cms_routes():
        who = rule_for(path)
        if who in (None, EDITORIAL):
            continue
        if name in POSTED:
            continue
        ours = re.search(r"sponsors|feedback|admin/(funding|reader-voice)/", path)
        for role in STAFF:
            if role == "admin" and not ours:
                continue
            response = people[role].get(cms_address(path, name, things))
            if is_in(people[role], response) != (role in who):
                wrong.append(f"{path} {name} {role}: {response.status_code}")
    assert wrong == []


def test_nothing_is_written_by_who_may_not_be_there(people, things, funder, access):
    """The same walk with posts, by every role but the administrators."""
    before = how_many()
    for path, name in cms_routes():
        who = rule_for(path)
        if who in (None, EDITORIAL):
            continue
        for role in STAFF:
            if role != "admin" and role not in who:
                response = people[role].post(cms_address(path, name, things), {"next": "/"})
                assert not is_in(people[role], response), f"{path} {role}"
    assert before == how_many()
    access.refresh_from_db()
    assert access.is_active


def how_many() -> dict[str, int]:
    kept = (Funder, User, LedgerEntry, *ASKED, *ANSWERS, Remark)
    return {model.__name__: model.objects.count() for model in kept}


# --- What readers say -----------------------------------------------------------------------------
ASKED = (Poll, AgreementSet, PairedQuestion)
ANSWERS = (PollVote, AgreementResponse, PairedResponse)
FILES = ("csv", "xlsx", "json", "pdf", "pages")


@pytest.mark.parametrize("kind", FILES)
def test_every_file_of_the_report_is_for_those_who_may_read_it(people, kind):
    address = f"/admin/reader-voice/report/download/{kind}/"
    with mock.patch("feedback.exports.pdf_from_html", return_value=b"%PDF-1.7"):
        inside = {role for role, client in people.items() if client.get(address).status_code == 200}
    assert inside == set(REPORT_READERS)


def test_only_administrators_say_how_long_answers_are_kept(people):
    address = "/admin/settings/feedback/feedbacksettings/"
    inside = {role for role in STAFF if is_in(people[role], people[role].get(address))}
    assert inside == set(ADMINISTRATORS)


def test_analysts_see_numbers_and_nothing_else(people, things):
    """Of all that is in the CMS, theirs are the report and what every account has."""
    report = cms_address("admin/reader-voice/report/pages/<int:page_id>/", "", things)
    page = people["analyst"].get(report).content.decode()
    assert "Figure 2 is blurred." not in page
    assert "Figure 2 is blurred." in people["publisher"].get(report).content.decode()
    for address in (f"/admin/pages/{things.page}/edit/", "/admin/articles/", "/admin/images/add/"):
        assert not is_in(people["analyst"], people["analyst"].get(address)), address


def test_only_who_accepted_the_notice_is_heard(people, things):
    """Neither a funder nor an editor answers without having done so."""
    poll, asked, question = (
        model.objects.get(pk=things.numbers[f"wagtailsnippets_feedback_{model._meta.model_name}"])
        for model in ASKED
    )
    statement = asked.statements.first().translation_key
    sent = {
        "/voice/polls/{poll}/": {"option": poll.options.first().translation_key},
        "/voice/agreement/{asked}/": {f"s-{statement.hex}": "4"},
        "/voice/questions/{question}/{asked}/before/": {
            "option": question.options.first().translation_key
        },
    }
    before = how_many()
    for role, client in people.items():
        client.cookies[COOKIE_NAME] = new_token()
        for template, data in sent.items():
            address = template.format(**things.addresses)
            response = client.post(address, {**data, "back": "/funders/"})
            led_to = response.headers["Location"].partition("?")[0]
            assert led_to == (address if role == "reader" else "/funders/"), f"{address} {role}"
    after = how_many()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        model.__name__: 1 for model in ANSWERS
    }
