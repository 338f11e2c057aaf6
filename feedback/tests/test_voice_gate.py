"""Where readers answer is behind the notice; what the site knows about them is not."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from hub.voice_gate import gated_patterns

pytestmark = pytest.mark.django_db
taken: list[str | None] = []


def answer(request):
    if request.method == "POST":
        taken.append(request.POST.get("option"))
    return HttpResponse("answered")


def ask(name, method, acknowledged=None, **data):
    [pattern] = gated_patterns([path("x/", answer, name=name)])
    request = getattr(RequestFactory(), method)("/voice/x/", data)
    request.COOKIES.update(
        {k: v.value for k, v in (acknowledged.cookies if acknowledged else {}).items()}
    )
    taken.clear()
    return pattern.callback(request)


@pytest.mark.parametrize("name", ["poll", "agreement", "something-new"])
def test_who_has_not_acknowledged_gets_the_notice_at_that_address(name):
    assert ask(name, "get").template_name == "gate/gate.html"


@pytest.mark.parametrize(
    ("wanted", "given"), [("/articles/x/", "/articles/x/"), ("//evil.example", "/"), ("", "/")]
)
def test_an_answer_without_acknowledgement_is_not_taken(wanted, given):
    response = ask("poll", "post", option="1", back=wanted)
    assert (response.status_code, response.headers["Location"], taken) == (303, given, [])


def test_a_reader_answers(reader):
    assert ask("poll", "get", reader).content == b"answered"
    ask("poll", "post", reader, option="1")
    assert taken == ["1"]


def test_what_the_site_knows_is_open_to_everybody():
    assert ask("about-me", "get").content == b"answered"
