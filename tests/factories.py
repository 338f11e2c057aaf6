"""Makes pages and records for tests, below the demo hub's own index pages, with as few words as
possible: `make_article(title="…", body=[paragraph("…")])`."""

import io
import itertools
import json
import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import Locale

from articles.models import (
    ArticleContributor,
    ArticleIndexPage,
    ArticlePage,
    ArticleReference,
    ArticleTopic,
    PeopleIndexPage,
    PersonDisclosure,
    PersonPage,
    Reference,
    TopicIndexPage,
    TopicPage,
    VersionNote,
)
from core.models import HubDocument, HubImage
from feedback.tests.factories import make_poll
from home.models import HomePage, StandardPage

_numbers = itertools.count(1)


def _number():
    return next(_numbers)


def locale(code="en"):
    return Locale.objects.get(language_code=code)


# --- Pages ----------------------------------------------------------------------------------------
def make_article(
    *, topics=(), people=(), references=(), notes=(), language="en", live=True, **fields
):
    """An article. `people` are (person, role) or persons (authors); streams are lists of blocks."""
    number = _number()
    values = {
        "title": f"Study {number} of remission",
        "slug": f"study-{number}",
        "standfirst": "Most patients reached remission.",
        "public_summary": "A registry study of treatment in routine care.",
        "summary": rich("A registry followed patients in routine care."),
        "learning_objectives": [block("objective", "After reading you can state the response.")],
        "key_learning": [block("point", "Relapses continue into the second year.")],
        "published_on": date(2026, 1, 15),
        **fields,
    }
    for name in ("learning_objectives", "key_data", "lead_media", "body", "key_learning"):
        if name in values:
            values[name] = json.dumps(values[name])
    page = ArticlePage(locale=locale(language), live=live, **values)
    page.topics = [ArticleTopic(sort_order=i, topic=topic) for i, topic in enumerate(topics)]
    pairs = [person if isinstance(person, tuple) else (person, "author") for person in people]
    page.contributors = [
        ArticleContributor(sort_order=i, person=person, role=role)
        for i, (person, role) in enumerate(pairs)
    ]
    page.references = [
        ArticleReference(sort_order=i, reference=reference)
        for i, reference in enumerate(references)
    ]
    page.version_notes = [
        VersionNote(sort_order=i, changed_on=date(2026, 2, 1), text=text)
        for i, text in enumerate(notes)
    ]
    return _under(ArticleIndexPage, page, language)


def make_topic(*, language="en", **fields):
    number = _number()
    values = {"title": f"Topic {number}", "slug": f"topic-{number}", **fields}
    return _under(TopicIndexPage, TopicPage(locale=locale(language), **values), language)


def make_person(*, statement="", language="en", **fields):
    """A person with one disclosure: `statement`, or nothing to declare."""
    number = _number()
    values = {"title": f"Ada Example {number}", "slug": f"ada-{number}", **fields}
    page = PersonPage(locale=locale(language), **values)
    page.disclosures = [
        PersonDisclosure(
            declared_on=date(2026, 1, 1), statement=statement, nothing_to_declare=not statement
        )
    ]
    return _under(PeopleIndexPage, page, language)


def make_plain_page(*, language="en", live=True, **fields):
    number = _number()
    values = {"title": f"Plain {number}", "slug": f"plain-{number}", **fields}
    if "body" in values:
        values["body"] = json.dumps(values["body"])
    page = StandardPage(locale=locale(language), live=live, **values)
    return _under(HomePage, page, language)


def _under(index, page, language):
    parent = index.objects.get(locale=locale(language))
    parent.add_child(instance=page)
    page.refresh_from_db()
    return page


# --- Records --------------------------------------------------------------------------------------
def make_reference(**csl):
    number = _number()
    record = {
        "type": "article-journal",
        "title": f"Remission in cohort {number}",
        "author": [{"family": f"Family{number}", "given": "A"}],
        "container-title-short": "Blood Adv",
        "issued": {"date-parts": [[2025]]},
        "DOI": f"10.1000/test.{number}",
        **csl,
    }
    reference = Reference(csl=record)
    reference.save()
    return reference


