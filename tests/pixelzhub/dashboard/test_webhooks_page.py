"""Owners make, change, try and take away webhooks on a page, and see there what was sent."""

from __future__ import annotations

import uuid

import pytest

from pixelzhub.accounts.models import AuditEvent
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import disable, make_endpoint
from tests.builders import make_merchant

pytestmark = pytest.mark.django_db
PAGE = "/settings/webhooks/"
NEW = {"url": "https://8.8.8.8/hooks?key=1", "description": "ERP", "events": ["store.synced", "job.delivered"]}


@pytest.fixture
def endpoint(merchant) -> Endpoint:
    return make_endpoint(merchant=merchant, by="somebody", **NEW)


def here(endpoint: Endpoint, act: str = "") -> str:
    return f"{PAGE}{endpoint.pk}/{act}"


def text_of(response) -> str:
    return response.content.decode()


def announced(endpoint: Endpoint, n: int = 1) -> Message:
    for _ in range(n):
        announce(endpoint.merchant_id, Event.JOB_DELIVERED, {"job_id": "7"})
    return endpoint.messages.latest("id")


def test_without_webhooks_the_page_says_what_that_means_and_offers_every_event(client) -> None:
    text = text_of(client.get(PAGE))
    assert "No webhooks yet" in text
    assert all(event.value in text for event in Event)
    assert f'href="{PAGE}" aria-current="page"' in text


def test_a_webhook_is_made_and_its_page_opens(client, merchant) -> None:
    response = client.post(PAGE, NEW)
    made = Endpoint.objects.get()
    assert (response.status_code, response["Location"]) == (302, here(made))
    assert (made.merchant, made.url, made.description) == (merchant, NEW["url"], "ERP")
    assert made.events == ["store.synced", "job.delivered"]
    assert AuditEvent.objects.filter(action="webhook.made", merchant_id=merchant.pk).count() == 1
    assert "8.8.8.8" in text_of(client.get(PAGE))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"url": "http://127.0.0.1/"}, "private address"),
        ({"url": "8.8.8.8/hooks"}, "is not a web address"),
        ({"url": ""}, "This field is required"),
        ({"events": []}, "This field is required"),
        ({"events": ["store.gone"]}, "store.gone is not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(client, wrong, says: str) -> None:
    response = client.post(PAGE, NEW | wrong)
    assert response.status_code == 422
    (field,) = response.context["form"].errors
    assert field in wrong
    assert says in text_of(response)
    assert not Endpoint.objects.exists()


def test_a_webhook_is_changed_on_its_page(client, endpoint) -> None:
    assert (
        client.post(here(endpoint), NEW | {"events": ["import.finished"], "url": "https://8.8.4.4/"}).status_code == 302
    )
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.events) == ("https://8.8.4.4/", ["import.finished"])
    response = client.post(here(endpoint), NEW | {"url": "http://10.0.0.1/"})
    assert (response.status_code, "private address" in text_of(response)) == (422, True)


def test_the_secret_is_shown_when_it_is_asked_for_and_kept_out_of_caches(client, endpoint) -> None:
    assert endpoint.secret not in text_of(client.get(here(endpoint)))
    response = client.post(here(endpoint, "secret/"), {"do": "show"})
    assert endpoint.secret in text_of(response)
    assert "no-store" in response["Cache-Control"]
    assert AuditEvent.objects.filter(action="webhook.secret_shown").count() == 1


def test_a_replaced_secret_is_shown_and_the_page_says_until_when_the_old_one_signs(client, endpoint) -> None:
    old = endpoint.secret
    text = text_of(client.post(here(endpoint, "secret/"), {"do": "replace"}))
    endpoint.refresh_from_db()
    assert endpoint.secret != old
    assert endpoint.secrets() == [endpoint.secret, old]
    assert endpoint.secret in text
    assert old not in text
    assert "The old secret signs until:" in text


