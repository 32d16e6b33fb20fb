"""Pixelz's API, spoken to by the hub's own client and over bare sockets."""

from __future__ import annotations

import http.client
import io
import json
from decimal import Decimal

import numpy as np
import pytest
from PIL import Image

from connectors.errors import Temporary
from connectors.signing import hmac_base64
from pixelzhub.pixelz.errors import PixelzError, UnknownImage
from tests.pixelzhub.sandbox.conftest import pixelz_of
from tests.pixelzhub.sandbox.listener import Listener
from tests.pixelzhub.sandbox.test_shop import all_products
from tests.pixelzhub.sandbox.waiting import until

SQUARE, UPRIGHT, CUTOUT = "2066301", "2066303", "2066305"


def delivered(pixelz, ticket):
    return until(lambda: (found := pixelz.status(ticket=ticket)).status_id == 80 and found)


def output_of(shop, running, status) -> bytes:
    return shop.read_picture(running.pixelz["files"] + status.final_urls[-1].lstrip("/"))


def raw(running, method, path, body=None, kind="application/json; charset=UTF-8"):
    connection = http.client.HTTPConnection(running.host, timeout=10)
    connection.request(method, path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.fixture
def unhurried(running):
    """Nothing sent in this test is ever worked on, so that no other test waits behind it."""
    running.control(turnaround_s=36000)


@pytest.fixture
def image_url(shop):
    return all_products(shop)[0].images[0].url


def test_templates_are_listed_and_shown_with_the_same_price(pixelz):
    for listed in pixelz.templates():
        shown = pixelz.template(listed.id)
        assert (shown.name, shown.price, shown.currency) == (listed.name, listed.price, "USD")
        assert shown.settings["ResizeType"] == 2


def test_wrong_key_is_an_ordinary_answer_with_a_code(running):
    status, body = raw(running, "GET", "/pixelz/REST.svc/JSON/Contact/?contactEmail=a&contactAPIkey=b")
    assert status == 200
    assert json.loads(body)["ErrorCode"] == "InvalidContact"


def test_post_image_answers_in_the_documented_shape(running, image_url, unhurried):
    who = {name: running.pixelz[name] for name in ("contactEmail", "contactAPIkey")}
    body = json.dumps({**who, "templateId": SQUARE, "imageURL": image_url, "customerImageId": "12345"})
    status, answer = raw(running, "POST", "/pixelz/REST.svc/JSON/Image/", body)
    found = json.loads(answer)
    assert status == 200
    assert set(found) == {"ErrorCode", "Message", "ImageTicket", "IsTrial", "CustomerImageId"}
    assert found["CustomerImageId"] == 12345
    assert found["IsTrial"] in {"true", "false"}


def test_refused_image_has_the_zero_ticket(running):
    who = {name: running.pixelz[name] for name in ("contactEmail", "contactAPIkey")}
    for extra, code in (
        ({"templateId": "1", "imageURL": "x"}, "InvalidTemplate"),
        ({"templateId": SQUARE}, "MissingRequiredInformation"),
    ):
        _, answer = raw(running, "POST", "/pixelz/REST.svc/JSON/Image/", json.dumps({**who, **extra}))
        found = json.loads(answer)
        assert found["ErrorCode"] == code
        assert found["ImageTicket"] == "00000000-0000-0000-0000-000000000000"


def test_body_that_is_no_json_gets_a_web_page(running):
    status, body = raw(running, "POST", "/pixelz/REST.svc/JSON/Image/", b"{", "text/plain")
    assert status == 400
    assert b"Request Error" in body


def test_same_image_posted_twice_makes_two_tickets(pixelz, image_url, unhurried):
    tickets = {
        pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id="twice").ticket for _ in range(2)
    }
    assert len(tickets) == 2
    assert pixelz.status(customer_image_id="twice").ticket in tickets


def test_unknown_image_is_said_to_be_unknown(pixelz):
    with pytest.raises(UnknownImage):
        pixelz.status(customer_image_id="never sent")


def test_lost_answer_leaves_an_accepted_ticket(pixelz, running, image_url, unhurried):
    running.control(drop_after_accept=1)
    with pytest.raises(Temporary):
        pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id="lost")
    running.control(drop_after_accept=0)
    assert pixelz.status(customer_image_id="lost").ticket
    accepted = [one for one in running.control()["accepted"] if one["customerImageId"] == "lost"]
    assert len(accepted) == 1


def test_result_is_square_with_pure_white_margins(shop, pixelz, running, image_url):
    ticket = pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id="white").ticket
    data = output_of(shop, running, delivered(pixelz, ticket))
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("JPEG", (1600, 1600))
        pixels = np.asarray(image.convert("RGB"))
    edge = 64
    ring = np.ones(pixels.shape[:2], bool)
    ring[edge:-edge, edge:-edge] = False
    assert (pixels[ring] == 255).all()
    rows, columns = np.nonzero((pixels < 240).any(axis=2))
    fill = max(np.ptp(rows), np.ptp(columns)) / 1600
    assert 0.85 < fill < 0.92
    assert abs((columns.min() + columns.max()) / 2 - 800) < 16


@pytest.mark.parametrize(("template", "size", "kind"), [(UPRIGHT, (1801, 2600), "JPEG"), (CUTOUT, (1600, 1600), "PNG")])
def test_result_has_its_templates_size_and_format(shop, pixelz, running, image_url, template, size, kind):
    ticket = pixelz.post_image(template_id=template, image_url=image_url, customer_image_id=f"size {kind}").ticket
    with Image.open(io.BytesIO(output_of(shop, running, delivered(pixelz, ticket)))) as image:
        assert (image.size, image.format) == (size, kind)
        assert (image.mode == "RGBA") == (kind == "PNG")


