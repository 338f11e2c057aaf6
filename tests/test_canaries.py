"""A funder's account meets nothing but what is published and its own record.

Words that stand nowhere else are put into drafts, closed pages, comments, the workflow and the data
of people; then the account asks for every address of the site. (What readers may meet of gated and
unpublished texts is in test_channels.py.)
"""

from __future__ import annotations

import datetime
import html
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from unittest import mock
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    CommentReply,
    Page,
    PageViewRestriction,
    Workflow,
)

from articles.models import ArticlePage
from core.models import User
from feedback.models import PairedQuestion, Remark
from feedback.tests.factories import make_poll, make_set
from hub.tests.test_permission_matrix import PUBLIC, Things, cms_address, cms_routes
from sponsors.models import Funder, LedgerEntry, SponsorAccess, SponsorAction
from sponsors.services import book_record
from tests.factories import make_article, make_document, make_image, paragraph, rich
from tests.test_channels import text_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough secret"


@dataclass
class Canaries:
    """Words of which none may be met, by the place they are in."""

    places: dict[str, str] = field(default_factory=dict)

    def put(self, place: str) -> str:
        word = f"zqcanary{len(self.places):03}x"
        self.places[word] = place
        return word

    def found_in(self, text: str) -> set[str]:
        text = text.lower()
        return {place for word, place in self.places.items() if word in text}


@dataclass
class Planted:
    canaries: Canaries
    pages: list[Page]
    files: list[str]
    staff: User
    funder: Funder
    other: Funder


# --- Planting -------------------------------------------------------------------------------------
@pytest.fixture
def planted(db: None) -> Planted:
    canaries = Canaries()
    staff = make_user(canaries, "editor")
    staff.groups.add(Group.objects.get(name="Writers"))
    funder, other = make_funder("Marlow Biosciences"), make_funder("Tarn Pharma")
    for name, whose in (("colleague", funder), ("other funder's person", other)):
        user = make_user(canaries, name)
        SponsorAccess.objects.create(funder=whose, user=user)
        for action in SponsorAction.Action.values:
            at = datetime.datetime(2026, 3, 9, tzinfo=datetime.UTC)
            SponsorAction.objects.create(funder=whose, user=user, action=action, at=at)
    pages = [
        article(canaries, "draft", staff, live=False),
        article(canaries, "unpublished", staff),
        *(close(article(canaries, kind, staff), kind) for kind in ("login", "password", "groups")),
    ]
    pages[1].unpublish()
    shown = make_article(title="Published for all", owner=staff, poll=make_poll("Antibody"))
    leave_remark(canaries, shown)
    redraft(canaries, shown)
    comment_on(canaries, shown, staff)
    submit(canaries, pages[0], staff)
    for page in pages:
        for whose in (funder, other):
            book(whose, page, f"REC-{page.pk}-{whose.slug}", staff)
    book(funder, shown, "REC-OWN", staff)
    return Planted(canaries, [*pages, shown], closed_files(canaries), staff, funder, other)


def make_user(canaries: Canaries, who: str) -> User:
    word = canaries.put(f"{who} user name")
    return User.objects.create_user(
        word,
        f"{canaries.put(f'{who} e-mail')}@example.org",
        PASSWORD,
        first_name=canaries.put(f"{who} first name"),
        last_name=canaries.put(f"{who} last name"),
    )


def make_funder(name: str) -> Funder:
    return Funder.objects.create(
        legal_name=f"{name} Ltd",
        public_name=name,
        slug=name.partition(" ")[0].lower(),
        kind="company",
    )


def article(canaries: Canaries, state: str, owner: User, *, live: bool = True) -> ArticlePage:
    asked = make_set(
        canaries.put(f"{state} statement"), heading=canaries.put(f"{state} heading of statements")
    )
    question = PairedQuestion.objects.create(
        question=canaries.put(f"{state} paired question"),
        explanation=canaries.put(f"{state} explanation"),
        locale=asked.locale,
    )
    return make_article(
        title=canaries.put(f"{state} title"),
        standfirst=canaries.put(f"{state} standfirst"),
        public_summary=canaries.put(f"{state} public summary"),
        summary=rich(canaries.put(f"{state} summary")),
        body=[paragraph(canaries.put(f"{state} body"))],
        notes=[canaries.put(f"{state} version note")],
        agreement_set=asked,
        paired_question=question,
        owner=owner,
        live=live,
    )


