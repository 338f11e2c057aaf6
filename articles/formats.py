"""The formats of an article, as data: their names and the icon in a list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleFormat(models.TextChoices):
    """What kind of piece it is. One page type carries them all."""

    ARTICLE = "article", _("Article")
    CONGRESS_REPORT = "congress_report", _("Congress report")
    EXPERT_OPINION = "expert_opinion", _("Expert opinion")
    VIDEO = "video", _("Video")
    PODCAST = "podcast", _("Podcast")
    VISUAL_ABSTRACT = "visual_abstract", _("Visual abstract")


class ContributorRole(models.TextChoices):
    """Who did what; the three are named separately to readers."""

    AUTHOR = "author", _("Author")
    MEDICAL_REVIEWER = "medical_reviewer", _("Medical reviewer")
    EDITOR = "editor", _("Editor")


class ChangeKind(models.TextChoices):
    """Why a published article was changed (ICMJE: an update is not a correction)."""

    CORRECTION = "correction", _("Correction")
    CLARIFICATION = "clarification", _("Clarification")
    UPDATE = "update", _("Update")


# A format listed here needs a recording (with its transcript) at the top of the page.
FORMATS_WITH_RECORDING = frozenset({ArticleFormat.VIDEO, ArticleFormat.PODCAST})
