"""Writes the demo pages about money: /funders/, a page a year, a page a funder."""

from __future__ import annotations

import json
from typing import Any

from wagtail.models import Page

from hub.demo import content
from hub.demo.markup import plain
from hub.demo.pages import Data, PageLoader
from hub.demo.streams import StreamWriter
from sponsors.models import Funder, FunderPage, FundersPage, FundersYearPage


def load_funders_pages(loader: PageLoader, home: Page) -> None:
    """The pages of one language; a language without funders.yaml gets none."""
    texts = content.read("funders.yaml", loader.language)
    if texts is None:
        return
    data = {**content.read("funders.yaml"), **texts}
    slug = data["slug"]

    def fill(page: Any) -> None:
        loader.fill_plain(page, data)
        writer = StreamWriter(f"page/{slug}", loader.library)
        rules = [
            writer.block(
                "rule",
                {"rule": plain(rule["rule"]), "explanation": plain(rule["explanation"])},
                "rules",
                index,
            )
            for index, rule in enumerate(data["rules"])
        ]
        page.rules = json.dumps(rules)

    funders_page = loader.page(FundersPage, home, slug, data, fill)
    _years(loader, funders_page)
    _funders(loader, funders_page)


def _years(loader: PageLoader, parent: Page) -> None:
    for year, texts in loader.translated("funder-years.yaml").items():

        def fill(page: Any, year: str = year, texts: Data = texts) -> None:
            loader.fill_plain(page, {**texts, "slug": year})

        loader.page(FundersYearPage, parent, year, texts, fill, needs={"year": int(year)})


def _funders(loader: PageLoader, parent: Page) -> None:
    """A page for each funder that the register still has under the demo's address."""
    for slug, texts in loader.translated("funder-pages.yaml").items():
        funder = Funder.objects.filter(slug=slug).first()
        if funder is None:
            continue

        def fill(page: Any, slug: str = slug, texts: Data = texts) -> None:
            loader.fill_plain(page, {**texts, "slug": f"funders/{slug}"})

        loader.page(FunderPage, parent, slug, texts, fill, needs={"funder": funder})