def test_webhook_has_the_literal_header_name_and_both_signatures(running, image_url):
    with Listener() as hub, pixelz_of(running, developer=running.pixelz["developerAPIkey"]) as pixelz:
        ticket = pixelz.post_image(
            template_id=SQUARE, image_url=image_url, customer_image_id="77", callback_url=f"{hub.url}/done?token=1"
        ).ticket
        head, body = hub.wait_for(1)[0]
        delivered(pixelz, ticket)
    assert head.startswith(b"POST /done?token=1 HTTP/1.1")
    customer, partner = (hmac_base64(running.pixelz[name], body) for name in ("secret", "developerSecret"))
    assert f"\r\nHTTP_X_PXZ_CUSTOMER_HMAC_SHA256: {customer}".encode() in head
    assert f"\r\nHTTP_X_PXZ_PARTNER_HMAC_SHA256: {partner}".encode() in head
    told = json.loads(body)
    assert (told["imageTicket"], told["customerImageId"], told["templateId"]) == (ticket, "77", SQUARE)
    assert told["processedImageURL"].startswith(running.pixelz["files"])


def test_webhook_is_sent_again_until_it_hears_200(pixelz, image_url):
    with Listener(status=500) as hub:
        ticket = pixelz.post_image(
            template_id=SQUARE, image_url=image_url, customer_image_id="deaf", callback_url=hub.url
        ).ticket
        until(lambda: pixelz.status(ticket=ticket).status_id == 72)
        hub.wait_for(1)
        hub.status = 200
        delivered(pixelz, ticket)
    assert len(hub.requests) == 2


def test_webhook_can_come_twice(pixelz, running, image_url):
    running.control(duplicate_webhooks=1)
    with Listener() as hub:
        pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id="two", callback_url=hub.url)
        first, second = hub.wait_for(2)
    assert first[1] == second[1]


def test_rejected_image_is_made_again_under_the_same_ticket(pixelz, image_url):
    with Listener() as hub:
        ticket = pixelz.post_image(
            template_id=SQUARE, image_url=image_url, customer_image_id="again", callback_url=hub.url
        ).ticket
        first = delivered(pixelz, ticket)
        pixelz.reject(ticket, "Too much space on the left")
        hub.wait_for(2)
        second = delivered(pixelz, ticket)
    assert second.ticket == first.ticket
    assert second.final_urls != first.final_urls


def test_unfinished_image_cannot_be_rejected_and_a_started_one_not_deleted(pixelz, running, image_url):
    running.control(turnaround_s=30)
    ticket = pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id="early").ticket
    with pytest.raises(PixelzError, match="not yet finished"):
        pixelz.reject(ticket, "no")
    pixelz.delete(ticket)
    assert pixelz.status(ticket=ticket).status_id == 0
    running.control(turnaround_s=0.4)
    done = pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id="late").ticket
    delivered(pixelz, done)
    with pytest.raises(PixelzError, match="in-production"):
        pixelz.delete(done)


def test_image_that_cannot_be_downloaded_stops_at_12(pixelz, running):
    ticket = pixelz.post_image(template_id=SQUARE, image_url=f"{running.url}/nothing", customer_image_id="gone").ticket
    assert until(lambda: pixelz.status(ticket=ticket).status_id == 12)


def test_money_goes_at_acceptance_and_trials_go_first(pixelz, image_url, unhurried):
    for number in range(4):
        if pixelz.account().trial_images:
            assert pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id=f"t{number}").is_trial
    before = pixelz.account().balance
    pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id="paid")
    assert pixelz.account().balance == before - Decimal("1.15")


def test_unpaid_invoice_is_paid_on_its_page(pixelz, running):
    unpaid = next(invoice for invoice in pixelz.invoices(return_url="https://hub.example/back") if not invoice.is_paid)
    status, form = raw(running, "GET", "/pixelz" + unpaid.payment_url)
    assert status == 200 and b"Pay now" in form
    key = unpaid.payment_url.partition("key=")[2].partition("&")[0]
    status, _ = raw(running, "POST", "/pixelz/Transactions", f"key={key}&returnUrl=https://hub.example/back")
    assert status == 303
    assert all(invoice.is_paid for invoice in pixelz.invoices())


def test_images_can_be_listed_and_counted_by_product(pixelz, running, image_url, unhurried):
    for _ in range(3):
        pixelz.post_image(template_id=SQUARE, image_url=image_url, customer_image_id="set", product_id="A set")
    assert len(list(pixelz.images(per_page=2, product_id="A set"))) == 3
    who = f"contactEmail={running.pixelz['contactEmail']}&contactAPIkey={running.pixelz['contactAPIkey']}"
    _, body = raw(running, "GET", f"/pixelz/REST.svc/JSON/ProductIds/?{who}&productIdsPerPage=100")
    statistic = next(one for one in json.loads(body)["ProductIds"] if one["ProductId"] == "A set")
    assert statistic["DoneCount"] + statistic["TodoCount"] == 3


def test_files_outside_the_output_folder_are_not_served(running):
    status, _ = raw(running, "GET", "/pixelz/files/../sandbox.json")
    assert status == 404
