"""A second factor: set up with an authenticator app, asked for at the next log-in."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

PASSWORD = "a-test-password"


@pytest.fixture
def person(merchant) -> Client:
    """Someone who logged in and gave the password once more, as the set-up wants."""
    user = merchant.memberships.get().user
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_second_factor_is_asked_for_once_it_is_set_up(person: Client, merchant) -> None:
    page = person.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page)
    assert secret is not None
    answer = person.post("/accounts/2fa/totp/activate/", {"code": code_for(secret[0])})
    assert answer.status_code == 302
    assert Authenticator.objects.filter(type="totp").count() == 1
    again = Client()
    user = merchant.memberships.get().user
    asked = again.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "2fa/authenticate" in asked["Location"]
    assert again.get("/").status_code == 302


def test_forgotten_password_is_mailed_a_link(merchant) -> None:
    user = merchant.memberships.get().user
    Client().post("/accounts/password/reset/", {"email": user.email})
    assert re.search(r"http\S+/accounts/password/reset/key/\S+", mail.outbox[-1].body)


def test_unknown_address_learns_nothing(merchant) -> None:
    known = Client().post("/accounts/password/reset/", {"email": merchant.memberships.get().user.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
