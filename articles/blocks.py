"""Evidence blocks: numbers with their source, tables, charts, media. Shared blocks are in core."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from articles.chart_value import ChartValue, chart_errors
from core.blocks import (
    INLINE_FEATURES,
    CalloutBlock,
    DownloadBlock,
    FigureBlock,
    HeadingBlock,
    ParagraphBlock,
    QuotationBlock,
)

_BOUND = re.compile(r"^[-−]?\d+(\.\d+)?$|^NE$|^NR$")


class KeyDatumValue(blocks.StructValue):
    @property
    def interval(self) -> str:
        """The confidence interval as printed, "82.9–88.6", or ""."""
        low, high = self.get("ci_low") or "", self.get("ci_high") or ""
        return f"{low}–{high}" if low and high else ""


class KeyDatumBlock(blocks.StructBlock):
    """One number: what it counts, of whom, with its interval and where it stands in the source."""

    label = blocks.CharBlock(
        label=_("What it counts"), max_length=160, help_text=_("For example “overall survival”.")
    )
    value = blocks.CharBlock(
        label=_("Number"),
        max_length=24,
        help_text=_("As printed in the source: 86.0 stays 86.0."),
    )
    unit = blocks.CharBlock(
        label=_("Unit"), required=False, max_length=24, help_text=_("%, months, … or nothing.")
    )
    population = blocks.CharBlock(
        label=_("Of whom"), required=False, max_length=160, help_text=_("Patients counted.")
    )
    n = blocks.IntegerBlock(
        label=_("n (with the event)"), required=False, min_value=0, help_text=_("If published.")
    )
    total = blocks.IntegerBlock(label=_("N (patients assessed)"), required=False, min_value=0)
    ci_low = blocks.CharBlock(label=_("95% CI from"), required=False, max_length=12)
    ci_high = blocks.CharBlock(label=_("95% CI to"), required=False, max_length=12)
    ci_source = blocks.ChoiceBlock(
        label=_("Interval is"),
        choices=[
            ("reported", _("reported by the authors")),
            ("computed", _("calculated by our editors (Wilson)")),
            ("unavailable", _("not available: we say so")),
        ],
        default="unavailable",
    )
    time_point = blocks.CharBlock(label=_("Time point"), required=False, max_length=80)
    comparator = blocks.CharBlock(
        label=_("Compared with"),
        required=False,
        max_length=160,
        help_text=_("The other arm and its number: “imatinib 16.7%”."),
    )
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=240)
    reference = SnippetChooserBlock(
        "articles.Reference", label=_("Source"), required=False, help_text=_("Where it was read.")
    )
    locator = blocks.CharBlock(
        label=_("Where in the source"),
        required=False,
        max_length=80,
        help_text=_("Table, figure or page: “Table 2”, “abstract”."),
    )

    class Meta:
        icon = "decimal"
        label = _("Number")
        value_class = KeyDatumValue
        label_format = "{value} {unit} {label}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        for name in ("ci_low", "ci_high"):
            if cleaned.get(name) and not _BOUND.match(cleaned[name]):
                errors[name] = ValidationError(
                    _("Give a number, or NE if the authors say “not estimable”.")
                )
        one_end = bool(cleaned.get("ci_low")) != bool(cleaned.get("ci_high"))
        if one_end and not self.is_deferred_validation:
            errors["ci_high"] = ValidationError(_("An interval needs both ends."))
        if (
            cleaned.get("n") is not None
            and cleaned.get("total") is not None
            and cleaned["n"] > cleaned["total"]
        ):
            errors["n"] = ValidationError(
                _("%(n)s patients with the event are more than the %(total)s assessed."),
                params={"n": cleaned["n"], "total": cleaned["total"]},
            )
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


_DATUM_PREVIEW = {
    "label": "best overall response, CR or CRi",
    "value": "86.0",
    "unit": "%",
    "total": 578,
    "ci_low": "82.9",
    "ci_high": "88.6",
    "ci_source": "computed",
}


class KeyDataBlock(blocks.StructBlock):
    """Two to four numbers in a row."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    data = blocks.ListBlock(KeyDatumBlock(), label=_("Numbers"), min_num=1, max_num=6)
    note = blocks.TextBlock(label=_("Footnote"), required=False)

    class Meta:
        icon = "decimal"
        group = _("Evidence")
        label = _("Key data")
        description = _("Numbers with population, interval and source, set large.")
        template = "blocks/key_data_block.html"
        preview_value = {"title": "Response", "data": [_DATUM_PREVIEW], "note": ""}


