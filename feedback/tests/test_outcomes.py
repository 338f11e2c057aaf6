"""No report, and no two reports, give away a group under ten."""

import random
from collections import defaultdict
from datetime import date
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.outcomes import (
    MINIMUM,
    Atom,
    Cell,
    Total,
    Within,
    cells_from,
    last_complete_month,
    month_of,
    partition,
    quarter_of,
    report,
    report_by_language,
    report_by_page,
    trend,
)

TABLES = 1_000
STATEMENT = "statement"
PAGES = ("p", "q", "r")
LANGUAGES = ("en", "pt")
MONTHS = [date(2025 + m // 12, m % 12 + 1, 1) for m in range(10, 17)]  # over the turn of a year
AFTER = date(2026, 6, 3)  # all of them are over

# Most counts are small, many nothing, some large: what a hub with few readers looks like. A table
# is drawn as a string of bytes because that is many times faster than drawing its numbers.
SIZES = (0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 8, 13)
PLACES = list(product(PAGES, LANGUAGES, MONTHS))


def tables(places):
    def table(drawn):
        sizes = [SIZES[byte % len(SIZES)] for byte in drawn]
        return {place: tuple(sizes[3 * at : 3 * at + 3]) for at, place in enumerate(places)}

    size = 3 * len(places)
    return st.binary(min_size=size, max_size=size).map(table)


TABLE = tables(PLACES)
ONE_GROUP = tables([("p", "en", month) for month in MONTHS])
WITHIN = st.builds(
    Within,
    pages=st.none() | st.frozensets(st.sampled_from(PAGES), min_size=1),
    languages=st.none() | st.frozensets(st.sampled_from(LANGUAGES), min_size=1),
    first=st.none() | st.sampled_from(MONTHS),
    last=st.none() | st.sampled_from(MONTHS),
)
DAYS = st.sampled_from([*MONTHS[1:], AFTER])


def cells_of(table):
    return [
        Cell(STATEMENT, page, language, month, sum(counts), counts)
        for (page, language, month), counts in table.items()
    ]


def cell(month, n, *, page="p", language="en", series=STATEMENT):
    return Cell(series, page, language, date(*month, 1), n, (n,))


def is_inside(atom, within):
    """Told apart from `report`, so that one checks the other."""
    return (
        (within.pages is None or atom.page in within.pages)
        and (within.languages is None or atom.language in within.languages)
        and (within.first is None or within.first <= atom.first)
        and (within.last is None or atom.last <= within.last)
    )


def shown(parts, within):
    """The cells whose answers are in a report."""
    return {
        (atom.page, atom.language, month)
        for atom in parts.atoms
        if is_inside(atom, within)
        for month in MONTHS
        if atom.first <= month <= atom.last
    }


def people(table, places):
    return sum(sum(table[place]) for place in places)


def everything(cells):
    """What is published at the end of each month: reports are made of nothing else."""
    return [
        (set(parts.atoms), set(parts.waiting))
        for parts in (partition(cells, today) for today in (*MONTHS[1:], AFTER))
    ]


def test_months_are_put_together_until_there_are_ten():
    cells = [cell((2026, m), n) for m, n in ((1, 4), (2, 3), (3, 5), (4, 11), (5, 9))]
    parts = partition(cells, date(2026, 7, 1))
    assert parts.atoms == (
        Atom(STATEMENT, "p", "en", date(2026, 1, 1), date(2026, 3, 1), 12, (12,)),
        Atom(STATEMENT, "p", "en", date(2026, 4, 1), date(2026, 4, 1), 11, (11,)),
    )
    assert [(rest.page, rest.first) for rest in parts.waiting] == [("p", date(2026, 5, 1))]


def test_exactly_ten_are_enough_and_nine_are_not():
    assert partition([cell((2026, 1), 10)], AFTER).atoms
    assert not partition([cell((2026, 1), 9)], AFTER).atoms
    assert MINIMUM == 10


def test_pages_languages_and_series_are_never_put_together():
    nine = [
        cell((2026, 1), 9, page=page, language=language, series=series)
        for page, language, series in product("pq", LANGUAGES, "st")
    ]
    parts = partition(nine, AFTER)
    assert parts.atoms == ()
    assert len(parts.waiting) == 8


def test_the_running_month_is_never_in_a_report():
    cells = [cell((2026, 1), 20), cell((2026, 2), 30)]
    for today in (date(2026, 2, 1), date(2026, 2, 28)):
        assert report(partition(cells, today), Within())[STATEMENT].n == 20
    assert report(partition(cells, date(2026, 3, 1)), Within())[STATEMENT].n == 50
    assert report(partition(cells, date(2026, 1, 31)), Within()) == {}


def test_a_report_holds_only_what_lies_entirely_inside_its_filter():
    cells = [cell((2026, m), n) for m, n in ((1, 4), (2, 8), (3, 15))]
    parts = partition(cells, AFTER)
    february = Within(first=date(2026, 2, 1))
    assert report(parts, Within()) == {STATEMENT: Total(27, (27,), atoms=2, held_back=0)}
    assert report(parts, february) == {STATEMENT: Total(15, (15,), atoms=1, held_back=1)}
    assert report(parts, Within(last=date(2026, 1, 31))) == {STATEMENT: Total(held_back=1)}
    assert report(parts, Within(pages={"q"})) == {}
    assert report(parts, Within(first=date(2026, 4, 1))) == {}


def test_what_waits_is_told_without_a_number():
    parts = [partition([cell((2026, 1), n)], AFTER) for n in range(1, 10)]
    assert all(part == parts[0] for part in parts)
    assert report(parts[0], Within()) == {STATEMENT: Total(held_back=1)}


def test_a_page_held_back_twice_counts_once():
    cells = [cell((2026, m), n) for m, n in ((1, 4), (2, 8), (3, 5))]
    february = Within(first=date(2026, 2, 1))
    assert report(partition(cells, AFTER), february)[STATEMENT].held_back == 1


def test_empty_months_do_not_stretch_an_atom():
    cells = [cell((2025, 11), 12), cell((2025, 12), 0), cell((2026, 1), 20)]
    parts = partition(cells, AFTER)
    assert report(parts, Within(first=date(2026, 1, 1)))[STATEMENT].n == 20
    assert report(parts, Within(last=date(2025, 12, 1)))[STATEMENT].n == 12


def test_counts_without_people_wait_for_people():
    """Such as readers who started in a month in which nobody answered."""
    cells = [
        Cell("response", "p", "en", date(2026, 1, 1), 0, (0, 90)),
        Cell("response", "p", "en", date(2026, 2, 1), 12, (12, 60)),
    ]
    assert report(partition(cells, AFTER), Within())["response"].counts == (12, 150)


def test_a_series_may_have_its_own_shape():
    cells = [
        Cell("likert", "p", "en", date(2026, 1, 1), 15, (1, 2, 3, 4, 5)),
        Cell("paired", "p", "en", date(2026, 1, 1), 12, (6, 1, 4, 1)),
        Cell("paired", "q", "pt", date(2026, 1, 1), 10, (5, 0, 5, 0)),
    ]
    found = report(partition(cells, AFTER), Within())
    assert found["likert"] == Total(15, (1, 2, 3, 4, 5), atoms=1)
    assert found["paired"] == Total(22, (11, 1, 9, 1), atoms=2)


def test_reports_by_page_and_by_language_add_up_to_the_report():
    chance = random.Random(5)
    table = {place: (chance.randint(0, 9), chance.randint(0, 9)) for place in PLACES}
    parts = partition(cells_of(table), AFTER)
    whole = report(parts, Within(first=MONTHS[1]))[STATEMENT]
    for split in (report_by_page, report_by_language):
        totals = [found[STATEMENT] for found in split(parts, Within(first=MONTHS[1])).values()]
        assert sum(total.n for total in totals) == whole.n
        assert sum(total.held_back for total in totals) == whole.held_back
    by_page = report_by_page(parts, Within())
    assert by_page["q"] == report(parts, Within(pages={"q"}))


def test_the_trend_has_an_entry_for_each_quarter_that_has_whole_atoms():
    cells = [cell((2026, m), n) for m, n in ((1, 12), (2, 4), (4, 7), (5, 30))]
    found = trend(partition(cells, AFTER), Within())
    assert {quarter: by[STATEMENT].n for quarter, by in found.items()} == {
        date(2026, 1, 1): 12,
        date(2026, 4, 1): 30,
    }
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 1, 1), date(2025, 12, 1)),
        (date(2026, 1, 31), date(2025, 12, 1)),
        (date(2026, 3, 31), date(2026, 2, 1)),
        (date(2024, 2, 29), date(2024, 1, 1)),
        (date(2026, 12, 31), date(2026, 11, 1)),
    ],
)
def test_the_last_complete_month_is_the_one_before(today, month):
    assert last_complete_month(today) == month


