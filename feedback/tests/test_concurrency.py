"""Nobody counts twice and no answer is lost: at once, and when the server dies."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Barrier, Thread
from urllib.request import urlopen

import psycopg
import pytest
from django.db import connection

from feedback.erasing import erase_reader
from feedback.models import AgreementCount, AgreementResponse, PollVote
from feedback.poll_rules import poll_in_force
from feedback.services import record_agreement, record_vote
from feedback.tests.factories import keys_of, make_poll, make_set, new_token, poll_totals
from tests.demo_site import DATABASE, ROOT, environment
from tests.postgres import environment_on, run_committing_tests

AT_ONCE, ROUNDS = 16, 3
READERS, CLIENTS, KILLS = 1500, 8, 6
CLIENT = Path(__file__).with_name("answering_client.py")
NEED_NO_PAGES = (
    "feedback/tests/test_concurrency.py",
    "feedback/tests/test_paired.py::test_16_answers_of_one_reader_at_once_are_one_pair",
    "feedback/tests/test_paired.py::test_16_readers_at_once_are_16_pairs",
    "feedback/tests/test_reading.py",
)


# --- At once --------------------------------------------------------------------------------------
def all_at_once(deed):
    barrier = Barrier(AT_ONCE)

    def run(number):
        try:
            barrier.wait(timeout=30)
            deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_16_votes_of_one_reader_at_once_are_one_vote():
    for _ in range(ROUNDS):
        poll, token = make_poll(), new_token()
        options, found = keys_of(poll), poll_in_force(poll.translation_key)
        all_at_once(lambda n, f=found, t=token, o=options: record_vote(f, t, [o[n % 2]], "en"))
        totals = poll_totals(poll)
        assert totals.pop(None) == sum(totals.values()) == 1
        assert PollVote.objects.filter(poll_key=poll.translation_key).count() == 1


@pytest.mark.django_db(transaction=True)
def test_16_answers_of_one_reader_at_once_are_one_answer():
    asked, page, token = keys_of(make_set()), uuid.uuid4(), new_token()
    all_at_once(lambda n: record_agreement(page, "en", token, {asked[0]: n % 5 + 1}, asked))
    assert AgreementResponse.objects.filter(page_key=page).count() == 1
    counts = AgreementCount.objects.filter(page_key=page, count__gt=0)
    assert sorted(counts.values_list("count", flat=True)) == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_16_readers_at_once_are_16_votes():
    poll = make_poll()
    option, found = keys_of(poll)[0], poll_in_force(poll.translation_key)
    all_at_once(lambda n: record_vote(found, new_token(), [option], "en"))
    assert poll_totals(poll) == {None: AT_ONCE, option: AT_ONCE}


@pytest.mark.django_db(transaction=True)
def test_readers_who_take_everything_back_at_once_never_stop_each_other():
    """They voted in two polls, half of them in the one first, half in the other: who held the
    counts of one poll and waited for those of the other would be waited for in turn."""
    polls, tokens = [make_poll(), make_poll()], [new_token() for _ in range(AT_ONCE)]
    for number, token in enumerate(tokens):
        for poll in polls if number % 2 else reversed(polls):
            record_vote(poll_in_force(poll.translation_key), token, [keys_of(poll)[0]], "en")
    all_at_once(lambda n: erase_reader(tokens[n]))
    assert [poll_totals(poll) for poll in polls] == [{}, {}]
    assert not PollVote.objects.filter(poll_key__in=[p.translation_key for p in polls]).exists()


# --- When the server dies -------------------------------------------------------------------------
class Killable:
    """A server whose worker process can be killed (SIGKILL); its master starts the next one.

    The socket belongs to the master, so the address stays; requests under way are lost.
    """

    def __init__(self, environment, log):
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.netloc = f"127.0.0.1:{listener.getsockname()[1]}"
        self.address = f"http://{self.netloc}"
        self.log = log.open("w")
        self.master = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "hub.wsgi:application", "--preload"),
                *("--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread"),
                *("--threads", "8", "--log-level", "warning"),
            ],
            cwd=ROOT,
            env=environment,
            pass_fds=[listener.fileno()],
            stdout=self.log,
            stderr=self.log,
        )
        listener.close()

    def wait_until_ready(self):
        # The socket listens already: the answer comes as soon as a worker is there.
        with urlopen(f"{self.address}/readyz", timeout=60) as answer:
            assert answer.status == 200

    def kill(self):
        """SIGKILL to the process that serves at this moment. False while there is none."""
        pid = self.master.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for worker in workers:
            os.kill(int(worker), signal.SIGKILL)
        return bool(workers)

    def stop(self):
        self.master.terminate()
        self.master.wait(timeout=30)
        self.log.close()


class OnSqlite:
    """A copy of the demo hub, seen from beside the server."""

    def __init__(self, folder):
        self.environment = environment(folder)
        self.path = folder / DATABASE

    def rows(self, query, *values):
        with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as database:
            found = database.execute(query.replace("%s", "?"), values).fetchall()
            database.commit()
        return found

    def is_sound(self):
        return self.rows("PRAGMA integrity_check") == [("ok",)]


class OnPostgresql:
    """A migrated database without content."""

    def __init__(self, url, folder):
        self.environment = environment_on(url, folder)
        self.url = url

    def rows(self, query, *values):
        with psycopg.connect(self.url) as database:
            cursor = database.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def is_sound(self):
        """Nothing is left half done: no transaction stays open, none waits for another."""
        busy = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return self.rows(busy) == [(0,)]


@pytest.fixture
def sqlite_hub(request, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(request.getfixturevalue("demo_site"), folder)
    return OnSqlite(folder)


@pytest.fixture
def postgresql_hub(request, tmp_path):
    return OnPostgresql(request.getfixturevalue("postgresql_url"), tmp_path)


@pytest.fixture(
    params=["sqlite_hub", pytest.param("postgresql_hub", marks=pytest.mark.postgres)],
    ids=["sqlite", "postgresql"],
)
def served(request, tmp_path):
    """A served hub and its database."""
    database = request.getfixturevalue(request.param)
    server = Killable(database.environment, tmp_path / "server.log")
    try:
        server.wait_until_ready()
        yield server, database
    finally:
        server.stop()


def open_poll(database):
    """A poll in the served database: its key and that of an option (32 digits each)."""
    poll, option = uuid.uuid4().hex, uuid.uuid4().hex
    [[locale]] = database.rows("SELECT id FROM wagtailcore_locale WHERE language_code = 'en'")
    database.rows(
        'INSERT INTO feedback_poll (translation_key, locale_id, question, choice, "order", is_open,'
        " minimum_votes, caveat) VALUES (%s, %s, 'Which?', 'single', 'fixed', %s, 10, '')",
        *(poll, locale, True),
    )
    [[pk]] = database.rows("SELECT id FROM feedback_poll WHERE translation_key = %s", poll)
    database.rows(
        "INSERT INTO feedback_polloption (translation_key, locale_id, poll_id, text, is_retired)"
        " VALUES (%s, %s, %s, 'This one', %s)",
        *(option, locale, pk, False),
    )
    return poll, option


def votes(database, poll):
    """(votes, different readers), and {option or None: count} as the readers are shown it."""
    readers = "SELECT count(*), count(DISTINCT reader) FROM feedback_pollvote WHERE poll_key = %s"
    counts = "SELECT option_key, sum(count) FROM feedback_pollcount WHERE poll_key = %s GROUP BY 1"
    found = database.rows(counts, poll)
    return database.rows(readers, poll), {
        key and uuid.UUID(str(key)).hex: total for key, total in found
    }


def acknowledgement(server):
    """The cookie of somebody who acknowledged."""
    asking = http.client.HTTPConnection(server.netloc, timeout=30)
    asking.request(
        "POST", "/acknowledge/", "next=/", {"Content-Type": "application/x-www-form-urlencoded"}
    )
    cookie = asking.getresponse().headers["Set-Cookie"].split(";")[0]
    asking.close()
    return cookie


def voting(server, path, option, shares):
    """The client processes, each with its share of the tokens."""
    command = [sys.executable, "-S", CLIENT, server.address, path, option, acknowledgement(server)]
    clients = []
    for share in shares:
        client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        client.stdin.write("\n".join(share))
        client.stdin.close()
        clients.append(client)
    return clients


def confirmations(clients):
    """Tokens as the clients report them, until the last client is done."""
    said = SimpleQueue()

    def listen(client):
        for line in client.stdout:
            said.put(line.strip())
        said.put(None)

    for client in clients:
        Thread(target=listen, args=[client], daemon=True).start()
    done = 0
    while done < len(clients):
        token = said.get(timeout=120)
        if token is None:
            done += 1
        else:
            yield token


@contextlib.contextmanager
def ended(clients):
    """No client outlives the test."""
    try:
        yield
    finally:
        for client in clients:
            client.kill()
            client.wait(timeout=30)


def test_no_vote_is_lost_or_doubled_when_the_server_is_killed_six_times(served):
    """1,500 readers in 8 client processes, each posting again until the server confirms."""
    server, database = served
    poll, option = open_poll(database)
    tokens = [new_token() for _ in range(READERS)]
    shares = [tokens[number::CLIENTS] for number in range(CLIENTS)]
    clients = voting(server, f"/voice/polls/{uuid.UUID(poll)}/", option, shares)
    confirmed, killed = [], 0
    with ended(clients):
        for token in confirmations(clients):
            confirmed.append(token)
            is_due = len(confirmed) >= (killed + 1) * READERS // (KILLS + 1)
            if is_due and killed < KILLS and server.kill():
                killed += 1
        assert [client.wait(timeout=30) for client in clients] == [0] * CLIENTS
    assert (killed, sorted(confirmed)) == (KILLS, sorted(tokens))
    assert votes(database, poll) == ([(READERS, READERS)], {None: READERS, option: READERS})
    assert database.is_sound()


def test_16_requests_of_one_reader_at_once_are_one_vote(served):
    """Over HTTP, from 16 processes with the same cookie."""
    server, database = served
    poll, option = open_poll(database)
    token = new_token()
    clients = voting(server, f"/voice/polls/{uuid.UUID(poll)}/", option, [[token]] * AT_ONCE)
    with ended(clients):
        assert list(confirmations(clients)) == [token] * AT_ONCE
    assert votes(database, poll) == ([(1, 1)], {None: 1, option: 1})


@pytest.mark.postgres
def test_what_is_answered_at_once_is_counted_right_on_postgresql_too(postgresql_url, tmp_path):
    """The tests above, and those of other answers at once, on the other database."""
    run_committing_tests(postgresql_url, tmp_path, *NEED_NO_PAGES)
