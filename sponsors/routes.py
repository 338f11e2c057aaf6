"""Which addresses below the funders page the register can fill: years and funders with money."""

from __future__ import annotations

import re

from django.apps import apps

from sponsors.models.funders import Funder
from sponsors.selectors import years_with_records

# Written in one way only, so that a year has one address.
_YEAR = re.compile(r"[12][0-9]{3}")


def year_at(below: str) -> int | None:
    """The year of `/funders/<below>/` if money is booked for it."""
    if not _YEAR.fullmatch(below):
        return None
    year = int(below)
    return year if year in years_with_records() else None


def funder_at(below: str) -> Funder | None:
    """The funder of `/funders/<below>/` if a record names it."""
    funders = apps.get_model("sponsors", "Funder").objects
    return funders.filter(slug=below, records__isnull=False).distinct().first()
