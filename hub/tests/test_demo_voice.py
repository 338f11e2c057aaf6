"""What the demo asks its readers, and the invented answers that fill its reports."""

import importlib
import secrets
from collections import Counter, defaultdict
from datetime import date

import pytest
import yaml
from bs4 import BeautifulSoup
from django.apps import apps
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale

from articles.models import ArticlePage
from feedback.atoms import MINIMUM, month_of
from feedback.models import (
    AgreementAnswer,
    AgreementCount,
    AgreementResponse,
    AgreementSet,
    AgreementStatement,
    Measure,
    Outcome,
    PairedCount,
    PairedOption,
    PairedQuestion,
    PairedResponse,
    Poll,
    PollChoice,
    PollCount,
    PollOption,
    PollVote,
    ReadingCount,
    Remark,
)
from feedback.poll_rules import poll_in_force
from feedback.readers import COOKIE_NAME
from feedback.report import outcomes_report
from feedback.report_query import ReportQuery
from feedback.services import record_vote
from home.models import HubSettings
from hub.demo.content import CONTENT
from hub.demo.loader import load_demo
from hub.demo.voice_answers import ANSWERED, ANSWERS, invent_answers
from hub.demo.voice_months import in_turn, months_before, nested_by_day
from hub.demo.voice_words import voice_key

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "pt", "es")
PREFIX = {"en": "", "pt": "/pt", "es": "/es"}
LEAD = "/articles/tisa-cel-cibmtr-real-world/"
IN_THE_TEXT = "/articles/mrd-meta-analysis/"
PAIRED = "/articles/e1910-blinatumomab-mrd-negative/"
CLOSED = "/articles/nopho-asparaginase-truncation/"
ASKED = (AgreementSet, AgreementStatement, Poll, PollOption, PairedQuestion, PairedOption)
COUNTS = (AgreementCount, PollCount, PairedCount, ReadingCount)
ANSWERS_OF_ANYBODY = (
    AgreementResponse,
    AgreementAnswer,
    PollVote,
    PollChoice,
    PairedResponse,
    Remark,
)


def rows(model):
    return list(model.objects.order_by("pk").values())


def poll_of(name, language="en"):
    return Poll.objects.get(
        translation_key=voice_key("polls", name), locale__language_code=language
    )


def texts(page):
    """All words of a page by the id of the section that they stand in."""
    soup = BeautifulSoup(page.content, "html.parser")
    return {section["id"]: section.get_text(" ", strip=True) for section in soup.select("[id]")}


def file(language=""):
    return yaml.safe_load((CONTENT / language / "voice.yaml").read_text(encoding="utf-8"))


def answers_file():
    return yaml.safe_load((CONTENT / ANSWERS).read_text(encoding="utf-8"))


# --- What is asked --------------------------------------------------------------------------------
def test_loading_again_writes_nothing():
    before = [rows(model) for model in (*ASKED, *COUNTS)]
    assert load_demo() == 0
    assert [rows(model) for model in (*ASKED, *COUNTS)] == before


@pytest.mark.parametrize("model", ASKED)
def test_everything_asked_is_there_in_all_languages_and_linked(model):
    languages = defaultdict(set)
    words = defaultdict(set)
    field = {AgreementSet: "heading", Poll: "question", PairedQuestion: "question"}
    for each in model.objects.select_related("locale"):
        languages[each.translation_key].add(each.locale.language_code)
        words[each.translation_key].add(getattr(each, field.get(model, "text")))
    assert languages
    assert all(found == set(LANGUAGES) for found in languages.values())
    assert all(len(found) == len(LANGUAGES) for found in words.values()), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_four_usual_statements_are_the_default(language):
    usual = AgreementSet.objects.get(is_default=True, locale__language_code=language)
    measures = list(usual.statements.values_list("measure", flat=True))
    assert measures == [Measure.CLARITY, Measure.OBJECTIVE, Measure.RELEVANCE, Measure.INTENT]
    assert usual.shows_distribution
    assert usual.asks_for_remark


@pytest.mark.parametrize("language", ["pt", "es"])
def test_translations_have_all_options_and_no_rules(language):
    """Options are matched by their names, and the rules are those of the English file."""
    english, translated = file(), file(language)
    for kind in ("polls", "questions"):
        assert {name: list(piece["options"]) for name, piece in english[kind].items()} == {
            name: list(piece["options"]) for name, piece in translated[kind].items()
        }
        assert not any({"choice", "right"} & set(piece) for piece in translated[kind].values())
    assert list(english["statements"]["statements"]) == list(translated["statements"]["statements"])


