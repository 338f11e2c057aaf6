"""What funders can and cannot do at /sponsor/, and that the account opens nothing else."""

from __future__ import annotations

import csv
import datetime
import io
import re
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.models import User
from core.pdf import PdfUnavailableError
from sponsors import access as access_module
from sponsors import invitations
from sponsors.access import Action, access_summary
from sponsors.models import Funder, SponsorAccess, SponsorAction
from sponsors.services import book_record, reverse_record
from tests.factories import make_article, make_plain_page

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough secret"
HOME = "/sponsor/"
AREA = ("/sponsor/", "/sponsor/report/", "/sponsor/report.pdf", "/sponsor/record.csv")
REFUSED = "The name or the password is wrong, or the account has no access."


def make_funder(name="Marlow Biosciences"):
    return Funder.objects.create(
        legal_name=f"{name} Ltd", public_name=name, slug=name.split()[0].lower(), kind="company"
    )


def make_access(funder, name="ines", **fields):
    user = User.objects.create_user(
        name, f"{name}@marlow.example", PASSWORD, first_name="Ines", last_name=f"Last{name}"
    )
    return SponsorAccess.objects.create(funder=funder, user=user, **fields)


def book(funder, reference, **changes):
    values = {
        "kind": "sponsorship",
        "amount_minor": 4_800_000,
        "currency": "EUR",
        "period_start": datetime.date(2026, 1, 1),
        "period_end": datetime.date(2026, 12, 31),
        "scope": "hub",
        "involvement": "funds_only",
        "received_on": datetime.date(2026, 1, 20),
        **changes,
    }
    return book_record(funder=funder, reference=reference, **values)


@pytest.fixture
def funder():
    return make_funder()


@pytest.fixture
def access(funder):
    return make_access(funder)


def log_in(client=None, name="ines", password=PASSWORD, **data):
    client = client or Client()
    client.answer = client.post("/sponsor/login/", {"name": name, "password": password, **data})
    return client


@pytest.fixture
def sponsor(access):
    return log_in()


def said(response):
    return response.content.decode()


def logged(**filters):
    return list(SponsorAction.objects.filter(**filters).values_list("action", flat=True))


# --- Login ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["ines", "ines@marlow.example", "INES@Marlow.example"])
def test_a_funder_logs_in_with_user_name_or_e_mail(access, name):
    client = log_in(name=name)
    assert (client.answer.status_code, client.answer.headers["Location"]) == (303, HOME)
    assert client.get(HOME).status_code == 200
    assert logged() == [Action.VIEW, Action.LOGIN]


def switched_off(access):
    access.is_active = False
    access.save()


def expired(access):
    access.expires_on = timezone.localdate() - datetime.timedelta(days=1)
    access.save()


def dismissed(access):
    access.user.is_active = False
    access.user.save()


def withdrawn(access):
    access.delete()


ENDINGS = [switched_off, expired, dismissed, withdrawn]


@pytest.mark.parametrize("end", ENDINGS)
def test_every_refusal_says_the_same(access, end):
    unknown, wrong = log_in(name="nobody"), log_in(password="not the password")
    end(access)
    ended = log_in()
    answers = [said(client.answer) for client in (unknown, wrong, ended)]
    for client, answer in zip((unknown, wrong, ended), answers, strict=True):
        assert client.answer.status_code == 200
        assert REFUSED in answer
        assert "hub_session" not in client.cookies
    assert re.sub(r'value="[^"]*"', "", answers[1]) == re.sub(r'value="[^"]*"', "", answers[2])
    assert 'value="nobody"' in answers[0]


def test_a_refused_password_is_not_sent_back(access):
    assert "not the password" not in said(log_in(password="not the password").answer)


def test_the_last_day_of_an_access_still_counts(access):
    access.expires_on = timezone.localdate()
    access.save()
    assert log_in().get(HOME).status_code == 200


def test_an_unknown_account_takes_a_hash_as_well(access):
    with mock.patch("sponsors.sponsor_login.make_password") as hashing:
        log_in(name="nobody")
    hashing.assert_called_once()


def test_an_editor_is_sent_to_the_cms_once_the_password_is_right(access):
    access.user.groups.add(Group.objects.get(name="Writers"))
    assert REFUSED in said(log_in(password="not the password").answer)
    client = log_in()
    assert "Log in there." in said(client.answer)
    assert client.get(HOME).status_code == 303


