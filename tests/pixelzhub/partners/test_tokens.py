"""Tokens of pages and apps: each kind reads and none writes, a web token is for its origins, none counts in an address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pixelzhub.accounts.keys import create_key
from pixelzhub.accounts.kinds import READING, TOKEN_KINDS, WRITING, Kind
from pixelzhub.accounts.models import Token
from pixelzhub.accounts.scopes import Scope, UnknownScope
from pixelzhub.accounts.tokens import NoOrigin, create_token
from pixelzhub.partners.frame.kinds import accepted_kinds
from pixelzhub.partners.products.routes import Products
from pixelzhub.partners.views import Nothing
from tests.builders import make_merchant, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db
PRODUCTS = "/api/v1/ext/products"
STATUS = "/api/v1/ext/status"
SHOP = "https://shop.example.com"


def made(merchant, kind: Kind = Kind.DIRECT, **fields) -> tuple[Token, str]:
    return create_token(merchant=merchant, kind=kind, name="Shop window", **({"origins": [SHOP]} | fields))


def ask(token: str, path: str = PRODUCTS, method: str = "GET", **headers: str):
    headers = {"Authorization": token} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Client().generic(method, path, "{}", content_type="application/json", headers=headers)


@pytest.mark.parametrize("kind", TOKEN_KINDS)
def test_each_kind_reads_and_none_writes(merchant, kind: Kind) -> None:
    _, token = made(merchant, kind)
    assert token.startswith(f"pxt_{kind.value}_")
    assert ask(token).status_code == ask(token, method="HEAD").status_code == 200
    refused = ask(token, method="POST")
    assert refused.status_code == 403
    (sentence,) = refused.json()["errors"]
    assert sentence.startswith("This call takes an API key or an OAuth token, not a")
    assert str(kind.label) in sentence


def test_the_kinds_that_a_call_takes_are_told_by_its_view_and_method() -> None:
    assert accepted_kinds(Products, "GET") == accepted_kinds(Products, "HEAD") == READING
    assert accepted_kinds(Products, "POST") == WRITING
    assert accepted_kinds(Products, "DELETE") == accepted_kinds(Nothing, "GET") == ()


@pytest.mark.parametrize("kind", TOKEN_KINDS)
@pytest.mark.parametrize(("field", "says"), [("revoked_at", "was revoked."), ("expires_at", "has expired.")])
def test_a_token_that_was_closed_says_why(merchant, kind: Kind, field: str, says: str) -> None:
    row, token = made(merchant, kind)
    Token.objects.filter(pk=row.pk).update(**{field: timezone.now() - timedelta(seconds=1)})
    answer = ask(token)
    assert (answer.status_code, answer.json()["errors"]) == (401, [f"This {kind.label} {says}"])


def test_an_unknown_token_and_one_behind_bearer_are_refused(merchant) -> None:
    _, token = made(merchant)
    assert ask("pxt_direct_made-up").json()["errors"] == ["This token is unknown."]
    behind = ask(f"Bearer {token}")
    assert (behind.status_code, "without “Bearer”" in behind.json()["errors"][0]) == (401, True)


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "Authorization"])
def test_a_token_in_the_address_is_not_looked_at(merchant, name: str) -> None:
    row, token = made(merchant)
    assert Client().get(STATUS, {name: token}).status_code == 401
    row.refresh_from_db()
    assert row.last_used_at is None


def test_a_token_reads_what_its_owner_chose_of_its_own_merchant_alone(merchant) -> None:
    other = make_merchant("Others")
    theirs = make_photo(make_product(make_store(other), "Theirs")).image_id
    row, token = made(merchant)
    assert row.scopes == [Scope.PRODUCTS_READ, Scope.IMAGES_READ]
    assert ask(token, f"/api/v1/ext/images/{theirs}").status_code == 404
    assert ask(made(other)[1], f"/api/v1/ext/images/{theirs}").status_code == 200
    refused = ask(token, "/api/v1/ext/orders")
    assert refused.status_code == 403
    assert refused.json()["errors"][0].startswith("This direct token lacks the scope ext:orders:read.")


def test_a_token_can_be_given_no_scope_that_writes_and_a_web_token_needs_an_origin(merchant) -> None:
    with pytest.raises(UnknownScope):
        made(merchant, scopes=[Scope.PRODUCTS_WRITE])
    with pytest.raises(NoOrigin):
        made(merchant, Kind.WEB, origins=[])
    assert not Token.objects.exists()


def test_a_check_is_one_query_notes_the_use_and_keeps_a_digest(merchant) -> None:
    row, token = made(merchant, Kind.WEB)
    ask(token, STATUS, Origin=SHOP)
    row.refresh_from_db()
    assert (row.last_used_at is None, row.last_used_from) == (False, "127.0.0.1")
    assert token not in str(Token.objects.values().get())
    with CaptureQueriesContext(connection) as queries:
        assert ask(token, STATUS, Origin=SHOP).status_code == 200
    assert len(queries) == 1


def test_a_token_has_a_limit_of_calls_of_its_own(merchant, settings) -> None:
    settings.PARTNER_CALLS_A_MINUTE = 2
    _, token = made(merchant)
    answers = [ask(token, STATUS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert ask(made(merchant)[1], STATUS).status_code == 200


def test_a_page_of_an_allowed_origin_reads_and_another_is_refused(merchant) -> None:
    _, token = made(merchant, Kind.WEB, origins=[SHOP, "https://other.example:8443"])
    for origin in (SHOP, "https://other.example:8443"):
        answer = ask(token, Origin=origin)
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
        assert "Origin" in answer.headers["Vary"]
        assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    for origin in ("https://evil.example", "http://shop.example.com", f"{SHOP}.evil.example", "null", "*"):
        answer = ask(token, Origin=origin)
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in answer.headers["Vary"]


def test_a_page_can_read_a_refusal_and_an_unchanged_answer(merchant) -> None:
    _, token = made(merchant, Kind.WEB)
    refused = ask(token, "/api/v1/ext/orders", Origin=SHOP)
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (403, SHOP)
    with time_machine.travel(timezone.now(), tick=False):
        tag = ask(token, STATUS, Origin=SHOP).headers["ETag"]
        again = ask(token, STATUS, Origin=SHOP, If_None_Match=tag)
    assert again.status_code == 304, again.content
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, SHOP)


def test_a_web_token_without_an_origin_is_taken_as_from_a_program(merchant) -> None:
    answer = ask(made(merchant, Kind.WEB)[1])
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("kind", [Kind.ANDROID, Kind.IOS, Kind.DIRECT])
def test_a_token_that_is_not_for_pages_lets_no_page_read(merchant, kind: Kind) -> None:
    assert "Access-Control-Allow-Origin" not in ask(made(merchant, kind)[1], Origin=SHOP).headers


def test_an_api_key_lets_no_page_read(merchant) -> None:
    made(merchant, Kind.WEB)
    _, key = create_key(merchant=merchant, name="ERP", scopes=[Scope.PRODUCTS_READ])
    answer = ask(f"Bearer {key}", Origin=SHOP)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def preflight(origin: str):
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    return Client().options(PRODUCTS, headers=asked)


def test_a_browser_that_asks_first_hears_of_reading_for_an_allowed_origin_alone(merchant) -> None:
    row, _ = made(merchant, Kind.WEB)
    answer = preflight(SHOP)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, SHOP)
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Vary"].startswith("Origin")
    refused = preflight("https://evil.example")
    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
    Token.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    assert preflight(SHOP).status_code == 403
