import pytest

from tests.browser import PHONE

pytestmark = pytest.mark.browser
def test_smoke(browse):
    page = browse(**PHONE)
    page.goto("/articles/tisa-cel-cibmtr-real-world/?utm=1#references")
    page.screenshot(path="/tmp/t1/gate.png")
    page.get_by_role("button", name="Yes").first.click() if False else page.locator("form[data-gate] button").click()
    page.wait_for_load_state()
    print(page.url, page.evaluate("scrollY"))
    page.screenshot(path="/tmp/t1/after.png")
