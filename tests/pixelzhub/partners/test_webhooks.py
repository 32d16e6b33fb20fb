"""/ext/webhooks: a partner's program makes, changes and reads webhooks, and hears what is wrong with its field."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from pixelzhub.accounts.keys import create_key
from pixelzhub.accounts.models import AuditEvent
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import make_endpoint
from tests.builders import make_merchant

pytestmark = pytest.mark.django_db
ALL = "/api/v1/ext/webhooks"
NEW: dict[str, Any] = {"url": "https://8.8.8.8/hooks", "events": ["store.synced", "job.delivered"]}


class Api:
    """A partner's program with a key."""

    def __init__(self, merchant, *scopes: str) -> None:
        _, key = create_key(merchant=merchant, name="ERP", scopes=scopes)
        self.headers = {"Authorization": f"Bearer {key}"}

    def ask(self, method: str, path: str = "", body: Any = None):
        content = "" if body is None else json.dumps(body)
        return Client().generic(
            method.upper(), f"{ALL}{path}", content, content_type="application/json", headers=self.headers
        )


@pytest.fixture
def api(merchant) -> Api:
    return Api(merchant, "webhooks:read", "webhooks:write")


@pytest.fixture
def endpoint(merchant) -> Endpoint:
    return make_endpoint(merchant=merchant, by="somebody", description="", **NEW)


def announced(endpoint: Endpoint, n: int = 1) -> list[Message]:
    for number in range(n):
        announce(endpoint.merchant_id, Event.JOB_DELIVERED, {"job_id": str(number)})
    return list(endpoint.messages.order_by("-id"))


def error_of(answer) -> str:
    assert answer.status_code == 422, answer.content
    (sentence,) = answer.json()["errors"]
    return str(sentence)


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_webhook_is_made_and_its_secret_is_in_that_answer_alone(api, slash: str) -> None:
    answer = api.ask("post", slash, NEW | {"description": "ERP"})
    made = Endpoint.objects.get()
    assert answer.status_code == 200
    told = answer.json()["data"]
    assert told["secret"] == made.secret
    assert {name: told[name] for name in ("id", "url", "description", "events", "enabled", "disabled_because")} == {
        "id": str(made.pk), "url": NEW["url"], "description": "ERP", "events": NEW["events"], "enabled": True,
        "disabled_because": None,
    }  # fmt: skip
    for path in (slash, f"/{made.pk}{slash}"):
        assert made.secret not in api.ask("get", path).content.decode()
    assert AuditEvent.objects.get(action="webhook.made").actor.startswith("ERP (pxh_live_")


def test_the_list_holds_the_merchants_webhooks_in_the_envelope(api, endpoint) -> None:
    make_endpoint(merchant=make_merchant("Other"), by="somebody", description="", **NEW)
    body = api.ask("get").json()
    assert [row["id"] for row in body["data"]] == [str(endpoint.pk)]
    assert (body["success"], body["errors"], body["meta"]["total"]) == (True, [], 1)


def test_one_is_read_changed_disabled_and_deleted(api, endpoint) -> None:
    path = f"/{endpoint.pk}"
    assert api.ask("get", path).json()["data"]["url"] == NEW["url"]
    changed = api.ask("patch", path, {"events": ["import.finished"], "enabled": False}).json()["data"]
    assert (changed["events"], changed["enabled"], changed["disabled_because"]) == (
        ["import.finished"],
        False,
        "by_owner",
    )
    assert api.ask("patch", path, {"enabled": True}).json()["data"]["enabled"] is True
    assert api.ask("delete", path).json()["data"] == {"id": str(endpoint.pk), "deleted": True}
    assert api.ask("get", path).status_code == 404


