"""A merchant can never see or touch another's rows: every address of the hub is walked as a stranger."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from analytics.measure import thumbnail_path
from connectors.models import Import
from pixelzhub.accounts.keys import create_key
from pixelzhub.accounts.kinds import Kind
from pixelzhub.accounts.members import invite
from pixelzhub.accounts.models import Membership
from pixelzhub.accounts.oauth import create_app
from pixelzhub.accounts.tokens import create_token
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.retouch.hooks import hook_token
from pixelzhub.retouch.models import Invoice, Output, Publication, PublicationRun, TemplateRule
from tests import builders

#: open to everyone on purpose: nothing of a merchant is behind them
OPEN = {"accounts/", "admin/", "healthz", "readyz", "webhooks/", "files/", "join/", "api/", "oauth/", ".well-known/"}


def patterns(resolver: URLResolver, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        found += patterns(entry, route) if isinstance(entry, URLResolver) else [(route, entry)]
    return found


ROUTES = [
    (route, pattern)
    for route, pattern in patterns(get_resolver())
    if not any(route.lstrip("^").startswith(name) for name in OPEN)
]


@pytest.fixture
def rows(merchant, owner) -> dict[str, Any]:
    """One of everything that an address can name, and the values for each kind of parameter."""
    store = builders.make_store(merchant)
    product = builders.make_product(store, "Secret product of Luma")
    placement = builders.make_photo(product, builders.grey_ground())
    template = builders.make_template(merchant, "Secret template of Luma")
    builders.make_pixelz(merchant)
    order = builders.make_order(merchant)
    job = builders.make_job(
        placement, template, order=order, state="delivered", ticket="t1", delivered_at=timezone.now()
    )
    rule = TemplateRule.objects.create(merchant=merchant, template=template, position=1, tag="Tag of Luma")
    thumb = thumbnail_path(merchant.pk, placement.image.sha256)
    if not default_storage.exists(thumb):
        default_storage.save(thumb, ContentFile(builders.make_jpeg()))
    output = Output.objects.create(
        merchant=merchant, job=job, source="/x.jpg", file=thumb, sha256="b" * 64, bytes=3, meets=True
    )
    publication = Publication.objects.create(
        merchant=merchant, store=store, product=product, placement=placement, image=placement.image, output=output,
        published_by="x", before_sha256="a", after_sha256="b", state="published", published_at=timezone.now(),
        run=PublicationRun.objects.create(merchant=merchant, number=1, started_by="x"),
    )  # fmt: skip
    invoice = Invoice.objects.create(merchant=merchant, number="INV-SECRET")
    handed_in = Import.objects.create(merchant=merchant, store=store, archive="x.zip", filename="secret.zip")
    key, _ = create_key(merchant=merchant, name="Secret key", scopes=["ext:products:read"])
    token, _ = create_token(merchant=merchant, kind=Kind.DIRECT, name="Luma's token")
    app, _ = create_app(merchant=merchant, name="App of Luma", scopes=["ext:products:read"])
    invite(merchant=merchant, email="new@example.com", role="viewer", by=owner)
    membership = Membership.objects.get(merchant=merchant)
    endpoint = Endpoint.objects.create(merchant=merchant, url="https://luma.example/", events=["store.synced"])
    message = Message.objects.create(merchant=merchant, endpoint=endpoint, event="store.synced", body="Luma")
    return {
        "image_id": placement.image_id, "product_id": product.pk, "store_id": store.pk, "template_id": template.pk,
        "number": order.number, "job_id": job.pk, "output_id": output.pk, "publication_id": publication.pk,
        "token_id": token.pk, "app_id": app.pk, "run_number": publication.run.number, "day": timezone.localdate(),
        "sha256": placement.image.sha256, "key_id": key.pk, "membership_id": membership.pk,
        "invitation_id": merchant.invitations.get().pk, "slug": merchant.slug, "rule_id": rule.pk, "platform": "woocommerce",
        "code": "own", "import_id": handed_in.import_id,
        "token": hook_token(job.customer_image_id), "endpoint_id": endpoint.pk, "message_number": message.number,
        "invoice_id": invoice.pk,
    }  # fmt: skip


def address(route: str, rows: dict[str, Any]) -> str:
    """The route with the victim's own values in place of its parameters."""
    parts = []
    for part in route.split("<"):
        name, closed, rest = part.partition(">")
        if not closed:
            parts.append(part)
            continue
        kind, _, variable = name.rpartition(":")
        parts.append(str(rows.get(variable, uuid.uuid4() if kind == "uuid" else 1)) + rest)
    return "/" + "".join(parts)


@pytest.mark.parametrize("route", [route for route, _ in ROUTES])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_a_login_page(route: str, method: str, rows) -> None:
    response = getattr(Client(), method)(address(route, rows))
    assert response.status_code in {302, 404, 405}
    if response.status_code == 302:
        assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("route", [route for route, _ in ROUTES])
def test_stranger_sees_nothing_of_another_merchant(route: str, rows, stranger: Client) -> None:
    response = stranger.get(address(route, rows))
    if "<" in route and not any(name in route for name in ("<str:platform>", "<slug:slug>", "<slug:code>")):
        assert response.status_code in {404, 405}
    else:
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"Luma" not in body
        assert b"SECRET" not in body
        assert b"secret.zip" not in body


@pytest.mark.parametrize("route", [r for r, _ in ROUTES if "<" in r and "platform" not in r and "<slug:code>" not in r])
def test_stranger_changes_nothing_of_another_merchant(route: str, rows, stranger: Client) -> None:
    assert stranger.post(address(route, rows)).status_code in {404, 405}


def test_every_page_opens_for_its_owner(rows, client: Client) -> None:
    wrong = {}
    for route, _ in ROUTES:
        response = client.get(address(route, rows))
        if response.status_code not in {200, 302, 405} and "live" not in route and "originals" not in route:
            wrong[route] = response.status_code
    assert wrong == {}
