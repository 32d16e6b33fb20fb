"""Every call of the partner API, out of its own document, with keys that must open nothing of this merchant's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.models import Article
from pixelzhub.accounts.models import ApiKey
from pixelzhub.partners.jsonapi.urls import RESOURCES
from pixelzhub.partners.schema.document import document
from pixelzhub.retouch.models import Job, Order, Publication
from tests.builders import make_merchant
from tests.pixelzhub.partners.caller import Caller
from tests.pixelzhub.partners.filled import all_scopes, fill

pytestmark = pytest.mark.django_db
CALLS = [(method.upper(), path) for path, methods in document()["paths"].items() for method in methods]
JSON_API = [("GET", f"/api/jsonapi/v2/{name}") for name in RESOURCES]
each_call = pytest.mark.parametrize(("method", "path"), [*CALLS, *JSON_API])
with_an_id = pytest.mark.parametrize(("method", "path"), [call for call in CALLS if "{" in call[1]])


@pytest.fixture
def known(merchant) -> dict[str, str]:
    return fill(merchant)


def called(caller: Caller, method: str, path: str, known: dict[str, str]) -> Any:
    """The call with the victim's own ids in its address and an empty body."""
    address = re.sub(r"{(\w+)}", lambda found: known[found[1]], path)
    client, body = caller.client, "" if method in {"GET", "DELETE"} else "{}"
    headers = {"X-API-Key": caller.key, "Idempotency-Key": "x", "Accept": "*/*"}
    return client.generic(method, address, body, content_type="application/json", headers=headers)


@each_call
@pytest.mark.parametrize("end", ["revoked_at", "expires_at"])
def test_a_key_that_has_ended_opens_nothing(merchant, method: str, path: str, end: str) -> None:
    caller = all_scopes(merchant)
    ApiKey.objects.filter(pk=caller.row.pk).update(**{end: timezone.now() - timedelta(minutes=1)})
    answer = called(caller, method, path, _made_up())
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"]
    assert answer.json()["errors"]


@each_call
def test_a_key_without_scopes_opens_nothing_and_hears_which_it_needs(merchant, method: str, path: str) -> None:
    answer = called(Caller(merchant, []), method, path, _made_up())
    assert answer.status_code == 403
    assert re.search(r"lacks the scope [a-z:]+", answer.content.decode())


@with_an_id
def test_another_merchants_things_are_not_there(known, method: str, path: str) -> None:
    before = _state()
    stranger = all_scopes(make_merchant("Stranger"))
    answer = called(stranger, method, path, known)
    # What is wrong with the body may be told first; never anything of what the address names.
    assert answer.status_code in {404, 415, 422}
    assert answer.json()["data"] is None
    assert _state() == before


@each_call
def test_another_merchants_things_are_in_no_list(known, method: str, path: str) -> None:
    if method != "GET" or "{" in path:
        pytest.skip("no list")
    stranger = all_scopes(make_merchant("Stranger"))
    seen = called(stranger, "GET", path, known).content.decode()
    assert not [one for one in known.values() if len(one) > 12 and one in seen]
    assert "TV wall mount" not in seen


def _made_up() -> dict[str, str]:
    names = {name for _, path in CALLS for name in re.findall(r"{(\w+)}", path)}
    return dict.fromkeys(names, "1")


def _state() -> list[Any]:
    """What a stranger could have changed."""
    kept = [list(kind.objects.order_by("pk").values_list("pk", "state")) for kind in (Order, Job, Publication)]
    return [*kept, list(Article.objects.values_list("ean", "title", "updated_at"))]
