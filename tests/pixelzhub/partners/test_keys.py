"""Keys of partners: what opens the API, what does not and why, replacing without a gap, and what a page shows of it."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pixelzhub.accounts.keys import create_key, rotate_key
from pixelzhub.accounts.models import ApiKey, AuditEvent
from pixelzhub.accounts.scopes import Scope, UnknownScope, checked
from tests.builders import make_merchant

pytestmark = pytest.mark.django_db
STATUS = "/api/v1/ext/status"
KEYS = "/settings/api-keys/"
NEEDED = [Scope.PRODUCTS_READ.value]


@pytest.fixture
def made(merchant) -> tuple[ApiKey, str]:
    return create_key(merchant=merchant, name="ERP", scopes=NEEDED)


def ask(key: str, **more: str):
    return Client().get(STATUS, headers={"X-API-Key": key}, **more)


@pytest.mark.parametrize("path", [STATUS, f"{STATUS}/"])
@pytest.mark.parametrize("header", ["X-API-Key", "Authorization"])
def test_a_key_opens_every_route_in_either_header_with_and_without_a_slash(made, path: str, header: str) -> None:
    sent = made[1] if header == "X-API-Key" else f"Bearer {made[1]}"
    answer = Client().get(path, headers={header: sent})
    assert answer.status_code == 200
    body = answer.json()
    assert body["success"] is True
    assert body["errors"] == []
    assert {name: body["meta"][name] for name in ("total", "page", "page_size")} == {
        "total": 1,
        "page": 1,
        "page_size": 1,
    }
    assert body["data"] == {
        "status": "ok", "version": "1.0", "api_key_name": "ERP", "api_key_scopes": NEEDED,
        "timestamp": body["data"]["timestamp"],
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["data"]["timestamp"])


def test_a_key_is_recognised_by_its_beginning_and_kept_as_a_digest(made) -> None:
    row, key = made
    assert key.startswith("pxh_live_")
    assert key.startswith(row.prefix)
    assert len(key) > len(row.prefix) + 30
    assert key not in str(ApiKey.objects.values().get())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"revoked_at": timezone.now()}, "This API key was revoked."),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "This API key has expired."),
        ({"digest": "0" * 64}, "This API key is unknown."),
    ],
)
def test_a_key_that_opens_nothing_says_why(made, change, says: str) -> None:
    ApiKey.objects.update(**change)
    answer = ask(made[1])
    assert (answer.status_code, answer.json()["errors"]) == (401, [says])
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Basic dTpw"}, {"Authorization": "Bearer "}, {"X-API-Key": " "}]
)
def test_no_key_is_asked_for_in_words(db, headers) -> None:
    answer = Client().get(STATUS, headers=headers)
    assert answer.status_code == 401
    assert "X-API-Key: KEY" in answer.json()["errors"][0]
    assert answer.json()["meta"] | {"updated_at": ""} == {"total": 0, "page": 1, "page_size": 0, "updated_at": ""}


def test_a_key_without_the_scope_hears_which_it_lacks(merchant) -> None:
    _, key = create_key(merchant=merchant, name="ERP", scopes=["imports:read"])
    answer = ask(key)
    assert answer.status_code == 403
    assert answer.json()["errors"] == ["This API key lacks the scope ext:products:read. Its scopes: imports:read."]


def test_a_check_is_one_query_and_its_use_is_written_once_in_ten_seconds(made) -> None:
    row, key = made
    ask(key, REMOTE_ADDR="192.0.2.7")
    row.refresh_from_db()
    assert (row.last_used_from, row.last_used_at is None) == ("192.0.2.7", False)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask(key, REMOTE_ADDR="192.0.2.8")
    assert len(queries) == 1
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(seconds=11))
    ask(key, REMOTE_ADDR="192.0.2.8")
    row.refresh_from_db()
    assert row.last_used_from == "192.0.2.8"


def test_a_replaced_key_opens_for_a_while_and_cannot_be_replaced_again(made) -> None:
    old, key = made
    new = rotate_key(old)
    assert new is not None
    assert new[0].scopes == old.scopes
    assert ask(key).status_code == ask(new[1]).status_code == 200
    assert rotate_key(old) is None
    old.refresh_from_db()
    ApiKey.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    assert (ask(key).status_code, ask(new[1]).status_code) == (401, 200)


def test_replacing_does_not_lengthen_a_key_that_ends_sooner(merchant) -> None:
    soon = timezone.now() + timedelta(hours=1)
    old, _ = create_key(merchant=merchant, name="ERP", scopes=NEEDED, expires_at=soon)
    rotate_key(old)
    old.refresh_from_db()
    assert old.expires_at == soon


def test_scopes_are_checked_and_the_error_lists_them() -> None:
    assert checked(["imports:read", "ext:products:read", "imports:read"]) == ["ext:products:read", "imports:read"]
    with pytest.raises(UnknownScope, match=r"Unknown scope: root\. There are ext:products:read, ext:products:write"):
        checked(["root"])


def test_the_command_prints_the_key_alone_on_its_last_line(merchant) -> None:
    out = StringIO()
    call_command("api_key", merchant=merchant.slug, name="ERP", scope=["ext:products:read"], stdout=out)
    assert ask(out.getvalue().splitlines()[-1]).status_code == 200
    with pytest.raises(CommandError, match="There are ext:products:read"):
        call_command("api_key", merchant=merchant.slug, name="ERP", scope=["read"])


def test_the_page_makes_replaces_and_revokes_a_key_and_shows_each_once(client, merchant) -> None:
    page = client.post(KEYS, {"name": "ERP", "scopes": NEEDED, "days": "30"})
    first = shown(page)
    assert "no-store" in page.headers["Cache-Control"]
    row = ApiKey.objects.get()
    assert row.expires_at
    assert timedelta(days=29) < row.expires_at - timezone.now() <= timedelta(days=30)
    second = shown(client.post(f"{KEYS}{row.pk}/replace/"))
    assert ask(first).status_code == ask(second).status_code == 200
    assert client.post(f"{KEYS}{row.pk}/replace/").status_code == 302
    client.post(f"{KEYS}{row.pk}/revoke/")
    assert (ask(first).status_code, ask(second).status_code) == (401, 200)
    assert first not in client.get(KEYS).content.decode()
    trail = AuditEvent.objects.values_list("action", flat=True)
    assert {"api_key.made", "api_key.replaced", "api_key.revoked"} <= set(trail)


def shown(page) -> str:
    found = re.search(r"pxh_live_[\w-]{30,}", page.content.decode())
    assert found
    return found[0]


def test_a_strangers_key_is_not_there_and_viewers_see_no_keys(client, viewer) -> None:
    theirs, _ = create_key(merchant=make_merchant("Others"), name="Theirs", scopes=NEEDED)
    assert client.post(f"{KEYS}{theirs.pk}/replace/").status_code == 404
    assert client.post(f"{KEYS}{theirs.pk}/revoke/").status_code == 404
    assert viewer.get(KEYS).status_code == 403
    theirs.refresh_from_db()
    assert theirs.is_open


def test_keys_of_before_keep_what_they_could_do(made) -> None:
    ApiKey.objects.update(scopes=["read"])
    import_module("pixelzhub.accounts.migrations.0003_api_key_scopes").name_what_keys_may(apps, None)
    assert ApiKey.objects.get().scopes == [scope for scope in Scope.values if scope.endswith(":read")]