def test_months_and_quarters_begin_on_their_first_day():
    assert month_of(date(2026, 8, 17)) == date(2026, 8, 1)
    assert [quarter_of(date(2026, month, 9)).month for month in range(1, 13)] == [
        1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10,
    ]  # fmt: skip


def test_rows_of_a_count_table_become_cells():
    rows = [
        ("s", "p", "en", MONTHS[0], 0, 3),
        ("s", "p", "en", MONTHS[0], 4, 2),
        ("s", "p", "pt", MONTHS[0], 1, 7),
        ("s", "p", "en", MONTHS[0], 4, 1),
    ]
    assert list(cells_from(rows, 5)) == [
        Cell("s", "p", "en", MONTHS[0], 6, (3, 0, 0, 0, 3)),
        Cell("s", "p", "pt", MONTHS[0], 7, (0, 7, 0, 0, 0)),
    ]


def test_nothing_is_published_from_under_ten():
    with pytest.raises(ValueError, match="under 10"):
        partition([], AFTER, minimum=9)
    with pytest.raises(ValueError, match="two cells"):
        partition([cell((2026, 1), 3), cell((2026, 1), 4)], AFTER)
    assert partition([cell((2026, 1), 20)], AFTER, minimum=25).atoms == ()


@settings(max_examples=100, deadline=None)
@given(TABLE, st.randoms(use_true_random=False))
def test_the_order_of_the_cells_does_not_matter(table, chance):
    cells = cells_of(table)
    mixed = chance.sample(cells, len(cells))
    assert everything(mixed) == everything(cells)


