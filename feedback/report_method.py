"""How the figures of a report are made, in words. The texts stand under every report."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from feedback.moore import LEVELS, NOT_MEASURED


class Method(NamedTuple):
    title: str
    text: str


def methods() -> list[Method]:
    """In the active language."""
    return [
        Method(
            _("Who is counted"),
            _(
                "Readers who chose to answer. They are not a sample of all readers, and nobody is "
                "known by name: one browser counts as one reader. Opened, half read and read to "
                "the end are counts of visits, without any identifier."
            ),
        ),
        Method(
            _("What is held back"),
            _(
                "Answers about a page in a language are shown in groups of whole months that hold "
                "at least ten people. What is left over waits. A group belongs to a report only "
                "when all of it does, so that no two reports can be subtracted to show fewer than "
                "ten. The running month is left out; a figure may therefore be lower than the "
                "number of answers received."
            ),
        ),
        Method(
            _("Response rate"),
            _(
                "Readers who answered at least one statement, divided by how often the same pages "
                "were opened in the same months. Pages and months held back are in neither number, "
                "which makes the rate higher than over all pages. Visitors who asked not to be "
                "counted can still answer."
            ),
        ),
        Method(
            _("Agreement"),
            _(
                "Agree and strongly agree, divided by all who answered that statement. Every "
                "statement has its own denominator, since statements may be left out. Score "
                "interval: Wilson 1927, 95%."
            ),
        ),
        Method(
            _("Change"),
            _(
                "The same readers answered the same question before and after reading. Test: "
                "McNemar, exact and two-sided, and mid-p (McNemar 1947; Fagerland 2013). Interval "
                "of the difference: Newcombe 1998, method 10, 95%."
            ),
        ),
        Method(
            _("Polls"),
            _(
                "Votes of the whole poll in all languages, up to the day of the report. They are "
                "never narrowed down by the filter, and shown from the poll's minimum of votes on. "
                "Percentages are rounded so that they add up to 100 (largest remainder); where "
                "several options may be chosen they are of voters and do not."
            ),
        ),
        Method(
            _("Levels"),
            _("Moore and others, J Contin Educ Health Prof 2009;29(1):1-15.")
            + " "
            + " ".join(f"{level.label}. {level.meaning}" for level in LEVELS)
            + f" {NOT_MEASURED}",
        ),
        Method(
            _("To check"),
            _(
                "The same query gives the same data as long as nothing is added to its months or "
                "polls. The hash is the SHA-256 of the field “data” of the JSON file, written with "
                "sorted keys, without blanks, in UTF-8."
            ),
        ),
    ]
