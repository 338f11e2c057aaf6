"""One network address pours answers in: the rest is refused, and told when to come back."""

import pytest

from feedback.models import PollVote
from feedback.tests.factories import keys_of, make_poll

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(settings, reader):
    settings.ANSWER_RATE = "4/m"
    poll = make_poll()
    return f"/voice/polls/{poll.translation_key}/", {"option": str(keys_of(poll)[0])}


def post(reader, address, **more):
    return reader.post(*address, **more)


def test_too_many_answers_are_refused_with_a_reason(reader, address):
    statuses = [post(reader, address).status_code for _ in range(6)]
    assert statuses[:4].count(429) == 0
    assert statuses[4:] == [429, 429]
    refused = post(reader, address)
    assert refused.headers["Retry-After"] == "60"
    assert "no-store" in refused.headers["Cache-Control"]
    assert "send yours again in a minute" in refused.content.decode()


def test_nothing_more_is_stored(reader, address):
    for _ in range(4):
        post(reader, address)
    stored = PollVote.objects.count()
    reader.cookies.pop("hub_reader", None)
    reader.post(f"{address[0]}?again=1", address[1], headers={"Cookie": "hub_reader=" + "a" * 32})
    assert PollVote.objects.count() == stored


def test_somebody_elsewhere_still_answers_and_everybody_still_reads(reader, address):
    for _ in range(6):
        post(reader, address)
    assert post(reader, address, REMOTE_ADDR="198.51.100.20").status_code != 429
    assert reader.get(address[0]).status_code == 200
