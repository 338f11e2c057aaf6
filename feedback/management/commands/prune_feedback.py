"""Deletes single answers that were kept long enough; run it daily."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from feedback.pruning import prune


class Command(BaseCommand):
    help = (
        "Deletes readers' single answers older than the reader voice settings say, never before "
        "the tokens they were given with have expired. Counts stay."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        pruned = prune(timezone.localdate())
        self.stdout.write(
            f"Kept from {pruned.kept_from:%Y-%m} on; deleted {pruned.agreement_answers} agreement "
            f"answers, {pruned.votes} votes, {pruned.paired_answers} paired answers."
        )