def make_image(title="", **fields):
    number = _number()
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (number % 256, 90, 120)).save(file, "PNG")
    return HubImage.objects.create(
        title=title or f"Picture {number}",
        file=ImageFile(io.BytesIO(file.getvalue()), name=f"picture-{number}.png"),
        **fields,
    )


def make_document(title="", name="notes.pdf", content=b"%PDF-1.4 notes"):
    document = HubDocument(title=title or f"Document {_number()}")
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


# --- Blocks of a stream ---------------------------------------------------------------------------
def block(kind, value):
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def items(values):
    return [{"type": "item", "id": str(uuid.uuid4()), "value": value} for value in values]


def rich(text):
    return f'<p data-block-key="{uuid.uuid4().hex[:5]}">{text}</p>'


def paragraph(text="Relapse-free survival fell in the second year."):
    return block("paragraph", rich(text))


def heading(text="Efficacy", level="2"):
    return block("heading", {"text": text, "level": level})


def datum(label="overall survival", reference=None, **more):
    return {
        "label": label,
        "value": "79.4",
        "unit": "%",
        "reference": reference.pk if reference else None,
        **more,
    }


def key_data(*data):
    return block("key_data", {"title": "Response", "data": items(data or [datum()]), "note": ""})


def table(*rows, title="Response by age", note=""):
    rows = rows or (["Age", "Remission"], ["18 and over", "26.6"])
    cells = {
        "data": [list(row) for row in rows],
        "cell": [],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_header_choice": "both",
        "table_caption": title,
    }
    return block(
        "data_table", {"title": title, "subtitle": "", "table": cells, "stack": False, "note": note}
    )


def chart(title="Survival", conclusion="Survival fell.", label="12", name="OS", note=""):
    points = items([{"label": label, "value": "79.4", "low": None, "high": None}])
    return block(
        "chart",
        {
            "kind": "bars",
            "title": title,
            "subtitle": "",
            "unit": "%",
            "x_label": "",
            "starts_at_100": False,
            "series": items([{"name": name, "points": points}]),
            "conclusion": conclusion,
            "note": note,
        },
    )


def figure(image, alt="A smear with blasts", **more):
    return block(
        "figure",
        {"image": {"image": image.pk, "alt_text": alt, "decorative": False}, **more},
    )


def audio(document, words="Good morning.", **more):
    value = {
        "title": "Relapse",
        "minutes": 12,
        "file": document.pk,
        "external_url": "",
        "transcript": items([{"at": "0:00", "speaker": "Host", "text": words}]),
        "transcript_checked": True,
        **more,
    }
    return block("audio", value)


def every_block(image, document, article):
    """One of each kind of block that an article's body may hold, by kind."""
    points = items(["Relapses continue."])
    return [
        heading(),
        paragraph(),
        block("callout", {"kind": "definition", "title": "CRi", "text": rich("Incomplete.")}),
        block("quotation", {"quotation": "We keep looking.", "attribution": "Ilias Vrettos"}),
        key_data(),
        block("key_learning", {"points": points}),
        block(
            "factor_pair",
            {
                "better_title": "Better",
                "better": items(["Age under 18"]),
                "worse_title": "Worse",
                "worse": items(["Prior inotuzumab"]),
            },
        ),
        figure(image),
        table(),
        chart(),
        block(
            "timeline",
            {"title": "Days", "entries": items([{"when": "Day 0", "what": "Collection"}])},
        ),
        block("video", {**audio(document)["value"], "captions": None, "poster": image.pk}),
        audio(document),
        block("download", {"document": document.pk, "text": "Slides"}),
        block("related", {"title": "More", "articles": items([article.pk])}),
        block("poll", {"poll": make_poll().pk}),
    ]