def test_after_five_failures_even_the_right_password_waits(access):
    for _attempt in range(5):
        assert log_in(password="guess").answer.status_code == 200
    answer = log_in().answer
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert 'value="ines"' in said(answer)
    assert log_in(Client(REMOTE_ADDR="192.0.2.7")).answer.status_code == 303
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=31)):
        assert log_in().answer.status_code == 303


def test_a_spray_over_many_accounts_is_stopped_before_it_is_checked(access):
    for number in range(30):
        log_in(name=f"somebody-{number}")
    with mock.patch("sponsors.sponsor_login.make_password") as hashing:
        assert log_in(name="somebody-else").answer.status_code == 429
    hashing.assert_not_called()


def test_logging_in_often_is_no_failure(access):
    for _attempt in range(10):
        assert log_in().answer.status_code == 303


def test_behind_a_proxy_each_reader_is_counted_alone(access, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(8):
        # What the client wrote itself stands before what the proxy added.
        forwarded = f"198.51.100.{number}, 192.0.2.1"
        last = log_in(Client(HTTP_X_FORWARDED_FOR=forwarded), password="guess")
    assert last.answer.status_code == 429
    assert log_in(Client(HTTP_X_FORWARDED_FOR="192.0.2.2")).answer.status_code == 303


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/sponsor/log/", "/sponsor/log/"),
        ("/sponsor/log/?page=2", "/sponsor/log/?page=2"),
        ("/sponsor/logout/", HOME),
        ("/sponsor/login/?next=/sponsor/", HOME),
        ("/admin/", HOME),
        ("/articles/", HOME),
        ("https://evil.example/sponsor/", HOME),
        ("//evil.example/sponsor/", HOME),
        ("/sponsor/../admin/", HOME),
        ("/sponsor/%2e%2e/admin/", HOME),
        ("/sponsorship/", HOME),
        ("", HOME),
    ],
)
def test_the_login_leads_nowhere_but_into_the_area(access, asked, given):
    assert log_in(next=asked).answer.headers["Location"] == given
    page = Client().get("/sponsor/login/", {"next": asked})
    assert f'name="next" value="{given}"' in said(page)


def test_the_login_needs_a_token_of_the_page(access):
    client = Client(enforce_csrf_checks=True)
    assert log_in(client).answer.status_code == 403
    page = said(client.get("/sponsor/login/"))
    [token] = set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page))
    assert log_in(client, csrfmiddlewaretoken=token).answer.status_code == 303


@pytest.mark.parametrize(
    "data", [{}, {"name": "ines"}, {"name": "x" * 300}, {"name": "a\x00b", "password": "x"}]
)
def test_an_incomplete_form_comes_back_with_what_was_typed(access, data):
    answer = Client().post("/sponsor/login/", data)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in said(answer)


def test_nothing_of_an_earlier_session_is_kept(access):
    client = Client()
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["hub_session"] = planted = session.session_key
    log_in(client)
    assert client.session.session_key != planted
    assert "planted" not in client.session
    assert client.session.get_expire_at_browser_close()


# --- Inside ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [*AREA, "/sponsor/log/"])
def test_without_a_login_there_is_only_the_login(address):
    answer = Client().get(address)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sponsor/login/?next={address.replace('/', '%2F')}"


@pytest.mark.parametrize("address", [*AREA, "/sponsor/log/", "/sponsor/login/"])
def test_nothing_of_the_area_is_kept_or_listed(sponsor, address):
    for client in (Client(), sponsor):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def becomes_an_editor(access):
    access.user.groups.add(Group.objects.get(name="Writers"))


def changes_the_password(access):
    access.user.set_password("another long secret")
    access.user.save()


@pytest.mark.parametrize("end", [*ENDINGS, becomes_an_editor, changes_the_password])
def test_an_access_that_ends_ends_at_once(sponsor, access, end):
    assert sponsor.get(HOME).status_code == 200
    end(access)
    for address in AREA:
        assert sponsor.get(address).status_code == 303
    assert sponsor.post("/sponsor/logout/").status_code == 303


def test_a_session_ends_after_a_day_s_work(sponsor):
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=11)):
        assert sponsor.get(HOME).status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=13)):
        assert sponsor.get(HOME).status_code == 303


