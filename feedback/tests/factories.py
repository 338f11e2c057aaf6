"""Sets of statements, polls and answers for tests."""

import itertools
import secrets

from django.utils import timezone
from wagtail.models import Locale

from feedback.atoms import month_of
from feedback.models import (
    AgreementSet,
    AgreementStatement,
    PairedCount,
    PairedOption,
    PairedQuestion,
    Poll,
    PollCount,
    PollOption,
)

_numbers = itertools.count(1)


def this_month():
    return month_of(timezone.localdate())


def new_token():
    return secrets.token_hex(16)


def make_set(*texts, **fields):
    """A set of statements in English. A new default takes the place of the usual one."""
    made = AgreementSet(
        **{
            "title": f"Set {next(_numbers)}",
            "heading": "Was this useful to you?",
            "thanks": "Thank you: the editors read every answer.",
            "locale": Locale.objects.get(language_code="en"),
            **fields,
        }
    )
    made.statements = [
        AgreementStatement(text=text, measure="other", sort_order=place, locale=made.locale)
        for place, text in enumerate(texts or ("It was clear.", "It was relevant."))
    ]
    if made.is_default:
        AgreementSet.objects.filter(locale=made.locale).update(is_default=False)
    made.save()
    return made


def make_poll(*options, **fields):
    """An open poll in English."""
    made = Poll(
        **{
            "question": f"How do you treat relapse {next(_numbers)}?",
            "locale": Locale.objects.get(language_code="en"),
            **fields,
        }
    )
    made.options = [
        PollOption(text=text, sort_order=place, locale=made.locale)
        for place, text in enumerate(options or ("Antibody", "Chemotherapy", "Cell therapy"))
    ]
    made.save()
    return made


def make_question(*options, **fields):
    """A paired question in English whose first option is right."""
    made = PairedQuestion(
        **{
            "question": f"How long does a response last {next(_numbers)}?",
            "explanation": "Follow-up was two years.",
            "locale": Locale.objects.get(language_code="en"),
            **fields,
        }
    )
    made.options = [
        PairedOption(text=text, is_right=place == 0, sort_order=place, locale=made.locale)
        for place, text in enumerate(options or ("Two years", "One year", "A month"))
    ]
    made.save()
    return made


def keys_of(parent):
    """Translation keys of the statements of a set, or the options of a poll or a paired question,
    in order."""
    rows = parent.statements if isinstance(parent, AgreementSet) else parent.options
    return [row.translation_key for row in rows.order_by("sort_order")]


def poll_totals(poll):
    """Votes by option and, under None, the voters, as they are counted."""
    totals = {}
    for option, count in PollCount.objects.filter(poll_key=poll.translation_key).values_list(
        "option_key", "count"
    ):
        totals[option] = totals.get(option, 0) + count
    return {key: count for key, count in totals.items() if count}


def pair_totals(question):
    """{(before, after): readers} as they are counted, without empty places."""
    totals = {}
    counts = PairedCount.objects.filter(question_key=question.translation_key, count__gt=0)
    for before, after, count in counts.values_list("before", "after", "count"):
        totals[before, after] = totals.get((before, after), 0) + count
    return totals
