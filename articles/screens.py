"""What the article template shows, fetched once: a fixed number of queries for any length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from articles.formats import ContributorRole
from articles.selectors import related_articles, topics_in_language
from core.counts import grouped

if TYPE_CHECKING:
    from articles.models import ArticlePage, PersonDisclosure, PersonPage, Reference, TopicPage

# A contents list helps from this many sections on.
SECTIONS_FOR_CONTENTS = 3


@dataclass(frozen=True)
class LeadNumber:
    """The number a teaser shows: `86.0` `%` `CR or CRi`, with a line of context."""

    value: str
    unit: str
    label: str
    caption: str

    @classmethod
    def from_raw(cls, raw_data: Sequence[Any]) -> LeadNumber | None:
        """From the stored form of the key data, without touching the database."""
        for raw in raw_data:
            datum = raw["value"]
            number = str(datum.get("value") or "")
            if number:
                label, time_point = (
                    str(datum.get("label") or ""),
                    str(datum.get("time_point") or ""),
                )
                caption = [label]
                if time_point and time_point not in label:
                    caption.append(time_point)
                if datum.get("total"):
                    caption.append(f"n = {grouped(datum['total'])}")
                return cls(
                    number,
                    str(datum.get("unit") or ""),
                    str(datum.get("label") or ""),
                    ", ".join(part for part in caption if part),
                )
        return None


@dataclass(frozen=True)
class Credit:
    """A person in a role, with the newest dated disclosure."""

    person: PersonPage
    role: str
    role_label: str
    disclosure: PersonDisclosure | None


@dataclass(frozen=True)
class ContentsEntry:
    anchor: str
    title: str


@dataclass(frozen=True)
class ArticleScreen:
    """The parts of an article that come from other tables, and its contents list."""

    credits: list[Credit]
    topics: list[TopicPage]
    references: list[Reference]
    related: list[ArticlePage]
    history: list[Any]
    contents: list[ContentsEntry]
    reference_numbers: dict[int, int]

    @classmethod
    def of(cls, article: ArticlePage) -> ArticleScreen:
        rows = list(article.contributors.all())
        references = [row.reference for row in article.references.all()]
        topics = topics_in_language(article.open_topics, article.locale_id)
        return cls(
            credits=[
                Credit(
                    row.person, row.role, str(row.get_role_display()), row.person.latest_disclosure
                )
                for row in rows
            ],
            topics=topics,
            references=references,
            related=related_articles(article),
            history=sorted(
                article.version_notes.all(), key=lambda note: note.changed_on, reverse=True
            ),
            contents=_contents(article, has_references=bool(references)),
            reference_numbers={
                reference.pk: number for number, reference in enumerate(references, start=1)
            },
        )

    @property
    def primary_topic(self) -> TopicPage | None:
        return self.topics[0] if self.topics else None

    def credits_as(self, role: str) -> list[Credit]:
        return [credit for credit in self.credits if credit.role == role]

    @property
    def authors(self) -> list[Credit]:
        return self.credits_as(ContributorRole.AUTHOR)

    @property
    def reviewers(self) -> list[Credit]:
        return self.credits_as(ContributorRole.MEDICAL_REVIEWER)

    @property
    def editors(self) -> list[Credit]:
        return self.credits_as(ContributorRole.EDITOR)

    @property
    def people(self) -> list[Credit]:
        """Each person once, for the disclosures, with all roles named in `role_label`."""
        merged: dict[int, Credit] = {}
        for credit in self.credits:
            before = merged.get(credit.person.pk)
            label = f"{before.role_label}, {credit.role_label}" if before else credit.role_label
            merged[credit.person.pk] = Credit(credit.person, credit.role, label, credit.disclosure)
        return list(merged.values())


def _contents(article: ArticlePage, *, has_references: bool) -> list[ContentsEntry]:
    """Sections of a long article in reading order, or nothing for a short one."""
    sections = [
        ContentsEntry(child.value.anchor, child.value["text"])
        for child in article.body
        if child.block_type == "heading" and child.value["level"] == "2"
    ]
    if len(sections) < SECTIONS_FOR_CONTENTS:
        return []
    before = [ContentsEntry("key-data", _("Key data"))] if article.key_data else []
    after = [ContentsEntry("key-learning", _("Key learning"))]
    if has_references:
        after.append(ContentsEntry("references", _("References")))
    after.append(ContentsEntry("disclosures", _("Disclosures")))
    return before + sections + after
