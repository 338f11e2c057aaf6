"""Who pays, how much and on what terms; what is public about it; who may look from outside."""

from sponsors.models.access import SponsorAccess, SponsorAction
from sponsors.models.funders import Funder, FunderKind, FunderWording
from sponsors.models.ledger import EntryKind, LedgerEntry
from sponsors.models.records import ExchangeRate, FundingRecord, Involvement, Scope, SupportKind
from sponsors.models.schemes import Level, LevelScheme, LevelThreshold
from sponsors.models.settings import FundingSettings
from sponsors.models.wording import StatementWording

# isort: split
# Last: the pages show what is read from all the models above.
from sponsors.models.pages import FunderPage, FundersPage, FundersYearPage

__all__ = [
    "EntryKind",
    "ExchangeRate",
    "Funder",
    "FunderKind",
    "FunderPage",
    "FunderWording",
    "FundersPage",
    "FundersYearPage",
    "FundingRecord",
    "FundingSettings",
    "Involvement",
    "LedgerEntry",
    "Level",
    "LevelScheme",
    "LevelThreshold",
    "Scope",
    "SponsorAccess",
    "SponsorAction",
    "StatementWording",
    "SupportKind",
]
