"""A process that votes many times over HTTP and does not give up: `python answering_client.py
address path option cookies`. Tokens come on standard input; each one that the server confirmed is
printed. Standard library only, so that it starts at once."""

import http.client
import sys
from urllib.parse import urlencode, urlsplit

TIMEOUT = 20
ATTEMPTS = 200


def confirmed(connection, path, option, cookies):
    body = urlencode({"option": option, "back": "/"})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status == 303:
        # An answer that is not taken is led back to the page it came from, not to the results.
        return answer.headers["Location"].startswith(path)
    if answer.status < 500:
        raise SystemExit(f"unexpected answer {answer.status}")
    return False


def insist(address, path, option, cookies):
    """Post again until the server confirms, as a reader does who saw an error."""
    for _ in range(ATTEMPTS):
        connection = http.client.HTTPConnection(address, timeout=TIMEOUT)
        try:
            if confirmed(connection, path, option, cookies):
                return
        except (OSError, http.client.HTTPException):
            continue  # the server was killed under this request
        finally:
            connection.close()
    raise SystemExit("the server does not come back")


def main():
    address, path, option, cookies = sys.argv[1:]
    for token in sys.stdin.read().split():
        insist(urlsplit(address).netloc, path, option, f"{cookies}; hub_reader={token}")
        sys.stdout.write(f"{token}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
