"""The wording of the funding statement: one form a language, checked, with examples."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Locale

from sponsors.models import StatementWording
from sponsors.statement import WORDING
from sponsors.wording_form import WordingForm, examples, own_wording

pytestmark = pytest.mark.django_db

OWN = "{hub} lives on money from {sponsors}."


def address(language="en"):
    return reverse("statement_wording:edit", args=[language])


def as_sent(language="en", **changes):
    """The form as the browser sends it: every box, with what stands in it."""
    form = WordingForm(locale=Locale.objects.get(language_code=language))
    return {**{key: form[key].value() for key in WORDING}, **changes}


def test_every_part_has_a_box_with_the_wording_in_use(administrator):
    form = administrator.get(address()).context["form"]
    assert list(form.fields) == list(WORDING)
    assert form["sponsors"].value() == "{hub} is sponsored by {sponsors}."
    shown = [field.name for group in form.groups for field in group["fields"]]
    assert sorted(shown) == sorted(WORDING)


def test_saving_untouched_stores_nothing(administrator):
    response = administrator.post(address(), as_sent(), follow=True)
    assert "nothing was changed" in response.content.decode()
    assert not StatementWording.objects.filter(locale__language_code="en").exists()


def test_own_wording_is_stored_and_can_be_taken_back(administrator, english):
    administrator.post(address(), as_sent(sponsors=f"  {OWN}\n"))
    assert own_wording(english) == {"sponsors": OWN}
    form = administrator.get(address()).context["form"]
    assert form["sponsors"].value() == OWN
    assert "{hub} is sponsored by {sponsors}." in form["sponsors"].help_text
    administrator.post(address(), as_sent(sponsors=""))
    assert own_wording(english) == {}


def test_each_language_has_its_own(administrator, english, portuguese):
    administrator.post(address(), as_sent(sponsors=OWN))
    administrator.post(address("pt"), as_sent("pt", sponsors="{hub} vive de {sponsors}."))
    assert own_wording(english) == {"sponsors": OWN}
    assert own_wording(portuguese) == {"sponsors": "{hub} vive de {sponsors}."}
    keys = StatementWording.objects.values_list("translation_key", flat=True)
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Nobody is named.",
        "{sponsors} and {nobody}",
        "{sponsors",
        "{sponsors} }",
        "<b>{sponsors}</b>",
        "{sponsors.__class__}",
        "{sponsors}" + "x" * 700,
    ],
)
def test_a_part_with_a_mistake_is_marked_and_nothing_is_saved(administrator, text):
    response = administrator.post(address(), as_sent(sponsors=text, pointer="See our page."))
    assert list(response.context["form"].errors) == ["sponsors"]
    assert response.context["form"]["sponsors"].value() == text
    assert not StatementWording.objects.filter(locale__language_code="en").exists()


def test_examples_follow_what_is_typed_without_saving(administrator):
    response = administrator.post(address(), {**as_sent(sponsors=OWN), "examples": "1"})
    page = response.content.decode()
    assert "lives on money from" in page
    assert "<html" not in page
    assert not StatementWording.objects.filter(locale__language_code="en").exists()


def test_examples_show_the_built_in_wording_for_a_part_with_a_mistake(administrator):
    response = administrator.post(address(), {**as_sent(sponsors="{x}"), "examples": "1"})
    page = response.content.decode()
    assert "is sponsored by" in page
    assert "Parts with a mistake" in page


def test_examples_cover_nobody_one_two_and_four_names():
    texts = [example.statement.text for example in examples({}, "en")]
    assert "No company" in texts[0]
    assert [text.count("Example company") for text in texts[:4]] == [0, 1, 2, 4]


def test_a_language_that_is_not_there_is_not_found(administrator):
    assert administrator.get(address("xx")).status_code == 404


def test_only_administrators_word_the_statement(client, django_user_model):
    for username in ("writer", "publisher", "translator", "medical", "compliance"):
        client.force_login(django_user_model.objects.get(username=username))
        assert client.get(address()).status_code in (302, 403)
        client.post(address(), {"sponsors": OWN})
    assert not StatementWording.objects.filter(locale__language_code="en").exists()
