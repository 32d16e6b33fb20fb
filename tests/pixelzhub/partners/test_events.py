"""GET /ext/events: what happened lately, each kind for keys that may read that kind of thing."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from pixelzhub.accounts import audit
from pixelzhub.accounts.models import AuditEvent
from tests import builders
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/events"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:images:read", "ext:orders:read", "ext:publications:read"])


def actions(caller: Caller, **query: object) -> list[str]:
    return [event["action"] for event in caller.data(f"{ALL}?{urlencode(query)}")]


def test_an_event_tells_who_did_what(caller, merchant) -> None:
    audit.record(merchant, "editor@example.com", "order.placed", "#1001", photos=3)
    [told] = caller.data(ALL)
    row = AuditEvent.objects.get(action="order.placed")
    assert told == {
        "id": str(row.pk), "at": told["at"], "action": "order.placed", "actor": "editor@example.com",
        "subject": "#1001", "details": {"photos": 3},
    }  # fmt: skip
    assert told["at"].endswith("Z")


def test_newest_come_first_and_every_one_once_as_pages_are_followed(caller, merchant) -> None:
    made = [str(n) for n in range(5)]
    for n in made:
        audit.record(merchant, "x", "job.cancelled", n)
    found, path = [], f"{ALL}?page_size=2"
    while path:
        answer = caller.get(path)
        found += [event["subject"] for event in answer.json()["data"]]
        path = answer.headers.get("Link", "").split(";")[0].strip("<>").partition("/api/v1")[2]
    assert found == made[::-1]


def test_a_key_hears_of_what_it_may_read_and_never_of_members_and_keys(caller, merchant) -> None:
    for action in ("order.placed", "publication_run.started", "store.paused", "member.invited", "api_key.made", "x.y"):
        audit.record(merchant, "x", action)
    assert actions(caller) == ["publication_run.started", "order.placed"]
    assert actions(Caller(merchant, ["ext:images:read", "connectors:read"])) == ["store.paused"]


def test_kinds_and_times_narrow_it_down(caller, merchant) -> None:
    audit.record(merchant, "x", "order.placed", "old")
    AuditEvent.objects.update(at=timezone.now() - timedelta(days=2))
    audit.record(merchant, "x", "order.placed", "new")
    audit.record(merchant, "x", "publication.undo_asked")
    audit.record(merchant, "x", "publication_run.started")
    assert actions(caller, kind="publication") == ["publication.undo_asked"]
    since = (timezone.now() - timedelta(days=1)).isoformat()
    told = caller.data(f"{ALL}?{urlencode({'kind': 'order', 'updated_since': since})}")
    assert [event["subject"] for event in told] == ["new"]


def test_a_kind_that_the_key_may_not_read_is_refused_and_one_that_is_none_named(caller) -> None:
    answer = caller.get(f"{ALL}?kind=webhook")
    assert answer.status_code == 403
    assert answer.json()["errors"][0].startswith("This API key lacks the scope webhooks:read.")
    assert caller.get(f"{ALL}?kind=member").status_code == 422


def test_a_strangers_events_are_not_there_and_the_scope_is_asked_for(caller, merchant) -> None:
    audit.record(builders.make_merchant("Others"), "x", "order.placed")
    assert caller.data(f"{ALL}/") == []
    assert Caller(merchant, ["ext:orders:read"]).get(ALL).status_code == 403
