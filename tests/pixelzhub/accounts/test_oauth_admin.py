"""Staff see apps and what they were given, and neither a secret, a code nor a token."""

from __future__ import annotations

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from tests.builders import make_user
from tests.pixelzhub.partners.oauth_app import OAuthApp

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db) -> Client:
    person = Client()
    person.force_login(make_user("staff@example.com", is_staff=True, is_superuser=True))
    return person


def test_lists_and_rows_open_without_what_would_open_the_hub(staff, client, merchant) -> None:
    app = OAuthApp(merchant)
    app.granted(client)
    code = app.code(client)["code"]
    app.row.refresh_from_db()
    hidden = [code, app.row.client_secret, *(row.token_checksum for row in AccessToken.objects.all())]
    rows = [app.row, *AccessToken.objects.all(), *RefreshToken.objects.all(), *Grant.objects.all()]
    assert len(rows) == 4
    for row in rows:
        folder = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
        for address in (folder, f"{folder}{row.pk}/change/"):
            page = staff.get(address)
            assert page.status_code == 200
            assert not [secret for secret in hidden if secret in page.content.decode()]