def test_it_is_disabled_and_enabled_again_and_a_second_click_changes_nothing(client, endpoint) -> None:
    for do, is_open in (("disable", False), ("disable", False), ("enable", True), ("enable", True)):
        client.post(here(endpoint, "switch/"), {"do": do})
        endpoint.refresh_from_db()
        assert endpoint.is_open is is_open
    assert AuditEvent.objects.filter(action__in=["webhook.disabled", "webhook.enabled"]).count() == 2


def test_the_page_says_why_it_is_disabled_and_what_waits(client, endpoint) -> None:
    announced(endpoint, 2)
    Endpoint.objects.update(
        disabled_at=endpoint.created_at, disabled_because="failing", last_error="8.8.8.8 answered with 500."
    )
    text = text_of(client.get(here(endpoint)))
    assert "It could not be reached for a day" in text
    assert "8.8.8.8 answered with 500." in text
    assert "2 messages wait." in text
    assert "Send a test message" not in text


def test_a_test_message_is_written(client, endpoint) -> None:
    client.post(here(endpoint, "test/"))
    assert Message.objects.get().event == "webhook.test"
    disable(endpoint=endpoint, by="somebody")
    response = client.post(here(endpoint, "test/"), follow=True)
    assert "It is disabled. Enable it first." in text_of(response)
    assert Message.objects.count() == 1


def test_the_log_tells_state_tries_and_answer_as_text(client, endpoint) -> None:
    message = announced(endpoint)
    Message.objects.update(
        state="failed", attempts=8, status=500, answer="<script>alert(1)</script>", last_error="It answered with 500.",
        tried_at=message.created_at,
    )  # fmt: skip
    text = text_of(client.get(here(endpoint)))
    assert "&lt;script&gt;alert(1)" in text
    assert all(words in text for words in ("Not sent", "8 tries", "500", "It answered with 500.", str(message.number)))


def test_a_message_is_replayed(client, endpoint) -> None:
    message = announced(endpoint)
    Message.objects.update(state="sent", attempts=1)
    assert client.post(here(endpoint, f"messages/{message.number}/replay/")).status_code == 302
    message.refresh_from_db()
    assert message.state == "waiting"


def test_the_log_is_paged_by_key(client, endpoint) -> None:
    announced(endpoint, 51)
    oldest, second = endpoint.messages.order_by("id")[:2]
    first_page = client.get(here(endpoint))
    assert str(second.number) in text_of(first_page)
    assert str(oldest.number) not in text_of(first_page)
    assert f'href="{here(endpoint)}?before={second.pk}#log"' in text_of(first_page)
    assert [row.pk for row in client.get(here(endpoint), {"before": second.pk}).context["rows"]] == [oldest.pk]


def test_deleting_asks_first_and_takes_the_log_along(client, endpoint) -> None:
    announced(endpoint)
    assert "Delete the webhook to 8.8.8.8?" in text_of(client.get(here(endpoint, "delete/")))
    assert Endpoint.objects.count() == 1
    assert client.post(here(endpoint, "delete/"))["Location"] == PAGE
    assert (Endpoint.objects.count(), Message.objects.count()) == (0, 0)


ACTS = ["", "secret/", "switch/", "test/", "delete/", f"messages/{uuid.UUID(int=7)}/replay/"]


@pytest.mark.parametrize("act", ACTS)
def test_a_strangers_webhook_is_not_there(client, act: str) -> None:
    theirs = make_endpoint(merchant=make_merchant("Other"), by="somebody", **NEW)
    assert client.post(here(theirs, act), {"do": "disable"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.is_open


def test_a_message_is_replayed_by_its_own_endpoint_alone(client, merchant, endpoint) -> None:
    second = make_endpoint(merchant=merchant, by="somebody", **NEW)
    message = announced(endpoint)
    Message.objects.update(state="sent")
    assert client.post(here(second, f"messages/{message.number}/replay/")).status_code == 404
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.parametrize("act", ACTS)
def test_only_owners_see_webhooks(viewer, endpoint, act: str) -> None:
    assert viewer.get(PAGE).status_code == 403
    assert viewer.post(here(endpoint, act)).status_code == 403