@settings(max_examples=TABLES, deadline=None)
@given(TABLE, WITHIN, DAYS)
def test_a_report_is_the_sum_of_its_cells_and_of_nobody_or_ten(table, within, today):
    parts = partition(cells_of(table), today)
    places = shown(parts, within)
    total = report(parts, within).get(STATEMENT, Total())
    assert total.n == people(table, places)
    assert sum(total.counts) == total.n
    assert total.n == 0 or total.n >= MINIMUM
    assert all(place[2] < month_of(today) for place in places)


@settings(max_examples=TABLES, deadline=None)
@given(TABLE, WITHIN, WITHIN, DAYS, DAYS)
def test_two_reports_never_differ_by_a_group_under_ten(table, one, other, day, later):
    """The differencing attack: different filters, different days, or both."""
    cells = cells_of(table)
    first = shown(partition(cells, day), one)
    second = shown(partition(cells, later), other)
    for difference in (first - second, second - first, first & second):
        n = people(table, difference)
        assert n == 0 or n >= MINIMUM


@settings(max_examples=TABLES, deadline=None)
@given(TABLE, DAYS, DAYS)
def test_what_was_published_stays_published(table, day, later):
    """A later report holds the atoms of an earlier one unchanged."""
    earlier, later = sorted((day, later))
    cells = cells_of(table)
    assert set(partition(cells, earlier).atoms) <= set(partition(cells, later).atoms)


