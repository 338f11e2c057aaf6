"""What readers answer and what becomes of it, in a real browser on a real server: with a thumb,
with keys, without JavaScript, without a connection; and what an analyst takes away."""

from __future__ import annotations

import contextlib
import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from hub.demo.site import DEMO_PASSWORD
from tests.browser import DESKTOP, PHONE, Watch

pytestmark = pytest.mark.browser

LEAD = "/articles/tisa-cel-cibmtr-real-world/"
PLAIN_PHONE = {**PHONE, "java_script_enabled": False}
EXPECTED = re.compile(r"status of 4(00|09)|ERR_INTERNET_DISCONNECTED")
ABOUT_ME = "/voice/about-me/"
FIRST, SECOND = "It is the main factor", "It has little or no influence"


@pytest.fixture
def visit(chromium, own_hub_address):
    """Opens the lead article as a reader of this test's own hub: `visit(**PHONE)`. Fails at the
    end on errors in the console and on requests to other sites, like `browse`."""
    watch = Watch(own_hub_address)
    with contextlib.ExitStack() as profiles:

        def open_article(address=LEAD, **options):
            context = chromium.new_context(base_url=own_hub_address, **options)
            profiles.callback(context.close)
            context.set_default_timeout(20_000)
            page = context.new_page()
            watch.follow(page)
            page.goto(address)
            page.locator("form[data-gate] button[type=submit]").click()
            expect(page.locator("form[data-gate]")).to_have_count(0)
            return page

        yield open_article
    # What a server refuses, and what never reached it, Chromium reports as errors by itself.
    assert [error for error in watch.errors if not EXPECTED.search(error)] == []
    assert watch.foreign == []


def statements(page):
    return page.locator("#agreement")


def poll(page):
    return page.locator("section[id^=poll-]").first


def answer(page, statement, point):
    group = statements(page).get_by_role("group", name=statement)
    group.get_by_text(point, exact=True).click()


def vote(page, option):
    poll(page).get_by_text(option, exact=True).click()
    poll(page).get_by_role("button", name=re.compile("ote$")).click()


def voters(page):
    """How many voted, as the results say."""
    text = poll(page).get_by_text(re.compile(r"\d readers? voted")).inner_text()
    return int(re.search(r"(\d+) readers? voted", text.replace(",", ""))[1])


def votes_for(page, option):
    text = poll(page).locator("li", has_text=option).inner_text()
    return int(re.search(r"(\d+) votes?\b", text)[1])


def token(page):
    return [c for c in page.context.cookies() if c["name"] == "hub_reader"]


# --- On a phone without JavaScript ----------------------------------------------------------------
def test_a_reader_answers_on_a_phone_without_javascript(visit):
    page = visit(**PLAIN_PHONE)
    assert token(page) == []
    answer(page, "clear and easy", "Agree")
    answer(page, "relevant to my practice", "Strongly disagree")
    statements(page).get_by_role("button").click()

    expect(page.get_by_role("status")).to_contain_text("Thank you")
    expect(statements(page)).to_contain_text("Your answer: Agree")
    expect(statements(page)).to_contain_text("Your answer: Strongly disagree")
    expect(statements(page).get_by_text("You gave no answer.")).to_have_count(2)
    assert token(page)[0]["httpOnly"]
    page.reload()
    expect(statements(page)).to_contain_text("Your answer: Agree")

    # Changes one of them; the others stay as they were.
    statements(page).get_by_role("link", name="Change my answers").click()
    chosen = statements(page).get_by_role("group", name="clear and easy").get_by_label("Agree")
    expect(chosen.and_(page.locator(":checked"))).to_have_count(1)
    answer(page, "clear and easy", "Neutral")
    statements(page).get_by_role("button").click()
    expect(statements(page)).to_contain_text("Your answer: Neutral")
    expect(statements(page)).to_contain_text("Your answer: Strongly disagree")

    page.get_by_role("link", name="Back to the page").click()
    expect(page).to_have_url(re.compile(re.escape(LEAD)))
    vote(page, FIRST)
    expect(poll(page)).to_contain_text(f"Your vote: {FIRST}")
    before = voters(page)
    page.reload()
    assert voters(page) == before

    # Sees what is known, and takes it back.
    page.goto(ABOUT_ME)
    known = page.locator("main")
    expect(known).to_contain_text("Neutral")
    expect(known).to_contain_text(FIRST)
    page.get_by_role("button", name="Erase my answers").click()
    expect(page.get_by_role("status")).to_contain_text("erased")
    assert token(page) == []
    expect(known).not_to_contain_text(FIRST)


def test_a_form_without_an_answer_comes_back_with_what_was_typed(visit):
    page = visit(**PLAIN_PHONE)
    statements(page).get_by_label("remark").fill("Table 2: is n = 511 right?")
    statements(page).get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("at least one statement")
    expect(statements(page).get_by_label("remark")).to_have_value("Table 2: is n = 511 right?")
    answer(page, "learning objective", "Agree")
    statements(page).get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")