def test_exactly_one_answer_to_a_paired_question_is_right():
    for question in PairedQuestion.objects.all():
        assert question.options.filter(is_right=True).count() == 1
        assert question.explanation


def test_polls_say_that_they_are_no_survey():
    assert all(poll.caveat for poll in Poll.objects.all())


def test_what_an_editor_changed_stays():
    """Also in what is loaded afterwards: a translation follows the rules of the original."""
    poll = poll_of("mrd-transplant")
    Poll.objects.filter(pk=poll.pk).update(question="Changed by an editor?", is_open=False)
    AgreementSet.objects.filter(locale__language_code="en").update(heading="Changed")
    poll_of("mrd-transplant", "es").delete()
    load_demo()
    assert poll_of("mrd-transplant").question == "Changed by an editor?"
    assert not poll_of("mrd-transplant").is_open
    assert not poll_of("mrd-transplant", "es").is_open
    assert AgreementSet.objects.get(locale__language_code="en").heading == "Changed"


def test_another_default_set_is_left_the_default():
    english = Locale.objects.get(language_code="en")
    AgreementSet.objects.filter(locale=english).delete()
    own = AgreementSet.objects.create(
        title="Own", heading="Own", thanks="Own", is_default=True, locale=english
    )
    load_demo()
    assert list(AgreementSet.objects.filter(locale=english, is_default=True)) == [own]
    assert AgreementSet.objects.filter(locale=english).count() == 2


# --- Where it is asked ----------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("address", "name"),
    [("/", "mrd-transplant"), (LEAD, "mrd-transplant"), (IN_THE_TEXT, "mrd-methods")],
)
def test_readers_are_asked_in_their_language(reader, language, address, name):
    poll = poll_of(name, language)
    shown = texts(reader.get(PREFIX[language] + address))[f"poll-{poll.translation_key.hex}"]
    assert poll.question in shown
    for option in poll.options.all():
        assert option.text in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_ask_the_usual_statements(reader, language):
    shown = texts(reader.get(PREFIX[language] + LEAD))["agreement"]
    for statement in AgreementStatement.objects.filter(locale__language_code=language):
        assert statement.text in shown


def test_the_poll_of_several_answers_stands_in_the_text_of_an_article():
    assert poll_of("mrd-methods").choice == Poll.Choice.MULTIPLE
    for article in ArticlePage.objects.filter(slug="mrd-meta-analysis").select_related("locale"):
        (block,) = [block for block in article.body if block.block_type == "poll"]
        assert block.value["poll"] == poll_of("mrd-methods", article.locale.language_code)
        assert article.poll is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_article_asks_before_and_after(language):
    article = ArticlePage.objects.get(paired_question__isnull=False, locale__language_code=language)
    assert article.slug == PAIRED.split("/")[-2]
    assert article.paired_question.locale.language_code == language


def test_a_closed_poll_can_be_seen(reader):
    poll = poll_of("asparaginase-activity")
    assert not poll_in_force(poll.translation_key).is_open
    shown = texts(reader.get(CLOSED))[f"poll-{poll.translation_key.hex}"]
    assert "See the results" in shown
    results = reader.get(reverse("feedback:poll", args=[poll.translation_key]))
    assert "64 readers voted" in results.content.decode()


# --- Invented answers -----------------------------------------------------------------------------
def test_nobody_answered():
    assert not any(model.objects.exists() for model in ANSWERS_OF_ANYBODY)


@pytest.mark.parametrize("model", [AgreementCount, PollCount, PairedCount])
def test_all_lie_in_the_six_complete_months_before_loading(model):
    """Whoever loads on the last evening of a month may look at it in the next one."""
    months = set(model.objects.values_list("month", flat=True))
    newest = max(months)
    assert newest < month_of(timezone.localdate())
    assert months == set(months_before(_month_after(newest), 6))


def _month_after(month):
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def test_no_more_answers_to_a_statement_than_readers_who_answered():
    groups = defaultdict(Counter)
    for row in AgreementCount.objects.all():
        place = (row.page_key, row.language, row.month)
        assert (row.statement_key is None) == (row.answer == 0)
        groups[place][row.statement_key] += row.count
    assert groups
    for counts in groups.values():
        assert max(counts.values()) == counts[None]


def test_no_more_read_to_the_end_than_opened_on_any_day():
    assert ReadingCount.objects.exists()
    for row in ReadingCount.objects.all():
        assert row.started >= row.half >= row.completed