def neighbours(table, place):
    """Tables in which one person fewer or more is in `place`, taken from or given to another month
    of the same page and language, or from nobody."""
    others = [other for other in table if other[:2] == place[:2] and other != place]
    for answer, step in product(range(3), (1, -1)):
        for other in (None, *others):
            changed = {key: list(counts) for key, counts in table.items()}
            changed[place][answer] += step
            if other is not None:
                changed[other][answer] -= step
            if min(min(counts) for counts in changed.values()) >= 0:
                yield {key: tuple(counts) for key, counts in changed.items()}


def two_steps(table, place):
    """The neighbours, and tables in which a second person moves the other way meanwhile."""
    yield from neighbours(table, place)
    others = [other for other in table if other[:2] == place[:2] and other != place]
    for near in neighbours(table, place):
        for (source, target), answer in product(combinations(others, 2), range(3)):
            for give, take in ((source, target), (target, source)):
                changed = {key: list(counts) for key, counts in near.items()}
                changed[give][answer] -= 1
                changed[take][answer] += 1
                if changed[give][answer] >= 0:
                    yield {key: tuple(counts) for key, counts in changed.items()}


@settings(max_examples=TABLES, deadline=None)
@given(ONE_GROUP)
def test_no_cell_under_ten_can_be_recovered_from_all_reports_of_all_months(table):
    """The strongest attacker sees every report under every filter at every month end, knows how
    atoms are made, and has any computer. For each cell from one to nine there is another table with
    another number in that cell that publishes exactly the same: so the number cannot be known.

    One page in one language is enough, because no atom reaches beyond it."""
    published = everything(cells_of(table))
    for place, counts in table.items():
        if 0 < sum(counts) < MINIMUM:
            assert any(
                sum(other[place]) != sum(counts) and everything(cells_of(other)) == published
                for other in two_steps(table, place)
            ), place


@settings(max_examples=TABLES, deadline=None)
@given(TABLE, TABLE, WITHIN, DAYS, DAYS)
def test_answers_changed_after_their_month_give_nothing_away(before, after, one, day, later):
    """The whole table changes between two reports. With what was published kept, the later report
    differs from the earlier one by whole atoms all the same."""
    day, later = sorted((day, later))
    early = partition(cells_of(before), day)
    late = partition(cells_of(after), later, published=early.atoms)
    assert set(early.atoms) <= set(late.atoms)
    fresh = set(late.atoms) - set(early.atoms)
    assert all(atom.n >= MINIMUM for atom in fresh)
    spans = defaultdict(list)
    for atom in late.atoms:
        spans[atom.page, atom.language].append((atom.first, atom.last))
    for months in spans.values():
        months.sort()
        assert all(a[1] < b[0] for a, b in pairwise(months))
    difference = report(late, one).get(STATEMENT, Total()).n - sum(
        atom.n for atom in early.atoms if is_inside(atom, one)
    )
    assert difference == sum(atom.n for atom in fresh if is_inside(atom, one))
    assert difference == 0 or difference >= MINIMUM


def test_without_atoms_kept_a_changed_answer_would_show():
    """Why `published` is there: January falls from ten to nine after it was in a report."""
    january, february = cell((2026, 1), 10), cell((2026, 2), 3)
    early = partition([january, february], date(2026, 2, 10))
    changed = [cell((2026, 1), 9), february]
    assert early.atoms[0].n == 10
    careless = partition(changed, date(2026, 3, 10))
    assert careless.atoms[0].n - early.atoms[0].n == 2  # 9 + 3 - 10: a group of two or three
    kept = partition(changed, date(2026, 3, 10), published=early.atoms)
    assert kept.atoms == early.atoms
    assert [rest.first for rest in kept.waiting] == [date(2026, 2, 1)]