def close(page: Page, kind: str) -> Page:
    """To all but people who log in, who know a password, or who belong to a group."""
    closed = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    closed.groups.set(Group.objects.filter(name="Writers"))
    return page


def redraft(canaries: Canaries, page: Page) -> None:
    """A draft of a page whose published version stays as it is."""
    draft = ArticlePage.objects.get(pk=page.pk)
    draft.title = canaries.put("redraft title")
    draft.standfirst = canaries.put("redraft standfirst")
    draft.public_summary = canaries.put("redraft public summary")
    draft.save_revision()


def comment_on(canaries: Canaries, page: Page, user: User) -> None:
    comment = Comment.objects.create(
        page=page, user=user, contentpath="standfirst", text=canaries.put("comment")
    )
    CommentReply.objects.create(comment=comment, user=user, text=canaries.put("reply"))


def leave_remark(canaries: Canaries, page: Page) -> None:
    """What a reader wrote to the editors about the page."""
    Remark.objects.create(
        page_key=page.translation_key,
        language="en",
        text=canaries.put("remark"),
        fingerprint="0" * 64,
        received_on=datetime.date(2026, 1, 20),
    )


def submit(canaries: Canaries, page: Page, user: User) -> None:
    page.save_revision(user=user)
    state = Workflow.objects.get().start(page, user)
    state.current_task_state.approve(user=user, comment=canaries.put("workflow comment"))


def book(funder: Funder, page: Page, reference: str, by: User) -> None:
    book_record(
        funder=funder,
        kind="sponsorship",
        amount_minor=100_000,
        currency="EUR",
        period_start=datetime.date(2026, 1, 1),
        period_end=datetime.date(2026, 12, 31),
        scope="item",
        page=page,
        involvement="funds_only",
        received_on=datetime.date(2026, 1, 20),
        reference=reference,
        by=by,
    )


def closed_files(canaries: Canaries) -> list[str]:
    closed = Collection.get_first_root_node().add_child(name=canaries.put("collection"))
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    document = make_document(
        canaries.put("document title"), "notes.pdf", canaries.put("document").encode()
    )
    document.collection = closed
    document.save()
    image = make_image(canaries.put("image title"), description=canaries.put("image description"))
    return [document.url, f"/media/{image.file.name}"]


# --- The account ----------------------------------------------------------------------------------
@pytest.fixture
def sponsor(planted: Planted) -> Client:
    """Logged in, and past the notice like a reader."""
    user = User.objects.create_user("ines", "ines@marlow.example", PASSWORD)
    SponsorAccess.objects.create(funder=planted.funder, user=user)
    client = Client()
    client.post("/acknowledge/", {"next": "/"})
    answer = client.post("/sponsor/login/", {"name": "ines", "password": PASSWORD})
    assert answer.headers["Location"] == "/sponsor/"
    return client


@pytest.fixture(autouse=True)
def pdfs_that_can_be_read() -> Iterator[None]:
    with mock.patch("sponsors.sponsor_views.pdf_from_html", side_effect=str.encode):
        yield


# --- The walk -------------------------------------------------------------------------------------
LINK = re.compile(r"""(?:href|src|action)="(/[^"#]*)|<loc>([^<]+)|"(?:url|path)": ?"([^"]+)""")
# Pictures and style sheets, and the demo's own articles, which no word was put near.
LEFT_ALONE = re.compile(r"/(static|media|cards|admin)/|/articles/[a-z0-9-]+/")
ENGLISH_ONLY = re.compile(r"/(pt|es)/.+/.+/")