# --- In place -------------------------------------------------------------------------------------
def test_a_vote_is_seen_in_place_changed_and_counted_once(visit):
    page = visit(**DESKTOP)
    vote(page, FIRST)
    expect(poll(page)).to_contain_text(f"Your vote: {FIRST}")
    expect(page).to_have_url(re.compile(re.escape(LEAD) + "$"))
    expect(poll(page).get_by_role("heading")).to_be_focused()
    all_voters, first, second = voters(page), votes_for(page, FIRST), votes_for(page, SECOND)

    # The page is the same for everybody; this browser is shown its results again.
    page.reload()
    expect(poll(page)).to_contain_text(f"Your vote: {FIRST}")
    poll(page).get_by_role("link", name="Change my vote").click()
    expect(poll(page).get_by_label(FIRST, exact=True)).to_be_checked()
    vote(page, SECOND)
    expect(poll(page)).to_contain_text(f"Your vote: {SECOND}")
    assert (voters(page), votes_for(page, FIRST), votes_for(page, SECOND)) == (
        all_voters,
        first - 1,
        second + 1,
    )
    percentages = poll(page).locator(".voice__figure b").all_inner_texts()
    assert sum(int(each.rstrip("%")) for each in percentages) == 100

    # Somebody else votes elsewhere: on the home page, in Portuguese the same poll.
    other = visit("/", **PHONE)
    vote(other, FIRST)
    expect(poll(other)).to_contain_text("Your vote")
    assert voters(other) == all_voters + 1
    page.reload()
    expect(poll(page)).to_contain_text(f"Your vote: {SECOND}")
    assert voters(page) == all_voters + 1


def test_a_double_click_and_a_second_tab_are_one_reader(visit):
    page = visit(**DESKTOP)
    second = page.context.new_page()
    second.goto(LEAD)
    poll(page).get_by_text(FIRST, exact=True).click()
    poll(page).get_by_role("button", name="Vote").dblclick()
    expect(poll(page)).to_contain_text("Your vote")
    counted = voters(page)
    vote(second, FIRST)
    expect(poll(second)).to_contain_text("Your vote")
    assert voters(second) == counted
    assert len(token(page)) == 1


def test_keys_are_enough(visit):
    page = visit(**DESKTOP)
    group = statements(page).get_by_role("group", name="clear and easy")
    group.get_by_label("Strongly disagree").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(group.get_by_label("Agree", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    expect(statements(page)).to_contain_text("Your answer: Agree")
    expect(statements(page).get_by_role("heading")).to_be_focused()


def test_without_a_connection_nothing_chosen_is_lost(visit):
    page = visit(**DESKTOP)
    page.context.set_offline(True)
    answer(page, "clear and easy", "Agree")
    statements(page).get_by_label("remark").fill("Written in the train")
    with page.expect_event("requestfailed"):
        statements(page).get_by_role("button").click()
    expect(statements(page).get_by_role("alert")).to_contain_text("No connection")
    expect(statements(page).get_by_label("remark")).to_have_value("Written in the train")
    page.context.set_offline(False)
    statements(page).get_by_role("button").click()
    expect(statements(page)).to_contain_text("Your answer: Agree")


# --- In the CMS -----------------------------------------------------------------------------------
def sign_in(chromium, address, username):
    context = chromium.new_context(base_url=address, **DESKTOP)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


def test_a_closed_poll_is_closed_for_readers_at_once_and_opens_again(
    visit, chromium, own_hub_address
):
    reader = visit(**PHONE)
    question = poll(reader).locator("legend").inner_text()
    editor = sign_in(chromium, own_hub_address, "publisher")
    editor.goto("/admin/snippets/feedback/poll/")
    editor.get_by_role("link", name=question).first.click()
    editor.get_by_label("Open", exact=True).uncheck()
    editor.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(editor.locator(".messages .success")).to_be_visible()

    # The form was open on the reader's phone: the vote is refused in words and not counted.
    vote(reader, FIRST)
    expect(poll(reader)).to_contain_text("closed")
    expect(poll(reader)).not_to_contain_text("Your vote")
    reader.reload()
    expect(poll(reader).get_by_role("button")).to_have_count(0)

    editor.goto("/admin/snippets/feedback/poll/")
    editor.get_by_role("link", name=question).first.click()
    editor.get_by_label("Open", exact=True).check()
    editor.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(editor.locator(".messages .success")).to_be_visible()
    reader.reload()
    vote(reader, FIRST)
    expect(poll(reader)).to_contain_text(f"Your vote: {FIRST}")
    editor.context.close()


def cells_on_screen(page, heading):
    """The rows of the table below a heading of the report, as lists of texts."""
    section = page.locator("section", has=page.get_by_role("heading", name=heading, exact=True))
    rows = section.locator("table").first.locator("tbody tr")
    return [
        [cell.inner_text().strip() for cell in row.locator("th, td").all()] for row in rows.all()
    ]


def downloaded(page, name):
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    with open(download.value.path(), "rb") as file:
        return file.read()


def test_an_analyst_filters_downloads_and_finds_the_same_numbers(chromium, own_hub_address):
    page = sign_in(chromium, own_hub_address, "analyst")
    page.goto("/admin/reader-voice/report/")
    everything = cells_on_screen(page, "How readers judged what they read")
    page.get_by_label("Language").select_option(label="English")
    page.get_by_label("Format").select_option(value="article")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**format=article**")
    said = cells_on_screen(page, "How readers judged what they read")
    assert said
    assert said != everything

    workbook = load_workbook(io.BytesIO(downloaded(page, "XLSX")))
    rows = list(workbook.worksheets[0].iter_rows(values_only=True))
    shown_in_place = page.get_by_role("link", name="JSON", exact=True).get_attribute("href")
    data = page.context.request.get(shown_in_place).json()["data"]
    for text, *shown in said:
        counts = [int(each.replace(",", "")) for each in shown[:5]]
        n, share, interval = int(shown[5].replace(",", "")), shown[6], shown[7]
        lines = {row[3]: row for row in rows if row[0] == "Statements" and row[2] == text}
        points = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
        assert [lines[point][4] for point in points] == counts
        assert {lines[point][5] for point in points} == {n}
        agree = lines["Agree or strongly agree"]
        assert (agree[4], agree[5]) == (counts[3] + counts[4], n)
        assert f"{agree[6]:.1%}" == share
        assert f"{100 * agree[7]:.1f}–{100 * agree[8]:.1f}%" == interval
        assert counts in [each["counts"] for each in data["statements"]]
    page.context.close()
