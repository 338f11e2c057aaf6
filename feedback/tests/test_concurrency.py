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

import pytest
from django.db import connection

from feedback.models import AgreementCount, AgreementResponse, PollVote
from feedback.poll_rules import poll_in_force
from feedback.services import record_agreement, record_vote
from feedback.tests.factories import keys_of, make_poll, make_set, new_token, poll_totals
from tests.demo_site import DATABASE, ROOT, environment

AT_ONCE, ROUNDS = 16, 3
READERS, CLIENTS, KILLS = 1500, 8, 6
CLIENT = Path(__file__).with_name("answering_client.py")


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


# --- When the server dies -------------------------------------------------------------------------
class Killable:
    """A server whose worker process can be killed (SIGKILL); its master starts the next one.

    The socket belongs to the master, so the address stays; requests under way are lost.
    """

    def __init__(self, folder):
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.netloc = f"127.0.0.1:{listener.getsockname()[1]}"
        self.address = f"http://{self.netloc}"
        self.log = (folder / "server.log").open("w")
        self.master = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "hub.wsgi:application", "--preload"),
                *("--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread"),
                *("--threads", "8", "--log-level", "warning"),
            ],
            cwd=ROOT,
            env=environment(folder),
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


@pytest.fixture
def served(demo_site, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(demo_site, folder)
    server = Killable(folder)
    try:
        server.wait_until_ready()
        yield server, folder
    finally:
        server.stop()


def rows(folder, query, *values):
    with contextlib.closing(sqlite3.connect(folder / DATABASE, timeout=20)) as database:
        found = database.execute(query, values).fetchall()
        database.commit()
    return found


def open_poll(folder):
    """A poll in the served database: its key and that of an option (32 digits each)."""
    poll, option = uuid.uuid4().hex, uuid.uuid4().hex
    [[locale]] = rows(folder, "SELECT id FROM wagtailcore_locale WHERE language_code = 'en'")
    rows(
        folder,
        "INSERT INTO feedback_poll (translation_key, locale_id, question, choice, 'order', is_open,"
        " minimum_votes, caveat) VALUES (?, ?, 'Which?', 'single', 'fixed', 1, 10, '')",
        *(poll, locale),
    )
    [[pk]] = rows(folder, "SELECT id FROM feedback_poll WHERE translation_key = ?", poll)
    rows(
        folder,
        "INSERT INTO feedback_polloption (translation_key, locale_id, poll_id, text, is_retired)"
        " VALUES (?, ?, ?, 'This one', 0)",
        *(option, locale, pk),
    )
    return poll, option


def acknowledgement(server):
    """The cookie of somebody who acknowledged."""
    asking = http.client.HTTPConnection(server.netloc, timeout=30)
    asking.request(
        "POST", "/acknowledge/", "next=/", {"Content-Type": "application/x-www-form-urlencoded"}
    )
    cookie = asking.getresponse().headers["Set-Cookie"].split(";")[0]
    asking.close()
    return cookie


def voting(server, path, option, tokens):
    """The client processes, each with its share of the tokens."""
    command = [sys.executable, "-S", CLIENT, server.address, path, option, acknowledgement(server)]
    clients = []
    for number in range(CLIENTS):
        client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        client.stdin.write("\n".join(tokens[number::CLIENTS]))
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


def test_no_vote_is_lost_or_doubled_when_the_server_is_killed_six_times(served):
    """1,500 readers in 8 client processes, each posting again until the server confirms."""
    server, folder = served
    poll, option = open_poll(folder)
    tokens = [new_token() for _ in range(READERS)]
    clients = voting(server, f"/voice/polls/{uuid.UUID(poll)}/", option, tokens)
    confirmed, killed = [], 0
    try:
        for token in confirmations(clients):
            confirmed.append(token)
            is_due = len(confirmed) >= (killed + 1) * READERS // (KILLS + 1)
            if is_due and killed < KILLS and server.kill():
                killed += 1
        assert [client.wait(timeout=30) for client in clients] == [0] * CLIENTS
    finally:
        for client in clients:
            client.kill()
            client.wait(timeout=30)
    assert (killed, sorted(confirmed)) == (KILLS, sorted(tokens))
    readers = "SELECT count(*), count(DISTINCT reader) FROM feedback_pollvote WHERE poll_key = ?"
    assert rows(folder, readers, poll) == [(READERS, READERS)]
    counts = "SELECT option_key, sum(count) FROM feedback_pollcount WHERE poll_key = ? GROUP BY 1"
    assert dict(rows(folder, counts, poll)) == {None: READERS, option: READERS}
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
