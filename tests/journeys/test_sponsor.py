"""A funder looks at its own record in a browser, takes the report along and leaves."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_funder_logs_in_and_downloads_its_record(browse, screen, tmp_path):
    page = browse(**screen)
    page.goto("/sponsor/log/")
    page.get_by_label("E-mail address or user name").fill("sponsor")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    assert "wrong" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("E-mail address or user name").input_value() == "sponsor"
    page.get_by_label("Password").fill("demo-password")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/sponsor/log/")
    assert "Login refused" in page.locator("main").inner_text()

    page.get_by_role("link", name="Record", exact=True).click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    references = page.locator("#records ~ div tbody th").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Record as CSV").click()
    file = tmp_path / Path(download.value.suggested_filename).name
    download.value.save_as(file)
    with file.open(newline="") as rows:
        assert [row["reference"] for row in csv.DictReader(rows)] == references

    page.goto("/sponsor/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/sponsor/login/")
    page.goto("/sponsor/")
    assert page.url.endswith("/sponsor/login/?next=%2Fsponsor%2F")


def test_a_funder_without_scripts_gets_the_same(browse):
    page = browse(**DESKTOP, java_script_enabled=False)
    page.goto("/sponsor/")
    page.get_by_label("E-mail address or user name").fill("sponsor@example.org")
    page.get_by_label("Password").fill("demo-password")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/sponsor/")
    page.get_by_role("link", name="Report for printing").click()
    assert "Funding report" in page.title()
