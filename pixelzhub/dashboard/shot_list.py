"""A list of photos as a CSV file, as for a photographer: what, where, and why again."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from connectors.models import Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.accepting import AcceptedCard, accepted_cards
from pixelzhub.dashboard.cards import Card, cards
from pixelzhub.dashboard.csv_file import csv_file
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.photos import page_of


def shot_list(merchant: Merchant, wanted: PhotoFilter) -> StreamingHttpResponse:
    """Every photo that matches, a line each, read page by page while it is sent."""
    return csv_file(f"photos-{wanted.view}.csv", _heads(), _rows(merchant, wanted))


def _rows(merchant: Merchant, wanted: PhotoFilter) -> Iterator[list[str]]:
    after: str | None = ""
    while after is not None:
        page = page_of(merchant, wanted, after=after)
        for card in _cards(merchant, page.placements, wanted):
            yield _cells(card)
        after = page.next or None


def _cards(merchant: Merchant, placements: list[Placement], wanted: PhotoFilter) -> list[Card]:
    found = cards(merchant, placements, channel=wanted.channel)
    return accepted_cards(merchant, found, wanted.channel) if wanted.state == "accepted" else found


def _heads() -> list[str]:
    return [
        _("Product"),
        _("SKU"),
        _("EAN"),
        _("Store"),
        _("Photo"),
        _("Width"),
        _("Height"),
        _("Findings"),
        _("Accepted"),
        _("Address"),
    ]


def _cells(card: Card) -> list[str]:
    product, image = card.placement.product, card.placement.image
    found = {finding.code: finding.short for finding in card.findings if finding.severity != "advice"}
    fine = card.accepted if isinstance(card, AcceptedCard) else ()
    accepted = {finding.code: finding.short for finding in fine}
    return [
        product.name,
        product.sku,
        product.ean,
        card.placement.store.name,
        str(card.placement.position + 1),
        str(image.width or ""),
        str(image.height or ""),
        card.reason or "; ".join(found.values()),
        "; ".join(accepted.values()),
        image.url,
    ]
