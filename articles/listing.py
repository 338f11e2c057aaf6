"""A list of articles with facets: which are shown, how many each choice would give, where it links.

Facets combine as readers expect: several choices of one facet widen the list, different facets
narrow it. The count beside a choice is the number of articles the reader would see by adding that
choice to the *other* facets. All state is in the address, so that a list can be shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Locale

from articles.formats import ArticleFormat, ContributorRole
from articles.selectors import TopicTree, attach_teaser_facts, for_list, topics_in
from core.locales import active_locale

if TYPE_CHECKING:
    from articles.models import ArticlePage

PER_PAGE = 12
FACETS = ("topic", "format", "year", "author")
MAXIMUM_CHOICES_READ = 20
SORTS = ("newest", "oldest")


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class ActiveFilter:
    label: str
    remove_url: str


@dataclass(frozen=True)
class PageLink:
    """A page in the pager; a number of None is a gap."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True)
class SortChoice:
    value: str
    label: str
    selected: bool


@dataclass
class Listing:
    """Everything the list templates show."""

    articles: list[ArticlePage]
    total: int
    facets: list[Facet]
    active: list[ActiveFilter]
    clear_url: str
    sort: str
    sort_choices: list[SortChoice]
    pages: list[PageLink]
    previous_url: str | None
    next_url: str | None
    page_number: int
    hidden_fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def number_active(self) -> int:
        return len(self.active)


@dataclass(frozen=True)
class _Row:
    """What the facets need to know of one article: value sets by facet name."""

    pk: int
    values: dict[str, frozenset[str]]

    def matches(self, chosen: dict[str, list[str]], *, ignoring: str = "") -> bool:
        return all(
            name == ignoring or not wanted or not self.values[name].isdisjoint(wanted)
            for name, wanted in chosen.items()
        )


def listing_for(
    request: HttpRequest,
    articles: QuerySet[ArticlePage],
    *,
    own_address: str,
    without: str = "",
    keep: Sequence[tuple[str, str]] = (),
    ranked: Sequence[int] | None = None,
) -> Listing:
    """The list that `request` asks for, out of `articles` (all in one language).

    `without` names a facet that makes no sense here (the topic of a topic page). `keep` are further
    parameters of the address (the search words). `ranked` are primary keys, best first; the order
    is then theirs and no sorting is offered. A fixed number of queries, whatever the filters.
    """
    names = [name for name in FACETS if name != without]
    chosen = {name: _chosen(request, name) for name in names}
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    locale = _locale_of(articles)
    tree = topics_in(locale)
    order = list(ranked) if ranked is not None else []
    people = _people_labels(articles)
    rows = _rows(articles, tree, people)
    labels = {
        "topic": {topic.slug: topic.label for topic in tree.by_key.values()},
        "format": {value: str(label) for value, label in ArticleFormat.choices},
        "year": {year: year for row in rows for year in row.values["year"]},
        "author": {slug: name for _page, slug, name in people},
    }
    shown = [row.pk for row in rows if row.matches(chosen)]
    if ranked is not None:
        found = set(shown)
        shown = [pk for pk in order if pk in found]
    elif sort == "oldest":
        shown.reverse()

    number, last = _page_number(request, len(shown))
    window = shown[(number - 1) * PER_PAGE : number * PER_PAGE]
    by_pk = {page.pk: page for page in for_list(articles.filter(pk__in=window))}
    page_articles = [by_pk[pk] for pk in window if pk in by_pk]
    attach_teaser_facts(page_articles, tree)

    def address(changes: dict[str, list[str]] | None = None, page: int = 1) -> str:
        pairs = list(keep)
        for name, values in {**chosen, **(changes or {})}.items():
            pairs += [(name, value) for value in values]
        if sort != SORTS[0] and ranked is None:
            pairs.append(("sort", sort))
        if page > 1:
            pairs.append(("page", str(page)))
        return f"{own_address}?{urlencode(pairs)}" if pairs else own_address

    return Listing(
        articles=page_articles,
        total=len(shown),
        facets=_facets(names, rows, chosen, labels),
        active=_active(chosen, labels, address),
        clear_url=address({name: [] for name in names}),
        sort=sort,
        sort_choices=[]
        if ranked is not None
        else [
            SortChoice("newest", _("Newest first"), sort == "newest"),
            SortChoice("oldest", _("Oldest first"), sort == "oldest"),
        ],
        pages=_pager(number, last, lambda page: address(page=page)),
        previous_url=address(page=number - 1) if number > 1 else None,
        next_url=address(page=number + 1) if number < last else None,
        page_number=number,
        hidden_fields=list(keep),
    )


