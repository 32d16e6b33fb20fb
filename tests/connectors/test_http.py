"""The one door to the network: what it keeps out, what it caps, what it tells and what it keeps to itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.utils import formatdate

import pytest

from connectors import http as door
from connectors.errors import BadAddress, BadReply, ConnectorError, RateLimited, Temporary, TooLarge
from connectors.http import Http
from connectors.reply import retry_after
from connectors.web_address import origin
from tests.connectors.servers import Answer, Call, Server

Serve = Callable[[Callable[[Call], Answer]], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(Server(answer))


def ok(call: Call) -> Answer:
    return Answer(200, b'{"ok": true}')


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "[::1]",
     "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1"],
)  # fmt: skip
def test_a_private_address_is_refused(host: str):
    with Http() as http, pytest.raises(BadAddress, match="private address"):
        http.get(f"http://{host}:8000/x")


def test_the_allowed_host_is_reached_on_its_port_alone(serve: Serve):
    allowed, other = serve(ok), serve(ok)
    with Http(allowed_private=[allowed.host]) as http:
        assert http.get(allowed.url).json() == {"ok": True}
        with pytest.raises(BadAddress):
            http.get(other.url)


def test_a_redirect_to_a_private_address_is_refused(serve: Serve):
    inside = serve(ok)
    outside = serve(lambda call: Answer(302, b"", {"Location": f"{inside.url}/secrets"}))
    with Http(allowed_private=[outside.host]) as http, pytest.raises(BadAddress, match="private"):
        http.get(outside.url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://example.com/", "http://", "//", "http://["])
def test_a_redirect_to_no_web_address_is_refused(serve: Serve, target: str):
    server = serve(lambda call: Answer(302, b"", {"Location": target}))
    with Http(allowed_private=[server.host], tries=1) as http, pytest.raises(ConnectorError):
        http.get(server.url)


@pytest.mark.parametrize(
    "url", ["ftp://example.com/x", "javascript:alert(1)", "http://exa mple.com/", "x", "http://[::1"]
)
def test_what_is_no_web_address_is_refused(url: str):
    with Http() as http, pytest.raises(BadAddress):
        http.get(url)


def test_a_host_name_that_cannot_be_one_is_refused():
    with Http(tries=1) as http, pytest.raises(BadAddress):
        http.get(f"http://{'a' * 70}.example/")


def test_redirects_in_circles_end(serve: Serve):
    server = serve(lambda call: Answer(302, b"", {"Location": "/again"}))
    with Http(allowed_private=[server.host], tries=1) as http, pytest.raises(BadReply, match="circles"):
        http.get(server.url)


def test_too_many_bytes_are_refused_by_their_announcement(serve: Serve):
    server = serve(lambda call: Answer(200, b"x" * 2000))
    with Http(allowed_private=[server.host], max_bytes=1000) as http, pytest.raises(TooLarge):
        http.get(server.url)


def test_too_many_bytes_are_refused_while_they_come(serve: Serve):
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    unannounced = Answer(200, chunk * 5 + b"0\r\n\r\n", {"Transfer-Encoding": "chunked"})
    server = serve(lambda call: unannounced)
    with Http(allowed_private=[server.host], max_bytes=10_000) as http, pytest.raises(TooLarge):
        http.get(server.url)


def test_an_answer_that_takes_too_long_in_all_ends(serve: Serve, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(door, "MAX_ANSWER_S", -1.0)
    server = serve(ok)
    with Http(allowed_private=[server.host], tries=1) as http, pytest.raises(Temporary, match="finish"):
        http.get(server.url)


def test_retry_after_is_read_in_seconds_and_as_a_date():
    assert retry_after({"retry-after": "7"}) == 7
    assert retry_after({"retry-after": formatdate(time.time() + 30, usegmt=True)}) == pytest.approx(30, abs=2)
    assert retry_after({"retry-after": formatdate(time.time() - 30, usegmt=True)}) == 0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None


def test_an_origin_has_no_key_and_no_path_in_it():
    assert origin("https://user:s3cret@shop.example:8443/x?key=s3cret") == "https://shop.example:8443"


def test_a_long_wait_is_left_to_the_caller(serve: Serve):
    calls: list[Call] = []
    server = serve(lambda call: calls.append(call) or Answer(429, b"", {"Retry-After": "3600"}))
    with Http(allowed_private=[server.host]) as http, pytest.raises(RateLimited) as caught:
        http.get(server.url)
    assert caught.value.retry_after == 3600
    assert len(calls) == 1


def test_reads_are_tried_again_and_writes_are_not(serve: Serve):
    calls: list[str] = []
    server = serve(lambda call: calls.append(call.method) or Answer(503, b"", {"Retry-After": "0"}))
    with Http(allowed_private=[server.host], tries=3) as http:
        for method in ("GET", "POST", "PUT"):
            with pytest.raises(Temporary):
                http.request(method, server.url)
        with pytest.raises(Temporary):
            http.request("PUT", server.url, repeatable=True)
    assert calls == ["GET"] * 3 + ["POST", "PUT"] + ["PUT"] * 3


def test_one_call_may_take_longer_than_the_others(serve: Serve):
    seen = []
    server = serve(ok)
    with Http(allowed_private=[server.host], timeout=5) as http:
        send = http._client.stream
        http._client.stream = lambda *args, **options: seen.append(options.get("timeout")) or send(*args, **options)
        http.get(server.url)
        http.put(server.url, timeout=120.0)
    assert seen[0] is None
    assert seen[1].read == 120.0


@pytest.mark.parametrize("status", [401, 404, 418, 429, 500])
def test_no_error_holds_the_query(serve: Serve, status: int):
    server = serve(lambda call: Answer(status))
    with Http(allowed_private=[server.host], tries=1) as http, pytest.raises(ConnectorError) as caught:
        http.get(f"{server.url}/path?key=s3cret", params={"token": "hidden"})
    assert "s3cret" not in str(caught.value)
    assert "hidden" not in repr(caught.value)


def test_no_error_carries_the_one_of_the_library_behind_it(serve: Serve):
    """Its text or its attributes hold the whole address, or the whole body."""
    server = serve(lambda call: Answer(200, b"\xffs3cret"))
    with Http(allowed_private=[server.host, "127.0.0.1:9"], tries=1) as http:
        with pytest.raises(BadReply) as unreadable:
            http.get(server.url).json()
        with pytest.raises(Temporary) as unreachable:
            http.get("http://127.0.0.1:9/")
    assert [(error.value.__cause__, error.value.__context__) for error in (unreadable, unreachable)] == [
        (None, None)
    ] * 2


def test_an_address_that_is_none_is_shown_without_its_keys(serve: Serve):
    server = serve(lambda call: Answer(302, b"", {"Location": "ftp://s3cret:s3cret@x.example/?key=s3cret#s3cret"}))
    with Http(allowed_private=[server.host]) as http, pytest.raises(BadAddress, match=r"x\.example") as caught:
        http.get(server.url)
    assert "s3cret" not in str(caught.value)


def test_no_address_and_no_header_is_logged(serve: Serve, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, name)
    server = serve(lambda call: Answer(200, b"s3cret", {"X-Echo": "s3cret"}))
    with Http(allowed_private=[server.host]) as http:
        reply = http.get(server.url, params={"key": "s3cret"})
    logging.getLogger("hub").debug("read %r", reply)
    assert "read Reply(" in caplog.text
    assert "s3cret" not in caplog.text


def test_credentials_stay_with_the_base_address(serve: Serve):
    calls: list[Call] = []
    other = serve(lambda call: calls.append(call) or Answer(200, b"{}"))
    shop = serve(lambda call: calls.append(call) or Answer(302, b"", {"Location": f"{other.url}/x"}))
    with Http(
        shop.url,
        auth=lambda method, url, query: ({"Authorization": "Bearer s3cret"}, query),
        allowed_private=[shop.host, other.host],
    ) as http:
        http.get("products")
        http.get(f"{other.url}/picture.jpg", signed=False)
    assert [call.headers.get("authorization") for call in calls] == ["Bearer s3cret", None, None]


def test_credentials_for_https_never_go_over_http():
    with Http("https://shop.example/", auth=lambda method, url, query: ({}, query)) as http:
        assert http._is_home("https://shop.example/x")
        assert not http._is_home("http://shop.example/x")


def test_a_redirect_keeps_its_query_beside_the_signature(serve: Serve):
    calls: list[str] = []

    def answer(call: Call) -> Answer:
        calls.append(call.path)
        return Answer(302, b"", {"Location": "/new?page=2"}) if call.path.startswith("/old") else Answer(200, b"{}")

    server = serve(answer)
    with Http(
        server.url, auth=lambda method, url, query: ({}, query | {"sign": "x"}), allowed_private=[server.host]
    ) as http:
        http.get("old", params={"page": 2})
    assert calls == ["/old?page=2&sign=x", "/new?page=2&sign=x"]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a":', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_is_a_bad_reply(serve: Serve, body: bytes):
    server = serve(lambda call: Answer(200, body))
    with Http(allowed_private=[server.host]) as http, pytest.raises(BadReply, match="where JSON was expected"):
        http.get(server.url).json()


def test_headers_of_a_call_stay_at_the_host_that_it_was_made_to():
    def elsewhere(call: Call) -> Answer:
        return Answer(200, call.headers.get("x-key", "none").encode())

    with Server(elsewhere) as other, Server(lambda call: Answer(302, b"", {"Location": f"{other.url}/"})) as home:
        with Http(home.url, allowed_private=[home.host, other.host]) as http:
            assert http.get("products", headers={"X-Key": "secret"}).content == b"none"
        with Http(other.url, allowed_private=[other.host]) as http:
            assert http.get("products", headers={"X-Key": "secret"}).content == b"secret"