def test_no_more_readers_answered_than_read_to_the_end():
    read = Counter()
    for row in ReadingCount.objects.all():
        read[row.page_key, row.language, month_of(row.day)] += row.completed
    for row in AgreementCount.objects.filter(statement_key=None):
        assert row.count <= read[row.page_key, row.language, row.month]
    asked = Counter()
    for row in PairedCount.objects.all():
        asked[row.page_key, row.language, row.month] += row.count
    for place, count in asked.items():
        assert count <= read[place]


def test_votes_agree_with_voters():
    groups = defaultdict(Counter)
    for row in PollCount.objects.all():
        groups[row.poll_key, row.language, row.month][row.option_key] += row.count
    singles = set(Poll.objects.filter(choice="single").values_list("translation_key", flat=True))
    for (poll, _language, _month), counts in groups.items():
        voters = counts.pop(None)
        if poll in singles:
            assert counts.total() == voters
        else:
            assert max(counts.values()) <= voters <= counts.total()


def test_nobody_voted_after_a_poll_had_closed():
    for poll in Poll.objects.filter(closes_at__isnull=False, locale__language_code="en"):
        votes = PollCount.objects.filter(poll_key=poll.translation_key)
        assert votes.exists()
        closed = month_of(timezone.localdate(poll.closes_at))
        assert not votes.filter(month__gt=closed).exists()


def test_answers_are_about_what_there_is():
    statements = set(AgreementStatement.objects.values_list("translation_key", flat=True))
    options = set(PollOption.objects.values_list("translation_key", flat=True))
    articles = set(
        ArticlePage.objects.live().values_list("translation_key", "locale__language_code")
    )
    for row in AgreementCount.objects.all():
        assert row.statement_key is None or row.statement_key in statements
        assert (row.page_key, row.language) in articles
    for row in PollCount.objects.all():
        assert row.option_key is None or row.option_key in options
    for row in PairedCount.objects.all():
        assert ArticlePage.objects.filter(
            translation_key=row.page_key, paired_question__translation_key=row.question_key
        ).exists()
        assert {row.before, row.after} <= set(Outcome.values)


def test_articles_were_out_before_anybody_read_them():
    """Compared with the newest date in the files: they are loaded on that day or later."""
    out = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))["published_on"]
        for path in (CONTENT / "articles").glob("*.yaml")
    }
    first = months_before(max(out.values()), 6)[0]
    assert all(out[raw["article"]] < first for raw in answers_file()["articles"])


def test_some_groups_are_too_small_to_be_shown():
    totals = AgreementCount.objects.filter(statement_key=None).values("page_key", "language")
    sizes = [row["n"] for row in totals.annotate(n=Sum("count"))]
    assert len(sizes) >= 10
    assert min(sizes) < MINIMUM < max(sizes)


def test_the_report_shows_every_kind_of_figure():
    report = outcomes_report(ReportQuery(), timezone.localdate())
    assert report.reading.completion
    assert report.response.rate
    assert report.response.held_back
    assert {each.measure for each in report.statements} == {
        Measure.CLARITY,
        Measure.OBJECTIVE,
        Measure.RELEVANCE,
        Measure.INTENT,
    }
    assert all(each.n for each in report.statements)
    assert len(report.polls) == 3
    assert all(poll.is_shown for poll in report.polls)
    (paired,) = report.paired
    assert paired.change
    assert len(report.quarters) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_report_shows_them_as_invented(visitor, language):
    page = visitor.get(f"{PREFIX[language]}/impact/outcomes/").content.decode()
    poll = poll_of("mrd-transplant", language)
    assert poll.question in page
    assert 'class="demo-mark"' in page


# --- Once, and only where it is safe --------------------------------------------------------------
def test_votes_of_readers_come_on_top_and_stay():
    poll = poll_in_force(poll_of("mrd-transplant").translation_key)
    record_vote(poll, secrets.token_hex(16), [poll.options[0].translation_key], "en")
    before = [rows(model) for model in (*COUNTS, PollVote, PollChoice)]
    assert load_demo() == 0
    assert [rows(model) for model in (*COUNTS, PollVote, PollChoice)] == before


def empty():
    for model in ANSWERED:
        model.objects.all().delete()


def counted():
    return sum(model.objects.count() for model in COUNTS)


@pytest.mark.parametrize("kind", ["vote", "reading"])
def test_a_hub_that_counted_a_reader_gets_no_invented_answers(kind):
    empty()
    if kind == "vote":
        PollVote.objects.create(
            poll_key=poll_of("mrd-transplant").translation_key,
            reader="r",
            language="en",
            month=date(2026, 1, 1),
        )
    else:
        ReadingCount.objects.create(
            page_key=voice_key("page"), language="en", day=date(2026, 1, 1), started=1
        )
    before = counted()
    assert invent_answers() == 0
    assert counted() == before


