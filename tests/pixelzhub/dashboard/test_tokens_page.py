"""Owners make and revoke tokens of pages and apps on a page that shows each token once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.models import AuditEvent, Token
from pixelzhub.accounts.origins import WrongOrigin, origin_of, origins_of
from pixelzhub.accounts.tokens import create_token
from tests.builders import make_merchant

pytestmark = pytest.mark.django_db
PAGE = "/settings/tokens/"
NEW = {
    "name": "Shop window", "kind": "web", "origins": "https://Shop.example.com/\nhttps://shop.example.com:8443",
    "scopes": ["ext:products:read"], "days": "30",
}  # fmt: skip


def text_of(response) -> str:
    return response.content.decode()


def test_without_tokens_the_page_says_what_that_means_and_offers_reading_alone(client: Client) -> None:
    text = text_of(client.get(PAGE))
    assert "No tokens yet" in text
    assert f'href="{PAGE}" aria-current="page"' in text
    assert "ext:images:read" in text
    assert ":write" not in text


def test_a_token_is_made_shown_once_used_and_revoked(client: Client, merchant) -> None:
    page = client.post(PAGE, NEW)
    assert "no-store" in page.headers["Cache-Control"]
    found = re.search(r"pxt_web_[\w-]{30,}", text_of(page))
    assert found
    row = Token.objects.get()
    assert (row.merchant, row.kind, row.name, row.scopes) == (merchant, "web", "Shop window", ["ext:products:read"])
    assert [str(origin) for origin in row.origins.all()] == [
        "https://shop.example.com",
        "https://shop.example.com:8443",
    ]
    assert row.expires_at
    assert timedelta(days=29) < row.expires_at - timezone.now() <= timedelta(days=30)
    call = {"path": "/api/v1/ext/status", "headers": {"Authorization": found[0]}}
    assert "never used" in text_of(client.get(PAGE))
    assert Client().get(**call).status_code == 200
    later = text_of(client.get(PAGE))
    assert "from 127.0.0.1" in later
    assert found[0] not in later
    assert client.post(f"{PAGE}{row.pk}/revoke/").status_code == 302
    assert Client().get(**call).status_code == 401
    assert "Revoked" in text_of(client.get(PAGE))
    assert client.post(f"{PAGE}{row.pk}/revoke/").status_code == 404
    trail = AuditEvent.objects.filter(merchant_id=merchant.pk).values_list("action", flat=True)
    assert {"token.made", "token.revoked"} <= set(trail)


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"origins": ""}, "origins", "Name the origins"),
        ({"origins": "*"}, "origins", "is no origin"),
        ({"kind": "ios"}, "origins", "Only a web token"),
        ({"scopes": ["ext:products:write"]}, "scopes", "ext:products:write is not one of the available choices"),
        ({"kind": "oauth"}, "kind", "oauth is not one of the available choices"),
        ({"name": ""}, "name", "This field is required"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(client: Client, wrong, field: str, says: str) -> None:
    response = client.post(PAGE, NEW | wrong)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert says in text_of(response)
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://shop.example.com", "https://shop.example.com"),
        (" HTTPS://Shop.Example.com:443/ ", "https://shop.example.com"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
    ],
)
def test_an_origin_is_kept_as_browsers_send_it(text: str, origin: str) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "*", "https://*.example.com", "http://shop.example.com", "shop.example.com", "https://", "null",
        "https://shop.example.com/path", "https://a@shop.example.com", "https://shop.example.com:99999",
        "https://shop.example.com?x", "https://-a.example", "https://a..example",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(WrongOrigin, match="is no origin"):
        origin_of(text)


def test_more_origins_than_a_token_takes_are_refused() -> None:
    with pytest.raises(WrongOrigin, match="21 origins are too many; one token takes 20"):
        origins_of("\n".join(f"https://shop{n}.example.com" for n in range(21)))


def test_anothers_token_is_not_there_and_viewers_see_none(client: Client, viewer: Client) -> None:
    theirs, _ = create_token(merchant=make_merchant("Others"), kind=Kind.DIRECT, name="Theirs")
    assert client.post(f"{PAGE}{theirs.pk}/revoke/").status_code == 404
    assert "Theirs" not in text_of(client.get(PAGE))
    assert viewer.get(PAGE).status_code == viewer.post(PAGE, NEW).status_code == 403
    theirs.refresh_from_db()
    assert theirs.is_open
