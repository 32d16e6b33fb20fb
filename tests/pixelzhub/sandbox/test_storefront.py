"""The shop in a browser: its shelves, its files, and how the owner lets a program in."""

from __future__ import annotations

import http.client
import io
import json
import re
from urllib.parse import urlencode, urlsplit

from PIL import Image

from connectors.contract import GrantCall
from connectors.http import Http
from connectors.platforms.sandbox.connector import SandboxConnector
from tests.pixelzhub.sandbox.listener import Listener
from tests.pixelzhub.sandbox.test_shop import all_products


def ask(running, method, url, body=None, **headers):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(running.host, timeout=10)
    connection.request(method, f"{parts.path}?{parts.query}", body, headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def test_owner_lets_a_program_in(running):
    with Listener() as hub:
        url = SandboxConnector.grant_url(
            running.shop, state="s1", callback_url=f"{hub.url}/granted", return_url="http://hub.example/back"
        )
        status, _, page = ask(running, "GET", url)
        assert status == 200 and b"Allow" in page
        fields = dict(re.findall(rb'name="(\w+)" value="([^"]*)"', page))
        form = urlencode({key.decode(): value.decode() for key, value in fields.items()} | {"answer": "allow"})
        status, headers, _ = ask(running, "POST", running.shop["url"] + "/authorize", form)
        _, body = hub.wait_for(1)[0]
    assert (status, headers["Location"]) == (303, "http://hub.example/back?success=1&state=s1")
    call = GrantCall({}, body, "application/json")
    assert SandboxConnector.state_of(call) == "s1"
    with Http() as http:
        settings = SandboxConnector.granted(
            {"url": running.shop["url"]}, call, callback_url="http://hub.example/", http=http
        )
    assert settings == {"url": running.shop["url"], "token": running.shop["token"]}


def test_owner_can_say_no(running):
    form = urlencode({"state": "s", "callback_url": "http://127.0.0.1:9/", "return_url": "http://x/", "answer": "deny"})
    status, headers, _ = ask(running, "POST", running.shop["url"] + "/authorize", form)
    assert (status, headers["Location"]) == (303, "http://x/?success=0&state=s")


def test_one_time_code_is_worth_one_token(running):
    _, _, page = ask(running, "GET", running.shop["url"] + "/connect")
    code = re.findall(rb"<code>([^<]+)</code>", page)[-1].decode()
    for expected in (200, 401):
        status, _, body = ask(running, "POST", running.shop["url"] + "/api/token", json.dumps({"code": code}))
        assert status == expected
    assert "error" in json.loads(body)


def test_visitor_sees_the_photos_of_a_product(running, shop):
    product = all_products(shop)[0]
    status, _, page = ask(running, "GET", product.url)
    assert status == 200
    assert all(image.url.encode() in page for image in product.images)


def test_file_is_not_sent_again_to_who_has_it(running, shop):
    image = all_products(shop)[0].images[0]
    _, headers, _ = ask(running, "GET", image.url)
    status, _, body = ask(running, "GET", image.url, **{"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, b"")


def test_thumbnail_is_a_small_jpeg(running, shop):
    image = all_products(shop)[0].images[0]
    with Image.open(io.BytesIO(ask(running, "GET", image.thumbnail_url)[2])) as small:
        assert small.format == "JPEG" and max(small.size) == 320