def test_logging_out_ends_the_session_on_the_server(sponsor):
    kept = sponsor.cookies["hub_session"].value
    assert sponsor.get("/sponsor/logout/").status_code == 405
    assert sponsor.post("/sponsor/logout/").headers["Location"] == "/sponsor/login/"
    sponsor.cookies["hub_session"] = kept
    assert sponsor.get(HOME).status_code == 303
    assert logged() == [Action.LOGOUT, Action.LOGIN]


@pytest.mark.parametrize("address", [*AREA, "/sponsor/log/"])
def test_the_area_is_only_read(sponsor, address):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(sponsor, method)(address).status_code == 405


# --- The firewall ---------------------------------------------------------------------------------
def test_a_funder_is_nobody_on_the_rest_of_the_site(sponsor):
    page = make_plain_page(title="For those who work here")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    answer = sponsor.get(page.url)
    assert answer.status_code == 302
    assert "/_util/login/" in answer.headers["Location"]
    assert sponsor.get("/admin/").headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("address", ["/_util/login/", "/admin/login/"])
def test_no_other_login_takes_the_account_of_a_funder(access, address):
    client = Client()
    answer = client.post(address, {"username": "ines", "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_even_a_session_of_the_cms_made_for_a_funder_opens_nothing(access):
    client = Client()
    client.force_login(access.user)
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")


def test_the_account_opens_nothing_after_its_access_was_taken_away(access):
    access.delete()
    client = Client()
    client.post("/_util/login/", {"username": "ines", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


# --- The record -----------------------------------------------------------------------------------
def test_the_overview_holds_the_own_record_and_no_other(sponsor, funder):
    other = make_funder("Tarn Pharma")
    book(funder, "MB-2026-1")
    book(other, "TARN-7", amount_minor=990_000_100)
    answer = said(sponsor.get(HOME))
    assert "MB-2026-1" in answer
    assert "€48,000" in answer
    assert "TARN-7" not in answer
    assert "9,900,001" not in answer


def test_a_reversed_record_says_so(sponsor, funder):
    wrong = book(funder, "MB-2026-1", period_end=datetime.date(2026, 6, 30))
    reverse_record(wrong, reason="Wrong period")
    answer = said(sponsor.get(HOME))
    assert "Reversed" in answer
    assert "Reverses MB-2026-1: Wrong period" in answer


def test_a_missing_rate_leaves_share_and_level_open(sponsor, funder):
    book(funder, "MB-2026-1", currency="USD")
    answer = said(sponsor.get(HOME))
    assert "Open: an exchange rate of this year is missing" in answer
    assert "$48,000" in answer.replace("US$", "$")


def test_a_record_for_an_unpublished_page_keeps_its_title(sponsor, funder):
    draft = make_article(title="Secret title", live=False)
    book(funder, "MB-2026-1", scope="item", page=draft)
    closed = make_article(title="Secret as well")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    book(funder, "MB-2026-2", scope="item", page=closed)
    shown = make_article(title="Open title")
    book(funder, "MB-2026-3", scope="item", page=shown)
    for address in AREA[:2]:
        answer = said(sponsor.get(address))
        assert "Secret" not in answer
        assert "One article or page, not published" in answer
        assert "Open title" in answer
    [first, second, third] = rows_of(sponsor, key="reference")
    assert {first["page"], second["page"]} == {""}
    assert third["page"].endswith(shown.url)


def test_the_number_of_queries_does_not_grow_with_the_record(sponsor, funder):
    def queries():
        sponsor.get(HOME)  # what is remembered between requests was forgotten with the booking
        with CaptureQueriesContext(connection) as captured:
            assert sponsor.get(HOME).status_code == 200
        return len(captured)

    book(funder, "MB-0", period_end=datetime.date(2026, 1, 31))
    few = queries()
    for month in range(2, 9):
        start = datetime.date(2026, month, 1)
        book(funder, f"MB-{month}", period_start=start, period_end=start)
    assert queries() == few


def rows_of(client, key=None):
    answer = client.get("/sponsor/record.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(said(answer).lstrip("\ufeff"))))
    return sorted(rows, key=lambda row: row[key]) if key else rows


def test_the_csv_holds_the_record_exactly_and_no_editor(sponsor, funder):
    editor = User.objects.get(username="admin")
    book(funder, "=HYPERLINK(1)", amount_minor=4_800_050, by=editor)
    [row] = rows_of(sponsor)
    assert row["amount"] == "48000.50"
    assert row["currency"] == "EUR"
    assert row["period_start"] == "2026-01-01"
    assert row["reference"] == "'=HYPERLINK(1)"
    assert "admin" not in row.values()
    assert logged(action=Action.DOWNLOAD_CSV) == [Action.DOWNLOAD_CSV]


def test_the_report_is_a_pdf(sponsor, funder):
    book(funder, "MB-2026-1")
    with mock.patch("sponsors.sponsor_views.pdf_from_html", return_value=b"%PDF-1.7 ") as drawn:
        answer = sponsor.get("/sponsor/report.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert re.search(r'"funding-marlow-[\d-]+\.pdf"', answer.headers["Content-Disposition"])
    [html] = drawn.call_args.args
    assert "MB-2026-1" in html
    assert "Marlow Biosciences Ltd" in html
    assert logged(action=Action.DOWNLOAD_PDF) == [Action.DOWNLOAD_PDF]


def test_a_machine_that_draws_no_pdf_says_what_to_do(sponsor):
    with mock.patch("sponsors.sponsor_views.pdf_from_html", side_effect=PdfUnavailableError("no")):
        answer = sponsor.get("/sponsor/report.pdf")
    assert answer.status_code == 503
    assert 'href="/sponsor/report/"' in said(answer)
    assert 'href="/sponsor/record.csv"' in said(answer)
    assert logged(action=Action.DOWNLOAD_PDF) == []


# --- The log --------------------------------------------------------------------------------------
def test_the_log_names_no_colleague_and_no_other_funder(sponsor, funder, access):
    make_access(funder, "jonas")
    log_in(name="jonas")
    make_access(make_funder("Tarn Pharma"), "karin")
    log_in(name="karin")
    answer = said(sponsor.get("/sponsor/log/"))
    assert answer.count("Logged in") == 2
    assert "Another account" in answer
    for name in ("jonas", "karin", "Tarn"):
        assert name not in answer.lower().replace("Tarn", "tarn")


def test_a_refused_login_is_in_the_log_of_its_funder(sponsor):
    log_in(password="guess")
    assert "Login refused" in said(sponsor.get("/sponsor/log/"))


def test_a_log_of_many_lines_has_pages(sponsor, access):
    SponsorAction.objects.bulk_create(
        SponsorAction(funder=access.funder, user=access.user, action="view", at=timezone.now())
        for _line in range(120)
    )
    assert "1 / 3" in said(sponsor.get("/sponsor/log/"))
    for page in ("3", "99", "-1", "x", "%00"):
        assert sponsor.get(f"/sponsor/log/?page={page}").status_code in (200, 400)


def test_a_log_that_cannot_be_written_breaks_no_page(sponsor):
    with (
        mock.patch.object(SponsorAction.objects, "create", side_effect=DatabaseError("full")),
        mock.patch.object(access_module.logger, "exception") as reported,
    ):
        for address in (HOME, "/sponsor/record.csv"):
            assert sponsor.get(address).status_code == 200
        assert log_in().answer.status_code == 303
    assert reported.call_count == 3


def test_the_public_summary_counts_by_funder_and_month(access):
    SponsorAction.objects.all().delete()
    jonas = make_access(access.funder, "jonas")
    karin = make_access(make_funder("Tarn Pharma"), "karin")
    for who, action, month in [
        (access, "login", 3),
        (jonas, "login", 3),
        (access, "view", 3),
        (access, "download_pdf", 3),
        (access, "download_csv", 3),
        (access, "refused", 4),
        (karin, "login", 4),
    ]:
        at = datetime.datetime(2026, month, 9, tzinfo=datetime.UTC)
        SponsorAction.objects.create(funder=who.funder, user=who.user, action=action, at=at)
    found = [
        (row.month.month, row.funder, row.slug, row.logins, row.refused, row.views, row.downloads)
        for row in access_summary()
    ]
    assert found == [
        (4, "Marlow Biosciences", "marlow", 0, 1, 0, 0),
        (4, "Tarn Pharma", "tarn", 1, 0, 0, 0),
        (3, "Marlow Biosciences", "marlow", 2, 0, 1, 2),
    ]


# --- Passwords ------------------------------------------------------------------------------------
@pytest.fixture
def invited(funder):
    access = make_access(funder)
    access.user.set_unusable_password()
    access.user.save()
    assert invitations.invite(access)
    return access


def link_of(letter):
    [address] = re.findall(r"http://testserver(/sponsor/password/\S+)", letter.body)
    return address


def choose(client, password=PASSWORD, repeated=None):
    data = {"new_password1": password, "new_password2": repeated or password}
    return client.post("/sponsor/password/", data)


def test_an_invitation_ends_in_the_area(invited):
    [letter] = mail.outbox
    assert letter.to == ["ines@marlow.example"]
    assert letter.subject == "Your access to the funding record of Marlow Biosciences"
    assert "3 days" in letter.body
    client = Client()
    answer = client.get(link_of(letter))
    assert answer.headers["Location"] == "/sponsor/password/"
    page = said(client.get("/sponsor/password/"))
    assert "Choose a password" in page
    assert link_of(letter).rpartition("token=")[2] not in page
    assert choose(client).headers["Location"] == HOME
    assert client.get(HOME).status_code == 200
    assert log_in().answer.status_code == 303
    assert logged() == [Action.LOGIN, Action.VIEW, Action.LOGIN, Action.PASSWORD]


def test_opening_a_link_changes_nothing(invited):
    link = link_of(mail.outbox[0])
    for _scanner in range(3):
        assert Client().head(link).status_code == 303
        assert Client().get(link).status_code == 303
    client = Client()
    client.get(link)
    assert choose(client).status_code == 303


def test_a_link_works_once(invited):
    link = link_of(mail.outbox[0])
    first, second = Client(), Client()
    for client in (first, second):
        client.get(link)
    choose(first)
    assert choose(second, "yet another secret").status_code == 410
    assert Client().get(link).status_code == 410
    assert log_in().answer.status_code == 303


@pytest.mark.parametrize("end", [switched_off, expired, dismissed, withdrawn, becomes_an_editor])
def test_a_link_ends_with_the_access(invited, end):
    link = link_of(mail.outbox[0])
    end(invited)
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "Nothing was changed" in said(answer)


def test_an_old_link_does_not_work(invited):
    link = link_of(mail.outbox[0])
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3, minutes=5)):
        assert Client().get(link).status_code == 410


@pytest.mark.parametrize(
    "query",
    ["", "?token=x", "?account=x&token=x", "?account=OTk5OTk5&token=x", "?account=_&token="],
)
def test_a_link_that_was_never_sent_does_not_work(query):
    assert Client().get(f"/sponsor/password/{query}").status_code == 410


def test_a_link_of_one_account_is_none_for_another(invited, funder):
    other = make_access(funder, "jonas")
    account = invitations.password_address(other).split("account=")[1].split("&")[0]
    token = link_of(mail.outbox[0]).rpartition("token=")[2]
    assert Client().get(f"/sponsor/password/?account={account}&token={token}").status_code == 410


def test_a_weak_or_mistyped_password_is_refused_with_the_reason(invited):
    client = Client()
    client.get(link_of(mail.outbox[0]))
    for answer in (choose(client, "short"), choose(client, PASSWORD, "something else")):
        assert answer.status_code == 200
        assert 'class="error"' in said(answer)
    assert not User.objects.get(pk=invited.user_id).has_usable_password()


def forgot(client, name):
    answer = client.post("/sponsor/password/forgotten/", {"name": name})
    invitations.OUTBOX.submit(lambda: None).result(timeout=10)  # the letters before it are out
    return answer


def test_who_has_forgotten_a_password_gets_a_letter_and_nobody_learns_who(access):
    known, unknown, editor = (
        forgot(Client(), name) for name in ("Ines@marlow.example", "nobody@x.example", "admin")
    )
    for answer in (known, unknown, editor):
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/sponsor/password/forgotten/?sent=1"
    [letter] = mail.outbox
    client = Client()
    client.get(link_of(letter))
    assert choose(client, "another long secret").status_code == 303
    assert log_in(password="another long secret").answer.status_code == 303


def test_nobody_is_buried_in_letters(access):
    for _time in range(6):
        assert forgot(Client(), "ines@marlow.example").status_code == 303
    assert len(mail.outbox) == 3


def test_a_letter_that_cannot_be_sent_is_reported(access):
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError("no route")):
        assert invitations.invite(access) is False
        assert forgot(Client(), "ines@marlow.example").status_code == 303


def test_an_account_that_may_not_enter_is_not_invited(access):
    switched_off(access)
    assert invitations.invite(access) is False
    assert mail.outbox == []