class KeyLearningBlock(blocks.StructBlock):
    """What to remember, in two to four sentences."""

    points = blocks.ListBlock(
        blocks.TextBlock(label=_("Sentence")), label=_("Sentences"), min_num=1, max_num=4
    )

    class Meta:
        icon = "circle-check"
        group = _("Evidence")
        label = _("Key learning")
        description = _("Two to four sentences to remember, in a tinted box.")
        template = "blocks/key_learning_block.html"
        preview_value = {"points": ["Relapses continue into the second year."]}


# What a right click on a cell offers. Wagtail's default, without the undo that differs from Ctrl+Z.
TABLE_MENU = ["row_above", "row_below", "col_left", "col_right", "remove_row", "remove_col"]


class DataTableBlock(blocks.StructBlock):
    """A table of numbers: paste it from a spreadsheet."""

    title = blocks.CharBlock(
        label=_("Title"), max_length=200, help_text=_("Says what the table shows.")
    )
    subtitle = blocks.CharBlock(
        label=_("Subtitle"), required=False, max_length=200, help_text=_("Unit and population.")
    )
    table = TableBlock(
        label=_("Cells"),
        table_options={"contextMenu": TABLE_MENU, "language": "en-US", "height": 160},
        default={
            "data": [[None] * 3 for _row in range(4)],
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "table_header_choice": "both",
        },
        help_text=_(
            "Paste from a spreadsheet into the first cell. Right-click a cell to add or remove "
            "rows and columns. The first row and the first column are usually the headings."
        ),
    )
    stack = blocks.BooleanBlock(
        label=_("Show each row as a card on phones"),
        required=False,
        help_text=_("For tables with more than four columns."),
    )
    note = blocks.RichTextBlock(
        label=_("Note and source"), required=False, features=[*INLINE_FEATURES, "link"]
    )

    class Meta:
        icon = "table"
        group = _("Figures and tables")
        label = _("Data table")
        description = _("Rows and columns with headers, readable on a phone.")
        template = "blocks/data_table_block.html"
        preview_value = {
            "title": "Disease status at infusion, by age",
            "subtitle": "Percentage of each age group",
            "table": {
                "data": [
                    ["Status", "18 years and over", "Under 18 years"],
                    ["First relapse", "26.6", "26.7"],
                    ["Primary refractory", "12.4", "12.1"],
                ],
                "first_row_is_table_header": True,
                "first_col_is_header": True,
                "table_header_choice": "both",
            },
            "stack": False,
        }


class ChartPointBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Category, or position on the x axis"), max_length=60)
    value = blocks.DecimalBlock(label=_("Value"), min_value=0)
    low = blocks.DecimalBlock(label=_("Interval from"), required=False, min_value=0)
    high = blocks.DecimalBlock(label=_("Interval to"), required=False, min_value=0)

    class Meta:
        label_format = "{label}: {value}"


class ChartSeriesBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=60)
    points = blocks.ListBlock(ChartPointBlock(), label=_("Points"), min_num=1, max_num=12)

    class Meta:
        label_format = "{name}"