def _chosen(request: HttpRequest, name: str) -> list[str]:
    """The values of one facet in the address, without repeats, at most 20, unknown ones kept out
    later by simply matching nothing."""
    values = [value.strip()[:100] for value in request.GET.getlist(name)[:MAXIMUM_CHOICES_READ]]
    return list(dict.fromkeys(value for value in values if value))


def _page_number(request: HttpRequest, total: int) -> tuple[int, int]:
    """The page asked for and the last one; what is no page number gives the first."""
    last = max(1, -(-total // PER_PAGE))
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.lstrip("-").isdigit()) or text.startswith("-"):
        return 1, last
    wanted = int(text) if len(text) < 10 else last
    return min(max(wanted, 1), last), last


def _locale_of(articles: QuerySet[ArticlePage]) -> Locale:
    """The language of the list. It is always the active one: pages set it when they are served."""
    return active_locale()


def _people_labels(articles: QuerySet[ArticlePage]) -> list[tuple[int, str, str]]:
    """(article pk, person slug, person name) of every author."""
    return list(
        apps.get_model("articles", "ArticleContributor")
        .objects.filter(page__in=articles.order_by(), role=ContributorRole.AUTHOR)
        .values_list("page_id", "person__slug", "person__title")
    )


def _rows(
    articles: QuerySet[ArticlePage], tree: TopicTree, people: list[tuple[int, str, str]]
) -> list[_Row]:
    """The facet values of every article, in the order of `articles`: two queries."""
    topics: dict[int, set[str]] = {}
    pairs = apps.get_model("articles", "ArticleTopic").objects.filter(page__in=articles.order_by())
    for page_id, topic_id in pairs.values_list("page_id", "topic_id"):
        for key in tree.lineage(tree.key_of_pk.get(topic_id)):
            if key in tree.by_key:
                topics.setdefault(page_id, set()).add(tree.by_key[key].slug)
    authors: dict[int, set[str]] = {}
    for page_id, slug, _name in people:
        authors.setdefault(page_id, set()).add(slug)
    return [
        _Row(
            pk,
            {
                "topic": frozenset(topics.get(pk, ())),
                "format": frozenset({form}),
                "year": frozenset({str(published.year)}),
                "author": frozenset(authors.get(pk, ())),
            },
        )
        for pk, form, published in articles.values_list("pk", "format", "published_on")
    ]


def _facets(
    names: Iterable[str],
    rows: list[_Row],
    chosen: dict[str, list[str]],
    labels: dict[str, dict[str, str]],
) -> list[Facet]:
    titles = {
        "topic": _("Topic"),
        "format": _("Format"),
        "year": _("Year"),
        "author": _("Author"),
    }
    facets = []
    for name in names:
        counts: Counter[str] = Counter()
        for row in rows:
            if row.matches(chosen, ignoring=name):
                counts.update(row.values[name])
        for value in chosen[name]:
            if value in labels[name]:
                counts.setdefault(value, 0)
        choices = [
            Choice(value, labels[name].get(value, value), count, value in chosen[name])
            for value, count in counts.items()
        ]
        if name == "year":
            choices.sort(key=lambda choice: choice.value, reverse=True)
        elif name == "format":
            order = list(ArticleFormat.values)
            choices.sort(key=lambda choice: order.index(choice.value))
        else:
            choices.sort(key=lambda choice: (-choice.count, choice.label))
        if choices:
            facets.append(Facet(name, titles[name], choices))
    return facets


def _active(
    chosen: dict[str, list[str]],
    labels: dict[str, dict[str, str]],
    address: Callable[[dict[str, list[str]]], str],
) -> list[ActiveFilter]:
    return [
        ActiveFilter(
            labels[name].get(value, value),
            address({name: [other for other in values if other != value]}),
        )
        for name, values in chosen.items()
        for value in values
    ]


def _pager(number: int, last: int, address: Callable[[int], str]) -> list[PageLink]:
    """First, last, and two on each side of the current page, with gaps between."""
    if last == 1:
        return []
    near = {1, last, *range(max(1, number - 2), min(last, number + 2) + 1)}
    links: list[PageLink] = []
    previous = 0
    for page in sorted(near):
        if page - previous > 1:
            links.append(PageLink(None, "", False))
        links.append(PageLink(page, address(page), page == number))
        previous = page
    return links
