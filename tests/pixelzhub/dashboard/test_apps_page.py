"""Owners make and remove apps on a page that shows each secret once, and read on another what an app asks for."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken

from pixelzhub.accounts.models import App, AuditEvent
from pixelzhub.accounts.oauth import WrongAddress, addresses_of, create_app
from tests.builders import make_merchant

pytestmark = pytest.mark.django_db
PAGE = "/settings/apps/"
BACK = "https://erp.example.com/back"
NEW = {
    "name": "Ledger",
    "kind": "server",
    "addresses": f"{BACK}\nhttp://127.0.0.1:8700/back",
    "scopes": ["ext:products:read"],
}


def text_of(response) -> str:
    return response.content.decode()


def test_without_apps_the_page_says_what_that_means(client: Client) -> None:
    text = text_of(client.get(PAGE))
    assert "No apps yet" in text
    assert f'href="{PAGE}" aria-current="page"' in text


def test_an_app_is_made_its_secret_shown_once_and_it_is_removed_with_its_tokens(client: Client, merchant) -> None:
    page = client.post(PAGE, NEW)
    assert "no-store" in page.headers["Cache-Control"]
    secret = re.search(r"Client secret <code[^>]*>(\w{48})<", text_of(page))
    app = App.objects.get()
    assert secret
    assert app.client_id in text_of(page)
    assert (app.merchant, app.name, app.is_confidential, app.scopes) == (
        merchant,
        "Ledger",
        True,
        ["ext:products:read"],
    )
    assert app.addresses == [BACK, "http://127.0.0.1:8700/back"]
    later = text_of(client.get(PAGE))
    assert app.client_id in later
    assert secret[1] not in later
    asked = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": secret[1]}
    token = Client().post("/oauth/token/", asked).json()["access_token"]
    call = {"path": "/api/v1/ext/status", "headers": {"Authorization": f"Bearer {token}"}}
    assert Client().get(**call).status_code == 200
    assert client.post(f"{PAGE}{app.pk}/remove/").status_code == 302
    assert Client().get(**call).status_code == 401
    assert not AccessToken.objects.exists()
    trail = AuditEvent.objects.filter(merchant_id=merchant.pk).values_list("action", flat=True)
    assert {"app.made", "app.removed"} <= set(trail)


def test_an_app_on_peoples_machines_has_no_secret(client: Client) -> None:
    text = text_of(client.post(PAGE, NEW | {"kind": "public"}))
    assert "It has no secret." in text
    assert "Client secret" not in text
    assert not App.objects.get().is_confidential


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"kind": "public", "addresses": ""}, "addresses", "needs an address"),
        ({"addresses": "javascript:alert(1)"}, "addresses", "cannot be used"),
        ({"scopes": ["root"]}, "scopes", "root is not one of the available choices"),
        ({"name": ""}, "name", "This field is required"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(client: Client, wrong, field: str, says: str) -> None:
    response = client.post(PAGE, NEW | wrong)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert says in text_of(response)
    assert not App.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://erp.example.com/back", "https://erp.example.com/#x", "https://*.example.com/", "ftp://erp.example.com/",
        "https://a:b@erp.example.com/", "erp.example.com", "https://", "https://erp.example.com/a b", "https://[::1/",
    ],
)  # fmt: skip
def test_nobody_can_be_sent_to_such_an_address(address: str) -> None:
    with pytest.raises(WrongAddress, match="cannot be used"):
        addresses_of(address)


def test_more_addresses_than_an_app_takes_are_refused() -> None:
    with pytest.raises(WrongAddress, match="11 addresses are too many; one app takes 10"):
        addresses_of("\n".join(f"{BACK}/{n}" for n in range(11)))


def test_anothers_app_is_not_there_and_viewers_see_none(client: Client, viewer: Client) -> None:
    theirs, _ = create_app(merchant=make_merchant("Others"), name="Theirs", scopes=[])
    assert client.post(f"{PAGE}{theirs.pk}/remove/").status_code == 404
    assert "Theirs" not in text_of(client.get(PAGE))
    assert viewer.get(PAGE).status_code == viewer.post(PAGE, NEW).status_code == 403
    assert App.objects.filter(pk=theirs.pk).exists()


def test_the_owner_reads_which_shop_and_what_in_words_and_the_answer_can_go_to_the_app(
    client: Client, merchant
) -> None:
    app, _ = create_app(merchant=merchant, name="Led<b>ger", scopes=["ext:orders:write"], addresses=[BACK])
    asked = {
        "response_type": "code", "client_id": app.client_id, "redirect_uri": BACK,
        "code_challenge": "x" * 43, "code_challenge_method": "S256",
    }  # fmt: skip
    page = client.get("/oauth/authorize/", asked)
    text = text_of(page)
    assert "Let Led&lt;b&gt;ger in to Luma?" in text
    assert "Order retouching, which costs money" in text
    assert "The answer goes to https://erp.example.com." in text
    assert "form-action 'self' https://erp.example.com;" in page.headers["Content-Security-Policy"] + ";"
    assert "no-store" in page.headers["Cache-Control"]


def test_a_form_that_names_no_app_is_told_so(client: Client) -> None:
    page = client.post("/oauth/authorize/", {"allow": "yes"})
    assert page.status_code == 400
    assert "This app cannot be let in" in text_of(page)
