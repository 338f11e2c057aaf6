"""A writer makes an article from nothing: every block, a picture, a source, a preview, the review.

On a hub of its own, since the journey writes.
"""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from hub.demo.site import DEMO_PASSWORD
from tests.browser import DESKTOP, Watch

pytestmark = pytest.mark.browser

TITLE = "Disease on day 28 tells who relapses"
SLOW = 45_000  # milliseconds; enough for a page with every block on a busy machine
BLOCKS = (
    "Heading",
    "Paragraph",
    "Callout",
    "Quotation",
    "Key data",
    "Key learning",
    "Linked factors",
    "Figure",
    "Data table",
    "Chart",
    "Timeline",
    "Video",
    "Audio",
    "Download",
    "Related articles",
)


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((640, 360), 60).convert("RGB").save(out, "PNG")
    return out.getvalue()


class Editor:
    """The page editor as a writer uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.body = page.locator("#panel-child-text-body-section")
        self.blocks = 0

    def write(self, name: str, text: str) -> None:
        self.page.locator(f"[name='{name}']").fill(text)

    def write_rich(self, place: Locator, text: str) -> None:
        place.locator(".public-DraftEditor-content").first.click()
        self.page.keyboard.type(text)

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def window(self) -> Locator:
        """The chooser that has just opened."""
        window = self.page.locator(".modal-content")
        expect(window).to_be_visible(timeout=SLOW)
        return window

    def upload(self, window: Locator, name: str, kind: str, content: bytes, **fields: str) -> None:
        window.locator("[role=tab]", has_text="Upload").click()
        window.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": kind, "buffer": content}
        )
        expect(window.locator("[name$=title]")).not_to_have_value("")
        for field, text in fields.items():
            window.locator(f"[name$={field}]").fill(text)
        window.locator("button:visible", has_text="Upload").click()
        expect(window).to_have_count(0, timeout=SLOW)

    def add_block(self, name: str) -> tuple[str, Locator]:
        """Insert a block at the end; returns how its fields' names begin, and the block."""
        self.body.locator(
            "xpath=.//button[contains(@class, 'c-sf-add-button')]"
            "[count(ancestor::*[@data-streamfield-stream-container]) = 1]"
        ).last.click()
        option = self.page.get_by_role("listbox").get_by_role("option", name=name, exact=True)
        option.click()
        number, self.blocks = self.blocks, self.blocks + 1
        child = self.body.locator("[data-streamfield-child]").filter(
            has=self.page.locator(f"[name='body-{number}-type']")
        )
        expect(child.last).to_be_visible()
        return f"body-{number}-value", child.last

    def save_draft(self) -> None:
        saving = self.page.locator(".w-autosave-indicator__state--saving")
        expect(saving).to_be_hidden(timeout=SLOW)
        self.page.get_by_role("button", name="Save draft").click()
        expect(self.page.get_by_text("has been updated")).to_be_visible(timeout=SLOW)

    def submit(self) -> None:
        self.page.get_by_role("button", name="More actions").click()
        self.page.get_by_role("button", name=re.compile("^Submit to")).click()


# --- What the writer puts into each block ---------------------------------------------------------
def fill_block(editor: Editor, name: str) -> None:
    field, block = editor.add_block(name)
    texts: dict[str, dict[str, str]] = {
        "Heading": {"text": "What was measured"},
        "Callout": {"title": "MRD"},
        "Quotation": {"quotation": "It changes what we do.", "attribution": "Ilias Vrettos"},
        "Key data": {
            "data-0-value-label": "without disease on day 28",
            "data-0-value-value": "62.5",
            "data-0-value-unit": "%",
        },
        "Key learning": {"points-0-value": "Measure on day 28."},
        "Linked factors": {"better-0-value": "Young age", "worse-0-value": "KMT2A rearrangement"},
        "Data table": {"title": "Response by age"},
        "Chart": {
            "title": "Remission",
            "series-0-value-name": "All patients",
            "series-0-value-points-0-value-label": "Adults",
            "series-0-value-points-0-value-value": "61.8",
            "conclusion": "61.8% were in remission.",
        },
        "Timeline": {
            "title": "Course",
            "entries-0-value-when": "Day 0",
            "entries-0-value-what": "Infusion",
        },
        "Video": {"title": "What the result means", **RECORDING},
        "Audio": {"title": "Two haematologists talk", **RECORDING},
    }
    for name_of_field, text in texts.get(name, {}).items():
        editor.write(f"{field}-{name_of_field}", text)
    if name == "Paragraph":
        editor.write_rich(block, "Marrow was taken on day 28.")
    elif name == "Callout":
        editor.write_rich(block, "Measurable residual disease.")
    elif name == "Figure":
        block.get_by_role("button", name="Choose an image").click()
        editor.upload(
            editor.window(), "smear.png", "image/png", picture(), description="A blood smear"
        )
        expect(editor.page.locator(f"[name='{field}-image-alt_text']")).to_have_value(
            "A blood smear"
        )
    elif name == "Data table":
        fill_table(editor, block)
    elif name == "Timeline":
        block.locator("button.c-sf-add-button").last.click()
        editor.write(f"{field}-entries-1-value-when", "Day 28")
        editor.write(f"{field}-entries-1-value-what", "Marrow")
    elif name == "Download":
        block.get_by_role("button", name="Choose a document").click()
        editor.upload(editor.window(), "checklist.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n")
    elif name == "Related articles":
        block.get_by_role("button", name="Choose a page").click()
        window = editor.window()
        window.locator("input[name=q]").fill("blinatumomab")
        window.get_by_text(re.compile(r"There (is|are) \d+ match")).wait_for()
        window.locator("a.choose-page").first.click()
        expect(window).to_have_count(0, timeout=SLOW)