class ChartBlock(blocks.StructBlock):
    """A chart drawn on the server from the numbers; its data stand below as a table."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("bars", _("Bars")),
            ("landmark", _("Landmark estimates (points at times; no curve is invented)")),
        ],
        default="bars",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    subtitle = blocks.CharBlock(label=_("Subtitle"), required=False, max_length=200)
    unit = blocks.CharBlock(label=_("Unit"), required=False, default="%", max_length=24)
    x_label = blocks.CharBlock(
        label=_("Label of the x axis"),
        required=False,
        max_length=80,
        help_text=_("For landmark estimates: “Months after infusion”."),
    )
    starts_at_100 = blocks.BooleanBlock(
        label=_("All series start at 100% at time 0"),
        required=False,
        help_text=_("For survival: joins 100% at time 0 to the first point with a dashed line."),
    )
    series = blocks.ListBlock(ChartSeriesBlock(), label=_("Series"), min_num=1, max_num=6)
    conclusion = blocks.CharBlock(
        label=_("What it shows"),
        max_length=300,
        help_text=_("The finding in one sentence, for readers who cannot see the chart."),
    )
    note = blocks.RichTextBlock(
        label=_("Note and source"), required=False, features=[*INLINE_FEATURES, "link"]
    )

    class Meta:
        icon = "chart-column"
        group = _("Figures and tables")
        label = _("Chart")
        description = _("Bars or landmark estimates drawn from numbers, with their data.")
        template = "blocks/chart_block.html"
        value_class = ChartValue
        preview_value = {
            "kind": "landmark",
            "title": "Survival at 12 and 24 months",
            "unit": "%",
            "x_label": "Months after infusion",
            "starts_at_100": True,
            "series": [
                {
                    "name": "OS",
                    "points": [{"label": "12", "value": 79.4}, {"label": "24", "value": 63.8}],
                }
            ],
            "conclusion": "Overall survival was 79.4% at 12 and 63.8% at 24 months.",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = [] if self.is_deferred_validation else chart_errors(cleaned)
        if errors:
            raise blocks.StructBlockValidationError(
                non_block_errors=[ValidationError(message) for message in errors]
            )
        return cleaned


class FactorPairBlock(blocks.StructBlock):
    """What was linked with a better and what with a worse outcome, side by side."""

    better_title = blocks.CharBlock(label=_("Heading, better"), default=_("Better outcome"))
    better = blocks.ListBlock(blocks.CharBlock(label=_("Factor")), label=_("Linked with better"))
    worse_title = blocks.CharBlock(label=_("Heading, worse"), default=_("Worse outcome"))
    worse = blocks.ListBlock(blocks.CharBlock(label=_("Factor")), label=_("Linked with worse"))

    class Meta:
        icon = "sliders"
        group = _("Evidence")
        label = _("Linked factors")
        description = _("Factors linked with better and with worse outcome, in two lists.")
        template = "blocks/factor_pair_block.html"
        preview_value = {
            "better_title": "Better outcome",
            "better": ["Age under 18 years"],
            "worse_title": "Worse outcome",
            "worse": ["KMT2A rearrangement"],
        }


class TranscriptLineBlock(blocks.StructBlock):
    at = blocks.RegexBlock(
        regex=r"^\d{1,3}:[0-5]\d$",
        label=_("Time"),
        help_text=_("Minutes and seconds: 3:12"),
        error_messages={"invalid": _("Give minutes and seconds, for example 3:12.")},
    )
    speaker = blocks.CharBlock(label=_("Speaker"), required=False, max_length=80)
    text = blocks.TextBlock(label=_("Words"))

    class Meta:
        label_format = "{at} {speaker}"


class RecordingBlock(blocks.StructBlock):
    """What video and audio share; nothing is loaded before the reader asks for it."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    minutes = blocks.IntegerBlock(label=_("Length in minutes"), min_value=1, max_value=600)
    file = DocumentChooserBlock(
        label=_("File"),
        required=False,
        help_text=_("An MP4 (video) or MP3/M4A (audio) from the document library."),
    )
    external_url = blocks.URLBlock(
        label=_("Or an address elsewhere"),
        required=False,
        help_text=_("Readers are told before they leave for another site; nothing loads from it."),
    )
    transcript = blocks.ListBlock(TranscriptLineBlock(), label=_("Transcript"), min_num=1)
    transcript_checked = blocks.BooleanBlock(
        label=_("A person has checked the transcript"),
        required=False,
        help_text=_("Unticked, readers are told that it was made by a machine."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        sources = [source for source in ("file", "external_url") if cleaned.get(source)]
        if len(sources) == 2 or (not sources and not self.is_deferred_validation):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "file": ValidationError(_("Choose a file or give an address, one of the two."))
                }
            )
        return cleaned


