"""A list of photos as a CSV file, as for a photographer: what, where, and why again."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import Card, cards
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.photos import page_of

# Spreadsheets take a cell that begins with one of these for a formula: OWASP, "CSV Injection".
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file for the csv module that hands each line back."""

    def write(self, line: str) -> str:
        return line


def shot_list(merchant: Merchant, wanted: PhotoFilter) -> StreamingHttpResponse:
    """Every photo that matches, a line each, read page by page while it is sent."""
    response = StreamingHttpResponse(_lines(merchant, wanted), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="photos-{wanted.view}.csv"'
    return response


def _lines(merchant: Merchant, wanted: PhotoFilter) -> Iterator[str]:
    writer = csv.writer(_Line())
    # Excel takes a file without this mark for the system's old code page.
    yield "\ufeff" + writer.writerow(_heads())
    after: str | None = ""
    while after is not None:
        page = page_of(merchant, wanted, after=after)
        for card in cards(merchant, page.placements, channel=wanted.channel):
            yield writer.writerow([_plain(cell) for cell in _cells(card)])
        after = page.next or None


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
        _("Address"),
    ]


def _cells(card: Card) -> list[str]:
    product, image = card.placement.product, card.placement.image
    found = {finding.code: finding.short for finding in card.findings if finding.severity != "advice"}
    return [
        product.name,
        product.sku,
        product.ean,
        card.placement.store.name,
        str(card.placement.position + 1),
        str(image.width or ""),
        str(image.height or ""),
        card.reason or "; ".join(found.values()),
        image.url,
    ]


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