RECORDING = {
    "minutes": "5",
    "external_url": "https://example.org/recording",
    "transcript-0-value-at": "0:00",
    "transcript-0-value-text": "Why day 28?",
}


def fill_table(editor: Editor, block: Locator) -> None:
    cells = block.locator(".ht_master td")
    for number, text in enumerate(("Age", "Patients")):
        cells.nth(number).dblclick()
        editor.page.keyboard.type(text)
        editor.page.keyboard.press("Enter")


# --- The other tabs -------------------------------------------------------------------------------
def add_new_reference(editor: Editor) -> None:
    editor.tab("References")
    editor.page.get_by_role("button", name="Add reference").click()
    window = editor.window()
    window.locator("[role=tab]", has_text="New reference").click()
    window.locator("[name$=authors]").fill("Faria, I\nVrettos, I\net al")
    window.locator("[name$=title_text]").fill("Disease on day 28")
    window.locator("[name$=published]").fill("2025")
    window.locator("[name$=doi_text]").fill("not a DOI")
    window.locator("button:visible", has_text="Add to the library").click()
    expect(window.get_by_text("This is not a DOI.")).to_be_visible()
    window.locator("[name$=doi_text]").fill("10.1234/day28")
    window.locator("button:visible", has_text="Add to the library").click()
    expect(window).to_have_count(0, timeout=SLOW)
    expect(editor.page.get_by_text("Faria 2025: Disease on day 28")).to_be_visible()


def choose_person_and_topic(editor: Editor) -> None:
    editor.tab("People and topics")
    editor.page.get_by_role("button", name="Add Person").click()
    editor.page.get_by_role("button", name="Choose a person").click()
    window = editor.window()
    window.locator("[name$=q]").fill("Vret")
    window.get_by_text("There is 1 match").wait_for()
    window.get_by_text("Ilias Vrettos").click()
    expect(window).to_have_count(0, timeout=SLOW)
    editor.page.get_by_role("button", name="Add topic").click()
    window = editor.window()
    window.locator("[name$=q]").fill("residual")
    window.get_by_text(re.compile(r"There (is|are) \d+ match")).wait_for()
    window.get_by_role("checkbox", include_hidden=True).first.check()
    window.locator("[type=submit]:visible").last.click()
    expect(window).to_have_count(0, timeout=SLOW)


def see_preview_on_a_phone(editor: Editor) -> None:
    page = editor.page
    page.get_by_role("button", name="Toggle preview").click()
    page.get_by_label("Preview in mobile size").check(force=True)
    frame = page.locator("[data-side-panel=preview] iframe").last.content_frame
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Disease on day 28", timeout=SLOW)
    for text in ("What was measured", "Remission", "Faria"):
        expect(frame.get_by_text(text).first).to_be_attached()
    width = frame.locator("html").evaluate(
        "page => [page.clientWidth, page.scrollWidth, getComputedStyle(page).display]"
    )
    assert width[0] < 500
    assert width[1] <= width[0]


def test_a_writer_creates_previews_and_submits_an_article(chromium, own_hub_address):
    watch = Watch(own_hub_address)
    context = chromium.new_context(base_url=own_hub_address, **DESKTOP)
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch.follow(page)

    page.goto("/admin/")
    page.get_by_label("Username").fill("writer")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="New article").click()

    editor = Editor(page)
    # Typed before the editor is there, a title can be lost on a busy machine.
    expect(page.locator(".public-DraftEditor-content").first).to_be_visible(timeout=SLOW)
    page.wait_for_load_state("load")
    page.locator("[name=title]").press_sequentially(TITLE)
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    editor.write("standfirst", "Disease on day 28 was followed by relapse more often.")
    editor.write("learning_objectives-0-value", "After reading you will be able to use day 28.")
    editor.write_rich(page.locator("#panel-child-text-opening-section"), "A cohort of 120 adults.")
    editor.write("key_learning-0-value", "Measure on day 28.")
    for name in BLOCKS:
        fill_block(editor, name)
    add_new_reference(editor)
    choose_person_and_topic(editor)
    editor.save_draft()

    see_preview_on_a_phone(editor)

    # The public summary is missing: the editor says so where it belongs.
    editor.submit()
    expect(page.get_by_text("could not be saved due to validation errors")).to_be_visible(
        timeout=SLOW
    )
    editor.tab("Publication")
    expect(page.get_by_text("This field is required.")).to_be_visible()
    editor.write("public_summary", "A cohort of adults with leukaemia.")
    editor.submit()
    expect(page.get_by_text("has been submitted for moderation")).to_be_visible(timeout=SLOW)
    row = page.get_by_role("row").filter(has_text=TITLE)
    expect(row).to_contain_text(re.compile("in moderation", re.IGNORECASE))

    # "Save draft" may overtake an autosave, which is then refused (400); nothing is lost by that.
    # What Wagtail's checker finds in a draft it also writes to the console; it is no fault.
    expected = ("status of 400", "axe.run results")
    assert [e for e in watch.errors if not any(text in e for text in expected)] == []
    assert watch.foreign == []
    context.close()
