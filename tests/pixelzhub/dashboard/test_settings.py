"""Settings: who may change what, and secrets that are never shown."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from pixelzhub.accounts.models import AuditEvent, Invitation, Membership
from tests import builders


def test_viewer_sees_no_keys_and_no_pixelz_account(viewer: Client) -> None:
    for path in ("/settings/api-keys/", "/settings/pixelz/"):
        page = viewer.get(path)
        assert page.status_code == 403
        assert "Only owners" in page.content.decode()


def test_stored_secrets_are_never_on_the_page(client: Client, merchant) -> None:
    builders.make_pixelz(merchant, contact_key="k-e-y-44979", secret="s-e-c-r-e-t")
    page = client.get("/settings/pixelz/").content.decode()
    assert "k-e-y-44979" not in page
    assert "s-e-c-r-e-t" not in page


def test_credentials_are_encrypted_in_the_database(merchant) -> None:
    from django.db import connection

    builders.make_pixelz(merchant, contact_key="k-e-y-44979")
    builders.make_store(merchant, settings={"url": "https://x.example", "token": "t-o-k-e-n"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_key FROM accounts_pixelzaccount")
        assert "k-e-y" not in str(cursor.fetchall())
        cursor.execute("SELECT settings FROM connectors_store")
        assert "t-o-k-e-n" not in str(cursor.fetchall())


def test_pixelz_that_does_not_answer_is_said_on_the_form(client: Client, settings, merchant) -> None:
    settings.PIXELZ_API_URL = "http://127.0.0.1:9/REST.svc/"
    values = {"contact_email": "a@example.com", "contact_key": "k", "secret": "s"}
    page = client.post("/settings/pixelz/", values)
    assert page.status_code == 422
    assert "127.0.0.1" in page.content.decode()
    assert not hasattr(merchant, "pixelz")


def test_plan_and_caps_are_kept_beside_the_keys(client: Client, merchant) -> None:
    account = builders.make_pixelz(merchant)
    values = {"wire": "xml", "minimum_hours": "12", "daily_guarantee": "200", "daily_cap": "50.00", "monthly_cap": ""}
    assert client.post("/settings/pixelz/orders/", values).status_code == 302
    account.refresh_from_db()
    assert (account.wire, account.minimum_hours, account.daily_guarantee) == ("xml", 12, 200)
    assert (str(account.daily_cap), account.monthly_cap, account.contact_key) == ("50.00", None, "key")
    assert 'value="200"' in client.get("/settings/pixelz/").content.decode()
    assert AuditEvent.objects.get(action="pixelz.changed").details["wire"] == "xml"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("wire", "soap", "soap is not one of the available choices"),
        ("minimum_hours", "0", "greater than or equal to 1"), ("minimum_hours", "9000", "less than or equal to 720"),
        ("daily_guarantee", "0", "greater than or equal to 1"), ("daily_cap", "-1", "greater than or equal to 0"),
        ("monthly_cap", "NaN", "Enter a number"),
    ],
)  # fmt: skip
def test_plan_that_makes_no_sense_is_refused_by_field_and_limit(client: Client, merchant, field, value, said) -> None:
    account = builders.make_pixelz(merchant)
    values = {"wire": "json", "minimum_hours": "24"} | {field: value}
    page = client.post("/settings/pixelz/orders/", values)
    assert page.status_code == 422
    assert said in page.content.decode()
    account.refresh_from_db()
    assert (account.wire, account.minimum_hours, account.daily_cap) == ("json", 24, None)


def test_owners_alone_change_the_plan_and_only_their_own(viewer: Client, stranger: Client, merchant) -> None:
    builders.make_pixelz(merchant)
    values = {"wire": "xml", "minimum_hours": "12"}
    assert viewer.post("/settings/pixelz/orders/", values).status_code == 403
    assert stranger.post("/settings/pixelz/orders/", values).status_code == 404
    merchant.pixelz.refresh_from_db()
    assert merchant.pixelz.wire == "json"


def test_invited_person_joins_by_the_mailed_link(client: Client, merchant) -> None:
    client.post("/settings/members/invite/", {"email": "new@example.com", "role": "editor"})
    link = re.search(r"http\S+/join/\S+/", mail.outbox[-1].body)
    assert link is not None
    path = "/" + link[0].split("/", 3)[3]
    guest = Client()
    assert "/accounts/signup/" in guest.get(path)["Location"]
    sign_up = {"name": "New", "email": "new@example.com", "password1": "a-long-test-password", "merchant": ""}
    guest.post("/accounts/signup/", sign_up)
    assert Membership.objects.get(user__email="new@example.com").merchant == merchant
    assert Membership.objects.get(user__email="new@example.com").role == "editor"
    assert Invitation.objects.get().accepted_at is not None


def test_last_owner_cannot_leave(client: Client, merchant) -> None:
    row = merchant.memberships.get()
    page = client.post(f"/settings/members/{row.pk}/", {"action": "remove"}, follow=True).content.decode()
    assert "has to stay owner" in page
    assert merchant.memberships.count() == 1


def test_editor_cannot_invite(merchant) -> None:
    user = builders.make_user("editor@example.com")
    Membership.objects.create(merchant=merchant, user=user, role="editor")
    editor = Client()
    editor.force_login(user)
    assert editor.post("/settings/members/invite/", {"email": "x@example.com", "role": "owner"}).status_code == 403


def test_audit_trail_outlives_what_it_speaks_of(client: Client, merchant) -> None:
    store = builders.make_store(merchant, name="Print Corner")
    client.post(f"/stores/{store.pk}/disconnect/")
    event = AuditEvent.objects.get(action="store.disconnected")
    assert event.subject == "Print Corner"
    assert "store.disconnected" in client.get("/settings/").content.decode()