_RECORDING_PREVIEW = {
    "minutes": 12,
    "external_url": "https://example.org/recording",
    "transcript": [
        {"at": "0:00", "speaker": "Inês Faria", "text": "Why do we measure residual disease?"},
        {"at": "0:21", "speaker": "Ilias Vrettos", "text": "Because it tells us who relapses."},
    ],
    "transcript_checked": True,
}


class VideoBlock(RecordingBlock):
    """A film with captions and transcript."""

    captions = DocumentChooserBlock(
        label=_("Captions"), required=False, help_text=_("A WebVTT file (.vtt).")
    )
    poster = ImageChooserBlock(label=_("Still picture"), required=False)

    class Meta:
        icon = "media"
        group = _("Media")
        label = _("Video")
        description = _("A film that loads on click, with captions and transcript.")
        template = "blocks/video_block.html"
        preview_value = {**_RECORDING_PREVIEW, "title": "How MRD is measured"}


class AudioBlock(RecordingBlock):
    """A podcast episode or recording with transcript."""

    class Meta:
        icon = "microphone"
        group = _("Media")
        label = _("Audio")
        description = _("A recording that loads on click, with transcript.")
        template = "blocks/audio_block.html"
        preview_value = {**_RECORDING_PREVIEW, "title": "Two haematologists on MRD"}


class TimelineBlock(blocks.StructBlock):
    """Events in order."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    entries = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("when", blocks.CharBlock(label=_("When"), max_length=60)),
                ("what", blocks.TextBlock(label=_("What"))),
            ],
            label_format="{when}",
        ),
        label=_("Events"),
        min_num=2,
    )

    class Meta:
        icon = "calendar-alt"
        group = _("Figures and tables")
        label = _("Timeline")
        description = _("Events in order, each with its time.")
        template = "blocks/timeline_block.html"
        preview_value = {
            "title": "From diagnosis to infusion",
            "entries": [
                {"when": "Day 0", "what": "Leukapheresis"},
                {"when": "Week 4", "what": "Infusion"},
            ],
        }


class RelatedBlock(blocks.StructBlock):
    """Articles to read next, inside the text."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    articles = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="articles.ArticlePage", label=_("Article")),
        label=_("Articles"),
        min_num=1,
        max_num=4,
    )

    class Meta:
        icon = "doc-full"
        group = _("Links and files")
        label = _("Related articles")
        description = _("Up to four articles to read next.")
        template = "blocks/related_block.html"
        preview_template = "blocks/previews/related_block.html"


class PollBlock(blocks.StructBlock):
    """A question to readers at its place in the text."""

    poll = SnippetChooserBlock("feedback.Poll", label=_("Poll"))

    class Meta:
        icon = "list-ul"
        group = _("Reader voice")
        label = _("Poll")
        description = _("A question to readers, with the results after they voted.")
        template = "blocks/poll_block.html"
        preview_template = "blocks/previews/poll_block.html"


class ArticleBodyBlock(blocks.StreamBlock):
    """Everything an article's body may hold."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    callout = CalloutBlock()
    quotation = QuotationBlock()
    key_data = KeyDataBlock()
    key_learning = KeyLearningBlock()
    factor_pair = FactorPairBlock()
    figure = FigureBlock()
    data_table = DataTableBlock()
    chart = ChartBlock()
    timeline = TimelineBlock()
    video = VideoBlock()
    audio = AudioBlock()
    download = DownloadBlock()
    related = RelatedBlock()
    poll = PollBlock()

    class Meta:
        # Each poll is two queries, and more than two questions are too many to ask in one text.
        block_counts: ClassVar[dict[str, Any]] = {"poll": {"max_num": 2}}


class LeadMediaBlock(blocks.StreamBlock):
    """The recording or picture that a video, podcast or visual abstract is about: at most one."""

    video = VideoBlock()
    audio = AudioBlock()
    figure = FigureBlock()
