"""Webhooks as they come over the wire: signatures, forms, headers behind a proxy, overtaking and forgeries."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import parse_qs

import pytest

from tests.pixelzhub.sandbox.listener import Listener
from tests.pixelzhub.sandbox.pixelz.rest import Rest, fresh, request
from tests.pixelzhub.sandbox.waiting import until

LITERAL, DASHED = b"HTTP_X_PXZ_CUSTOMER_HMAC_SHA256", b"X-Pxz-Customer-Hmac-Sha256"


@pytest.fixture(autouse=True)
def quick(running):
    running.control(render=False, turnaround_s=0.2)


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def header(head: bytes, name: bytes) -> str:
    found = re.search(rb"\r\n" + name + rb": ([^\r\n]*)", head)
    return found[1].decode() if found else ""


def test_customers_own_id_comes_only_if_the_image_brought_one(api, photo_url):
    with Listener() as hub:
        api.post_image(imageURL=photo_url, imageCallbackURL=hub.url)
        head, body = hub.wait_for(1)[0]
    assert set(json.loads(body)) == {"imageTicket", "processedImageURL", "templateId"}
    assert header(head, b"Content-Type").startswith("application/json")


def test_form_is_signed_as_it_is_sent(running, api, photo_url):
    running.control(webhook_form=1)
    with Listener() as hub:
        ticket = api.post_image(imageURL=photo_url, imageCallbackURL=hub.url, customerImageId="a b&c")
        head, body = hub.wait_for(1)[0]
    fields = parse_qs(body.decode())
    assert fields["imageTicket"] == [ticket] and fields["customerImageId"] == ["a b&c"]
    assert header(head, b"Content-Type") == "application/x-www-form-urlencoded"
    assert header(head, LITERAL) == signature(running.pixelz["secret"], body)


def test_dashed_headers_hold_both_signatures(running, api, photo_url):
    running.control(dashed_headers=1)
    key = running.pixelz["developerAPIkey"]
    with Listener() as hub:
        api.post_image(imageURL=photo_url, imageCallbackURL=hub.url, developerAPIkey=key)
        head, body = hub.wait_for(1)[0]
    assert header(head, DASHED) == signature(running.pixelz["secret"], body)
    assert header(head, b"X-Pxz-Partner-Hmac-Sha256") == signature(running.pixelz["developerSecret"], body)
    assert LITERAL not in head


def test_contacts_own_key_as_developer_key_signs_with_its_own_secret(running, api, photo_url):
    with Listener() as hub:
        api.post_image(imageURL=photo_url, imageCallbackURL=hub.url, developerAPIkey=running.pixelz["contactAPIkey"])
        head, body = hub.wait_for(1)[0]
    own = signature(running.pixelz["secret"], body)
    assert header(head, LITERAL) == header(head, b"HTTP_X_PXZ_PARTNER_HMAC_SHA256") == own


def test_new_contacts_images_are_signed_with_its_own_secret(running, api, photo_url):
    who = {"developerEmail": running.pixelz["contactEmail"], "developerAPIkey": running.pixelz["developerAPIkey"]}
    email = f"{fresh('s').replace(' ', '-')}@example.com"
    made = Rest(running, who=who).call("POST", "Contact", contactEmail=email, contactName="S", countryCode="DK")
    own = {"contactEmail": email, "contactAPIkey": made["ContactAPIkey"]}
    query = "&".join(f"{name}={value}" for name, value in own.items())
    _, page = request(running.host, "GET", f"/pixelz/Account?{query}")
    secret = re.findall(rb"<code>([0-9a-f]{40})</code>", page)[0].decode()
    with Listener() as hub:
        Rest(running, who=own).post_image(imageURL=photo_url, imageCallbackURL=hub.url)
        head, body = hub.wait_for(1)[0]
    assert header(head, LITERAL) == signature(secret, body)
    assert secret != running.pixelz["secret"]


def test_templates_address_is_called_for_images_without_one(running, api, photo_url):
    with Listener() as of_template, Listener() as of_image:
        running.control(template_callbacks={"2066306": of_template.url})
        with_own = api.post_image(imageURL=photo_url, templateId="2066306", imageCallbackURL=of_image.url)
        without = api.post_image(imageURL=photo_url, templateId="2066306")
        (_, first), (_, second) = of_image.wait_for(1)[0], of_template.wait_for(1)[0]
        running.control(template_callbacks={"2066306": ""})
    assert json.loads(first)["imageTicket"] == with_own
    assert json.loads(second)["imageTicket"] == without


def test_later_webhooks_overtake_earlier_ones(running, api, photo_url):
    running.control(reorder_webhooks=1, outputs=4)
    with Listener() as hub:
        ticket = api.post_image(imageURL=photo_url, imageCallbackURL=hub.url)
        came = [json.loads(body)["processedImageURL"] for _, body in hub.wait_for(4)]
        until(lambda: api.status(ticket)["StatusId"] == "80")
    queued = [one["body"]["processedImageURL"] for one in running.control()["webhooks"] if one["ticket"] == ticket]
    assert sorted(came) == sorted(queued)
    assert came != queued


def test_forgeries_follow_the_real_call(running, api, photo_url):
    running.control(forge_webhooks=1)
    with Listener() as hub:
        ticket = api.post_image(imageURL=photo_url, imageCallbackURL=hub.url)
        (real_head, real), *forged = hub.wait_for(3)
    assert header(real_head, LITERAL) == signature(running.pixelz["secret"], real)
    signatures = sorted(header(head, LITERAL) for head, _ in forged)
    assert signatures[0] == "" and signatures[1] != signature(running.pixelz["secret"], forged[0][1])
    for _, body in forged:
        assert json.loads(body)["imageTicket"] == ticket
        assert json.loads(body)["processedImageURL"].endswith("/forged.jpg")


def test_forgery_that_nobody_hears_changes_no_status_and_is_not_repeated(running, api, photo_url):
    running.control(forge_webhooks=1)
    with Listener() as hub:
        ticket = api.post_image(imageURL=photo_url, imageCallbackURL=hub.url)
        hub.wait_for(1)
        hub.status = 500
        hub.wait_for(3)

    def forged():
        return [one for one in running.control()["webhooks"] if one["ticket"] == ticket and one["kind"] == "forged"]

    until(lambda: all(one["attempts"] == 1 for one in forged()))
    assert api.status(ticket)["StatusId"] == "80"
