"""E-mail and keys travel in query strings and bodies: they appear in no log, exception, repr or traceback."""

from __future__ import annotations

import json
import logging
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, quote_plus, urlsplit

import pytest

from connectors.errors import ConnectorError
from connectors.reply import Reply
from pixelzhub.pixelz import Credentials, NewContact, Pixelz, UploadAddress
from tests.connectors.servers import Answer, Call, NoAnswer
from tests.pixelzhub.pixelz.recorder import DEVELOPER_KEY, EMAIL, KEY, Recorder

CREDENTIALS = (EMAIL, KEY, DEVELOPER_KEY)
SECRETS = {
    spelled.lower() for one in CREDENTIALS for spelled in (one, quote(one, safe=""), quote(one), quote_plus(one))
}


def hang_up(call: Call) -> Answer:
    raise NoAnswer


def redirect(to: str) -> Callable[[Call], Answer]:
    """To an address that repeats what was asked."""
    return lambda call: Answer(302, b"", {"Location": f"{to}?{urlsplit(call.path).query}"})


def echo(call: Call) -> Answer:
    """A refusal that repeats what was asked, decoded and as it came."""
    said = f"No {call.path} {call.body.decode()} {EMAIL.upper()} {KEY} {DEVELOPER_KEY} {quote_plus(KEY)}"
    return Answer(200, json.dumps({"ErrorCode": f"Bad {EMAIL}", "Message": said}).encode())


FAILURES: dict[str, Callable[[Call], Answer]] = {
    "hangs up": hang_up,
    "redirect in circles": redirect("/REST.svc/JSON/Contact/"),
    "redirect to another scheme": redirect("ftp://pixelz.example/"),
    "redirect to no address": redirect("http://["),
    "redirect to a private address": redirect("http://127.0.0.2:9/"),
    "redirect to a user part": redirect(f"ftp://{quote(EMAIL)}:{quote(KEY, safe='')}@x.example/"),
    "401": lambda call: Answer(401, call.path.encode()),
    "404": lambda call: Answer(404, call.path.encode()),
    "418": lambda call: Answer(418, call.path.encode()),
    "429": lambda call: Answer(429, call.path.encode(), {"Retry-After": "0"}),
    "500": lambda call: Answer(500, call.path.encode()),
    "a web page": lambda call: Answer(200, b"<html>" + call.path.encode() + call.body),
    "bad JSON": lambda call: Answer(200, b'{"ErrorCode": "' + call.path.encode() + call.body),
    "bad text": lambda call: Answer(200, b"\xff" + call.path.encode() + call.body),
    "bad gzip": lambda call: Answer(200, call.path.encode() + call.body, {"Content-Encoding": "gzip"}),
    "too much": lambda call: Answer(200, b"", {"Content-Length": "99999999", "Connection": "close"}),
    "wrong error code": echo,
    "missing part": lambda call: Answer(200, json.dumps({"ErrorCode": 0, "Message": call.path}).encode()),
}


def texts_of(error: BaseException) -> Iterator[str]:
    """Everything that could be printed of an error and of those behind it, suppressed or not."""
    yield "".join(traceback.format_exception(error))
    seen, behind = set(), [error]
    while behind:
        one = behind.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield f"{one} {one!r} {one.args!r} {vars(one)!r}"
            behind += [other for other in (one.__cause__, one.__context__) if other]


@contextmanager
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """All levels of all loggers, those that the libraries keep for themselves too."""
    names = ("", "httpx", "httpcore", "httpcore.connection", "httpcore.http11")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def assert_says_nothing(said: str) -> None:
    assert [secret for secret in SECRETS if secret in said.lower()] == []


def failing_calls(client: Pixelz) -> list[Callable[[], object]]:
    return [
        client.account,
        lambda: client.status(customer_image_id="1"),
        lambda: client.post_image(template_id="1", image_url="https://hub.example/1.jpg"),
        lambda: client.post_contact(email="new@shop.example", name="N", country_code="US"),
        lambda: client.request_uploads(["1.jpg"]),
    ]


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_tells_who_asked(failure, wire, caplog):
    with (
        everything_logged(caplog),
        Recorder(FAILURES[failure]) as server,
        server.client(wire=wire, developer=DEVELOPER_KEY) as client,
    ):
        client._http.tries = 2 if failure == "429" else 1
        for call in failing_calls(client):
            with pytest.raises(ConnectorError) as caught:
                call()
            assert_says_nothing("\n".join(texts_of(caught.value)))
            logging.getLogger("hub").warning("It failed", exc_info=caught.value)
        assert_says_nothing(repr(client) + repr(client.__dict__))
    assert any(EMAIL in call.body.decode() or quote(EMAIL, safe="") in call.path for call in server.calls)
    assert_says_nothing(caplog.text)


@pytest.mark.parametrize("listens", [True, False], ids=["time-out", "connection refused"])
def test_no_failure_of_the_network_tells_who_asked(listens, caplog):
    with everything_logged(caplog), socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        if listens:
            deaf.listen()
        host = f"127.0.0.1:{deaf.getsockname()[1]}"
        who = Credentials(EMAIL, KEY, DEVELOPER_KEY)
        with Pixelz(who, url=f"http://{host}/REST.svc/", allowed_private=[host], timeout=0.1) as client:
            client._http.tries = 1
            for call in failing_calls(client):
                with pytest.raises(ConnectorError) as caught:
                    call()
                assert_says_nothing("\n".join(texts_of(caught.value)))
                logging.getLogger("hub").warning("It failed", exc_info=caught.value)
    assert_says_nothing(caplog.text)


def test_a_call_that_goes_well_is_not_logged_with_its_address(caplog):
    with everything_logged(caplog), Recorder('{"ErrorCode": 0, "ImagesCount": 1}') as server, server.client() as client:
        assert client.count_images() == 1
        logging.getLogger("hub").debug("the log is on")
    assert "the log is on" in caplog.text
    assert_says_nothing(caplog.text)


def test_no_repr_shows_a_secret():
    assert_says_nothing(repr(Credentials(EMAIL, KEY, DEVELOPER_KEY)))
    assert_says_nothing(repr(NewContact("new@shop.example", KEY, DEVELOPER_KEY)))
    assert_says_nothing(repr(UploadAddress(f"https://up.example/?sign={KEY}", f"https://up.example/?sign={KEY}")))
    assert_says_nothing(repr(Reply(200, {"Location": KEY}, EMAIL.encode(), "https://x.example/")))