def test_a_rotation_answers_with_the_new_secret_and_until_when_the_old_one_signs(api, endpoint) -> None:
    told = api.ask("post", f"/{endpoint.pk}/rotate").json()["data"]
    old = endpoint.secret
    endpoint.refresh_from_db()
    assert told["secret"] == endpoint.secret != old
    assert told["old_secret_signs_until"].endswith("Z")
    assert endpoint.secrets() == [endpoint.secret, old]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"url": NEW["url"]}, "“events” is missing."),
        ({"events": ["store.synced"]}, "“url” is missing."),
        (NEW | {"secret": "x"}, "There is no field “secret”; the fields are description, events, url."),
        (NEW | {"url": "http://10.1.2.3/"}, '“url” is "http://10.1.2.3/"; 10.1.2.3 is a private address'),
        (NEW | {"url": "nowhere"}, '“url” is "nowhere"; “nowhere” is not a web address.'),
        (NEW | {"url": 7}, "“url” is 7; a web address is accepted."),
        (NEW | {"url": "https://8.8.8.8/\x00"}, "a web address is accepted."),
        (NEW | {"events": []}, "“events” is []; Choose at least one event."),
        (NEW | {"events": ["a"]}, '“events” is "a"; There is no event “a”; the events are store.synced, '),
        (NEW | {"events": "store.synced"}, '“events” is "store.synced"; a list of these is accepted: store.synced, '),
        (NEW | {"events": [["store.synced"]]}, "a list of these is accepted"),
        (NEW | {"description": "x" * 121}, "text of up to 120 characters is accepted."),
    ],
)
def test_what_is_wrong_is_told_with_field_value_and_what_is_accepted(api, body, says: str) -> None:
    assert says in error_of(api.ask("post", "", body))
    assert Endpoint.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"enabled": "yes"}, '“enabled” is "yes"; true and false are accepted.'),
        ({"enabled": False, "url": "http://127.0.0.1/"}, "private address"),
    ],
)
def test_a_wrong_change_changes_nothing(api, endpoint, body, says: str) -> None:
    assert says in error_of(api.ask("patch", f"/{endpoint.pk}", body))
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.is_open) == (NEW["url"], True)


def test_twenty_webhooks_are_the_most(api, merchant) -> None:
    for _ in range(20):
        make_endpoint(merchant=merchant, by="somebody", description="", **NEW)
    assert "20 endpoints already" in error_of(api.ask("post", "", NEW))


def test_the_log_tells_each_message_newest_first_and_is_paged(api, endpoint) -> None:
    newest, older, oldest = announced(endpoint, 3)
    Message.objects.filter(pk=newest.pk).update(
        state="failed", attempts=8, status=500, answer="no", last_error="It failed."
    )
    first = api.ask("get", f"/{endpoint.pk}/deliveries?page_size=2")
    body = first.json()
    assert (body["meta"]["total"], body["meta"]["page_size"]) == (3, 2)
    assert [row["id"] for row in body["data"]] == [str(newest.number), str(older.number)]
    row = body["data"][0]
    assert (row["event"], row["status"], row["attempts"]) == ("job.delivered", "failed", 8)
    assert (row["response_status"], row["response_body"], row["last_error"]) == (500, "no", "It failed.")
    assert row["payload"] == json.loads(newest.body)
    second = api.ask("get", f"/{endpoint.pk}/deliveries/?page_size=2&page=2").json()
    assert [row["id"] for row in second["data"]] == [str(oldest.number)]


def test_a_message_is_replayed_unless_the_webhook_is_disabled(api, endpoint) -> None:
    (message,) = announced(endpoint)
    Message.objects.update(state="sent", attempts=1)
    path = f"/{endpoint.pk}/deliveries/{message.number}/replay"
    assert api.ask("post", path).json()["data"]["status"] == "waiting"
    Message.objects.update(state="failed")
    api.ask("patch", f"/{endpoint.pk}", {"enabled": False})
    answer = api.ask("post", path)
    assert (answer.status_code, answer.json()["errors"]) == (409, ["It is disabled. Enable it first."])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""), ("patch", ""), ("delete", ""), ("post", "/rotate"), ("get", "/deliveries"),
        ("post", f"/deliveries/{uuid.UUID(int=7)}/replay"),
    ],
)  # fmt: skip
def test_a_strangers_webhook_and_one_that_is_none_are_not_there(api, method: str, path: str) -> None:
    theirs = make_endpoint(merchant=make_merchant("Other"), by="somebody", description="", **NEW)
    for webhook_id in (theirs.pk, uuid.uuid4(), "7"):
        assert api.ask(method, f"/{webhook_id}{path}").status_code == 404
    theirs.refresh_from_db()
    assert (theirs.url, theirs.old_secret) == (NEW["url"], None)


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", ""), ("patch", "/{}"), ("delete", "/{}"), ("post", "/{}/rotate"), ("post", "/{}/deliveries/x/replay")],
)
def test_changing_needs_the_scope_to_write(merchant, endpoint, method: str, path: str) -> None:
    answer = Api(merchant, "webhooks:read").ask(method, path.format(endpoint.pk), {})
    assert (answer.status_code, "lacks the scope webhooks:write" in answer.json()["errors"][0]) == (403, True)


@pytest.mark.parametrize("path", ["", "/{}", "/{}/deliveries"])
def test_reading_needs_the_scope_to_read(merchant, endpoint, path: str) -> None:
    answer = Api(merchant, "webhooks:write").ask("get", path.format(endpoint.pk))
    assert (answer.status_code, "lacks the scope webhooks:read" in answer.json()["errors"][0]) == (403, True)