def addresses(planted: Planted) -> list[str]:
    """Every kind of address there is, and those somebody would guess."""
    first = planted.pages[0]
    things = {
        "article": planted.pages[-1].url,
        "draft": first.url,
        "closed": planted.pages[2].url,
        "password": f"/_util/authenticate_with_password/1/{first.pk}/",
        "document": planted.files[0],
        "topic": "no-such-topic",
        "entry": str(LedgerEntry.objects.latest("number").number),
        "record": str(planted.funder.records.first().pk),
        "asked": str(planted.pages[-1].translation_key),
        "asked_of_draft": str(first.translation_key),
        "not_asked": str(planted.pages[1].translation_key),
        "poll": str(planted.pages[-1].poll.translation_key),
        "question": str(first.paired_question.translation_key),
        "nothing": str(uuid.UUID(int=7)),
    }
    known = [template.format(**things) for cases in PUBLIC.values() for template, _who in cases]
    entries = [
        f"/funders/ledger/{number}/"
        for number in LedgerEntry.objects.values_list("number", flat=True)[:30]
    ]
    searches = [f"/search/?q={word}" for word in list(planted.canaries.places)[::4]]
    return [
        *known,
        *entries,
        *searches,
        *planted.files,
        *(page.url for page in planted.pages),
        "/funders/marlow/",
        "/funders/tarn/",
        "/pt/funders/marlow/",
        "/sponsor/log/?page=2",
        "/sponsor/?funder=tarn",
        "/sponsor/record.csv?funder=tarn",
        "/sponsor/tarn/",
    ]


def walk(client: Client, planted: Planted) -> dict[str, str]:
    """What each address says, and each that it leads to."""
    said: dict[str, str] = {}
    waiting = addresses(planted)
    while waiting:
        address = waiting.pop()
        if address in said:
            continue
        text = text_of(client.get(address), address)
        said[address] = text
        waiting += [link for link in links_in(text) if link not in said]
    return said


def links_in(text: str) -> set[str]:
    """Addresses on this site, without their query."""
    found = set()
    for groups in LINK.findall(text):
        path = urlsplit(html.unescape(next(filter(None, groups)))).path
        if path.startswith("/") and not LEFT_ALONE.search(path) and not ENGLISH_ONLY.match(path):
            found.add(path)
    return found


def leaks(said: dict[str, str], canaries: Canaries) -> list[str]:
    return sorted(
        f"{address} says {place}"
        for address, text in said.items()
        for place in canaries.found_in(text)
    )


def test_a_funder_meets_no_draft_no_comment_and_no_person(planted, sponsor):
    said = walk(sponsor, planted)
    assert len(said) > 100
    assert "REC-OWN" in said["/sponsor/"]
    assert leaks(said, planted.canaries) == []


def test_a_funder_meets_nothing_in_the_cms(planted, sponsor):
    said = {}
    for page in (planted.pages[0], planted.pages[-1]):
        things = Things({}, {}, page.pk)
        for path, name in cms_routes():
            address = cms_address(path, name, things)
            said[address] = text_of(sponsor.get(address))
    for query in ("search=zqcanary", "fields=*", "type=articles.ArticlePage&fields=*"):
        address = f"/admin/api/main/pages/?{query}"
        said[address] = text_of(sponsor.get(address))
    assert len(said) > 200
    assert leaks(said, planted.canaries) == []


def test_the_words_are_met_by_those_who_may(planted, sponsor, administrator):
    """The tests above could not pass because the words were never anywhere."""
    numbers = [page.pk for page in planted.pages]
    for restriction in PageViewRestriction.objects.filter(page__in=numbers):
        restriction.delete()
    Page.objects.filter(pk__in=numbers).update(live=True)
    said = {page.url: text_of(sponsor.get(page.url)) for page in planted.pages}
    found = planted.canaries.found_in(" ".join(said.values()))
    for state in ("draft", "unpublished", "login", "password", "groups"):
        assert {
            f"{state} {text}" for text in ("title", "body", "version note", "statement")
        } <= found
    inside = (
        "/admin/users/",
        "/admin/reader-voice/remarks/",
        f"/admin/pages/{planted.pages[-1].pk}/edit/",
    )
    seen = planted.canaries.found_in(" ".join(text_of(administrator.get(at)) for at in inside))
    assert {
        *("comment", "reply", "redraft title", "remark"),
        *("editor user name", "colleague last name"),
    } <= seen