def test_a_hub_that_is_no_demonstration_gets_no_invented_answers():
    empty()
    HubSettings.objects.update(is_demonstration=False)
    assert invent_answers() == 0
    assert counted() == 0


def test_the_same_answers_are_invented_each_time():
    def content():
        return [
            sorted(map(repr, model.objects.values_list(*(f.name for f in model._meta.fields[1:]))))
            for model in COUNTS
        ]

    empty()
    assert invent_answers(date(2026, 11, 24)) > 0
    first = content()
    empty()
    invent_answers(date(2026, 11, 1))
    assert content() == first


# --- Marked as invented ---------------------------------------------------------------------------
def vote(client, query=""):
    poll = poll_of("mrd-transplant")
    address = reverse("feedback:poll", args=[poll.translation_key])
    client.cookies[COOKIE_NAME] = secrets.token_hex(16)
    option = poll.options.first().translation_key
    return client.post(address + query, {"option": option, "back": "/"}, follow=True)


def agree(client, query=""):
    page = ArticlePage.objects.get(slug=PAIRED.split("/")[-2], locale__language_code="en")
    statement = AgreementStatement.objects.filter(locale__language_code="en").first()
    client.cookies[COOKIE_NAME] = secrets.token_hex(16)
    return client.post(
        reverse("feedback:agreement", args=[page.translation_key]) + query,
        {f"s-{statement.translation_key.hex}": "4", "back": "/"},
        follow=True,
    )


@pytest.mark.parametrize("answer", [vote, agree])
@pytest.mark.parametrize("query", ["", "?fragment=1"])
@pytest.mark.parametrize("is_demonstration", [True, False])
def test_results_of_a_demonstration_say_so(reader, answer, query, is_demonstration):
    HubSettings.objects.update(is_demonstration=is_demonstration)
    result = answer(reader, query).content.decode()
    assert "voice__bar" in result or "likert" in result
    assert ("Demonstration: partly invented" in result) is is_demonstration


# --- A hub of one's own ---------------------------------------------------------------------------
def ask_from_the_start():
    migration = importlib.import_module("hub.migrations.0002_usual_statements")
    migration.ask_from_the_start(apps, None)


def test_a_new_hub_asks_the_usual_statements():
    AgreementSet.objects.all().delete()
    ask_from_the_start()
    ask_from_the_start()
    usual = AgreementSet.objects.get()
    assert usual.is_default
    assert usual.locale == Locale.get_default()
    assert usual.statements.count() == 4


def test_a_hub_with_statements_keeps_its_own():
    AgreementSet.objects.exclude(locale__language_code="pt").delete()
    AgreementSet.objects.update(is_default=False)
    ask_from_the_start()
    assert AgreementSet.objects.count() == 1


# --- Rules of inventing ---------------------------------------------------------------------------
@given(st.lists(st.integers(0, 100), min_size=1, max_size=8).filter(any), st.integers(0, 300))
def test_places_come_as_often_as_their_share_says(shares, count):
    given_out = Counter(in_turn(shares, count))
    assert given_out.total() == count
    for place, share in enumerate(shares):
        assert given_out[place] or not share or count * share < sum(shares) * len(shares)
        assert abs(given_out[place] - count * share / sum(shares)) < len(shares)
        assert share or not given_out[place]


def test_shares_of_nothing_are_refused():
    with pytest.raises(ValueError, match="no shares"):
        list(in_turn([0, 0], 1))


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.lists(st.integers(0, 400), min_size=1, max_size=4),
)
def test_a_month_is_spread_over_its_days_without_a_loss(day, totals):
    month, totals = month_of(day), sorted(totals, reverse=True)
    spread = nested_by_day(month, totals)
    assert all(month_of(each) == month for each in spread)
    assert all(list(counts) == sorted(counts, reverse=True) for counts in spread.values())
    assert [sum(each) for each in zip(*spread.values(), strict=True)] == (
        totals if totals[0] else []
    )


def test_more_read_to_the_end_than_opened_is_refused():
    with pytest.raises(ValueError, match="grow"):
        nested_by_day(date(2026, 1, 1), (3, 4))


def test_months_go_over_the_turn_of_the_year():
    assert months_before(date(2026, 2, 1), 3) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]


def test_the_words_of_a_language_are_those_of_its_file():
    for language in LANGUAGES:
        with translation.override(language):
            found = poll_in_force(voice_key("polls", "mrd-methods"))
        raw = file("" if language == "en" else language)["polls"]["mrd-methods"]
        assert found.words.question == raw["question"]
        assert [option.text for option in found.options] == list(raw["options"].values())
