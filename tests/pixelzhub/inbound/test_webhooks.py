"""Calls that come in: written down before they are acted on, refused visibly when forged."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from connectors.signing import hmac_base64
from pixelzhub.deliveries.accept import accept_deliveries, replay
from pixelzhub.deliveries.models import Delivery
from pixelzhub.retouch.follow import look_now
from pixelzhub.retouch.hooks import hook_url
from pixelzhub.retouch.models import Job
from tests import builders

BODY = json.dumps(
    {"imageTicket": "t-1", "processedImageURL": "http://x.example/a.jpg", "customerImageId": "c-1"}
).encode()


@pytest.fixture
def job(merchant) -> Job:
    builders.make_pixelz(merchant, secret="application-secret", developer_secret="partner-secret")
    photo = builders.make_photo(builders.make_product(builders.make_store(merchant)))
    return builders.make_job(photo, customer_image_id="c-1", ticket="t-1", state=Job.State.SUBMITTED)


def post(job: Job, body: bytes = BODY, **meta: str):
    path = "/webhooks" + hook_url(job.customer_image_id).split("/webhooks", 1)[1]
    return Client().post(path, body, content_type="application/json", **meta)


def act(delivery: Delivery) -> Delivery:
    accept_deliveries([delivery.pk], on_pixelz=look_now, on_store=lambda store, ids: None)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize(
    "header", ["HTTP_HTTP_X_PXZ_CUSTOMER_HMAC_SHA256", "HTTP_X_PXZ_CUSTOMER_HMAC_SHA256"], ids=["literal", "dashed"]
)
def test_signed_call_is_kept_and_makes_the_hub_ask(job, header) -> None:
    assert post(job, **{header: hmac_base64("application-secret", BODY)}).status_code == 200
    delivery = Delivery.objects.get()
    assert (delivery.verified, delivery.state) == (True, "received")
    assert act(delivery).state == "done"
    job.refresh_from_db()
    assert job.due_at <= timezone.now()


@pytest.mark.parametrize("who", ["CUSTOMER", "PARTNER"])
def test_forged_call_is_refused_and_staff_can_see_it(job, who) -> None:
    answer = post(job, **{f"HTTP_HTTP_X_PXZ_{who}_HMAC_SHA256": hmac_base64("a guess", BODY)})
    assert answer.status_code == 403
    delivery = Delivery.objects.get()
    assert (delivery.verified, delivery.state) == (False, "refused")
    replay(delivery)
    delivery.refresh_from_db()
    assert delivery.state == "refused"


def test_one_forged_signature_beside_a_good_one_is_a_forged_call(job) -> None:
    good = {"HTTP_HTTP_X_PXZ_CUSTOMER_HMAC_SHA256": hmac_base64("application-secret", BODY)}
    assert post(job, **good, HTTP_HTTP_X_PXZ_PARTNER_HMAC_SHA256="AAAA").status_code == 403


def test_call_without_a_signature_is_only_a_hint(job) -> None:
    """Proxies drop the header, so it is let through; what it says is asked of Pixelz before anything is taken."""
    assert post(job).status_code == 200
    assert Delivery.objects.get().verified is None


def test_changed_secret_counts_at_once(job) -> None:
    header = "HTTP_X_PXZ_CUSTOMER_HMAC_SHA256"
    assert post(job, **{header: hmac_base64("application-secret", BODY)}).status_code == 200
    account = job.merchant.pixelz
    account.secret = "another secret"
    account.save()
    assert post(job, **{header: hmac_base64("another secret", BODY)}).status_code == 200


def test_unknown_address_is_not_found(job) -> None:
    assert Client().post("/webhooks/pixelz/guess/", BODY, content_type="application/json").status_code == 404


def test_address_holds_until_seven_days_after_the_job_closed(job) -> None:
    Job.objects.update(closed_at=timezone.now() - timedelta(days=6))
    assert post(job).status_code == 200
    Job.objects.update(closed_at=timezone.now() - timedelta(days=8))
    assert post(job).status_code == 404


def test_token_is_not_kept(job) -> None:
    token = hook_url(job.customer_image_id).rstrip("/").rsplit("/", 1)[1]
    assert token not in json.dumps(list(Job.objects.values()), default=str)


def test_address_of_one_job_takes_no_call_for_another(job, stranger) -> None:
    """Another merchant's ticket, or another photo of the same one: refused with what does not fit."""
    answer = post(job, BODY.replace(b"t-1", b"t-2").replace(b"c-1", b"c-2"))
    assert answer.status_code == 403
    assert "another image" in Delivery.objects.get().last_error


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"imageTicket": "t"', b'{"imageTicket": "t"}', b"\xff\xfe"])
def test_unreadable_body_is_a_clear_error(job, body) -> None:
    assert post(job, body).status_code == 400
    assert not Delivery.objects.exists()


def test_body_above_64_kb_is_refused_unread(job) -> None:
    answer = post(job, BODY + b" " * 65_536)
    assert answer.status_code == 400
    assert not Delivery.objects.exists()


def test_form_body_is_read_too(job) -> None:
    form = b"imageTicket=t-1&processedImageURL=http%3A%2F%2Fx.example%2Fa.jpg"
    assert post(job, form).status_code == 200
    assert Delivery.objects.get().payload["ticket"] == "t-1"


def test_call_for_a_photo_that_is_gone_is_said_and_ends(job) -> None:
    post(job)
    Job.objects.all().delete()
    delivery = act(Delivery.objects.get())
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
    assert Delivery.objects.get().payload == {
        "topic": "product.updated",
        "concerns": "products",
        "product_ids": ["7"],
    }


def test_owner_who_takes_the_access_away_makes_the_store_ask_for_a_new_key(merchant) -> None:
    store = builders.make_store(merchant)
    payload = {"topic": "app/uninstalled", "concerns": "access", "product_ids": []}
    act(Delivery.objects.create(merchant=merchant, store=store, source="store", payload=payload))
    store.refresh_from_db()
    assert store.state == "needs_reauth"
    assert "taken off" in store.last_error


def test_call_that_concerns_nothing_here_does_nothing(merchant) -> None:
    store = builders.make_store(merchant)
    store.due_at = None
    store.save()
    payload = {"topic": "customers/redact", "concerns": "nothing", "product_ids": []}
    assert act(Delivery.objects.create(merchant=merchant, store=store, source="store", payload=payload)).state == "done"
    store.refresh_from_db()
    assert (store.state, store.due_at) == ("active", None)
