"""Calls that come in: written down before they are acted on, refused visibly when forged."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from connectors.signing import hmac_base64
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.deliveries.accept import accept_deliveries, replay
from pixelzhub.deliveries.models import Delivery
from pixelzhub.retouch.follow import look_now
from tests import builders

BODY = json.dumps(
    {"imageTicket": "t-1", "processedImageURL": "http://x.example/a.jpg", "customerImageId": "c-1"}
).encode()


@pytest.fixture
def account(merchant) -> PixelzAccount:
    return builders.make_pixelz(merchant, secret="application-secret")


def post(account: PixelzAccount, body: bytes = BODY, **meta: str):
    return Client().post(f"/webhooks/pixelz/{account.hook_token}/", body, content_type="application/json", **meta)


@pytest.mark.parametrize(
    "header", ["HTTP_HTTP_X_PXZ_CUSTOMER_HMAC_SHA256", "HTTP_X_PXZ_CUSTOMER_HMAC_SHA256"], ids=["literal", "dashed"]
)
def test_signed_call_is_kept(account, header) -> None:
    assert post(account, **{header: hmac_base64("application-secret", BODY)}).status_code == 200
    delivery = Delivery.objects.get()
    assert (delivery.verified, delivery.state) == (True, "received")


def test_forged_call_is_refused_and_staff_can_see_it(account) -> None:
    answer = post(account, HTTP_X_PXZ_CUSTOMER_HMAC_SHA256=hmac_base64("a guess", BODY))
    assert answer.status_code == 403
    delivery = Delivery.objects.get()
    assert (delivery.verified, delivery.state) == (False, "refused")
    replay(delivery)
    delivery.refresh_from_db()
    assert delivery.state == "refused"


def test_call_without_a_signature_is_only_a_hint(account) -> None:
    """Proxies drop the header, so it is let through; what it says is asked of Pixelz before anything is taken."""
    assert post(account).status_code == 200
    assert Delivery.objects.get().verified is None


def test_unknown_address_is_not_found(account) -> None:
    assert Client().post("/webhooks/pixelz/guess/", BODY, content_type="application/json").status_code == 404


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"imageTicket": "t"', b'{"imageTicket": "t"}', b"\xff\xfe"])
def test_unreadable_body_is_a_clear_error(account, body) -> None:
    assert post(account, body).status_code == 400
    assert not Delivery.objects.exists()


def test_form_body_is_read_too(account) -> None:
    form = b"imageTicket=t-1&processedImageURL=http%3A%2F%2Fx.example%2Fa.jpg"
    assert post(account, form).status_code == 200
    assert Delivery.objects.get().payload["ticket"] == "t-1"


def test_call_for_nobodys_photo_is_said_and_ends(account) -> None:
    post(account)
    accept_deliveries([Delivery.objects.get().pk], on_pixelz=look_now, on_store=lambda store, ids: None)
    delivery = Delivery.objects.get()
    assert delivery.state == "failed"
    assert "ticket" in delivery.last_error


def test_forged_store_webhook_is_refused(merchant) -> None:
    store = builders.make_store(merchant, webhook_secret="hush")
    answer = Client().post(
        f"/webhooks/stores/{store.pk}/", b'{"id": "1"}', content_type="application/json", HTTP_X_SHOP_SIGNATURE="guess"
    )
    assert answer.status_code == 403
    assert Delivery.objects.get().state == "refused"


def test_store_webhook_counts_once(merchant) -> None:
    store = builders.make_store(merchant, webhook_secret="hush")
    body = json.dumps({"id": "e1", "topic": "product.updated", "product_ids": ["7"]}).encode()
    for _ in range(2):
        answer = Client().post(
            f"/webhooks/stores/{store.pk}/",
            body,
            content_type="application/json",
            HTTP_X_SHOP_SIGNATURE=hmac_base64("hush", body),
        )
        assert answer.status_code == 200
    assert Delivery.objects.get().payload == {"topic": "product.updated", "product_ids": ["7"]}
