"""Getting in: the token and its renewal, the product type, and what is said when something is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import TakesPhotos, ability_report
from connectors.errors import AuthFailed, BadAddress, BadReply, ConnectorError, NotFound, Refused, Temporary
from connectors.platforms.wizart import access
from connectors.platforms.wizart.connector import WizartConnector
from tests.connectors.wizart.fake import CLIENT_SECRET, PASSWORD
from tests.connectors.wizart.harness import WizartHarness


@pytest.mark.parametrize(
    "entered",
    [
        "pim.example",
        " https://pim.example/ ",
        "https://pim.example/api/v2.1",
        "https://pim.example/api/v2.1/?x=1#y",
        "https://pim.example/api",
        "https://pim.example/oauth/token",
    ],
)
def test_an_address_is_taken_as_people_copy_it(entered: str):
    assert WizartConnector.base_url({"url": entered}) == "https://pim.example"


# ---- tokens ------------------------------------------------------------------------------------------------------


def test_name_and_password_are_exchanged_for_a_token_that_is_renewed_after_a_day(wizart: WizartHarness):
    found, now = wizart.settings, datetime.now(UTC)
    assert found["token"] in wizart.pim.tokens
    assert now + timedelta(hours=23) < access.renew_at(found) <= now + timedelta(hours=24)
    assert found["password"] == PASSWORD


def test_a_token_that_lasts_an_hour_is_renewed_after_half_of_it(wizart: WizartHarness):
    wizart.pim.life_s = 3600
    again = wizart.with_token(wizart.settings)
    now = datetime.now(UTC)
    assert now + timedelta(minutes=29) < access.renew_at(again) <= now + timedelta(minutes=30)
    assert again["token"] != wizart.settings["token"]
    assert again.keys() == wizart.settings.keys()


def test_an_account_without_a_token_gets_one_at_once():
    assert access.renew_at({"url": "pim.example"}) < datetime.now(UTC)


@pytest.mark.parametrize("name", ["url", "client_id", "client_secret", "username", "password"])
def test_whoever_enters_something_else_does_not_get_in_by_the_old_token(wizart: WizartHarness, name: str):
    assert access.renew_at(wizart.settings | {name: "https://other.example"}) < datetime.now(UTC)


def test_another_table_keeps_the_token(wizart: WizartHarness):
    assert access.renew_at(wizart.settings | {"table": "a,b\n1,2"}) > datetime.now(UTC)


def test_calls_carry_the_token_and_the_password_goes_to_the_token_alone(wizart: WizartHarness):
    with wizart.open() as connector:
        connector.check()
    assert {call.headers["authorization"] for call in wizart.proxy.calls} == {f"Bearer {wizart.settings['token']}"}
    assert not [call for call in wizart.proxy.calls if PASSWORD.encode() in call.body]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"client_secret": "wrong-secret"}, "client ID and the client secret (“Client authentication failed”)"),
        ({"client_id": "99"}, "client ID and the client secret"),
        ({"password": "wrong-pass"}, "user name and the password (“The user credentials were incorrect.”)"),
        ({"username": "else@shop.example"}, "user name and the password"),
    ],
)
def test_what_wizart_does_not_know_is_told_apart(wizart: WizartHarness, changed: dict[str, str], said: str):
    with pytest.raises(AuthFailed) as caught:
        wizart.with_token(wizart.settings | changed)
    assert said in str(caught.value)
    assert not [value for value in changed.values() if value in str(caught.value)]


@pytest.mark.parametrize("status", [400, 401, 403, 422])
def test_secrets_that_wizart_repeats_are_not_shown(wizart: WizartHarness, status: int):
    body = f'{{"error": "odd", "error_description": "No user with {PASSWORD} and {CLIENT_SECRET}."}}'
    wizart.proxy.answer_next(status, body.encode())
    with pytest.raises(AuthFailed, match="No user with … and …") as caught:
        wizart.with_token(wizart.settings)
    assert PASSWORD not in repr(caught.value) and CLIENT_SECRET not in repr(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        (401, b"<html>Password, please</html>", AuthFailed, "does not accept the key"),
        (401, b'{"errors": [{"title": "Closed.", "detail": "Ask us."}]}', AuthFailed, "Closed: Ask us."),
        (404, b"<html>", NotFound, "no Wizart PIM at 127"),
        (503, b"<html>Maintenance</html>", Temporary, "a problem of its own"),
    ],
)
def test_a_token_that_is_not_given_has_its_reason(
    wizart: WizartHarness, status: int, body: bytes, kind: type[Exception], said: str
):
    wizart.proxy.answer_next(status, body)
    with pytest.raises(kind, match=said):
        wizart.with_token(wizart.settings)


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", b"[]", b'{"access_token": "x"}', b'{"access_token": "", "expires_in": 9}']
)
def test_an_answer_without_a_token_is_a_bad_reply(wizart: WizartHarness, body: bytes):
    wizart.proxy.answer_next(200, body)
    with pytest.raises(BadReply):
        wizart.with_token(wizart.settings)


def test_an_address_that_has_moved_names_the_new_one_for_tokens_and_imports(wizart: WizartHarness):
    wizart.proxy.answer_next(301, b"", times=2, Location="https://pim-client.wizart.example/x")
    with pytest.raises(BadAddress, match=r"another address, pim-client\.wizart\.example\."):
        wizart.with_token(wizart.settings)
    with wizart.open() as connector, pytest.raises(BadAddress, match=r"pim-client\.wizart\.example"):
        connector.forward([wizart.photo("wp_001")])


# ---- the check ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("old_shapes", [False, True])
def test_the_account_is_called_by_its_product_type(wizart: WizartHarness, old_shapes: bool):
    wizart.pim.old_shapes = old_shapes
    with wizart.open() as connector:
        found = connector.check()
    assert (found.name, found.url) == ("Wizart Wallpaper", wizart.proxy.url)


def test_an_unknown_product_type_is_told_the_known_ones(wizart: WizartHarness):
    with wizart.open(product_type="Wallpapers") as connector, pytest.raises(Refused) as caught:
        connector.check()
    assert "“Wallpapers”" in str(caught.value)
    assert "wallpaper, tile, carpet_roll" in str(caught.value)


def test_an_account_without_product_types_is_told_so(wizart: WizartHarness):
    wizart.proxy.answer_next(200, b'{"data": []}')
    with wizart.open() as connector, pytest.raises(Refused, match="The codes are: none"):
        connector.check()


@pytest.mark.parametrize("under", ["errors", "data"])
def test_a_refusal_is_told_in_wizarts_words_wherever_they_stand(wizart: WizartHarness, under: str):
    wizart.pim.errors_under = under
    wizart.pim.tokens.clear()
    with wizart.open() as connector, pytest.raises(AuthFailed, match=r"says: Unauthenticated\.$"):
        connector.check()
    wizart.settings = wizart.with_token(wizart.settings)
    said = r"Model not found: No product type a%2Fb\. \(productTypeCode\)$"
    with wizart.open(product_type="a/b") as connector, pytest.raises(NotFound, match=said):
        connector.forward([wizart.photo("wp_001")])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"errors": {"title": "Bad Request.", "detail": "Too short."}}', "Bad Request: Too short."),
        (b'{"data": {"title": "Only a title", "detail": null}}', "Only a title"),
        (b'{"errors": [{"detail": "One."}, {"detail": "Two."}, 3]}', "One. Two."),
        (b'{"message": "Plain words."}', "Plain words."),
    ],
)
def test_errors_of_other_shapes_are_read(wizart: WizartHarness, body: bytes, said: str):
    wizart.proxy.answer_next(400, body)
    with wizart.open() as connector, pytest.raises(Refused) as caught:
        connector.check()
    assert str(caught.value).endswith(f"says: {said}")


def test_an_error_that_comes_with_200_is_an_error(wizart: WizartHarness):
    wizart.proxy.answer_next(200, b'{"errors": [{"title": "No.", "detail": "Not today."}], "data": []}')
    with wizart.open() as connector, pytest.raises(Refused, match="No: Not today"):
        connector.check()


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[]", b'{"data": {}}', b'{"data": [7]}', b'{"data": [{"attributes": {"name": "Tile"}}]}'],
)
def test_product_types_that_cannot_be_read_are_a_bad_reply(wizart: WizartHarness, body: bytes):
    wizart.proxy.answer_next(200, body)
    with wizart.open() as connector, pytest.raises(BadReply):
        connector.check()


def test_no_secret_is_in_any_error(wizart: WizartHarness):
    secrets = [wizart.settings[name] for name in ("client_secret", "password", "token")]
    said = []
    for status in (400, 401, 403, 404, 422, 500):
        for call in ("check", "renewed", "forward", "forwarded"):
            wizart.proxy.answer_next(status, b"{}")
            with wizart.open() as connector, pytest.raises(ConnectorError) as caught:
                {
                    "check": connector.check,
                    "renewed": lambda: wizart.with_token(wizart.settings),
                    "forward": lambda: connector.forward([wizart.photo("wp_001")]),
                    "forwarded": lambda: connector.forwarded("8054"),
                }[call]()
            said.append(f"{caught.value!r} {connector!r}")
            wizart.proxy.forget()
    assert not [text for text in said for secret in secrets if secret in text]


def test_what_wizart_does_not_do_has_its_reason_and_taking_photos_is_told():
    report = {line.name: line for line in ability_report(WizartConnector)}
    assert [name for name, line in report.items() if line.has] == [TakesPhotos.name]
    assert {name for name, line in report.items() if not line.has} == WizartConnector.reasons.keys()
    assert "no longer promises to support" in WizartConnector.help
    assert "do not hand over your own" in {field.name: field.help for field in WizartConnector.setup}["password"]
