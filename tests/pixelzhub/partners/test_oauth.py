"""OAuth 2.0: an owner consents, the app swaps its code with PKCE, reads and writes, renews itself, and is refused in words."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from pixelzhub.accounts.models import App, AuditEvent, Membership
from tests.builders import make_merchant, make_photo, make_product, make_store, make_user
from tests.pixelzhub.partners.oauth_app import BACK, READ, VERIFIER, WRITE, OAuthApp, call, query_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_lately() -> None:
    cache.clear()


@pytest.fixture
def app(merchant) -> OAuthApp:
    return OAuthApp(merchant)


def test_an_app_that_an_owner_let_in_reads_and_writes(app, client, merchant) -> None:
    told = app.code(client, scope=f"{READ} {WRITE}")
    assert (told["state"], told["iss"]) == ("s1", "http://127.0.0.1:8000")
    answer = app.swap(told["code"]).json()
    assert (answer["token_type"], answer["expires_in"], answer["scope"]) == ("Bearer", 3600, f"{READ} {WRITE}")
    assert call(answer["access_token"]).status_code == 200
    # It gets as far as the body, which is wrong.
    assert call(answer["access_token"], "POST").status_code == 422
    event = AuditEvent.objects.get(action="app.let_in")
    assert (event.merchant_id, event.details["scopes"]) == (merchant.pk, [READ, WRITE])
    app.row.refresh_from_db()
    assert app.row.last_used_from == "127.0.0.1"


def test_a_public_app_without_a_secret_dances_with_pkce_alone(merchant, client) -> None:
    public = OAuthApp(merchant, confidential=False)
    assert public.secret == ""
    assert call(public.granted(client)["access_token"]).status_code == 200


def test_tokens_and_secrets_are_kept_as_hashes(app, client) -> None:
    given = app.granted(client)
    kept = str([*AccessToken.objects.values(), *RefreshToken.objects.values(), *App.objects.values()])
    assert given["access_token"].startswith("pxo_")
    assert not [secret for secret in (given["access_token"], given["refresh_token"], app.secret) if secret in kept]


def test_whoever_says_no_sends_the_app_away(app, client) -> None:
    assert app.code(client, allow=False)["error"] == "access_denied"
    assert not Grant.objects.exists()
    assert not AuditEvent.objects.filter(action="app.let_in").exists()


def test_a_code_needs_its_verifier(app, client) -> None:
    code = app.code(client)["code"]
    wrong = app.swap(code, code_verifier=VERIFIER[::-1])
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    assert app.swap(app.code(client)["code"], code_verifier="").status_code == 400
    assert not AccessToken.objects.exists()


def test_a_code_opens_once_and_for_a_minute(app, client) -> None:
    code = app.code(client)["code"]
    assert app.swap(code).status_code == 200
    again = app.swap(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    late = app.code(client)["code"]
    Grant.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert app.swap(late).json()["error"] == "invalid_grant"


def test_a_code_is_for_its_app_and_its_address_alone(app, client, merchant) -> None:
    code = app.code(client)["code"]
    assert OAuthApp(merchant).swap(code).json()["error"] == "invalid_grant"
    assert app.swap(code, redirect_uri="https://erp.example.com/other").status_code == 400
    assert app.swap(code, client_secret="wrong").status_code == 401
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "address", ["https://evil.example/", f"{BACK}/more", f"{BACK}?more=1", "http://erp.example.com/back"]
)
def test_nobody_is_sent_to_an_address_that_is_not_the_apps(app, client, address: str) -> None:
    page = client.get("/oauth/authorize/", app.asks(redirect_uri=address))
    assert page.status_code == 400
    assert "cannot be let in" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "S1"}, "invalid_request"),
        ({"scope": "imports:write"}, "invalid_scope"),
        ({"scope": "root"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_what_cannot_be_asked_for_goes_back_to_the_app(app, client, asked, error: str) -> None:
    answer = client.get("/oauth/authorize/", app.asks(**asked))
    assert answer.status_code == 302
    assert answer["Location"].startswith(BACK)
    assert query_of(answer["Location"])["error"] == error


@pytest.mark.parametrize(
    "changed", [{"scope": "imports:write"}, {"code_challenge": ""}, {"redirect_uri": "https://x.io"}]
)
def test_a_form_that_was_tampered_with_gives_no_code(app, client, changed) -> None:
    answer = client.post("/oauth/authorize/", app.asks(**changed) | {"allow": "yes"})
    assert "code=" not in answer.get("Location", "")
    assert not Grant.objects.exists()


def test_a_token_opens_no_more_than_was_consented_to(app, client) -> None:
    token = app.granted(client, scope=READ)["access_token"]
    refused = call(token, "POST")
    assert refused.status_code == 403
    assert refused.json()["errors"] == [f"This OAuth token lacks the scope {WRITE}. Its scopes: {READ}."]


def test_an_app_comes_in_by_its_secret_alone(merchant) -> None:
    app = OAuthApp(merchant, addresses=())
    given = app.token(grant_type="client_credentials", scope=READ).json()
    assert call(given["access_token"]).status_code == 200
    assert "refresh_token" not in given
    basic = base64.b64encode(f"{app.row.client_id}:{app.secret}".encode()).decode()
    answer = Client().post(
        "/oauth/token/", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )
    assert answer.json()["scope"] == f"{READ} {WRITE}"
    assert app.token(grant_type="client_credentials", scope="imports:write").json()["error"] == "invalid_scope"
    assert app.token(grant_type="client_credentials", client_secret="wrong").status_code == 401


@pytest.mark.parametrize("way", ["password", "implicit", "urn:ietf:params:oauth:grant-type:device_code", ""])
def test_there_is_no_other_way_to_a_token(app, way: str) -> None:
    answer = app.token(grant_type=way, username="a", password="b")
    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request"}


def test_a_public_app_cannot_come_in_by_itself_and_no_secret_counts_in_an_address(merchant, app) -> None:
    public = OAuthApp(merchant, confidential=False)
    assert public.token(grant_type="client_credentials").json()["error"] in {"unauthorized_client", "invalid_client"}
    query = f"client_id={app.row.client_id}&client_secret={app.secret}&grant_type=client_credentials"
    assert Client().post(f"/oauth/token/?{query}").status_code in {400, 401}
    assert not AccessToken.objects.exists()


def test_a_refresh_token_is_swapped_once_and_its_reuse_closes_the_family(app, client) -> None:
    first = app.granted(client)
    second = app.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert call(first["access_token"]).status_code == 401
    assert call(second["access_token"]).status_code == 200
    reused = app.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    assert call(second["access_token"]).status_code == 401
    assert app.token(grant_type="refresh_token", refresh_token=second["refresh_token"]).status_code == 400


def test_a_token_that_expired_was_revoked_or_never_was_says_so(app, client) -> None:
    token = app.granted(client)["access_token"]
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert call(token).json()["errors"] == ["This OAuth token has expired."]
    other = app.granted(client)["access_token"]
    who = {"client_id": app.row.client_id, "client_secret": app.secret}
    assert app.client.post("/oauth/revoke/", who | {"token": other}).status_code == 200
    for gone in (other, "pxo_made-up"):
        answer = call(gone)
        assert (answer.status_code, answer.json()["errors"]) == (401, ["This OAuth token is unknown or was revoked."])


def test_a_token_ends_with_the_ownership_of_whoever_consented(app, client, merchant) -> None:
    token = app.granted(client)["access_token"]
    Membership.objects.filter(merchant=merchant).update(role="editor")
    assert call(token).json()["errors"] == ["Whoever let this app in is no owner any more."]


def test_only_owners_are_asked_and_strangers_find_no_app(app, client, viewer, stranger, merchant) -> None:
    editor = Client()
    editor.force_login(make_user("editor@example.com"))
    Membership.objects.create(merchant=merchant, user_id=int(editor.session["_auth_user_id"]), role="editor")
    answers = {}
    for who, person in {"viewer": viewer, "editor": editor, "stranger": stranger, "nobody": Client()}.items():
        asked = person.get("/oauth/authorize/", app.asks()).status_code
        said_yes = person.post("/oauth/authorize/", app.asks() | {"allow": "yes"}).status_code
        answers[who] = (asked, said_yes)
    assert answers == {"viewer": (403, 403), "editor": (403, 403), "stranger": (404, 404), "nobody": (302, 302)}
    assert client.get("/oauth/authorize/", app.asks(client_id="made-up")).status_code == 404
    assert not Grant.objects.exists()


def test_a_token_reads_its_own_merchants_rows_alone(app, client) -> None:
    theirs = make_photo(make_product(make_store(make_merchant("Others")), "Theirs")).image_id
    wide = OAuthApp(app.row.merchant, scopes=["ext:images:read"])
    token = wide.granted(client, scope="ext:images:read")["access_token"]
    assert call(token, path="/ext/images").status_code == 200
    assert call(token, path=f"/ext/images/{theirs}").status_code == 404


def test_a_check_is_two_queries_and_calls_are_counted_for_the_app(app, client, settings) -> None:
    tokens = [app.granted(client)["access_token"] for _ in range(2)]
    call(tokens[0], path="/ext/status")
    with CaptureQueriesContext(connection) as queries:
        call(tokens[0], path="/ext/status")
    assert len(queries) == 2
    settings.PARTNER_CALLS_A_MINUTE = 3
    assert [call(token, path="/ext/status").status_code for token in tokens] == [200, 429]


@pytest.mark.parametrize("name", ["access_token", "bearer_token", "token"])
def test_a_token_in_the_address_is_not_looked_at(app, client, name: str) -> None:
    token = app.granted(client)["access_token"]
    assert Client().get("/api/v1/ext/status", {name: token}).status_code == 401


def test_a_token_for_another_resource_opens_nothing(app, client) -> None:
    token = app.granted(client, resource="https://other.example/")["access_token"]
    assert call(token).json()["errors"] == ["This OAuth token is for another resource."]


def test_programs_find_the_addresses_by_themselves(db) -> None:
    found = Client().get("/.well-known/oauth-authorization-server").json()
    hub = "http://127.0.0.1:8000"
    assert found["issuer"] == hub
    assert found["authorization_endpoint"] == f"{hub}/oauth/authorize/"
    assert found["token_endpoint"] == f"{hub}/oauth/token/"
    assert found["revocation_endpoint"] == f"{hub}/oauth/revoke/"
    assert found["grant_types_supported"] == ["authorization_code", "client_credentials", "refresh_token"]
    assert (found["response_types_supported"], found["code_challenge_methods_supported"]) == (["code"], ["S256"])
    assert READ in found["scopes_supported"]


@pytest.mark.parametrize("door", ["token", "revoke"])
def test_whoever_asks_too_often_is_held_back_and_told_for_how_long(app, settings, door: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"oauth_token": "2/m/ip"}
    wrong = {"client_id": app.row.client_id, "client_secret": "guessed"}
    wrong |= {"grant_type": "client_credentials", "token": "t"}
    answers = [app.client.post(f"/oauth/{door}/", wrong) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert answers[2].json()["error"] == "temporarily_unavailable"
    assert answers[2]["Retry-After"] == "60"
